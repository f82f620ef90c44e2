//! A year of an office: cases of every kind, at random but the same for the same seed, with holidays,
//! pauses, people who leave, what comes back, and crashes. What must be so is so at every step.

use std::collections::BTreeMap;

use casework::{
    Error, How, Kind, LINES_MAX, Letter, Outcome, Searched, SourceAnswer, State, Step, Taking,
    Timed, Way, Went, Who, Work, Worked,
};
use db::cluster::Cluster;
use db::params;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use law::clock::{Gate, Loss, LossKind, Request};
use people::{Now, PersonId};

use crate::{Office, TODAY, moment, noon};

/// Where answers go.
const SOMEBODY: &str = "somebody@example.org";

/// `SplitMix64`: the same numbers for the same seed, everywhere.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    pub(crate) fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let at = self.below(from.len() as u64);
        &from[usize::try_from(at).unwrap()]
    }
}

/// What the test knows of a case: what was acknowledged to it, and nothing else.
struct Known {
    /// The how many-th it was.
    arrival: usize,
    kind: Kind,
    reference: String,
    state: State,
    subject: bool,
    /// Whom it is about, and who asked.
    readers: [Option<PersonId>; 2],
    version: i64,
    events: Vec<(Step, Date, Option<Gate>)>,
    proposed_by: String,
    approved_by: Option<String>,
    proven: bool,
    sources: BTreeMap<String, bool>,
    late_said: bool,
    /// Whether the last of the work was complete.
    whole: Option<bool>,
    answered: bool,
    to_tell: bool,
    told: bool,
}

impl Known {
    fn has(&self, step: Step) -> bool {
        self.events.iter().any(|(one, ..)| *one == step)
    }

    /// The day by which, counted by `law` from what happened: written apart from the room's own.
    fn due(&self, today: Date) -> Option<Date> {
        let received = self.events[0].1;
        let division = law::clock::division::england_and_wales();
        let after = |days: u16| {
            law::clock::holidays::roll(received.saturating_add(i64::from(days).days()), division)
        };
        if self.kind == Kind::Complaint && self.has(Step::Acknowledge) {
            return Some(after(casework::clock::COMPLAINT_DAYS));
        }
        let kind = match self.kind.timed() {
            Timed::Law(kind) => kind,
            Timed::Hours => {
                let loss = Loss::new(LossKind::Breach, moment(received), None).unwrap();
                return Some(loss.read(noon_of(today)).due().date());
            }
            Timed::Office(days) | Timed::Named(days) => return Some(after(days)),
        };
        let mut request = Request::new(kind, received);
        let mut waits: BTreeMap<&str, (Gate, Date)> = BTreeMap::new();
        let mut asked = None;
        for &(step, day, gate) in &self.events[1..] {
            match (step, gate) {
                (Step::AskProof, Some(gate)) => {
                    waits.entry(name(gate)).or_insert((gate, day));
                }
                (Step::Proof, Some(gate)) => {
                    if let Some((gate, from)) = waits.remove(name(gate)) {
                        request = request.gate(gate, Some(from), Some(day));
                    }
                }
                (Step::Back, _) => waits.clear(),
                (Step::Ask, _) => asked = Some(day),
                (Step::Answered, _) => {
                    let from: Date = asked.take().unwrap();
                    if self.kind.can_pause() {
                        request = request.pause(from, Some(day));
                    }
                }
                (Step::Extend, _) => request = request.extended_on(day),
                _ => {}
            }
        }
        for (_, (gate, from)) in waits {
            request = request.gate(gate, Some(from), None);
        }
        if let Some(from) = asked.filter(|_| self.kind.can_pause()) {
            request = request.pause(from, None);
        }
        request.build().unwrap().read(today).due()
    }
}

fn name(gate: Gate) -> &'static str {
    match gate {
        Gate::Authority => "authority",
        Gate::Fee => "fee",
        Gate::Identity => "identity",
    }
}

fn noon_of(day: Date) -> jiff::Timestamp {
    jiff::Timestamp::from_microsecond(noon(day).micros()).unwrap()
}

/// The step that leads on from a state.
fn onwards(state: State, dice: &mut Dice) -> Step {
    match state {
        State::Received => {
            *dice.pick(&[Step::Begin, Step::Begin, Step::Acknowledge, Step::AskProof])
        }
        State::Waiting => Step::Proof,
        State::Working => *dice.pick(&[
            Step::Weigh,
            Step::Weigh,
            Step::Search,
            Step::Accept,
            Step::Proof,
            Step::Ask,
        ]),
        State::Weighing => *dice.pick(&[Step::Propose, Step::Propose, Step::Proof, Step::Work]),
        State::Approving => Step::Approve,
        State::Ready => *dice.pick(&[Step::Send, Step::Send, Step::Lateness]),
        State::Sent => *dice.pick(&[Step::Close, Step::Tell]),
        State::Closed => Step::Note,
        State::NotValid => Step::Revive,
    }
}

