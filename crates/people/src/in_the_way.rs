//! What stands in the way of letting something of somebody go.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use db::{Tx, params};
use jiff::civil::Date;

use crate::codes::Code;
use crate::drawer::Label;
use crate::facts::Fact;
use crate::ids::PersonNo;
use crate::permit::MERGED;
use crate::ripe::Stop;
use crate::shelf::Shelf;
use crate::{Error, Record, one_person};

/// What the rooms above keep of people, and what rows of theirs have a day of their own.
#[derive(Clone, Copy)]
pub struct Keeps {
    /// Whether what is held on a person stays for now, and the word for why.
    pub why: fn(&Tx<'_>, PersonNo) -> Result<Option<&'static str>, Error>,
    /// Rows about people, beside those of this room.
    pub shelves: &'static [Shelf],
}

impl Keeps {
    /// No room above keeps anything, or has anything.
    pub const NOTHING: Keeps = Keeps { why: |_, _| Ok(None), shelves: &[] };
}

impl std::fmt::Debug for Keeps {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keeps({} shelves)", self.shelves.len())
    }
}

/// What is known of everybody who has something in the way, once a transaction.
pub(crate) struct InTheWay<'a> {
    pub(crate) record: &'a Record,
    holds: HashMap<PersonNo, Vec<String>>,
    restricted: HashMap<PersonNo, Vec<Code>>,
    pub(crate) merged: HashMap<PersonNo, PersonNo>,
    known_kinds: BTreeSet<&'a str>,
    keeps: Keeps,
    /// What the rooms above said of somebody in this transaction.
    above: RefCell<HashMap<PersonNo, Option<&'static str>>>,
}

impl<'a> InTheWay<'a> {
    pub(crate) fn read(
        record: &'a Record,
        tx: &Tx<'_>,
        today: Date,
        keeps: Keeps,
    ) -> Result<InTheWay<'a>, Error> {
        let mut merged = HashMap::new();
        tx.query("SELECT no FROM person WHERE state = ?1", params![MERGED], |row| {
            let no = PersonNo::new(row.int(0)?);
            merged.insert(no, no);
            Ok::<_, Error>(())
        })?;
        for (no, kept) in &mut merged {
            *kept = one_person::kept(tx, *no)?;
        }
        let kept = |no: i64| {
            let no = PersonNo::new(no);
            merged.get(&no).copied().unwrap_or(no)
        };
        let day = today.to_string();
        let mut holds: HashMap<PersonNo, Vec<String>> = HashMap::new();
        tx.query(
            "SELECT person, kind FROM hold WHERE since <= ?1
             AND (released IS NULL OR released >= ?1)",
            params![&day],
            |row| {
                holds.entry(kept(row.int(0)?)).or_default().push(row.text(1)?.to_owned());
                Ok::<_, Error>(())
            },
        )?;
        let mut restricted: HashMap<PersonNo, Vec<Code>> = HashMap::new();
        tx.query(
            "SELECT person, code FROM choice WHERE kind = ?1 AND since <= ?2
             AND (until IS NULL OR until >= ?2)",
            params![Fact::Restriction as i64, &day],
            |row| {
                let code = Code::try_from(row.int(1)?).map_err(|_| Error::Damaged("a code"))?;
                restricted.entry(kept(row.int(0)?)).or_default().push(code);
                Ok::<_, Error>(())
            },
        )?;
        let classes = record.gate().charter().retentions();
        let known_kinds =
            classes.iter().flat_map(|class| &class.holds).map(String::as_str).collect();
        let above = RefCell::default();
        Ok(InTheWay { record, holds, restricted, merged, known_kinds, keeps, above })
    }

    /// Whether a hold of a kind keeps a class. One no class speaks of keeps everything.
    fn keeps_class(&self, kind: &str, class: &str) -> bool {
        if !self.known_kinds.contains(kind) {
            return true;
        }
        let classes = self.record.gate().charter().retentions();
        let class = classes.iter().find(|one| one.id.get_ref().as_str() == class);
        class.is_none_or(|class| class.holds.iter().any(|held| held == kind))
    }

    pub(crate) fn stops(
        &self,
        tx: &Tx<'_>,
        no: PersonNo,
        class: &str,
        drawer: Option<i64>,
        into: &mut BTreeSet<Stop>,
    ) -> Result<(), Error> {
        let kept = self.merged.get(&no).copied().unwrap_or(no);
        for kind in self.holds.get(&kept).into_iter().flatten() {
            if self.keeps_class(kind, class) {
                into.insert(Stop::Hold(kind.clone()));
            }
        }
        for code in self.restricted.get(&kept).into_iter().flatten() {
            let there = match drawer {
                // What is held together does not say its category: any restriction keeps it.
                None => true,
                Some(drawer) => tx
                    .one(
                        "SELECT 1 FROM label WHERE kind = ?1 AND code = ?2 AND drawer = ?3",
                        params![Label::Category as i64, i64::from(*code), drawer],
                        |row| row.int(0),
                    )?
                    .is_some(),
            };
            if there {
                into.insert(Stop::Restricted);
            }
        }
        let said = self.above.borrow().get(&kept).copied();
        let why = match said {
            Some(why) => why,
            None => {
                let why = (self.keeps.why)(tx, kept)?;
                self.above.borrow_mut().insert(kept, why);
                why
            }
        };
        into.extend(why.map(Stop::Above));
        Ok(())
    }
}
