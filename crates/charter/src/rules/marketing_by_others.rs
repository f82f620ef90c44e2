use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;
use crate::items::RecipientKind;

pub(super) const RULE: Rule = Rule {
    code: "marketing-by-others",
    severity: Severity::Error,
    keeps: &["24.2", "20.5"],
    about: r#"Nobody's details go to another company for its marketing. A company that sends our own messages for us, on our instructions, is not another company in that sense."#,
    broken: Change::Add(
        r#"[[purpose]]
id = "extra"
name = "something more"
plain = "We use this too."
entities = ["small-homes"]
relationships = ["tenant"]
basis = "legitimate-interests"
required = []
optional = ["name"]
assessments = ["lia"]
marketing = true

[[assessment]]
id = "lia"
name = "why we may"
kind = "legitimate-interests"
approved = 2026-05-01
approved_by = "director"

[[recipient]]
id = "shop"
name = "a shop"
kind = "controller"
agreement = "builders-contract"
country = "GB"

[[disclosure]]
id = "offers"
name = "offers"
purpose = "extra"
recipient = "shop"
data = ["name"]
tell = "first""#,
    ),
    mended: Change::Add(
        r#"[[purpose]]
id = "extra"
name = "something more"
plain = "We use this too."
entities = ["small-homes"]
relationships = ["tenant"]
basis = "legitimate-interests"
required = []
optional = ["name"]
assessments = ["lia"]
marketing = true

[[assessment]]
id = "lia"
name = "why we may"
kind = "legitimate-interests"
approved = 2026-05-01
approved_by = "director"

[[disclosure]]
id = "offers"
name = "our letters, printed for us"
purpose = "extra"
recipient = "builders"
data = ["name"]
tell = "standing""#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    for disclosure in look.charter.disclosures().iter() {
        let purpose = look.charter.purposes().get(disclosure.purpose.get_ref());
        let recipient = look.charter.recipients().get(disclosure.recipient.get_ref());
        let marketing = purpose.is_some_and(|purpose| purpose.marketing);
        if let Some(other) = recipient.filter(|r| marketing && r.kind != RecipientKind::Processor) {
            look.report(
                disclosure.span_of(&disclosure.recipient),
                Message::new("charter-marketing-by-others").with("recipient", other.name.as_str()),
                Message::new("charter-marketing-by-others-help"),
            );
        }
    }
}
