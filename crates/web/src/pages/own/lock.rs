//! Shutting one's own account.

use access::residents;
use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;

use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::nothing;
use crate::resident::{self, Resident, recorded};

#[derive(Template)]
#[template(path = "en/account_lock.html")]
struct Lock {
    frame: Frame,
    done: bool,
}

/// The page that asks.
pub(crate) async fn lock(frame: Frame, _resident: Resident) -> Response {
    page(StatusCode::OK, &Lock { frame: frame.own(), done: false })
}

/// Shuts it: everybody who is signed in to it is out.
pub(crate) async fn locked(
    State(server): State<Server>,
    frame: Frame,
    resident: Resident,
) -> Response {
    // Nobody shuts another's: a person has to look at that.
    let own = resident.entered.own;
    match server.work(move |record, now| recorded(residents::lock(record, &own, now))).await {
        Ok(Ok(())) => {
            let mut response = page(StatusCode::OK, &Lock { frame, done: true });
            response.headers_mut().insert(header::SET_COOKIE, resident::set(""));
            response
        }
        _ => nothing::later(frame.own()),
    }
}
