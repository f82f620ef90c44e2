//! The words it goes by, read once.

use std::sync::LazyLock;

use serde::Deserialize;

/// What the file has, as it stands there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    secrets: Vec<String>,
    secrets_with_your: Vec<String>,
    harmless_behind: Vec<String>,
    asking: Vec<String>,
    wanting: Vec<String>,
    reaching: Vec<String>,
    with: Vec<String>,
    harmless: Vec<String>,
    about: Vec<String>,
    no: Vec<String>,
    no_one: Vec<String>,
    between: Vec<String>,
    strangers: Vec<String>,
    ourselves: Vec<String>,
    auxiliary: Vec<String>,
    strangers_do: Vec<String>,
    to_us: Vec<String>,
    over: Vec<String>,
    wanted_behind: Vec<String>,
    questions: Vec<String>,
    things: Vec<String>,
    told_to: Vec<String>,
    promotional: Vec<String>,
    roads: Vec<String>,
    shortened: Vec<[String; 2]>,
}

/// One part of a phrase.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    Word(String),
    /// A few words, or none.
    Gap,
}

/// Words in a row.
pub(super) type Phrase = Vec<Part>;

/// The words, ready to be compared.
pub(super) struct Data {
    pub(super) secrets: Vec<Phrase>,
    pub(super) secrets_with_your: Vec<Phrase>,
    pub(super) harmless_behind: Vec<String>,
    pub(super) asking: Vec<Phrase>,
    pub(super) wanting: Vec<Phrase>,
    pub(super) reaching: Vec<Phrase>,
    pub(super) with: Vec<Phrase>,
    pub(super) harmless: Vec<Phrase>,
    pub(super) about: Vec<String>,
    pub(super) no: Vec<String>,
    pub(super) no_one: Vec<Phrase>,
    pub(super) between: Vec<String>,
    pub(super) strangers: Vec<String>,
    pub(super) ourselves: Vec<String>,
    pub(super) auxiliary: Vec<String>,
    pub(super) strangers_do: Vec<String>,
    pub(super) to_us: Vec<String>,
    pub(super) over: Vec<String>,
    pub(super) wanted_behind: Vec<String>,
    pub(super) questions: Vec<Phrase>,
    pub(super) things: Vec<String>,
    pub(super) told_to: Vec<String>,
    pub(super) promotional: Vec<Phrase>,
    pub(super) roads: Vec<String>,
    pub(super) shortened: Vec<[String; 2]>,
}

pub(super) static DATA: LazyLock<Data> = LazyLock::new(|| {
    let text = include_str!("../../data/outgoing.toml");
    let file: File = toml::from_str(text).expect("the bundled words are read by a test");
    Data {
        secrets: phrases(&file.secrets),
        secrets_with_your: phrases(&file.secrets_with_your),
        harmless_behind: file.harmless_behind,
        asking: phrases(&file.asking),
        wanting: phrases(&file.wanting),
        reaching: phrases(&file.reaching),
        with: phrases(&file.with),
        harmless: phrases(&file.harmless),
        about: file.about,
        no: file.no,
        no_one: phrases(&file.no_one),
        between: file.between,
        strangers: file.strangers,
        ourselves: file.ourselves,
        auxiliary: file.auxiliary,
        strangers_do: file.strangers_do,
        to_us: file.to_us,
        over: file.over,
        wanted_behind: file.wanted_behind,
        questions: phrases(&file.questions),
        things: file.things,
        told_to: file.told_to,
        promotional: phrases(&file.promotional),
        roads: file.roads,
        shortened: file.shortened,
    }
});

fn phrases(texts: &[String]) -> Vec<Phrase> {
    let part = |word: &str| match word {
        "..." => Part::Gap,
        word => Part::Word(word.to_owned()),
    };
    texts.iter().map(|text| text.split(' ').map(part).collect()).collect()
}
