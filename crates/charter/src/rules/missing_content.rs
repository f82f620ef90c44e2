use law::Need;
use law::notice_content::{Article, When, required};
use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;
use crate::items::{Country, DataKind};

pub(super) const RULE: Rule = Rule {
    code: "missing-content",
    severity: Severity::Error,
    keeps: &["P.2", "3.2", "UK GDPR Arts 13, 14"],
    about: r#"A notice must say who decides, how to reach them and the data protection officer, why data is used, where it comes from, what happens if it is not given, and how to complain, to the landlord as well as to the regulator. Most of it comes from the charter's own tables; the rest stands in a paragraph that says so in `tells`."#,
    broken: Change::Swap(r#""complaint-to-controller", "#, r#""#),
    mended: Change::Swap(
        r#""complaint-to-controller", "complaint-to-regulator""#,
        r#""complaint-to-regulator", "complaint-to-controller""#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    tables(look);
    let charter = look.charter;
    let by_consent = charter.purposes().iter().any(|purpose| purpose.basis_needs(Need::Consent));
    let abroad = charter
        .recipients()
        .iter()
        .filter_map(|recipient| recipient.country.as_ref())
        .any(|country| *country.get_ref() != Country::GB);
    for content in required(Article::Direct, look.on) {
        let id = content.provision().id();
        let wanted = match content.when() {
            When::Always | When::Dpo => true,
            When::AutomatedDecisions => !charter.automated().is_empty(),
            When::Consent => by_consent,
            When::Transfers => abroad,
            When::LegitimateInterests | When::Recipients => false,
        };
        let told =
            || charter.paragraphs().iter().any(|p| p.tells.iter().any(|told| told.get_ref() == id));
        if wanted && !FROM_TABLES.contains(&id) && !told() {
            look.report(
                charter.head().span_of(&charter.head().id),
                Message::new("charter-missing-content")
                    .with("content", content.provision().title())
                    .with("law", content.provision().citation()),
                Message::new("charter-missing-content-help").with("id", id),
            );
        }
    }
}

/// Contents that the published tables of purposes, recipients and retention tell by themselves.
const FROM_TABLES: &[&str] = &[
    "categories",
    "lawful-basis",
    "legitimate-interests",
    "purposes",
    "recipients",
    "retention",
    "source",
    "statutory-requirement",
];

/// What the tables themselves must have to be able to tell it.
fn tables(look: &mut Look<'_>) {
    for purpose in look.charter.purposes().iter() {
        if !purpose.required.is_empty() && purpose.consequence.is_none() {
            look.report(
                purpose.span(),
                Message::new("charter-missing-consequence").with("purpose", purpose.name.as_str()),
                Message::new("charter-missing-consequence-help"),
            );
        }
    }
    for category in look.charter.categories().iter() {
        if category.kind != DataKind::Never && category.sources.is_empty() {
            look.report(
                category.span(),
                Message::new("charter-missing-source").with("category", category.name.as_str()),
                Message::new("charter-missing-source-help"),
            );
        }
    }
    for entity in look.charter.entities().iter().filter(|entity| entity.contact.is_empty()) {
        look.report(
            entity.span(),
            Message::new("charter-missing-contact").with("who", entity.name.as_str()),
            Message::new("charter-missing-contact-help"),
        );
    }
    for post in look.charter.posts().iter().filter(|p| p.advises && p.contact.is_empty()) {
        look.report(
            post.span(),
            Message::new("charter-missing-contact").with("who", post.name.as_str()),
            Message::new("charter-missing-contact-help"),
        );
    }
}
