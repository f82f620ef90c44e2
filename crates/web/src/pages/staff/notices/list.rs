//! The notice in force, what comes after it, drafts, and what was published before.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use publishing::{Line, Published, Signed};

use super::{At, Not, at_notices, on, short};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once, said};
use crate::pages::receipt::day;
use crate::staff::{Staff, to};

struct Version {
    version: String,
    day: String,
    digest: String,
    signed: String,
}

struct Draft {
    no: i64,
    begun: String,
    edited: String,
    signed: String,
}

#[derive(Template)]
#[template(path = "en/staff_notices.html")]
struct Notices {
    frame: Frame,
    version: String,
    published: Option<String>,
    digest: String,
    /// Who signed the one in force; none where it came with the server.
    signed: Option<String>,
    coming: Vec<Version>,
    /// Those whose day has come and that are not in force, each with what stands in the way.
    held_up: Vec<(Version, Vec<String>)>,
    drafts: Vec<Draft>,
    before: Vec<Version>,
    /// What was published elsewhere, or came from a folder.
    elsewhere: Vec<(String, String)>,
    once: String,
    errors: Wrong,
}

fn version(one: Published) -> Version {
    Version {
        signed: one.signed.join(" and "),
        version: one.version,
        day: day(one.day),
        digest: short(&one.fingerprint),
    }
}

fn draft(line: Line) -> Draft {
    Draft {
        no: line.no,
        begun: format!("{} by {}", on(line.begun.0), line.begun.1),
        edited: format!("{} by {}", on(line.edited.0), line.edited.1),
        signed: match line.signed {
            Signed::Nobody => String::new(),
            Signed::One(first) => first,
            Signed::Two(first, second) => format!("{first} and {second}"),
        },
    }
}

async fn shown(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    (status, errors): (StatusCode, Wrong),
) -> Response {
    let read = at_notices(server, staff, "look", |at: &At<'_>| {
        let held_up = at.publishing.held_up(at.now)?;
        Ok((at.publishing.published()?, at.publishing.drafts(at.now)?, held_up, at.now.today()))
    });
    let (published, drafts, held_up, today) = match read.await {
        Ok(read) => read,
        Err(not) => return not.plain(frame),
    };
    let charter = server.record().gate().charter();
    let head = charter.head();
    let own = *charter.fingerprint().as_bytes();
    let dated = |one: Date| day(one);
    let signed = published.iter().find(|one| one.fingerprint == own);
    let signed = signed.map(|one| one.signed.join(" and "));
    let known: Vec<String> = published.iter().map(|one| one.version.clone()).collect();
    let elsewhere = server.earlier().iter().rev();
    let elsewhere = elsewhere.filter(|one| !known.contains(&one.version));
    let elsewhere = elsewhere.map(|one| (one.version.clone(), day(one.published))).collect();
    let held = |no: i64| held_up.iter().any(|(one, _)| one.no == no);
    let others = published.into_iter().filter(|one| one.fingerprint != own && !held(one.no));
    let (coming, before): (Vec<_>, Vec<_>) = others.partition(|one| one.day > today);
    let notices = Notices {
        frame,
        version: head.version.get_ref().clone(),
        published: head.published.as_ref().map(|one| dated(one.get_ref().0)),
        digest: short(&own),
        signed,
        coming: coming.into_iter().map(version).collect(),
        held_up: (held_up.into_iter())
            .map(|(one, way)| (version(one), way.iter().map(said).collect()))
            .collect(),
        drafts: drafts.into_iter().map(draft).collect(),
        before: before.into_iter().map(version).collect(),
        elsewhere,
        once: once(),
        errors,
    };
    page(status, &notices)
}

/// All of it.
pub(crate) async fn show(State(server): State<Server>, frame: Frame, staff: Staff) -> Response {
    let frame = frame.of(&staff.account.name);
    shown(&server, frame, &staff, (StatusCode::OK, Wrong::new())).await
}

/// Begins a draft.
pub(crate) async fn begin(State(server): State<Server>, frame: Frame, staff: Staff) -> Response {
    let frame = frame.of(&staff.account.name);
    let begun =
        at_notices(&server, &staff, "use", |at: &At<'_>| at.publishing.begin(at.by, at.now));
    match begun.await {
        Ok(no) => to(&format!("/staff/notices/{no}")),
        Err(Not::Page(trouble)) => trouble.plain(frame),
        Err(Not::Wrong(errors)) => {
            shown(&server, frame, &staff, (StatusCode::CONFLICT, errors)).await
        }
    }
}
