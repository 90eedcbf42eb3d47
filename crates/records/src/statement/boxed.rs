//! Labels that stand in brackets instead of before a colon: 【责任单位】市财政局；【完成时限】6月底前.

use fenjie_lexicon::{ends_as_agency, statement};
use fenjie_text::Text;

/// What opens the bracket of such a label.
const OPENING: [&str; 3] = ["【", "［", "["];

/// What closes the bracket of such a label.
fn closing(open: char) -> Option<char> {
    match open {
        '【' => Some('】'),
        '［' => Some('］'),
        '[' => Some(']'),
        _ => None,
    }
}

/// The words with a colon behind every such label for its brackets; `None` where there is none.
pub(crate) fn unboxed(words: &Text) -> Option<Text> {
    let line = words.as_str();
    if !OPENING.iter().any(|open| line.contains(open)) {
        return None;
    }
    let mut plain = Text::new();
    let mut done = 0;
    for (at, c) in line.char_indices() {
        let Some(close) = closing(c).filter(|_| at >= done) else { continue };
        let inner = at + c.len_utf8();
        let Some(end) = boxed_label(line, inner, close) else { continue };
        plain.push(&words.slice(done..at));
        plain.push(&words.slice(inner..end));
        plain.push_mark("：");
        done = end + close.len_utf8();
    }
    (done > 0).then(|| {
        plain.push(&words.slice_from(done));
        plain
    })
}

/// Where the label ends that fills the bracket that `close` closes; none where a colon follows, or stands inside already.
fn boxed_label(line: &str, start: usize, close: char) -> Option<usize> {
    const LONGEST: usize = 12;
    let (length, _) = line[start..].char_indices().take(LONGEST).find(|(_, c)| *c == close)?;
    let end = start + length;
    if is_role_of_name(&line[..start], &line[end + close.len_utf8()..]) {
        return None;
    }
    let follows = &line[end + close.len_utf8()..];
    let is_label = !follows.starts_with(['：', ':'])
        && statement::label(&format!("{}：", &line[start..end])).is_some_and(|found| found.range.end == length);
    is_label.then_some(end)
}

/// Whether the box behind `before`, which holds its opening mark, says what the unit that is named before it does, and
/// announces nothing: 市财政局[牵头]、市教育局.
fn is_role_of_name(before: &str, follows: &str) -> bool {
    const MARKS: [char; 10] = ['、', '，', ',', '；', ';', '。', '）', ')', '/', '和'];
    let name = before.trim_end_matches(['【', '［', '[']);
    let name = name.rsplit(MARKS).next().unwrap_or(name);
    ends_as_agency(name) && (follows.is_empty() || follows.starts_with(MARKS))
}
