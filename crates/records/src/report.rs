//! The figures that a report states as reached.

use crate::title;
use crate::year;
use fenjie_layout::{Marker, MarkerStyle};
use fenjie_lexicon::indicator;
use fenjie_model::{Indicator, Metadata};
use fenjie_text::Text;

/// The figures of a report. What it plans for the next year is none.
pub(crate) fn indicators(lines: &[Text], document: &Metadata) -> Vec<Indicator> {
    let own_year = year::of_report(document);
    let mut in_plans = false;
    let mut stated = Vec::new();
    let is_title = |line: &&Text| document.title.as_deref() == Some(line.as_str());
    for line in lines.iter().filter(|line| !is_title(line)) {
        match opens_chapter(line, own_year) {
            // The plans close a report; their chapters are numbered anew.
            Some(Chapter::LastPart) => break,
            Some(Chapter::Plans) => in_plans = true,
            Some(Chapter::Other) => in_plans = false,
            None => {}
        }
        if !in_plans && !is_outlook(line.as_str(), own_year) {
            stated.extend(of_line(line, own_year));
        }
    }
    stated
}

fn of_line(line: &Text, own_year: Option<i32>) -> impl Iterator<Item = Indicator> {
    indicator::find(line.as_str(), own_year).into_iter().filter_map(|found| {
        let span = line.slice(found.range.clone()).span()?;
        let indicator::Indicator { what, op, value, unit, period, .. } = found;
        Some(Indicator { what, op, value, unit, period, span: [span.start, span.end] })
    })
}

/// What a line opens.
enum Chapter {
    /// A part of plans without a number, or above the chapters (第二部分): 2013年工作计划.
    LastPart,
    Plans,
    Other,
}

/// The chapter that a line opens, if it does.
fn opens_chapter(line: &Text, own_year: Option<i32>) -> Option<Chapter> {
    let marker = Marker::parse(line.as_str());
    let words = line.slice_from(marker.map_or(0, |marker| marker.len));
    let chapter = marker.is_some_and(|marker| marker.style <= MarkerStyle::Han);
    // Text may follow the heading of a chapter in its line; a heading without a number stands alone.
    let heading = if chapter { title::opening(&words) } else { words };
    let plans = title::is_short(&heading) && is_of_plans(heading.as_str(), own_year);
    let is_part = marker.is_none_or(|marker| marker.style < MarkerStyle::Han);
    match (plans, chapter) {
        (true, _) if is_part => Some(Chapter::LastPart),
        (true, true) => Some(Chapter::Plans),
        (false, true) => Some(Chapter::Other),
        _ => None,
    }
}

/// Whether a paragraph begins with the year after the report's: 2013年，我局将….
fn is_outlook(line: &str, own_year: Option<i32>) -> bool {
    own_year.is_some_and(|year| line.starts_with(&format!("{}年", year + 1))) && line.contains('将')
}

/// Whether a heading is of what is to come: 2024年工作计划 in a report on 2023, 下一步工作打算.
fn is_of_plans(heading: &str, own_year: Option<i32>) -> bool {
    const NEXT: [&str; 7] = ["下一步", "下步", "下阶段", "下一阶段", "今后", "明年", "努力方向"];
    const PLANS: [&str; 8] = ["计划", "打算", "安排", "思路", "重点", "要点", "展望", "谋划"];
    const DONE: [&str; 6] = ["总结", "完成", "落实情况", "执行情况", "进展", "回顾"];
    let next_year = || own_year.is_some_and(|year| heading.contains(&format!("{}年", year + 1)));
    let ahead = NEXT.iter().any(|word| heading.contains(word)) || next_year() || heading.starts_with("工作");
    let plans = PLANS.iter().any(|word| heading.contains(word)) || NEXT.iter().any(|word| heading.contains(word));
    ahead && plans && !DONE.iter().any(|word| heading.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_are_told_from_what_was_done() {
        for heading in ["2024年工作计划", "下一步工作打算", "2024年重点工作安排", "今后努力方向", "工作打算"]
        {
            assert!(is_of_plans(heading, Some(2023)), "{heading}");
        }
        for heading in ["2023年重点工作完成情况", "主要做法", "工作计划完成情况", "2023年工作重点"]
        {
            assert!(!is_of_plans(heading, Some(2023)), "{heading}");
        }
    }
}
