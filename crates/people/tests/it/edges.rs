//! Where several promises meet: merges, walls, erasures, imports and new keys.
use jiff::civil::date;
use people::identify::{Identifier, Kind};
use people::import::{Mapping, Report, Table};
use people::{
    Against, Error, Fact, Found, Home, NewChoice, NewItem, NewPerson, NewRelationship, Now,
    PersonId, RETIRED_FOR,
};
use serde_json::json;
use vault::KeyId;

use crate::erasing::approve;
use crate::{Office, TODAY, now};

fn import(office: &Office, map: &str, csv: &str) -> Result<Report, Error> {
    let mapping = Mapping::parse(map)?;
    let table = Table::read(csv.as_bytes(), None)?;
    let (look, write) = (office.ask(json!({})), office.collect());
    office.record.import((&look, &write), &table, &mapping, true, now())
}
const PEOPLE: &str = "entity = 'heart-of-medway'\nrelationship = 'tenant'\nsource = 'the-person'\n\
    system = 'housing'\nnumber = 'ID'\n[columns]\nName = 'name'\nTel = 'phone'\n";
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
fn erase_q(office: &Office) -> people::Question {
    office.ask(json!({"role": "data-protection-officer", "team": "data-protection",
        "purpose": "rights-requests", "action": "erase"}))
}
fn dead(office: &Office, sql: &'static str) -> (usize, usize) {
    let keys = office
        .record
        .data()
        .read("keys", |tx| tx.all(sql, db::params![], |r| r.bytes::<16>(0)))
        .unwrap();
    let alive =
        keys.iter().filter(|k| office.record.vault().key(KeyId::from_bytes(**k)).is_ok()).count();
    (keys.len(), alive)
}

// 1

#[test]
fn erasing_somebody_erases_the_records_that_lead_to_them() {
    let office = Office::new();
    let kept = office.tenant("Ada Example", "01632 960001");
    let gone = office.tenant("Ada Exampel", "01632 960002");
    let _ = office.record.merge(&office.collect(), kept, gone, now()).unwrap();
    let approval = approve(&office, kept);
    office.record.erase(&erase_q(&office), kept, approval, now()).unwrap();
    let (rows, alive) = dead(&office, "SELECT key FROM drawer");
    assert_eq!((rows, alive), (0, 0), "drawers of the merged record, and how many keys open them");
}

// 2

#[test]
fn a_hold_on_a_record_that_leads_to_them_stops_an_erasure() {
    let office = Office::new();
    let kept = office.tenant("Ada Example", "01632 960001");
    let gone = office.tenant("Ada Exampel", "01632 960002");
    let hold = people::NewHold {
        kind: "claim".into(),
        post: "p".into(),
        since: TODAY,
        review: None,
        detail: "x".into(),
    };
    let _ = office.record.hold_back(&office.collect(), gone, &hold, now()).unwrap();
    let _ = office.record.merge(&office.collect(), kept, gone, now()).unwrap();
    let approval = approve(&office, kept);
    let erased = office.record.erase(&erase_q(&office), kept, approval, now());
    assert!(erased.is_err(), "{erased:?}");
}

// 3

#[test]
fn a_merge_keeps_walls_and_safe_contacts() {
    let office = Office::new();
    let kept = office.tenant("Bo Example", "01632 960001");
    let gone = office.tenant("Bo Exampel", "01632 960002");
    let against = Against::Actor("officer-1".into());
    let other = office.ask(json!({"action": "collect", "actor": "officer-2"}));
    let _ = office.record.wall(&other, gone, &against, TODAY, "kin", now()).unwrap();
    assert!(office.sees(&office.ask(json!({})), gone).is_err());
    let _ = office.record.merge(&other, kept, gone, now()).unwrap();
    assert!(office.sees(&office.ask(json!({})), gone).is_err(), "the wall went with the merge");
}

// 4

#[test]
fn a_merge_asks_leave_of_both() {
    let office = Office::new();
    let mine = office.tenant("My Example", "01632 960001");
    let bo = office.tenant("Bo Example", "01632 960002");
    let against = Against::Actor("officer-1".into());
    let other = office.ask(json!({"action": "collect", "actor": "officer-2"}));
    let _ = office.record.wall(&other, bo, &against, TODAY, "kin", now()).unwrap();
    let merged = office.record.merge(&office.collect(), mine, bo, now());
    assert!(merged.is_err(), "walled off, and yet merged bo away");
}

