//! What a lawful basis or a condition requires before it may be relied on.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use words::Message;

/// Something that must be in place before a basis or a condition may be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Need {
    /// Membership of an anti-fraud organisation, or arrangements made by one.
    AntiFraudMembership,
    /// A legitimate interests assessment: purpose, necessity, balance.
    Assessment,
    /// The person is not able to consent.
    CannotConsent,
    /// Consent that was freely given, specific, informed and an act.
    Consent,
    /// The data is handled by or under somebody bound to secrecy (DPA 2018 s.11(1)).
    DutyOfSecrecy,
    /// Consent given in a clear statement.
    ExplicitConsent,
    /// The law that gives the duty or the power is named.
    LegalPower,
    /// The data is about members or those in regular contact, and stays inside the body.
    MembersOnly,
    /// Why the use is needed, and where the law asks for it why the public interest in it is
    /// substantial, is written down.
    NecessityRecorded,
    /// No measure or decision about one person is made with the data.
    NoIndividualDecisions,
    /// An appropriate policy document (DPA 2018 Sch 1 para 39).
    PolicyDocument,
    /// Why consent cannot be had, or why asking would defeat the purpose, is written down.
    ReasonWithoutConsent,
    /// One of the five conditions of Annex 1 to the UK GDPR is met.
    RecognisedCondition,
    /// An elected representative wrote for somebody who asked for help.
    RepresentativeRequest,
    /// The safeguards for research, statistics and archives.
    ResearchSafeguards,
    /// A written notice to stop is honoured.
    StopNoticeHonoured,
}

/// An id that names no [`Need`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no requirement called `{0}`")]
pub struct UnknownNeed(String);

impl Need {
    /// Every need, in alphabetical order of its id.
    pub const ALL: [Need; 16] = [
        Need::AntiFraudMembership,
        Need::Assessment,
        Need::CannotConsent,
        Need::Consent,
        Need::DutyOfSecrecy,
        Need::ExplicitConsent,
        Need::LegalPower,
        Need::MembersOnly,
        Need::NecessityRecorded,
        Need::NoIndividualDecisions,
        Need::PolicyDocument,
        Need::ReasonWithoutConsent,
        Need::RecognisedCondition,
        Need::RepresentativeRequest,
        Need::ResearchSafeguards,
        Need::StopNoticeHonoured,
    ];

    /// The id, in kebab-case.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Need::AntiFraudMembership => "anti-fraud-membership",
            Need::Assessment => "assessment",
            Need::CannotConsent => "cannot-consent",
            Need::Consent => "consent",
            Need::DutyOfSecrecy => "duty-of-secrecy",
            Need::ExplicitConsent => "explicit-consent",
            Need::LegalPower => "legal-power",
            Need::MembersOnly => "members-only",
            Need::NecessityRecorded => "necessity-recorded",
            Need::NoIndividualDecisions => "no-individual-decisions",
            Need::PolicyDocument => "policy-document",
            Need::ReasonWithoutConsent => "reason-without-consent",
            Need::RecognisedCondition => "recognised-condition",
            Need::RepresentativeRequest => "representative-request",
            Need::ResearchSafeguards => "research-safeguards",
            Need::StopNoticeHonoured => "stop-notice-honoured",
        }
    }

    /// What has to be there, in plain words.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Need::AntiFraudMembership => Message::new("law-need-anti-fraud-membership"),
            Need::Assessment => Message::new("law-need-assessment"),
            Need::CannotConsent => Message::new("law-need-cannot-consent"),
            Need::Consent => Message::new("law-need-consent"),
            Need::DutyOfSecrecy => Message::new("law-need-duty-of-secrecy"),
            Need::ExplicitConsent => Message::new("law-need-explicit-consent"),
            Need::LegalPower => Message::new("law-need-legal-power"),
            Need::MembersOnly => Message::new("law-need-members-only"),
            Need::NecessityRecorded => Message::new("law-need-necessity-recorded"),
            Need::NoIndividualDecisions => Message::new("law-need-no-individual-decisions"),
            Need::PolicyDocument => Message::new("law-need-policy-document"),
            Need::ReasonWithoutConsent => Message::new("law-need-reason-without-consent"),
            Need::RecognisedCondition => Message::new("law-need-recognised-condition"),
            Need::RepresentativeRequest => Message::new("law-need-representative-request"),
            Need::ResearchSafeguards => Message::new("law-need-research-safeguards"),
            Need::StopNoticeHonoured => Message::new("law-need-stop-notice-honoured"),
        }
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for Need {
    type Err = UnknownNeed;

    fn from_str(id: &str) -> Result<Need, UnknownNeed> {
        Need::ALL.into_iter().find(|need| need.id() == id).ok_or_else(|| UnknownNeed(id.to_owned()))
    }
}
