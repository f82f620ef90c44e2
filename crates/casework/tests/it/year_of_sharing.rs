//! A year in which data is shared, people are contacted, and what is past its time goes: at random, but the same for
//! the same seed. What may be is worked out here from what was said to the office, and not from what the record made
//! of it; and at no instant did anything leave, or was anybody contacted, that the gate would have refused.

use std::collections::{BTreeMap, BTreeSet};

use casework::{KEEPS, Kind};
use db::approvals;
use db::cluster::Cluster;
use disposal::State;
use gate::{NamedAsk, NamedFacts};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use ledger::Signer;
use people::identify::{Identifier, Kind as Identifies};
use people::{
    Against, Fact, NewChoice, NewHold, NewItem, NewPerson, NewRelationship, Now, PersonId, Receipt,
    Record,
};
use serde_json::json;
use sharing::contact::{May, Plan as Contact, may};
use sharing::{HowGiven, Outgoing, Told, screen};

use crate::year::Dice;
use crate::{Office, TODAY, noon};

const ENTITY: &str = "heart-of-medway";
const OFFICERS: [&str; 2] = ["officer-1", "officer-2"];
const RECIPIENTS: [&str; 2] = ["repairs-contractors", "mailing-house"];
/// What people say, and about what.
const CHOICES: &[(Fact, &str)] = &[
    (Fact::NoMarketing, ""),
    (Fact::Declined, "post"),
    (Fact::Restriction, "name"),
    (Fact::Restriction, "telephone"),
    (Fact::Objection, "rent-exchange"),
];
/// The most people at once.
const PEOPLE_MAX: usize = 30;

/// What the office was told of somebody.
struct Known {
    id: PersonId,
    reference: String,
    choices: Vec<(Fact, &'static str, Receipt)>,
    walls: BTreeSet<&'static str>,
    held: bool,
    case: bool,
    left: Option<Date>,
    given: i64,
    gone: bool,
}

impl Known {
    fn abouts(&self, fact: Fact) -> Vec<String> {
        let these = self.choices.iter().filter(|(of, ..)| *of == fact);
        these.map(|(_, about, _)| (*about).to_owned()).collect()
    }

    /// Whether something keeps what is held on them.
    fn kept(&self) -> bool {
        self.held || self.case || !self.abouts(Fact::Restriction).is_empty()
    }
}

struct Year {
    office: Office,
    dice: Dice,
    day: Date,
    signer: Signer,
    people: Vec<Known>,
    lapsed: BTreeSet<&'static str>,
    /// How often: gave, was refused, contacted, did not, let go rows, let go people.
    gave: usize,
    refused: usize,
    contacted: usize,
    left_alone: usize,
    files: usize,
    rows: u64,
    erased: usize,
    runs: Vec<i64>,
}

fn ask(role: (&str, &str, &str), purpose: &str, action: &str) -> NamedAsk {
    let (actor, role, team) = role;
    serde_json::from_value(json!({
        "actor": actor, "strength": "second-factor", "role": role, "team": team, "entity": ENTITY,
        "relationship": "", "purpose": purpose, "action": action, "data": [],
    }))
    .unwrap()
}

impl Year {
    fn new(office: Office, seed: u64) -> Year {
        let signer = Signer::new("example.org/log", &[7; 32].into()).unwrap();
        let mut year = Year {
            office,
            dice: Dice(seed),
            day: TODAY,
            signer,
            people: Vec::new(),
            lapsed: BTreeSet::new(),
            gave: 0,
            refused: 0,
            contacted: 0,
            left_alone: 0,
            files: 0,
            rows: 0,
            erased: 0,
            runs: Vec::new(),
        };
        let no =
            disposal::ask_to_switch_on(year.record(), "olu", "it is time", year.now()).unwrap();
        year.approve(no);
        disposal::switch_on(year.record(), "olu", no, year.now()).unwrap();
        for _ in 0..8 {
            year.enters();
        }
        year
    }

    fn record(&self) -> &Record {
        self.office.desk.record()
    }

    fn now(&self) -> Now {
        noon(self.day)
    }

    fn approve(&self, no: i64) {
        let (day, at) = (self.day.to_string(), self.now().micros());
        let decide = move |tx: &db::Tx<'_>| {
            approvals::decide(tx, no, "dot", true, "data-protection-officer", &day, at)
        };
        let _ = self.record().data().write("approve", decide).unwrap();
    }

