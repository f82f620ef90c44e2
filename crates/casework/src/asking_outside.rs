//! A question to somebody outside has somebody's data in it: it is a disclosure, decided by the gate
//! like any other, and stands in the register.

use people::identify::{Identifier, Kind as Identifies};
use people::{CodeKind, Now, Question};
use sharing::{HowGiven, Prepared, Told};

use crate::showing::Shown;
use crate::{Desk, Error};

/// Somebody outside who is asked.
#[derive(Clone, Debug)]
pub struct Outside {
    /// Where they are reached.
    pub email: String,
    /// What they are given with the question: an ask to disclose, which names the recipient and the
    /// kinds of data in the text.
    pub gives: Question,
    /// Whether the person knows, where the notice promises to tell them first (row 11.6a).
    pub told: Option<Told>,
}

impl Outside {
    /// Who they are, by the charter's name.
    pub(crate) fn named(&self, desk: &Desk) -> String {
        desk.record().name_of(CodeKind::Recipient, self.gives.recipient_code()).to_owned()
    }
}

impl Desk {
    /// Decides whether what is in a question or a letter may go to whoever gets it, and how it goes.
    pub(crate) fn given_outside(
        &self,
        shown: &Shown,
        outside: &Outside,
        how: &str,
        now: Now,
    ) -> Result<Prepared, Error> {
        if Identifier::parse(Identifies::Email, &outside.email).is_err() {
            return Err(Error::Malformed("this is no email address".to_owned()));
        }
        // What nobody knows of, nobody can let out.
        let person = shown.subject.ok_or_else(|| {
            Error::Malformed(
                "it is not known whom this is about, so nobody can say whether it may go to them: \
                 `keyholder case take REFERENCE identify` first, or ask a post of the office"
                    .to_owned(),
            )
        })?;
        let how = HowGiven {
            how: how.to_owned(),
            power: None,
            note: Some(format!("case {}", shown.reference)),
        };
        let told = outside.told.as_ref();
        Ok(sharing::prepare(self.record(), &outside.gives, person, told, &how, now)?)
    }
}
