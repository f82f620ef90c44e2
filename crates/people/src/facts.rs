//! The facts of one person in short form: what every decision about them loads.
//!
//! A row of facts is 13 bytes: what it is, which charter name it is about, for which legal entity,
//! and from which day to which. The tables hold the truth; this is made again from them inside
//! every transaction that changes one.

use db::{Tx, params};
use gate::{Facts, Set};
use jiff::civil::{Date, date};
use sha2::{Digest, Sha256};

use crate::codes::{Code, Codes};
use crate::{Error, PersonNo, one_person};

/// What one row says. The numbers are stored: never change one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Fact {
    /// Consent to a purpose.
    Consent = 1,
    /// Explicit consent to a purpose.
    ExplicitConsent = 2,
    /// Agreement that data goes to a recipient.
    AgreedRecipient = 3,
    /// An objection to a purpose.
    Objection = 4,
    /// An objection weighed and overruled.
    Overruled = 5,
    /// An objection to all marketing.
    NoMarketing = 6,
    /// A category under restriction (Art 18).
    Restriction = 7,
    /// A category whose accuracy is disputed.
    Dispute = 8,
    /// A hold.
    Hold = 9,
    /// A vulnerability, or a support or care service.
    Support = 10,
    /// Told about a recipient.
    Told = 11,
    /// A warning marker.
    Marker = 12,
    /// The person was told of their marker.
    MarkerTold = 13,
    /// A dated reason for telling them later.
    MarkerDeferred = 14,
    /// A channel they asked not to be reached by.
    Declined = 15,
    /// A channel that is safe: once there is one, no other is.
    Safe = 16,
    /// A channel with a lawful route for marketing.
    Marketing = 17,
    /// They have died.
    Died = 18,
    /// A wall stands around them; against whom is looked up.
    Wall = 19,
    /// What they are to a legal entity.
    Relationship = 20,
    /// They share an item with others.
    Joint = 21,
    /// No photographs, no film (row 7.4d).
    NoImages = 22,
    /// An adjustment: large print, an interpreter, an advocate.
    Adjustment = 23,
    /// How they prefer to be reached.
    Preference = 24,
    /// Other records were found to be of the same person.
    Merged = 25,
}

impl Fact {
    /// Every kind, by number.
    pub const ALL: [Fact; 25] = [
        Fact::Consent,
        Fact::ExplicitConsent,
        Fact::AgreedRecipient,
        Fact::Objection,
        Fact::Overruled,
        Fact::NoMarketing,
        Fact::Restriction,
        Fact::Dispute,
        Fact::Hold,
        Fact::Support,
        Fact::Told,
        Fact::Marker,
        Fact::MarkerTold,
        Fact::MarkerDeferred,
        Fact::Declined,
        Fact::Safe,
        Fact::Marketing,
        Fact::Died,
        Fact::Wall,
        Fact::Relationship,
        Fact::Joint,
        Fact::NoImages,
        Fact::Adjustment,
        Fact::Preference,
        Fact::Merged,
    ];

    /// Whether it opens something that is otherwise shut.
    pub(crate) fn lets(self) -> bool {
        matches!(
            self,
            Fact::Consent | Fact::ExplicitConsent | Fact::AgreedRecipient | Fact::Marketing
        )
    }

    /// The kind of this number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Fact> {
        usize::try_from(number).ok()?.checked_sub(1).and_then(|at| Fact::ALL.get(at)).copied()
    }
}

/// The kinds a person chooses, by the names they go by in files and answers.
const CHOICES: &[(&str, Fact)] = &[
    ("adjustment", Fact::Adjustment),
    ("agreed-recipient", Fact::AgreedRecipient),
    ("consent", Fact::Consent),
    ("declined-channel", Fact::Declined),
    ("dispute", Fact::Dispute),
    ("explicit-consent", Fact::ExplicitConsent),
    ("marketing-channel", Fact::Marketing),
    ("no-images", Fact::NoImages),
    ("no-marketing", Fact::NoMarketing),
    ("objection", Fact::Objection),
    ("objection-overruled", Fact::Overruled),
    ("preferred-channel", Fact::Preference),
    ("restriction", Fact::Restriction),
    ("safe-channel", Fact::Safe),
    ("support", Fact::Support),
    ("told-recipient", Fact::Told),
];

