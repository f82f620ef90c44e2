//! Whatever the sequence of choices, objections, walls and agreements: nobody is contacted whom the gate
//! would refuse at that instant.
//!
//! What the gate would say is worked out here from the sequence itself: from what was said, in the words
//! of the office, and not from what the record made of it.

use std::collections::BTreeSet;

use gate::{Gate, NamedAsk, NamedFacts, Outcome};
use jiff::ToSpan;
use jiff::civil::Date;
use people::{Against, Fact, NewChoice, Now, PersonId, Receipt};
use proptest::prelude::*;
use serde_json::json;
use sharing::contact::{May, Plan, may};
use sharing::preference::{List, import};

use crate::contact::{PHONE, marketing, service};
use crate::{Office, TODAY};

const ENTITY: &str = "heart-of-medway";
/// What is asked: for what, by what, and with which kinds of data.
const ASKS: &[(&str, &str, &[&str])] = &[
    ("marketing-post-and-phone", "post", &["address", "name"]),
    ("marketing-post-and-phone", "phone", &["telephone"]),
    ("marketing-email", "email", &["email"]),
    ("marketing-email", "text-message", &["telephone"]),
    ("marketing-email", "phone", &["telephone"]),
    ("service-messages", "post", &["address", "name"]),
    ("service-messages", "phone", &["telephone"]),
    ("service-messages", "email", &["email"]),
];
const ACTORS: [&str; 2] = ["officer-2", "officer-4"];
const TOPICS: [&str; 3] = ["", "events", "offers"];
/// What somebody chooses, and about what.
const CHOICES: &[(Fact, &str)] = &[
    (Fact::Consent, "marketing-email"),
    (Fact::Consent, "research-and-surveys"),
    (Fact::Objection, "marketing-post-and-phone"),
    (Fact::Objection, "marketing-email"),
    (Fact::NoMarketing, ""),
    (Fact::NoMarketing, "email"),
    (Fact::NoMarketing, "phone"),
    (Fact::Marketing, "email"),
    (Fact::Marketing, "phone"),
    (Fact::Marketing, "text-message"),
    (Fact::Marketing, "post"),
    (Fact::Declined, "phone"),
    (Fact::Declined, "post"),
    (Fact::Safe, "email"),
    (Fact::Safe, ""),
    (Fact::Preference, "email"),
    (Fact::Preference, "phone"),
    (Fact::Restriction, "telephone"),
    (Fact::Restriction, "email"),
    (Fact::AgreedRecipient, "repairs-contractors"),
    (Fact::NoImages, ""),
];
const ENTITIES: [Option<&str>; 3] = [None, Some(ENTITY), Some("mhs-homes-ltd")];

/// What happens.
#[derive(Clone, Debug)]
enum Event {
    Chooses(usize, usize, usize),
    TakesBack(prop::sample::Index),
    Wall(usize),
    Agreement(bool),
    /// A list is taken over, with them on it or without.
    Listed(List, bool),
    Days(i32),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => (0..CHOICES.len(), 0..ENTITIES.len(), 0..TOPICS.len())
            .prop_map(|(what, entity, topic)| Event::Chooses(what, entity, topic)),
        3 => any::<prop::sample::Index>().prop_map(Event::TakesBack),
        1 => (0..ACTORS.len()).prop_map(Event::Wall),
        1 => any::<bool>().prop_map(Event::Agreement),
        4 => (proptest::sample::select(&List::ALL[..]), any::<bool>())
            .prop_map(|(list, on)| Event::Listed(list, on)),
        1 => (1..20).prop_map(Event::Days),
    ]
}

struct Chosen {
    fact: Fact,
    about: &'static str,
    entity: Option<&'static str>,
    topic: &'static str,
    receipt: Receipt,
    stands: bool,
}

/// What was said, as the office would remember it.
struct Said {
    today: Date,
    choices: Vec<Chosen>,
    walls: BTreeSet<&'static str>,
    /// Of each list that was taken over: whether they are on it, and the day of its file.
    lists: Vec<(List, bool, Date)>,
}

impl Said {
    /// What they chose of a kind, for the entity that asks.
    fn all(&self, fact: Fact) -> impl Iterator<Item = &Chosen> {
        self.choices.iter().filter(move |one| {
            one.stands && one.fact == fact && one.entity.is_none_or(|entity| entity == ENTITY)
        })
    }

