//! Erasing a person: their cases are left, as the evidence of what was asked and answered.

use crate::informing;
use db::params;
use people::{Erased, Error, Now, PersonId, Question, Record, Survives};

/// Erases a person, and lists among what survives the register of who was given their data, and
/// their cases: what was asked, and what we answered, sealed under keys of the cases' own.
///
/// # Errors
/// As for [`Record::erase`].
pub fn erase(
    record: &Record,
    question: &Question,
    person: PersonId,
    approval: i64,
    now: Now,
) -> Result<Erased, Error> {
    record.erase_listing(question, person, approval, now, move |tx, person| {
        informing::forget(tx, person)?;
        // What was sent to them is not fetched any more, and its packs go with the next round.
        let yesterday = now.today().yesterday().unwrap_or(now.today()).to_string();
        for record in people::records(tx, person)? {
            // The plans of changes hold what stood in the systems.
            tx.execute("DELETE FROM case_change WHERE person = ?1", params![record.get()])?;
            tx.execute(
                "UPDATE case_delivery SET until = ?2 WHERE until > ?2
                 AND casefile IN (SELECT no FROM casefile WHERE person = ?1)",
                params![record.get(), &yesterday],
            )?;
            let with_pack = "SELECT c.no FROM casefile c JOIN case_pack p ON p.casefile = c.no
                             WHERE c.person = ?1 AND p.document IS NOT NULL";
            let cases =
                tx.all(with_pack, params![record.get()], |row| Ok::<_, Error>(row.int(0)?))?;
            for case in cases {
                crate::packs::let_go(tx, case)?;
            }
        }
        sharing::forget(tx, person)?;
        let mut left = sharing::survives(tx, person)?;
        let cases = tx.one(
            "SELECT COUNT(*) FROM casefile WHERE person = ?1",
            params![person.get()],
            |row| row.int(0),
        )?;
        if let Some(count @ 1..) = cases {
            left.push(Survives {
                what: "their cases: what was asked of us, and what we answered",
                why: "the evidence that the right was answered, and needed to answer them",
                count,
            });
        }
        Ok(left)
    })
}
