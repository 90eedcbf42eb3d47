//! Fragments of one table, joined over pages: repeated headers dropped, cut rows made whole, labels given to the rows
//! they cover.

use super::fragment::Fragment;
use super::line::{TextLine, join};
use crate::{Cell, Recoverer, Table, grid, looks_like_time};
use fenjie_lexicon::{ColumnRole, complete_unit, continuation_mark, unit_starts};
use fenjie_text::Text;
use fenjie_text::chars::{is_blank, may_not_open_line};

/// Rows at the top of a table among which its header is looked for.
const HEADER_ROWS: usize = 6;

/// A table over all its pages: cells by index, so that one cell may cover many places.
struct Joined<'s> {
    source: &'s str,
    places: Vec<Vec<usize>>,
    cells: Vec<Vec<TextLine>>,
    /// Width of the longest line of each column.
    widths: Vec<f32>,
    roles: Vec<Option<ColumnRole>>,
    /// Columns in which cells cover several rows.
    merged: Vec<bool>,
    furniture: Vec<Text>,
    /// Whether the last row has no rule below it: the page cuts it.
    cut: bool,
    /// How the cells of each column are written in the first `counted` rows.
    habits: Vec<Habit>,
    counted: usize,
}

/// How the cells of a column are written.
#[derive(Clone, Copy, Default)]
struct Habit {
    /// Those that end with a full stop.
    closed: usize,
    /// Those that do not.
    open: usize,
    /// Those that are lists of one name a line.
    lists: usize,
}

/// How sure rows are that nothing on the page parts.
const INFERRED: f32 = 0.85;

/// Makes one table of its fragments.
pub(super) fn table(fragments: &[Fragment], source: &str) -> Table {
    let Some(first) = fragments.first() else { return grid::table(Vec::new(), Recoverer::Ruled) };
    let head = header_rows(first, source);
    let mut joined = Joined::new(fragments, head, source);
    for (at, fragment) in fragments.iter().enumerate() {
        let repeated = if at == 0 { 0 } else { repeated_rows(first, head, fragment, source) };
        joined.add(fragment, repeated, at == 0);
    }
    joined.fill_labels(head);
    let inferred = fragments.iter().any(|fragment| fragment.inferred);
    let recoverer = match (first.ruled, inferred) {
        (true, _) => Recoverer::Ruled,
        (false, true) => Recoverer::Inferred,
        (false, false) => Recoverer::Aligned,
    };
    let mut table = grid::table(joined.grid(), recoverer);
    table.furniture.extend(joined.furniture);
    if inferred {
        table.score *= INFERRED;
    }
    table
}

/// How many rows at the top are title and header; at least one.
fn header_rows(first: &Fragment, source: &str) -> usize {
    let words = |row: usize| first.row_texts(row, source);
    let is_header = |row: &usize| {
        let texts = words(*row);
        grid::is_header_row(&texts.iter().map(Text::as_str).collect::<Vec<_>>())
    };
    let rows = first.places.len();
    let Some(header) = (0..rows.min(HEADER_ROWS)).find(is_header) else { return 0 };
    let below =
        |row: usize| (0..first.width()).filter_map(move |column| first.cell(row, column)).map(|cell| cell.rows.end);
    below(header).max().unwrap_or(header + 1).min(rows)
}

/// How many rows at the top of a later fragment repeat the header of the first.
fn repeated_rows(first: &Fragment, head: usize, later: &Fragment, source: &str) -> usize {
    let plain = |texts: Vec<Text>| -> Vec<String> {
        texts.iter().map(|text| text.as_str().chars().filter(|c| !is_blank(*c)).collect()).collect()
    };
    let head = head.max(1).min(first.places.len());
    (0..head)
        .map(|start| head - start)
        .find(|count| {
            *count <= later.places.len()
                && (0..*count).all(|row| {
                    plain(later.row_texts(row, source)) == plain(first.row_texts(head - count + row, source))
                })
        })
        .unwrap_or(0)
}

