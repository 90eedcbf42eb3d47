//! The document's own particulars (GB/T 9704): title, 发文字号, 发文机关, 成文日期, status, kind, references.

use crate::outline::{is_annex_mark, is_title_line};
use crate::rows;
use fenjie_layout::{Block, Marker};
use fenjie_lexicon::{reference, time};
use fenjie_model::{Kind, Metadata, Reference, Status};
use fenjie_text::{Text, chars};
use std::ops::Range;

/// How many paragraphs may stand before a notice's title.
const FRONT: usize = 40;
/// Words that close the title of a notice or plan; the kind of document (文种) and what stands for it.
const GENRES: [&str; 40] = [
    "通告",
    "任务",
    "任务分解",
    "重点工作",
    "台账",
    "答复",
    "答复意见",
    "答记者问",
    "启事",
    "编制说明",
    "条例",
    "规定",
    "复函",
    "提案的答复",
    "通知",
    "意见",
    "方案",
    "计划",
    "要点",
    "分解表",
    "分工表",
    "任务表",
    "清单",
    "措施",
    "总结",
    "报告",
    "规划",
    "函",
    "决定",
    "办法",
    "公告",
    "通报",
    "批复",
    "安排",
    "部署",
    "行动",
    "表",
    "分工",
    "细则",
    "纲要",
];

/// Particulars and the texts that they were read from.
pub(crate) struct Front {
    pub(crate) metadata: Metadata,
    pub(crate) headings: Vec<Text>,
}

/// Reads the particulars. `has_tasks` and `is_table` say what the tasks of the document look like.
pub(crate) fn read(blocks: &[Block], lines: &[Text], signature: Option<&Signature>, shape: Shape) -> Front {
    let title = title(&lines[..before_tasks(blocks).min(lines.len())]);
    let number = lines.iter().take(FRONT).take_while(|line| !is_annex_mark(line.as_str())).find_map(own_number);
    let status = status(lines);
    let issuer = issuer(signature.map_or(&[], |signature| &signature.issuers), title.as_ref().map_or("", Text::as_str));
    let metadata = Metadata {
        kind: kind(title.as_ref().map_or("", Text::as_str), shape),
        title: title.as_ref().map(|title| title.as_str().to_owned()),
        references: references(blocks, number.as_ref().map(Text::as_str)),
        number: number.as_ref().map(|number| number.as_str().to_owned()),
        issuer,
        issued_on: signature.map(|signature| signature.date.clone()),
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
    /// Share of the document's characters that stand in task tables.
    pub(crate) table_share: f32,
    /// Numbered items of a document without statements.
    pub(crate) numbered: usize,
    /// Whether some of them stand in an annex that is named as a plan.
    pub(crate) annexed_plan: bool,
}

/// How many paragraphs stand before the first table of tasks: what comes after it is no title of the whole.
fn before_tasks(blocks: &[Block]) -> usize {
    let before = blocks.iter().take_while(|block| !matches!(block, Block::Table(table) if rows::orders_tasks(table)));
    before.filter(|block| matches!(block, Block::Heading { .. } | Block::Paragraph(_))).count()
}

/// The first line, or run of broken lines, that reads as the title of a notice; else of a plan or table.
fn title(lines: &[Text]) -> Option<Text> {
    // Annexes without their notice: the title of one of them is not the document's.
    let annexes = lines.iter().filter(|line| is_annex_mark(line.as_str())).count();
    if annexes > 1 && lines.first().is_some_and(|line| is_annex_mark(line.as_str())) {
        return None;
    }
    let front = &lines[..lines.len().min(FRONT)];
    if let Some(named) =
        front.iter().find_map(|line| head_value(line, &["标题", "名称"])).filter(|title| is_whole(title.as_str()))
    {
        return Some(without_status(&named));
    }
    let candidates = (0..front.len()).filter_map(|at| titled(front, at));
    let mut best: Option<(i32, Text)> = None;
    for candidate in candidates {
        let score = title_score(candidate.as_str());
        if score > 0 && best.as_ref().is_none_or(|(least, _)| score > *least) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, title)| without_status(&title))
}

