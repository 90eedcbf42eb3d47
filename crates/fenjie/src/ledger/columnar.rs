//! Parquet: the record with its nesting, one row a task.

use super::{Ledger, LedgerError};
use crate::model::{Amount, Deadline, Document, Evidence, Metadata, Operator, Task, Unit};
use arrow_array::{
    ArrayRef, Float32Array, Float64Array, ListArray, RecordBatch, StringArray, StructArray, UInt32Array, UInt64Array,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, Field};
use parquet::{arrow::ArrowWriter, basic::Compression, file::properties::WriterProperties};
use std::{fs::File, path::Path, sync::Arc};

/// Tasks that are put together before they are written: enough for good compression, little in memory.
const BATCH: usize = 2_048;

pub(crate) struct Columnar {
    out: Option<ArrowWriter<File>>,
    file: Option<File>,
    rows: Vec<Row>,
}

/// A task with the document it is from.
struct Row {
    source: String,
    sha256: String,
    document: Arc<Metadata>,
    task: Task,
}

impl Columnar {
    pub fn create(path: &Path) -> Result<Self, LedgerError> {
        Ok(Self { out: None, file: Some(File::create_new(path)?), rows: Vec::new() })
    }

    fn write(&mut self) -> Result<(), LedgerError> {
        let batch = batch(&self.rows).map_err(LedgerError::writer)?;
        if let Some(file) = self.file.take() {
            let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
            let writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).map_err(LedgerError::writer)?;
            self.out = Some(writer);
        }
        if let Some(out) = &mut self.out {
            out.write(&batch).map_err(LedgerError::writer)?;
        }
        self.rows.clear();
        Ok(())
    }
}

impl Ledger for Columnar {
    fn add(&mut self, _file: usize, document: &Document) -> Result<(), LedgerError> {
        let metadata = Arc::new(document.document.clone());
        for task in &document.tasks {
            self.rows.push(Row {
                source: document.source.path.clone(),
                sha256: document.source.sha256.clone(),
                document: Arc::clone(&metadata),
                task: task.clone(),
            });
            if self.rows.len() == BATCH {
                self.write()?;
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), LedgerError> {
        // Also without a task, so that the file has its columns.
        self.write()?;
        if let Some(out) = self.out.take() {
            out.close().map_err(LedgerError::writer)?;
        }
        Ok(())
    }
}

type Columns = Vec<(&'static str, ArrayRef)>;

fn batch(rows: &[Row]) -> Result<RecordBatch, ArrowError> {
    let tasks: Vec<&Task> = rows.iter().map(|row| &row.task).collect();
    let mut columns: Columns = vec![
        ("source", strings(rows.iter().map(|row| Some(&row.source)))),
        ("sha256", strings(rows.iter().map(|row| Some(&row.sha256)))),
        ("document_title", strings(rows.iter().map(|row| row.document.title.as_ref()))),
        ("document_number", strings(rows.iter().map(|row| row.document.number.as_ref()))),
        ("issuer", strings(rows.iter().map(|row| row.document.issuer.as_ref()))),
        ("issued_on", strings(rows.iter().map(|row| row.document.issued_on.as_ref()))),
    ];
    columns.extend(task_columns(&tasks)?);
    // The same columns may or may not hold nulls in one batch; all are declared as if they could.
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)))
}

fn task_columns(tasks: &[&Task]) -> Result<Columns, ArrowError> {
    let each = |field: fn(&Task) -> Option<&String>| strings(tasks.iter().map(|task| field(task)));
    Ok(vec![
        ("id", each(|task| Some(&task.id))),
        ("ordinal", Arc::new(tasks.iter().map(|task| Some(task.ordinal)).collect::<UInt32Array>())),
        ("section", each(|task| task.section.as_ref())),
        ("category", category(tasks)?),
        ("sequence", each(|task| task.sequence.as_ref())),
        ("title", each(|task| task.title.as_ref())),
        ("text", each(|task| task.text.as_ref())),
        ("deliverable", each(|task| task.deliverable.as_ref())),
        ("lead", lists(tasks, |task| &task.lead, units)?),
        ("support", lists(tasks, |task| &task.support, units)?),
        ("deadline", deadline(tasks)?),
        (
            "milestones",
            lists(
                tasks,
                |task| &task.milestones,
                |items| {
                    structure(vec![
                        ("raw", strings(items.iter().map(|item| Some(&item.raw)))),
                        ("kind", strings(items.iter().map(|item| Some(kind(&item.kind))))),
                        ("until", strings(items.iter().map(|item| item.until.as_ref()))),
                    ])
                },
            )?,
        ),
        (
            "targets",
            lists(
                tasks,
                |task| &task.targets,
                |items| {
                    structure(vec![
                        ("what", strings(items.iter().map(|item| Some(&item.what)))),
                        ("op", strings(items.iter().map(|item| Some(operator(item.op))))),
                        ("low", Arc::new(items.iter().map(|item| Some(ends(item.value)[0])).collect::<Float64Array>())),
                        (
                            "high",
                            Arc::new(items.iter().map(|item| Some(ends(item.value)[1])).collect::<Float64Array>()),
                        ),
                        ("unit", strings(items.iter().map(|item| item.unit.as_ref()))),
                        ("raw", strings(items.iter().map(|item| Some(&item.raw)))),
                    ])
                },
            )?,
        ),
        ("tags", lists(tasks, |task| &task.tags, |items| Ok(strings(items.iter().map(Some))))?),
        ("related", lists(tasks, |task| &task.related, |items| Ok(strings(items.iter().map(Some))))?),
        ("evidence", lists(tasks, |task| &task.evidence, evidence)?),
        ("confidence", Arc::new(tasks.iter().map(|task| Some(task.confidence)).collect::<Float64Array>())),
        (
            "notes",
            lists(
                tasks,
                |task| &task.notes,
                |items| {
                    structure(vec![
                        ("code", strings(items.iter().map(|item| Some(&item.code)))),
                        ("message", strings(items.iter().map(|item| Some(&item.message)))),
                    ])
                },
            )?,
        ),
    ])
}

