//! May this person be contacted, for this, by this channel, now?

use gate::NamedAsk;
use jiff::civil::{Date, date};
use law::pecr::{Content, Route};
use people::identify::{Identifier, Kind};
use people::{Against, Fact, NewChoice, NewPerson, NewRelationship, Now, PersonId, Receipt};
use serde_json::{Value, json};
use sharing::contact::{Answer, May, Plan, Whose, may};
use sharing::outgoing::What;
use sharing::preference::{List, import};
use zeroize::Zeroizing;

use crate::{Office, TODAY, now, on_both};

const HOME: &str = "1 Test Road, Chatham, Kent, ME4 4LL";
pub(crate) const PHONE: &str = "01632 960001";

/// How somebody of communications asks about marketing.
pub(crate) fn marketing(purpose: &str, channel: &str, entity: &str) -> NamedAsk {
    serde_json::from_value(json!({
        "actor": "officer-2", "strength": "second-factor", "role": "communications-officer",
        "team": "communications", "entity": entity, "relationship": "", "purpose": purpose,
        "action": "contact", "data": [], "channel": channel,
    }))
    .unwrap()
}

/// How a housing officer asks about a message on the service.
pub(crate) fn service(channel: &str) -> NamedAsk {
    serde_json::from_value(json!({
        "actor": "officer-1", "strength": "second-factor", "role": "housing-officer",
        "team": "housing", "entity": "heart-of-medway", "relationship": "",
        "purpose": "service-messages", "action": "contact", "data": [], "channel": channel,
    }))
    .unwrap()
}

impl Office {
    fn supporter(&self, relationship: &str, entity: &str) -> PersonId {
        self.somebody("Pat Example", PHONE, (relationship, entity))
    }

    pub(crate) fn somebody(
        &self,
        name: &str,
        phone: &str,
        (relationship, entity): (&str, &str),
    ) -> PersonId {
        let collect = self.collects(entity);
        let mut new =
            NewPerson::new("the-person", NewRelationship::new(relationship, entity, TODAY));
        let of = |kind, text| Identifier::parse(kind, text).unwrap();
        new.identifiers = vec![
            of(Kind::Name, name),
            of(Kind::Phone, phone),
            of(Kind::Email, "pat@example.org"),
            of(Kind::Address, HOME),
        ];
        self.record.enter(&collect, &new, now()).unwrap()
    }

    /// The officer for data protection writes things down about anybody.
    fn collects(&self, entity: &str) -> people::Question {
        self.ask(json!({
            "actor": "dpo-1", "role": "data-protection-officer", "team": "data-protection",
            "entity": entity, "purpose": "rights-requests", "action": "collect", "recipient": null,
        }))
    }

    pub(crate) fn chooses(&self, person: PersonId, fact: Fact, about: &str) -> Receipt {
        self.chooses_of(person, fact, about, "", None)
    }

    fn chooses_of(
        &self,
        person: PersonId,
        fact: Fact,
        about: &str,
        topic: &str,
        entity: Option<&str>,
    ) -> Receipt {
        let mut new = NewChoice::new(fact, about, TODAY);
        new.topic = topic.to_owned();
        new.entity = entity.map(str::to_owned);
        new.grounds.wording = Some("May we?".to_owned());
        new.grounds.withdrawal_told = Some("Tell any of us.".to_owned());
        // Whoever asks is somebody to one of them.
        let asks = ["heart-of-medway", "mhs-community-charity", "mhs-homes-ltd"];
        let chosen = asks.iter().find_map(|entity| {
            self.record.choose(&self.collects(entity), person, &new, now()).ok()
        });
        chosen.unwrap().0
    }

    pub(crate) fn list(&self, list: List, numbers: &[&str], day: Date) {
        let lines: Vec<String> =
            numbers.iter().map(|number| format!("{:<12}\r\n", number.replace(' ', ""))).collect();
        let whole = lines.concat();
        let mut file = whole.as_bytes();
        let _ = import(&self.record, (list, day), &mut file, true, "comms-1", now()).unwrap();
    }