impl Fact {
    /// The name of a kind of choice; empty for what nobody chooses.
    #[must_use]
    pub fn choice_name(self) -> &'static str {
        CHOICES.iter().find(|(_, of)| *of == self).map_or("", |(name, _)| name)
    }

    /// The kind of choice of this name.
    #[must_use]
    pub fn of_choice(name: &str) -> Option<Fact> {
        CHOICES.iter().find(|(known, _)| *known == name).map(|(_, fact)| *fact)
    }

    /// The names of every kind of choice, in alphabetical order.
    pub fn choice_names() -> impl Iterator<Item = &'static str> {
        CHOICES.iter().map(|(name, _)| *name)
    }
}

const ROW: usize = 13;
/// Bytes of the sum behind the rows.
const SUM: usize = 4;
/// The most rows one person's facts may have: 2,000.
pub const FACTS_MAX: usize = 2_000;
const EPOCH: Date = date(1970, 1, 1);

/// One row of facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Row {
    pub(crate) fact: Fact,
    pub(crate) code: Code,
    pub(crate) entity: Code,
    pub(crate) since: Date,
    /// The last day it holds; none while it has no end.
    pub(crate) until: Option<Date>,
}

fn day(date: Date) -> i32 {
    EPOCH.until(date).map_or(0, |span| span.get_days())
}

/// The short form of these rows.
pub(crate) fn encode(rows: &mut Vec<Row>) -> Vec<u8> {
    rows.sort_unstable();
    rows.dedup();
    let mut bytes = Vec::with_capacity(rows.len() * ROW);
    for row in rows {
        bytes.push(row.fact as u8);
        bytes.extend(row.code.to_le_bytes());
        bytes.extend(row.entity.to_le_bytes());
        bytes.extend(day(row.since).to_le_bytes());
        bytes.extend(row.until.map_or(i32::MAX, day).to_le_bytes());
    }
    if !bytes.is_empty() {
        bytes.extend(sum(&bytes));
    }
    bytes
}

/// A damaged disk must not turn one choice into another: what decisions turn on carries its sum.
fn sum(rows: &[u8]) -> [u8; SUM] {
    let whole = Sha256::digest(rows);
    [whole[0], whole[1], whole[2], whole[3]]
}

/// A row as it is read: days as numbers, so that nothing is computed that is not needed.
#[derive(Clone, Copy)]
struct Raw {
    fact: u8,
    code: Code,
    entity: Code,
    since: i32,
    until: i32,
}

fn raw(bytes: &[u8]) -> Result<impl Iterator<Item = Raw> + '_, Error> {
    let (rows, rest) = bytes.as_chunks::<ROW>();
    // Rows written by the first release have no sum.
    let sound = rest.is_empty() || rest == sum(rows.as_flattened());
    if !sound || rows.len() > FACTS_MAX {
        return Err(Error::Damaged("person.facts"));
    }
    Ok(rows.iter().map(|row| Raw {
        fact: row[0],
        code: Code::from_le_bytes([row[1], row[2]]),
        entity: Code::from_le_bytes([row[3], row[4]]),
        since: i32::from_le_bytes([row[5], row[6], row[7], row[8]]),
        until: i32::from_le_bytes([row[9], row[10], row[11], row[12]]),
    }))
}

/// What a person's facts say on one day, for one legal entity.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(crate) facts: Facts,
    /// What they are to the entity that day: a bit each, as the table numbers them.
    pub(crate) relationships: Vec<Code>,
    pub(crate) walled_off: bool,
    pub(crate) joint: bool,
    pub(crate) merged: bool,
}

