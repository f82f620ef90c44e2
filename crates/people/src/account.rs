//! The account of an act: what goes, sealed, into the log.

use std::sync::Arc;

use charter::items::Category;
use gate::{Decision, Rules, Set};
use ledger::{Commitment, Touched};
use serde::{Deserialize, Serialize};
use vault::{KeyId, Place};
use zeroize::Zeroizing;

use crate::codes::{Code, Codes, Kind};
use crate::permit::Verdict;
use crate::{Error, Now, PersonId, Question, Record};

/// What was done or refused, by whom, for what. Names of the charter are kept as their numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The version of this form.
    pub v: u8,
    /// What: `look`, `disclose`, `consent-given`...
    pub act: String,
    /// The person, by id; none when there is nobody, or many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Who did it.
    pub actor: String,
    /// In what role, team and entity, and why: numbers of charter names.
    pub role: Code,
    #[expect(missing_docs, reason = "see `role`")]
    pub team: Code,
    #[expect(missing_docs, reason = "see `role`")]
    pub entity: Code,
    #[expect(missing_docs, reason = "see `role`")]
    pub purpose: Code,
    /// What the person is to the entity.
    pub relationship: Code,
    /// To whom, when disclosing.
    #[serde(default, skip_serializing_if = "zero")]
    pub recipient: Code,
    /// By which channel, when contacting.
    #[serde(default, skip_serializing_if = "zero")]
    pub channel: Code,
    /// The categories allowed.
    pub allowed: Vec<Code>,
    /// The categories refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub masked: Vec<Code>,
    /// The rules that refused something.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused_by: Vec<String>,
    /// The rules gone past with a recorded reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overridden: Vec<String>,
    /// The rules that only observed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub observed: Vec<String>,
    /// The recorded reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The charter it was decided by: the first 8 bytes of its fingerprint, in hex.
    pub charter: String,
    /// Whatever else the act wants said: a receipt, numbers of items, a root of people touched.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub more: serde_json::Map<String, serde_json::Value>,
}

fn zero(code: &Code) -> bool {
    *code == 0
}

/// The most bytes an account may have: 60,000.
pub const ACCOUNT_BYTES_MAX: usize = 60_000;
/// The bytes of salt before an account.
pub(crate) const SALT: usize = 32;

impl Account {
    pub(crate) fn of(question: &Question, verdict: &Verdict, person: Option<PersonId>) -> Account {
        let decision = &verdict.decision;
        Account {
            v: 1,
            act: question.ask.act.action().as_str().to_owned(),
            person: person.map(|id| id.to_string()),
            actor: question.actor.trim_end_matches('/').to_owned(),
            role: question.role,
            team: question.team,
            entity: question.entity,
            purpose: question.purpose,
            relationship: verdict.relationship,
            recipient: question.recipient,
            channel: question.channel,
            allowed: positions(decision.allowed()),
            masked: positions(decision.masked()),
            refused_by: names(decision.refused_by()),
            overridden: names(decision.overridden()),
            observed: names(decision.observed()),
            reason: question.reason.clone(),
            charter: fingerprint(decision),
            more: serde_json::Map::new(),
        }
    }

    /// The account of something the office did that is about nobody.
    pub(crate) fn office(actor: &str, act: &str, about: &str, gate: &gate::Gate) -> Account {
        let charter = gate.charter().fingerprint();
        Account {
            v: 1,
            act: act.to_owned(),
            person: None,
            actor: actor.to_owned(),
            role: 0,
            team: 0,
            entity: 0,
            purpose: 0,
            relationship: 0,
            recipient: 0,
            channel: 0,
            allowed: Vec::new(),
            masked: Vec::new(),
            refused_by: Vec::new(),
            overridden: Vec::new(),
            observed: Vec::new(),
            reason: None,
            charter: data_encoding::HEXLOWER.encode(&charter.as_bytes()[..8]),
            more: serde_json::Map::new(),
        }
        .with("about", about)
    }

