//! The landlord's systems as the data map has them: whose they are, what is searched by which identifiers, what they
//! hold, what may be written, when they were last searched; and what nobody has classified.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use casework::{Answered, DriftFinding, DriftLook, Error, Searched};
use charter::Charter;
use jiff::{Timestamp, ToSpan};
use law::clock::Moment;
use serde::Deserialize;
use sources::{Drift, Kind, Source, Table, Writes};
use words::Message;

use super::desk::{Trouble, at_desk, in_a_sentence};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, filled, once, said};
use crate::pages::nothing::nothing_here;
use crate::pages::receipt::{day, moment};
use crate::staff::{SignedIn, Staff, to};

/// How many findings stand on one page.
const SHOWN: usize = 50;
/// How many days somebody has, where they do not say another.
const TAKEN_DAYS: i64 = 30;

/// How a system was last looked over.
struct Look {
    by_hand: bool,
    seen: Option<String>,
    tables: i64,
    more: i64,
    /// When it could not be, and why.
    failed: Option<(String, String)>,
}

/// A system, as the list has it.
struct System {
    id: String,
    name: String,
    kind: &'static str,
    owner: String,
    finds: String,
    tables: usize,
    fields: usize,
    categories: Vec<(String, usize)>,
    writes: &'static str,
    searched: Vec<(String, i64, String)>,
    look: Look,
    open: usize,
    dealt_with: usize,
}

#[derive(Template)]
#[template(path = "en/staff_sources.html")]
struct Sources {
    frame: Frame,
    /// None where this server knows no map.
    systems: Option<Vec<System>>,
    under_way: bool,
    once: String,
}

/// A finding, as the list has it.
struct Finding {
    no: i64,
    says: String,
    found: String,
    taken: Option<(String, String)>,
    noted: bool,
}

struct Held {
    name: String,
    what: String,
    found_by: String,
    people_write: bool,
}

struct OfTable {
    name: String,
    copy_of: Option<String>,
    retention: String,
    fields: Vec<Held>,
}

#[derive(Template)]
#[template(path = "en/staff_source.html")]
struct One {
    frame: Frame,
    system: System,
    ask: Option<String>,
    findings: Vec<Finding>,
    /// Where the findings go on.
    next: Option<usize>,
    tables: Vec<OfTable>,
    nobody: Vec<String>,
}

#[derive(Template)]
#[template(path = "en/staff_drift.html")]
struct Drifted {
    frame: Frame,
    no: i64,
    says: String,
    source: String,
    /// Whether nobody has said what it holds.
    unclassified: bool,
    lines: String,
    found: String,
    taken: Option<(String, String)>,
    noted: Option<(String, String, String)>,
    by: String,
    why: String,
    once: String,
    errors: Wrong,
}

impl Drifted {
    fn wrong(&self, field: &str) -> Option<&str> {
        let wrong = self.errors.iter().find(|(of, _)| *of == field);
        wrong.map(|(_, says)| says.as_str())
    }
}

fn at(micros: i64) -> String {
    moment(Timestamp::from_microsecond(micros).unwrap_or_default())
}

fn kind(of: Kind) -> &'static str {
    match of {
        Kind::Documents => "a folder of documents",
        Kind::Mail => "a mailbox",
        Kind::Manual => "looked through by hand",
        Kind::Mysql => "a MySQL database",
        Kind::Odbc => "a database, by ODBC",
        Kind::Postgresql => "a PostgreSQL database",
        Kind::SqlServer => "a SQL Server database",
        Kind::Sqlite => "a SQLite file",
        Kind::Tables => "a folder of tables",
    }
}

/// What a category is called.
fn category(of: &sources::DataCategory, charter: &Charter) -> String {
    if !of.is_personal() {
        return "about nobody".to_owned();
    }
    let known = charter.categories().find(of.in_charter());
    match known {
        Some(no) => charter.categories()[no].name.clone(),
        None => format!("{of}, which the charter does not know"),
    }
}

/// What is read from the record of all systems.
struct Known {
    looks: BTreeMap<String, DriftLook>,
    findings: Vec<DriftFinding>,
    searched: Vec<(String, Answered)>,
    under_way: bool,
}

/// Of every system; of findings only those of one, where one is named.
async fn known(server: &Server, staff: &Staff, of: Option<String>) -> Result<Known, Trouble> {
    let read = at_desk(server, staff, "look", move |at| {
        Ok(Known {
            looks: at.desk.drift_looks(at.who(), at.now)?.into_iter().collect(),
            findings: match &of {
                Some(source) => at.desk.drift_of(at.who(), source, at.now)?,
                None => at.desk.drift(at.who(), at.now)?,
            },
            searched: at.desk.searched(at.who(), at.now)?,
            under_way: at.desk.drift_is_under_way()?,
        })
    });
    read.await
}

