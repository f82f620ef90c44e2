//! Somebody asks for a person's data: the police, a council, a solicitor, an MP (rows 7.2c, 11). By
//! what power, whether it is necessary, and what the least is that does.

use words::Message;

use crate::form::{Answers, Asked, Concluded, Wants, ask, ask_when};

pub(crate) const ASKS: &[Asked] = &[
    ask("who", Wants::Text, || Message::new("casework-ask-disclosure-who")),
    ask("checked", Wants::Text, || Message::new("casework-ask-disclosure-checked")),
    ask("recipient", Wants::Text, || Message::new("casework-ask-disclosure-recipient")),
    ask("purpose", Wants::Text, || Message::new("casework-ask-disclosure-purpose")),
    ask_when(
        "data",
        Wants::Text,
        |a| a.is("necessary", "yes"),
        || Message::new("casework-ask-disclosure-data"),
    ),
    ask("asked-for", Wants::Text, || Message::new("casework-ask-disclosure-asked-for")),
    ask("must", Wants::One(&["must", "may"]), || Message::new("casework-ask-disclosure-must")),
    ask("power", Wants::Text, || Message::new("casework-ask-disclosure-power")),
    ask("necessary", Wants::YesNo, || Message::new("casework-ask-disclosure-necessary")),
    ask("why", Wants::Text, || Message::new("casework-ask-disclosure-why")),
    ask_when(
        "least",
        Wants::Text,
        |a| a.is("necessary", "yes"),
        || Message::new("casework-ask-disclosure-least"),
    ),
    ask_when(
        "person-told",
        Wants::Day,
        |a| a.is("necessary", "yes") && !a.has("person-not-told"),
        || Message::new("casework-ask-disclosure-person-told"),
    ),
    ask_when(
        "person-not-told",
        Wants::Text,
        |_| false,
        || Message::new("casework-ask-disclosure-person-not-told"),
    ),
];

pub(crate) fn conclude(answers: &Answers) -> Concluded {
    let mut concluded = Concluded::default();
    if answers.is("necessary", "no") {
        concluded.says.push(Message::new("casework-says-disclosure-refuse"));
    }
    if answers.is("must", "must") && answers.is("necessary", "no") {
        concluded.wrong.push(Message::new("casework-wrong-disclosure-must"));
    }
    concluded
}
