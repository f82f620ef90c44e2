//! "May this go to them?": the answer field by field, what comes first, what stands in the register, what is
//! called back, and who is owed a correction.

use db::{params, tasks};
use gate::NamedAsk;
use jiff::ToSpan;
use jiff::civil::Date;
use people::{Error, Fact, NewItem, NewMarker, Now, PersonId};
use serde_json::{Value, json};
use sharing::share::{
    Answer, First, Giving, Goes, NewNotice, SheetAsk, Waiting, ask, call_off, confirm_recall,
    end_notice, give, give_notice, give_scheduled, job_sheet, look_again, notices, owed, recall,
    remind_of_untold, schedule, scheduled, settle, tell,
};
use sharing::{Exception, HowGiven, Told};

use crate::{Office, TODAY, now, on_both};

const REPAIRS: &str = "repairs-contractors";

fn named(changes: Value) -> NamedAsk {
    let mut ask = json!({
        "actor": "officer-1", "strength": "second-factor", "role": "repairs-officer",
        "team": "repairs", "entity": "heart-of-medway", "relationship": "", "purpose": "repairs",
        "action": "disclose", "recipient": REPAIRS, "data": [],
    });
    for (key, value) in changes.as_object().unwrap() {
        ask[key] = value.clone();
    }
    serde_json::from_value(ask).unwrap()
}

/// What passes from one company of the group to another.
fn within_group() -> NamedAsk {
    named(json!({
        "role": "legal-officer", "team": "data-protection",
        "purpose": "group-work-of-mhs-homes-ltd", "recipient": "group-mhs-homes-ltd",
        "data": ["name", "telephone"],
    }))
}

fn to_welfare() -> NamedAsk {
    named(json!({
        "role": "income-officer", "team": "income", "purpose": "rent-and-benefits",
        "recipient": "welfare-advisers", "data": ["name", "telephone"],
    }))
}

/// A life is at risk.
fn to_police() -> NamedAsk {
    named(json!({
        "role": "safeguarding-officer", "team": "safeguarding", "purpose": "emergencies",
        "recipient": "police", "data": ["name"],
    }))
}

fn how(how: &str) -> HowGiven {
    HowGiven { how: how.to_owned(), power: None, note: None }
}

fn giving(told: Option<Told>) -> Giving {
    Giving { told, how: how("secure mail") }
}

fn field<'a>(answer: &'a Answer, kind: &str) -> &'a sharing::share::Field {
    answer.fields.iter().find(|one| one.category == kind).unwrap()
}

fn firsts(answer: &Answer) -> Vec<&'static str> {
    answer.first.iter().map(First::as_str).collect()
}

fn noon(days: i32) -> Now {
    Now::noon(TODAY.saturating_add(days.days()))
}

fn day(days: i32) -> Date {
    TODAY.saturating_add(days.days())
}

/// The office of data protection, looking at a person.
fn looks(office: &Office) -> people::Question {
    office.ask(json!({
        "actor": "dpo-1", "role": "data-protection-officer", "team": "data-protection",
        "purpose": "rights-requests", "action": "look", "recipient": null,
    }))
}

fn open_tasks(office: &Office, kind: &str) -> i64 {
    let sql = "SELECT COUNT(*) FROM task WHERE kind = ?1 AND state = 0";
    let count = office.record.data().read("tasks", |tx| {
        Ok::<_, Error>(tx.one(sql, params![kind], |row| row.int(0))?.unwrap_or(0))
    });
    count.unwrap()
}

fn group_notice(relationship: &str, since: Date) -> NewNotice {
    NewNotice {
        purpose: "group-work-of-mhs-homes-ltd".to_owned(),
        recipient: "group-mhs-homes-ltd".to_owned(),
        entity: "heart-of-medway".to_owned(),
        relationship: relationship.to_owned(),
        since,
        how: "with the rent letter".to_owned(),
    }
}

