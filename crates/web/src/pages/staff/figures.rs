//! How the office has done: figures and pictures, of nobody. Also for the board.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use casework::{Figures as Of, Kind};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;

use super::desk::at_desk;
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::said;
use crate::pages::receipt::day;
use crate::staff::SignedIn;

/// How wide the picture of a share is, in its own units.
const WIDE: usize = 200;

/// From when to when.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Between {
    from: String,
    to: String,
}

struct Line {
    kind: String,
    received: usize,
    open: usize,
    in_time: usize,
    late: usize,
    median: Option<i32>,
    /// How wide the part in time, and the late part, are drawn.
    drawn: (usize, usize),
    ends: Vec<(String, usize)>,
    grounds: Vec<(String, usize)>,
}

#[derive(Template)]
#[template(path = "en/staff_figures.html")]
struct Figures {
    frame: Frame,
    from: Date,
    to: Date,
    days: (String, String),
    lines: Vec<Line>,
    received: usize,
    open: usize,
    in_time: usize,
    late: usize,
}

fn line(id: &str, of: Of) -> Line {
    let whole = (of.in_time + of.late).max(1);
    let late = of.late * WIDE / whole;
    let kind = Kind::ALL.iter().find(|kind| kind.id() == id);
    let ground = |id: String| match law::exemption::find(&id) {
        Some(one) => one.provision().title().to_owned(),
        None => id,
    };
    Line {
        kind: kind.map_or(id.to_owned(), |kind| said(&kind.message())),
        received: of.received,
        open: of.open,
        in_time: of.in_time,
        late: of.late,
        median: of.median_days,
        drawn: (if of.in_time > 0 { WIDE - late } else { 0 }, late),
        ends: of.outcomes.into_iter().map(|(id, n)| (id.replace('-', " "), n)).collect(),
        grounds: of.grounds.into_iter().map(|(id, n)| (ground(id), n)).collect(),
    }
}

/// The figures of a time; of the last year where none is named.
pub(crate) async fn show(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Query(between): Query<Between>,
) -> Response {
    let read = at_desk(&server, &staff, "look", move |at| {
        let to = between.to.trim().parse().unwrap_or_else(|_| at.now.today());
        let year = to.saturating_sub(1.year());
        let from: Date = between.from.trim().parse().unwrap_or(year);
        Ok((from, to, at.desk.statistics(from, to, at.now)?))
    });
    let (from, to, figures) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let lines: Vec<Line> = figures.into_iter().map(|(id, of)| line(id, of)).collect();
    let sum = |count: fn(&Line) -> usize| lines.iter().map(count).sum();
    let (received, open) = (sum(|one| one.received), sum(|one| one.open));
    let (in_time, late) = (sum(|one| one.in_time), sum(|one| one.late));
    let days = (day(from), day(to));
    page(StatusCode::OK, &Figures { frame, from, to, days, lines, received, open, in_time, late })
}
