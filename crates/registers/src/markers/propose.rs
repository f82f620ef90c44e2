//! A marker is proposed by one person and set after another said yes to exactly that.

use db::approvals::{self, Asked, Risk};
use db::params;
use gate::NamedAsk;
use jiff::ToSpan;
use jiff::civil::Date;
use people::{Error as RecordError, NewMarker, Now, PersonId, Record};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{about, codes, kind_of, may_see, steps};
use crate::Error;
use crate::done::Done;
use crate::error::{no, said};

/// For how many days telling may be put off at most, each time.
pub const DEFER_DAYS_MAX: i64 = 30;
/// The most proposals of one person that are read.
const PROPOSALS_MAX: u32 = 100;

/// Where proposals are sealed.
const TABLE: &str = "marker_proposal";
/// The kind of task of one that waits for a second person.
const DECIDE: &str = "decide-about-marker";

/// A marker somebody proposes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Its kind, by the charter's name: `violence`.
    pub kind: String,
    /// Its code in the sector's list; needed where an office has taken one over.
    pub code: String,
    /// Why, in the words of whoever was there.
    pub reason: String,
    /// What shows it: a report, a letter, a crime number.
    pub evidence: String,
    /// Who decided, by name; another person says yes to it.
    pub decided_by: String,
    /// The first day.
    pub since: Date,
    /// The last day; the longest the charter lets it stand when left out.
    pub until: Option<Date>,
    /// The day the person was told.
    pub told: Option<Date>,
    /// How they were told: `letter of 3 November`.
    pub how_told: String,
    /// The day until which telling is put off.
    pub deferred_until: Option<Date>,
    /// Why telling would raise the risk.
    pub deferred_because: String,
}

impl std::fmt::Debug for Proposal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Proposal({})", self.kind)
    }
}

/// A proposal that waits.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// Its number.
    pub no: i64,
    /// The number of the approval it waits for.
    pub approval: i64,
    /// What is proposed.
    pub proposal: Proposal,
}

/// A proposal with everything it was short of, where it can be set at all.
fn whole(record: &Record, proposal: &Proposal, now: Now) -> Result<Proposal, Error> {
    let kind = kind_of(record, &proposal.kind)?;
    let mut whole = proposal.clone();
    whole.reason = said("say why", &proposal.reason, steps::REASON_LENGTH_MIN)?;
    whole.evidence = said("name the evidence", &proposal.evidence, 3)?;
    whole.decided_by = said("say who decided", &proposal.decided_by, 2)?;
    let known = codes(record)?;
    if !known.is_empty() && !known.iter().any(|code| code.code == proposal.code) {
        return Err(Error::None {
            what: "code of a marker",
            name: proposal.code.clone(),
            way: "`keyholder marker codes` lists them",
        });
    }
    let Some(period) = kind.period.as_ref() else {
        return Err(no("8.7.10", "this kind of marker has no end in the charter, so none is set"));
    };
    let last = period.get_ref().after(proposal.since);
    let until = proposal.until.unwrap_or(last);
    if until < proposal.since || until > last || until < now.today() {
        return Err(no(
            "8.7.10",
            format!("it ends between today and {last}; say a last day in between"),
        ));
    }
    whole.until = Some(until);
    match (proposal.told, proposal.deferred_until) {
        (Some(told), _) if told > now.today() => {
            return Err(Error::Malformed(
                "nobody was told tomorrow; say when they were".to_owned(),
            ));
        }
        (Some(_), _) => {
            whole.how_told = said("say how they were told", &proposal.how_told, 3)?;
            whole.deferred_until = None;
        }
        (None, _) if kind.deferral.is_none() => {
            return Err(no(
                "8.7.10",
                "the person is told before this kind of marker is set; say when and how they were",
            ));
        }
        (None, Some(day))
            if day >= now.today() && day <= now.today().saturating_add(DEFER_DAYS_MAX.days()) =>
        {
            whole.deferred_because = said(
                "say why telling would raise the risk",
                &proposal.deferred_because,
                steps::REASON_LENGTH_MIN,
            )?;
        }
        (None, _) => {
            return Err(no(
                "8.7.10",
                format!(
                    "the person is told; or telling is put off for {DEFER_DAYS_MAX} days at most, \
                     with a reason"
                ),
            ));
        }
    }
    Ok(whole)
}

/// What an approval is bound to: this person and every word of it.
fn digest(person: PersonId, no: i64, bytes: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"keyholder/marker/v1");
    hash.update(person.as_bytes());
    hash.update(no.to_be_bytes());
    hash.update(bytes);
    hash.finalize().into()
}

