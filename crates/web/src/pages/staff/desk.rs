//! What every page about a case needs: the desk, as whoever is signed in, and what is said where
//! something cannot be done.

use axum::http::StatusCode;
use axum::response::Response;
use casework::{Desk, Error, Posts, Shown, Who};
use people::{Now, Question, Record};
use words::Catalogue;

use crate::Server;
use crate::look::Frame;
use crate::pages::nothing;
use crate::staff::Staff;

/// The most characters of a reference as it stands in an address.
const REFERENCE_LENGTH_MAX: usize = 40;

/// Why something did not go.
pub(super) enum Trouble {
    /// For whoever asks there is no such thing.
    Nothing,
    /// It cannot be done so: what stands in the way, in sentences.
    Says(Vec<String>),
    /// It may work later.
    Later,
}

impl Trouble {
    /// The page that says so; `form` shows a form again with what is wrong.
    pub(super) fn page(
        self,
        frame: Frame,
        form: impl FnOnce(Frame, StatusCode, Vec<String>) -> Response,
    ) -> Response {
        match self {
            Trouble::Nothing => nothing::nothing_here(frame),
            Trouble::Says(says) => form(frame, StatusCode::CONFLICT, says),
            Trouble::Later => nothing::later(frame),
        }
    }

    /// The same where there is no form.
    pub(super) fn plain(self, frame: Frame) -> Response {
        self.page(frame, nothing::said_no)
    }
}

/// The desk, as somebody who is signed in works at it.
pub(super) struct At<'a> {
    pub(super) desk: &'a Desk,
    pub(super) question: &'a Question,
    pub(super) now: Now,
}

impl At<'_> {
    pub(super) fn who(&self) -> Who<'_> {
        Who::Officer(self.question)
    }

    /// A case they may read, with its number. That they looked is in the log.
    pub(super) fn case(&self, reference: &str) -> Result<Shown, Error> {
        if reference.len() > REFERENCE_LENGTH_MAX {
            return Err(Error::None);
        }
        let shown = self.desk.show(self.who(), self.desk.find(reference)?, self.now);
        shown.map_err(|error| match error {
            // What cannot be read is not there: not what stands in the way of what.
            Error::Blocked(_) | Error::Malformed(_) => Error::None,
            error => error,
        })
    }
}

/// A sentence of an error: they begin small and have no stop.
fn sentence(error: &impl ToString) -> String {
    in_a_sentence(&error.to_string())
}

/// A text that begins small and has no stop, as it stands by itself.
pub(super) fn in_a_sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|one| one.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

fn trouble(error: &Error) -> Trouble {
    match error {
        // Behind a wall, a relative's, or beyond what the notice lets them see: there is none.
        Error::None
        | Error::Record(
            people::Error::Refused(_) | people::Error::Nobody | people::Error::NotInCharter { .. },
        ) => Trouble::Nothing,
        Error::Blocked(_) => {
            let english = Catalogue::english();
            Trouble::Says(error.messages().iter().map(|one| english.render(one)).collect())
        }
        Error::BehindWall
        | Error::Faster { .. }
        | Error::Impossible(_)
        | Error::Malformed(_)
        | Error::NotApproved(_)
        | Error::Record(people::Error::Malformed(_) | people::Error::NotApproved(_)) => {
            Trouble::Says(vec![sentence(error)])
        }
        Error::Record(_) | Error::Shut | Error::WrongCode { .. } => {
            tracing::warn!(%error, "a page did not work");
            Trouble::Later
        }
    }
}

/// Does something at the desk, where it may wait. `action` is what the gate is asked for: `look` or `use`.
pub(super) async fn at_desk<T: Send + 'static>(
    server: &Server,
    staff: &Staff,
    action: &str,
    work: impl FnOnce(&At<'_>) -> Result<T, Error> + Send + 'static,
) -> Result<T, Trouble> {
    let ask = staff.ask(action);
    let done = server.work(move |record, now| {
        let desk = Desk::new(record.clone(), Posts::default());
        let question = match record.question(&ask, now.today()) {
            Ok(question) => question,
            Err(error) => return Ok(Err(error.into())),
        };
        Ok(work(&At { desk: &desk, question: &question, now }))
    });
    done.await.map_err(|_| Trouble::Later)?.map_err(|error| trouble(&error))
}

/// Does something at the door of the office, where it may wait: accounts, posts, teams.
pub(super) async fn at_door<T: Send + 'static>(
    server: &Server,
    work: impl FnOnce(&Record, Now) -> Result<T, access::Error> + Send + 'static,
) -> Result<T, Trouble> {
    let done = server.work(move |record, now| Ok(work(record, now)));
    done.await.map_err(|_| Trouble::Later)?.map_err(|error| match error {
        access::Error::Record(
            people::Error::Refused(_) | people::Error::Nobody | people::Error::NotInCharter { .. },
        ) => Trouble::Nothing,
        access::Error::Record(
            error @ (people::Error::Malformed(_) | people::Error::NotApproved(_)),
        ) => Trouble::Says(vec![sentence(&error)]),
        access::Error::Record(error) => {
            tracing::warn!(%error, "a page did not work");
            Trouble::Later
        }
        error => Trouble::Says(vec![sentence(&error)]),
    })
}

/// What stands at the head of every page about a case.
pub(super) struct Head {
    pub(super) reference: String,
    pub(super) kind: String,
    pub(super) state: String,
    /// How many steps it had when it was read.
    pub(super) version: i64,
}

impl Head {
    pub(super) fn of(shown: &Shown) -> Head {
        let english = Catalogue::english();
        Head {
            reference: shown.reference.clone(),
            kind: english.render(&shown.kind.message()),
            state: english.render(&shown.state.message()),
            version: shown.version,
        }
    }
}