    fn question(&self, named: &NamedAsk) -> people::Question {
        self.record().question(named, self.day).unwrap()
    }

    /// A question of the data protection officer's, whom no wall keeps out.
    fn dpo(&self) -> people::Question {
        self.question(&ask(
            ("ada", "data-protection-officer", "data-protection"),
            "rights-requests",
            "collect",
        ))
    }

    fn housing(&self) -> people::Question {
        self.question(&ask(("ada", "housing-officer", "housing"), "tenancy-management", "collect"))
    }

    fn enters(&mut self) {
        let no = self.people.len();
        let reference = format!("T-{no}");
        let since = NewRelationship::new("tenant", ENTITY, date(2010, 1, 1));
        let mut new = NewPerson::new("the-person", since);
        let parse = |kind, text: &str| Identifier::parse(kind, text).unwrap();
        new.identifiers = vec![
            parse(Identifies::Name, &format!("Person{no} Example")),
            parse(Identifies::Phone, &format!("01632 96{no:04}")),
            parse(Identifies::TenancyReference, &reference),
        ];
        let id = self.record().enter(&self.housing(), &new, self.now()).unwrap();
        self.people.push(Known {
            id,
            reference,
            choices: Vec::new(),
            walls: BTreeSet::new(),
            held: false,
            case: false,
            left: None,
            given: 0,
            gone: false,
        });
    }

    /// One of those who are there.
    fn somebody(&mut self) -> Option<usize> {
        let there: Vec<usize> =
            (0..self.people.len()).filter(|at| !self.people[*at].gone).collect();
        (!there.is_empty()).then(|| *self.dice.pick(&there))
    }

    /// What the gate says to an ask, told by somebody who remembers everything: the kinds of data it lets.
    fn oracle(&self, named: &NamedAsk, of: &Known, data: &[&str]) -> BTreeSet<String> {
        let gate = self.record().gate();
        let there = of.left.is_none_or(|last| last >= self.day);
        let facts = NamedFacts {
            walled: named.actor.as_deref().is_some_and(|actor| of.walls.contains(actor)),
            objected: of.abouts(Fact::Objection),
            objected_marketing: !of.abouts(Fact::NoMarketing).is_empty(),
            restricted: of.abouts(Fact::Restriction),
            declined: of.abouts(Fact::Declined),
            lapsed: self.lapsed.iter().map(|one| (*one).to_owned()).collect(),
            held: of.held,
            ..NamedFacts::default()
        };
        let named = NamedAsk {
            relationship: if there { "tenant" } else { "former-tenant" }.to_owned(),
            data: data.iter().map(|one| (*one).to_owned()).collect(),
            facts: Some(facts),
            ..named.clone()
        };
        let (asked, facts) = gate.read(&named, self.day).unwrap();
        let allowed = gate.decide(&asked, &facts).allowed();
        let known = gate.charter().categories();
        allowed.iter().map(|ix| known[ix.position()].id.get_ref().as_str().to_owned()).collect()
    }

    fn happens(&mut self) {
        let Some(at) = self.somebody() else { return };
        let (now, day) = (self.now(), self.day);
        let id = self.people[at].id;
        match self.dice.below(10) {
            0 if self.people.iter().filter(|one| !one.gone).count() < PEOPLE_MAX => self.enters(),
            0 | 1 => {
                // A letter whose time comes in this year, has come, or comes later.
                let began = day.saturating_sub(6.years()).saturating_sub(200.days());
                let event =
                    began.saturating_add(i64::try_from(self.dice.below(400)).unwrap().days());
                let mut item = NewItem::new("correspondence", "Dear landlord", "the-person", event);
                item.event = Some(event);
                let _ = self.record().hold(&self.housing(), id, &item, now);
            }
            2 | 3 => {
                let (fact, about) = *self.dice.pick(CHOICES);
                let new = NewChoice::new(fact, about, day);
                if let Ok((receipt, _)) = self.record().choose(&self.dpo(), id, &new, now) {
                    self.people[at].choices.push((fact, about, receipt));
                }
            }
            4 | 5 => {
                let Some((.., receipt)) = self.people[at].choices.pop() else { return };
                let _ = self.record().lift(&self.dpo(), id, &receipt, (day, day), now).unwrap();
            }
            6 => {
                let officer = *self.dice.pick(&OFFICERS);
                if self.dice.one_in(4) {
                    let against = Against::Actor(officer.to_owned());
                    let dpo = self.dpo();
                    let _ =
                        self.record().wall(&dpo, id, &against, day, "a neighbour", now).unwrap();
                    self.people[at].walls.insert(officer);
                }
            }
            7 => {
                let to = *self.dice.pick(&RECIPIENTS);
                if self.lapsed.remove(to) {
                    sharing::renew_agreement(self.record(), to, day, day, now, "dot").unwrap();
                } else if self.dice.one_in(3) {
                    sharing::end_agreement(self.record(), to, day, now, "dot").unwrap();
                    self.lapsed.insert(to);
                }
            }
            8 => self.holds(at),
            _ => self.leaves(at),
        }
    }

