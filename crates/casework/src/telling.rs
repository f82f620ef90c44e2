//! Telling whoever was given the data what was put right, erased or limited (Art 19): by a letter behind a
//! link. What stands in it is a disclosure, which the gate decides, and which stands in the register.

use jiff::ToSpan;
use people::{Now, Question};

use crate::asking_outside::Outside;
use crate::row;
use crate::taking::Beside;
use crate::{Desk, Error, REASON_LENGTH_MAX, Step, Taken, Taking, Who};

/// What a letter to a recipient is called among letters.
const TOLD: &str = "told";
/// How long its link lasts, in days.
const DAYS: i32 = 30;

/// A letter to a recipient.
#[derive(Clone, Debug)]
pub struct Telling {
    /// Who they are, where they are reached, and what they are given by it.
    pub outside: Outside,
    /// What they read.
    pub text: String,
    /// How many steps the case had when whoever writes looked.
    pub seen: Option<i64>,
}

impl Desk {
    /// Tells a recipient of a case by a letter behind a link, and writes down that they were told.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a letter of nothing, no email address, or somebody who need not be told;
    /// [`people::Error::Refused`] where the notice does not let them have what stands in it;
    /// [`Error::BehindWall`]; as for [`Desk::take`].
    pub fn tell_by_letter(
        &self,
        question: &Question,
        case: i64,
        telling: &Telling,
        now: Now,
    ) -> Result<Taken, Error> {
        let who = Who::Officer(question);
        let shown = self.show(who, case, now)?;
        let (outside, text) = (&telling.outside, telling.text.trim());
        let recipient = outside.named(self);
        let to_tell = self.recipients(who, case, now)?;
        match to_tell.iter().find(|(name, _)| *name == recipient) {
            Some((_, Some(true))) => {
                return Err(Error::Malformed("they were told already".to_owned()));
            }
            Some(_) => {}
            None => {
                return Err(Error::Malformed("they need not be told of this case".to_owned()));
            }
        }
        if text.is_empty() || text.chars().count() > REASON_LENGTH_MAX {
            return Err(Error::Malformed(format!(
                "say what they are told, in {REASON_LENGTH_MAX} characters at most"
            )));
        }
        crate::leaving::asks_for_nothing_secret(text)?;
        self.names_nobody_behind_a_wall(question, &shown, text, now)?;
        let given = self.given_outside(&shown, outside, "a letter by a link", now)?;
        let row = self.record().data().read("a case", |tx| row::find(tx, case))?;
        let row = row.ok_or(Error::None)?;
        let why = words::Catalogue::english().render(&words::Message::new("casework-told-why"));
        let letter = format!("{text}\n\n{why}\n\nReference: {}\n", row.reference);
        let until = now.today().saturating_add(DAYS.days());
        let sending = self.letter_outside(&row, TOLD, &outside.email, letter, until)?;
        let taking = Taking {
            recipient: Some(recipient),
            agrees: true,
            why: Some("by a letter behind a link".to_owned()),
            seen: telling.seen,
            ..Taking::default()
        };
        let beside = Beside { sending: Some(sending), given: Some(given), ..Beside::default() };
        self.take_with(who, case, Step::Tell, &taking, beside, now)
    }
}
