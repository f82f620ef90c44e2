//! What somebody gets who told us something: a code, a day, and how it was worked out.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use casework::{Desk, Opened};
use jiff::Timestamp;
use jiff::civil::Date;
use law::clock::Moment;
use people::Now;
use words::Catalogue;

use crate::look::{Door, Frame, page};

/// What it is a receipt for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// A request.
    Request,
    /// A complaint.
    Complaint,
    /// A message that looks wrong.
    Message,
}

/// The receipt of one case.
pub(super) struct Receipt {
    reference: String,
    due: Option<String>,
    working: Vec<String>,
}

#[derive(Template)]
#[template(path = "en/receipt.html")]
struct Given {
    frame: Frame,
    about: About,
    receipts: Vec<Receipt>,
}

/// The receipts of cases that were opened. They are open, whatever can be read of them now.
pub(super) fn of(desk: &Desk, opened: &[Opened], now: Now) -> Vec<Receipt> {
    let english = Catalogue::english();
    let receipt = |one: &Opened| {
        let status = desk.status(&one.reference, now);
        let working = status.map(|status| status.working).unwrap_or_default();
        Receipt {
            reference: one.reference.clone(),
            due: one.due.map(day),
            working: working.iter().map(|says| english.render(says)).collect(),
        }
    };
    opened.iter().map(receipt).collect()
}

/// The page.
pub(super) fn given(frame: Frame, about: About, receipts: Vec<Receipt>) -> Response {
    page(StatusCode::OK, &Given { frame, about, receipts })
}

/// A moment as people say it, in Britain.
pub(super) fn moment(at: Timestamp) -> String {
    Moment::from(at).in_britain().strftime("%-d %B %Y, %H:%M").to_string()
}

/// A day as people say it.
pub(super) fn day(day: Date) -> String {
    day.strftime("%A %-d %B %Y").to_string()
}