    /// Lists of today on which nobody of ours is.
    fn clean_lists(&self) {
        for list in [List::Tps, List::Ctps] {
            self.list(list, &["01632 999999"], TODAY);
        }
        let other = mps("NOBODY", "9 OTHER ROAD");
        let mut file = other.as_bytes();
        let on = (List::Mps, TODAY);
        let _ = import(&self.record, on, &mut file, true, "comms-1", now()).unwrap();
    }

    pub(crate) fn may(&self, ask: &NamedAsk, person: PersonId, plan: &Plan) -> Answer {
        may(&self.record, ask, person, plan, now()).unwrap()
    }
}

/// A line of the Mailing Preference Service's, of somebody who is nobody.
fn mps(surname: &str, house: &str) -> String {
    let mut line = format!("P05032024{:16}{:<20}{:<50}{surname:<50}{:<10}", "", "MS", "PAT", "");
    line += &format!("{house:<50}{:<50}{:<50}{:<50}{:<50}", "", "", "CHATHAM", "KENT");
    line + "ME4 4LL 1A\r\n"
}

fn plan() -> Plan {
    Plan::new(TODAY)
}

fn says(text: &str) -> Plan {
    Plan { text: Some(Zeroizing::new(text.to_owned())), ..plan() }
}

/// The names of what stands against it.
fn because(answer: &Answer) -> Vec<&'static str> {
    answer.because.iter().map(|one| one.rule).collect()
}

#[test]
fn a_message_about_a_service_goes_by_every_channel_of_its_purpose() {
    let office = Office::new();
    let pat = office.supporter("tenant", "heart-of-medway");
    for channel in ["post", "email", "phone", "text-message", "app-notification", "in-person"] {
        let answer = office.may(&service(channel), pat, &plan());
        assert_eq!((answer.may, answer.content), (May::Yes, Content::Service), "{channel}");
        assert!(answer.because.is_empty() && answer.route.is_none());
    }
    office.chooses(pat, Fact::NoMarketing, "");
    assert_eq!(office.may(&service("email"), pat, &plan()).may, May::Yes);
    office.chooses(pat, Fact::Declined, "phone");
    assert_eq!(because(&office.may(&service("phone"), pat, &plan())), ["preference"]);
    office.chooses(pat, Fact::Preference, "post");
    let answer = office.may(&service("email"), pat, &plan());
    assert_eq!((answer.may, answer.rather), (May::Yes, vec!["post".to_owned()]));
    office.chooses(pat, Fact::Adjustment, "");
    assert!(office.may(&service("email"), pat, &plan()).adjusted);
    office.chooses(pat, Fact::Safe, "post");
    assert_eq!(because(&office.may(&service("email"), pat, &plan())), ["safe-contact"]);
    assert_eq!(office.may(&service("post"), pat, &plan()).may, May::Yes);
}

#[test]
fn a_call_is_screened_by_the_number_in_the_record() {
    on_both(|office| {
        let pat = office.supporter("tenant", "heart-of-medway");
        let ask = marketing("marketing-post-and-phone", "phone", "heart-of-medway");
        let none = office.may(&ask, pat, &plan());
        assert_eq!((none.may, because(&none)), (May::No, vec!["marketing"]), "nobody looked");
        assert_eq!(none.because[0].citation, Some("PECR reg 21"));
        assert!(none.because[0].paragraphs.contains(&"24.1".to_owned()));
        office.clean_lists();
        let clean = office.may(&ask, pat, &plan());
        assert_eq!((clean.may, clean.route), (May::Yes, Some(Route::LiveCall)));
        office.list(List::Ctps, &[PHONE], TODAY);
        assert_eq!(because(&office.may(&ask, pat, &plan())), ["marketing"]);
        let mut agreed = plan();
        agreed.known.agreed_to_calls = true;
        assert_eq!(office.may(&ask, pat, &agreed).may, May::Yes);
        // A message on their machine is electronic mail to the law, whatever the lists say.
        let voicemail = Plan { voicemail: true, ..agreed };
        let left = office.may(&ask, pat, &voicemail);
        assert_eq!((left.may, left.because[0].citation), (May::No, Some("PECR reg 22(2)")));
        office.list(List::Ctps, &["01632 999999"], TODAY);
        let weeks = Now::noon(date(2026, 12, 24));
        let stale = may(&office.record, &ask, pat, &plan(), weeks).unwrap();
        assert_eq!(because(&stale), ["marketing"], "a list of 30 days ago is none");
        let of = |number| Identifier::parse(Kind::Phone, number).unwrap();
        let to = |number| Plan { to: Some(of(number)), ..plan() };
        assert_eq!(office.may(&ask, pat, &to("+44 1632 960 001")).may, May::Yes);
        let other = office.may(&ask, pat, &to("01632 960 777"));
        assert_eq!(because(&other), ["not-theirs"]);
    });
}