#[test]
fn the_answer_is_given_field_by_field_with_what_comes_first() {
    let office = Office::new();
    let ada = office.tenant();
    let answer = |ask_: &NamedAsk| ask(&office.record, ask_, ada, now()).unwrap();

    let repairs = answer(&named(json!({"data": ["name", "telephone", "health"]})));
    assert_eq!(field(&repairs, "name").goes, Goes::Goes);
    assert!(field(&repairs, "name").paragraphs.iter().any(|one| one == "8.7.1"));
    assert_eq!(field(&repairs, "health").goes, Goes::Refused);
    assert!(!field(&repairs, "health").paragraphs.is_empty());
    assert!(firsts(&repairs).is_empty(), "{:?}", repairs.first);

    // Nothing is named: what the charter lists, and what waits for a yes.
    let all = answer(&named(json!({})));
    assert!(all.goes().contains(&"repairs-record".to_owned()));
    assert_ne!(field(&all, "access-marker").goes, Goes::Goes);
    assert!(field(&all, "access-marker").summary);
    assert!(firsts(&all).contains(&"consent"));

    assert_eq!(firsts(&answer(&to_welfare())), ["tell"]);
    let police = answer(&named(json!({
        "role": "safeguarding-officer", "team": "safeguarding", "purpose": "crime-prevention",
        "recipient": "police", "data": ["name"],
    })));
    assert_eq!(firsts(&police), ["power", "reason"]);
    assert!(police.power.is_some() && police.exempt.is_some());

    let media = answer(&named(json!({"recipient": "media", "data": ["name"]})));
    assert!(media.is_no() && !media.reasons.is_empty());
    assert!(ask(&office.record, &named(json!({"recipient": "ghosts"})), ada, now()).is_err());
}

/// Row 11.2.3: what passes within the group is told of first, by the person's own telling, by a notice on record
/// that covers them, or the exception is recorded. Otherwise it does not pass.
#[test]
fn nothing_passes_within_the_group_before_the_person_is_told() {
    on_both(|office| {
        let record = &office.record;
        let ada = office.tenant();
        let pass = |told| give(record, &within_group(), ada, &giving(told), now());
        assert!(matches!(pass(None), Err(Error::Malformed(why)) if why.contains("11.6")));
        let none = pass(Some(Told::ByNotice));
        assert!(matches!(none, Err(Error::Malformed(why)) if why.contains("no notice")));
        // A notice to others, and one that comes later, tell this person nothing.
        give_notice(record, &group_notice("leaseholder", TODAY), now(), "dpo-1").unwrap();
        give_notice(record, &group_notice("tenant", day(3)), now(), "dpo-1").unwrap();
        assert!(pass(Some(Told::ByNotice)).is_err());
        assert_eq!(ask(record, &within_group(), ada, now()).unwrap().notice(), None);

        let no = give_notice(record, &group_notice("tenant", day(-1)), now(), "dpo-1").unwrap();
        assert_eq!(ask(record, &within_group(), ada, now()).unwrap().notice(), Some((no, day(-1))));
        let given = pass(Some(Told::ByNotice)).unwrap();
        assert_eq!(given.values.len(), 2);
        let rows = sharing::register(record, &looks(office), ada, now()).unwrap();
        assert_eq!((rows[0].notice, rows[0].told), (Some(no), Some(day(-1))));
        assert!(rows[0].paragraphs.iter().any(|one| one == "11.2.3"), "{:?}", rows[0].paragraphs);

        end_notice(record, no, TODAY, now(), "dpo-1").unwrap();
        assert!(pass(Some(Told::ByNotice)).is_err());
        assert!(end_notice(record, no, TODAY, now(), "dpo-1").is_err());
        assert_eq!(notices(record).unwrap().len(), 3);
        let exception = Told::Excepted(Exception::Harm, "A partner reads their post.".to_owned());
        let _ = pass(Some(exception)).unwrap();
        let rows = sharing::register(record, &looks(office), ada, now()).unwrap();
        assert!(rows.iter().any(|row| row.exception == Some(Exception::Harm)));
        assert!(pass(Some(Told::Excepted(Exception::Law, " ".to_owned()))).is_err());
        assert!(pass(Some(Told::On(day(1)))).is_err(), "told tomorrow is not told");
    });
}

