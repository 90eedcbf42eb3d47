//! What stands in the tables: sentences of real notices, names of units, times.

use crate::random::Random;
use std::sync::LazyLock;

/// What a column of a typeset table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// The number of a category, merged over its rows.
    CategoryNumber,
    /// A category, merged over its rows.
    Category,
    /// A heading that may span rows.
    Title,
    /// The number of the row.
    Sequence,
    /// What is to be done.
    Task,
    /// What is to be handed in.
    Deliverable,
    /// Who leads.
    Lead,
    /// Who supports.
    Support,
    /// By when.
    Deadline,
}

/// A row of a table: one cell a column; a label stands on the first row that it covers, `None` below it.
#[derive(Clone, Debug)]
pub struct ContentRow {
    /// The words of each cell; empty where nothing is printed.
    pub cells: Vec<Option<String>>,
}

/// A table to typeset.
#[derive(Clone, Debug)]
pub struct Content {
    /// Header words of each column.
    pub headers: Vec<String>,
    /// What each holds.
    pub holds: Vec<Holds>,
    /// The rows.
    pub rows: Vec<ContentRow>,
}

/// Kinds of tables that notices print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// 序号 | 工作重点 | 工作内容 | 具体任务 | 成果形式 | 责任部门.
    WorkPoints,
    /// 类号 | 项目分类 | 序号 | 工作内容 | 负责单位 | 参与单位.
    Breakdown,
    /// 重点任务 | 具体内容 | 牵头单位 | 配合单位 | 完成时限.
    Measures,
    /// 序号 | 工作任务 | 责任单位 | 完成时限.
    Simple,
}

impl Plan {
    /// All plans.
    pub const ALL: [Self; 4] = [Self::WorkPoints, Self::Breakdown, Self::Measures, Self::Simple];

    fn columns(self) -> &'static [(Holds, &'static [&'static str])] {
        use Holds::{Category, CategoryNumber, Deadline, Deliverable, Lead, Sequence, Support, Task, Title};
        match self {
            Self::WorkPoints => &[
                (CategoryNumber, &["序号"]),
                (Category, &["工作重点", "重点领域"]),
                (Title, &["工作内容", "重点任务"]),
                (Task, &["具体任务", "具体措施"]),
                (Deliverable, &["成果形式", "预期成果"]),
                (Lead, &["责任部门", "责任单位"]),
            ],
            Self::Breakdown => &[
                (CategoryNumber, &["类号"]),
                (Category, &["项目分类", "类别"]),
                (Sequence, &["序号"]),
                (Task, &["工作内容", "任务内容"]),
                (Lead, &["负责单位", "牵头单位"]),
                (Support, &["参与单位", "配合单位"]),
            ],
            Self::Measures => &[
                (Title, &["重点任务", "工作任务"]),
                (Task, &["具体内容", "具体措施", "内容"]),
                (Lead, &["牵头单位", "牵头部门"]),
                (Support, &["配合单位", "参与单位"]),
                (Deadline, &["完成时限", "完成时间"]),
            ],
            Self::Simple => &[
                (Sequence, &["序号"]),
                (Task, &["工作任务", "重点任务", "主要任务"]),
                (Lead, &["责任单位", "牵头单位"]),
                (Deadline, &["完成时限", "时间安排"]),
            ],
        }
    }
}

static SENTENCES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let sources = [
        include_str!("../../../corpus/2020-lishui-digital-government.txt"),
        include_str!("../../../corpus/2020-tongliao-digital-economy.txt"),
        include_str!("../../../corpus/2020-zhejiang-education-work-points.txt"),
        include_str!("../../../corpus/2020-state-council-reform-division.txt"),
        include_str!("../../../corpus/2017-guangzhou-implementation-plan.txt"),
    ];
    let mut sentences: Vec<String> =
        sources.iter().flat_map(|source| source.split(['\n', '。', '；'])).filter_map(sentence).collect();
    sentences.sort();
    sentences.dedup();
    sentences
});

/// A sentence that can stand in a cell: no heading, no list of units, no bracket left open.
fn sentence(raw: &str) -> Option<String> {
    let bare: String = raw.chars().filter(|c| !fenjie_text::chars::is_blank(*c)).collect();
    let length = bare.chars().count();
    let balanced = ["（）", "《》", "“”"].iter().all(|pair| {
        let mut marks = pair.chars();
        let (open, close) = (marks.next().unwrap_or('（'), marks.next().unwrap_or('）'));
        bare.matches(open).count() == bare.matches(close).count()
    });
    let clean =
        !bare.contains(['：', '〔', '【', '|', '<', '#', '/']) && !bare.contains("单位") && !bare.contains("http");
    let starts = bare.chars().next().is_some_and(fenjie_text::chars::is_han)
        && !bare.starts_with(['一', '二', '三', '四', '五', '六', '七', '八', '九', '十']);
    let ends =
        bare.chars().next_back().is_some_and(|c| fenjie_text::chars::is_han(c) || matches!(c, '”' | '》' | '）'));
    // Lines of tables and lists of units stand in these notices, too.
    let units = fenjie_lexicon::unit_plausibility(&bare) > 0.3 || fenjie_lexicon::complete_unit(&bare) > 0.5;
    let tabular = bare.ends_with('年') || bare.ends_with("长期") || bare.contains("局市") || bare.contains("局，");
    let prose = !units && !tabular;
    ((8..=90).contains(&length) && balanced && clean && starts && ends && prose).then_some(bare)
}

static UNITS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    include_str!("../data/units.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect()
});