#[test]
fn post_keeps_to_the_mailing_preference_service_because_the_notice_promised_it() {
    let office = Office::new();
    let pat = office.supporter("tenant", "heart-of-medway");
    let ask = marketing("marketing-post-and-phone", "post", "heart-of-medway");
    assert_eq!(because(&office.may(&ask, pat, &plan())), ["mailing-preference"]);
    office.clean_lists();
    let clean = office.may(&ask, pat, &plan());
    assert_eq!((clean.may, clean.route), (May::Yes, Some(Route::Post)));
    let listed = mps("EXAMPLE", "1 TEST ROAD");
    let mut file = listed.as_bytes();
    let on = (List::Mps, TODAY);
    let _ = import(&office.record, on, &mut file, true, "comms-1", now()).unwrap();
    let answer = office.may(&ask, pat, &plan());
    assert_eq!((answer.may, because(&answer)), (May::No, vec!["mailing-preference"]));
    assert_eq!(answer.because[0].paragraphs, ["8.3a", "24.1"]);
    assert_eq!(answer.because[0].citation, None, "no law says so");
    office.chooses(pat, Fact::Marketing, "post");
    assert_eq!(office.may(&ask, pat, &plan()).may, May::Yes, "they said yes to us");
}

#[test]
fn each_condition_of_the_soft_opt_ins_is_named_when_it_is_lacking() {
    let office = Office::new();
    let pat = office.supporter("charity-supporter", "mhs-community-charity");
    let ask = marketing("marketing-email-charity", "email", "mhs-community-charity");
    let full = |since: Date| {
        let mut full = plan();
        full.known.supported_on = Some(since);
        full.known.own_charitable_purpose = true;
        full.known.refusal_at_collection = true;
        full.known.refusal_in_message = true;
        full
    };
    let may = |plan: &Plan| office.may(&ask, pat, plan);
    let good = may(&full(date(2026, 3, 1)));
    assert_eq!((good.may, good.route), (May::Yes, Some(Route::CharitableSoftOptIn)));
    let lacks = |plan: &Plan| {
        let answer = may(plan);
        assert_eq!((answer.may, because(&answer)), (May::No, vec!["marketing"]));
        let english = words::Catalogue::english();
        let all: Vec<String> =
            answer.because[0].lacks.iter().map(|one| english.render(one)).collect();
        let charity = all.iter().filter(|one| one.contains("supporters"));
        charity.cloned().collect::<Vec<_>>().join("; ")
    };
    let spoil = |change: &dyn Fn(&mut Plan)| {
        let mut spoiled = full(date(2026, 3, 1));
        change(&mut spoiled);
        lacks(&spoiled)
    };
    let for_charity = "for what a charity may send its supporters: ";
    for (plan, why) in [
        (lacks(&full(date(2026, 2, 1))), "the details were collected before the rule began"),
        (
            spoil(&|plan| plan.known.supported_on = None),
            "the details were not obtained with support or interest",
        ),
        (
            spoil(&|plan| plan.known.own_charitable_purpose = false),
            "it is not only for our own charitable purposes",
        ),
        (
            spoil(&|plan| plan.whose = Whose::Groups),
            "it is not only for our own charitable purposes",
        ),
        (
            spoil(&|plan| plan.known.refusal_at_collection = false),
            "no way to say no was offered when the details were collected",
        ),
        (
            spoil(&|plan| plan.known.refusal_in_message = false),
            "no way to say no is in each message",
        ),
    ] {
        assert_eq!(plan, format!("{for_charity}{why}"));
    }
    // No charity, no such rule: the same details, sent by another company of the group.
    let tenant = office.supporter("tenant", "heart-of-medway");
    let ask = marketing("marketing-email", "email", "heart-of-medway");
    let answer = office.may(&ask, tenant, &full(date(2026, 3, 1)));
    let english = words::Catalogue::english();
    let said: Vec<String> = (answer.because.iter())
        .flat_map(|one| one.lacks.iter().map(|lacks| english.render(lacks)))
        .collect();
    assert!(said.contains(&format!("{for_charity}the sender is not a charity")), "{said:?}");
    let sold = "for what may be sent to our own customers: the details were not obtained in a sale";
    assert!(said.contains(&sold.to_owned()), "{said:?}");
}

