//! Tables whose cells an extractor put out as blocks: `pdftotext` without `-layout`, `pdf2txt`.
//!
//! Such a dump parts what it takes for paragraphs by blank lines. A block is a cell, some cells of one column, or, where
//! columns stand close, several rows of several columns with their lines in the order of their height. The header's
//! words are blocks of their own, perhaps far apart; pages end with a form feed. Here the pages and blocks are found
//! (`page`), the widths of the columns inferred (`columns`), the blocks read as cells (`cells`), the cells of a page
//! aligned in rows (`align`, `torn`, `walk`), and merged cells given the rows that they cover (`spans`). Of such readings
//! the one is kept from which the extractor's order follows best (`replay`).

mod align;
mod candidate;
mod cells;
mod columns;
mod content;
mod counted;
mod heading;
pub(super) mod labels;
mod lanes;
mod loose;
mod page;
mod replay;
mod spans;
mod torn;
mod walk;
mod wrap;

use super::cohesion::Cohesion;
use super::confidence::Played;
use super::rows::RawRow;
use super::segment::Segment;
use super::weights::Kind;
use super::{FlattenedRegion, Frame, Run};
use crate::Watch;
use align::{Aligner, Order, Rows};
use candidate::{Candidate, better};
use cells::{Decoder, Model};
use content::Content;
use fenjie_lexicon::ColumnRole;
use fenjie_text::Text;
use fenjie_text::chars::is_blank;
pub(super) use heading::Words;
pub(super) use heading::usual_place;
pub(super) use lanes::{Found as Scattered, Heads, last_page};
use page::Body;
pub(super) use page::{begins_cell, is_spaced, page_numbers};
use replay::{Extractor, Improved, Reading, Replay};
use spans::Spans;
use std::ops::Range;

/// Hypotheses kept while blocks are read.
const BEAM: usize = 16;
/// Hypotheses kept while the pages of a loose table are read.
const LOOSE_BEAM: usize = 48;
/// What it costs that a block holds several columns though none of its lines does.
const ASIDE: f32 = -0.6;

/// Whether the lines are parted into blocks by blank lines, with at least one page end and none indented: what both
/// extractors write.
pub fn looks_blocked(lines: &[&str]) -> bool {
    const SHARE: usize = 8;
    const INDENTED: usize = 50;
    let blank = lines.iter().filter(|line| is_empty(line)).count();
    let indented = lines.iter().filter(|line| !is_empty(line) && line.starts_with(is_blank)).count();
    blank * SHARE >= lines.len()
        && indented * INDENTED <= lines.len()
        && lines.windows(2).any(|pair| pair.iter().all(|line| is_empty(line)))
}

/// Whether a line holds nothing.
fn is_empty(line: &str) -> bool {
    line.chars().all(is_blank)
}

/// Whether the lines end with a page end.
fn ends_page(lines: &[&str]) -> bool {
    lines.len() > 1 && lines[lines.len() - 2..].iter().all(|line| is_empty(line))
}

/// The tables of a dump in blocks.
pub fn recover(texts: &[&Text], lines: &[&str], watch: &Watch) -> Vec<FlattenedRegion> {
    // How many pages of one run are asked for a header.
    const MOST_REFUSED: usize = 8;
    if !looks_blocked(lines) {
        return Vec::new();
    }
    let pages = page::pages(lines);
    let header_words = heading::words_of_pages(lines, &pages);
    let mut found = Vec::new();
    let (mut at, mut refused) = (0, 0);
    let heads = Heads::of(lines, &pages);
    let mut asked = 0;
    while at < pages.len() && !watch.is_over() {
        // Each asks all its pages: none is asked again.
        let header = (at >= asked).then(|| heads.find(lines, &pages, at)).flatten();
        asked = header.as_ref().map_or(asked, |header| header.last + 1);
        let by_columns = header.and_then(|header| lanes::table(texts, lines, &pages, (&heads, header), at, watch));
        let known = heading::find(&header_words, at)
            .filter(|(words, last)| is_scattered(lines, words) && (*last > at || ends_page(lines)));
        let by_blocks =
            known.filter(|_| !by_columns.as_ref().is_some_and(Candidate::is_sure)).and_then(|(words, last)| {
                let last = goes_on_without_header(lines, &pages, at, last);
                let (region, like) = table(texts, lines, &pages[at..=last], &words, watch)?;
                Some(Candidate { region, last, like })
            });
        let Some(best) = better(by_columns, by_blocks) else {
            // Each asks all pages of its run.
            let run = heading::run(&header_words, at);
            refused = if run == 0 { 0 } else { refused + 1 };
            at += if refused < MOST_REFUSED { 1 } else { run.max(1) };
            continue;
        };
        refused = 0;
        watch.place(&texts[pages[at].start..pages[best.last].end]);
        at = best.last + 1;
        found.push(best.region);
    }
    found
}

