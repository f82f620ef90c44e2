use charter::items::{Category, Channel, Purpose, Recipient};
use jiff::civil::Date;

use crate::Set;

/// What is on record about one person that a decision needs: bits and dates of fixed width.
///
/// [`Facts::unknown`] is what stands when nobody has looked: everything is refused then. Known
/// facts start from [`Facts::none_on_record`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    pub(crate) known: bool,
    /// Whether the asker must not learn about this person.
    pub walled: bool,
    /// Purposes they have consented to, and the consent stands.
    pub consent: Set<Purpose>,
    /// Purposes for which that consent is explicit (UK GDPR Art 9(2)(a)).
    pub explicit_consent: Set<Purpose>,
    /// Recipients they explicitly agreed their data may go to: consent is to somebody, for
    /// something (row 11.5).
    pub agreed_recipients: Set<Recipient>,
    /// Purposes they have objected to.
    pub objected: Set<Purpose>,
    /// Purposes for which their objection was weighed and overruled (Art 21(1)).
    pub overruled: Set<Purpose>,
    /// Whether they object to marketing: all of it, whoever sends it and however.
    pub objected_marketing: bool,
    /// Categories under restriction (Art 18).
    pub restricted: Set<Category>,
    /// Categories whose accuracy they dispute.
    pub disputed: Set<Category>,
    /// Categories whose retention has run out.
    pub expired: Set<Category>,
    /// Whether a hold stands: a claim, the police, the Ombudsman, a request under way.
    pub held: bool,
    /// Whether they have a vulnerability or a support or care service (row 8.4).
    pub supported: bool,
    /// Recipients they have been told about.
    pub told: Set<Recipient>,
    /// Recipients whose agreement the register says has lapsed.
    pub lapsed: Set<Recipient>,
    /// The last day their warning marker stands; none when there is no end on record.
    pub marker_until: Option<Date>,
    /// Whether they were told of the marker.
    pub marker_told: bool,
    /// Whether a dated reason for telling them later is on record.
    pub marker_deferred: bool,
    /// Channels they asked not to be reached by.
    pub declined: Set<Channel>,
    /// The only channels safe to reach them by; none when no such limit is on record.
    pub safe: Option<Set<Channel>>,
    /// Channels by which a lawful route for marketing stands: consent, or a soft opt-in with every
    /// condition met, and no preference service registered.
    pub marketing: Set<Channel>,
    /// The day they died.
    pub died: Option<Date>,
}

impl Facts {
    /// Nobody has looked, or there is no such person.
    #[must_use]
    pub fn unknown() -> Facts {
        Facts { known: false, ..Facts::none_on_record() }
    }

    /// The person is known and nothing is on record that would change a decision: no consent, no
    /// objection, no restriction, no marker, nobody told.
    #[must_use]
    pub fn none_on_record() -> Facts {
        Facts {
            known: true,
            walled: false,
            consent: Set::EMPTY,
            explicit_consent: Set::EMPTY,
            agreed_recipients: Set::EMPTY,
            objected: Set::EMPTY,
            overruled: Set::EMPTY,
            objected_marketing: false,
            restricted: Set::EMPTY,
            disputed: Set::EMPTY,
            expired: Set::EMPTY,
            held: false,
            supported: false,
            told: Set::EMPTY,
            lapsed: Set::EMPTY,
            marker_until: None,
            marker_told: false,
            marker_deferred: false,
            declined: Set::EMPTY,
            safe: None,
            marketing: Set::EMPTY,
            died: None,
        }
    }

    /// Whether anybody has looked.
    #[must_use]
    pub fn are_known(&self) -> bool {
        self.known
    }
}
