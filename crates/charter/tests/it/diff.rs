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

/// Something of each kind the small charter has none of.
const MORE: &str = r#"
[[assessment]]
id = "paper"
name = "paper"
kind = "impact"
approved = 2026-01-01

[[automated]]
id = "machine"
name = "machine"
purpose = "repairs"
solely = false
significant = false
data = ["name"]

[[camera]]
id = "hall"
name = "hall"
entity = "small-homes"
installed = 2026-06-01
retention = "tenancy"
purposes = []

[[channel]]
id = "letter"
name = "letter"
kind = "post"

[[departure]]
id = "other"
name = "other"
reading = "laxer"
reason = "The law has moved."
owner = "director"
drafted = 2026-09-01

[[marker]]
id = "dog"
name = "dog"
category = "name"
told = true
decided_by = "director"

[[never]]
id = "no"
name = "no"
actions = ["publish"]

[[rule]]
id = "wall"
name = "wall"
unblock = "director"
"#;

/// What is said when this line, which starts in the table of this id, is added or replaced.
fn said_of(id: &str, old: &str, new: &str) -> Vec<String> {
    let text = format!("{SMALL}\n{MORE}");
    let table = text.find(&format!("id = \"{id}\"")).unwrap();
    let (before, after) = text.split_at(table);
    let changed = if old.is_empty() {
        let line = after.find('\n').unwrap() + 1;
        format!("{before}{}{new}\n{}", &after[..line], &after[line..])
    } else {
        assert!(after.contains(old), "{id}: {old}");
        format!("{before}{}", after.replacen(old, new, 1))
    };
    let changes = diff(&charter(text), &charter(changed));
    changes.iter().map(|change| Catalogue::english().render(&change.message)).collect()
}

#[test]
fn a_change_of_each_kind_of_item_is_told() {
    for (id, old, new, expected) in [
        (
            "small",
            "version = \"1\"",
            "version = \"2\"",
            "“Small Homes”: version was 1 and is now 2",
        ),
        (
            "builders-contract",
            "signed = 2026-01-05",
            "signed = 2026-01-06",
            "“contract with the builders”: day signed was 2026-01-05 and is now 2026-01-06",
        ),
        (
            "builders-contract",
            "until = 2029-01-04",
            "until = 2029-01-05",
            "“contract with the builders”: last day was 2029-01-04 and is now 2029-01-05",
        ),
        (
            "paper",
            "kind = \"impact\"",
            "kind = \"legitimate-interests\"",
            "“paper”: kind was impact and is now legitimate interests",
        ),
        (
            "machine",
            "solely = false",
            "solely = true",
            "“machine”: deciding with no person was no and is now yes",
        ),
        ("machine", "", "reviewer = \"director\"", "“machine”: reviewer was - and is now director"),
        ("machine", "", "safeguards = [\"contest\"]", "“machine”: safeguards now with `contest`"),
        (
            "hall",
            "purposes = []",
            "purposes = [\"repairs\"]",
            "“hall”: purposes now with `repairs`",
        ),
        (
            "phone",
            "kind = \"personal\"",
            "kind = \"criminal\"",
            "“your phone number”: kind was personal and is now criminal",
        ),
        (
            "phone",
            "",
            "only_if = \"support\"",
            "“your phone number”: only if there is support was no and is now yes",
        ),
        (
            "phone",
            "",
            "aggregate_only = true",
            "“your phone number”: being only counted was no and is now yes",
        ),
        (
            "phone",
            "",
            "marker = true",
            "“your phone number”: being a warning marker was no and is now yes",
        ),
        ("letter", "\"post\"", "\"email\"", "“letter”: kind was post and is now email"),
        (
            "other",
            "owner = \"director\"",
            "owner = \"adviser\"",
            "“other”: owner was director and is now adviser",
        ),
        (
            "jobs",
            "",
            "explicit_consent = true",
            "“job sheets”: explicit consent was no and is now yes",
        ),
        (
            "jobs",
            "",
            "summary_only = true",
            "“job sheets”: sending only a summary was no and is now yes",
        ),
        ("jobs", "", "departure = \"other\"", "“job sheets”: departure was - and is now other"),
        (
            "small-homes",
            "charity = true",
            "charity = false",
            "“Small Homes Ltd”: being a charity was yes and is now no",
        ),
        ("dog", "", "period = \"P1Y\"", "“dog”: period was - and is now P1Y"),
        ("dog", "", "review = \"P6M\"", "“dog”: time between reviews was - and is now P6M"),
        ("dog", "told = true", "told = false", "“dog”: telling the person was yes and is now no"),
        (
            "dog",
            "",
            "deferral = \"Danger.\"",
            "“dog”: reason to put telling off was - and is now Danger.",
        ),
        ("no", "actions = [\"publish\"]", "actions = []", "“no”: actions no longer with `publish`"),
        ("no", "", "recipients = [\"builders\"]", "“no”: recipients now with `builders`"),
        (
            "adviser",
            "",
            "deputy = \"director\"",
            "“Data Protection Officer”: deputy was - and is now director",
        ),
        (
            "repairs",
            "",
            "conditions = [{ data = [\"health\"], condition = \"vital-interests\" }]",
            "“looking after our homes”: conditions now with `vital-interests: health`",
        ),
        (
            "repairs",
            "",
            "marketing = true",
            "“looking after our homes”: being marketing was no and is now yes",
        ),
        (
            "repairs",
            "",
            "after_death = true",
            "“looking after our homes”: going on after death was no and is now yes",
        ),
        (
            "repairs",
            "",
            "channels = [\"letter\"]",
            "“looking after our homes”: channels now with `letter`",
        ),
        (
            "repairs",
            "",
            "withdraw = \"Tell us.\"",
            "“looking after our homes”: way to withdraw was - and is now Tell us.",
        ),
        (
            "builders",
            "kind = \"processor\"",
            "kind = \"controller\"",
            "“our builders”: kind was processor and is now controller",
        ),
        ("builders", "", "power = \"An Act.\"", "“our builders”: power was - and is now An Act."),
        (
            "tenant",
            "direct = true",
            "direct = false",
            "“tenant”: dealing with us directly was yes and is now no",
        ),
        (
            "tenancy",
            "disposal = \"delete\"",
            "disposal = \"anonymise\"",
            "“tenancy file”: disposal was delete and is now anonymise",
        ),
        (
            "officer",
            "strength = \"password\"",
            "strength = \"none\"",
            "“housing officer”: strength of signing in was password and is now none",
        ),
        (
            "officer",
            "\"collect\"]",
            "\"collect\", \"publish\"]",
            "“housing officer”: actions now with `publish`",
        ),
        ("wall", "name = \"wall\"", "name = \"tie\"", "“tie”: name was wall and is now tie"),
        ("you", "person = true", "person = false", "“you”: being the person was yes and is now no"),
        (
            "housing",
            "",
            "modes = [{ rule = \"wall\", mode = \"advise\", until = 2027-01-01 }]",
            "“housing team”: rules that do not enforce yet now with `wall: advise until 2027-01-01`",
        ),
        (
            "1",
            "title = \"About this notice\"",
            "title = \"About us\"",
            "“1”: title was About this notice and is now About us",
        ),
    ] {
        assert_eq!(said_of(id, old, new), [expected], "{id}: {old} -> {new}");
    }
}
