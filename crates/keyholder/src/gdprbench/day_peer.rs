//! A landlord's day on PostgreSQL, as an application would do it: a normalised schema with an index
//! on every column something is found by, and two statements a look. The first fetches everything a
//! decision turns on at once, the second the values of the categories that are allowed.

use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, ensure};
use postgres::fallible_iterator::FallibleIterator;
use postgres::{Client as Connection, Statement};

use super::day::{
    Act, BEFORE, Files, IDENTIFIERS, LETTERS, SearchBy, TODAY, address, email, letter, name, phone,
    tenancy,
};
use super::server::{Server, load};
use super::turns::{Client, Done, Side};

const LOADED_DATABASE: &str = "day";

const SCHEMA: &str = "
CREATE TABLE person (id bigint PRIMARY KEY, ref text NOT NULL, state int NOT NULL, died date);
CREATE TABLE relationship (id bigserial PRIMARY KEY, person bigint NOT NULL, kind text NOT NULL,
    entity text NOT NULL, since date NOT NULL, until date);
CREATE TABLE contact (id bigserial PRIMARY KEY, person bigint NOT NULL, kind text NOT NULL,
    value text NOT NULL, normal text NOT NULL, collected date NOT NULL, source text NOT NULL);
CREATE TABLE item (id bigint PRIMARY KEY, person bigint NOT NULL, category text NOT NULL,
    purpose text NOT NULL, source text NOT NULL, collected date NOT NULL, due date,
    restricted boolean NOT NULL, value text NOT NULL);
CREATE TABLE choice (id bigserial PRIMARY KEY, person bigint NOT NULL, kind text NOT NULL,
    about text NOT NULL, entity text NOT NULL, since date NOT NULL, until date);
CREATE TABLE marker (id bigserial PRIMARY KEY, person bigint NOT NULL, category text NOT NULL,
    since date NOT NULL, until date, told date);
CREATE TABLE hold (id bigserial PRIMARY KEY, person bigint NOT NULL, kind text NOT NULL,
    since date NOT NULL, released date);
CREATE TABLE wall (id bigserial PRIMARY KEY, person bigint NOT NULL, against text NOT NULL,
    since date NOT NULL, until date);";

const INDEXES: [(&str, &str); 20] = [
    ("person", "ref"),
    ("relationship", "person"),
    ("relationship", "kind"),
    ("contact", "person"),
    ("contact", "kind, normal"),
    ("contact", "source"),
    ("contact", "collected"),
    ("item", "person"),
    ("item", "category"),
    ("item", "purpose"),
    ("item", "source"),
    ("item", "collected"),
    ("item", "due"),
    ("choice", "person"),
    ("choice", "kind, about"),
    ("marker", "person"),
    ("marker", "until"),
    ("hold", "person"),
    ("wall", "person"),
    ("wall", "against"),
];

/// Everything a decision turns on.
const FACTS: &str = "SELECT id, 'person', state::text, coalesce(died::text, '') FROM person WHERE ref = $1 \
UNION ALL SELECT p.id, 'relationship', r.kind, r.entity FROM person p JOIN relationship r ON r.person = p.id WHERE p.ref = $1 \
UNION ALL SELECT p.id, c.kind, c.about, c.entity FROM person p JOIN choice c ON c.person = p.id WHERE p.ref = $1 \
UNION ALL SELECT p.id, 'marker', m.category, coalesce(m.until::text, '') FROM person p JOIN marker m ON m.person = p.id WHERE p.ref = $1 \
UNION ALL SELECT p.id, 'hold', h.kind, coalesce(h.released::text, '') FROM person p JOIN hold h ON h.person = p.id WHERE p.ref = $1 \
UNION ALL SELECT p.id, 'wall', w.against, coalesce(w.until::text, '') FROM person p JOIN wall w ON w.person = p.id WHERE p.ref = $1";
/// The values of the categories that are allowed.
const VALUES: &str = "SELECT kind, value FROM contact WHERE person = $1 AND kind = ANY($2) \
UNION ALL SELECT category, value FROM item WHERE person = $1 AND category = ANY($2) AND NOT restricted \
AND (due IS NULL OR due >= $3::text::date)";
const FIND: &str = "SELECT p.ref FROM contact c JOIN person p ON p.id = c.person WHERE c.kind = $1 AND c.normal = $2";
const WRITE: &str = "INSERT INTO item (id, person, category, purpose, source, collected, restricted, value) \
VALUES ($1, $2, 'correspondence', 'tenancy-management', 'the-person', $3::text::date, false, $4)";
const CORRECT: &str = "UPDATE item SET value = $3 WHERE id = $1 AND person = $2";
const CHOOSE: &str = "INSERT INTO choice (person, kind, about, entity, since) VALUES ($1, $2, $3, '', $4::text::date)";

