//! Tables with one cell a line: the columns are known only from a header of consecutive lines, merged cells are printed
//! with the first row they cover and left out below. Which line is which cell is found as the best reading of all.

use super::{Region, furniture};
use crate::fit::{Words, are_sections};
use crate::{
    Block, Cell, Column, FurnitureKind, Marker, MarkerStyle, Recoverer, Row, Table, below_table, grid, page_number,
    spanned,
};
use fenjie_lexicon::{ColumnRole, complete_unit, continuation_mark};
use fenjie_source::Line;
use fenjie_text::{Text, chars, numeral};

/// Fewest columns of such a table.
const FEWEST_COLUMNS: usize = 3;
/// Most columns of such a table.
const MOST_COLUMNS: usize = 10;
/// Longest header cell, in characters.
const LONGEST_HEADER: usize = 10;
/// A line this wide, in Han characters, cannot be one printed line of a column: the cells are whole.
const WHOLE_CELL: f32 = 36.0;

/// At least one row in so many has a cell that is longer.
const ROWS_OF_A_LONG_CELL: usize = 4;

/// The tables with one cell a line among the lines. A header that is printed again goes on in the table before.
pub(crate) fn regions(lines: &[&Line]) -> Vec<Region> {
    let filled: Vec<usize> = (0..lines.len()).filter(|&at| !lines[at].text.is_blank()).collect();
    let headers = headers(lines, &filled);
    let header = |(start, columns): (usize, usize)| -> Vec<Text> {
        let words: Vec<Text> = filled[start..start + columns].iter().map(|&at| lines[at].text.tidied()).collect();
        let order = spanned::columns(&words.iter().map(Text::as_str).collect::<Vec<_>>());
        order.map_or(words.clone(), |order| order.into_iter().map(|at| words[at].clone()).collect())
    };
    let mut regions = Vec::new();
    for same in headers.chunk_by(|a, b| header(*a) == header(*b)) {
        let next = headers.iter().find(|other| other.0 > same[same.len() - 1].0);
        let limit = next.map_or(filled.len(), |next| next.0);
        let ends = same.iter().skip(1).map(|header| header.0).chain([limit]);
        let places: Vec<usize> =
            same.iter().zip(ends).flat_map(|(header, end)| cells(lines, &filled[header.0 + header.1..end])).collect();
        let header = header(same[0]);
        let (places, body) = with_whole_labels(lines, places, &header);
        if let Some((table, used)) = table(&header, &body.iter().collect::<Vec<_>>()) {
            regions.push(Region {
                start: filled[same[0].0],
                end: places[used - 1] + 1,
                blocks: vec![Block::Table(table)],
            });
        }
    }
    regions
}

/// The lines below a header that can be cells of its table: to where another annex, a note or the foot of the page begins,
/// without page numbers and what is printed above a header that goes on.
fn cells(lines: &[&Line], below: &[usize]) -> Vec<usize> {
    let words = |at: usize| lines[at].text.as_str().trim_matches(chars::is_blank);
    let end = below.iter().position(|&at| ends_body(words(at))).unwrap_or(below.len());
    let is_cell =
        |at: &usize| !page_number::is_dashed(words(*at)) && continuation_mark(words(*at)) != Some(0..words(*at).len());
    below[..end].iter().copied().filter(is_cell).collect()
}

/// The places and words of the lines that are cells, where the number of a label over the whole width (一) stands on the
/// line before its words as one with them.
fn with_whole_labels(lines: &[&Line], places: Vec<usize>, header: &[Text]) -> (Vec<usize>, Vec<Text>) {
    const FEWEST: usize = 2;
    let words = |k: usize| places.get(k).map(|&at| &lines[at].text);
    let role = |words: &Text| ColumnRole::of_header(words.as_str());
    let is_counted = header.first().and_then(role) == Some(ColumnRole::Sequence)
        && !header.iter().any(|words| role(words) == Some(ColumnRole::Category));
    let is_row = |k: usize| words(k).is_some_and(|words| numeral::parse_integer(words.tidied().as_str()).is_some());
    let label = |k: usize| grid::numbered_band(words(k)?, words(k + 1)?).filter(|_| is_counted && is_row(k + 2));
    let mut whole = (Vec::with_capacity(places.len()), Vec::with_capacity(places.len()));
    let (mut at, mut labels) = (0, 0);
    while let Some(line) = words(at) {
        let (last, text) = match label(at) {
            Some(label) => {
                labels += 1;
                (at + 1, label)
            }
            None => (at, line.clone()),
        };
        whole.0.push(places[last]);
        whole.1.push(text);
        at = last + 1;
    }
    if labels >= FEWEST {
        return whole;
    }
    let texts = places.iter().map(|&at| lines[at].text.clone()).collect();
    (places, texts)
}

