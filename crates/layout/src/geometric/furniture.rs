//! Page numbers and running headers and footers.

use super::line::TextLine;
use crate::{FurnitureKind, page_number, plain};
use fenjie_text::chars::is_blank;
use fenjie_text::numeral::{parse_integer, parse_ordinal};

/// Running lines stand in these shares of the page, from the top and from the bottom.
const ZONE: f32 = 0.14;
/// The foot of a site takes up at most so many pages.
const FOOT_PAGES: usize = 2;
/// The head of a site takes up at most so many lines.
const HEAD: usize = 20;
/// So many lines before the first that only a site's foot holds may belong to it.
const BEFORE_FOOT: usize = 15;
/// A line is running when it stands at one place on at least this many pages …
const REPEATS: usize = 3;
/// … within so many points.
const SAME_PLACE: f32 = 4.0;
/// Of a notice of two pages both must hold it, nearer to the edge …
const MARGIN: f32 = 0.1;
/// … and exactly there.
const EXACT_PLACE: f32 = 1.0;

/// What each line is, page by page: `None` for the notice's own text. `pages` holds the lines outside of tables from top
/// to bottom, `heights` the page heights, `is_header` tells table headers, which repeat without being furniture.
pub(super) fn kinds(
    pages: &[Vec<TextLine>],
    heights: &[f32],
    source: &str,
    is_header: impl Fn(&TextLine) -> bool,
) -> Vec<Vec<Option<FurnitureKind>>> {
    let edge: Vec<Vec<Candidate>> =
        pages.iter().zip(heights).map(|(lines, height)| candidates(lines, *height, source)).collect();
    let numbering = numbering(&edge);
    let mut kinds: Vec<Vec<_>> =
        pages.iter().map(|lines| lines.iter().map(|line| dashed(line, source)).collect()).collect();
    for (page, candidates) in edge.iter().enumerate() {
        for candidate in candidates {
            let numbered = candidate.number.is_some_and(|number| {
                candidate.framed
                    || numbering.contains(&(i64::from(number) - page as i64))
                    || (pages.len() == 1 && number == 1)
            });
            let alike = |other: &&Candidate| {
                other.pattern == candidate.pattern && (other.at - candidate.at).abs() <= SAME_PLACE
            };
            let repeats = edge.iter().filter(|others| others.iter().any(|other| alike(&other))).count();
            let on_both = || {
                let same = |other: &Candidate| alike(&other) && (other.at - candidate.at).abs() <= EXACT_PLACE;
                let is_margin = candidate.at < MARGIN * heights[page] || candidate.at > (1.0 - MARGIN) * heights[page];
                pages.len() == 2 && is_margin && edge.iter().all(|others| others.iter().any(same))
            };
            let words = || pages[page][candidate.line].text(source);
            kinds[page][candidate.line] = if numbered {
                Some(FurnitureKind::PageNumber)
            } else if plain::furniture::is_running(words().as_str())
                || (repeats >= REPEATS || on_both()) && !is_header(&pages[page][candidate.line])
            {
                Some(FurnitureKind::Running)
            } else {
                kinds[page][candidate.line]
            };
        }
    }
    site_head(&mut kinds, pages, source);
    site_foot(&mut kinds, pages, source);
    kinds
}

/// What the head of a site left on the first page, where a web page was printed: the line that tells where the reader is
/// (首页 > 政务公开), and what stands above it but for the title.
fn site_head(kinds: &mut [Vec<Option<FurnitureKind>>], pages: &[Vec<TextLine>], source: &str) {
    let (Some(kinds), Some(lines)) = (kinds.first_mut(), pages.first()) else { return };
    let words: Vec<String> = lines.iter().take(HEAD).map(|line| line.string(source)).collect();
    let Some(place) = words.iter().rposition(|words| plain::furniture::tells_place(words)) else { return };
    for (kind, _) in kinds.iter_mut().zip(&words).take(place + 1).filter(|(_, words)| !words.contains("关于")) {
        *kind = kind.or(Some(FurnitureKind::Navigation));
    }
}

