//! A letter that is fetched by a link and a code. No cookie, no script; and whoever has the link alone
//! learns that there is a letter.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use casework::{CodeBy, Desk, Error, Link, Posts, Reply};
use people::Now;
use serde::Deserialize;

use super::nothing;
use crate::Server;
use crate::look::{Door, Frame, page};

/// What is shown.
enum Page {
    /// There is nothing behind the link.
    Gone,
    /// Too many wrong codes.
    Shut,
    /// The code is asked for.
    Code { by_email: bool, until: String, said: bool, left: Option<i64> },
    /// The letter.
    Open { paragraphs: Vec<Vec<String>>, pass: Option<String>, answer: Option<String> },
    /// The question was answered.
    Answered,
    /// What was typed cannot be taken.
    Wrong,
}

#[derive(Template)]
#[template(path = "en/letter.html")]
struct Letter {
    frame: Frame,
    title: &'static str,
    organisation: String,
    token: String,
    page: Page,
}

/// What somebody typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    code: String,
}

/// What the letter's page sends along.
#[derive(Deserialize)]
pub(crate) struct Pass {
    pass: String,
}

/// What somebody answers.
#[derive(Deserialize)]
pub(crate) struct Answered {
    pass: String,
    holds: String,
    #[serde(default)]
    text: String,
}

/// The most characters of the end of a link: longer ones are none.
const TOKEN_LENGTH_MAX: usize = 100;

/// Does something at the desk, where it may wait; nothing is said of why it did not work.
pub(super) async fn desk<T: Send + 'static>(
    server: &Server,
    work: impl FnOnce(&Desk, Now) -> Result<T, Error> + Send + 'static,
) -> Result<T, ()> {
    let work = move |record: &people::Record, now| {
        Ok(work(&Desk::new(record.clone(), Posts::default()), now))
    };
    let done = server.work(work).await;
    done.map_err(|_| ())?.map_err(|error| {
        tracing::warn!(%error, "a page did not work");
    })
}

/// Does something at the desk, where it may wait.
async fn at_desk<T: Send + 'static>(
    server: &Server,
    work: impl FnOnce(&Desk, Now) -> Result<T, Error> + Send + 'static,
) -> Result<T, Answer> {
    let done = server
        .work(move |record, now| Ok(work(&Desk::new(record.clone(), Posts::default()), now)))
        .await;
    match done {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(Error::None)) => Err(Answer::Page(StatusCode::NOT_FOUND, Page::Gone)),
        Ok(Err(Error::WrongCode { left })) => Err(Answer::Wrong(left)),
        Ok(Err(Error::Shut)) => Err(Answer::Page(StatusCode::FORBIDDEN, Page::Shut)),
        Ok(Err(Error::Malformed(_))) => Err(Answer::Page(StatusCode::BAD_REQUEST, Page::Wrong)),
        Ok(Err(_)) | Err(_) => Err(Answer::Again),
    }
}

/// What is answered where it did not go as asked.
enum Answer {
    Page(StatusCode, Page),
    Wrong(i64),
    Again,
}

fn shown(frame: Frame, token: String, status: StatusCode, shows: Page) -> Response {
    let title = match shows {
        Page::Gone => "There is no letter here",
        Page::Shut => "This link is shut",
        Page::Code { .. } => "A letter for you",
        Page::Open { answer: Some(_), .. } => "A question for you",
        Page::Open { .. } => "Your letter",
        Page::Answered => "Thank you",
        Page::Wrong => "We could not take that",
    };
    let (organisation, frame) = (frame.organisation.clone(), frame.at(Door::Letter));
    page(status, &Letter { frame, title, organisation, token, page: shows })
}

fn code_page(link: Link, said: bool, left: Option<i64>) -> Page {
    if link.shut {
        return Page::Shut;
    }
    let until = link.until.strftime("%-d %B %Y").to_string();
    Page::Code { by_email: link.code_by == CodeBy::Email, until, said, left }
}

