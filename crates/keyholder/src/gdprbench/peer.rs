//! The operations of GDPRbench on PostgreSQL: one table, an index on every metadata column, one
//! statement an operation, prepared beforehand, each committed by itself.

use std::collections::HashMap;
use std::fs::File;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, ensure};
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use postgres::{Row, Statement};

use super::layout::{Layout, MACHINE, WORKED, data, due, due_of, objection, purpose, tenth};
use super::mix::{By, Field, Op};
use super::model::{Before, Model, key_of};
use super::server::{Server, load, met_others, tail};
use super::turns::{Client, Done, Side};

const LOADED_DATABASE: &str = "loaded";

const TABLE: &str = "
CREATE TABLE usertable (
    key text PRIMARY KEY, pur text, expiry date, usr text, obj text, dec text, acl text, shr text,
    src text, cat text, data text);";

const COLUMNS: [&str; 9] = ["pur", "expiry", "usr", "obj", "dec", "acl", "shr", "src", "cat"];

const META: &str = "key, data, pur, expiry::text, usr, obj, dec, acl, shr, src, cat";

/// The peer over one copy of the loaded database.
pub(super) struct Peer<'a> {
    server: &'a Server,
    database: String,
    pub(super) model: Model,
}

fn fields(layout: Layout, key: u32) -> [String; 11] {
    [
        format!("key{key}"),
        purpose(key),
        due(key).to_string(),
        format!("user{}", layout.person(key)),
        objection(key),
        format!("dec{}", key % MACHINE),
        tenth("acl", key),
        tenth("shr", key),
        tenth("src", key),
        tenth("cat", key),
        String::from_utf8_lossy(&data(key, 0)).into_owned(),
    ]
}

/// Loads every record and builds the indexes.
pub(super) fn load_records(server: &Server, layout: Layout) -> anyhow::Result<()> {
    server.make(LOADED_DATABASE)?;
    let mut client = server.connect(LOADED_DATABASE)?;
    // On one line, as every statement here: a statement is then a line of the log.
    client.batch_execute(&TABLE.replace('\n', " "))?;
    load(&mut client, "usertable", (0..layout.records).map(|key| fields(layout, key).join("\t")))?;
    for column in COLUMNS {
        client.batch_execute(&format!("CREATE INDEX ON usertable ({column})"))?;
    }
    // Vacuuming wants to be alone in its transaction.
    for sql in ["VACUUM ANALYZE usertable", "CHECKPOINT"] {
        client.batch_execute(sql)?;
    }
    Ok(())
}

impl<'a> Peer<'a> {
    /// The loaded database, to be measured.
    pub(super) fn loaded_bytes(server: &Server) -> anyhow::Result<u64> {
        let mut client = server.connect(LOADED_DATABASE)?;
        let bytes: i64 =
            client.query_one("SELECT pg_total_relation_size('usertable')", &[])?.get(0);
        Ok(u64::try_from(bytes)?)
    }

    /// A copy of the loaded database.
    pub(super) fn copy(server: &'a Server, model: Model) -> anyhow::Result<Peer<'a>> {
        static COPIES: AtomicU64 = AtomicU64::new(0);
        let database = format!("run_{}", COPIES.fetch_add(1, Ordering::SeqCst));
        server.copy(LOADED_DATABASE, &database)?;
        Ok(Peer { server, database, model })
    }

    pub(super) fn purge(&self) -> anyhow::Result<u64> {
        let mut client = self.server.connect(&self.database)?;
        let gone = client.execute(
            "DELETE FROM usertable WHERE expiry < $1::text::date",
            &[&WORKED.to_string()],
        )?;
        Ok(gone)
    }

    /// Reads every record and compares it with the model; how many there are.
    pub(super) fn check_all(&self) -> anyhow::Result<u64> {
        let mut client = self.connected()?;
        let mut rows = 0;
        for value in 0..super::layout::PURPOSES {
            rows += client.read_by(By { field: Field::Purpose, value }, false)?.rows;
        }
        Ok(rows)
    }

    fn connected(&self) -> anyhow::Result<PeerClient<'_>> {
        let client = self.server.connect(&self.database)?;
        let log = File::open(self.server.log()).context("PostgreSQL keeps no log")?;
        let statements = HashMap::new();
        let mut peer =
            PeerClient { model: &self.model, client, statements, log, lines: Vec::new() };
        peer.prepare_all()?;
        Ok(peer)
    }
}

impl Drop for Peer<'_> {
    fn drop(&mut self) {
        // The whole server goes with the run; a copy that stays until then does no harm.
        let _ = self.server.remove(&self.database);
    }
}

