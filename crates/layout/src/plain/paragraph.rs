//! Paragraphs joined over line and page breaks.

use super::{bare_statement, broken_statement, wrapped};
use crate::marker::{begins_paragraph, has_open_bracket};
use crate::{Block, FurnitureKind, Marker, MarkerStyle};
use fenjie_lexicon::{reference, region, statement, unit_plausibility, words};
use fenjie_source::{Line, LineRole};
use fenjie_text::{Text, chars};

/// Lines of one run of prose become paragraphs; `usual` is how the text around them is broken into lines, which counts where
/// the run is too short to tell.
pub(crate) fn join(lines: &[&Line], usual: Option<Wrap>, blocks: &mut Vec<Block>) {
    let filled: Vec<(usize, &Line)> =
        lines.iter().enumerate().filter(|(_, line)| !line.text.is_blank()).map(|(at, line)| (at, *line)).collect();
    let wrap = Wrap::of(&filled).or(usual.filter(|usual| filled.iter().all(|(_, line)| usual.holds(line))));
    let mut paragraph = Text::new();
    let mut last: Option<(usize, &Line)> = None;
    for (at, line) in filled {
        let joins = last.is_some_and(|(before, end)| {
            let apart = at - before > 1;
            let (words, end_words, next) = (paragraph.as_str(), end.text.as_str(), line.text.as_str());
            if end.whole || line.whole {
                return wrapped::closes_statement(words, next);
            }
            goes_on(words, end_words, next, apart, wrap)
        });
        if !joins {
            end(&mut paragraph, blocks);
        }
        let apart = last.is_some_and(|(before, _)| at - before > 1);
        append(&mut paragraph, &line.text, apart, blocks);
        last = Some((at, line));
    }
    end(&mut paragraph, blocks);
}

fn end(paragraph: &mut Text, blocks: &mut Vec<Block>) {
    let text = std::mem::take(paragraph).tidied();
    if !text.is_empty() {
        blocks.push(Block::Paragraph(text));
    }
}

/// Appends a line. A character that a page break, which leaves a gap, printed twice ("企事业单 / 位位") is read once.
fn append(paragraph: &mut Text, line: &Text, apart: bool, blocks: &mut Vec<Block>) {
    let line = line.trimmed();
    if paragraph.is_empty() {
        *paragraph = line;
        return;
    }
    if apart && doubles_at_break(paragraph.as_str(), line.as_str()) {
        let width = line.as_str().chars().next().map_or(0, char::len_utf8);
        blocks.push(Block::Furniture(FurnitureKind::Ornament, line.slice(0..width)));
        paragraph.push(&line.slice_from(width));
        return;
    }
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    if latin(paragraph.as_str().chars().last()) && latin(line.as_str().chars().next()) {
        paragraph.push_blank();
    }
    paragraph.push(&line);
}

/// Whether the second line opens with one Chinese character twice while the first breaks off inside the word that this
/// character ends. Characters that are doubled by nature (人人, 处处) are words themselves, and where one word ends with the
/// character that the next begins with (饮用 / 水水源), both are kept.
fn doubles_at_break(before: &str, after: &str) -> bool {
    let mut opening = after.chars();
    let (Some(first), Some(second)) = (opening.next(), opening.next()) else { return false };
    let Some(last) = before.chars().last().filter(|c| chars::is_han(*c)) else { return false };
    let word = |a: char, b: char| words::is_word(&[a, b].iter().collect::<String>());
    let third = opening.next();
    let opens_next = || third.is_some_and(|third| word(second, third));
    // Few lines open so, and only for them is the dictionary loaded.
    first == second && chars::is_han(first) && word(last, first) && !word(first, second) && !opens_next()
}

/// Whether a line that OCR marks as a heading is an item of which more follows: its brackets are open, or it is full of words
/// and breaks off in a sentence.
pub(crate) fn is_broken_item(line: &Line, wrap: Option<Wrap>) -> bool {
    let words = line.text.as_str();
    let breaks_off = last_char(words).is_some_and(|last| !ends_sentence(last));
    let is_sentence = breaks_off && words.contains(['，', '。']) && wrap.is_some_and(|wrap| wrap.is_full(words));
    !line.whole && Marker::parse(words).is_some() && (is_sentence || has_open_bracket(words))
}

