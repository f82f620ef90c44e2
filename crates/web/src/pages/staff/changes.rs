//! Changes of the landlord's systems for a case: asking for a plan, and how those from before stand.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use casework::{Changed, Kind, Step, Turn, Wish};
use sources::DataCategory;
use sources::change::Change;
use words::Message;

use super::collect::pairs;
use super::desk::{Head, Trouble, at_desk};
use super::weighing::{Fields, text};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once, said};
use crate::pages::receipt;
use crate::staff::{SignedIn, Staff, to};

/// What a field of the form begins with that stands for a category.
const CATEGORY: &str = "category-";

struct Line {
    no: i64,
    asked: String,
    what: String,
    stands: String,
}

#[derive(Template)]
#[template(path = "en/staff_changes.html")]
struct Changes {
    frame: Frame,
    head: Head,
    lines: Vec<Line>,
    /// Which kind of change such a case asks for; none where it asks for none.
    kind: Option<Kind>,
    can: bool,
    /// The categories of the charter, by name.
    categories: Vec<(String, String)>,
    typed: Fields,
    once: String,
    errors: Wrong,
}

impl Changes {
    fn typed(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }

    fn ticked(&self, id: &str) -> bool {
        self.typed.contains_key(&format!("{CATEGORY}{id}"))
    }
}

/// How a change stands, in a sentence.
pub(super) fn stands(turn: Turn) -> String {
    said(&match turn {
        Turn::PlanWaits => Message::new("web-change-plan-waits"),
        Turn::PlanRuns => Message::new("web-change-plan-runs"),
        Turn::Planned => Message::new("web-change-planned"),
        Turn::Asked => Message::new("web-change-asked"),
        Turn::CarryWaits => Message::new("web-change-carry-waits"),
        Turn::CarryRuns => Message::new("web-change-carry-runs"),
        Turn::Left => Message::new("web-change-left"),
        Turn::LookWaits => Message::new("web-change-look-waits"),
        Turn::LookRuns => Message::new("web-change-look-runs"),
        Turn::Complete => Message::new("web-change-complete"),
        Turn::Closed => Message::new("web-change-closed"),
        Turn::Failed => Message::new("web-change-failed"),
    })
}

/// What is to be changed, in a few words; nothing of what stands there.
pub(super) fn what(server: &Server, change: &Change) -> String {
    let charter = server.record().gate().charter();
    let name = |category: &DataCategory| {
        let id = category.in_charter();
        let found = charter.categories().iter().find(|one| one.id.get_ref().as_str() == id);
        found.map_or_else(|| id.to_owned(), |one| one.name.clone())
    };
    let names = |all: &[DataCategory]| all.iter().map(name).collect::<Vec<_>>().join(", ");
    said(&match change {
        Change::Correct { category, .. } => {
            Message::new("web-change-correct").with("what", name(category))
        }
        Change::Erase { categories, .. } if categories.is_empty() => {
            Message::new("web-change-erase-all")
        }
        Change::Erase { categories, .. } => {
            Message::new("web-change-erase").with("what", names(categories))
        }
        Change::Restrict { categories } if categories.is_empty() => {
            Message::new("web-change-restrict-all")
        }
        Change::Restrict { categories } => {
            Message::new("web-change-restrict").with("what", names(categories))
        }
    })
}

/// Whether cases of a kind ask for a change.
pub(super) fn are_for(kind: Kind) -> bool {
    matches!(kind, Kind::Erasure | Kind::Rectification | Kind::Restriction)
}

async fn form(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    reference: String,
    (typed, status, errors): (Fields, StatusCode, Wrong),
) -> Response {
    let read = at_desk(server, staff, "look", move |at| {
        let shown = at.case(&reference)?;
        let changes = at.desk.changes(at.who(), shown.no, at.now)?;
        let can = shown.can.contains(&Step::Work) && shown.subject.is_some();
        Ok((Head::of(&shown), shown.kind, changes, can))
    });
    let (head, kind, changes, can) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let line = |one: &Changed| Line {
        no: one.no,
        asked: receipt::moment(one.asked),
        what: what(server, &one.wish.change),
        stands: stands(one.turn),
    };
    let lines: Vec<Line> = changes.iter().map(line).collect();
    let charter = server.record().gate().charter();
    let names = charter.categories().iter();
    let mut categories: Vec<(String, String)> =
        names.map(|one| (one.id.get_ref().to_string(), one.name.clone())).collect();
    categories.sort_by(|one, other| one.1.cmp(&other.1));
    let kind = Some(kind).filter(|kind| are_for(*kind));
    let once = once();
    page(status, &Changes { frame, head, lines, kind, can, categories, typed, once, errors })
}

