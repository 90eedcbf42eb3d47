//! Table rows as tasks: which column means which field.

use crate::draft::{Draft, Heading, NamedUnit};
use crate::outline::Part;
use crate::statement::{Habits, named_unit};
use crate::{plan, statement as statements, title};
use fenjie_layout::{Cell, Column, Marker, MarkerStyle, Recoverer, Row, Table, looks_like_time};
use fenjie_lexicon::{
    ColumnRole,
    statement::{self, Label},
    unit_plausibility, units,
};
use fenjie_text::{Text, chars, numeral};

/// What one table says.
#[derive(Default)]
pub(crate) struct TableReading {
    pub(crate) drafts: Vec<Draft>,
    pub(crate) headings: Vec<Text>,
    pub(crate) prose: Vec<Text>,
    pub(crate) furniture: Vec<Text>,
}

/// Whether a table orders tasks: it names what is to be done and by whom, or tasks and by when. A list of projects with the
/// year in which each was begun orders nothing.
pub(crate) fn orders_tasks(table: &Table) -> bool {
    let has = |roles: &[ColumnRole]| table.columns.iter().any(|column| roles.contains(&column.role));
    if table.columns.iter().any(|column| plan::names_listing(column.header.as_str())) {
        return false;
    }
    let by_whom = has(&[ColumnRole::Lead, ColumnRole::Support]) && (is_headed(table) || lists_units(table));
    let names_task =
        |header: &str| ["任务", "工作", "内容", "事项", "措施", "举措"].iter().any(|word| header.contains(word));
    let is_task = |column: &Column| column.role == ColumnRole::Task && names_task(column.header.as_str());
    has(&[ColumnRole::Task, ColumnRole::Title]) && by_whom
        || table.columns.iter().any(is_task) && has(&[ColumnRole::Deadline])
}

fn is_headed(table: &Table) -> bool {
    table.columns.iter().any(|column| !column.header.is_empty())
}

/// Whether a table without a header has a column that holds nothing but units, row after row: an invoice has none.
fn lists_units(table: &Table) -> bool {
    const FEWEST: usize = 3;
    const NAME: f32 = 0.85;
    (0..table.columns.len()).filter(|&c| table.columns[c].role == ColumnRole::Lead).any(|c| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(c)).filter(|cell| !cell.text.is_blank());
        let (units, all) = cells.fold((0, 0), |(units, all), cell| {
            (units + usize::from(unit_plausibility(cell.text.as_str()) >= NAME), all + 1)
        });
        units >= FEWEST && units * 10 >= all * 7
    })
}

/// Whether a table is a form: it or its `heading` says so, or most of its rows hold no words of their own.
fn is_form(table: &Table, heading: Option<&Text>) -> bool {
    let says = |text: &Text| plan::names_form(text.as_str());
    let headed =
        heading.into_iter().chain(&table.title).chain(table.columns.iter().map(|column| &column.header)).any(says);
    let what: Vec<usize> = (0..table.columns.len())
        .filter(|&c| matches!(table.columns[c].role, ColumnRole::Task | ColumnRole::Title))
        .collect();
    let filled = |row: &&Row| what.iter().any(|&c| row.cells.get(c).is_some_and(|cell| !cell.text.is_blank()));
    headed || table.rows.iter().filter(filled).count() * 2 < table.rows.len()
}

