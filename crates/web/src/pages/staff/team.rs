//! A team, as whoever leads it sees it: what waits for its people, their training, the looks that saved a
//! life, the rules that do not enforce for it, and who is in it.

use access::{Reviewed, team};
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use people::{Now, Question, Record};
use serde::Deserialize;

use super::admin::called;
use super::desk::{Trouble, at_door};
use super::enrolled;
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once};
use crate::pages::receipt::{self, day};
use crate::staff::{SignedIn, Staff, in_query, to};

/// How far back it is counted what enforcing would have refused: a week.
const WEEK: i64 = 7 * 86_400_000_000;

struct Task {
    name: String,
    kind: String,
    post: String,
    due: String,
    late: bool,
}

struct Look {
    entry: i64,
    at: String,
    actor: String,
    why: String,
    /// The address of the person.
    person: String,
    said: Option<(String, String)>,
    own: bool,
}

struct Member {
    name: String,
    role: String,
    by_work: bool,
    posts: String,
    last: Option<String>,
    due: bool,
    own: bool,
    /// The edition of the notice their training went by, and the day.
    trained: Option<(String, String)>,
}

struct Rule {
    name: String,
    mode: String,
    until: String,
    observed: usize,
    overridden: usize,
}

#[derive(Template)]
#[template(path = "en/staff_team.html")]
struct Team {
    frame: Frame,
    id: String,
    name: String,
    /// The other teams they lead: by id, and as they are called.
    others: Vec<(String, String)>,
    edition: String,
    tasks: Vec<Task>,
    looks: Vec<Look>,
    /// How many of the whole office were read at most.
    most: u32,
    members: Vec<Member>,
    rules: Vec<Rule>,
    whole: bool,
    once: String,
    errors: Wrong,
}

/// Which team.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    team: String,
}

/// What whoever leads it says.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    team: String,
    what: String,
    name: String,
    entry: String,
    words: String,
}

/// The team that is wanted, where they lead it; else the first they lead.
fn led(staff: &Staff, wanted: &str) -> Option<String> {
    let leads = &staff.standing.leads;
    if wanted.is_empty() {
        leads.first().cloned()
    } else {
        leads.iter().find(|one| *one == wanted).cloned()
    }
}

/// Their own question, for the purpose of their role that saves a life, or the first it has: only whom they
/// may see themselves are they told of.
fn question(
    server: &Server,
    staff: &Staff,
) -> impl FnOnce(&Record, Now) -> Result<Question, people::Error> + Send + 'static {
    let purpose = super::officer::purpose_of_life(server, staff);
    let ask = staff.ask_for(&purpose, "look");
    move |record, now| record.question(&ask, now.today())
}

fn date(at: i64) -> Timestamp {
    Timestamp::from_microsecond(at).unwrap_or_default()
}

fn member(server: &Server, one: Reviewed, reader: &str, trained: &[access::Trained]) -> Member {
    let charter = server.record().gate().charter();
    let theirs = trained.iter().find(|done| done.name == one.name);
    let last = one.last.map(|(at, by)| format!("{}, by {by}", day(Now::new(date(at)).today())));
    let posts: Vec<String> = one.posts.into_iter().map(|(post, _)| post).collect();
    Member {
        trained: theirs.map(|done| (done.edition.clone(), day(Now::new(date(done.at)).today()))),
        role: called(charter.roles(), &one.role),
        own: one.name.eq_ignore_ascii_case(reader),
        by_work: one.by_work,
        posts: posts.join(", "),
        due: one.due,
        name: one.name,
        last,
    }
}