/// How a text is broken into printed lines, in Han characters.
#[derive(Clone, Copy)]
pub(crate) struct Wrap {
    /// Where full lines end.
    width: f32,
    /// Where lines begin that are not indented: the margin of a page that was kept as blanks.
    margin: f32,
}

impl Wrap {
    /// `None` when every line is a whole paragraph.
    fn of(lines: &[(usize, &Line)]) -> Option<Self> {
        Some(Self { width: wrap_width(lines)?, margin: margin(lines) })
    }

    /// That of all lines of a text but its headings.
    pub(crate) fn of_all(lines: &[&Line]) -> Option<Self> {
        let is_prose = |line: &&Line| !line.whole && line.role == LineRole::Plain && !line.text.is_blank();
        let prose: Vec<(usize, &Line)> = lines.iter().copied().filter(is_prose).enumerate().collect();
        Self::of(&prose)
    }

    fn is_full(self, line: &str) -> bool {
        is_full(line, self.width)
    }

    /// Whether a line is no wider than those of the text.
    fn holds(self, line: &Line) -> bool {
        const SLACK: f32 = 3.0;
        chars::str_width(line.text.as_str().trim_end()) <= self.width + SLACK
    }

    fn is_indented(self, line: &str) -> bool {
        indentation(line) - self.margin >= 1.0
    }
}

/// Blanks before the words of a line, in Han characters.
fn indentation(line: &str) -> f32 {
    let blanks = line.len() - line.trim_start_matches([' ', '\u{3000}']).len();
    chars::str_width(&line[..blanks])
}

/// The least indentation that several lines have, where it is wider than that of a paragraph.
fn margin(lines: &[(usize, &Line)]) -> f32 {
    const OF_PARAGRAPH: f32 = 3.0;
    let mut widths: Vec<f32> = lines.iter().map(|(_, line)| indentation(line.text.as_str())).collect();
    widths.sort_by(f32::total_cmp);
    let margin = widths.get(widths.len() / 10).copied().unwrap_or_default();
    if margin > OF_PARAGRAPH { margin } else { 0.0 }
}

/// The width at which lines are broken, in Han characters, when the text is broken into printed lines: then many lines
/// have about the greatest width. `None` when every line is a whole paragraph.
fn wrap_width(lines: &[(usize, &Line)]) -> Option<f32> {
    const NARROWEST: f32 = 12.0;
    const WIDEST: f32 = 60.0;
    const FEWEST: usize = 6;
    let mut widths: Vec<f32> = lines.iter().map(|(_, line)| chars::str_width(line.text.as_str().trim_end())).collect();
    if widths.len() < FEWEST {
        return None;
    }
    widths.sort_by(f32::total_cmp);
    // A few lines are wider: an address, a row of a table, the title of a site.
    let few = widths.len() / 10;
    let candidates = widths[widths.len() * 3 / 4..].iter().copied().rev();
    let up_to = |most: f32| widths.partition_point(|width| *width <= most);
    let near = |full: f32| up_to(full + 2.0) - widths.partition_point(|width| *width < full - 2.0);
    let beyond = |full: f32| widths.len() - up_to(full + 3.0);
    let is_full = |full: &f32| (NARROWEST..=WIDEST).contains(full) && beyond(*full) <= few;
    let full = candidates.filter(is_full).max_by_key(|full| near(*full));
    let wrapped = |full: &f32| near(*full) * 4 >= widths.len() && beyond(*full) * 10 <= widths.len();
    full.filter(wrapped).or_else(|| width_of_breaks(lines).filter(is_full))
}

/// The width that most of the lines share which break off without a mark: full lines do, and where headings and labels
/// take up the most lines only these tell. Headings and titles end so too, but at any width.
fn width_of_breaks(lines: &[(usize, &Line)]) -> Option<f32> {
    const NARROWEST: f32 = 20.0;
    const FEWEST: usize = 4;
    let breaks_off = |line: &str| {
        last_char(line).is_some_and(|last| !ends_sentence(last))
            && !line.contains('\t')
            && statement::label(line).is_none()
    };
    let open = lines.iter().map(|(_, line)| line.text.as_str()).filter(|line| breaks_off(line));
    let mut widths: Vec<f32> = open.map(|line| chars::str_width(line.trim_end())).collect();
    widths.retain(|width| *width >= NARROWEST);
    widths.sort_by(f32::total_cmp);
    let near = |full: f32| widths.iter().filter(|width| (**width - full).abs() <= 2.0).count();
    let full = widths.iter().copied().max_by_key(|full| near(*full))?;
    (near(full) >= FEWEST && near(full) * 3 >= widths.len() * 2).then_some(full)
}