fn bytes(proposal: &Proposal) -> Result<Zeroizing<Vec<u8>>, Error> {
    serde_json::to_vec(proposal)
        .map(Zeroizing::new)
        .map_err(|_| Error::Malformed("the proposal cannot be written".to_owned()))
}

/// Proposes a marker, and asks for the approval of exactly it.
///
/// # Errors
/// [`Error::No`] where the notice does not let it stand so; [`Error::Malformed`] where a reason, the
/// evidence or a name is missing; [`Error::Record`] where the gate refuses the asker.
pub fn propose(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    proposal: &Proposal,
    now: Now,
) -> Result<Proposed, Error> {
    let whole = whole(record, proposal, now)?;
    let kind = kind_of(record, &whole.kind)?;
    let ask = about(record, named, kind.category.get_ref().as_str(), "collect", now)?;
    // Whoever proposes sees what waits, before anything is written.
    if proposals(record, named, person, now)?.len() >= PROPOSALS_MAX as usize {
        return Err(Error::Malformed("as many wait as may; put some away first".to_owned()));
    }
    let no = people::row_number();
    let plain = bytes(&whole)?;
    let sealed = match record.seal_detail_of(person, TABLE, no, &plain) {
        // Nobody is there: what follows refuses it as it refuses whoever may not be learnt of.
        Err(RecordError::Nobody) => Vec::new(),
        sealed => sealed?,
    };
    let by = named.actor.clone().unwrap_or_default();
    let asked = Asked {
        what: "set a marker".to_owned(),
        digest: digest(person, no, &plain),
        risk: Risk::High,
        by,
        reason: format!("a marker of the kind {}", whole.kind),
    };
    let (day, at) = (now.today().to_string(), now.micros());
    let post = kind.decided_by.get_ref().as_str().to_owned();
    let say = |account: people::Account| account.with("kind", whole.kind.as_str());
    let _ = record.write_about(&ask, person, now, "marker-proposed", say, move |tx, of| {
        let approval = approvals::ask(tx, &asked, at)?;
        tx.execute(
            "INSERT INTO marker_proposal (no, person, approval, day, post, recorded, detail)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![no, of.get(), approval, &day, &post, at, &sealed],
        )?;
        let task = db::tasks::NewTask {
            post: post.clone(),
            kind: DECIDE.to_owned(),
            subject: Some(of.get()),
            reference: reference(no),
            due: day.clone(),
        };
        db::tasks::give(tx, &task, at)?;
        Ok(())
    })?;
    one(record, named, person, no, now)
}

/// The post whose holder says yes or no to the marker an approval is for; none where it is for something else.
/// Whoever owns safety decides about markers, and nobody of the data protection office does.
///
/// # Errors
/// What the store says.
pub fn decided_by(tx: &db::Tx<'_>, approval: i64) -> Result<Option<String>, RecordError> {
    tx.one("SELECT post FROM marker_proposal WHERE approval = ?1", params![approval], |row| {
        Ok(row.text(0)?.to_owned())
    })
}

/// The proposals that wait for one person, of kinds the asker may see.
///
/// # Errors
/// As for looking at the person.
pub fn proposals(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    now: Now,
) -> Result<Vec<Proposed>, Error> {
    let (number, seen) = may_see(record, named, person, now)?;
    let rows = record.data().read("proposals", |tx| {
        let mut rows = Vec::new();
        for of in people::records_of(tx, number)? {
            rows.extend(tx.all(
                "SELECT no, approval, detail FROM marker_proposal
                 WHERE person = ?1 ORDER BY recorded, no LIMIT ?2",
                params![of.get(), PROPOSALS_MAX],
                |row| Ok::<_, RecordError>((row.int(0)?, row.int(1)?, row.blob(2)?.to_vec())),
            )?);
        }
        Ok::<_, RecordError>(rows)
    })?;
    let mut all = Vec::new();
    for (no, approval, sealed) in rows {
        let plain = record.open_detail_of(TABLE, no, &sealed)?;
        let proposal: Proposal = serde_json::from_slice(&plain)
            .map_err(|_| Error::Malformed("a proposal cannot be read".to_owned()))?;
        if seen.contains(&kind_of(record, &proposal.kind)?.category.get_ref().as_str()) {
            all.push(Proposed { no, approval, proposal });
        }
    }
    Ok(all)
}

