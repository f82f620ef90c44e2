//! What is held back, and why: structured grounds only, item by item, and the law decides what an
//! answer comes to. Pure.

use jiff::civil::Date;
use law::health::{Answer, Finding, Opinion};
use law::third_party::{self, Consent};
use serde::{Deserialize, Serialize};

use crate::{Error, Kind};

/// Why something found has to be weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ToWeigh {
    /// It is about health: a prohibition until a health professional has answered, unless the person
    /// knows it (DPA 2018 Sch 3 para 6).
    Health,
    /// It is about somebody else as well, or may be theirs.
    SomebodyElse,
    /// Somebody of the office wants it looked at.
    ByHand,
}

impl ToWeigh {
    /// Its id, in kebab-case.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            ToWeigh::Health => "health",
            ToWeigh::SomebodyElse => "somebody-else",
            ToWeigh::ByHand => "by-hand",
        }
    }

    pub(crate) fn number(self) -> i64 {
        match self {
            ToWeigh::Health => 1,
            ToWeigh::SomebodyElse => 2,
            ToWeigh::ByHand => 3,
        }
    }

    pub(crate) fn of_number(number: i64) -> Option<ToWeigh> {
        [ToWeigh::Health, ToWeigh::SomebodyElse, ToWeigh::ByHand]
            .into_iter()
            .find(|why| why.number() == number)
    }
}

/// What somebody says about one thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Weighing {
    /// It goes, and why: for what only somebody of the office wanted looked at.
    Give {
        /// Why.
        why: String,
    },
    /// It is about health.
    Health {
        /// The person knows it: they told us, or have seen it; and how that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        known: Option<String>,
        /// The day a health professional gave an opinion.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        given: Option<Date>,
        /// Whether they say that it would do serious harm.
        #[serde(default)]
        harm: bool,
    },
    /// It is about somebody else: the factors of paragraph 16, worked through.
    SomebodyElse(Factors),
    /// It is held back under an exemption.
    HoldBack {
        /// The exemption, by its id in the law's table.
        exemption: String,
        /// An answer to each of its questions, in their order.
        answers: Vec<String>,
        /// The day to look again, where what it guards against passes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        review: Option<Date>,
    },
}

/// The factors of paragraph 16, for one item and one other person. What is left out has not been
/// looked at, and nothing is given until it has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Factors {
    /// Whether they can be identified, also as the source, also from what the person who asks knows.
    pub identifiable: Option<bool>,
    /// `given`, `refused`, `asked` or `not-asked`.
    pub consent: Option<String>,
    /// What type of information it is.
    pub type_of_information: Option<String>,
    /// Whether it is owed confidence.
    pub confidential: Option<bool>,
    /// Whether they can consent.
    pub capable: Option<bool>,
    /// Whether they acted in their job in health, social work or education.
    pub professional: bool,
    /// Whether it is reasonable to give it without consent.
    pub reasonable: Option<bool>,
    /// Why.
    pub why: Option<String>,
}

/// What weighing something comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes.
    Give,
    /// It is held back.
    HoldBack {
        /// The ground, by the id of the law's table.
        ground: String,
        /// The sentence the person will read.
        says: String,
        /// The day to look again.
        review: Option<Date>,
    },
    /// Something has not been looked at yet.
    Pending,
}

/// What is held back because a health professional says that it would do harm, or has not answered.
pub const HEALTH: &str = "serious-harm";

impl Weighing {
    /// What it comes to on a day, for a kind of case.
    ///
    /// # Errors
    /// [`Error::Malformed`] where the ground does not reach what is asked, is none a landlord can
    /// claim, or a question of it is not answered.
    pub fn verdict(&self, why: ToWeigh, kind: Kind, today: Date) -> Result<Verdict, Error> {
        match self {
            Weighing::Give { why: reason } => {
                said(reason, "why it goes")?;
                match why {
                    ToWeigh::ByHand => Ok(Verdict::Give),
                    ToWeigh::Health => Err(Error::Malformed(
                        "it is about health: say that the person knows it, or give the opinion of a \
                         health professional"
                            .to_owned(),
                    )),
                    ToWeigh::SomebodyElse => Err(Error::Malformed(
                        "it is about somebody else: work through the factors".to_owned(),
                    )),
                }
            }
            Weighing::Health { known, given, harm } => {
                if let Some(known) = known {
                    said(known, "how it is known that the person knows it")?;
                }
                let finding = if *harm { Finding::SeriousHarm } else { Finding::NoSeriousHarm };
                let opinion = given.map(|given| Opinion { given, finding, ask_again: false });
                Ok(match law::health::disclose(known.is_some(), opinion, today) {
                    Answer::MayDisclose => Verdict::Give,
                    Answer::NeedsOpinion => Verdict::Pending,
                    Answer::MustWithhold => Verdict::HoldBack {
                        ground: HEALTH.to_owned(),
                        says: sentence(HEALTH).unwrap_or_default(),
                        review: None,
                    },
                })
            }
            Weighing::SomebodyElse(factors) => factors.verdict(),
            Weighing::HoldBack { exemption, answers, review } => {
                hold_back(kind, exemption, answers, *review, today)
            }
        }
    }
}