#[test]
fn a_yes_counts_for_its_entity_and_its_topic_and_a_no_at_once() {
    on_both(|office| {
        let pat = office.supporter("tenant", "heart-of-medway");
        let ask = marketing("marketing-email", "email", "heart-of-medway");
        let rules = because(&office.may(&ask, pat, &plan()));
        assert_eq!(rules, ["consent", "marketing"]);
        let yes = office.chooses(pat, Fact::Consent, "marketing-email");
        let answer = office.may(&ask, pat, &plan());
        assert_eq!((answer.may, answer.route), (May::Yes, Some(Route::Consent)));
        assert!(!answer.obligations.is_empty(), "a way to stop it is in each message");
        let homes = marketing("marketing-email", "email", "mhs-homes-ltd");
        assert_eq!(because(&office.may(&homes, pat, &plan())), ["not-available"]);
        // Whichever way the no comes, the next answer hears of it.
        let ways: [&dyn Fn() -> Receipt; 4] = [
            &|| office.chooses(pat, Fact::NoMarketing, ""),
            &|| office.chooses(pat, Fact::NoMarketing, "email"),
            &|| office.chooses(pat, Fact::Objection, "marketing-email"),
            &|| office.chooses_of(pat, Fact::NoMarketing, "", "", Some("heart-of-medway")),
        ];
        for no in ways {
            let receipt = no();
            assert_eq!(office.may(&ask, pat, &plan()).may, May::No);
            let back = office.collects("heart-of-medway");
            let _ = office.record.withdraw(&back, pat, &receipt, TODAY, now()).unwrap();
            assert_eq!(office.may(&ask, pat, &plan()).may, May::Yes);
        }
        let topic = office.chooses_of(pat, Fact::NoMarketing, "", "events", None);
        let about = |topic: &str| Plan { topic: topic.to_owned(), ..plan() };
        assert_eq!(office.may(&ask, pat, &about("Events")).may, May::No);
        assert_eq!(office.may(&ask, pat, &about("offers")).may, May::Yes);
        assert_eq!(office.may(&ask, pat, &plan()).may, May::No, "no topic may be any of them");
        let back = office.collects("heart-of-medway");
        let _ = office.record.withdraw(&back, pat, &topic, TODAY, now()).unwrap();
        let _ = office.record.withdraw(&back, pat, &yes, TODAY, now()).unwrap();
        assert_eq!(because(&office.may(&ask, pat, &plan())), ["consent", "marketing"]);
    });
}

