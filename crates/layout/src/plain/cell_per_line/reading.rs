//! Which line is which cell: the best reading of all lines below a header.

use super::CellLine;
use crate::fit::{Words, are_sections};
use crate::{Cell, Column, Marker, MarkerStyle, Recoverer, Row, Table, grid};
use fenjie_lexicon::{ColumnRole, complete_unit};
use fenjie_text::{Text, chars};

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

/// How the lines of a body are read.
pub(super) struct Reading {
    pub(super) table: Table,
    /// The line with which the last row begins.
    pub(super) last_row: usize,
    /// How many lines go on with a cell, but for those behind a mark that is open.
    pub(super) further: usize,
    /// How many of them go on in the middle of what it says: signs that the lines are not whole cells.
    pub(super) broken: usize,
}

/// Reads the body as rows below `header`, lines at `bands` as labels over the whole width. `None` when too few lines fit
/// their columns.
pub(super) fn read(header: Vec<Text>, lines: &[CellLine], bands: &[usize]) -> Option<Reading> {
    const FEWEST_ROWS: usize = 2;
    const GOOD_FIT: f32 = 0.6;
    let guesses = role_guesses(&header);
    let roles: Vec<ColumnRole> = guesses.iter().map(|column| column.role).collect();
    let body: Vec<&Text> = lines.iter().map(|line| &line.text).collect();
    let (columns, score) = columns_between_bands(&guesses, &body, bands)?;
    let breaks: usize = lines.iter().map(|line| line.breaks).sum();
    let (mut further, mut broken) = (breaks, breaks);
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
        } else if column == last && !is_open(body[at - 1].as_str()) {
            further += 1;
            let cell = rows.last().map_or("", |row| row.cells[column].text.as_str());
            broken += usize::from(is_broken_off(roles[column], cell, body[at - 1].as_str(), line.as_str()));
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
    Some(Reading { table, last_row, further, broken })
}

/// Whether a cell goes on with a line in the middle of what it says: every unit of a list may have its line, and every
/// paragraph of a text.
fn is_broken_off(role: ColumnRole, cell: &str, before: &str, line: &str) -> bool {
    let is_paragraph = || before.trim_end_matches(chars::is_blank).ends_with(['。', '；', '：', '！']);
    match role {
        ColumnRole::Lead | ColumnRole::Support => complete_unit(cell) < WHOLE || complete_unit(line) < WHOLE,
        ColumnRole::Task | ColumnRole::Title => !is_paragraph() && Marker::parse(line).is_none(),
        _ => true,
    }
}

/// Whether a line ends in a mark that another name has to follow.
fn is_open(line: &str) -> bool {
    line.trim_end_matches(chars::is_blank).ends_with('、')
}

/// What the name of a body formed for one purpose ends with, behind the purpose in quotes.
const BODIES: [&str; 7] = ["工作专班", "专班", "办公室", "领导小组", "领导小组办公室", "工作领导小组", "指挥部"];

/// Whether the last name of a list is none before it goes on on the next line.
fn is_cut(list: &str, next: &str) -> bool {
    let last = list.rsplit('、').next().unwrap_or_default();
    complete_unit(last) < WHOLE && complete_unit(&format!("{last}{next}")) >= WHOLE
}

/// From this likeness on a line ends with the whole name of a unit.
pub(super) const WHOLE: f32 = 0.7;

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
    if let Some(work) = grid::left_by_headers(header) {
        roles[work] = ColumnRole::Task;
    }
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
pub(super) fn line_fit(words: &Words<'_>, line: &str, column: &Column) -> f32 {
    const CERTAIN: f32 = 2.0;
    let fit = words.fit(column.role);
    // What is found wrong (反馈问题) heads its rows with whole sentences.
    let is_problem = column.role == ColumnRole::Title && is_title_header(column.header.as_str());
    let fit = if is_problem { fit.max(words.fit(ColumnRole::Task)) } else { fit };
    let is_certain = match column.role {
        ColumnRole::Sequence => grid::row_number(line).is_some(),
        ColumnRole::Lead | ColumnRole::Support => names_sections(column.header.as_str()) && are_sections(line),
        _ => false,
    };
    if is_certain { fit.max(CERTAIN) } else { fit }
}

/// Whether a header names by its own words what heads rows, not as one of several columns of tasks.
fn is_title_header(header: &str) -> bool {
    ColumnRole::of_header(header) == Some(ColumnRole::Title)
}

/// Whether a header asks for the sections of one body: 责任科室, 牵头处室.
fn names_sections(header: &str) -> bool {
    ["科室", "股室", "处室", "部室", "科（室）", "站所"].iter().any(|word| header.contains(word))
}

/// The column of every line; `None` for a label that stands alone above the rows it heads.
fn columns_between_bands(header: &[Column], body: &[&Text], bands: &[usize]) -> Option<(Vec<Option<usize>>, f32)> {
    let mut columns = Vec::with_capacity(body.len());
    let mut score = 0.0;
    let mut start = 0;
    for end in bands.iter().copied().chain([body.len()]) {
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

/// The lines that are labels over the whole width, 一、 to the last or, in another style, （一） to the last, in a table
/// without a column for labels.
pub(super) fn bands(header: &[Text], lines: &[CellLine], style: MarkerStyle) -> Vec<usize> {
    const FEWEST: usize = 2;
    if header.iter().any(|words| ColumnRole::of_header(words.as_str()) == Some(ColumnRole::Category)) {
        return Vec::new();
    }
    let mut bands = Vec::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| grid::is_band(line.text.as_str())) {
        let words = line.text.as_str();
        let is_next = |marker: &Marker| marker.style == style && marker.ordinal as usize == bands.len() + 1;
        if Marker::parse(words).is_some_and(|marker| is_next(&marker) && marker.len < words.len()) {
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
pub(super) fn names_units(line: &str) -> bool {
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
