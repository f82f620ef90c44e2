//! Everything that has a day on which it is looked at again, in one list by day: what, whose, when, late or not.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use casework::{Review, ReviewOf};
use jiff::civil::Date;
use words::Message;

use super::desk::at_desk;
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::said;
use crate::pages::receipt::day;
use crate::staff::Staff;

/// The most lines on the page; the rest is counted.
const LINES_MAX: usize = 300;

struct Line {
    what: String,
    name: String,
    whose: String,
    link: Option<String>,
    day: String,
    late: bool,
    soon: bool,
}

#[derive(Template)]
#[template(path = "en/staff_reviews.html")]
struct Reviews {
    frame: Frame,
    late: usize,
    /// Accounts of staff that are to be looked through, and all of them.
    access: (usize, usize),
    lines: Vec<Line>,
    more: usize,
}

fn what(one: &Review) -> String {
    let message = match one.of {
        ReviewOf::Agreement => Message::new("web-review-agreement"),
        ReviewOf::AgreementEnds => Message::new("web-review-agreement-ends"),
        ReviewOf::Agreed => Message::new("web-review-agreed"),
        ReviewOf::Assessment | ReviewOf::CharterAssessment => Message::new("web-review-assessment"),
        ReviewOf::Transfer => Message::new("web-review-transfer"),
        ReviewOf::Mode => Message::new("web-review-mode"),
        ReviewOf::Holds => Message::new("web-review-holds").with("count", one.count),
        ReviewOf::Markers => Message::new("web-review-markers").with("count", one.count),
        ReviewOf::Legacy => Message::new("web-review-legacy").with("count", one.count),
    };
    said(&message)
}

fn line(one: Review, today: Date) -> Line {
    let left = today.until(one.day).map_or(0, |span| i64::from(span.get_days()));
    Line {
        what: what(&one),
        late: one.is_late(today),
        soon: (0..=casework::REVIEW_SOON_DAYS).contains(&left),
        name: one.name,
        whose: one.whose.replace('-', " "),
        link: one.no.map(|no| format!("/staff/assessments/{no}")),
        day: day(one.day),
    }
}

/// All of it, the earliest first.
pub(crate) async fn show(State(server): State<Server>, frame: Frame, staff: Staff) -> Response {
    let frame = frame.of(&staff.account.name);
    let read = at_desk(&server, &staff, "look", |at| {
        let all = at.desk.reviews(at.who(), at.now)?;
        let accounts = access::review(at.desk.record(), at.now)?;
        let due = accounts.iter().filter(|one| one.due).count();
        Ok((all, (due, accounts.len()), at.now.today()))
    });
    let (all, access, today) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let late = all.iter().filter(|one| one.is_late(today)).count();
    let more = all.len().saturating_sub(LINES_MAX);
    let lines = all.into_iter().take(LINES_MAX).map(|one| line(one, today)).collect();
    page(StatusCode::OK, &Reviews { frame, late, access, lines, more })
}
