//! The link beside a name in another system: by the number it has there, to the one page about them.

use axum::extract::State;
use axum::response::Response;
use people::identify::{Identifier, Kind};
use people::{Error, Found};

use super::{Purposes, at_purpose};
use crate::Server;
use crate::pages::nothing;
use crate::staff::{SignedIn, to};
use crate::state::Path;

/// What stands for a tenancy's own number, where other systems stand by their names.
const TENANCY: &str = "tenancy";

/// To the page of whoever has a number in another system; where there is nobody to be learnt of, or not
/// one alone, there is no such page.
pub(super) async fn at(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path((system, reference)): Path<(String, String)>,
) -> Response {
    let purpose = Purposes::of(&server, &staff.account, "").id;
    let ask = staff.ask_for(&purpose, "look");
    let given = if system == TENANCY {
        Identifier::parse(Kind::TenancyReference, &reference)
    } else {
        Identifier::parse(Kind::OtherSystemId, &format!("{system}:{reference}"))
    };
    let Ok(given) = given else { return nothing::nothing_here(frame) };
    let found = server.work(move |record, now| {
        match record.question(&ask, now.today()) {
            // A role that works for nothing looks nobody up.
            Err(Error::NotInCharter { .. }) => Ok(Found::Nobody),
            question => record.find(&question?, &[given], now),
        }
    });
    match found.await {
        Ok(Found::One(one)) => to(&at_purpose(&one.id.to_string(), &purpose)),
        Ok(_) => nothing::nothing_here(frame),
        Err(_) => nothing::later(frame),
    }
}
