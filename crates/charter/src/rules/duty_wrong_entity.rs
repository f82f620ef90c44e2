use law::duty::Binds;
use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;

pub(super) const RULE: Rule = Rule {
    code: "duty-wrong-entity",
    severity: Severity::Error,
    keeps: &["2.1", "2.4-register", "12.2"],
    about: r#"Duties of the sector bind legal entities, not groups. A duty of registered providers cannot be laid on a company that is not one, nor left out for one that is."#,
    broken: Change::Swap(
        r#"contact = { address = "1 High Street" }"#,
        r#"contact = { address = "1 High Street" }
duties = ["stairs-publication"]"#,
    ),
    mended: Change::Swap(
        r#"contact = { address = "1 High Street" }"#,
        r#"contact = { address = "1 High Street" }
duties = ["ropa"]"#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    for entity in look.charter.entities().iter() {
        for written in &entity.duties {
            let Some(duty) = law::duty::find(written.get_ref()) else { continue };
            let bound = match duty.binds() {
                Binds::RegisteredProvider | Binds::PrivateRegisteredProvider => {
                    entity.registered_provider
                }
                Binds::Charity => entity.charity,
                Binds::Everyone | Binds::ByAgreement => true,
            };
            if !bound {
                look.report(
                    entity.span_of(written),
                    Message::new("charter-duty-wrong-entity")
                        .with("duty", duty.provision().title())
                        .with("entity", entity.name.as_str()),
                    Message::new("charter-duty-wrong-entity-help"),
                );
            }
        }
    }
}
