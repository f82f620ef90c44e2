//! Choices: consent and its withdrawal, objections, restrictions, how and where to be reached. Each
//! gives a receipt; nothing is overwritten.

use db::{Committed, Logged, Tx, params};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use vault::Key;
use zeroize::Zeroizing;

use crate::codes::{Code, Kind};
use crate::facts::{self, Fact};
use crate::import::{Also, nothing};
use crate::persons::row_number;
use crate::{Error, Now, PersonId, PersonNo, Question, Record, one_person};

/// What a choice rests on. Sealed under a key of the person's.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Grounds {
    /// The words the person was shown or read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wording: Option<String>,
    /// How they were told they can take it back (row 10.1x).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawal_told: Option<String>,
    /// What proves it: a signed form, a call reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
    /// Who took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken_by: Option<String>,
    /// Why: the ground of a restriction or an objection, or what an adjustment is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ground: Option<String>,
    /// Anything else that was written down, as it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Grounds {
    /// Whether they show a consent: the words the person was shown, and how they were told they can
    /// take it back (row 10.1x).
    #[must_use]
    pub fn prove(&self) -> bool {
        let told = |text: &Option<String>| text.as_ref().is_some_and(|t| !t.trim().is_empty());
        told(&self.wording) && told(&self.withdrawal_told)
    }
}

impl std::fmt::Debug for Grounds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Grounds(..)")
    }
}

/// A choice to be written down.
#[derive(Clone, Debug)]
pub struct NewChoice {
    /// What kind of choice.
    pub fact: Fact,
    /// What it is about, by the charter's name: a purpose, a recipient, a category, a channel.
    /// Empty where the kind needs none.
    pub about: String,
    /// For which legal entity; none for all of them.
    pub entity: Option<String>,
    /// A topic, for marketing: free words. Empty for all.
    pub topic: String,
    /// The first day it holds.
    pub since: Date,
    /// The last day, where it has one.
    pub until: Option<Date>,
    /// What it rests on.
    pub grounds: Grounds,
    /// Held from before and not proved: the day by which it must be put right.
    pub put_right_by: Option<Date>,
}

impl NewChoice {
    /// A choice about something, from a day on.
    #[must_use]
    pub fn new(fact: Fact, about: &str, since: Date) -> NewChoice {
        NewChoice {
            fact,
            about: about.to_owned(),
            entity: None,
            topic: String::new(),
            since,
            until: None,
            grounds: Grounds::default(),
            put_right_by: None,
        }
    }
}

/// The code a person can quote to show that a choice was made, or to take it back.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Receipt(String);

impl Receipt {
    fn new() -> Receipt {
        let code = data_encoding::BASE32_NOPAD.encode(&vault::random::<10>());
        Receipt(format!("{}-{}-{}-{}", &code[..4], &code[4..8], &code[8..12], &code[12..]))
    }

    /// Reads a receipt as somebody typed it: case and spaces do not matter.
    ///
    /// # Errors
    /// [`Error::Malformed`] when it is none.
    pub fn parse(text: &str) -> Result<Receipt, Error> {
        let code: String =
            text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
        if code.len() != 16 || data_encoding::BASE32_NOPAD.decode(code.as_bytes()).is_err() {
            return Err(Error::Malformed("a receipt has 16 letters and digits".to_owned()));
        }
        Ok(Receipt(format!("{}-{}-{}-{}", &code[..4], &code[4..8], &code[8..12], &code[12..])))
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A choice as it stands.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What kind.
    pub fact: Fact,
    /// What it is about, by the charter's name.
    pub about: String,
    /// For which legal entity; empty for all.
    pub entity: String,
    /// The topic.
    pub topic: String,
    /// The first day it held.
    pub since: Date,
    /// The last day; none while it stands.
    pub until: Option<Date>,
    /// Its receipt.
    pub receipt: String,
    /// The day by which it must be put right.
    pub put_right_by: Option<Date>,
    /// What it rests on.
    pub grounds: Grounds,
}

/// A choice with its names read and its detail sealed.
#[derive(Clone)]
struct Row {
    no: i64,
    code: Code,
    entity: Code,
    receipt: Receipt,
    at: i64,
    sealed: Vec<u8>,
    new: NewChoice,
}

impl Row {
    fn insert(&self, tx: &Tx<'_>, person: PersonNo) -> Result<(), Error> {
        let new = &self.new;
        tx.execute(
            "INSERT INTO choice (no, person, kind, code, entity, topic, since, until, receipt,
             put_right_by, recorded, detail)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                self.no,
                person.get(),
                new.fact as i64,
                i64::from(self.code),
                i64::from(self.entity),
                &new.topic,
                new.since.to_string().as_str(),
                new.until.map(|day| day.to_string()).as_deref(),
                self.receipt.as_str(),
                new.put_right_by.map(|day| day.to_string()).as_deref(),
                self.at,
                &self.sealed
            ],
        )?;
        Ok(())
    }
}

