//! The document's own particulars (GB/T 9704): title, 发文字号, 发文机关, 成文日期, status, kind, references.

mod signature;
mod title;

use crate::outline::is_annex_mark;
use crate::{plan, rows};
use fenjie_layout::Block;
use fenjie_lexicon::{ColumnRole, reference, time};
use fenjie_model::{Kind, Metadata, Reference, Status};
use fenjie_text::{Text, WordList, chars};
use regex::Regex;
pub(crate) use signature::{Signature, signature};
use std::collections::BTreeMap;
use std::sync::LazyLock;
pub(crate) use title::is_letterhead;
use title::{WORDS, bare_title};

/// How many paragraphs may stand before a notice's title.
const FRONT: usize = 40;

/// Particulars and the texts that they were read from.
pub(crate) struct Front {
    pub(crate) metadata: Metadata,
    pub(crate) headings: Vec<Text>,
}

impl Front {
    /// Whether a heading is a line of the title.
    pub(crate) fn titles(&self, heading: &Text) -> bool {
        let title = self.metadata.title.as_ref().and_then(|_| self.headings.first()?.span());
        title.zip(heading.span()).is_some_and(|(title, line)| title.start <= line.start && line.end <= title.end)
    }
}

/// Reads the particulars; `shape` says what the tasks of the document look like.
pub(crate) fn read(blocks: &[Block], lines: &[Text], signature: Option<&Signature>, shape: Shape) -> Front {
    let printed: Vec<Text> = head_tables(blocks).into_iter().chain(head_furniture(blocks).cloned()).collect();
    let own_title = || printed.iter().find_map(|line| head_value(line, &["标题", "名称", "文件名称"]));
    let title = title::title(&lines[..title::before_tasks(blocks).min(lines.len())])
        .or_else(own_title)
        .or_else(|| title::of_table(blocks));
    let head = || printed.iter().chain(lines.iter().take(FRONT)).take_while(|line| !is_annex_mark(line.as_str()));
    let number = head().find_map(own_number).or_else(|| head().find_map(title::own_number));
    let status = status(printed.iter().chain(lines.iter().take(FRONT)));
    let issuer = signature::issuer(
        signature.map_or(&[], |signature| &signature.issuers),
        title.as_ref().map_or("", Text::as_str),
    )
    .or_else(|| signature::unsigned_issuer(lines));
    let metadata = Metadata {
        kind: kind(title.as_ref().map_or("", Text::as_str), shape),
        title: title.as_ref().map(|title| title.as_str().to_owned()),
        references: references(blocks, number.as_ref().map(Text::as_str)),
        number: number.as_ref().map(|number| number.as_str().to_owned()),
        issuer,
        issued_on: signature.map(|signature| signature.date.clone()).or_else(|| head().find_map(dated)),
        status,
        region: None,
    };
    let headings = title.into_iter().chain(number).collect();
    Front { metadata, headings }
}

/// What the tasks of a document look like.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shape {
    /// Tasks in prose.
    pub(crate) items: usize,
    /// Tasks in tables.
    pub(crate) rows: usize,
    /// Share that task tables have of what the document says, without furniture.
    pub(crate) table_share: f32,
    /// Numbered items of a document without statements.
    pub(crate) numbered: usize,
    /// Whether such items order work by their own words.
    pub(crate) orders: bool,
    /// Whether some of them stand in an annex that is named as a plan.
    pub(crate) annexed_plan: bool,
}

/// How a site says that a document no longer holds: a mark behind its title (已失效), a field of its head (时效性：失效), or a
/// sentence (本文已于2023年1月1日废止). A mark of a part (部分失效) says nothing of the whole.
static EXPIRED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = "(?:已失效|失效|已废止|废止|全文废止|已宣布失效)";
    let mark = format!("[（(【〔\\[](?:[此该本](?:文件?|通知))?{words}[）)】〕\\]]|已废止[）)]");
    let field = format!(
        "(?:时\\s*效(?:\\s*性)?|效力|效力状态|法规状态|状态|有效性)[】\\]]?\\s*[：:]?\\s*{words}|是否有效\\s*[：:]\\s*(?:否|{words})"
    );
    let sentence = "本(?:文|文件|通知|办法)(?:已于|自|于)?[0-9０-９年月日\\s]*(?:起)?(?:已)?(?:废止|失效)";
    Regex::new(&format!("{mark}|{field}|{sentence}")).ok()
});

