use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;
use crate::items::Telling;

pub(super) const RULE: Rule = Rule {
    code: "notice-cannot-tell",
    severity: Severity::Error,
    keeps: &["11.2.3", "11.6a"],
    about: r#"Where people are told before a disclosure, `by_notice` lets a published notice do it, for those whom it covers. It does not go with explicit consent, for which each person is asked; nor with an exception, as for safeguarding and crime, where nobody is told first; nor where nobody has to be told one by one."#,
    broken: Change::Swap(
        r#"tell = "standing""#,
        r#"tell = "exempt"
exempt_because = "Telling them would put somebody at risk."
by_notice = true"#,
    ),
    mended: Change::Swap(
        r#"tell = "standing""#,
        r#"tell = "first"
by_notice = true"#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    let mut wrong = Vec::new();
    for disclosure in look.charter.disclosures().iter().filter(|one| one.by_notice) {
        let why = match disclosure.tell {
            Some(Telling::First) if disclosure.explicit_consent => {
                Message::new("charter-notice-cannot-tell-consent")
            }
            Some(Telling::First) => continue,
            Some(Telling::Exempt) => Message::new("charter-notice-cannot-tell-exempt"),
            Some(Telling::Standing) | None => Message::new("charter-notice-cannot-tell-standing"),
        };
        wrong.push((disclosure.span(), disclosure.name.clone(), why));
    }
    for (span, name, why) in wrong {
        look.report(
            span,
            Message::new("charter-notice-cannot-tell").with("disclosure", name).with("why", why),
            Message::new("charter-notice-cannot-tell-help"),
        );
    }
}