/// Whether blank lines part the words of the header on the first page.
fn is_scattered(lines: &[&str], words: &[Words]) -> bool {
    let first: Vec<usize> = words.iter().filter_map(|(_, places)| places.first()).map(|(line, _)| *line).collect();
    let (Some(from), Some(to)) = (first.iter().min(), first.iter().max()) else { return false };
    lines[*from..*to].iter().any(|line| is_empty(line))
}

/// The last page of a table whose header is printed only once: pages as narrow as the first go on with it.
fn goes_on_without_header(lines: &[&str], pages: &[Range<usize>], first: usize, last: usize) -> usize {
    if last > first {
        return last;
    }
    let widest = |page: &Range<usize>| {
        let mut widths: Vec<f32> = page.clone().map(|at| fenjie_text::chars::str_width(lines[at].trim())).collect();
        widths.sort_by(f32::total_cmp);
        widths.get(widths.len().saturating_sub(1) * 49 / 50).copied().unwrap_or(0.0)
    };
    let narrow = widest(&pages[first]) + 1.0;
    let blocked = |page: &Range<usize>| looks_parted(&lines[page.clone()]);
    let more = pages[last + 1..].iter().take_while(|page| widest(page) <= narrow && blocked(page)).count();
    last + more
}

/// Whether a page is parted into small blocks.
fn looks_parted(lines: &[&str]) -> bool {
    const LARGEST: usize = 8;
    let blank = lines.iter().filter(|line| is_empty(line)).count();
    blank * LARGEST >= lines.len()
}