/// The title that begins on a line, joined with the lines that it is broken over.
fn titled(front: &[Text], at: usize) -> Option<Text> {
    const MOST_LINES: usize = 3;
    // What is left of a site's page head (the name of an icon, of a menu) is shorter than any line of a title.
    const SHORTEST_LINE: usize = 6;
    let first = &front[at];
    let opens_otherwise = ["附件", "联系人", "抄送", "（", "("].iter().any(|word| first.as_str().starts_with(word));
    if first.as_str().chars().count() < SHORTEST_LINE
        || opens_otherwise
        || (!is_title_line(first.as_str()) && !is_long_title(first.as_str()))
    {
        return None;
    }
    let mut title = first.clone();
    let is_own_line = |line: &Text| {
        own_number(line).is_some() || is_letterhead(line.as_str()) || trailing_date(line.as_str()).is_some()
    };
    for (next, lines) in front[at + 1..].iter().zip(1..) {
        let whole = is_whole(title.as_str());
        if whole && (is_edition(next.as_str()) || is_rest_of_notice(next.as_str())) {
            title.push(next);
        }
        // The last character alone may stand on the last line: …的通 / 知.
        let is_line = is_title_line(next.as_str()) || next.as_str().chars().count() == 1;
        if whole || !is_line || lines == MOST_LINES || is_own_line(&title) || is_own_line(next) {
            break;
        }
        title.push(next);
    }
    is_whole(title.as_str()).then(|| title.tidied())
}

/// （试行）的通知: the end of a title whose line before could have been whole.
fn is_rest_of_notice(line: &str) -> bool {
    const LONGEST: usize = 12;
    line.starts_with(['（', '(', '的']) && line.ends_with("的通知") && line.chars().count() <= LONGEST
}

/// （试行）, （2021—2025年）, （征求意见稿）: what a title ends with, on a line of its own.
fn is_edition(line: &str) -> bool {
    const LONGEST: usize = 14;
    let inner =
        line.trim_matches(chars::is_blank).strip_prefix(['（', '(']).and_then(|rest| rest.strip_suffix(['）', ')']));
    inner.is_some_and(|inner| {
        inner.chars().count() <= LONGEST && (inner.ends_with(['年', '稿']) || matches!(inner, "试行" | "暂行" | "修订"))
    })
}

/// The red head of a notice: 广州市人民政府文件.
fn is_letterhead(line: &str) -> bool {
    line.trim_matches(chars::is_blank).strip_suffix("文件").is_some_and(|name| agency_name(name).is_some())
}

/// Titles of joint notices run long.
fn is_long_title(line: &str) -> bool {
    const LONGEST: usize = 160;
    line.contains("关于") && line.chars().count() <= LONGEST && !line.contains('。') && Marker::parse(line).is_none()
}

/// Whether a title is complete: its brackets are closed and it ends with a kind of document.
fn is_whole(title: &str) -> bool {
    let bare = bare_title(title);
    let balanced = title.matches('《').count() == title.matches('》').count()
        && title.matches(['（', '(']).count() == title.matches(['）', ')']).count();
    balanced && GENRES.iter().any(|genre| bare.ends_with(genre))
}

/// Without status, remarks in brackets and closing marks at its end.
fn bare_title(title: &str) -> &str {
    let mut bare = title.trim_end_matches(chars::is_blank);
    while let Some(open) = bare.ends_with(['）', ')']).then(|| bare.rfind(['（', '('])).flatten() {
        bare = bare[..open].trim_end_matches(chars::is_blank);
    }
    bare.trim_end_matches(['》', '”'])
}

fn title_score(title: &str) -> i32 {
    let bare = bare_title(title);
    let is_notice = title.contains("关于") || title.starts_with("印发");
    let closes = |genres: &[&str]| genres.iter().any(|genre| bare.ends_with(genre));
    let length = title.chars().count() as i32;
    if length < 5 {
        return 0;
    }
    let short = if length < 8 { -10 } else { 0 };
    match (is_notice, closes(&["通知", "意见", "函", "决定", "报告", "批复", "公告", "通报", "通告", "答复", "说明"]))
    {
        (true, true) => 100 + short,
        (true, false) => 60 + short,
        (false, true) => 40 + short,
        (false, false) if bare.ends_with('表') => 30 + short,
        (false, false) => 35 + short,
    }
}

fn without_status(title: &Text) -> Text {
    for mark in
        ["(已失效)", "（已失效）", "(失效)", "（失效）", "(已废止)", "（已废止）", "【已失效】", "[失效]", "【失效】"]
    {
        if let Some(at) = title.as_str().find(mark) {
            let before = title.slice(0..at).tidied();
            return if before.is_empty() { title.slice_from(at + mark.len()).tidied() } else { before };
        }
    }
    title.clone()
}

fn status(lines: &[Text]) -> Option<Status> {
    const LONGEST: usize = 160;
    let says = |line: &Text| {
        let words = line.as_str();
        words.chars().count() <= LONGEST
            && [
                "(已失效)",
                "（已失效）",
                "(失效)",
                "（失效）",
                "已废止）",
                "已废止)",
                "【失效】",
                "[失效]",
                "时效性：失效",
                "时效：失效",
                "状态：已废止",
                "状态：废止",
                "状态：失效",
                "有效性：失效",
                "有效性：废止",
                "有效性：已废止",
                "时效性：已废止",
                "是否有效：否",
            ]
            .iter()
            .any(|mark| words.contains(mark))
    };
    lines.iter().take(FRONT).any(says).then_some(Status::Expired)
}