struct Year {
    office: Office,
    dice: Dice,
    cases: BTreeMap<i64, Known>,
    tenants: Vec<PersonId>,
    staff: Vec<&'static str>,
    /// Entries of the log there must be.
    entries: i64,
    refused: usize,
    taken: usize,
    /// The last letter of each case, and whether a wall stood before whoever it went to.
    letters: BTreeMap<i64, (bool, String)>,
    /// Letters that named somebody behind a wall.
    walls: usize,
    /// What the mail server made of messages: taken, later, never.
    mailed: [usize; 3],
    now: Now,
}

impl Year {
    fn new(office: Office, seed: u64) -> Year {
        let mut tenants: Vec<PersonId> =
            (0..11).map(|n| office.tenant(&format!("Tenant {n}"))).collect();
        let hidden = office.tenant("Kit Fenwick");
        let question = office.ask("ada", "collect", "rights-requests", TODAY);
        let against = people::Against::Person(tenants[0]);
        let record = office.desk.record();
        let _ =
            record.wall(&question, hidden, &against, TODAY, "fled from them", noon(TODAY)).unwrap();
        tenants.push(hidden);
        let mut year = Year {
            office,
            dice: Dice(seed),
            cases: BTreeMap::new(),
            tenants,
            staff: vec!["ada", "ben", "cara", "dot", "olu"],
            entries: 0,
            refused: 0,
            taken: 0,
            letters: BTreeMap::new(),
            walls: 0,
            mailed: [0; 3],
            now: noon(TODAY),
        };
        year.entries = year.logged();
        year
    }

    fn logged(&self) -> i64 {
        let data = self.office.desk.record().data();
        data.settle().unwrap();
        let count =
            |tx: &db::Tx<'_>| tx.one("SELECT COUNT(*) FROM entry", params![], |row| row.int(0));
        data.read("count", count).unwrap().unwrap()
    }

    fn arrives(&mut self, day: Date) {
        let kind = *self.dice.pick(Kind::ALL);
        let subject = (!self.dice.one_in(5)).then(|| *self.dice.pick(&self.tenants));
        let received = moment(day);
        let opened = self.office.open_at(kind, subject, received, self.now).remove(0);
        self.entries += 1;
        self.cases.insert(
            opened.no,
            Known {
                arrival: self.cases.len(),
                kind,
                reference: opened.reference,
                state: State::Received,
                subject: subject.is_some(),
                readers: [subject; 2],
                version: 1,
                events: vec![(Step::Receive, day, None)],
                proposed_by: String::new(),
                approved_by: None,
                proven: false,
                sources: BTreeMap::new(),
                late_said: false,
                whole: None,
                answered: false,
                to_tell: false,
                told: false,
            },
        );
    }

