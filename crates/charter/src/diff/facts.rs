//! What each kind of item says, as labelled values that can be compared.
//!
//! Every struct is taken apart without `..`, so that a new field does not compile until somebody has
//! decided how a change of it is told.

use std::collections::BTreeSet;
use std::fmt::Debug;

use toml::Spanned;

use crate::Day;
use crate::items::{
    Advice, Agreement, Assessment, AutomatedDecision, Camera, Category, Channel, Cites,
    ConditionFor, Contact, Country, Departure, Disclosure, Entity, Feed, GateRule, Head, Item,
    Marker, ModeFor, Never, Paragraph, Portal, Post, Provenance, Purpose, Recipient, Ref,
    Relationship, Retention, Role, SMALL, Section, Signature, Statistics, Team, Telling,
};

/// What one field says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Facet {
    /// One value; empty where there is none.
    One(String),
    /// Several, in no order.
    Many(BTreeSet<String>),
}

/// Labelled fields, in the order a change of them is told.
pub(super) type Facts = Vec<(&'static str, Facet)>;

/// An item that can be compared with an earlier one of the same id.
pub(crate) trait Told {
    /// Every field but the id and what people never see.
    fn facts(&self) -> FactsOf;
}

/// [`Facts`], closed to other modules.
pub(crate) struct FactsOf(pub(super) Facts);

/// Implements [`Told`]: every field by name, then the labels of those that are told. A field bound
/// to `_` is one nobody reads.
macro_rules! told {
    ($type:ident { $($field:tt $(: $bind:tt)?),* $(,)? } => $($label:literal: $value:expr,)*) => {
        impl Told for $type {
            fn facts(&self) -> FactsOf {
                let $type { $($field $(: $bind)?),* } = self;
                FactsOf(vec![$(($label, $value)),*])
            }
        }
    };
}

fn one(value: impl ToString) -> Facet {
    Facet::One(value.to_string())
}

fn rounded(statistics: Option<&Statistics>) -> Facet {
    one(statistics.and_then(|said| said.round_to.as_ref()).map_or(1, |to| *to.get_ref()))
}

fn yes(value: &bool) -> Facet {
    one(if *value { "yes" } else { "no" })
}

/// The name of a variant as words: `LegitimateInterests` is `legitimate interests`.
fn kind(value: &impl Debug) -> Facet {
    let mut text = String::new();
    for letter in format!("{value:?}").chars() {
        if letter.is_uppercase() && !text.is_empty() {
            text.push(' ');
        }
        text.extend(letter.to_lowercase());
    }
    one(text)
}

fn maybe<T: ToString>(value: &Option<T>) -> Facet {
    one(value.as_ref().map(ToString::to_string).unwrap_or_default())
}

fn text<T: ToString>(value: &Option<Spanned<T>>) -> Facet {
    one(value.as_ref().map(|value| value.get_ref().to_string()).unwrap_or_default())
}

fn day(value: &Option<Spanned<Day>>) -> Facet {
    one(value.as_ref().map(|day| day.get_ref().0.to_string()).unwrap_or_default())
}

fn name<K: Item>(id: &Ref<K>) -> Facet {
    one(id.get_ref())
}

fn ids<K: Item>(refs: &[Ref<K>]) -> Facet {
    many(refs.iter().map(|id| id.get_ref().to_string()))
}

fn texts<T: ToString>(values: &[Spanned<T>]) -> Facet {
    many(values.iter().map(|value| value.get_ref().to_string()))
}

fn many(values: impl IntoIterator<Item = String>) -> Facet {
    Facet::Many(values.into_iter().map(|value| format!("`{value}`")).collect())
}

fn cites(notice: &Cites) -> Facet {
    texts(notice)
}

fn contact(contact: &Contact) -> Facet {
    let Contact { address, email, phone, web } = contact;
    let ways = [address, email, phone, web].into_iter().flatten().cloned();
    one(ways.collect::<Vec<_>>().join("; "))
}

fn condition(listed: &ConditionFor) -> String {
    let ConditionFor { data, condition, departure } = listed;
    let data: Vec<&str> = data.iter().map(|id| id.get_ref().as_str()).collect();
    let resting = departure.as_ref().map(|id| format!(", resting on {}", id.get_ref()));
    format!("{}: {}{}", condition.get_ref(), data.join(", "), resting.unwrap_or_default())
}

fn mode(listed: &ModeFor) -> String {
    let ModeFor { rule, mode, until } = listed;
    format!("{}: {} until {}", rule.get_ref(), mode.get_ref(), until.get_ref().0)
}

fn telling(tell: &Option<Telling>) -> Facet {
    one(match tell {
        Some(Telling::First) => "before each time",
        Some(Telling::Standing) => "by a standing notice",
        Some(Telling::Exempt) => "not at all",
        None => "",
    })
}

fn country(country: &Option<Spanned<Country>>) -> Facet {
    one(country.as_ref().map_or("", |country| country.get_ref().as_str()))
}

fn advice(advice: &Option<Advice>) -> Facet {
    one(advice.as_ref().map_or_else(String::new, |advice| {
        let Advice { on, dissent, says } = advice;
        format!("{}{}: {says}", on.0, if *dissent { ", dissenting" } else { "" })
    }))
}

fn signature(signed: &Option<Signature>) -> Facet {
    one(signed.as_ref().map_or_else(String::new, |signed| {
        let Signature { by, on } = signed;
        format!("by {} on {}", by.get_ref(), on.get_ref().0)
    }))
}

told!(Agreement { id: _, name: title, kind: form, signed, until, review, acknowledged, security, example: _, notice } =>
    "name": one(title),
    "kind": kind(form),
    "day signed": day(signed),
    "last day": day(until),
    "day of review": day(review),
    "day acknowledged": day(acknowledged),
    "naming how data is kept safe": yes(security),
    "paragraphs kept": cites(notice),
);

told!(Assessment { id: _, name: title, kind: form, approved, approved_by, review, document, example: _, notice } =>
    "name": one(title),
    "kind": kind(form),
    "day approved": day(approved),
    "approver": text(approved_by),
    "day of review": day(review),
    "document": maybe(document),
    "paragraphs kept": cites(notice),
);

told!(AutomatedDecision { id: _, name: title, purpose, solely, significant, data, logic, safeguards, reviewer, notice } =>
    "name": one(title),
    "purpose": name(purpose),
    "deciding with no person": yes(solely),
    "having a real effect": yes(significant),
    "data": ids(data),
    "way of deciding": text(logic),
    "safeguards": texts(safeguards),
    "reviewer": text(reviewer),
    "paragraphs kept": cites(notice),
);

told!(Camera { id: _, name: title, entity, installed, dpia, signage, retention, purposes, example: _, notice } =>
    "name": one(title),
    "owner": name(entity),
    "day installed": one(installed.get_ref().0),
    "impact assessment": text(dpia),
    "day its sign was checked": day(signage),
    "retention": name(retention),
    "purposes": ids(purposes),
    "paragraphs kept": cites(notice),
);

told!(Category { id: _, name: title, kind: form, retention, sources, only_if, aggregate_only, marker,
    identifies: _, incoming, health, free_text, reviewed, pictures, summary, words,
    form: _, notice } =>
    "name": one(title),
    "kind": kind(form),
    "retention": text(retention),
    "sources": ids(sources),
    "only if there is support": yes(&only_if.is_some()),
    "being only counted": yes(aggregate_only),
    "being a warning marker": yes(marker),
    "coming in unasked": yes(incoming),
    "being about health": yes(health),
    "being free text": yes(free_text),
    "being looked over first": yes(reviewed),
    "being pictures that may be shown": yes(pictures),
    "what a job sheet says of it": summary.as_ref().map_or_else(|| one(""), kind),
    "words it is recognised by": many(words.iter().cloned()),
    "paragraphs kept": cites(notice),
);

told!(Channel { id: _, name: title, kind: form, notice } =>
    "name": one(title),
    "kind": one(form.get_ref()),
    "paragraphs kept": cites(notice),
);

impl Told for Departure {
    fn facts(&self) -> FactsOf {
        let Departure {
            id: _,
            name: title,
            reading,
            reason,
            owner,
            drafted,
            advice: advised,
            signed,
            published,
            told,
            in_force: _,
            example: _,
            notice,
        } = self;
        let from = self.in_force_from().map(|day| day.to_string());
        FactsOf(vec![
            ("name", one(title)),
            ("reading", kind(reading)),
            ("reason", one(reason)),
            ("owner", name(owner)),
            ("day drafted", one(drafted.get_ref().0)),
            ("advice", advice(advised)),
            ("signature", signature(signed)),
            ("day published", day(published)),
            ("day people were told", day(told)),
            ("day in force", maybe(&from)),
            ("paragraphs departed from", cites(notice)),
        ])
    }
}

told!(Disclosure { id: _, name: title, purpose, recipient, data, tell, by_notice, exempt_because, explicit_consent, summary_only, departure, notice } =>
    "name": one(title),
    "data": ids(data),
    "recipient": name(recipient),
    "purpose": name(purpose),
    "telling the person": telling(tell),
    "telling by a standing notice": yes(by_notice),
    "reason not to tell": text(exempt_because),
    "explicit consent": yes(explicit_consent),
    "sending only a summary": yes(summary_only),
    "departure": text(departure),
    "paragraphs kept": cites(notice),
);

told!(Entity { id: _, name: title, number, registration, regulator, charity, registered_provider, employees_over_250, duties, contact: reached, notice } =>
    "name": one(title),
    "number": maybe(number),
    "registration": maybe(registration),
    "regulator": one(regulator),
    "being a charity": yes(charity),
    "being a registered provider": yes(registered_provider),
    "having more than 250 staff": yes(employees_over_250),
    "duties": texts(duties),
    "contact": contact(reached),
    "paragraphs kept": cites(notice),
);

told!(Feed { id: _, name: title, layout, purpose, recipient, entities, channel, notice } =>
    "name": one(title),
    "layout": one(layout.get_ref()),
    "purpose": name(purpose),
    "recipient": name(recipient),
    "companies": ids(entities),
    "channel": text(channel),
    "paragraphs kept": cites(notice),
);

told!(GateRule { id: _, name: title, unblock, notice } =>
    "name": one(title),
    "who can unblock": name(unblock),
    "paragraphs kept": cites(notice),
);

told!(Head { id: _, name: title, title: heading, version, published, language, example: _, owner, promises, contact: reached, statistics } =>
    "name": one(title),
    "title": one(heading),
    "version": one(version.get_ref()),
    "day published": day(published),
    "language": one(language),
    "owner": name(owner),
    "promises": texts(promises),
    "contact": contact(reached),
    "smallest number said": one(statistics.as_ref().map_or(SMALL, |said| *said.least.get_ref())),
    "rounded to": rounded(statistics.as_ref()),
);

told!(Marker { id: _, name: title, category, period, review, told, deferral, departure, decided_by, notice } =>
    "name": one(title),
    "category": name(category),
    "period": text(period),
    "time between reviews": text(review),
    "telling the person": yes(told),
    "reason to put telling off": text(deferral),
    "departure": text(departure),
    "who decides": name(decided_by),
    "paragraphs kept": cites(notice),
);

told!(Never { id: _, name: title, purposes, recipients, actions, data, notice } =>
    "name": one(title),
    "purposes": ids(purposes),
    "recipients": ids(recipients),
    "actions": texts(actions),
    "data": ids(data),
    "paragraphs kept": cites(notice),
);

told!(Paragraph { id: _, plain: _, formal: _, tells } =>
    "contents the law asks for": texts(tells),
);

told!(Portal { id: _, name: title, role, team, data, known, uses, sources, assessment, notice } =>
    "name": one(title),
    "role": name(role),
    "team": name(team),
    "data": ids(data),
    "data of which it is said that there is some": ids(known),
    "uses people are told of": ids(uses),
    "where what is shown came from": ids(sources),
    "impact assessment": text(assessment),
    "paragraphs kept": cites(notice),
);

told!(Post { id: _, name: title, deputy, advises, contact: reached, notice } =>
    "name": one(title),
    "deputy": text(deputy),
    "only advising": yes(advises),
    "contact": contact(reached),
    "paragraphs kept": cites(notice),
);

told!(Provenance { id: _, name: title, person, told, notice } =>
    "name": one(title),
    "being the person": yes(person),
    "what is said before": text(told),
    "paragraphs kept": cites(notice),
);

impl Told for Purpose {
    fn facts(&self) -> FactsOf {
        let Purpose {
            id: _,
            name: title,
            plain,
            entities,
            relationships,
            basis,
            recognised,
            conditions,
            required,
            optional: _,
            consequence,
            withdraw,
            assessments,
            channels,
            marketing,
            duty,
            after_death,
            despite_restriction,
            for_the_person,
            under_hold,
            departure,
            notice,
        } = self;
        FactsOf(vec![
            ("name", one(title)),
            ("plain words", one(plain.get_ref())),
            ("basis", text(basis)),
            ("recognised interest", text(recognised)),
            ("data", many(self.data().map(|id| id.get_ref().to_string()))),
            ("people", ids(relationships)),
            ("entities", ids(entities)),
            ("required data", ids(required)),
            ("conditions", many(conditions.iter().map(condition))),
            ("consequence of not giving data", text(consequence)),
            ("way to withdraw", text(withdraw)),
            ("assessments", ids(assessments)),
            ("channels", ids(channels)),
            ("being marketing", yes(marketing)),
            ("duty", text(duty)),
            ("going on after death", yes(after_death)),
            ("going on despite a restriction", yes(despite_restriction)),
            ("being for the person", yes(for_the_person)),
            ("going on under a hold", yes(under_hold)),
            ("departure", text(departure)),
            ("paragraphs kept", cites(notice)),
        ])
    }
}

told!(Recipient { id: _, name: title, kind: form, agreement, power, country: place, mechanism, mechanism_until, transfer_test, sub_contractors, notice } =>
    "name": one(title),
    "kind": kind(form),
    "agreement": text(agreement),
    "power": text(power),
    "country": country(place),
    "transfer mechanism": text(mechanism),
    "last day of the mechanism": day(mechanism_until),
    "transfer test": text(transfer_test),
    "sub-contractors": texts(sub_contractors),
    "paragraphs kept": cites(notice),
);

told!(Relationship { id: _, name: title, direct, ends, becomes, former, data, never, notice } =>
    "name": one(title),
    "dealing with us directly": yes(direct),
    "the event its end is": text(ends),
    "what they are afterwards": text(becomes),
    "somebody who has left": yes(former),
    "data": ids(data),
    "data never held": ids(never),
    "paragraphs kept": cites(notice),
);

told!(Retention { id: _, name: title, period, trigger, source, verified, approved_by, disposal, holds, notice } =>
    "name": one(title),
    "period": text(period),
    "start of the period": text(trigger),
    "source": text(source),
    "having a source that was checked": yes(verified),
    "approver": name(approved_by),
    "disposal": kind(disposal),
    "holds": many(holds.iter().cloned()),
    "paragraphs kept": cites(notice),
);

told!(Role { id: _, name: title, purposes, actions, strength, notice } =>
    "name": one(title),
    "purposes": ids(purposes),
    "actions": many(actions.iter().map(ToString::to_string)),
    "strength of signing in": one(strength),
    "paragraphs kept": cites(notice),
);

told!(Section { id: _, title } =>
    "title": one(title.get_ref()),
);

told!(Team { id: _, name: title, modes, notice } =>
    "name": one(title),
    "rules that do not enforce yet": many(modes.iter().map(mode)),
    "paragraphs kept": cites(notice),
);