#[test]
fn a_notice_tells_of_nothing_the_charter_does_not_let_it_tell_of() {
    let office = Office::new();
    let refused = |change: &dyn Fn(&mut NewNotice)| {
        let mut new = group_notice("tenant", TODAY);
        change(&mut new);
        give_notice(&office.record, &new, now(), "dpo-1").unwrap_err().to_string()
    };
    let welfare = refused(&|new| {
        new.purpose = "rent-and-benefits".to_owned();
        new.recipient = "welfare-advisers".to_owned();
    });
    assert!(welfare.contains("by_notice"), "{welfare}");
    let safeguarding = refused(&|new| {
        new.purpose = "safeguarding".to_owned();
        new.recipient = "police".to_owned();
    });
    assert!(safeguarding.contains("by_notice"), "{safeguarding}");
    assert!(refused(&|new| new.relationship = "next-of-kin".to_owned()).contains("no purpose of"));
    assert!(refused(&|new| new.entity = "mhs-homes-ltd".to_owned()).contains("no purpose of"));
    assert!(refused(&|new| new.since = day(-600)).contains("not published"));
    assert!(refused(&|new| new.how = String::new()).contains("characters"));
    assert!(refused(&|new| new.recipient = "ghosts".to_owned()).contains("ghosts"));
}

/// Nothing waits for a consent or a power where somebody is at risk, and everything is recorded.
#[test]
fn what_protects_somebody_waits_for_no_consent_and_is_always_recorded() {
    let office = Office::new();
    let record = &office.record;
    let ada = office.tenant();
    for (fact, about) in [
        (Fact::Objection, "safeguarding"),
        (Fact::Objection, "emergencies"),
        (Fact::Restriction, "name"),
    ] {
        office.chooses(ada, fact, about);
    }
    sharing::end_agreement(record, "medical-professionals", TODAY, now(), "dpo-1").unwrap();
    for (purpose, to, kind) in [
        ("safeguarding", "safeguarding-bodies", Exception::Harm),
        ("safeguarding", "police", Exception::Harm),
        ("emergencies", "police", Exception::NoTime),
        ("emergencies", "medical-professionals", Exception::NoTime),
    ] {
        let asked = named(json!({
            "role": "safeguarding-officer", "team": "safeguarding", "purpose": purpose,
            "recipient": to, "data": ["name"],
        }));
        let answer = ask(record, &asked, ada, now()).unwrap();
        assert_eq!((answer.is_no(), firsts(&answer).len()), (false, 0), "{purpose} to {to}");
        let given = give(record, &asked, ada, &giving(None), now()).unwrap();
        let rows = sharing::register(record, &looks(&office), ada, now()).unwrap();
        let row = rows.iter().find(|row| row.no == given.disclosed.no).unwrap();
        assert_eq!((row.exception, row.data.as_slice()), (Some(kind), &["name".to_owned()][..]));
        assert!(row.paragraphs.iter().any(|one| one == "11.6a"));
        assert_eq!(row.how.power.is_some(), to != "medical-professionals", "{to}");
    }
}

/// Row 11.6a: whoever could not be told in time is told after, and a post has that in hand until it is done.
#[test]
fn whoever_could_not_be_told_in_time_is_told_after() {
    on_both(|office| {
        let record = &office.record;
        let ada = office.tenant();
        let asked = to_police();
        let given = give(record, &asked, ada, &giving(None), now()).unwrap();
        let no = given.disclosed.no;
        assert_eq!(open_tasks(office, "share-tell-after"), 1);
        let told = |no, on| tell(record, &looks(office), ada, no, on, noon(2));
        assert!(told(no, day(-1)).is_err(), "that was before it went");
        assert!(told(no, day(3)).is_err(), "that day has not come");
        assert!(told(no + 1, day(1)).is_err());
        told(no, day(1)).unwrap();
        assert!(told(no, day(1)).is_err(), "they were told");
        assert_eq!(open_tasks(office, "share-tell-after"), 0);
        let rows = sharing::register(record, &looks(office), ada, noon(2)).unwrap();
        assert_eq!((rows[0].told, rows[0].exception), (Some(day(1)), Some(Exception::NoTime)));

        // Whoever is not told because that would do harm is not told after either.
        let asked = NamedAsk { purpose: "safeguarding".to_owned(), ..asked };
        let harm = give(record, &asked, ada, &giving(None), now()).unwrap().disclosed.no;
        assert_eq!(open_tasks(office, "share-tell-after"), 0);
        assert!(told(harm, day(1)).is_err());

        // One without a task, as those from before have none, gets it in the night, once.
        let third = give(record, &to_police(), ada, &giving(None), now()).unwrap().disclosed.no;
        let gone = record.data().write("from before", move |tx| {
            tx.execute("DELETE FROM task WHERE reference = ?1", params![&third.to_string()])
        });
        assert_eq!(*gone.unwrap(), 1);
        for _ in 0..2 {
            assert_eq!(remind_of_untold(record, "night", noon(1)).unwrap(), 1);
            assert_eq!(open_tasks(office, "share-tell-after"), 1);
        }
        told(third, day(2)).unwrap();
        assert_eq!(remind_of_untold(record, "night", noon(2)).unwrap(), 0);
    });
}

