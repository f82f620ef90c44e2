//! Reasons against a contact that are none of the gate's, and the gate's in the words of the law.

use gate::{Explanation, Reason};
use law::pecr::{Refusal, Verdict};
use people::Routed;
use words::Message;

use super::{Because, Whose};
use crate::outgoing::What;
use crate::preference::Listed;

/// The rule of the gate that the law on electronic messages speaks through.
const MARKETING: &str = "marketing";

fn own(rule: &'static str, message: Message, paragraphs: &[&str]) -> Because {
    Because {
        rule,
        message,
        paragraphs: paragraphs.iter().map(|&one| one.to_owned()).collect(),
        citation: None,
        lacks: Vec::new(),
        unblock: None,
    }
}

/// What stands against it whoever it is about: it is said of everybody alike.
pub(super) fn of_anybody(whose: Whose, found: &[What]) -> Vec<Because> {
    let mut all = Vec::new();
    if whose == Whose::Others {
        let message = Message::new("sharing-contact-others-marketing");
        all.push(own("others-marketing", message, &["24.2"]));
    }
    for what in [What::Asks, What::Card, What::Address] {
        if found.contains(&what) {
            all.push(own(what.id(), what.message(), what.paragraphs()));
        }
    }
    all
}

/// A text that reads like marketing and is said to be none.
pub(super) fn promotional() -> Because {
    let what = What::Promotional;
    own(what.id(), what.message(), what.paragraphs())
}

/// The gate's reasons; what it says of marketing is said as the law does.
pub(super) fn of_the_gate(explained: &Explanation, route: Option<&Routed>) -> Vec<Because> {
    let refused = route.and_then(|route| match &route.verdict {
        Verdict::Refused(refusal) => Some(refusal),
        Verdict::Allowed(_) => None,
    });
    let of = |reason: &Reason| {
        let because = Because {
            rule: reason.rule,
            message: reason.message.clone(),
            paragraphs: reason.paragraphs.clone(),
            citation: None,
            lacks: Vec::new(),
            unblock: reason.unblock.clone(),
        };
        match refused.filter(|_| reason.rule == MARKETING) {
            Some(refusal) => by_law(because, refusal),
            None => because,
        }
    };
    let all: Vec<Because> = explained.reasons.iter().map(of).collect();
    // An office may have loosened the gate's rule; the law is not loosened by that.
    let missing = refused.filter(|_| !all.iter().any(|one| one.rule == MARKETING));
    let more = missing.map(|refusal| {
        by_law(own(MARKETING, refusal.message(), &["8.3a", "24.1", "25.1"]), refusal)
    });
    all.into_iter().chain(more).collect()
}

fn by_law(because: Because, refusal: &Refusal) -> Because {
    let lacks = refusal.commercial_lacks().iter().map(|lacking| {
        Message::new("sharing-contact-lacks-commercial").with("lacks", lacking.message())
    });
    let charitable = refusal.charitable_lacks().iter().map(|lacking| {
        Message::new("sharing-contact-lacks-charitable").with("lacks", lacking.message())
    });
    Because {
        message: refusal.message(),
        citation: Some(refusal.provision().citation()),
        lacks: lacks.chain(charitable).collect(),
        ..because
    }
}

/// Post that the Mailing Preference Service, or nobody's looking at it, stands against. No law says so:
/// the notice promised it.
pub(super) fn of_the_mps(listed: Listed) -> Option<Because> {
    let message = match listed {
        Listed::No => return None,
        Listed::On(_) => Message::new("sharing-contact-mps-listed"),
        Listed::Unknown => Message::new("sharing-contact-mps-unknown"),
    };
    Some(own("mailing-preference", message, &["8.3a", "24.1"]))
}

/// They are on our own list of whom we never send marketing.
pub(super) fn suppressed() -> Because {
    own("suppressed", Message::new("sharing-contact-suppressed"), &["24.1", "24.3"])
}

/// The number or the address is none that we hold of them.
pub(super) fn not_theirs() -> Because {
    own("not-theirs", Message::new("sharing-contact-not-theirs"), &["8.6.5", "14.1"])
}

/// They like other channels better, and never said yes to this one.
pub(super) fn not_their_way(rather: &[String]) -> Because {
    let message =
        Message::new("sharing-contact-prefers").with("channels", words::Arg::List(rather.to_vec()));
    own("preferred-channel", message, &["8.6.5"])
}
