//! Registers an office keeps in spreadsheets, read by a mapping.
//!
//! A row is taken over as far as it can be read. What cannot be read is reported by row and column,
//! never by what was in it. What cannot be proved is taken over as held from before, to be put right
//! by a date. A row about somebody's safety is never left out: where it is not clear whose it is, it
//! is set aside, sealed, and a post is told to place it. The same row is taken over once, so the
//! same file can be imported again after it stopped half way, and every night. Nothing is sent to
//! anyone.

mod care;
mod choices;
mod mapping;
mod people;
mod run;
mod set_aside;
mod table;

use std::collections::{BTreeMap, HashSet};

use db::{Tx, params};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::identify::{Identifier, Kind, kinds};
use crate::{Error, Found, Now, PersonId, PersonNo, Question, Record};

pub use mapping::{Mapping, Register};
pub(crate) use people::ERASED as ERASED_NUMBER;
pub use run::{Run, Undone};
pub use set_aside::SetAside;
pub use table::{COLUMNS_MAX, Line, REGISTER_BYTES_MAX, ROWS_MAX, Table};

/// How long what cannot be proved may wait to be put right: 180 days.
pub const PUT_RIGHT_DAYS: i64 = 180;

/// Something in a register that was not taken over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// The row, counted from 1 with the headings.
    pub row: usize,
    /// The column, by its heading; empty for the whole row.
    pub column: String,
    /// Why, without what was there.
    pub why: String,
}

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Its number, by which it can be undone; 0 where nothing was to be written.
    pub run: i64,
    /// Rows read.
    pub rows: usize,
    /// Rows taken over, or that would be.
    pub entered: usize,
    /// People of whom something is known now that was not.
    pub updated: usize,
    /// Rows that were there already.
    pub known: usize,
    /// Rows taken over as held from before, to be put right.
    pub legacy: Vec<usize>,
    /// Rows about somebody's safety that wait to be placed.
    pub set_aside: usize,
    /// What was not taken over.
    pub left_out: Vec<LeftOut>,
}

/// What a row came to, as the table of imported rows numbers it. Never changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i64)]
#[expect(missing_docs, reason = "each is what its name says")]
pub enum Made {
    Person = 1,
    Choice = 2,
    Marker = 3,
    Hold = 4,
    Update = 5,
    Disclosure = 10,
    Agreement = 11,
}

/// A row that is being taken over: it is written down with what it came to, in one transaction.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    run: i64,
    line: i64,
    fingerprint: [u8; 16],
    /// The row set aside that it was until now, and when it is placed.
    waited: Option<(i64, i64)>,
}

impl Taken {
    /// Writes down what the row came to.
    ///
    /// # Errors
    /// [`Error::Changed`] where the same row was taken over a moment ago.
    pub fn note(&self, tx: &Tx<'_>, made: Made, person: i64, what: i64) -> Result<(), Error> {
        let noted = tx.execute(
            "INSERT INTO imported (fingerprint, run, line, person, made, what)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
            params![&self.fingerprint, self.run, self.line, person, made as i64, what],
        )?;
        if noted != 1 {
            return Err(Error::Changed);
        }
        match self.waited {
            Some((no, at)) => set_aside::placed(tx, no, at),
            None => Ok(()),
        }
    }

    /// Takes the place of what the same person's row was before, so that a value that goes back to what
    /// it was is not taken for known.
    pub(crate) fn renew(&self, tx: &Tx<'_>, person: i64) -> Result<(), Error> {
        tx.execute(
            "DELETE FROM imported WHERE person = ?1 AND made = ?2",
            params![person, Made::Update as i64],
        )?;
        // The row that entered them stays, so that the import can be undone; it is known by what the
        // row says now.
        let renewed = tx.execute(
            "UPDATE imported SET fingerprint = ?3 WHERE person = ?1 AND made = ?2",
            params![person, Made::Person as i64, &self.fingerprint],
        )?;
        if renewed > 0 { Ok(()) } else { self.note(tx, Made::Update, person, 0) }
    }

    /// Gives the post a task to put right what cannot be proved.
    pub(crate) fn put_right(
        &self,
        tx: &Tx<'_>,
        post: &str,
        person: PersonNo,
        by: Date,
        at: i64,
    ) -> Result<(), Error> {
        let task = db::tasks::NewTask {
            post: post.to_owned(),
            kind: "put-right".to_owned(),
            subject: Some(person.get()),
            reference: format!("import {}, row {}", self.run, self.line),
            due: by.to_string(),
        };
        db::tasks::give(tx, &task, at)?;
        Ok(())
    }
}

