//! Registers from spreadsheets: taken over once, never wrongly placed, undone.

use jiff::civil::date;
use people::identify::{Identifier, Kind};
use people::import::{Mapping, Report, Table, Undone};
use people::{Error, Fact, Found, PersonId};
use serde_json::json;

use crate::erasing::approve;
use crate::{Office, now, on_both};

fn import(office: &Office, map: &str, csv: &str) -> Result<Report, Error> {
    let mapping = Mapping::parse(map)?;
    let table = Table::read(csv.as_bytes(), None)?;
    let (look, write) = (office.ask(json!({})), office.collect());
    office.record.import((&look, &write), &table, &mapping, true, now())
}

fn undo(office: &Office, run: i64) -> Undone {
    office.record.undo_import(&office.collect(), run, now(), |_, _, _| Ok(false)).unwrap()
}

const PEOPLE: &str = "entity = 'heart-of-medway'\nrelationship = 'tenant'\nsource = 'the-person'\n\
    system = 'housing'\nnumber = 'ID'\n[columns]\nName = 'name'\nTel = 'phone'\n\
    [fields]\nhome = 'Property'\n";

fn about(register: &str, more: &str) -> String {
    format!(
        "register = '{register}'\nentity = 'heart-of-medway'\nsystem = 'housing'\nnumber = 'ID'\n\
         put_right_by = '2027-05-31'\n{more}\n[columns]\nName = 'name'\n"
    )
}

fn by_phone(office: &Office, phone: &str) -> Option<PersonId> {
    let given = [Identifier::parse(Kind::Phone, phone).unwrap()];
    match office.record.find(&office.ask(json!({})), &given, now()).unwrap() {
        Found::One(one) => Some(one.id),
        _ => None,
    }
}

fn choices(office: &Office, person: PersonId) -> Vec<(Fact, String, bool)> {
    let all = office.record.choices(&office.ask(json!({})), person, now()).unwrap();
    all.into_iter().map(|c| (c.fact, c.about, c.put_right_by.is_some())).collect()
}

fn enter(office: &Office) -> (PersonId, PersonId) {
    let people = "ID,Name,Tel,Property\n1,Ada Example,01632 960001,P-1\n2,Bo Example,01632 960002,P-1\n\
                  3,Bo Example,01632 960003,\n";
    let report = import(office, PEOPLE, people).unwrap();
    assert_eq!((report.entered, report.left_out.len()), (3, 0), "{report:?}");
    (by_phone(office, "01632 960001").unwrap(), by_phone(office, "01632 960002").unwrap())
}

#[test]
fn a_register_of_people_is_entered_once_and_brings_them_up_to_date() {
    on_both(|office| {
        let (ada, _) = enter(office);
        assert!(office.record.find_home("P-1").unwrap().is_some());
        let changed = "ID,Name,Tel,Property\n1,Ada Married,01632 960009,P-1\n\
                       2,Bo Example,01632 960002,P-1\n4,Di Example,,\n";
        let report = import(office, PEOPLE, changed).unwrap();
        assert_eq!((report.entered, report.updated, report.known), (1, 1, 1), "{report:?}");
        assert_eq!(by_phone(office, "01632 960009"), Some(ada));
        assert_eq!(by_phone(office, "01632 960001"), None);
        let old = [Identifier::parse(Kind::Name, "Ada Example").unwrap()];
        let found = office.record.find(&office.ask(json!({})), &old, now()).unwrap();
        assert!(matches!(found, Found::One(one) if one.id == ada), "by the name she had");
        let again = import(office, PEOPLE, changed).unwrap();
        assert_eq!((again.entered, again.updated, again.known), (0, 0, 3));
    });
}

#[test]
fn what_cannot_be_proved_is_held_until_a_day_and_then_counts_no_more() {
    on_both(|office| {
        let (ada, bo) = enter(office);
        let map = about("consents", "")
            + "[fields]\nabout = 'For'\nwording = 'Words'\n\
            withdrawal-told = 'Told'\nsince = 'On'\n[values.about]\nSurveys = 'research-and-surveys'\n";
        let csv = "ID,Name,For,Words,Told,On\n1,,surveys,,,01/02/2020\n\
                   2,,surveys,May we ask you?,by phone,01/02/2020\n";
        let report = import(office, &map, csv).unwrap();
        assert_eq!((report.entered, report.legacy.len()), (2, 1), "{report:?}");
        let consent = |legacy| (Fact::Consent, "research-and-surveys".to_owned(), legacy);
        assert_eq!(choices(office, ada), [consent(true)]);
        assert_eq!(choices(office, bo), [consent(false)]);
        // The day it was to be put right has gone: a yes nobody proved is none.
        let rows = office.record.data().read("facts", |tx| {
            tx.all("SELECT facts FROM person WHERE no <= 2 ORDER BY no", db::params![], |row| {
                Ok::<_, db::Error>(row.blob(0)?.to_vec())
            })
        });
        let last = |facts: &[u8]| {
            let row = facts.as_chunks::<13>().0.iter().find(|row| row[0] == 1).unwrap();
            i32::from_le_bytes([row[9], row[10], row[11], row[12]])
        };
        let days = rows.unwrap().iter().map(|facts| last(facts)).collect::<Vec<_>>();
        let proved_by = date(1970, 1, 1).until(date(2027, 5, 31)).unwrap().get_days();
        assert!(days.contains(&proved_by) && days.contains(&i32::MAX), "{days:?}");
    });
}

