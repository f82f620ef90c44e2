//! Officers' pages: who somebody is, what may be seen, shared and said, and what is done while they are on
//! the telephone. Every look is in the log before it is shown. Whoever must not be learnt of, whoever was
//! erased and nobody at all look alike: there is no such page.

mod at;
mod choice;
mod contact;
mod correction;
mod facts;
mod find;
mod glass;
mod history;
mod letter;
mod markers;
mod one_person;
mod person;
mod request;
mod share;
mod training;

use access::Account;
use axum::response::Response;
use charter::items::{Item, Purpose, Role};
use charter::{Action, Charter, Items, Located, RuleName};
use gate::{Explanation, Gate, NamedAsk};
use people::{Error, Now, PersonId, Record};
use words::{Catalogue, Message};

use self::one_person::OnePerson;
use crate::Server;
use crate::look::Frame;
use crate::pages::doors::{Pages, Whom};
use crate::pages::nothing;

/// Every page of an officer.
pub(super) fn routes() -> Pages {
    Pages::default()
        .get("/staff/at/{system}/{reference}", Whom::LooksUp, at::at)
        .get("/staff/facts", Whom::Staff, facts::facts)
        .get("/staff/people", Whom::LooksUp, find::form)
        .post("/staff/people", Whom::LooksUp, find::find)
        .get("/staff/people/{id}", Whom::LooksUp, person::person)
        .get("/staff/people/{id}/choice", Whom::LooksUp, choice::form)
        .post("/staff/people/{id}/choice", Whom::LooksUp, choice::choose)
        .get("/staff/people/{id}/contact", Whom::LooksUp, contact::form)
        .post("/staff/people/{id}/contact", Whom::LooksUp, contact::ask)
        .get("/staff/people/{id}/correction", Whom::LooksUp, correction::form)
        .post("/staff/people/{id}/correction", Whom::LooksUp, correction::correct)
        .get("/staff/people/{id}/emergency", Whom::LooksUp, glass::form)
        .post("/staff/people/{id}/emergency", Whom::LooksUp, glass::look)
        .get("/staff/people/{id}/history", Whom::LooksUp, history::history)
        .get("/staff/people/{id}/letter", Whom::LooksUp, letter::form)
        .post("/staff/people/{id}/letter", Whom::LooksUp, letter::done)
        .get("/staff/people/{id}/markers", Whom::LooksUp, markers::form)
        .post("/staff/people/{id}/markers", Whom::LooksUp, markers::done)
        .get("/staff/people/{id}/request", Whom::LooksUp, request::form)
        .post("/staff/people/{id}/request", Whom::LooksUp, request::take)
        .get("/staff/people/{id}/share", Whom::LooksUp, share::form)
        .post("/staff/people/{id}/share", Whom::LooksUp, share::share)
        .get("/staff/training", Whom::Staff, training::form)
        .post("/staff/training", Whom::Staff, training::answer)
}

/// The role of an account, as the charter has it.
fn role<'a>(charter: &'a Charter, account: &Account) -> Option<&'a Located<Role>> {
    charter.roles().find(&account.role).map(|at| &charter.roles()[at])
}

/// Whether somebody's role looks at anybody at all.
pub(crate) fn looks_people_up(server: &Server, account: &Account) -> bool {
    let charter = server.record().gate().charter();
    role(charter, account).is_some_and(|role| role.actions.contains(&Action::Look))
}

/// What an officer's role works for and their legal entity does, in the order of the charter's list.
fn purposes<'a>(charter: &'a Charter, account: &Account) -> Vec<&'a Located<Purpose>> {
    let of_role = role(charter, account).map(|role| role.purposes.iter()).unwrap_or_default();
    of_role
        .filter_map(|purpose| charter.purposes().get(purpose.get_ref()))
        .filter(|purpose| {
            purpose.entities.iter().any(|entity| entity.get_ref().as_str() == account.entity)
        })
        .collect()
}

/// Something to choose from a list.
struct Pick {
    id: String,
    name: String,
    chosen: bool,
}