    fn holds(&mut self, at: usize) {
        let (id, now, day) = (self.people[at].id, self.now(), self.day);
        if self.people[at].held {
            let _ = self.record().let_go(&self.dpo(), id, "claim", day, now).unwrap();
            self.people[at].held = false;
        } else {
            let hold = NewHold {
                kind: "claim".to_owned(),
                post: "head-of-income".to_owned(),
                since: day,
                review: None,
                detail: "a claim".to_owned(),
            };
            let _ = self.record().hold_back(&self.dpo(), id, &hold, now).unwrap();
            self.people[at].held = true;
        }
    }

    /// Somebody's tenancy ended, long ago or yesterday; or they ask for something and a case is open.
    fn leaves(&mut self, at: usize) {
        let (id, now, day) = (self.people[at].id, self.now(), self.day);
        if self.dice.one_in(6) {
            self.office.open(Kind::Access, Some(id), day);
            self.people[at].case = true;
        } else if self.people[at].left.is_none() {
            let years = if self.dice.one_in(2) { 8 } else { 0 };
            let last = day.yesterday().unwrap().saturating_sub(years.years());
            let _ = self.record().unrelate(&self.housing(), id, "tenant", last, now).unwrap();
            self.people[at].left = Some(last);
        }
    }

    /// A job sheet for the contractor: nothing goes but what the gate lets at this instant.
    fn gives(&mut self) {
        let Some(at) = self.somebody() else { return };
        let actor = *self.dice.pick(&OFFICERS);
        let mut named = ask((actor, "repairs-officer", "repairs"), "repairs", "disclose");
        named.recipient = Some("repairs-contractors".to_owned());
        named.data = vec!["name".to_owned(), "telephone".to_owned()];
        let allowed = self.oracle(&named, &self.people[at], &["name", "telephone"]);
        let how = HowGiven { how: "job sheet".to_owned(), power: None, note: None };
        let (question, told, now) = (self.question(&named), Told::On(self.day), self.now());
        let id = self.people[at].id;
        match sharing::disclose(self.record(), &question, id, Some(&told), &how, now) {
            Ok(done) => {
                let mut went = BTreeSet::new();
                let each = done.opened.each(self.record(), |seen| {
                    let _ = went.insert(seen.category().to_owned());
                });
                each.unwrap();
                assert!(
                    went.is_subset(&allowed),
                    "{went:?} went, and {allowed:?} may, on {}",
                    self.day
                );
                self.people[at].given += 1;
                self.gave += 1;
            }
            Err(error) => {
                assert!(allowed.is_empty(), "{allowed:?} may go on {}: {error}", self.day);
                self.refused += 1;
            }
        }
    }

