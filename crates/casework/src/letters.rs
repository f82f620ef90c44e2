//! Letters: what a person is told, from templates an organisation can edit. What the law wants said
//! cannot be edited away.

use jiff::civil::Date;
use minijinja::{Environment, UndefinedBehavior, context};
use words::{Catalogue, Message};

use crate::showing::Shown;
use crate::weighing::{Item, held_back};
use crate::{Desk, Error, Kind, Step, Who};
use people::Now;

/// A letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Letter {
    /// It came, and by when we answer.
    Acknowledgement,
    /// Our answer.
    Answer,
    /// We ask for proof of who they are, or of authority.
    AskProof,
    /// We ask what they want.
    AskWhat,
    /// Something happened to their data (Art 34).
    Breach,
    /// We need more time.
    MoreTime,
}

impl Letter {
    /// Every letter.
    pub const ALL: &[Letter] = &[
        Letter::Acknowledgement,
        Letter::Answer,
        Letter::AskProof,
        Letter::AskWhat,
        Letter::Breach,
        Letter::MoreTime,
    ];

    /// Its id: the name of its template, without `.txt`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Letter::Acknowledgement => "acknowledgement",
            Letter::Answer => "answer",
            Letter::AskProof => "ask-proof",
            Letter::AskWhat => "ask-what",
            Letter::Breach => "breach",
            Letter::MoreTime => "more-time",
        }
    }

    fn bundled(self) -> &'static str {
        match self {
            Letter::Acknowledgement => include_str!("../letters/acknowledgement.txt"),
            Letter::Answer => include_str!("../letters/answer.txt"),
            Letter::AskProof => include_str!("../letters/ask-proof.txt"),
            Letter::AskWhat => include_str!("../letters/ask-what.txt"),
            Letter::Breach => include_str!("../letters/breach.txt"),
            Letter::MoreTime => include_str!("../letters/more-time.txt"),
        }
    }

    /// The step whose words it carries.
    fn step(self) -> Option<Step> {
        match self {
            Letter::Acknowledgement | Letter::Answer | Letter::Breach => None,
            Letter::AskProof => Some(Step::AskProof),
            Letter::AskWhat => Some(Step::Ask),
            Letter::MoreTime => Some(Step::Extend),
        }
    }
}

impl std::str::FromStr for Letter {
    type Err = String;

    fn from_str(word: &str) -> Result<Letter, String> {
        Letter::ALL.iter().copied().find(|letter| letter.id() == word).ok_or_else(|| {
            let all: Vec<&str> = Letter::ALL.iter().map(|letter| letter.id()).collect();
            format!("there is no letter `{word}`; there is {}", all.join(", "))
        })
    }
}

/// The most steps a template may take: far more than a long letter does.
const FUEL: u64 = 100_000;
/// The most bytes of a template: 64 KiB.
pub const TEMPLATE_BYTES_MAX: usize = 64 << 10;

impl Desk {
    /// Writes a letter of a case as it stands, in every state: nothing is sent. `template` is the
    /// organisation's own; the bundled one where there is none.
    ///
    /// # Errors
    /// As for [`Desk::show`]; [`Error::Malformed`] where the template cannot be filled in, or leaves
    /// out what the law wants said.
    pub fn letter(
        &self,
        who: Who<'_>,
        case: i64,
        letter: Letter,
        template: Option<&str>,
        now: Now,
    ) -> Result<String, Error> {
        let case = self.show(who, case, now)?;
        let items = self.record().data().read("items", |tx| crate::weighing::of(tx, case.no))?;
        write(letter, template, &self.sender(&case.entity), &case, &items, now.today())
    }

    /// Who writes: the legal entity a case was put to, and how the data protection officer is reached.
    pub(crate) fn sender(&self, entity: &str) -> Sender {
        let charter = self.record().gate().charter();
        let officer =
            charter.posts().iter().find(|one| one.id.get_ref().as_str() == self.posts().adviser);
        let contact = officer.map(|post| {
            let parts = [&post.contact.address, &post.contact.email, &post.contact.phone];
            let known: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
            known.join("; ")
        });
        let entity = charter.entities().iter().find(|one| one.id.get_ref().as_str() == entity);
        let organisation =
            entity.map_or_else(|| charter.head().name.clone(), |one| one.name.clone());
        Sender { organisation, contact: contact.unwrap_or_default() }
    }
}

/// Who writes.
pub(crate) struct Sender {
    organisation: String,
    /// How the data protection officer is reached.
    contact: String,
}

