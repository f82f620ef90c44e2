use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;
use crate::items::DataKind;

pub(super) const RULE: Rule = Rule {
    code: "special-without-condition",
    severity: Severity::Error,
    keeps: &["4.1e", "10.2", "UK GDPR Arts 9, 10"],
    about: r#"Special category data and data on crime need a condition besides the lawful basis, category by category, purpose by purpose."#,
    broken: Change::Add(
        r#"[[purpose]]
id = "extra"
name = "something more"
plain = "We use this too."
entities = ["small-homes"]
relationships = ["tenant"]
basis = "contract"
required = ["name"]
consequence = "We cannot do it without."
optional = ["health"]"#,
    ),
    mended: Change::Add(
        r#"[[purpose]]
id = "extra"
name = "something more"
plain = "We use this too."
entities = ["small-homes"]
relationships = ["tenant"]
basis = "contract"
required = ["name"]
consequence = "We cannot do it without."
optional = ["health"]
conditions = [{ data = ["health"], condition = "health-or-social-care" }]"#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    for purpose in look.charter.purposes().iter() {
        for id in purpose.data() {
            let Some(category) = look.charter.categories().get(id.get_ref()) else { continue };
            let wanted = match category.kind {
                DataKind::Special => law::condition::DataKind::Special,
                DataKind::Criminal => law::condition::DataKind::Criminal,
                DataKind::Personal | DataKind::Never => continue,
            };
            let covered = purpose.conditions.iter().any(|listed| {
                let condition = law::condition::find(listed.condition.get_ref());
                listed.data.iter().any(|data| data.get_ref() == id.get_ref())
                    && condition.is_none_or(|condition| condition.covers().contains(&wanted))
            });
            if !covered {
                look.report(
                    purpose.span_of(id),
                    Message::new("charter-special-without-condition")
                        .with("purpose", purpose.name.as_str())
                        .with("category", category.name.as_str()),
                    Message::new("charter-special-without-condition-help"),
                );
            }
        }
    }
}