#[test]
fn what_another_company_offers_goes_to_nobody() {
    let office = Office::new();
    let pat = office.supporter("tenant", "heart-of-medway");
    office.chooses(pat, Fact::Consent, "marketing-email");
    office.chooses(pat, Fact::Marketing, "email");
    let mut ask = marketing("marketing-email", "email", "heart-of-medway");
    ask.reason = Some("The board wants it.".to_owned());
    let others = Plan { whose: Whose::Others, ..plan() };
    let answer = office.may(&ask, pat, &others);
    assert_eq!((answer.may, because(&answer)), (May::No, vec!["others-marketing"]));
    assert_eq!(answer.because[0].paragraphs, ["24.2"]);
    assert_eq!(answer.because[0].unblock, None, "nobody can unblock it");
    // A message about a service that promotes somebody else's is no message about a service.
    assert_eq!(office.may(&service("email"), pat, &others).may, May::No);
    assert_eq!(office.may(&ask, pat, &plan()).may, May::Yes);
}

#[test]
fn what_a_message_says_is_read() {
    let office = Office::new();
    let pat = office.supporter("tenant", "heart-of-medway");
    let may = |plan: &Plan| office.may(&service("email"), pat, plan);
    assert_eq!(may(&says("Your repair is on Monday.")).may, May::Yes);
    let asks = may(&says("Your repair is on Monday. Please confirm your sort code."));
    assert_eq!((asks.may, because(&asks)), (May::No, vec!["asks"]));
    assert_eq!(asks.because[0].paragraphs, ["28.1a", "28.1b"]);
    let card = may(&says("We charged 4111 1111 1111 1111."));
    assert_eq!(because(&card), ["card"]);
    let promotes = says("Your rent is due. And do come to our fun day!");
    let answer = may(&promotes);
    assert_eq!((answer.may, because(&answer)), (May::Look, vec!["promotional"]));
    let read = Plan { read: Some("the fun day was moved".to_owned()), ..promotes.clone() };
    assert_eq!(may(&read).may, May::Yes);
    let empty = Plan { read: Some("  ".to_owned()), ..promotes };
    assert_eq!(may(&empty).may, May::Look);
    let own = says("We come to 1 Test Road, Chatham, ME4 4LL.");
    let answer = may(&own);
    assert_eq!((answer.may, answer.found), (May::Yes, vec![]));
    let new = may(&says("She lives at 12 Mill Street, Chatham, ME5 9ZZ."));
    assert_eq!((new.may, because(&new)), (May::No, vec!["address"]));
    assert_eq!(new.found, [What::Address]);
    let aloud = Plan { voicemail: true, ..own };
    let left = office.may(&service("phone"), pat, &aloud);
    assert_eq!(because(&left), ["address"], "anybody may hear it");
}

#[test]
fn a_wall_and_nobody_read_alike_whatever_is_asked() {
    on_both(|office| {
        let pat = office.supporter("tenant", "heart-of-medway");
        let nobody = PersonId::from_bytes([7; 16]);
        let collect = office.collects("heart-of-medway");
        for actor in ["officer-1", "officer-2"] {
            let against = Against::Actor(actor.to_owned());
            let _ = office
                .record
                .wall(&collect, pat, &against, TODAY, "knows the family", now())
                .unwrap();
        }
        office.clean_lists();
        office.chooses(pat, Fact::Consent, "marketing-email");
        office.chooses(pat, Fact::Preference, "post");
        let texts = ["", "Hello.", "Please send your PIN.", "Come to 1 Test Road, ME4 4LL."];
        let purposes = ["marketing-email", "marketing-post-and-phone"];
        for text in texts {
            for whose in Whose::ALL {
                let plan = Plan { whose, ..says(text) };
                for channel in ["post", "email", "phone"] {
                    let asks = purposes.map(|one| marketing(one, channel, "heart-of-medway"));
                    for ask in asks.iter().chain([&service(channel)]) {
                        let behind = office.may(ask, pat, &plan);
                        assert_eq!(behind, office.may(ask, nobody, &plan));
                        assert_eq!(behind.may, May::No);
                        assert!(because(&behind).contains(&"not-available"));
                    }
                }
            }
        }
    });
}

