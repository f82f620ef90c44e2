use feeds::samples::{Answers, base, example, file, file_in, put, rows};
use feeds::{Base, Checked, Options, Provider, Severity, check, layout, rules};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use words::Catalogue;

/// The day the examples of the rules are checked on.
const DAY: Date = date(2027, 3, 1);

fn checked(text: &str, provider: Provider) -> Checked {
    let layout = layout("core-lettings-2026").expect("it is bundled");
    check(layout, text, &Options { on: DAY, provider })
}

fn owner(base: Base) -> Provider {
    if base == Base::Council { Provider::Council } else { Provider::Private }
}

fn codes(checked: &Checked) -> Vec<&str> {
    let mut codes: Vec<&str> = checked.findings.iter().map(|finding| finding.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[test]
fn a_thousand_generated_rows_pass() {
    for seed in 0..4 {
        let checked = checked(&file(&rows(1000, seed)), Provider::Private);
        let found: Vec<_> = checked.findings.iter().take(5).collect();
        assert!(checked.findings.is_empty(), "seed {seed}: {} {found:?}", checked.findings.len());
        assert!(checked.passes() && checked.rows == 1000);
    }
}

#[test]
fn rows_of_every_kind_pass() {
    for kind in [Base::Council, Base::General, Base::Renewal, Base::Supported] {
        let checked = checked(&file(&[base(kind)]), owner(kind));
        assert!(checked.findings.is_empty(), "{kind:?}: {:?}", checked.findings);
    }
}

#[test]
fn each_rule_and_no_other_objects_to_its_example() {
    let english = Catalogue::english();
    for rule in rules() {
        let checked = checked(&file(&example(&rule.broken)), owner(rule.broken.base));
        assert_eq!(codes(&checked), [rule.code], "{:?}", checked.findings);
        let finding = &checked.findings[0];
        let serious = finding.severity != Severity::Soft;
        assert_eq!(checked.passes(), !serious, "{}", rule.code);
        assert_eq!(checked.blocked(), finding.severity == Severity::File, "{}", rule.code);
        for message in [&finding.says, &finding.help] {
            assert!(english.has(message.id()), "{}", message.id());
            assert!(message.args().is_empty(), "a message repeats no value: {}", message.id());
        }
    }
}

#[test]
fn codes_are_in_order_and_stand_once() {
    let codes: Vec<&str> = rules().iter().map(|rule| rule.code).collect();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(codes, sorted);
    assert!(codes.len() > 55, "{}", codes.len());
}

#[test]
fn one_letting_without_its_declaration_stops_the_whole_file() {
    for answer in ["", "2"] {
        let mut all = rows(20, 1);
        put(&mut all[7], &[(15, answer)]);
        let checked = checked(&file(&all), Provider::Private);
        assert_eq!(codes(&checked), ["core-declaration"], "`{answer}`");
        assert!(checked.blocked());
        assert_eq!(checked.findings[0].place.row, Some(9), "the heading is row 1");
    }
}

#[test]
fn columns_may_stand_in_any_order() {
    let order: Vec<u16> = (1..=147).rev().collect();
    let text = file_in(&rows(50, 3), &order);
    assert!(checked(&text, Provider::Private).findings.is_empty());
    let with_mark = format!("\u{feff}Section,a\r\r\n{}", text.replace("\r\n", "\r"));
    assert!(checked(&with_mark, Provider::Private).findings.is_empty());
}

#[test]
fn a_file_that_is_none_says_why() {
    let good = file(&rows(2, 3));
    let with_column = good.replacen("Field number,1,", "Field number,1,Note,", 1);
    let with_column = with_column.replacen(",ORG1,", ",ORG1,secret,", 2);
    for (text, expected) in [
        (good.replacen("Field number", "Field", 1), "file-header-missing"),
        (good.lines().next().unwrap_or_default().to_owned(), "file-empty"),
        (good.replacen(",147\r", "\r", 1), "file-field-missing"),
        (good.replacen(",147\r", ",147,146\r", 1), "file-field-twice"),
        (with_column, "file-column-unknown"),
        (good.replacen("ORG1", "OR\"G1", 1), "file-quotes"),
        (good.replacen("ORG1", "\"ORG1", 1), "file-quotes"),
        (good.replacen("ORG1", &"a".repeat(5000), 1), "file-cell-too-long"),
        (format!("{good}{}", ",".repeat(600)), "file-too-many-columns"),
        (format!("{}extra\r\n", good.trim_end().to_owned() + ","), "file-row-too-long"),
        ("a\n".repeat(100_001), "file-too-many-rows"),
        ("a".repeat((64 << 20) + 1), "file-too-long"),
    ] {
        let checked = checked(&text, Provider::Private);
        assert!(codes(&checked).contains(&expected), "{expected}: {:?}", codes(&checked));
        assert!(feeds::CODES_OF_FILES.contains(&expected));
    }
}

#[test]
fn sensitive_columns_and_what_only_the_service_knows_are_named() {
    let checked = checked(&file(&rows(1, 1)), Provider::Private);
    let of = |class| checked.sensitive.iter().filter(|(_, _, named)| *named == class).count();
    assert_eq!(of(feeds::Class::Special), 20);
    assert_eq!(of(feeds::Class::Adjacent), 17);
    assert!(checked.service_only.contains(&"rent-ranges"));
}

#[test]
fn what_stands_in_a_cell_is_never_repeated() {
    let mut row = base(Base::General);
    for field in 1..=147 {
        put(&mut row, &[(field, "Wilhelmina")]);
    }
    let checked = checked(&file(&[row]), Provider::Private);
    assert!(!checked.findings.is_empty());
    let said = format!("{checked:?}");
    assert!(!said.contains("Wilhelmina"));
}

/// Every field a row needs, as the rule of missing fields names them when all are blank but what decides.
fn needed(row: &Answers) -> Vec<u16> {
    (1..=147)
        .filter(|field| !row[usize::from(*field) - 1].is_empty())
        .filter(|field| ![3, 13, 14, 20, 22, 120, 136, 137].contains(field))
        // Days of repairs go together, and one need of several is enough.
        .filter(|field| !(94..=110).contains(field) && !(122..=126).contains(field))
        .filter(|field| !(32..=34).contains(field) && !(48..=89).contains(field))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_needed_answer_that_is_taken_away_is_always_found(seed in 0_u64..500, pick in 0_usize..500) {
        let mut all = rows(1, seed);
        let needed = needed(&all[0]);
        let field = needed[pick % needed.len()];
        put(&mut all[0], &[(field, "")]);
        let checked = checked(&file(&all), Provider::Private);
        prop_assert!(!checked.passes(), "seed {seed}, field {field}");
    }

    #[test]
    fn an_answer_that_is_no_code_is_always_found(seed in 0_u64..500, field in 1_u16..148) {
        let mut all = rows(1, seed);
        prop_assume!(!feeds::samples::is_free_text(field));
        put(&mut all[0], &[(field, "~")]);
        let checked = checked(&file(&all), Provider::Private);
        let there = checked.findings.iter().any(|finding| {
            finding.place.field.as_deref() == Some(field.to_string().as_str())
        });
        prop_assert!(there && !checked.passes(), "field {field}");
    }

    #[test]
    fn no_text_makes_it_fall_over(text in "[\",\r\na0-9]{0,200}") {
        let _ = checked(&text, Provider::Private);
        let _ = checked(&format!("Field number,1,2,3\n{text}"), Provider::Private);
    }
}