/// What the foot of a site left on the last pages, where a web page was printed.
fn site_foot(kinds: &mut [Vec<Option<FurnitureKind>>], pages: &[Vec<TextLine>], source: &str) {
    let last = kinds.iter_mut().zip(pages).rev().take(FOOT_PAGES).collect::<Vec<_>>().into_iter().rev();
    let mut lines: Vec<_> = last
        .flat_map(|(kinds, lines)| kinds.iter_mut().zip(lines))
        .map(|(kind, line)| (kind, line.string(source)))
        .collect();
    let Some(foot) = lines.iter().position(|(_, words)| plain::furniture::is_foot(words)) else { return };
    for at in foot.saturating_sub(BEFORE_FOOT)..lines.len() {
        let goes_on = at > 0 && plain::furniture::is_amid_words(&lines[at - 1].1, &lines[at].1);
        let (kind, words) = &mut lines[at];
        **kind = kind.or_else(|| plain::furniture::kind(words, || true).filter(|_| !goes_on));
    }
}

/// A number between dashes is that of a page wherever it stands: a web page printed anew keeps those of the old pages.
fn dashed(line: &TextLine, source: &str) -> Option<FurnitureKind> {
    page_number::is_dashed(&line.string(source)).then_some(FurnitureKind::PageNumber)
}

/// A line near the top or bottom edge of its page.
struct Candidate {
    line: usize,
    at: f32,
    /// Its words, digits made alike.
    pattern: String,
    /// The page number it could be.
    number: Option<u32>,
    /// Whether the number is set off as page numbers are: — 5 —, 第5页.
    framed: bool,
}

fn candidates(lines: &[TextLine], height: f32, source: &str) -> Vec<Candidate> {
    let near_edge = |line: &TextLine| line.middle() < ZONE * height || line.middle() > (1.0 - ZONE) * height;
    let candidate = |(at, line): (usize, &TextLine)| {
        let words: String = line.string(source).chars().filter(|c| !is_blank(*c)).collect();
        let (number, framed) = page_number(&words);
        let pattern = words.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        Candidate { line: at, at: line.middle(), pattern, number, framed }
    };
    lines.iter().enumerate().filter(|(_, line)| near_edge(line)).map(candidate).collect()
}

/// The number in 5, — 5 —, 第5页, 第 5 页 共 9 页, 5/9, and whether anything around it says that it is a page number.
fn page_number(words: &str) -> (Option<u32>, bool) {
    const LONGEST: usize = 16;
    if words.chars().count() > LONGEST {
        return (None, false);
    }
    let bare = words.trim_matches(|c| "-—－–―_·•~～".contains(c));
    let (inner, labelled) = match bare.strip_prefix('第').and_then(|rest| rest.split_once('页')) {
        Some((number, rest)) if rest.is_empty() || rest.trim_matches(['，', ',', '/', '（', '(']).starts_with('共') => {
            (number, true)
        }
        Some(_) => return (None, false),
        None => (
            bare.split_once('/').filter(|(_, total)| parse_integer(total).is_some()).map_or(bare, |(number, _)| number),
            false,
        ),
    };
    let number = parse_ordinal(inner).filter(|number| *number < 10_000);
    (number, number.is_some() && (labelled || bare.len() < words.len()))
}

/// Differences between printed number and page index that hold on at least two pages.
fn numbering(pages: &[Vec<Candidate>]) -> Vec<i64> {
    let mut offsets: Vec<i64> = Vec::new();
    for (page, candidates) in pages.iter().enumerate() {
        let mut own: Vec<i64> =
            candidates.iter().filter_map(|candidate| candidate.number).map(|n| i64::from(n) - page as i64).collect();
        own.dedup();
        offsets.extend(own);
    }
    offsets.sort_unstable();
    offsets.chunk_by(|a, b| a == b).filter(|run| run.len() >= 2).filter_map(|run| run.first().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_in_every_dress() {
        for (words, number) in [("—5—", 5), ("-12-", 12), ("第5页", 5), ("第5页共9页", 5), ("104", 104), ("3/12", 3)]
        {
            assert_eq!(page_number(words).0, Some(number), "{words}");
        }
        for none in ["2017年", "第五章", "（5）", "5.加强"] {
            assert_eq!(page_number(none).0, None, "{none}");
        }
        assert!(page_number("—5—").1 && !page_number("5").1);
    }
}
