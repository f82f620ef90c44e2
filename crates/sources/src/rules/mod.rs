//! What can be wrong with a map: one rule a file.

use charter::{Charter, Diagnostic, Severity, Span};
use words::Message;

use crate::{Graph, Map, Source, Table};

mod ambiguous_owner;
mod circle;
mod copy_of_nothing;
mod erased_how;
mod manual_task;
mod never_collected;
mod no_key;
mod reference_to_nothing;
mod unknown_field;
mod unknown_identity;
mod unknown_name;
mod unreachable_table;

/// One rule.
pub struct Rule {
    /// Its stable code.
    pub code: &'static str,
    /// How much it matters when it is broken.
    pub severity: Severity,
    /// The rows or the law it keeps.
    pub keeps: &'static [&'static str],
    /// What it is about.
    pub about: &'static str,
    check: fn(&mut Look<'_>),
}

/// Every rule, in alphabetical order.
pub const ALL: &[Rule] = &[
    ambiguous_owner::RULE,
    circle::RULE,
    copy_of_nothing::RULE,
    erased_how::RULE,
    manual_task::RULE,
    never_collected::RULE,
    no_key::RULE,
    reference_to_nothing::RULE,
    unknown_field::RULE,
    unknown_identity::RULE,
    unknown_name::RULE,
    unreachable_table::RULE,
];

/// A rule at work.
struct Look<'l> {
    map: &'l Map,
    charter: &'l Charter,
    graph: &'l Graph<'l>,
    rule: &'static Rule,
    found: Vec<Diagnostic>,
}

impl Look<'_> {
    fn report(&mut self, span: Span, message: Message, help: Message) {
        self.found.push(Diagnostic {
            code: self.rule.code,
            severity: self.rule.severity,
            span: Some(span),
            message,
            help,
            keeps: self.rule.keeps.iter().map(|keeps| (*keeps).to_owned()).collect(),
        });
    }
}

/// The tables of a map with their sources.
fn tables(map: &Map) -> impl Iterator<Item = (&Source, &Table)> {
    map.sources().iter().flat_map(|source| source.tables.iter().map(move |table| (source, table)))
}

impl Map {
    /// What is wrong with the map, under a charter: by rule, then by place.
    #[must_use]
    pub fn check(&self, charter: &Charter) -> Vec<Diagnostic> {
        let graph = Graph::new(self);
        let mut found = Vec::new();
        for rule in ALL {
            let mut look = Look { map: self, charter, graph: &graph, rule, found: Vec::new() };
            (rule.check)(&mut look);
            found.append(&mut look.found);
        }
        found
    }
}

/// The page of the manual that says what is looked for.
#[must_use]
pub fn manual() -> String {
    let mut page = "# What `keyholder source check` looks for\n".to_owned();
    for rule in ALL {
        page += &format!(
            "\n## `{}`\n\n{} ({}). Keeps: {}.\n",
            rule.code,
            rule.about,
            rule.severity.as_str(),
            rule.keeps.join(", ")
        );
    }
    page
}
