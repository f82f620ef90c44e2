//! Decisions machines take or prepare (rows 9.1a and 9.1b): which there are, who looks at them again, and that
//! each person is told of each that matters to them.

use charter::items::AutomatedDecision;
use gate::NamedAsk;
use jiff::ToSpan;
use jiff::civil::Date;
use people::{Now, PersonId, Record};

use crate::Error;
use crate::error::said;
use crate::kept::{self, Kept, New, OPEN, Register, Step};

/// Within how many days a person is told of a decision: what we ask of ourselves.
pub const TELL_DAYS: i64 = 7;

const TOLD: i64 = 1;

/// A machine of the charter.
fn find<'a>(record: &'a Record, name: &str) -> Result<&'a AutomatedDecision, Error> {
    let machines = record.gate().charter().automated();
    let at = machines.find(name).ok_or_else(|| Error::None {
        what: "machine that decides",
        name: name.to_owned(),
        way: "one that is not registered decides nothing; `keyholder machine list` shows those that are",
    })?;
    Ok(&machines[at])
}

/// What the person is told with each decision: that a machine had a part in it, by what, how it comes to its
/// answer, and what they can do (UK GDPR Art 22C).
fn words(machine: &AutomatedDecision, outcome: &str) -> String {
    let logic = machine.logic.as_ref().map(|text| text.get_ref().as_str()).unwrap_or_default();
    let part = if machine.solely {
        "A machine decided this."
    } else {
        "A machine prepared this, and a person decided."
    };
    format!(
        "{outcome}\n{part} It went by {}. {logic}\nYou can tell us what you think of it, have a person \
         look at it again, and ask us to change it.",
        machine.name
    )
}

/// Writes a decision down in which a machine had a part; its number.
///
/// The machine asks first, in its own role:
/// the gate says whether it may decide by such data at all. Then somebody of the office writes it down.
///
/// # Errors
/// [`Error::None`] for a machine nobody registered; [`Error::Record`] where the gate refuses.
pub fn decided(
    record: &Record,
    (as_machine, named): (&NamedAsk, &NamedAsk),
    person: PersonId,
    (machine, outcome): (&str, &str),
    now: Now,
) -> Result<i64, Error> {
    let outcome = said("say what was decided", outcome, 5)?;
    let found = find(record, machine)?;
    let of = category(record, found);
    let ask = kept::question(record, &asking(found, as_machine), of, "decide", now)?;
    let _ = record.look(&ask, person, now)?;
    let post = found.reviewer.as_ref().map(|post| post.get_ref().as_str()).unwrap_or_default();
    let tell = now.today().saturating_add(TELL_DAYS.days());
    kept::put(
        record,
        &asking(found, named),
        person,
        &New {
            register: Register::MachineDecision,
            category: of,
            source: "our-own-work",
            text: words(found, &outcome),
            due: found.significant.then_some(tell),
            post,
            state: OPEN,
            event: dated_by_decision(record, of).then(|| now.today()),
            instead: false,
        },
        now,
    )
}

/// Whoever asks, for what the machine is there for.
fn asking(machine: &AutomatedDecision, named: &NamedAsk) -> NamedAsk {
    let mut named = named.clone();
    machine.purpose.get_ref().as_str().clone_into(&mut named.purpose);
    named
}

/// Whether what is held of a category is kept from a decision on.
fn dated_by_decision(record: &Record, category: &str) -> bool {
    let charter = record.gate().charter();
    let class = charter.categories().find(category).and_then(|at| {
        let class = charter.categories()[at].retention.as_ref()?;
        charter.retentions().get(class.get_ref())
    });
    let trigger = class.and_then(|class| class.trigger.as_ref());
    trigger.is_some_and(|trigger| trigger.get_ref() == "decision")
}

/// The category a decision is held as: of what goes into it that which is kept from the decision on, or else
/// the first.
fn category<'a>(record: &Record, machine: &'a AutomatedDecision) -> &'a str {
    let mut data = machine.data.iter().map(|id| id.get_ref().as_str());
    let first = data.clone().next().unwrap_or_default();
    data.find(|name| dated_by_decision(record, name)).unwrap_or(first)
}

/// Writes down that the person was told of a decision, and how.
///
/// # Errors
/// [`Error::No`] where they were; [`Error::None`].
pub fn told(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    (machine, number): (&str, i64),
    (on, how): (Date, &str),
    now: Now,
) -> Result<(), Error> {
    let how = said("say how they were told", how, 3)?;
    if on > now.today() {
        return Err(Error::Malformed("nobody was told tomorrow".to_owned()));
    }
    let found = find(record, machine)?;
    let step = Step {
        register: Register::MachineDecision,
        category: category(record, found),
        no: number,
        to: TOLD,
        due: None,
        adds: format!("Told on {on}: {how}"),
    };
    let may = |kept: &Kept| kept::only_from(kept, &[OPEN], "9.1", "they were told of this one");
    kept::step(record, &asking(found, named), person, &step, now, may, |_| Ok(()))
}

/// The decisions about a person in which a machine had a part.
///
/// # Errors
/// As for looking at the person.
pub fn decisions(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    machine: &str,
    now: Now,
) -> Result<Vec<Kept>, Error> {
    let found = find(record, machine)?;
    let of = category(record, found);
    kept::list(record, &asking(found, named), of, person, Register::MachineDecision, now)
}
