//! The year that a document is on: that of its months without a year, and of a report's figures.

use crate::outline::Part;
use fenjie_model::Metadata;
use fenjie_text::Text;
use fenjie_text::numeral::{digit, han_digit};

/// The year of the tasks: the one in which the document was issued, else the one that its title names. What is issued at the
/// end of a year for the next (2023年工作要点 of December 2022) is on the next.
pub(crate) fn of_tasks(document: &Metadata, parts: &[Part<'_>]) -> Option<i32> {
    const LATE: u32 = 11;
    let titles = document
        .title
        .as_deref()
        .into_iter()
        .chain(parts.iter().filter_map(|part| part.title.as_ref()).map(Text::as_str));
    let named = titles.into_iter().find_map(only_year);
    let date = document.issued_on.as_deref();
    let issued = date.and_then(|date| date.get(..4)?.parse().ok());
    let month: Option<u32> = date.and_then(|date| date.get(5..7)?.parse().ok());
    match (issued, named) {
        (Some(issued), Some(named)) if named == issued + 1 && month >= Some(LATE) => Some(named),
        (issued, named) => issued.or(named),
    }
}

/// The year that a report is on: the one in its title, for a report on a year comes out in the next, or the first where the title
/// goes on to what the next year is to bring (2012年工作总结和2013年工作计划); else that of its date.
pub(crate) fn of_report(document: &Metadata) -> Option<i32> {
    let of_title = |title: &str| {
        let rest = title.find('年').map(|end| title.split_at(end + '年'.len_utf8()));
        let followed = rest.and_then(|(first, rest)| Some((only_year(first)?, only_year(rest)?)));
        only_year(title).or(followed.filter(|(first, next)| *next == first + 1).map(|(first, _)| first))
    };
    let named = document.title.as_deref().and_then(of_title);
    named.or_else(|| document.issued_on.as_deref()?.get(..4)?.parse().ok())
}

/// The one year that a title names; none where it names several (2021—2023年) or none.
pub(crate) fn only_year(title: &str) -> Option<i32> {
    const YEARS: std::ops::Range<i32> = 1990..2100;
    let figure = |c: char| digit(c).or_else(|| han_digit(c));
    let mut found = None;
    let mut rest = title;
    while let Some(start) = rest.find(|c| figure(c).is_some()) {
        let run = &rest[start..];
        let end = run.find(|c| figure(c).is_none()).unwrap_or(run.len());
        let figures: Vec<u32> = run[..end].chars().filter_map(figure).collect();
        rest = &run[end..];
        // 〔2022〕14号 is of another document.
        if figures.len() != 4 || rest.starts_with(['〕', ']', '］']) {
            continue;
        }
        let year = figures.into_iter().fold(0, |year, figure| year * 10 + figure) as i32;
        if !YEARS.contains(&year) {
            continue;
        }
        if found.is_some_and(|other| other != year) {
            return None;
        }
        found = Some(year);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_names_one_year_or_none() {
        assert_eq!(only_year("某市2021年重点任务分解表"), Some(2021));
        assert_eq!(only_year("二〇二一年工作要点"), Some(2021));
        assert_eq!(only_year("某县攻坚行动方案（2021—2023年）"), None);
        assert_eq!(only_year("转发某政发〔2020〕3号文件的通知"), None);
        assert_eq!(only_year("实施意见"), None);
    }

    #[test]
    fn the_date_goes_before_the_title_but_for_plans_of_the_next_year() {
        let document = |title: &str, date: Option<&str>| Metadata {
            kind: fenjie_model::Kind::ActionPlan,
            title: Some(title.to_owned()),
            number: None,
            issuer: None,
            issued_on: date.map(str::to_owned),
            status: None,
            region: None,
            references: Vec::new(),
        };
        let year = |title, date| of_tasks(&document(title, date), &[]);
        assert_eq!(year("2023年工作要点", Some("2022-12-28")), Some(2023));
        assert_eq!(year("2025年碳达峰实施方案", Some("2022-03-01")), Some(2022));
        assert_eq!(year("2021年任务分解表", None), Some(2021));
        assert_eq!(of_report(&document("2023年度工作报告", Some("2024-01-15"))), Some(2023));
    }
}
