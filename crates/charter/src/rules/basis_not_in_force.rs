use law::Need;
use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;

pub(super) const RULE: Rule = Rule {
    code: "basis-not-in-force",
    severity: Severity::Error,
    keeps: &["8.1", "10.1", "UK GDPR Art 6"],
    about: r#"A lawful basis must be in force on the day. Recognised legitimate interests came in on 5 February 2026, and stand on one of five closed conditions."#,
    broken: Change::Add(
        r#"[[purpose]]
id = "extra"
name = "something more"
plain = "We use this too."
entities = ["small-homes"]
relationships = ["tenant"]
basis = "recognised-legitimate-interests"
required = ["name"]
consequence = "We cannot do it without.""#,
    ),
    mended: Change::Add(
        r#"[[purpose]]
id = "extra"
name = "something more"
plain = "We use this too."
entities = ["small-homes"]
relationships = ["tenant"]
basis = "recognised-legitimate-interests"
required = ["name"]
consequence = "We cannot do it without."
recognised = "crime""#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    for purpose in look.charter.purposes().iter() {
        let Some(written) = &purpose.basis else { continue };
        let Some(basis) = law::basis::find(written.get_ref()) else { continue };
        if !basis.provision().in_force(look.on) {
            look.report(
                purpose.span_of(written),
                Message::new("charter-basis-not-in-force")
                    .with("basis", basis.provision().citation())
                    .with("day", look.on),
                Message::new("charter-basis-not-in-force-help"),
            );
        }
        if basis.needs().contains(&Need::RecognisedCondition) && purpose.recognised.is_none() {
            look.report(
                purpose.span_of(written),
                Message::new("charter-basis-without-recognised")
                    .with("purpose", purpose.name.as_str()),
                Message::new("charter-basis-without-recognised-help").with(
                    "known",
                    law::recognised::all()
                        .iter()
                        .map(|row| format!("`{}`", row.provision().id()))
                        .collect::<Vec<_>>(),
                ),
            );
        }
    }
}