#[test]
fn whoever_asks_by_a_power_names_it_and_why_not_told_is_written_down() {
    let office = Office::new();
    let ada = office.tenant();
    let asked = named(json!({
        "role": "safeguarding-officer", "team": "safeguarding", "purpose": "crime-prevention",
        "recipient": "police", "data": ["name"],
    }));
    let why = Told::Excepted(Exception::Crime, "They are looking for a witness.".to_owned());
    let with = |power: Option<&str>, told| {
        let power = power.map(str::to_owned);
        let how = HowGiven { power, note: Some("a constable".to_owned()), ..how("by phone") };
        give(&office.record, &asked, ada, &Giving { told, how }, now())
    };
    let none = with(None, Some(why.clone())).err().unwrap().to_string();
    assert!(none.contains("11.2.4"), "{none}");
    let untold = with(Some("a request in writing"), None).err().unwrap().to_string();
    assert!(untold.contains("each time"), "{untold}");
    let given = with(Some("a request in writing"), Some(why)).unwrap();
    let rows = sharing::register(&office.record, &looks(&office), ada, now()).unwrap();
    assert_eq!(rows[0].no, given.disclosed.no);
    assert_eq!(rows[0].how.power.as_deref(), Some("a request in writing"));
    assert_eq!(rows[0].how.note.as_deref(), Some("a constable"));
}

#[test]
fn what_is_scheduled_waits_for_its_day_and_for_the_person_and_is_decided_again() {
    on_both(|office| {
        let record = &office.record;
        let ada = office.tenant();
        let waiting = |days| Waiting { day: day(days), post: None, how: how("secure mail") };
        assert!(schedule(record, &to_welfare(), ada, &waiting(-1), now()).is_err());
        let no = schedule(record, &to_welfare(), ada, &waiting(5), now()).unwrap();
        let other = schedule(record, &to_welfare(), ada, &waiting(6), now()).unwrap();
        assert_eq!(open_tasks(office, "share-scheduled"), 2);
        let give = |no, at| give_scheduled(record, &to_welfare(), ada, no, at);
        let look = |at| scheduled(record, &looks(office), ada, at).unwrap();
        assert!(give(no, noon(5)).is_err(), "nobody told them");
        assert!(tell(record, &looks(office), ada, no, day(1), now()).is_err());
        tell(record, &looks(office), ada, no, TODAY, now()).unwrap();
        assert!(give(no, noon(4)).is_err(), "its day has not come");
        // Nobody looks again before the day, and one that was not told of stays where it is.
        assert_eq!(look_again(record, noon(4)).unwrap(), Default::default());
        let again = look_again(record, noon(6)).unwrap();
        assert_eq!((again.may_go, again.untold, again.refused), (1, 1, 0));
        assert_eq!(look_again(record, noon(6)).unwrap().may_go, 1);
        assert_eq!(open_tasks(office, "share-give"), 1, "one task, however often it is looked at");
        assert!(sharing::register(record, &looks(office), ada, noon(6)).unwrap().is_empty());
        // The gate says no by then: it does not go, and does not come back.
        tell(record, &looks(office), ada, other, day(6), noon(6)).unwrap();
        sharing::end_agreement(record, "welfare-advisers", day(6), noon(6), "dpo-1").unwrap();
        assert!(matches!(give(no, noon(6)), Err(Error::Refused(_))));
        assert_eq!(look_again(record, noon(7)).unwrap().refused, 2);
        sharing::renew_agreement(record, "welfare-advisers", day(7), day(9), noon(7), "dpo-1")
            .unwrap();
        assert!(give(no, noon(7)).is_err());
        assert!(look(noon(7)).iter().all(|one| one.state.as_str() == "refused"));
        assert_eq!(open_tasks(office, "share-give") + open_tasks(office, "share-scheduled"), 0);
        // One that goes stands in the register, and goes once.
        let third = schedule(record, &to_welfare(), ada, &waiting(8), noon(7)).unwrap();
        tell(record, &looks(office), ada, third, day(7), noon(7)).unwrap();
        let given = give(third, noon(8)).unwrap();
        assert!(give(third, noon(8)).is_err());
        let rows = sharing::register(record, &looks(office), ada, noon(8)).unwrap();
        assert_eq!((rows.len(), rows[0].told), (1, Some(day(7))));
        let row = look(noon(8)).into_iter().find(|one| one.no == third).unwrap();
        assert_eq!(row.given, Some(given.disclosed.no));
        let fourth = schedule(record, &to_welfare(), ada, &waiting(9), noon(8)).unwrap();
        call_off(record, &looks(office), ada, fourth, "they said no", noon(8)).unwrap();
        assert!(give(fourth, noon(9)).is_err());
    });
}