/// An import under way.
pub struct Import<'a> {
    /// The record.
    pub record: &'a Record,
    /// What the columns are.
    pub mapping: &'a Mapping,
    /// Looks people up.
    pub look: &'a Question,
    /// Writes about them.
    pub write: &'a Question,
    /// Whether anything is written, or only said.
    pub real: bool,
    /// When.
    pub now: Now,
    columns: Columns,
    headings: Vec<String>,
    /// Numbers of people that this register has had already.
    numbers: HashSet<String>,
    /// Whose row it is, where somebody has said so.
    is_of: Option<PersonId>,
    report: Report,
}

struct Columns {
    number: Option<usize>,
    identifying: Vec<(usize, String, Kind)>,
    fields: BTreeMap<String, (usize, String)>,
}

impl Columns {
    fn find(table: &Table, mapping: &Mapping) -> Result<Columns, Error> {
        let number = mapping.number.as_deref().map(|name| table.column(name)).transpose()?;
        let mut identifying = Vec::new();
        for (heading, kind) in &mapping.columns {
            let kind: Kind = kind.parse().map_err(|_| Error::Damaged("the mapping"))?;
            identifying.push((table.column(heading)?, heading.clone(), kind));
        }
        let mut fields = BTreeMap::new();
        for (field, heading) in &mapping.fields {
            fields.insert(field.clone(), (table.column(heading)?, heading.clone()));
        }
        Ok(Columns { number, identifying, fields })
    }
}

/// What became of a row in an import before.
pub(crate) enum Before {
    /// It was taken over, or waits to be placed.
    There,
    /// It was taken over, and the person was erased since.
    Erased,
}

/// What became of one row.
pub enum Row {
    /// Taken over.
    Entered,
    /// Taken over, and to be put right.
    Legacy,
    /// It told something new of a person who is known.
    Updated,
    /// It was there already.
    Known,
    /// It waits to be placed, and why.
    SetAside(String),
    /// Not taken over, and why.
    Left(String),
    /// Not taken over, as was reported.
    Reported,
}

