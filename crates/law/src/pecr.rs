//! Who may be contacted, how, with what: the Privacy and Electronic Communications Regulations
//! 2003, with the absolute objection of UK GDPR Art 21.
//!
//! A service message (rent, a repair, safety) may always go. Marketing, which includes promoting a
//! charity's aims, needs a route, and each route has conditions; what is not known never opens one.
//!
//! ```
//! use jiff::civil::date;
//! use law::pecr::{Channel, Contact, Content, Route, Verdict, check};
//!
//! let mut contact = Contact::new(Channel::Email, Content::Marketing, date(2026, 11, 23));
//! assert!(matches!(check(&contact), Verdict::Refused(_)));
//! contact.consented = true;
//! assert!(matches!(check(&contact), Verdict::Refused(_)), "nobody looked for an objection");
//! contact.objected = Some(false);
//! assert_eq!(check(&contact), Verdict::Allowed(Route::Consent));
//! ```

mod contact;
mod verdict;

pub use contact::{Channel, Contact, Content, Listing};
use jiff::ToSpan;
use jiff::civil::Date;
pub use verdict::{Lacking, Reason, Refusal, Route, Verdict};

table! {
    /// One rule on contact.
    Rule, "pecr.toml"
}

/// Days a number may still be called after it was listed with a preference service.
const GRACE_DAYS: i64 = 28;

/// Whether a person may be contacted like this on that day.
#[must_use]
pub fn check(contact: &Contact) -> Verdict {
    match contact.content {
        Content::Service => Verdict::Allowed(Route::Service),
        Content::Marketing => marketing(contact),
    }
}

fn marketing(contact: &Contact) -> Verdict {
    match contact.objected {
        Some(true) => return Verdict::refused(Reason::Objected),
        None => return Verdict::refused(Reason::ObjectionUnknown),
        Some(false) => {}
    }
    match contact.channel {
        Channel::Post => Verdict::Allowed(Route::Post),
        Channel::LiveCall => live_call(contact),
        Channel::AutomatedCall if contact.consented => Verdict::Allowed(Route::Consent),
        Channel::AutomatedCall => Verdict::refused(Reason::AutomatedCallWithoutConsent),
        Channel::Email | Channel::Text | Channel::SocialMessage | Channel::Voicemail => {
            electronic_mail(contact)
        }
    }
}

fn live_call(contact: &Contact) -> Verdict {
    if contact.agreed_to_calls {
        return Verdict::Allowed(Route::LiveCall);
    }
    match contact.listing {
        Listing::Unknown => Verdict::refused(Reason::ListingUnknown),
        Listing::Since(day) if grace_is_over(day, contact.on) => {
            Verdict::refused(Reason::PreferenceService)
        }
        Listing::NotListed | Listing::Since(_) => Verdict::Allowed(Route::LiveCall),
    }
}

fn grace_is_over(listed: Date, on: Date) -> bool {
    listed.checked_add(GRACE_DAYS.days()).is_ok_and(|free_until| free_until <= on)
}

fn electronic_mail(contact: &Contact) -> Verdict {
    if contact.consented {
        return Verdict::Allowed(Route::Consent);
    }
    if contact.corporate_subscriber {
        return Verdict::Allowed(Route::CorporateSubscriber);
    }
    let commercial = commercial_lacks(contact);
    if commercial.is_empty() {
        return Verdict::Allowed(Route::CommercialSoftOptIn);
    }
    let charitable = charitable_lacks(contact);
    if charitable.is_empty() {
        return Verdict::Allowed(Route::CharitableSoftOptIn);
    }
    Verdict::Refused(Refusal::no_route(commercial, charitable))
}

fn commercial_lacks(contact: &Contact) -> Vec<Lacking> {
    lacks(&[
        (contact.sale_on.is_some_and(|day| day <= contact.on), Lacking::Sale),
        (contact.own_similar_products, Lacking::OwnSimilarProducts),
        (contact.refusal_at_collection, Lacking::RefusalAtCollection),
        (contact.refusal_in_message, Lacking::RefusalInMessage),
    ])
}

fn charitable_lacks(contact: &Contact) -> Vec<Lacking> {
    let rule_on = |id: &str, day: Date| find(id).is_some_and(|rule| rule.provision().in_force(day));
    let supported = contact.supported_on.filter(|day| *day <= contact.on);
    lacks(&[
        (rule_on("charitable-soft-opt-in", contact.on), Lacking::InForce),
        (contact.charity, Lacking::Charity),
        (contact.own_charitable_purpose, Lacking::OwnCharitablePurpose),
        (supported.is_some(), Lacking::Support),
        (
            supported.is_none_or(|day| rule_on("charitable-not-before", day)),
            Lacking::CollectedSince,
        ),
        (contact.refusal_at_collection, Lacking::RefusalAtCollection),
        (contact.refusal_in_message, Lacking::RefusalInMessage),
    ])
}

fn lacks(conditions: &[(bool, Lacking)]) -> Vec<Lacking> {
    conditions.iter().filter(|(met, _)| !met).map(|(_, lacking)| *lacking).collect()
}