impl Pick {
    fn of<T: Item>(item: &Located<T>, chosen: &str) -> Pick {
        let id = item.id().get_ref().as_str().to_owned();
        Pick { name: capital(item.name()), chosen: id == chosen, id }
    }
}

/// What is looked for: the purpose that was chosen, or the first that a role works for; and all of them.
struct Purposes {
    id: String,
    name: String,
    picks: Vec<Pick>,
}

impl Purposes {
    /// Whether it is among those of the role.
    fn has(&self, id: &str) -> bool {
        self.picks.iter().any(|pick| pick.id == id)
    }

    fn of(server: &Server, account: &Account, chosen: &str) -> Purposes {
        let charter = server.record().gate().charter();
        let all = purposes(charter, account);
        let first = all.first().map_or("", |purpose| purpose.id.get_ref().as_str());
        let id = if chosen.is_empty() { first } else { chosen }.to_owned();
        let picks = all.into_iter().map(|purpose| Pick::of(purpose, &id)).collect();
        Purposes { name: name_of(charter.purposes(), &id), picks, id }
    }
}

/// The purpose of somebody's role that saves a life; else the first it has, or none.
pub(super) fn purpose_of_life(server: &Server, staff: &crate::staff::Staff) -> String {
    let first = || Purposes::of(server, &staff.account, "").id;
    glass::purpose(server, staff).unwrap_or_else(first)
}

/// What something of the charter is called.
fn name_of<T: Item>(items: &Items<T>, id: &str) -> String {
    items.find(id).map_or_else(|| id.to_owned(), |at| items[at].name().to_owned())
}

/// The names of several, in one sentence.
fn names_of<T: Item>(items: &Items<T>, ids: &[String]) -> String {
    let names: Vec<String> = ids.iter().map(|id| name_of(items, id)).collect();
    listed(&names)
}

/// Several things in one sentence; apart by more than a comma where one of them has commas of its own.
fn listed(names: &[String]) -> String {
    let apart = if names.iter().any(|name| name.contains(',')) { "; " } else { ", " };
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(apart)),
    }
}

/// The same with a capital at its head.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A sentence of the gate's, as one of a page.
fn sentence(text: &str) -> String {
    let ends = text.ends_with(['.', '?', '!']);
    format!("{}{}", capital(text), if ends { "" } else { "." })
}

/// Why something may not be seen or done: the rule in words, what it is about, the paragraphs it keeps, and
/// who can unblock it.
pub(super) struct Because {
    /// The rule, by the name an asker may see.
    rule: &'static str,
    says: String,
    /// What it is about, where it does not say so itself.
    about: Option<String>,
    /// The same where it is about many kinds of data.
    kinds: Option<String>,
    /// Whether it stands in the way of everything that was asked for.
    whole: bool,
    paragraphs: Vec<String>,
    unblock: Option<String>,
}

impl Because {
    /// Whether another says the same of the same.
    fn is_as(&self, other: &Because) -> bool {
        (&self.says, &self.about, &self.kinds) == (&other.says, &other.about, &other.kinds)
    }
}

/// The most kinds of data that are named within a sentence.
const NAMED_MAX: usize = 4;

/// The reasons of a decision, those that stand in the way of most first.
fn because(charter: &Charter, explanation: &Explanation) -> Vec<Because> {
    because_of(charter, &explanation.reasons, explanation.masked.len())
}

/// The same of reasons, where so many kinds of data are masked.
fn because_of(charter: &Charter, reasons: &[gate::Reason], masked: usize) -> Vec<Because> {
    let english = Catalogue::english();
    let of = |reason: &gate::Reason| {
        let (count, names) = (reason.data.len(), names_of(charter.categories(), &reason.data));
        let many = Message::new("web-kinds-of-data").with("count", count);
        let message = if count > NAMED_MAX {
            reason.message.clone().with("data", many)
        } else {
            reason.message.clone()
        };
        let says = sentence(&english.render(&message));
        let first = reason.data.first().map(|one| name_of(charter.categories(), one));
        let named = first.is_some_and(|one| says.to_lowercase().contains(&one.to_lowercase()));
        Because {
            rule: reason.rule,
            about: (count <= NAMED_MAX && !named).then(|| names.clone()),
            kinds: (count > NAMED_MAX).then_some(names),
            whole: count == masked,
            paragraphs: reason.paragraphs.clone(),
            unblock: reason.unblock.as_ref().map(|who| sentence(&english.render(who))),
            says,
        }
    };
    let mut reasons: Vec<&gate::Reason> = reasons.iter().collect();
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.data.len()));
    reasons.into_iter().map(of).collect()
}