/// The changes of a case, and the form that asks for a plan.
pub(crate) async fn show(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(reference): Path<String>,
) -> Response {
    let shows = (Fields::new(), StatusCode::OK, Wrong::new());
    form(&server, frame, &staff, reference, shows).await
}

/// What was typed, as what the desk takes; or what is wrong with it.
fn wish(kind: Kind, fields: &Fields) -> Result<Wish, Wrong> {
    let mut wrong = Wrong::new();
    let mut needs = |field: &'static str, missing: Message| {
        let typed = text(fields, field);
        if typed.is_none() {
            wrong.push((field, said(&missing)));
        }
        typed.unwrap_or_default()
    };
    let ticked = || {
        let ids = fields.keys().filter_map(|name| name.strip_prefix(CATEGORY));
        ids.map(DataCategory::new).collect::<Vec<_>>()
    };
    let mut ground = None;
    let change = match kind {
        Kind::Erasure => {
            let anonymise = fields.get("anonymise").is_some_and(|yes| yes == "yes");
            Change::Erase { categories: ticked(), anonymise }
        }
        Kind::Restriction => {
            ground = Some(needs("ground", Message::new("web-change-ground-missing")));
            Change::Restrict { categories: ticked() }
        }
        _ => Change::Correct {
            category: DataCategory::new(&needs(
                "category",
                Message::new("web-change-category-missing"),
            )),
            from: needs("wrong", Message::new("web-change-wrong-missing")),
            to: needs("right", Message::new("web-change-right-missing")),
        },
    };
    let also = pairs(fields.get("also").map_or("", String::as_str));
    if also.is_none() {
        wrong.push(("also", said(&Message::new("web-also-wrong"))));
    }
    match also {
        Some(also) if wrong.is_empty() => Ok(Wish { change, ground, also }),
        _ => Err(wrong),
    }
}

/// Asks for a plan: a server that reaches the systems makes it, and changes nothing.
pub(crate) async fn plan(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(reference): Path<String>,
    Form(fields): Form<Fields>,
) -> Response {
    let (of, typed) = (reference.clone(), fields.clone());
    // Planning looks; the gate decides once more when it is done.
    let ask = staff.ask("look");
    let known = server.record().gate().charter().categories().iter();
    let known: Vec<String> = known.map(|one| one.id.get_ref().to_string()).collect();
    let done = at_desk(&server, &staff, "use", move |at| {
        let shown = at.case(&reference)?;
        let wish = match wish(shown.kind, &fields) {
            Ok(wish) => wish,
            Err(wrong) => return Ok(Err(wrong)),
        };
        let named: &[DataCategory] = match &wish.change {
            Change::Correct { category, .. } => std::slice::from_ref(category),
            Change::Erase { categories, .. } | Change::Restrict { categories } => categories,
        };
        if named.iter().any(|one| !known.iter().any(|known| one.as_str() == known)) {
            let says = said(&Message::new("web-change-category-missing"));
            return Ok(Err(vec![("category", says)]));
        }
        let no = at.desk.plan_change((at.question, &ask), shown.no, &wish, at.now)?;
        Ok(Ok((shown.reference, no)))
    });
    let wrong = match done.await {
        Ok(Ok((reference, no))) => return to(&format!("/staff/cases/{reference}/changes/{no}")),
        Ok(Err(wrong)) => wrong,
        Err(Trouble::Says(says)) => says.into_iter().map(|says| ("plan", says)).collect(),
        Err(trouble) => return trouble.plain(frame),
    };
    form(&server, frame, &staff, of, (typed, StatusCode::CONFLICT, wrong)).await
}
