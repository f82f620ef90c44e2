//! What is open, the most urgent first, and what must happen today.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use casework::{Digest, Error, Line, Who};
use jiff::civil::Date;
use words::Catalogue;

use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::{letters, nothing, receipt};
use crate::staff::Staff;

/// The most cases on the page.
const LINES_MAX: u32 = 200;

/// How a case stands with its day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Day {
    Late(i32),
    Today,
    Left(i32),
    None,
}

struct Shown {
    reference: String,
    kind: String,
    state: String,
    post: String,
    due: Option<String>,
    day: Day,
}

#[derive(Template)]
#[template(path = "en/staff_cases.html")]
struct Cases {
    frame: Frame,
    /// None for somebody who does not work on cases.
    digest: Option<Digest>,
    lines: Vec<Shown>,
}

fn day(due: Option<Date>, today: Date) -> Day {
    let Some(due) = due else { return Day::None };
    match today.until(due).map_or(0, |span| span.get_days()) {
        0 => Day::Today,
        left @ 1.. => Day::Left(left),
        late => Day::Late(-late),
    }
}

fn shown(line: Line, today: Date) -> Shown {
    let english = Catalogue::english();
    Shown {
        reference: line.reference,
        kind: english.render(&line.kind.message()),
        state: english.render(&line.state.message()),
        post: line.post,
        due: line.due.map(receipt::day),
        day: day(line.due, today),
    }
}

/// The first page of the office.
pub(crate) async fn cases(State(server): State<Server>, frame: Frame, staff: Staff) -> Response {
    let frame = frame.of(&staff.account.name);
    let ask = staff.ask("look");
    let read = letters::desk(&server, move |desk, now| {
        let question = desk.record().question(&ask, now.today()).map_err(Error::from);
        let seen =
            question.and_then(|question| desk.overview(Who::Officer(&question), LINES_MAX, now));
        match seen {
            Ok((digest, lines)) => Ok((Some(digest), lines, now.today())),
            Err(Error::None | Error::Record(people::Error::NotInCharter { .. })) => {
                Ok((None, Vec::new(), now.today()))
            }
            Err(error) => Err(error),
        }
    });
    let Ok((digest, lines, today)) = read.await else { return nothing::later(frame) };
    let lines = lines.into_iter().map(|line| shown(line, today)).collect();
    page(StatusCode::OK, &Cases { frame, digest, lines })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_is_a_day_of_its_own() {
        let today: Date = "2026-12-01".parse().unwrap();
        let at = |due: &str| day(Some(due.parse().unwrap()), today);
        assert!(at("2026-12-01") == Day::Today);
        assert!(at("2026-12-02") == Day::Left(1) && at("2026-11-30") == Day::Late(1));
        assert!(day(None, today) == Day::None);
    }
}
