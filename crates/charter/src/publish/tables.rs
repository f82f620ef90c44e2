use words::Catalogue;

use crate::items::{Country, Item, Purpose, Ref};
use crate::{Charter, Items};

/// One row of the table of purposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurposeRow {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// One plain sentence.
    pub plain: String,
    /// Who answers for it.
    pub entities: Vec<String>,
    /// Whose data it touches.
    pub people: Vec<String>,
    /// Which data it uses; what is required is marked.
    pub data: Vec<String>,
    /// The lawful basis, with where it stands in law.
    pub basis: String,
    /// The conditions for special and criminal data.
    pub conditions: Vec<String>,
    /// Who receives data for it.
    pub recipients: Vec<String>,
    /// How long its data is kept.
    pub retention: Vec<String>,
    /// What happens if required data is not given.
    pub consequence: Option<String>,
    /// How to withdraw, where consent is the basis.
    pub withdraw: Option<String>,
    /// The paragraphs it keeps.
    pub paragraphs: Vec<String>,
}

impl PurposeRow {
    /// The row in one line, for comparing editions.
    #[must_use]
    pub fn in_a_line(&self) -> String {
        format!(
            "{} Data: {}. About: {}. Basis: {}. Goes to: {}. Kept: {}.",
            self.plain,
            self.data.join(", "),
            self.people.join(", "),
            self.basis,
            if self.recipients.is_empty() {
                "nobody".to_owned()
            } else {
                self.recipients.join(", ")
            },
            self.retention.join("; "),
        )
    }
}

/// One row of the table of recipients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipientRow {
    /// What it is called.
    pub name: String,
    /// Which data goes to it.
    pub data: Vec<String>,
    /// What for.
    pub purposes: Vec<String>,
    /// Where it handles the data, and by which mechanism abroad.
    pub country: String,
}

/// One row of the table of retention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetentionRow {
    /// What it is called.
    pub name: String,
    /// How long, from which event.
    pub period: String,
    /// Where the period comes from.
    pub source: String,
    /// Whether that has been checked.
    pub verified: bool,
}

/// The table of purposes.
#[must_use]
pub fn purposes(charter: &Charter) -> Vec<PurposeRow> {
    charter.purposes().iter().map(|purpose| row(charter, purpose)).collect()
}

fn row(charter: &Charter, purpose: &Purpose) -> PurposeRow {
    let required =
        purpose.required.iter().map(|id| format!("{} (required)", name(charter.categories(), id)));
    let optional = purpose.optional.iter().map(|id| name(charter.categories(), id));
    let basis = purpose.lawful_basis();
    let conditions = purpose.conditions.iter().filter_map(|listed| {
        let condition = law::condition::find(listed.condition.get_ref())?.provision();
        Some(format!("{} ({})", condition.title(), condition.citation()))
    });
    let recipients = charter
        .disclosures()
        .iter()
        .filter(|disclosure| disclosure.purpose.get_ref() == purpose.id.get_ref())
        .map(|disclosure| name(charter.recipients(), &disclosure.recipient));
    let retention = purpose
        .data()
        .filter_map(|id| charter.categories().get(id.get_ref())?.retention.as_ref())
        .filter_map(|id| charter.retentions().get(id.get_ref()))
        .map(|retention| format!("{}: {}", retention.name, period(retention)));
    PurposeRow {
        id: purpose.id.get_ref().to_string(),
        name: purpose.name.clone(),
        plain: purpose.plain.get_ref().clone(),
        entities: purpose.entities.iter().map(|id| name(charter.entities(), id)).collect(),
        people: purpose.relationships.iter().map(|id| name(charter.relationships(), id)).collect(),
        data: required.chain(optional).collect(),
        basis: basis.map_or_else(String::new, |basis| {
            format!("{} ({})", basis.provision().title(), basis.provision().citation())
        }),
        conditions: distinct(conditions),
        recipients: distinct(recipients),
        retention: distinct(retention),
        consequence: purpose.consequence.as_ref().map(|text| text.get_ref().clone()),
        withdraw: purpose.withdraw.as_ref().map(|text| text.get_ref().clone()),
        paragraphs: purpose.notice.iter().map(|cite| cite.get_ref().to_string()).collect(),
    }
}

/// The table of recipients: those that something goes to.
#[must_use]
pub fn recipients(charter: &Charter) -> Vec<RecipientRow> {
    charter
        .recipients()
        .iter()
        .filter_map(|recipient| {
            let of: Vec<_> = charter
                .disclosures()
                .iter()
                .filter(|d| d.recipient.get_ref() == recipient.id.get_ref())
                .collect();
            (!of.is_empty()).then(|| RecipientRow {
                name: recipient.name.clone(),
                data: distinct(
                    of.iter().flat_map(|d| d.data.iter().map(|id| name(charter.categories(), id))),
                ),
                purposes: distinct(of.iter().map(|d| name(charter.purposes(), &d.purpose))),
                country: country(recipient),
            })
        })
        .collect()
}

pub(super) fn country(recipient: &crate::Recipient) -> String {
    let mechanism =
        recipient.mechanism.as_ref().and_then(|id| law::transfer::mechanism::find(id.get_ref()));
    match (&recipient.country, mechanism) {
        (Some(country), _) if *country.get_ref() == Country::GB => "United Kingdom".to_owned(),
        (Some(country), Some(mechanism)) => {
            let provision = mechanism.provision();
            format!("{}: {}", country.get_ref().as_str(), provision.title())
        }
        (Some(country), None) => country.get_ref().as_str().to_owned(),
        (None, _) => String::new(),
    }
}

/// The table of retention.
#[must_use]
pub fn retentions(charter: &Charter) -> Vec<RetentionRow> {
    charter
        .retentions()
        .iter()
        .map(|retention| RetentionRow {
            name: retention.name.clone(),
            period: period(retention),
            source: retention.source.as_ref().map(|s| s.get_ref().clone()).unwrap_or_default(),
            verified: retention.verified,
        })
        .collect()
}

/// `6 years after tenancy end`.
fn period(retention: &crate::Retention) -> String {
    let length = retention
        .period
        .as_ref()
        .map(|period| Catalogue::english().render(&period.get_ref().message()))
        .unwrap_or_default();
    let trigger = retention.trigger.as_ref().map(|t| t.get_ref().replace('-', " "));
    match trigger {
        Some(trigger) if length.starts_with("0 ") => format!("until {trigger}"),
        Some(trigger) => format!("{length} after {trigger}"),
        None => length,
    }
}

pub(super) fn name<K: Item>(items: &Items<K>, id: &Ref<K>) -> String {
    items.get(id.get_ref()).map(|item| item.name().to_owned()).unwrap_or_default()
}

/// Each text once, in the order they first came.
pub(super) fn distinct(texts: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for text in texts {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}
