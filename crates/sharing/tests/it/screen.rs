//! Files about to leave: who may be in them, what of them goes, and what stands in the register then.

use feeds::Provider;
use gate::NamedAsk;
use ledger::Signer;
use people::identify::{Identifier, Kind};
use people::{Against, Fact, NewChoice, NewHold, NewPerson, NewRelationship, PersonId};
use serde_json::json;
use sharing::{Outgoing, Screened, screen};
use zeroize::Zeroizing;

use crate::{Office, TODAY, now, on_both};

fn tenant(office: &Office, reference: &str) -> PersonId {
    let collect = office.ask(json!({
        "role": "housing-officer", "team": "housing", "purpose": "tenancy-management",
        "action": "collect", "recipient": null,
    }));
    let mut new =
        NewPerson::new("the-person", NewRelationship::new("tenant", "heart-of-medway", TODAY));
    new.identifiers = vec![
        Identifier::parse(Kind::Name, "Ada Example").unwrap(),
        Identifier::parse(Kind::TenancyReference, reference).unwrap(),
    ];
    office.record.enter(&collect, &new, now()).unwrap()
}

fn paying(office: &Office, reference: &str) -> PersonId {
    let collect = office.ask(json!({
        "role": "income-officer", "team": "income", "purpose": "rent-and-benefits",
        "action": "collect", "recipient": null,
    }));
    let mut new =
        NewPerson::new("the-person", NewRelationship::new("tenant", "heart-of-medway", TODAY));
    new.identifiers = vec![
        Identifier::parse(Kind::Name, "Ada Example").unwrap(),
        Identifier::parse(Kind::PaymentReference, reference).unwrap(),
    ];
    office.record.enter(&collect, &new, now()).unwrap()
}

fn asker(role: &str, team: &str) -> NamedAsk {
    serde_json::from_value(json!({
        "actor": "officer-1", "strength": "second-factor", "role": role, "team": team,
        "entity": "heart-of-medway", "relationship": "", "purpose": "", "action": "disclose",
        "data": [],
    }))
    .unwrap()
}

fn screened(office: &Office, feed: &str, text: &str, dry: bool) -> Screened {
    let asker = match feed {
        "arrears-analysis" => asker("income-officer", "income"),
        "core-lettings" => asker("lettings-officer", "lettings"),
        "home-transfer" => asker("legal-officer", "housing"),
        _ => asker("housing-officer", "housing"),
    };
    let out = Outgoing {
        feed,
        text,
        asker: &asker,
        system: None,
        told: None,
        provider: Provider::Private,
    };
    screen(&office.record, &out, dry, now()).unwrap()
}

fn given(office: &Office) -> i64 {
    let count = |tx: &db::Tx<'_>| tx.one("SELECT COUNT(*) FROM disclosure", &[], |row| row.int(0));
    office.record.data().read("count", count).unwrap().unwrap_or_default()
}

const MAIL: &str = "Reference,Name,Address,Telephone,Note\n\
    T-1001,Ada Example,1 High St,01632 960001,secret\nT-9999,No Body,2 High St,,\n";

#[test]
fn a_mail_merge_loses_unknown_people_and_what_may_not_go() {
    let office = Office::new();
    tenant(&office, "T-1001");
    let dry = screened(&office, "service-mail", MAIL, true);
    assert!(dry.file.is_none() && given(&office) == 0, "a try lets nothing leave");
    let done = screened(&office, "service-mail", MAIL, false);
    let file = done.file.clone().unwrap_or_default();
    assert_eq!(file, "Name,Address\r\nAda Example,1 High St\r\n", "{:?}", done.receipt);
    assert_eq!(done.left, [(3, "not-known".to_owned())]);
    assert_eq!((done.receipt.rows, done.receipt.gone, given(&office)), (2, 1, 1));
    let kept = serde_json::to_string(&done.receipt).unwrap();
    assert!(!kept.contains("Ada") && !kept.contains("T-1001"), "a receipt has nobody in it");
}

#[test]
fn the_lettings_upload_goes_with_those_who_are_known() {
    let office = Office::new();
    tenant(&office, "T1001");
    let mut rows = vec![feeds::samples::base(feeds::Base::General); 2];
    feeds::samples::put(&mut rows[1], &[(13, "T2002"), (18, "10010457356")]);
    let done = screened(&office, "core-lettings", &feeds::samples::file(&rows), false);
    assert_eq!(done.left, [(3, "not-known".to_owned())], "{:?}", done.receipt);
    let file = done.file.unwrap_or_default();
    assert_eq!(file, feeds::samples::file(&rows[..1]));
    assert_eq!(given(&office), 1);

    feeds::samples::put(&mut rows[0], &[(15, "2")]);
    let none = screened(&office, "core-lettings", &feeds::samples::file(&rows), false);
    assert!(none.file.is_none() && none.checked.blocked());
    assert_eq!(given(&office), 1, "nothing of it went");
}

