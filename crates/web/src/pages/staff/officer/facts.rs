//! What data protection does not stop: saying no too often is a failure too. What nobody has read in the
//! law itself yet says so.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::Server;
use crate::look::{Door, Frame, page};
use crate::staff::Staff;

const FACTS: &str = include_str!("../../../../data/facts.toml");

/// One plain fact.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fact {
    title: String,
    says: String,
    /// The law behind it; empty for none.
    law: String,
    /// The paragraphs of the notice behind it.
    paragraphs: Vec<String>,
    /// Whether somebody has read it in the law itself.
    checked: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    fact: Vec<Fact>,
}

#[derive(Template)]
#[template(path = "en/staff_facts.html")]
struct Facts {
    frame: Frame,
    facts: Vec<Fact>,
}

fn read() -> Vec<Fact> {
    toml::from_str::<File>(FACTS).map(|file| file.fact).unwrap_or_default()
}

/// The facts, each with what stands behind it here: a paragraph that this landlord's notice does not have is
/// not named.
pub(super) async fn facts(State(server): State<Server>, frame: Frame, staff: Staff) -> Response {
    let there = server.record().gate().charter().paragraphs();
    let mut facts = read();
    for fact in &mut facts {
        fact.paragraphs.retain(|id| there.iter().any(|one| one.id.get_ref().to_string() == *id));
    }
    page(StatusCode::OK, &Facts { frame: frame.of(&staff.account.name), facts })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_facts_can_be_read_and_some_are_not_checked() {
        let file: File = toml::from_str(FACTS).unwrap();
        assert!(
            file.fact.iter().any(|fact| !fact.checked) && file.fact.iter().any(|fact| fact.checked)
        );
        for fact in file.fact {
            let grade = words::reading::grade(&fact.says);
            assert!(grade <= 9.0, "{} reads at grade {grade:.1}", fact.title);
        }
    }
}