#[test]
fn what_is_called_back_is_not_back_before_it_is_confirmed() {
    on_both(|office| {
        let record = &office.record;
        let ada = office.tenant();
        let given = give(record, &within_group(), ada, &giving(Some(Told::On(TODAY))), now());
        let no = given.unwrap().disclosed.no;
        let call = |no, why| recall(record, &looks(office), ada, no, why, None, now());
        assert!(call(no, " ").is_err());
        assert!(call(no + 1, "sent to the wrong people").is_err());
        let called = call(no, "sent to the wrong people").unwrap();
        let letter = called.letter(record);
        assert!(letter.contains(&no.to_string()) && !letter.contains("Ada"), "{letter}");
        assert!(call(no, "again").is_err());
        let row = || sharing::register(record, &looks(office), ada, noon(2)).unwrap().remove(0);
        assert_eq!((row().recalled, row().confirmed), (Some(TODAY), None));
        assert_eq!(open_tasks(office, "share-recall"), 1);
        let confirm =
            |on| confirm_recall(record, &looks(office), ada, no, on, "by letter", noon(2));
        assert!(confirm(day(3)).is_err());
        assert!(confirm(day(-1)).is_err(), "before it was asked for");
        confirm(day(2)).unwrap();
        assert_eq!(row().confirmed, Some(day(2)));
        assert_eq!(open_tasks(office, "share-recall"), 0);
        assert!(confirm(day(2)).is_err());
    });
}

#[test]
fn whoever_was_given_what_was_corrected_is_owed_the_correction() {
    let office = Office::new();
    let record = &office.record;
    let ada = office.tenant();
    let told = || giving(Some(Told::On(TODAY)));
    let no = give(record, &to_welfare(), ada, &told(), now()).unwrap().disclosed.no;
    let owes = || owed(record, &looks(&office), ada, noon(1)).unwrap();
    assert!(owes().is_empty(), "{:?}", owes());
    let phone = item(&office, ada, "telephone");
    let use_ = office.ask(json!({
        "role": "housing-officer", "team": "housing", "purpose": "tenancy-management",
        "action": "use", "recipient": null,
    }));
    let _ = record.correct(&use_, ada, phone, b"01632 960999", noon(1)).unwrap();
    let owing = owes();
    assert_eq!(owing.len(), 1);
    assert_eq!((owing[0].no, owing[0].category.as_str()), (no, "telephone"));
    assert_eq!(owing[0].why.as_str(), "changed");
    // Given anew, they have it; told by a letter, they have it as well.
    let again = give(record, &to_welfare(), ada, &told(), noon(1)).unwrap().disclosed.no;
    assert!(owes().is_empty());
    let _ = record.correct(&use_, ada, phone, b"01632 960998", noon(1)).unwrap();
    assert_eq!(owes()[0].no, again);
    settle(record, &looks(&office), ada, again, "by letter", noon(1)).unwrap();
    assert!(owes().is_empty());
    let _ = record.correct(&use_, ada, phone, b"01632 960997", noon(1)).unwrap();
    assert_eq!(owes().len(), 1);
    // What was called back is to be deleted, and nothing of it is put right.
    for no in [no, again] {
        recall(record, &looks(&office), ada, no, "not needed", None, noon(1)).unwrap();
    }
    assert!(owes().is_empty());
    assert!(settle(record, &looks(&office), ada, no, "by letter", noon(1)).is_err());
}

