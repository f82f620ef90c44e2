//! Two people sign a draft, and it is published.

use charter::Fingerprint;
use charter::publish::Edition;
use db::approvals::{self, Asked, NotApproved, Risk, Stands};
use db::{Tx, params, posts};
use people::{Error as RecordError, Now};
use sha2::{Digest, Sha256};

use crate::drafts::{self, Draft, PUBLISHED};
use crate::published::newest;
use crate::{Error, Posts, Publishing};

/// Who has signed a draft as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signed {
    /// Nobody.
    Nobody,
    /// One person.
    One(String),
    /// Two people.
    Two(String, String),
}

/// What the signatures are bound to: exactly these bytes, of this draft.
fn bound(no: i64, fingerprint: &[u8; 32]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"keyholder/charter/v1");
    hash.update(no.to_be_bytes());
    hash.update(fingerprint);
    hash.finalize().into()
}

/// What an approval of a draft is for, before its number.
const WHAT: &str = "publish the notice, draft ";

/// The number of the draft an approval is for, by what it says it is for; none for any other.
#[must_use]
pub fn draft_in(what: &str) -> Option<i64> {
    what.strip_prefix(WHAT)?.parse().ok()
}

/// Who has signed, by the approval of a draft.
pub(crate) fn signed(tx: &Tx<'_>, no: Option<i64>, at: i64) -> Result<Signed, db::Error> {
    let Some(no) = no else { return Ok(Signed::Nobody) };
    let Some(approval) = approvals::get(tx, no)? else { return Ok(Signed::Nobody) };
    Ok(match (approval.stands(at), approval.decided_by) {
        (Stands::Waits, _) => Signed::One(approval.asked_by),
        (Stands::Approved, Some(second)) => Signed::Two(approval.asked_by, second),
        _ => Signed::Nobody,
    })
}

/// Refuses whoever holds no post that signs.
pub(crate) fn may(tx: &Tx<'_>, posts: &Posts, by: &str, today: &str) -> Result<(), RecordError> {
    if posts::holds(tx, &posts.adviser, by, today)? || posts::holds(tx, &posts.owner, by, today)? {
        return Ok(());
    }
    Err(RecordError::NotApproved(format!(
        "only who holds the post `{}` or `{}` works on the notice",
        posts.adviser, posts.owner
    )))
}

/// The post the second has to hold, by the post of the first: one advises, and the other decides.
fn second_post(
    tx: &Tx<'_>,
    posts: &Posts,
    (first, second): (&str, &str),
    today: &str,
) -> Result<String, db::Error> {
    if posts::holders(tx, &posts.owner, today)?.is_empty() {
        return Ok(posts.adviser.clone());
    }
    let first_advises = posts::holds(tx, &posts.adviser, first, today)?;
    let second_owns = posts::holds(tx, &posts.owner, second, today)?;
    let first_owns = posts::holds(tx, &posts.owner, first, today)?;
    let owner = (first_advises && second_owns) || !first_owns;
    Ok(if owner { posts.owner.clone() } else { posts.adviser.clone() })
}

/// Whether of two people one advises and the other decides.
fn covers(
    tx: &Tx<'_>,
    posts: &Posts,
    (first, second): (&str, &str),
    today: &str,
) -> Result<bool, db::Error> {
    let advises = |who| posts::holds(tx, &posts.adviser, who, today);
    let owns = |who| posts::holds(tx, &posts.owner, who, today);
    if posts::holders(tx, &posts.owner, today)?.is_empty() {
        return Ok(advises(first)? && advises(second)?);
    }
    Ok((advises(first)? && owns(second)?) || (owns(first)? && advises(second)?))
}

fn not(why: NotApproved) -> RecordError {
    match why {
        NotApproved::Store(error) => error.into(),
        why => RecordError::NotApproved(why.to_string()),
    }
}

impl Publishing {
    /// Whether somebody may still sign a draft, as it stands: of those who hold a post, whoever has not.
    #[must_use]
    pub fn may_sign(&self, draft: &Draft, by: &str) -> bool {
        match &draft.line.signed {
            Signed::Nobody => true,
            Signed::One(first) => !first.trim().eq_ignore_ascii_case(by.trim()),
            Signed::Two(..) => false,
        }
    }

    fn sound(&self, no: i64, read: &[u8; 32], also: &[Edition], now: Now) -> Result<Draft, Error> {
        let draft = self.draft(no, now)?;
        if draft.line.fingerprint != *read || draft.charter.fingerprint().as_bytes() != read {
            return Err(Error::Changed);
        }
        let way = self.in_the_way(&draft, also, now)?;
        if way.is_empty() { Ok(draft) } else { Err(Error::Blocked(way)) }
    }