impl Factors {
    fn verdict(&self) -> Result<Verdict, Error> {
        let consent = match self.consent.as_deref() {
            None => None,
            Some("given") => Some(Consent::Given),
            Some("refused") => Some(Consent::Refused),
            Some("asked") => Some(Consent::Asked),
            Some("not-asked") => Some(Consent::NotAsked),
            Some(other) => {
                return Err(Error::Malformed(format!(
                    "consent is given, refused, asked or not-asked, and not `{other}`"
                )));
            }
        };
        if self.reasonable.is_some() {
            said(self.why.as_deref().unwrap_or_default(), "why it is reasonable, or not")?;
        }
        let record = third_party::Record {
            identifiable: self.identifiable,
            consent,
            type_noted: self
                .type_of_information
                .as_deref()
                .is_some_and(|text| !text.trim().is_empty()),
            confidential: self.confidential,
            capable: self.capable,
            professional: self.professional,
            reasonable: self.reasonable,
            can_redact: false,
        };
        Ok(match record.outcome() {
            third_party::Outcome::Disclose(_) => Verdict::Give,
            third_party::Outcome::Unfinished(_) => Verdict::Pending,
            third_party::Outcome::Redact(_) | third_party::Outcome::Withhold(_) => {
                let exemption = exemption("third-party")?;
                Verdict::HoldBack {
                    ground: "third-party".to_owned(),
                    says: exemption.says().to_owned(),
                    review: None,
                }
            }
        })
    }
}

/// The exemptions a landlord can hold something back under on a day, for a kind of case. Each has
/// questions of its own, and an answer to every one is needed.
#[must_use]
pub fn grounds(kind: Kind, today: Date) -> Vec<&'static law::exemption::Exemption> {
    let can = |one: &&law::exemption::Exemption| {
        one.claimable() && one.reaches(kind.id()) && one.provision().in_force(today)
    };
    law::exemption::all().iter().filter(can).collect()
}

/// The sentence a person reads where something is held back on a ground.
#[must_use]
pub fn sentence(ground: &str) -> Option<String> {
    if ground == HEALTH {
        let message = words::Message::new("casework-says-health");
        return Some(words::Catalogue::english().render(&message));
    }
    Some(law::exemption::find(ground)?.says().to_owned())
}

fn exemption(id: &str) -> Result<&'static law::exemption::Exemption, Error> {
    law::exemption::find(id).ok_or_else(|| {
        Error::Malformed(format!("there is no exemption `{id}`; `keyholder law` lists them"))
    })
}

fn hold_back(
    kind: Kind,
    id: &str,
    answers: &[String],
    review: Option<Date>,
    today: Date,
) -> Result<Verdict, Error> {
    let exemption = exemption(id)?;
    if let Some(why) = exemption.why_not().filter(|_| !exemption.claimable()) {
        return Err(Error::Malformed(why.to_owned()));
    }
    if !exemption.provision().in_force(today) {
        return Err(Error::Malformed(format!("`{id}` is not in force on {today}")));
    }
    if !exemption.reaches(kind.id()) {
        return Err(Error::Malformed(format!(
            "`{id}` does not reach this kind of case; it reaches {}",
            exemption.rights().join(", ")
        )));
    }
    let questions = exemption.gate();
    let answered = answers.iter().filter(|answer| !answer.trim().is_empty()).count();
    if answered != questions.len() {
        return Err(Error::Malformed(format!(
            "answer each of its {} questions: {}",
            questions.len(),
            questions.join(" / ")
        )));
    }
    match review {
        None if exemption.review_needed() => Err(Error::Malformed(format!(
            "what `{id}` guards against passes: say on which day to look again"
        ))),
        Some(day) if day <= today => {
            Err(Error::Malformed(format!("the day to look again is after today, and not {day}")))
        }
        review => Ok(Verdict::HoldBack {
            ground: id.to_owned(),
            says: exemption.says().to_owned(),
            review,
        }),
    }
}

fn said(text: &str, what: &str) -> Result<(), Error> {
    if text.trim().is_empty() { Err(Error::Malformed(format!("say {what}"))) } else { Ok(()) }
}
