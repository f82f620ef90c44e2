use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;

pub(super) const RULE: Rule = Rule {
    code: "feed-without-disclosure",
    severity: Severity::Error,
    keeps: &["11.2.5", "11.4a"],
    about: r#"A file that leaves the house goes for a purpose to somebody, and a disclosure of that purpose to them says what may go. Its companies have that purpose. A feed without one would be screened down to nothing."#,
    broken: Change::Add(
        r#"[[feed]]
id = "job-list"
name = "the list of jobs"
layout = "service-mail"
purpose = "repairs"
recipient = "builders"
entities = []"#,
    ),
    mended: Change::Add(
        r#"[[feed]]
id = "job-list"
name = "the list of jobs"
layout = "service-mail"
purpose = "repairs"
recipient = "builders"
entities = ["small-homes"]"#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    let charter = look.charter;
    let mut wrong = Vec::new();
    for feed in charter.feeds().iter() {
        let goes = charter.disclosures().iter().any(|disclosure| {
            disclosure.purpose.get_ref() == feed.purpose.get_ref()
                && disclosure.recipient.get_ref() == feed.recipient.get_ref()
        });
        let purpose = charter.purposes().get(feed.purpose.get_ref());
        let theirs = purpose.is_none_or(|purpose| {
            let has = |id| purpose.entities.iter().any(|entity| entity.get_ref() == id);
            !feed.entities.is_empty() && feed.entities.iter().all(|id| has(id.get_ref()))
        });
        // A name that does not resolve is another rule's.
        if (!goes && purpose.is_some()) || !theirs {
            wrong.push((feed.span(), feed.name.clone()));
        }
    }
    for (span, name) in wrong {
        look.report(
            span,
            Message::new("charter-feed-without-disclosure").with("feed", name),
            Message::new("charter-feed-without-disclosure-help"),
        );
    }
}
