//! A charter for the records of GDPRbench, so that every operation is decided as any other is.
//!
//! A purpose, a category, a source, a recipient and a team of the charter stand for each value of
//! PUR, CAT, SRC, SHR and ACL. The hundred objections are to a hundred further purposes: the charter
//! has 125, near the most one may have. One team, `office`, is let see every record beside the team
//! on its access list, as a benchmark asks for all records of a purpose whoever may see them.

use std::fmt::Write;

use charter::{Charter, File};

use super::layout::{OBJECTIONS, PURPOSES, TEN};

pub(super) const ENTITY: &str = "landlord";
pub(super) const RELATIONSHIP: &str = "resident";
pub(super) const ROLE: &str = "officer";
pub(super) const TEAM: &str = "office";

const HEAD: &str = r#"
[charter]
id = "gdprbench"
name = "GDPRbench"
title = "The records of GDPRbench"
version = "1"
published = 2026-01-01
owner = "owner"
[charter.contact]
email = "owner@example.com"
[[post]]
id = "owner"
name = "Owner"
[[entity]]
id = "landlord"
name = "A landlord"
regulator = "none"
charity = false
registered_provider = false
employees_over_250 = false
[[retention]]
id = "kept"
name = "kept for a day from when its time begins"
period = "P1D"
trigger = "begun"
approved_by = "owner"
disposal = "delete"
"#;

fn names(prefix: &str, count: u32) -> Vec<String> {
    (0..count).map(|n| format!("{prefix}{n}")).collect()
}

/// The text of the charter.
fn text() -> String {
    let mut text = HEAD.to_owned();
    let mut table = |table: &str, id: &str, rest: &str| {
        // Writing to a string does not fail.
        let _ = writeln!(text, "[[{table}]]\nid = \"{id}\"\nname = \"{id}\"\n{rest}");
    };
    let categories = names("cat", TEN);
    let purposes = [names("pur", PURPOSES), names("obj", OBJECTIONS)].concat();
    let sources = names("src", TEN);
    for source in &sources {
        table("source", source, "person = true");
    }
    for category in &categories {
        let rest = format!("kind = \"personal\"\nretention = \"kept\"\nsources = {sources:?}");
        table("category", category, &rest);
    }
    table("relationship", RELATIONSHIP, &format!("direct = true\ndata = {categories:?}"));
    for purpose in &purposes {
        let rest = format!(
            "plain = \"We use this.\"\nentities = [\"{ENTITY}\"]\n\
             relationships = [\"{RELATIONSHIP}\"]\nbasis = \"contract\"\noptional = {categories:?}"
        );
        table("purpose", purpose, &rest);
    }
    for recipient in names("shr", TEN) {
        table("recipient", &recipient, "kind = \"processor\"\ncountry = \"GB\"");
    }
    for team in names("acl", TEN).iter().map(String::as_str).chain([TEAM]) {
        table("team", team, "");
    }
    let rest = format!(
        "purposes = {purposes:?}\nactions = [\"collect\", \"erase\", \"look\", \"use\"]\n\
         strength = \"password\""
    );
    table("role", ROLE, &rest);
    text
}

/// The charter.
pub(super) fn charter() -> anyhow::Result<Charter> {
    Charter::parse(vec![File::new("gdprbench.toml", text())])
        .map_err(|_| anyhow::anyhow!("the benchmark's charter cannot be read"))
}