/// Reads the facts as they stand on a day for an entity. A choice of another entity does not count,
/// except that walls, holds, safety and death stand for all.
pub(crate) fn read(bytes: &[u8], codes: &Codes, entity: Code, on: Date) -> Result<Standing, Error> {
    let mut standing = Standing {
        facts: Facts::none_on_record(),
        relationships: Vec::new(),
        walled_off: false,
        joint: false,
        merged: false,
    };
    if bytes.is_empty() {
        return Ok(standing);
    }
    let today = day(on);
    let facts = &mut standing.facts;
    let mut stopped: Set<charter::items::Channel> = Set::EMPTY;
    let mut shown = true;
    for row in raw(bytes)? {
        if row.since > today || row.until < today || (row.entity != 0 && row.entity != entity) {
            continue;
        }
        let Some(fact) = Fact::from_number(i64::from(row.fact)) else {
            return Err(Error::Damaged("person.facts"));
        };
        let code = usize::from(row.code);
        macro_rules! add {
            ($set:expr, $list:ident) => {
                if let Some(Some(ix)) = codes.$list.get(code) {
                    $set = $set.with(*ix);
                }
            };
        }
        match fact {
            Fact::Consent => add!(facts.consent, purposes),
            Fact::ExplicitConsent => {
                add!(facts.explicit_consent, purposes);
                add!(facts.consent, purposes);
            }
            Fact::AgreedRecipient => add!(facts.agreed_recipients, recipients),
            Fact::Objection => add!(facts.objected, purposes),
            Fact::Overruled => add!(facts.overruled, purposes),
            // A no to one channel closes that one; a no that names none reaches all (24.3).
            Fact::NoMarketing if code != 0 => add!(stopped, channels),
            Fact::NoMarketing => facts.objected_marketing = true,
            Fact::Restriction => add!(facts.restricted, categories),
            Fact::Dispute => add!(facts.disputed, categories),
            Fact::Hold => facts.held = true,
            Fact::Support => facts.supported = true,
            Fact::Told => add!(facts.told, recipients),
            Fact::Marker => {
                // Several markers: the one that ends last. One without an end says nothing: row
                // 8.7.10 wants a date, and no date is no marker that may go anywhere.
                let until = (row.until != i32::MAX).then(|| date_of(row.until)).flatten();
                facts.marker_until = facts.marker_until.max(until);
            }
            Fact::MarkerTold => facts.marker_told = true,
            Fact::MarkerDeferred => facts.marker_deferred = true,
            Fact::Declined => add!(facts.declined, channels),
            Fact::Safe => {
                let mut safe = facts.safe.unwrap_or(Set::EMPTY);
                add!(safe, channels);
                facts.safe = Some(safe);
            }
            Fact::Marketing => add!(facts.marketing, channels),
            Fact::Died => facts.died = date_of(row.since),
            Fact::Wall => standing.walled_off = true,
            Fact::Relationship => standing.relationships.push(row.code),
            Fact::Joint => standing.joint = true,
            Fact::Merged => standing.merged = true,
            Fact::NoImages => shown = false,
            Fact::Adjustment | Fact::Preference => {}
        }
    }
    if !shown {
        // An express no to pictures goes before whatever a purpose rests on (row 7.4d).
        facts.objected = facts.objected | codes.pictures;
        facts.overruled = facts.overruled - codes.pictures;
        facts.consent = facts.consent - codes.pictures;
        facts.explicit_consent = facts.explicit_consent - codes.pictures;
    }
    facts.marketing = facts.marketing - stopped;
    Ok(standing)
}

/// Each fact that stands on a day, for whichever entity.
pub(crate) fn each_ever(bytes: &[u8], on: Date, mut each: impl FnMut(Fact)) -> Result<(), Error> {
    let today = day(on);
    for row in raw(bytes)?.filter(|row| row.since <= today && row.until >= today) {
        let fact = Fact::from_number(i64::from(row.fact));
        each(fact.ok_or(Error::Damaged("person.facts"))?);
    }
    Ok(())
}

/// Each fact that stands on a day for an entity, with what it is about.
pub(crate) fn each_on(
    bytes: &[u8],
    entity: Code,
    on: Date,
    mut each: impl FnMut(Fact, Code),
) -> Result<(), Error> {
    let today = day(on);
    for row in raw(bytes)? {
        if row.since > today || row.until < today || (row.entity != 0 && row.entity != entity) {
            continue;
        }
        let fact = Fact::from_number(i64::from(row.fact));
        each(fact.ok_or(Error::Damaged("person.facts"))?, row.code);
    }
    Ok(())
}

pub(crate) fn date_of(days: i32) -> Option<Date> {
    EPOCH.checked_add(jiff::Span::new().try_days(i64::from(days)).ok()?).ok()
}

