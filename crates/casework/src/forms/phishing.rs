//! A message that pretends to come from us (row 28): whether it was us is answered at once, and where
//! something was given away, that is a breach.

use words::Message;

use crate::Kind;
use crate::form::{Answers, Asked, Concluded, Wants, ask, ask_when};

pub(crate) const ASKS: &[Asked] = &[
    ask("what", Wants::Text, || Message::new("casework-ask-phishing-what")),
    ask("ours", Wants::One(&["ours", "not-ours"]), || Message::new("casework-ask-phishing-ours")),
    ask("known-by", Wants::Text, || Message::new("casework-ask-phishing-known-by")),
    ask_when(
        "given",
        Wants::YesNo,
        |a| a.is("ours", "not-ours"),
        || Message::new("casework-ask-phishing-given"),
    ),
    ask_when(
        "what-given",
        Wants::Text,
        |a| a.is("given", "yes"),
        || Message::new("casework-ask-phishing-what-given"),
    ),
    ask_when(
        "others-warned",
        Wants::Text,
        |a| a.is("ours", "not-ours"),
        || Message::new("casework-ask-phishing-others-warned"),
    ),
];

pub(crate) fn conclude(answers: &Answers) -> Concluded {
    let mut concluded = Concluded::default();
    match answers.get("ours") {
        "ours" => concluded.says.push(Message::new("casework-says-phishing-ours")),
        "not-ours" => concluded.says.push(Message::new("casework-says-phishing-not-ours")),
        _ => {}
    }
    if answers.is("given", "yes") {
        concluded.opens = Some(Kind::Breach);
        concluded.says.push(Message::new("casework-says-phishing-breach"));
    }
    concluded
}
