//! From whom data came: observed, by others, and by those of whom nobody says by what right.

use jiff::ToSpan;
use people::{NewItem, Now, PersonId, told_whence, untold};
use serde_json::json;

use crate::erasing::approve;
use crate::{Office, TODAY, now, on_both};

/// Whom nobody has told from where their data came: source and day.
fn waiting(office: &Office) -> Vec<(String, String)> {
    let all = office.record.data().read("untold", |tx| untold(&office.record, tx, 100)).unwrap();
    all.into_iter().map(|one| (one.source, one.since.to_string())).collect()
}

fn hold(office: &Office, person: PersonId, category: &str, source: &str) -> people::ItemNo {
    let item = NewItem::new(category, "words", source, TODAY);
    office.record.hold(&office.collect(), person, &item, now()).unwrap()
}

#[test]
fn what_was_observed_says_so_and_what_came_from_others_is_noticed() {
    on_both(|office| {
        let ada = office.tenant("Ada Example", "07700 900123");
        hold(office, ada, "correspondence", "observation");
        let mut item = NewItem::new("correspondence", "words", "elected-members", TODAY);
        item.notes.from = Some("the office of the member for Chatham".to_owned());
        office.record.hold(&office.collect(), ada, &item, now()).unwrap();
        assert_eq!(office.record.notice_whence("night", now()).unwrap(), 1);
        let tomorrow = Now::noon(TODAY.tomorrow().unwrap());
        assert_eq!(office.record.notice_whence("night", tomorrow).unwrap(), 0, "each once");
        let today = TODAY.to_string();
        assert_eq!(waiting(office), [("elected-members".to_owned(), today)]);
        // What was observed is no surprise: it is said when an account is opened, and beside the item.
        let opened = office.record.look(&office.ask(json!({})), ada, now()).unwrap();
        let items = opened.items(&office.record).unwrap();
        let sources: Vec<_> = items.iter().map(people::Seen::source).collect();
        assert!(sources.contains(&"observation"));
        let from = items.iter().filter_map(|seen| seen.notes().from).collect::<Vec<_>>();
        assert_eq!(from, ["the office of the member for Chatham"]);
        let no = opened.number();
        let told = office.record.data().write("told", move |tx| told_whence(tx, no, TODAY));
        assert_eq!(told.unwrap().into_inner(), 1);
        assert!(waiting(office).is_empty());
    });
}

#[test]
fn whoever_is_erased_waits_for_nothing() {
    let office = Office::new();
    let ada = office.tenant("Ada Example", "07700 900123");
    hold(&office, ada, "correspondence", "councils");
    office.record.notice_whence("night", now()).unwrap();
    assert_eq!(waiting(&office).len(), 1);
    let erase = office.ask(json!({
        "role": "data-protection-officer", "team": "data-protection", "purpose": "rights-requests",
        "action": "erase",
    }));
    office.record.erase(&erase, ada, approve(&office, ada), now()).unwrap();
    let later = Now::noon(TODAY.saturating_add(1.day()));
    office.record.notice_whence("night", later).unwrap();
    assert!(waiting(&office).is_empty());
}

#[test]
fn special_data_from_somebody_else_names_who_authorised_it_or_is_looked_at() {
    let office = Office::new();
    let ada = office.tenant("Ada Example", "07700 900123");
    let collect = office.ask(json!({
        "role": "support-worker", "team": "safeguarding", "purpose": "safeguarding",
        "action": "collect",
    }));
    let look = office.ask(json!({
        "role": "support-worker", "team": "safeguarding", "purpose": "safeguarding",
    }));
    let check = |source: &str, authorised: Option<&str>, flagged: bool| {
        let mut item = NewItem::new("safeguarding-record", "words", source, TODAY);
        item.notes.authorised_by = authorised.map(str::to_owned);
        let no = office.record.hold(&collect, ada, &item, now()).unwrap();
        let opened = office.record.look(&look, ada, now()).unwrap();
        let items = opened.items(&office.record).unwrap();
        let notes = items.iter().find(|seen| seen.no == no).unwrap().notes();
        let why = notes.flagged.unwrap_or_default();
        assert_eq!(why.contains("authorised"), flagged, "{source}: {why}");
    };
    check("the-person", None, false);
    check("police", None, false);
    check("former-landlords", None, true);
    check("former-landlords", Some("her social worker, letter of 3 November"), false);
}
