//! From a charter to bit sets.

use charter::items::{
    AssessmentKind, DataKind, Departure, Item, OnlyIf, Purpose, Reading, Recipient, RecipientKind,
    Ref, Telling,
};
use charter::{Charter, Items, Located, Mode, RuleName};
use law::transfer::Reach;
use law::{Need, Provision};

use crate::tables::{
    Cell, ConditionRow, Days, Grant, ModeRow, NeverRow, PurposeRow, RecipientRow, RoleRow, Tables,
    TeamRow,
};
use crate::{Ix, Set};

pub(crate) fn compile(charter: &Charter) -> Tables {
    let categories = |keep: &dyn Fn(&charter::Category) -> bool| {
        charter
            .categories()
            .iter()
            .enumerate()
            .filter(|(_, category)| keep(category))
            .filter_map(|(position, _)| Ix::new(position))
            .collect()
    };
    let recipients = charter.recipients().len();
    let mut cells = vec![Cell::default(); charter.purposes().len() * recipients];
    for disclosure in charter.disclosures().iter() {
        let cell = ix(charter.purposes(), &disclosure.purpose)
            .zip(ix(charter.recipients(), &disclosure.recipient));
        if let Some((purpose, recipient)) = cell {
            cells[purpose.position() * recipients + recipient.position()].grants.push(Grant {
                in_force: departed(charter, disclosure.departure.as_ref()),
                data: set(charter.categories(), &disclosure.data),
                explicit_consent: disclosure.explicit_consent,
                tell_first: disclosure.tell == Some(Telling::First),
                summary_only: disclosure.summary_only,
            });
        }
    }
    let nevers: Vec<NeverRow> = charter
        .nevers()
        .iter()
        .map(|never| NeverRow {
            purposes: all_unless_named(charter.purposes(), &never.purposes),
            recipients: (!never.recipients.is_empty())
                .then(|| set(charter.recipients(), &never.recipients)),
            actions: if never.actions.is_empty() {
                // Destroying what must never be held is no breach of the promise.
                !(1 << charter::Action::Erase as u8)
            } else {
                actions(never.actions.iter().map(|action| *action.get_ref()))
            },
            data: all_unless_named(charter.categories(), &never.data),
        })
        .collect();
    let mut purposes: Vec<PurposeRow> =
        charter.purposes().iter().map(|p| purpose(charter, p)).collect();
    for (position, row) in purposes.iter_mut().enumerate() {
        let Some(this) = Ix::new(position) else { continue };
        for never in nevers.iter().filter(|never| never.purposes.contains(this)) {
            match never.recipients {
                None => {
                    never.each_action(|action| row.never[action] = row.never[action] | never.data)
                }
                Some(named) if never.actions & 1 << charter::Action::Disclose as u8 != 0 => {
                    for recipient in named.iter() {
                        let cell = &mut cells[position * recipients + recipient.position()];
                        cell.never = cell.never | never.data;
                    }
                }
                Some(_) => {}
            }
        }
    }
    Tables {
        purposes,
        relationships: charter
            .relationships()
            .iter()
            .map(|r| {
                let held = set(charter.categories(), &r.data) | incoming(charter);
                held - set(charter.categories(), &r.never)
            })
            .collect(),
        recipients: charter.recipients().iter().map(|r| recipient(charter, r)).collect(),
        roles: charter
            .roles()
            .iter()
            .map(|role| RoleRow {
                purposes: set(charter.purposes(), &role.purposes),
                actions: actions(role.actions.iter().copied()),
                strength: role.strength,
            })
            .collect(),
        teams: charter
            .teams()
            .iter()
            .map(|team| {
                let modes = team
                    .modes
                    .iter()
                    .filter(|mode| *mode.mode.get_ref() != Mode::Enforce)
                    .filter_map(|mode| {
                        let rule: RuleName = mode.rule.get_ref().as_str().parse().ok()?;
                        (!rule.always_enforces()).then_some(ModeRow {
                            rule,
                            mode: *mode.mode.get_ref(),
                            until: mode.until.get_ref().0.into(),
                        })
                    })
                    .collect();
                TeamRow::new(modes)
            })
            .collect(),
        cells,
        nevers,
        aggregate_only: categories(&|c| c.aggregate_only),
        markers: categories(&|c| c.marker),
        never_collected: categories(&|c| c.kind == DataKind::Never),
        sensitive: categories(&|c| matches!(c.kind, DataKind::Special | DataKind::Criminal)),
        deferral: deferral(charter),
        support_only: categories(&|c| c.only_if == Some(OnlyIf::Support)),
    }
}

