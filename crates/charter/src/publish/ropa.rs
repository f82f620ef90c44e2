//! The record of processing activities (UK GDPR Art 30), with the columns of the regulator's
//! template.

use super::tables::{country, distinct, name, purposes};
use crate::items::{AssessmentKind, Country, Purpose};
use crate::{Charter, Entity};

/// The columns of the record, in the order of a row.
pub const COLUMNS: &[&str] = &[
    "Business function",
    "Purpose of processing",
    "Controller and contact",
    "Joint controller and contact",
    "Data protection officer and contact",
    "Categories of individuals",
    "Categories of personal data",
    "Categories of recipients",
    "Contracts with processors",
    "Countries of transfer",
    "Safeguards of transfers",
    "Retention schedule",
    "Security measures",
    "Article 6 lawful basis",
    "Article 9 or 10 condition",
    "DPA 2018 Schedule 1 condition",
    "Appropriate policy document",
    "Legitimate interests",
    "Legitimate interests assessment",
    "Rights available",
    "Automated decision-making",
    "Source of the data",
    "Record of consent",
    "Location of the data",
    "Impact assessment",
    "Retention followed, or reasons if not",
    "Personal data breaches",
    "Paragraphs of the notice",
];

/// What stands where the charter cannot know.
const NOT_HERE: &str = "not in the charter";

/// One row for each purpose and each controller that has it, with the columns of [`COLUMNS`].
#[must_use]
pub fn record_of_processing(charter: &Charter) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for purpose in charter.purposes().iter() {
        for id in &purpose.entities {
            if let Some(entity) = charter.entities().get(id.get_ref()) {
                rows.push(row(charter, purpose, entity));
            }
        }
    }
    rows
}

fn row(charter: &Charter, purpose: &Purpose, entity: &Entity) -> Vec<String> {
    let table = purposes(charter).into_iter().find(|row| row.id == purpose.id.get_ref().as_str());
    let table = table.expect("the table of purposes has every purpose");
    let basis = purpose.basis.as_ref().map(|basis| basis.get_ref().as_str()).unwrap_or_default();
    let conditions = || {
        let found = purpose.conditions.iter();
        found.filter_map(|listed| law::condition::find(listed.condition.get_ref()))
    };
    let citations = |part: &str| {
        let parts = conditions().flat_map(|c| c.provision().citation().split(';'));
        join(parts.map(str::trim).filter(|c| c.contains(part)).map(str::to_owned))
    };
    let assessments = |kind| {
        let found =
            purpose.assessments.iter().filter_map(|id| charter.assessments().get(id.get_ref()));
        join(found.filter(|a| a.kind == kind).map(|a| {
            let approved = a.approved.as_ref().map(|day| format!(", approved {}", day.get_ref().0));
            let document = a.document.as_ref().map(|at| format!(", {at}"));
            format!("{}{}{}", a.name, approved.unwrap_or_default(), document.unwrap_or_default())
        }))
    };
    let disclosures = || {
        let all = charter.disclosures().iter();
        let of = all.filter(|d| d.purpose.get_ref() == purpose.id.get_ref());
        of.filter_map(|d| charter.recipients().get(d.recipient.get_ref()))
    };
    let abroad = || {
        disclosures().filter(|r| r.country.as_ref().is_some_and(|c| *c.get_ref() != Country::GB))
    };
    let automated = charter.automated().iter();
    let automated = automated.filter(|d| d.purpose.get_ref() == purpose.id.get_ref());
    let rights = law::right::all().iter().filter(|right| right.reaches(basis));
    let sources = purpose.data().filter_map(|id| charter.categories().get(id.get_ref()));
    let sources = sources.flat_map(|category| &category.sources);
    vec![
        table.name.clone(),
        table.plain.clone(),
        format!("{}{}", entity.name, contact(&entity.contact)),
        if purpose.entities.len() > 1 {
            let others = purpose.entities.iter().filter(|id| id.get_ref() != entity.id.get_ref());
            join(others.map(|id| format!("{} (same purpose)", name(charter.entities(), id))))
        } else {
            String::new()
        },
        join(
            charter
                .posts()
                .iter()
                .filter(|post| post.advises)
                .map(|post| format!("{}{}", post.name, contact(&post.contact))),
        ),
        table.people.join("; "),
        table.data.join("; "),
        table.recipients.join("; "),
        join(
            disclosures()
                .filter_map(|r| r.agreement.as_ref())
                .map(|id| name(charter.agreements(), id)),
        ),
        join(abroad().map(|r| format!("{} ({})", country(r), r.name))),
        join(abroad().filter_map(|r| {
            let mechanism = law::transfer::mechanism::find(r.mechanism.as_ref()?.get_ref())?;
            Some(format!(
                "{} ({})",
                mechanism.provision().title(),
                mechanism.provision().citation()
            ))
        })),
        table.retention.join("; "),
        NOT_HERE.to_owned(),
        table.basis.clone(),
        citations("Art "),
        citations("Sch 1"),
        assessments(AssessmentKind::PolicyDocument),
        if basis == "legitimate-interests" { table.plain.clone() } else { String::new() },
        assessments(AssessmentKind::LegitimateInterests),
        join(rights.map(|right| right.provision().title().to_owned())),
        join(automated.map(|decision| decision.name.clone())),
        join(sources.map(|id| name(charter.sources(), id))),
        if table.withdraw.is_some() { NOT_HERE.to_owned() } else { String::new() },
        NOT_HERE.to_owned(),
        assessments(AssessmentKind::Impact),
        NOT_HERE.to_owned(),
        NOT_HERE.to_owned(),
        table.paragraphs.join(", "),
    ]
}

fn contact(contact: &crate::items::Contact) -> String {
    [&contact.address, &contact.email, &contact.phone, &contact.web]
        .into_iter()
        .flatten()
        .map(|way| format!(", {way}"))
        .collect()
}

fn join(texts: impl IntoIterator<Item = String>) -> String {
    distinct(texts).join("; ")
}