    /// Says something more.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<serde_json::Value>) -> Account {
        self.more.insert(name.to_owned(), value.into());
        self
    }

    /// Says how many people it touched, and the root that can show later who they were.
    #[must_use]
    pub(crate) fn touching(self, ids: &[[u8; 16]]) -> Account {
        let salt = vault::random::<32>();
        let touched = Touched::new(&salt, ids.iter().map(<[u8; 16]>::as_slice));
        self.with("people", ids.len())
            .with("touched", touched.root().to_string())
            .with("salt", data_encoding::BASE64.encode(&salt))
    }

    /// The same account under another name for the act.
    #[must_use]
    pub fn act(mut self, act: &str) -> Account {
        act.clone_into(&mut self.act);
        self
    }

    /// The names behind its numbers, for people to read.
    #[must_use]
    pub fn purpose_name<'a>(&self, codes: &'a Codes) -> &'a str {
        codes.name(Kind::Purpose, self.purpose)
    }
}

/// Bits for now; turned into the numbers of names when the account is sealed.
fn positions(set: Set<Category>) -> Vec<Code> {
    set.iter().filter_map(|ix| Code::try_from(ix.position()).ok()).collect()
}

fn names(rules: Rules) -> Vec<String> {
    if rules.is_empty() {
        return Vec::new();
    }
    rules.iter().map(|rule| rule.as_str().to_owned()).collect()
}

fn fingerprint(decision: &Decision) -> String {
    data_encoding::HEXLOWER.encode(&decision.charter().as_bytes()[..8])
}

impl Record {
    /// Seals an account: under the key of the person's history, or the record's own where it is
    /// about nobody or about many.
    pub(crate) fn entry(
        &self,
        mut account: Account,
        subject: Option<(crate::PersonNo, KeyId)>,
        now: Now,
    ) -> Result<db::Entry, Error> {
        for list in [&mut account.allowed, &mut account.masked] {
            for position in list {
                let at = usize::from(*position);
                *position = self.codes().of_category.get(at).copied().unwrap_or(0);
            }
        }
        let body =
            Zeroizing::new(serde_json::to_vec(&account).map_err(|_| Error::Damaged("an account"))?);
        if body.len() > ACCOUNT_BYTES_MAX {
            return Err(Error::TooMany("bytes in an account"));
        }
        let salt: [u8; SALT] = vault::random();
        let leaf = Commitment::to(&salt, &body);
        let (subject, key_id) = match subject {
            Some((person, key)) => (Some(person.get()), key),
            None => (None, self.log_key()),
        };
        let mut plain = Zeroizing::new(Vec::with_capacity(SALT + body.len()));
        plain.extend(salt);
        plain.extend(body.iter());
        // The leaf stands for the row: an entry's number is not known before it is written.
        let place = Place::new("entry", "body", leaf.as_bytes());
        let sealed = self.vault().key(key_id)?.seal(place, &plain)?;
        let text = std::str::from_utf8(&body).map_err(|_| Error::Damaged("an account"))?;
        self.recent().add(*leaf.as_bytes(), Arc::new(Zeroizing::new(text.to_owned())));
        Ok(db::Entry {
            at: now.micros(),
            subject,
            key: *key_id.as_bytes(),
            leaf: *leaf.as_bytes(),
            body: sealed,
        })
    }

    /// Opens an entry of the log. For those who may: the caller answers for the permit.
    pub(crate) fn read_entry(&self, entry: &db::Entry) -> Result<Account, Error> {
        let opened = self.open_entry(entry)?;
        serde_json::from_slice(&opened[SALT..]).map_err(|_| Error::Damaged("entry.body"))
    }

    /// An entry's salt and account, opened and compared with the commitment.
    pub(crate) fn open_entry(&self, entry: &db::Entry) -> Result<Zeroizing<Vec<u8>>, Error> {
        let place = Place::new("entry", "body", &entry.leaf);
        let plain = self.vault().key(KeyId::from_bytes(entry.key))?.open(place, &entry.body)?;
        let (salt, body) = plain.split_first_chunk::<SALT>().ok_or(Error::Damaged("entry.body"))?;
        if Commitment::to(salt, body).as_bytes() != &entry.leaf {
            return Err(Error::Damaged("entry.leaf"));
        }
        Ok(plain)
    }
}
