//! Files about to leave: who may be in them, what of them goes, and what stands in the register then.

use feeds::Provider;
use gate::NamedAsk;
use people::identify::{Identifier, Kind};
use people::{Against, Fact, NewChoice, NewPerson, NewRelationship, PersonId};
use serde_json::json;
use sharing::{Outgoing, Screened, screen};

use crate::{Office, TODAY, now};

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
        "core-lettings" => asker("lettings-officer", "lettings"),
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