/// The table of a body; also how many lines of the body it takes up. Lines behind its last row (a signature, a remark) are
/// left out, where the lines before them are a table.
fn table(header: &[Text], body: &[&Text]) -> Option<(Table, usize)> {
    const MOST_BEHIND: usize = 8;
    // Only tables that fit a page or two are read again and again.
    const LONGEST: usize = 300;
    let behind = if body.len() <= LONGEST { MOST_BEHIND.min(body.len()) } else { 0 };
    let found = (0..=behind).find_map(|behind| whole_table(header, &body[..body.len() - behind]))?;
    let (table, used, last) = found;
    let task = table.columns.iter().position(|column| column.role == ColumnRole::Task);
    let is_empty = |row: &Row| task.is_some_and(|task| row.cells[task].text.is_empty()) && !is_band_row(row);
    match table.rows.last() {
        Some(row) if is_empty(row) && last > 0 => {
            whole_table(header, &body[..last]).map(|(table, used, _)| (table, used))
        }
        _ => Some((table, used)),
    }
}

/// A table of all lines, where its cells are whole or it is regular; also how many lines it takes up, and where its last
/// row begins.
fn whole_table(header: &[Text], body: &[&Text]) -> Option<(Table, usize, usize)> {
    // One long line may be the cells of a row that an extractor ran together; whole cells are long in many rows.
    let long = body.iter().filter(|line| chars::str_width(line.as_str()) > WHOLE_CELL).count();
    let whole = long >= (body.len() / (header.len() * ROWS_OF_A_LONG_CELL)).max(1);
    let (table, last) = read(header.to_vec(), body)?;
    let open = body.iter().filter(|line| is_open(line.as_str())).count();
    (whole || is_regular(&table, body.len() - open)).then_some((table, body.len(), last))
}

/// Whether a line ends in a mark that another name has to follow.
fn is_open(line: &str) -> bool {
    line.trim_end_matches(chars::is_blank).ends_with('、')
}

/// Whether a table of short cells shows that its lines are whole cells: hardly a cell takes two lines, and the rows are
/// numbered one after the other or, without numbers, alike. In a table of few rows there is no exception. Lines that go on
/// behind an open mark are not counted among `lines`.
fn is_regular(table: &Table, lines: usize) -> bool {
    const FEWEST_ROWS: usize = 3;
    const FEW_ROWS: usize = 4;
    // Two rows, or three, are a table where all are numbered and have all that a task has.
    const FEWEST_COMPLETE: usize = 2;
    let own = |row: &Row| row.cells.iter().filter(|cell| !cell.inherited && !cell.text.is_empty()).count();
    let further = lines.saturating_sub(table.rows.iter().map(own).sum());
    let rows: Vec<&Row> = table.rows.iter().filter(|row| !is_band_row(row)).collect();
    let regular = match table.columns.iter().position(|column| column.role == ColumnRole::Sequence) {
        Some(number) => in_order(&rows, number),
        None => rows.iter().filter(|row| is_whole(row, &table.columns)).count(),
    };
    let is_strict = regular == rows.len() && further == 0;
    // Rows that are all numbered and all whole leave no doubt though some cells take two lines.
    let is_complete = || regular == rows.len() && rows.iter().all(|row| is_whole(row, &table.columns));
    let is_numbered = || table.columns.iter().any(|column| column.role == ColumnRole::Sequence);
    if (FEWEST_COMPLETE..FEW_ROWS).contains(&rows.len()) && is_numbered() && is_complete() && further * 5 <= lines {
        return true;
    }
    regular >= FEWEST_ROWS
        && (is_strict || rows.len() >= FEW_ROWS)
        && (further * 20 <= lines || further * 5 <= lines && is_complete())
        && regular * 10 >= rows.len() * 9
}

