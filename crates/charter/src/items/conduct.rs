use serde::Deserialize;
use toml::Spanned;

use super::{Assessment, Category, Cites, Departure, Entity, Post, Purpose, Ref, Retention, item};
use crate::{Day, Period};

/// A way to reach people: `[[channel]]` (row 23.1).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Its id.
    pub id: Ref<Channel>,
    /// What it is called.
    pub name: String,
    /// How the law on electronic messages sees it: an id of `law::pecr`.
    pub kind: Spanned<String>,
    /// Paragraphs kept.
    #[serde(default)]
    pub notice: Cites,
}

item!(Channel, "channel", |_item, refs| refs);

/// A decision a machine takes or prepares: `[[automated]]` (row 9).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AutomatedDecision {
    /// Its id.
    pub id: Ref<AutomatedDecision>,
    /// What it is called.
    pub name: String,
    /// For which purpose.
    pub purpose: Ref<Purpose>,
    /// Whether no person takes a meaningful part before it has effect (UK GDPR Art 22A).
    pub solely: bool,
    /// Whether its effect is legal or similarly significant.
    pub significant: bool,
    /// What goes into it.
    pub data: Vec<Ref<Category>>,
    /// How it comes to its answer, in plain words.
    pub logic: Option<Spanned<String>>,
    /// The safeguards it has: ids of `law::adm` (Art 22C).
    #[serde(default)]
    pub safeguards: Vec<Spanned<String>>,
    /// Who looks at it again when a person asks (row 9.3).
    pub reviewer: Option<Ref<Post>>,
    /// Paragraphs kept.
    #[serde(default)]
    pub notice: Cites,
}

item!(AutomatedDecision, "automated", |item, refs| {
    refs.to([&item.purpose]).to(&item.data).to(&item.reviewer)
});

/// A camera or a set of cameras: `[[camera]]` (row 7.1, 7.2).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Camera {
    /// Its id.
    pub id: Ref<Camera>,
    /// Where it looks.
    pub name: String,
    /// Whose it is.
    pub entity: Ref<Entity>,
    /// The day it was or will be installed.
    pub installed: Spanned<Day>,
    /// The impact assessment, approved before that day.
    pub dpia: Option<Ref<Assessment>>,
    /// The day its signs were checked.
    pub signage: Option<Spanned<Day>>,
    /// How long its pictures are kept.
    pub retention: Ref<Retention>,
    /// What it may be used for.
    pub purposes: Vec<Ref<Purpose>>,
    /// Whether it was invented to show the product.
    #[serde(default)]
    pub example: bool,
    /// Paragraphs kept.
    #[serde(default)]
    pub notice: Cites,
}

item!(Camera, "camera", |item, refs| {
    refs.to([&item.entity]).to(&item.dpia).to([&item.retention]).to(&item.purposes)
});

/// A kind of warning marker: `[[marker]]` (row 8.7.10).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marker {
    /// Its id.
    pub id: Ref<Marker>,
    /// What it is called.
    pub name: String,
    /// The category it is held as.
    pub category: Ref<Category>,
    /// How long it stands at most.
    pub period: Option<Spanned<Period>>,
    /// How often it is looked at again.
    pub review: Option<Spanned<Period>>,
    /// Whether the person is told when it is set.
    pub told: bool,
    /// Why telling may be put off, where it may: dated and reasoned each time.
    pub deferral: Option<Spanned<String>>,
    /// The departure from the notice that putting it off rests on.
    pub departure: Option<Ref<Departure>>,
    /// Who decides.
    pub decided_by: Ref<Post>,
    /// Paragraphs kept.
    #[serde(default)]
    pub notice: Cites,
}

item!(Marker, "marker", |item, refs| refs
    .to([&item.category])
    .to([&item.decided_by])
    .to(&item.departure));
