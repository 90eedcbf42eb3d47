//! Meaning: the [`Block`]s of a document become the [`Reading`] of it: tasks with all their fields, the document's own
//! particulars, and the account of where every character went.
//!
//! The stages, in order: the blocks are put into parts (body, annexes, tables) and each part into an outline; items and
//! rows become drafts whose fields are pieces of the source; drafts are written as [`Task`]s.
//!
//! ```
//! use fenjie_layout::Watch;
//! use fenjie_records::Names;
//! let text = "一、重点任务\n（一）建设平台。完善数据共享平台（牵头单位：市大数据局，配合单位：市财政局）。";
//! let source = fenjie_source::read(text.as_bytes(), None, &fenjie_source::Limits::default())?;
//! let watch = Watch::default();
//! let reading = fenjie_records::read(&source, &fenjie_layout::blocks(&source, &watch), "example", &Names::default(), &watch);
//! assert_eq!(reading.tasks[0].title.as_deref(), Some("建设平台"));
//! assert_eq!(reading.tasks[0].support[0].name, "市财政局");
//! # Ok::<(), fenjie_source::Error>(())
//! ```

mod accounting;
mod broken_items;
mod certainty;
mod draft;
mod groups;
mod metadata;
mod names;
mod outline;
mod plan;
mod related;
mod report;
mod rows;
mod statement;
mod surroundings;
mod title;
mod unit_headings;
mod write;
mod year;

use accounting::{Claims, Class};
use draft::Draft;
use fenjie_layout::{Block, Watch};
use fenjie_lexicon::Agencies;
use fenjie_lexicon::tags::Taxonomy;
use fenjie_model::{Accounting, Indicator, Kind, Metadata, Task};
use fenjie_source::Source;
use fenjie_text::Text;
use metadata::Front;
use outline::Part;
use statement::Habits;
use write::Context;

/// What a document says.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The document's own particulars.
    pub metadata: Metadata,
    /// The tasks it orders, in document order.
    pub tasks: Vec<Task>,
    /// The figures that a report states.
    pub indicators: Vec<Indicator>,
    /// Where every character went.
    pub accounting: Accounting,
}

/// Fewest paragraphs that end in a list of units for such lists to be statements.
const FEWEST_BARE_LISTS: usize = 3;

/// The names that a document is read with.
#[derive(Clone, Debug)]
pub struct Names {
    /// Agencies: the built-in gazetteer, with the user's own names above it.
    pub agencies: Agencies,
    /// The user's own taxonomy; `None` for the built-in one, which tags only documents of its field.
    pub taxonomy: Option<Taxonomy>,
}

impl Default for Names {
    fn default() -> Self {
        Self { agencies: Agencies::builtin(), taxonomy: None }
    }
}

/// Reads the blocks of a source. Ids of tasks begin with `id_prefix`. Cut short when `watch` is over.
pub fn read(source: &Source, blocks: &[Block], id_prefix: &str, names: &Names, watch: &Watch) -> Reading {
    let lines: Vec<Text> = blocks.iter().filter_map(prose).cloned().collect();
    let signature = metadata::signature(&lines);
    let parts = outline::parts(blocks, &signature.as_ref().map_or(0..0, |signature| signature.lines.clone()));
    let captions = blocks.iter().filter_map(caption);
    let mut body = Body::read(&parts, habits(&lines, captions), watch);
    let shape = body.shape(&parts);
    let mut front = metadata::read(blocks, &lines, signature.as_ref(), shape);
    body.keep_tasks_of(&front.metadata, &parts);
    body.drop_title_as_category(&front);
    let year = year::of_tasks(&front.metadata, &parts);
    let context = Context { source, id_prefix, year };
    let mut tasks = tasks(&context, &body.drafts, &parts, watch);
    names::name(&mut tasks, &mut front.metadata, &source.text, year, names);
    let is_report = front.metadata.kind == Kind::WorkReport;
    let indicators = if is_report { report::indicators(&lines, &front.metadata) } else { Vec::new() };
    let mut claims = Claims::new(source);
    body.claim(&mut claims);
    front.headings.iter().for_each(|text| claims.claim(text, Class::Headings));
    claim_blocks(&mut claims, blocks, &parts);
    Reading { metadata: front.metadata, tasks, indicators, accounting: claims.accounting(source) }
}

fn prose(block: &Block) -> Option<&Text> {
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => Some(text),
        Block::Table(_) | Block::Furniture(..) => None,
    }
}