async fn page_of(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    id: String,
    (status, errors): (StatusCode, Wrong),
) -> Response {
    let (of, ask) = (id.clone(), question(server, staff));
    let read = at_door(server, move |record, now| {
        let looks = match ask(record, now) {
            Ok(question) => team::looks_of(record, &question, &of, now)?,
            // A role that looks at nobody is told of no look.
            Err(people::Error::NotInCharter { .. }) => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        let counted = record.not_enforced(now.micros() - WEEK)?;
        let trained = access::trained(record, None)?;
        let tasks = team::waits_for(record, &of, now)?;
        Ok((tasks, looks, team::review_of(record, &of, now)?, trained, counted, now.today()))
    });
    let (tasks, looks, members, trained, counted, today) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let charter = server.record().gate().charter();
    let reader = &staff.account.name;
    let task = |(name, one): (String, db::tasks::Task)| {
        let due: Option<Date> = one.due.parse().ok();
        Task {
            name,
            kind: one.kind.replace('-', " "),
            post: one.post,
            late: due.is_some_and(|due| due < today),
            due: due.map(day).unwrap_or(one.due),
        }
    };
    let look = |one: team::Look| Look {
        entry: one.broken.entry,
        at: receipt::moment(date(one.broken.at)),
        own: one.broken.actor.eq_ignore_ascii_case(reader),
        actor: one.broken.actor,
        why: one.broken.reason,
        person: format!("/staff/people/{}", one.broken.person),
        said: one.said,
    };
    let modes = charter.teams().find(&id).map(|at| charter.teams()[at].modes.iter());
    let rules = modes.into_iter().flatten().map(|one| {
        let name = one.rule.get_ref().to_string();
        let counts = counted.counts.get(&(id.clone(), name.clone())).copied();
        let (observed, overridden) = counts.unwrap_or_default();
        let (mode, until) = (one.mode.get_ref().to_string(), day(one.until.get_ref().0));
        Rule { name, mode, until, observed, overridden }
    });
    let others = staff.standing.leads.iter().filter(|led| **led != id);
    let all = Team {
        name: called(charter.teams(), &id),
        others: others.map(|led| (led.clone(), called(charter.teams(), led))).collect(),
        edition: charter.head().version.get_ref().clone(),
        tasks: tasks.into_iter().map(task).collect(),
        looks: looks.into_iter().map(look).collect(),
        most: team::LOOKS_MAX,
        members: members.into_iter().map(|one| member(server, one, reader, &trained)).collect(),
        rules: rules.collect(),
        whole: counted.whole,
        once: once(),
        frame,
        id,
        errors,
    };
    page(status, &all)
}

/// The team.
pub(crate) async fn show(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Query(wanted): Query<Wanted>,
) -> Response {
    let Some(id) = led(&staff, &wanted.team) else { return Trouble::Nothing.plain(frame) };
    page_of(&server, frame, &staff, id, (StatusCode::OK, Wrong::new())).await
}

/// Says something of a look or of an account, or sets up somebody's app with them.
pub(crate) async fn said(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Form(typed): Form<Typed>,
) -> Response {
    let Some(id) = led(&staff, &typed.team) else { return Trouble::Nothing.plain(frame) };
    let (by, of, asked) = (staff.account.name.clone(), id.clone(), typed.clone());
    let ask = question(&server, &staff);
    let done = at_door(&server, move |record, now| {
        let Typed { what, name, entry, words, .. } = asked;
        match what.as_str() {
            "life" | "no-life" => {
                let question = ask(record, now)?;
                let said = (entry.parse().unwrap_or(0), what == "life", words.as_str());
                team::say_of_look(record, &question, &of, said, now).map(|()| None)
            }
            "right" | "not-right" => {
                team::say_of_account(record, &by, &of, (&name, what == "right"), now).map(|()| None)
            }
            "app" => access::new_second(record, &by, &name, now).map(Some),
            _ => Err(access::Error::Malformed("choose what is to be done".to_owned())),
        }
    });
    match done.await {
        Ok(None) => to(&format!("/staff/team?team={}", in_query(&id))),
        Ok(Some(second)) => enrolled::app(&server, frame, "/staff/team", &typed.name, &second),
        Err(Trouble::Says(says)) => {
            let errors = says.into_iter().map(|says| ("team", says)).collect();
            page_of(&server, frame, &staff, id, (StatusCode::CONFLICT, errors)).await
        }
        Err(trouble) => trouble.plain(frame),
    }
}