impl Side<Op> for Peer<'_> {
    fn client(&self) -> anyhow::Result<Box<dyn Client<Op> + '_>> {
        Ok(Box::new(self.connected()?))
    }

    fn tick(&self) -> anyhow::Result<()> {
        self.purge().map(|_| ())
    }
}

struct PeerClient<'a> {
    model: &'a Model,
    client: postgres::Client,
    statements: HashMap<String, Statement>,
    log: File,
    lines: Vec<u8>,
}

fn column(field: Field) -> &'static str {
    match field {
        Field::Purpose => "pur",
        Field::Person => "usr",
        Field::Objection => "obj",
        Field::Machine => "dec",
        Field::Sharing => "shr",
    }
}

fn value(by: By) -> String {
    let prefix = if by.field == Field::Person { "user" } else { column(by.field) };
    format!("{prefix}{}", by.value)
}

const INSERT: &str =
    "INSERT INTO usertable VALUES ($1, $2, $3::text::date, $4, $5, $6, $7, $8, $9, $10, $11)";
const READ_DATA: &str = "SELECT key, data FROM usertable WHERE key = $1";
const UPDATE_DATA: &str = "UPDATE usertable SET data = $2 WHERE key = $1";
const UPDATE_META: &str = "UPDATE usertable SET dec = $2 WHERE key = $1";
const DELETE: &str = "DELETE FROM usertable WHERE key = $1";
const DELETE_DUE: &str = "DELETE FROM usertable WHERE expiry <= $1::text::date";
const GONE: &str = "SELECT key, data FROM usertable WHERE key = $1";

fn read_meta(column: &str) -> String {
    format!("SELECT {META} FROM usertable WHERE {column} = $1")
}

fn read_data(column: &str) -> String {
    format!("SELECT key, data FROM usertable WHERE {column} = $1")
}

fn update_by(column: &str) -> String {
    format!("UPDATE usertable SET dec = $2 WHERE {column} = $1")
}

fn delete_by(column: &str) -> String {
    format!("DELETE FROM usertable WHERE {column} = $1")
}

impl PeerClient<'_> {
    fn prepare_all(&mut self) -> anyhow::Result<()> {
        let mut all: Vec<String> =
            [INSERT, READ_DATA, UPDATE_DATA, UPDATE_META, DELETE, DELETE_DUE, GONE]
                .map(str::to_owned)
                .to_vec();
        all.extend(["key", "usr"].map(read_meta));
        all.extend(
            ["pur", "usr", "obj", "dec", "shr"]
                .iter()
                .flat_map(|column| [read_data(column), update_by(column), delete_by(column)]),
        );
        for sql in all {
            let statement = self.client.prepare(&sql)?;
            self.statements.insert(sql, statement);
        }
        Ok(())
    }

    fn statement(&self, sql: &str) -> anyhow::Result<Statement> {
        self.statements.get(sql).cloned().context("a statement that was not prepared")
    }

    /// Runs a statement that changes something, again where it met others.
    fn change(
        &mut self,
        sql: &str,
        params: &[&(dyn ToSql + Sync)],
        again: &mut u64,
    ) -> anyhow::Result<u64> {
        let statement = self.statement(sql)?;
        loop {
            match self.client.execute(&statement, params) {
                Err(error) if met_others(&error) => *again += 1,
                done => return Ok(done?),
            }
        }
    }

    fn rows(
        &mut self,
        sql: &str,
        param: &str,
        mut each: impl FnMut(&Row) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let statement = self.statement(sql)?;
        let mut rows = self.client.query_raw(&statement, [param])?;
        while let Some(row) = rows.next()? {
            each(&row)?;
        }
        Ok(())
    }

    fn read(
        &mut self,
        sql: &str,
        param: &str,
        mut before: Before,
        meta: bool,
    ) -> anyhow::Result<Done> {
        let model = self.model;
        self.rows(sql, param, |row| {
            let key = key_of(row.try_get::<_, &str>(1)?.as_bytes())?;
            let named: &str = row.try_get(0)?;
            let number = named.strip_prefix("key").and_then(|n| n.parse().ok());
            ensure!(number == Some(key), "wrong answer: the data of another record");
            if meta {
                metadata(model, key, row)?;
            }
            before.see(key)
        })?;
        let rows = model.rows(&before)?;
        Ok(Done { rows, checked: rows.max(1), again: 0 })
    }

    fn read_by(&mut self, by: By, meta: bool) -> anyhow::Result<Done> {
        let column = column(by.field);
        let sql = if meta { read_meta(column) } else { read_data(column) };
        self.read(&sql, &value(by), self.model.before(by), meta)
    }

    /// A change to one record, and whether the record was there.
    fn change_key(&mut self, sql: &str, key: u32, to: Option<&str>) -> anyhow::Result<Done> {
        let mut before = self.model.before_key(key);
        let mut done = Done::default();
        let name = format!("key{key}");
        let changed = match &to {
            Some(to) => self.change(sql, &[&name, to], &mut done.again)?,
            None => self.change(sql, &[&name], &mut done.again)?,
        };
        if changed == 1 {
            before.see(key)?;
        }
        done.rows = self.model.rows(&before)?;
        Ok(done)
    }

    fn change_by(&mut self, by: By, machine: Option<u32>) -> anyhow::Result<Done> {
        let before = self.model.before(by);
        let mut done = Done::default();
        let (column, value) = (column(by.field), value(by));
        if let Some(machine) = machine {
            self.model.touch(&before);
            let to = format!("dec{machine}");
            done.rows = self.change(&update_by(column), &[&value, &to], &mut done.again)?;
            self.model.count(&before, None, done.rows)?;
        } else {
            self.model.deleting(&before, None);
            done.rows = self.change(&delete_by(column), &[&value], &mut done.again)?;
            self.model.count(&before, None, done.rows)?;
            self.model.deleted(&before, None);
        }
        Ok(done)
    }

    fn logs(&mut self, limit: u32) -> anyhow::Result<Done> {
        let mut lines = std::mem::take(&mut self.lines);
        let found = tail(&mut self.log, limit as usize, &mut lines)?;
        // A line begins with the moment: `2026-11-25 10:00:00.000 UTC,`.
        let sound = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let sound = sound.filter(|line| line.starts_with(b"20") && line.len() > 30).count();
        self.lines = lines;
        ensure!(found > 0 && sound == found, "wrong answer: lines of the log that are none");
        Ok(Done { rows: found as u64, checked: found as u64, again: 0 })
    }
}

