//! Words that are blacked out by hand, on a ground of the law, in every copy of what is given.

use std::collections::BTreeMap;

use db::{Tx, params};
use people::{Error as RecordError, Now, row_number};

use crate::row::{self, CaseRow};
use crate::weighing::{self, Found, Text};
use crate::{Desk, Error, Step, Taken, Taking, ToWeigh, Weighing, Who};

/// The most characters of words that are blacked out together.
pub const SPAN_LENGTH_MAX: usize = 2_000;
/// The fewest: fewer would black out what nobody meant.
pub const SPAN_LENGTH_MIN: usize = 3;
/// Where they stand, as items are listed.
const PLACE: &str = "words blacked out by hand";

/// Words, sealed.
#[derive(Clone)]
pub(crate) struct Span {
    no: i64,
    item: [u8; 16],
    why: ToWeigh,
    sealed: Vec<u8>,
}

/// Words as they are looked for: whatever case, and whatever lies between them.
fn plain(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Desk {
    /// Blacks words out in every copy of what is given, on a ground: what is about somebody else with
    /// the factors worked through, anything else under an exemption of the law.
    ///
    /// # Errors
    /// [`Error::Malformed`] for words too short or too long, or a ground that lets them go; as for
    /// [`Desk::take`].
    pub fn black_out(
        &self,
        who: Who<'_>,
        case: i64,
        words: &str,
        weighing: &Weighing,
        now: Now,
    ) -> Result<Taken, Error> {
        let words = plain(words);
        let length = words.chars().count();
        if !(SPAN_LENGTH_MIN..=SPAN_LENGTH_MAX).contains(&length) {
            return Err(Error::Malformed(format!(
                "{SPAN_LENGTH_MIN} to {SPAN_LENGTH_MAX} characters are blacked out together"
            )));
        }
        let why = match weighing {
            Weighing::SomebodyElse(_) => ToWeigh::SomebodyElse,
            Weighing::HoldBack { .. } => ToWeigh::ByHand,
            Weighing::Give { .. } | Weighing::Health { .. } => {
                return Err(Error::Malformed(
                    "words are blacked out under an exemption, or because they are about somebody \
                     else"
                        .to_owned(),
                ));
            }
        };
        let row = self.record().data().read("a case", |tx| row::find(tx, case))?;
        let row = row.ok_or(Error::None)?;
        // The law says first whether it is a ground: what it lets go is not blacked out.
        let verdict = weighing.verdict(why, row.kind, now.today())?;
        if matches!(verdict, crate::Verdict::Give) {
            return Err(Error::Malformed("by these answers it may go".to_owned()));
        }
        let item = self.item(case, words.to_lowercase().as_bytes());
        let taking = Taking { black_out: vec![(words, why)], ..Taking::default() };
        self.take(who, case, Step::Items, &taking, now)?;
        let weighed = BTreeMap::from([(item, weighing.clone())]);
        self.take(who, case, Step::Items, &Taking { weighed, ..Taking::default() }, now)
    }

    pub(crate) fn spans(
        &self,
        row: &CaseRow,
        words: &[(String, ToWeigh)],
    ) -> Result<Vec<Span>, Error> {
        words
            .iter()
            .map(|(words, why)| {
                let no = row_number();
                let item = self.item(row.no, words.to_lowercase().as_bytes());
                let sealed = self.seal(row.key, "case_span", no, words)?;
                Ok(Span { no, item, why: *why, sealed })
            })
            .collect()
    }

    /// The words of a case that are blacked out, or wait for a decision: neither goes. For those whose
    /// look at the case is in the log.
    ///
    /// # Errors
    /// As for [`Desk::show`].
    pub fn blacked_out(&self, who: Who<'_>, case: i64, now: Now) -> Result<Vec<String>, Error> {
        self.show(who, case, now)?;
        let (row, spans, items) = self.record().data().read("spans", |tx| {
            let row = row::find(tx, case)?.ok_or(Error::None)?;
            let sql = "SELECT no, item, detail FROM case_span WHERE casefile = ?1 LIMIT 10001";
            let spans = tx.all(sql, params![case], |row| {
                Ok::<_, RecordError>((row.int(0)?, row.bytes::<16>(1)?, row.blob(2)?.to_vec()))
            })?;
            Ok::<_, Error>((row, spans, weighing::of(tx, case)?))
        })?;
        let today = now.today();
        spans
            .into_iter()
            .filter(|(_, item, _)| !items.iter().any(|one| one.item == *item && one.may_go(today)))
            .map(|(no, _, sealed)| self.unseal(row.key, "case_span", no, &sealed))
            .collect()
    }
}

/// Writes words down, to be decided about.
pub(crate) fn write(tx: &Tx<'_>, case: i64, spans: &[Span]) -> Result<(), Error> {
    let found: Vec<Found> = (spans.iter())
        .map(|span| Found {
            item: span.item,
            place: PLACE.to_owned(),
            why: span.why,
            // The words themselves are kept with the case.
            text: Text::default(),
        })
        .collect();
    weighing::found(tx, case, &found, &[])?;
    for span in spans {
        tx.execute(
            "INSERT INTO case_span (no, casefile, item, detail) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (casefile, item) DO NOTHING",
            params![span.no, case, &span.item, &span.sealed],
        )?;
    }
    Ok(())
}
