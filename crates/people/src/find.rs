//! Finding a person. Ambiguous and nobody are answers of their own, and whoever the asker must not
//! learn of is not among them.

use std::sync::Arc;

use db::params;
use vault::KeyId;
use zeroize::Zeroizing;

use crate::account::{Account, SALT};
use crate::codes::Kind as CodeKind;
use crate::facts;
use crate::file::account;
use crate::identify::{Identifier, Kind, terms};
use crate::permit::LIVE;
use crate::recent::Text;
use crate::release::Release;
use crate::{Error, Now, PersonId, Question, Record};

/// Somebody who may be the one, with as much as tells them from the others.
#[derive(Clone)]
pub struct Candidate {
    /// Who.
    pub id: PersonId,
    /// Their name, where the question may see it.
    pub name: Option<Zeroizing<String>>,
    /// Their address, where the question may see it.
    pub address: Option<Zeroizing<String>>,
}

impl std::fmt::Debug for Candidate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Candidate({})", self.id)
    }
}

/// What a search came to.
#[derive(Clone, Debug)]
pub enum Found {
    /// Exactly one person fits.
    One(Candidate),
    /// Several fit: ask for something more.
    Several(Vec<Candidate>),
    /// Nobody fits. That is no proof that nothing is held: another spelling may find them.
    Nobody,
    /// More fit than a search may show: ask for something more.
    TooMany,
    /// What was given cannot be searched by alone.
    CannotSearch(&'static str),
}

/// The most entries of the log that are opened at once.
pub const NEWEST_MAX: u32 = 1000;
/// The most entries of somebody's history that are read at once.
const HISTORY_ONCE: u32 = 500;

impl Record {
    /// Finds people by everything that is given: who fits all of it.
    ///
    /// # Errors
    /// [`Error::Refused`] where the role may not look for the purpose at all; what the store says.
    pub fn find(
        &self,
        question: &Question,
        given: &[Identifier],
        now: Now,
    ) -> Result<Found, Error> {
        let wanted = terms(given);
        if wanted.is_empty() {
            return Ok(Found::CannotSearch(
                "a date of birth or an address without a postcode is not enough: add a name",
            ));
        }
        let index = self.vault().index();
        let mut hits: Option<Vec<i64>> = None;
        for (field, term) in &wanted {
            let found = match index.find(field.as_str(), term.as_bytes()) {
                Ok(found) => found,
                // Too common to narrow anything down: the other terms must.
                Err(vault::Error::TooManyHits(_)) => continue,
                Err(error) => return Err(error.into()),
            };
            hits = Some(match hits {
                None => found,
                Some(hits) => hits.into_iter().filter(|no| found.contains(no)).collect(),
            });
        }
        let Some(hits) = hits else { return Ok(Found::TooMany) };
        let mut candidates: Vec<Candidate> = Vec::new();
        for no in hits {
            if let Some(candidate) = self.confirm(question, no, given, now)?
                && !candidates.iter().any(|there| there.id == candidate.id)
            {
                candidates.push(candidate);
            }
        }
        // The search itself stands in the log, by what kinds and with how many hits, never by what
        // was typed.
        let kinds: Vec<&str> = given.iter().map(|identifier| identifier.kind().as_str()).collect();
        let verdict = self.verdict(question, &facts::read(&[], self.codes(), 0, question.ask.on)?);
        let said = Account::of(question, &verdict, None)
            .act("search")
            .with("kinds", kinds)
            .with("hits", candidates.len());
        let entry = self.entry(said, None, now)?;
        self.data().append(entry)?;
        Ok(match candidates.len() {
            0 => Found::Nobody,
            1 => candidates.into_iter().next().map_or(Found::Nobody, Found::One),
            _ => Found::Several(candidates),
        })
    }

