//! Which role meets what on which page. One rule says for whom a page is ([`Whom::lets`]); it decides when
//! somebody opens one, and it makes the table.

use std::collections::HashMap;
use std::sync::OnceLock;

use access::Standing;
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

use super::doors::{Page, Whom};
use super::nothing;
use crate::Server;
use crate::look::Frame;
use crate::staff::Staff;

/// Who comes to the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Somebody in their own account.
    Resident,
    /// Somebody in their own account who acts for another, by a right that is on record.
    Representative,
    /// Staff whose role looks people up.
    Officer,
    /// An officer who leads a team.
    TeamManager,
    /// Who works on cases.
    DataProtectionTeam,
    /// The data protection officer.
    DataProtectionOfficer,
    /// The owner of decisions.
    DecisionOwner,
    /// Who looks whether all of it holds, for a time.
    Auditor,
    /// Who makes accounts and gives posts.
    Administrator,
}

/// What somebody meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meets {
    /// It opens.
    Opens,
    /// They are asked to sign in; a form that is sent is not taken.
    SignIn,
    /// There is no such page.
    Nothing,
}

impl Meets {
    /// In a word or two.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Meets::Opens => "opens",
            Meets::SignIn => "sign in",
            Meets::Nothing => "no such page",
        }
    }
}

impl Role {
    /// Every role.
    pub const ALL: &[Role] = &[
        Role::Resident,
        Role::Representative,
        Role::Officer,
        Role::TeamManager,
        Role::DataProtectionTeam,
        Role::DataProtectionOfficer,
        Role::DecisionOwner,
        Role::Auditor,
        Role::Administrator,
    ];

    /// Its name.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Role::Resident => "resident",
            Role::Representative => "representative",
            Role::Officer => "officer",
            Role::TeamManager => "team manager",
            Role::DataProtectionTeam => "data protection team",
            Role::DataProtectionOfficer => "data protection officer",
            Role::DecisionOwner => "decision owner",
            Role::Auditor => "auditor",
            Role::Administrator => "administrator",
        }
    }

    /// The post that makes somebody it, of whoever leads a team called so; none where no post does.
    #[must_use]
    pub fn post(self, team: &str) -> Option<String> {
        let post = match self {
            Role::Resident | Role::Representative | Role::Officer => return None,
            Role::TeamManager => return Some(db::posts::manager_of(team)),
            Role::DataProtectionTeam => db::posts::HANDLER,
            Role::DataProtectionOfficer => db::posts::ADVISER,
            Role::DecisionOwner => db::posts::OWNER,
            Role::Auditor => db::posts::AUDITOR,
            Role::Administrator => db::posts::ADMINISTRATOR,
        };
        Some(post.to_owned())
    }

    /// Whether it is of the office.
    #[must_use]
    pub fn is_staff(self) -> bool {
        !matches!(self, Role::Resident | Role::Representative)
    }

    /// What somebody of it is by the posts they hold, and whether they look people up.
    fn standing(self) -> (Standing, bool) {
        let mut standing = Standing::default();
        match self {
            Role::Resident | Role::Representative | Role::Officer => {}
            Role::TeamManager => standing.leads.push(String::new()),
            Role::DataProtectionTeam => standing.works = true,
            Role::DataProtectionOfficer | Role::DecisionOwner => {
                (standing.works, standing.answers) = (true, true);
            }
            Role::Auditor => standing.audits = true,
            Role::Administrator => standing.administers = true,
        }
        let looks = self.is_staff() && !matches!(self, Role::Auditor | Role::Administrator);
        (standing, looks)
    }

    /// What somebody of it meets on a page.
    #[must_use]
    pub fn meets(self, page: &Page) -> Meets {
        match (page.whom, self.is_staff()) {
            (Whom::Anybody | Whom::Letter, _) | (Whom::Resident, false) => Meets::Opens,
            (Whom::Resident, true) | (_, false) => Meets::SignIn,
            (whom, true) => {
                let (standing, looks) = self.standing();
                if whom.lets(&standing, looks) { Meets::Opens } else { Meets::Nothing }
            }
        }
    }
}

/// For whom each page is, by its method and address.
fn whom(method: &Method, path: &str) -> Option<Whom> {
    static LIST: OnceLock<HashMap<(&str, &str), Whom>> = OnceLock::new();
    let list = LIST.get_or_init(|| {
        super::doors().into_iter().map(|page| ((page.method, page.path), page.whom)).collect()
    });
    let method = if method == Method::HEAD { "GET" } else { method.as_str() };
    list.get(&(method, path)).copied()
}

/// Lets through to a page of the office whoever it is for; for others there is none. A page of a case is let
/// through here for all of the office: whose case it is, the desk says.
pub(super) async fn admit(State(server): State<Server>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let whom = whom(request.method(), route);
    let Some(whom) = whom.filter(|whom| *whom > Whom::Staff && *whom != Whom::CaseWorker) else {
        return next.run(request).await;
    };
    let (mut parts, body) = request.into_parts();
    let staff = match Staff::from_request_parts(&mut parts, &server).await {
        Ok(staff) => staff,
        Err(elsewhere) => return elsewhere,
    };
    if !whom.lets(&staff.standing, staff.looks) {
        let Ok(frame) = Frame::from_request_parts(&mut parts, &server).await;
        return nothing::nothing_here(frame.of(&staff.account.name));
    }
    parts.extensions.insert(staff);
    next.run(Request::from_parts(parts, body)).await
}