/// Reads a table of `part`, the part number `index` of the document, as tasks.
pub(crate) fn read(table: &Table, part: &Part<'_>, index: usize, habits: Habits) -> TableReading {
    let mut reading = TableReading { furniture: table.furniture.clone(), ..TableReading::default() };
    reading.headings.extend(table.title.clone());
    reading.furniture.extend(table.columns.iter().map(|column| column.header.clone()));
    if !orders_tasks(table) || is_form(table, part.title.as_ref()) {
        reading.prose = table.rows.iter().flat_map(|row| own_cells(row).cloned()).collect();
        return reading;
    }
    let columns = Columns::of(table);
    let numbers_bands = columns.numbers_bands(table);
    let mut responsible: (Vec<NamedUnit>, Vec<NamedUnit>) = Default::default();
    let mut band: Option<Heading> = part.heading.as_ref().map(heading);
    for row in &table.rows {
        if let Some(units) = band_units(row) {
            reading.headings.extend(own_cells(row).cloned());
            responsible = units;
            continue;
        }
        let numbered = || columns.numbered_band(row).filter(|_| numbers_bands);
        if let Some(heading) = Columns::band(row).or_else(numbered) {
            reading.headings.extend(own_cells(row).cloned());
            band = Some(heading);
        } else if is_total(row) || is_note(row) {
            reading.furniture.extend(own_cells(row).cloned());
        } else if let Some(mut draft) = columns.draft(row, table) {
            draft.part = index;
            draft.category = draft.category.or_else(|| band.clone());
            columns.repeat_above(row, reading.drafts.last(), &mut draft);
            if draft.lead.is_empty() && draft.support.is_empty() {
                (draft.lead, draft.support) = responsible.clone();
            }
            reading.drafts.push(draft);
        } else {
            reading.furniture.extend(own_cells(row).cloned());
        }
    }
    let says_first_leads = |column: &Column| statements::says_first_leads(column.header.as_str());
    if columns.support.is_empty() && (habits.first_leads || table.columns.iter().any(says_first_leads)) {
        reading.drafts.iter_mut().for_each(first_leads);
    }
    number_categories(&mut reading.drafts);
    without_item_numbers(&mut reading.drafts);
    reading
}

/// The words printed on a row itself.
fn own_cells(row: &Row) -> impl Iterator<Item = &Text> {
    row.cells.iter().filter(|cell| !cell.inherited && !cell.text.is_blank()).map(|cell| &cell.text)
}

/// The units of a row that names nothing but who is to do the rows below it (责任单位：某局).
fn band_units(row: &Row) -> Option<(Vec<NamedUnit>, Vec<NamedUnit>)> {
    let mut own = own_cells(row);
    let (words, more) = (own.next()?, own.next());
    statement::label(words.as_str()).filter(|found| more.is_none() && matches!(found.label, Label::Units(_)))?;
    let (lead, support) = units_of(words);
    (!lead.is_empty() || !support.is_empty()).then_some((lead, support))
}

/// Of several units the first leads, the others support.
fn first_leads(draft: &mut Draft) {
    if draft.support.is_empty() && draft.lead.len() > 1 {
        draft.support = draft.lead.split_off(1);
    }
}

/// Whether a row adds up others: 合计, 小计（12个）.
fn is_total(row: &Row) -> bool {
    let first = row.cells.iter().find(|cell| !cell.text.is_blank());
    first.is_some_and(|cell| {
        let words = chars::without_blanks(cell.text.as_str());
        let bare = words.split(['（', '(', '：']).next().unwrap_or_default();
        matches!(bare, "合计" | "总计" | "小计" | "共计")
    })
}

/// Whether a row says something of the table: 说明：…, 填表人：某某 beside 审核人：某某.
fn is_note(row: &Row) -> bool {
    const OPENINGS: [&str; 16] = [
        "说明",
        "注",
        "备注",
        "填表说明",
        "填报说明",
        "填表人",
        "填报人",
        "制表人",
        "制表",
        "审核人",
        "审核",
        "审批人",
        "联系人",
        "联系电话",
        "负责人",
        "主要领导签字",
    ];
    let is_label = |words: &str| {
        let label = words.split(['：', ':']).next().filter(|label| label.len() < words.len());
        label.is_some_and(|label| OPENINGS.contains(&chars::without_blanks(label).as_ref()))
    };
    own_cells(row).next().is_some_and(|first| is_label(first.as_str()))
        && own_cells(row).all(|cell| is_label(cell.as_str()) || looks_like_time(cell.as_str()))
}

