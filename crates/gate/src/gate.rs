use charter::items::{Category, Channel, Entity, Purpose, Recipient, Relationship, Role, Team};
use charter::{Action, Charter, Fingerprint, Mode, RuleName};

use crate::case::Case;
use crate::compile::compile;
use crate::decision::{Obligation, Obligations};
use crate::rules::{Hear, by_action};
use crate::tables::Tables;
use crate::{Act, Ask, Decision, Facts, Ix, Rules, Set, rules};

/// A charter, compiled: answers asks.
///
/// Unknown means no. What a charter does not list is refused; so is everything while nobody has
/// looked at the facts.
#[derive(Clone, Debug)]
pub struct Gate {
    pub(crate) charter: Charter,
    pub(crate) tables: Tables,
    fingerprint: Fingerprint,
}

impl Gate {
    /// Compiles a charter.
    ///
    /// A reference that does not resolve becomes no permission at all; `charter check` says so
    /// better than this does.
    #[must_use]
    pub fn new(charter: Charter) -> Gate {
        let tables = compile(&charter);
        Gate { fingerprint: charter.fingerprint(), charter, tables }
    }

    /// The charter it was compiled from.
    #[must_use]
    pub fn charter(&self) -> &Charter {
        &self.charter
    }

    /// Whether what is asked is for vital interests: to save a life (UK GDPR Art 6(1)(d)).
    #[must_use]
    pub fn is_vital(&self, ask: &Ask) -> bool {
        self.tables.purposes[ask.purpose.position()].vital
    }

    /// Decides. No allocation, no look at anything but its arguments.
    #[must_use]
    pub fn decide(&self, ask: &Ask, facts: &Facts) -> Decision {
        if !facts.known || facts.walled {
            return Decision::nothing(ask.data, RuleName::Wall, self.fingerprint);
        }
        by_action!(ask.act.action(), decide_about(self, ask, facts))
    }

    /// Decides, and tells of every rule that had something against it: how firmly the rule stands
    /// here, and which categories it is about.
    #[inline]
    pub(crate) fn decide_and_tell(
        &self,
        ask: &Ask,
        facts: &Facts,
        mut tell: impl FnMut(RuleName, Mode, Set<Category>),
    ) -> Decision {
        // One answer for a person behind a wall and for a person nobody knows: whoever asks must
        // not learn which of the two it is, so no other rule is heard.
        if !facts.known || facts.walled {
            tell(RuleName::Wall, Mode::Enforce, ask.data);
            return Decision::nothing(ask.data, RuleName::Wall, self.fingerprint);
        }
        let case = Case::new(&self.tables, ask, facts);
        let team = &self.tables.teams[ask.team.position()];
        let loose = team.loosened(case.on);
        let (mut blocked, mut refused_by) = (Set::EMPTY, Rules::EMPTY);
        let (mut advised, mut overridden, mut observed) =
            (Rules::EMPTY, Rules::EMPTY, Rules::EMPTY);
        let consider = |rule: RuleName, by_this: Set<Category>| {
            let objects = !by_this.is_empty();
            let mode = if loose.contains(rule) { team.mode(rule, case.on) } else { Mode::Enforce };
            match mode {
                Mode::Observe => observed = observed.with_if(objects, rule),
                Mode::Advise if ask.reason_recorded => {
                    overridden = overridden.with_if(objects, rule);
                }
                Mode::Advise | Mode::Enforce => {
                    blocked = blocked | by_this;
                    refused_by = refused_by.with_if(objects, rule);
                    advised = advised.with_if(objects && mode == Mode::Advise, rule);
                }
            }
            if objects {
                tell(rule, mode, by_this);
            }
        };
        rules::each(&case, &mut Aloud { asked: ask.data, consider });
        let allowed = ask.data - blocked;
        Decision {
            allowed,
            masked: blocked,
            refused_by,
            advised,
            overridden,
            observed,
            obligations: obligations(&case, allowed, overridden),
            charter: self.fingerprint,
        }
    }
}

