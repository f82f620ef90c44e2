use sources::{Erase, Follow, Graph};

use crate::{fixtures, map};

#[test]
fn a_dataset_of_the_peer_is_read_as_it_is() {
    let Some(folder) = fixtures() else { return };
    let read = |name: &str| std::fs::read_to_string(folder.join("fides-case").join(name)).unwrap();
    let names = ["postgres_example_test_dataset.yml", "postgres_example_test_extended_dataset.yml"];
    let map = map(&[(names[0], &read(names[0])), (names[1], &read(names[1]))]).unwrap();
    let source = map.source("postgres-example-test-dataset").unwrap();
    assert_eq!(source.tables.len(), 11);
    let customer = source.table("customer").unwrap();
    assert_eq!(customer.key[0].get_ref(), "id");
    let email = &customer.fields["email"];
    assert_eq!(email.category.get_ref().as_str(), "user.contact.email");
    assert_eq!(email.identity.as_ref().unwrap().get_ref(), "email");
    let address = &customer.fields["address_id"].refers[0];
    assert_eq!(address.to.get_ref().to_string(), "address.id");
    assert_eq!(address.follow, Follow::To);
    let name = &source.table("employee").unwrap().fields["name"];
    assert_eq!((&name.erase, name.with.as_deref()), (&Erase::Replace, Some("testing-test")));

    // Its names stand for the charter's. What it does not say is asked for: keys, and owners.
    let open: std::collections::BTreeSet<&str> =
        map.check(&crate::charter()).iter().map(|found| found.code).collect();
    let expected = ["ambiguous-owner", "no-key", "unknown-identity"];
    assert_eq!(open.into_iter().collect::<Vec<_>>(), expected);

    let graph = Graph::new(&map);
    let reached = |kind: &str| {
        let (_, order) = graph.ways(|identity| identity == kind);
        let mut names: Vec<&str> =
            order.into_iter().map(|no| graph.table(no).1.name.get_ref().as_str()).collect();
        names.sort_unstable();
        names
    };
    // As the peer's own tests have it: eleven by email, and the twelfth by its own identity.
    assert_eq!(reached("email").len(), 11);
    assert_eq!(reached("loyalty_id"), ["loyalty"]);
}

#[test]
fn what_a_dataset_says_that_is_not_known_here_is_said() {
    let text = "dataset:\n  - fides_key: a_b\n    collections:\n      - name: c\n        fields:\n          - name: d\n            fides_meta:\n              masking_strategy_override:\n                strategy: hash\n";
    let wrong = map(&[("a.yml", text)]).unwrap_err();
    let said = words::Catalogue::english().render(&wrong[0].message);
    assert!(said.contains("the masking strategy `hash` keeps something of the value"), "{said}");
    let nested = "dataset:\n  - fides_key: a\n    collections:\n      - name: c\n        fields:\n          - name: d\n            fields:\n              - name: e\n";
    let wrong = map(&[("a.yml", nested)]).unwrap_err();
    let said = words::Catalogue::english().render(&wrong[0].message);
    assert!(said.contains("`c.d` has fields inside it"), "{said}");
}
