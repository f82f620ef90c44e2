//! What somebody signs in with, changed by themselves: their password, and their second factor.

use access::{
    Error, Offered, PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, Session, Shown, change_password,
    change_second, offer, offered,
};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use words::Message;

use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once, said};
use crate::pages::nothing;
use crate::pages::staff::work_account::Told;
use crate::resident::recorded;
use crate::staff::{self, Staff};
use crate::whence::Whence;

#[derive(Template)]
#[template(path = "en/staff_account.html")]
struct Account {
    frame: Frame,
    once: String,
    /// The fewest characters of a password.
    least: usize,
    errors: Wrong,
}

#[derive(Template)]
#[template(path = "en/staff_app.html")]
struct App {
    frame: Frame,
    once: String,
    letters: String,
    /// The same in groups of four, as people read it.
    groups: String,
    link: String,
    seal: String,
    errors: Wrong,
}

fn of<'a>(errors: &'a Wrong, field: &str) -> Vec<&'a str> {
    errors.iter().filter(|(at, _)| *at == field).map(|(_, says)| says.as_str()).collect()
}

impl Account {
    fn of(&self, field: &str) -> Vec<&str> {
        of(&self.errors, field)
    }

    fn is_wrong(&self, field: &str) -> bool {
        !self.of(field).is_empty()
    }
}

impl App {
    fn of(&self, field: &str) -> Vec<&str> {
        of(&self.errors, field)
    }

    fn is_wrong(&self, field: &str) -> bool {
        !self.of(field).is_empty()
    }
}

/// What somebody typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    password: String,
    code: String,
    new: String,
    again: String,
    new_code: String,
    letters: String,
    seal: String,
}

/// Whose work account it is changes what they sign in with there.
fn by_work(frame: Frame) -> Response {
    let title = Message::new("web-account-by-work");
    told(frame, &title, &Message::new("web-account-by-work-what"))
}

fn told(frame: Frame, title: &Message, says: &Message) -> Response {
    let links = vec![("/staff".to_owned(), said(&Message::new("web-account-cases")))];
    page(StatusCode::OK, &Told { frame, title: said(title), says: said(says), links })
}

fn wrong(field: &'static str, message: &Message) -> Wrong {
    vec![(field, said(message))]
}

/// It is changed: the page that says so, and the session that goes on.
fn changed(frame: Frame, session: &Session, says: &Message) -> Response {
    let mut response = told(frame, &Message::new("web-account-changed"), says);
    response.headers_mut().insert(header::SET_COOKIE, staff::set(session.as_str()));
    response
}

fn account(frame: Frame, status: StatusCode, errors: Wrong) -> Response {
    page(status, &Account { frame, once: once(), least: PASSWORD_LENGTH_MIN, errors })
}

/// The form for a new password.
pub(crate) async fn form(frame: Frame, staff: Staff) -> Response {
    let frame = frame.of(&staff.account.name);
    if staff.account.by_work {
        return by_work(frame);
    }
    account(frame, StatusCode::OK, Wrong::new())
}

/// Changes a password.
pub(crate) async fn password(
    State(server): State<Server>,
    frame: Frame,
    staff: Staff,
    Whence(from): Whence,
    Form(typed): Form<Typed>,
) -> Response {
    let name = staff.account.name;
    let frame = frame.of(&name);
    if staff.account.by_work {
        return by_work(frame);
    }
    let length = typed.new.chars().count();
    let fits = (PASSWORD_LENGTH_MIN..=PASSWORD_LENGTH_MAX).contains(&length);
    let errors = if !fits || typed.new == typed.password {
        wrong("new", &Message::new("web-account-new-password"))
    } else if typed.new != typed.again {
        wrong("again", &Message::new("web-account-not-the-same"))
    } else {
        Wrong::new()
    };
    if !errors.is_empty() {
        return account(frame, StatusCode::UNPROCESSABLE_ENTITY, errors);
    }
    let tried = server.signing_in(move |record, now| {
        let Typed { password, code, new, .. } = typed;
        let shown = Shown { from: &from, name: &name, password: &password, code: &code };
        recorded(change_password(record, shown, &new, now))
    });
    match tried.await {
        Ok(Ok(session)) => changed(frame, &session, &Message::new("web-account-password-is-new")),
        Ok(Err(_)) => account(
            frame,
            StatusCode::FORBIDDEN,
            wrong("password", &Message::new("web-account-wrong")),
        ),
        Err(_) => nothing::later(frame),
    }
}

fn app(frame: Frame, status: StatusCode, name: &str, new: &Offered, errors: Wrong) -> Response {
    let link = new.second.link(name, &frame.organisation).to_string();
    let (letters, seal) = (new.second.in_letters().to_string(), new.seal.clone());
    let groups: Vec<&str> =
        letters.as_bytes().chunks(4).filter_map(|four| str::from_utf8(four).ok()).collect();
    let groups = groups.join(" ");
    page(status, &App { frame, once: once(), letters, groups, link, seal, errors })
}

/// The form for another app.
pub(crate) async fn app_form(State(server): State<Server>, frame: Frame, staff: Staff) -> Response {
    let name = staff.account.name;
    let frame = frame.of(&name);
    if staff.account.by_work {
        return by_work(frame);
    }
    let of = name.clone();
    match server.work(move |record, _| recorded(offer(record, &of))).await {
        Ok(Ok(new)) => app(frame, StatusCode::OK, &name, &new, Wrong::new()),
        _ => nothing::later(frame),
    }
}

/// Changes the second factor.
pub(crate) async fn second(
    State(server): State<Server>,
    frame: Frame,
    staff: Staff,
    Whence(from): Whence,
    Form(typed): Form<Typed>,
) -> Response {
    let name = staff.account.name;
    let frame = frame.of(&name);
    if staff.account.by_work {
        return by_work(frame);
    }
    let of = name.clone();
    let tried = server.signing_in(move |record, now| {
        let Typed { password, code, new_code, letters, seal, .. } = typed;
        // What was not offered to them is none, and they are offered another.
        let new = match recorded(offered(record, &of, &letters, &seal))? {
            Ok(Some(new)) => new,
            _ => return recorded(offer(record, &of)).map(|new| (new, Err(Error::NewCode))),
        };
        let shown = Shown { from: &from, name: &of, password: &password, code: &code };
        let done = recorded(change_second(record, shown, &new, &new_code, now))?;
        Ok((Ok(new), done))
    });
    match tried.await {
        Ok((_, Ok(session))) => changed(frame, &session, &Message::new("web-account-app-is-new")),
        Ok((Ok(new), Err(Error::NewCode))) => {
            let errors = wrong("new_code", &Message::new("web-account-new-code"));
            app(frame, StatusCode::UNPROCESSABLE_ENTITY, &name, &new, errors)
        }
        Ok((Ok(new), Err(_))) => {
            let errors = wrong("password", &Message::new("web-account-wrong"));
            app(frame, StatusCode::FORBIDDEN, &name, &new, errors)
        }
        _ => nothing::later(frame),
    }
}