#[test]
fn a_wall_and_nobody_read_alike_and_an_objection_is_honoured() {
    let office = Office::new();
    let walled = tenant(&office, "T-1001");
    let objects = tenant(&office, "T-1002");
    let question = office.ask(json!({
        "role": "housing-officer", "team": "housing", "purpose": "tenancy-management",
        "action": "collect", "recipient": null,
    }));
    let against = Against::Actor("somebody-else".to_owned());
    let _ = office.record.wall(&question, walled, &against, TODAY, "a neighbour", now()).unwrap();
    let no = NewChoice::new(Fact::NoMarketing, "", TODAY);
    let _ = office.record.choose(&question, objects, &no, now()).unwrap();
    let text =
        "Reference,Name,Address\nT-1001,A,1 High St\nT-1002,B,2 High St\nT-7777,C,3 High St\n";
    let out = |feed: &str, role: &str, team: &str| {
        let asker = asker(role, team);
        let (system, told, provider) = (None, None, Provider::Private);
        let out = Outgoing { feed, text, asker: &asker, system, told, provider };
        screen(&office.record, &out, false, now()).unwrap()
    };
    let news = out("news-by-post", "contact-centre-adviser", "contact-centre");
    assert!(news.file.is_none() && given(&office) == 0, "{:?}", news.left);
    let why = |row: usize| news.left.iter().find(|(at, _)| *at == row).map(|(_, why)| why.clone());
    assert_eq!(why(2), why(4), "a wall reads as nobody");
    assert_eq!(why(2).as_deref(), Some("not-known"));
    assert!(why(3).is_some_and(|why| why != "not-known"), "{:?}", news.left);
}

/// The rows that stay, by why.
fn why(screened: &Screened, row: usize) -> Option<&str> {
    screened.left.iter().find(|(at, _)| *at == row).map(|(_, why)| why.as_str())
}

#[test]
fn a_buyer_of_homes_gets_figures_and_nobody() {
    on_both(|office| {
        let mut text = "Reference,Surname,Date of birth,Address,UPRN,Email,Area,Home type,Bedrooms,Weekly rent,Note\n"
            .to_owned();
        for at in 0..7 {
            tenant(office, &format!("T-10{at}"));
            let beds = if at == 6 { 5 } else { 2 };
            text += &format!(
                "T-10{at},Example,1984-03-31,1 High St,10010457356,a@mail.example,ME4,flat,{beds},11{at}.00,x\n"
            );
        }
        // The same tenancy twice, a whole postcode, and somebody nobody knows.
        text += "t-100,Example,,,,,ME4,flat,2,4.00,\nT-101,Example,,,,,ME4 4LL,flat,2,4.00,\n";
        text += "T-999,Example,,,,,ME4,flat,2,4.00,\n";
        let done = screened(office, "home-transfer", &text, false);
        let file = done.file.clone().unwrap();
        for taken in ["Example", "1984", "High", "10010457356", "@", "T-1", "t-1"] {
            assert!(!file.contains(taken), "`{taken}` is in it");
        }
        assert_eq!(file.lines().next(), Some("key,Area,Home type,Bedrooms,Weekly rent"));
        assert_eq!(why(&done, 8), Some("few-alike"), "the only home of five bedrooms");
        assert_eq!(why(&done, 10), Some("does-not-pass"), "a whole postcode");
        assert_eq!(why(&done, 11), Some("not-known"));
        let columns = &done.receipt.columns;
        for named in ["reference", "surname", "date of birth", "address", "uprn", "email"] {
            assert!(columns.iter().any(|column| column == named), "{columns:?}");
        }
        let keys = |file: &str| -> Vec<String> {
            file.lines()
                .skip(1)
                .filter_map(|line| line.split(',').next())
                .map(str::to_owned)
                .collect()
        };
        let these = keys(&file);
        assert_eq!(these.len(), 7);
        assert_eq!(these[0], these[6], "one tenancy has one key in a file");
        let again = screened(office, "home-transfer", &text, false).file.unwrap();
        let those = keys(&again);
        assert!(
            these.iter().all(|key| key.len() == 16 && !those.contains(key)),
            "and another in the next"
        );
        assert_eq!(given(office), 12, "six people, twice");
    });
}

/// A file of rent accounts, one row a reference.
fn rents(references: &[&str]) -> String {
    let mut text =
        "Payment reference,Surname,Balance,Breathing space,Breathing space ends,Mobile\n"
            .to_owned();
    for reference in references {
        text += &format!("{reference},Example,12.00,N,,\n");
    }
    text
}