    fn contacts(&mut self) {
        let Some(at) = self.somebody() else { return };
        let actor = *self.dice.pick(&OFFICERS);
        let (role, purpose) = match self.dice.one_in(2) {
            true => (("communications-officer", "communications"), "marketing-post-and-phone"),
            false => (("housing-officer", "housing"), "service-messages"),
        };
        let mut named = ask((actor, role.0, role.1), purpose, "contact");
        let channel = if self.dice.one_in(2) { "post" } else { "phone" };
        named.channel = Some(channel.to_owned());
        let id = self.people[at].id;
        let said = may(self.record(), &named, id, &Contact::new(self.day), self.now());
        let yes = said.is_ok_and(|answer| answer.may == May::Yes);
        let data = if channel == "post" { "name" } else { "telephone" };
        let mut lets = self.oracle(&named, &self.people[at], &[data]);
        if purpose.starts_with("marketing") && !self.people[at].abouts(Fact::NoMarketing).is_empty()
        {
            lets.clear();
        }
        assert!(!yes || !lets.is_empty(), "{purpose} by {channel} on {}", self.day);
        if yes {
            self.contacted += 1;
        } else {
            self.left_alone += 1;
        }
    }

    /// A mail merge of everybody: each row that leaves is somebody's who may be in it.
    fn sends(&mut self) {
        let mut text = "Reference,Name\n".to_owned();
        for one in &self.people {
            text += &format!("{},Somebody\n", one.reference);
        }
        let asker = ask((OFFICERS[0], "housing-officer", "housing"), "", "disclose");
        let out = Outgoing {
            feed: "service-mail",
            text: &text,
            asker: &asker,
            system: None,
            told: None,
            provider: feeds::Provider::Private,
        };
        let done = screen(self.record(), &out, false, self.now()).unwrap();
        let stays: BTreeSet<usize> = done.left.iter().map(|(row, _)| *row).collect();
        let mut named =
            ask((OFFICERS[0], "housing-officer", "housing"), "service-messages", "disclose");
        named.recipient = Some("mailing-house".to_owned());
        let mut reach =
            ask((OFFICERS[0], "housing-officer", "housing"), "service-messages", "contact");
        reach.channel = Some("post".to_owned());
        for at in 0..self.people.len() {
            if stays.contains(&(at + 2)) {
                continue;
            }
            let one = &self.people[at];
            assert!(
                !one.gone && one.walls.is_empty(),
                "{} is in it on {}",
                one.reference,
                self.day
            );
            let lets = self.oracle(&named, one, &["name"]).contains("name")
                && !self.oracle(&reach, one, &["name"]).is_empty();
            assert!(lets, "{} is in it on {}: {:?}", one.reference, self.day, one.choices);
            self.people[at].given += 1;
        }
        assert_eq!(done.receipt.gone + done.left.len(), self.people.len());
        assert!(!done.file.unwrap_or_default().contains("T-"), "our references stay here");
        self.files += 1;
    }

    /// What is past its time goes; what stays has something in its way, and the plan says what.
    fn lets_go(&mut self) {
        let now = self.now();
        self.record().renew_due("dot", now).unwrap();
        let plan = disposal::plan(self.record(), KEEPS, now).unwrap();
        if plan.ready() > 0 {
            let run = disposal::make(self.record(), "olu", &[], KEEPS, now).unwrap();
            self.approve(run.approval.unwrap());
            let came =
                disposal::carry_out(self.record(), "olu", run.no, KEEPS, now, &|| true).unwrap();
            assert_eq!((came.waits, came.stayed, came.gone), (0, 0, plan.ready()));
            assert_eq!(disposal::run(self.record(), run.no).unwrap().state, State::Done);
            self.rows += came.gone - plan.people();
            self.runs.push(run.no);
        }
        let after = disposal::plan(self.record(), KEEPS, now).unwrap();
        assert_eq!(after.ready(), 0, "nothing past its day remains without a reason");
        assert!(after.classes.iter().all(|class| class.kept == 0 || !class.stops.is_empty()));
        let states = self.states();
        for one in self.people.iter_mut().filter(|one| !one.gone) {
            let (live, past) = states[one.id.as_bytes()];
            if live {
                assert!(
                    past == 0 || one.kept(),
                    "{} rows are past their time on {}",
                    past,
                    self.day
                );
            } else {
                let nothing = one.left.is_some() && !one.kept() && one.choices.is_empty();
                assert!(
                    nothing && one.given == 0,
                    "{} went, and something was left",
                    one.reference
                );
                one.gone = true;
                self.erased += 1;
            }
        }
    }

