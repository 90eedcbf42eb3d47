use crate::bodies::BODIES;
use fenjie_text::CharSet;
use fenjie_text::chars::{is_blank, without_blanks};
use serde::Deserialize;
use std::cmp::Reverse;
use std::ops::Range;
use std::sync::LazyLock;

/// What a table column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnRole {
    /// 序号, 编号: the row's own number.
    Sequence,
    /// 类号, or 序号 of a merged label: the number of a category.
    CategoryNumber,
    /// 类别, 工作重点, 项目分类: the label of a category.
    Category,
    /// 工作内容 beside 具体任务, 重点任务 beside 具体措施: the heading of a row.
    Title,
    /// 工作内容, 具体任务, 主要措施: the task itself.
    Task,
    /// 成果形式, 预期成果: what is to be handed in.
    Deliverable,
    /// 牵头单位, 责任单位, 负责部门.
    Lead,
    /// 配合单位, 参与单位, 协办单位.
    Support,
    /// 完成时限, 时间安排.
    Deadline,
    /// 备注.
    Remark,
    /// Anything else.
    Other,
}

#[derive(Deserialize, Default)]
struct HeaderWords {
    role: Vec<RoleWords>,
    compound: Vec<Compound>,
    units: UnitWords,
    aside: AsideWords,
}

/// What headers of columns of units say, where they are none of the words.
#[derive(Deserialize, Default)]
struct UnitWords {
    stems: Vec<String>,
    areas: Vec<String>,
    answering: Vec<String>,
}

/// What headers say of columns that are beside the work.
#[derive(Deserialize, Default)]
struct AsideWords {
    stems: Vec<String>,
    endings: Vec<String>,
    things: Vec<String>,
}

#[derive(Deserialize)]
struct RoleWords {
    name: ColumnRole,
    words: Vec<String>,
    #[serde(default)]
    exact: Vec<String>,
}

/// Words of headers that are put together of two: what a body does, and a word for bodies.
#[derive(Deserialize)]
struct Compound {
    name: ColumnRole,
    before: Vec<String>,
}

impl Compound {
    fn words(&self) -> impl Iterator<Item = String> {
        self.before.iter().flat_map(|before| BODIES.words().map(move |noun| format!("{before}{noun}")))
    }
}

/// A word of headers.
struct Word {
    spelled: String,
    role: ColumnRole,
    /// Whether it counts only as the whole header.
    exact: bool,
    /// Of words of one length the first of the file decides.
    order: usize,
}

/// The data as it stands in its file.
static DATA: LazyLock<HeaderWords> =
    LazyLock::new(|| toml::from_str(include_str!("../data/columns.toml")).unwrap_or_default());

/// The words of headers, in the order of how they are spelled, and where those lie that share their first two characters.
struct WordsByOpening {
    /// Most characters open no word, and are refused at one look.
    openings: Box<CharSet>,
    words: Vec<Word>,
    places: Vec<(Opening, Range<usize>)>,
}

/// The first two characters of a word; one of a single character has no second.
type Opening = (char, Option<char>);

impl WordsByOpening {
    fn of(mut words: Vec<Word>) -> Self {
        words.sort_by(|a, b| a.spelled.cmp(&b.spelled));
        let mut places: Vec<(Opening, Range<usize>)> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let Some(opening) = opening(&word.spelled) else { continue };
            match places.last_mut().filter(|(last, _)| *last == opening) {
                Some((_, place)) => place.end = at + 1,
                None => places.push((opening, at..at + 1)),
            }
        }
        let openings = Box::new(places.iter().map(|((first, _), _)| *first).collect());
        Self { openings, words, places }
    }

    /// The words that share the first two characters of `s`, where it has two.
    fn beside(&self, s: &str) -> &[Word] {
        let opening = opening(s).filter(|(first, _)| self.openings.contains(*first));
        let place = opening.and_then(|opening| self.places.binary_search_by_key(&opening, |(other, _)| *other).ok());
        place.and_then(|place| self.words.get(self.places[place].1.clone())).unwrap_or_default()
    }

    /// Whether a word begins with `head`.
    fn has_opening(&self, head: &str) -> bool {
        let after = self.words.partition_point(|word| word.spelled.as_str() < head);
        self.words.get(after).is_some_and(|word| word.spelled.starts_with(head))
    }
}

fn opening(s: &str) -> Option<Opening> {
    let mut characters = s.chars();
    Some((characters.next()?, characters.next()))
}

