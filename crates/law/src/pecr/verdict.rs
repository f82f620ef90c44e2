use words::Message;

use super::find;
use crate::Provision;

/// Whether a contact may be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may, by this route.
    Allowed(Route),
    /// It may not.
    Refused(Refusal),
}

/// The rule that allows a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    /// It is no marketing.
    Service,
    /// Marketing by post, on legitimate interests.
    Post,
    /// Consent.
    Consent,
    /// Electronic mail to a company.
    CorporateSubscriber,
    /// Our own customer, our own similar products (reg 22(3)).
    CommercialSoftOptIn,
    /// A charity's supporter, its own purposes (reg 22(3A)).
    CharitableSoftOptIn,
    /// A call to a number that is on no list (reg 21).
    LiveCall,
}

/// Why a contact may not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    reason: Reason,
    commercial: Vec<Lacking>,
    charitable: Vec<Lacking>,
}

/// The chief reason of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The person objected; nothing outweighs that.
    Objected,
    /// Nobody looked whether the person objected.
    ObjectionUnknown,
    /// An automated call needs consent.
    AutomatedCallWithoutConsent,
    /// The number is listed with the TPS or CTPS.
    PreferenceService,
    /// Nobody looked whether the number is listed.
    ListingUnknown,
    /// Neither consent nor a soft opt-in.
    NoRoute,
}

/// A condition of a soft opt-in that is not met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lacking {
    /// The rule is in force on that day.
    InForce,
    /// Details obtained in a sale or its negotiation.
    Sale,
    /// The sender's own similar products.
    OwnSimilarProducts,
    /// The sender is a charity.
    Charity,
    /// Only the sender's own charitable purposes.
    OwnCharitablePurpose,
    /// Details obtained with support or interest.
    Support,
    /// Details collected since the rule began.
    CollectedSince,
    /// A way to refuse when the details were collected.
    RefusalAtCollection,
    /// A way to refuse in each message.
    RefusalInMessage,
}

impl Verdict {
    pub(super) fn refused(reason: Reason) -> Verdict {
        Verdict::Refused(Refusal { reason, commercial: Vec::new(), charitable: Vec::new() })
    }
}

impl Route {
    /// The rule that allows it.
    #[must_use]
    pub fn provision(self) -> &'static Provision {
        rule(match self {
            Route::Service => "service",
            Route::Post => "post",
            Route::Consent => "consent",
            Route::CorporateSubscriber => "corporate-subscriber",
            Route::CommercialSoftOptIn => "commercial-soft-opt-in",
            Route::CharitableSoftOptIn => "charitable-soft-opt-in",
            Route::LiveCall => "live-call",
        })
    }
}

impl Refusal {
    pub(super) fn no_route(commercial: Vec<Lacking>, charitable: Vec<Lacking>) -> Refusal {
        Refusal { reason: Reason::NoRoute, commercial, charitable }
    }

    /// The chief reason.
    #[must_use]
    pub fn reason(&self) -> Reason {
        self.reason
    }

    /// What the commercial soft opt-in lacks; empty where it was not looked at.
    #[must_use]
    pub fn commercial_lacks(&self) -> &[Lacking] {
        &self.commercial
    }

    /// What the charitable soft opt-in lacks; empty where it was not looked at.
    #[must_use]
    pub fn charitable_lacks(&self) -> &[Lacking] {
        &self.charitable
    }

    /// The rule that refuses it.
    #[must_use]
    pub fn provision(&self) -> &'static Provision {
        rule(match self.reason {
            Reason::Objected | Reason::ObjectionUnknown => "objection",
            Reason::AutomatedCallWithoutConsent => "automated-call",
            Reason::PreferenceService | Reason::ListingUnknown => "preference-service",
            Reason::NoRoute => "consent",
        })
    }

    /// Why not, in plain words.
    #[must_use]
    pub fn message(&self) -> Message {
        match self.reason {
            Reason::Objected => Message::new("law-pecr-objected"),
            Reason::AutomatedCallWithoutConsent => Message::new("law-pecr-automated-call"),
            Reason::ObjectionUnknown => Message::new("law-pecr-objection-unknown"),
            Reason::ListingUnknown => Message::new("law-pecr-listing-unknown"),
            Reason::PreferenceService => Message::new("law-pecr-preference-service"),
            Reason::NoRoute => Message::new("law-pecr-no-route"),
        }
    }
}

impl Lacking {
    /// The condition that is not met, in plain words.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Lacking::InForce => Message::new("law-pecr-lacks-in-force"),
            Lacking::Sale => Message::new("law-pecr-lacks-sale"),
            Lacking::OwnSimilarProducts => Message::new("law-pecr-lacks-own-similar-products"),
            Lacking::Charity => Message::new("law-pecr-lacks-charity"),
            Lacking::OwnCharitablePurpose => Message::new("law-pecr-lacks-own-charitable-purpose"),
            Lacking::Support => Message::new("law-pecr-lacks-support"),
            Lacking::CollectedSince => Message::new("law-pecr-lacks-collected-since"),
            Lacking::RefusalAtCollection => Message::new("law-pecr-lacks-refusal-at-collection"),
            Lacking::RefusalInMessage => Message::new("law-pecr-lacks-refusal-in-message"),
        }
    }
}

fn rule(id: &str) -> &'static Provision {
    find(id).expect("the table has a rule for every route and refusal").provision()
}
