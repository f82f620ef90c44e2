//! Errors as `application/problem+json`: what happened, which paragraph it keeps, who can unblock.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gate::Gate;
use serde::Serialize;
use utoipa::ToSchema;
use words::Catalogue;

/// What went wrong, for people and programs.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// A name for this kind of problem that never changes.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// It in a few words.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What happened and what to do.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Why, where the charter decided: rule by rule.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Why>,
}

/// What one rule had against it.
#[derive(Clone, Debug, Serialize, ToSchema)]
// A request's own `why` has that name in the document.
#[schema(as = Reason)]
pub struct Why {
    /// The rule.
    pub rule: String,
    /// `enforce`, `advise` or `observe`.
    pub mode: String,
    /// The categories it stands in the way of.
    pub data: Vec<String>,
    /// Why, in plain words.
    pub message: String,
    /// The paragraphs of the notice it keeps.
    pub paragraphs: Vec<String>,
    /// Who can unblock it, where anybody can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unblock: Option<String>,
}

/// The reasons of an explanation, as answers carry them.
pub(crate) fn reasons(explanation: &gate::Explanation) -> Vec<Why> {
    let english = Catalogue::english();
    explanation
        .reasons
        .iter()
        .map(|reason| Why {
            rule: reason.rule.to_owned(),
            mode: reason.mode.to_string(),
            data: reason.data.clone(),
            message: english.render(&reason.message),
            paragraphs: reason.paragraphs.clone(),
            unblock: reason.unblock.as_ref().map(|who| english.render(who)),
        })
        .collect()
}

impl Problem {
    pub(crate) fn new(status: StatusCode, kind: &'static str, title: &'static str) -> Problem {
        Problem { kind, title, status: status.as_u16(), detail: String::new(), reasons: Vec::new() }
    }

    pub(crate) fn detail(mut self, detail: impl ToString) -> Problem {
        self.detail = detail.to_string();
        self
    }

    pub(crate) fn bad_request(detail: impl ToString) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, "malformed", "The request makes no sense")
            .detail(detail)
    }

    pub(crate) fn unauthorized() -> Problem {
        Problem::new(StatusCode::UNAUTHORIZED, "no-token", "A token is needed")
            .detail("send `Authorization: Bearer` with a token that stands")
    }

    pub(crate) fn forbidden(detail: impl ToString) -> Problem {
        Problem::new(StatusCode::FORBIDDEN, "not-for-this-token", "This token may not do that")
            .detail(detail)
    }

    pub(crate) fn no_glass() -> Problem {
        Problem::new(StatusCode::CONFLICT, "no-glass", "There is no glass to break here")
            .detail("this server was started without a spool; look as ever")
    }

    pub(crate) fn busy() -> Problem {
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many", "Too many requests")
            .detail("wait a second and try again")
    }

    /// An error of the record.
    pub(crate) fn of(error: &people::Error, gate: &Gate) -> Problem {
        use people::Error;
        match error {
            Error::Refused(refusal) => {
                let explanation = refusal.explain(gate);
                let mut problem =
                    Problem::new(StatusCode::FORBIDDEN, "refused", "The notice does not allow it");
                problem.reasons = reasons(&explanation);
                problem
            }
            // Nobody and somebody not to be learnt of look alike: as a refusal does.
            Error::Nobody => {
                Problem::new(StatusCode::NOT_FOUND, "nobody", "There is nobody of that id")
            }
            // What was sent is not said again: it may be somebody's.
            Error::NotInCharter { kind, .. } => Problem::new(
                StatusCode::FORBIDDEN,
                "not-in-charter",
                "The charter does not list it",
            )
            .detail(format!("the charter has no such {kind}")),
            Error::Malformed(_) | Error::TooMany(_) => Problem::bad_request(error),
            Error::Changed => {
                Problem::new(StatusCode::CONFLICT, "changed", "Somebody was faster").detail(error)
            }
            Error::Held(_) => {
                Problem::new(StatusCode::CONFLICT, "held", "A hold stands").detail(error)
            }
            Error::NotApproved(_) => Problem::new(
                StatusCode::FORBIDDEN,
                "not-approved",
                "A second person must approve it",
            )
            .detail(error),
            Error::Store(store) => Problem::store(store),
            Error::Vault(vault::Error::Gone) => Problem::of(&Error::Nobody, gate),
            Error::Vault(vault::Error::Store(store)) => Problem::store(store),
            Error::Vault(_) | Error::Damaged(_) | Error::Apart(_) => {
                tracing::error!(error = %error, "the record cannot be read");
                Problem::damaged()
            }
        }
    }

    /// What a caller is told of a store that is of no use now: whether anything was done, and who
    /// can mend it. Where it lies and what it said is for the server's own log.
    fn unusable(error: &db::Error) -> Problem {
        let (kind, title, detail) = match error {
            db::Error::CannotWrite(_) => (
                "cannot-write",
                "The store cannot be written",
                "nothing was done and nothing is shown; tell whoever runs Keyholder to free some \
                 space or mend the disk, and try again",
            ),
            db::Error::Damaged(_) => return Problem::damaged(),
            db::Error::Uncertain(_) => (
                "uncertain",
                "It is not known whether it was done",
                "the connection to the store broke at the last moment; look before you do it again",
            ),
            _ => {
                ("unavailable", "The store cannot be used now", "nothing was done; try again later")
            }
        };
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, kind, title).detail(detail)
    }

    fn damaged() -> Problem {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "damaged", "The record cannot be read")
            .detail("tell whoever runs Keyholder to run `keyholder doctor`")
    }

    pub(crate) fn store(error: &db::Error) -> Problem {
        match error {
            db::Error::Conflict(_) => {
                Problem::new(StatusCode::CONFLICT, "changed", "Somebody was faster")
                    .detail("try again")
            }
            db::Error::Refused(_) => Problem::new(
                StatusCode::CONFLICT,
                "exists",
                "It is there already, or points at nothing",
            ),
            db::Error::TooLarge { .. } => Problem::bad_request(error),
            error => {
                tracing::error!(error = %error, "the store cannot be used");
                Problem::unusable(error)
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let json = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
        if status == StatusCode::UNAUTHORIZED {
            let bearer = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, bearer);
        }
        response
    }
}