// 5

#[test]
fn walled_off_and_nobody_are_one_when_written_about() {
    let office = Office::new();
    let bo = office.tenant("Bo Example", "01632 960002");
    let against = Against::Actor("officer-1".into());
    let other = office.ask(json!({"action": "collect", "actor": "officer-2"}));
    let _ = office.record.wall(&other, bo, &against, TODAY, "kin", now()).unwrap();
    let nobody = PersonId::from_bytes([7; 16]);
    let choice = NewChoice::new(Fact::NoImages, "", TODAY);
    let of = |p| {
        office
            .record
            .choose(&office.collect(), p, &choice, now())
            .map(|_| ())
            .unwrap_err()
            .to_string()
    };
    let before = office.entries();
    let (a, b) = (of(bo), of(nobody));
    println!("entries written by the two: {}", office.entries() - before);
    assert_eq!(a, b);
}

// 6

#[test]
fn relationships_name_nobody_behind_a_wall() {
    let office = Office::new();
    let bo = office.tenant("Bo Example", "01632 960002");
    let kin = office.tenant("Kin Example", "01632 960003");
    let mut rel = NewRelationship::new("tenant", "heart-of-medway", TODAY);
    rel.other = Some(bo);
    let other = office.ask(json!({"action": "collect", "actor": "officer-2"}));
    let _ = office.record.relate(&other, kin, &rel, now()).unwrap();
    let _ = office
        .record
        .wall(&other, bo, &Against::Actor("officer-1".into()), TODAY, "kin", now())
        .unwrap();
    let seen = office.record.relationships(&office.ask(json!({})), kin, now()).unwrap();
    assert!(seen.iter().all(|r| r.other != Some(bo)), "{seen:?}");
}

// 7

#[test]
fn a_joint_item_of_a_merged_person_behind_a_wall_is_not_shown() {
    let office = Office::new();
    let ada = office.tenant("Ada Example", "01632 960001");
    let bo2 = office.tenant("Bo Exampel", "01632 960002");
    let bo = office.tenant("Bo Example", "01632 960003");
    let item = NewItem::new("correspondence", "They both wrote.", "the-person", TODAY);
    office.record.hold_jointly(&office.collect(), &[ada, bo2], &item, now()).unwrap();
    let _ = office.record.merge(&office.collect(), bo, bo2, now()).unwrap();
    let _ = office
        .record
        .wall(&office.collect(), bo, &Against::Person(ada), TODAY, "parted", now())
        .unwrap();
    let own = office.ask(json!({})).on_behalf_of(ada);
    assert!(office.sees(&own, bo2).is_err());
    let seen = office.sees(&own, ada).unwrap();
    assert!(seen.iter().all(|i| !i.starts_with("correspondence")), "{seen:?}");
}

// 8

#[test]
fn a_wall_against_a_person_holds_after_a_merge() {
    let office = Office::new();
    let ada1 = office.tenant("Ada Exampel", "01632 960001");
    let ada = office.tenant("Ada Example", "01632 960004");
    let bo = office.tenant("Bo Example", "01632 960003");
    let _ = office
        .record
        .wall(&office.collect(), bo, &Against::Person(ada1), TODAY, "parted", now())
        .unwrap();
    let _ = office.record.merge(&office.collect(), ada, ada1, now()).unwrap();
    let own = office.ask(json!({})).on_behalf_of(ada);
    assert!(office.sees(&own, bo).is_err(), "ada asks by the record that was kept");
}

// 9

#[test]
fn a_placed_row_can_come_again_after_an_undo() {
    let office = Office::new();
    let map = about("safe-contacts", "[fields]\nabout = 'Reach by'");
    let csv = "ID,Name,Reach by\n77,Zed Nobody,post\n";
    let first = import(&office, &map, csv).unwrap();
    assert_eq!(first.set_aside, 1);
    let ada = office.tenant("Ada Example", "01632 960001");
    let no = office.record.waiting_rows().unwrap()[0].no;
    office.record.place_row((&office.ask(json!({})), &office.collect()), no, ada, now()).unwrap();
    office.record.undo_import(&office.collect(), first.run, now(), |_, _, _| Ok(false)).unwrap();
    let again = import(&office, &map, csv).unwrap();
    assert_eq!((again.known, again.set_aside), (0, 1), "{again:?}");
}

