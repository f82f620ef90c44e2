use words::Message;

use super::{Change, Look, Rule, lacks};
use crate::Severity;

pub(super) const RULE: Rule = Rule {
    code: "automated-without-safeguards",
    severity: Severity::Error,
    keeps: &["9.1b", "9.3", "UK GDPR Arts 22A-22D"],
    about: r#"A decision a machine takes alone, with a real effect on a person, needs its four safeguards: the person is told, can put their side, can have a human look again, and can contest it. It may not rest on recognised legitimate interests, and special category data needs one of two narrow gates. Every registered decision says in plain words how it works and who reviews it."#,
    broken: Change::Add(
        r#"[[automated]]
id = "scoring"
name = "deciding who is offered a home"
purpose = "repairs"
solely = true
significant = true
data = ["name"]
logic = "The longest wait comes first."
reviewer = "director"
safeguards = ["information"]"#,
    ),
    mended: Change::Add(
        r#"[[automated]]
id = "scoring"
name = "deciding who is offered a home"
purpose = "repairs"
solely = true
significant = true
data = ["name"]
logic = "The longest wait comes first."
reviewer = "director"
safeguards = ["information", "representations", "human-intervention", "contest"]"#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    for decision in look.charter.automated().iter() {
        let mut missing: Vec<Message> = lacks(look.charter, decision, look.on)
            .into_iter()
            .map(law::adm::Missing::message)
            .collect();
        if decision.logic.is_none() {
            missing.push(Message::new("charter-automated-without-logic"));
        }
        if decision.reviewer.is_none() {
            missing.push(Message::new("charter-automated-without-reviewer"));
        }
        for what in missing {
            look.report(
                decision.span(),
                Message::new("charter-automated-without-safeguards")
                    .with("decision", decision.name.as_str())
                    .with("missing", what),
                Message::new("charter-automated-without-safeguards-help"),
            );
        }
    }
}