const TENANCY: [&str; 6] =
    ["name", "telephone", "email", "address", "tenancy-details", "correspondence"];
const REPAIRS: [&str; 5] = ["name", "telephone", "email", "address", "correspondence"];
const CONTRACTOR: [&str; 2] = ["name", "telephone"];

/// The peer on the day.
pub(super) struct PeerDay<'a> {
    server: &'a Server,
    database: String,
    pub(super) files: Files,
}

fn reference(person: u32) -> String {
    format!("p-{person:08}")
}

fn normal(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}

/// Loads everybody and builds the indexes.
pub(super) fn load_day(server: &Server, people: u32) -> anyhow::Result<()> {
    server.make(LOADED_DATABASE)?;
    let mut client = server.connect(LOADED_DATABASE)?;
    client.batch_execute(&SCHEMA.replace('\n', " "))?;
    let each = 0..people;
    load(&mut client, "person", each.clone().map(|p| format!("{p}\t{}\t0\t\\N", reference(p))))?;
    load(
        &mut client,
        "relationship (person, kind, entity, since)",
        each.clone().map(|p| format!("{p}\ttenant\theart-of-medway\t{BEFORE}")),
    )?;
    let contacts = each.clone().flat_map(|p| {
        [
            ("name", name(p)),
            ("telephone", phone(p)),
            ("email", email(p)),
            ("address", address(p)),
            ("tenancy-details", tenancy(p)),
        ]
        .map(|(kind, value)| {
            format!("{p}\t{kind}\t{value}\t{}\t{BEFORE}\tthe-person", normal(&value))
        })
    });
    load(&mut client, "contact (person, kind, value, normal, collected, source)", contacts)?;
    let letters = each.flat_map(|p| {
        (0..LETTERS).map(move |n| {
            let number = p * LETTERS + n;
            format!(
                "{number}\t{p}\tcorrespondence\ttenancy-management\tthe-person\t{BEFORE}\t\\N\tf\t{}",
                letter(number, 0)
            )
        })
    });
    load(&mut client, "item", letters)?;
    for (table, columns) in INDEXES {
        client.batch_execute(&format!("CREATE INDEX ON {table} ({columns})"))?;
    }
    for sql in ["VACUUM ANALYZE", "CHECKPOINT"] {
        client.batch_execute(sql)?;
    }
    Ok(())
}

impl<'a> PeerDay<'a> {
    /// The loaded database's size.
    pub(super) fn loaded_bytes(server: &Server) -> anyhow::Result<u64> {
        let sql = "SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class \
                   WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
        let bytes: i64 = server.connect(LOADED_DATABASE)?.query_one(sql, &[])?.get(0);
        Ok(u64::try_from(bytes)?)
    }

    /// A copy of the loaded database.
    pub(super) fn copy(server: &'a Server, people: u32) -> anyhow::Result<PeerDay<'a>> {
        static COPIES: AtomicU64 = AtomicU64::new(0);
        let database = format!("day_{}", COPIES.fetch_add(1, Ordering::SeqCst));
        server.copy(LOADED_DATABASE, &database)?;
        Ok(PeerDay { server, database, files: Files::new(people) })
    }
}

impl Drop for PeerDay<'_> {
    fn drop(&mut self) {
        // The whole server goes with the run; a copy that stays until then does no harm.
        let _ = self.server.remove(&self.database);
    }
}

