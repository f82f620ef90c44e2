//! What is open, the most urgent first, and what must happen today.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use casework::{
    Assessment, AssessmentState, Desk, Digest, DriftCount, Error, Line, REVIEW_SOON_DAYS, Review,
    ReviewOf, Who,
};
use jiff::ToSpan;
use jiff::civil::Date;
use people::Now;
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
    /// None for whoever is neither the data protection officer nor the owner of decisions.
    officer: Option<Officer>,
    lines: Vec<Shown>,
}

/// What the data protection officer has to see to today, beside the cases.
struct Officer {
    drift: DriftCount,
    /// Assessments that wait for advice or a decision, and those that are due for review.
    assessments: (usize, usize),
    reviews_late: usize,
    access_due: usize,
}

fn officer(desk: &Desk, who: Who<'_>, now: Now) -> Result<Officer, Error> {
    let (drift, today) = (desk.drift_count(who, now)?, now.today());
    let all = desk.assessments(who, now)?;
    let waits = |one: &&Assessment| {
        matches!(one.state, AssessmentState::WithOfficer | AssessmentState::Advised)
    };
    let reviews = desk.reviews(who, now)?;
    let soon = today.saturating_add(REVIEW_SOON_DAYS.days());
    let is_one =
        |one: &&Review| matches!(one.of, ReviewOf::Assessment | ReviewOf::CharterAssessment);
    let due = reviews.iter().filter(is_one).filter(|one| one.day <= soon).count();
    let accounts = access::review(desk.record(), now)?;
    Ok(Officer {
        drift,
        assessments: (all.iter().filter(waits).count(), due),
        reviews_late: reviews.iter().filter(|one| one.is_late(today)).count(),
        access_due: accounts.iter().filter(|one| one.due).count(),
    })
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
        let (digest, lines) = match seen {
            Ok((digest, lines)) => (Some(digest), lines),
            Err(Error::None | Error::Record(people::Error::NotInCharter { .. })) => {
                return Ok((None, None, Vec::new(), now.today()));
            }
            Err(error) => return Err(error),
        };
        let question = desk.record().question(&ask, now.today())?;
        let officer = match officer(desk, Who::Officer(&question), now) {
            Ok(officer) => Some(officer),
            Err(Error::None) => None,
            Err(error) => return Err(error),
        };
        Ok((digest, officer, lines, now.today()))
    });
    let Ok((digest, officer, lines, today)) = read.await else { return nothing::later(frame) };
    let lines = lines.into_iter().map(|line| shown(line, today)).collect();
    page(StatusCode::OK, &Cases { frame, digest, officer, lines })
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