fn system(source: &Source, known: &Known, charter: &Charter) -> System {
    let id = source.id.get_ref().as_str();
    let fields = || source.tables.iter().flat_map(|table| table.fields.values());
    let finds: BTreeSet<&str> =
        fields().filter_map(|field| Some(field.identity.as_ref()?.get_ref().as_str())).collect();
    let mut categories: BTreeMap<String, usize> = BTreeMap::new();
    for field in fields() {
        *categories.entry(category(field.category.get_ref(), charter)).or_default() += 1;
    }
    let mut categories: Vec<(String, usize)> = categories.into_iter().collect();
    categories.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let entity = source.entity.as_ref().map(|of| of.get_ref().as_str()).and_then(|of| {
        let found = charter.entities().find(of)?;
        Some(charter.entities()[found].name.clone())
    });
    let post = source.post.as_ref().map(|post| post.get_ref().replace('-', " "));
    let owner: Vec<String> = entity.into_iter().chain(post).collect();
    let look = known.looks.get(id);
    let these = || known.findings.iter().filter(|one| one.source == id);
    let searched = known.searched.iter().filter(|(of, _)| of == id);
    System {
        id: id.to_owned(),
        name: source.name.clone(),
        kind: kind(source.kind),
        owner: owner.join(", "),
        finds: finds.into_iter().collect::<Vec<&str>>().join(", "),
        tables: source.tables.len(),
        fields: fields().count(),
        categories,
        writes: match (source.kind, source.writes) {
            (Kind::Manual, _) => "Nothing: somebody looks by hand",
            (_, Writes::Direct) => "Keyholder changes it, once a plan is approved",
            (_, Writes::WorkOrder) => "Nothing: a person is given a work order",
        },
        searched: searched
            .map(|(_, (answer, cases, last))| {
                let words = Searched::of(answer).map(|of| said(&of.message()));
                (words.unwrap_or_else(|| answer.clone()), *cases, at(*last))
            })
            .collect(),
        look: Look {
            by_hand: source.kind == Kind::Manual,
            seen: look.and_then(|look| look.seen).map(at),
            tables: look.map_or(0, |look| look.tables),
            more: look.map_or(0, |look| look.more),
            failed: look.and_then(|look| Some((at(look.tried), in_a_sentence(look.why.as_ref()?)))),
        },
        open: these().filter(|one| one.is_open()).count(),
        dealt_with: these().filter(|one| !one.is_open()).count(),
    }
}

/// Every system.
pub(crate) async fn show(State(server): State<Server>, frame: Frame, staff: Staff) -> Response {
    let frame = frame.of(&staff.account.name);
    let known = match known(&server, &staff, None).await {
        Ok(known) => known,
        Err(trouble) => return trouble.plain(frame),
    };
    let charter = server.record().gate().charter();
    let systems = server
        .map()
        .map(|map| map.sources().iter().map(|source| system(source, &known, charter)).collect());
    let under_way = known.under_way;
    page(StatusCode::OK, &Sources { frame, systems, under_way, once: once() })
}

/// Asks for a look at every system now.
pub(crate) async fn look(State(server): State<Server>, frame: Frame, staff: Staff) -> Response {
    let frame = frame.of(&staff.account.name);
    let reaches = server.map().is_some();
    let asked = at_desk(&server, &staff, "use", move |at| {
        at.desk.answers_for_access(at.who(), at.now)?;
        if !reaches {
            return Err(Error::Malformed("this server knows no data map".to_owned()));
        }
        at.desk.ask_for_drift(at.who(), at.now)
    });
    match asked.await {
        Ok(_) => to("/staff/sources"),
        Err(trouble) => trouble.plain(frame),
    }
}

/// From which finding on.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct From {
    from: String,
}

fn finding(one: &DriftFinding) -> Finding {
    Finding {
        no: one.no,
        says: in_a_sentence(&said(&one.drift.message())),
        found: at(one.found),
        taken: one.taken.as_ref().map(|(by, due)| (by.clone(), day(*due))),
        noted: one.noted.is_some(),
    }
}