/// Whether a row is a label over the whole width.
fn is_band_row(row: &Row) -> bool {
    let mut filled = row.cells.iter().filter(|cell| !cell.inherited && !cell.text.is_empty());
    filled.next().is_some_and(|cell| grid::is_band(cell.text.as_str())) && filled.next().is_none()
}

/// How many rows are numbered one after the other.
fn in_order(rows: &[&Row], number: usize) -> usize {
    let numbers: Vec<u64> = rows.iter().filter_map(|row| grid::row_number(row.cells[number].text.as_str())).collect();
    let follows = numbers.windows(2).filter(|pair| pair[0].checked_add(1) == Some(pair[1])).count();
    follows + usize::from(!numbers.is_empty())
}

/// Whether a row has a cell, and one that fits, for what every task has: its text, who leads, by when.
fn is_whole(row: &Row, columns: &[Column]) -> bool {
    let mut known = 0;
    let fits = columns.iter().zip(&row.cells).all(|(column, cell)| match column.role {
        ColumnRole::Task | ColumnRole::Lead | ColumnRole::Deadline => {
            known += 1;
            !cell.text.is_empty() && line_fit(&Words::of(cell.text.as_str()), cell.text.as_str(), column) > 0.0
        }
        _ => true,
    });
    fits && known >= 2
}

/// Longest word that heads a column though it is not known as one, in characters.
const LONGEST_WORD: usize = 5;

