//! One case on one page, for those who work on it. That they looked is in the log before it is shown.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use casework::{Party, Who};
use words::Catalogue;

use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::{letters, nothing, receipt};
use crate::staff::Staff;

/// The most characters of a reference as it stands in an address.
const REFERENCE_LENGTH_MAX: usize = 40;

struct Step {
    day: String,
    what: String,
    by: String,
    why: String,
}

#[derive(Template)]
#[template(path = "en/staff_case.html")]
struct Case {
    frame: Frame,
    reference: String,
    kind: String,
    state: String,
    clock: Option<String>,
    working: Vec<String>,
    warnings: Vec<String>,
    about: Option<String>,
    asked_by: String,
    answered_to: Option<String>,
    goes_to: Option<String>,
    post: String,
    said: String,
    answer: Option<String>,
    sources: Vec<(String, String, usize, bool)>,
    linked: Vec<(String, String)>,
    steps: Vec<Step>,
    can: Vec<String>,
}

fn party(party: &Party) -> String {
    let parts = [&party.name, &party.person, &party.reach];
    let known: Vec<&str> = parts.into_iter().filter_map(|part| part.as_deref()).collect();
    known.join(", ")
}

/// A case; for whoever has no part in it there is none.
pub(crate) async fn case(
    State(server): State<Server>,
    frame: Frame,
    staff: Staff,
    Path(reference): Path<String>,
) -> Response {
    let frame = frame.of(&staff.account.name);
    if reference.len() > REFERENCE_LENGTH_MAX {
        return nothing::nothing_here(frame);
    }
    let ask = staff.ask("look");
    let shown = letters::desk(&server, move |desk, now| {
        let question = desk.record().question(&ask, now.today()).map_err(casework::Error::from);
        let shown = question
            .and_then(|question| desk.show(Who::Officer(&question), desk.find(&reference)?, now));
        match shown {
            Ok(shown) => Ok(Some(shown)),
            // Behind a wall, a relative's, or beyond what the notice lets them see: there is none.
            Err(
                casework::Error::None
                | casework::Error::Malformed(_)
                | casework::Error::Blocked(_)
                | casework::Error::Record(
                    people::Error::Refused(_)
                    | people::Error::Nobody
                    | people::Error::NotInCharter { .. },
                ),
            ) => Ok(None),
            Err(error) => Err(error),
        }
    });
    let Ok(shown) = shown.await else { return nothing::later(frame) };
    let Some(shown) = shown else { return nothing::nothing_here(frame) };
    let english = Catalogue::english();
    let clock = shown.clock.as_ref();
    let all =
        |messages: &[words::Message]| messages.iter().map(|one| english.render(one)).collect();
    let case = Case {
        frame,
        kind: english.render(&shown.kind.message()),
        state: english.render(&shown.state.message()),
        clock: clock.map(|clock| english.render(&clock.status.message())),
        working: clock.map(|clock| all(&clock.trace)).unwrap_or_default(),
        warnings: clock.map(|clock| all(&clock.warnings)).unwrap_or_default(),
        about: shown.subject.map(|person| person.to_string()),
        asked_by: party(&shown.words.requester),
        answered_to: (shown.words.recipient != shown.words.requester)
            .then(|| party(&shown.words.recipient)),
        goes_to: shown.words.to,
        post: shown.post,
        said: shown.words.said,
        answer: shown.words.answer,
        sources: (shown.sources.into_iter())
            .map(|one| (one.source, english.render(&one.answer.message()), one.held, one.accepted))
            .collect(),
        linked: shown.linked,
        steps: (shown.steps.into_iter())
            .map(|step| Step {
                day: receipt::day(step.day),
                what: english.render(&step.step.message()),
                by: step.by,
                why: step.why.unwrap_or_default(),
            })
            .collect(),
        can: shown.can.iter().map(|step| english.render(&step.message())).collect(),
        reference: shown.reference,
    };
    page(StatusCode::OK, &case)
}