/// Sets a marker that was proposed and approved. It is looked at as a whole again: one that waited until its
/// last day, or until telling was put off too long, is not set.
///
/// # Errors
/// [`Error::NotApproved`]; as for [`propose`].
pub fn set(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    proposed: i64,
    now: Now,
) -> Result<i64, Error> {
    let found = one(record, named, person, proposed, now)?;
    let whole = whole(record, &found.proposal, now)?;
    let kind = kind_of(record, &whole.kind)?;
    let ask = about(record, named, kind.category.get_ref().as_str(), "collect", now)?;
    let digest = digest(person, found.no, &bytes(&found.proposal)?);
    let detail = format!(
        "{}\nEvidence: {}\nDecided by: {}\nTold: {}{}",
        whole.reason,
        whole.evidence,
        whole.decided_by,
        if whole.told.is_some() { whole.how_told.as_str() } else { "not yet: " },
        whole.deferred_because
    );
    let new = NewMarker {
        category: kind.category.get_ref().as_str().to_owned(),
        post: kind.decided_by.get_ref().as_str().to_owned(),
        since: whole.since,
        until: whole.until,
        told: whole.told,
        deferred_until: whole.deferred_until,
        put_right_by: None,
        detail,
    };
    let review = kind.review.as_ref().map(|period| period.get_ref().after(whole.since));
    let review = review.filter(|day| whole.until.is_none_or(|last| *day < last));
    let review = review.map(|day| day.to_string());
    let (no, approval, at) = (found.no, found.approval, now.micros());
    let (name, code) = (whole.kind.clone(), whole.code.clone());
    let number = std::sync::Arc::new(std::sync::atomic::AtomicI64::new(0));
    let (told, of) = (number.clone(), record.clone());
    let done = Done::new(named.actor.as_deref().unwrap_or_default(), now);
    let _ = record.mark_beside(&ask, person, &new, now, move |tx, _, marker| {
        approvals::use_up(tx, approval, &digest, at)
            .map_err(|why| RecordError::NotApproved(why.to_string()))?;
        let two = approvals::get(tx, approval)?;
        let proposer = two.as_ref().map(|one| of.pseudonym_of(&one.asked_by).to_vec());
        let approver = two.and_then(|one| one.decided_by);
        let approver = approver.map(|who| of.pseudonym_of(&who).to_vec());
        if tx.execute("DELETE FROM marker_proposal WHERE no = ?1", params![no])? != 1 {
            return Err(RecordError::Malformed("this proposal was settled before".to_owned()));
        }
        done.task(tx, DECIDE, &reference(no))?;
        tx.execute(
            "INSERT INTO marker_watch (marker, kind, code, review, proposer, approver)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![marker, &name, &code, review.as_deref(), proposer.as_ref(), approver.as_ref()],
        )?;
        told.store(marker, std::sync::atomic::Ordering::SeqCst);
        Ok(())
    })?;
    Ok(number.load(std::sync::atomic::Ordering::SeqCst))
}

/// How the task of a proposal names it.
fn reference(proposal: i64) -> String {
    format!("proposal {proposal}")
}

/// Puts a proposal away: nothing comes of it, and what it said is gone.
///
/// # Errors
/// As for [`propose`].
pub fn put_away(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    proposed: i64,
    because: &str,
    now: Now,
) -> Result<(), Error> {
    said("say why", because, 3)?;
    let found = one(record, named, person, proposed, now)?;
    let kind = kind_of(record, &found.proposal.kind)?;
    let ask = about(record, named, kind.category.get_ref().as_str(), "collect", now)?;
    let (no, approval, at) = (found.no, found.approval, now.micros());
    let by = named.actor.clone().unwrap_or_default();
    let done = Done::new(&by, now);
    let say = |account: people::Account| account.with("kind", found.proposal.kind.as_str());
    let _ = record.write_about(&ask, person, now, "marker-put-away", say, move |tx, _| {
        approvals::take_back(tx, approval, &by, at)?;
        tx.execute("DELETE FROM marker_proposal WHERE no = ?1", params![no])?;
        done.task(tx, DECIDE, &reference(no))?;
        Ok(())
    })?;
    Ok(())
}

fn one(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    proposed: i64,
    now: Now,
) -> Result<Proposed, Error> {
    let all = proposals(record, named, person, now)?;
    all.into_iter().find(|one| one.no == proposed).ok_or_else(|| Error::None {
        what: "proposal of this person with the number",
        name: proposed.to_string(),
        way: "`keyholder marker list` shows them",
    })
}