impl<'a> Import<'a> {
    /// Begins an import of a register.
    ///
    /// # Errors
    /// [`Error::Malformed`] for columns the register does not have.
    pub fn begin(
        record: &'a Record,
        mapping: &'a Mapping,
        (look, write): (&'a Question, &'a Question),
        table: &Table,
        real: bool,
        now: Now,
    ) -> Result<Import<'a>, Error> {
        let mut import = Import::over(record, mapping, (look, write), table, 0, now)?;
        import.real = real;
        if real {
            import.report.run = record.begin_run(mapping.register, write.actor(), now)?;
        }
        Ok(import)
    }

    /// An import that goes on in a run there is.
    fn over(
        record: &'a Record,
        mapping: &'a Mapping,
        (look, write): (&'a Question, &'a Question),
        table: &Table,
        run: i64,
        now: Now,
    ) -> Result<Import<'a>, Error> {
        Ok(Import {
            record,
            mapping,
            look,
            write,
            real: true,
            now,
            columns: Columns::find(table, mapping)?,
            headings: table.headings.clone(),
            numbers: HashSet::new(),
            is_of: None,
            report: Report { run, ..Report::default() },
        })
    }

    /// Takes every row over that is not there yet.
    ///
    /// # Errors
    /// What `take` says: then what was taken over before stays, and the same file can be imported
    /// again.
    pub fn each(
        mut self,
        table: &Table,
        mut take: impl FnMut(&mut Import<'a>, &Line, Taken) -> Result<Row, Error>,
    ) -> Result<Report, Error> {
        let mut seen = HashSet::new();
        for line in &table.lines {
            self.report.rows += 1;
            let fingerprint = self.fingerprint(line);
            if !seen.insert(fingerprint) {
                self.report.known += 1;
                continue;
            }
            match self.record.imported(&fingerprint)? {
                Some(Before::There) => {
                    self.report.known += 1;
                    // A later row of the same number is no news of them, the second time either.
                    if let Some(number) = self.number(line) {
                        let _new = self.numbers.insert(number.normal().to_owned());
                    }
                    continue;
                }
                Some(Before::Erased) => {
                    self.leave(line, "", people::WAS_ERASED.to_owned());
                    continue;
                }
                None => {}
            }
            let taken = Taken {
                waited: None,
                run: self.report.run,
                line: i64::try_from(line.no).unwrap_or(i64::MAX),
                fingerprint,
            };
            let mut came = take(&mut self, line, taken);
            // A row about somebody's safety is never left out, whatever is wrong with it.
            if self.mapping.register.is_safety() {
                let why = match &came {
                    Ok(Row::Left(why)) => Some(why.clone()),
                    Err(Error::Refused(_)) => Some("the notice does not allow it".to_owned()),
                    Err(Error::NotInCharter { kind, .. }) => {
                        Some(format!("the charter has no such {kind}"))
                    }
                    Err(Error::Malformed(why)) => Some(why.clone()),
                    _ => None,
                };
                if let Some(why) = why {
                    came = self.set_aside(line, why, taken);
                }
            }
            match came {
                Ok(Row::Entered) => self.report.entered += 1,
                Ok(Row::Legacy) => {
                    self.report.entered += 1;
                    self.report.legacy.push(line.no);
                }
                Ok(Row::Updated) => self.report.updated += 1,
                Ok(Row::Known) => self.report.known += 1,
                Ok(Row::SetAside(why)) => {
                    self.report.set_aside += 1;
                    self.leave(line, "", format!("set aside until it is placed: {why}"));
                }
                Ok(Row::Left(why)) => self.leave(line, "", why),
                Ok(Row::Reported) => {}
                Err(Error::Refused(refusal)) => {
                    let explained = refusal.explain(self.record.gate());
                    let why =
                        format!("the notice does not allow it: {}", explained.masked.join(", "));
                    self.leave(line, "", why);
                }
                Err(Error::NotInCharter { kind, .. }) => {
                    self.leave(line, "", format!("the charter has no such {kind}"));
                }
                Err(Error::Malformed(why)) => self.leave(line, "", why),
                Err(error) => return Err(error),
            }
        }
        if self.real {
            self.record.end_run(&self.report)?;
        }
        Ok(self.report)
    }

    fn fingerprint(&self, line: &Line) -> [u8; 16] {
        let mut row = self.mapping.register.as_str().to_owned();
        for part in [&self.mapping.entity, &self.mapping.system].into_iter().chain(&line.cells) {
            row.push('\u{1f}');
            row.push_str(part);
        }
        self.record.vault().pseudonym("imported-row", row.as_bytes())
    }

    /// Reports something of a row that was not taken over.
    pub fn leave(&mut self, line: &Line, column: &str, why: String) {
        self.report.left_out.push(LeftOut { row: line.no, column: column.to_owned(), why });
    }

    /// What stands in a field, in the charter's words where the mapping translates it.
    #[must_use]
    pub fn text(&self, line: &Line, field: &str) -> String {
        let cell = self.columns.fields.get(field).map_or("", |(at, _)| line.cell(*at));
        let default = self.mapping.defaults.get(field).map_or("", String::as_str);
        let cell = if cell.is_empty() { default } else { cell };
        let means = self.mapping.values.get(field).and_then(|values| {
            values.iter().find(|(word, _)| word.trim().eq_ignore_ascii_case(cell))
        });
        means.map_or(cell, |(_, name)| name).to_owned()
    }

    /// What stands in a field, or nothing.
    #[must_use]
    pub fn optional(&self, line: &Line, field: &str) -> Option<String> {
        Some(self.text(line, field)).filter(|text| !text.is_empty())
    }

    /// The day in a field. One that cannot be read is reported and counts as none.
    pub fn day(&mut self, line: &Line, field: &str) -> Option<Date> {
        let text = self.text(line, field);
        if text.is_empty() {
            return None;
        }
        let day = kinds::day_first(&text).ok();
        if day.is_none() {
            let heading = self.columns.fields.get(field).map(|(_, heading)| heading.clone());
            self.leave(line, &heading.unwrap_or_default(), "this is no date".to_owned());
        }
        day
    }

    /// The day by which what cannot be proved must be put right.
    #[must_use]
    pub fn put_right_by(&self) -> Date {
        let later = || self.now.today().saturating_add(PUT_RIGHT_DAYS.days());
        self.mapping.put_right_by.unwrap_or_else(later)
    }

    /// The number of the row in its own system.
    fn number(&self, line: &Line) -> Option<Identifier> {
        let at = self.columns.number?;
        let number = format!("{}:{}", self.mapping.system, line.cell(at));
        Identifier::parse(Kind::OtherSystemId, &number).ok()
    }

    /// Everything in the row that tells a person apart. What cannot be read is reported.
    fn identifiers(&mut self, line: &Line) -> Vec<Identifier> {
        let mut found = Vec::new();
        let mut wrong = Vec::new();
        for (at, heading, kind) in &self.columns.identifying {
            let text = line.cell(*at);
            if text.is_empty() {
                continue;
            }
            match Identifier::parse(*kind, text) {
                Ok(identifier) => found.push(identifier),
                Err(why) => wrong.push((heading.clone(), why.to_string())),
            }
        }
        for (heading, why) in wrong {
            self.leave(line, &heading, why);
        }
        found
    }

    /// Whose row it is: found by the system's number, else by everything else in it.
    ///
    /// # Errors
    /// What the store says. Nobody and several are no errors: the text says why.
    pub fn person(&mut self, line: &Line) -> Result<Result<PersonId, String>, Error> {
        if let Some(person) = self.is_of {
            return Ok(Ok(person));
        }
        let number = self.number(line);
        if let Some(number) = &number {
            let given = std::slice::from_ref(number);
            if let Found::One(one) = self.record.find(self.look, given, self.now)? {
                return Ok(Ok(one.id));
            }
        }
        let given = self.identifiers(line);
        if given.is_empty() {
            return Ok(Err("nothing in the row says whose it is".to_owned()));
        }
        Ok(match self.record.find(self.look, &given, self.now)? {
            // Somebody of that name who has another number of the same system is somebody else.
            Found::One(one) if self.has_another(one.id, number.as_ref())? => {
                Err("whoever is found by this row has another number".to_owned())
            }
            Found::One(one) => Ok(one.id),
            Found::Nobody => Err("nobody is found by this row; enter them first".to_owned()),
            Found::Several(_) | Found::TooMany => {
                Err("several people are found by this row; say which".to_owned())
            }
            Found::CannotSearch(why) => Err(why.to_owned()),
        })
    }

    /// Whether a person has a number of the row's system, and not the row's.
    fn has_another(&self, person: PersonId, number: Option<&Identifier>) -> Result<bool, Error> {
        let Some((system, _)) = number.and_then(|number| number.normal().split_once(':')) else {
            return Ok(false);
        };
        let mut another = false;
        let opened = self.record.look(self.look, person, self.now)?;
        opened.each_identifying(self.record, |kind, text, _| {
            if kind == Kind::OtherSystemId
                && let Ok(held) = Identifier::parse(kind, text)
            {
                another |= held.normal().split_once(':').is_some_and(|(of, _)| of == system);
            }
        })?;
        Ok(another)
    }

    /// Says whether anything could be written about a person, and writes nothing.
    ///
    /// # Errors
    /// [`Error::Refused`].
    pub fn would(&self, person: PersonId) -> Result<(), Error> {
        self.record
            .data()
            .read("would import", |tx| self.record.permit(tx, self.write, person).map(|_| ()))
    }
}

