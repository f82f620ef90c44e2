//! Accounts, as whoever administers makes and ends them. Nobody's data is here: who works in the office, in
//! which role and team.

use access::{Account, NewAccount, giving};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use charter::Items;
use charter::items::Item;
use serde::Deserialize;

use super::desk::{Trouble, at_door};
use super::enrolled::{self, Once};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once};
use crate::staff::{SignedIn, Staff, to};

/// Something to choose: its id, what it is called, and whether it is chosen.
type Pick = (String, String, bool);

struct Line {
    account: Account,
    role: String,
    team: String,
    posts: String,
    own: bool,
}

#[derive(Template)]
#[template(path = "en/staff_admin.html")]
struct Admin {
    frame: Frame,
    lines: Vec<Line>,
    ended: usize,
    roles: Vec<Pick>,
    teams: Vec<Pick>,
    entities: Vec<Pick>,
    typed: Typed,
    once: String,
    errors: Wrong,
}

impl Admin {
    fn says(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|(name, _)| *name == field).map(|(_, says)| says.as_str())
    }
}

/// What somebody does with an account.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    what: String,
    name: String,
    role: String,
    team: String,
    entity: String,
}

/// What there is to choose from a list of the charter.
pub(super) fn picks<T: Item>(
    items: &Items<T>,
    chosen: &str,
    of: impl Fn(&str) -> bool,
) -> Vec<Pick> {
    let all = items.iter().map(|item| (item.id().get_ref().as_str(), item.name()));
    let all = all.filter(|(id, _)| of(id));
    all.map(|(id, name)| (id.to_owned(), name.to_owned(), id == chosen)).collect()
}

/// What something of the charter is called.
pub(super) fn called<T: Item>(items: &Items<T>, id: &str) -> String {
    items.find(id).map_or_else(|| id.to_owned(), |at| items[at].name().to_owned())
}

async fn page_of(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    typed: Typed,
    (status, errors): (StatusCode, Wrong),
) -> Response {
    let read = at_door(server, |record, now| {
        let to_give = (access::roles_to_give(record), access::teams_to_give(record));
        Ok((access::list(record)?, giving::held(record, now)?, to_give))
    });
    let (accounts, held, (roles, teams)) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let charter = server.record().gate().charter();
    let ended = accounts.iter().filter(|one| one.ended).count();
    let lines = accounts.into_iter().filter(|one| !one.ended).map(|account| {
        let theirs = held.iter().filter(|one| one.name.eq_ignore_ascii_case(&account.name));
        let posts: Vec<&str> = theirs.map(|one| one.post.as_str()).collect();
        Line {
            role: called(charter.roles(), &account.role),
            team: called(charter.teams(), &account.team),
            posts: posts.join(", "),
            own: account.name.eq_ignore_ascii_case(&staff.account.name),
            account,
        }
    });
    let admin = Admin {
        frame,
        lines: lines.collect(),
        ended,
        roles: picks(charter.roles(), &typed.role, |id| roles.iter().any(|one| one == id)),
        teams: picks(charter.teams(), &typed.team, |id| teams.iter().any(|one| one == id)),
        entities: picks(charter.entities(), &typed.entity, |_| true),
        typed,
        once: once(),
        errors,
    };
    page(status, &admin)
}

/// Every account that stands.
pub(crate) async fn show(State(server): State<Server>, frame: Frame, staff: Staff) -> Response {
    let frame = frame.of(&staff.account.name);
    let all_is_well = (StatusCode::OK, Wrong::new());
    page_of(&server, frame, &staff, Typed::default(), all_is_well).await
}

/// Makes an account, ends one, or gives somebody a new password.
pub(crate) async fn done(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Form(typed): Form<Typed>,
) -> Response {
    let (by, asked) = (staff.account.name.clone(), typed.clone());
    let done = at_door(&server, move |record, now| {
        let Typed { what, name, role, team, entity } = asked;
        match what.as_str() {
            "add" => {
                let new = NewAccount { name, role, team, entity };
                access::add_by(record, &by, &new, now).map(Some)
            }
            "password" => access::new_password(record, &by, &name, now).map(Some),
            "end" => giving::end_account(record, &by, &name, now).map(|()| None),
            _ => Err(access::Error::Malformed("choose what is to be done".to_owned())),
        }
    });
    match done.await {
        Ok(None) => to("/staff/admin"),
        Ok(Some(password)) => {
            let once = Once {
                title: "Their password, shown this once",
                back: "/staff/admin",
                name: typed.name.trim().to_ascii_lowercase(),
                secret: password.as_str().to_owned(),
                link: None,
                says: vec![
                    "Give it to them yourself, and keep no copy. They change it when they first sign in, at “Your account”.",
                    "It is half of what they sign in with. Whoever leads their team, or the data protection officer, sets up the app that makes their codes, with them. You cannot.",
                ],
            };
            enrolled::shown(frame, once)
        }
        Err(Trouble::Says(says)) => {
            let field = if typed.what == "add" { "name" } else { "accounts" };
            let errors = says.into_iter().map(|says| (field, says)).collect();
            page_of(&server, frame, &staff, typed, (StatusCode::CONFLICT, errors)).await
        }
        Err(trouble) => trouble.plain(frame),
    }
}