fn item(office: &Office, of: PersonId, kind: &str) -> u32 {
    let opened = office.record.look(&looks(office), of, now()).unwrap();
    let mut found = None;
    opened
        .each(&office.record, |seen| {
            if seen.category() == kind {
                found = Some(seen.no.n);
            }
        })
        .unwrap();
    found.unwrap()
}

#[test]
fn a_job_sheet_has_contact_and_occupation_and_no_word_of_a_mark() {
    on_both(|office| {
        let record = &office.record;
        let ada = office.tenant();
        let sheet = |ask_: &SheetAsk| job_sheet(record, &named(json!({})), ada, ask_, noon(1));
        let plain = sheet(&SheetAsk::default()).unwrap();
        let kinds: Vec<&str> = plain.fields.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(kinds, ["name", "telephone"], "and not the letter");
        assert!(plain.mind.is_empty() && !plain.untold);
        assert_eq!((plain.until, plain.script.len()), (day(29), 3));

        let mark = NewMarker {
            category: "safety-marker".to_owned(),
            post: "head-of-safety".to_owned(),
            since: TODAY,
            until: Some(day(10)),
            told: Some(TODAY),
            deferred_until: None,
            put_right_by: None,
            detail: "Threw a kettle at the plumber.".to_owned(),
        };
        let marks = office.ask(json!({
            "role": "housing-officer", "team": "housing", "purpose": "staff-safety",
            "action": "collect", "recipient": null,
        }));
        let _ = record.mark(&marks, ada, &mark, now()).unwrap();
        // Nobody told them that the contractor learns of it: the office is told, and the sheet says nothing.
        let untold = sheet(&SheetAsk::default()).unwrap();
        assert!(untold.mind.is_empty() && untold.untold);
        let told = SheetAsk { told: Some(Told::On(TODAY)), ..SheetAsk::default() };
        let with = sheet(&told).unwrap();
        let said = words::Catalogue::english().render(&with.mind[0]);
        assert_eq!((with.mind.len(), said.contains("kettle")), (1, false), "{said}");
        assert_eq!(with.until, day(10), "nothing stands past the end of a mark");
        assert_eq!(with.numbers.len(), 2);
        let rows = sharing::register(record, &looks(office), ada, noon(1)).unwrap();
        for no in &with.numbers {
            assert!(rows.iter().any(|row| row.no == *no && row.how.how == "job sheet"));
        }
        let after = job_sheet(record, &named(json!({})), ada, &told, noon(11)).unwrap();
        assert!(after.mind.is_empty(), "the mark has ended");
        // A sub-contractor goes only where the charter names it.
        let by = |name: &str| {
            sheet(&SheetAsk { sub_contractor: Some(name.to_owned()), ..SheetAsk::default() })
        };
        let glazing = by("Example Glazing Ltd").unwrap();
        let said = words::Catalogue::english().render(&glazing.script[1]);
        assert!(said.contains("Example Glazing Ltd"), "{said}");
        assert!(by("Somebody Else Ltd").is_err());
        sharing::name_sub_contractor(record, REPAIRS, "Somebody Else Ltd", None, now(), "dpo-1")
            .unwrap();
        assert!(by("Somebody Else Ltd").is_err(), "written down, and not in the charter");
        sharing::end_sub_contractor(record, REPAIRS, "Example Glazing Ltd", TODAY, now(), "dpo-1")
            .unwrap();
        assert!(by("Example Glazing Ltd").is_err());
        for until in [day(-1), day(60)] {
            assert!(sheet(&SheetAsk { until: Some(until), ..SheetAsk::default() }).is_err());
        }
        let police = named(json!({"recipient": "police"}));
        assert!(job_sheet(record, &police, ada, &SheetAsk::default(), now()).is_err());
    });
}

