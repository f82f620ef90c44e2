//! An assessment of what is planned: of its impact (Art 35), or of legitimate interests (Art 6(1)(f)).

use words::Message;

use crate::form::{Answers, Asked, Circumstances, Concluded, Wants, ask, ask_when};

pub(crate) const ASKS: &[Asked] = &[
    ask("what", Wants::Text, || Message::new("casework-ask-assessment-what")),
    ask("which", Wants::One(&["impact", "legitimate-interests"]), || {
        Message::new("casework-ask-assessment-which")
    }),
    ask("why", Wants::Text, || Message::new("casework-ask-assessment-why")),
    ask("data", Wants::Text, || Message::new("casework-ask-assessment-data")),
    ask("necessary", Wants::Text, || Message::new("casework-ask-assessment-necessary")),
    ask_when(
        "people-asked",
        Wants::Text,
        |a| a.is("which", "impact"),
        || Message::new("casework-ask-assessment-people-asked"),
    ),
    ask("risks", Wants::Text, || Message::new("casework-ask-assessment-risks")),
    ask("measures", Wants::Text, || Message::new("casework-ask-assessment-measures")),
    ask_when(
        "balance",
        Wants::Text,
        |a| a.is("which", "legitimate-interests"),
        || Message::new("casework-ask-assessment-balance"),
    ),
    ask_when(
        "still-high",
        Wants::YesNo,
        |a| a.is("which", "impact"),
        || Message::new("casework-ask-assessment-still-high"),
    ),
    ask_when(
        "consulted",
        Wants::Day,
        |a| goes_on(a) && a.is("still-high", "yes"),
        || Message::new("casework-ask-assessment-consulted"),
    ),
    ask("decision", Wants::One(&["go", "go-with-measures", "stop"]), || {
        Message::new("casework-ask-assessment-decision")
    }),
    ask_when("review", Wants::Day, goes_on, || Message::new("casework-ask-assessment-review")),
];

fn goes_on(answers: &Answers) -> bool {
    !answers.is("decision", "stop")
}

pub(crate) fn conclude(answers: &Answers, given: &Circumstances) -> Concluded {
    let mut concluded = Concluded::default();
    // Art 35(2): the advice is sought, whatever becomes of it.
    if answers.is("which", "impact") && !given.advised {
        concluded.wrong.push(Message::new("casework-wrong-assessment-advice"));
    }
    if goes_on(answers) && answers.is("still-high", "yes") {
        concluded.says.push(Message::new("casework-says-assessment-consult"));
    }
    concluded
}
