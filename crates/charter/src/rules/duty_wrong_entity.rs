use law::duty::Binds;
use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;
use crate::items::Entity;

pub(super) const RULE: Rule = Rule {
    code: "duty-wrong-entity",
    severity: Severity::Error,
    keeps: &["2.1", "2.4-register", "12.2"],
    about: r#"Duties of the sector bind legal entities, not groups. A duty of registered providers cannot be laid on a company that is not one, and a purpose that serves a duty belongs only to companies it binds. A registered provider that leaves out a duty in force is warned."#,
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
            if !may_bind(duty, entity) {
                look.report(
                    entity.span_of(written),
                    Message::new("charter-duty-wrong-entity")
                        .with("duty", duty.provision().title())
                        .with("entity", entity.name.as_str()),
                    Message::new("charter-duty-wrong-entity-help"),
                );
            }
        }
        for duty in law::duty::all().iter().filter(|_| entity.registered_provider) {
            let of_providers = matches!(
                duty.binds(),
                Binds::RegisteredProvider | Binds::PrivateRegisteredProvider
            );
            let (id, in_force) = (duty.provision().id(), duty.provision().in_force(look.on));
            if of_providers && in_force && !accepts(entity, id) {
                look.report_as(
                    Severity::Warning,
                    &["2.1"],
                    entity.span(),
                    Message::new("charter-duty-left-out")
                        .with("duty", duty.provision().title())
                        .with("entity", entity.name.as_str()),
                    Message::new("charter-duty-left-out-help").with("id", id),
                );
            }
        }
    }
    for purpose in look.charter.purposes().iter() {
        let Some(written) = &purpose.duty else { continue };
        let Some(duty) = law::duty::find(written.get_ref()) else { continue };
        let agreed = duty.binds() == Binds::ByAgreement;
        for id in &purpose.entities {
            let Some(entity) = look.charter.entities().get(id.get_ref()) else { continue };
            if !may_bind(duty, entity) || (agreed && !accepts(entity, written.get_ref())) {
                look.report(
                    purpose.span_of(id),
                    Message::new("charter-duty-wrong-entity")
                        .with("duty", duty.provision().title())
                        .with("entity", entity.name.as_str()),
                    Message::new("charter-duty-wrong-purpose-help"),
                );
            }
        }
    }
}

/// Whether a duty binds an entity of this kind, or could be agreed to by it.
fn may_bind(duty: &law::duty::Duty, entity: &Entity) -> bool {
    match duty.binds() {
        Binds::RegisteredProvider | Binds::PrivateRegisteredProvider => entity.registered_provider,
        Binds::Charity => entity.charity,
        Binds::Everyone | Binds::ByAgreement => true,
    }
}

fn accepts(entity: &Entity, duty: &str) -> bool {
    entity.duties.iter().any(|listed| listed.get_ref() == duty)
}
