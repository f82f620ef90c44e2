//! Markers and holds.

use charter::items::DataKind;

use crate::{Error, NewHold, NewMarker};

use super::{Import, Line, Made, Row, Taken};

/// A marker is never left out. One whose category is not to be read gets the charter's first, and
/// one without an end or that nobody told the person of is to be put right: until then it is shown
/// to those it protects and goes nowhere.
pub(super) fn take_marker(
    import: &mut Import<'_>,
    line: &Line,
    taken: Taken,
) -> Result<Row, Error> {
    let named = import.text(line, "category");
    let charter = import.record.gate().charter();
    // The gravest there is: a warning that cannot be read must not become a mild note.
    let markers = || charter.categories().iter().filter(|category| category.marker);
    let first =
        markers().find(|one| one.kind == DataKind::Criminal).or_else(|| markers().next_back());
    let first = first.map(|category| category.id.get_ref().as_str().to_owned());
    let first = first
        .ok_or_else(|| Error::Malformed("the charter has no category of markers".to_owned()))?;
    let known = markers().any(|one| one.id.get_ref().as_str() == named);
    if !known {
        let why = format!("the category cannot be read; until somebody has, it is a `{first}`");
        import.leave(line, "", why);
    }
    let category = if known { named.clone() } else { first };
    let mut new = NewMarker {
        category,
        post: import.optional(line, "post").unwrap_or_else(|| import.mapping.post.clone()),
        since: import.day(line, "since").unwrap_or(import.now.today()),
        until: import.day(line, "until"),
        told: import.day(line, "told"),
        deferred_until: import.day(line, "deferred-until"),
        put_right_by: None,
        detail: import.text(line, "detail"),
    };
    if new.until.is_some_and(|until| until < new.since) {
        new.until = None;
        import.leave(line, "", "it ends before it begins; its end was left out".to_owned());
    }
    if !known && !named.is_empty() {
        // The words stay with it, sealed.
        new.detail = format!("{named}: {}", new.detail);
    }
    let proved =
        known && new.until.is_some() && (new.told.is_some() || new.deferred_until.is_some());
    if !proved {
        new.put_right_by = Some(import.put_right_by());
    }
    let person = match import.person(line)? {
        Ok(person) => person,
        Err(why) => return import.set_aside(line, why, taken),
    };
    if import.real {
        let (post, by, at) = (new.post.clone(), new.put_right_by, import.now.micros());
        let note = move |tx: &db::Tx<'_>, person: crate::PersonNo, no: i64| {
            if let Some(by) = by {
                taken.put_right(tx, &post, person, by, at)?;
            }
            taken.note(tx, Made::Marker, person.get(), no)
        };
        let _ = import.record.mark_beside(import.write, person, &new, import.now, note)?;
    } else {
        import.would(person)?;
    }
    Ok(if proved { Row::Entered } else { Row::Legacy })
}

pub(super) fn take_hold(import: &mut Import<'_>, line: &Line, taken: Taken) -> Result<Row, Error> {
    let Some(kind) = import.optional(line, "kind") else {
        return Ok(Row::Left("the row does not say what kind of hold it is".to_owned()));
    };
    let new = NewHold {
        kind,
        post: import.optional(line, "post").unwrap_or_else(|| import.mapping.post.clone()),
        since: import.day(line, "since").unwrap_or(import.now.today()),
        review: import.day(line, "review"),
        detail: import.text(line, "detail"),
    };
    let person = match import.person(line)? {
        Ok(person) => person,
        Err(why) => return Ok(Row::Left(why)),
    };
    if import.real {
        let note = move |tx: &db::Tx<'_>, person: crate::PersonNo, no: i64| {
            taken.note(tx, Made::Hold, person.get(), no)
        };
        let _ = import.record.hold_back_also(import.write, person, &new, import.now, note)?;
    } else {
        import.would(person)?;
    }
    Ok(Row::Entered)
}