/// A choice somebody made before they were erased and entered again: no marketing.
#[derive(Clone)]
pub(crate) struct KeptNo(Row);

impl KeptNo {
    pub(crate) fn new(key: &Key, now: Now) -> Result<KeptNo, Error> {
        let mut new = NewChoice::new(Fact::NoMarketing, "", now.today());
        new.grounds.note = Some("kept from before an erasure".to_owned());
        let no = row_number();
        let detail = Zeroizing::new(
            serde_json::to_vec(&new.grounds).map_err(|_| Error::Damaged("grounds"))?,
        );
        let sealed = crate::detail::seal(key, "choice", no, &detail)?;
        let (receipt, at) = (Receipt::new(), now.micros());
        Ok(KeptNo(Row { no, code: 0, entity: 0, receipt, at, sealed, new }))
    }

    pub(crate) fn insert(&self, tx: &Tx<'_>, person: PersonNo) -> Result<(), Error> {
        self.0.insert(tx, person)
    }
}

/// Which of the charter's lists a kind of choice names.
pub(crate) fn about_kind(fact: Fact) -> Option<Kind> {
    Some(match fact {
        Fact::Consent | Fact::ExplicitConsent | Fact::Objection | Fact::Overruled => Kind::Purpose,
        Fact::AgreedRecipient | Fact::Told => Kind::Recipient,
        Fact::Restriction | Fact::Dispute => Kind::Category,
        Fact::Declined | Fact::Safe | Fact::Marketing | Fact::NoMarketing | Fact::Preference => {
            Kind::Channel
        }
        _ => return None,
    })
}

fn is_choice(fact: Fact) -> bool {
    about_kind(fact).is_some() || matches!(fact, Fact::NoImages | Fact::Adjustment | Fact::Support)
}

impl Record {
    /// Writes a choice down; its receipt.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a consent without the words shown or without how to take it back
    /// (row 10.1x), unless it is marked as held from before; [`Error::Refused`] where the asker may
    /// do nothing with this person.
    pub fn choose(
        &self,
        question: &Question,
        person: PersonId,
        new: &NewChoice,
        now: Now,
    ) -> Result<(Receipt, Committed<Logged>), Error> {
        self.choose_also(question, person, new, now, nothing)
    }

    /// Says whether a choice could be written down as it is, and writes nothing.
    ///
    /// # Errors
    /// As for [`Record::choose`].
    pub(crate) fn would_choose(&self, new: &NewChoice) -> Result<(Code, Code), Error> {
        if new.until.is_some_and(|until| until < new.since) {
            return Err(Error::Malformed("this ends before it begins".to_owned()));
        }
        if new.fact == Fact::Restriction && new.until.is_some() {
            return Err(Error::Malformed(
                "a limit has no last day: it is lifted after the person was told (UK GDPR Art 18(3))"
                    .to_owned(),
            ));
        }
        if !is_choice(new.fact) {
            return Err(Error::Malformed("this is not something a person chooses".to_owned()));
        }
        let consent =
            matches!(new.fact, Fact::Consent | Fact::ExplicitConsent | Fact::AgreedRecipient);
        if consent && new.put_right_by.is_none() && !new.grounds.prove() {
            return Err(Error::Malformed(
                "a consent needs the words the person was shown, and how they were told they can \
                 take it back (paragraph 10.1)"
                    .to_owned(),
            ));
        }
        let code = match about_kind(new.fact) {
            // No channel is safe: nobody may be reached until somebody has said how. And a no to
            // marketing that names no channel reaches all of them.
            Some(_)
                if matches!(new.fact, Fact::Safe | Fact::NoMarketing) && new.about.is_empty() =>
            {
                0
            }
            Some(kind) => self.codes().code(kind, &new.about)?,
            None => 0,
        };
        let entity = match &new.entity {
            Some(name) => self.codes().code(Kind::Entity, name)?,
            None => 0,
        };
        Ok((code, entity))
    }