#[test]
fn whoever_is_restricted_stays_and_whoever_is_on_hold_goes() {
    on_both(|office| {
        let ids = ["71000001", "71000002", "71000003"].map(|reference| paying(office, reference));
        let collect = office.ask(json!({
            "role": "income-officer", "team": "income", "purpose": "rent-and-benefits",
            "action": "collect", "recipient": null,
        }));
        let restricted = NewChoice::new(Fact::Restriction, "rent-account", TODAY);
        let _ = office.record.choose(&collect, ids[1], &restricted, now()).unwrap();
        let hold = NewHold {
            kind: "claim".to_owned(),
            post: "head-of-income".to_owned(),
            since: TODAY,
            review: None,
            detail: "a claim".to_owned(),
        };
        let _ = office.record.hold_back(&collect, ids[2], &hold, now()).unwrap();
        let text = rents(&["71000001", "71000002", "71000003"]);
        let done = screened(office, "arrears-analysis", &text, false);
        let file = done.file.clone().unwrap_or_default();
        assert!(
            file.contains("71000001") && file.contains("71000003"),
            "a hold keeps, and stops no use: {:?}",
            done.left
        );
        // What of a row is restricted does not go, and of this file nothing else says anything.
        assert!(!file.contains("71000002") && !file.contains("12.00,N\r\n,"), "{file}");
        assert_eq!(given(office), i64::try_from(done.receipt.gone).unwrap());
        // Where the log has a checkpoint, the receipt has it.
        assert_eq!(done.receipt.checkpoint, None);
        let signer = Signer::new("keyholder.test/log", &Zeroizing::new([7; 32])).unwrap();
        office.record.data().sequence(&signer, "test", now().micros()).unwrap();
        let later = screened(office, "arrears-analysis", &text, true);
        let checkpoint = later.receipt.checkpoint.unwrap_or_default();
        assert!(checkpoint.starts_with("keyholder.test"), "{checkpoint}");
    });
}

#[test]
fn whoever_must_be_told_first_stays_until_they_were() {
    let office = Office::new();
    tenant(&office, "T-1001");
    let text = "Tenancy reference,First name,Surname,Address line 1,Postcode,Date of birth,Tenancy start,\
        Rent due,Rent paid,Arrears\nT-1001,Ada,Example,1 High St,ME4 4LL,1984-03-31,2020-01-06,12.00,12.00,0\n";
    let asker = asker("income-officer", "income");
    let out = |told: Option<jiff::civil::Date>| {
        let (feed, system, provider) = ("rental-exchange", None, Provider::Private);
        let out = Outgoing { feed, text, asker: &asker, system, told, provider };
        screen(&office.record, &out, false, now()).unwrap()
    };
    let not_told = out(None);
    assert_eq!(
        (why(&not_told, 2), not_told.file.is_none()),
        (Some("not-told"), true),
        "{:?}",
        not_told.checked.findings
    );
    assert_eq!(given(&office), 0);
    let told = out(Some(TODAY));
    assert_eq!((told.receipt.gone, given(&office)), (1, 1), "{:?}", told.left);
}

#[test]
fn nobody_goes_to_a_recipient_whose_agreement_lapsed() {
    let office = Office::new();
    paying(&office, "71000001");
    let text = rents(&["71000001"]);
    assert_eq!(screened(&office, "arrears-analysis", &text, true).receipt.gone, 1);
    sharing::end_agreement(&office.record, "arrears-analysts", TODAY, now(), "dpo").unwrap();
    let lapsed = screened(&office, "arrears-analysis", &text, false);
    assert_eq!((why(&lapsed, 2), given(&office)), (Some("agreement"), 0));
    sharing::renew_agreement(&office.record, "arrears-analysts", TODAY, TODAY, now(), "dpo")
        .unwrap();
    assert_eq!(screened(&office, "arrears-analysis", &text, false).receipt.gone, 1);
}

#[test]
fn nobody_in_a_breathing_space_can_be_reached_by_a_file() {
    let office = Office::new();
    for reference in ["71000001", "71000002"] {
        paying(&office, reference);
    }
    let text = "Payment reference,Surname,Balance,Breathing space,Breathing space ends,Mobile\n\
        71000001,Example,12.00,Y,2027-01-15,\n71000002,Example,12.00,Y,2027-01-15,07700 900123\n";
    let done = screened(&office, "arrears-analysis", text, false);
    assert_eq!((why(&done, 2), why(&done, 3)), (None, Some("does-not-pass")));
    assert!(done.file.unwrap_or_default().contains("71000001,Example,12.00,Y,2027-01-15"));
}