/// One of these stands wherever [`EXPIRED`] matches; few documents hold any.
static EXPIRY_WORDS: LazyLock<WordList> = LazyLock::new(|| ["失效", "废止", "是否有效"].into_iter().collect());

fn status<'a>(mut lines: impl Iterator<Item = &'a Text>) -> Option<Status> {
    const LONGEST: usize = 160;
    let says = |line: &Text| {
        line.as_str().chars().nth(LONGEST).is_none()
            && EXPIRY_WORDS.occurs_in(line.as_str())
            && EXPIRED.as_ref().is_some_and(|expired| expired.is_match(line.as_str()))
    };
    lines.any(says).then_some(Status::Expired)
}

/// A line that holds nothing but a 发文字号, perhaps in brackets.
fn own_number(line: &Text) -> Option<Text> {
    const MOST_BESIDE: usize = 4;
    if let Some(value) = head_value(line, &["发文字号", "文号", "文件编号"]) {
        return reference::number(value.as_str()).map(|range| value.slice(range).tidied());
    }
    if let Some(rest) = despatch(line.as_str()) {
        return own_number(&line.slice_from(rest).tidied());
    }
    let words = line.as_str();
    let words = words.find("签发人").map_or(words, |at| &words[..at]);
    let range = reference::number(words)?;
    // The day may stand beside it: （某发改〔2021〕14号　2021年3月1日）.
    let after = signature::trailing_date(&words[range.end..]).map_or(&words[range.end..], |(before, _)| before);
    let outside = words[..range.start].chars().chain(after.chars());
    let beside = outside.filter(|c| !chars::is_blank(*c)).count();
    let named = words.contains('《') || words.contains('。');
    (beside <= MOST_BESIDE && !named).then(|| line.slice(range).tidied())
}

/// The line between the red head and the title that says who signs and how urgent it is (签发：某人　等级：特急　某府办电〔2023〕11号):
/// where what follows the last of these fields begins.
fn despatch(line: &str) -> Option<usize> {
    let behind_label = |at: usize| {
        let rest = &line[at..];
        let label = WORDS.despatch_labels.opening(rest)?;
        let rest = rest[label.len()..].trim_start_matches(chars::is_blank).strip_prefix(['：', ':'])?;
        Some(line.len() - rest.trim_start_matches(chars::is_blank).len())
    };
    behind_label(0)?;
    let value = line.char_indices().rev().find_map(|(at, _)| behind_label(at))?;
    let word = WORDS.despatch_values.opening(&line[value..]).map_or(0, str::len);
    // A name ends at a blank.
    let end = if word == 0 { line[value..].find(chars::is_blank).unwrap_or(line.len() - value) } else { word };
    Some(value + end)
}

/// The day that the head of a site gives as the document's own.
fn dated(line: &Text) -> Option<String> {
    time::date(head_value(line, &["成文日期", "发文日期", "生成日期"])?.as_str())
}

/// Every label of the heads that sites print above notices.
fn labels_of_heads() -> impl Iterator<Item = &'static str> {
    WORDS.head_labels.iter().chain(WORDS.common_head_labels.iter())
}

/// The lines of a head that is printed as a table: each label with the cell behind it.
fn head_tables(blocks: &[Block]) -> Vec<Text> {
    let tables = blocks.iter().take(FRONT).filter_map(|block| match block {
        Block::Table(table) if !rows::orders_tasks(table) => Some(table),
        _ => None,
    });
    let mut lines = Vec::new();
    for table in tables {
        let header: Vec<&Text> = table.columns.iter().map(|column| &column.header).collect();
        let rows = table.rows.iter().map(|row| row.cells.iter().map(|cell| &cell.text).collect());
        for cells in std::iter::once(header).chain(rows) {
            lines.extend(cells.windows(2).filter_map(|pair| labelled(pair[0], pair[1])));
        }
    }
    lines
}

