use notice::{Format, rules, rules_page};

use crate::support::shown;

#[test]
fn every_rule_finds_its_example_and_not_the_other() {
    let mut wrong = Vec::new();
    for rule in rules() {
        let (fires, extent) = rule.fires();
        let codes = |text: &str| -> Vec<&str> {
            let format = Format::of("example", text);
            shown(text, format, extent).iter().map(|f| f.code).collect()
        };
        if !codes(fires).contains(&rule.code()) {
            wrong.push(format!("{} is not found in its example: {:?}", rule.code(), codes(fires)));
        }
        let (silent, _) = rule.silent();
        if codes(silent).contains(&rule.code()) {
            wrong.push(format!("{} is found in the example that is in order", rule.code()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn codes_are_in_alphabetical_order_and_told_on_the_page() {
    let codes: Vec<&str> = rules().iter().map(|rule| rule.code()).collect();
    assert!(codes.is_sorted() && codes.windows(2).all(|pair| pair[0] != pair[1]));
    let page = rules_page();
    for code in codes {
        assert!(page.contains(&format!("\n## {code}\n")), "{code}");
    }
}
