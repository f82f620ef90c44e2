use serde::Deserialize;

use super::{
    Assessment, AssessmentKind, Category, Cites, DataKind, Provenance, Purpose, Ref, Role, Team,
    item,
};
use crate::{Charter, Day};

/// What people see by themselves, once they are signed in to their own account: `[[portal]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Portal {
    /// Its id.
    pub id: Ref<Portal>,
    /// What it is called.
    pub name: String,
    /// The role somebody has who is signed in to their own account.
    pub role: Ref<Role>,
    /// The team that counts for them: one for which every rule enforces.
    pub team: Ref<Team>,
    /// The categories that are shown as they are held.
    pub data: Vec<Ref<Category>>,
    /// The categories of which it is said that something is held, and since when, without its words.
    #[serde(default)]
    pub known: Vec<Ref<Category>>,
    /// The uses people are told of by themselves: which team had their data for them, and when. What is
    /// not named is not told here.
    #[serde(default)]
    pub uses: Vec<Ref<Purpose>>,
    /// Where what is shown came from: what came from elsewhere is not shown, and where it came from is not
    /// said, since that could warn somebody off.
    #[serde(default)]
    pub sources: Vec<Ref<Provenance>>,
    /// The impact assessment it depends on: until that is approved, nothing is shown.
    pub assessment: Option<Ref<Assessment>>,
    /// Paragraphs kept.
    #[serde(default)]
    pub notice: Cites,
}

item!(Portal, "portal", |item, refs| {
    refs.to([&item.role])
        .to([&item.team])
        .to(&item.data)
        .to(&item.known)
        .to(&item.uses)
        .to(&item.sources)
        .to(&item.assessment)
});

/// Words in the id or the name of a category that is looked over by a person before it is given, whatever
/// the charter says of its kind.
const REVIEWED: &[&str] = &[
    "abuse",
    "anti-social",
    "asb",
    "crime",
    "emergenc",
    "fraud",
    "health",
    "investigat",
    "legal",
    "marker",
    "safeguarding",
    "warning",
];

/// Whether an id or a name has one of those words in it.
fn is_reviewed(id: &str, name: &str) -> bool {
    let name = name.to_lowercase();
    REVIEWED.iter().any(|word| id.contains(word) || name.contains(word))
}

impl Category {
    /// Whether people may be told by themselves that it is held, and since when.
    ///
    /// Not what a person has to look over first: special categories, criminal data, markers, health, safe contact, and what is
    /// there only to be counted.
    #[must_use]
    pub fn may_be_known(&self) -> bool {
        self.kind == DataKind::Personal
            && !(self.marker || self.health || self.aggregate_only || self.reviewed)
            && self.only_if.is_none()
            && !is_reviewed(self.id.get_ref().as_str(), &self.name)
    }

    /// Whether it may be shown by itself, as it is held: no free text, whoever wrote it.
    #[must_use]
    pub fn may_be_shown(&self) -> bool {
        self.may_be_known() && !self.free_text && !self.incoming
    }
}

impl Purpose {
    /// Whether people may be told by themselves that their data was used for it.
    ///
    /// Not where that could warn somebody off: what rests on a recognised interest (crime, safeguarding, emergencies), on vital
    /// interests, or uses criminal data.
    #[must_use]
    pub fn may_be_told(&self, charter: &Charter) -> bool {
        let harmless = |id: &Ref<Category>| {
            let found = charter.categories().get(id.get_ref());
            found.is_some_and(|one| one.kind != DataKind::Criminal)
        };
        let basis = self.basis.as_ref().map_or("", |basis| basis.get_ref().as_str());
        self.recognised.is_none()
            && !is_reviewed(self.id.get_ref().as_str(), &self.name)
            && basis != "vital-interests"
            && self.data().all(harmless)
            && self.conditions.iter().flat_map(|one| &one.data).all(harmless)
    }
}

impl Team {
    /// Whether people may be told by themselves that this team had their data.
    #[must_use]
    pub fn may_be_told(&self) -> bool {
        !is_reviewed(self.id.get_ref().as_str(), &self.name)
    }
}

impl Charter {
    /// What people see by themselves on a day: none before its assessment is approved. One that was
    /// invented switches nothing on, but for a landlord that was invented too.
    #[must_use]
    pub fn portal(&self, on: jiff::civil::Date) -> Option<&Portal> {
        let portal = self.portals().first()?;
        let assessment = self.assessments().get(portal.assessment.as_ref()?.get_ref())?;
        let signed = assessment.approved.as_ref().map(|day| *day.get_ref());
        let counts = assessment.kind == AssessmentKind::Impact
            && assessment.approved_by.is_some()
            && (!assessment.example || self.head().example);
        (counts && signed.is_some_and(|Day(day)| day <= on)).then_some(&**portal)
    }
}
