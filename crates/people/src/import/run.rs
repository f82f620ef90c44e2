//! Imports as they are remembered, and undone.

use db::{Tx, params};

use crate::erase::Leaves;
use crate::permit::ERASED;
use crate::{Error, Now, PersonId, PersonNo, Question, Record, facts};

use super::{Before, Made, Register, Report};

/// The most rows of one import that are undone at once; the rest is undone by asking again.
const UNDO_MAX: u32 = 100_000;

/// An import as it is remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its number.
    pub no: i64,
    /// The register.
    pub register: String,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// Rows taken over.
    pub entered: i64,
    /// When it was undone.
    pub undone: Option<i64>,
}

/// What came of undoing an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undone {
    /// Rows that were undone.
    pub undone: usize,
    /// Rows that were left as they are: their line in the register, and why.
    pub left: Vec<(i64, String)>,
}

struct Imported {
    fingerprint: [u8; 16],
    line: i64,
    person: i64,
    made: i64,
    what: i64,
}

impl Record {
    pub(super) fn begin_run(
        &self,
        register: Register,
        actor: &str,
        now: Now,
    ) -> Result<i64, Error> {
        let (by, at) = (actor.to_owned(), now.micros());
        let no = crate::persons::row_number();
        self.write_office(actor, "import", register.as_str(), now, move |tx| {
            tx.execute(
                "INSERT INTO import_run (no, register, actor, at, entered)
                 VALUES (?1, ?2, ?3, ?4, 0)",
                params![no, register.as_str(), &by, at],
            )?;
            Ok(())
        })?;
        Ok(no)
    }

    pub(super) fn end_run(&self, report: &Report) -> Result<(), Error> {
        let (no, entered) = (report.run, i64::try_from(report.entered).unwrap_or(i64::MAX));
        self.data().write("end of an import", move |tx| {
            tx.execute("UPDATE import_run SET entered = ?2 WHERE no = ?1", params![no, entered])
        })?;
        Ok(())
    }

    pub(super) fn imported(&self, fingerprint: &[u8; 16]) -> Result<Option<Before>, Error> {
        let there = self.data().read("imported", |tx| {
            tx.one(
                "SELECT p.state FROM imported i LEFT JOIN person p ON p.no = i.person
                 WHERE i.fingerprint = ?1
                 UNION ALL SELECT NULL FROM set_aside WHERE fingerprint = ?1 LIMIT 1",
                params![fingerprint],
                |row| row.opt_int(0),
            )
        })?;
        Ok(there.map(|state| match state {
            Some(ERASED) => Before::Erased,
            _ => Before::There,
        }))
    }

    /// The newest imports first, 200 at most.
    ///
    /// # Errors
    /// What the store says.
    pub fn imports(&self) -> Result<Vec<Run>, Error> {
        self.data().read("imports", |tx| {
            tx.all(
                "SELECT no, register, at, entered, undone FROM import_run
                 ORDER BY at DESC, no LIMIT 200",
                params![],
                |row| {
                    Ok::<_, Error>(Run {
                        no: row.int(0)?,
                        register: row.text(1)?.to_owned(),
                        at: row.int(2)?,
                        entered: row.int(3)?,
                        undone: row.opt_int(4)?,
                    })
                },
            )
        })
    }

