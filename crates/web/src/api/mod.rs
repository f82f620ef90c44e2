//! The API: one file a feature, one line each in alphabetical order.

mod break_glass;
mod care;
mod case_changes;
mod case_desk;
mod case_packs;
mod case_review;
mod case_work;
pub(crate) mod cases;
mod choices;
mod contact;
mod decide;
mod disclosures;
mod documents;
mod history;
mod homes;
mod items;
mod log;
mod markers;
pub(crate) mod office;
mod people;
mod registers;
mod see;
mod share;

use gate::NamedAsk;
use serde::Deserialize;
use utoipa::{OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Problem;
use crate::state::{Caller, Server};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Keyholder",
        description = "The record of what a landlord holds on people, and the notice that decides \
                       about it. Every read states a purpose; what the notice does not allow is \
                       refused with the paragraph. Not legal advice.",
        license(name = "Apache-2.0 OR MIT", identifier = "Apache-2.0 OR MIT"),
    ),
    tags(
        (name = "decide", description = "May this be done? Advice; nothing is released."),
        (name = "people", description = "People, what is held on them, what they chose."),
        (name = "cases", description = "Requests, complaints, breaches: everything with a clock."),
        (name = "office", description = "Tasks, posts, approvals by a second person."),
        (name = "log", description = "What was done, in a log that shows any rewriting."),
    ),
)]
struct Document;

/// Every route and the document that describes them, in one place.
pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(break_glass::break_glass))
        .routes(routes!(care::died))
        .routes(routes!(care::happened))
        .routes(routes!(care::happened_instead))
        .routes(routes!(care::hold_back))
        .routes(routes!(care::leaving))
        .routes(routes!(care::let_go))
        .routes(routes!(care::merge))
        .routes(routes!(care::split))
        .routes(routes!(care::wall))
        .routes(routes!(case_changes::act_on_change))
        .routes(routes!(case_changes::changes))
        .routes(routes!(case_changes::plan_change))
        .routes(routes!(case_desk::breaches))
        .routes(routes!(case_desk::disclose))
        .routes(routes!(case_desk::inbox))
        .routes(routes!(case_desk::inform))
        .routes(routes!(case_desk::items))
        .routes(routes!(case_desk::read_email))
        .routes(routes!(case_desk::reply))
        .routes(routes!(case_packs::collect))
        .routes(routes!(case_packs::collections))
        .routes(routes!(case_packs::pack, case_packs::put_pack))
        .routes(routes!(case_review::black_out))
        .routes(routes!(case_review::interest))
        .routes(routes!(case_review::statistics))
        .routes(routes!(case_work::ask_somebody))
        .routes(routes!(case_work::digest))
        .routes(routes!(case_work::end_consent))
        .routes(routes!(case_work::letter))
        .routes(routes!(case_work::object))
        .routes(routes!(case_work::tell))
        .routes(routes!(case_work::work))
        .routes(routes!(cases::open))
        .routes(routes!(cases::queue))
        .routes(routes!(cases::show))
        .routes(routes!(cases::status))
        .routes(routes!(cases::take))
        .routes(routes!(choices::choose))
        .routes(routes!(choices::list))
        .routes(routes!(choices::marketing))
        .routes(routes!(choices::withdraw))
        .routes(routes!(contact::contact))
        .routes(routes!(decide::decide))
        .routes(routes!(decide::decide_batch))
        .routes(routes!(disclosures::disclose))
        .routes(routes!(disclosures::register))
        .routes(routes!(documents::add))
        .routes(routes!(documents::read))
        .routes(routes!(history::history))
        .routes(routes!(homes::authority))
        .routes(routes!(homes::household))
        .routes(routes!(homes::put))
        .routes(routes!(items::correct))
        .routes(routes!(items::hold))
        .routes(routes!(items::hold_jointly))
        .routes(routes!(items::remove))
        .routes(routes!(log::checkpoint))
        .routes(routes!(log::proof))
        .routes(routes!(markers::propose))
        .routes(routes!(markers::set))
        .routes(routes!(markers::step))
        .routes(routes!(office::appoint))
        .routes(routes!(office::approvals_waiting))
        .routes(routes!(office::ask_erasure))
        .routes(routes!(office::decide_approval))
        .routes(routes!(office::end_task))
        .routes(routes!(office::erase))
        .routes(routes!(office::tasks_of))
        .routes(routes!(people::enter))
        .routes(routes!(people::find))
        .routes(routes!(people::relate))
        .routes(routes!(registers::may_appear))
        .routes(routes!(registers::recording))
        .routes(routes!(registers::refuse_service))
        .routes(routes!(see::card))
        .routes(routes!(see::look))
        .routes(routes!(see::look_batch))
        .routes(routes!(share::ask))
        .routes(routes!(share::recall))
        .routes(routes!(share::recipients))
        .routes(routes!(share::share))
        .routes(routes!(share::told))
}

/// Why and for whom something is done. The role, team and entity are the token's.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Why {
    /// The purpose, by its name in the charter.
    pub(crate) purpose: String,
    /// The officer the service acts for.
    #[serde(default)]
    pub(crate) officer: Option<String>,
    /// The categories of data; empty for all the purpose allows.
    #[serde(default)]
    pub(crate) data: Vec<String>,
    /// The recipient, when disclosing.
    #[serde(default)]
    pub(crate) recipient: Option<String>,
    /// The channel, when contacting.
    #[serde(default)]
    pub(crate) channel: Option<String>,
    /// The recorded reason for going against advice.
    #[serde(default)]
    pub(crate) reason: Option<String>,
}

impl Why {
    /// A purpose, and the officer a service acts for.
    pub(crate) fn new(purpose: String, officer: Option<String>) -> Why {
        Why { purpose, officer, data: Vec::new(), recipient: None, channel: None, reason: None }
    }

    /// The ask of a caller to do something.
    pub(crate) fn ask(&self, caller: &Caller, action: &str) -> Result<NamedAsk, Problem> {
        let token = &caller.token;
        if !token.purposes.is_empty() && !token.purposes.contains(&self.purpose) {
            return Err(Problem::forbidden("it may not name this purpose"));
        }
        Ok(NamedAsk {
            actor: Some(actor(caller, self.officer.as_deref())),
            // A token is a secret of the service's; that it asks for the officer is the service's word.
            strength: Some("second-factor".to_owned()),
            role: token.role.clone(),
            team: token.team.clone(),
            entity: token.entity.clone(),
            relationship: String::new(),
            purpose: self.purpose.clone(),
            action: action.to_owned(),
            data: self.data.clone(),
            recipient: self.recipient.clone(),
            channel: self.channel.clone(),
            country: None,
            on: None,
            reason: self.reason.clone(),
            facts: None,
        })
    }
}

/// Who acts: the service, and the officer it names.
pub(crate) fn actor(caller: &Caller, officer: Option<&str>) -> String {
    match officer {
        Some(officer) => format!("{}/{officer}", caller.token.name),
        // It may be anybody: a wall against any officer counts.
        None => format!("{}/", caller.token.name),
    }
}

pub(crate) use log::with_tag as tagged;

/// Reads a public id from a path.
pub(crate) fn person(text: &str) -> Result<::people::PersonId, Problem> {
    text.parse().map_err(Problem::bad_request)
}

/// Reads a civil date.
pub(crate) fn day(
    text: Option<&str>,
    today: jiff::civil::Date,
) -> Result<jiff::civil::Date, ::people::Error> {
    text.map_or(Ok(today), |text| {
        text.parse()
            .map_err(|_| ::people::Error::Malformed("a day is written as 2026-11-24".to_owned()))
    })
}