#[test]
fn an_opt_out_is_an_objection_or_the_word_that_reaches_all_marketing() {
    on_both(|office| {
        let (ada, bo) = enter(office);
        let map = about("opt-outs", "")
            + "[fields]\nabout = 'From'\n[values.about]\n\
            Surveys = 'research-and-surveys'\nEverything = 'marketing'\n";
        let csv = "ID,Name,From\n1,,Surveys\n2,,everything\n9,Nobody Known,Surveys\n\
                   3,,Something else\n";
        let report = import(office, &map, csv).unwrap();
        assert_eq!((report.entered, report.left_out.len()), (2, 2), "{report:?}");
        let objection = (Fact::Objection, "research-and-surveys".to_owned(), false);
        assert_eq!(choices(office, ada), [objection]);
        assert_eq!(choices(office, bo), [(Fact::NoMarketing, String::new(), false)]);
        let why: Vec<&str> = report.left_out.iter().map(|left| left.why.as_str()).collect();
        assert_eq!(
            why,
            ["nobody is found by this row; enter them first", "the charter has no such purpose"]
        );
    });
}

#[test]
fn safety_is_never_left_out() {
    on_both(|office| {
        let (ada, bo) = enter(office);
        let map = about("safe-contacts", "")
            + "[fields]\nabout = 'Reach by'\nnote = 'Why'\n\
            [values.about]\nLetter = 'post'\n";
        let csv = "ID,Name,Reach by,Why\n1,,Letter,\n2,,ring her sister,at risk\n\
                   ,Bo Example,Letter,two of that name\n";
        let report = import(office, &map, csv).unwrap();
        let counts = (report.entered, report.legacy.len(), report.set_aside);
        assert_eq!(counts, (2, 1, 1), "{report:?}");
        assert_eq!(choices(office, ada), [(Fact::Safe, "post".to_owned(), false)]);
        assert_eq!(choices(office, bo), [(Fact::Safe, String::new(), true)]);
        // Nobody writes to her until somebody has read the row.
        let reached = |person, channel: &str| {
            let ask = json!({"action": "contact", "channel": channel, "data": ["name"]});
            office.record.look(&office.ask(ask), person, now()).is_ok()
        };
        for (channel, safe) in [("post", true), ("email", false), ("phone", false)] {
            assert_eq!(reached(ada, channel), safe, "{channel}");
            assert!(!reached(bo, channel), "{channel}");
        }
        // The third waits, sealed, and a post has a task.
        let waiting = office.record.waiting_rows().unwrap();
        assert_eq!(waiting.len(), 1);
        let tasks =
            office.record.data().read("tasks", |tx| db::tasks::overdue(tx, "2027-01-01", 9));
        assert_eq!(tasks.unwrap().len(), 1);
        let third = by_phone(office, "01632 960003").unwrap();
        let (look, write) = (office.ask(json!({})), office.collect());
        office.record.place_row((&look, &write), waiting[0].no, third, now()).unwrap();
        assert_eq!(choices(office, third), [(Fact::Safe, "post".to_owned(), false)]);
        assert!(office.record.waiting_rows().unwrap().is_empty());
        let tasks =
            office.record.data().read("tasks", |tx| db::tasks::overdue(tx, "2027-01-01", 9));
        assert!(tasks.unwrap().is_empty());
        let twice = office.record.place_row((&look, &write), waiting[0].no, third, now());
        assert!(matches!(twice, Err(Error::Malformed(_))));
    });
}

