use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::Notice;
use crate::report::{Draft, Report};
use crate::rules::Rule;
use std::collections::BTreeSet;

use super::lawful_basis_not_a_basis::{Basis, lists};

pub(super) const RULE: Rule = Rule {
    code: "lawful-bases-disagree",
    severity: Severity::Warning,
    about: "Two lists each claim to say on which lawful bases information is used, and they differ. \
            Lists for one purpose each may differ; two general ones may not.",
    fires: "The lawful bases are:\n\n- your consent\n- our contract with you\n\nWe only use your \
            information where:\n\n- the law requires it\n- we have a contract with you\n- we have a \
            legitimate interest",
    silent: "For repairs, our lawful bases are:\n\n- our contract with you\n- our legal \
             obligation\n\nFor newsletters, our lawful bases are:\n\n- your consent\n- our \
             legitimate interests",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let general: Vec<_> = lists(notice).into_iter().filter(|list| list.general).collect();
    // Three or more lists are lists for purposes, whatever their first words say.
    let [first, second] = general.as_slice() else { return };
    let of = |items: &[(usize, Option<Basis>)]| -> BTreeSet<Basis> {
        items.iter().filter_map(|(_, basis)| *basis).collect()
    };
    let (a, b) = (of(&first.items), of(&second.items));
    if a.len() < 2 || b.len() < 2 || a == b {
        return;
    }
    let differ: Vec<String> = a.symmetric_difference(&b).map(|x| x.name().to_owned()).collect();
    report.add(
        Draft::new(
            notice.spot(first.lead),
            70,
            Message::new("notice-lawful-bases-disagree")
                .with("other", notice.name(second.lead))
                .with("differ", differ),
            Message::new("notice-lawful-bases-disagree-help"),
        )
        .about(notice.spot(second.lead)),
    );
}
