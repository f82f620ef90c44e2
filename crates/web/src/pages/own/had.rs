//! Who has had it, and which team looked, for what. Never a name of a colleague's, and the same sentence for
//! everybody that some sharing cannot be shown.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::read;
use crate::Server;
use crate::look::{Door, Frame, page};
use crate::pages::nothing;
use crate::pages::receipt::day;
use crate::resident::Resident;

/// One use: the day, by whom, what for, and what kinds of data.
struct Use {
    day: String,
    who: String,
    why: String,
    kinds: String,
}

#[derive(Template)]
#[template(path = "en/account_had.html")]
struct Page {
    frame: Frame,
    /// Whether it is switched on.
    on: bool,
    looked: Vec<Use>,
    /// The day from which on looks are shown, where there are more from before.
    from: Option<String>,
    given: Vec<Use>,
}

/// The page.
pub(crate) async fn had(
    State(server): State<Server>,
    frame: Frame,
    resident: Resident,
) -> Response {
    let own = resident.entered.account().clone();
    if own.is_for_another() {
        return nothing::nothing_here(frame.own());
    }
    let both = read(&server, frame, move |record, now| {
        let Some(had) = record.had(&own, now)? else { return Ok(None) };
        let question = record.own_question(&own, "look", &[], now)?;
        let charter = record.gate().charter();
        let given = sharing::told_of(record, &question, own.person, now)?;
        let given = given.into_iter().map(|one| {
            let named = |id: &String| {
                let found = charter.categories().iter().find(|c| c.id.get_ref().as_str() == id);
                found.map(|category| category.name.clone())
            };
            let find =
                |id: &str| charter.recipients().iter().find(|r| r.id.get_ref().as_str() == id);
            let purpose =
                charter.purposes().iter().find(|p| p.id.get_ref().as_str() == one.purpose);
            Use {
                day: day(one.given),
                who: find(&one.recipient).map(|r| r.name.clone()).unwrap_or_default(),
                why: purpose.map(|p| p.name.clone()).unwrap_or_default(),
                kinds: one.data.iter().filter_map(named).collect::<Vec<_>>().join(", "),
            }
        });
        let from = had.from.map(day);
        let looked = had.had.into_iter().map(|one| Use {
            day: day(one.day),
            who: one.team,
            why: one.why,
            kinds: one.kinds.join(", "),
        });
        Ok(Some((looked.collect::<Vec<_>>(), from, given.collect::<Vec<_>>())))
    });
    match both.await {
        Ok((frame, both)) => {
            let on = both.is_some();
            let (looked, from, given) = both.unwrap_or_default();
            page(StatusCode::OK, &Page { frame: frame.own(), on, looked, from, given })
        }
        Err(response) => response,
    }
}
