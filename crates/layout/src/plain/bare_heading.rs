//! Headings that lost their numbers: a word processor numbers them by itself, and pasting its text drops the numbers.

use super::paragraph::ends_amid_words;
use crate::{Block, Marker};
use fenjie_lexicon::statement;
use fenjie_text::{Text, chars};

/// Fewest headings of this kind in a text that has lost its numbers.
const FEWEST: usize = 2;
/// Shortest and longest of them, in characters.
const LENGTH: std::ops::RangeInclusive<usize> = 4..=25;
/// The paragraph below is so many times as long at least.
const LONGER: usize = 2;

/// Makes headings of the short lines, closed by no mark, that stand before paragraphs which a statement of responsibility
/// closes, all without numbers.
pub(crate) fn mark(blocks: &mut [Block]) {
    let prose: Vec<usize> =
        (0..blocks.len()).filter(|&at| matches!(blocks[at], Block::Paragraph(_) | Block::Table(_))).collect();
    let paragraph = |at: usize| match &blocks[at] {
        Block::Paragraph(text) => Some(text),
        _ => None,
    };
    let heads = |pair: &&[usize]| {
        paragraph(pair[0]).zip(paragraph(pair[1])).is_some_and(|(heading, task)| heads(heading.as_str(), task.as_str()))
    };
    let headings: Vec<usize> = prose.windows(2).filter(heads).map(|pair| pair[0]).collect();
    if headings.len() < FEWEST {
        return;
    }
    for at in headings {
        if let Block::Paragraph(text) = &mut blocks[at] {
            let text = std::mem::replace(text, Text::new());
            blocks[at] = Block::Heading { level: 1, text };
        }
    }
}

/// Whether a line is a heading above a task.
fn heads(line: &str, task: &str) -> bool {
    let length = line.chars().count();
    LENGTH.contains(&length)
        && line.chars().all(|c| chars::is_han(c) || matches!(c, '“' | '”' | '、' | '《' | '》') || c.is_ascii_digit())
        && !ends_amid_words(line)
        && Marker::parse(line).is_none()
        && statement::label(line).is_none()
        && Marker::parse(task).is_none()
        && task.chars().count() >= LONGER * length
        && closes_with_statement(task)
}

/// Whether brackets that say who is responsible close a paragraph.
fn closes_with_statement(paragraph: &str) -> bool {
    const PLAUSIBLE: f32 = 0.5;
    let words = paragraph.trim_end_matches(['。', '；']);
    let Some(close) = words.chars().last().filter(|c| chars::is_closing_bracket(*c)) else { return false };
    let inside = &words[..words.len() - close.len_utf8()];
    let open = inside.rfind(|c| chars::closing_bracket(c) == Some(close));
    let body = open.and_then(|open| inside[open..].chars().next().map(|c| &inside[open + c.len_utf8()..]));
    body.is_some_and(|body| statement::parse(body).plausibility > PLAUSIBLE)
}

#[cfg(test)]
mod tests {
    use super::heads;

    #[test]
    fn a_short_line_above_a_task_is_its_heading() {
        let task = "改造校舍。年内完成改造面积三万平方米，全部投入使用。（责任单位：市教育局、市财政局）";
        assert!(heads("改善办学条件", task));
        for none in ["1．改善办学条件", "改善办学条件。", "各有关单位：", "责任单位"] {
            assert!(!heads(none, task), "{none}");
        }
        assert!(!heads("改善办学条件", "改造校舍，年内完成改造面积三万平方米（含新建）。"));
        assert!(!heads("改善办学条件", &format!("1．{task}")));
    }
}