/// Whether the figures that a line opens with are an amount that the full line before broke off at: 提高到 / 1.5小时.
fn is_broken_amount(marker: Marker, line: &str, wrap: Option<Wrap>) -> bool {
    matches!(marker.style, MarkerStyle::Decimal | MarkerStyle::Subdecimal)
        && last_char(line).is_some_and(|last| !ends_sentence(last))
        && wrap.is_some_and(|wrap| wrap.is_full(line))
}

/// Whether `next` goes on in the paragraph that `line` ends.
fn goes_on(paragraph: &str, line: &str, next: &str, apart: bool, wrap: Option<Wrap>) -> bool {
    let (Some(last), Some(first)) = (last_char(line), first_char(next)) else { return false };
    if broken_statement::goes_on(line, next) || goes_on_citing(paragraph, next) {
        return true;
    }
    let begins_item = Marker::parse(next).is_some_and(|marker| !is_broken_amount(marker, line, wrap));
    let begins_anew = begins_item
        || statement::label(next).is_some()
        || begins_paragraph(line, next)
        || stands_alone(paragraph, next, apart);
    if (begins_anew && (!has_open_bracket(paragraph) || is_next_number(paragraph, next)))
        || is_title(paragraph)
        || line == next
        || line.trim_matches(chars::is_blank).contains('\t')
    {
        return false;
    }
    if !opens_continuation(first) && !has_open_bracket(paragraph) && bare_statement::is_parted(paragraph, line, next) {
        return false;
    }
    // “铁拳” / “蓝天”: names side by side.
    let lists_names = matches!((last, first), ('”', '“') | ('》', '《')) && !apart;
    if opens_continuation(first) || has_open_bracket(paragraph) || lists_names {
        return true;
    }
    if opens_field(paragraph) && opens_field(next) {
        return false;
    }
    if !apart && ends_amid_words(line) && chars::is_han(first) {
        return true;
    }
    if ends_sentence(last) && !ends_in_areas(paragraph) {
        // What is neither full nor closed is no rest of a paragraph: the name of who signs.
        let may_follow = |wrap: Wrap| wrap.is_full(next) || last_char(next).is_some_and(ends_sentence);
        return wrap.is_some_and(|wrap| !apart && wrap.is_full(line) && !wrap.is_indented(next) && may_follow(wrap));
    }
    match wrap {
        Some(wrap) => {
            let is_first = || paragraph == line.trim_matches(chars::is_blank);
            let fills_first = || is_first() && fills_first_line(line, next, wrap.width);
            !wrap.is_indented(next) && (wrap.is_full(line) || fills_first())
        }
        None => breaks_off(paragraph, last),
    }
}

/// Whether a line is one by itself: the number of a notice; behind a gap the name of a region, and below a title that of a unit.
fn stands_alone(paragraph: &str, line: &str, apart: bool) -> bool {
    let words = line.trim_matches(|c| chars::is_blank(c) || matches!(c, '【' | '】'));
    let names_unit = || is_phrase(paragraph) && unit_plausibility(words) >= bare_statement::SURE;
    reference::is_number(words) || apart && (region::by_name(words).next().is_some() || names_unit())
}

/// Whether words are a phrase, as titles are: short and without marks.
fn is_phrase(words: &str) -> bool {
    const LONGEST: usize = 40;
    words.chars().nth(LONGEST).is_none()
        && !words.contains(['，', '。', '：', '；', '、', '（'])
        && Marker::parse(words).is_none()
}

