use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;
use crate::items::{DataKind, Never, Ref};
use crate::{Action, Category, Id, Purpose, Span};

pub(super) const RULE: Rule = Rule {
    code: "never-contradicted",
    severity: Severity::Error,
    keeps: &["4.1f", "24.2", "10.2"],
    about: r#"A promise that something never happens is not taken back by a permission somewhere else. Data of kind `never` stands in no list, and no `[[never]]` is crossed by a disclosure, a role, an automated decision or a marker."#,
    broken: Change::Add(
        r#"[[never]]
id = "no-builders"
name = "we never give your name to builders"
recipients = ["builders"]
actions = ["disclose"]
data = ["name"]"#,
    ),
    mended: Change::Add(
        r#"[[never]]
id = "no-builders"
name = "we never give your health to builders"
recipients = ["builders"]
actions = ["disclose"]
data = ["health"]"#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    let mut wrong: Vec<(Span, String)> = Vec::new();
    let charter = look.charter;
    let never_held = |id: &&Ref<Category>| {
        charter.categories().get(id.get_ref()).is_some_and(|c| c.kind == DataKind::Never)
    };
    let mut listed = Vec::new();
    for purpose in charter.purposes().iter() {
        listed.extend(purpose.data().filter(never_held).map(|id| (purpose.span_of(id), id)));
    }
    for relationship in charter.relationships().iter() {
        let data = relationship.data.iter();
        listed.extend(data.filter(never_held).map(|id| (relationship.span_of(id), id)));
    }
    for disclosure in charter.disclosures().iter() {
        let data = disclosure.data.iter();
        listed.extend(data.filter(never_held).map(|id| (disclosure.span_of(id), id)));
    }
    for decision in charter.automated().iter() {
        let data = decision.data.iter();
        listed.extend(data.filter(never_held).map(|id| (decision.span_of(id), id)));
    }
    for marker in charter.markers().iter() {
        let data = [&marker.category].into_iter();
        listed.extend(data.filter(never_held).map(|id| (marker.span_of(id), id)));
    }
    for (span, id) in listed {
        look.report(
            span,
            Message::new("charter-never-collected-listed").with("category", id.get_ref().as_str()),
            Message::new("charter-never-contradicted-help"),
        );
    }
    for never in charter.nevers().iter() {
        for disclosure in charter.disclosures().iter() {
            let to = never.recipients.is_empty()
                || never.recipients.iter().any(|r| r.get_ref() == disclosure.recipient.get_ref());
            let crossed = to
                && speaks_of(never, Action::Disclose, disclosure.purpose.get_ref())
                && disclosure.data.iter().any(|id| about(never, id.get_ref()));
            if crossed {
                wrong.push((disclosure.span(), never.name.clone()));
            }
        }
        if !never.recipients.is_empty() {
            continue;
        }
        for decision in charter.automated().iter() {
            let crossed = speaks_of(never, Action::Decide, decision.purpose.get_ref())
                && decision.data.iter().any(|id| about(never, id.get_ref()));
            if crossed {
                wrong.push((decision.span(), never.name.clone()));
            }
        }
        for marker in charter.markers().iter() {
            // A marker is set for no one purpose: only a promise for all of them speaks of it.
            let held = [Action::Collect, Action::Look, Action::Use].iter().any(|action| {
                never.actions.is_empty()
                    || never.actions.iter().any(|named| named.get_ref() == action)
            });
            if held && never.purposes.is_empty() && about(never, marker.category.get_ref()) {
                wrong.push((marker.span(), never.name.clone()));
            }
        }
        for role in charter.roles().iter() {
            for id in &role.purposes {
                let crossed = charter.purposes().get(id.get_ref()).is_some_and(|purpose| {
                    purpose.data().any(|data| about(never, data.get_ref()))
                        && role.actions.iter().any(|&action| {
                            action != Action::Disclose
                                && action != Action::Erase
                                && speaks_of(never, action, id.get_ref())
                        })
                });
                if crossed {
                    wrong.push((role.span_of(id), never.name.clone()));
                }
            }
        }
    }
    for (span, promise) in wrong {
        look.report(
            span,
            Message::new("charter-never-contradicted").with("promise", promise),
            Message::new("charter-never-contradicted-help"),
        );
    }
}

/// Whether a promise is about this action for this purpose, whoever receives and whatever the data.
fn speaks_of(never: &Never, action: Action, purpose: &Id<Purpose>) -> bool {
    (never.actions.is_empty() || never.actions.iter().any(|named| *named.get_ref() == action))
        && (never.purposes.is_empty() || never.purposes.iter().any(|p| p.get_ref() == purpose))
}

fn about(never: &Never, category: &Id<Category>) -> bool {
    never.data.is_empty() || never.data.iter().any(|named| named.get_ref() == category)
}
