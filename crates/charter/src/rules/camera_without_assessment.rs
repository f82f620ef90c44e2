use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;
use crate::items::AssessmentKind;

pub(super) const RULE: Rule = Rule {
    code: "camera-without-assessment",
    severity: Severity::Error,
    keeps: &["7.1", "7.2b", "UK GDPR Art 35"],
    about: r#"No camera goes up before an impact assessment has been approved that shows it is needed and not too much, and each one has a sign. A purpose that a camera serves, or that uses data from a source whose id says `camera` or `cctv`, has an approved impact assessment of its own."#,
    broken: Change::Add(
        r#"[[camera]]
id = "hall"
name = "the front hall"
entity = "small-homes"
installed = 2026-06-01
signage = 2026-06-01
retention = "tenancy"
purposes = ["watching"]

[[purpose]]
id = "watching"
name = "cameras in the hall"
plain = "We use this to keep people safe."
entities = ["small-homes"]
relationships = ["tenant"]
basis = "contract"
optional = ["name"]
assessments = ["hall-dpia"]

[[assessment]]
id = "hall-dpia"
name = "cameras in the hall"
kind = "impact"
approved = 2026-05-01
approved_by = "director""#,
    ),
    mended: Change::Add(
        r#"[[camera]]
id = "hall"
name = "the front hall"
entity = "small-homes"
installed = 2026-06-01
signage = 2026-06-01
retention = "tenancy"
purposes = ["watching"]
dpia = "hall-dpia"

[[assessment]]
id = "hall-dpia"
name = "cameras in the hall"
kind = "impact"
approved = 2026-05-01
approved_by = "director"

[[purpose]]
id = "watching"
name = "cameras in the hall"
plain = "We use this to keep people safe."
entities = ["small-homes"]
relationships = ["tenant"]
basis = "contract"
optional = ["name"]
assessments = ["hall-dpia"]"#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    for purpose in look.charter.purposes().iter() {
        let named =
            look.charter.cameras().iter().any(|camera| {
                camera.purposes.iter().any(|id| id.get_ref() == purpose.id.get_ref())
            });
        let filmed = purpose
            .data()
            .filter_map(|id| look.charter.categories().get(id.get_ref()))
            .any(|category| category.sources.iter().any(|id| is_camera(id.get_ref().as_str())));
        if (named || filmed) && !look.assessed(purpose, AssessmentKind::Impact) {
            look.report_as(
                Severity::Error,
                &["7.1", "UK GDPR Art 35"],
                purpose.span(),
                Message::new("charter-pictures-without-assessment")
                    .with("purpose", purpose.name.as_str()),
                Message::new("charter-pictures-without-assessment-help"),
            );
        }
    }
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

/// Whether a source of data is a camera, by its id.
fn is_camera(source: &str) -> bool {
    source.contains("camera") || source.contains("cctv")
}