impl<'s> Joined<'s> {
    fn new(fragments: &[Fragment], head: usize, source: &'s str) -> Self {
        let width = fragments.first().map_or(0, Fragment::width);
        let mut widths = vec![0.0f32; width];
        let mut merged = vec![false; width];
        for (at, fragment) in fragments.iter().enumerate() {
            let body = if at == 0 { head } else { 0 };
            for (row, places) in fragment.places.iter().enumerate().skip(body) {
                for (column, id) in places.iter().enumerate() {
                    let Some(cell) = fragment.cells.get(*id) else { continue };
                    let narrow = places.iter().filter(|other| *other == id).count() == 1;
                    if narrow && cell.rows.start == row {
                        merged[column] |= cell.rows.len() > 1;
                        let longest = cell.lines.iter().map(|line| line.bbox.width()).fold(0.0, f32::max);
                        widths[column] = widths[column].max(longest);
                    }
                }
            }
        }
        let roles = match fragments.first() {
            Some(first) if head > 0 => {
                first.row_texts(head - 1, source).iter().map(|text| ColumnRole::of_header(text.as_str())).collect()
            }
            _ => vec![None; width],
        };
        Self {
            source,
            places: Vec::new(),
            cells: Vec::new(),
            habits: vec![Habit::default(); width],
            counted: 0,
            widths,
            roles,
            merged,
            furniture: Vec::new(),
            cut: false,
        }
    }

    /// Appends a fragment without its first `repeated` rows.
    fn add(&mut self, fragment: &Fragment, repeated: usize, is_first: bool) {
        for row in 0..repeated {
            let own = |id: &usize| fragment.cells.get(*id).is_some_and(|cell| cell.rows.start == row);
            let mut ids: Vec<usize> = fragment.places[row].iter().copied().filter(own).collect();
            ids.dedup();
            self.furniture
                .extend(ids.iter().filter_map(|id| fragment.cells.get(*id)).map(|cell| cell.text(self.source)));
        }
        let mut rows: Vec<Vec<usize>> = fragment.places.get(repeated..).unwrap_or_default().to_vec();
        let offset = self.cells.len();
        rows.iter_mut().flatten().for_each(|id| *id += offset);
        self.cells.extend(fragment.cells.iter().map(|cell| cell.lines.clone()));
        if !is_first
            && let (Some(last), Some(next)) = (self.places.last().cloned(), rows.first().cloned())
            && is_one_cell(&last) == is_one_cell(&next)
        {
            let goes_on = self.goes_on(&last, &next);
            for column in 0..last.len().min(next.len()) {
                if goes_on || self.is_one_label(&last, &next, column) {
                    self.unite(last[column], next[column], &mut rows);
                }
            }
            if goes_on {
                rows.remove(0);
            }
        }
        self.places.extend(rows);
        self.cut = fragment.open_below;
        self.count_habits();
    }

    /// Counts how the cells of the rows are written that the next page cannot change any more: all but the last.
    fn count_habits(&mut self) {
        let end = self.places.len().saturating_sub(1);
        for column in 0..self.habits.len() {
            let mut habit = self.habits[column];
            (self.counted..end).for_each(|row| self.count(row, column, &mut habit));
            self.habits[column] = habit;
        }
        self.counted = self.counted.max(end);
    }

    fn count(&self, row: usize, column: usize, habit: &mut Habit) {
        let id = self.places[row][column];
        match self.cells[id].last().and_then(|line| line.last_char(self.source)) {
            Some(last) if is_stop(last) => habit.closed += 1,
            Some(_) => habit.open += 1,
            None => {}
        }
        habit.lists += usize::from(are_units(self.roles[column]) && self.one_a_line(id, column).is_some());
    }

    /// How the cells of a column are written so far.
    fn habit(&self, column: usize) -> Habit {
        let mut habit = self.habits[column];
        (self.counted..self.places.len()).for_each(|row| self.count(row, column, &mut habit));
        habit
    }

    /// Makes cell `b` part of cell `a`. A repeated label stays out of the text.
    fn unite(&mut self, a: usize, b: usize, rows: &mut [Vec<usize>]) {
        if a == b {
            return;
        }
        let lines = std::mem::take(&mut self.cells[b]);
        if !self.cells[a].is_empty() && self.repeats(a, &lines) {
            self.furniture.push(join(&lines, self.source));
        } else {
            self.cells[a].extend(lines);
        }
        rows.iter_mut().flatten().filter(|id| **id == b).for_each(|id| *id = a);
    }