    fn acts(&mut self, no: i64, day: Date) {
        let (state, kind, version) = {
            let case = &self.cases[&no];
            (case.state, case.kind, case.version)
        };
        let open_question = self.cases[&no].events.iter().rev().find_map(|(step, ..)| match step {
            Step::Ask => Some(true),
            Step::Answered => Some(false),
            _ => None,
        });
        let step = if open_question == Some(true) && self.dice.one_in(4) {
            Step::Answered
        } else if self.dice.one_in(5) {
            *self.dice.pick(Step::ALL)
        } else {
            onwards(state, &mut self.dice)
        };
        let who = *self.dice.pick(&self.staff);
        let gate = *self.dice.pick(&[Gate::Authority, Gate::Identity, Gate::Identity]);
        let gate = matches!(step, Step::AskProof | Step::Proof).then_some(gate);
        let subject = *self.dice.pick(&self.tenants);
        let stale = self.dice.one_in(20) && version > 1;
        let answers = (["housing", "mail"].iter())
            .map(|source| SourceAnswer {
                source: (*source).to_owned(),
                answer: match self.dice.one_in(4) {
                    true => *self.dice.pick(Searched::ALL),
                    false => Searched::Held,
                },
                held: 1,
                accepted: false,
            })
            .collect();
        let taking = Taking {
            answers,
            source: Some(self.dice.pick(&["housing", "mail"]).to_string()),
            why: Some(
                self.dice.pick(&["as it was", "as it was", "as Kit Fenwick said"]).to_string(),
            ),
            gate,
            outcome: Some(self.outcome(kind)),
            agrees: !self.dice.one_in(4),
            subject: Some(subject),
            seen: Some(if stale { version - 1 } else { version }),
            other: Some(no),
            recipient: Some("contractor".to_owned()),
            to: (step == Step::Propose).then(|| SOMEBODY.to_owned()),
            ..Taking::default()
        };
        let question = self.office.question(who, day);
        let mut taking = taking;
        if step == Step::Work {
            self.works(kind, &mut taking);
        }
        if step == Step::Propose && matches!(kind, Kind::Access | Kind::Portability) {
            // Its pack is made before, by whoever may; that is in the log as well.
            let before = self.logged();
            self.office.pack(who, no, b"a pack", day);
            self.entries += self.logged() - before;
        }
        let taken = match step {
            Step::Send | Step::Write => {
                let letter = if step == Step::Send { Letter::Answer } else { Letter::MoreTime };
                let elsewhere = self.dice.one_in(20);
                let to = if elsewhere { "elsewhere@example.org" } else { SOMEBODY };
                // An email address is nowhere to post to.
                let way = match self.dice.one_in(12) {
                    true => Way::Post,
                    false => *self.dice.pick(&[Way::Email, Way::Hand]),
                };
                let how = How {
                    to: Some(to.to_owned()),
                    seen: taking.seen,
                    adjusted: self.dice.one_in(2).then(|| "in large print".to_owned()),
                    ..How::new(letter, way)
                };
                let sent = self.office.desk.send(Who::Officer(&question), no, &how, self.now);
                // Whoever has a part in it has looked at it, whether it went or not.
                let walled = self.cases[&no].readers.contains(&Some(self.tenants[0]));
                if !matches!(sent, Err(Error::None)) {
                    // Whether it names somebody behind a wall is found out by looking at both.
                    self.entries += if walled { 3 } else { 1 };
                }
                // A second person approved where it goes.
                let approved = step == Step::Send && kind.second_person().is_some();
                assert!(!(approved && elsewhere && sent.is_ok()), "{kind} went elsewhere");
                self.walls += usize::from(matches!(sent, Err(Error::BehindWall)));
                sent.map(|sent| {
                    self.letters.insert(no, (walled, sent.text));
                    sent.taken
                })
            }
            _ => self.office.desk.take(Who::Officer(&question), no, step, &taking, self.now),
        };
        let case = self.cases.get_mut(&no).unwrap();
        let taken = match taken {
            Ok(taken) => taken,
            Err(Error::Faster { .. }) => {
                assert!(stale, "nobody was faster");
                return;
            }
            // Nor does whoever has no part in it learn who was faster.
            Err(Error::Record(people::Error::Changed)) => {
                assert!(stale, "nobody was faster");
                return;
            }
            // Whoever has no part in a case learns nothing of it.
            Err(Error::None) if matches!(step, Step::Send | Step::Write) => {
                self.refused += 1;
                return;
            }
            Err(
                Error::BehindWall
                | Error::Blocked(_)
                | Error::Impossible(_)
                | Error::NotApproved(_)
                | Error::Malformed(_),
            ) => {
                self.refused += 1;
                return;
            }
            Err(error) => panic!("{step} of {kind} by {who}: {error}"),
        };
        assert!(!stale, "what was seen was older");
        self.taken += 1;
        self.entries += 1;
        case.events.push((step, day, gate));
        (case.state, case.version) = (taken.state, taken.version);
        match step {
            Step::Propose => {
                (case.proposed_by, case.approved_by) = (who.to_owned(), None);
                let ends = taking.outcome.unwrap();
                assert!(ends.fits(kind), "{kind} ends as {}", ends.id());
                let asked = !crate::working::fills(kind).is_empty();
                assert!(case.answered || !asked, "{kind} ends, and questions are open");
                let really = matches!(
                    kind,
                    Kind::ConsentWithdrawal
                        | Kind::Erasure
                        | Kind::Informed
                        | Kind::Objection
                        | Kind::Rectification
                        | Kind::Restriction
                );
                assert!(
                    ends != Outcome::Given || !really || case.whole == Some(true),
                    "{kind} is said to be done, and is not"
                );
            }
            Step::Approve => case.approved_by = Some(who.to_owned()),
            Step::Search => {
                let answers = taking.answers.iter();
                case.sources.extend(answers.map(|one| (one.source.clone(), one.answer.is_whole())));
            }
            Step::Accept => {
                case.sources.insert(taking.source.clone().unwrap(), true);
            }
            Step::Weigh => {
                let all = case.sources.values().all(|whole| *whole);
                assert!(all && (!kind.searches() || !case.sources.is_empty()), "{kind} unsearched");
            }
            Step::Proof => case.proven |= gate == Some(Gate::Identity),
            Step::AskProof => case.proven &= gate != Some(Gate::Identity),
            Step::Identify => {
                if case.subject && case.readers[0] != Some(subject) {
                    (case.sources, case.proven) = (BTreeMap::new(), false);
                }
                (case.subject, case.readers[0]) = (true, Some(subject));
            }
            Step::Lateness => case.late_said = true,
            Step::Work => {
                case.answered |= !taking.fills.is_empty();
                if let Some(worked) = &taking.worked {
                    case.whole = Some(worked.whole);
                    case.to_tell |= !worked.tell.is_empty() && !case.told;
                }
            }
            Step::Tell => (case.to_tell, case.told) = (false, true),
            Step::Close => assert!(!case.to_tell, "{kind} closed, and somebody is not told"),
            Step::Send => {
                // What goes has had its checks.
                assert!(case.proven || !kind.needs_proof(), "{kind} went without proof");
                assert!(case.subject || !kind.is_about_a_person(), "{kind} went about nobody");
                if kind.second_person().is_some() {
                    let by = case.approved_by.as_deref();
                    assert!(by.is_some_and(|by| by != case.proposed_by), "{kind} went unapproved");
                }
                let late = case.due(day).is_some_and(|due| due < day);
                let told = case.events.iter().any(|(step, ..)| *step == Step::Acknowledge);
                let late = late && !(kind == Kind::Complaint && told);
                assert!(
                    case.late_said || !late || kind == Kind::Breach,
                    "{kind} went late, unsaid"
                );
            }
            _ => {}
        }
    }