/// What comes in unasked and is kept whoever sends it.
fn incoming(charter: &Charter) -> Set<charter::items::Category> {
    let all = charter.categories().iter().enumerate().filter(|(_, category)| category.incoming);
    all.filter_map(|(position, _)| Ix::new(position)).collect()
}

fn purpose(charter: &Charter, purpose: &Located<Purpose>) -> PurposeRow {
    let basis = purpose.lawful_basis();
    let in_force = basis.map_or(Days::NEVER, |basis| {
        basis
            .needs()
            .iter()
            .fold(lawful(basis.provision()), |days, need| days.and(met(charter, purpose, *need)))
            .and(departed(charter, purpose.departure.as_ref()))
    });
    // Judged by the law on the day the notice is published; undated, nothing is registered.
    let published = charter.head().published.as_ref().map(|day| day.get_ref().0);
    let sound = charter.automated().iter().filter(|decision| {
        decision.purpose.get_ref() == purpose.id.get_ref()
            && published.is_some_and(|day| charter::rules::sound(charter, decision, day))
    });
    PurposeRow {
        in_force,
        entities: set(charter.entities(), &purpose.entities),
        relationships: set(charter.relationships(), &purpose.relationships),
        data: set(charter.categories(), purpose.data()),
        channels: set(charter.channels(), &purpose.channels),
        conditions: conditions(charter, purpose),
        automated: sound.fold(Set::EMPTY, |all, d| all | set(charter.categories(), &d.data)),
        protective: protective(charter, purpose),
        by_consent: purpose.basis_needs(Need::Consent),
        objectable: purpose.marketing || basis.is_some_and(law::basis::Basis::objectable),
        marketing: purpose.marketing,
        after_death: purpose.after_death,
        despite_restriction: purpose.despite_restriction,
        under_hold: purpose.under_hold,
        for_the_person: purpose.for_the_person,
        never: [Set::EMPTY; 8],
        vital: basis.is_some_and(|basis| basis.provision().id() == "vital-interests"),
    }
}

/// The conditions of a purpose for special and criminal data.
fn conditions(charter: &Charter, purpose: &Purpose) -> Vec<ConditionRow> {
    let mut rows = Vec::new();
    for listed in &purpose.conditions {
        let Some(condition) = law::condition::find(listed.condition.get_ref()) else { continue };
        let lawful = condition.needs().iter().fold(lawful(condition.provision()), |days, need| {
            days.and(met(charter, purpose, *need))
        });
        let row = ConditionRow {
            data: set(charter.categories(), &listed.data),
            in_force: lawful.and(departed(charter, listed.departure.as_ref())),
            explicit_consent: condition.needs().contains(&Need::ExplicitConsent),
        };
        rows.push(row);
        // The notice promised consent; until the departure is in force, that is the way.
        if listed.departure.is_some() {
            rows.push(ConditionRow { in_force: lawful, explicit_consent: true, ..row });
        }
    }
    rows
}

/// What a purpose uses under a condition that protects somebody or defends a claim: there the
/// notice's promise to ask only supported people for health data is not what is at stake.
fn protective(charter: &Charter, purpose: &Purpose) -> Set<charter::Category> {
    const PROTECTING: [&str; 4] = ["legal-claims", "safeguarding", "statutory", "vital-interests"];
    purpose
        .conditions
        .iter()
        .filter(|listed| PROTECTING.contains(&listed.condition.get_ref().as_str()))
        .fold(Set::EMPTY, |all, listed| all | set(charter.categories(), &listed.data))
}

/// The days on which telling a person of a marker may be put off: from the first on which any kind
/// of marker allows it.
fn deferral(charter: &Charter) -> Days {
    charter
        .markers()
        .iter()
        .filter(|marker| marker.deferral.is_some())
        .map(|marker| departed(charter, marker.departure.as_ref()))
        .fold(Days::NEVER, Days::or)
}