    /// Undoes an import: what it wrote down no longer holds, and whoever it entered and nobody has
    /// dealt with since is gone, with their keys. The file can then be imported again.
    ///
    /// `also` undoes rows of rooms above; whether it did.
    ///
    /// # Errors
    /// [`Error::Malformed`] where there is no such import; what the store says. Asking again goes on
    /// where it stopped.
    pub fn undo_import(
        &self,
        question: &Question,
        run: i64,
        now: Now,
        also: impl Fn(&Tx<'_>, i64, i64) -> Result<bool, Error> + Clone + Send + 'static,
    ) -> Result<Undone, Error> {
        let rows = self.data().read("rows of an import", |tx| {
            let there =
                tx.one("SELECT 1 FROM import_run WHERE no = ?1", params![run], |row| row.int(0))?;
            if there.is_none() {
                return Err(Error::Malformed("there is no import of that number".to_owned()));
            }
            tx.all(
                "SELECT fingerprint, line, person, made, what FROM imported WHERE run = ?1
                 ORDER BY line DESC LIMIT ?2",
                params![run, UNDO_MAX],
                |row| {
                    Ok::<_, Error>(Imported {
                        fingerprint: row.bytes(0)?,
                        line: row.int(1)?,
                        person: row.int(2)?,
                        made: row.int(3)?,
                        what: row.int(4)?,
                    })
                },
            )
        })?;
        let mut report = Undone::default();
        let mut forgotten = false;
        for row in rows {
            let line = row.line;
            forgotten |= row.made == Made::Person as i64;
            match self.undo_row(question, row, now, also.clone()) {
                Ok(()) => report.undone += 1,
                Err(Error::Refused(_)) => {
                    report.left.push((line, "the notice does not let it be changed".to_owned()));
                }
                Err(Error::Malformed(why)) => report.left.push((line, why)),
                Err(Error::Held(kind)) => {
                    report.left.push((line, format!("a hold stands ({kind})")))
                }
                Err(error) => return Err(error),
            }
        }
        if forgotten {
            self.finish_erasures_at(now.micros())?;
        }
        report.undone += self.drop_set_aside(run, now)?;
        let at = now.micros();
        self.write_office(question.actor(), "import-undone", &run.to_string(), now, move |tx| {
            tx.execute("UPDATE import_run SET undone = ?2 WHERE no = ?1", params![run, at])?;
            Ok(())
        })?;
        Ok(report)
    }

    fn undo_row(
        &self,
        question: &Question,
        row: Imported,
        now: Now,
        also: impl Fn(&Tx<'_>, i64, i64) -> Result<bool, Error> + Clone + Send + 'static,
    ) -> Result<(), Error> {
        if row.made == Made::Update as i64 {
            return Err(Error::Malformed(
                "it brought a known person up to date; correct it by hand".to_owned(),
            ));
        }
        let forget = move |tx: &Tx<'_>| {
            // A row that waited and was placed may come again, too.
            let sql = "DELETE FROM set_aside WHERE fingerprint = ?1 AND placed IS NOT NULL";
            tx.execute(sql, params![&row.fingerprint])?;
            tx.execute("DELETE FROM imported WHERE fingerprint = ?1", params![&row.fingerprint])
        };
        let (made, what, at) = (row.made, row.what, now.micros());
        if row.person == 0 {
            return self.write_office(question.actor(), "undo", "a row", now, move |tx| {
                if also(tx, made, what)? {
                    forget(tx)?;
                    Ok(())
                } else {
                    Err(Error::Malformed("it cannot be undone; put it right by hand".to_owned()))
                }
            });
        }
        let Some(person) = self.id_of(PersonNo::new(row.person))? else {
            // Erased since: nothing of it is left but the mark that keeps the row from coming back.
            return Err(Error::Malformed("the person was erased since".to_owned()));
        };
        if made == Made::Person as i64 {
            return self.forget_entered(question, person, what, now);
        }
        let say = |account: crate::Account| account.with("undone", made);
        let _ =
            self.change_person(question, person, now, "undo-import", say, move |tx, loaded| {
                let undone = undo_own(tx, made, what, at)? || also(tx, made, what)?;
                if !undone {
                    return Err(Error::Malformed("it cannot be undone by this command".to_owned()));
                }
                forget(tx)?;
                facts::renew(tx, loaded.no)
            })?;
        Ok(())
    }

    /// Takes somebody out again whom an import entered and nobody has dealt with since.
    fn forget_entered(
        &self,
        question: &Question,
        person: PersonId,
        version: i64,
        now: Now,
    ) -> Result<(), Error> {
        let say = |account: crate::Account| account.with("undone", Made::Person as i64);
        let at = now.micros();
        let today = now.today().to_string();
        let _ =
            self.change_person(question, person, now, "undo-import", say, move |tx, loaded| {
                let no = loaded.no;
                if !untouched(tx, no, version)? {
                    return Err(Error::Malformed(
                        "somebody has dealt with this person since; ask for an erasure instead"
                            .to_owned(),
                    ));
                }
                crate::erase::begin(tx, no, &today, Leaves::default(), at)?;
                tx.execute("DELETE FROM imported WHERE person = ?1", params![no.get()])?;
                Ok(())
            })?;
        Ok(())
    }
}

/// Ends what this room wrote: from the day it began it never held.
fn undo_own(tx: &Tx<'_>, made: i64, what: i64, at: i64) -> Result<bool, Error> {
    let table = match made {
        made if made == Made::Choice as i64 => "choice",
        made if made == Made::Hold as i64 => "hold",
        made if made == Made::Marker as i64 => {
            tx.execute("UPDATE marker SET ended = ?2 WHERE no = ?1", params![what, at])?;
            return Ok(true);
        }
        _ => return Ok(false),
    };
    let sql = format!("SELECT since FROM {table} WHERE no = ?1");
    let since = tx.one(&sql, params![what], |row| row.date(0))?;
    let Some(since) = since else { return Ok(true) };
    let before = since.yesterday().unwrap_or(since).to_string();
    let column = if table == "hold" { "released" } else { "until" };
    let sql = format!("UPDATE {table} SET {column} = ?2 WHERE no = ?1");
    tx.execute(&sql, params![what, &before])?;
    Ok(true)
}

/// Whether a person is as the import entered them: nobody has changed anything of them, and nobody
/// else's record speaks of them.
fn untouched(tx: &Tx<'_>, no: PersonNo, version: i64) -> Result<bool, Error> {
    let same = tx.one(
        "SELECT 1 FROM person p WHERE p.no = ?1 AND p.version = ?2
         AND NOT EXISTS (SELECT 1 FROM merge m WHERE m.kept = p.no AND m.undone IS NULL)
         AND NOT EXISTS (SELECT 1 FROM relationship r WHERE r.other = p.no)
         AND NOT EXISTS (SELECT 1 FROM wall w WHERE w.against_person = p.no)",
        params![no.get(), version],
        |row| row.int(0),
    )?;
    Ok(same.is_some())
}
