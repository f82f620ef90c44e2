//! Somebody asks for another: a parent for a child, an attorney, an executor, a friend. Whether they may
//! is asked of every kind that needs proof.

use words::Message;

use crate::Capacity;
use crate::form::{Answers, Asked, Concluded, Wants, ask, ask_when};

/// A parent: there is no age in England at which a child asks for themselves, but there is being able
/// to; and who is eighteen is no child.
const PARENT: &[Asked] = &[
    ask("child-born", Wants::Day, || Message::new("casework-ask-parent-child-born")),
    ask("child-able", Wants::YesNo, || Message::new("casework-ask-parent-child-able")),
    ask_when("child-agrees", Wants::YesNo, able, || {
        Message::new("casework-ask-parent-child-agrees")
    }),
    ask("responsibility", Wants::Text, || Message::new("casework-ask-parent-responsibility")),
    ask("dispute", Wants::YesNo, || Message::new("casework-ask-parent-dispute")),
    ask_when(
        "dispute-says",
        Wants::Text,
        |a| a.is("dispute", "yes"),
        || Message::new("casework-ask-parent-dispute-says"),
    ),
    ask("fears", Wants::YesNo, || Message::new("casework-ask-parent-fears")),
    ask("best-for-child", Wants::Text, || Message::new("casework-ask-parent-best-for-child")),
];

const ATTORNEY: &[Asked] = &[
    ask("power-seen", Wants::Text, || Message::new("casework-ask-attorney-power-seen")),
    ask("power-reaches", Wants::YesNo, || Message::new("casework-ask-attorney-power-reaches")),
];

const EXECUTOR: &[Asked] = &[
    ask("died", Wants::Day, || Message::new("casework-ask-executor-died")),
    ask("grant-seen", Wants::Text, || Message::new("casework-ask-executor-grant-seen")),
    ask("about-others", Wants::Text, || Message::new("casework-ask-executor-about-others")),
];

const AGENT: &[Asked] = &[
    ask("leave-seen", Wants::Text, || Message::new("casework-ask-agent-leave-seen")),
    ask("leave-reaches", Wants::YesNo, || Message::new("casework-ask-agent-leave-reaches")),
];

fn able(answers: &Answers) -> bool {
    answers.is("child-able", "yes")
}

pub(crate) fn asks(capacity: Capacity) -> &'static [Asked] {
    match capacity {
        Capacity::Parent => PARENT,
        Capacity::Attorney => ATTORNEY,
        Capacity::Executor => EXECUTOR,
        Capacity::Agent => AGENT,
        Capacity::Authority | Capacity::Office | Capacity::Own | Capacity::Representative => &[],
    }
}

pub(crate) fn conclude(
    capacity: Capacity,
    answers: &Answers,
    today: jiff::civil::Date,
    concluded: &mut Concluded,
) {
    let mut wrong = |is: bool, message: Message| {
        if is {
            concluded.wrong.push(message);
        }
    };
    match capacity {
        Capacity::Parent => {
            let grown = answers
                .day("child-born")
                .is_some_and(|born| law::age::last_day_as_a_child(born) < today);
            wrong(grown, Message::new("casework-wrong-parent-grown"));
            let against = able(answers) && answers.is("child-agrees", "no");
            wrong(against, Message::new("casework-wrong-parent-against"));
            wrong(answers.is("fears", "yes"), Message::new("casework-wrong-parent-fears"));
            if answers.is("dispute", "yes") {
                concluded.says.push(Message::new("casework-says-parent-dispute"));
            }
        }
        Capacity::Attorney => {
            let short = answers.is("power-reaches", "no");
            wrong(short, Message::new("casework-wrong-attorney-reaches"));
        }
        Capacity::Agent => {
            let short = answers.is("leave-reaches", "no");
            wrong(short, Message::new("casework-wrong-agent-reaches"));
        }
        Capacity::Executor => concluded.says.push(Message::new("casework-says-executor-own-way")),
        Capacity::Authority | Capacity::Office | Capacity::Own | Capacity::Representative => {}
    }
}
