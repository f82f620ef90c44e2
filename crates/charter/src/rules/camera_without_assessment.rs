use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;
use crate::items::AssessmentKind;

pub(super) const RULE: Rule = Rule {
    code: "camera-without-assessment",
    severity: Severity::Error,
    keeps: &["7.1", "7.2b", "UK GDPR Art 35"],
    about: r#"No camera goes up before an impact assessment has been approved that shows it is needed and not too much, and each one has a sign."#,
    broken: Change::Add(
        r#"[[camera]]
id = "hall"
name = "the front hall"
entity = "small-homes"
installed = 2026-06-01
signage = 2026-06-01
retention = "tenancy"
purposes = ["repairs"]"#,
    ),
    mended: Change::Add(
        r#"[[camera]]
id = "hall"
name = "the front hall"
entity = "small-homes"
installed = 2026-06-01
signage = 2026-06-01
retention = "tenancy"
purposes = ["repairs"]
dpia = "hall-dpia"

[[assessment]]
id = "hall-dpia"
name = "cameras in the hall"
kind = "impact"
approved = 2026-05-01
approved_by = "director""#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    for camera in look.charter.cameras().iter() {
        let installed = camera.installed.get_ref().0;
        let approved = camera
            .dpia
            .as_ref()
            .and_then(|id| look.charter.assessments().get(id.get_ref()))
            .filter(|assessment| assessment.kind == AssessmentKind::Impact)
            .and_then(|assessment| assessment.approved.as_ref())
            .map(|day| day.get_ref().0);
        if approved.is_none_or(|approved| approved > installed) {
            look.report(
                camera.span(),
                Message::new("charter-camera-without-assessment")
                    .with("camera", camera.name.as_str())
                    .with("day", installed),
                Message::new("charter-camera-without-assessment-help"),
            );
        }
        if camera.signage.is_none() {
            look.report(
                camera.span(),
                Message::new("charter-camera-without-sign").with("camera", camera.name.as_str()),
                Message::new("charter-camera-without-sign-help"),
            );
        }
    }
}