static HEADER_WORDS: LazyLock<WordsByOpening> = LazyLock::new(|| {
    let listed = DATA.role.iter().flat_map(|RoleWords { name: role, words: within, exact }| {
        let exact = exact.iter().map(|word| (word.clone(), *role, true));
        exact.chain(within.iter().map(|word| (word.clone(), *role, false)))
    });
    let compounds = DATA.compound.iter().flat_map(|compound| compound.words().map(|word| (word, compound.name, false)));
    let words = listed.chain(compounds).enumerate();
    WordsByOpening::of(words.map(|(order, (spelled, role, exact))| Word { spelled, role, exact, order }).collect())
});

/// Whether a word can begin somewhere in `s`.
fn may_hold_word(s: &str) -> bool {
    let index = &*HEADER_WORDS;
    s.chars().any(|c| index.openings.contains(c))
}

/// The words that `s` begins with, those that must be the whole header left out.
fn words_at(s: &str) -> impl Iterator<Item = &'static Word> {
    HEADER_WORDS.beside(s).iter().filter(move |word| !word.exact && s.starts_with(word.spelled.as_str()))
}

impl ColumnRole {
    /// What a column with this header holds, by the header's words alone; `None` when no known header word occurs.
    ///
    /// A header is a short phrase: anything longer than twelve characters is none, but for a remark in brackets behind it.
    ///
    /// ```
    /// use fenjie_lexicon::ColumnRole;
    /// assert_eq!(ColumnRole::of_header("工 作 内 容"), Some(ColumnRole::Task));
    /// assert_eq!(ColumnRole::of_header("责任部门"), Some(ColumnRole::Lead));
    /// assert_eq!(ColumnRole::of_header("牵头及参与单位"), Some(ColumnRole::Lead));
    /// assert_eq!(ColumnRole::of_header("加强领导，明确责任。"), None);
    /// ```
    pub fn of_header(header: &str) -> Option<Self> {
        const LONGEST: usize = 12;
        let is_long = |header: &str| header.chars().filter(|c| !is_blank(*c)).nth(LONGEST).is_some();
        let bare = || header.split(['（', '(']).next().filter(|bare| !bare.is_empty() && !is_long(bare));
        let header = if is_long(header) { bare()? } else { header };
        if !may_hold_word(header) || header.contains(['。', '；', '：']) {
            return None;
        }
        let header = without_blanks(header);
        let is_whole = |word: &&Word| word.exact && word.spelled == *header;
        let whole = HEADER_WORDS.beside(&header).iter().filter(is_whole);
        let found = whole.chain(header.char_indices().flat_map(|(at, _)| words_at(&header[at..])));
        let found = found.max_by_key(|word| (word.spelled.len(), Reverse(word.order))).map(|word| word.role);
        found.map(|role| match role {
            _ if is_told_aside(&header) => Self::Remark,
            Self::Support if names_leaders_too(&header) => Self::Lead,
            role => role,
        })
    }

    /// Whether a line of headers may begin with `line`: a known word stands in it, or it is one that breaks off. Cheap, and false
    /// for most lines of other kinds.
    ///
    /// ```
    /// use fenjie_lexicon::ColumnRole;
    /// assert!(ColumnRole::may_open("主题") && ColumnRole::may_open("责任") && ColumnRole::may_open("市级牵头单位"));
    /// assert!(!ColumnRole::may_open("推进改革试点") && !ColumnRole::may_open("类似情形"));
    /// ```
    pub fn may_open(line: &str) -> bool {
        let first = line.split_whitespace().next().unwrap_or_default();
        let stands_in = |at: usize| words_at(&line[at..]).next().is_some();
        !first.is_empty() && HEADER_WORDS.has_opening(first) || line.char_indices().any(|(at, _)| stands_in(at))
    }

    /// Whether `line` may be the end of a header that a narrow column breaks over lines: a known word ends with it.
    ///
    /// ```
    /// use fenjie_lexicon::ColumnRole;
    /// assert!(ColumnRole::may_close("单位") && ColumnRole::may_close("求"));
    /// assert!(!ColumnRole::may_close("推进"));
    /// ```
    pub fn may_close(line: &str) -> bool {
        let longer = |word: &Word| word.spelled.len() > line.len() && word.spelled.ends_with(line);
        HEADER_WORDS.words.iter().any(longer)
    }