fn table(
    texts: &[&Text],
    lines: &[&str],
    pages: &[Range<usize>],
    words: &[Words],
    watch: &Watch,
) -> Option<(FlattenedRegion, f32)> {
    let places = || words.iter().flat_map(|(_, places)| places);
    let start = places().map(|(line, _)| *line).min()?;
    let numbers = numbers_before(lines, pages, start);
    let taken: Vec<(usize, Range<usize>)> = places().cloned().collect();
    let mut taken = taken;
    taken.extend(title_after(lines, pages, start));
    let header = heading::header(words, start)?;
    let mut roles: Vec<ColumnRole> = header.columns.iter().map(|column| column.role).collect();
    let bands = labels::find(lines, pages, start, &roles);
    let aside = [taken.clone(), labels::places(&bands, lines)].concat();
    let mut body = page::body(lines, pages, start, &numbers, &aside);
    number_of_category(&mut roles, &body);
    let cohesion = Cohesion::of(&body.segments, lines);
    let content = Content::default();
    let parted_by = loose::parted_by(&body, &words_of(&body, lines));
    let loose = parted_by.is_some();
    let columns = columns::fit(&body, &words_of(&body, lines), &roles, (&content, &cohesion, watch), loose);
    let widths: Vec<(f32, bool)> = columns.iter().map(|column| (column.width, column.kind == Kind::Unit)).collect();
    page::part_spaced(&mut body, lines, &widths);
    let content = Content::default();
    let fragment_words = words_of(&body, lines);
    let task = roles.iter().position(|role| *role == ColumnRole::Task)?;
    let sentences = content::has_sentences(&body);
    let may_span: Vec<bool> = roles.iter().map(|role| spans::may_span(*role)).collect();
    let with = |columns: &[Model], order: Order, most_pages: usize, out: &mut dyn FnMut(&Aligner<'_>)| {
        let decoder = Decoder {
            fragments: &body.fragments,
            words: &fragment_words,
            columns,
            content: &content,
            cohesion: &cohesion,
            sentences,
            beam: if order == Order::Lines { LOOSE_BEAM } else { BEAM },
            aside: ASIDE,
            rows: order != Order::Lines,
            watch,
        };
        out(&Aligner { body: &body, decoder: &decoder, task, labels: &may_span, order, most_pages });
    };
    let read = |columns: &[Model], order: Order, most_pages: usize| {
        let mut rows = Rows::default();
        with(columns, order, most_pages, &mut |aligner| rows = aligner.rows());
        rows
    };
    let mut woven = false;
    if !loose {
        with(&columns, Order::Columns, usize::MAX, &mut |aligner| woven = aligner.is_woven());
    }
    let best = |order: Order| {
        best_reading(&body, &fragment_words, &columns, loose, &|columns, pages| read(columns, order, pages))
    };
    let (columns, firsts) = if let Some(extractor) = parted_by {
        let (columns, rows) = best(Order::Lines);
        (columns, vec![(rows, Some(extractor))])
    } else if woven {
        let rows = read(&columns, Order::Woven, usize::MAX);
        (columns, vec![(rows, Some(Extractor::Poppler))])
    } else {
        let (columns, rows) = best(Order::Columns);
        let by_row = read(&columns, Order::Rows, usize::MAX);
        (columns, vec![(rows, None), (by_row, Some(Extractor::Poppler))])
    };
    if firsts.iter().all(|(rows, _)| rows.table.is_empty()) {
        return None;
    }
    let with_labels = |(rows, extractor): (Rows, Option<Extractor>)| {
        (reading(&body, &fragment_words, &columns, rows, &roles), extractor)
    };
    let words = heading::of_columns(&header, words);
    let replay = Replay::new(replay::Table::new(&body, &columns, &words, pages, watch));
    let chosen = replay.choose(firsts.into_iter().map(with_labels).collect())?;
    let known = chosen.reading.rows.clone();
    let finder = Spans::new(&body, &fragment_words, &known, &roles);
    let mut improved = None;
    let order = if loose { Order::Lines } else { Order::Columns };
    with(&columns, order, usize::MAX, &mut |aligner| {
        improved = Some(replay.improve(chosen.clone(), &finder, aligner.decoder));
    });
    let improved = improved?;
    let end = pages.last()?.end;
    let mut furniture = body.furniture.clone();
    furniture.extend(taken);
    furniture.sort_by_key(|(line, place)| (*line, place.start));
    let frame = Frame { texts, lines, header: &header, furniture: &furniture, continued: false, watch };
    let table = put_together(&frame, &body, &improved, &roles);
    let starts = labels::starts(&improved.reading, &body.fragments, task);
    Some((FlattenedRegion { bands, starts, ..FlattenedRegion::settled(start..end, table) }, improved.like()))
}

/// The title of the table where it is put out after words of the header: a line before all sentences of the first page,
/// in a block of its own or with a word of the header.
fn title_after(lines: &[&str], pages: &[Range<usize>], header: usize) -> Option<(usize, Range<usize>)> {
    const LEAST: usize = 8;
    let page = pages.iter().find(|page| page.contains(&header))?;
    let sentences = (header..page.end).find(|at| lines[*at].contains('。')).unwrap_or(page.end);
    let alone = |at: usize| {
        let line = |at: Option<usize>| at.and_then(|at| lines.get(at));
        let empty = |at: Option<usize>| line(at).is_none_or(|line| is_empty(line));
        let header = line(Some(at + 1)).is_some_and(|line| ColumnRole::of_header(line.trim()).is_some());
        empty(at.checked_sub(1)) && (empty(Some(at + 1)) || header)
    };
    let is_title = |at: &usize| {
        let line = lines[*at].trim();
        line.chars().count() >= LEAST && line.ends_with('表') && super::regions::is_title(line) && alone(*at)
    };
    let at = (header..sentences).find(is_title)?;
    Some((at, 0..lines[at].len()))
}