/// The lines of a site's head (索引号：… 文号：…) that are no part of the notice.
fn head_furniture(blocks: &[Block]) -> impl Iterator<Item = &Text> {
    blocks.iter().take(FRONT).filter_map(|block| match block {
        Block::Furniture(_, text) => Some(text),
        _ => None,
    })
}

/// Whether a line is one of a site's head, or a label of it alone.
fn is_head_line(line: &str) -> bool {
    let compact = chars::without_blanks(line);
    let bare = compact.trim_start_matches(['【', '[', '|']);
    labels_of_heads().any(|label| {
        bare.strip_prefix(label).is_some_and(|rest| rest.is_empty() || rest.starts_with(['：', ':', '】', ']', '|']))
    })
}

fn labelled(label: &Text, value: &Text) -> Option<Text> {
    let words = chars::without_blanks(label.as_str());
    let words = words.trim_end_matches(['：', ':']);
    // Two words of headers side by side are the head of a table.
    (labels_of_heads().any(|label| label == words) && ColumnRole::of_header(value.as_str()).is_none()).then(|| {
        let mut line = Text::new();
        line.push_mark(words);
        line.push_mark("：");
        line.push(value);
        line
    })
}

/// The value of a label in the head that a site prints above a notice: 发文字号：…, 标题：…. Several may share a line.
fn head_value(line: &Text, labels: &[&str]) -> Option<Text> {
    let words = line.as_str();
    let label = labels.iter().find_map(|label| {
        let at = words
            .find(label)
            .filter(|at| is_opening(&words[..*at]) || labels_of_heads().any(|other| words[..*at].contains(other)))?;
        let rest = &words[at + label.len()..];
        let value = rest.trim_start_matches(|c| chars::is_blank(c) || matches!(c, '：' | ':' | '】' | ']'));
        let mark = rest.trim_start_matches(chars::is_blank).starts_with(['：', ':', '】', ']']);
        // 成文日期 2013年6月9日
        let is_day = || value.starts_with(|c: char| c.is_ascii_digit());
        (mark || is_day()).then(|| words.len() - value.len())
    })?;
    let ends = WORDS.head_labels.iter().filter_map(|other| words[label..].find(other));
    let end = ends.min().map_or(words.len(), |end| label + end);
    Some(line.slice(label..end).tidied()).filter(|value| !value.is_empty())
}

/// Whether nothing but a bracket stands before a label.
fn is_opening(before: &str) -> bool {
    before.chars().all(|c| chars::is_blank(c) || matches!(c, '[' | '【'))
}

fn kind(title: &str, shape: Shape) -> Kind {
    // A text without its title, as cut out of a volume, is known by its many items.
    const MANY: usize = 12;
    // So many items with statements are tasks.
    const STATEMENTS: usize = 3;
    // Share from which on the table is the document, and what stands beside it a letter: a plan of its own says more.
    const MOSTLY: f32 = 0.53;
    // What reports are on, and what notices order.
    const OBJECTS: [&str; 3] = ["要点", "方案", "计划"];
    let bare = bare_title(title);
    let ends = |genres: &[&str]| genres.iter().any(|genre| bare.ends_with(genre));
    let holds = |words: &[&str]| words.iter().any(|word| title.contains(word));
    if ends(&["答复", "答复意见", "复函", "批复", "条例", "名单"]) || interprets(title) {
        return Kind::Other;
    }
    // A notice sends such things along.
    let is_letter = holds(&["印发", "通知", "报送", "上报"]);
    let sends_tasks = is_letter && shape.numbered == 0 && shape.items >= STATEMENTS;
    let reports = WORDS.reports.closes(bare) && (!is_letter || ends(&["总结", "报告"]) && !holds(&OBJECTS));
    if !sends_tasks
        && (reports || WORDS.reporting.occurs_in(title) && (!holds(&OBJECTS) || !is_letter && opens_with_report(title)))
    {
        return Kind::WorkReport;
    }
    let mostly_table = shape.rows > 0 && (shape.items == 0 && shape.table_share > MOSTLY);
    if mostly_table || (shape.rows > 0 && shape.items == 0 && ends(&["表", "清单"])) {
        return Kind::TaskTable;
    }
    let orders = shape.orders && !title.is_empty() && !plan::calls_or_rules(title);
    let plans = names_plan(title) || shape.annexed_plan || orders || (title.is_empty() && shape.numbered >= MANY);
    let has_tasks = shape.rows + shape.items > 0;
    if has_tasks || (plans && !holds(&["申报", "征求", "报送", "推荐"])) {
        Kind::ActionPlan
    } else {
        Kind::Other
    }
}

