use charter::Severity;
use words::Message;

use super::{Look, Rule};
use crate::Kind;

pub(super) const RULE: Rule = Rule {
    code: "manual-task",
    severity: Severity::Error,
    keeps: &["14.1"],
    about: "Where nothing but a person can look, among paper, recordings, in a colleague's phone, collecting gives a task to a post: the map says to which, by `post`, and what is to be looked for, by `ask`. A source that is connected has neither.",
    check,
};

fn check(look: &mut Look<'_>) {
    let mut found = Vec::new();
    for source in look.map.sources() {
        let manual = source.kind == Kind::Manual;
        for (name, value) in [("post", &source.post), ("ask", &source.ask)] {
            match value {
                Some(value) if !manual => {
                    found.push(("sources-manual-not", source.span_of(value), name));
                }
                None if manual => {
                    found.push(("sources-manual-missing", source.span_of(&source.id), name));
                }
                Some(value) if value.get_ref().trim().is_empty() => {
                    found.push(("sources-manual-missing", source.span_of(value), name));
                }
                _ => {}
            }
        }
    }
    for (what, span, name) in found {
        let (message, help) = match what {
            "sources-manual-not" => {
                (Message::new("sources-manual-not"), Message::new("sources-manual-not-help"))
            }
            _ => (
                Message::new("sources-manual-missing"),
                Message::new("sources-manual-missing-help"),
            ),
        };
        look.report(span, message.with("name", name), help.with("name", name));
    }
}
