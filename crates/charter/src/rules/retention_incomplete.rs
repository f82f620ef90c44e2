use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;
use crate::items::DataKind;

pub(super) const RULE: Rule = Rule {
    code: "retention-incomplete",
    severity: Severity::Error,
    keeps: &["4.3", "19.1b", "22.1", "UK GDPR Art 5(1)(e)"],
    about: r#"“As long as necessary” is not a period. Every class of record says how long, from which event, and on whose word; every category that is held belongs to a class."#,
    broken: Change::Add(
        r#"[[retention]]
id = "forever"
name = "old letters"
trigger = "letter-received"
source = "our policy"
approved_by = "director"
disposal = "delete""#,
    ),
    mended: Change::Add(
        r#"[[retention]]
id = "forever"
name = "old letters"
trigger = "letter-received"
source = "our policy"
approved_by = "director"
disposal = "delete"
period = "P2Y""#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    for retention in look.charter.retentions().iter() {
        for (missing, what) in [
            (retention.period.is_none(), Message::new("charter-retention-without-period")),
            (retention.trigger.is_none(), Message::new("charter-retention-without-trigger")),
            (retention.source.is_none(), Message::new("charter-retention-without-source")),
        ] {
            if missing {
                look.report(
                    retention.span(),
                    Message::new("charter-retention-incomplete")
                        .with("retention", retention.name.as_str())
                        .with("what", what),
                    Message::new("charter-retention-incomplete-help"),
                );
            }
        }
    }
    for category in look.charter.categories().iter() {
        if category.kind != DataKind::Never && category.retention.is_none() {
            look.report(
                category.span(),
                Message::new("charter-category-without-retention")
                    .with("category", category.name.as_str()),
                Message::new("charter-category-without-retention-help"),
            );
        }
    }
}
