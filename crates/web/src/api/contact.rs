//! May this person be contacted, for this, by this channel, now? For a housing system or a mailing tool
//! to ask before it sends.

use axum::Json;
use axum::extract::State;
use law::pecr::Content;
use serde::{Deserialize, Serialize};
use sharing::contact::{Answer, Because, Plan, Whose, may};
use utoipa::ToSchema;
use words::{Catalogue, Message};
use zeroize::Zeroizing;

use ::people::{Error, Now, Record};

use super::{Why, day, person};
use crate::problem::Problem;
use crate::state::{Body, Caller, Server};

/// A contact that is planned. What is not known never opens a route.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlannedContact {
    /// The person.
    person: String,
    /// What for: the purpose of the contact, which says whether it is marketing.
    why: Why,
    /// The channel, by its name in the charter.
    channel: String,
    /// What a marketing message is about; empty for nothing in particular.
    #[serde(default)]
    topic: String,
    /// Whose goods, services or aims it promotes: `ours`, `groups` for another company of the group, or
    /// `others`, which is always refused.
    #[serde(default)]
    whose: Option<String>,
    /// What it says; it is read for what we never say, and not kept.
    #[serde(default)]
    text: Option<String>,
    /// The number or the address it goes to; without one, any that is held.
    #[serde(default)]
    to: Option<String>,
    /// Whether it is left on a machine, where others may hear it.
    #[serde(default)]
    voicemail: bool,
    /// Somebody read a text with words of marketing, and it is about a service: why.
    #[serde(default)]
    read: Option<String>,
    /// The day the details were obtained in a sale.
    #[serde(default)]
    sale_on: Option<String>,
    /// It promotes the sender's own similar products or services.
    #[serde(default)]
    own_similar_products: bool,
    /// The day the details were obtained with support for the charity, or interest in it.
    #[serde(default)]
    supported_on: Option<String>,
    /// Its only purpose is to further the sender's own charitable purposes.
    #[serde(default)]
    own_charitable_purpose: bool,
    /// A simple way to say no was offered when the details were collected.
    #[serde(default)]
    refusal_at_collection: bool,
    /// A simple way to say no is in this message, and was in each before.
    #[serde(default)]
    refusal_in_message: bool,
    /// The person said that they do not mind our calls.
    #[serde(default)]
    agreed_to_calls: bool,
}

/// Whether they may be contacted. It stands in the log.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContactAnswer {
    /// `yes`, `no`, or `look`: a person reads the text first.
    may: &'static str,
    /// `service` or `marketing`.
    content: &'static str,
    /// The rule of law that allows marketing.
    #[serde(skip_serializing_if = "Option::is_none")]
    route: Option<ContactRoute>,
    /// Why not; empty for a yes.
    because: Vec<AgainstContact>,
    /// What must be done along with it.
    obligations: Vec<String>,
    /// Channels they like better, by their names in the charter.
    rather: Vec<String>,
    /// Whether something has to be done another way for them.
    adjusted: bool,
}

/// A rule of law that allows a contact.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContactRoute {
    /// Its id.
    id: String,
    /// What it is called.
    title: String,
    /// Where it stands.
    citation: String,
}

/// One reason against a contact.
#[derive(Serialize, ToSchema)]
pub(crate) struct AgainstContact {
    /// The rule.
    rule: &'static str,
    /// Why, in plain words.
    message: String,
    /// The paragraphs of the notice it keeps.
    paragraphs: Vec<String>,
    /// Where the law says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    citation: Option<&'static str>,
    /// The conditions of the soft opt-ins that are not met.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lacks: Vec<String>,
    /// Who can unblock it.
    #[serde(skip_serializing_if = "Option::is_none")]
    unblock: Option<String>,
}

fn said(message: &Message) -> String {
    Catalogue::english().render(message)
}

impl ContactAnswer {
    fn of(answer: &Answer) -> ContactAnswer {
        let route = answer.route.map(|route| {
            let rule = route.provision();
            let text = |text: &str| text.to_owned();
            ContactRoute {
                id: text(rule.id()),
                title: text(rule.title()),
                citation: text(rule.citation()),
            }
        });
        let because = |one: &Because| AgainstContact {
            rule: one.rule,
            message: said(&one.message),
            paragraphs: one.paragraphs.clone(),
            citation: one.citation,
            lacks: one.lacks.iter().map(said).collect(),
            unblock: one.unblock.as_ref().map(said),
        };
        ContactAnswer {
            may: answer.may.id(),
            content: match answer.content {
                Content::Service => "service",
                Content::Marketing => "marketing",
            },
            route,
            because: answer.because.iter().map(because).collect(),
            obligations: answer.obligations.iter().map(|(_, says)| said(says)).collect(),
            rather: answer.rather.clone(),
            adjusted: answer.adjusted,
        }
    }
}

fn plan(record: &Record, body: PlannedContact, now: Now) -> Result<Plan, Error> {
    let on = |text: Option<String>| text.map(|text| day(Some(&text), now.today())).transpose();
    let mut plan = Plan::new(now.today());
    plan.topic = body.topic;
    if let Some(whose) = body.whose {
        plan.whose = whose.parse::<Whose>().map_err(Error::Malformed)?;
    }
    plan.text = body.text.map(Zeroizing::new);
    plan.voicemail = body.voicemail;
    plan.read = body.read;
    let known = &mut plan.known;
    known.sale_on = on(body.sale_on)?;
    known.own_similar_products = body.own_similar_products;
    known.supported_on = on(body.supported_on)?;
    known.own_charitable_purpose = body.own_charitable_purpose;
    known.refusal_at_collection = body.refusal_at_collection;
    known.refusal_in_message = body.refusal_in_message;
    known.agreed_to_calls = body.agreed_to_calls;
    match body.to {
        Some(to) => plan.goes_to(record, &body.channel, &to),
        None => Ok(plan),
    }
}

/// May this person be contacted, for this, by this channel, now?
///
/// The gate, the law on electronic messages, the lists of the preference services, and the text where there
/// is one. A no is an answer with its reasons. A person nobody may learn of and one nobody knows read alike.
#[utoipa::path(
    post, path = "/v1/contact", tag = "decide", request_body = PlannedContact,
    responses((status = 200, body = ContactAnswer), (status = "default", body = Problem, content_type = "application/problem+json")),
)]
pub(crate) async fn contact(
    State(server): State<Server>,
    caller: Caller,
    Body(body): Body<PlannedContact>,
) -> Result<Json<ContactAnswer>, Problem> {
    caller.may("read")?;
    let (id, mut ask) = (person(&body.person)?, body.why.ask(&caller, "contact")?);
    ask.channel = Some(body.channel.clone());
    let answer = server
        .work(move |record, now| {
            let plan = plan(record, body, now)?;
            may(record, &ask, id, &plan, now)
        })
        .await?;
    Ok(Json(ContactAnswer::of(&answer)))
}