/// Finds the bit of an item by its name, a kind a line.
macro_rules! finders {
    ($($name:ident: $list:ident -> $kind:ident),* $(,)?) => { impl Gate { $(
        #[doc = concat!("The bit of the ", stringify!($name), " of this name; none when the charter lists none such.")]
        #[must_use]
        pub fn $name(&self, name: &str) -> Option<Ix<$kind>> {
            self.charter.$list().find(name).and_then(Ix::new)
        }
    )* } };
}

finders! {
    category: categories -> Category,
    channel: channels -> Channel,
    entity: entities -> Entity,
    purpose: purposes -> Purpose,
    recipient: recipients -> Recipient,
    relationship: relationships -> Relationship,
    role: roles -> Role,
    team: teams -> Team,
}

/// Decides about one action, for a person who is known and not behind a wall.
#[inline]
fn decide_about<const ACTION: u8>(gate: &Gate, ask: &Ask, facts: &Facts) -> Decision {
    // First as if every rule enforced: then there is nothing to choose, so nothing for the
    // processor to guess wrong. Only where a loosened rule objected is more to be said.
    let case = Case::new(&gate.tables, ask, facts);
    let mut tally = Tally { whole: false, part: Set::EMPTY, rules: Rules::EMPTY };
    rules::each_about::<ACTION>(&case, &mut tally);
    if tally.rules.meets(gate.tables.teams[ask.team.position()].rules) {
        return gate.decide_and_tell(ask, facts, |_, _, _| ());
    }
    let blocked = ask.data.when(tally.whole) | tally.part;
    let allowed = ask.data - blocked;
    Decision {
        allowed,
        masked: blocked,
        refused_by: tally.rules,
        advised: Rules::EMPTY,
        overridden: Rules::EMPTY,
        observed: Rules::EMPTY,
        obligations: obligations(&case, allowed, Rules::EMPTY),
        charter: gate.fingerprint,
    }
}

/// Adds up what every rule says, as if all enforced.
struct Tally {
    whole: bool,
    part: Set<Category>,
    rules: Rules,
}

impl Hear for Tally {
    #[inline]
    fn whole(&mut self, rule: RuleName, objects: bool) {
        self.whole |= objects;
        self.rules = self.rules.with_if(objects, rule);
    }

    #[inline]
    fn part(&mut self, rule: RuleName, blocked: Set<Category>) {
        self.part = self.part | blocked;
        self.rules = self.rules.with_if(!blocked.is_empty(), rule);
    }
}

/// Passes on what each rule says as the categories it is about.
struct Aloud<F> {
    asked: Set<Category>,
    consider: F,
}

impl<F: FnMut(RuleName, Set<Category>)> Hear for Aloud<F> {
    fn whole(&mut self, rule: RuleName, objects: bool) {
        (self.consider)(rule, if objects { self.asked } else { Set::EMPTY });
    }

    fn part(&mut self, rule: RuleName, blocked: Set<Category>) {
        (self.consider)(rule, blocked);
    }
}

/// What must be done along with what is allowed; nothing when nothing is.
#[inline]
fn obligations(case: &Case<'_>, allowed: Set<Category>, overridden: Rules) -> Obligations {
    let among = |set: Set<Category>| !(set & allowed).is_empty();
    Obligations::EMPTY
        .with_if(case.ask.act == Act::Collect, Obligation::GiveNotice)
        .with_if(
            case.purpose.marketing && case.ask.act.channel().is_some(),
            Obligation::OfferOptOut,
        )
        .with_if(case.ask.act == Act::Decide, Obligation::OfferReview)
        .with_if(case.recipient.is_some(), Obligation::RecordDisclosure)
        .with_if(!overridden.is_empty(), Obligation::RecordReason)
        .with_if(
            case.recipient.is_some_and(|recipient| recipient.processor),
            Obligation::SayWhoSent,
        )
        .with_if(among(case.facts.disputed), Obligation::ShowDispute)
        .with_if(among(case.grants.summary_only), Obligation::SummaryOnly)
        .with_if(among(case.grants.tell_first), Obligation::TellFirst)
        .when(!allowed.is_empty())
}