// 10

#[test]
fn a_value_that_goes_back_is_brought_up_to_date() {
    let office = Office::new();
    let a = "ID,Name,Tel\n1,Ada Example,01632 960001\n";
    let b = "ID,Name,Tel\n1,Ada Example,01632 960009\n";
    import(&office, PEOPLE, a).unwrap();
    import(&office, PEOPLE, b).unwrap();
    assert!(by_phone(&office, "01632 960009").is_some());
    let third = import(&office, PEOPLE, a).unwrap();
    println!("{third:?}");
    assert!(by_phone(&office, "01632 960001").is_some(), "the register says 960001 again");
}

// 11

#[test]
fn a_row_of_another_number_is_not_a_namesakes() {
    let office = Office::new();
    import(&office, PEOPLE, "ID,Name,Tel\n1,Ada Example,01632 960001\n").unwrap();
    let map = about("markers", "[fields]\ncategory = 'C'\ndetail = 'D'");
    let report = import(&office, &map, "ID,Name,C,D\n2,Ada Example,safety-marker,bites\n").unwrap();
    assert_eq!(report.set_aside, 1, "{report:?}");
}

// 12

#[test]
fn a_safe_contact_of_another_kind_is_kept() {
    let office = Office::new();
    import(&office, PEOPLE, "ID,Name,Tel\n1,Ada Example,01632 960001\n").unwrap();
    let map = about("safe-contacts", "[fields]\nabout = 'A'\nkind = 'K'");
    let report =
        import(&office, &map, "ID,Name,A,K\n1,Ada Example,never ring him,declined-channel\n")
            .unwrap();
    assert_eq!(report.entered + report.set_aside, 1, "{report:?}");
}

// 13

#[test]
fn a_safe_contact_that_ends_before_it_begins_holds() {
    let office = Office::new();
    import(&office, PEOPLE, "ID,Name,Tel\n1,Ada Example,01632 960001\n").unwrap();
    let ada = by_phone(&office, "01632 960001").unwrap();
    let map = about("safe-contacts", "[fields]\nabout = 'A'\nsince = 'S'\nuntil = 'U'");
    let report =
        import(&office, &map, "ID,Name,A,S,U\n1,Ada Example,post,01/11/2026,01/11/2025\n").unwrap();
    println!("{report:?}");
    let q = office.ask(json!({"action": "contact", "channel": "phone"}));
    let c = office.record.look(&q, ada, now());
    assert!(c.is_err() || !report.left_out.is_empty(), "neither kept nor reported: {report:?}");
}

// 14

#[test]
fn erasing_somebody_leaves_others_sound() {
    let office = Office::new();
    let ada = office.tenant("Ada Example", "01632 960001");
    let bo = office.tenant("Bo Example", "01632 960002");
    let _ = office
        .record
        .wall(&office.collect(), bo, &Against::Person(ada), TODAY, "parted", now())
        .unwrap();
    let approval = approve(&office, ada);
    office.record.erase(&erase_q(&office), ada, approval, now()).unwrap();
    assert_eq!(office.record.unsound().unwrap().facts, 0);
}

// 15

#[test]
fn undoing_an_import_takes_nobody_elses_wall() {
    let office = Office::new();
    let run = import(&office, PEOPLE, "ID,Name,Tel\n1,Ada Example,01632 960001\n").unwrap().run;
    let ada = by_phone(&office, "01632 960001").unwrap();
    let bo = office.tenant("Bo Example", "01632 960002");
    let _ = office
        .record
        .wall(&office.collect(), bo, &Against::Person(ada), TODAY, "parted", now())
        .unwrap();
    let undone =
        office.record.undo_import(&office.collect(), run, now(), |_, _, _| Ok(false)).unwrap();
    assert_eq!(undone.left.len(), 1, "{undone:?}");
}

// 16