    pub(crate) fn choose_also(
        &self,
        question: &Question,
        person: PersonId,
        new: &NewChoice,
        now: Now,
        also: impl Also,
    ) -> Result<(Receipt, Committed<Logged>), Error> {
        let (code, entity) = self.would_choose(new)?;
        let grounds = &new.grounds;
        let receipt = Receipt::new();
        let no = row_number();
        let detail =
            Zeroizing::new(serde_json::to_vec(grounds).map_err(|_| Error::Damaged("grounds"))?);
        let loaded = self.leave(question, person, now)?;
        let sealed = crate::detail::seal(&self.key(loaded.detail_key)?, "choice", no, &detail)?;
        let row = Row {
            no,
            code,
            entity,
            receipt: receipt.clone(),
            at: now.micros(),
            sealed,
            new: new.clone(),
        };
        let say = |account: crate::Account| {
            account
                .with("choice", new.fact as u8)
                .with("about", code)
                .with("receipt", receipt.as_str())
        };
        let entry =
            self.change_person(question, person, now, "choice", say, move |tx, loaded| {
                row.insert(tx, loaded.no)?;
                also(tx, loaded.no, no)?;
                facts::renew(tx, loaded.no)
            })?;
        Ok((receipt, entry))
    }

    /// Takes a choice back by its receipt: as easy as giving it (row 5.4). It stops holding on that
    /// day; what was done before stays lawful and stays in the log.
    ///
    /// # Errors
    /// [`Error::Malformed`] when the person has no such choice, or it has ended already; and for a limit on what is
    /// done with their data, which is lifted by [`Record::lift`].
    pub fn withdraw(
        &self,
        question: &Question,
        person: PersonId,
        receipt: &Receipt,
        on: Date,
        now: Now,
    ) -> Result<Committed<Logged>, Error> {
        self.end_choice(question, person, receipt, None, on, now)
    }

    /// Lifts a limit on what is done with somebody's data, by its receipt: after they were told, and not before (UK
    /// GDPR Art 18(3)). When they were told is in the log. Another choice ends by it like by [`Record::withdraw`].
    ///
    /// # Errors
    /// [`Error::Malformed`] where they are to be told on a day after it, or one that has not come; as for
    /// [`Record::withdraw`].
    pub fn lift(
        &self,
        question: &Question,
        person: PersonId,
        receipt: &Receipt,
        (on, told): (Date, Date),
        now: Now,
    ) -> Result<Committed<Logged>, Error> {
        if told > on || told > now.today() {
            return Err(Error::Malformed(
                "the person is told before the limit is lifted (UK GDPR Art 18(3))".to_owned(),
            ));
        }
        self.end_choice(question, person, receipt, Some(told), on, now)
    }

