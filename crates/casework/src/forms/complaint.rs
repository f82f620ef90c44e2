//! A complaint about how data was handled (row 15; s.164A): looked into, and kept apart from the
//! housing complaint it often arrives with.

use words::Message;

use crate::form::{Answers, Asked, Concluded, Wants, ask, ask_when};

pub(crate) const ASKS: &[Asked] = &[
    ask("about", Wants::Text, || Message::new("casework-ask-complaint-about")),
    ask("housing", Wants::One(&["none", "stage-1", "stage-2", "ombudsman"]), || {
        Message::new("casework-ask-complaint-housing")
    }),
    ask_when("housing-reference", Wants::Text, beside, || {
        Message::new("casework-ask-complaint-housing-reference")
    }),
    ask("looked-at", Wants::Text, || Message::new("casework-ask-complaint-looked-at")),
    ask("found", Wants::Text, || Message::new("casework-ask-complaint-found")),
    ask("put-right", Wants::Text, || Message::new("casework-ask-complaint-put-right")),
];

fn beside(answers: &Answers) -> bool {
    answers.has("housing") && !answers.is("housing", "none")
}

pub(crate) fn conclude(answers: &Answers) -> Concluded {
    let mut concluded = Concluded::default();
    if beside(answers) {
        concluded.says.push(Message::new("casework-says-complaint-apart"));
    }
    concluded
}
