//! The notice as the data protection office keeps it: what is in force, and drafts of the next, which are
//! edited, checked, compared, signed by two people, and published. What may be done is for `publishing` to
//! say.

mod check;
mod compare;
mod draft;
mod file;
mod list;
mod paragraph;

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::response::Response;
use charter::publish::Edition;
use data_encoding::HEXLOWER_PERMISSIVE;
use jiff::Timestamp;
use law::clock::Moment;
use people::{Error as RecordError, Now};
use publishing::{Error, Posts, Publishing};
use words::Message;

use super::desk::{Trouble, at_desk, in_a_sentence};
use crate::Server;
use crate::look::Frame;
use crate::pages::doors::{Pages, Whom};
use crate::pages::form::{Wrong, said};
use crate::pages::receipt::day;
use crate::staff::Staff;

/// The most bytes of the form that has one file of a charter in it: each byte may take three.
const FILE_FORM_BYTES_MAX: usize = 3 * charter::FILE_BYTES_MAX + 1024;
/// The most mistakes of a file that are said at once.
const MISTAKES_MAX: usize = 20;

/// The pages of the notice.
pub(super) fn routes() -> Pages {
    let file = file::edit.layer(DefaultBodyLimit::max(FILE_FORM_BYTES_MAX));
    Pages::default()
        .get("/staff/notices", Whom::Officer, list::show)
        .post("/staff/notices", Whom::Officer, list::begin)
        .get("/staff/notices/{no}", Whom::Officer, draft::show)
        .post("/staff/notices/{no}", Whom::Officer, draft::name)
        .post("/staff/notices/{no}/away", Whom::Officer, draft::put_away)
        .get("/staff/notices/{no}/check", Whom::Officer, check::show)
        .get("/staff/notices/{no}/compare", Whom::Officer, compare::show)
        .get("/staff/notices/{no}/files/{name}", Whom::Officer, file::show)
        .post("/staff/notices/{no}/files/{name}", Whom::Officer, file)
        .get("/staff/notices/{no}/paragraphs/{name}", Whom::Officer, paragraph::show)
        .post("/staff/notices/{no}/paragraphs/{name}", Whom::Officer, paragraph::edit)
        .post("/staff/notices/{no}/publish", Whom::Officer, draft::publish)
        .post("/staff/notices/{no}/sign", Whom::Officer, draft::sign)
}

/// Why something with the notice did not go.
enum Not {
    /// A page says it.
    Page(Trouble),
    /// It stands beside a field of the form.
    Wrong(Wrong),
}

impl Not {
    /// The page that says so, where there is no form.
    fn plain(self, frame: Frame) -> Response {
        match self {
            Not::Page(trouble) => trouble.plain(frame),
            Not::Wrong(wrong) => {
                Trouble::Says(wrong.into_iter().map(|(_, says)| says).collect()).plain(frame)
            }
        }
    }
}

impl From<Trouble> for Not {
    fn from(trouble: Trouble) -> Not {
        Not::Page(trouble)
    }
}

impl From<Error> for Not {
    fn from(error: Error) -> Not {
        let wrong = |message: &Message| Not::Wrong(vec![("draft", said(message))]);
        match error {
            Error::None
            | Error::Cannot(charter::CannotEdit::NoParagraph | charter::CannotEdit::NoFile) => {
                Not::Page(Trouble::Nothing)
            }
            Error::Changed | Error::Record(RecordError::Changed) => {
                wrong(&Message::new("web-notices-changed"))
            }
            Error::Field(field, message) => Not::Wrong(vec![(field, said(&message))]),
            Error::Cannot(charter::CannotEdit::Malformed(mistakes, files)) => {
                let mistakes = mistakes.iter().take(MISTAKES_MAX).map(|one| {
                    let place =
                        one.span.as_ref().and_then(|span| Some((files.get(span.file)?, span)));
                    let line = place.map_or(1, |(file, span)| file.position(span.bytes.start).0);
                    let message = Message::new("web-notices-mistake")
                        .with("line", line)
                        .with("what", in_a_sentence(&said(&one.message)))
                        .with("help", in_a_sentence(&said(&one.help)));
                    ("text", said(&message))
                });
                Not::Wrong(mistakes.collect())
            }
            Error::Blocked(way) => {
                Not::Wrong(way.iter().map(|message| ("draft", said(message))).collect())
            }
            Error::Unreadable(what) => {
                wrong(&Message::new("web-notices-unreadable").with("what", what))
            }
            Error::Record(
                error @ (RecordError::NotApproved(_)
                | RecordError::TooMany(_)
                | RecordError::Malformed(_)),
            ) => wrong(&Message::new("web-notices-not").with("why", error.to_string())),
            Error::Record(error) => {
                tracing::warn!(%error, "a page did not work");
                Not::Page(Trouble::Later)
            }
        }
    }
}

/// What works on the notice works by.
struct At<'a> {
    publishing: &'a Publishing,
    by: &'a str,
    /// What was published elsewhere before.
    also: &'a [Edition],
    now: Now,
}

/// Does something with the notice, for whoever holds a post that signs; for anybody else there is no such
/// page.
async fn at_notices<T: Send + 'static>(
    server: &Server,
    staff: &Staff,
    action: &str,
    work: impl FnOnce(&At<'_>) -> Result<T, Error> + Send + 'static,
) -> Result<T, Not> {
    let (by, also) = (staff.account.name.clone(), server.earlier().to_vec());
    let done = at_desk(server, staff, action, move |at| {
        at.desk.answers_for_access(at.who(), at.now)?;
        let posts = at.desk.posts();
        let posts = Posts { adviser: posts.adviser.clone(), owner: posts.owner.clone() };
        let publishing = Publishing::new(at.desk.record().clone(), posts);
        Ok(work(&At { publishing: &publishing, by: &by, also: &also, now: at.now }))
    });
    Ok(done.await??)
}

/// The first digits of a fingerprint: enough to tell two apart by reading.
fn short(fingerprint: &[u8; 32]) -> String {
    HEXLOWER_PERMISSIVE.encode(&fingerprint[..6])
}

/// A fingerprint as a form carries it.
fn in_hex(fingerprint: &[u8; 32]) -> String {
    HEXLOWER_PERMISSIVE.encode(fingerprint)
}

/// The same read back. What is none matches no draft.
fn of_hex(text: &str) -> [u8; 32] {
    let bytes = HEXLOWER_PERMISSIVE.decode(text.as_bytes()).unwrap_or_default();
    bytes.try_into().unwrap_or_default()
}

/// A moment as its day.
fn on(at: i64) -> String {
    day(Moment::from(Timestamp::from_microsecond(at).unwrap_or_default()).day())
}
