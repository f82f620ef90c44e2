//! Dependencies between rooms point downwards only.

use toml::{Table, Value};

use super::Problem;
use crate::tree::{Tree, room_of};

/// The rooms, from the ground up. A room may depend on any room before it.
const FLOORS: &[&str] = &[
    "words",
    "law",
    "feeds",
    "charter",
    "gate",
    "notice",
    "ledger",
    "mail",
    "db",
    "vault",
    "people",
    "access",
    "publishing",
    "sources",
    "disposal",
    "sharing",
    "registers",
    "casework",
    "web",
    "keyholder",
];

/// Rooms that may see less than everything below them: a prose notice is judged by the law, not by
/// somebody's charter, and the ledger is checked by people who have nothing else of ours. A layout of files is
/// whoever's receives them. Emails know nothing of what they say.
const NARROW: &[(&str, &[&str])] = &[
    ("feeds", &["words", "law"]),
    ("notice", &["words", "law"]),
    ("ledger", &["words"]),
    ("mail", &[]),
];

/// The synthetic landlord: no room of the product stands on it, except that the binary shows it.
const DEMO: &str = "demo";

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let rooms = tree.rooms();
    let mut problems = Vec::new();
    for file in tree.matching("", "Cargo.toml") {
        // A manifest that is not TOML is an error of the check `manifests`.
        let Ok(manifest) = file.text.parse::<Table>() else { continue };
        let room = room_of(&file.path).unwrap_or("xtask");
        if room != "xtask" && room != DEMO && !FLOORS.contains(&room) {
            problems.push(Problem::new(
                file,
                1,
                format!("the room `{room}` has no floor"),
                "give it its place in FLOORS in xtask/src/tidy/layers.rs and in ARCHITECTURE.md",
            ));
            continue;
        }
        for used in dependencies(&manifest).filter(|name| rooms.contains(name)) {
            if !may_use(room, used) {
                problems.push(Problem::new(
                    file,
                    file.line_with(&format!("\n{used}")) + 1,
                    format!("`{room}` depends on `{used}`: this arrow points the wrong way"),
                    advice(room),
                ));
            }
        }
    }
    problems
}

fn may_use(room: &str, used: &str) -> bool {
    room == DEMO || (room == "keyholder" && used == DEMO) || below(room).contains(&used)
}

fn below(room: &str) -> &'static [&'static str] {
    if let Some((_, allowed)) = NARROW.iter().find(|(name, _)| *name == room) {
        return allowed;
    }
    let floor = FLOORS.iter().position(|name| *name == room).unwrap_or(0);
    &FLOORS[..floor]
}

fn advice(room: &str) -> String {
    match below(room) {
        [] => format!("`{room}` stands on its own; move what it needs down, or pass it in"),
        rooms => format!(
            "`{room}` may use {}; move what it needs down, or pass it in as a value",
            rooms.join(", ")
        ),
    }
}

/// What a crate is built from; what only its tests use may come from anywhere.
fn dependencies(manifest: &Table) -> impl Iterator<Item = &str> {
    let targets =
        manifest.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values);
    let tables = targets.filter_map(Value::as_table).chain([manifest]);
    tables
        .flat_map(|table| [table.get("dependencies"), table.get("build-dependencies")])
        .filter_map(|dependencies| dependencies?.as_table())
        .flat_map(Table::keys)
        .map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::super::found;
    use super::*;

    fn check_arrow(manifest: &str, text: &str, expected: Option<&str>) {
        let mut files = vec![(manifest, text)];
        let rooms = ["words", "law", "charter", "gate", "notice", "demo"]
            .map(|room| format!("crates/{room}/Cargo.toml"));
        files.extend(rooms.iter().filter(|path| *path != manifest).map(|path| (path.as_str(), "")));
        assert_eq!(found(check, &files), Vec::from_iter(expected), "{manifest}: {text}");
    }

    #[test]
    fn arrows_point_downwards() {
        for (room, text, expected) in [
            ("gate", "[dependencies]\ncharter.workspace = true\nserde = \"1\"", None),
            ("keyholder", "[dependencies]\ndemo.workspace = true\ngate.workspace = true", None),
            ("law", "[dev-dependencies]\ngate.workspace = true\ndemo.workspace = true", None),
            (
                "law",
                "[dependencies]\ngate.workspace = true",
                Some("2: `law` depends on `gate`: this arrow points the wrong way"),
            ),
            (
                "notice",
                "[target.'cfg(unix)'.dependencies]\ncharter = { path = \"../charter\" }",
                Some("2: `notice` depends on `charter`: this arrow points the wrong way"),
            ),
            (
                "gate",
                "[build-dependencies]\n\ndemo.workspace = true",
                Some("3: `gate` depends on `demo`: this arrow points the wrong way"),
            ),
            ("attic", "", Some("1: the room `attic` has no floor")),
        ] {
            let path = format!("crates/{room}/Cargo.toml");
            let expected = expected.map(|what| format!("{path}:{what}"));
            check_arrow(&path, text, expected.as_deref());
        }
        check_arrow(
            "xtask/Cargo.toml",
            "[dependencies]\nlaw.workspace = true",
            Some("xtask/Cargo.toml:2: `xtask` depends on `law`: this arrow points the wrong way"),
        );
    }

    #[test]
    fn the_advice_names_what_may_be_used() {
        assert!(advice("notice").starts_with("`notice` may use words, law;"));
        assert!(advice("words").starts_with("`words` stands on its own;"));
    }
}