    fn abouts(&self, fact: Fact) -> Vec<String> {
        self.all(fact).map(|one| one.about.to_owned()).collect()
    }

    /// Whether they said no to marketing by this channel about this.
    fn no(&self, channel: &str, topic: &str) -> bool {
        self.all(Fact::NoMarketing).any(|one| {
            let this_topic = topic.is_empty() || one.topic.is_empty() || one.topic == topic;
            (one.about.is_empty() || one.about == channel) && this_topic
        })
    }

    /// Whether they said yes to it.
    fn yes(&self, purpose: &str, channel: &str, topic: &str) -> bool {
        let by_channel = self
            .all(Fact::Marketing)
            .any(|one| one.about == channel && (one.topic.is_empty() || one.topic == topic));
        // A consent to one topic is none to the purpose.
        let to_purpose =
            self.all(Fact::Consent).any(|one| one.about == purpose && one.topic.is_empty());
        by_channel || to_purpose
    }

    /// Whether somebody looked on a list of the last 28 days, and they are not on it.
    fn clean(&self, list: List) -> bool {
        self.lists.iter().any(|(of, on_it, day)| {
            *of == list && !on_it && day.saturating_add(28.days()) >= self.today
        })
    }

    /// Whether the law opens a way for marketing.
    fn way(&self, purpose: &str, channel: &str, topic: &str) -> bool {
        let objected = self.abouts(Fact::Objection).iter().any(|one| one == purpose);
        let open = match channel {
            "post" => true,
            "phone" => self.clean(List::Tps) && self.clean(List::Ctps),
            _ => self.yes(purpose, channel, topic),
        };
        open && !objected && !self.no(channel, topic)
    }

    /// What the gate would be told by somebody who remembers everything.
    fn facts(&self, actor: &str, purpose: &str, channel: &str, topic: &str) -> NamedFacts {
        let way = self.way(purpose, channel, topic);
        let safe: Vec<String> = self.abouts(Fact::Safe);
        let consent = self.all(Fact::Consent).filter(|one| one.topic.is_empty());
        NamedFacts {
            walled: self.walls.contains(actor),
            consent: consent.map(|one| one.about.to_owned()).collect(),
            objected: self.abouts(Fact::Objection),
            objected_marketing: self.no(channel, topic),
            restricted: self.abouts(Fact::Restriction),
            declined: self.abouts(Fact::Declined),
            safe: (!safe.is_empty())
                .then(|| safe.into_iter().filter(|one| !one.is_empty()).collect()),
            marketing: if way { vec![channel.to_owned()] } else { Vec::new() },
            ..NamedFacts::default()
        }
    }

    /// Whether they may be contacted: where the gate lets it, and the notice's own promises do.
    fn may(&self, gate: &Gate, ask: &NamedAsk, data: &[&str], topic: &str) -> bool {
        let channel = ask.channel.as_deref().unwrap_or_default();
        let actor = ask.actor.as_deref().unwrap_or_default();
        let named = NamedAsk {
            relationship: "tenant".to_owned(),
            data: data.iter().map(|&one| one.to_owned()).collect(),
            facts: Some(self.facts(actor, &ask.purpose, channel, topic)),
            ..ask.clone()
        };
        let (asked, facts) = gate.read(&named, self.today).unwrap();
        let lets = gate.decide(&asked, &facts).outcome() == Outcome::Allowed;
        let marketing = ask.purpose.starts_with("marketing");
        let yes = self.yes(&ask.purpose, channel, topic);
        let preferred = self.abouts(Fact::Preference);
        let their_way = preferred.is_empty() || preferred.iter().any(|one| one == channel);
        let post = channel != "post" || self.clean(List::Mps);
        lets && (!marketing || yes || (their_way && post))
    }
}

/// A line of the Mailing Preference Service's.
fn mps(on_it: bool) -> Vec<u8> {
    let house = if on_it { "1 TEST ROAD" } else { "77 OTHER ROAD" };
    let line = format!(
        "\"P\",\"05032024\",\"\",\"\",\"MS\",\"PAT\",\"EXAMPLE\",\"\",\"{house}\",\"\",\"\",\"CHATHAM\",\
         \"KENT\",\"ME4 4LL\",\"1A\"\r\n"
    );
    line.into_bytes()
}

