//! Emails that wait for somebody to say what they are.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use casework::{Kind, Waiting};
use words::Message;

use super::desk::{Trouble, at_desk};
use super::weighing::{Fields, text};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once, said};
use crate::pages::receipt;
use crate::staff::{SignedIn, Staff, to};

struct Email {
    no: i64,
    received: String,
    from: String,
    subject: String,
    text: String,
    automatic: bool,
    attached: usize,
    proposed: Vec<Kind>,
}

impl Email {
    fn proposes(&self, kind: &Kind) -> bool {
        self.proposed.contains(kind)
    }
}

#[derive(Template)]
#[template(path = "en/staff_inbox.html")]
struct Inbox {
    frame: Frame,
    emails: Vec<Email>,
    kinds: Vec<(Kind, String)>,
    once: String,
    errors: Wrong,
}

fn email(one: Waiting) -> Email {
    let from = [one.name, one.from].into_iter().flatten().collect::<Vec<_>>().join(", ");
    Email {
        no: one.no,
        received: receipt::moment(one.received),
        from,
        subject: one.subject,
        text: one.text,
        automatic: one.automatic,
        attached: one.attached,
        proposed: one.proposals.iter().map(|one| one.kind).collect(),
    }
}

async fn shown(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    (status, errors): (StatusCode, Wrong),
) -> Response {
    let read = at_desk(server, staff, "look", |at| at.desk.inbox(at.who(), at.now));
    match read.await {
        Ok(waits) => {
            let kinds = Kind::ALL.iter().map(|kind| (*kind, said(&kind.message())));
            let emails = waits.into_iter().map(email).collect();
            page(status, &Inbox { frame, emails, kinds: kinds.collect(), once: once(), errors })
        }
        Err(trouble) => trouble.plain(frame),
    }
}

/// What waits.
pub(crate) async fn show(State(server): State<Server>, frame: Frame, staff: Staff) -> Response {
    let frame = frame.of(&staff.account.name);
    shown(&server, frame, &staff, (StatusCode::OK, Wrong::new())).await
}

/// Opens cases of an email, or lays it aside with a reason.
pub(crate) async fn read(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(no): Path<i64>,
    Form(fields): Form<Fields>,
) -> Response {
    let kinds: Vec<Kind> =
        Kind::ALL.iter().copied().filter(|kind| fields.contains_key(kind.id())).collect();
    let aside = text(&fields, "aside");
    let subject = text(&fields, "subject").map(|id| id.parse()).transpose();
    let wrong = match subject {
        Ok(subject) => {
            let entity = staff.account.entity.clone();
            let done = at_desk(&server, &staff, "use", move |at| match aside {
                Some(why) if kinds.is_empty() => at.desk.lay_aside(at.who(), no, &why, at.now),
                _ => {
                    at.desk.open_mail(at.who(), no, &kinds, subject, &entity, at.now)?;
                    Ok(())
                }
            });
            match done.await {
                Ok(()) => return to("/staff/inbox"),
                Err(Trouble::Says(says)) => says.into_iter().map(|says| ("emails", says)).collect(),
                Err(trouble) => return trouble.plain(frame),
            }
        }
        Err(_) => vec![("emails", said(&Message::new("web-person-wrong")))],
    };
    shown(&server, frame, &staff, (StatusCode::CONFLICT, wrong)).await
}
