use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;

pub(super) const RULE: Rule = Rule {
    code: "equality-data-decides",
    severity: Severity::Error,
    keeps: &["4.1d", "DPA 2018 Sch 1 para 8"],
    about: r#"Data gathered to watch over equality is counted. It decides nothing about one person: no registered decision of a machine takes it in, and no warning marker is held as it. What a member of staff may read for one person is for the gate."#,
    broken: Change::Add(
        r#"[[category]]
id = "religion"
name = "your religion"
kind = "personal"
retention = "tenancy"
sources = ["you"]
aggregate_only = true

[[purpose]]
id = "fairness"
name = "being fair to all"
plain = "We use this to be fair."
entities = ["small-homes"]
relationships = ["tenant"]
basis = "contract"
optional = ["name", "religion"]

[[automated]]
id = "scoring"
name = "deciding who is offered a home"
purpose = "fairness"
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

[[purpose]]
id = "fairness"
name = "being fair to all"
plain = "We use this to be fair."
entities = ["small-homes"]
relationships = ["tenant"]
basis = "contract"
optional = ["name", "religion"]

[[automated]]
id = "scoring"
name = "deciding who is offered a home"
purpose = "fairness"
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