/// The columns of a table by meaning.
struct Columns {
    sequence: Option<usize>,
    category_number: Option<usize>,
    category: Option<usize>,
    title: Option<usize>,
    task: Option<usize>,
    deliverable: Option<usize>,
    lead: Vec<usize>,
    support: Vec<usize>,
    deadline: Option<usize>,
    others: Vec<usize>,
}

impl Columns {
    fn of(table: &Table) -> Self {
        let first = |role| table.columns.iter().position(|column| column.role == role);
        let all = |role| (0..table.columns.len()).filter(|&c| table.columns[c].role == role).collect::<Vec<_>>();
        let (mut lead, mut support) = (all(ColumnRole::Lead), all(ColumnRole::Support));
        // 牵头单位 beside 责任单位: the first leads, the other supports.
        let is_leading = |&c: &usize| table.columns[c].header.as_str().contains("牵头");
        if lead.len() > 1 && lead.iter().any(is_leading) {
            support.extend(lead.iter().filter(|c| !is_leading(c)));
            lead.retain(is_leading);
        }
        let named = [ColumnRole::Other, ColumnRole::Remark].into_iter().flat_map(all).collect();
        Self {
            sequence: first(ColumnRole::Sequence),
            category_number: first(ColumnRole::CategoryNumber),
            category: first(ColumnRole::Category),
            title: first(ColumnRole::Title),
            task: first(ColumnRole::Task),
            deliverable: first(ColumnRole::Deliverable),
            lead,
            support,
            deadline: deadline_column(table),
            others: named,
        }
    }

    /// A row that is one label over the whole width: the category of the rows below it.
    fn band(row: &Row) -> Option<Heading> {
        const LONGEST: usize = 60;
        let mut own = own_cells(row);
        let (label, more) = (own.next()?, own.next());
        let spreads =
            row.cells.iter().filter(|cell| cell.text.as_str() == label.as_str()).count() * 2 > row.cells.len();
        let marker = Marker::parse(label.as_str());
        let is_heading = marker.is_some_and(|marker| marker.style <= MarkerStyle::HanBracket);
        let is_short = label.as_str().chars().count() <= LONGEST;
        let alone = more.is_none() && row.cells.len() > 2 && is_short;
        (alone && (spreads || is_heading)).then(|| heading(label))
    }

    /// Whether the number column numbers two kinds of rows: 一 or （一） those that head others, 1, 2, 3 the others.
    fn numbers_bands(&self, table: &Table) -> bool {
        let Some(number) = self.sequence else { return false };
        let cells = || table.rows.iter().filter_map(|row| row.cells.get(number)).map(|cell| cell.text.as_str());
        cells().any(is_han_number) && cells().any(|words| words.starts_with(|c| numeral::digit(c).is_some()))
    }

    /// A row of nothing but a number in Chinese and a label: the category of the rows below it.
    fn numbered_band(&self, row: &Row) -> Option<Heading> {
        let number = row.cells.get(self.sequence?).filter(|cell| is_han_number(cell.text.as_str()))?;
        let mut others = own_cells(row).filter(|text| text.as_str() != number.text.as_str());
        let (label, more) = (others.next()?, others.next());
        let ordinal = sequence(number.text.as_str());
        more.is_none().then(|| Heading { ordinal, ..heading(label) })
    }

    /// Cells that say 同上 take what stands in the row above.
    fn repeat_above(&self, row: &Row, above: Option<&Draft>, draft: &mut Draft) {
        let says_so = |&column: &usize| {
            let cell = row.cells.get(column).map(|cell| cell.text.as_str());
            matches!(cell, Some("同上" | "〃" | "″" | "\""))
        };
        let Some(above) = above else { return };
        let again = |units: &[NamedUnit], columns: &[usize]| {
            let cell = columns.iter().filter(|column| says_so(column)).find_map(|&column| row.cells.get(column))?;
            Some(units.iter().map(|unit| NamedUnit { raw: cell.text.clone(), name: unit.name.clone() }).collect())
        };
        draft.lead = again(&above.lead, &self.lead).unwrap_or_else(|| std::mem::take(&mut draft.lead));
        draft.support = again(&above.support, &self.support).unwrap_or_else(|| std::mem::take(&mut draft.support));
        if self.deadline.as_ref().is_some_and(says_so) {
            draft.other.extend(std::mem::replace(&mut draft.deadline, above.deadline.clone()));
        }
    }