    /// How a case of this kind ends, most often.
    fn outcome(&mut self, kind: Kind) -> Outcome {
        let fits: Vec<Outcome> =
            Outcome::ALL.iter().copied().filter(|one| one.fits(kind)).collect();
        let any = self.dice.one_in(8);
        *self.dice.pick(if any { Outcome::ALL } else { &fits })
    }

    /// What whoever has the case does for it: often enough, and often well.
    fn works(&mut self, kind: Kind, taking: &mut Taking) {
        let fills = crate::working::fills(kind);
        if self.dice.one_in(4) || fills.is_empty() {
            let work = match kind {
                Kind::ConsentWithdrawal => Work::Withdrawn,
                Kind::Disclosure => Work::Disclosed,
                Kind::Informed => Work::Informed,
                Kind::Objection => Work::Objected,
                _ => Work::Changed,
            };
            let whole = !self.dice.one_in(3);
            let tell = if whole { vec!["contractor".to_owned()] } else { Vec::new() };
            taking.worked =
                Some(Worked { work, whole, what: "done".to_owned(), tell, write_up: false });
        } else {
            taking.fills = fills;
        }
    }

    /// What waits goes out, and some of it comes back.
    fn mail(&mut self) {
        for message in self.office.desk.outgoing("https://privacy.example", self.now).unwrap() {
            assert!(!message.text.contains("Tenant"), "an email says whom: {}", message.text);
            let went = *self.dice.pick(&[Went::Sent, Went::Sent, Went::Later, Went::Never]);
            self.mailed[went as usize] += 1;
            self.office.desk.went(&message, went, self.now).unwrap();
            let back = went == Went::Sent && self.dice.one_in(10);
            if back {
                assert!(self.office.desk.came_back(&message.id, "no such user", self.now).unwrap());
            }
            if back || went == Went::Never {
                self.entries += 1;
                self.looks_again();
            }
        }
    }

    /// Takes over what happened by itself: an answer that came back is ready again.
    fn looks_again(&mut self) {
        let question = self.office.question("dot", self.now.today());
        for (no, case) in &mut self.cases {
            if !matches!(case.state, State::Sent | State::Closed) {
                continue;
            }
            let shown = self.office.desk.show(Who::Officer(&question), *no, self.now).unwrap();
            self.entries += 1;
            if shown.version > case.version {
                let step = shown.steps.last().unwrap();
                assert_eq!((step.step, shown.state), (Step::Bounce, State::Ready));
                case.events.push((step.step, step.day, None));
                (case.state, case.version) = (shown.state, shown.version);
                self.entries += 1;
            }
        }
    }

