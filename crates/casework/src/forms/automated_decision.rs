//! A person looks at what a machine decided (row 9.3; Arts 22A to 22D): with what went in, the rule and
//! what came out before them, with the person's own side, and with authority to change it. Whoever
//! looks cannot be the rule.

use words::Message;

use crate::form::{Answers, Asked, Concluded, Wants, ask};

pub(crate) const ASKS: &[Asked] = &[
    ask("decision", Wants::Text, || Message::new("casework-ask-adm-decision")),
    ask("inputs", Wants::Text, || Message::new("casework-ask-adm-inputs")),
    ask("rule", Wants::Text, || Message::new("casework-ask-adm-rule")),
    ask("came-out", Wants::Text, || Message::new("casework-ask-adm-came-out")),
    ask("side-asked", Wants::YesNo, || Message::new("casework-ask-adm-side-asked")),
    ask("side", Wants::Text, || Message::new("casework-ask-adm-side")),
    ask("reviewer", Wants::Text, || Message::new("casework-ask-adm-reviewer")),
    ask("authority", Wants::YesNo, || Message::new("casework-ask-adm-authority")),
    ask("took-part", Wants::YesNo, || Message::new("casework-ask-adm-took-part")),
    ask("looked-at", Wants::Text, || Message::new("casework-ask-adm-looked-at")),
    ask("result", Wants::One(&["changed", "stands"]), || Message::new("casework-ask-adm-result")),
    ask("why", Wants::Text, || Message::new("casework-ask-adm-why")),
];

pub(crate) fn conclude(answers: &Answers) -> Concluded {
    let mut concluded = Concluded::default();
    if answers.is("side-asked", "no") {
        concluded.wrong.push(Message::new("casework-wrong-adm-side"));
    }
    if answers.is("authority", "no") {
        concluded.wrong.push(Message::new("casework-wrong-adm-authority"));
    }
    if answers.is("took-part", "yes") {
        concluded.wrong.push(Message::new("casework-wrong-adm-took-part"));
    }
    // To say again what the rule said is no review.
    let said = |id: &str| answers.get(id).split_whitespace().collect::<Vec<_>>().join(" ");
    if answers.has("why") && said("why").eq_ignore_ascii_case(&said("rule")) {
        concluded.wrong.push(Message::new("casework-wrong-adm-same"));
    }
    concluded
}
