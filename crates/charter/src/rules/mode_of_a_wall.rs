use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;
use crate::{Mode, RuleName};

pub(super) const RULE: Rule = Rule {
    code: "mode-of-a-wall",
    severity: Severity::Error,
    keeps: &["4.1f", "24.2"],
    about: r#"Some rules are never loosened, for any team: data never collected, other people's marketing, promises of never, walls, and what nobody knows."#,
    broken: Change::Swap(
        r#"name = "housing team""#,
        r#"name = "housing team"
modes = [{ rule = "wall", mode = "observe", until = 2027-01-31 }]

[[rule]]
id = "wall"
name = "wall"
unblock = "director""#,
    ),
    mended: Change::Swap(
        r#"name = "housing team""#,
        r#"name = "housing team"
modes = [{ rule = "retention", mode = "observe", until = 2027-01-31 }]

[[rule]]
id = "retention"
name = "retention"
unblock = "director""#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    for team in look.charter.teams().iter() {
        for mode in &team.modes {
            let rule = mode.rule.get_ref().as_str().parse::<RuleName>();
            let fixed = rule.is_ok_and(RuleName::always_enforces);
            if fixed && *mode.mode.get_ref() != Mode::Enforce {
                look.report(
                    team.span_of(&mode.mode),
                    Message::new("charter-mode-of-a-wall")
                        .with("rule", mode.rule.get_ref().as_str()),
                    Message::new("charter-mode-of-a-wall-help"),
                );
            }
        }
    }
}