fn strings<S: AsRef<str>>(values: impl Iterator<Item = Option<S>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

fn structure(columns: Columns) -> Result<ArrayRef, ArrowError> {
    nullable_structure(columns, None)
}

fn nullable_structure(columns: Columns, nulls: Option<NullBuffer>) -> Result<ArrayRef, ArrowError> {
    let fields = columns.iter().map(|(name, array)| Field::new(*name, array.data_type().clone(), true)).collect();
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    Ok(Arc::new(StructArray::try_new(fields, arrays, nulls)?))
}

/// One list a task: the items of all tasks in one array, and how many are whose.
fn lists<T>(
    tasks: &[&Task],
    items: impl Fn(&Task) -> &[T],
    build: impl Fn(&[&T]) -> Result<ArrayRef, ArrowError>,
) -> Result<ArrayRef, ArrowError> {
    let all: Vec<&T> = tasks.iter().flat_map(|task| items(task)).collect();
    let values = build(&all)?;
    let offsets = OffsetBuffer::try_from_lengths(tasks.iter().map(|task| items(task).len()))
        .map_err(|error| ArrowError::ComputeError(error.to_string()))?;
    let field = Arc::new(Field::new("item", values.data_type().clone(), true));
    Ok(Arc::new(ListArray::try_new(field, offsets, values, None)?))
}

fn units(units: &[&Unit]) -> Result<ArrayRef, ArrowError> {
    structure(vec![
        ("raw", strings(units.iter().map(|unit| Some(&unit.raw)))),
        ("name", strings(units.iter().map(|unit| Some(&unit.name)))),
        ("canonical", strings(units.iter().map(|unit| unit.canonical.as_ref()))),
    ])
}

fn evidence(places: &[&Evidence]) -> Result<ArrayRef, ArrowError> {
    let side = |at: usize| -> ArrayRef {
        Arc::new(places.iter().map(|place| place.bbox.map(|bbox| bbox[at])).collect::<Float32Array>())
    };
    let end = |at: usize| -> ArrayRef {
        Arc::new(places.iter().map(|place| Some(place.span[at] as u64)).collect::<UInt64Array>())
    };
    structure(vec![
        ("field", strings(places.iter().map(|place| Some(&place.field)))),
        ("page", Arc::new(places.iter().map(|place| place.page).collect::<UInt32Array>())),
        ("start", end(0)),
        ("end", end(1)),
        ("x0", side(0)),
        ("y0", side(1)),
        ("x1", side(2)),
        ("y1", side(3)),
    ])
}

fn category(tasks: &[&Task]) -> Result<ArrayRef, ArrowError> {
    let categories = || tasks.iter().map(|task| task.category.as_ref());
    let columns = vec![
        ("ordinal", Arc::new(categories().map(|category| category?.ordinal).collect::<UInt32Array>()) as ArrayRef),
        ("label", strings(categories().map(|category| category?.label.as_ref()))),
    ];
    nullable_structure(columns, Some(categories().map(|category| category.is_some()).collect::<Vec<bool>>().into()))
}

fn deadline(tasks: &[&Task]) -> Result<ArrayRef, ArrowError> {
    let deadlines = || tasks.iter().map(|task| task.deadline.as_ref());
    let columns = vec![
        ("raw", strings(deadlines().map(|deadline| deadline.map(|Deadline { raw, .. }| raw)))),
        ("kind", strings(deadlines().map(|deadline| deadline.map(|deadline| kind(&deadline.kind))))),
        ("until", strings(deadlines().map(|deadline| deadline?.until.as_ref()))),
    ];
    nullable_structure(columns, Some(deadlines().map(|deadline| deadline.is_some()).collect::<Vec<bool>>().into()))
}

/// The word that the JSON form has for it.
fn kind(kind: &impl serde::Serialize) -> String {
    super::word(kind)
}

fn operator(op: Operator) -> String {
    super::word(&op)
}

fn ends(value: Amount) -> [f64; 2] {
    match value {
        Amount::One(value) => [value, value],
        Amount::Range(ends) => ends,
    }
}
