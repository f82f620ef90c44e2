//! Opt-outs, consents and safe contacts.

use crate::choices::Grounds;
use crate::facts::Fact;
use crate::{Error, NewChoice};

use super::{Import, Line, Made, Register, Row, Taken};

/// The kind of choice a row is, where it does not say.
fn usual(register: Register) -> Fact {
    match register {
        Register::Consents => Fact::Consent,
        Register::SafeContacts => Fact::Safe,
        _ => Fact::Objection,
    }
}

fn read(import: &mut Import<'_>, line: &Line) -> Result<NewChoice, String> {
    let mut fact = match import.optional(line, "kind") {
        Some(name) => Fact::of_choice(&name).ok_or("this is no kind of choice")?,
        None => usual(import.mapping.register),
    };
    let mut about = import.text(line, "about");
    // Offices write these two where others write a purpose.
    match about.as_str() {
        "marketing" => (fact, about) = (Fact::NoMarketing, String::new()),
        "photographs" | "images" => (fact, about) = (Fact::NoImages, String::new()),
        _ => {}
    }
    let since = import.day(line, "since").unwrap_or(import.now.today());
    let mut new = NewChoice::new(fact, &about, since);
    new.until = import.day(line, "until");
    new.entity = Some(import.mapping.entity.clone());
    new.topic = import.text(line, "topic");
    new.grounds = Grounds {
        wording: import.optional(line, "wording"),
        withdrawal_told: import.optional(line, "withdrawal-told"),
        proof: import.optional(line, "proof"),
        taken_by: import.optional(line, "taken-by"),
        ground: None,
        note: import.optional(line, "note"),
    };
    Ok(new)
}

pub(super) fn take(import: &mut Import<'_>, line: &Line, taken: Taken) -> Result<Row, Error> {
    let new = match read(import, line) {
        Ok(new) => new,
        Err(why) => return Ok(Row::Left(why)),
    };
    let person = match import.person(line)? {
        Ok(person) => person,
        Err(why) => return Ok(Row::Left(why)),
    };
    write(import, person, new, taken)
}

/// A safe contact is never left out. Where the channel is not to be read, no channel is safe until
/// somebody has read it.
pub(super) fn take_safe(import: &mut Import<'_>, line: &Line, taken: Taken) -> Result<Row, Error> {
    let mut new = match read(import, line) {
        Ok(new) => new,
        Err(_) => NewChoice::new(Fact::Safe, "", import.now.today()),
    };
    // Safety stands for every legal entity.
    new.entity = None;
    if new.until.is_some_and(|until| until < new.since) {
        new.until = None;
        import.leave(line, "", "it ends before it begins; its end was left out".to_owned());
    }
    let known = import.record.codes().code(crate::CodeKind::Channel, &new.about).is_ok();
    let by_channel = matches!(new.fact, Fact::Safe | Fact::Declined | Fact::Preference);
    if by_channel && !known {
        // Whatever it says of a channel nobody can read, to write to none is safe.
        new.fact = Fact::Safe;
        import.leave(
            line,
            "",
            "no channel is safe until somebody has read this row and said which is".to_owned(),
        );
        new.grounds
            .note
            .get_or_insert_with(|| "imported; the channel was not to be read".to_owned());
        new.about = String::new();
        new.put_right_by = Some(import.put_right_by());
    }
    match import.person(line)? {
        Ok(person) => write(import, person, new, taken),
        Err(why) => import.set_aside(line, why, taken),
    }
}

fn write(
    import: &mut Import<'_>,
    person: crate::PersonId,
    mut new: NewChoice,
    taken: Taken,
) -> Result<Row, Error> {
    if new.fact.lets() && !new.grounds.prove() {
        new.put_right_by = Some(import.put_right_by());
    }
    let legacy = new.put_right_by.is_some();
    if import.real {
        let (post, by, at) = (import.mapping.post.clone(), new.put_right_by, import.now.micros());
        let note = move |tx: &db::Tx<'_>, person: crate::PersonNo, no: i64| {
            if let Some(by) = by {
                taken.put_right(tx, &post, person, by, at)?;
            }
            taken.note(tx, Made::Choice, person.get(), no)
        };
        let _ = import.record.choose_also(import.write, person, &new, import.now, note)?;
    } else {
        import.record.would_choose(&new)?;
        import.would(person)?;
    }
    Ok(if legacy { Row::Legacy } else { Row::Entered })
}