#[test]
fn history_outlives_a_merge_between_new_keys_and_the_end_of_old_ones() {
    let office = Office::new();
    let kept = office.tenant("Ada Example", "01632 960001");
    let gone = office.tenant("Ada Exampel", "01632 960002");
    // The rotation stops half way, as when the power goes: details are new, history is not.
    let stopped = office.record.rotate_people("o", None, 10, &["no_such_table"], now());
    assert!(stopped.is_err());
    let stopped = office.record.rotate_people(
        "o",
        Some(people::PersonNo::new(1)),
        10,
        &["no_such_table"],
        now(),
    );
    assert!(stopped.is_err());
    let _ = office.record.merge(&office.collect(), kept, gone, now()).unwrap();
    let later =
        Now::new(jiff::Timestamp::from_microsecond(now().micros() + RETIRED_FOR + 1).unwrap());
    let n = office.record.destroy_retired(&[], later).unwrap();
    println!("{n} keys destroyed");
    assert_eq!(office.record.unsound().unwrap().accounts, 0, "accounts that do not open any more");
}

// 17

#[test]
fn an_undo_of_many_is_finished() {
    let office = Office::new();
    let mut csv = String::from("ID,Name,Tel\n");
    for n in 0..1005 {
        csv += &format!("{n},Ada Example{n},\n");
    }
    let run = import(&office, PEOPLE, &csv).unwrap().run;
    office.record.undo_import(&office.collect(), run, now(), |_, _, _| Ok(false)).unwrap();
    let (rows, alive) = dead(&office, "SELECT key FROM drawer");
    assert_eq!((rows, alive), (0, 0));
}

// 18

#[test]
fn a_no_to_one_channel_is_remembered() {
    let office = Office::new();
    for channel in ["email", ""] {
        let mut new =
            NewPerson::new("the-person", NewRelationship::new("tenant", "heart-of-medway", TODAY));
        let mail = format!("ada{channel}@example.org");
        new.identifiers = vec![Identifier::parse(Kind::Email, &mail).unwrap()];
        let ada = office.record.enter(&office.collect(), &new, now()).unwrap();
        let mut no = NewChoice::new(Fact::NoMarketing, channel, TODAY);
        if channel.is_empty() {
            no.entity = Some("mhs-homes".into());
        }
        let r = office.record.choose(&office.collect(), ada, &no, now());
        println!("{channel:?} {:?}", r.is_ok());
        if r.is_err() {
            continue;
        }
        let approval = approve(&office, ada);
        office.record.erase(&erase_q(&office), ada, approval, now()).unwrap();
        let mut new =
            NewPerson::new("the-person", NewRelationship::new("tenant", "heart-of-medway", TODAY));
        new.identifiers = vec![Identifier::parse(Kind::Email, &mail).unwrap()];
        let back = office.record.enter(&office.collect(), &new, now()).unwrap();
        let c = office.record.choices(&office.ask(json!({})), back, now()).unwrap();
        println!("{channel:?} kept: {}", c.len());
        assert_eq!(c.len(), 1, "channel {channel:?}");
    }
}

// 19

#[test]
fn a_flagged_document_and_joint_letter_are_tasks() {
    let office = Office::new();
    let ada = office.tenant("Ada Example", "01632 960001");
    let bo = office.tenant("Bo Example", "01632 960002");
    let item =
        NewItem::new("correspondence", "My card is 4111 1111 1111 1111.", "the-person", TODAY);
    office.record.hold(&office.collect(), ada, &item, now()).unwrap();
    let tasks = || {
        office
            .record
            .data()
            .read("t", |tx| tx.one("SELECT COUNT(*) FROM task", db::params![], |r| r.int(0)))
            .unwrap()
    };
    assert_eq!(tasks(), Some(1));
    office.record.hold_jointly(&office.collect(), &[ada, bo], &item, now()).unwrap();
    assert_eq!(tasks(), Some(3), "one for each whose letter it is");
}

// 20

#[test]
fn taking_out_a_joint_item_needs_leave_for_its_category() {
    let office = Office::new();
    let ada = office.tenant("Ada Example", "01632 960001");
    let bo = office.tenant("Bo Example", "01632 960002");
    let item = NewItem::new("correspondence", "They wrote.", "the-person", TODAY);
    let n = office.record.hold_jointly(&office.collect(), &[ada, bo], &item, now()).unwrap();
    let narrow = office.ask(json!({"action": "use", "data": ["name"]}));
    let corrected = office.record.correct(&narrow, ada, n, b"x", now());
    assert!(corrected.is_err(), "correcting needs it");
    let removed = office.record.remove(&narrow, ada, n, now());
    assert!(removed.is_err(), "taking out does not");
}

