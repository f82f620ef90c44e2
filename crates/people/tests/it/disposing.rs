//! Due days that follow their events, and what is past its time going with all that was made of it.

use db::params;
use jiff::civil::{Date, date};
use people::identify::{Identifier, Kind};
use people::{
    Error, Fact, Keeps, NewChoice, NewHold, NewItem, Now, PersonId, RIPE_CHUNK, Ripe, Stop,
};
use serde_json::json;

use crate::{Office, TODAY, erasing, now, on_both, open};

fn ripe(office: &Office, today: Date) -> Vec<Ripe> {
    let mut all = office.record.ripe(Ripe::DRAWER, i64::MIN, today, Keeps::NOTHING).unwrap();
    all.extend(office.record.ripe(Ripe::TOGETHER, i64::MIN, today, Keeps::NOTHING).unwrap());
    all
}

/// Where the drawers of a class lie: each with its event and its last day.
fn shelves(office: &Office, class: &str) -> Vec<String> {
    let code = office.record.codes().code(people::CodeKind::Retention, class).unwrap();
    office
        .record
        .data()
        .read("shelves", |tx| {
            tx.all(
                "SELECT event, due FROM drawer WHERE class = ?1 ORDER BY event",
                params![i64::from(code)],
                |row| {
                    let due = row.opt_text(1)?.unwrap_or("waits").to_owned();
                    Ok::<_, Error>(format!("{} {due}", row.text(0)?))
                },
            )
        })
        .unwrap()
}

fn letter(office: &Office, of: PersonId, text: &str) {
    let item = NewItem::new("correspondence", text, "the-person", date(2019, 5, 1));
    office.record.hold(&office.collect(), of, &item, now()).unwrap();
}

/// A retention class that correspondence goes into.
const CLASS: &str = "tenancy-file";

#[test]
fn what_counts_from_an_event_follows_it() {
    on_both(|office| {
        let ada = office.tenant("Ada Example", "01632 960001");
        letter(office, ada, "Dear landlord");
        let ask = office.collect();
        let record = &office.record;
        assert_eq!(shelves(office, CLASS), [" waits"]);
        let (wrong, right) = (date(2020, 3, 31), date(2020, 4, 30));
        let _ = record.happened(&ask, ada, "tenancy-end", wrong, now()).unwrap();
        assert_eq!(shelves(office, CLASS), ["tenancy-end:2020-03-31 2026-03-31"]);
        let moved = ("tenancy-end", wrong);
        let _ = record.happened_instead(&ask, ada, moved, Some(right), now()).unwrap();
        assert_eq!(shelves(office, CLASS), ["tenancy-end:2020-04-30 2026-04-30"]);
        let again = record.happened_instead(&ask, ada, moved, None, now());
        assert!(matches!(again, Err(Error::Malformed(_))), "{again:?}");
        let back = ("tenancy-end", right);
        let _ = record.happened_instead(&ask, ada, back, None, now()).unwrap();
        assert_eq!(shelves(office, CLASS), [" waits"]);
    });
}

#[test]
fn the_last_of_its_kind_counts_and_the_one_before_it_where_that_was_none() {
    on_both(|office| {
        let ada = office.tenant("Ada Example", "01632 960001");
        let ask = office.collect();
        let mut debt = NewItem::new("correspondence", "owes", "the-person", date(2015, 1, 1));
        debt.retention = Some("former-tenant-arrears".to_owned());
        let record = &office.record;
        record.hold(&ask, ada, &debt, now()).unwrap();
        let class = "former-tenant-arrears";
        for (paid, expected) in [
            (date(2016, 1, 5), "last-payment:2016-01-05 2022-01-05"),
            (date(2019, 1, 5), "last-payment:2019-01-05 2025-01-05"),
            // One that is told of late changes nothing.
            (date(2017, 1, 5), "last-payment:2019-01-05 2025-01-05"),
        ] {
            let _ = record.happened(&ask, ada, "last-payment", paid, now()).unwrap();
            assert_eq!(shelves(office, class), [expected]);
        }
        let none = ("last-payment", date(2019, 1, 5));
        let _ = record.happened_instead(&ask, ada, none, None, now()).unwrap();
        assert_eq!(shelves(office, class), ["last-payment:2017-01-05 2023-01-05"]);
    });
}