fn metadata(model: &Model, key: u32, row: &Row) -> anyhow::Result<()> {
    let wanted = fields(model.layout, key);
    // The row has the data second; the record has it last.
    for (at, field) in (2..11).zip(&wanted[1..]) {
        let value: &str = row.try_get(at)?;
        let fits = if at == 6 {
            let machine = value.strip_prefix("dec").and_then(|n| n.parse().ok());
            machine.is_some_and(|machine| model.machine_fits(key, machine))
        } else {
            value == field
        };
        ensure!(fits, "wrong answer: metadata of record {key}");
    }
    Ok(())
}

impl Client<Op> for PeerClient<'_> {
    fn run(&mut self, op: &Op) -> anyhow::Result<Done> {
        let model = self.model;
        match *op {
            Op::Create { key } => {
                model.creating(key);
                let fields = fields(model.layout, key);
                let params = fields.each_ref().map(|field| field as &(dyn ToSql + Sync));
                let mut done = Done { rows: 1, ..Done::default() };
                self.change(INSERT, &params, &mut done.again)?;
                model.created(key);
                Ok(done)
            }
            Op::DeleteBy(by) => self.change_by(by, None),
            Op::DeleteDue { ttl } => {
                let which = Some(ttl);
                let before = model.every_key();
                let mut done = Done::default();
                model.deleting(&before, which);
                let day = due_of(ttl).to_string();
                done.rows = self.change(DELETE_DUE, &[&day], &mut done.again)?;
                model.deleted(&before, which);
                Ok(done)
            }
            Op::UpdateMetaBy(by, machine) => self.change_by(by, Some(machine)),
            Op::ReadDataBy(by) => self.read_by(by, false),
            Op::ReadMetaByPerson(value) => self.read_by(By { field: Field::Person, value }, true),
            Op::ReadDataByKey(key) => {
                self.read(READ_DATA, &format!("key{key}"), model.before_key(key), false)
            }
            Op::ReadMetaByKey(key) => {
                let sql = read_meta("key");
                self.read(&sql, &format!("key{key}"), model.before_key(key), true)
            }
            Op::VerifyDeleted(key) => {
                self.read(GONE, &format!("key{key}"), model.before_key(key), false)
            }
            Op::UpdateData { key, version } => {
                let data = data(key, version);
                let text = std::str::from_utf8(&data)?;
                self.change_key(UPDATE_DATA, key, Some(text))
            }
            Op::UpdateMetaByKey { key, machine } => {
                model.touch(&model.before_key(key));
                self.change_key(UPDATE_META, key, Some(&format!("dec{machine}")))
            }
            Op::DeleteByKey(key) => {
                let before = model.before_key(key);
                model.deleting(&before, None);
                // What was known before the mark is what the answer is judged by.
                let mut seen = before;
                let mut done = Done::default();
                let name = format!("key{key}");
                if self.change(DELETE, &[&name], &mut done.again)? == 1 {
                    seen.see(key)?;
                }
                done.rows = model.rows(&seen)?;
                model.deleted(&seen, None);
                Ok(done)
            }
            Op::Logs(limit) => self.logs(limit),
        }
    }
}
