use charter::Severity::{self, Error, Warning};
use charter::rules::{ALL, Change, Rule, SMALL};
use words::Catalogue;

use crate::{TODAY, charter};

/// The codes of what a charter of one file is told.
fn codes(text: String) -> Vec<&'static str> {
    charter(text).check(TODAY).into_iter().map(|diagnostic| diagnostic.code).collect()
}

#[test]
fn the_small_charter_is_clean() {
    assert_eq!(codes(SMALL.to_owned()), Vec::<&str>::new());
}

#[test]
fn each_example_breaks_exactly_its_rule() {
    for rule in ALL {
        let found = codes(rule.broken.made());
        assert!(!found.is_empty(), "`{}` does not find its own example", rule.code);
        assert!(found.iter().all(|code| *code == rule.code), "{}: {found:?}", rule.code);
    }
}

#[test]
fn each_mended_example_is_clean() {
    for rule in ALL {
        assert_eq!(codes(rule.mended.made()), Vec::<&str>::new(), "{}", rule.code);
    }
}

#[test]
fn every_swap_finds_what_it_replaces() {
    for rule in ALL {
        for change in [rule.broken, rule.mended] {
            if let Change::Swap(from, _) = change {
                assert_eq!(SMALL.matches(from).count(), 1, "{}: `{from}`", rule.code);
            }
        }
    }
}

#[test]
fn rules_are_in_alphabetical_order_and_say_what_they_keep() {
    assert!(ALL.is_sorted_by_key(|rule: &Rule| rule.code));
    for rule in ALL {
        assert!(!rule.keeps.is_empty() && rule.about.ends_with('.'), "{}", rule.code);
    }
}

#[test]
fn every_finding_points_somewhere_and_reads_as_a_sentence() {
    for rule in ALL {
        let text = rule.broken.made();
        for diagnostic in charter(text.clone()).check(TODAY) {
            let span = diagnostic.span.expect("a finding in a text has a place");
            assert!(text.get(span.bytes).is_some_and(|at| !at.is_empty()), "{}", rule.code);
            for message in [&diagnostic.message, &diagnostic.help] {
                let said = Catalogue::english().render(message);
                assert!(!said.contains(['<', '{']), "{}: {said}", rule.code);
            }
        }
    }
}

#[test]
fn the_manual_page_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/charter-rules.md");
    if std::env::var_os("KEYHOLDER_BLESS").is_some() {
        std::fs::write(path, charter::rules::manual()).unwrap();
    }
    let page = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        page == charter::rules::manual(),
        "docs/charter-rules.md is stale; run `cargo xtask docs`"
    );
}

/// What is found in the small charter after these changes: a text in it and what stands there
/// instead; an empty text is the end.
#[track_caller]
fn finds(changes: &[(&str, &str)], expected: &[(&str, Severity)]) {
    let text = changes.iter().fold(SMALL.to_owned(), |text, (from, to)| {
        if from.is_empty() {
            return format!("{text}\n{to}");
        }
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text.replacen(from, to, 1)
    });
    let found = charter(text).check(TODAY);
    let found: Vec<_> = found.iter().map(|found| (found.code, found.severity)).collect();
    assert_eq!(found, expected, "{changes:?}");
}

/// A purpose with these lines more.
fn purpose(lines: &str) -> String {
    format!(
        "[[purpose]]\nid = \"extra\"\nname = \"more\"\nplain = \"We use this too.\"\n\
         entities = [\"small-homes\"]\nrelationships = [\"tenant\"]\n{lines}\n"
    )
}

/// An assessment of a kind, approved on a day.
fn assessment(kind: &str, approved: &str) -> String {
    format!(
        "[[assessment]]\nid = \"paper\"\nname = \"paper\"\nkind = \"{kind}\"\n\
         approved = {approved}\napproved_by = \"director\"\n"
    )
}

#[test]
fn what_was_approved_or_signed_after_the_day_does_not_stand_on_it() {
    let interests =
        "basis = \"legitimate-interests\"\noptional = [\"phone\"]\nassessments = [\"paper\"]";
    let special = "basis = \"contract\"\noptional = [\"health\"]\nassessments = [\"paper\"]\n\
        conditions = [{ data = [\"health\"], condition = \"safeguarding\" }]";
    let abroad = "country = \"IN\"\nmechanism = \"idta\"\ntransfer_test = \"paper\"";
    for (approved, late) in [("2026-11-23", false), ("2026-11-24", true)] {
        let found = |code| if late { vec![(code, Error)] } else { vec![] };
        let paper = assessment("legitimate-interests", approved);
        finds(
            &[("", &purpose(interests)), ("", &paper)],
            &found("legitimate-interests-unassessed"),
        );
        let paper = assessment("policy-document", approved);
        finds(&[("", &purpose(special)), ("", &paper)], &found("condition-unmet"));
        let paper = assessment("transfer-test", approved);
        finds(&[("country = \"GB\"", abroad), ("", &paper)], &found("mechanism-lapsed"));
        let signed = format!("signed = {approved}");
        finds(&[("signed = 2026-01-05", &signed)], &found("recipient-incomplete"));
        let understood = format!("acknowledged = {approved}");
        finds(&[("acknowledged = 2026-01-05", &understood)], &found("recipient-incomplete"));
    }
    finds(&[("acknowledged = 2026-01-05\n", "")], &[("recipient-incomplete", Error)]);
    let paper = assessment("transfer-test", "2026-01-01").replace("approved = 2026-01-01\n", "");
    finds(&[("country = \"GB\"", abroad), ("", &paper)], &[("mechanism-lapsed", Error)]);
}

