//! Permits: leave to touch one person's data, inside one transaction, for one purpose.
//!
//! Only this room makes a [`Permit`], from facts it loaded in the transaction the permit lives in.
//! It cannot be cloned, stored or sent, and it is spent on a [`Release`], which opens only against
//! proof that its entry in the log is on the disk.
//!
//! This is how it is used:
//!
//! ```
//! fn look(
//!     record: &people::Record,
//!     question: &people::Question,
//!     person: people::PersonId,
//!     now: people::Now,
//! ) -> Result<people::Opened, people::Error> {
//!     let release: people::Release = record.data().read("look", |tx| {
//!         let permit: people::Permit<'_> = record.permit(tx, question, person)?;
//!         permit.release()
//!     })?;
//!     release.open_logged(record, now)
//! }
//! ```
//!
//! A permit does not outlive its transaction:
//!
//! ```compile_fail
//! fn keep(record: &people::Record, question: &people::Question, person: people::PersonId) {
//!     let mut kept = None;
//!     record.data().read("look", |tx| {
//!         kept = Some(record.permit(tx, question, person)?);
//!         Ok::<_, people::Error>(())
//!     });
//! }
//! ```
//!
//! Nor is it had twice:
//!
//! ```compile_fail
//! fn twice(permit: people::Permit<'_>) {
//!     let _again = permit.clone();
//! }
//! ```
//!
//! Nobody else makes one:
//!
//! ```compile_fail
//! let permit = people::Permit { .. };
//! ```
//!
//! And a release shows nothing without its entry on the disk:
//!
//! ```compile_fail
//! fn look(record: &people::Record, release: people::Release) {
//!     let _items = release.open(record);
//! }
//! ```
//!
//! The proof cannot be made up:
//!
//! ```compile_fail
//! let proof = db::Committed::new(());
//! ```

use std::marker::PhantomData;

use charter::items::Category;
use db::{Tx, params};
use gate::{Act, Ask, Decision, Explanation, Facts, Gate, Outcome, Set};
use jiff::civil::Date;
use vault::KeyId;

use crate::account::Account;
use crate::codes::Code;
use crate::contacting::Routed;
use crate::facts::{self, Standing};
use crate::marketing;
use crate::one_person;
use crate::release::{Release, SealedDrawer};
use crate::{Error, PersonId, PersonNo, Question, Record};

/// Leave to touch one person's data. Lives and dies in its transaction.
#[must_use]
pub struct Permit<'tx> {
    pub(crate) record: &'tx Record,
    pub(crate) tx: &'tx Tx<'tx>,
    pub(crate) question: &'tx Question,
    pub(crate) person: Loaded,
    pub(crate) verdict: Verdict,
    /// What the law on electronic messages says to a contact that is planned.
    pub(crate) route: Option<Routed>,
    /// Neither sent to another thread nor shared with one.
    here: PhantomData<*const ()>,
}

/// What the gate said, and what it would say of items that are restricted or past their time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Verdict {
    pub(crate) ask: Ask,
    pub(crate) facts: Facts,
    pub(crate) decision: Decision,
    pub(crate) if_restricted: Set<Category>,
    pub(crate) if_expired: Set<Category>,
    pub(crate) relationship: Code,
}

/// A person as a transaction found them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Loaded {
    pub(crate) no: PersonNo,
    pub(crate) id: PersonId,
    pub(crate) history_key: KeyId,
    pub(crate) detail_key: KeyId,
    pub(crate) next_item: i64,
    pub(crate) joint: bool,
    pub(crate) merged: bool,
}

/// No, and why. Says nothing of anybody: a person behind a wall and a person nobody knows refuse in
/// the same words.
#[derive(Clone)]
pub struct Refusal {
    ask: Ask,
    facts: Facts,
    decision: Decision,
    route: Option<Routed>,
    pub(crate) account: Account,
    pub(crate) subject: Option<(PersonNo, KeyId)>,
}

/// Says which rules refused, and nothing of whom.
impl std::fmt::Debug for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Refusal").field(&self.account.refused_by).finish()
    }
}

impl Refusal {
    pub(crate) fn new(
        account: Account,
        verdict: &Verdict,
        subject: Option<(PersonNo, KeyId)>,
    ) -> Refusal {
        Refusal {
            ask: verdict.ask,
            facts: verdict.facts,
            decision: verdict.decision,
            route: None,
            account,
            subject,
        }
    }

    /// What the law on electronic messages says to the contact that is planned; none where the answer
    /// would tell a person who is known from one who is not.
    #[must_use]
    pub fn route(&self) -> Option<&Routed> {
        self.route.as_ref()
    }

    /// The decision.
    #[must_use]
    pub fn decision(&self) -> &Decision {
        &self.decision
    }

    /// Why, which paragraphs, and who can unblock it.
    #[must_use]
    pub fn explain(&self, gate: &Gate) -> Explanation {
        gate.explain(&self.ask, &self.facts)
    }

    /// Whether a wall stands between. For this room alone.
    pub(crate) fn walled(&self) -> bool {
        self.facts.walled
    }
}