#[test]
fn of_somebody_who_left_nothing_waits_for_ever() {
    on_both(|office| {
        let ada = office.tenant("Ada Example", "01632 960001");
        let ask = office.collect();
        let mut other = NewItem::new("correspondence", "a repair", "the-person", TODAY);
        other.retention = Some("repairs".to_owned());
        office.record.hold(&ask, ada, &other, now()).unwrap();
        letter(office, ada, "Dear landlord");
        let record = &office.record;
        assert_eq!(record.renew_due("nightly", now()).unwrap().left, 0, "she lives here");
        let left = TODAY.yesterday().unwrap();
        let _ = record.unrelate(&ask, ada, "tenant", left, now()).unwrap();
        // The end of the tenancy is on record now; that the repair was done is not.
        assert_eq!(shelves(office, CLASS), ["tenancy-end:2026-11-23 2032-11-23"]);
        assert_eq!(shelves(office, "repairs"), [" waits"]);
        assert!(record.renew_due("nightly", now()).unwrap().left > 0);
        assert_eq!(shelves(office, "repairs"), ["left:2026-11-23 2032-11-23"]);
        let tasks = record.data().read("tasks", |tx| {
            tx.one(
                "SELECT COUNT(*) FROM task WHERE kind = 'review-on-leaving' AND state = 0",
                params![],
                |row| row.int(0),
            )
        });
        assert_eq!(tasks.unwrap(), Some(1), "somebody looks through what is kept (19.1a)");
    });
}

fn restrict(office: &Office, of: PersonId) {
    let new = NewChoice::new(Fact::Restriction, "correspondence", TODAY);
    let _ = office.record.choose(&office.collect(), of, &new, now()).unwrap();
}

fn hold(office: &Office, of: PersonId, kind: &str) {
    let hold = NewHold {
        kind: kind.to_owned(),
        post: "data-protection-officer".to_owned(),
        since: TODAY,
        review: None,
        detail: "they say so".to_owned(),
    };
    let _ = office.record.hold_back(&office.collect(), of, &hold, now()).unwrap();
}

#[test]
fn what_stands_in_the_way_is_said_and_keeps_it() {
    on_both(|office| {
        let check = |name: &str, put: &dyn Fn(PersonId), expected: &[Stop]| {
            let of = office.tenant(&format!("{name} Example"), "01632 960001");
            letter(office, of, "Dear landlord");
            put(of);
            let ended = date(2019, 1, 1);
            let collect = office.collect();
            let _ = office.record.happened(&collect, of, "tenancy-end", ended, now()).unwrap();
            let mine = ripe(office, TODAY);
            let mine = mine.iter().max_by_key(|row| row.no >> 16).unwrap();
            assert_eq!((mine.class.as_str(), mine.stops.as_slice()), (CLASS, expected), "{name}");
            let came = office.record.let_rows_go(
                "dpo",
                1,
                std::slice::from_ref(mine),
                Keeps::NOTHING,
                now(),
                |_, _| Ok(()),
            );
            let came = came.unwrap();
            match expected.first() {
                None => assert_eq!(came.gone.len(), 1),
                Some(stop) => assert_eq!(came.stayed[0].2, *stop),
            }
        };
        check("Free", &|_| {}, &[]);
        check("Claimed", &|of| hold(office, of, "claim"), &[Stop::Hold("claim".to_owned())]);
        // Nobody said which classes such a hold keeps: all of them.
        check("Unknown", &|of| hold(office, of, "inquest"), &[Stop::Hold("inquest".to_owned())]);
        check("Restricted", &|of| restrict(office, of), &[Stop::Restricted]);
    });
}

#[test]
fn a_hold_a_class_does_not_know_of_keeps_nothing_of_it() {
    let office = Office::new();
    let ada = office.tenant("Ada Example", "01632 960001");
    let mut plan = NewItem::new("correspondence", "down the stairs", "the-person", TODAY);
    plan.retention = Some("emergency-contact".to_owned());
    plan.event = Some(date(2026, 1, 1));
    office.record.hold(&office.collect(), ada, &plan, now()).unwrap();
    hold(&office, ada, "claim");
    let rows = ripe(&office, TODAY);
    assert_eq!(rows.len(), 1);
    assert!(rows[0].stops.is_empty(), "emergency contacts have no holds in the charter");
}

