use law::Need;
use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;
use crate::items::AssessmentKind;

pub(super) const RULE: Rule = Rule {
    code: "condition-unmet",
    severity: Severity::Error,
    keeps: &["4.1e", "10.2", "DPA 2018 Sch 1"],
    about: r#"A condition for special or criminal data brings requirements of its own: an appropriate policy document, or a promise that no decision is made about one person. A condition whose requirements are not met is no condition."#,
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
optional = ["health"]
conditions = [{ data = ["health"], condition = "safeguarding" }]"#,
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
conditions = [{ data = ["health"], condition = "safeguarding" }]
assessments = ["policy"]

[[assessment]]
id = "policy"
name = "policy for special data"
kind = "policy-document"
approved = 2026-05-01
approved_by = "director""#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    for purpose in look.charter.purposes().iter() {
        for listed in &purpose.conditions {
            let Some(condition) = law::condition::find(listed.condition.get_ref()) else {
                continue;
            };
            let span = purpose.span_of(&listed.condition);
            if !condition.provision().in_force(look.on) {
                look.report(
                    span.clone(),
                    Message::new("charter-condition-not-in-force")
                        .with("condition", condition.provision().citation())
                        .with("day", look.on),
                    Message::new("charter-condition-not-in-force-help"),
                );
            }
            let policy = look.assessed(purpose, AssessmentKind::PolicyDocument);
            let counted = listed.data.iter().all(|id| {
                look.charter.categories().get(id.get_ref()).is_none_or(|c| c.aggregate_only)
            });
            for need in condition.needs() {
                let met = match need {
                    Need::PolicyDocument => policy,
                    Need::NoIndividualDecisions => counted,
                    _ => true,
                };
                if !met {
                    look.report(
                        span.clone(),
                        Message::new("charter-condition-unmet")
                            .with("condition", condition.provision().citation())
                            .with("need", need.message()),
                        match need {
                            Need::PolicyDocument => {
                                Message::new("charter-condition-unmet-policy-help")
                            }
                            _ => Message::new("charter-condition-unmet-decisions-help"),
                        },
                    );
                }
            }
        }
    }
}