/// Whether a title names first what was done and then what is to come: 2009年工作总结和2010年工作计划.
fn opens_with_report(title: &str) -> bool {
    let ends = WORDS.reporting.iter().filter_map(|word| title.find(word).map(|at| at + word.len()));
    ends.min().is_some_and(|end| title[end..].starts_with(['和', '及', '与', '暨', '、', '以']))
}

/// Whether a title is that of a page which explains what another document orders: 《…》政策解读, 一图读懂｜《…》.
pub(crate) fn interprets(title: &str) -> bool {
    let is_mark =
        |c: char| chars::is_blank(c) || matches!(c, '｜' | '|' | '丨' | '︱' | '：' | ':' | '《' | '“' | '—' | '·');
    let opens = || WORDS.explaining.opening(title).is_some_and(|word| title[word.len()..].starts_with(is_mark));
    WORDS.explaining.closes(bare_title(title)) || opens()
}

/// Whether a title is that of a document that orders work. A plan may also be named by what calls for something, makes it
/// known or lays down rules (公布行动计划专家名单): then it is ordered only where it closes the title or is sent along.
pub(crate) fn names_plan(title: &str) -> bool {
    let about = bare_title(title).trim_end_matches("的通知");
    let is_sent = || title.contains("印发") || title.contains("下发");
    let is_meant = || WORDS.plans.closes(bare_title(about)) || is_sent() || !plan::calls_or_rules(title);
    !WORDS.inspections.closes(about) && (WORDS.plan_ends.closes(about) || WORDS.plans.occurs_in(title) && is_meant())
}

/// Documents cited with a number, each once, in order; the document's own number is none.
fn references(blocks: &[Block], own: Option<&str>) -> Vec<Reference> {
    let mut references: Vec<Reference> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let own = own.map(number_key);
    let mut add = |text: &Text| {
        if names_file(text.as_str()) {
            return;
        }
        for found in reference::find(text.as_str()) {
            let number = text.slice(found.number).tidied().to_string();
            let title = found.title.map(|range| text.slice(range).tidied().to_string());
            let key = number_key(&number);
            if own.as_ref() == Some(&key) {
                continue;
            }
            if let Some(known) = places.get(&key).and_then(|at| references.get_mut(*at)) {
                known.title = known.title.take().or(title);
            } else {
                places.insert(key, references.len());
                references.push(Reference { title, number });
            }
        }
    };
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => add(text),
            Block::Table(table) => {
                let cells = table.rows.iter().flat_map(|row| &row.cells).filter(|cell| !cell.inherited);
                cells.for_each(|cell| add(&cell.text));
            }
            Block::Furniture(..) => {}
        }
    }
    references
}

/// Whether a line ends with the name of an attached file: what stands in it is cited nowhere.
pub(crate) fn names_file(line: &str) -> bool {
    let end = line.trim_end_matches(chars::is_blank).rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    matches!(end.as_str(), "pdf" | "doc" | "docx" | "wps" | "xls" | "xlsx" | "ofd" | "zip" | "rar" | "jpg")
}

/// A number without its brackets, to tell whether two prints are one number.
fn number_key(number: &str) -> String {
    number.chars().filter(|c| c.is_alphanumeric()).collect::<String>().replace("号文", "号")
}
