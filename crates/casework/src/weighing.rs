//! Weighing what was found: each item by itself, and every copy of it at once.

use std::collections::BTreeMap;

use db::{Tx, params};
use jiff::civil::Date;
use people::{Error as RecordError, Now, PersonId, row_number};

use crate::row::{self, CaseRow};
use crate::withholding::{ToWeigh, Verdict, Weighing};
use crate::{Desk, Error, Who, withholding};

/// The most items of one case that are weighed one by one: 10,000.
pub const ITEMS_MAX: usize = 10_000;
/// The most characters of where an item was found.
const PLACE_LENGTH_MAX: usize = 300;

/// The most bytes that are kept of what an item says: 16 KiB. More is read where it lies.
pub const ITEM_TEXT_BYTES_MAX: usize = 16 << 10;

/// What an item says. Not shown by accident.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Text(Option<Vec<u8>>);

impl Text {
    /// What it says; it is cut where it is longer than [`ITEM_TEXT_BYTES_MAX`].
    #[must_use]
    pub fn new(says: &[u8]) -> Text {
        let kept = &says[..says.len().min(ITEM_TEXT_BYTES_MAX)];
        let mut text = vec![u8::from(kept.len() < says.len())];
        text.extend(kept);
        Text(Some(text))
    }
}

/// What an item says, for whoever weighs it.
#[derive(Clone, PartialEq, Eq)]
pub struct ItemText {
    /// What it says.
    pub says: String,
    /// Whether this is only the beginning.
    pub cut: bool,
}

impl std::fmt::Debug for ItemText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ItemText(..)")
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Text(..)")
    }
}

/// Something that was found and has to be weighed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What tells it apart: [`Desk::item`] of what it says.
    pub item: [u8; 16],
    /// Where: source, table and field.
    pub place: String,
    /// Why.
    pub why: ToWeigh,
    /// What it says, for whoever weighs it.
    pub text: Text,
}

/// Something that has to be weighed, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What tells it apart.
    pub item: [u8; 16],
    /// Where it was first found.
    pub place: String,
    /// Why it has to be weighed.
    pub why: ToWeigh,
    /// What was decided; none while it is open.
    pub given: Option<bool>,
    /// The ground it is held back on.
    pub ground: Option<String>,
    /// The day to look again.
    pub review: Option<Date>,
}

impl Item {
    /// Whether it is open on a day: nobody has weighed it, or the day to look again has come.
    #[must_use]
    pub fn is_open(&self, today: Date) -> bool {
        self.given.is_none() || self.review.is_some_and(|review| review <= today)
    }

    /// Whether it may go on a day.
    #[must_use]
    pub fn may_go(&self, today: Date) -> bool {
        self.given == Some(true) && !self.is_open(today)
    }
}

const PENDING: i64 = 0;
const GIVE: i64 = 1;
const HOLD_BACK: i64 = 2;

/// A decision about one item, sealed.
#[derive(Clone, Debug)]
pub(crate) struct Decision {
    item: [u8; 16],
    verdict: Verdict,
    sealed: Vec<u8>,
}

impl Desk {
    /// What tells an item apart: a keyed hash of what it says, the same for every copy of it in one
    /// case, and of no use to whoever has only the table.
    #[must_use]
    pub fn item(&self, case: i64, says: &[u8]) -> [u8; 16] {
        let mut whole = case.to_be_bytes().to_vec();
        whole.extend_from_slice(says);
        self.record().vault().pseudonym("case-item", &whole)
    }

    /// What of a case has to be weighed, and how it stands; for those who work on it.
    ///
    /// # Errors
    /// As for [`Desk::show`].
    pub fn items(
        &self,
        who: Who<'_>,
        case: i64,
        now: Now,
    ) -> Result<Vec<(Item, Option<Weighing>)>, Error> {
        self.show(who, case, now)?;
        let (row, rows) = self.record().data().read("items", |tx| {
            let row = row::find(tx, case)?.ok_or(Error::None)?;
            Ok::<_, Error>((row, with_rows(tx, case)?))
        })?;
        rows.into_iter()
            .map(|(no, item, sealed)| {
                let said = sealed.map(|sealed| self.unseal(row.key, "case_item", no, &sealed));
                Ok((item, said.transpose()?))
            })
            .collect()
    }