/// The lines before the header that hold the numbers of the first rows: pdfminer puts a column of numbers before the
/// header and what stands above it.
fn numbers_before(lines: &[&str], pages: &[Range<usize>], header: usize) -> Vec<usize> {
    const LEAST: usize = 2;
    let page = pages.iter().find(|page| page.contains(&header)).map_or(header, |page| page.start);
    let number = |at: usize| lines[at].trim().parse::<u32>().ok();
    let numbers: Vec<(usize, u32)> = (page..header).filter_map(|at| Some((at, number(at)?))).collect();
    let rising = numbers.windows(2).all(|pair| pair[0].1 + 1 == pair[1].1);
    let first = numbers.first().is_some_and(|(_, number)| *number == 1);
    if first && rising && numbers.len() >= LEAST { numbers.into_iter().map(|(at, _)| at).collect() } else { Vec::new() }
}

/// The rows, each block read as one column, with the widths that put them together best.
fn best_reading(
    body: &Body,
    words: &[String],
    columns: &[Model],
    loose: bool,
    read: &dyn Fn(&[Model], usize) -> Rows,
) -> (Vec<Model>, Rows) {
    // Of readings that are as good the narrower columns.
    const WIDE: f32 = -1.5;
    // Pages that show how good widths are.
    const SAMPLE: usize = 4;
    let value = |columns: &[Model]| {
        read(columns, SAMPLE).score
            + columns.iter().map(|column| column.width).sum::<f32>() * WIDE
            + columns::usual(columns)
    };
    let mut best = (columns.to_vec(), value(columns));
    for variant in columns::variants(body, words, columns, loose).into_iter().skip(1) {
        let new = value(&variant);
        if new > best.1 {
            best = (variant, new);
        }
    }
    let rows = read(&best.0, usize::MAX);
    (best.0, rows)
}

/// The words of each fragment, without blanks.
fn words_of(body: &Body, lines: &[&str]) -> Vec<String> {
    let word = |segment: &Segment| &lines[segment.line][segment.start..segment.end];
    body.fragments.iter().map(|f| body.segments[f.segments.clone()].iter().map(word).collect()).collect()
}

/// A number column before a category counts categories when its numbers are few or Chinese.
fn number_of_category(roles: &mut [ColumnRole], body: &Body) {
    const LINES: usize = 14; // Rows are seldom so high.
    let bare = body.fragments.iter().filter(|fragment| fragment.number.is_some()).count();
    let lines: usize = body.flows.iter().map(|flow| flow.lines.len()).sum();
    for index in 0..roles.len().saturating_sub(1) {
        let alone = roles.iter().filter(|role| Kind::of(**role) == Kind::Number).count() == 1;
        if alone
            && roles[index] == ColumnRole::Sequence
            && roles[index + 1] == ColumnRole::Category
            && bare * LINES < lines
        {
            roles[index] = ColumnRole::CategoryNumber;
        }
    }
}

/// The rows with the merged cells that cover them.
fn reading(body: &Body, words: &[String], columns: &[Model], rows: Rows, roles: &[ColumnRole]) -> Reading {
    let finder = Spans::new(body, words, &rows.table, roles);
    let mut borders: Vec<usize> = Vec::new();
    let mut spans = Vec::new();
    for column in (0..roles.len()).filter(|column| Kind::of(roles[*column]) == Kind::Label) {
        let number = column.checked_sub(1).filter(|before| roles[*before] == ColumnRole::CategoryNumber);
        let found = finder.of(&rows.labels, number, column, columns[column].width, &borders);
        borders.extend(found.iter().map(|span| span.start));
        spans.push((column, found));
    }
    Reading { rows: rows.table, spans }
}

