//! Who holds which post, and who gives it: whoever administers, and the data protection officer and the
//! owner of decisions, who are the second person for what belongs to the data protection office.

use access::giving::{self, Given, Giving};
use access::services;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use words::Message;

use super::desk::{Trouble, at_door};
use super::services::allows;
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once, said};
use crate::pages::receipt::day;
use crate::staff::{SignedIn, Staff, to};

struct Line {
    post: String,
    name: String,
    deputy: bool,
    own: bool,
}

/// What waits for a second person.
struct Wait {
    no: i64,
    /// What kind: `post` or `token`.
    kind: &'static str,
    says: String,
    /// What a token may do, in sentences.
    allows: Vec<String>,
    asked_by: String,
    approved: bool,
    /// Whether whoever reads can decide it.
    can: bool,
}

#[derive(Template)]
#[template(path = "en/staff_posts.html")]
struct Posts {
    frame: Frame,
    lines: Vec<Line>,
    waits: Vec<Wait>,
    /// The posts there are, and whether each is chosen.
    posts: Vec<(String, bool)>,
    names: Vec<(String, bool)>,
    typed: Typed,
    answers: bool,
    once: String,
    errors: Wrong,
}

impl Posts {
    fn says(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|(name, _)| *name == field).map(|(_, says)| says.as_str())
    }
}

/// What somebody does with a post.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    what: String,
    post: String,
    name: String,
    deputy: String,
    until: String,
    no: String,
}

fn of_post(one: giving::Waiting, reader: &Staff) -> Wait {
    let Giving { post, to, deputy, until } = one.giving;
    let deputy = if deputy { " (deputy)" } else { "" };
    let until = until.map_or_else(String::new, |until| format!(", until {}", day(until)));
    let same = |other: &str| other.eq_ignore_ascii_case(&reader.account.name);
    Wait {
        no: one.no,
        kind: "post",
        can: reader.standing.answers && !same(&one.asked_by) && !same(&to),
        says: format!("{to}: {post}{deputy}{until}"),
        allows: Vec::new(),
        asked_by: one.asked_by,
        approved: one.approved,
    }
}

fn of_token(one: services::Asks, reader: &Staff) -> Wait {
    let own = one.asked_by.eq_ignore_ascii_case(&reader.account.name);
    Wait {
        no: one.no,
        kind: "token",
        can: reader.standing.answers && !own && !one.approved,
        says: one.what,
        allows: one.scopes.iter().map(|scope| allows(scope)).collect(),
        asked_by: one.asked_by,
        approved: one.approved,
    }
}

async fn page_of(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    typed: Typed,
    (status, errors): (StatusCode, Wrong),
) -> Response {
    let read = at_door(server, |record, now| {
        let waits = (giving::waiting(record, now)?, services::asked(record, now)?);
        let posts = giving::posts_there_are(record);
        Ok((giving::held(record, now)?, access::list(record)?, waits, posts))
    });
    let (held, accounts, (posts_wait, tokens_wait), posts) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let lines = held.into_iter().map(|one| Line {
        own: one.name.eq_ignore_ascii_case(&staff.account.name),
        post: one.post,
        name: one.name,
        deputy: one.deputy,
    });
    let waits = posts_wait.into_iter().map(|one| of_post(one, staff));
    let waits = waits.chain(tokens_wait.into_iter().map(|one| of_token(one, staff)));
    let chosen = |all: Vec<String>, chosen: &str| -> Vec<(String, bool)> {
        all.into_iter().map(|one| (one == chosen, one)).map(|(is, one)| (one, is)).collect()
    };
    let names = accounts.into_iter().filter(|one| !one.ended).map(|one| one.name).collect();
    let all = Posts {
        frame,
        lines: lines.collect(),
        waits: waits.collect(),
        posts: chosen(posts, &typed.post),
        names: chosen(names, &typed.name),
        answers: staff.standing.answers,
        typed,
        once: once(),
        errors,
    };
    page(status, &all)
}

/// Who holds what.
pub(crate) async fn show(State(server): State<Server>, frame: Frame, staff: Staff) -> Response {
    let frame = frame.of(&staff.account.name);
    let all_is_well = (StatusCode::OK, Wrong::new());
    page_of(&server, frame, &staff, Typed::default(), all_is_well).await
}

/// Gives a post, takes one away, or decides as the second person.
pub(crate) async fn done(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Form(typed): Form<Typed>,
) -> Response {
    let by = staff.account.name.clone();
    let until = match typed.until.trim() {
        "" => Ok(None),
        text => text.parse().map(Some),
    };
    let Ok(until) = until else {
        let errors = vec![("until", said(&Message::new("web-day-wrong")))];
        return page_of(&server, frame, &staff, typed, (StatusCode::CONFLICT, errors)).await;
    };
    let asked = typed.clone();
    let done = at_door(&server, move |record, now| {
        let no = asked.no.parse().unwrap_or(0);
        let (post, to) = (asked.post, asked.name);
        match asked.what.as_str() {
            "give" => {
                let deputy = asked.deputy == "yes";
                let giving = Giving { post, to, deputy, until };
                giving::give(record, &by, &giving, now).map(Some)
            }
            "take" => giving::take(record, &by, &post, &to, now).map(|()| None),
            "post-yes" | "post-no" => {
                giving::decide(record, &by, no, asked.what == "post-yes", now).map(|()| None)
            }
            "token-yes" | "token-no" => {
                services::decide(record, &by, no, asked.what == "token-yes", now).map(|()| None)
            }
            _ => Err(access::Error::Malformed("choose what is to be done".to_owned())),
        }
    });
    match done.await {
        Ok(Some(Given::Done | Given::Waits(_)) | None) => to("/staff/posts"),
        Err(Trouble::Says(says)) => {
            let errors = says.into_iter().map(|says| ("posts", says)).collect();
            page_of(&server, frame, &staff, typed, (StatusCode::CONFLICT, errors)).await
        }
        Err(trouble) => trouble.plain(frame),
    }
}