    /// Whether a header that is no known word says that its column holds units: 属地单位, 统筹部门.
    ///
    /// ```
    /// use fenjie_lexicon::ColumnRole;
    /// assert!(ColumnRole::speaks_of_units("属地责任"));
    /// assert!(!ColumnRole::speaks_of_units("检查对象"));
    /// ```
    pub fn speaks_of_units(header: &str) -> bool {
        DATA.units.stems.iter().any(|stem| header.contains(stem.as_str())) && !Self::is_aside(header)
    }

    /// Whether a header is that of a column of places or owners, which name who does the work where nothing else does:
    /// 镇（街道）, 项目业主.
    pub fn names_places(header: &str) -> bool {
        DATA.units.areas.iter().any(|word| header == word)
    }

    /// Whether a header says that its column is beside the work: for whom, where, on whose word (检查对象, 建设地点, 任务来源).
    pub fn is_aside(header: &str) -> bool {
        DATA.aside.stems.iter().any(|stem| header.contains(stem.as_str())) || is_told_aside(header)
    }

    /// Whether the header of a column of units says that they answer for what the row names, rather than that they own or
    /// belong to it.
    ///
    /// ```
    /// use fenjie_lexicon::ColumnRole;
    /// assert!(ColumnRole::answers_for_rows("责任单位") && !ColumnRole::answers_for_rows("单位"));
    /// ```
    pub fn answers_for_rows(header: &str) -> bool {
        DATA.units.answering.iter().any(|stem| header.contains(stem.as_str()))
    }

    /// Whether a header says that its column holds no work though nothing else is known of it: persons, places, amounts, and
    /// all that is beside the work.
    ///
    /// ```
    /// use fenjie_lexicon::ColumnRole;
    /// assert!(ColumnRole::is_no_work("姓名") && ColumnRole::is_no_work("建设规模") && !ColumnRole::is_no_work("项目"));
    /// ```
    pub fn is_no_work(header: &str) -> bool {
        let is_thing = |stem: &String| header.contains(stem.as_str());
        Self::is_aside(header) || Self::names_places(header) || DATA.aside.things.iter().any(is_thing)
    }

    /// The headers of a whole row printed without anything between them, when `line` is nothing but header words: the place
    /// of each and what its column holds.
    ///
    /// ```
    /// use fenjie_lexicon::ColumnRole::{self, Deadline, Lead, Sequence, Task};
    /// let roles: Vec<_> = ColumnRole::run_together("序号工作任务完成时间责任单位").into_iter().map(|(_, role)| role).collect();
    /// assert_eq!(roles, [Sequence, Task, Deadline, Lead]);
    /// assert!(ColumnRole::run_together("重点任务分工").len() < 3);
    /// ```
    pub fn run_together(line: &str) -> Vec<(Range<usize>, Self)> {
        const LONGEST: usize = 60;
        let mut found = Vec::new();
        if line.chars().count() > LONGEST || !cut_at_words(line, 0, &mut found) {
            found.clear();
        }
        found
    }
}

/// Whether a header that speaks of those who help names those who lead before them: 牵头及参与单位.
fn names_leaders_too(header: &str) -> bool {
    let joint = header.find(['及', '和', '与', '、', '/', '（', '(']);
    joint
        .is_some_and(|joint| ["牵头", "责任", "主办", "主责", "负责"].iter().any(|word| header[..joint].contains(word)))
}

/// Whether a header ends with what makes it one of a column beside the work, whatever stands before: 任务来源, 事项出处.
fn is_told_aside(header: &str) -> bool {
    !header.contains(['及', '和', '与']) && DATA.aside.endings.iter().any(|ending| header.ends_with(ending.as_str()))
}

/// Cuts the rest of `line` from `at` on into header words, longer ones first; false when it cannot be.
fn cut_at_words(line: &str, at: usize, found: &mut Vec<(Range<usize>, ColumnRole)>) -> bool {
    if at == line.len() {
        return true;
    }
    let mut opening: Vec<(usize, ColumnRole)> =
        words_at(&line[at..]).map(|word| (word.spelled.len(), word.role)).collect();
    opening.sort_by_key(|(length, _)| Reverse(*length));
    opening.into_iter().any(|(length, role)| {
        found.push((at..at + length, role));
        let cut = cut_at_words(line, at + length, found);
        if !cut {
            found.pop();
        }
        cut
    })
}
