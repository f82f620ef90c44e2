//! The same charter as Cedar policies: the oracle of the tests and the peer of the bench.
//!
//! The policies are written from the TOML, not from the compiled tables, and by other code than
//! the rules: what the two agree on was said twice. Modes are left out; every rule enforces.

use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityUid, PolicySet, Request, RestrictedExpression,
};
use jiff::civil::Date;
use toml::{Table, Value};

use crate::NamedAsk;

mod asks;
mod policies;

pub use asks::Asks;
use policies::{STRENGTHS, Writer, number};

/// A charter as Cedar policies.
pub struct Oracle {
    text: String,
    policies: PolicySet,
    entities: Entities,
    authorizer: Authorizer,
}

/// Why there is no oracle for a charter, or no request for an ask.
#[derive(Debug, thiserror::Error)]
#[error("cedar: {0}")]
pub struct CedarError(String);

impl Oracle {
    /// Writes the policies for a charter from the text of its files.
    ///
    /// # Errors
    /// When a file is not TOML, or Cedar does not take the policies.
    pub fn new<'a>(files: impl IntoIterator<Item = &'a str>) -> Result<Oracle, CedarError> {
        let mut document = Table::new();
        for file in files {
            for (key, value) in file.parse::<Table>().map_err(failed)? {
                match (document.get_mut(&key), value) {
                    (Some(Value::Array(before)), Value::Array(more)) => before.extend(more),
                    (_, value) => drop(document.insert(key, value)),
                }
            }
        }
        let text = Writer { document }.policies();
        let policies = text.parse().map_err(failed)?;
        Ok(Oracle { text, policies, entities: Entities::empty(), authorizer: Authorizer::new() })
    }

    /// The policies, as Cedar reads them.
    #[must_use]
    pub fn policies(&self) -> &str {
        &self.text
    }

    /// The request for one category of an ask.
    ///
    /// # Errors
    /// When a name in the ask is not one Cedar takes.
    pub fn request(&self, ask: &NamedAsk, category: &str, on: Date) -> Result<Request, CedarError> {
        let facts = ask.facts.clone().unwrap_or_default();
        let text = |text: &str| RestrictedExpression::new_string(text.to_owned());
        let set = |names: &[String]| RestrictedExpression::new_set(names.iter().map(|n| text(n)));
        let truth = RestrictedExpression::new_bool;
        let day = |day: Option<Date>| RestrictedExpression::new_long(day.map_or(0, number));
        let strength = ask.strength.as_deref().unwrap_or("none");
        let strength = STRENGTHS.iter().position(|known| *known == strength).unwrap_or_default();
        let strength = i64::try_from(strength).map_err(failed)?;
        let maybe = |name: &Option<String>| text(name.as_deref().unwrap_or_default());
        let pairs = [
            ("role", text(&ask.role)),
            ("entity", text(&ask.entity)),
            ("relationship", text(&ask.relationship)),
            ("purpose", text(&ask.purpose)),
            ("action", text(&ask.action)),
            ("category", text(category)),
            ("data", set(&ask.data)),
            ("recipient", maybe(&ask.recipient)),
            ("channel", maybe(&ask.channel)),
            ("country", maybe(&ask.country)),
            ("strength", RestrictedExpression::new_long(strength)),
            ("on", day(Some(ask.on.unwrap_or(on)))),
            ("known", truth(ask.facts.is_some())),
            ("walled", truth(facts.walled)),
            ("consent", set(&facts.consent)),
            ("explicit", set(&facts.explicit_consent)),
            ("agreed", set(&facts.agreed_recipients)),
            ("objected", set(&facts.objected)),
            ("overruled", set(&facts.overruled)),
            ("objected_marketing", truth(facts.objected_marketing)),
            ("restricted", set(&facts.restricted)),
            ("disputed", set(&facts.disputed)),
            ("expired", set(&facts.expired)),
            ("held", truth(facts.held)),
            ("supported", truth(facts.supported)),
            ("lapsed", set(&facts.lapsed)),
            ("marker_until", day(facts.marker_until)),
            ("marker_told", truth(facts.marker_told)),
            ("marker_deferred", truth(facts.marker_deferred)),
            ("declined", set(&facts.declined)),
            ("limited", truth(facts.safe.is_some())),
            ("safe", set(facts.safe.as_deref().unwrap_or_default())),
            ("marketing", set(&facts.marketing)),
            ("died", day(facts.died)),
        ];
        let context = Context::from_pairs(pairs.map(|(key, value)| (key.to_owned(), value)))
            .map_err(failed)?;
        let uid =
            |kind: &str, id: &str| format!("{kind}::{id:?}").parse::<EntityUid>().map_err(failed);
        let (role, action) = (uid("Role", &ask.role)?, uid("Action", &ask.action)?);
        Request::new(role, action, uid("Category", category)?, context, None).map_err(failed)
    }

    /// Whether Cedar allows a request.
    #[must_use]
    pub fn allows(&self, request: &Request) -> bool {
        let response = self.authorizer.is_authorized(request, &self.policies, &self.entities);
        response.decision() == Decision::Allow && response.diagnostics().errors().next().is_none()
    }
}

fn failed(why: impl std::fmt::Display) -> CedarError {
    CedarError(why.to_string())
}
