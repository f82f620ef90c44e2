//! Whatever the sequence of choices, objections, walls, notices and ends and renewals of agreements: nothing is
//! given that the gate refuses at that instant, and everything given stands in the register with telling met.
//!
//! What the gate would say is worked out here from the sequence itself, and not from what the record made of it.

use std::collections::BTreeSet;

use gate::{NamedAsk, NamedFacts, Obligation};
use jiff::ToSpan;
use jiff::civil::Date;
use people::{Against, Error, Fact, NewChoice, Now, PersonId, Receipt};
use proptest::prelude::*;
use serde_json::json;
use sharing::share::{Giving, NewNotice, Waiting, ask, end_notice, give, give_notice};
use sharing::share::{give_scheduled, schedule, tell};
use sharing::{Exception, HowGiven, Told};

use crate::{Office, TODAY};

const ENTITY: &str = "heart-of-medway";
/// What is asked: role, team, purpose, recipient, kinds of data.
const ASKS: &[(&str, &str, &str, &str, &[&str])] = &[
    ("repairs-officer", "housing", "repairs", "repairs-contractors", &["name", "telephone"]),
    ("income-officer", "income", "rent-and-benefits", "welfare-advisers", &["name", "telephone"]),
    (
        "legal-officer",
        "data-protection",
        "group-work-of-mhs-homes-ltd",
        "group-mhs-homes-ltd",
        &["name", "telephone"],
    ),
    ("safeguarding-officer", "safeguarding", "safeguarding", "police", &["name"]),
    ("safeguarding-officer", "safeguarding", "emergencies", "medical-professionals", &["name"]),
    ("complaints-officer", "housing", "complaints", "councillor", &["name"]),
];
const ACTORS: [&str; 2] = ["officer-2", "officer-4"];
const CHOICES: &[(Fact, &str)] = &[
    (Fact::Objection, "repairs"),
    (Fact::Objection, "group-work-of-mhs-homes-ltd"),
    (Fact::Objection, "safeguarding"),
    (Fact::Restriction, "telephone"),
    (Fact::Restriction, "name"),
    (Fact::ExplicitConsent, "complaints"),
    (Fact::AgreedRecipient, "councillor"),
    (Fact::Told, "welfare-advisers"),
];
const ENDS: [&str; 4] =
    ["repairs-contractors", "welfare-advisers", "group-mhs-homes-ltd", "medical-professionals"];

#[derive(Clone, Debug)]
enum Event {
    Chooses(usize),
    TakesBack(prop::sample::Index),
    Wall(usize),
    Ends(usize),
    Renews(usize),
    Notice(bool),
    Days(i32),
}

#[derive(Clone, Copy, Debug)]
enum How {
    Untold,
    On,
    ByNotice,
    Exception,
    Scheduled,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        5 => (0..CHOICES.len()).prop_map(Event::Chooses),
        2 => any::<prop::sample::Index>().prop_map(Event::TakesBack),
        1 => (0..ACTORS.len()).prop_map(Event::Wall),
        2 => (0..ENDS.len()).prop_map(Event::Ends),
        2 => (0..ENDS.len()).prop_map(Event::Renews),
        2 => any::<bool>().prop_map(Event::Notice),
        1 => (1..20).prop_map(Event::Days),
    ]
}

fn how() -> impl Strategy<Value = How> {
    proptest::sample::select(
        &[How::Untold, How::On, How::ByNotice, How::Exception, How::Scheduled][..],
    )
}

struct Said {
    today: Date,
    choices: Vec<(Fact, &'static str, Receipt, bool)>,
    walls: BTreeSet<&'static str>,
    ended: BTreeSet<&'static str>,
    notice: Option<i64>,
}

impl Said {
    fn abouts(&self, fact: Fact) -> Vec<String> {
        let all = self.choices.iter().filter(|(of, _, _, stands)| *of == fact && *stands);
        all.map(|(_, about, ..)| (*about).to_owned()).collect()
    }

