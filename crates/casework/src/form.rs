//! What a kind of case asks whoever works on it: questions with an answer each, and what follows from
//! the answers. Pure.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use law::clock::Moment;
use words::Message;

use crate::{Capacity, Error, Kind, forms};

/// The most characters of one answer: 20,000.
pub const ANSWER_LENGTH_MAX: usize = 20_000;

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    /// A day: `2026-11-27`.
    Day,
    /// A day with a time, British where no offset is given: `2026-11-27T17:30`.
    Moment,
    /// A whole number.
    Number,
    /// One of these words.
    One(&'static [&'static str]),
    /// Words.
    Text,
    /// `yes` or `no`.
    YesNo,
}

impl Wants {
    /// What can be answered, in words for a terminal.
    #[must_use]
    pub fn shown(self) -> String {
        match self {
            Wants::Day => "a day, as 2026-11-27".to_owned(),
            Wants::Moment => "a day with a time, as 2026-11-27T17:30".to_owned(),
            Wants::Number => "a number".to_owned(),
            Wants::One(words) => words.join(", "),
            Wants::Text => "words".to_owned(),
            Wants::YesNo => "yes or no".to_owned(),
        }
    }

    fn takes(self, answer: &str) -> bool {
        match self {
            Wants::Day => answer.parse::<Date>().is_ok(),
            Wants::Moment => answer.parse::<Moment>().is_ok(),
            Wants::Number => answer.parse::<u64>().is_ok(),
            Wants::One(words) => words.contains(&answer),
            Wants::Text => !answer.trim().is_empty(),
            Wants::YesNo => matches!(answer, "yes" | "no"),
        }
    }
}

/// One question.
#[derive(Clone, Copy)]
pub struct Asked {
    /// Its id among its kind's.
    pub id: &'static str,
    /// The question.
    pub question: fn() -> Message,
    /// What an answer is.
    pub wants: Wants,
    /// Whether it has to be answered, by what was answered so far.
    pub(crate) when: fn(&Answers) -> bool,
}

impl std::fmt::Debug for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Asked").field("id", &self.id).field("wants", &self.wants).finish()
    }
}

/// What was answered, by the ids of the questions.
#[derive(Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<String, String>);

/// Says nothing of what was answered.
impl std::fmt::Debug for Answers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Answers {
    /// An answer; empty where there is none.
    #[must_use]
    pub fn get(&self, id: &str) -> &str {
        self.0.get(id).map_or("", String::as_str)
    }

    /// The answers of a case as they are hashed.
    pub(crate) fn plain(&self, case: i64) -> Vec<u8> {
        let mut plain = case.to_be_bytes().to_vec();
        for (id, answer) in &self.0 {
            for part in [id, answer] {
                plain.extend((part.len() as u64).to_be_bytes());
                plain.extend(part.as_bytes());
            }
        }
        plain
    }

    pub(crate) fn has(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    pub(crate) fn is(&self, id: &str, word: &str) -> bool {
        self.get(id) == word
    }

    pub(crate) fn day(&self, id: &str) -> Option<Date> {
        self.get(id).parse().ok()
    }

    pub(crate) fn moment(&self, id: &str) -> Option<Timestamp> {
        self.get(id).parse::<Moment>().ok().map(Moment::instant)
    }

    /// Puts answers in; an empty one takes an answer out.
    pub(crate) fn answer(
        &mut self,
        (kind, capacity): (Kind, Capacity),
        given: &BTreeMap<String, String>,
    ) -> Result<(), Error> {
        for (id, answer) in given {
            let asked = asks(kind, capacity).find(|asked| asked.id == id).ok_or_else(|| {
                Error::Malformed(format!(
                    "{kind} does not ask `{id}`; `keyholder case work` shows what it asks"
                ))
            })?;
            let answer = answer.trim();
            if answer.is_empty() {
                self.0.remove(id);
                continue;
            }
            if answer.chars().count() > ANSWER_LENGTH_MAX {
                return Err(Error::Malformed(format!(
                    "an answer has {ANSWER_LENGTH_MAX} characters at most"
                )));
            }
            if !asked.wants.takes(answer) {
                let wants = asked.wants.shown();
                return Err(Error::Malformed(format!("`{id}` is answered with {wants}")));
            }
            self.0.insert(id.clone(), answer.to_owned());
        }
        Ok(())
    }
}

/// What a case is in, as far as what follows turns on it.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances {
    /// The instant from which hours count.
    pub aware: Timestamp,
    /// Now.
    pub now: Timestamp,
    /// By what right somebody asks.
    pub capacity: Capacity,
    /// Today.
    pub today: Date,
    /// Whether the legal entity is a charity.
    pub charity: bool,
    /// Whether it is a registered provider of homes.
    pub provider: bool,
    /// Whether the data protection officer has advised.
    pub advised: bool,
}

