//! Pictures of events: asked about before they appear, and taken down when somebody says no.

use jiff::ToSpan;
use people::{Fact, NewChoice, Now, PersonId};
use registers::pictures::{self, Agreed, Channel, Picture, Shows};
use registers::tick;
use serde_json::json;

use crate::{Office, TODAY, named, now, on_both};

fn ask() -> gate::NamedAsk {
    named(json!({
        "role": "communications-officer", "team": "communications", "strength": "password",
        "purpose": "event-images",
    }))
}

fn add(office: &Office, reference: &str, shows: Shows) {
    let mut picture = Picture::new(reference, "Summer fair", TODAY, shows);
    picture.channels = vec![Channel::Website, Channel::Media];
    picture.told = "on the invitation, and by signs at the gate".to_owned();
    pictures::add(&office.record, "officer-1", &picture, now()).unwrap();
}

fn agreed(guardian: Option<&str>) -> Agreed {
    Agreed {
        on: TODAY,
        wording: "You may use this picture of me on your website.".to_owned(),
        guardian: guardian.map(str::to_owned),
    }
}

fn choose(office: &Office, person: PersonId, fact: Fact, about: &str, since: jiff::civil::Date) {
    let mut ask = ask();
    "collect".clone_into(&mut ask.action);
    let ask = office.record.question(&ask, TODAY).unwrap();
    let mut choice = NewChoice::new(fact, about, since);
    choice.grounds.wording = Some("You may use this picture of me.".to_owned());
    choice.grounds.withdrawal_told = Some("Tell any of our staff.".to_owned());
    let _ = office.record.choose(&ask, person, &choice, now()).unwrap();
}

/// The ids of what is in the way.
fn in_the_way(office: &Office, reference: &str, channel: Channel, at: Now) -> Vec<String> {
    let why = pictures::may_appear(&office.record, &ask(), reference, channel, at).unwrap();
    why.into_iter().map(|why| why.message.id().to_owned()).collect()
}

#[test]
fn a_picture_appears_where_it_was_said_that_it_would_and_not_without_telling() {
    let office = Office::new();
    add(&office, "fair-1", Shows::Scene);
    assert!(in_the_way(&office, "fair-1", Channel::Website, now()).is_empty());
    let there = in_the_way(&office, "fair-1", Channel::Brochure, now());
    assert_eq!(there, ["registers-picture-not-there"]);
    let old = Now::noon(TODAY.saturating_add(3.years()).tomorrow().unwrap());
    assert_eq!(in_the_way(&office, "fair-1", Channel::Website, old), ["registers-picture-old"]);
    let mut untold = Picture::new("fair-2", "Summer fair", TODAY, Shows::Scene);
    untold.channels = vec![Channel::Website];
    assert!(pictures::add(&office.record, "officer-1", &untold, now()).is_err());
    assert!(
        pictures::may_appear(&office.record, &ask(), "fair-9", Channel::Website, now()).is_err()
    );
    pictures::gone(&office.record, "officer-1", "fair-1", now()).unwrap();
    let gone = in_the_way(&office, "fair-1", Channel::Website, now());
    assert_eq!(gone, ["registers-picture-gone"]);
}

#[test]
fn one_person_or_a_child_needs_a_written_yes() {
    on_both(|office| {
        let ada = office.person("Ada Example", "event-guest");
        add(office, "portrait", Shows::Person);
        let why = || in_the_way(office, "portrait", Channel::Website, now());
        assert_eq!(why(), ["registers-picture-nobody-known"]);
        let put = |agreed: Option<&Agreed>| {
            pictures::put_in(&office.record, &ask(), "portrait", ada, agreed, now())
        };
        put(None).unwrap();
        assert_eq!(why(), ["registers-picture-no-yes", "registers-picture-refused"]);
        put(Some(&agreed(None))).unwrap();
        assert_eq!(why(), ["registers-picture-refused"], "and the choice itself");
        choose(office, ada, Fact::Consent, "event-portraits", TODAY);
        assert!(why().is_empty());
        add(office, "child", Shows::Child);
        let child = |agreed: &Agreed| {
            pictures::put_in(&office.record, &ask(), "child", ada, Some(agreed), now())
        };
        assert!(child(&agreed(None)).unwrap_err().to_string().contains("7.4a"));
        child(&agreed(Some("her mother, known to us"))).unwrap();
        assert!(in_the_way(office, "child", Channel::Website, now()).is_empty());
    });
}