// 21

// 22

// 23

#[test]
fn an_import_is_undone_after_new_keys() {
    let office = Office::new();
    let run = import(&office, PEOPLE, "ID,Name,Tel\n1,Ada Example,01632 960001\n").unwrap().run;
    office.record.rotate_people("o", None, 10, &[], now()).unwrap();
    let undone =
        office.record.undo_import(&office.collect(), run, now(), |_, _, _| Ok(false)).unwrap();
    assert!(undone.left.is_empty(), "{undone:?}");
}
struct Out(Vec<(String, serde_json::Value)>);
impl people::ExportTo for Out {
    fn line(&mut self, f: &str, l: &serde_json::Value) -> std::io::Result<()> {
        self.0.push((f.to_owned(), l.clone()));
        Ok(())
    }
    fn document(&mut self, _: &str) -> std::io::Result<Box<dyn std::io::Write + '_>> {
        Ok(Box::new(std::io::sink()))
    }
}

#[test]
fn an_export_has_merged_records_and_rows_that_wait() {
    let office = Office::new();
    let kept = office.tenant("Ada Example", "01632 960001");
    let gone = office.tenant("Ada Exampel", "01632 960777");
    let _ = office.record.merge(&office.collect(), kept, gone, now()).unwrap();
    import(
        &office,
        &about("markers", "[fields]\ncategory = 'C'\ndetail = 'D'"),
        "ID,Name,C,D\n2,Zed Nobody,safety-marker,bites-hard\n",
    )
    .unwrap();
    let asked = db::approvals::Asked {
        what: "x".into(),
        digest: people::export_digest(),
        risk: db::approvals::Risk::High,
        by: "o".into(),
        reason: "We move to another product on 1 March.".into(),
    };
    let at = now().micros();
    let no =
        *office.record.data().write("ask", move |tx| db::approvals::ask(tx, &asked, at)).unwrap();
    let day = TODAY.to_string();
    office
        .record
        .data()
        .write("a", move |tx| {
            db::posts::appoint(tx, "data-protection-officer", "dpo", false, &day, None)?;
            db::approvals::decide(tx, no, "dpo", true, "data-protection-officer", &day, at)
        })
        .unwrap();
    let mut out = Out(Vec::new());
    office.record.export("o", no, &mut out, now()).unwrap();
    let all = format!("{:?}", out.0);
    assert!(
        all.contains("960777") && all.contains("bites-hard"),
        "merged: {}, waiting: {}",
        all.contains("960777"),
        all.contains("bites-hard")
    );
}

#[test]
fn a_row_half_placed_is_placed() {
    let office = Office::new();
    let map = about("safe-contacts", "[fields]\nabout = 'Reach by'");
    import(&office, &map, "ID,Name,Reach by\n77,Zed Nobody,post\n").unwrap();
    let ada = office.tenant("Ada Example", "01632 960001");
    let no = office.record.waiting_rows().unwrap()[0].no;
    let place =
        || office.record.place_row((&office.ask(json!({})), &office.collect()), no, ada, now());
    // The power goes between the two transactions.
    office.record.data().write("t", |tx| tx.execute("CREATE TRIGGER stop BEFORE UPDATE ON set_aside BEGIN SELECT RAISE(ABORT, 'power'); END", db::params![])).unwrap();
    assert!(place().is_err());
    office.record.data().write("t", |tx| tx.execute("DROP TRIGGER stop", db::params![])).unwrap();
    println!("{:?}", place());
    assert!(office.record.waiting_rows().unwrap().is_empty());
}

#[test]
fn doctor_opens_joint_items_and_details() {
    let office = Office::new();
    let ada = office.tenant("Ada Example", "01632 960001");
    let bo = office.tenant("Bo Example", "01632 960002");
    let item = NewItem::new("correspondence", "They wrote.", "the-person", TODAY);
    office.record.hold_jointly(&office.collect(), &[ada, bo], &item, now()).unwrap();
    let _ = office
        .record
        .choose(&office.collect(), ada, &NewChoice::new(Fact::NoImages, "", TODAY), now())
        .unwrap();
    office
        .record
        .data()
        .write("spoil", |tx| {
            tx.execute("UPDATE joint SET sealed = SUBSTR(sealed, 1, 20)", db::params![])?;
            tx.execute("UPDATE choice SET detail = SUBSTR(detail, 1, 20)", db::params![])
        })
        .unwrap();
    let found = office.record.unsound().unwrap();
    assert_ne!(found, people::Unsound::default(), "a joint item and a choice are spoiled");
}