    fn draft(&self, row: &Row, table: &Table) -> Option<Draft> {
        let cell = |column: Option<usize>| column.and_then(|c| row.cells.get(c)).filter(|cell| !cell.text.is_blank());
        let text_of = |column| cell(column).map(|cell: &Cell| cell.text.tidied());
        let mut draft =
            Draft { is_row: true, confidence: f64::from(row.confidence * table.score.max(0.5)), ..Draft::default() };
        draft.text = text_of(self.task);
        draft.title = text_of(self.title);
        draft.deliverable = text_of(self.deliverable);
        draft.deadline = text_of(self.deadline);
        draft.category = self.category_of(row);
        self.units(row, table, &mut draft);
        draft.sequence = text_of(self.sequence).and_then(|text| Some((sequence(text.as_str())?, text)));
        take_number(&mut draft);
        draft.other.extend(self.others.iter().filter_map(|&c| cell(Some(c))).map(|cell| cell.text.clone()));
        if draft.text.is_none() && !self.title_is_merged(row) {
            draft.text.clone_from(&draft.title);
        }
        let says_something = draft.text.is_some() || !draft.lead.is_empty() || !draft.support.is_empty();
        if draft.text.is_none() {
            draft.note(
                "content_missing",
                "the row prints no task text; it was lost before the file came here, or is empty in print",
            );
            draft.confidence *= 0.5;
        }
        Self::note_doubts(row, table, &mut draft);
        says_something.then_some(draft)
    }

    fn title_is_merged(&self, row: &Row) -> bool {
        self.title.and_then(|c| row.cells.get(c)).is_some_and(|cell| cell.inherited)
    }

    fn category_of(&self, row: &Row) -> Option<Heading> {
        let cell = |column: Option<usize>| column.and_then(|c| row.cells.get(c)).map(|cell| cell.text.tidied());
        let label = cell(self.category).filter(|text| !text.is_blank());
        let number = cell(self.category_number).filter(|text| !text.is_blank());
        let ordinal = number.as_ref().and_then(|text| sequence(text.as_str()));
        match label {
            Some(label) => {
                let printed = heading(&label);
                Some(Heading { ordinal: ordinal.or(printed.ordinal), label: printed.label })
            }
            None => ordinal.map(|ordinal| Heading { ordinal: Some(ordinal), label: Text::new() }),
        }
    }

    fn units(&self, row: &Row, table: &Table, draft: &mut Draft) {
        // Where the format keeps lines as they were typed, a name may end with its line.
        let typed = table.recoverer == Recoverer::Markup;
        for (columns, leads) in [(&self.lead, true), (&self.support, false)] {
            for cell in columns.iter().filter_map(|&c| row.cells.get(c)) {
                let (lead, support) = if typed { units_of(&one_a_line(&cell.text)) } else { units_of(&cell.text) };
                if leads {
                    draft.lead.extend(lead);
                    draft.support.extend(support);
                } else {
                    draft.support.extend(lead);
                    draft.support.extend(support);
                }
                draft.other.push(cell.text.clone());
            }
        }
    }

    fn note_doubts(row: &Row, table: &Table, draft: &mut Draft) {
        if table.recoverer == Recoverer::Flattened && !row.doubtful.is_empty() {
            let names: Vec<&str> = row
                .doubtful
                .iter()
                .filter_map(|&c| table.columns.get(c))
                .map(|column| column.header.as_str())
                .collect();
            let message = format!("where these cells end is in doubt: {}", names.join("、"));
            draft.note("doubtful_cells", &message);
        } else if !row.doubtful.is_empty() {
            draft.note(
                "shifted_cells",
                "cells of this row were shifted in the source and were put back by what they hold",
            );
        }
    }
}