#[test]
fn what_changed_since_it_was_planned_stays() {
    let office = Office::new();
    let ada = office.tenant("Ada Example", "01632 960001");
    letter(&office, ada, "Dear landlord");
    let ask = office.collect();
    let ended = date(2019, 1, 1);
    let _ = office.record.happened(&ask, ada, "tenancy-end", ended, now()).unwrap();
    let planned = ripe(&office, TODAY);
    let _ = office
        .record
        .happened_instead(&ask, ada, ("tenancy-end", ended), Some(date(2019, 2, 1)), now())
        .unwrap();
    let came = office
        .record
        .let_rows_go("dpo", 1, &planned, Keeps::NOTHING, now(), |_, _| Ok(()))
        .unwrap();
    assert!(came.gone.is_empty());
    assert!(came.stayed.iter().all(|(_, _, stop)| *stop == Stop::Changed), "{came:?}");
}

#[test]
fn nothing_of_it_can_be_read_from_the_store_or_an_older_copy_and_the_rest_stays() {
    let office = Office::new();
    let ada = office.tenant("Ada Zanzibar", "01632 960001");
    let bo = office.tenant("Bo Example", "01632 960002");
    let collect = office.collect();
    let past = date(2019, 1, 1);
    let mut paper = NewItem::new("correspondence", "letter.txt", "the-person", past);
    paper.event = Some(past);
    let mut text: &[u8] = b"Yours, Ada Zanzibar";
    let record = &office.record;
    record.hold_document(&collect, ada, &paper, "text/plain", &mut text, now()).unwrap();
    let other = Identifier::parse(Kind::Email, "zanzibar@example.org").unwrap();
    let mut email = NewItem::identifier("email", &other, "the-person", past);
    email.event = Some(past);
    record.hold(&collect, ada, &email, now()).unwrap();
    let mut both = NewItem::new("correspondence", "Zanzibar and Bo wrote.", "the-person", past);
    both.event = Some(past);
    record.hold_jointly(&collect, &[ada, bo], &both, now()).unwrap();
    let mut kept = NewItem::new("correspondence", "of this year", "the-person", TODAY);
    kept.event = Some(date(2026, 1, 1));
    record.hold(&collect, ada, &kept, now()).unwrap();
    let index = record.vault().index();
    assert_eq!(index.find("email", b"zanzibar@example.org").unwrap().len(), 1);
    record.data().scrub().unwrap();
    let copies: Vec<(String, Vec<u8>)> = erasing::files(office.folder.path())
        .into_iter()
        .filter(|(name, _)| !name.contains("vault"))
        .collect();

    let planned = ripe(&office, TODAY);
    assert!(
        planned.len() >= 2 && planned.iter().any(|row| row.kind == Ripe::TOGETHER),
        "{planned:?}"
    );
    let came =
        record.let_rows_go("dpo", 1, &planned, Keeps::NOTHING, now(), |_, _| Ok(())).unwrap();
    assert_eq!((came.gone.len(), came.stayed.len()), (planned.len(), 0), "{came:?}");
    assert!(came.keys >= 4, "drawers, the document, two shares: {}", came.keys);
    record.scrub_after().unwrap();
    assert!(ripe(&office, TODAY).is_empty());
    assert_eq!(index.find("email", b"zanzibar@example.org").unwrap().len(), 0);
    assert!(!erasing::files(&office.folder.path().join("documents")).iter().any(|_| true));
    let seen = office.sees(&office.ask(json!({})), ada).unwrap();
    assert!(seen.contains(&"correspondence: of this year".to_owned()), "{seen:?}");
    assert!(
        seen.iter().all(|item| !item.contains("wrote") && !item.contains("letter")),
        "{seen:?}"
    );
    // Again is nothing more: a run that was cut off is taken up.
    let again =
        record.let_rows_go("dpo", 1, &planned, Keeps::NOTHING, now(), |_, _| Ok(())).unwrap();
    assert_eq!((again.gone.len(), again.keys), (planned.len(), 0));
    assert_eq!(record.unsound().unwrap(), people::Unsound::default());

    // The older copy of the data, with today's vault.
    let Office { folder, record } = office;
    drop(record);
    for name in ["data.db-wal", "data.db-shm"] {
        let _ = std::fs::remove_file(folder.path().join(name));
    }
    for (name, bytes) in copies {
        let path = std::path::Path::new(&name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let record = open(folder.path());
    let old = Office { folder, record };
    let opened = old.sees(&old.ask(json!({})), ada);
    assert!(
        opened.as_ref().is_err()
            || opened.as_ref().is_ok_and(|items| items.iter().all(|i| !i.contains("wrote"))),
        "{opened:?}"
    );
}

#[test]
fn a_batch_has_a_limit() {
    let office = Office::new();
    let one = Ripe {
        no: 1,
        kind: Ripe::DRAWER,
        class: CLASS.to_owned(),
        event: String::new(),
        due: TODAY,
        version: 1,
        people: Vec::new(),
        stops: Vec::new(),
    };
    let many = vec![one; RIPE_CHUNK as usize + 1];
    let came =
        office.record.let_rows_go("dpo", 1, &many, Keeps::NOTHING, Now::noon(TODAY), |_, _| Ok(()));
    assert!(matches!(came, Err(Error::TooMany(_))), "{came:?}");
}

/// A question of the data protection officer's, who may ask about people who have left.
fn dpo(office: &Office, action: &str) -> people::Question {
    office.ask(json!({
        "role": "data-protection-officer", "team": "data-protection", "purpose": "rights-requests",
        "action": action,
    }))
}

#[test]
fn whoever_leaves_is_a_former_tenant_from_the_next_day() {
    on_both(|office| {
        let ada = office.tenant("Ada Example", "01632 960001");
        let ask = office.collect();
        let last = date(2026, 11, 1);
        let _ = office.record.unrelate(&ask, ada, "tenant", last, now()).unwrap();
        let of = office.record.relationships(&dpo(office, "look"), ada, now()).unwrap();
        let kinds: Vec<String> =
            of.iter().map(|one| format!("{} {} {:?}", one.kind, one.since, one.until)).collect();
        assert!(
            kinds.contains(&"former-tenant 2026-11-02 None".to_owned()),
            "they can still be looked at, for the review: {kinds:?}"
        );
        // Once, however often somebody says so.
        let _ = office.record.unrelate(&ask, ada, "tenant", last, now());
        let again = office.record.relationships(&dpo(office, "look"), ada, now()).unwrap();
        assert_eq!(again.iter().filter(|one| one.kind == "former-tenant").count(), 1);
    });
}

/// Everything past its time, of every kind.
fn all_ripe(office: &Office) -> Vec<Ripe> {
    let kinds = office.record.ripe_kinds(Keeps::NOTHING);
    let of = |kind| office.record.ripe(kind, i64::MIN, TODAY, Keeps::NOTHING).unwrap();
    kinds.into_iter().flat_map(of).collect()
}

/// And everybody of whom nothing is left then.
fn with_people(office: &Office) -> Vec<Ripe> {
    let mut all = all_ripe(office);
    let mut going = std::collections::BTreeMap::new();
    for row in all.iter().filter(|row| row.stops.is_empty()) {
        for no in &row.people {
            *going.entry(*no).or_default() += 1;
        }
    }
    all.extend(office.record.emptied(&going, TODAY, Keeps::NOTHING).unwrap());
    all
}

#[test]
fn a_choice_and_a_marker_that_ended_go_by_their_own_day_and_a_no_to_contact_never() {
    on_both(|office| {
        let ada = office.tenant("Ada Example", "01632 960001");
        let (ask, record) = (office.collect(), &office.record);
        let long_ago = date(2015, 1, 1);
        for (fact, until) in [
            (Fact::NoMarketing, None),
            (Fact::Objection, Some(date(2019, 1, 1))),
            (Fact::Objection, Some(date(2026, 1, 1))),
        ] {
            let about = if fact == Fact::Objection { "rent-exchange" } else { "" };
            let mut choice = NewChoice::new(fact, about, long_ago);
            choice.until = until;
            let _ = record.choose(&ask, ada, &choice, now()).unwrap();
        }
        let ripe = all_ripe(office);
        let said: Vec<String> =
            ripe.iter().map(|one| format!("{} {} {}", one.class, one.event, one.due)).collect();
        assert_eq!(said, ["consent-and-suppression choice-ended:2019-01-01 2025-01-01"]);
        let came =
            record.let_rows_go("dpo", 1, &ripe, Keeps::NOTHING, now(), |_, _| Ok(())).unwrap();
        assert_eq!((came.gone.len(), came.stayed.len()), (1, 0));
        assert!(all_ripe(office).is_empty());
        let choices = record.data().read("choices", |tx| {
            tx.all("SELECT kind FROM choice ORDER BY kind", params![], |row| row.int(0))
        });
        assert_eq!(choices.unwrap().len(), 2, "what stands, and what ended a moment ago, stay");
        assert_eq!(record.unsound().unwrap(), people::Unsound::default());
    });
}

#[test]
fn whoever_has_nothing_left_goes_with_the_last_that_is_let_go() {
    on_both(|office| {
        let (ask, record) = (office.collect(), &office.record);
        let last = date(2019, 3, 31);
        let people = ["Ada Empty", "Bo Stays", "Cy Called", "Di Walled", "Ed No"]
            .map(|name| office.tenant(name, "01632 960001"));
        for id in people {
            let _ = record.unrelate(&ask, id, "tenant", last, now()).unwrap();
        }
        let [ada, bo, cy, di, ed] = people;
        let ask = dpo(office, "collect");
        // Bo is a tenant again, Cy is whom somebody wants called, somebody is walled off from Di, Ed wants no news.
        let tenant = people::NewRelationship::new("tenant", "heart-of-medway", date(2026, 1, 1));
        let _ = record.relate(&ask, bo, &tenant, now()).unwrap();
        let mut kin =
            people::NewRelationship::new("next-of-kin", "heart-of-medway", date(2026, 1, 1));
        kin.other = Some(cy);
        let _ = record.relate(&ask, bo, &kin, now()).unwrap();
        let against = people::Against::Person(di);
        let _ = record.wall(&ask, bo, &against, TODAY, "an order", now()).unwrap();
        let no = NewChoice::new(Fact::NoMarketing, "", TODAY);
        let _ = record.choose(&ask, ed, &no, now()).unwrap();
        record.renew_due("dpo", now()).unwrap();

        let planned = with_people(office);
        let gone: Vec<&Ripe> = planned.iter().filter(|row| row.kind == Ripe::PERSON).collect();
        assert_eq!(gone.len(), 1, "{gone:?}");
        assert_eq!(gone[0].event, "left:2019-03-31");
        // Only with all of it: by the person alone nothing goes.
        let alone = [gone[0].clone()];
        let came =
            record.let_rows_go("dpo", 1, &alone, Keeps::NOTHING, now(), |_, _| Ok(())).unwrap();
        assert!(matches!(came.stayed[..], [(Ripe::PERSON, _, Stop::Changed)]), "{came:?}");

        let came =
            record.let_rows_go("dpo", 1, &planned, Keeps::NOTHING, now(), |_, _| Ok(())).unwrap();
        assert!(came.stayed.is_empty(), "{came:?}");
        let state = |id: PersonId| {
            let bytes = *id.as_bytes();
            let read = record.data().read("state", move |tx| {
                tx.one("SELECT state FROM person WHERE id = ?1", params![&bytes], |row| row.int(0))
            });
            read.unwrap().unwrap()
        };
        let live = state(bo);
        assert_ne!(state(ada), live, "she is erased");
        for (id, who) in [
            (cy, "whom somebody wants called"),
            (di, "whom a wall stands against"),
            (ed, "who wants no news"),
        ] {
            assert_eq!(state(id), live, "{who} stays");
        }
        let again =
            record.let_rows_go("dpo", 1, &planned, Keeps::NOTHING, now(), |_, _| Ok(())).unwrap();
        assert_eq!(
            (again.gone.len(), again.keys),
            (planned.len(), 0),
            "a run that was cut off is taken up"
        );
        assert_eq!(record.unsound().unwrap(), people::Unsound::default());
    });
}
