//! What somebody says about something that was found, as they typed it. What an answer comes to is the
//! law's to say.

use std::collections::BTreeMap;

use casework::{Factors, Weighing};
use jiff::civil::Date;
use law::exemption;
use words::Message;

use crate::pages::form;

/// A form, by the names of its fields.
pub(super) type Fields = BTreeMap<String, String>;

/// What is typed into a field; none where it is empty.
pub(super) fn text(fields: &Fields, name: &str) -> Option<String> {
    form::filled(fields.get(name)?)
}

fn yes(fields: &Fields, name: &str) -> Option<bool> {
    match fields.get(name).map(String::as_str) {
        Some("yes") => Some(true),
        Some("no") => Some(false),
        _ => None,
    }
}

fn day(fields: &Fields, name: &'static str) -> Result<Option<Date>, (&'static str, Message)> {
    let day = text(fields, name).map(|text| text.parse()).transpose();
    day.map_err(|_| (name, Message::new("web-day-wrong")))
}

/// What was typed; or the field that is wrong.
pub(super) fn typed(fields: &Fields) -> Result<Weighing, (&'static str, Message)> {
    match fields.get("what").map_or("", String::as_str) {
        "give" => Ok(Weighing::Give { why: text(fields, "why").unwrap_or_default() }),
        "known" => {
            let known =
                text(fields, "known").ok_or(("known", Message::new("web-known-missing")))?;
            Ok(Weighing::Health { known: Some(known), given: None, harm: false })
        }
        "opinion" => {
            let given = day(fields, "given")?;
            let given = given.ok_or(("given", Message::new("web-day-wrong")))?;
            let harm = yes(fields, "harm").ok_or(("harm", Message::new("web-harm-missing")))?;
            Ok(Weighing::Health { known: None, given: Some(given), harm })
        }
        "somebody-else" => Ok(Weighing::SomebodyElse(Factors {
            identifiable: yes(fields, "identifiable"),
            consent: text(fields, "consent"),
            type_of_information: text(fields, "type_of_information"),
            confidential: yes(fields, "confidential"),
            capable: yes(fields, "capable"),
            professional: yes(fields, "professional").unwrap_or(false),
            reasonable: yes(fields, "reasonable"),
            why: text(fields, "reasonable_why"),
        })),
        "hold-back" => {
            let exemption = text(fields, "exemption").unwrap_or_default();
            let asked = exemption::find(&exemption).map_or(0, |one| one.gate().len());
            let answers = (0..asked).map(|n| text(fields, &format!("answer-{n}")));
            Ok(Weighing::HoldBack {
                exemption,
                answers: answers.map(Option::unwrap_or_default).collect(),
                review: day(fields, "review")?,
            })
        }
        _ => Err(("what", Message::new("web-what-missing"))),
    }
}