#[test]
fn a_birthday_known_later_ends_a_parents_word() {
    let office = Office::new();
    let child = office.tenant("Kid Example", "01632 960001");
    let parent = office.tenant("Pa Example", "01632 960002");
    let mut rel = NewRelationship::new("tenant", "heart-of-medway", TODAY);
    rel.other = Some(child);
    rel.authority = Some("parent".into());
    rel.until = Some(date(2099, 1, 1));
    let _ = office.record.relate(&office.collect(), parent, &rel, now()).unwrap();
    let dob = Identifier::parse(Kind::DateOfBirth, "2000-01-01").unwrap();
    office
        .record
        .hold(
            &office.collect(),
            child,
            &NewItem::identifier("date-of-birth", &dob, "the-person", TODAY),
            now(),
        )
        .unwrap();
    let a = office.record.authority(&office.ask(json!({})), parent, child, now()).unwrap();
    assert_eq!(a, None, "the child is 26");
}

#[test]
fn an_attorney_of_the_dead() {
    let office = Office::new();
    let old = office.tenant("Old Example", "01632 960001");
    let rep = office.tenant("Rep Example", "01632 960002");
    let mut rel = NewRelationship::new("tenant", "heart-of-medway", TODAY);
    rel.other = Some(old);
    rel.authority = Some("attorney".into());
    let _ = office.record.relate(&office.collect(), rep, &rel, now()).unwrap();
    let _ = office.record.died(&office.collect(), old, TODAY.yesterday().unwrap(), now()).unwrap();
    let a = office.record.authority(&office.ask(json!({})), rep, old, now());
    println!("{a:?}");
    assert!(!matches!(a, Ok(Some(_))));
}

#[test]
fn names_from_windows_are_found() {
    let office = Office::new();
    let mapping = Mapping::parse(PEOPLE).unwrap();
    let table = Table::read(b"ID,Name,Tel\n1,Pat O\x92Brien,01632 960001\n", None).unwrap();
    let r = office
        .record
        .import((&office.ask(json!({})), &office.collect()), &table, &mapping, true, now())
        .unwrap();
    println!("{r:?}");
    let given = [Identifier::parse(Kind::Name, "Pat O'Brien").unwrap()];
    let f = office.record.find(&office.ask(json!({})), &given, now()).unwrap();
    let mut control =
        NewPerson::new("the-person", NewRelationship::new("tenant", "heart-of-medway", TODAY));
    control.identifiers = vec![Identifier::parse(Kind::Name, "Sam O\u{2019}Brien").unwrap()];
    office.record.enter(&office.collect(), &control, now()).unwrap();
    let c = office
        .record
        .find(
            &office.ask(json!({})),
            &[Identifier::parse(Kind::Name, "Sam O'Brien").unwrap()],
            now(),
        )
        .unwrap();
    println!("control {c:?}");
    assert!(matches!(f, Found::One(_)), "{f:?}");
}

#[test]
fn keys_end_for_merged_people_too() {
    // details moved nowhere: a choice of the merged one, rotated, merged, keys ended, split, read
    let office = Office::new();
    let kept = office.tenant("Ada Example", "01632 960001");
    let gone = office.tenant("Ada Exampel", "01632 960002");
    let _ = office
        .record
        .choose(&office.collect(), gone, &NewChoice::new(Fact::NoImages, "", TODAY), now())
        .unwrap();
    let _ = office.record.merge(&office.collect(), kept, gone, now()).unwrap();
    let old: Vec<[u8; 16]> = office.record.data().read("k", |tx| tx.all("SELECT key FROM drawer UNION SELECT detail_key FROM person UNION SELECT history_key FROM person", db::params![], |r| r.bytes::<16>(0))).unwrap();
    office.record.rotate_people("o", None, 10, &[], now()).unwrap();
    let later =
        Now::new(jiff::Timestamp::from_microsecond(now().micros() + RETIRED_FOR + 1).unwrap());
    office.record.destroy_retired(&[], later).unwrap();
    let alive =
        old.iter().filter(|k| office.record.vault().key(KeyId::from_bytes(**k)).is_ok()).count();
    assert_eq!(alive, 0, "keys of before the rotation that still open something");
}

