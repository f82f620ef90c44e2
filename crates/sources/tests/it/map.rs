use insta::assert_snapshot;
use sources::{Graph, rules};

use crate::{charter, map, told};

/// A map with nothing wrong in it.
const SOUND: &str = r#"
[source]
id = "housing"
name = "Housing management system"
kind = "postgresql"
schema = "hms"
purpose = "tenancy-management"

[[table]]
name = "person"
key = ["person_id"]
owner = ["person_id"]

[table.fields]
person_id = { category = "not-personal" }
surname = { category = "name", identity = "name" }
mobile = { category = "telephone", identity = "phone", erase = "null" }

[[table]]
name = "complaint"
key = ["complaint_ref"]
owner = ["person_id"]

[table.fields]
complaint_ref = { category = "not-personal" }
person_id = { category = "not-personal", refers = [{ to = "person.person_id", follow = "from" }] }
summary = { category = "correspondence", free_text = true }
"#;

fn check(from: &str, to: &str, code: &str) -> String {
    assert!(SOUND.contains(from), "{from}");
    let broken = SOUND.replacen(from, to, 1);
    let map = map(&[("housing.toml", &broken)]).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let found = map.check(&charter());
    assert!(found.iter().any(|one| one.code == code), "{code}: {}", told(&map, &found));
    told(&map, &found)
}

#[test]
fn a_sound_map_has_no_findings() {
    let map = map(&[("housing.toml", SOUND)]).unwrap();
    assert_eq!(told(&map, &map.check(&charter())), "");
}

/// For every rule a change that breaks it. A rule without one fails here.
const BROKEN: &[(&str, &str, &str)] = &[
    (
        "ambiguous-owner",
        "owner = [\"person_id\"]\n\n[table.fields]\ncomplaint_ref = { category = \"not-personal\" }",
        "\n[table.fields]\ncomplaint_ref = { category = \"not-personal\", identity = \"tenancy-reference\" }",
    ),
    (
        "circle",
        "person_id = { category = \"not-personal\" }",
        "person_id = { category = \"not-personal\", refers = [{ to = \"complaint.person_id\", follow = \"from\" }] }",
    ),
    ("copy-of-nothing", "name = \"complaint\"", "name = \"complaint\"\ncopy_of = \"persn\""),
    ("erased-how", "erase = \"null\"", "erase = \"keep\""),
    ("manual-task", "kind = \"postgresql\"", "kind = \"manual\"\npost = \" \""),
    ("never-collected", "category = \"telephone\"", "category = \"trade-union-membership\""),
    ("no-key", "key = [\"complaint_ref\"]", ""),
    ("reference-to-nothing", "to = \"person.person_id\"", "to = \"persons.person_id\""),
    ("unknown-field", "owner = [\"person_id\"]", "owner = [\"persn_id\"]"),
    ("unknown-identity", "identity = \"phone\"", "identity = \"fone\""),
    ("unknown-name", "category = \"telephone\"", "category = \"telefone\""),
    ("unreachable-table", ", refers = [{ to = \"person.person_id\", follow = \"from\" }]", ""),
];

#[test]
fn every_rule_finds_what_breaks_it() {
    let codes: Vec<&str> = rules::ALL.iter().map(|rule| rule.code).collect();
    let broken: Vec<&str> = BROKEN.iter().map(|(code, ..)| *code).collect();
    assert_eq!(codes, broken);
    let all: Vec<String> = BROKEN.iter().map(|(code, from, to)| check(from, to, code)).collect();
    assert_snapshot!(all.join("\n"));
}

#[test]
fn a_code_can_say_what_is_never_collected() {
    let found = check(
        "summary = { category = \"correspondence\", free_text = true }",
        "summary = { category = \"correspondence\", codes = { P = \"trade-union-membership\" } }",
        "never-collected",
    );
    assert!(found.contains("the code `P` of `complaint.summary`"), "{found}");
}

#[test]
fn what_cannot_be_read_says_where() {
    for (broken, why) in [
        ("colour = 1", "unknown field `colour`"),
        ("to = \"person\"", "`person` is no place"),
        ("kind = \"oracle\"", "unknown variant `oracle`"),
    ] {
        let text = match broken.split_once(" = ").unwrap().0 {
            "to" => SOUND.replacen("to = \"person.person_id\"", broken, 1),
            "kind" => SOUND.replacen("kind = \"postgresql\"", broken, 1),
            _ => SOUND.replacen("schema = \"hms\"", broken, 1),
        };
        let wrong = map(&[("housing.toml", &text)]).unwrap_err();
        let said = words::Catalogue::english().render(&wrong[0].message);
        assert!(said.contains(why), "{said}");
        let at = wrong[0].span.as_ref().unwrap().bytes.clone();
        assert!(!at.is_empty() && text[at].len() < 40, "{said}");
    }
}

#[test]
fn references_lead_across_sources() {
    let rents = r#"
[source]
id = "rents"
name = "Rent accounts"
kind = "sqlite"

[[table]]
name = "account"
key = ["no"]

[table.fields]
no = { category = "not-personal" }
person = { category = "not-personal", refers = [{ to = "housing:person.person_id", follow = "from" }] }
balance = { category = "correspondence" }
"#;
    let map = map(&[("housing.toml", SOUND), ("rents.toml", rents)]).unwrap();
    assert_eq!(told(&map, &map.check(&charter())), "");
    let graph = Graph::new(&map);
    let reached = |kind: &str| -> Vec<&str> {
        let (_, order) = graph.ways(|identity| identity == kind);
        order.into_iter().map(|no| graph.table(no).1.name.get_ref().as_str()).collect()
    };
    assert_eq!(reached("phone"), ["person", "complaint", "account"]);
    assert_eq!(reached("email"), [""; 0]);
}

#[test]
fn the_manual_page_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/source-rules.md");
    if std::env::var_os("KEYHOLDER_BLESS").is_some() {
        std::fs::write(path, rules::manual()).unwrap();
    }
    let page = std::fs::read_to_string(path).unwrap_or_default();
    assert!(page == rules::manual(), "docs/source-rules.md is stale; run `cargo xtask docs`");
}