/// Fills in a letter. Pure.
pub(crate) fn write(
    letter: Letter,
    template: Option<&str>,
    sender: &Sender,
    case: &Shown,
    items: &[Item],
    today: Date,
) -> Result<String, Error> {
    let english = Catalogue::english();
    let say = |message: &Message| english.render(message);
    let recipient = &case.words.recipient;
    let said = letter.step().and_then(|step| {
        case.steps.iter().rev().find(|one| one.step == step).and_then(|one| one.why.clone())
    });
    let lateness = case.steps.iter().rev().find(|one| one.step == Step::Lateness);
    let lateness = lateness.and_then(|one| one.why.clone()).unwrap_or_default();
    let clock = case.clock.as_ref();
    let remedies: Vec<&str> = law::remedy::on(today).map(law::remedy::Remedy::says).collect();
    let held: Vec<String> = held_back(items)
        .into_iter()
        .map(|(_, says, count)| match count {
            1 => says,
            _ => format!("{says} ({count} times)"),
        })
        .collect();
    let sources: Vec<(String, String)> =
        (case.sources.iter()).map(|one| (one.source.clone(), say(&one.answer.message()))).collect();
    let regulator = law::regulator::on(today)
        .map(|one| format!("{}: {}, telephone {}", one.name(), one.website(), one.phone()))
        .unwrap_or_default();
    // The day of the law is for telling them that it came, and this letter does.
    let aim = (case.kind == Kind::Complaint && letter == Letter::Acknowledgement)
        .then(|| crate::clock::complaint_aim(case.received));
    let fields = context! {
        organisation => &sender.organisation,
        greeting => match &recipient.name {
            Some(name) => format!("Dear {name},"),
            None => "Hello,".to_owned(),
        },
        about => say(&your(case.kind)),
        received => in_words(case.received),
        due => clock.and_then(|clock| clock.due).filter(|_| aim.is_none()).map(in_words),
        aim => aim.map(in_words),
        paused => clock.is_some_and(|clock| matches!(clock.status, law::clock::Status::Paused(_))),
        working => clock
            .filter(|_| aim.is_none())
            .map(|clock| clock.trace.iter().map(say).collect::<Vec<_>>().join(" "))
            .unwrap_or_default(),
        reference => &case.reference,
        said => said.unwrap_or_default(),
        // Before it is approved and goes it is in no letter.
        answer => match letter {
            Letter::Answer => case.words.answer.clone().unwrap_or_default(),
            _ => String::new(),
        },
        lateness,
        sources => sources
            .iter()
            .map(|(name, says)| context! { name, says })
            .collect::<Vec<_>>(),
        held_back => &held,
        remedies => &remedies,
        regulator => &regulator,
        happened => case.answers.get("what"),
        data => case.answers.get("data"),
        consequences => case.answers.get("consequences"),
        measures => case.answers.get("measures"),
        contact => &sender.contact,
    };
    let text = fill(template.unwrap_or(letter.bundled()), fields)?;
    crate::leaving::asks_for_nothing_secret(&text)?;
    let mut wanted: Vec<&str> = vec![&case.reference];
    if matches!(letter, Letter::Answer | Letter::MoreTime) {
        wanted.extend(&remedies);
        wanted.push(&regulator);
    }
    if letter == Letter::Breach {
        for id in ["what", "consequences", "measures"] {
            let answer = case.answers.get(id);
            if answer.is_empty() {
                return Err(Error::Malformed(format!(
                    "answer `{id}` first: it has to be said to the people (`keyholder case work`)"
                )));
            }
            wanted.push(answer);
        }
        wanted.extend([sender.contact.as_str(), regulator.as_str()]);
    }
    if letter == Letter::Answer {
        wanted.extend(held.iter().map(String::as_str));
        wanted.extend(sources.iter().flat_map(|(name, says)| [name.as_str(), says.as_str()]));
        wanted.extend(case.words.answer.as_deref());
    }
    match wanted.into_iter().find(|wanted| !text.contains(wanted.trim())) {
        None => Ok(text),
        Some(missing) => Err(Error::Malformed(format!(
            "the template `{}.txt` leaves out what has to be said: `{missing}`",
            letter.id()
        ))),
    }
}

/// Fills a template in, and takes out the holes that what is not there leaves.
fn fill(template: &str, fields: minijinja::Value) -> Result<String, Error> {
    if template.len() > TEMPLATE_BYTES_MAX {
        return Err(Error::Malformed(format!("a template has {TEMPLATE_BYTES_MAX} bytes at most")));
    }
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    let text = environment.render_str(template, fields).map_err(|error| {
        let line = error.line().map(|line| format!(" in line {line}")).unwrap_or_default();
        Error::Malformed(format!("the template cannot be filled in{line}: {}", error.kind()))
    })?;
    let mut out = String::new();
    let mut empty = 0;
    for line in text.trim().lines().map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            out.push_str(line);
            out.push('\n');
        }
    }
    Ok(out)
}

pub(crate) fn in_words(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// What somebody's case is called to them: `your request to see what we hold`.
pub(crate) fn your(kind: Kind) -> Message {
    match kind {
        Kind::Access => Message::new("casework-your-access"),
        Kind::AutomatedDecision => Message::new("casework-your-automated-decision"),
        Kind::Complaint => Message::new("casework-your-complaint"),
        Kind::ConsentWithdrawal => Message::new("casework-your-consent-withdrawal"),
        Kind::Disclosure => Message::new("casework-your-disclosure"),
        Kind::Enquiry => Message::new("casework-your-enquiry"),
        Kind::Erasure => Message::new("casework-your-erasure"),
        Kind::Feedback => Message::new("casework-your-feedback"),
        Kind::Information => Message::new("casework-your-information"),
        Kind::InternalReview => Message::new("casework-your-internal-review"),
        Kind::Objection => Message::new("casework-your-objection"),
        Kind::Phishing => Message::new("casework-your-phishing"),
        Kind::Policy => Message::new("casework-your-policy"),
        Kind::Portability => Message::new("casework-your-portability"),
        Kind::Rectification => Message::new("casework-your-rectification"),
        Kind::Restriction => Message::new("casework-your-restriction"),
        Kind::Assessment | Kind::Breach | Kind::Informed | Kind::Regulator => {
            Message::new("casework-your-letter")
        }
    }
}