/// An indicator says what helps, and never why.
#[test]
fn an_indicator_goes_as_its_sentence_after_an_explicit_yes() {
    let office = Office::new();
    let record = &office.record;
    let ada = office.tenant();
    office.chooses(ada, Fact::Support, "");
    office.chooses(ada, Fact::ExplicitConsent, "repairs");
    let collect = office.ask(json!({"action": "collect", "recipient": null}));
    let note = NewItem::new("vulnerability-indicator", "Early dementia.", "the-person", TODAY);
    let _ = record.hold(&collect, ada, &note, now()).unwrap();
    let told = SheetAsk { told: Some(Told::On(TODAY)), ..SheetAsk::default() };
    let sheet = || job_sheet(record, &named(json!({})), ada, &told, now()).unwrap();
    assert!(sheet().mind.is_empty(), "no yes to these people yet");
    office.chooses(ada, Fact::AgreedRecipient, REPAIRS);
    assert_eq!(sheet().mind.len(), 1);
    let asked = named(json!({"data": ["vulnerability-indicator"]}));
    let given = give(record, &asked, ada, &giving(Some(Told::On(TODAY))), now()).unwrap();
    assert_eq!(given.values.len(), 1);
    assert!(!given.values[0].1.contains("dementia") && given.values[0].1.contains("help"));
}

/// A person behind a wall and a person nobody knows read alike, at every door.
#[test]
fn a_wall_reads_as_nobody() {
    let office = Office::new();
    let record = &office.record;
    let ada = office.tenant();
    let nobody = PersonId::from_bytes([7; 16]);
    let against = people::Against::Actor("officer-1".to_owned());
    let wall = office.ask(json!({
        "actor": "dpo-1", "role": "data-protection-officer", "team": "data-protection",
        "purpose": "rights-requests", "action": "collect", "recipient": null,
    }));
    let _ = record.wall(&wall, ada, &against, TODAY, "a relative", now()).unwrap();
    let look = office.ask(json!({"action": "look", "recipient": null}));
    let waiting = Waiting { day: day(1), post: None, how: how("secure mail") };
    let says = |of: PersonId| {
        let asked = named(json!({"data": ["name"]}));
        let said = |error: Error| match error {
            Error::Refused(no) => format!("{:?}", no.explain(record.gate()).reasons),
            error => error.to_string(),
        };
        vec![
            said(ask(record, &asked, of, now()).unwrap_err()),
            said(give(record, &asked, of, &giving(None), now()).err().unwrap()),
            said(schedule(record, &asked, of, &waiting, now()).unwrap_err()),
            said(give_scheduled(record, &asked, of, 1, now()).err().unwrap()),
            said(job_sheet(record, &asked, of, &SheetAsk::default(), now()).err().unwrap()),
            said(recall(record, &look, of, 1, "why", None, now()).unwrap_err()),
            said(owed(record, &look, of, now()).unwrap_err()),
            said(scheduled(record, &look, of, now()).unwrap_err()),
        ]
    };
    assert_eq!(says(ada), says(nobody));
}

#[test]
fn the_tasks_of_a_person_who_is_erased_and_what_waits_are_gone() {
    let office = Office::new();
    let record = &office.record;
    let ada = office.tenant();
    let waiting = Waiting { day: day(3), post: None, how: how("secure mail") };
    let _ = schedule(record, &to_welfare(), ada, &waiting, now()).unwrap();
    let count = || {
        let sql = "SELECT COUNT(*) FROM share_scheduled";
        record.data().read("count", |tx| Ok::<_, Error>(tx.one(sql, params![], |row| row.int(0))?))
    };
    assert_eq!(count().unwrap(), Some(1));
    let no = record.data().read("number", |tx| people::number(tx, ada)).unwrap();
    record.data().write("forget", move |tx| sharing::forget(tx, no)).unwrap();
    assert_eq!(count().unwrap(), Some(0));
    assert!(
        record.data().read("t", |tx| Ok::<_, Error>(tasks::overdue(tx, "2026-01-01", 5)?)).is_ok()
    );
}
