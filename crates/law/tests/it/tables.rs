use std::collections::HashSet;

#[test]
fn every_table_parses_and_every_row_is_whole() {
    for table in law::tables() {
        let mut seen = HashSet::new();
        assert!(!table.provisions().is_empty(), "{} is empty", table.name());
        for rule in table.provisions() {
            let at = format!("{} {}", table.name(), rule.id());
            assert!(seen.insert(rule.id()), "{at} stands twice");
            assert!(rule.in_force_to().is_none_or(|to| rule.in_force_from() <= to), "{at}: dates");
            for text in [rule.id(), rule.title(), rule.citation(), rule.source()] {
                assert!(!text.trim().is_empty() && text.trim() == text, "{at}: `{text}`");
            }
            let doubtful = ["memory", "not read", "to be checked"];
            let said = [rule.source(), rule.note().unwrap_or_default()].concat();
            assert!(
                !rule.verified() || !doubtful.iter().any(|word| said.contains(word)),
                "{at} cannot be verified and say: {said}"
            );
        }
    }
}

#[test]
fn tables_are_listed_in_order() {
    let names: Vec<_> = law::tables().iter().map(law::Table::name).collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    assert_eq!(names, sorted);
}