/// The table of a reading: merged cells stand on the first row that they cover and are filled down from there.
fn put_together(frame: &Frame<'_>, body: &Body, improved: &Improved, roles: &[ColumnRole]) -> crate::Table {
    // The cells of a row that is less likely right may all be another's, but for the task that makes it.
    const LIKELY: f32 = 0.5;
    let reading = &improved.reading;
    let run = Run::new(&body.segments, frame.lines, frame.watch);
    let piece = |fragment: &usize| {
        let segments = &body.fragments[*fragment].segments;
        (segments.start, segments.end)
    };
    let mut raw: Vec<RawRow> = reading
        .rows
        .iter()
        .map(|row| RawRow {
            cells: row.cells.iter().map(|cell| cell.iter().map(piece).collect()).collect(),
            height: row.cells.iter().map(Vec::len).max().unwrap_or(1) as f32,
            page: row.page,
            rests: if row.broken {
                (0..row.cells.len()).filter(|c| row.cells[*c].len() > 1).collect()
            } else {
                Vec::new()
            },
        })
        .collect();
    for span in reading.spans.iter().flat_map(|(_, spans)| spans) {
        for (column, fragments) in &span.cells {
            raw[span.start].cells[*column].extend(fragments.iter().map(piece));
        }
    }
    let mut table = super::table_of(frame, &run, &raw, roles, true);
    for (row, found) in table.rows.iter_mut().zip(&reading.rows) {
        let like = improved.likes.get(&found.page).copied().unwrap_or(0.0);
        let played = Played { like, labelled: !reading.spans.is_empty(), doubtful: !found.doubtful.is_empty() };
        row.confidence = played.confidence();
        let is_doubtful = |column: &usize| {
            let task = roles[*column] == ColumnRole::Task;
            found.doubtful.contains(column) || spans::may_span(roles[*column]) || !task && row.confidence < LIKELY
        };
        row.doubtful = (0..roles.len()).filter(is_doubtful).collect();
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use fenjie_text::Span;

    /// The rows of the tables in a dump, cells parted by `|`; `\u{c}` ends a page.
    fn rows(dump: &str) -> Vec<String> {
        let mut texts: Vec<Text> = Vec::new();
        let mut at = 0;
        for line in dump.split(['\n', '\u{c}']) {
            texts.push(Text::from_source(dump, Span::new(at, at + line.len())));
            at += line.len() + 1;
        }
        let texts: Vec<&Text> = texts.iter().collect();
        let lines: Vec<&str> = texts.iter().map(|text| text.as_str()).collect();
        let cells = |row: &crate::Row| {
            row.cells.iter().map(|cell| cell.text.as_str().to_owned()).collect::<Vec<String>>().join("|")
        };
        recover(&texts, &lines, &Watch::default())
            .iter()
            .flat_map(|region| region.table.rows.iter().map(cells))
            .collect()
    }

    const HEADER: &str = "序号\n\n工作任务\n\n牵头单位\n\n配合单位\n\n完成时限\n\n";

    #[test]
    fn columns_put_out_one_after_the_other() {
        // As pdf2txt dumps a table printed by a browser.
        let dump = "1\n\n2\n\n3\n\n4\n\n编制全市水网规划，完善供水管\n网分布图并按季度更新。\n\n市水务局\n\n市规划局\n\n\
            2021年6月底前\n\n改造老旧泵站十二座，提高城区\n排涝能力。\n\n市城管局\n\n长期\n\n\
            开展饮用水水源地巡查，建立问\n题台账，逐项销号管理。\n\n市生态环境局、市\n水务局\n\n各区政府\n\n\
            2021年底前\n\n推广节水器具。\n\n市发展改革委\n\n市财政局\n\n2021年9月底前\n\n\u{c}";
        let expected = [
            "1|编制全市水网规划，完善供水管网分布图并按季度更新。|市水务局|市规划局|2021年6月底前",
            "2|改造老旧泵站十二座，提高城区排涝能力。|市城管局||长期",
            "3|开展饮用水水源地巡查，建立问题台账，逐项销号管理。|市生态环境局、市水务局|各区政府|2021年底前",
            "4|推广节水器具。|市发展改革委|市财政局|2021年9月底前",
        ];
        assert_eq!(rows(&format!("{HEADER}{dump}")), expected);
    }

    #[test]
    fn lines_of_two_columns_in_one_block_and_a_time_at_the_end_of_the_page() {
        // As pdftotext dumps the same table, the first row's time strayed to the end of the page.
        let dump = "1\n\n编制全市水网规划，完善供水管\n网分布图并按季度更新。\n\n市水务局\n\n2\n\n\
            改造老旧泵站十二座，提高城区\n排涝能力。\n\n市城管局\n\n长期\n\n3\n\n\
            开展饮用水水源地巡查，建立问\n题台账，逐项销号管理。\n\n市生态环境局、市\n各区政府\n水务局\n\n\
            2021年底前\n\n4\n\n推广节水器具。\n\n市发展改革委\n\n2021年9月底前\n\n2021年6月底前\n\n\u{c}";
        let expected = [
            "1|编制全市水网规划，完善供水管网分布图并按季度更新。|市水务局||2021年6月底前",
            "2|改造老旧泵站十二座，提高城区排涝能力。|市城管局||长期",
            "3|开展饮用水水源地巡查，建立问题台账，逐项销号管理。|市生态环境局、市水务局|各区政府|2021年底前",
            "4|推广节水器具。|市发展改革委||2021年9月底前",
        ];
        assert_eq!(rows(&format!("{HEADER}{dump}")), expected);
    }

    #[test]
    fn a_header_over_those_of_two_columns_heads_none_of_its_own() {
        // As pdftotext dumps a header of two rows.
        let header = HEADER.replacen("牵头单位", "责任单位\n\n牵头单位", 1);
        let dump = "1\n\n编制全市水网规划，完善供水管\n网分布图并按季度更新。\n\n市水务局\n\n各区政府\n\n2021年6月底前\n\n\
            2\n\n改造老旧泵站十二座，提高城区\n排涝能力。\n\n市城管局\n\n市财政局\n\n长期\n\n\
            3\n\n推广节水器具。\n\n市发展改革委\n\n市水务局\n\n2021年9月底前\n\n\u{c}";
        let expected = [
            "1|编制全市水网规划，完善供水管网分布图并按季度更新。|市水务局|各区政府|2021年6月底前",
            "2|改造老旧泵站十二座，提高城区排涝能力。|市城管局|市财政局|长期",
            "3|推广节水器具。|市发展改革委|市水务局|2021年9月底前",
        ];
        assert_eq!(rows(&format!("{header}{dump}")), expected);
    }

    #[test]
    fn the_title_of_the_table_in_a_block_with_a_word_of_the_header_is_no_row() {
        // As pdftotext dumps a table whose first cells stand left of its title.
        let dump = "序号\n1\n\n某市水务重点工作任务分解表\n工作任务\n\n编制全市水网规划，完善供水管\n网分布图并按季度更新。\n\n责任单位\n\n\
            市水务局\n\n2\n\n改造老旧泵站十二座，提高城区\n排涝能力。\n\n市城管局\n\n3\n\n推广节水器具。\n\n市发展改革委\n\n\u{c}";
        let expected = [
            "1|编制全市水网规划，完善供水管网分布图并按季度更新。|市水务局",
            "2|改造老旧泵站十二座，提高城区排涝能力。|市城管局",
            "3|推广节水器具。|市发展改革委",
        ];
        assert_eq!(rows(dump), expected);
    }

    #[test]
    fn a_year_parted_from_its_mark_by_a_blank_is_no_number_of_a_row() {
        // As dumps of tables printed by an office suite have it.
        let header = "序号\n\n工作任务\n\n牵头单位\n\n完成时限\n\n";
        let dump = "1\n\n编制 3 处水源地规划，完善供水管\n网分布图并按季度更新。\n\n市水务局\n\n2021 年 6\n月底前\n\n2\n\n\
            改造老旧泵站 12 座，提高城区排\n涝能力，完成河道清淤。\n\n市城管局\n\n长期\n\n3\n\n\
            开展饮用水水源地巡查，建立问\n题台账，逐项销号管理。\n\n市生态环境局\n\n2021 年 9\n月底前\n\n\u{c}";
        let expected = [
            "1|编制3处水源地规划，完善供水管网分布图并按季度更新。|市水务局|2021年6月底前",
            "2|改造老旧泵站12座，提高城区排涝能力，完成河道清淤。|市城管局|长期",
            "3|开展饮用水水源地巡查，建立问题台账，逐项销号管理。|市生态环境局|2021年9月底前",
        ];
        assert_eq!(rows(&format!("{header}{dump}")), expected);
    }

    #[test]
    fn a_row_goes_on_over_the_page() {
        let header = "序号\n\n工作任务\n\n责任单位\n\n";
        let dump = format!(
            "{header}1\n\n编制全市水网规划，完善供水管\n网分布图并按季度更新。\n\n市水务局\n\n2\n\n\
             改造老旧泵站十二座，提高城区\n排涝能力，完成河道清淤二十公\n\n市城管局、市水\n\n1\n\n\u{c}\
             {header}里。\n\n务局\n\n3\n\n推广节水器具。\n\n市发展改革委\n\n2\n\n\u{c}"
        );
        let expected = [
            "1|编制全市水网规划，完善供水管网分布图并按季度更新。|市水务局",
            "2|改造老旧泵站十二座，提高城区排涝能力，完成河道清淤二十公里。|市城管局、市水务局",
            "3|推广节水器具。|市发展改革委",
        ];
        assert_eq!(rows(&dump), expected);
    }

    #[test]
    fn numbers_at_a_page_break_are_the_rows_own() {
        // Those of the last row of a page and of the first row of the next run on like page numbers.
        let header = "序号\n\n工作任务\n\n责任单位\n\n";
        let row = |number: usize, task: &str, unit: &str| format!("{number}\n\n{task}\n\n{unit}\n\n");
        let first = [
            ("编制全市水网规划，完善供水管\n网分布图并按季度更新。", "市水务局"),
            ("改造老旧泵站十二座，提高城区\n排涝能力。", "市城管局"),
            ("开展饮用水水源地巡查，建立问\n题台账，逐项销号管理。", "市生态环境局"),
        ];
        let second = [
            ("推广节水器具，支持节水型企业\n和社区创建。", "市发展改革委"),
            ("完善水价形成机制，落实居民阶\n梯水价制度。", "市财政局"),
            ("公布全市水质监测情况，接受社\n会各界监督。", "市卫生健康委"),
        ];
        let page = |from: usize, rows: &[(&str, &str)]| -> String {
            let rows = rows.iter().enumerate().map(|(at, (task, unit))| row(from + at, task, unit));
            format!("{header}{}\u{c}", rows.collect::<String>())
        };
        let all = first.iter().chain(&second).enumerate();
        let expected: Vec<String> =
            all.map(|(at, (task, unit))| format!("{}|{}|{unit}", at + 1, task.replace('\n', ""))).collect();
        assert_eq!(rows(&(page(1, &first) + &page(4, &second))), expected);
    }

    #[test]
    fn lines_that_are_blocks_of_their_own_make_as_many_rows_as_there_are_numbers() {
        // As pdf2txt dumps a table set in wide lines; tasks end without a stop.
        let tasks = [
            ["编制全市供水管网分布图并按季度", "更新，接入城市运行管理平台统一", "调度使用"],
            ["改造老旧泵站十二座，提高城区排", "涝能力，完成河道清淤和雨污管道", "的分流"],
            ["开展饮用水水源地巡查，建立问题", "台账并逐项销号，每月通报整改的", "最新结果"],
            ["推广节水器具，支持节水型企业和", "社区创建，年底前完成公共机构的", "节水改造"],
            ["完善水价形成机制，落实阶梯水价", "制度，建立农业用水精准补贴和节", "水奖励办法"],
        ];
        let units = ["市水务局", "市城管局", "市环保局", "市发改委", "市物价局"];
        let row = |(at, ([first, second, third], unit)): (usize, (&[&str; 3], &str))| {
            format!("{first}\n\n{}\n\n{second}\n\n{unit}\n\n{third}\n\n", at + 1)
        };
        let body: String = tasks.iter().zip(units).enumerate().map(row).collect();
        let dump = format!("序号\n\n工作任务\n\n责任单位\n\n{body}\u{c}");
        let all = tasks.iter().zip(units).enumerate();
        let expected: Vec<String> =
            all.map(|(at, (lines, unit))| format!("{}|{}|{unit}", at + 1, lines.concat())).collect();
        assert_eq!(rows(&dump), expected);
    }

    #[test]
    fn a_notice_in_paragraphs_is_no_table() {
        let notice = "关于做好节水工作的通知\n\n各有关单位：\n\n一、工作任务\n\n（一）推广节水器具。\n\n二、责任单位\n\n\
            市水务局、市发展改革委按职责分工负责。\n\n三、完成时限\n\n2021年底前。\n\n\u{c}";
        assert!(rows(notice).is_empty());
    }
}
