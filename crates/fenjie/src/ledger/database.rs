//! `SQLite`: tables documents, tasks, units, `task_units`, targets, and full-text search over the tasks' words.

use super::{Ledger, LedgerError, columns::place, word};
use crate::model::{Amount, Document, Task, Unit};
use rusqlite::{Connection, OptionalExtension, params};
use std::path::Path;

/// Tables and indexes. The trigram tokenizer finds any three characters and more in a row, which suits a script without
/// blanks between words; shorter words are found with LIKE.
const TABLES: &str = "
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE documents (
  id INTEGER PRIMARY KEY, path TEXT NOT NULL, sha256 TEXT NOT NULL, media_type TEXT NOT NULL, pages INTEGER,
  kind TEXT NOT NULL, title TEXT, number TEXT, issuer TEXT, issued_on TEXT, status TEXT, region_code TEXT, region TEXT,
  characters INTEGER NOT NULL, unclaimed INTEGER NOT NULL
);
CREATE TABLE tasks (
  id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents, task_id TEXT NOT NULL, ordinal INTEGER NOT NULL,
  section TEXT, category_ordinal INTEGER, category TEXT, sequence TEXT, title TEXT, text TEXT, deliverable TEXT,
  deadline TEXT, deadline_kind TEXT, deadline_until TEXT, tags TEXT NOT NULL, confidence REAL NOT NULL, notes TEXT,
  page INTEGER, span_start INTEGER, span_end INTEGER
);
CREATE TABLE units (id INTEGER PRIMARY KEY, name TEXT NOT NULL, canonical TEXT);
CREATE TABLE task_units (
  task INTEGER NOT NULL REFERENCES tasks, unit INTEGER NOT NULL REFERENCES units, role TEXT NOT NULL,
  position INTEGER NOT NULL, raw TEXT NOT NULL, PRIMARY KEY (task, role, position)
) WITHOUT ROWID;
CREATE TABLE targets (
  task INTEGER NOT NULL REFERENCES tasks, position INTEGER NOT NULL, what TEXT NOT NULL, op TEXT NOT NULL,
  low REAL NOT NULL, high REAL NOT NULL, unit TEXT, raw TEXT NOT NULL, PRIMARY KEY (task, position)
) WITHOUT ROWID;
CREATE UNIQUE INDEX units_by_name ON units (name, ifnull(canonical, ''));
CREATE VIRTUAL TABLE search USING fts5 (
  text, title, category, content = 'tasks', content_rowid = 'id', tokenize = 'trigram'
);
BEGIN;
";

/// Indexes that are quicker made when the rows are in.
const INDEXES: &str = "
COMMIT;
CREATE INDEX tasks_by_document ON tasks (document, ordinal);
CREATE INDEX tasks_by_deadline ON tasks (deadline_until);
CREATE INDEX task_units_by_unit ON task_units (unit, role);
INSERT INTO search (search) VALUES ('rebuild');
";

pub(crate) struct Database {
    connection: Connection,
}

impl Database {
    pub fn create(path: &Path) -> Result<Self, LedgerError> {
        let connection = Connection::open(path).map_err(LedgerError::writer)?;
        connection.execute_batch(TABLES).map_err(LedgerError::writer)?;
        Ok(Self { connection })
    }

    fn document(&self, document: &Document) -> rusqlite::Result<()> {
        let (source, about) = (&document.source, &document.document);
        self.connection.prepare_cached("INSERT INTO documents VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")?.execute(
            params![
                source.path,
                source.sha256,
                source.media_type,
                source.pages,
                word(&about.kind),
                about.title,
                about.number,
                about.issuer,
                about.issued_on,
                about.status.map(|status| word(&status)),
                about.region.as_ref().map(|region| &region.code),
                about.region.as_ref().map(|region| &region.name),
                document.accounting.characters as i64,
                document.accounting.unclaimed as i64,
            ],
        )?;
        let id = self.connection.last_insert_rowid();
        document.tasks.iter().try_for_each(|task| self.task(id, task))
    }

    fn task(&self, document: i64, task: &Task) -> rusqlite::Result<()> {
        let category = task.category.as_ref();
        let deadline = task.deadline.as_ref();
        let notes: Vec<&str> = task.notes.iter().map(|note| note.message.as_str()).collect();
        let place = place(task);
        self.connection
            .prepare_cached("INSERT INTO tasks VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")?
            .execute(params![
                document,
                task.id,
                task.ordinal,
                task.section,
                category.and_then(|category| category.ordinal),
                category.and_then(|category| category.label.as_ref()),
                task.sequence,
                task.title,
                task.text,
                task.deliverable,
                deadline.map(|deadline| &deadline.raw),
                deadline.map(|deadline| word(&deadline.kind)),
                deadline.and_then(|deadline| deadline.until.as_ref()),
                task.tags.join(" "),
                task.confidence,
                (!notes.is_empty()).then(|| notes.join("\n")),
                place.and_then(|(page, _)| page),
                place.map(|(_, span)| span[0] as i64),
                place.map(|(_, span)| span[1] as i64),
            ])?;
        let id = self.connection.last_insert_rowid();
        self.units(id, "lead", &task.lead)?;
        self.units(id, "support", &task.support)?;
        self.targets(id, task)
    }

    fn units(&self, task: i64, role: &str, units: &[Unit]) -> rusqlite::Result<()> {
        for (position, unit) in units.iter().enumerate() {
            let id = self.unit(unit)?;
            self.connection.prepare_cached("INSERT INTO task_units VALUES (?,?,?,?,?)")?.execute(params![
                task,
                id,
                role,
                position as i64,
                unit.raw
            ])?;
        }
        Ok(())
    }

    /// The unit's number, which it is given where it first appears.
    fn unit(&self, unit: &Unit) -> rusqlite::Result<i64> {
        let known = self
            .connection
            .prepare_cached("SELECT id FROM units WHERE name = ? AND ifnull(canonical, '') = ifnull(?, '')")?
            .query_row(params![unit.name, unit.canonical], |row| row.get(0))
            .optional()?;
        if let Some(id) = known {
            return Ok(id);
        }
        self.connection
            .prepare_cached("INSERT INTO units VALUES (NULL,?,?)")?
            .execute(params![unit.name, unit.canonical])?;
        Ok(self.connection.last_insert_rowid())
    }

    fn targets(&self, task: i64, of: &Task) -> rusqlite::Result<()> {
        for (position, target) in of.targets.iter().enumerate() {
            let [low, high] = match target.value {
                Amount::One(value) => [value, value],
                Amount::Range(ends) => ends,
            };
            self.connection.prepare_cached("INSERT INTO targets VALUES (?,?,?,?,?,?,?,?)")?.execute(params![
                task,
                position as i64,
                target.what,
                word(&target.op),
                low,
                high,
                target.unit,
                target.raw
            ])?;
        }
        Ok(())
    }
}

impl Ledger for Database {
    fn add(&mut self, _file: usize, document: &Document) -> Result<(), LedgerError> {
        self.document(document).map_err(LedgerError::writer)
    }

    fn finish(self: Box<Self>) -> Result<(), LedgerError> {
        self.connection.execute_batch(INDEXES).map_err(LedgerError::writer)?;
        self.connection.close().map_err(|(_, error)| LedgerError::writer(error))
    }
}