/// What is written beside a row, with the number of the person and of the row that was made.
pub(crate) trait Also:
    Fn(&Tx<'_>, PersonNo, i64) -> Result<(), Error> + Clone + Send + 'static
{
}
impl<F: Fn(&Tx<'_>, PersonNo, i64) -> Result<(), Error> + Clone + Send + 'static> Also for F {}

/// Nothing is written beside it.
#[expect(clippy::unnecessary_wraps, reason = "has the form of `Also`")]
pub(crate) fn nothing(_: &Tx<'_>, _: PersonNo, _: i64) -> Result<(), Error> {
    Ok(())
}

impl Record {
    /// Imports a register about people.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a file or mapping that cannot be read, or a register of another
    /// room; what the store says. What was taken over before stays, and the same file can be
    /// imported again.
    pub fn import(
        &self,
        questions: (&Question, &Question),
        table: &Table,
        mapping: &Mapping,
        real: bool,
        now: Now,
    ) -> Result<Report, Error> {
        let import = Import::begin(self, mapping, questions, table, real, now)?;
        match mapping.register {
            Register::People => import.each(table, people::take),
            Register::Consents | Register::OptOuts => import.each(table, choices::take),
            Register::SafeContacts => import.each(table, choices::take_safe),
            Register::Markers => import.each(table, care::take_marker),
            Register::Holds => import.each(table, care::take_hold),
            Register::Agreements | Register::Disclosures => Err(Error::Malformed(format!(
                "the register of {} is not one about people",
                mapping.register.as_str()
            ))),
        }
    }
}
