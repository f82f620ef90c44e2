//! One sheet for the board: a quarter next to the one before, in plain sentences and a few pictures, of nobody. What
//! is not known is said.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use casework::{Board as Of, DriftCount, Figures, quarter_before, quarter_of};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;

use super::desk::at_desk;
use super::disposal::of_room;
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::said;
use crate::pages::receipt::day;
use crate::staff::SignedIn;

/// How wide the picture of a share is, in its own units.
const WIDE: usize = 200;

/// Which quarter: a day in it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    day: String,
}

/// One right, where it can be said apart.
struct Apart {
    received: usize,
    in_time: usize,
    late: usize,
    open: usize,
    median: Option<i32>,
    /// How wide the part in time, and the late part, are drawn.
    drawn: (usize, usize),
}

struct Line {
    kind: String,
    apart: Option<Apart>,
    before: String,
}

/// What is open to harm.
struct Risks {
    /// Rules that do not enforce for some team.
    modes: usize,
    /// None where this server knows no map, and nothing was ever looked over.
    drift: Option<DriftCount>,
    /// Systems that have a catalogue, and how many of them were never looked over.
    never_looked: usize,
    reviews_late: usize,
    access_due: usize,
}

#[derive(Template)]
#[template(path = "en/staff_board.html")]
struct Board {
    frame: Frame,
    days: (String, String),
    /// Whether the quarter goes on.
    goes_on: bool,
    earlier: Date,
    later: Option<Date>,
    lines: Vec<Line>,
    few: usize,
    /// From how many on a number is said.
    least: usize,
    all: Figures,
    all_before: Figures,
    complaints: String,
    complaints_before: String,
    upheld: Option<usize>,
    objections: String,
    objections_before: String,
    breaches: casework::BoardBreaches,
    breaches_before: casework::BoardBreaches,
    over_retention: usize,
    past: Past,
    /// How many have done the training by the notice in force, and how many may sign in.
    trained: (usize, usize),
    risks: Risks,
    made: String,
}

/// A number, where it can be said.
fn shown(count: usize, least: usize) -> String {
    match count {
        0 => "none".to_owned(),
        few if few < least => format!("fewer than {least}"),
        count => count.to_string(),
    }
}

fn apart(of: Figures) -> Apart {
    let whole = (of.in_time + of.late).max(1);
    let late = of.late * WIDE / whole;
    Apart {
        received: of.received,
        in_time: of.in_time,
        late: of.late,
        open: of.open,
        median: of.median_days,
        drawn: (if of.in_time > 0 { WIDE - late } else { 0 }, late),
    }
}

/// What of the record is past its time.
#[derive(Default)]
struct Past {
    /// Rows that nothing stands in the way of.
    ready: u64,
    /// Rows that something keeps for now.
    kept: u64,
    /// The last day the oldest of them might have been kept.
    oldest: Option<String>,
    /// Whether letting go is switched on.
    on: bool,
}

impl Past {
    fn of(plan: &disposal::Plan, on: bool) -> Past {
        let oldest = plan.classes.iter().filter_map(|class| class.oldest).min();
        Past { ready: plan.ready(), kept: plan.kept(), oldest: oldest.map(day), on }
    }
}

/// What is read for it, beside the figures.
struct Read {
    of: Of,
    past: Past,
    trained: (usize, usize),
    risks: Risks,
    today: Date,
}

/// The sheet of the quarter a day lies in; of this one where none is named.
pub(crate) async fn show(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Query(asked): Query<Asked>,
) -> Response {
    let charter = server.record().gate().charter();
    let edition = charter.head().version.get_ref().clone();
    let modes: Vec<Date> = (charter.teams().iter())
        .flat_map(|team| team.modes.iter().map(|mode| mode.until.get_ref().0))
        .collect();
    let systems: Option<Vec<String>> = server.map().map(|map| {
        let these = map.sources().iter().filter(|one| one.kind != sources::Kind::Manual);
        these.map(|one| one.id.get_ref().to_string()).collect()
    });
    let read = at_desk(&server, &staff, "look", move |at| {
        let (desk, who, now) = (at.desk, at.who(), at.now);
        let today = now.today();
        // A quarter that has not begun has no figures.
        let day = asked.day.trim().parse().unwrap_or(today).min(today);
        let of = desk.board(who, day, now)?;
        let on = disposal::switched(desk.record()).map_err(of_room)?.is_some_and(|one| one.on);
        let plan = disposal::plan(desk.record(), casework::KEEPS, now).map_err(of_room)?;
        let past = Past::of(&plan, on);
        let accounts = access::review(desk.record(), now)?;
        let done = access::trained(desk.record(), None)?;
        let has = |name: &str| {
            let mut theirs = done.iter().filter(|one| one.name.eq_ignore_ascii_case(name));
            theirs.any(|one| one.edition == edition)
        };
        let trained = accounts.iter().filter(|one| has(&one.name)).count();
        let looks = desk.drift_looks(who, now)?;
        let looked = |id: &String| looks.iter().any(|(of, look)| of == id && look.seen.is_some());
        let known = systems.is_some() || !looks.is_empty();
        let never = systems.iter().flatten().filter(|id| !looked(id)).count();
        let reviews = desk.reviews(who, now)?;
        let risks = Risks {
            modes: modes.iter().filter(|until| **until >= today).count(),
            drift: if known { Some(desk.drift_count(who, now)?) } else { None },
            never_looked: never,
            reviews_late: reviews.iter().filter(|one| one.is_late(today)).count(),
            access_due: accounts.iter().filter(|one| one.due).count(),
        };
        Ok(Read { of, past, trained: (trained, accounts.len()), risks, today })
    });
    let Read { of, past, trained, risks, today } = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let later = of.days.1.saturating_add(1.day());
    let least = of.least;
    let few = of.rights.iter().filter(|line| line.figures.is_none()).count();
    let lines = of.rights.into_iter().map(|line| Line {
        kind: said(&line.kind.message()),
        before: line.before.map_or("too few to say".to_owned(), |count| count.to_string()),
        apart: line.figures.map(apart),
    });
    let upheld = of.complaints.0.outcomes.get("upheld").copied().unwrap_or_default();
    let board = Board {
        frame,
        days: (day(of.days.0), day(of.days.1)),
        goes_on: of.days.1 >= today,
        earlier: quarter_before(of.days.0).0,
        later: (later <= today).then(|| quarter_of(later).0),
        lines: lines.collect(),
        few,
        least,
        all: of.all.0,
        all_before: of.all.1,
        complaints: shown(of.complaints.0.received, least),
        complaints_before: shown(of.complaints.1.received, least),
        upheld: (of.complaints.0.received >= least).then_some(upheld),
        objections: shown(of.objections.0.unwrap_or(1), least),
        objections_before: shown(of.objections.1.unwrap_or(1), least),
        breaches: of.breaches.0,
        breaches_before: of.breaches.1,
        over_retention: of.over_retention,
        past,
        trained,
        risks,
        made: day(today),
    };
    page(StatusCode::OK, &board)
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_few_are_not_counted() {
        for (count, words) in [(0, "none"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "5")] {
            assert_eq!(shown(count, 5), words);
        }
    }
}
