use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;

pub(super) const RULE: Rule = Rule {
    code: "forbidden-for-relationship",
    severity: Severity::Error,
    keeps: &["4.1b", "4.1c"],
    about: r#"What the notice says is not held about some people stays out of what may be held about them. Where two lists disagree, the prohibition wins."#,
    broken: Change::Add(
        r#"[[relationship]]
id = "occupant"
name = "occupant"
direct = false
data = ["name", "phone"]
never = ["phone"]"#,
    ),
    mended: Change::Add(
        r#"[[relationship]]
id = "occupant"
name = "occupant"
direct = false
data = ["name"]
never = ["phone"]"#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    for relationship in look.charter.relationships().iter() {
        for id in &relationship.data {
            if relationship.never.iter().any(|never| never.get_ref() == id.get_ref()) {
                look.report(
                    relationship.span_of(id),
                    Message::new("charter-forbidden-for-relationship")
                        .with("category", id.get_ref().as_str())
                        .with("relationship", relationship.name.as_str()),
                    Message::new("charter-forbidden-for-relationship-help"),
                );
            }
        }
    }
}
