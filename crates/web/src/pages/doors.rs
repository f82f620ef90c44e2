//! Which page is for whom. The list is made where the pages are: there is no page that is not in it, and
//! the tests open each as everybody.

use access::Standing;
use axum::Router;
use axum::handler::Handler;
use axum::routing::{get, post};

use crate::Server;

/// For whom a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whom {
    /// For everybody.
    Anybody,
    /// For whoever holds a link and a code.
    Letter,
    /// For somebody in their own account.
    Resident,
    /// For staff who are signed in: what they see of somebody is the gate's to say, every time.
    Staff,
    /// For those of them who do the office's work: all but auditors, who change nothing.
    Worker,
    /// For staff whose role looks people up.
    LooksUp,
    /// For those who hold a post that works on cases.
    CaseWorker,
    /// For those, and for auditors: figures and registers, of nobody.
    Reader,
    /// For the data protection officer and the owner of decisions, by the posts they hold.
    Officer,
    /// For those, and for administrators: who gives posts.
    Giver,
    /// For those who lead a team.
    Manager,
    /// For those who audit.
    Auditor,
    /// For those who make accounts, and see nobody's data.
    Administrator,
}

impl Whom {
    /// Everybody there is.
    pub const ALL: &[Whom] = &[
        Whom::Anybody,
        Whom::Letter,
        Whom::Resident,
        Whom::Staff,
        Whom::Worker,
        Whom::LooksUp,
        Whom::CaseWorker,
        Whom::Reader,
        Whom::Officer,
        Whom::Giver,
        Whom::Manager,
        Whom::Auditor,
        Whom::Administrator,
    ];

    /// Who that is, in a few words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Whom::Anybody => "everybody",
            Whom::Letter => "whoever holds a link and its code",
            Whom::Resident => "people in their own account",
            Whom::Staff => "staff who are signed in",
            Whom::Worker => "staff who are signed in, but for auditors",
            Whom::LooksUp => "staff whose role looks people up",
            Whom::CaseWorker => "staff who hold a post that works on cases",
            Whom::Reader => "staff who hold a post that works on cases, and auditors",
            Whom::Officer => "the data protection officer and the owner of decisions",
            Whom::Giver => {
                "the data protection officer, the owner of decisions, and administrators"
            }
            Whom::Manager => "those who lead a team",
            Whom::Auditor => "auditors",
            Whom::Administrator => "administrators",
        }
    }

    /// Whether a page that is for these is for somebody of the office who is signed in: by what they are by
    /// the posts they hold, and by whether their role looks people up.
    #[must_use]
    pub fn lets(self, standing: &Standing, looks: bool) -> bool {
        // Those who administer or audit see nobody, whatever role they were given afterwards.
        let (administers, audits) = (standing.administers && !looks, standing.audits && !looks);
        match self {
            Whom::Anybody | Whom::Staff => true,
            Whom::Letter | Whom::Resident => false,
            Whom::Worker => !standing.audits,
            Whom::LooksUp => looks,
            Whom::CaseWorker => standing.works,
            Whom::Reader => standing.works || audits,
            Whom::Officer => standing.answers,
            Whom::Giver => standing.answers || administers,
            Whom::Manager => !standing.leads.is_empty(),
            Whom::Auditor => audits,
            Whom::Administrator => administers,
        }
    }
}

/// One page, and for whom it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Its address, with names in braces for what differs.
    pub path: &'static str,
    /// For whom it is.
    pub whom: Whom,
}

/// Pages as they are put together.
#[derive(Default)]
pub(crate) struct Pages {
    router: Router<Server>,
    list: Vec<Page>,
}

impl Pages {
    /// The same with a page that is read.
    pub(crate) fn get<H, T>(mut self, path: &'static str, whom: Whom, handler: H) -> Pages
    where
        H: Handler<T, Server>,
        T: 'static,
    {
        self.list.push(Page { method: "GET", path, whom });
        Pages { router: self.router.route(path, get(handler)), list: self.list }
    }

    /// The same with a form that is sent.
    pub(crate) fn post<H, T>(mut self, path: &'static str, whom: Whom, handler: H) -> Pages
    where
        H: Handler<T, Server>,
        T: 'static,
    {
        self.list.push(Page { method: "POST", path, whom });
        Pages { router: self.router.route(path, post(handler)), list: self.list }
    }

    /// The same with others.
    pub(crate) fn with(mut self, others: Pages) -> Pages {
        self.list.extend(others.list);
        Pages { router: self.router.merge(others.router), list: self.list }
    }

    pub(crate) fn router(self) -> Router<Server> {
        self.router
    }

    /// Every page, by its address.
    pub(crate) fn list(mut self) -> Vec<Page> {
        self.list.sort_by_key(|page| (page.path, page.method));
        self.list
    }
}
