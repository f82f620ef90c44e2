use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;

pub(super) const RULE: Rule = Rule {
    code: "equality-data-decides",
    severity: Severity::Error,
    keeps: &["4.1d", "DPA 2018 Sch 1 para 8"],
    about: r#"Data gathered to watch over equality is counted. It decides nothing about one person, whether by a machine or by a person: no warning marker, and no role that may both decide and reach it."#,
    broken: Change::Add(
        r#"[[category]]
id = "religion"
name = "your religion"
kind = "personal"
retention = "tenancy"
sources = ["you"]
aggregate_only = true

[[automated]]
id = "scoring"
name = "deciding who is offered a home"
purpose = "repairs"
solely = true
significant = true
data = ["religion"]
logic = "The longest wait comes first."
reviewer = "director"
safeguards = ["information", "representations", "human-intervention", "contest"]"#,
    ),
    mended: Change::Add(
        r#"[[category]]
id = "religion"
name = "your religion"
kind = "personal"
retention = "tenancy"
sources = ["you"]
aggregate_only = true

[[automated]]
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
    let counted = |id: &crate::items::Ref<crate::Category>| {
        look.charter.categories().get(id.get_ref()).is_some_and(|c| c.aggregate_only)
    };
    let mut wrong = Vec::new();
    for decision in look.charter.automated().iter() {
        wrong.extend(decision.data.iter().filter(|id| counted(id)).map(|id| decision.span_of(id)));
    }
    for marker in look.charter.markers().iter() {
        wrong.extend(counted(&marker.category).then(|| marker.span_of(&marker.category)));
    }
    for span in wrong {
        look.report(
            span,
            Message::new("charter-equality-data-decides"),
            Message::new("charter-equality-data-decides-help"),
        );
    }
}