    /// What the clock says by itself, and what must be so every evening.
    fn evening(&mut self, day: Date) {
        assert_eq!(self.logged(), self.entries, "every action is in the log, once");
        for (walled, text) in self.letters.values() {
            // One tenant must not learn of another, however often an answer names them.
            assert!(!walled || !text.contains("Fenwick"), "a wall is breached: {text}");
        }
        self.office.desk.tick(self.now).unwrap();
        let again = self.office.desk.tick(self.now).unwrap();
        assert_eq!(again.soon + again.late, 0, "said twice");
        self.entries = self.logged();
        let queue = self.office.desk.queue(LINES_MAX).unwrap();
        let open = self.cases.values().filter(|case| case.state.is_open()).count();
        assert_eq!(queue.len(), open, "nothing is lost");
        let data = self.office.desk.record().data();
        for line in &queue {
            let case = &self.cases[&line.no];
            assert_eq!((line.state, line.kind), (case.state, case.kind));
            assert_eq!(line.due, case.due(day), "{} on {day}: {:?}", case.kind, case.events);
            if line.due.is_some_and(|due| due < day) {
                let alerted = data
                    .read("alert", |tx| db::tasks::is_open(tx, "case-late", &case.reference))
                    .unwrap();
                assert!(alerted, "{} is late and nobody was told", case.kind);
            }
        }
    }

    fn run(self) -> Year {
        self.run_until(date(2027, 12, 1))
    }

    fn run_until(mut self, end: Date) -> Year {
        let mut day = TODAY;
        let mut left = false;
        while day < end {
            self.now = noon(day);
            for _ in 0..self.dice.below(3) {
                self.arrives(day);
            }
            if !left && day > date(2027, 6, 1) {
                // Whoever leaves takes nothing along: the post has another holder, and the cases.
                self.leave("ada", "eve", day);
                left = true;
            }
            if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
                let mut live: Vec<i64> = (self.cases.iter())
                    .filter(|(_, case)| case.state != State::Closed)
                    .map(|(no, _)| *no)
                    .collect();
                // In the order they came, which is the same in every run; their numbers are not.
                live.sort_by_key(|no| self.cases[no].arrival);
                for no in live {
                    if self.dice.one_in(2) {
                        self.acts(no, day);
                    }
                }
            }
            if self.dice.one_in(60) {
                let Year { office, .. } = self;
                self = Year { office: office.reopened(), ..self };
            }
            self.mail();
            if day.day() % 3 == 0 {
                self.evening(day);
            }
            day = day.tomorrow().unwrap();
        }
        self.evening(day.yesterday().unwrap());
        self
    }

    fn leave(&mut self, who: &'static str, next: &'static str, day: Date) {
        let text = day.to_string();
        let change = move |tx: &db::Tx<'_>| {
            db::posts::leave(tx, who, &text)?;
            db::posts::appoint(tx, "data-protection", next, false, &text, None)?;
            Ok(())
        };
        self.office.desk.record().write_office("olu", "appoint", "post", self.now, change).unwrap();
        self.entries += 1;
        self.staff.retain(|one| *one != who);
        self.staff.push(next);
    }
}

/// One year; as many more, of other seeds, as `KEYHOLDER_YEARS` says.
#[test]
fn a_year_of_an_office_keeps_every_promise() {
    let more = std::env::var("KEYHOLDER_YEARS").ok().and_then(|text| text.parse().ok());
    for seed in 1..=more.unwrap_or(0) {
        Year::new(Office::new(), seed).run();
    }
    let year = Year::new(Office::new(), 2026).run();
    let closed = year.cases.values().filter(|case| !case.state.is_open()).count();
    // A simulation in which little happens would show little.
    assert!(year.cases.len() > 300, "{} cases", year.cases.len());
    assert!(year.taken > 2_000, "{} steps", year.taken);
    assert!(year.refused > 500, "{} refused", year.refused);
    assert!(year.mailed.iter().all(|times| *times > 10), "{:?} mailed", year.mailed);
    assert!(year.walls > 2, "{} letters named somebody behind a wall", year.walls);
    assert!(closed * 4 > year.cases.len(), "{closed} of {} ended", year.cases.len());
    for kind in Kind::ALL {
        let sent = |case: &&Known| case.kind == *kind && !case.state.is_open();
        assert!(year.cases.values().any(|case| sent(&case)), "no {kind} ended");
    }
}

/// The same on a PostgreSQL server, for a shorter while.
#[test]
fn an_office_on_postgres_keeps_the_same_promises() {
    let cluster = Cluster::start("fsync = off").unwrap();
    let year = Year::new(Office::on(&cluster), 7).run_until(date(2027, 3, 1));
    assert!(year.taken > 200 && year.refused > 50, "{} and {}", year.taken, year.refused);
}
