//! How a case stands for whoever asks, and as what they act on it.

use db::{Tx, params};
use people::Now;

use crate::approving::second_post;
use crate::clock::Clock;
use crate::desk::Actor;
use crate::guard::{Advice, Standing};
use crate::row::{CaseRow, StepRow};
use crate::{Desk, Error, Role, Step, interest, proof, searching, weighing, working};

/// As what somebody acts on a case on a day.
pub(crate) fn roles(
    desk: &Desk,
    tx: &Tx<'_>,
    row: &CaseRow,
    actor: &Actor,
    today: &str,
) -> Result<Vec<Role>, Error> {
    if actor.is_clock {
        return Ok(vec![Role::Clock]);
    }
    let posts = desk.posts();
    let holds = |post: &str| db::posts::holds(tx, post, &actor.name, today);
    let (handler, adviser, owner) =
        (holds(&row.post)?, holds(&posts.adviser)?, holds(&posts.owner)?);
    let mut roles = vec![Role::Taker];
    if handler {
        roles.push(Role::Handler);
    }
    let second = match row.kind.second_person() {
        Some(db::approvals::Risk::High) => holds(&second_post(desk.posts(), tx, today)?)?,
        Some(db::approvals::Risk::Medium) => handler || adviser || owner,
        None => false,
    };
    if second {
        roles.push(Role::Second);
    }
    if adviser {
        roles.push(Role::Adviser);
    }
    if owner {
        roles.push(Role::Owner);
    }
    Ok(roles)
}

/// How a case stands for whoever asks.
pub(crate) fn standing(
    tx: &Tx<'_>,
    row: &CaseRow,
    steps: &[StepRow],
    clock: Option<&Clock>,
    actor: &Actor,
    now: Now,
) -> Result<Standing, Error> {
    let today = now.today().to_string();
    let mut standing = Standing {
        kind: row.kind,
        state: row.state,
        subject_known: row.person.is_some(),
        proven: proof::is_enough(row.wanted, row.proven),
        asked: false,
        extended: false,
        acknowledged: false,
        unanswered: searching::unanswered(row, &searching::of(tx, row.no)?),
        unweighed: weighing::unweighed(tx, row.no, now.today())?,
        answered: row.outcome.is_some(),
        late: clock.is_some_and(Clock::is_late),
        lateness_said: false,
        advice: Advice::None,
        same_person: row.proposed_by == Some(actor.pseudonym),
        interest: interest::stands(tx, &actor.pseudonym, row.person, &today)?,
        // Known where a letter goes with the step: see `sending::may_go`.
        safe_way: true,
        adjustment_met: true,
        left: working::to_tell(tx, row.no)?,
        work_left: 0,
        alone: alone(tx, row, now)?,
    };
    for step in steps {
        match step.happened.step {
            Step::Ask => standing.asked = true,
            Step::Answered => standing.asked = false,
            Step::Extend => standing.extended = true,
            Step::Acknowledge => standing.acknowledged = true,
            Step::Lateness => standing.lateness_said = true,
            Step::Advise if step.said => standing.advice = Advice::For,
            Step::Advise => standing.advice = Advice::Against,
            Step::Overrule => standing.advice = Advice::Overruled,
            // What was said of one answer is not said of the next.
            Step::Reopen => standing.advice = Advice::None,
            _ => {}
        }
    }
    Ok(standing)
}

/// Whether somebody who is alone in the office has waited long enough to go on by themselves.
fn alone(tx: &Tx<'_>, row: &CaseRow, now: Now) -> Result<bool, Error> {
    let Some(approval) = row.approval else { return Ok(false) };
    let sql = "SELECT not_before FROM approval WHERE no = ?1 AND state = 0";
    let from = tx.one(sql, params![approval], |row| row.opt_int(0))?.flatten();
    Ok(from.is_some_and(|from| from <= now.micros()))
}