/// Whether a citation is broken by the end of a line: 《国务院办公厅 / 关于…的意见》, 《…意见》 / （国办发〔2021〕7号）要求….
fn goes_on_citing(paragraph: &str, next: &str) -> bool {
    const LOOK_BACK: usize = 80;
    let mut tail =
        paragraph.chars().rev().take(LOOK_BACK).take_while(|c| *c != '。').skip_while(|c| chars::is_blank(*c));
    let next = next.trim_start_matches(chars::is_blank);
    match tail.next() {
        // The number of the notice itself stands below its title alone.
        Some('》') => next
            .strip_prefix(['（', '('])
            .and_then(|rest| rest.split_once(['）', ')']))
            .is_some_and(|(inner, rest)| reference::is_number(inner) && rest.contains(chars::is_han)),
        last => {
            let open = last.into_iter().chain(tail).find(|c| matches!(c, '《' | '》')) == Some('《');
            open && next.chars().find(|c| matches!(c, '《' | '》')) == Some('》') && Marker::parse(next).is_none()
        }
    }
}

/// Whether a line ends with a word that joins what follows to it.
pub(super) fn ends_amid_words(line: &str) -> bool {
    const WORDS: [&str; 13] =
        ["总和", "缓和", "温和", "共和", "祥和", "饱和", "平和", "调和", "谦和", "参与", "普及", "目的", "涉及"];
    let line = line.trim_end_matches(chars::is_blank);
    line.ends_with(['和', '与', '及', '的']) && !WORDS.iter().any(|word| line.ends_with(word))
}

/// Whether a line opens with the name of a field, as those of forms do (整改目标：…, 整改措施：): the next field ends it.
fn opens_field(line: &str) -> bool {
    const NAME: std::ops::RangeInclusive<usize> = 3..=8;
    let name = line.trim_start_matches(chars::is_blank).split_once(['：', ':']).map(|(name, _)| name);
    name.is_some_and(|name| {
        NAME.contains(&name.chars().count()) && name.chars().all(chars::is_han) && Marker::parse(name).is_none()
    })
}

/// Whether the words end with the bracket that lists kinds of areas (各有关县（区）): the name goes on behind it.
fn ends_in_areas(words: &str) -> bool {
    const AREAS: &str = "省市县区旗州盟乡镇、";
    let closed = words.trim_end_matches(chars::is_blank).strip_suffix(['）', ')']);
    let inner = closed.and_then(|closed| closed.rsplit_once(['（', '('])).map(|(_, inner)| inner);
    inner.is_some_and(|inner| !inner.is_empty() && inner.chars().all(|c| AREAS.contains(c)))
}

/// Whether the line opens with the number that follows the paragraph's own: then a bracket left open was forgotten.
fn is_next_number(paragraph: &str, next: &str) -> bool {
    let markers = Marker::parse(paragraph).zip(Marker::parse(next));
    markers.is_some_and(|(own, next)| own.style == next.style && own.ordinal.checked_add(1) == Some(next.ordinal))
}

/// Whether the paragraph is the title of a notice (关于…的通知): no mark closes it, and nothing goes on in it.
fn is_title(paragraph: &str) -> bool {
    const LONGEST: usize = 120;
    let words = paragraph.trim_end_matches(chars::is_blank);
    let is_notice = || words.contains("关于") || words.starts_with("印发");
    let closes = ["通知", "意见", "方案", "决定", "报告", "公告", "通告", "通报", "办法", "的函", "要点", "计划"];
    closes.iter().any(|genre| words.ends_with(genre)) && is_notice() && words.chars().nth(LONGEST).is_none()
}

fn last_char(line: &str) -> Option<char> {
    line.trim_end_matches(chars::is_blank).chars().last()
}

fn first_char(line: &str) -> Option<char> {
    line.trim_start_matches(chars::is_blank).chars().next()
}

#[rustfmt::skip] // a character a line would say no more
fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | '：' | '.' | '!' | '?' | ';' | ':' | '」' | '』' | '】' | '》' | '）' | ')' | ']' | '〕')
}

/// A mark that only goes on with something.
fn opens_continuation(c: char) -> bool {
    matches!(c, '，' | '、' | '。' | '；' | '）' | ')' | '】' | '》' | '”' | '’' | '％' | '%')
}

fn is_full(line: &str, width: f32) -> bool {
    chars::str_width(line.trim_end()) >= width - 2.5
}