#[test]
fn a_no_takes_a_picture_down_also_later() {
    let office = Office::new();
    let ada = office.person("Ada Example", "event-guest");
    add(&office, "fair", Shows::Scene);
    pictures::put_in(&office.record, &ask(), "fair", ada, None, now()).unwrap();
    let appears =
        pictures::publish(&office.record, &ask(), "fair", Channel::Website, now()).unwrap();
    tick(&office.record, "night", now()).unwrap();
    assert!(office.tasks().is_empty());
    choose(&office, ada, Fact::NoImages, "", TODAY);
    let refused = pictures::publish(&office.record, &ask(), "fair", Channel::Website, now());
    assert!(refused.unwrap_err().to_string().contains("7.4"));
    tick(&office.record, "night", now()).unwrap();
    assert_eq!(office.tasks()[0].0, "take-picture-down");
    let down = pictures::to_take_down(&office.record, now()).unwrap();
    assert_eq!((down.len(), down[0].no), (1, appears));
    pictures::taken_down(&office.record, "officer-1", appears, now()).unwrap();
    assert!(pictures::to_take_down(&office.record, now()).unwrap().is_empty());
    assert!(pictures::taken_down(&office.record, "officer-1", appears, now()).is_err());
}

/// What goes to the media is a disclosure of everybody in it (rows 7.4d, 11.6a).
#[test]
fn a_picture_for_the_media_stands_in_the_register_of_everybody_in_it() {
    on_both(|office| {
        let ada = office.person("Ada Example", "event-guest");
        let bea = office.person("Bea Example", "event-guest");
        add(office, "fair", Shows::Scene);
        for person in [ada, bea] {
            pictures::put_in(&office.record, &ask(), "fair", person, None, now()).unwrap();
        }
        let publish =
            |channel| pictures::publish(&office.record, &ask(), "fair", channel, now()).map(|_| ());
        let given = |person| {
            let look = named(json!({
                "role": "data-protection-officer", "team": "data-protection",
                "purpose": "rights-requests",
            }));
            let look = office.record.question(&look, TODAY).unwrap();
            sharing::register(&office.record, &look, person, now()).unwrap()
        };
        publish(Channel::Website).unwrap();
        assert!(given(ada).is_empty(), "our own pages are nobody else");
        publish(Channel::Media).unwrap();
        for person in [ada, bea] {
            let rows = given(person);
            assert_eq!((rows.len(), rows[0].recipient.as_str()), (1, "media"));
            assert_eq!(
                (rows[0].data.as_slice(), rows[0].told),
                (&["event-images".to_owned()][..], Some(TODAY))
            );
            assert!(rows[0].how.note.as_deref().unwrap().starts_with("fair"));
        }
        // Whoever is found in it afterwards was given to them as well. Of whoever said no nothing is written down, and
        // it comes down everywhere.
        let cleo = office.person("Cleo Example", "event-guest");
        let dan = office.person("Dan Example", "event-guest");
        choose(office, dan, Fact::NoImages, "", TODAY);
        let put = |person| pictures::put_in(&office.record, &ask(), "fair", person, None, now());
        put(cleo).unwrap();
        put(cleo).unwrap();
        assert_eq!(given(cleo).len(), 1, "once, however often it is said");
        assert!(office.tasks().is_empty());
        assert!(put(dan).is_err());
        assert!(given(dan).is_empty());
        let tasks = office.tasks();
        assert_eq!(tasks.len(), 2, "on the pages and in the media");
        assert!(tasks.iter().all(|(kind, _)| kind == "take-picture-down"));
        assert!(publish(Channel::Website).is_err(), "it appears nowhere any more");
        assert_eq!(pictures::to_take_down(&office.record, now()).unwrap().len(), 2);
        assert_eq!(given(ada).len(), 1);
    });
}

#[test]
fn a_picture_with_somebody_who_is_gone_in_it_is_shown_no_more() {
    let office = Office::new();
    let ada = office.person("Ada Example", "event-guest");
    add(&office, "fair", Shows::Scene);
    pictures::put_in(&office.record, &ask(), "fair", ada, None, now()).unwrap();
    office.erase(ada);
    for _ in 0..2 {
        let why = in_the_way(&office, "fair", Channel::Website, now());
        assert_eq!(why, ["registers-picture-refused"]);
        tick(&office.record, "night", now()).unwrap();
    }
}