    /// Whether lines say the same as cell `a`, perhaps with （续）.
    fn repeats(&self, a: usize, lines: &[TextLine]) -> bool {
        let plain = |lines: &[TextLine]| -> String { lines.iter().map(|line| line.string(self.source)).collect() };
        let (label, again) = (plain(&self.cells[a]), plain(lines));
        let bare = without_continued(&again);
        bare == without_continued(&label) || (bare.is_empty() && !again.is_empty())
    }

    /// Whether a row goes on in the first row of the next page. Positive marks speak for it.
    fn goes_on(&self, last: &[usize], next: &[usize]) -> bool {
        const CUT: f32 = 2.0;
        if self.prints_own_number(last, next) {
            return false;
        }
        let score: f32 = (0..last.len().min(next.len())).map(|column| self.evidence(last, next, column)).sum();
        score + if self.cut { CUT } else { 0.0 } > 0.0
    }

    /// Whether both rows print numbers of their own, one after the other.
    fn prints_own_number(&self, last: &[usize], next: &[usize]) -> bool {
        let Some(column) = self.roles.iter().position(|role| *role == Some(ColumnRole::Sequence)) else { return false };
        let words = |id: usize| -> String { self.cells[id].iter().map(|line| line.string(self.source)).collect() };
        let number = |row: &[usize]| words(*row.get(column)?).parse::<u32>().ok();
        number(last).zip(number(next)).is_some_and(|(last, next)| next == last + 1)
    }

    fn evidence(&self, last: &[usize], next: &[usize], column: usize) -> f32 {
        let (a, b) = (&self.cells[last[column]], &self.cells[next[column]]);
        let role = self.roles[column];
        let is_label = self.merged[column] || matches!(role, Some(ColumnRole::Category | ColumnRole::CategoryNumber));
        match (a.last(), b.first()) {
            (Some(_), Some(_)) if self.repeats(last[column], b) && is_label => 0.0,
            (Some(_), Some(start)) if self.opens_amid_words(start) => 3.0,
            (Some(_), Some(_)) if self.are_whole(a, b, column) => self.whole_evidence(column),
            (Some(end), Some(start)) => self.wrap_evidence(end, start, column, is_label),
            (Some(_), None) if is_label || self.is_often_blank(column) => 0.0,
            (Some(_), None) if role == Some(ColumnRole::Sequence) => 4.0,
            (Some(_), None)
                if matches!(role, Some(ColumnRole::Support | ColumnRole::Remark | ColumnRole::Deliverable)) =>
            {
                0.5
            }
            (Some(_), None) => 1.5,
            (None, Some(_)) if role == Some(ColumnRole::Sequence) => -4.0,
            (None, Some(_)) => -0.5,
            (None, None) => 0.0,
        }
    }

    /// Whether rows leave a column blank so often that a blank cell says nothing: some tables print a label and its number
    /// once and merge nothing.
    fn is_often_blank(&self, column: usize) -> bool {
        const SHARE: usize = 8;
        let blank = self.places.iter().filter(|row| self.cells[row[column]].is_empty()).count();
        blank * SHARE > self.places.len()
    }

    /// Whether the text of a cell ran on because its last line was full.
    fn wrap_evidence(&self, end: &TextLine, start: &TextLine, column: usize, is_label: bool) -> f32 {
        if self.roles[column] == Some(ColumnRole::Sequence) {
            return -4.0;
        }
        let fits = !self.is_cut(end, start, column);
        let closed = end.last_char(self.source).is_some_and(is_stop);
        let evidence = match (fits, closed) {
            (true, _) => -2.5,
            (false, true) => -0.25,
            (false, false) if self.closes_cells(column) => 3.0,
            (false, false) => 1.5,
        };
        if is_label { evidence * 0.5 } else { evidence }
    }

    /// Whether nearly all cells of a column end with a full stop.
    fn closes_cells(&self, column: usize) -> bool {
        const SHARE: usize = 10;
        let Habit { closed, open, .. } = self.habit(column);
        closed >= SHARE && open * SHARE <= closed
    }

