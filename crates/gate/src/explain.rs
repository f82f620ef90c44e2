//! Why: built only when somebody asks.

use charter::items::{Category, Item};
use charter::{Items, Located, Mode, RuleName};
use words::Message;

use crate::{Act, Ask, Decision, Facts, Gate, Ix, Obligation, Set, rules};

/// A decision with its reasons.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The decision itself.
    pub decision: Decision,
    /// The ids of the categories that may be used.
    pub allowed: Vec<String>,
    /// The ids of the categories that may not.
    pub masked: Vec<String>,
    /// Every rule that had something against the ask, in alphabetical order.
    pub reasons: Vec<Reason>,
    /// What must be done along with what is allowed.
    pub obligations: Vec<(Obligation, Message)>,
}

/// What one rule had against an ask.
#[derive(Clone, Debug)]
pub struct Reason {
    /// The rule, by the name an asker may see.
    pub rule: &'static str,
    /// How firmly it stands here.
    pub mode: Mode,
    /// The ids of the categories it stands in the way of.
    pub data: Vec<String>,
    /// Why.
    pub message: Message,
    /// The paragraphs of the notice it keeps.
    pub paragraphs: Vec<String>,
    /// Who can unblock it, where anybody can.
    pub unblock: Option<Message>,
}

impl Gate {
    /// Decides and says why.
    #[must_use]
    pub fn explain(&self, ask: &Ask, facts: &Facts) -> Explanation {
        let mut reasons = Vec::new();
        let decision = self.decide_and_tell(ask, facts, |rule, mode, blocked| {
            reasons.push(self.reason(ask, rule, mode, blocked));
        });
        Explanation {
            allowed: names(self.charter.categories(), decision.allowed),
            masked: names(self.charter.categories(), decision.masked),
            reasons,
            obligations: decision.obligations().iter().map(|o| (o, obligation(o))).collect(),
            decision,
        }
    }

    fn reason(&self, ask: &Ask, rule: RuleName, mode: Mode, blocked: Set<Category>) -> Reason {
        let data = names(self.charter.categories(), blocked);
        let spoken = blocked
            .iter()
            .map(|ix| self.charter.categories()[ix.position()].name.clone())
            .collect();
        let mut message = rules::message(rule)
            .with("purpose", name(self.charter.purposes(), ask.purpose))
            .with("relationship", name(self.charter.relationships(), ask.relationship))
            .with("entity", name(self.charter.entities(), ask.entity))
            .with("role", name(self.charter.roles(), ask.role))
            .with("action", ask.act.action().as_str())
            .with("data", words::Arg::List(spoken));
        if let Some(recipient) = ask.act.recipient() {
            message = message.with("recipient", name(self.charter.recipients(), recipient));
        }
        if let Some(channel) = ask.act.channel() {
            message = message.with("channel", name(self.charter.channels(), channel));
        }
        Reason {
            rule: public_name(rule),
            mode,
            data,
            message,
            paragraphs: self.paragraphs(ask, rule, blocked),
            unblock: self.unblock(rule),
        }
    }

    /// The paragraphs behind a rule: those the landlord names for it, then those of the items it
    /// turned on.
    fn paragraphs(&self, ask: &Ask, rule: RuleName, blocked: Set<Category>) -> Vec<String> {
        let mut found = Vec::new();
        // A promise of never speaks for itself; the rule would add every other such promise.
        let general = self.charter.gate_rules().find(rule.as_str());
        if let Some(position) = general.filter(|_| rule != RuleName::Never) {
            cite(&mut found, &self.charter.gate_rules()[position]);
        }
        match rule {
            // Nothing more is said: what it turned on is what must not be learnt.
            RuleName::Wall | RuleName::Unknown => {}
            RuleName::AggregateOnly
            | RuleName::Condition
            | RuleName::Marker
            | RuleName::NeverCollected
            | RuleName::Support => {
                for ix in blocked.iter() {
                    cite(&mut found, &self.charter.categories()[ix.position()]);
                }
            }
            RuleName::RelationshipData | RuleName::Relationship => {
                cite(&mut found, &self.charter.relationships()[ask.relationship.position()]);
            }
            RuleName::Never => {
                for (row, never) in self.tables.nevers.iter().zip(self.charter.nevers().iter()) {
                    if row.matches(ask) && !(row.data & blocked).is_empty() {
                        cite(&mut found, never);
                    }
                }
            }
            RuleName::Agreement | RuleName::Country | RuleName::Recipient => {
                if let Act::Disclose(recipient, _) = ask.act {
                    cite(&mut found, &self.charter.recipients()[recipient.position()]);
                }
            }
            _ => cite(&mut found, &self.charter.purposes()[ask.purpose.position()]),
        }
        found
    }

    /// Who can unblock a rule. Nobody can unblock what always enforces, and for a wall that is not
    /// even said.
    fn unblock(&self, rule: RuleName) -> Option<Message> {
        if rule == RuleName::Wall {
            return None;
        }
        let position = self.charter.gate_rules().find(rule.as_str())?;
        let post =
            self.charter.posts().get(self.charter.gate_rules()[position].unblock.get_ref())?;
        Some(if rule.always_enforces() {
            Message::new("gate-ask-post").with("post", post.name.as_str())
        } else {
            Message::new("gate-unblock").with("post", post.name.as_str())
        })
    }
}

/// What an asker sees a rule called: the wall has no name of its own.
fn public_name(rule: RuleName) -> &'static str {
    if rule == RuleName::Wall { "not-available" } else { rule.as_str() }
}

fn obligation(obligation: Obligation) -> Message {
    match obligation {
        Obligation::GiveNotice => Message::new("gate-give-notice"),
        Obligation::OfferOptOut => Message::new("gate-offer-opt-out"),
        Obligation::OfferReview => Message::new("gate-offer-review"),
        Obligation::RecordDisclosure => Message::new("gate-record-disclosure"),
        Obligation::RecordReason => Message::new("gate-record-reason"),
        Obligation::SayWhoSent => Message::new("gate-say-who-sent"),
        Obligation::ShowDispute => Message::new("gate-show-dispute"),
        Obligation::SummaryOnly => Message::new("gate-summary-only"),
        Obligation::TellFirst => Message::new("gate-tell-first"),
    }
}

fn name<K: Item>(items: &Items<K>, ix: Ix<K>) -> String {
    items[ix.position()].name().to_owned()
}

fn names<K: Item>(items: &Items<K>, set: Set<K>) -> Vec<String> {
    set.iter().map(|ix| items[ix.position()].id().get_ref().to_string()).collect()
}

fn cite<K: Item>(found: &mut Vec<String>, item: &Located<K>) {
    for paragraph in item.cites() {
        let text = paragraph.get_ref().to_string();
        if !found.contains(&text) {
            found.push(text);
        }
    }
}
