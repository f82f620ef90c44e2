//! Recipients as a register: what each agreed to, where it is, what stands in the way, what is looked at when.

use db::params;
use jiff::civil::date;
use people::{Error, Now};
use sharing::{Holder, acknowledge, recipients, remind_of_recipients};

use crate::{Office, TODAY, now};

fn one(office: &Office, id: &str, at: Now) -> Holder {
    recipients(&office.record, at).unwrap().into_iter().find(|one| one.id == id).unwrap()
}

fn says(one: &Holder) -> Vec<&'static str> {
    one.refused.iter().map(|message| message.id()).collect()
}

#[test]
fn a_recipient_says_what_it_is_where_it_is_and_what_stands_in_the_way() {
    let office = Office::new();
    let repairs = one(&office, "repairs-contractors", now());
    assert_eq!((repairs.kind, repairs.agreement.as_ref().unwrap().1), ("processor", "processor"));
    assert_eq!(repairs.acknowledged, Some(date(2025, 4, 1)));
    assert_eq!(repairs.review, Some(date(2027, 4, 1)));
    assert!(repairs.refused.is_empty() && repairs.missing.is_empty());
    assert!(repairs.sub_contractors.iter().all(|sub| sub.in_charter));
    assert!(repairs.receives.iter().any(|(purpose, kinds)| {
        purpose == "repairs" && kinds.contains(&"telephone".to_owned())
    }));
    let cloud = one(&office, "cloud-supplier", now());
    let transfer = cloud.transfer.as_ref().unwrap();
    assert!(transfer.holds && transfer.tested.is_some(), "{transfer:?}");
    let later = one(&office, "cloud-supplier", Now::noon(date(2027, 7, 1)));
    assert_eq!(says(&later), ["sharing-recipient-transfer"]);
    assert_eq!(one(&office, "police", now()).kind, "statutory");
    // Bought-in companies and those who may buy homes are among them (row 11.2.4b).
    let buyer = one(&office, "home-transfer-buyer", now());
    assert_eq!(buyer.receives.len(), 1);
    assert_eq!(buyer.receives[0].1, ["tenancy-details", "rent-account"]);
    let lapsed = one(&office, "repairs-contractors", Now::noon(date(2030, 4, 1)));
    assert_eq!(says(&lapsed), ["sharing-recipient-lapsed"]);
}

#[test]
fn what_the_office_writes_down_shows_and_what_ended_is_refused() {
    let office = Office::new();
    let record = &office.record;
    acknowledge(record, "banks", TODAY, now(), "dpo-1").unwrap();
    assert_eq!(one(&office, "banks", now()).acknowledged, Some(TODAY));
    let tomorrow = TODAY.tomorrow().unwrap();
    assert!(acknowledge(record, "banks", tomorrow, now(), "dpo-1").is_err());
    assert!(acknowledge(record, "ghosts", TODAY, now(), "dpo-1").is_err());
    sharing::end_agreement(record, "banks", TODAY, now(), "dpo-1").unwrap();
    assert_eq!(says(&one(&office, "banks", now())), ["sharing-recipient-ended"]);
    sharing::renew_agreement(record, "banks", TODAY, date(2027, 11, 1), now(), "dpo-1").unwrap();
    let banks = one(&office, "banks", now());
    assert!(banks.refused.is_empty());
    assert_eq!(banks.review, Some(date(2027, 11, 1)));
}

#[test]
fn days_that_are_near_become_tasks_once() {
    let office = Office::new();
    let record = &office.record;
    let open = || {
        let sql = "SELECT COUNT(*) FROM task WHERE kind = 'recipient-review' AND state = 0";
        let count = record
            .data()
            .read("tasks", |tx| Ok::<_, Error>(tx.one(sql, params![], |row| row.int(0))?));
        count.unwrap().unwrap()
    };
    assert_eq!(remind_of_recipients(record, None, now()).unwrap().near, 0);
    let at = Now::noon(date(2026, 12, 20));
    let near = remind_of_recipients(record, None, at).unwrap().near;
    assert!(near >= 3, "the group's agreement is looked at in January: {near}");
    assert_eq!(open(), i64::try_from(near).unwrap());
    let again = remind_of_recipients(record, None, at).unwrap().near;
    assert_eq!((again, open()), (near, i64::try_from(near).unwrap()));
    record
        .data()
        .write("end", move |tx| {
            tx.execute("UPDATE task SET state = 1, outcome = 'looked at'", params![])
        })
        .unwrap();
    remind_of_recipients(record, None, at).unwrap();
    assert_eq!(open(), 0, "what was looked at is not asked for again");
}