impl Side<Act> for PeerDay<'_> {
    fn client(&self) -> anyhow::Result<Box<dyn Client<Act> + '_>> {
        let mut client = self.server.connect(&self.database)?;
        let mut prepare = |sql| client.prepare(sql);
        let (facts, values, find) = (prepare(FACTS)?, prepare(VALUES)?, prepare(FIND)?);
        let (write, correct, choose) = (prepare(WRITE)?, prepare(CORRECT)?, prepare(CHOOSE)?);
        Ok(Box::new(PeerOfficer { day: self, client, facts, values, find, write, correct, choose }))
    }

    fn tick(&self) -> anyhow::Result<()> {
        Ok(())
    }
}

struct PeerOfficer<'a> {
    day: &'a PeerDay<'a>,
    client: Connection,
    facts: Statement,
    values: Statement,
    find: Statement,
    write: Statement,
    correct: Statement,
    choose: Statement,
}

impl PeerOfficer<'_> {
    /// Fetches what a decision turns on, and decides as simply as can be; the person's number.
    fn decide(&mut self, person: u32) -> anyhow::Result<i64> {
        let mut rows = self.client.query_raw(&self.facts, [reference(person)])?;
        let (mut id, mut tenant) = (None, false);
        while let Some(row) = rows.next()? {
            let (fact, about): (&str, &str) = (row.try_get(1)?, row.try_get(2)?);
            match fact {
                "person" if about == "0" => id = Some(row.try_get(0)?),
                "relationship" => tenant |= about == "tenant",
                "wall" => tenant = false,
                _ => {}
            }
        }
        ensure!(tenant, "wrong answer: a tenant is none");
        id.context("wrong answer: a tenant is not there")
    }

    fn look(
        &mut self,
        person: u32,
        allowed: &[&str],
        identifiers: u32,
        letters: bool,
    ) -> anyhow::Result<Done> {
        let files = &self.day.files;
        let mut expected = files.expect(person);
        let id = self.decide(person)?;
        let today = TODAY.to_string();
        let params: [&(dyn postgres::types::ToSql + Sync); 3] = [&id, &allowed, &today];
        for row in self.client.query(&self.values, &params)? {
            let value: &str = row.try_get(1)?;
            expected.see(row.try_get(0)?, value.as_bytes())?;
        }
        let rows = files.judge(&expected, identifiers, letters)?;
        Ok(Done { rows, checked: rows, again: 0 })
    }

    fn search(&mut self, person: u32, by: SearchBy) -> anyhow::Result<Done> {
        let (kind, text) = match by {
            SearchBy::Phone => ("telephone", phone(person)),
            SearchBy::Tenancy => ("tenancy-details", tenancy(person)),
        };
        let found = self.client.query(&self.find, &[&kind, &normal(&text)])?;
        let one = found.first().map(|row| row.try_get::<_, &str>(0)).transpose()?;
        ensure!(
            found.len() == 1 && one == Some(&reference(person)),
            "wrong answer: a search did not find one person"
        );
        self.look(person, &TENANCY, IDENTIFIERS, true)
    }
}

impl Client<Act> for PeerOfficer<'_> {
    fn run(&mut self, act: &Act) -> anyhow::Result<Done> {
        let today = TODAY.to_string();
        match *act {
            Act::Look { person, repairs: false } => {
                return self.look(person, &TENANCY, IDENTIFIERS, true);
            }
            Act::Look { person, .. } => {
                return self.look(person, &REPAIRS, IDENTIFIERS - 1, true);
            }
            Act::Search { person, by } => return self.search(person, by),
            Act::Disclose { person } => return self.look(person, &CONTRACTOR, 2, false),
            Act::Write { person, letter: number } => {
                let id = self.decide(person)?;
                self.day.files.writing(person);
                let text = letter(number, 0);
                self.client.execute(&self.write, &[&i64::from(number), &id, &today, &text])?;
                self.day.files.wrote(person);
            }
            Act::Correct { person, letter: number, version } => {
                let id = self.decide(person)?;
                let text = letter(number, version);
                let changed =
                    self.client.execute(&self.correct, &[&i64::from(number), &id, &text])?;
                ensure!(changed == 1, "wrong answer: a letter is not there");
            }
            Act::Choose { person, photographs } => {
                let id = self.decide(person)?;
                let (kind, about) = if photographs {
                    ("no-images", "")
                } else {
                    ("objection", "research-and-surveys")
                };
                self.client.execute(&self.choose, &[&id, &kind, &about, &today])?;
            }
        }
        Ok(Done { rows: 1, ..Done::default() })
    }
}
