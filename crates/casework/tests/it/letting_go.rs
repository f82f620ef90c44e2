//! The end of a case, and what a landlord takes along.

use std::collections::BTreeMap;

use casework::{AssessmentKind, Error, Kind, NewAssessment, Outcome, Step, Who};
use jiff::civil::{Date, date};
use people::{ExportTo, NewHold, export_digest};
use serde_json::Value;

use crate::{Office, TODAY, answer, noon, plain, why};

fn closed(office: &Office, day: Date) -> (i64, String) {
    let tenant = office.tenant("Rosa Ash");
    let new = office.open(Kind::Enquiry, Some(tenant), day);
    let steps = [
        (Step::Weigh, plain()),
        (Step::Propose, answer(Outcome::Answered)),
        (Step::Send, plain()),
        (Step::Close, plain()),
    ];
    office.goes("ada", new.no, &steps, day);
    (new.no, new.reference)
}

fn approve(office: &Office, no: i64, day: Date) {
    let (text, at) = (day.to_string(), noon(day).micros());
    let decide = move |tx: &db::Tx<'_>| {
        db::approvals::decide(tx, no, "olu", true, "decision-owner", &text, at)
            .map_err(|why| people::Error::NotApproved(why.to_string()))
    };
    office.desk.record().data().write("decide", decide).unwrap();
}

/// Three years after it was closed, by the charter: not a day before, and exactly what was approved.
#[test]
fn a_case_goes_when_its_time_has_come() {
    let office = Office::new();
    let (no, reference) = closed(&office, TODAY);
    let (_, second) = closed(&office, date(2026, 12, 2));
    let ripe = |day| office.desk.ripe(noon(day)).unwrap().references;
    assert!(ripe(date(2029, 12, 1)).is_empty());
    let day = date(2029, 12, 2);
    assert_eq!(ripe(day), std::slice::from_ref(&reference));
    let list = office.desk.ripe(noon(day)).unwrap();
    let approval = office.desk.ask_to_let_go("ada", &list, noon(day)).unwrap();
    let let_go = |day| office.desk.let_go("ada", approval, noon(day));
    assert!(matches!(let_go(day), Err(Error::NotApproved(_))), "nobody has approved it");
    let question = office.question("ada", day);
    let still = office.desk.show(Who::Officer(&question), no, noon(day));
    assert!(still.is_ok(), "what was refused destroyed nothing");
    approve(&office, approval, day);
    // The next day it is another list.
    assert!(matches!(let_go(date(2029, 12, 3)), Err(Error::NotApproved(_))));
    assert_eq!(let_go(day).unwrap(), 1);
    let question = office.question("ada", day);
    let shown = office.desk.show(Who::Officer(&question), no, noon(day));
    assert!(matches!(shown, Err(Error::None)));
    assert!(matches!(office.desk.status(&reference, noon(TODAY)), Err(Error::None)));
    assert_eq!(ripe(date(2029, 12, 3)), [second]);
    // Its figures stay.
    let figures = office.desk.statistics(TODAY, TODAY, noon(day)).unwrap();
    assert_eq!(figures["enquiry"].outcomes["answered"], 1);
    // Nothing of what was said is in the store any more.
    let data = office.desk.record().data();
    let left = data.read("left", |tx| {
        tx.one("SELECT LENGTH(detail) FROM casefile WHERE no = ?1", db::params![no], |r| r.int(0))
    });
    assert_eq!(left.unwrap(), Some(0));
}

/// A hold on the person keeps their cases.
#[test]
fn a_hold_keeps_a_case() {
    let office = Office::new();
    let (no, _) = closed(&office, TODAY);
    let question = office.question("ada", TODAY);
    let person = office.desk.show(Who::Officer(&question), no, noon(TODAY)).unwrap().subject;
    let hold = NewHold {
        kind: "claim".to_owned(),
        post: "data-protection".to_owned(),
        since: TODAY,
        review: None,
        detail: "a claim is before the court".to_owned(),
    };
    let question = office.ask("ada", "use", "rights-requests", TODAY);
    let record = office.desk.record();
    let _ = record.hold_back(&question, person.unwrap(), &hold, noon(TODAY)).unwrap();
    assert!(office.desk.ripe(noon(date(2030, 1, 1))).unwrap().cases.is_empty());
}

#[derive(Default)]
struct Lines(BTreeMap<String, Vec<Value>>);

impl ExportTo for Lines {
    fn line(&mut self, file: &str, line: &Value) -> std::io::Result<()> {
        self.0.entry(file.to_owned()).or_default().push(line.clone());
        Ok(())
    }

    fn document(&mut self, _: &str) -> std::io::Result<Box<dyn std::io::Write + '_>> {
        Ok(Box::new(std::io::sink()))
    }
}

#[test]
fn a_landlord_takes_its_cases_along() {
    let office = Office::new();
    let (no, reference) = closed(&office, TODAY);
    office.goes("ada", no, &[(Step::Note, why("They were glad."))], TODAY);
    let olu = office.question("olu", TODAY);
    let new = NewAssessment {
        title: "Cameras in lifts".to_owned(),
        kind: AssessmentKind::Impact,
        about: String::new(),
        own: false,
    };
    office.desk.begin_assessment(Who::Officer(&olu), &new, noon(TODAY)).unwrap();
    let asked = db::approvals::Asked {
        what: "export everything".to_owned(),
        digest: export_digest(),
        risk: db::approvals::Risk::High,
        by: "ada".to_owned(),
        reason: "we leave".to_owned(),
    };
    let at = noon(TODAY).micros();
    let data = office.desk.record().data();
    let approval = *data.write("ask", move |tx| db::approvals::ask(tx, &asked, at)).unwrap();
    approve(&office, approval, TODAY);
    let mut lines = Lines::default();
    office.desk.export("ada", approval, &mut lines, noon(TODAY)).unwrap();
    let case = &lines.0["cases"][0];
    assert_eq!(case["reference"], reference.as_str());
    assert_eq!(case["words"], "Please send me what you hold.");
    assert_eq!(case["steps"].as_array().unwrap().last().unwrap()["why"], "They were glad.");
    assert!(case["letters"][0]["text"].as_str().unwrap().contains("Here is what we hold"));
    assert_eq!(lines.0["people"].len(), 1);
    let assessment = &lines.0["assessments"][0];
    assert_eq!(assessment["title"], "Cameras in lifts");
    assert_eq!(assessment["steps"][0]["step"], "begin");
}
