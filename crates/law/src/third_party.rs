//! Information about somebody else in an access request: DPA 2018 Sch 2 paras 16 and 17.
//!
//! The five factors are worked through and written down; the outcome follows from the consent,
//! from a rule, or from the decision of a named person, and never from silence.

use words::Message;

/// Whether the other person agreed that it be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Consent {
    /// They agreed.
    Given,
    /// They said no (factor e).
    Refused,
    /// They were asked and have not answered (factor c).
    Asked,
    /// They were not asked; the reason is written down (factor c).
    NotAsked,
}

/// The record of working through the question for one item and one other person.
///
/// What is `None` has not been looked at, and nothing is given until it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Whether the other person can be identified, also as the source, also from what the person
    /// who asks knows or can find out.
    pub identifiable: Option<bool>,
    /// Factor c and e: what they said, or whether they were asked.
    pub consent: Option<Consent>,
    /// Factor a: what type of information it is.
    pub type_noted: bool,
    /// Factor b: whether it is owed confidence.
    pub confidential: Option<bool>,
    /// Factor d: whether they can consent.
    pub capable: Option<bool>,
    /// Para 17: a health professional in a health record, a social worker or an education worker,
    /// each as such.
    pub professional: bool,
    /// The decision of the person who weighed it all: reasonable to give without consent, or not.
    pub reasonable: Option<bool>,
    /// Whether the item makes sense with that part taken out.
    pub can_redact: bool,
}

/// What to do with the item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Give it.
    Disclose(Vec<Reason>),
    /// Give it with that part taken out.
    Redact(Vec<Reason>),
    /// Do not give it.
    Withhold(Vec<Reason>),
    /// Not decided: these have not been looked at.
    Unfinished(Vec<Reason>),
}

/// One reason for an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Nobody else can be identified.
    NotIdentifiable,
    /// The other person agreed.
    Consented,
    /// Para 17 says that giving it is reasonable.
    Professional,
    /// It was weighed and found reasonable.
    Reasonable,
    /// It was weighed and found not reasonable.
    NotReasonable,
    /// The other person said no.
    Refused,
    /// It is owed confidence.
    Confidential,
    /// The other person cannot consent.
    CannotConsent,
    /// They were asked and have not answered.
    NoAnswer,
    /// Whether they can be identified has not been looked at.
    IdentifiableUnknown,
    /// What type of information it is has not been noted.
    TypeUnknown,
    /// Whether it is owed confidence has not been looked at.
    ConfidenceUnknown,
    /// Whether they were asked has not been noted.
    ConsentUnknown,
    /// Whether they can consent has not been looked at.
    CapacityUnknown,
    /// Nobody has decided whether it is reasonable.
    Undecided,
}

impl Record {
    /// What to do, and why.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self.identifiable {
            None => return Outcome::Unfinished(vec![Reason::IdentifiableUnknown]),
            Some(false) => return Outcome::Disclose(vec![Reason::NotIdentifiable]),
            Some(true) => {}
        }
        if self.consent == Some(Consent::Given) && self.capable != Some(false) {
            return Outcome::Disclose(vec![Reason::Consented]);
        }
        if self.professional {
            return Outcome::Disclose(vec![Reason::Professional]);
        }
        let unknown = self.unknown();
        if !unknown.is_empty() {
            return Outcome::Unfinished(unknown);
        }
        let mut reasons = self.against();
        match self.reasonable {
            Some(true) => {
                reasons.insert(0, Reason::Reasonable);
                Outcome::Disclose(reasons)
            }
            _ => {
                reasons.insert(0, Reason::NotReasonable);
                if self.can_redact { Outcome::Redact(reasons) } else { Outcome::Withhold(reasons) }
            }
        }
    }

    fn unknown(&self) -> Vec<Reason> {
        [
            (self.type_noted, Reason::TypeUnknown),
            (self.confidential.is_some(), Reason::ConfidenceUnknown),
            (self.consent.is_some(), Reason::ConsentUnknown),
            (self.capable.is_some(), Reason::CapacityUnknown),
            (self.reasonable.is_some(), Reason::Undecided),
        ]
        .into_iter()
        .filter_map(|(known, reason)| (!known).then_some(reason))
        .collect()
    }

    fn against(&self) -> Vec<Reason> {
        [
            (self.consent == Some(Consent::Refused), Reason::Refused),
            (self.confidential == Some(true), Reason::Confidential),
            (self.capable == Some(false), Reason::CannotConsent),
            (self.consent == Some(Consent::Asked), Reason::NoAnswer),
        ]
        .into_iter()
        .filter_map(|(holds, reason)| holds.then_some(reason))
        .collect()
    }
}

impl Reason {
    /// The reason in plain words.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Reason::NotIdentifiable => Message::new("law-third-party-not-identifiable"),
            Reason::Consented => Message::new("law-third-party-consented"),
            Reason::Professional => Message::new("law-third-party-professional"),
            Reason::Reasonable => Message::new("law-third-party-reasonable"),
            Reason::NotReasonable => Message::new("law-third-party-not-reasonable"),
            Reason::Refused => Message::new("law-third-party-refused"),
            Reason::Confidential => Message::new("law-third-party-confidential"),
            Reason::CannotConsent => Message::new("law-third-party-cannot-consent"),
            Reason::NoAnswer => Message::new("law-third-party-no-answer"),
            Reason::IdentifiableUnknown => Message::new("law-third-party-identifiable-unknown"),
            Reason::TypeUnknown => Message::new("law-third-party-type-unknown"),
            Reason::ConfidenceUnknown => Message::new("law-third-party-confidence-unknown"),
            Reason::ConsentUnknown => Message::new("law-third-party-consent-unknown"),
            Reason::CapacityUnknown => Message::new("law-third-party-capacity-unknown"),
            Reason::Undecided => Message::new("law-third-party-undecided"),
        }
    }
}