    /// A hit is confirmed by opening: a hash may be shared, and an index may be behind.
    fn confirm(
        &self,
        question: &Question,
        no: i64,
        given: &[Identifier],
        now: Now,
    ) -> Result<Option<Candidate>, Error> {
        let id = self.data().read("who", |tx| {
            tx.one(
                "SELECT COALESCE(k.id, p.id) FROM person p
                 LEFT JOIN person k ON k.no = p.merged_into WHERE p.no = ?1 AND p.state <= 1",
                params![no],
                |row| Ok::<_, Error>(PersonId::from_bytes(row.bytes(0)?)),
            )
        })?;
        let Some(id) = id else { return Ok(None) };
        let released: Result<Release, Error> =
            self.data().read("look to find", |tx| self.permit(tx, question, id)?.release());
        let release = match released {
            Ok(release) => release,
            // Whoever may not be learnt of is not there.
            Err(Error::Refused(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let opened = release.noting("search", true).open_logged(self, now)?;
        let mut held = Vec::new();
        let (mut name, mut address) = (None, None);
        opened.each_identifying(self, |kind, seen, visible| {
            if let Ok(identifier) = Identifier::parse(kind, seen) {
                held.push(identifier);
            }
            if visible && kind == Kind::Name && name.is_none() {
                name = Some(Zeroizing::new(seen.to_owned()));
            }
            if visible && kind == Kind::Address {
                address = Some(Zeroizing::new(seen.to_owned()));
            }
        })?;
        let fits = given.iter().all(|wanted| {
            let same_kind = |kind: Kind| {
                kind == wanted.kind()
                    || matches!(
                        (kind, wanted.kind()),
                        (Kind::Alias, Kind::Name) | (Kind::Name, Kind::Alias)
                    )
            };
            let mut of_kind = held.iter().filter(|there| same_kind(there.kind())).peekable();
            match wanted.kind() {
                // An address is found by its house, and written in many ways.
                Kind::Address => {
                    let house = terms(std::slice::from_ref(wanted));
                    held.iter().any(|there| terms(std::slice::from_ref(there)) == house)
                }
                _ => of_kind.any(|there| there.normal() == wanted.normal()),
            }
        });
        Ok(fits.then_some(Candidate { id: opened.person(), name, address }))
    }

    /// What was done about a person: who looked, who was given what, newest first. The look at this
    /// is itself written down first.
    ///
    /// # Errors
    /// [`Error::Refused`] where the asker may see nothing of this person.
    pub fn history(
        &self,
        question: &Question,
        person: PersonId,
        before: i64,
        limit: u32,
        now: Now,
    ) -> Result<Vec<Event>, Error> {
        self.history_back(question, person, (before, limit.min(HISTORY_ONCE)), now)
    }

    /// The same as far back as `most` entries go.
    pub(crate) fn history_back(
        &self,
        question: &Question,
        person: PersonId,
        (before, most): (i64, u32),
        now: Now,
    ) -> Result<Vec<Event>, Error> {
        let read = self.data().read_log("history", |tx| {
            let permit = self.permit(tx, question, person)?;
            let (mut rows, mut before) = (Vec::new(), before);
            loop {
                let left = most.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX));
                let once = left.min(HISTORY_ONCE);
                let more = tx.entries_about(permit.person.no.get(), before, once)?;
                let Some(last) = more.last().filter(|_| once > 0) else { break };
                before = last.no;
                let is_last = more.len() < once as usize;
                rows.extend(more);
                if is_last {
                    break;
                }
            }
            Ok::<_, Error>((permit.person, permit.verdict, rows))
        });
        let (loaded, verdict, rows) = match read {
            Ok(read) => read,
            Err(error) => return Err(self.refuse(error, now)?),
        };
        let said = account(question, &verdict, loaded.id).act("history").with("rows", rows.len());
        let entry = self.entry(said, Some((loaded.no, loaded.history_key)), now)?;
        self.data().append(entry)?;
        rows.iter()
            .map(|row| {
                Ok(Event {
                    no: row.no,
                    seq: row.seq,
                    at: row.entry.at,
                    account: self.read_entry(&row.entry)?,
                })
            })
            .collect()
    }

    /// The newest entries of the log, whoever they are about, newest first: each opened and compared
    /// with its commitment, as the JSON it was sealed as. That somebody asked is itself written down
    /// first. Entries whose key is gone are about somebody who was erased: those have no text.
    ///
    /// For a regulator or an auditor, and not about anybody in particular: the caller answers for
    /// the permit.
    ///
    /// # Errors
    /// [`Error::TooMany`] beyond [`NEWEST_MAX`]; what the store says; [`Error::Damaged`] for an entry
    /// that is not what it was committed to.
    pub fn newest_entries(
        &self,
        question: &Question,
        limit: u32,
        now: Now,
        mut each: impl FnMut(i64, i64, Option<&str>),
    ) -> Result<(), Error> {
        if limit > NEWEST_MAX {
            return Err(Error::TooMany("entries at once"));
        }
        let verdict = self.verdict(question, &facts::read(&[], self.codes(), 0, question.ask.on)?);
        let said = Account::of(question, &verdict, None).act("read-log").with("entries", limit);
        let entry = self.entry(said, None, now)?;
        self.data().append(entry)?;
        let rows = self.data().newest(limit)?;
        let texts = self.recent().get(rows.iter().map(|row| row.entry.leaf));
        let keys: Vec<KeyId> = (rows.iter().zip(&texts).filter(|(_, text)| text.is_none()))
            .map(|(row, _)| KeyId::from_bytes(row.entry.key))
            .collect();
        self.vault().warm(&keys)?;
        for (row, text) in rows.iter().zip(texts) {
            // The key is looked at even where the text is at hand: somebody may have been erased.
            let opened = match (self.key(KeyId::from_bytes(row.entry.key)), text) {
                (Ok(_), Some(text)) => Ok(text),
                (Ok(_), None) => self.open_text(&row.entry),
                (Err(error), _) => Err(error),
            };
            match opened {
                Ok(text) => each(row.no, row.entry.at, Some(text.as_str())),
                Err(Error::Vault(vault::Error::Gone)) => each(row.no, row.entry.at, None),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Opens an entry's account as text, for whoever reads many.
    fn open_text(&self, entry: &db::Entry) -> Result<Text, Error> {
        let opened = self.open_entry(entry)?;
        let text =
            std::str::from_utf8(&opened[SALT..]).map_err(|_| Error::Damaged("entry.body"))?;
        let text: Text = Arc::new(Zeroizing::new(text.to_owned()));
        self.recent().add(entry.leaf, text.clone());
        Ok(text)
    }

    /// The name of a number in an account.
    #[must_use]
    pub fn name_of(&self, kind: CodeKind, code: crate::Code) -> &str {
        self.codes().name(kind, code)
    }

    /// How many live people there are.
    ///
    /// # Errors
    /// What the store says.
    pub fn people(&self) -> Result<i64, Error> {
        let count = self.data().read("people", |tx| {
            tx.one("SELECT COUNT(*) FROM person WHERE state = ?1", params![LIVE], |row| {
                Ok::<_, Error>(row.int(0)?)
            })
        })?;
        Ok(count.unwrap_or(0))
    }
}

/// One thing that was done, from the log.
#[derive(Clone, Debug)]
pub struct Event {
    /// The number it was written under.
    pub no: i64,
    /// Its place in the log; none until the sequencer has been.
    pub seq: Option<i64>,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// What.
    pub account: Account,
}