/// Whether the first line of an item fills its line though it is narrower: its indentation was lost, its number is set in
/// narrow figures. Then the break stands inside a word, or the line is too much of a sentence to be a heading.
fn fills_first_line(line: &str, next: &str, width: f32) -> bool {
    const INDENT: f32 = 2.0;
    let Some(marker) = Marker::parse(line).filter(|_| is_full(line, width - INDENT)) else { return false };
    if closes_heading(next) {
        return true;
    }
    let parted: String = last_char(line).into_iter().chain(first_char(next)).collect();
    let is_sentence = marker.style >= MarkerStyle::Digit && line.contains(['，', ',']);
    is_sentence || words::is_word(&parted)
}

/// Whether a line opens with the short rest of a heading sentence, behind which the text goes on: 制度建设。结合实际….
fn closes_heading(line: &str) -> bool {
    const LONGEST: usize = 14;
    let stop = line
        .trim_start_matches(chars::is_blank)
        .char_indices()
        .take(LONGEST)
        .enumerate()
        .find(|(_, (_, c))| matches!(*c, '。' | '，' | '；' | '：' | '、'));
    stop.is_some_and(|(_, (at, c))| {
        c == '。' && !line.trim_start_matches(chars::is_blank)[at + c.len_utf8()..].trim().is_empty()
    })
}