#[test]
fn a_marker_without_an_end_is_kept_and_a_hold_holds() {
    on_both(|office| {
        let (ada, _) = enter(office);
        let map = about("markers", "")
            + "[fields]\ncategory = 'Kind'\nuntil = 'Ends'\ntold = 'Told'\n\
            detail = 'Note'\n";
        let csv = "ID,Name,Kind,Ends,Told,Note\n1,,safety-marker,01/02/2027,01/02/2026,dog\n\
                   2,,see file,soon,,shouts\n";
        let report = import(office, &map, csv).unwrap();
        assert_eq!((report.entered, report.legacy.len()), (2, 1), "{report:?}");
        let rows = office.record.data().read("markers", |tx| {
            tx.all("SELECT until, put_right_by FROM marker", db::params![], |row| {
                Ok::<_, db::Error>((row.opt_date(0)?, row.opt_date(1)?))
            })
        });
        let rows = rows.unwrap();
        assert!(rows.contains(&(Some(date(2027, 2, 1)), None)), "{rows:?}");
        assert!(rows.contains(&(None, Some(date(2027, 5, 31)))), "{rows:?}");

        let map = about("holds", "") + "[fields]\nkind = 'What'\n";
        let held = import(office, &map, "ID,Name,What\n1,,claim\n2,,\n").unwrap();
        assert_eq!((held.entered, held.left_out.len()), (1, 1), "{held:?}");
        let erase = office.ask(json!({
            "role": "data-protection-officer", "team": "data-protection",
            "purpose": "rights-requests", "action": "erase",
        }));
        let refused = office.record.erase(&erase, ada, approve(office, ada), now());
        assert!(refused.is_err(), "{refused:?}");
        // Nothing was remembered of her as erased.
        let again = import(office, PEOPLE, "ID,Name,Tel,Property\n1,Ada Example,01632 960008,\n");
        assert_eq!(again.unwrap().updated, 1);
    });
}

#[test]
fn an_import_is_undone_except_for_whoever_was_dealt_with_since() {
    on_both(|office| {
        let people =
            "ID,Name,Tel,Property\n1,Ada Example,01632 960001,\n2,Bo Example,01632 960002,\n";
        let entered = import(office, PEOPLE, people).unwrap();
        let ada = by_phone(office, "01632 960001").unwrap();
        let map = about("opt-outs", "") + "[fields]\nabout = 'From'\n";
        let said_no = import(office, &map, "ID,Name,From\n1,,research-and-surveys\n").unwrap();
        let holds = || {
            let all = office.record.choices(&office.ask(json!({})), ada, now()).unwrap();
            all.iter().any(|choice| choice.until.is_none_or(|until| until >= choice.since))
        };
        assert!(holds());
        let done = undo(office, said_no.run);
        assert_eq!((done.undone, done.left.len()), (1, 0), "{done:?}");
        assert!(!holds(), "the no never held");

        let done = undo(office, entered.run);
        assert_eq!((done.undone, done.left.len()), (1, 1), "{done:?}");
        assert!(by_phone(office, "01632 960001").is_some(), "she was dealt with");
        assert!(by_phone(office, "01632 960002").is_none());
        let again = import(office, PEOPLE, people).unwrap();
        assert_eq!((again.entered, again.known), (1, 1), "{again:?}");
        assert!(matches!(
            office.record.undo_import(&office.collect(), 7, now(), |_, _, _| Ok(false)),
            Err(Error::Malformed(_))
        ));
    });
}

#[test]
fn whoever_was_erased_does_not_come_back_with_the_next_import() {
    on_both(|office| {
        let (ada, _) = enter(office);
        let erase = office.ask(json!({
            "role": "data-protection-officer", "team": "data-protection",
            "purpose": "rights-requests", "action": "erase",
        }));
        office.record.erase(&erase, ada, approve(office, ada), now()).unwrap();
        // The housing system still has her, with a new phone.
        let csv = "ID,Name,Tel,Property\n1,Ada Example,01632 960008,\n";
        let report = import(office, PEOPLE, csv).unwrap();
        assert_eq!(report.entered, 0);
        assert!(report.left_out[0].why.contains("was erased here"), "{report:?}");
        assert_eq!(by_phone(office, "01632 960008"), None);
    });
}

#[test]
fn nothing_is_sent_to_anyone_and_nothing_of_a_row_is_said_again() {
    let office = Office::new();
    enter(&office);
    let map = about("consents", "") + "[fields]\nabout = 'For'\n";
    let csv = "ID,Name,For\n1,,Zanzibar\n8,Quigley,research-and-surveys\n";
    let report = import(&office, &map, csv).unwrap();
    let said = format!("{report:?}");
    assert!(!said.contains("Zanzibar") && !said.contains("Quigley"), "{said}");
    let out = office.record.data().read("out", db::outbox::backlog).unwrap();
    assert_eq!(out, (0, 0));
}

#[test]
fn a_mapping_that_names_what_is_not_there_says_what_there_is() {
    for (map, expected) in [
        ("entity = 'x'", "a `relationship` and a `source`"),
        (
            "register = 'holds'\nentity = 'x'\nnumber = 'ID'\n[fields]\nwhen = 'On'",
            "has no field `when`",
        ),
        ("register = 'holds'\nentity = 'x'", "how the person of a row is found"),
        ("register = 'holds'\nentity = 'x'\n[columns]\nID = 'iban'", "no kind of identifier"),
        ("register = 'sins'\nentity = 'x'", "unknown variant"),
    ] {
        let why = Mapping::parse(map).unwrap_err().to_string();
        assert!(why.contains(expected), "{why}");
    }
}