/// Draws a table of `count` rows.
pub fn draw(plan: Plan, count: usize, random: &mut Random) -> Content {
    let columns = plan.columns();
    let headers = columns.iter().map(|(_, words)| (*random.pick(words)).to_owned()).collect();
    let holds: Vec<Holds> = columns.iter().map(|(holds, _)| *holds).collect();
    let prefix = *random.pick(&["市", "省", "县", "区"]);
    let style =
        Style { stops: random.chance(60), items: random.range(0, 40) as u64, absent: random.range(0, 30) as u64 };
    let han = plan == Plan::Breakdown && random.chance(70);
    let numbered_titles = random.chance(40);
    let (mut category, mut left, mut title, mut title_left) = (0, 0, 0, 0);
    let mut rows = Vec::new();
    for row in 0..count {
        if left == 0 {
            category += 1;
            left = random.range(1, 7);
            title_left = 0;
        }
        let first_of_category = rows.last().is_none_or(|last: &Drawn| last.category != category);
        let opens_title = title_left == 0;
        if opens_title {
            title += 1;
            title_left = if random.chance(50) { 1 } else { random.range(2, 4) }.min(left);
        }
        let cells = holds
            .iter()
            .map(|holds| match holds {
                Holds::CategoryNumber => first_of_category.then(|| number(category, han)),
                Holds::Category => first_of_category.then(|| phrase(random, 6, 24)),
                Holds::Title => opens_title.then(|| {
                    let words = phrase(random, 6, 34);
                    if numbered_titles && plan == Plan::Measures { format!("{title}. {words}") } else { words }
                }),
                Holds::Sequence => Some((row + 1).to_string()),
                Holds::Task => Some(text(random, &style)),
                Holds::Deliverable => (!random.chance(style.absent)).then(|| deliverable(random, &style)),
                Holds::Lead => Some(units(random, prefix, 4)),
                Holds::Support => (!random.chance(25 + style.absent)).then(|| units(random, prefix, 6)),
                Holds::Deadline => (!random.chance(style.absent / 4)).then(|| time(random)),
            })
            .collect();
        rows.push(Drawn { row: ContentRow { cells }, category });
        left -= 1;
        title_left -= 1;
    }
    Content { headers, holds, rows: rows.into_iter().map(|drawn| drawn.row).collect() }
}

struct Drawn {
    row: ContentRow,
    category: usize,
}

struct Style {
    stops: bool,
    items: u64,
    absent: u64,
}

fn number(n: usize, han: bool) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    if !han {
        return n.to_string();
    }
    match (n / 10, n % 10) {
        (0, ones) => DIGITS[ones].to_owned(),
        (1, ones) => format!("十{}", DIGITS[ones]),
        (tens, ones) => format!("{}十{}", DIGITS[tens.min(9)], DIGITS[ones]),
    }
}

fn phrase(random: &mut Random, least: usize, most: usize) -> String {
    for _ in 0..200 {
        let sentence = random.pick(&SENTENCES);
        let parts: Vec<&str> = sentence.split('，').collect();
        let part = random.pick(&parts);
        let length = part.chars().count();
        let whole = ["“”", "《》", "（）"].iter().all(|pair| {
            pair.chars().map(|c| part.matches(c).count()).collect::<Vec<_>>().windows(2).all(|w| w[0] == w[1])
        });
        if (least..=most).contains(&length) && whole && part.chars().next().is_some_and(fenjie_text::chars::is_han) {
            return (*part).to_owned();
        }
    }
    "加强组织领导".to_owned()
}

fn text(random: &mut Random, style: &Style) -> String {
    let sentences = if random.chance(50) { 1 } else { random.range(1, 4) };
    list(random, style, sentences)
}

fn deliverable(random: &mut Random, style: &Style) -> String {
    if random.chance(50) {
        return phrase(random, 4, 30);
    }
    let sentences = random.range(1, 3);
    list(random, style, sentences)
}

fn list(random: &mut Random, style: &Style, sentences: usize) -> String {
    let items = sentences > 1 && random.chance(style.items);
    let mut words = String::new();
    for index in 0..sentences {
        if items {
            // A numbered item begins a new printed line.
            if index > 0 {
                words.push('\n');
            }
            words.push_str(&(index + 1).to_string());
            words.push('.');
        }
        words.push_str(random.pick(&SENTENCES).as_str());
        let last = index + 1 == sentences;
        if !last {
            let stop = *random.pick(&["。", "；", "。"]);
            words.push_str(stop);
        } else if style.stops {
            words.push('。');
        }
    }
    words
}

fn units(random: &mut Random, prefix: &str, most: usize) -> String {
    let count = if random.chance(45) { 1 } else { random.range(1, most) };
    let names: Vec<String> = (0..count)
        .map(|index| random.pick(&UNITS).replace("{}", if index == 0 || random.chance(60) { prefix } else { "" }))
        .collect();
    names.join("、")
}

fn time(random: &mut Random) -> String {
    let year = 2007 + random.range(0, 18);
    match random.range(0, 7) {
        0 => format!("{year}年"),
        1 => format!("{year}年底前"),
        2 => format!("{year}年{}月", random.range(1, 12)),
        3 => format!("{year}年{}月底前", random.range(1, 12)),
        4 => "长期".to_owned(),
        5 => "持续推进".to_owned(),
        6 => format!("{year}年第{}季度", random.pick(&["一", "二", "三", "四"])),
        _ => format!("{}月底前", random.range(1, 12)),
    }
}
