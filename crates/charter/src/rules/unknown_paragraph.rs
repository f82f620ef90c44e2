use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;

pub(super) const RULE: Rule = Rule {
    code: "unknown-paragraph",
    severity: Severity::Error,
    keeps: &["P.2"],
    about: r#"An item that says which paragraph of the notice it keeps names one that exists. Every refusal and letter links there."#,
    broken: Change::Swap(
        r#"actions = ["look", "use", "disclose", "collect"]"#,
        r#"actions = ["look", "use", "disclose", "collect"]
notice = ["9.9"]"#,
    ),
    mended: Change::Swap(
        r#"actions = ["look", "use", "disclose", "collect"]"#,
        r#"actions = ["look", "use", "disclose", "collect"]
notice = ["1.1"]"#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    let charter = look.charter;
    let promised = charter.head().promises.iter();
    let promised = promised.map(|cite| (cite.get_ref(), charter.head().span_of(cite)));
    let rows = charter.rows().iter().map(|row| (row.id.get_ref(), row.span_of(&row.id)));
    let items = charter.every_item().into_iter().flat_map(|item| item.cites);
    let cites: Vec<_> = promised.chain(rows).chain(items).collect();
    for (cited, span) in cites {
        if !charter.paragraphs().iter().any(|paragraph| cited.covers(paragraph.id.get_ref())) {
            look.report(
                span,
                Message::new("charter-unknown-paragraph").with("paragraph", cited.to_string()),
                Message::new("charter-unknown-paragraph-help"),
            );
        }
    }
    for paragraph in charter.paragraphs().iter() {
        let section = paragraph.id.get_ref().section();
        if !charter.sections().iter().any(|known| known.id.get_ref() == section) {
            look.report(
                paragraph.span_of(&paragraph.id),
                Message::new("charter-unknown-section").with("section", section),
                Message::new("charter-unknown-section-help"),
            );
        }
    }
}