/// Whether two short forms say the same, with a sum or without.
pub(crate) fn same(kept: &[u8], made: &[u8]) -> bool {
    kept == made
        || (kept.len().is_multiple_of(ROW) && kept == &made[..made.len().saturating_sub(SUM)])
}

/// Makes the short form again from the tables. Call it in every transaction that changes one.
pub(crate) fn renew(tx: &Tx<'_>, person: PersonNo) -> Result<(), Error> {
    let bytes = gather(tx, person)?;
    tx.execute(
        "UPDATE person SET facts = ?2, version = version + 1 WHERE no = ?1",
        params![person.get(), &bytes],
    )?;
    Ok(())
}

/// The short form of what the tables say.
pub(crate) fn gather(tx: &Tx<'_>, person: PersonNo) -> Result<Vec<u8>, Error> {
    let mut rows: Vec<Row> = Vec::new();
    let mut add = |fact, code: i64, entity: i64, since, until| {
        if rows.len() >= FACTS_MAX {
            return Err(Error::TooMany("facts about one person"));
        }
        let code = Code::try_from(code).map_err(|_| Error::Damaged("a code"))?;
        let entity = Code::try_from(entity).map_err(|_| Error::Damaged("a code"))?;
        rows.push(Row { fact, code, entity, since, until });
        Ok(())
    };
    let records = one_person::records(tx, person)?;
    if records.len() > 1 {
        add(Fact::Merged, 0, 0, EPOCH, None)?;
    }
    // What stands in any record of a person counts.
    for record in records {
        let no = record.get();
        tx.query(
            "SELECT kind, code, entity, since, until, put_right_by, topic FROM choice
             WHERE person = ?1",
            params![no],
            |row| {
                let fact = Fact::from_number(row.int(0)?).ok_or(Error::Damaged("choice.kind"))?;
                let mut until = row.opt_date(4)?;
                if fact.lets() {
                    // A yes about one topic is none about the others, and one that nobody proved by
                    // its day no longer counts. A no stands either way.
                    if !row.text(6)?.is_empty() {
                        return Ok(());
                    }
                    let proved_by = row.opt_date(5)?;
                    until = [until, proved_by].into_iter().flatten().min();
                }
                add(fact, row.int(1)?, row.int(2)?, row.date(3)?, until)
            },
        )?;
        tx.query(
            "SELECT kind, entity, since, until FROM relationship WHERE person = ?1",
            params![no],
            |row| add(Fact::Relationship, row.int(0)?, row.int(1)?, row.date(2)?, row.opt_date(3)?),
        )?;
        tx.query(
            "SELECT since, until, told, deferred_until FROM marker
             WHERE person = ?1 AND ended IS NULL",
            params![no],
            |row| {
                let (since, until) = (row.date(0)?, row.opt_date(1)?);
                add(Fact::Marker, 0, 0, since, until)?;
                if let Some(told) = row.opt_date(2)? {
                    add(Fact::MarkerTold, 0, 0, told, until)?;
                }
                if let Some(deferred) = row.opt_date(3)? {
                    add(Fact::MarkerDeferred, 0, 0, since, Some(deferred))?;
                }
                Ok::<_, Error>(())
            },
        )?;
        tx.query("SELECT since, released FROM hold WHERE person = ?1", params![no], |row| {
            add(Fact::Hold, 0, 0, row.date(0)?, row.opt_date(1)?)
        })?;
        tx.query("SELECT since, until FROM wall WHERE person = ?1", params![no], |row| {
            add(Fact::Wall, 0, 0, row.date(0)?, row.opt_date(1)?)
        })?;
        let died =
            tx.one("SELECT died FROM person WHERE no = ?1", params![no], |row| row.opt_date(0))?;
        if let Some(Some(died)) = died {
            add(Fact::Died, 0, 0, died, None)?;
        }
        let joint =
            tx.one("SELECT 1 FROM joint_share WHERE person = ?1 LIMIT 1", params![no], |row| {
                row.int(0)
            })?;
        if joint.is_some() {
            add(Fact::Joint, 0, 0, EPOCH, None)?;
        }
    }
    Ok(encode(&mut rows))
}