/// What must be done along with what is allowed.
fn obligations(explanation: &Explanation) -> Vec<String> {
    let english = Catalogue::english();
    explanation.obligations.iter().map(|(_, says)| sentence(&english.render(says))).collect()
}

/// A decision about a person, either way, without a release: kinds of data alone.
fn weigh(record: &Record, ask: &NamedAsk, id: PersonId, now: Now) -> Result<Explanation, Error> {
    let question = record.question(ask, now.today())?;
    let weighed = record
        .data()
        .read("advise", |tx| Ok::<_, Error>(record.permit(tx, &question, id)?.explain()));
    match weighed {
        Err(Error::Refused(refusal)) => Ok(refusal.explain(record.gate())),
        weighed => weighed,
    }
}

/// What came of work about one person.
enum Done<T> {
    /// There is nobody, as far as whoever asks may know.
    Nobody,
    /// The notice does not let it.
    Refused(Vec<Because>),
    /// What was typed cannot be taken, and why.
    Wrong(String),
    /// It is done.
    Is(T),
}

impl<T> Done<T> {
    fn of(done: Result<T, Error>, gate: &Gate) -> Result<Done<T>, Error> {
        match done {
            Ok(done) => Ok(Done::Is(done)),
            Err(Error::Refused(refusal)) => {
                // A person behind a wall and a person nobody knows refuse in the same words.
                if refusal.decision().refused_by().contains(RuleName::Wall) {
                    return Ok(Done::Nobody);
                }
                Ok(Done::Refused(because(gate.charter(), &refusal.explain(gate))))
            }
            Err(Error::Nobody | Error::NotInCharter { .. } | Error::Vault(vault::Error::Gone)) => {
                Ok(Done::Nobody)
            }
            Err(error @ (Error::Malformed(_) | Error::TooMany(_) | Error::Held(_))) => {
                Ok(Done::Wrong(sentence(&error.to_string())))
            }
            Err(error) => Err(error),
        }
    }
}

/// Does something about one person, where it may wait.
async fn about<T: Send + 'static>(
    server: &Server,
    id: &str,
    work: impl FnOnce(&Record, PersonId, Now) -> Result<T, Error> + Send + 'static,
) -> Result<Done<T>, ()> {
    let Ok(id) = id.parse::<PersonId>() else { return Ok(Done::Nobody) };
    let done = server.work(move |record, now| Done::of(work(record, id, now), record.gate())).await;
    done.map_err(|_| ())
}

/// The page where it is not done and nothing more is to be said.
fn not_done<T>(frame: Frame, done: &Result<Done<T>, ()>) -> Response {
    match done {
        Ok(Done::Nobody) => nothing::nothing_here(frame),
        _ => nothing::later(frame),
    }
}

/// The address of a person's page for a purpose.
fn at_purpose(id: &str, purpose: &str) -> String {
    format!("/staff/people/{id}?purpose={}", crate::staff::in_query(purpose))
}

/// For which purpose a page is read.
#[derive(serde::Deserialize)]
pub(super) struct For {
    #[serde(default)]
    purpose: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_read_as_such() {
        assert_eq!(sentence("the record says so"), "The record says so.");
        let names = ["name", "address", "phone"].map(str::to_owned);
        assert_eq!(listed(&names), "name, address and phone");
        let names = ["home, type", "rent", "phone"].map(str::to_owned);
        assert_eq!(listed(&names), "home, type; rent and phone");
        let names = ["name"].map(str::to_owned);
        assert_eq!((listed(&names[..1]).as_str(), listed(&[]).as_str()), ("name", ""));
    }
}
