//! What a line is by its own words: the mark of an annex, the caption of a box, the head of a list, a title.

use fenjie_layout::{Block, Marker, MarkerStyle, is_caption};
use fenjie_text::{Text, chars, numeral};

/// The heading that stands behind the last sentence of a paragraph: where it begins, and its number.
pub(super) fn glued_heading(paragraph: &str) -> Option<(usize, Marker)> {
    const LONGEST: usize = 40;
    let at = paragraph.rfind('。')? + '。'.len_utf8();
    let tail = &paragraph[at..];
    let marker = Marker::parse(tail).filter(|marker| marker.style <= MarkerStyle::HanBracket)?;
    let heading = tail[marker.len..].trim_end_matches(chars::is_blank);
    let is_heading = (2..=LONGEST).contains(&heading.chars().count()) && !heading.ends_with(['；', '：', '，', '）']);
    is_heading.then_some((at, marker))
}

/// The number of a box that its caption opens with (专栏2 重点工程), and its length in bytes.
pub(crate) fn box_number(caption: &str) -> Option<(u32, usize)> {
    let rest = caption.strip_prefix("专栏")?.trim_start_matches(chars::is_blank);
    let (number, length) = numeral::leading_ordinal(rest)?;
    let behind =
        rest[length..].trim_start_matches(|c| chars::is_blank(c) || matches!(c, '：' | ':' | '、' | '.' | '．'));
    (!behind.is_empty()).then(|| (number, caption.len() - behind.len()))
}

/// 专栏, 专栏2 重点工程: the caption of a box.
pub(crate) fn is_box_caption(line: &str) -> bool {
    line.trim_start_matches(chars::is_blank).starts_with("专栏") && is_title_line(line)
}

/// 附件, 附件1, 附件一：, 附表2 on a line of its own.
pub(crate) fn is_annex_mark(line: &str) -> bool {
    const LONGEST: usize = 6;
    let line = line.trim_matches(chars::is_blank);
    let Some(rest) = ["附件", "附表", "附录"].iter().find_map(|word| line.strip_prefix(word)) else {
        return false;
    };
    let rest = rest.trim_end_matches(['：', ':', '.', '．']).trim_matches(chars::is_blank);
    rest.chars().count() <= LONGEST
        && rest.chars().all(|c| numeral::digit(c).is_some() || "一二三四五六七八九十-—－ ".contains(c))
}

/// Whether a block is the first of numbered items: 1.….
pub(super) fn opens_list(block: &Block) -> bool {
    let (Block::Heading { text, .. } | Block::Paragraph(text)) = block else { return false };
    Marker::parse(text.as_str()).is_some_and(|marker| marker.ordinal == 1 && marker.style >= MarkerStyle::Digit)
}

/// Whether a line heads the names of annexes (附件：, 附件目录：) and the first of them, 1.任务分工表, follows on the next.
pub(super) fn heads_annex_list(line: &Text, next: Option<&Block>) -> bool {
    let bare = chars::without_blanks(line.as_str());
    let Some(Block::Heading { text, .. } | Block::Paragraph(text)) = next else { return false };
    matches!(&*bare, "附件：" | "附件:" | "附件目录：" | "附件清单：" | "附件目录" | "附件清单")
        && Marker::parse(text.as_str()).is_some_and(|marker| marker.ordinal == 1)
        && can_name_annex(text.as_str())
}

/// Whether a line can be the name of an annex.
pub(super) fn can_name_annex(line: &str) -> bool {
    const LONGEST: usize = 100;
    line.chars().count() <= LONGEST && !line.contains('。')
}

/// A line that can be (a line of) a title: short, closed by no mark.
pub(crate) fn is_title_line(line: &str) -> bool {
    const LONGEST: usize = 60;
    let line = line.trim_matches(chars::is_blank);
    let count = line.chars().count();
    (2..=LONGEST).contains(&count)
        && !line.ends_with(['。', '；', '：', '，', ':', ';', ',', '、'])
        && Marker::parse(line).is_none()
        && !is_caption(line)
}
