use feeds::{CODES_OF_COLUMNS, Options, check, layout, layouts};
use jiff::civil::date;

const RENT: &str = "Tenancy reference,First name,Surname,Address line 1,Postcode,Date of birth,\
    Tenancy start,Rent due,Rent paid,Arrears,Search\n";
const FRAUD: &str = "Tenancy_Reference,Notice given,Surname,Forename,Address 1,Date of birth\n";
const HOMES: &str = "Reference,Area,Home type,Start year,Weekly rent\n";
const ARREARS: &str =
    "Payment reference,Surname,Mobile,Balance,Breathing space,Breathing space ends\n";

fn found(layout: &str, text: &str) -> Vec<&'static str> {
    let layout = feeds::layout(layout).expect("it is bundled");
    let checked = check(layout, text, &Options::on(date(2026, 11, 30)));
    checked.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn good_files_pass() {
    for (layout, text) in [
        (
            "rental-exchange",
            format!("{RENT}T1,A,B,1 High St,ME4 4AA,1980-02-01,01/04/2020,500.00,450,-50,soft\n"),
        ),
        ("fraud-initiative", format!("{FRAUD}T1,Y,B,A,1 High St,1/2/1980\n")),
        (
            "arrears-analysis",
            format!("{ARREARS}P1,B,07700900123,12.50,N,\nP2,B,,80,Y,2026-12-24\n"),
        ),
        ("campaign-list", "Reference,Email\nT1,a@example.org\n".to_owned()),
        ("home-transfer", format!("{HOMES}T1,ME4,flat,2020,100\nT2,SW1A,house,2019,90.50\n")),
        ("service-mail", "Reference,Name\nT1,A B\n".to_owned()),
    ] {
        assert_eq!(found(layout, &text), <[&str; 0]>::default(), "{layout}");
    }
}

#[test]
fn every_code_has_a_file_it_is_found_in() {
    let examples = [
        (
            "feed-breathing-space-contact",
            "arrears-analysis",
            format!("{ARREARS}P1,B,07700900123,1,Y,2026-12-24\n"),
        ),
        (
            "feed-breathing-space-contact",
            "arrears-analysis",
            format!("{ARREARS}P1,B,07700900123,1,N,2026-12-24\n"),
        ),
        ("feed-breathing-space-end", "arrears-analysis", format!("{ARREARS}P1,B,,1,Y,\n")),
        (
            "feed-breathing-space-over",
            "arrears-analysis",
            format!("{ARREARS}P1,B,,1,Y,2026-11-29\n"),
        ),
        ("feed-day", "fraud-initiative", format!("{FRAUD}T1,Y,B,A,1 High St,31/2/1980\n")),
        ("feed-district", "home-transfer", format!("{HOMES}T1,ME4 4AA,flat,2020,100\n")),
        ("feed-district", "home-transfer", format!("{HOMES}T1,M44AA,flat,2020,100\n")),
        (
            "feed-hard-search",
            "rental-exchange",
            format!("{RENT}T1,A,B,1 High St,ME4 4AA,1980-02-01,01/04/2020,500.00,450,50,hard\n"),
        ),
        ("feed-minor", "fraud-initiative", format!("{FRAUD}T1,Y,B,A,1 High St,2008-12-01\n")),
        ("feed-missing", "fraud-initiative", format!("{FRAUD}T1,Y,,A,1 High St,1980-01-01\n")),
        ("feed-money", "arrears-analysis", format!("{ARREARS}P1,B,,about 10,N,\n")),
        ("feed-names", "home-transfer", format!("{HOMES}T1,ME4,a@mail.example,2020,100\n")),
        ("feed-no-notice", "fraud-initiative", format!("{FRAUD}T1,N,B,A,1 High St,1980-01-01\n")),
        ("feed-year", "home-transfer", format!("{HOMES}T1,ME4,flat,2020-04-06,100\n")),
        ("feed-yes-no", "arrears-analysis", format!("{ARREARS}P1,B,,1,perhaps,\n")),
    ];
    for (code, layout, text) in &examples {
        assert_eq!(found(layout, text), [*code]);
    }
    for code in CODES_OF_COLUMNS {
        assert!(examples.iter().any(|(found, ..)| found == code), "{code} has no example");
    }
}

#[test]
fn layouts_are_in_order_and_their_columns_are_there() {
    let ids: Vec<&str> = layouts().iter().map(|layout| layout.id.as_str()).collect();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    assert_eq!(ids, sorted);
    for layout in layouts() {
        assert!(layout.column(&layout.reference).is_some(), "{}", layout.id);
        let conduct = &layout.conduct;
        let pair = conduct.breathing_space.iter().flat_map(|(a, b)| [a, b]);
        let named = conduct.noticed.iter().chain(&conduct.born).chain(&conduct.search).chain(pair);
        for key in named.chain(&conduct.reached_by) {
            assert!(layout.column(key).is_some(), "{}: {key}", layout.id);
        }
    }
    assert!(layout("nothing").is_none());
}