    /// What an item of a case says, for those who weigh it: none where it is not kept, because it was
    /// decided about, the case was closed, or the person was erased.
    ///
    /// # Errors
    /// As for [`Desk::show`].
    pub fn item_text(
        &self,
        who: Who<'_>,
        case: i64,
        item: [u8; 16],
        now: Now,
    ) -> Result<Option<ItemText>, Error> {
        self.show(who, case, now)?;
        let sql = "SELECT says FROM case_item WHERE casefile = ?1 AND item = ?2";
        let sealed = self.record().data().read("what an item says", |tx| {
            let row = tx.one(sql, params![case, &item], |row| {
                Ok::<_, RecordError>(row.opt_blob(0)?.map(<[u8]>::to_vec))
            })?;
            Ok::<_, RecordError>(row.flatten())
        })?;
        let Some(sealed) = sealed else { return Ok(None) };
        let opened = self.record().open_detail_of("case_item", part(&item), &sealed);
        // Of somebody who was erased nothing opens.
        let Ok(plain) = opened else { return Ok(None) };
        Ok(plain.split_first().map(|(cut, says)| ItemText {
            says: String::from_utf8_lossy(says).into_owned(),
            cut: *cut != 0,
        }))
    }

    /// Seals what was found under the key of the person it was found for.
    pub(crate) fn texts(
        &self,
        person: Option<PersonId>,
        found: &[Found],
    ) -> Result<Vec<Option<Vec<u8>>>, Error> {
        let sealed = |one: &Found| match (person, &one.text.0) {
            (Some(person), Some(says)) => {
                let row = part(&one.item);
                Ok(Some(self.record().seal_detail_of(person, "case_item", row, says)?))
            }
            _ => Ok(None),
        };
        found.iter().map(sealed).collect()
    }

    /// Seals decisions, after the law has said what each comes to.
    pub(crate) fn decisions(
        &self,
        row: &CaseRow,
        weighed: &BTreeMap<[u8; 16], Weighing>,
        today: Date,
    ) -> Result<Vec<Decision>, Error> {
        if weighed.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self.record().data().read("items", |tx| with_rows(tx, row.no))?;
        let mut decisions = Vec::new();
        for (item, weighing) in weighed {
            let Some((no, found, _)) = rows.iter().find(|(_, one, _)| one.item == *item) else {
                return Err(Error::Malformed("there is no such item in this case".to_owned()));
            };
            let verdict = weighing.verdict(found.why, row.kind, today)?;
            let sealed = self.seal(row.key, "case_item", *no, weighing)?;
            decisions.push(Decision { item: *item, verdict, sealed });
        }
        Ok(decisions)
    }
}

/// An item with its number, and what was said about it, sealed.
type Row = (i64, Item, Option<Vec<u8>>);

/// The items of a case, in the order they were found.
pub(crate) fn of(tx: &Tx<'_>, case: i64) -> Result<Vec<Item>, RecordError> {
    Ok(with_rows(tx, case)?.into_iter().map(|(_, item, _)| item).collect())
}

fn with_rows(tx: &Tx<'_>, case: i64) -> Result<Vec<Row>, RecordError> {
    let sql = "SELECT no, item, place, why, verdict, ground, review, detail FROM case_item
         WHERE casefile = ?1 ORDER BY place, no LIMIT 10001";
    tx.all(sql, params![case], |row| {
        let item = Item {
            item: row.bytes(1)?,
            place: row.text(2)?.to_owned(),
            why: ToWeigh::of_number(row.int(3)?).ok_or(RecordError::Damaged("case_item.why"))?,
            given: match row.int(4)? {
                GIVE => Some(true),
                HOLD_BACK => Some(false),
                _ => None,
            },
            ground: row.opt_text(5)?.map(str::to_owned),
            review: row.opt_date(6)?,
        };
        Ok((row.int(0)?, item, row.opt_blob(7)?.map(<[u8]>::to_vec)))
    })
}