#[test]
fn a_review_that_is_due_warns_and_an_end_that_has_passed_is_wrong() {
    let until = "until = 2029-01-04";
    finds(&[(until, "until = 2026-11-23\nreview = 2026-11-23")], &[]);
    finds(&[(until, "until = 2026-11-22")], &[("terms-lapsed", Error)]);
    finds(&[(until, "review = 2026-11-22")], &[("terms-lapsed", Warning)]);
    let paper = assessment("impact", "2025-01-01") + "review = 2026-01-01";
    finds(&[("", &paper)], &[("terms-lapsed", Warning)]);
}

#[test]
fn whoever_asks_for_explicit_consent_says_how_to_take_it_back() {
    let condition = "basis = \"contract\"\noptional = [\"health\"]\n\
        conditions = [{ data = [\"health\"], condition = \"explicit-consent\" }]";
    let wanted = [("consent-without-withdrawal", Error)];
    finds(&[("", &purpose(condition))], &wanted);
    finds(&[("", &purpose(&format!("{condition}\nwithdraw = \"Tell us.\"")))], &[]);
    let disclosed = ("tell = \"standing\"", "tell = \"first\"\nexplicit_consent = true");
    finds(&[disclosed], &wanted);
    let said = ("basis = \"contract\"", "basis = \"contract\"\nwithdraw = \"Tell us.\"");
    finds(&[disclosed, said], &[]);
}

#[test]
fn each_part_of_a_rule_finds_what_it_is_for() {
    let provider = ("registered_provider = false", "registered_provider = true");
    let left_out = [("duty-wrong-entity", Warning); 6];
    finds(&[provider], &left_out);
    let all = "contact = { address = \"1 High Street\" }\nduties = [\"core\", \"consumer-standards\", \
        \"housing-ombudsman\", \"stairs-publication\", \"awaabs-law\", \"social-housing-fraud\"]";
    finds(&[provider, ("contact = { address = \"1 High Street\" }", all)], &[]);
    for (duty, expected) in [
        ("awaabs-law", &[("duty-wrong-entity", Error)][..]),
        ("nfi", &[("duty-wrong-entity", Error)]),
        ("serious-incident", &[]),
        ("nobody-knows", &[("unresolved-reference", Error)]),
    ] {
        finds(
            &[("basis = \"contract\"", &format!("basis = \"contract\"\nduty = \"{duty}\""))],
            expected,
        );
    }
    let camera = "[[source]]\nid = \"cameras\"\nname = \"cameras\"\n\n[[category]]\nid = \"pictures\"\n\
        name = \"pictures\"\nkind = \"personal\"\nretention = \"tenancy\"\nsources = [\"cameras\"]\n";
    let uses = purpose("basis = \"contract\"\noptional = [\"pictures\"]");
    finds(&[("", camera), ("", &uses)], &[("camera-without-assessment", Error)]);
    let marker = "[[marker]]\nid = \"dog\"\nname = \"a dog\"\ncategory = \"name\"\nperiod = \"P0D\"\n\
        review = \"P6M\"\ntold = true\ndecided_by = \"director\"";
    finds(&[("", marker)], &[("marker-without-end", Error)]);
    let never = "[[never]]\nid = \"no\"\nname = \"never\"\ndata = [\"health\"]";
    let held = marker.replace("P0D", "P1Y").replace("category = \"name\"", "category = \"health\"");
    finds(&[("", never), ("", &held)], &[("never-contradicted", Error)]);
    let required = purpose("basis = \"contract\"\nrequired = [\"email\"]\nconsequence = \"No.\"");
    let email = "[[category]]\nid = \"email\"\nname = \"email\"\nkind = \"personal\"\n\
        retention = \"tenancy\"\nsources = [\"you\"]\n";
    finds(&[("", email), ("", &required)], &[("dead-permission", Warning)]);
}

#[test]
fn a_machine_that_decides_needs_a_gate_for_each_kind_of_special_data() {
    let belief = "[[category]]\nid = \"belief\"\nname = \"belief\"\nkind = \"special\"\n\
        retention = \"tenancy\"\nsources = [\"you\"]\n";
    let uses = |condition: &str| {
        purpose(&format!(
            "basis = \"contract\"\noptional = [\"health\", \"belief\"]\nwithdraw = \"Tell us.\"\n\
             assessments = [\"paper\"]\nconditions = [{{ data = [\"health\"], condition = \
             \"explicit-consent\" }}, {{ data = [\"belief\"], condition = \"{condition}\" }}]"
        ))
    };
    let machine = "[[automated]]\nid = \"m\"\nname = \"m\"\npurpose = \"extra\"\nsolely = true\n\
        significant = true\ndata = [\"health\", \"belief\"]\nlogic = \"By rank.\"\n\
        reviewer = \"director\"\nsafeguards = [\"information\", \"representations\", \
        \"human-intervention\", \"contest\"]\n";
    let paper = assessment("policy-document", "2026-01-01");
    for (condition, expected) in [
        ("explicit-consent", &[][..]),
        ("health-or-social-care", &[("automated-without-safeguards", Error)]),
    ] {
        let changes = [("", belief), ("", &uses(condition)), ("", machine), ("", &paper)];
        finds(&changes, expected);
    }
}