    /// Whether a line opens with what no cell does: a mark that closes words, or a word that joins them to others.
    fn opens_amid_words(&self, line: &TextLine) -> bool {
        let words = line.string(self.source);
        let joins = ["及", "以及", "和", "与", "或"].iter().any(|word| words.starts_with(word));
        // 和平区政府 is a name.
        words.starts_with(may_not_open_line) || joins && unit_starts(&words) < 1.0
    }

    /// What two whole cells say against a cut: less where names often stand one below the other.
    fn whole_evidence(&self, column: usize) -> f32 {
        const FEWEST: usize = 2;
        if self.habit(column).lists >= FEWEST { -2.0 } else { -4.0 }
    }

    /// Whether two cells say each a thing of its own: two whole times, or names of which one ends and the other begins,
    /// without the mark that a list has between them.
    fn are_whole(&self, a: &[TextLine], b: &[TextLine], column: usize) -> bool {
        const SURE: f32 = 0.9;
        let words = |lines: &[TextLine]| -> String { lines.iter().map(|line| line.string(self.source)).collect() };
        let (ends, begins) = (words(a), words(b));
        let runs_on = || a.last().zip(b.first()).is_some_and(|(end, start)| self.is_cut(end, start, column));
        match self.roles[column] {
            Some(ColumnRole::Deadline) => {
                let is_closed = ends == begins || ends.ends_with(['前', '底', '末', '日', '期', '续']);
                is_closed && looks_like_time(&ends) && looks_like_time(&begins)
            }
            Some(ColumnRole::Lead | ColumnRole::Support) => {
                let last = a.last().map_or(0.0, |line| complete_unit(&line.string(self.source)));
                let begins = unit_starts(&begins);
                // Where the line is full, what only ends as a name does may be the rest of one.
                complete_unit(&ends).max(last) >= SURE && (begins > SURE || begins >= SURE && !runs_on())
            }
            _ => false,
        }
    }

    /// Whether a label cell at a page top belongs to the one at the foot of the page before, though a new row begins.
    fn is_one_label(&self, last: &[usize], next: &[usize], column: usize) -> bool {
        use ColumnRole::{Category, CategoryNumber, Deadline, Deliverable, Lead, Remark, Support, Title};
        let role = self.roles[column];
        let label = matches!(role, Some(Category | CategoryNumber));
        if !label && !self.merged[column] {
            return false;
        }
        let (a, b) = (&self.cells[last[column]], &self.cells[next[column]]);
        match (a.last(), b.first()) {
            // What a row may leave empty is only taken for a cut cell where one covers several rows before the cut.
            (_, None) if matches!(role, Some(Support | Deadline | Deliverable | Remark)) => {
                self.places.iter().filter(|row| row[column] == last[column]).count() > 1
            }
            (_, None) => true,
            // The text of a merged label that the page cuts may stand below the cut alone.
            (None, Some(_)) => label || !matches!(role, Some(Lead | Support | Deadline | Deliverable | Remark | Title)),
            (Some(end), Some(start)) => {
                self.repeats(last[column], b)
                    || self.number_goes_on(last, next, column) && self.is_cut(end, start, column)
            }
        }
    }

    /// Whether the number cell left of a label says that no new label begins.
    fn number_goes_on(&self, last: &[usize], next: &[usize], column: usize) -> bool {
        let Some(left) = column.checked_sub(1) else { return false };
        let numbers = matches!(self.roles[left], Some(ColumnRole::CategoryNumber | ColumnRole::Sequence));
        numbers && !self.cells[last[left]].is_empty() && (self.cells[next[left]].is_empty() || last[left] == next[left])
    }

    fn is_cut(&self, end: &TextLine, start: &TextLine, column: usize) -> bool {
        self.widths[column] - end.bbox.width() < start.first_cluster(self.source) + 0.2 * start.size
    }

    /// Gives empty places of category columns the label above them: some tables print a label once and merge nothing.
    fn fill_labels(&mut self, head: usize) {
        for column in 0..self.roles.len() {
            let label = matches!(self.roles[column], Some(ColumnRole::Category | ColumnRole::CategoryNumber));
            for row in head + 1..self.places.len() {
                let (above, here) = (self.places[row - 1][column], self.places[row][column]);
                if label && self.cells[here].is_empty() && above != here {
                    self.places[row][column] = above;
                }
            }
        }
    }