    fn facts(&self, actor: &str) -> NamedFacts {
        NamedFacts {
            walled: self.walls.contains(actor),
            objected: self.abouts(Fact::Objection),
            restricted: self.abouts(Fact::Restriction),
            explicit_consent: self.abouts(Fact::ExplicitConsent),
            agreed_recipients: self.abouts(Fact::AgreedRecipient),
            told: self.abouts(Fact::Told),
            lapsed: self.ended.iter().map(|&one| one.to_owned()).collect(),
            ..NamedFacts::default()
        }
    }

    /// What the gate lets go, and whether the person is told first.
    fn decided(&self, office: &Office, ask: &NamedAsk) -> (Vec<String>, bool) {
        let named = NamedAsk {
            relationship: "tenant".to_owned(),
            facts: Some(self.facts(ask.actor.as_deref().unwrap_or_default())),
            ..ask.clone()
        };
        let gate = office.record.gate();
        let (asked, facts) = gate.read(&named, self.today).unwrap();
        let said = gate.explain(&asked, &facts);
        let first = said.decision.obligations().contains(Obligation::TellFirst);
        (said.allowed, first)
    }
}

fn question(office: &Office, today: Date, action: &str) -> people::Question {
    let named: NamedAsk = serde_json::from_value(json!({
        "actor": "dpo-1", "strength": "second-factor", "role": "data-protection-officer",
        "team": "data-protection", "entity": ENTITY, "relationship": "",
        "purpose": "rights-requests", "action": action, "data": [],
    }))
    .unwrap();
    office.record.question(&named, today).unwrap()
}

fn happens(office: &Office, pat: PersonId, said: &mut Said, event: &Event) {
    let (record, today) = (&office.record, said.today);
    let now = Now::noon(today);
    let collect = question(office, today, "collect");
    match event {
        Event::Chooses(at) => {
            let (fact, about) = CHOICES[*at];
            let mut new = NewChoice::new(fact, about, today);
            new.grounds.wording = Some("May we?".to_owned());
            new.grounds.withdrawal_told = Some("Tell any of us.".to_owned());
            let (receipt, _) = record.choose(&collect, pat, &new, now).unwrap();
            said.choices.push((fact, about, receipt, true));
        }
        Event::TakesBack(at) => {
            let mut standing: Vec<_> = said.choices.iter_mut().filter(|one| one.3).collect();
            if !standing.is_empty() {
                let at = at.index(standing.len());
                let (receipt, days) = (&standing[at].2, (today, today));
                let _ = record.lift(&collect, pat, receipt, days, now).unwrap();
                standing[at].3 = false;
            }
        }
        Event::Wall(at) => {
            let against = Against::Actor(ACTORS[*at].to_owned());
            let _ = record.wall(&collect, pat, &against, today, "a relative", now).unwrap();
            said.walls.insert(ACTORS[*at]);
        }
        Event::Ends(at) => {
            sharing::end_agreement(record, ENDS[*at], today, now, "dpo-1").unwrap();
            said.ended.insert(ENDS[*at]);
        }
        Event::Renews(at) => {
            sharing::renew_agreement(record, ENDS[*at], today, today, now, "dpo-1").unwrap();
            said.ended.remove(ENDS[*at]);
        }
        Event::Notice(true) if said.notice.is_none() => {
            let new = NewNotice {
                purpose: "group-work-of-mhs-homes-ltd".to_owned(),
                recipient: "group-mhs-homes-ltd".to_owned(),
                entity: ENTITY.to_owned(),
                relationship: "tenant".to_owned(),
                since: today,
                how: "with the rent letter".to_owned(),
            };
            said.notice = Some(give_notice(record, &new, now, "dpo-1").unwrap());
        }
        Event::Notice(_) => {
            if let Some(no) = said.notice.take() {
                end_notice(record, no, today, now, "dpo-1").unwrap();
            }
        }
        Event::Days(days) => said.today = today.saturating_add(days.days()),
    }
}

/// Tries to give it one way; its number in the register, or the refusal.
fn tries(
    office: &Office,
    pat: PersonId,
    named: &NamedAsk,
    how: How,
    now: Now,
) -> Result<i64, Error> {
    let by = HowGiven { how: "by phone".to_owned(), power: None, note: None };
    let why = "It would put a witness at risk.".to_owned();
    let told = match how {
        How::Untold => None,
        How::On => Some(Told::On(now.today())),
        How::ByNotice => Some(Told::ByNotice),
        How::Exception => Some(Told::Excepted(Exception::Harm, why)),
        How::Scheduled => {
            let waiting = Waiting { day: now.today(), post: None, how: by };
            let no = schedule(&office.record, named, pat, &waiting, now)?;
            let look = question(office, now.today(), "look");
            tell(&office.record, &look, pat, no, now.today(), now)?;
            let given = give_scheduled(&office.record, named, pat, no, now)?;
            return Ok(given.disclosed.no);
        }
    };
    Ok(give(&office.record, named, pat, &Giving { told, how: by }, now)?.disclosed.no)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_given_that_the_gate_refuses_and_all_that_is_stands_in_the_register(
        events in prop::collection::vec((event(), 0..ASKS.len(), how()), 1..16),
    ) {
        let office = Office::new();
        let pat = office.tenant();
        let mut said = Said {
            today: TODAY,
            choices: Vec::new(),
            walls: BTreeSet::new(),
            ended: BTreeSet::new(),
            notice: None,
        };
        let mut given: BTreeSet<i64> = BTreeSet::new();
        for (event, first, how) in &events {
            happens(&office, pat, &mut said, event);
            let now = Now::noon(said.today);
            for step in 0..3 {
                let (role, team, purpose, to, data) = ASKS[(first + step) % ASKS.len()];
                let named = NamedAsk {
                    actor: Some(ACTORS[step % 2].to_owned()),
                    strength: Some("second-factor".to_owned()),
                    role: role.to_owned(),
                    team: team.to_owned(),
                    entity: ENTITY.to_owned(),
                    purpose: purpose.to_owned(),
                    action: "disclose".to_owned(),
                    recipient: Some(to.to_owned()),
                    data: data.iter().map(|&one| one.to_owned()).collect(),
                    ..NamedAsk::default()
                };
                let (lets, told_first) = said.decided(&office, &named);
                let protects = ["safeguarding", "emergencies"].contains(&purpose);
                let covered = said.notice.is_some() && to == "group-mhs-homes-ltd";
                // A notice also tells of what nobody has to be told of one by one; none is on record for that.
                let met = match how {
                    How::Untold => !told_first,
                    How::ByNotice => covered,
                    How::On | How::Exception | How::Scheduled => true,
                };
                let came = tries(&office, pat, &named, *how, now);
                prop_assert_eq!(
                    came.is_ok(), !lets.is_empty() && met,
                    "{} to {} by {:?} on {}: {:?}, the gate lets {:?}", purpose, to, how, said.today,
                    came.as_ref().err(), &lets
                );
                let walled = said.walls.contains(ACTORS[step % 2]);
                prop_assert!(!protects || walled || !lets.is_empty(), "what protects is blocked");
                if let Ok(no) = came {
                    given.insert(no);
                    let look = question(&office, said.today, "look");
                    let rows = sharing::register(&office.record, &look, pat, now).unwrap();
                    let there: BTreeSet<i64> = rows.iter().map(|row| row.no).collect();
                    prop_assert_eq!(&there, &given, "the register and what was given");
                    let row = rows.iter().find(|row| row.no == no).unwrap();
                    prop_assert!(row.data.iter().all(|kind| lets.contains(kind)));
                    prop_assert!(!told_first || row.told.is_some() || row.excepted);
                    prop_assert!(!protects || row.told.is_some() || row.excepted);
                    prop_assert!(!row.paragraphs.is_empty());
                    prop_assert!(row.told.is_none_or(|day| day <= said.today));
                }
                // The question says the same as the giving.
                if let Ok(answer) = ask(&office.record, &named, pat, now) {
                    prop_assert_eq!(answer.goes().len(), lets.len());
                    prop_assert_eq!(answer.tells_first(), told_first && !lets.is_empty());
                }
            }
        }
    }
}