/// Runs of short lines most of which are header words: index into `filled` and number of columns.
fn headers(lines: &[&Line], filled: &[usize]) -> Vec<(usize, usize)> {
    let words = |k: usize| lines[filled[k]].text.as_str();
    let is_short = |k: usize| {
        let words = words(k).trim_matches(chars::is_blank);
        words.chars().count() <= LONGEST_HEADER && !words.contains(['。', '，', '、', '：', '；'])
    };
    // 任务分解表 above a header is the title of the table.
    let is_title = |k: usize| words(k).trim_end_matches(chars::is_blank).ends_with('表');
    let known = |k: usize| is_short(k) && !is_title(k) && ColumnRole::of_header(words(k)).is_some();
    let mut headers: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while at < filled.len() {
        if !known(at) {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < filled.len() && end - at < MOST_COLUMNS && is_short(end) && is_header_word(words(end)) {
            end += 1;
        }
        while end > at && !known(end - 1) {
            end -= 1;
        }
        // A word between a header that counts its rows and the first number is one more of it; a longer one is a label.
        let counts = ColumnRole::of_header(words(at)) == Some(ColumnRole::Sequence) && end - at >= FEWEST_COLUMNS;
        let is_first = |k: usize| grid::row_number(words(k)) == Some(1);
        let is_word = |k: usize| is_short(k) && words(k).chars().nth(LONGEST_WORD).is_none();
        if counts && end + 1 < filled.len() && is_word(end) && is_first(end + 1) && !grid::is_band(words(end)) {
            end += 1;
        }
        // A header that is printed again is no longer than it was: what follows is a label.
        let again = |(start, length): &&(usize, usize)| {
            end - at > *length && (0..*length).all(|k| words(start + k).trim() == words(at + k).trim())
        };
        if let Some((_, length)) = headers.last().filter(again) {
            end = at + length;
        }
        let run: Vec<&str> = (at..end).map(words).collect();
        if end - at >= FEWEST_COLUMNS && grid::is_header(&run) && !run.windows(2).any(is_broken) {
            headers.push((at, end - at));
        }
        at = end.max(at + 1);
    }
    headers
}

/// Whether two lines are the halves of one header: 参与 / 单位.
fn is_broken(pair: &[&str]) -> bool {
    let [first, second] = pair else { return false };
    let (first, second) = (first.trim_matches(chars::is_blank), second.trim_matches(chars::is_blank));
    matches!(second, "单位" | "部门")
        && first.chars().count() == second.chars().count()
        && matches!(ColumnRole::of_header(first), Some(ColumnRole::Lead | ColumnRole::Support))
}

/// A header cell is a word, not a number and not a unit list.
fn is_header_word(words: &str) -> bool {
    let words = Words::of(words);
    words.fit(ColumnRole::Sequence) < 0.0 && words.fit(ColumnRole::Deadline) < 0.0
}

/// Whether a line stands below a table: another annex, a note on the table, the foot of the page. Cells begin with their
/// lines here, so that these words need no mark behind them.
fn ends_body(words: &str) -> bool {
    const OPENINGS: [&str; 4] = ["填表说明", "填报说明", "抄送", "抄报"];
    let annex = words.strip_prefix("附件").or_else(|| words.strip_prefix("附表"));
    let is_annex = annex.is_some_and(|rest| rest.chars().all(|c| !chars::is_han(c)) && rest.chars().count() <= 4);
    is_annex
        || below_table::begins(words)
        || OPENINGS.iter().any(|opening| words.starts_with(opening))
        || furniture::kind(words, || true) == Some(FurnitureKind::Navigation)
}

/// Reward for going on to the very next column, and for beginning a row where the last one was complete.
const NEXT: f32 = 0.5;

/// What it costs that a cell goes on on a further line: units stand one a line, a task may have several paragraphs, the
/// name of a project may be broken. `None` where a cell is always one line.
fn further_line(role: ColumnRole, before: &str) -> Option<f32> {
    let is_paragraph = before.trim_end_matches(chars::is_blank).ends_with(['。', '；', '：']);
    match role {
        // Where no mark tells, one leads and several help.
        ColumnRole::Lead => Some(0.3),
        ColumnRole::Support => Some(0.25),
        ColumnRole::Task => Some(if is_paragraph { 0.8 } else { 1.8 }),
        ColumnRole::Title => Some(1.0),
        _ => None,
    }
}

/// Reads the body as rows below `header`; also at which line the last row begins. `None` when too few lines fit their columns.
fn read(header: Vec<Text>, body: &[&Text]) -> Option<(Table, usize)> {
    const FEWEST_ROWS: usize = 2;
    const GOOD_FIT: f32 = 0.6;
    let guesses = role_guesses(&header);
    let roles: Vec<ColumnRole> = guesses.iter().map(|column| column.role).collect();
    let (columns, score) = columns_between_bands(&guesses, body)?;
    let mut rows: Vec<Row> = Vec::new();
    let mut last = usize::MAX;
    let mut last_row = 0;
    for (at, (line, column)) in body.iter().zip(&columns).enumerate() {
        let Some(column) = *column else {
            rows.push(grid::band_row(line, header.len()));
            last = usize::MAX;
            continue;
        };
        if last == usize::MAX || column < last || (column == last && further_line(roles[column], "").is_none()) {
            rows.push(Row { cells: vec![Cell::default(); header.len()], confidence: 1.0, doubtful: Vec::new() });
            last_row = at;
        }
        if let Some(row) = rows.last_mut() {
            add_line(&mut row.cells[column].text, line, roles[column]);
        }
        last = column;
    }
    let fits = score / columns.len().max(1) as f32;
    if rows.len() < FEWEST_ROWS || fits < GOOD_FIT {
        return None;
    }
    let roles = grid::column_roles(&header, &rows);
    grid::fill_labels(&mut rows, &roles);
    let columns = header.into_iter().zip(roles).map(|(header, role)| Column { header, role }).collect();
    let table = Table {
        columns,
        rows,
        recoverer: Recoverer::CellPerLine,
        score: fits.min(1.0),
        furniture: Vec::new(),
        title: None,
    };
    Some((table, last_row))
}

/// What the name of a body formed for one purpose ends with, behind the purpose in quotes.
const BODIES: [&str; 7] = ["工作专班", "专班", "办公室", "领导小组", "领导小组办公室", "工作领导小组", "指挥部"];

/// Whether the last name of a list is none before it goes on on the next line.
fn is_cut(list: &str, next: &str) -> bool {
    let last = list.rsplit('、').next().unwrap_or_default();
    complete_unit(last) < WHOLE && complete_unit(&format!("{last}{next}")) >= WHOLE
}

/// From this likeness on a line ends with the whole name of a unit.
const WHOLE: f32 = 0.7;

/// Adds a line to a cell. Units on lines of their own are parted by a mark that the print does not need.
fn add_line(cell: &mut Text, line: &Text, role: ColumnRole) {
    let line = line.tidied();
    let is_list = matches!(role, ColumnRole::Lead | ColumnRole::Support);
    // 市“某某行动”⏎工作专班 is one name, and so is one that its line was too short for: 市文化⏎馆管理处.
    let goes_on = (cell.as_str().ends_with('”') && BODIES.contains(&line.as_str()))
        || (is_list && is_cut(cell.as_str(), line.as_str()));
    let is_parted = goes_on || cell.as_str().ends_with(['、', '，', ',', '；']) || cell.is_empty();
    if is_list && !is_parted {
        cell.push_mark("、");
    }
    cell.push(&line);
}

/// What the columns hold by their header words alone; of several task columns the last is the task, since the ones
/// before it name what it is part of.
fn role_guesses(header: &[Text]) -> Vec<Column> {
    let mut roles: Vec<ColumnRole> =
        header.iter().map(|words| ColumnRole::of_header(words.as_str()).unwrap_or(ColumnRole::Other)).collect();
    let task = roles.iter().rposition(|role| *role == ColumnRole::Task);
    for (column, role) in roles.iter_mut().enumerate() {
        if *role == ColumnRole::Task && Some(column) != task {
            *role = ColumnRole::Title;
        }
    }
    header.iter().zip(roles).map(|(header, role)| Column { header: header.clone(), role }).collect()
}

/// How well a line fits its column: numbers may be Chinese (一, （二）), and where the header asks for the sections of one
/// body (责任科室), their names need not tell whose they are.
fn line_fit(words: &Words<'_>, line: &str, column: &Column) -> f32 {
    const CERTAIN: f32 = 2.0;
    let fit = words.fit(column.role);
    let is_certain = match column.role {
        ColumnRole::Sequence => grid::row_number(line).is_some(),
        ColumnRole::Lead | ColumnRole::Support => names_sections(column.header.as_str()) && are_sections(line),
        _ => false,
    };
    if is_certain { fit.max(CERTAIN) } else { fit }
}

/// Whether a header asks for the sections of one body: 责任科室, 牵头处室.
fn names_sections(header: &str) -> bool {
    ["科室", "股室", "处室", "部室", "科（室）", "站所"].iter().any(|word| header.contains(word))
}

/// The column of every line; `None` for a label that stands alone above the rows it heads.
fn columns_between_bands(header: &[Column], body: &[&Text]) -> Option<(Vec<Option<usize>>, f32)> {
    let bands = bands(header, body);
    let mut columns = Vec::with_capacity(body.len());
    let mut score = 0.0;
    let mut start = 0;
    for end in bands.into_iter().chain([body.len()]) {
        if start < end {
            let (part, fits) = columns_of(header, &body[start..end])?;
            columns.extend(part.into_iter().map(Some));
            score += fits;
        }
        columns.extend((end < body.len()).then_some(None));
        start = end + 1;
    }
    Some((columns, score))
}

/// The lines that are labels over the whole width, 一、 to the last, in a table without a column for labels.
fn bands(header: &[Column], body: &[&Text]) -> Vec<usize> {
    const FEWEST: usize = 2;
    if header.iter().any(|column| column.role == ColumnRole::Category) {
        return Vec::new();
    }
    let mut bands = Vec::new();
    for (at, line) in body.iter().enumerate().filter(|(_, line)| grid::is_band(line.as_str())) {
        let marker = Marker::parse(line.as_str());
        if marker.is_some_and(|marker| marker.style == MarkerStyle::Han && marker.ordinal as usize == bands.len() + 1) {
            bands.push(at);
        }
    }
    if bands.len() < FEWEST { Vec::new() } else { bands }
}

/// The column of every line: the path with the best sum of fits. A line's column lies right of the last line's in the
/// same row, or anywhere in the next row; a row may leave out its first, merged, cells cheaply, others at a cost.
fn columns_of(header: &[Column], body: &[&Text]) -> Option<(Vec<usize>, f32)> {
    let roles: &[ColumnRole] = &header.iter().map(|column| column.role).collect::<Vec<_>>();
    let width = roles.len();
    let has_units = |role: &ColumnRole| matches!(role, ColumnRole::Lead | ColumnRole::Support);
    let ends_in_units = roles.last().is_some_and(has_units);
    let mut best: Vec<f32> = (0..width).map(|column| -skipped(roles, 0, column)).collect();
    let mut from: Vec<Vec<usize>> = Vec::with_capacity(body.len());
    for (at, line) in body.iter().enumerate() {
        let words = Words::of(line.as_str());
        let mut fits: Vec<f32> = header.iter().map(|column| line_fit(&words, line.as_str(), column)).collect();
        if ends_in_units && names_units(line.as_str()) {
            // The last cell of the row before is no label of the next one.
            let labels = roles.iter().zip(&mut fits).filter(|(role, _)| **role == ColumnRole::Category);
            labels.for_each(|(_, fit)| *fit = fit.min(NO_LABEL));
        }
        if at == 0 {
            best.iter_mut().zip(&fits).for_each(|(best, fit)| *best += fit);
            from.push(vec![0; width]);
            continue;
        }
        let is_open = is_open(body[at - 1].as_str());
        let mut next = vec![(f32::NEG_INFINITY, 0); width];
        for (last, &score) in best.iter().enumerate() {
            for (column, slot) in next.iter_mut().enumerate() {
                let goes_on = further_line(roles[column], body[at - 1].as_str()).filter(|_| column == last);
                let cost = if let Some(cost) = goes_on {
                    if is_open { -NEXT } else { cost }
                } else if is_open {
                    LEFT_OPEN
                } else if column > last {
                    skipped(roles, last + 1, column)
                } else {
                    skipped(roles, last + 1, width) + skipped(roles, 0, column)
                };
                let cost = cost + without_number(roles, last, column, line.as_str());
                let straight = if column == last + 1 || (column == 0 && last + 1 == width) { NEXT } else { 0.0 };
                let total = score - cost + straight + fits[column];
                if total > slot.0 {
                    *slot = (total, last);
                }
            }
        }
        best = next.iter().map(|(score, _)| *score).collect();
        from.push(next.into_iter().map(|(_, last)| last).collect());
    }
    let (mut column, score) = best.iter().copied().enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b))?;
    let mut columns = vec![0; body.len()];
    for at in (0..body.len()).rev() {
        columns[at] = column;
        column = from[at][column];
    }
    Some((columns, score))
}