    /// The names of a cell that stand one below the other without marks between them, as a list: where the next name would
    /// have had room on the line that ends with one.
    fn one_a_line(&self, id: usize, column: usize) -> Option<Text> {
        const LIKELY: f32 = 0.7;
        const ROOM: f32 = 0.95;
        let lines = &self.cells[id];
        let room = |line: &TextLine| self.widths[column] - line.bbox.width();
        let ends = |pair: &[TextLine]| {
            let (line, next) = (&pair[0], &pair[1]);
            room(line) >= ROOM * next.first_cluster(self.source) && !line.string(self.source).ends_with(MARKS)
        };
        let mut names: Vec<&[TextLine]> = Vec::new();
        let mut start = 0;
        let is_name = |lines: &[TextLine]| {
            let words: String = lines.iter().map(|line| line.string(self.source)).collect();
            complete_unit(&words) >= LIKELY
        };
        let is_marked = lines.iter().any(|line| line.string(self.source).contains(MARKS));
        for at in 1..=lines.len() {
            // Among marks a line that ends like a name may end inside one.
            if at == lines.len() || ends(&lines[at - 1..=at]) && (is_marked || is_name(&lines[start..at])) {
                names.push(&lines[start..at]);
                start = at;
            }
        }
        let is_list = names.len() > 1 && names.iter().all(|name| is_name(name));
        is_list.then(|| {
            let mut list = Text::new();
            for name in names {
                if !list.is_empty() {
                    list.push_mark("、");
                }
                list.push(&join(name, self.source));
            }
            list
        })
    }

    /// Makes one number of the digits that a narrow column prints one below the other, where it follows the number above.
    fn put_digits_together(&self, texts: &mut [Text]) {
        let sequences = self.roles.iter().enumerate().filter(|(_, role)| **role == Some(ColumnRole::Sequence));
        for (column, _) in sequences {
            let mut last: Option<u32> = None;
            for id in self.places.iter().filter(|row| !is_one_cell(row)).map(|row| row[column]) {
                let lines = &self.cells[id];
                let digits: Vec<String> = lines.iter().map(|line| line.string(self.source)).collect();
                let is_split = digits.len() > 1 && digits.iter().all(|digit| digit.chars().count() == 1);
                let value = digits.concat().parse::<u32>().ok();
                if is_split && value.is_some() && value == last.and_then(|last| last.checked_add(1)) {
                    let mut number = Text::new();
                    for line in lines {
                        number.push(&line.text(self.source));
                    }
                    texts[id] = number;
                }
                last = value.or(last);
            }
        }
    }

    /// The places as cells; all but the first place of a cell are inherited.
    fn grid(&self) -> Vec<Vec<Cell>> {
        let mut texts: Vec<Text> = self.cells.iter().map(|lines| join(lines, self.source)).collect();
        for (column, _) in self.roles.iter().enumerate().filter(|(_, role)| are_units(**role)) {
            for id in self.places.iter().filter(|row| !is_one_cell(row)).map(|row| row[column]) {
                if let Some(list) = self.one_a_line(id, column) {
                    texts[id] = list;
                }
            }
        }
        self.put_digits_together(&mut texts);
        let mut seen = vec![false; texts.len()];
        let mut cell =
            |id: &usize| Cell { text: texts[*id].clone(), inherited: std::mem::replace(&mut seen[*id], true) };
        self.places.iter().map(|row| row.iter().map(&mut cell).collect()).collect()
    }
}

fn is_stop(c: char) -> bool {
    "。；;！？".contains(c)
}

/// The marks of a list.
const MARKS: [char; 5] = ['、', '，', ',', '；', ';'];

fn are_units(role: Option<ColumnRole>) -> bool {
    matches!(role, Some(ColumnRole::Lead | ColumnRole::Support))
}

/// Whether one cell takes up the whole row: a label over the whole width goes on in no other row.
fn is_one_cell(row: &[usize]) -> bool {
    row.windows(2).all(|pair| pair[0] == pair[1])
}

/// A label without （续）.
fn without_continued(label: &str) -> String {
    let mut bare: String = label.chars().filter(|c| !is_blank(*c)).collect();
    if let Some(mark) = continuation_mark(&bare) {
        bare.replace_range(mark, "");
    }
    bare
}
