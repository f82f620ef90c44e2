//! What stands in the way of signing and publishing a draft, in sentences.

use charter::publish::Edition;
use charter::{Charter, Diagnostic, Severity};
use jiff::civil::Date;
use people::{Error as RecordError, Now};
use words::Message;

use crate::coming::lost;
use crate::drafts::Draft;
use crate::published::{editions_in, newest};
use crate::purposes::unready;
use crate::{Error, Publishing};

/// What the check says of a charter as of the day it counts from, or of today where that has come; and
/// which day that is.
#[must_use]
pub fn checked(charter: &Charter, today: Date) -> (Date, Vec<Diagnostic>) {
    let day = charter.head().published.as_ref().map(|day| day.get_ref().0);
    let on = day.map_or(today, |day| day.max(today));
    (on, charter.check(on))
}

impl Publishing {
    /// Everything that stands in the way of a draft; empty where it may be signed. `also` are editions
    /// that were published elsewhere.
    ///
    /// # Errors
    /// What the store says.
    pub fn in_the_way(
        &self,
        draft: &Draft,
        also: &[Edition],
        now: Now,
    ) -> Result<Vec<Message>, Error> {
        let (charter, today) = (&draft.charter, now.today());
        let mut way = Vec::new();
        let head = charter.head();
        let own = self.record.gate().charter();
        let day = head.published.as_ref().map(|day| day.get_ref().0);
        let (_, found) = checked(charter, today);
        let errors = found.iter().filter(|one| one.severity == Severity::Error).count();
        if errors > 0 {
            way.push(Message::new("publishing-errors").with("count", errors));
        }
        if head.id.get_ref() != own.head().id.get_ref() {
            way.push(
                Message::new("publishing-other-id").with("id", own.head().id.get_ref().as_str()),
            );
        }
        let (base, mut known) = self.record.data().read("what is published", |tx| {
            let newest = newest(tx)?.map(|newest| newest.published.fingerprint);
            let known = editions_in(tx, Date::MAX)?;
            Ok::<_, RecordError>((newest, known))
        })?;
        let base = base.unwrap_or(*own.fingerprint().as_bytes());
        if base != draft.line.base {
            way.push(Message::new("publishing-other-base"));
        }
        known.extend(also.iter().cloned());
        known.extend(charter::publish::in_force(own));
        way.extend(version_and_day(charter, day, &known, today));
        way.extend(unready(&self.record, charter, day)?);
        way.extend(lost(&self.record, charter)?);
        Ok(way)
    }
}

fn version_and_day(
    charter: &Charter,
    day: Option<Date>,
    known: &[Edition],
    today: Date,
) -> Vec<Message> {
    let mut way = Vec::new();
    let version = charter.head().version.get_ref();
    if known.iter().any(|one| one.version == *version) {
        way.push(Message::new("publishing-version-known").with("version", version.as_str()));
    }
    let Some(day) = day else {
        way.push(Message::new("publishing-undated"));
        return way;
    };
    if let Some(newest) = known.iter().map(|one| one.published).max().filter(|last| *last >= day) {
        way.push(Message::new("publishing-day-known").with("day", newest));
    } else if day < today {
        way.push(Message::new("publishing-day-past").with("day", day));
    }
    way
}
