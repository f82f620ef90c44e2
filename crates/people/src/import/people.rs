//! A register of people: entered once, brought up to date after that.

use std::sync::Arc;

use db::Tx;

use crate::codes::Kind as CodeKind;
use crate::drawer::Item;
use crate::file::{File, account};
use crate::identify::{Identifier, Kind};
use crate::{Error, Found, Home, NewPerson, NewRelationship, PersonId, PersonNo};

use super::{Import, Line, Made, Row, Taken};

/// What is said of a row of somebody who was erased.
pub(super) const WAS_ERASED: &str =
    "this person was erased here and the register still has them; take them out there";
/// The field under which it is remembered that somebody of this number was erased.
pub(crate) const ERASED: &str = "erased/other-system-id";

pub(super) fn take(import: &mut Import<'_>, line: &Line, taken: Taken) -> Result<Row, Error> {
    let Some(number) = import.number(line) else {
        let heading = import.mapping.number.clone().unwrap_or_default();
        import.leave(line, &heading, "the row has no number it could be known by".to_owned());
        return Ok(Row::Reported);
    };
    if !import.numbers.insert(number.normal().to_owned()) {
        return Ok(Row::Left(
            "an earlier row has the same number; put that right in the register".to_owned(),
        ));
    }
    let erased = [(ERASED, number.normal().as_bytes().to_vec())];
    if import.record.vault().index().is_marked(&erased)? {
        return Ok(Row::Left(WAS_ERASED.to_owned()));
    }
    let identifiers = import.identifiers(line);
    if identifiers.is_empty() {
        return Ok(Row::Left("nothing in the row tells a person apart".to_owned()));
    }
    match import.record.find(import.look, std::slice::from_ref(&number), import.now)? {
        Found::Nobody => enter(import, line, taken, identifiers, number),
        Found::One(one) => update(import, one.id, identifiers, taken),
        _ => Ok(Row::Left("several people have this number; put that right first".to_owned())),
    }
}

fn enter(
    import: &mut Import<'_>,
    line: &Line,
    taken: Taken,
    identifiers: Vec<Identifier>,
    number: Identifier,
) -> Result<Row, Error> {
    let (mapping, record) = (import.mapping, import.record);
    let since = import.day(line, "since").unwrap_or(import.now.today());
    let mut relationship = NewRelationship::new(&mapping.relationship, &mapping.entity, since);
    let home = import.optional(line, "home").map(|reference| Home {
        reference,
        uprn: None,
        entity: mapping.entity.clone(),
    });
    if let (Some(home), true) = (&home, import.real) {
        relationship.home = Some(record.put_home(home, import.write.actor(), import.now)?);
    }
    let mut new = NewPerson::new(&mapping.source, relationship);
    new.identifiers = identifiers;
    new.identifiers.push(number);
    if import.real {
        let note = move |tx: &Tx<'_>, person: PersonNo, next: i64| {
            taken.note(tx, Made::Person, person.get(), next)
        };
        record.enter_also(import.write, &new, import.now, note)?;
    } else {
        record.would_enter(import.write, &new, import.now)?;
    }
    Ok(Row::Entered)
}

/// Brings what tells a known person apart up to date: a value of the same kind from the same source
/// is corrected, a new one is added. What the register leaves empty stays as it is.
fn update(
    import: &Import<'_>,
    person: PersonId,
    identifiers: Vec<Identifier>,
    taken: Taken,
) -> Result<Row, Error> {
    let record = import.record;
    let mut held = Vec::new();
    record.look(import.look, person, import.now)?.each_identifying(record, |kind, text, _| {
        held.extend(Identifier::parse(kind, text));
    })?;
    let there = |wanted: &Identifier| {
        held.iter().any(|held| held.kind() == wanted.kind() && held.normal() == wanted.normal())
    };
    let fresh: Vec<Identifier> =
        identifiers.into_iter().filter(|identifier| !there(identifier)).collect();
    if !import.real {
        import.would(person)?;
        return Ok(if fresh.is_empty() { Row::Known } else { Row::Updated });
    }
    if fresh.is_empty() {
        let no = record.number_of(person)?;
        record.data().write("known", move |tx| taken.renew(tx, no.get()))?;
        return Ok(Row::Known);
    }
    let source = record.codes().code(CodeKind::Source, &import.mapping.source)?;
    let fresh = Arc::new(fresh);
    record.edit(
        import.write,
        person,
        import.now,
        "bring-up-to-date",
        |file, verdict| {
            for identifier in fresh.iter() {
                put(import, file, source, identifier)?;
            }
            let said = account(import.write, verdict, person).with("identifiers", fresh.len());
            Ok(((), said))
        },
        move |tx: &Tx<'_>, person: PersonNo| taken.renew(tx, person.get()),
    )?;
    Ok(Row::Updated)
}

fn put(
    import: &Import<'_>,
    file: &mut File,
    source: crate::Code,
    identifier: &Identifier,
) -> Result<(), Error> {
    let record = import.record;
    let same = |item: &Item| {
        item.source == source
            && item.identifier().is_some_and(|there| there.kind() == identifier.kind())
    };
    let numbers = file.numbers(same);
    let [n] = numbers.as_slice() else {
        let item =
            record.identifying_item(identifier, &import.mapping.source, import.now.today())?;
        record.put_item(import.write, file, &item, import.now)?;
        return Ok(());
    };
    let Some(item) = file.item_mut(*n) else { return Ok(()) };
    let before = std::mem::replace(
        &mut item.value,
        zeroize::Zeroizing::new(identifier.value().as_bytes().to_vec()),
    );
    item.told(import.now)?;
    let category = item.category;
    file.touch(record, category)?;
    // Whoever knew them by the old name must still find them.
    if identifier.kind() == Kind::Name
        && let Ok(old) = std::str::from_utf8(&before)
        && let Ok(alias) = Identifier::parse(Kind::Alias, old)
    {
        let alias = record.identifying_item(&alias, &import.mapping.source, import.now.today())?;
        record.put_item(import.write, file, &alias, import.now)?;
    }
    Ok(())
}