    fn end_choice(
        &self,
        question: &Question,
        person: PersonId,
        receipt: &Receipt,
        told: Option<Date>,
        on: Date,
        now: Now,
    ) -> Result<Committed<Logged>, Error> {
        let code = receipt.clone();
        let say = |account: crate::Account| {
            let account = account.with("receipt", receipt.as_str());
            match told {
                Some(day) => account.with("told", day.to_string()),
                None => account,
            }
        };
        // From that very day it no longer holds, so the last day it held is the one before.
        let last = on.yesterday().unwrap_or(on);
        let starts = self.consent_classes()?;
        self.change_person(question, person, now, "withdraw", say, move |tx, loaded| {
            let mut ended = 0;
            for record in one_person::records(tx, loaded.no)? {
                let purposes = tx.all(
                    "SELECT code FROM choice WHERE person = ?1 AND receipt = ?2
                     AND kind IN (?3, ?4)",
                    params![
                        record.get(),
                        code.as_str(),
                        Fact::Consent as i64,
                        Fact::ExplicitConsent as i64
                    ],
                    |row| Code::try_from(row.int(0)?).map_err(|_| Error::Damaged("a code")),
                )?;
                for purpose in purposes {
                    starts.write(tx, record, purpose, on)?;
                }
                let limits = tx.all(
                    "SELECT since FROM choice WHERE person = ?1 AND receipt = ?2 AND kind = ?3",
                    params![record.get(), code.as_str(), Fact::Restriction as i64],
                    |row| Ok::<_, Error>(row.date(0)?),
                )?;
                if limits.iter().any(|since| told.is_none_or(|told| told < *since)) {
                    return Err(Error::Malformed(
                        "the person is told before a limit is lifted (UK GDPR Art 18(3)): say when \
                         they were, on a day since it holds"
                            .to_owned(),
                    ));
                }
                ended += tx.execute(
                    "UPDATE choice SET until = ?3 WHERE person = ?1 AND receipt = ?2
                     AND (until IS NULL OR until > ?3)",
                    params![record.get(), code.as_str(), last.to_string().as_str()],
                )?;
            }
            if ended == 0 {
                return Err(Error::Malformed(
                    "this person has no choice of that receipt that still holds".to_owned(),
                ));
            }
            facts::renew(tx, loaded.no)
        })
    }

    /// Every choice a person ever made, the newest first, for those whose question is allowed.
    ///
    /// # Errors
    /// [`Error::Refused`] where nothing about this person may be seen.
    pub fn choices(
        &self,
        question: &Question,
        person: PersonId,
        now: Now,
    ) -> Result<Vec<Choice>, Error> {
        // A look like any other: its entry is durable before anything is opened.
        let opened = self.look(question, person, now)?;
        let no = opened.number();
        let rows = self.data().read("choices", |tx| {
            let mut rows = Vec::new();
            for record in one_person::records(tx, no)? {
                rows.extend(self.choice_rows(tx, record)?);
            }
            Ok::<_, Error>(rows)
        })?;
        rows.into_iter()
            .map(|(no, mut choice, detail)| {
                let plain = self.open_detail_of("choice", no, &detail)?;
                choice.grounds =
                    serde_json::from_slice(&plain).map_err(|_| Error::Damaged("choice.detail"))?;
                Ok(choice)
            })
            .collect()
    }

    fn choice_rows(
        &self,
        tx: &Tx<'_>,
        record: PersonNo,
    ) -> Result<Vec<(i64, Choice, Vec<u8>)>, Error> {
        tx.all(
            "SELECT no, kind, code, entity, topic, since, until, receipt, put_right_by, detail
                 FROM choice WHERE person = ?1 ORDER BY recorded DESC, no LIMIT 1000",
            params![record.get()],
            |row| {
                let fact = Fact::from_number(row.int(1)?).ok_or(Error::Damaged("choice"))?;
                let code = u16::try_from(row.int(2)?).map_err(|_| Error::Damaged("choice"))?;
                let entity = u16::try_from(row.int(3)?).map_err(|_| Error::Damaged("choice"))?;
                let about = about_kind(fact).map(|kind| self.codes().name(kind, code));
                let choice = Choice {
                    fact,
                    about: about.unwrap_or_default().to_owned(),
                    entity: self.codes().name(Kind::Entity, entity).to_owned(),
                    topic: row.text(4)?.to_owned(),
                    since: row.date(5)?,
                    until: row.opt_date(6)?,
                    receipt: row.text(7)?.to_owned(),
                    put_right_by: row.opt_date(8)?,
                    grounds: Grounds::default(),
                };
                Ok::<_, Error>((row.int(0)?, choice, row.blob(9)?.to_vec()))
            },
        )
    }
}