#[test]
fn a_second_row_of_one_number_is_told() {
    let office = Office::new();
    let r = import(
        &office,
        PEOPLE,
        "ID,Name,Tel\n1,Ada Example,01632 960001\n1,Bo Example,01632 960002\n",
    )
    .unwrap();
    assert!(!r.left_out.is_empty(), "Bo is nowhere and nothing says so: {r:?}");
}

#[test]
fn a_no_to_one_entity_is_remembered() {
    let office = Office::new();
    let new = |o: &Office| {
        let mut new =
            NewPerson::new("the-person", NewRelationship::new("tenant", "heart-of-medway", TODAY));
        new.identifiers = vec![Identifier::parse(Kind::Email, "ada@example.org").unwrap()];
        o.record.enter(&o.collect(), &new, now()).unwrap()
    };
    let ada = new(&office);
    let mut no = NewChoice::new(Fact::NoMarketing, "", TODAY);
    no.entity = Some("mhs-homes-ltd".into());
    let _ = office.record.choose(&office.collect(), ada, &no, now()).unwrap();
    let approval = approve(&office, ada);
    office.record.erase(&erase_q(&office), ada, approval, now()).unwrap();
    let back = new(&office);
    assert_eq!(office.record.choices(&office.ask(json!({})), back, now()).unwrap().len(), 1);
}

#[test]
fn a_joint_item_is_left_by_one_after_the_other_has_gone() {
    let office = Office::new();
    let ada = office.tenant("Ada Example", "01632 960001");
    let mut new = NewPerson::new(
        "the-person",
        NewRelationship::new("tenant", "heart-of-medway", date(2020, 1, 1)),
    );
    new.identifiers = vec![Identifier::parse(Kind::Name, "Bo Example").unwrap()];
    let bo = office.record.enter(&office.collect(), &new, now()).unwrap();
    let item = NewItem::new("correspondence", "They wrote.", "the-person", TODAY);
    let n = office.record.hold_jointly(&office.collect(), &[ada, bo], &item, now()).unwrap();
    let edit = office.ask(json!({"action": "use"}));
    let _ = office.record.unrelate(&edit, bo, "tenant", date(2026, 11, 1), now()).unwrap();
    let gone = office.record.remove(&edit, ada, n, now());
    assert!(gone.is_ok(), "{gone:?}");
}

#[test]
fn who_lives_where_is_an_address() {
    let office = Office::new();
    let home = office
        .record
        .put_home(
            &Home { reference: "12".into(), uprn: None, entity: "heart-of-medway".into() },
            "o",
            now(),
        )
        .unwrap();
    let ada = office.tenant("Ada Example", "01632 960001");
    let mut rel = NewRelationship::new("tenant", "heart-of-medway", TODAY);
    rel.home = Some(home);
    let _ = office.record.relate(&office.collect(), ada, &rel, now()).unwrap();
    for data in ["marketing-choices", "survey-answers", "name", "photograph"] {
        let narrow = office.ask(json!({"data": [data]}));
        let h = office.record.household(&narrow, home, now()).unwrap();
        println!("{data}: {} {:?}", h.len(), office.sees(&narrow, ada));
    }
    let narrow = office.ask(json!({"data": ["photograph"]}));
    assert!(office.record.household(&narrow, home, now()).unwrap().is_empty());
}