    /// Signs a draft that was read with this fingerprint: the first of two asks, the second decides.
    ///
    /// # Errors
    /// [`Error::Changed`]; [`Error::Blocked`]; [`people::Error::NotApproved`] for whoever signed it
    /// already, or does not hold the post that is missing.
    pub fn sign(
        &self,
        by: &str,
        (no, read): (i64, [u8; 32]),
        also: &[Edition],
        now: Now,
    ) -> Result<(), Error> {
        let draft = self.sound(no, &read, also, now)?;
        let about = draft.charter.fingerprint().to_string();
        let (posts, by_whom, today) = (self.posts.clone(), by.to_owned(), now.today().to_string());
        let at = now.micros();
        self.record.write_office(by, "charter-signed", &about, now, move |tx| {
            may(tx, &posts, &by_whom, &today)?;
            let line = drafts::as_read(tx, no, &read, at)?;
            match (line.approval, line.signed) {
                (_, Signed::Two(..)) => Err(RecordError::NotApproved(
                    "two people have signed it already; it can be published".to_owned(),
                )),
                (Some(approval), Signed::One(first)) => {
                    let post = second_post(tx, &posts, (&first, &by_whom), &today)?;
                    let yes = approvals::decide(tx, approval, &by_whom, true, &post, &today, at);
                    yes.map_err(not)
                }
                _ => {
                    let asked = Asked {
                        what: format!("{WHAT}{no}"),
                        digest: bound(no, &read),
                        risk: Risk::High,
                        by: by_whom.clone(),
                        reason: "to publish the notice as it stands in this draft".to_owned(),
                    };
                    let approval = approvals::ask(tx, &asked, at)?;
                    let sql = "UPDATE charter_draft SET approval = ?2 WHERE no = ?1";
                    tx.execute(sql, params![no, approval])?;
                    Ok(())
                }
            }
        })?;
        Ok(())
    }

    /// Publishes a draft that two people have signed. From its day on it decides, and it never changes
    /// again.
    ///
    /// # Errors
    /// As for [`Publishing::sign`].
    pub fn publish(
        &self,
        by: &str,
        (no, read): (i64, [u8; 32]),
        also: &[Edition],
        now: Now,
    ) -> Result<(), Error> {
        let draft = self.sound(no, &read, also, now)?;
        let edition = charter::publish::in_force(&draft.charter);
        let Some(edition) = edition else { return Err(Error::Changed) };
        let own = self.record.gate().charter();
        let own_fingerprint = *own.fingerprint().as_bytes();
        // The notice that is replaced may have come from a folder: its words are kept as well.
        let kept: Vec<(String, String, String)> = charter::publish::in_force(own)
            .iter()
            .chain([&edition])
            .map(|one| {
                let text = serde_json::to_string(one)
                    .map_err(|_| RecordError::Damaged("notice_edition"))?;
                Ok((one.version.clone(), one.published.to_string(), text))
            })
            .collect::<Result<_, RecordError>>()?;
        let (version, day) = (edition.version.clone(), edition.published.to_string());
        let (posts, by_whom, today) = (self.posts.clone(), by.to_owned(), now.today().to_string());
        let (at, record, next) = (now.micros(), self.record.clone(), draft.charter.clone());
        let about = Fingerprint::of(draft.charter.files()).to_string();
        self.record.write_office(by, "charter-published", &about, now, move |tx| {
            may(tx, &posts, &by_whom, &today)?;
            let line = drafts::as_read(tx, no, &read, at)?;
            let before = newest(tx)?.map(|newest| newest.published);
            let base = before.as_ref().map_or(own_fingerprint, |before| before.fingerprint);
            let known = before.is_some_and(|before| before.day.to_string() >= day);
            if base != line.base || known || !record.still_used(tx, &next)?.is_empty() {
                return Err(RecordError::Changed);
            }
            let Some(approval) = line.approval else { return Err(not(NotApproved::Waiting)) };
            let asked = approvals::get(tx, approval)?.ok_or_else(|| not(NotApproved::None))?;
            // In an office of one there is no second: that nobody else holds a post was seen to.
            if let Some(second) = &asked.decided_by
                && !covers(tx, &posts, (&asked.asked_by, second), &today)?
            {
                return Err(not(NotApproved::Post(posts.owner.clone())));
            }
            approvals::use_up(tx, approval, &bound(no, &read), at).map_err(not)?;
            for (version, day, text) in &kept {
                tx.execute(
                    "INSERT INTO notice_edition (version, day, edition) VALUES (?1, ?2, ?3)
                     ON CONFLICT (version) DO NOTHING",
                    params![version, day, text],
                )?;
            }
            tx.execute(
                "INSERT INTO charter_published
                   (draft, version, day, fingerprint, published, published_by, first_by, second_by)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    no,
                    &version,
                    &day,
                    &read,
                    at,
                    &by_whom,
                    &asked.asked_by,
                    asked.decided_by.as_deref()
                ],
            )?;
            let sql = "UPDATE charter_draft SET state = ?2 WHERE no = ?1";
            tx.execute(sql, params![no, PUBLISHED])?;
            Ok(())
        })?;
        Ok(())
    }
}