    /// Of everybody whether they are there, and how many rows of theirs are past their time.
    fn states(&self) -> BTreeMap<[u8; 16], (bool, i64)> {
        let today = self.day.to_string();
        let read = self.record().data().read("states", |tx| {
            let people = tx.all("SELECT id, no, state FROM person", &[], |row| {
                Ok::<_, db::Error>((row.bytes::<16>(0)?, row.int(1)?, row.int(2)?))
            })?;
            let mut states = BTreeMap::new();
            for (id, no, state) in people {
                let sql = "SELECT COUNT(*) FROM drawer WHERE no BETWEEN ?1 AND ?2 AND due < ?3";
                let drawers = db::params![no << 16, (no << 16) | 0xffff, &today];
                let past = tx.one(sql, drawers, |row| row.int(0))?.unwrap_or(0);
                states.insert(id, (state == 0, past));
            }
            Ok::<_, db::Error>(states)
        });
        read.unwrap()
    }

    /// Everything that was given stands in the register, and the log fits its checkpoint.
    fn evening(&self) {
        let in_register = self.record().data().read("register", |tx| {
            tx.one("SELECT COUNT(*) FROM disclosure", &[], |row| row.int(0))
        });
        let given: i64 = self.people.iter().map(|one| one.given).sum();
        assert_eq!(in_register.unwrap(), Some(given), "on {}", self.day);
        self.record().data().sequence(&self.signer, "test", self.now().micros()).unwrap();
        assert_eq!(self.record().unsound().unwrap(), people::Unsound::default());
    }

    fn run_until(mut self, end: Date) -> Year {
        while self.day < end {
            for _ in 0..=self.dice.below(2) {
                self.happens();
            }
            self.gives();
            self.contacts();
            if self.day.day() % 7 == 0 {
                self.sends();
            }
            if self.day.day() == 1 {
                self.lets_go();
                self.evening();
            }
            if self.dice.one_in(90) {
                let Year { office, .. } = self;
                self = Year { office: office.reopened(), ..self };
            }
            self.day = self.day.tomorrow().unwrap();
        }
        self.lets_go();
        self.evening();
        self.certificates();
        self.log();
        self
    }

    /// Every entry is in the log, by the key of the log alone.
    fn log(&self) {
        let verifier = self.signer.verifier();
        let mut entries = 0;
        while let Ok((proof, leaf)) = self.record().data().prove(entries) {
            proof.verify(&leaf, &verifier).unwrap();
            entries += 1;
        }
        assert!(entries > 100, "{entries} entries");
    }

    /// Each certificate is in the log, by the key of the log alone.
    fn certificates(&self) {
        for run in &self.runs {
            let proven = disposal::certificate(self.record(), *run).unwrap().proven;
            let proof = ledger::Proof::parse(&proven.proof).unwrap();
            let leaf = data_encoding::HEXLOWER.decode(proven.leaf.as_bytes()).unwrap();
            proof.verify(&leaf, &self.signer.verifier()).unwrap();
        }
    }
}

/// One year; as many more, of other seeds, as `KEYHOLDER_YEARS` says.
#[test]
fn in_a_year_of_sharing_nothing_leaves_and_nobody_is_contacted_that_the_gate_would_refuse() {
    let more = std::env::var("KEYHOLDER_YEARS").ok().and_then(|text| text.parse().ok());
    for seed in 1..=more.unwrap_or(0) {
        Year::new(Office::new(), seed).run_until(date(2027, 12, 1));
    }
    let year = Year::new(Office::new(), 2026).run_until(date(2027, 12, 1));
    // A simulation in which little happens would show little.
    assert!(year.gave > 40 && year.refused > 40, "{} given, {} refused", year.gave, year.refused);
    assert!(year.contacted > 20 && year.left_alone > 40, "{} {}", year.contacted, year.left_alone);
    assert!(
        year.files > 40 && year.runs.len() > 5,
        "{} files, {} runs",
        year.files,
        year.runs.len()
    );
    assert!(year.rows > 20 && year.erased > 0, "{} rows, {} people went", year.rows, year.erased);
}

/// The same on a PostgreSQL server, for a shorter while.
#[test]
fn a_shorter_year_of_sharing_on_postgres_keeps_the_same() {
    let cluster = Cluster::start("fsync = off").unwrap();
    let year = Year::new(Office::on(&cluster), 7).run_until(date(2027, 2, 15));
    assert!(year.gave + year.refused > 50 && year.files > 5);
}
