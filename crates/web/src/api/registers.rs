//! What other systems ask the registers before they do something: the telephone system of a recording, the
//! website of a picture, the lettings system before it refuses a service.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use registers::pictures::{self, Channel};
use registers::recordings::{self, NewRecording};
use registers::refusing;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::Catalogue;
use zeroize::Zeroizing;

use ::people::Error;

use super::{Why, day, person};
use crate::problem::Problem;
use crate::state::{Body, Caller, Path, Server};

/// An error of the room as one of the record: what the notice says no to is told with its paragraph.
pub(super) fn of_room(error: registers::Error) -> Error {
    match error {
        registers::Error::Record(error) => error,
        registers::Error::NotApproved(why) => Error::NotApproved(why.to_string()),
        error => Error::Malformed(error.to_string()),
    }
}

/// A recording, as the telephone system tells of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TakenRecording {
    /// What the telephone system calls it.
    reference: String,
    /// The day of the call; today when left out.
    #[serde(default)]
    day: Option<String>,
    /// Whether the caller was told before they spoke to anybody.
    told: bool,
    /// What was said: read for what is never kept, and not kept. Without it the recording is not used.
    #[serde(default)]
    transcript: Option<String>,
}

/// How a recording stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecordingState {
    /// `kept`, `locked`, `destroyed` or `unread`.
    state: &'static str,
    /// What was found in it that is never kept, by the charter's names.
    found: Vec<String>,
}

/// Takes a recording in. One with a card number in it is locked (paragraph 6.1.5).
#[utoipa::path(
    post, path = "/v1/recordings", tag = "office", request_body = TakenRecording,
    responses((status = 201, body = RecordingState), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn recording(
    State(server): State<Server>,
    caller: Caller,
    Body(body): Body<TakenRecording>,
) -> Result<(StatusCode, Json<RecordingState>), Problem> {
    caller.may("write")?;
    let by = super::actor(&caller, None);
    let came = server
        .work(move |record, now| {
            let transcript = body.transcript.map(Zeroizing::new);
            let new = NewRecording {
                reference: &body.reference,
                day: day(body.day.as_deref(), now.today())?,
                told: body.told,
                transcript: transcript.as_ref().map(|text| text.as_str()),
            };
            recordings::take(record, &by, &new, now).map_err(of_room)
        })
        .await?;
    let state = RecordingState { state: came.state.id(), found: came.found };
    Ok((StatusCode::CREATED, Json(state)))
}

/// Where a picture is to appear, and who asks.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppearingPicture {
    /// Why; the purpose follows from what the picture shows.
    why: Why,
    /// What the library of pictures calls it.
    reference: String,
    /// Where: `website`, `brochure`, `publicity`, `internal-newsletter`, `external-newsletter`,
    /// `social-media` or `media`.
    channel: String,
}

/// Whether a picture may appear there today. Nobody who is in it is named.
#[derive(Serialize, ToSchema)]
pub(crate) struct MayAppear {
    /// Whether it may.
    may: bool,
    /// What is in the way, in words, with the paragraph.
    because: Vec<String>,
}

/// May this picture appear there, today? (paragraphs 7.3 and 7.4)
#[utoipa::path(
    post, path = "/v1/pictures/may-appear", tag = "decide", request_body = AppearingPicture,
    responses((status = 200, body = MayAppear), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn may_appear(
    State(server): State<Server>,
    caller: Caller,
    Body(body): Body<AppearingPicture>,
) -> Result<Json<MayAppear>, Problem> {
    caller.may("read")?;
    let ask = body.why.ask(&caller, "publish")?;
    let why = server
        .work(move |record, now| {
            let channel: Channel = body.channel.parse().map_err(Error::Malformed)?;
            pictures::may_appear(record, &ask, &body.reference, channel, now).map_err(of_room)
        })
        .await?;
    let english = Catalogue::english();
    let because = why
        .iter()
        .map(|one| format!("{} (paragraph {})", english.render(&one.message), one.paragraph));
    Ok(Json(MayAppear { may: why.is_empty(), because: because.collect() }))
}

/// A service somebody wants to refuse since something is missing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefusedService {
    /// Why; the purpose of the service.
    why: Why,
    /// The kinds of data that are missing, by the charter's names.
    missing: Vec<String>,
}

/// A service that may be refused, and what the person is told.
#[derive(Serialize, ToSchema)]
pub(crate) struct MayRefuse {
    /// What is missing that the purpose requires.
    required: Vec<String>,
    /// What the person is told follows.
    consequence: String,
}

/// Writes down that a service is refused. Over what is optional none is: that is an error here, and in the log
/// (paragraph 4.2).
#[utoipa::path(
    post, path = "/v1/people/{id}/service-refusals", tag = "people", request_body = RefusedService,
    params(("id" = String, Path, description = "The person")),
    responses((status = 201, body = MayRefuse), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn refuse_service(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<RefusedService>,
) -> Result<(StatusCode, Json<MayRefuse>), Problem> {
    caller.may("write")?;
    let (id, ask) = (person(&id)?, body.why.ask(&caller, "collect")?);
    let found = server
        .work(move |record, now| {
            refusing::refuse_service(record, &ask, id, &body.missing, now).map_err(of_room)
        })
        .await?;
    let answer =
        MayRefuse { required: found.required, consequence: found.consequence.unwrap_or_default() };
    Ok((StatusCode::CREATED, Json(answer)))
}