/// A line that holds nothing but a 发文字号, perhaps in brackets.
fn own_number(line: &Text) -> Option<Text> {
    const MOST_BESIDE: usize = 4;
    if let Some(value) = head_value(line, &["发文字号", "文号", "文件编号"]) {
        return reference::number(value.as_str()).map(|range| value.slice(range).tidied());
    }
    let words = line.as_str();
    let words = words.find("签发人").map_or(words, |at| &words[..at]);
    let range = reference::number(words)?;
    // The day may stand beside it: （大发改〔2021〕114号　2021年2月23日）.
    let after = trailing_date(&words[range.end..]).map_or(&words[range.end..], |(before, _)| before);
    let outside = words[..range.start].chars().chain(after.chars());
    let beside = outside.filter(|c| !chars::is_blank(*c)).count();
    let named = words.contains('《') || words.contains('。');
    (beside <= MOST_BESIDE && !named).then(|| line.slice(range).tidied())
}

/// Who signed and when.
pub(crate) struct Signature {
    issuers: Vec<String>,
    date: String,
    /// The lines that it takes up.
    pub(crate) lines: Range<usize>,
}

/// The value of a label in the head that a site prints above a notice: 发文字号：…, 标题：…. Several may share a line.
fn head_value(line: &Text, labels: &[&str]) -> Option<Text> {
    const LABELS: [&str; 20] = [
        "索引号",
        "发文机关",
        "发布机构",
        "发文单位",
        "成文日期",
        "发文日期",
        "生成日期",
        "发布日期",
        "发文字号",
        "文号",
        "标题",
        "主题",
        "主题词",
        "效力",
        "有效性",
        "时效",
        "公开",
        "废止",
        "关键词",
        "信息分类",
    ];
    let words = line.as_str();
    let label = labels.iter().find_map(|label| {
        let at = words.find(label).filter(|at| *at == 0 || LABELS.iter().any(|other| words[..*at].contains(other)))?;
        let rest = &words[at + label.len()..];
        rest.starts_with(['：', ':']).then(|| words.len() - rest.len() + rest.chars().next().map_or(0, char::len_utf8))
    })?;
    let end = LABELS.iter().filter_map(|other| words[label..].find(other)).min().map_or(words.len(), |end| label + end);
    Some(line.slice(label..end).tidied()).filter(|value| !value.is_empty())
}

/// The first line that is nothing but a date, and the name that stands on the line before it (or, on one line, before
/// the date). Lines that name the day of printing (印发) are none.
pub(crate) fn signature(lines: &[Text]) -> Option<Signature> {
    let mut beside_number = None;
    for (at, line) in lines.iter().enumerate() {
        let words = line.as_str();
        if words.chars().count() > 60 || words.contains("印发") {
            continue;
        }
        let Some((before, date)) = trailing_date(words) else { continue };
        let own = agency_name(before);
        if !before.is_empty() && own.is_none() {
            if own_number(line).is_some() {
                beside_number.get_or_insert(Signature { issuers: Vec::new(), date, lines: at..at });
            }
            continue;
        }
        let above = if own.is_some() { 0 } else { signer_lines(&lines[..at]) };
        let issuers = match own {
            Some(own) => vec![own],
            None => lines[at - above..at].iter().flat_map(|line| signers(line)).collect(),
        };
        return Some(Signature { issuers, date, lines: at - above..at + 1 });
    }
    beside_number
}

/// The date that a line ends with, ISO 8601, and what stands before it.
fn trailing_date(words: &str) -> Option<(&str, String)> {
    let words = words.trim_matches(|c| chars::is_blank(c) || "（）()".contains(c));
    // 2019-10-16, alone on its line.
    if words.len() <= "2019-10-16".len() && words.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | '/')) {
        return Some(("", time::date(words)?));
    }
    words.ends_with('日').then_some(())?;
    let is_date = |c: char| {
        fenjie_text::numeral::digit(c).is_some()
            || fenjie_text::numeral::is_han_numeral(c)
            || "年月日".contains(c)
            || chars::is_blank(c)
    };
    let start = words.char_indices().rev().take_while(|(_, c)| is_date(*c)).last()?.0;
    Some((words[..start].trim_matches(chars::is_blank), time::date(&words[start..])?))
}

/// How many lines just before the date hold names only.
fn signer_lines(before: &[Text]) -> usize {
    const MOST: usize = 12;
    before.iter().rev().take(MOST).take_while(|line| !signers(line).is_empty()).count()
}

/// The names of a line that holds nothing else; two may stand side by side.
fn signers(line: &Text) -> Vec<String> {
    let names: Vec<Option<String>> = line.parts().iter().map(|part| agency_name(part.as_str())).collect();
    if names.len() > 1 && names.iter().all(Option::is_some) {
        return names.into_iter().flatten().collect();
    }
    agency_name(line.as_str()).into_iter().collect()
}