pub(crate) const LIVE: i64 = 0;
pub(crate) const MERGED: i64 = 1;
pub(crate) const ERASING: i64 = 2;
pub(crate) const ERASED: i64 = 3;

const PERSON: &str = "SELECT no, state, merged_into, facts, history_key, next_item, id, detail_key
     FROM person";

struct Found {
    loaded: Loaded,
    state: i64,
    merged_into: Option<i64>,
    facts: Vec<u8>,
}

fn read_person(row: &db::Row<'_>) -> Result<Found, Error> {
    Ok(Found {
        loaded: Loaded {
            no: PersonNo::new(row.int(0)?),
            id: PersonId::from_bytes(row.bytes(6)?),
            history_key: KeyId::from_bytes(row.bytes(4)?),
            detail_key: KeyId::from_bytes(row.bytes(7)?),
            next_item: row.int(5)?,
            joint: false,
            merged: false,
        },
        state: row.int(1)?,
        merged_into: row.opt_int(2)?,
        facts: row.blob(3)?.to_vec(),
    })
}

fn find(tx: &Tx<'_>, id: PersonId) -> Result<Option<Found>, Error> {
    let sql = format!("{PERSON} WHERE id = ?1");
    let mut found = tx.one(&sql, params![id.as_bytes()], read_person)?;
    // A merged record leads to the one that was kept; a chain of them is short.
    for _ in 0..8 {
        match &found {
            Some(Found { state: MERGED, merged_into: Some(kept), .. }) => {
                let sql = format!("{PERSON} WHERE no = ?1");
                found = tx.one(&sql, params![*kept], read_person)?;
            }
            _ => break,
        }
    }
    Ok(found.filter(|found| found.state == LIVE))
}

impl Record {
    /// Decides about one person, from facts loaded in this transaction.
    ///
    /// # Errors
    /// [`Error::Refused`] when nothing of what is asked is allowed, or there is nobody of that id:
    /// the two look alike.
    pub fn permit<'tx>(
        &'tx self,
        tx: &'tx Tx<'tx>,
        question: &'tx Question,
        person: PersonId,
    ) -> Result<Permit<'tx>, Error> {
        let found = find(tx, person)?;
        let Some(mut found) = found else {
            let verdict = self.verdict(question, &nobody());
            let account = Account::of(question, &verdict, None);
            return Err(Refusal::new(account, &verdict, None).into());
        };
        let mut standing =
            facts::read(&found.facts, self.codes(), question.entity, question.ask.on)?;
        if standing.walled_off {
            standing.facts.walled = self.walled(tx, question, found.loaded.no)?;
        }
        if let Act::Disclose(..) = question.ask.act {
            standing.facts.lapsed = self.lapsed(tx, question.ask.on)?;
        }
        let route = self.route(tx, question, found.loaded.no, &mut standing.facts)?;
        if let Act::Contact(channel) = question.ask.act
            && route.is_none()
            && !question.topic.is_empty()
        {
            let no = found.loaded.no;
            let (entity, by, on) = (question.entity, question.channel, question.ask.on);
            let chosen = marketing::chosen(tx, no, entity, by, &question.topic, on)?;
            let facts = &mut standing.facts;
            facts.objected_marketing = chosen.no;
            if chosen.yes {
                facts.marketing = facts.marketing.with(channel);
            }
        }
        (found.loaded.joint, found.loaded.merged) = (standing.joint, standing.merged);
        let verdict = self.verdict(question, &standing);
        if verdict.decision.outcome() == Outcome::Refused {
            let known = !standing.facts.walled;
            let account = Account::of(question, &verdict, known.then_some(found.loaded.id));
            // Even the entry of a refusal at a wall stands in the person's own history, so that
            // who tried can be seen by those who keep the wall.
            let subject = Some((found.loaded.no, found.loaded.history_key));
            let mut refusal = Refusal::new(account, &verdict, subject);
            refusal.route = route.filter(|_| known && verdict.relationship != 0);
            return Err(refusal.into());
        }
        let person = found.loaded;
        Ok(Permit { record: self, tx, question, person, verdict, route, here: PhantomData })
    }

    /// Puts the question to the gate for each thing the person is to the entity, and keeps the
    /// answer that allows most: a tenant who also applied is a tenant.
    pub(crate) fn verdict(&self, question: &Question, standing: &Standing) -> Verdict {
        let gate = self.gate();
        let mut best: Option<Verdict> = None;
        let mut ask = question.ask;
        let mut consider = |ask: Ask, relationship: Code| {
            let decision = gate.decide(&ask, &standing.facts);
            if best.as_ref().is_none_or(|b| b.decision.allowed().len() < decision.allowed().len()) {
                best = Some(Verdict {
                    ask,
                    facts: standing.facts,
                    decision,
                    if_restricted: Set::EMPTY,
                    if_expired: Set::EMPTY,
                    relationship,
                });
            }
        };
        for &code in &standing.relationships {
            let Some(Some(ix)) = self.codes().relationships.get(usize::from(code)) else {
                continue;
            };
            if question.any_relationship || question.ask.relationship == *ix {
                ask.relationship = *ix;
                consider(ask, code);
            }
        }
        // Nothing to the entity that day: nobody, as far as this question goes.
        let mut verdict = best.unwrap_or_else(|| {
            let facts = if standing.facts.walled { standing.facts } else { Facts::unknown() };
            Verdict {
                ask: question.ask,
                facts,
                decision: gate.decide(&question.ask, &facts),
                if_restricted: Set::EMPTY,
                if_expired: Set::EMPTY,
                relationship: 0,
            }
        });
        if verdict.decision.outcome() != Outcome::Refused {
            let mut facts = verdict.facts;
            facts.restricted = Set::ALL;
            verdict.if_restricted = gate.decide(&verdict.ask, &facts).allowed();
            facts.restricted = verdict.facts.restricted;
            facts.expired = Set::ALL;
            verdict.if_expired = gate.decide(&verdict.ask, &facts).allowed();
        }
        verdict
    }

    pub(crate) fn walled(
        &self,
        tx: &Tx<'_>,
        question: &Question,
        person: PersonNo,
    ) -> Result<bool, Error> {
        let actors = Actors::of(self, question);
        let on = question.ask.on.to_string();
        let asking = match question.on_behalf {
            Some(id) => {
                let sql = "SELECT no FROM person WHERE id = ?1";
                match tx.one(sql, params![id.as_bytes()], |row| row.int(0))? {
                    Some(no) => one_person::records(tx, one_person::kept(tx, PersonNo::new(no))?)?,
                    None => Vec::new(),
                }
            }
            None => Vec::new(),
        };
        let mut walled = false;
        for record in one_person::records(tx, one_person::kept(tx, person)?)? {
            tx.query(
                "SELECT against_person, against_actor FROM wall WHERE person = ?1 AND since <= ?2
                 AND (until IS NULL OR until >= ?2)",
                params![record.get(), &on],
                |row| {
                    let against = row.opt_int(0)?.map(PersonNo::new);
                    walled |= against.is_some_and(|no| asking.contains(&no));
                    walled |= row.opt_bytes::<16>(1)?.is_some_and(|one| actors.may_be(&one));
                    Ok::<_, Error>(())
                },
            )?;
        }
        Ok(walled)
    }

    fn lapsed(&self, tx: &Tx<'_>, on: Date) -> Result<Set<charter::items::Recipient>, Error> {
        let mut set = Set::EMPTY;
        let on = on.to_string();
        tx.query("SELECT recipient FROM lapsed WHERE since <= ?1", params![&on], |row| {
            let code = usize::try_from(row.int(0)?).unwrap_or(usize::MAX);
            if let Some(Some(ix)) = self.codes().recipients.get(code) {
                set = set.with(*ix);
            }
            Ok::<_, Error>(())
        })?;
        Ok(set)
    }
}