#[test]
fn our_own_list_outlives_an_erasure_and_reaches_whoever_comes_back() {
    let office = Office::new();
    let ask = marketing("marketing-post-and-phone", "phone", "heart-of-medway");
    office.clean_lists();
    let pat = office.supporter("tenant", "heart-of-medway");
    assert_eq!(office.may(&ask, pat, &plan()).may, May::Yes);
    // A no of somebody who is not on record, by the number they called from.
    let phone = Identifier::parse(Kind::Phone, PHONE).unwrap();
    assert_eq!(office.record.suppress(&[phone], "officer-2", now()).unwrap(), 1);
    assert_eq!(because(&office.may(&ask, pat, &plan())), ["suppressed"]);
    let other = office.somebody("Ada Nobody", "01632 960055", ("tenant", "heart-of-medway"));
    assert_eq!(office.may(&ask, other, &plan()).may, May::Yes);
    office.chooses(other, Fact::NoMarketing, "");
    let digest = people::erasure_digest(other);
    let approval = office.record.data().write("approve", move |tx| {
        let asked = db::approvals::Asked {
            what: "erase a person".to_owned(),
            digest,
            risk: db::approvals::Risk::Medium,
            by: "officer-1".to_owned(),
            reason: "they asked".to_owned(),
        };
        let no = db::approvals::ask(tx, &asked, now().micros())?;
        db::approvals::decide(tx, no, "officer-3", true, "", "2026-11-24", now().micros())?;
        Ok::<_, db::approvals::NotApproved>(no)
    });
    let approval = *approval.unwrap();
    let erase = office.ask(json!({
        "role": "data-protection-officer", "team": "data-protection",
        "purpose": "rights-requests", "action": "erase", "recipient": null,
    }));
    let _ = office.record.erase(&erase, other, approval, now()).unwrap();
    let back = office.somebody("Ada Nobody", "01632 960055", ("tenant", "heart-of-medway"));
    let again = office.may(&ask, back, &plan());
    assert_eq!(again.may, May::No, "{again:?}");
    assert!(office.record.suppress(&[], "officer-2", now()).is_err());
}

#[test]
fn every_answer_is_in_the_log_with_its_route() {
    let office = Office::new();
    office.clean_lists();
    let pat = office.supporter("tenant", "heart-of-medway");
    let ask = marketing("marketing-post-and-phone", "phone", "heart-of-medway");
    let _ = office.may(&ask, pat, &plan());
    office.chooses(pat, Fact::NoMarketing, "");
    let _ = office.may(&ask, pat, &plan());
    let look = office.ask(json!({
        "role": "data-protection-officer", "team": "data-protection",
        "purpose": "rights-requests", "action": "look", "recipient": null,
    }));
    let history = office.record.history(&look, pat, i64::MAX, 100, now()).unwrap();
    let told: Vec<Value> = history
        .iter()
        .filter(|one| one.account.act.starts_with("contact"))
        .map(|one| json!([one.account.act, one.account.more]))
        .collect();
    insta::assert_snapshot!(serde_json::to_string_pretty(&told).unwrap());
}

#[test]
fn an_ask_without_a_channel_or_with_a_name_nobody_knows_is_none() {
    let office = Office::new();
    let pat = office.supporter("tenant", "heart-of-medway");
    let mut ask = service("email");
    ask.channel = None;
    assert!(may(&office.record, &ask, pat, &plan(), now()).is_err());
    assert!(may(&office.record, &service("pigeon"), pat, &plan(), now()).is_err());
    let long = Plan { read: Some("x".repeat(301)), ..plan() };
    assert!(may(&office.record, &service("email"), pat, &long, now()).is_err());
    let much = says(&"x".repeat(sharing::outgoing::TEXT_BYTES_MAX + 1));
    assert!(may(&office.record, &service("email"), pat, &much, now()).is_err());
}