/// The days on which something the law wants of a purpose is there.
///
/// What a person must give (consent) is a fact about that person and is asked of the facts; what
/// only a reader can judge is for `charter check`.
fn met(charter: &Charter, purpose: &Purpose, need: Need) -> Days {
    let approved = |kind| {
        purpose
            .assessments
            .iter()
            .filter_map(|id| charter.assessments().get(id.get_ref()))
            .filter(|assessment| assessment.kind == kind)
            .filter_map(|assessment| assessment.approved.as_ref())
            .map(|day| day.get_ref().0)
            .min()
            .map_or(Days::NEVER, Days::from)
    };
    match need {
        Need::Assessment => approved(AssessmentKind::LegitimateInterests),
        Need::PolicyDocument => approved(AssessmentKind::PolicyDocument),
        Need::RecognisedCondition => purpose
            .recognised
            .as_ref()
            .and_then(|id| law::recognised::find(id.get_ref()))
            .map_or(Days::NEVER, |condition| lawful(condition.provision())),
        _ => Days::ALWAYS,
    }
}

fn recipient(charter: &Charter, recipient: &Located<Recipient>) -> RecipientRow {
    let agreement = match recipient.kind {
        RecipientKind::Representative => Days::ALWAYS,
        RecipientKind::Statutory if recipient.power.is_some() => Days::ALWAYS,
        _ => recipient
            .agreement
            .as_ref()
            .and_then(|id| charter.agreements().get(id.get_ref()))
            .and_then(|agreement| {
                let bound = Days::from(agreement.binds_from()?.0);
                let until = agreement.until.as_ref();
                Some(bound.and(until.map_or(Days::ALWAYS, |day| Days::until(day.get_ref().0))))
            })
            .unwrap_or(Days::NEVER),
    };
    RecipientRow {
        agreement,
        country: recipient.country.as_ref().map(|country| *country.get_ref()),
        transfer: transfer(charter, recipient),
        processor: recipient.kind == RecipientKind::Processor,
    }
}

/// The days on which data may go to the country a recipient handles it in.
fn transfer(charter: &Charter, recipient: &Recipient) -> Days {
    lawful_transfer(charter, recipient).unwrap_or(Days::NEVER)
}

fn lawful_transfer(charter: &Charter, recipient: &Recipient) -> Option<Days> {
    let country = recipient.country.as_ref()?.get_ref().as_str();
    let mechanism = law::transfer::mechanism::find(recipient.mechanism.as_ref()?.get_ref())?;
    let until = recipient.mechanism_until.as_ref().map(|day| Days::until(day.get_ref().0));
    let reached = match mechanism.reach() {
        Reach::Any => Days::ALWAYS,
        Reach::Approved if country == "US" => return None,
        Reach::Approved => lawful(law::transfer::country::find(country)?.provision()),
        // A listing is renewed or lapses: without its last known day it proves nothing.
        Reach::UnitedStates if country == "US" => until?,
        Reach::UnitedStates => return None,
    };
    let tested = if mechanism.needs_test() {
        let test = charter.assessments().get(recipient.transfer_test.as_ref()?.get_ref())?;
        let approved = test.approved.as_ref()?.get_ref().0;
        (test.kind == AssessmentKind::TransferTest).then_some(Days::from(approved))?
    } else {
        Days::ALWAYS
    };
    mechanism.usable().then(|| {
        lawful(mechanism.provision()).and(reached).and(tested).and(until.unwrap_or(Days::ALWAYS))
    })
}

/// The days on which a permission that rests on a departure holds.
fn departed(charter: &Charter, departure: Option<&Ref<Departure>>) -> Days {
    let Some(id) = departure else { return Days::ALWAYS };
    match charter.departures().get(id.get_ref()) {
        Some(departure) if departure.reading == Reading::Stricter => Days::ALWAYS,
        Some(departure) => departure.in_force_from().map_or(Days::NEVER, Days::from),
        None => Days::NEVER,
    }
}

fn lawful(provision: &Provision) -> Days {
    let from = Days::from(provision.in_force_from());
    provision.in_force_to().map_or(from, |last| from.and(Days::until(last)))
}

fn ix<K: Item>(items: &Items<K>, id: &Ref<K>) -> Option<Ix<K>> {
    items.position(id.get_ref()).and_then(Ix::new)
}

fn set<'a, K: Item + 'a>(items: &Items<K>, ids: impl IntoIterator<Item = &'a Ref<K>>) -> Set<K> {
    ids.into_iter().filter_map(|id| ix(items, id)).collect()
}

fn all_unless_named<K: Item>(items: &Items<K>, ids: &[Ref<K>]) -> Set<K> {
    if ids.is_empty() { Set::ALL } else { set(items, ids) }
}

fn actions(actions: impl Iterator<Item = charter::Action>) -> u8 {
    actions.fold(0, |bits, action| bits | 1 << action as u8)
}
