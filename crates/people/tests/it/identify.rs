//! What tells people apart, however it was typed.

use people::identify::{Field, Identifier, Kind, NotAnIdentifier, terms};
use proptest::prelude::*;

#[test]
fn the_same_thing_typed_otherwise_is_the_same() {
    let cases: &[(Kind, &[&str])] = &[
        (Kind::Name, &["John Smith", "SMITH, John", "Mr. John  smith", "Smith, Mr John"]),
        (Kind::Name, &["Zoë O'Neill", "zoe o\u{2019}neill", "ZOE ONEILL"]),
        (
            Kind::Phone,
            &["07700 900123", "+44 7700 900123", "0044 7700 900 123", "07700900123 (daughter)"],
        ),
        (Kind::Email, &["A.Person@Example.org", " a.person@example.ORG "]),
        (Kind::DateOfBirth, &["03/04/1980", "3 April 1980", "1980-04-03", "3.4.1980"]),
        (Kind::NiNumber, &["QQ 12 34 56 C", "qq123456c"]),
        (Kind::Uprn, &["0100012345", "100012345"]),
        (Kind::TenancyReference, &["TEN/0012-3", "ten 00123"]),
    ];
    for (kind, spellings) in cases {
        let normal = |text: &str| Identifier::parse(*kind, text).unwrap().normal().to_owned();
        for spelling in *spellings {
            assert_eq!(normal(spelling), normal(spellings[0]), "{spelling}");
        }
    }
}

#[test]
fn what_is_none_says_why() {
    let cases = [
        (Kind::Phone, "00000000000", NotAnIdentifier::Placeholder),
        (Kind::Name, "UNKNOWN", NotAnIdentifier::Placeholder),
        (Kind::DateOfBirth, "01/01/1900", NotAnIdentifier::Placeholder),
        (Kind::DateOfBirth, "03/04/80", NotAnIdentifier::Century),
        (Kind::DateOfBirth, "31/02/1980", NotAnIdentifier::Form(Kind::DateOfBirth)),
        (Kind::Name, "Mr & Mrs Smith", NotAnIdentifier::Joint),
        (Kind::Email, "not an email", NotAnIdentifier::Form(Kind::Email)),
        (Kind::Email, "  ", NotAnIdentifier::Empty),
        (Kind::NiNumber, "BG123456A", NotAnIdentifier::Form(Kind::NiNumber)),
        (Kind::Phone, "12", NotAnIdentifier::Form(Kind::Phone)),
    ];
    for (kind, text, expected) in cases {
        assert_eq!(Identifier::parse(kind, text).unwrap_err(), expected, "{text}");
    }
}

#[test]
fn a_birthday_is_never_in_the_index_alone() {
    let parse = |kind, text| Identifier::parse(kind, text).unwrap();
    let alone = terms(&[parse(Kind::DateOfBirth, "1980-04-03")]);
    assert!(alone.is_empty());
    let both = terms(&[
        parse(Kind::DateOfBirth, "1980-04-03"),
        parse(Kind::Name, "Ada Smith"),
        parse(Kind::Address, "Flat 2, 7 Invented Row, ZZ4 4ZZ"),
    ]);
    let found = |field, term: &str| both.iter().any(|(f, t)| *f == field && t.as_str() == term);
    assert!(found(Field::SurnameAndBirth, "smith|1980-04-03"), "{:?}", both.len());
    assert!(found(Field::SurnameAndPostcode, "smith|zz44zz"));
}

proptest! {
    #[test]
    fn nothing_typed_breaks_it_and_what_was_normal_stays_normal(text in "\\PC{0,60}") {
        for kind in Kind::ALL {
            if let Ok(once) = Identifier::parse(kind, &text) {
                // A reference is compared without its marks, and a phone by its international form.
                if let Ok(twice) = Identifier::parse(kind, once.normal()) {
                    prop_assert_eq!(once.normal(), twice.normal());
                }
            }
        }
    }

    #[test]
    fn two_phones_never_meet(a in 0..100_000u32, b in 0..100_000u32) {
        let phone = |n: u32| Identifier::parse(Kind::Phone, &format!("016329{n:05}"));
        if let (Ok(one), Ok(two)) = (phone(a), phone(b)) {
            prop_assert_eq!(a == b, one.normal() == two.normal());
        }
    }
}