/// The page of a link, with what was said about what somebody did.
async fn link_page(
    server: &Server,
    frame: Frame,
    token: String,
    status: StatusCode,
    said: bool,
    left: Option<i64>,
) -> Response {
    let of = token.clone();
    match at_desk(server, move |desk, now| link(desk, &of, now)).await {
        Ok(found) => shown(frame, token, status, code_page(found, said, left)),
        Err(Answer::Page(status, page)) => shown(frame, token, status, page),
        Err(_) => nothing::later(frame.at(Door::Letter)),
    }
}

fn link(desk: &Desk, token: &str, now: Now) -> Result<Link, Error> {
    if token.len() > TOKEN_LENGTH_MAX {
        return Err(Error::None);
    }
    desk.link(token, now)
}

/// Asks for the code.
pub(crate) async fn ask(
    State(server): State<Server>,
    frame: Frame,
    Path(token): Path<String>,
) -> Response {
    link_page(&server, frame, token, StatusCode::OK, false, None).await
}

/// Mails a code.
pub(crate) async fn code(
    State(server): State<Server>,
    frame: Frame,
    Path(token): Path<String>,
) -> Response {
    let of = token.clone();
    let asked = at_desk(&server, move |desk, now| {
        link(desk, &of, now)?;
        desk.ask_code(&of, now)
    });
    match asked.await {
        Ok(()) => link_page(&server, frame, token, StatusCode::OK, true, None).await,
        Err(Answer::Page(status, page)) => shown(frame, token, status, page),
        Err(_) => nothing::later(frame.at(Door::Letter)),
    }
}

/// Opens the letter with the code.
pub(crate) async fn open(
    State(server): State<Server>,
    frame: Frame,
    Path(token): Path<String>,
    Form(typed): Form<Typed>,
) -> Response {
    let of = token.clone();
    let opened = at_desk(&server, move |desk, now| {
        link(desk, &of, now)?;
        desk.open_letter(&of, &typed.code, now)
    });
    match opened.await {
        Ok(letter) => {
            let paragraphs = letter
                .text
                .trim()
                .split("\n\n")
                .map(|paragraph| paragraph.lines().map(str::to_owned).collect())
                .collect();
            let page = Page::Open { paragraphs, pass: letter.pass, answer: letter.answer };
            shown(frame, token, StatusCode::OK, page)
        }
        Err(Answer::Wrong(left)) => {
            link_page(&server, frame, token, StatusCode::FORBIDDEN, false, Some(left)).await
        }
        Err(Answer::Page(status, page)) => shown(frame, token, status, page),
        Err(Answer::Again) => nothing::later(frame.at(Door::Letter)),
    }
}

/// Takes the answer to a question.
pub(crate) async fn answer(
    State(server): State<Server>,
    frame: Frame,
    Path(token): Path<String>,
    Form(typed): Form<Answered>,
) -> Response {
    let of = token.clone();
    let taken = at_desk(&server, move |desk, now| {
        link(desk, &of, now)?;
        let holds = match typed.holds.as_str() {
            "yes" => true,
            "no" => false,
            _ => return Err(Error::Malformed("say yes or no".to_owned())),
        };
        let reply = Reply { holds, text: typed.text.replace("\r\n", "\n") };
        desk.reply_by_link(&of, &typed.pass, &reply, now)
    });
    match taken.await {
        Ok(()) => shown(frame, token, StatusCode::OK, Page::Answered),
        Err(Answer::Page(status, page)) => shown(frame, token, status, page),
        Err(_) => nothing::later(frame.at(Door::Letter)),
    }
}

/// The files that go with it.
pub(crate) async fn pack(
    State(server): State<Server>,
    frame: Frame,
    Path(token): Path<String>,
    Form(Pass { pass }): Form<Pass>,
) -> Response {
    let of = token.clone();
    let fetched = at_desk(&server, move |desk, now| {
        link(desk, &of, now)?;
        let mut bytes = Vec::new();
        desk.fetch_pack(&of, &pass, &mut bytes, now)?;
        Ok(bytes)
    });
    match fetched.await {
        Ok(bytes) => (
            [
                (header::CONTENT_TYPE, "application/zip"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"letter.zip\""),
            ],
            bytes,
        )
            .into_response(),
        Err(Answer::Page(status, page)) => shown(frame, token, status, page),
        Err(_) => nothing::later(frame.at(Door::Letter)),
    }
}