/// Of several columns of times the one that says by when, rather than a stage of the work.
fn deadline_column(table: &Table) -> Option<usize> {
    let closes = |header: &str| {
        ["完成", "办结", "期限", "时限", "竣工", "完工", "建成", "截止"].iter().any(|word| header.contains(word))
    };
    let times = || (0..table.columns.len()).filter(|&c| table.columns[c].role == ColumnRole::Deadline);
    times().find(|&c| closes(table.columns[c].header.as_str())).or_else(|| times().next())
}

/// Names on lines of their own are parted by a mark that the print does not need.
fn one_a_line(cell: &Text) -> Text {
    const NAME: f32 = 0.85;
    let parts = cell.parts();
    let is_name = |part: &Text| {
        !part.as_str().ends_with(['、', '，', ',', '；', ';']) && unit_plausibility(part.as_str()) >= NAME
    };
    if parts.len() < 2 || !parts.iter().all(is_name) {
        return cell.clone();
    }
    let mut list = Text::new();
    for part in parts {
        if !list.is_empty() {
            list.push_mark("、");
        }
        list.push(&part);
    }
    list
}

/// The units of a cell; a cell may print its own roles (牵头：甲；配合：乙).
fn units_of(cell: &Text) -> (Vec<NamedUnit>, Vec<NamedUnit>) {
    if cell.is_blank() {
        return (Vec::new(), Vec::new());
    }
    let words = cell.as_str();
    let has_roles = ["牵头", "配合", "负责", "参与", "协办", "主办", "责任"].iter().any(|role| words.contains(role));
    if has_roles {
        let read = statement::parse(words);
        if !read.lead.is_empty() || !read.support.is_empty() {
            let named = |list: Vec<units::Unit>| list.into_iter().map(|unit| named_unit(cell, unit)).collect();
            return (named(read.lead), named(read.support));
        }
    }
    let list = units::parse(words);
    (list.units.into_iter().map(|unit| named_unit(cell, unit)).collect(), Vec::new())
}

/// A label with its number taken apart, without （续）.
fn heading(label: &Text) -> Heading {
    let marker = Marker::parse(label.as_str());
    let words = label.slice_from(marker.map_or(0, |marker| marker.len));
    let end = ["(续", "（续"].iter().filter_map(|mark| words.as_str().find(mark)).min().unwrap_or(words.len());
    let label = title::opening(&words.slice(0..end));
    Heading { ordinal: marker.map(|marker| marker.ordinal), label: label.tidied() }
}

/// Whether a cell holds nothing but a number in Chinese: 一, （三）, 十二、.
fn is_han_number(words: &str) -> bool {
    let bare = words.trim_matches(|c| chars::is_blank(c) || "（）()、．.".contains(c));
    !bare.is_empty() && bare.chars().all(numeral::is_han_numeral)
}

/// The value of a printed number: 12, 12., 十二、, （三）, 二（续）.
fn sequence(printed: &str) -> Option<u32> {
    if let Some('\u{2460}'..='\u{249b}') = printed.trim().chars().next() {
        return Marker::parse(printed).map(|marker| marker.ordinal);
    }
    let bare = printed.trim_start_matches(|c| chars::is_blank(c) || "（(第".contains(c));
    let is_part = |c: char| numeral::digit(c).is_some() || numeral::is_han_numeral(c);
    let end = bare.find(|c| !is_part(c)).unwrap_or(bare.len());
    numeral::parse_integer(&bare[..end]).and_then(|value| u32::try_from(value).ok())
}