/// What is said of a table above it (说明：责任单位中排第一位的为牵头单位) is no prose, but holds.
fn caption(block: &Block) -> Option<&Text> {
    match block {
        Block::Furniture(_, text) => Some(text).filter(|text| fenjie_layout::is_caption(text.as_str())),
        Block::Heading { .. } | Block::Paragraph(_) | Block::Table(_) => None,
    }
}

/// How this document writes its statements, by its prose and the captions of its tables.
fn habits<'a>(lines: &'a [Text], captions: impl Iterator<Item = &'a Text> + Clone) -> Habits {
    let all = lines.iter().chain(captions).map(Text::as_str);
    let leading = || all.clone().filter(|line| line.contains("牵头"));
    let first_leads = leading().any(statement::says_first_leads);
    let is_bare = |line: &&Text| {
        statement::ends_in_bare_list(line.as_str()) || statement::heading_ends_in_bare_list(line.as_str())
    };
    let bare = lines.iter().filter(is_bare).take(FEWEST_BARE_LISTS).count();
    Habits {
        first_leads,
        leading_mark: leading().find_map(statement::leading_mark),
        bare_lists: bare == FEWEST_BARE_LISTS,
        bare_names: statement::closes_by_bare_names(lines, first_leads),
    }
}

/// The drafts of all parts, and what else the parts hold.
#[derive(Default)]
struct Body {
    drafts: Vec<Draft>,
    headings: Vec<Text>,
    prose: Vec<Text>,
    furniture: Vec<Text>,
    by_number: bool,
}