/// How many items are open on a day.
pub(crate) fn unweighed(tx: &Tx<'_>, case: i64, today: Date) -> Result<u32, RecordError> {
    let open = of(tx, case)?.iter().filter(|item| item.is_open(today)).count();
    Ok(u32::try_from(open).unwrap_or(u32::MAX))
}

/// What binds a sealed text to its item.
fn part(item: &[u8; 16]) -> i64 {
    let (first, _) = item.split_first_chunk::<8>().unwrap_or((&[0; 8], &[]));
    i64::from_be_bytes(*first)
}

/// Takes out what the items of a case say: nobody weighs them any more.
pub(crate) fn forget_texts(tx: &Tx<'_>, case: i64) -> Result<(), RecordError> {
    tx.execute("UPDATE case_item SET says = NULL WHERE casefile = ?1", params![case])?;
    Ok(())
}

/// Writes down what was found, with what it says, sealed. What was decided about the same thing before
/// stands.
pub(crate) fn found(
    tx: &Tx<'_>,
    case: i64,
    found: &[Found],
    texts: &[Option<Vec<u8>>],
) -> Result<(), Error> {
    let fits = |one: &Found| one.place.chars().count() <= PLACE_LENGTH_MAX;
    let there = of(tx, case)?.len();
    if there + found.len() > ITEMS_MAX || !found.iter().all(fits) {
        return Err(Error::Malformed(format!(
            "more than {ITEMS_MAX} items cannot be weighed one by one: narrow what is asked for"
        )));
    }
    for (at, one) in found.iter().enumerate() {
        let says = texts.get(at).and_then(Option::as_deref);
        tx.execute(
            "INSERT INTO case_item (no, casefile, item, place, why, verdict, says)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (casefile, item)
             DO UPDATE SET says = CASE
               WHEN case_item.verdict = 0 OR case_item.review IS NOT NULL
               THEN COALESCE(excluded.says, case_item.says) ELSE NULL END",
            params![row_number(), case, &one.item, &one.place, one.why.number(), PENDING, says],
        )?;
    }
    Ok(())
}

/// Writes down what was decided.
pub(crate) fn decided(tx: &Tx<'_>, case: i64, decisions: &[Decision]) -> Result<(), Error> {
    for one in decisions {
        let (verdict, ground, review) = match &one.verdict {
            Verdict::Give => (GIVE, None, None),
            Verdict::HoldBack { ground, review, .. } => {
                (HOLD_BACK, Some(ground.as_str()), review.map(|day| day.to_string()))
            }
            Verdict::Pending => (PENDING, None, None),
        };
        // What it says is for whoever weighs it, and it may be about somebody else: it is not kept once
        // that is done.
        let says = if verdict == PENDING { "says" } else { "NULL" };
        let sql = format!(
            "UPDATE case_item SET verdict = ?3, ground = ?4, review = ?5, detail = ?6, says = {says}
             WHERE casefile = ?1 AND item = ?2"
        );
        let changed = tx.execute(
            &sql,
            params![case, &one.item, verdict, ground, review.as_deref(), &one.sealed],
        )?;
        if changed != 1 {
            return Err(Error::Malformed("there is no such item in this case".to_owned()));
        }
    }
    Ok(())
}

/// What is held back among some items: each ground, the sentence the person will read for it, and
/// how many items it is used for.
#[must_use]
pub fn held_back(items: &[Item]) -> Vec<(String, String, usize)> {
    let mut grounds: BTreeMap<&str, usize> = BTreeMap::new();
    for item in items.iter().filter(|item| item.given == Some(false)) {
        *grounds.entry(item.ground.as_deref().unwrap_or_default()).or_default() += 1;
    }
    let said = |(ground, count): (&str, usize)| {
        (ground.to_owned(), withholding::sentence(ground).unwrap_or_default(), count)
    };
    grounds.into_iter().map(said).collect()
}
