use charter::{Severity, nearest};
use people::identify;
use words::Message;

use super::{Look, Rule, tables};
use crate::ANY;

pub(super) const RULE: Rule = Rule {
    code: "unknown-identity",
    severity: Severity::Warning,
    keeps: &["14.1"],
    about: "A person is looked for by the kinds of identifier Keyholder knows. By any other kind nothing can be found unless somebody gives it.",
    check,
};

fn check(look: &mut Look<'_>) {
    let mut found = Vec::new();
    for (source, table) in tables(look.map) {
        for identity in table.fields.values().filter_map(|field| field.identity.as_ref()) {
            let kinds = identify::Kind::ALL.iter().map(|kind| kind.as_str());
            let known = kinds.clone().chain([ANY]).any(|kind| kind == identity.get_ref());
            if !known {
                let known = nearest(identity.get_ref(), kinds);
                found.push((source.span_of(identity), identity.get_ref().clone(), known));
            }
        }
    }
    for (span, identity, known) in found {
        let help = match known {
            Some(known) => Message::new("sources-did-you-mean").with("name", known),
            None => Message::new("sources-unknown-identity-help"),
        };
        look.report(
            span,
            Message::new("sources-unknown-identity").with("identity", identity),
            help,
        );
    }
}