fn table(of: &Table, charter: &Charter) -> OfTable {
    let fields = of.fields.iter().map(|(name, field)| Held {
        name: name.clone(),
        what: category(field.category.get_ref(), charter),
        found_by: field.identity.as_ref().map(|of| of.get_ref().clone()).unwrap_or_default(),
        people_write: field.free_text,
    });
    OfTable {
        name: of.name.get_ref().clone(),
        copy_of: of.copy_of.as_ref().map(|of| of.get_ref().clone()),
        retention: of.retention.as_ref().map(|of| of.get_ref().clone()).unwrap_or_default(),
        fields: fields.collect(),
    }
}

/// One system, with its tables and fields, and what nobody has classified.
pub(crate) async fn one(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(id): Path<String>,
    Query(from): Query<From>,
) -> Response {
    let known = match known(&server, &staff, Some(id.clone())).await {
        Ok(known) => known,
        Err(trouble) => return trouble.plain(frame),
    };
    let Some(source) = server.map().and_then(|map| map.source(&id)) else {
        return nothing_here(frame);
    };
    let charter = server.record().gate().charter();
    let mut these: Vec<&DriftFinding> =
        known.findings.iter().filter(|one| one.source == id).collect();
    these.sort_by_key(|one| (one.noted.is_some(), one.taken.is_some()));
    let first: usize = from.from.trim().parse().unwrap_or_default();
    let next = first.saturating_add(SHOWN);
    let shown = One {
        frame,
        system: system(source, &known, charter),
        ask: source.ask.as_ref().map(|ask| ask.get_ref().clone()),
        findings: these.iter().skip(first).take(SHOWN).map(|one| finding(one)).collect(),
        next: (next < these.len()).then_some(next),
        tables: source.tables.iter().map(|one| table(one, charter)).collect(),
        nobody: source.about_nobody.iter().map(|name| name.get_ref().clone()).collect(),
    };
    page(StatusCode::OK, &shown)
}

/// What somebody does with a finding.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    what: String,
    by: String,
    why: String,
}

async fn drifted(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    no: i64,
    (typed, status, errors): (Typed, StatusCode, Wrong),
) -> Response {
    let read = at_desk(server, staff, "look", move |at| {
        let found = at.desk.drift_finding(at.who(), no, at.now)?;
        let by = at.now.today().saturating_add(TAKEN_DAYS.days());
        Ok((found, by))
    });
    let (found, by) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let noted = found.noted.as_ref().map(|(who, when, why)| {
        let when = Timestamp::from_microsecond(*when).unwrap_or_default();
        (who.clone(), day(Moment::from(when).day()), why.clone())
    });
    let shown = finding(&found);
    let typed_by = if typed.by.is_empty() { by.to_string() } else { typed.by };
    page(
        status,
        &Drifted {
            frame,
            no,
            says: shown.says,
            source: found.source,
            unclassified: matches!(
                found.drift,
                Drift::Column { .. } | Drift::NoClass { .. } | Drift::Table { .. }
            ),
            lines: found.lines,
            found: shown.found,
            taken: shown.taken,
            noted,
            by: typed_by,
            why: typed.why,
            once: once(),
            errors,
        },
    )
}

/// One finding: what would settle it, who has it in hand, and why it stays.
pub(crate) async fn show_drift(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(no): Path<i64>,
) -> Response {
    let blank = (Typed::default(), StatusCode::OK, Wrong::new());
    drifted(&server, frame, &staff, no, blank).await
}

/// Takes a finding in hand, or notes why it stays.
pub(crate) async fn deal_with(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(no): Path<i64>,
    Form(typed): Form<Typed>,
) -> Response {
    let takes = typed.what != "note";
    let field = if takes { "by" } else { "why" };
    let day = typed.by.trim().parse();
    let wrong = match (takes, day) {
        (true, Err(_)) => vec![said(&Message::new("web-day-wrong"))],
        (takes, day) => {
            let why = filled(&typed.why).unwrap_or_default();
            let done = at_desk(&server, &staff, "use", move |at| {
                at.desk.drift_finding(at.who(), no, at.now)?;
                match (takes, day) {
                    (true, Ok(day)) => at.desk.take_drift(at.who(), no, day, at.now),
                    _ => at.desk.note_drift(at.who(), no, &why, at.now),
                }
            });
            match done.await {
                Ok(()) => return to(&format!("/staff/drift/{no}")),
                Err(Trouble::Says(says)) => says,
                Err(trouble) => return trouble.plain(frame),
            }
        }
    };
    let errors = wrong.into_iter().map(|says| (field, says)).collect();
    drifted(&server, frame, &staff, no, (typed, StatusCode::CONFLICT, errors)).await
}