/// What follows from the answers.
#[derive(Clone, Debug, Default)]
pub struct Concluded {
    /// Ids of the questions that have no answer yet.
    pub missing: Vec<&'static str>,
    /// What must not stay so: each a sentence.
    pub wrong: Vec<Message>,
    /// What follows, in sentences.
    pub says: Vec<Message>,
    /// The fields of a form of an authority, where one is to be told.
    pub fields: Vec<(Message, String)>,
    /// A case that follows from this one.
    pub opens: Option<Kind>,
}

impl Concluded {
    /// How many things still stand in the way of an answer.
    #[must_use]
    pub fn left(&self) -> usize {
        self.missing.len() + self.wrong.len()
    }
}

/// The questions of a kind, and of somebody who asks for another; none for most.
pub fn asks(kind: Kind, capacity: Capacity) -> impl Iterator<Item = &'static Asked> {
    let own: &'static [Asked] = match kind {
        Kind::Assessment => forms::assessment::ASKS,
        Kind::AutomatedDecision => forms::automated_decision::ASKS,
        Kind::Breach => forms::breach::ASKS,
        Kind::Complaint => forms::complaint::ASKS,
        Kind::Disclosure => forms::disclosure::ASKS,
        Kind::Phishing => forms::phishing::ASKS,
        _ => &[],
    };
    // Somebody in office who asks is asked by what power instead.
    let proves = kind.needs_proof() && kind != Kind::Disclosure;
    let behalf = if proves { forms::on_behalf::asks(capacity) } else { &[] };
    own.iter().chain(behalf)
}

/// What follows from the answers, and what is missing.
#[must_use]
pub fn conclude(kind: Kind, answers: &Answers, given: &Circumstances) -> Concluded {
    let mut concluded = match kind {
        Kind::Assessment => forms::assessment::conclude(answers, given),
        Kind::AutomatedDecision => forms::automated_decision::conclude(answers),
        Kind::Breach => forms::breach::conclude(answers, given),
        Kind::Complaint => forms::complaint::conclude(answers),
        Kind::Disclosure => forms::disclosure::conclude(answers),
        Kind::Information => forms::information::conclude(given),
        Kind::Phishing => forms::phishing::conclude(answers),
        _ => Concluded::default(),
    };
    if kind.needs_proof() && kind != Kind::Disclosure {
        forms::on_behalf::conclude(given.capacity, answers, given.today, &mut concluded);
    }
    let open =
        asks(kind, given.capacity).filter(|asked| (asked.when)(answers) && !answers.has(asked.id));
    concluded.missing = open.map(|asked| asked.id).collect();
    concluded
}

/// A question that is always answered.
pub(crate) const fn ask(id: &'static str, wants: Wants, question: fn() -> Message) -> Asked {
    Asked { id, question, wants, when: |_| true }
}

/// A question that is answered only where something else was.
pub(crate) const fn ask_when(
    id: &'static str,
    wants: Wants,
    when: fn(&Answers) -> bool,
    question: fn() -> Message,
) -> Asked {
    Asked { id, question, wants, when }
}
