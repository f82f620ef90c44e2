use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;

pub(super) const RULE: Rule = Rule {
    code: "portal-shows-too-much",
    severity: Severity::Error,
    keeps: &["14.1", "UK GDPR Art 15(4)"],
    about: r#"What people see by themselves in their own account is a closed list. Special categories, criminal data, warning markers, health, free text, and what is marked `reviewed` come only in a copy that a person has looked over. A use that could warn somebody off is not told of there. Two portals would be two lists, and only the first counts."#,
    broken: Change::Add(
        r#"[[portal]]
id = "own-account"
name = "your account"
role = "officer"
team = "housing"
data = ["name", "health"]
uses = ["repairs"]"#,
    ),
    mended: Change::Add(
        r#"[[portal]]
id = "own-account"
name = "your account"
role = "officer"
team = "housing"
data = ["name"]
uses = ["repairs"]"#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    let charter = look.charter;
    for (at, portal) in charter.portals().iter().enumerate() {
        if at > 0 {
            look.report(
                portal.span(),
                Message::new("charter-portal-second").with("portal", portal.name.as_str()),
                Message::new("charter-portal-second-help"),
            );
        }
        for (shown, list) in [(true, &portal.data), (false, &portal.known)] {
            for id in list {
                let Some(category) = charter.categories().get(id.get_ref()) else { continue };
                if category.may_be_shown() || (!shown && category.may_be_known()) {
                    continue;
                }
                let help = match category.may_be_known() {
                    true => Message::new("charter-portal-free-text-help"),
                    false => Message::new("charter-portal-shows-too-much-help"),
                };
                look.report(
                    portal.span_of(id),
                    Message::new("charter-portal-shows-too-much")
                        .with("category", category.name.as_str()),
                    help,
                );
            }
        }
        for id in &portal.uses {
            let Some(purpose) = charter.purposes().get(id.get_ref()) else { continue };
            if !purpose.may_be_told(charter) {
                look.report(
                    portal.span_of(id),
                    Message::new("charter-portal-tells-too-much")
                        .with("purpose", purpose.name.as_str()),
                    Message::new("charter-portal-tells-too-much-help"),
                );
            }
        }
    }
}