/// Without printed lines, a break in mid-sentence is a page break: the paragraph is long and ends in a character that
/// ends no sentence. Headings and titles end so too, but they are short.
fn breaks_off(paragraph: &str, last: char) -> bool {
    const SHORTEST: f32 = 42.0;
    // 附件：….pdf is whole.
    let names_file = [".pdf", ".doc", ".docx", ".xls", ".xlsx", ".wps", ".ofd", ".zip", ".rar"]
        .iter()
        .any(|extension| paragraph.trim_end_matches(chars::is_blank).ends_with(extension));
    let is_open_ended = chars::is_han(last)
        || last.is_ascii_alphanumeric()
        || matches!(last, '，' | '、' | '“' | '《' | '（' | '(' | '—' | '-');
    is_open_ended
        && !names_file
        && (chars::str_width(paragraph) >= SHORTEST || matches!(last, '，' | '、' | '“' | '《' | '（' | '('))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(text: &str) -> Vec<String> {
        let mut at = 0;
        let lines: Vec<Line> = text
            .split_inclusive('\n')
            .map(|line| {
                let span = fenjie_text::Span::new(at, at + line.trim_end_matches('\n').len());
                at += line.len();
                Line { text: Text::from_source(text, span), ..Line::default() }
            })
            .collect();
        let mut blocks = Vec::new();
        join(&lines.iter().collect::<Vec<_>>(), None, &mut blocks);
        blocks
            .into_iter()
            .filter_map(|block| if let Block::Paragraph(text) = block { Some(text.to_string()) } else { None })
            .collect()
    }

    #[test]
    fn a_page_break_in_mid_word_is_joined() {
        let long = "加大资金扶持力度，重点扶持高新技术企业、上市公司、国有大中型企业、高校及科研院所贯彻国家标准，同时对辅导机构给予扶持，推";
        let text = format!("（四）{long}\n\n进企业贯彻标准。\n\n（五）完善体系。");
        assert_eq!(paragraphs(&text), [format!("（四）{long}进企业贯彻标准。"), "（五）完善体系。".into()]);
    }

    #[test]
    fn a_statement_broken_by_a_page_is_joined() {
        assert_eq!(
            paragraphs("推动中心建设（牵头单位：南沙区\n\n政府，配合单位：广州仲裁委）。\n\n下一段"),
            ["推动中心建设（牵头单位：南沙区政府，配合单位：广州仲裁委）。", "下一段"]
        );
    }

    #[test]
    fn a_character_doubled_by_a_break_is_read_once() {
        let long = "提供专业化的知识产权维权援助服务，建立健全知识产权维权援助工作体系和机制，支持企业、高等院校、科研机构等企事业单";
        assert_eq!(paragraphs(&format!("{long}\n\n位位专利维权。")), [format!("{long}位专利维权。")]);
        let two = "加强生态环境保护，完善监测体系和预警机制，支持各县（市、区）、各有关部门和单位开展执法检查，保护好集中式饮用";
        assert_eq!(paragraphs(&format!("{two}\n\n水水源地。")), [format!("{two}水水源地。")]);
    }

    #[test]
    fn an_item_that_lost_its_indentation_goes_on() {
        let full = |word: &str| word.repeat(14);
        let paragraph = format!("{}\n{}\n{}完成。\n", full("推动"), full("实施"), "落实".repeat(8));
        let item = "（三）总结一批可推广可复制的改革创新举措和有益经\n验。开展试点示范，探索有效路径。\n";
        let joined = paragraphs(&format!("{paragraph}{paragraph}{item}"));
        assert_eq!(joined.len(), 3, "{joined:?}");
    }

    #[test]
    fn printed_lines_are_joined_and_headings_are_not() {
        let text = "一、总体要求\n　　深入贯彻落实党中央、国务院的决策部署，坚持市场主导与\n政府引导相结合，充分发挥知识产权激励创新的基本保障作用，\n努力把广州建设成为创新要素集聚的枢纽城市，全面加强各项工\n作的统筹协调，确保完成目标任务。\n　　进一步加强领导，\n";
        let joined = paragraphs(text);
        assert_eq!(joined.len(), 3, "{joined:?}");
        assert!(joined[1].ends_with("目标任务。"));
    }

    #[test]
    fn fields_of_forms_and_names_of_areas_are_told_at_the_end_of_a_full_line() {
        let full = "推动全市供水管网更新改造，全面提升供水保障能力和服务水平、效率\n".repeat(6);
        let form = "整改目标：沿河步道和口袋公园的改造全部完成，并且实现长效管护。\n整改措施：\n";
        let joined = paragraphs(&format!("{full}完成。\n{form}"));
        assert_eq!(joined.last().map(String::as_str), Some("整改措施："), "{joined:?}");
        let unit = "责任单位：市水务局、市交通局、市住建局、市城管局，各有关县（区）\n人民政府\n整改时限：立行立改\n";
        let joined = paragraphs(&format!("{full}完成。\n{unit}"));
        assert!(joined.iter().any(|line| line.ends_with("各有关县（区）人民政府")), "{joined:?}");
        assert_eq!(joined.last().map(String::as_str), Some("整改时限：立行立改"));
    }

    #[test]
    fn a_statement_as_wide_as_the_text_is_a_line_of_its_own() {
        let full = "推动全市供水管网更新改造，全面提升供水保障能力和服务水平、效率\n".repeat(6);
        let statement = "市水务局、市住建局牵头，市交通局、市城管局、各县（区）人民政府配合";
        let joined = paragraphs(&format!("{full}1.改造泵站三座\n{statement}\n各部门要抓好落实。\n"));
        assert_eq!(joined[joined.len() - 3..], ["1.改造泵站三座", statement, "各部门要抓好落实。"]);
        let inside = format!("{full}做好这项工作需要各方面齐心协力，全面部署，分步推进，具体工作由\n{statement}。\n");
        assert!(paragraphs(&inside).last().is_some_and(|line| line.contains("具体工作由市水务局")));
    }

    #[test]
    fn citations_go_on_over_the_end_of_a_line() {
        let text = "为贯彻落实《某部办公厅\n关于加快建设的意见》\n（某办发〔2021〕7号）要求，制定本方案。\n一、任务\n";
        let whole = "为贯彻落实《某部办公厅关于加快建设的意见》（某办发〔2021〕7号）要求，制定本方案。";
        assert_eq!(paragraphs(text), [whole, "一、任务"]);
        let head = "某市关于印发《甲方案》\n（某府〔2021〕7号）\n各单位：\n";
        assert_eq!(paragraphs(head).len(), 3);
    }

    #[test]
    fn a_line_that_ends_with_a_joining_word_goes_on() {
        assert_eq!(
            paragraphs("工作结束。\n开展登记要结合建设和\n发展需要，稳步推进。\n"),
            ["工作结束。", "开展登记要结合建设和发展需要，稳步推进。"]
        );
        assert_eq!(paragraphs("（一）公众参与\n引导各方。\n").len(), 2);
    }

    #[test]
    fn names_side_by_side_and_the_rest_of_an_amount_go_on() {
        let joined = paragraphs("1.开展“铁拳”\n“蓝天”行动。\n2.宣传《甲法》\n《乙法》。\n3.时间缩短10\n%。\n");
        assert_eq!(joined, ["1.开展“铁拳”“蓝天”行动。", "2.宣传《甲法》《乙法》。", "3.时间缩短10%。"]);
    }
}
