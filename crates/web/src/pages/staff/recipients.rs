//! Recipients: what each agreed to, where it handles the data, who works for it, why something does not go to it
//! today; and the three things an office writes down about them.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use casework::Error;
use jiff::civil::Date;
use serde::Deserialize;
use sharing::Holder;
use words::Message;

use super::desk::{At, Trouble, at_desk, in_a_sentence};
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::form::{Wrong, once, said};
use crate::pages::receipt::day;
use crate::staff::{SignedIn, Staff, to};

struct Line {
    id: String,
    name: String,
    kind: &'static str,
    power: Option<String>,
    agreement: Option<String>,
    until: Option<String>,
    acknowledged: Option<String>,
    review: Option<String>,
    /// Where it handles the data, where that is abroad, and by what right.
    abroad: Option<String>,
    /// Purposes and kinds of data, by name.
    receives: Vec<(String, String)>,
    /// Those who work for it: the name, and whether they may be sent.
    subs: Vec<(String, bool)>,
    refused: Vec<String>,
    missing: Vec<String>,
}

#[derive(Template)]
#[template(path = "en/staff_recipients.html")]
struct Recipients {
    frame: Frame,
    wanting: usize,
    lines: Vec<Line>,
    once: String,
    typed: Typed,
    errors: Wrong,
}

/// What somebody writes down.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    what: String,
    recipient: String,
    on: String,
    review: String,
}

fn sentence(message: &Message) -> String {
    in_a_sentence(&said(message))
}

fn line(one: Holder, charter: &charter::Charter, today: Date) -> Line {
    let purpose = |id: &str| {
        let at = charter.purposes().find(id);
        at.map_or_else(|| id.to_owned(), |at| charter.purposes()[at].name.clone())
    };
    let kind = |id: &String| {
        let at = charter.categories().find(id);
        at.map_or_else(|| id.clone(), |at| charter.categories()[at].name.clone())
    };
    let receives = one
        .receives
        .iter()
        .map(|(id, kinds)| (purpose(id), kinds.iter().map(kind).collect::<Vec<_>>().join("; ")));
    let abroad = one.transfer.as_ref().map(|it| {
        let country = one.country.map_or_else(String::new, |country| country.as_str().to_owned());
        let right = it.title.unwrap_or(&it.mechanism);
        let until = it.until.map(|until| format!(", until {}", day(until))).unwrap_or_default();
        let test = match (it.needs_test, it.tested) {
            (_, Some(tested)) => format!("; test approved on {}", day(tested)),
            (true, None) => "; its test is not approved".to_owned(),
            (false, None) => String::new(),
        };
        format!("{country}, by {right}{until}{test}")
    });
    Line {
        receives: receives.collect(),
        abroad,
        subs: (one.sub_contractors.iter())
            .map(|sub| (sub.name.clone(), sub.may_be_sent(today)))
            .collect(),
        refused: one.refused.iter().map(sentence).collect(),
        missing: one.missing.iter().map(sentence).collect(),
        id: one.id,
        name: one.name,
        kind: one.kind,
        power: one.power,
        agreement: one.agreement.map(|(name, _)| name),
        until: one.until.map(day),
        acknowledged: one.acknowledged.map(day),
        review: one.review.map(day),
    }
}

async fn page_of(
    server: &Server,
    frame: Frame,
    staff: &Staff,
    (status, typed, errors): (StatusCode, Typed, Wrong),
) -> Response {
    let read = at_desk(server, staff, "look", |at| {
        let all = sharing::recipients(at.desk.record(), at.now)?;
        Ok((all, at.now.today()))
    });
    let (all, today) = match read.await {
        Ok(read) => read,
        Err(trouble) => return trouble.plain(frame),
    };
    let charter = server.record().gate().charter();
    let mut lines: Vec<Line> = all.into_iter().map(|one| line(one, charter, today)).collect();
    let wants = |one: &Line| !one.refused.is_empty() || !one.missing.is_empty();
    let wanting = lines.iter().filter(|one| wants(one)).count();
    // What somebody has to look at comes first.
    lines.sort_by_key(|one| !wants(one));
    page(status, &Recipients { frame, wanting, lines, once: once(), typed, errors })
}

/// All of them.
pub(crate) async fn show(State(server): State<Server>, frame: Frame, staff: Staff) -> Response {
    let frame = frame.of(&staff.account.name);
    page_of(&server, frame, &staff, (StatusCode::OK, Typed::default(), Wrong::new())).await
}

fn date(text: &str) -> Result<Date, Error> {
    let none = || Error::Malformed("say on which day".to_owned());
    text.trim().parse().map_err(|_| none())
}

fn act(at: &At<'_>, by: &str, typed: &Typed) -> Result<(), Error> {
    let (record, now, whom) = (at.desk.record(), at.now, typed.recipient.as_str());
    if record.gate().charter().recipients().find(whom).is_none() {
        return Err(Error::Malformed("choose a recipient".to_owned()));
    }
    let on = || date(&typed.on);
    match typed.what.as_str() {
        "acknowledge" => sharing::acknowledge(record, whom, on()?, now, by)?,
        "renew" => sharing::renew_agreement(record, whom, on()?, date(&typed.review)?, now, by)?,
        "end" => sharing::end_agreement(record, whom, on()?, now, by)?,
        _ => return Err(Error::Malformed("choose what is to be written down".to_owned())),
    }
    Ok(())
}

/// Writes down that terms were acknowledged, that an agreement stands, or that it ended.
pub(crate) async fn done(
    State(server): State<Server>,
    SignedIn { frame, staff }: SignedIn,
    Form(typed): Form<Typed>,
) -> Response {
    let (by, of) = (staff.account.name.clone(), typed.clone());
    let done = at_desk(&server, &staff, "use", move |at| act(at, &by, &of));
    match done.await {
        Ok(()) => to("/staff/recipients"),
        Err(Trouble::Says(says)) => {
            let errors = says.into_iter().map(|says| ("what", says)).collect();
            page_of(&server, frame, &staff, (StatusCode::BAD_REQUEST, typed, errors)).await
        }
        Err(trouble) => trouble.plain(frame),
    }
}
