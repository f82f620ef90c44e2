//! One case on one page, for those who work on it. That they looked is in the log before it is shown.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use casework::{Kind, Party, Step as Takes};
use words::Catalogue;

use super::changes::are_for;
use super::desk::at_desk;
use super::step;
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::receipt;
use crate::staff::SignedIn;

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
    /// What whoever reads can do now: where, and what it is called.
    can: Vec<(String, String)>,
    /// What else.
    more: Vec<(String, String)>,
    /// How many items that were found are open.
    open: usize,
    /// Who has to be told, and whether they were: yes, no or not yet.
    recipients: Vec<(String, Option<bool>)>,
    outcome: Option<String>,
    /// Whether our systems are changed for it.
    changes: bool,
    /// Whether somebody objects.
    objects: bool,
}

fn party(party: &Party) -> String {
    let parts = [&party.name, &party.person, &party.reach];
    let known: Vec<&str> = parts.into_iter().filter_map(|part| part.as_deref()).collect();
    known.join(", ")
}

/// A case; for whoever has no part in it there is none.
pub(crate) async fn case(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Path(reference): Path<String>,
) -> Response {
    let read = at_desk(&server, &staff, "look", move |at| {
        let shown = at.case(&reference)?;
        let items = at.desk.items(at.who(), shown.no, at.now)?;
        let open = items.iter().filter(|(item, _)| item.is_open(at.now.today())).count();
        let recipients = at.desk.recipients(at.who(), shown.no, at.now)?;
        Ok((shown, open, recipients))
    });
    let (shown, open, recipients) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let english = Catalogue::english();
    let clock = shown.clock.as_ref();
    let all =
        |messages: &[words::Message]| messages.iter().map(|one| english.render(one)).collect();
    let links = |wanted: fn(Takes) -> bool| {
        let steps = shown.can.iter().copied().filter(|step| wanted(*step));
        steps.filter_map(|step| step::link(&shown.reference, step)).collect()
    };
    let case = Case {
        frame,
        changes: are_for(shown.kind),
        objects: shown.kind == Kind::Objection,
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
                by: step.by.trim_end_matches('/').to_owned(),
                why: step.why.unwrap_or_default(),
            })
            .collect(),
        can: links(step::leads_on),
        more: links(|step| !step::leads_on(step)),
        open,
        recipients,
        outcome: shown.outcome.map(|one| one.replace('-', " ")),
        reference: shown.reference,
    };
    page(StatusCode::OK, &case)
}
