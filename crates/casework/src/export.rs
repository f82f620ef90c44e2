//! The cases, beside everything else a landlord takes along: in open formats, in clear.

use db::params;
use people::{ExportTo, Exported, Now};
use serde_json::json;

use crate::{Desk, Error, assessments, row};

/// Cases read at once.
const CHUNK: u32 = 200;

impl Desk {
    /// Exports everybody and everything, with the registers, every assessment and every case. What was sent to people is
    /// in it as text; packs are not, for they are deleted after their days.
    ///
    /// # Errors
    /// As for [`people::Record::export`].
    pub fn export(
        &self,
        actor: &str,
        approval: i64,
        to: &mut dyn ExportTo,
        now: Now,
    ) -> Result<Exported, Error> {
        let done = sharing::export(self.record(), actor, approval, to, now)?;
        self.export_assessments(to)?;
        let sql = format!(
            "SELECT {} FROM casefile WHERE no > ?1 AND gone IS NULL ORDER BY no LIMIT ?2",
            row::COLUMNS
        );
        let mut after = i64::MIN;
        loop {
            let rows = self
                .record()
                .data()
                .read("export cases", |tx| tx.all(&sql, params![after, CHUNK], row::read))?;
            let Some(last) = rows.last() else { return Ok(done) };
            after = last.no;
            for row in rows {
                self.export_one(row.no, to, now)?;
            }
        }
    }

    fn export_assessments(&self, to: &mut dyn ExportTo) -> Result<(), Error> {
        let each = |tx: &db::Tx<'_>| {
            let listed = assessments::all(tx)?.into_iter();
            listed.map(|one| assessments::find(tx, one.no)).collect::<Result<Vec<_>, _>>()
        };
        let all = self.record().data().read("export assessments", each)?;
        for one in all.into_iter().flatten() {
            let steps: Vec<serde_json::Value> = (one.steps.iter())
                .map(|step| {
                    json!({"step": step.step.id(), "by": step.by, "at": step.at, "says": step.says})
                })
                .collect();
            let line = json!({
                "title": one.title,
                "kind": one.kind.id(),
                "about": one.about,
                "owner": one.owner,
                "review": one.review.map(|day| day.to_string()),
                "answers": one.answers,
                "steps": steps,
            });
            to.line("assessments", &line).map_err(cannot)?;
        }
        Ok(())
    }

    fn export_one(&self, no: i64, to: &mut dyn ExportTo, now: Now) -> Result<(), Error> {
        let case = self.read_by_clock(no, now)?;
        let answers: serde_json::Map<String, serde_json::Value> =
            crate::form::asks(case.kind, case.words.requester.capacity)
                .filter(|asked| !case.answers.get(asked.id).is_empty())
                .map(|asked| (asked.id.to_owned(), case.answers.get(asked.id).into()))
                .collect();
        let steps: Vec<serde_json::Value> = (case.steps.iter())
            .map(|step| {
                json!({
                    "step": step.step.id(),
                    "day": step.day.to_string(),
                    "by": step.by,
                    "why": step.why,
                })
            })
            .collect();
        let line = json!({
            "reference": case.reference,
            "kind": case.kind.id(),
            "state": case.state.id(),
            "entity": case.entity,
            "person": case.subject.map(|person| person.to_string()),
            "received": case.received.to_string(),
            "due": case.clock.and_then(|clock| clock.due).map(|day| day.to_string()),
            "outcome": case.outcome,
            "words": case.words.said,
            "requester": case.words.requester,
            "recipient": case.words.recipient,
            "answer": case.words.answer,
            "answers": answers,
            "steps": steps,
            "linked": case.linked.iter().map(|(reference, _)| reference).collect::<Vec<_>>(),
            "letters": self.letters_of(no)?,
        });
        to.line("cases", &line).map_err(cannot)
    }
}

fn cannot(error: std::io::Error) -> Error {
    Error::Malformed(format!("the export cannot be written: {error}"))
}
