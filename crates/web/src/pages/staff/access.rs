//! Looking through who may sign in, each quarter: an account is right as it is, or it ends.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use casework::Error;
use jiff::Timestamp;
use law::clock::Moment;
use serde::Deserialize;

use super::desk::{Trouble, at_desk};
use super::enrolled;
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once};
use crate::pages::receipt::day;
use crate::staff::{SignedIn, Staff, to};

struct Line {
    name: String,
    role: String,
    team: String,
    by_work: bool,
    posts: String,
    last: Option<String>,
    due: bool,
    own: bool,
}

#[derive(Template)]
#[template(path = "en/staff_access.html")]
struct Access {
    frame: Frame,
    lines: Vec<Line>,
    due: usize,
    once: String,
    errors: Wrong,
}

/// What somebody decides about an account.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    name: String,
    what: String,
}

fn line(one: access::Reviewed, reader: &str) -> Line {
    let posts = one.posts.into_iter().map(|(post, deputy)| match deputy {
        true => format!("{post} (deputy)"),
        false => post,
    });
    let last = one.last.map(|(at, by)| {
        let at = Timestamp::from_microsecond(at).unwrap_or_default();
        format!("{}, by {by}", day(Moment::from(at).day()))
    });
    Line {
        own: one.name.eq_ignore_ascii_case(reader),
        name: one.name,
        role: one.role.replace('-', " "),
        team: one.team.replace('-', " "),
        by_work: one.by_work,
        posts: posts.collect::<Vec<String>>().join(", "),
        last,
        due: one.due,
    }
}

async fn shown(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    (status, errors): (StatusCode, Wrong),
) -> Response {
    let read = at_desk(server, staff, "look", |at| {
        at.desk.answers_for_access(at.who(), at.now)?;
        Ok(access::review(at.desk.record(), at.now)?)
    });
    match read.await {
        Ok(all) => {
            let reader = &staff.account.name;
            let lines: Vec<Line> = all.into_iter().map(|one| line(one, reader)).collect();
            let due = lines.iter().filter(|line| line.due).count();
            page(status, &Access { frame, lines, due, once: once(), errors })
        }
        Err(trouble) => trouble.plain(frame),
    }
}

/// Every account, those that are due first.
pub(crate) async fn show(State(server): State<Server>, frame: Frame, staff: Staff) -> Response {
    let frame = frame.of(&staff.account.name);
    shown(&server, frame, &staff, (StatusCode::OK, Wrong::new())).await
}

/// Says that an account is right as it is, ends it, or sets up its app with whoever it is of.
pub(crate) async fn decide(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Form(typed): Form<Typed>,
) -> Response {
    let by = staff.account.name.clone();
    let name = typed.name.clone();
    let done = at_desk(&server, &staff, "use", move |at| {
        at.desk.answers_for_access(at.who(), at.now)?;
        let (record, now) = (at.desk.record(), at.now);
        let done = match typed.what.as_str() {
            "app" => access::new_second(record, &by, &typed.name, now).map(Some),
            "end" => access::giving::end_account(record, &by, &typed.name, now).map(|()| None),
            _ => access::confirm(record, &by, &typed.name, now).map(|()| None),
        };
        done.map_err(|error| match error {
            access::Error::Record(error) => Error::Record(error),
            error => Error::Malformed(error.to_string()),
        })
    });
    match done.await {
        Ok(None) => to("/staff/access"),
        Ok(Some(second)) => enrolled::app(&server, frame, "/staff/access", &name, &second),
        Err(Trouble::Says(says)) => {
            let errors = says.into_iter().map(|says| ("accounts", says)).collect();
            shown(&server, frame, &staff, (StatusCode::CONFLICT, errors)).await
        }
        Err(trouble) => trouble.plain(frame),
    }
}