/// A row without a number column may print its number at the head of its title or text.
fn take_number(draft: &mut Draft) {
    if draft.sequence.is_some() {
        without_title_number(draft);
        return;
    }
    let field = if draft.title.is_some() { &mut draft.title } else { &mut draft.text };
    let Some(text) = field else { return };
    let Some(marker) = Marker::parse(text.as_str()).filter(|marker| marker.style <= MarkerStyle::DigitBracket) else {
        return;
    };
    let is_list = Marker::parse(text.as_str()).is_some() && holds_next(text, marker);
    if !is_list {
        draft.sequence = Some((marker.ordinal, text.slice(0..marker.len)));
        *field = Some(text.slice_from(marker.len));
    }
}

/// The number of a label (1.实施…) is no part of the title, even where the row has a number of its own.
fn without_title_number(draft: &mut Draft) {
    let Some(title) = &mut draft.title else { return };
    let marker = Marker::parse(title.as_str()).filter(|marker| marker.style <= MarkerStyle::DigitBracket);
    if let Some(marker) = marker.filter(|marker| marker.len < title.len()) {
        draft.other.push(title.slice(0..marker.len));
        *title = title.slice_from(marker.len);
    }
}

/// Where texts run （1）, （2）… from row to row beside another number, that of the measure they belong to, the marks are
/// no part of them.
fn without_item_numbers(drafts: &mut [Draft]) {
    let marker_of = |draft: &Draft| {
        let text = draft.text.as_ref().filter(|_| draft.sequence.is_some())?;
        Marker::parse(text.as_str()).filter(|marker| !holds_next(text, *marker))
    };
    let markers: Vec<Option<Marker>> = drafts.iter().map(marker_of).collect();
    let goes_on = |pair: &[Option<Marker>]| match (pair[0], pair[1]) {
        (Some(before), Some(marker)) => {
            before.style == marker.style && [1, before.ordinal + 1].contains(&marker.ordinal)
        }
        _ => false,
    };
    if drafts.len() < 2 || !markers.windows(2).all(goes_on) {
        return;
    }
    for (draft, marker) in drafts.iter_mut().zip(markers) {
        if let (Some(text), Some(marker)) = (&mut draft.text, marker) {
            draft.other.push(text.slice(0..marker.len));
            *text = text.slice_from(marker.len);
        }
    }
}

/// Whether the text holds the next number too: then it is a list, and its first number is not the row's.
fn holds_next(text: &Text, marker: Marker) -> bool {
    text.as_str().char_indices().skip(1).any(|(at, c)| {
        (numeral::digit(c).is_some() || "（(".contains(c) || numeral::is_han_numeral(c))
            && Marker::parse(&text.as_str()[at..])
                .is_some_and(|next| next.style == marker.style && next.ordinal == marker.ordinal + 1)
    })
}

/// A label printed without its number takes the number that the order leaves free.
fn number_categories(drafts: &mut [Draft]) {
    let labels: Vec<(String, Option<u32>)> = drafts
        .iter()
        .filter_map(|draft| draft.category.as_ref())
        .map(|category| (category.label.to_string(), category.ordinal))
        .collect();
    let mut runs: Vec<(String, Option<u32>)> = Vec::new();
    for (label, ordinal) in labels {
        match runs.last_mut() {
            Some((last, known)) if *last == label => *known = known.or(ordinal),
            _ => runs.push((label, ordinal)),
        }
    }
    if runs.iter().all(|(_, ordinal)| ordinal.is_none()) {
        return;
    }
    for at in 0..runs.len() {
        if runs[at].1.is_none() {
            let before = at.checked_sub(1).map_or(Some(0), |before| runs[before].1);
            let after = runs.get(at + 1).and_then(|next| next.1);
            let free = before.map(|n| n + 1).filter(|n| after.is_none_or(|after| after == n + 1));
            runs[at].1 = free;
        }
    }
    for draft in drafts {
        if let Some(category) = draft.category.as_mut().filter(|category| category.ordinal.is_none()) {
            category.ordinal = runs.iter().find(|(label, _)| *label == category.label.as_str()).and_then(|run| run.1);
        }
    }
}
