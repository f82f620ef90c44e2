//! The registers in one page: cameras and what is wrong with them, recordings that are locked, pictures that
//! must come down, and who had a warning that is over. Nobody they are about is in it.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use casework::Error;
use registers::{cameras, markers, pictures, recordings};
use serde::Deserialize;

use super::desk::{At, Trouble, at_desk};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once, said};
use crate::pages::receipt::day;
use crate::staff::{SignedIn, Staff, to};

struct Camera {
    name: String,
    on_since: Option<String>,
    signs: Option<String>,
    wrong: Vec<String>,
}

struct Locked {
    reference: String,
    day: String,
    found: String,
}

struct Down {
    no: i64,
    reference: String,
    channel: String,
    since: String,
}

struct Recall {
    marker: i64,
    recipient: String,
    asked: String,
}

#[derive(Template)]
#[template(path = "en/staff_registers.html")]
struct Registers {
    frame: Frame,
    cameras: Vec<Camera>,
    locked: Vec<Locked>,
    down: Vec<Down>,
    recalls: Vec<Recall>,
    once: String,
    errors: Wrong,
}

/// What somebody does here.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    what: String,
    /// A recording, or a recipient.
    of: String,
    /// The number of a use of a picture, or of a marker.
    no: String,
    /// How, or who said so.
    words: String,
}

/// An error of the room as the desk says it.
fn of_room(error: registers::Error) -> Error {
    match error {
        registers::Error::Record(error) => Error::Record(error),
        error => Error::Malformed(error.to_string()),
    }
}

async fn page_of(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    (status, errors): (StatusCode, Wrong),
) -> Response {
    let read = at_desk(server, staff, "look", |at| {
        let record = at.desk.record();
        let cameras = cameras::cameras(record, at.now).map_err(of_room)?;
        let locked = recordings::locked(record).map_err(of_room)?;
        let down = pictures::to_take_down(record, at.now).map_err(of_room)?;
        let recalls = markers::recalls(record).map_err(of_room)?;
        Ok((cameras, locked, down, recalls))
    });
    let (cameras, locked, down, recalls) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let charter = server.record().gate().charter();
    let recipient = |id: &str| {
        let at = charter.recipients().find(id);
        at.map_or_else(|| id.to_owned(), |at| charter.recipients()[at].name.clone())
    };
    let all = Registers {
        frame,
        cameras: (cameras.into_iter())
            .map(|one| Camera {
                name: one.name,
                on_since: one.on_since.map(day),
                signs: one.signs.map(day),
                wrong: one.wrong.iter().map(said).collect(),
            })
            .collect(),
        locked: (locked.into_iter())
            .map(|one| Locked {
                reference: one.reference,
                day: day(one.day),
                found: one.found.join(", ").replace('-', " "),
            })
            .collect(),
        down: (down.into_iter())
            .map(|one| Down {
                no: one.no,
                reference: one.reference,
                channel: one.channel.id().replace('-', " "),
                since: day(one.since),
            })
            .collect(),
        recalls: (recalls.into_iter())
            .filter(|one| one.acknowledged.is_none())
            .map(|one| Recall {
                marker: one.marker,
                recipient: recipient(&one.recipient),
                asked: day(one.asked),
            })
            .collect(),
        once: once(),
        errors,
    };
    page(status, &all)
}

/// The registers, and what in them waits for somebody.
pub(crate) async fn show(State(server): State<Server>, frame: Frame, staff: Staff) -> Response {
    let frame = frame.of(&staff.account.name);
    page_of(&server, frame, &staff, (StatusCode::OK, Wrong::new())).await
}

fn act(at: &At<'_>, by: &str, typed: &Typed) -> Result<(), Error> {
    let (record, now) = (at.desk.record(), at.now);
    let number = || -> Result<i64, Error> {
        typed.no.trim().parse().map_err(|_| Error::Malformed("this is no number".to_owned()))
    };
    match typed.what.as_str() {
        "destroyed" => {
            let dealt = (recordings::Dealt::Destroyed, typed.words.as_str());
            recordings::deal(record, by, &typed.of, dealt, now).map(drop)
        }
        "taken-down" => pictures::taken_down(record, by, number()?, now),
        "acknowledged" => {
            let charter = record.gate().charter();
            let named = charter.recipients().iter().find(|one| one.name == typed.of);
            let id = named.map(|one| one.id.get_ref().as_str()).unwrap_or_default();
            markers::acknowledge(record, by, (number()?, id), &typed.words, now)
        }
        _ => return Err(Error::Malformed("choose what was done".to_owned())),
    }
    .map_err(of_room)
}

/// Writes down that a recording was destroyed, a picture taken down, or a warning taken out by who had it.
pub(crate) async fn done(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Form(typed): Form<Typed>,
) -> Response {
    let by = staff.account.name.clone();
    match at_desk(&server, &staff, "use", move |at| act(at, &by, &typed)).await {
        Ok(()) => to("/staff/registers"),
        Err(Trouble::Says(says)) => {
            let errors = says.into_iter().map(|says| ("registers", says)).collect();
            page_of(&server, frame, &staff, (StatusCode::CONFLICT, errors)).await
        }
        Err(trouble) => trouble.plain(frame),
    }
}
