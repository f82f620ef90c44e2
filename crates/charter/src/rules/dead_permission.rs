use words::Message;

use super::{Change, Look, Rule};
use crate::items::Ref;
use crate::{Category, Purpose, Severity};

pub(super) const RULE: Rule = Rule {
    code: "dead-permission",
    severity: Severity::Warning,
    keeps: &["8.6.4", "11.4a", "27.1.3"],
    about: r#"A permission that can never be used promises something that does not happen. A disclosure or an automated decision names only data its purpose may use, and a purpose requires of nobody what may not be held about them."#,
    broken: Change::Swap(
        r#"data = ["name"]
tell"#,
        r#"data = ["name", "health"]
tell"#,
    ),
    mended: Change::Swap(
        r#"data = ["name"]
tell"#,
        r#"data = ["name", "phone"]
tell"#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    let charter = look.charter;
    let mut dead = Vec::new();
    for disclosure in charter.disclosures().iter() {
        if let Some(purpose) = charter.purposes().get(disclosure.purpose.get_ref()) {
            let beyond = beyond(purpose, &disclosure.data);
            dead.extend(beyond.map(|id| (disclosure.span_of(id), id, purpose)));
        }
    }
    for decision in charter.automated().iter() {
        if let Some(purpose) = charter.purposes().get(decision.purpose.get_ref()) {
            let beyond = beyond(purpose, &decision.data);
            dead.extend(beyond.map(|id| (decision.span_of(id), id, purpose)));
        }
    }
    for (span, category, purpose) in dead {
        look.report(
            span,
            Message::new("charter-dead-permission")
                .with("category", category.get_ref().as_str())
                .with("purpose", purpose.name.as_str()),
            Message::new("charter-dead-permission-help"),
        );
    }
    for purpose in charter.purposes().iter() {
        let people = purpose.relationships.iter();
        for relationship in people.filter_map(|id| charter.relationships().get(id.get_ref())) {
            for required in &purpose.required {
                let held = relationship.data.iter().any(|id| id.get_ref() == required.get_ref());
                if !held && charter.categories().get(required.get_ref()).is_some() {
                    look.report(
                        purpose.span_of(required),
                        Message::new("charter-required-not-held")
                            .with("category", required.get_ref().as_str())
                            .with("relationship", relationship.name.as_str())
                            .with("purpose", purpose.name.as_str()),
                        Message::new("charter-required-not-held-help"),
                    );
                }
            }
        }
    }
}

/// The data of a permission that its purpose may not use.
fn beyond<'a>(
    purpose: &'a Purpose,
    data: &'a [Ref<Category>],
) -> impl Iterator<Item = &'a Ref<Category>> {
    data.iter().filter(|id| !purpose.data().any(|used| used.get_ref() == id.get_ref()))
}