impl Body {
    fn read(parts: &[Part<'_>], habits: Habits, watch: &Watch) -> Self {
        let mut contents: Vec<_> = parts.iter().map(|part| plan::contents(part, habits)).collect();
        plan::drop_foot(parts, &mut contents);
        let by_statement = plan::closes_by_statement(parts, &contents);
        let has_rows = parts.iter().flat_map(|part| &part.tables).any(|table| rows::orders_tasks(table));
        let mut body = Self { by_number: !by_statement && !has_rows, ..Self::default() };
        for (index, (part, contents)) in parts.iter().zip(&contents).enumerate().take_while(|_| !watch.is_over()) {
            // Where tasks stand in a table, or the document closes tasks with statements, a numbered item alone is none.
            let reading = plan::read(part, index, contents, by_statement || has_rows);
            body.drafts.extend(reading.drafts);
            body.headings.extend(reading.headings);
            body.prose.extend(reading.prose);
            for table in &part.tables {
                let reading = rows::read(table, part, index, habits);
                body.drafts.extend(reading.drafts);
                body.headings.extend(reading.headings);
                body.prose.extend(reading.prose);
                body.furniture.extend(reading.furniture);
            }
        }
        unit_headings::assign(&mut body.drafts);
        body
    }

    fn shape(&self, parts: &[Part<'_>]) -> metadata::Shape {
        let rows = self.drafts.iter().filter(|draft| draft.is_row).count();
        let length = |draft: &Draft| draft.words().len() + draft.other.iter().map(Text::len).sum::<usize>();
        let in_rows: usize = self.drafts.iter().filter(|draft| draft.is_row).map(length).sum();
        let in_items: usize = self.drafts.iter().filter(|draft| !draft.is_row).map(length).sum();
        let beside: usize = self.headings.iter().chain(&self.prose).map(Text::len).sum();
        let others = self.drafts.len() - rows;
        let ordering = self.drafts.iter().filter(|draft| plan::orders_work(&draft.words())).count();
        let (items, numbered) = if self.by_number { (0, ordering.min(others)) } else { (others, 0) };
        metadata::Shape {
            items,
            rows,
            table_share: in_rows as f32 / (in_rows + in_items + beside).max(1) as f32,
            numbered,
            orders: self.by_number && plan::orders_by_number(&self.drafts),
            annexed_plan: self.by_number && self.drafts.iter().any(|draft| is_annexed_plan(&parts[draft.part])),
        }
    }

    /// A report says what was done, and a notice of another kind orders nothing that a bare number could tell: their
    /// numbered items are prose.
    fn keep_tasks_of(&mut self, document: &Metadata, parts: &[Part<'_>]) {
        let by_annex = self.by_number
            && document.title.as_deref().is_some_and(|title| !metadata::names_plan(title))
            && self.drafts.iter().any(|draft| is_annexed_plan(&parts[draft.part]));
        let orders = |draft: &Draft| match document.kind {
            Kind::WorkReport => false,
            Kind::Other => !self.by_number && !document.title.as_deref().is_some_and(metadata::interprets),
            _ => !by_annex || is_annexed_plan(&parts[draft.part]),
        };
        let (kept, prose): (Vec<Draft>, Vec<Draft>) = std::mem::take(&mut self.drafts).into_iter().partition(orders);
        self.drafts = kept;
        for draft in prose {
            let fields = [draft.title, draft.text, draft.deliverable].into_iter().flatten();
            self.prose.extend(fields.chain(draft.other).chain(draft.sequence.map(|(_, text)| text)));
        }
    }

    /// The title of the document heads no chapter, where converters make it the only heading.
    fn drop_title_as_category(&mut self, front: &Front) {
        let title = front.metadata.title.as_deref();
        // Of a title over two lines converters make two headings.
        let is_of_title = |label: &Text| Some(label.as_str()) == title || front.titles(label);
        for draft in &mut self.drafts {
            if let Some(category) = draft.category.take_if(|category| is_of_title(&category.label)) {
                self.headings.push(category.label);
            }
        }
    }

    fn claim(&self, claims: &mut Claims) {
        for draft in &self.drafts {
            let fields = [&draft.title, &draft.text, &draft.deliverable, &draft.deadline];
            fields.into_iter().flatten().for_each(|text| claims.claim(text, Class::Tasks));
            draft.other.iter().for_each(|text| claims.claim(text, Class::Tasks));
            draft.lead.iter().chain(&draft.support).for_each(|unit| claims.claim(&unit.raw, Class::Tasks));
            if let Some((_, number)) = &draft.sequence {
                claims.claim(number, Class::Tasks);
            }
            if let Some(category) = &draft.category {
                claims.claim(&category.label, Class::Headings);
            }
        }
        self.headings.iter().for_each(|text| claims.claim(text, Class::Headings));
        self.furniture.iter().for_each(|text| claims.claim(text, Class::Furniture));
        self.prose.iter().for_each(|text| claims.claim(text, Class::Prose));
    }
}

/// Whether a part is a plan that the notice before it brings along.
fn is_annexed_plan(part: &Part<'_>) -> bool {
    part.title.as_ref().is_some_and(|title| metadata::names_plan(title.as_str()))
}

/// Claims what no draft took: titles of parts, furniture, and whatever else stands in paragraphs and cells.
fn claim_blocks(claims: &mut Claims, blocks: &[Block], parts: &[Part<'_>]) {
    for part in parts {
        part.title.iter().chain(&part.marks).for_each(|text| claims.claim(text, Class::Headings));
    }
    for block in blocks {
        match block {
            Block::Heading { text, .. } => claims.claim(text, Class::Headings),
            Block::Paragraph(text) => claims.claim(text, Class::Prose),
            Block::Furniture(_, text) => claims.claim(text, Class::Furniture),
            Block::Table(table) => {
                let cells = table.rows.iter().flat_map(|row| &row.cells);
                cells.for_each(|cell| claims.claim(&cell.text, Class::Headings));
            }
        }
    }
}

/// Writes the drafts, with the name of their part where several hold tasks, and links those that are one task.
fn tasks(context: &Context<'_>, drafts: &[Draft], parts: &[Part<'_>], watch: &Watch) -> Vec<Task> {
    let pairs = related::pairs(drafts, watch);
    if watch.is_over() {
        return Vec::new();
    }
    let drafts = with_borrowed_categories(drafts, &pairs);
    let several = drafts.windows(2).any(|pair| pair[0].part != pair[1].part);
    let mut tasks: Vec<Task> = drafts
        .iter()
        .enumerate()
        .map(|(at, draft)| context.task(draft, at + 1, several.then(|| section(&parts[draft.part])).flatten()))
        .collect();
    for (row, item) in pairs {
        tasks[row].related.push(context.id(item + 1));
        tasks[item].related.push(context.id(row + 1));
    }
    tasks
}

fn section(part: &Part<'_>) -> Option<String> {
    let title = part.title.as_ref().map(|title| title.tidied().to_string());
    title.or_else(|| part.tables.is_empty().then(|| "正文".to_owned()))
}

/// A row of an annex that prints no category stands under the heading of the item that it restates; so do the rows
/// beside it that carry the same number and title.
fn with_borrowed_categories(drafts: &[Draft], pairs: &[(usize, usize)]) -> Vec<Draft> {
    let mut drafts = drafts.to_vec();
    for &(row, item) in pairs {
        if drafts[row].category.is_none() {
            let category = drafts[item].category.clone();
            drafts[row].category = category;
        }
    }
    drafts
}