/// Who asks, by every name a wall may know them by: the service and the officer together, and each.
struct Actors {
    names: Vec<[u8; 16]>,
    /// A service asks and does not say for whom: it may be anybody.
    anybody: bool,
}

impl Actors {
    fn of(record: &Record, question: &Question) -> Actors {
        let actor = question.actor.as_str();
        let parts = actor.split_once('/').into_iter().flat_map(|(service, who)| [service, who]);
        let names = parts.chain([actor]).filter(|name| !name.trim().is_empty());
        Actors {
            names: names.map(|name| record.actor_pseudonym(name)).collect(),
            anybody: actor.ends_with('/'),
        }
    }

    fn may_be(&self, walled: &[u8; 16]) -> bool {
        self.anybody || self.names.contains(walled)
    }
}

/// What stands when there is nobody.
fn nobody() -> Standing {
    Standing {
        facts: Facts::unknown(),
        relationships: Vec::new(),
        walled_off: false,
        joint: false,
        merged: false,
    }
}

impl<'tx> Permit<'tx> {
    /// The decision behind it.
    #[must_use]
    pub fn decision(&self) -> &Decision {
        &self.verdict.decision
    }

    /// Why what is masked is masked.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        self.record.gate().explain(&self.verdict.ask, &self.verdict.facts)
    }

    /// Every record of the person, the one that was kept first.
    fn records(&self) -> Result<Vec<PersonNo>, Error> {
        if self.person.merged {
            one_person::records(self.tx, self.person.no)
        } else {
            Ok(vec![self.person.no])
        }
    }

    /// Spends it on what is held about the person, still sealed.
    ///
    /// # Errors
    /// What the store says.
    pub fn release(self) -> Result<Release, Error> {
        let records = self.records()?;
        let mut drawers = Vec::new();
        for record in &records {
            let (first, last) = record.drawers();
            self.tx.query(
                "SELECT no, key, due, sealed FROM drawer WHERE no BETWEEN ?1 AND ?2 ORDER BY no",
                params![first, last],
                |row| {
                    drawers.push(SealedDrawer::read(row)?);
                    Ok::<_, Error>(())
                },
            )?;
        }
        let joint = if self.person.joint { self.joint(&records)? } else { Vec::new() };
        let account = Account::of(self.question, &self.verdict, Some(self.person.id));
        let sealed = (records, drawers, joint);
        Ok(Release::new(self.person, self.verdict, self.question.clone(), sealed, account))
    }
}