#[test]
fn after_an_older_vault_the_erased_do_not_come_back() {
    use db::Db;
    use vault::{LocalMaster, Vault};
    let office = Office::new();
    let csv = "ID,Name,Tel\n1,Ada Example,01632 960001\n";
    import(&office, PEOPLE, csv).unwrap();
    let ada = by_phone(&office, "01632 960001").unwrap();
    let copy = office.folder.path().join("old-vault.db");
    office.record.vault().store().backup(&copy, None, 0).unwrap();
    let approval = approve(&office, ada);
    office.record.erase(&erase_q(&office), ada, approval, now()).unwrap();
    let changed = "ID,Name,Tel\n1,Ada Example-New,01632 960001\n";
    assert_eq!(import(&office, PEOPLE, changed).unwrap().entered, 0);
    let Office { folder, record } = office;
    drop(record);
    let data = Db::open(folder.path().join("data.db").to_str().unwrap()).unwrap();
    let keys = Db::open(copy.to_str().unwrap()).unwrap();
    let vault = Vault::open(keys, vec![Box::new(LocalMaster::from_hex(&"5a".repeat(32)).unwrap())])
        .unwrap();
    let noon = jiff::Timestamp::from_microsecond(now().micros()).unwrap();
    let record = people::Record::open_restored(
        data,
        vault,
        gate::Gate::new(crate::charter()),
        None,
        (people::Older::Vault, noon),
    )
    .unwrap();
    let office = Office { folder, record };
    let r = import(&office, PEOPLE, changed).unwrap();
    assert_eq!(r.entered, 0, "{r:?}");
}

#[test]
fn keys_whose_end_was_interrupted_end_at_the_next_start() {
    let office = Office::new();
    let ada = office.tenant("Ada Example", "01632 960001");
    let mut item = NewItem::new("correspondence", "A letter.", "the-person", TODAY);
    item.event = Some(date(2026, 1, 1));
    let n = office.record.hold(&office.collect(), ada, &item, now()).unwrap().n;
    let keys = || -> Vec<[u8; 16]> {
        office
            .record
            .data()
            .read("k", |tx| tx.all("SELECT key FROM drawer", db::params![], |r| r.bytes::<16>(0)))
            .unwrap()
    };
    let before = keys();
    office
        .record
        .vault()
        .store()
        .write("t", |tx| {
            tx.execute(
                "CREATE TRIGGER stop BEFORE DELETE ON key BEGIN SELECT RAISE(ABORT, 'power'); END",
                db::params![],
            )
        })
        .unwrap();
    println!("{:?}", office.record.remove(&office.ask(json!({"action": "use"})), ada, n, now()));
    office
        .record
        .vault()
        .store()
        .write("t", |tx| tx.execute("DROP TRIGGER stop", db::params![]))
        .unwrap();
    let lost: Vec<_> = before.into_iter().filter(|k| !keys().contains(k)).collect();
    assert_eq!(lost.len(), 1, "the letter's drawer is gone");
    let Office { folder, record } = office;
    drop(record);
    let office = Office { record: crate::open(folder.path()), folder };
    let approval = approve(&office, ada);
    office.record.erase(&erase_q(&office), ada, approval, now()).unwrap();
    let alive = office.record.vault().key(KeyId::from_bytes(lost[0])).is_ok();
    assert!(!alive, "an older copy of the data opens the letter of somebody who was erased");
}

#[test]
fn a_joint_item_is_left_while_keys_turn() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let office = Office::new();
    let ada = office.tenant("Ada Example", "01632 960001");
    let bo = office.tenant("Bo Example", "01632 960002");
    let stop = AtomicBool::new(false);
    let mut lost = 0;
    std::thread::scope(|s| {
        s.spawn(|| {
            while !stop.load(Ordering::SeqCst) {
                let _ = office.record.rotate_people("o", None, 10, &[], now());
            }
        });
        let edit = office.ask(json!({"action": "use"}));
        for _ in 0..40 {
            let item = NewItem::new("correspondence", "They wrote.", "the-person", TODAY);
            let n =
                office.record.hold_jointly(&office.collect(), &[ada, bo], &item, now()).unwrap();
            std::thread::sleep(std::time::Duration::from_millis(5));
            let _ = office.record.remove(&edit, ada, n, now());
        }
        stop.store(true, Ordering::SeqCst);
    });
    // keys in the vault that are neither spare nor named anywhere
    let used: Vec<[u8; 16]> = office.record.data().read("k", |tx| tx.all("SELECT key FROM drawer UNION SELECT detail_key FROM person UNION SELECT history_key FROM person UNION SELECT key FROM joint_share UNION SELECT key FROM retired_key UNION SELECT key FROM entry UNION SELECT value FROM setting WHERE name='log-key'", db::params![], |r| r.bytes::<16>(0))).unwrap();
    lost += used.len();
    println!("{lost} named");
}
