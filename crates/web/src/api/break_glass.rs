//! A look that saves a life, also while the log cannot be written.

use axum::Json;
use axum::extract::State;

use super::see::{Seen, show};
use super::{Why, person};
use crate::problem::Problem;
use crate::state::{Body, Caller, Path, Server};

/// Looks at one person to save a life, also while the log cannot be written: then the look is
/// written into a spool first, and the data protection officer reviews it. The purpose rests on
/// vital interests, and `reason` says why.
#[utoipa::path(
    post, path = "/v1/people/{id}/break-glass", tag = "people", request_body = Why,
    params(("id" = String, Path, description = "The person")),
    responses((status = 200, body = Seen), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn break_glass(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(why): Body<Why>,
) -> Result<Json<Seen>, Problem> {
    caller.may("break-glass")?;
    let (id, ask) = (person(&id)?, why.ask(&caller, "look")?);
    let glass = server.inner.glass.get().cloned().ok_or_else(Problem::no_glass)?;
    let seen = server
        .work(move |record, now| {
            let question = record.question(&ask, now.today())?;
            let opened = glass.look(&question, id, now)?;
            if opened.entry() == 0 {
                // Frames cut off the end of a spool do not show in it: this line is kept elsewhere.
                tracing::error!(waiting = glass.waiting(), "the glass was broken");
                metrics::counter!("glass_broken_total").increment(1);
            }
            show(record, &opened)
        })
        .await?;
    Ok(Json(seen))
}
