//! What stands in the way of signing and publishing a draft, in sentences.

use charter::publish::Edition;
use charter::{Charter, Diagnostic, Severity};
use jiff::civil::Date;
use people::{Error as RecordError, Now};
use words::Message;

use crate::drafts::Draft;
use crate::published::{editions_in, newest};
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
        let (base, mut known, used) = self.record.data().read("what is published", |tx| {
            let newest = newest(tx)?.map(|newest| newest.published.fingerprint);
            let known = editions_in(tx, Date::MAX)?;
            Ok::<_, RecordError>((newest, known, self.record.still_used(tx, charter)?))
        })?;
        let base = base.unwrap_or(*own.fingerprint().as_bytes());
        if base != draft.line.base {
            way.push(Message::new("publishing-other-base"));
        }
        known.extend(also.iter().cloned());
        known.extend(charter::publish::in_force(own));
        way.extend(version_and_day(charter, day, &known, today));
        for (kind, name) in used {
            let message = Message::new("publishing-still-used");
            way.push(message.with("kind", kind.word()).with("name", name));
        }
        for (kind, name) in self.needed_by_accounts(charter)? {
            way.push(Message::new("publishing-needed").with("kind", kind).with("name", name));
        }
        Ok(way)
    }

    /// Roles, teams and entities somebody signs in by, or a system has a token of, that the charter lacks.
    fn needed_by_accounts(&self, charter: &Charter) -> Result<Vec<(&'static str, String)>, Error> {
        let tokens = self.record.data().read("tokens", db::tokens::all)?;
        let tokens = tokens.into_iter().filter(|token| token.revoked.is_none());
        let accounts = access::list(&self.record).map_err(|error| match error {
            access::Error::Record(error) => error,
            error => RecordError::Malformed(error.to_string()),
        })?;
        let accounts = accounts.into_iter().filter(|account| !account.ended);
        let mut lacks = Vec::new();
        let mut look = |role: &str, team: &str, entity: &str| {
            for (kind, name, found) in [
                ("role", role, charter.roles().find(role)),
                ("team", team, charter.teams().find(team)),
                ("entity", entity, charter.entities().find(entity)),
            ] {
                let lack = (kind, name.to_owned());
                if found.is_none() && !lacks.contains(&lack) {
                    lacks.push(lack);
                }
            }
        };
        for token in tokens {
            look(&token.role, &token.team, &token.entity);
        }
        for account in accounts {
            look(&account.role, &account.team, &account.entity);
        }
        // What was gone before is not lost by this draft.
        let own = self.record.gate().charter();
        lacks.retain(|(kind, name)| match *kind {
            "role" => own.roles().find(name).is_some(),
            "team" => own.teams().find(name).is_some(),
            _ => own.entities().find(name).is_some(),
        });
        Ok(lacks)
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
