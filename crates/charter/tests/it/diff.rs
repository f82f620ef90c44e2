use charter::diff::diff;
use charter::rules::SMALL;
use words::Catalogue;

use crate::charter;

/// What is said when this text of the small charter becomes that one.
fn said(from: &str, to: &str) -> Vec<String> {
    assert!(SMALL.contains(from), "{from}");
    let changes = diff(&charter(SMALL), &charter(SMALL.replacen(from, to, 1)));
    changes.iter().map(|change| Catalogue::english().render(&change.message)).collect()
}

#[test]
fn changes_are_told_in_plain_words() {
    for (from, to, expected) in [
        ("", "", vec![]),
        (
            "optional = [\"phone\"]",
            "optional = [\"phone\", \"health\"]",
            vec!["“looking after our homes” now takes in `health`"],
        ),
        (
            "optional = [\"phone\"]",
            "optional = []",
            vec!["“looking after our homes” no longer takes in `phone`"],
        ),
        (
            "basis = \"contract\"",
            "basis = \"legal-obligation\"",
            vec!["“looking after our homes”: basis was contract and is now legal-obligation"],
        ),
        (
            "period = \"P6Y\"",
            "period = \"P7Y\"",
            vec!["“tenancy file”: period was P6Y and is now P7Y"],
        ),
        (
            "country = \"GB\"",
            "country = \"IN\"",
            vec!["“our builders”: country was GB and is now IN"],
        ),
        (
            "data = [\"name\"]\ntell",
            "data = [\"name\", \"phone\"]\ntell",
            vec!["“job sheets” now takes in `phone`"],
        ),
        (
            "tell = \"standing\"",
            "tell = \"first\"",
            vec![
                "“job sheets”: telling the person was by a standing notice and is now before each time",
            ],
        ),
        (
            "id = \"jobs\"",
            "id = \"work\"",
            vec!["no longer there, disclosure: “job sheets”", "new disclosure: “job sheets”"],
        ),
        (
            "data = [\"name\", \"phone\", \"health\"]",
            "data = [\"name\", \"phone\"]\nnever = [\"health\"]",
            vec![
                "“tenant” no longer takes in `health`",
                "`health` is now never held about “tenant”",
            ],
        ),
        (
            "This tells you how we use what we know of you.",
            "This tells you what we do.",
            vec![
                "paragraph 1.1 now says: This tells you what we do. You can ask us to stop. You can complain to us or to the regulator.",
            ],
        ),
    ] {
        assert_eq!(said(from, to), expected, "{from} -> {to}");
    }
}