/// Who issued the document: of the names above the date those that the title names too, since a list may end there;
/// where it names none, all of them; without any, the name that the title opens with.
fn issuer(signers: &[String], title: &str) -> Option<String> {
    let named: Vec<&String> = signers.iter().filter(|name| title.contains(name.as_str())).collect();
    let names = if named.is_empty() { signers.iter().collect() } else { named };
    let joined = names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join("、");
    if joined.is_empty() { issuer_of_title(title) } else { Some(joined) }
}

/// A line that is nothing but the name of an agency.
fn agency_name(line: &str) -> Option<String> {
    const LONGEST: usize = 40;
    const SURE: f32 = 0.85;
    let name: String = line.chars().filter(|c| !chars::is_blank(*c)).collect();
    let seal = ["（章）", "（代章）", "（盖章）", "（公章）", "(章)", "(代章)"]
        .iter()
        .find_map(|seal| name.strip_suffix(seal));
    let name = seal.map_or(name.clone(), str::to_owned);
    let is_name = (3..=LONGEST).contains(&name.chars().count())
        && !name.contains(['，', '。', '：', ':', '；', '《'])
        && fenjie_lexicon::unit_plausibility(&name) >= SURE;
    is_name.then_some(name)
}

/// 广州市人民政府 of 广州市人民政府关于印发…的通知, 广州市知识产权局 of 广州市知识产权局2007年工作总结.
fn issuer_of_title(title: &str) -> Option<String> {
    const LEADS: [&str; 6] = ["关于", "贯彻", "印发", "转发", "批转", "落实"];
    let lead = LEADS.iter().filter_map(|word| title.find(word)).min();
    let end = lead.or_else(|| title.find(|c: char| fenjie_text::numeral::digit(c).is_some() || "二○〇".contains(c)))?;
    agency_name(&title[..end])
}

fn kind(title: &str, shape: Shape) -> Kind {
    let bare = bare_title(title);
    let ends = |genres: &[&str]| genres.iter().any(|genre| bare.ends_with(genre));
    let holds = |words: &[&str]| words.iter().any(|word| title.contains(word));
    if ends(&["答复", "答复意见", "复函", "批复", "条例", "名单"]) {
        return Kind::Other;
    }
    if (ends(&["总结", "报告"]) || holds(&["工作总结", "情况的报告", "工作汇报", "完成情况", "进展情况", "工作情况"]))
        && !holds(&["要点", "方案", "计划"])
    {
        return Kind::WorkReport;
    }
    let mostly_table = shape.rows > 0 && (shape.items == 0 && shape.table_share > 0.5);
    if mostly_table || (shape.rows > 0 && shape.items == 0 && ends(&["表", "清单"])) {
        return Kind::TaskTable;
    }
    // A text without its title, as cut out of a volume, is known by its many items.
    const MANY: usize = 12;
    let plans = names_plan(title) || shape.annexed_plan || (title.is_empty() && shape.numbered >= MANY);
    if shape.rows + shape.items > 0 && (plans || shape.rows > 0) || (plans && !holds(&["申报", "征求", "报送", "推荐"]))
    {
        return Kind::ActionPlan;
    }
    if shape.rows + shape.items > 0 { Kind::ActionPlan } else { Kind::Other }
}

/// Whether a title is that of a document that orders work.
pub(crate) fn names_plan(title: &str) -> bool {
    ["方案", "计划", "要点", "措施", "行动", "分工", "意见", "安排", "规划", "任务", "纲要", "分解"]
        .iter()
        .any(|word| title.contains(word))
}

/// Documents cited with a number, each once, in order; the document's own number is none.
fn references(blocks: &[Block], own: Option<&str>) -> Vec<Reference> {
    let mut references: Vec<Reference> = Vec::new();
    let own = own.map(number_key);
    let mut add = |text: &Text| {
        if names_file(text.as_str()) {
            return;
        }
        for found in reference::find(text.as_str()) {
            let number = text.slice(found.number).tidied().to_string();
            let title = found.title.map(|range| text.slice(range).tidied().to_string());
            if Some(number_key(&number)) == own {
                continue;
            }
            match references.iter_mut().find(|known| number_key(&known.number) == number_key(&number)) {
                Some(known) => known.title = known.title.take().or(title),
                None => references.push(Reference { title, number }),
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
fn names_file(line: &str) -> bool {
    let end = line.trim_end_matches(chars::is_blank).rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    matches!(end.as_str(), "pdf" | "doc" | "docx" | "wps" | "xls" | "xlsx" | "ofd" | "zip" | "rar" | "jpg")
}

/// A number without its brackets, to tell whether two prints are one number.
fn number_key(number: &str) -> String {
    number.chars().filter(|c| c.is_alphanumeric()).collect::<String>().replace("号文", "号")
}