fn happens(office: &Office, pat: PersonId, said: &mut Said, event: &Event) {
    let now = Now::noon(said.today);
    let named: NamedAsk = serde_json::from_value(json!({
        "actor": "dpo-1", "strength": "second-factor", "role": "data-protection-officer",
        "team": "data-protection", "entity": ENTITY, "relationship": "",
        "purpose": "rights-requests", "action": "collect", "data": [],
    }))
    .unwrap();
    let collect = office.record.question(&named, said.today).unwrap();
    match event {
        Event::Chooses(what, entity, topic) => {
            let (fact, about) = CHOICES[*what];
            let marketing = matches!(fact, Fact::NoMarketing | Fact::Marketing);
            let topic = if marketing { TOPICS[*topic] } else { "" };
            let mut new = NewChoice::new(fact, about, said.today);
            new.entity = ENTITIES[*entity].map(str::to_owned);
            new.topic = topic.to_owned();
            new.grounds.wording = Some("May we?".to_owned());
            new.grounds.withdrawal_told = Some("Tell any of us.".to_owned());
            let (receipt, _) = office.record.choose(&collect, pat, &new, now).unwrap();
            let entity = ENTITIES[*entity];
            said.choices.push(Chosen { fact, about, entity, topic, receipt, stands: true });
        }
        Event::TakesBack(at) => {
            let standing = said.choices.iter_mut().filter(|one| one.stands);
            let mut standing: Vec<&mut Chosen> = standing.collect();
            if standing.is_empty() {
                return;
            }
            let at = at.index(standing.len());
            let back = &mut standing[at];
            let days = (said.today, said.today);
            let _ = office.record.lift(&collect, pat, &back.receipt, days, now).unwrap();
            back.stands = false;
        }
        Event::Wall(at) => {
            let against = Against::Actor(ACTORS[*at].to_owned());
            let why = "knows the family";
            let _ = office.record.wall(&collect, pat, &against, said.today, why, now).unwrap();
            said.walls.insert(ACTORS[*at]);
        }
        Event::Agreement(ends) => {
            let to = "repairs-contractors";
            let today = said.today;
            if *ends {
                sharing::end_agreement(&office.record, to, today, now, "dpo-1").unwrap();
            } else {
                sharing::renew_agreement(&office.record, to, today, today, now, "dpo-1").unwrap();
            }
        }
        Event::Listed(list, on_it) => {
            let number = if *on_it { PHONE } else { "01632 999999" };
            let file = match list {
                List::Mps => mps(*on_it),
                _ => format!("{:<12}\r\n", number.replace(' ', "")).into_bytes(),
            };
            let on = (*list, said.today);
            let mut file = file.as_slice();
            let _ = import(&office.record, on, &mut file, true, "comms-1", now).unwrap();
            said.lists.retain(|(of, ..)| of != list);
            said.lists.push((*list, *on_it, said.today));
        }
        Event::Days(days) => said.today = said.today.saturating_add(days.days()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn nobody_is_contacted_whom_the_gate_would_refuse_at_that_instant(
        events in prop::collection::vec((event(), 0..ASKS.len(), 0..TOPICS.len()), 1..20),
    ) {
        let office = Office::new();
        let pat = office.somebody("Pat Example", PHONE, ("tenant", ENTITY));
        let mut said = Said {
            today: TODAY,
            choices: Vec::new(),
            walls: BTreeSet::new(),
            lists: Vec::new(),
        };
        for (event, first, topic) in &events {
            happens(&office, pat, &mut said, event);
            let topic = TOPICS[*topic];
            for at in 0..4 {
                let (purpose, channel, data) = ASKS[(first + at * 3) % ASKS.len()];
                let mut ask = match purpose {
                    "service-messages" => service(channel),
                    purpose => marketing(purpose, channel, ENTITY),
                };
                ask.actor = Some(ACTORS[at % 2].to_owned());
                let plan = Plan { topic: topic.to_owned(), ..Plan::new(said.today) };
                let now = Now::noon(said.today);
                let answer = may(&office.record, &ask, pat, &plan, now).unwrap();
                let expected = said.may(office.record.gate(), &ask, data, topic);
                prop_assert_eq!(
                    answer.may == May::Yes, expected,
                    "{} by {} about `{}` on {}: {:?}", purpose, channel, topic, said.today, answer
                );
            }
        }
    }
}