/// What it costs that a cell ends in a mark that something has to follow.
const LEFT_OPEN: f32 = 3.0;

/// How badly a list of units fits a column of labels.
const NO_LABEL: f32 = -2.0;

/// Whether a line is a list of units, or opens with all of a kind: 各乡镇.
fn names_units(line: &str) -> bool {
    let line = line.trim_matches(chars::is_blank);
    line.starts_with('各') || line.split(['、', '，', '；']).any(|name| complete_unit(name) >= WHOLE)
}

/// What it costs that the label behind the column of numbers is printed anew while its number is not; more where the line
/// is too long for most labels.
fn without_number(roles: &[ColumnRole], last: usize, column: usize, line: &str) -> f32 {
    const COST: f32 = 1.2;
    const COST_OF_LONG: f32 = 2.5;
    const LONG: usize = 20;
    let is_number = |role: Option<&ColumnRole>| matches!(role, Some(ColumnRole::Sequence | ColumnRole::CategoryNumber));
    let is_label = matches!(roles.get(column), Some(ColumnRole::Category | ColumnRole::Title));
    let numbered = column > 0 && is_number(roles.get(column - 1));
    if !is_label || !numbered || last + 1 == column || last == column {
        return 0.0;
    }
    if line.chars().nth(LONG).is_some() { COST_OF_LONG } else { COST }
}

/// What it costs to leave out the columns `from..to` of a row.
fn skipped(roles: &[ColumnRole], from: usize, to: usize) -> f32 {
    let cost = |role: &ColumnRole| match role {
        // The label that spans more rows stands further left, and is left out of more of them.
        ColumnRole::Sequence | ColumnRole::CategoryNumber | ColumnRole::Category => 0.1,
        ColumnRole::Title => 0.2,
        ColumnRole::Support | ColumnRole::Remark | ColumnRole::Deliverable | ColumnRole::Other => 0.3,
        ColumnRole::Deadline => 0.8,
        ColumnRole::Lead => 1.5,
        ColumnRole::Task => 2.5,
    };
    roles.get(from..to).unwrap_or_default().iter().map(cost).sum()
}
