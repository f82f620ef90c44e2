//! The second person: what goes out is approved by somebody who did not put it forward.

use db::Tx;
use db::approvals::NotApproved;
use people::Now;

use crate::row::CaseRow;
use crate::taking::{Decided, Taking};
use crate::{Desk, Error, Posts, Step};

/// Whoever takes the step, and where the answer goes, as the log has it.
pub(crate) struct By<'a> {
    pub(crate) name: &'a str,
    pub(crate) goes_to: Option<&'a str>,
}

/// What an approval of an answer is bound to: this case as it stood when it was put forward, whom it is
/// about, where its answer goes, what was answered about it and the pack that was made.
fn digest(
    tx: &Tx<'_>,
    row: &CaseRow,
    version: i64,
    goes_to: Option<&str>,
) -> Result<[u8; 32], people::Error> {
    use sha2::{Digest, Sha256};
    let bytes = |sql: &str| {
        let found =
            tx.one(sql, db::params![row.no], |row| Ok::<_, people::Error>(row.blob(0)?.to_vec()));
        Ok::<_, people::Error>(found?.unwrap_or_default())
    };
    let mut hash = Sha256::new();
    hash.update(b"keyholder/answer/v3");
    hash.update(row.no.to_be_bytes());
    hash.update(version.to_be_bytes());
    hash.update(row.person.map_or(0, people::PersonNo::get).to_be_bytes());
    for part in [
        bytes("SELECT hash FROM case_form WHERE casefile = ?1")?,
        bytes("SELECT sha256 FROM case_pack WHERE casefile = ?1")?,
        goes_to.unwrap_or_default().as_bytes().to_vec(),
    ] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(&part);
    }
    Ok(hash.finalize().into())
}

/// Asks for, gives, refuses or uses up the second person's approval; its number.
pub(crate) fn approve(
    desk: &Desk,
    tx: &Tx<'_>,
    decided: &Decided,
    step: Step,
    by: &By<'_>,
    taking: &Taking,
    now: Now,
) -> Result<Option<i64>, Error> {
    let (row, at) = (&decided.case, now.micros());
    let digest = digest(tx, row, decided.proposed_at.unwrap_or(0), by.goes_to)?;
    let by = by.name;
    let not = |why: NotApproved| Error::NotApproved(why.to_string());
    match (step, row.approval) {
        (Step::Propose, _) => {
            let Some(risk) = row.kind.second_person() else { return Ok(None) };
            let asked = db::approvals::Asked {
                what: format!("answer {}: {}", row.kind, row.reference),
                digest,
                risk,
                by: by.to_owned(),
                reason: taking.why.clone().unwrap_or_default(),
            };
            Ok(Some(db::approvals::ask(tx, &asked, at)?))
        }
        (Step::Approve | Step::SendBack, Some(no)) => {
            let (yes, today) = (step == Step::Approve, now.today().to_string());
            let post = second_post(desk.posts(), tx, &today)?;
            match db::approvals::decide(tx, no, by, yes, &post, &today, at) {
                // Given by the door of its own for approvals.
                Err(NotApproved::Over) if yes && db::approvals::is_approved(tx, no, at)? => {
                    Ok(Some(no))
                }
                // Alone in the office, and the time has passed: it is used as it stands.
                Err(NotApproved::Same) if yes => Ok(Some(no)),
                Err(why) => Err(not(why)),
                Ok(()) => Ok(yes.then_some(no)),
            }
        }
        (Step::Send, Some(no)) => {
            match db::approvals::use_up(tx, no, &digest, at) {
                // The same answer, to the same address, that came back.
                Err(NotApproved::Over) if db::approvals::was_used_for(tx, no, &digest)? => {}
                used => used.map_err(not)?,
            }
            Ok(Some(no))
        }
        // Whatever takes it out of the second person's hands ends what was asked of them.
        (Step::Back | Step::Withdraw, Some(no)) => {
            db::approvals::take_back(tx, no, by, at)?;
            Ok(None)
        }
        (_, no) => Ok(no),
    }
}

/// The post that approves what could do much harm: the owner's; the adviser's where that is vacant.
pub(crate) fn second_post(posts: &Posts, tx: &Tx<'_>, today: &str) -> Result<String, db::Error> {
    let vacant = db::posts::holders(tx, &posts.owner, today)?.is_empty();
    Ok(if vacant { posts.adviser.clone() } else { posts.owner.clone() })
}
