//! What people choose by themselves, in their own account: taking back is as easy as giving.

use charter::items::Purpose;
use jiff::civil::Date;

use crate::facts::Fact;
use crate::{Choice, Error, NewChoice, Now, Own, Receipt, Record};

/// What somebody can say yes or no to by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// A use that rests on their yes.
    Consent,
    /// No pictures and no film of them (row 7.4d).
    NoImages,
    /// No news and offers at all.
    NoMarketing,
    /// A use they can object to.
    Objection,
    /// How they like to be reached.
    Preference,
}

impl Wish {
    /// Every one.
    pub const ALL: &[Wish] =
        &[Wish::Consent, Wish::NoImages, Wish::NoMarketing, Wish::Objection, Wish::Preference];

    /// Its id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Wish::Consent => "consent",
            Wish::NoImages => "no-images",
            Wish::NoMarketing => "no-marketing",
            Wish::Objection => "objection",
            Wish::Preference => "preference",
        }
    }

    fn fact(self) -> Fact {
        match self {
            Wish::Consent => Fact::Consent,
            Wish::NoImages => Fact::NoImages,
            Wish::NoMarketing => Fact::NoMarketing,
            Wish::Objection => Fact::Objection,
            Wish::Preference => Fact::Preference,
        }
    }
}

/// Something somebody can choose, and what they have chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnChoice {
    /// What.
    pub wish: Wish,
    /// About what, by the charter's name; empty where it is about everything.
    pub about: String,
    /// The same in the charter's words.
    pub name: String,
    /// What it is, in the charter's plain words.
    pub plain: String,
    /// How a yes is taken back, in the charter's words.
    pub back: String,
    /// Since when it stands, with its receipt; none where it does not.
    pub stands: Option<(Date, String)>,
}

impl Record {
    /// What somebody can choose in their own account.
    ///
    /// # Errors
    /// [`Error::Refused`] in the account of another; what the store or the vault says.
    pub fn own_choices(&self, own: &Own, now: Now) -> Result<Vec<OwnChoice>, Error> {
        let question = self.own_question(&themselves(own)?, "look", &[], now)?;
        let made = self.choices(&question, own.person, now)?;
        let kinds: Vec<String> = (self.relationships(&question, own.person, now)?.into_iter())
            .filter(|one| one.until.is_none_or(|until| until >= now.today()))
            .map(|one| one.kind)
            .collect();
        let charter = self.gate().charter();
        let stands = |wish: Wish, about: &str| {
            let standing = |one: &&Choice| {
                one.fact == wish.fact()
                    && one.about == about
                    && one.since <= now.today()
                    && one.until.is_none_or(|until| until >= now.today())
            };
            made.iter().find(standing).map(|one| (one.since, one.receipt.clone()))
        };
        let right = law::right::find("objection");
        let theirs = |purpose: &&Purpose| {
            purpose.entities.iter().any(|id| id.get_ref().as_str() == own.entity)
                && purpose
                    .relationships
                    .iter()
                    .any(|id| kinds.iter().any(|kind| kind == id.get_ref().as_str()))
        };
        let mut all = Vec::new();
        let purposes = charter.purposes().iter().map(|purpose| &**purpose).filter(theirs);
        for purpose in purposes {
            let basis = purpose.basis.as_ref().map_or("", |basis| basis.get_ref().as_str());
            let wish = match basis {
                "consent" => Wish::Consent,
                _ if purpose.marketing => continue,
                basis
                    if right.is_some_and(|right| right.reaches(basis))
                        && purpose.may_be_told(charter) =>
                {
                    Wish::Objection
                }
                _ => continue,
            };
            let about = purpose.id.get_ref().as_str();
            all.push(OwnChoice {
                wish,
                about: about.to_owned(),
                name: purpose.name.clone(),
                plain: purpose.plain.get_ref().clone(),
                back: purpose
                    .withdraw
                    .as_ref()
                    .map_or_else(String::new, |how| how.get_ref().clone()),
                stands: stands(wish, about),
            });
        }
        for wish in [Wish::NoMarketing, Wish::NoImages] {
            all.push(OwnChoice {
                wish,
                about: String::new(),
                name: String::new(),
                plain: String::new(),
                back: String::new(),
                stands: stands(wish, ""),
            });
        }
        for channel in charter.channels().iter() {
            let about = channel.id.get_ref().as_str();
            all.push(OwnChoice {
                wish: Wish::Preference,
                about: about.to_owned(),
                name: channel.name.clone(),
                plain: String::new(),
                back: String::new(),
                stands: stands(Wish::Preference, about),
            });
        }
        Ok(all)
    }

    /// Says yes to something, or takes it back; the receipt. What stands already, or does not stand, is
    /// left as it is.
    ///
    /// # Errors
    /// [`Error::Malformed`] for what nobody can choose here, or what stands as it was asked for;
    /// [`Error::Refused`] in the account of another.
    pub fn own_choose(
        &self,
        own: &Own,
        (wish, about): (Wish, &str),
        yes: bool,
        now: Now,
    ) -> Result<Receipt, Error> {
        let all = self.own_choices(own, now)?;
        let found = all.iter().find(|one| one.wish == wish && one.about == about);
        let found = found.ok_or_else(|| Error::Malformed("there is no such choice".to_owned()))?;
        let question = self.own_question(own, "collect", &[], now)?;
        match (&found.stands, yes) {
            (None, true) => {
                if wish == Wish::Preference {
                    // One way is liked best: the one before is liked no more.
                    for other in all.iter().filter(|one| one.wish == wish) {
                        if let Some((_, receipt)) = &other.stands {
                            let receipt = Receipt::parse(receipt)?;
                            let _ =
                                self.withdraw(&question, own.person, &receipt, now.today(), now)?;
                        }
                    }
                }
                let mut new = NewChoice::new(wish.fact(), about, now.today());
                new.grounds.wording = Some(format!("{}: {}", found.name, found.plain));
                let back = "Here, by one button, or tell any of our staff.";
                new.grounds.withdrawal_told = Some(format!("{} {back}", found.back));
                new.grounds.taken_by = Some(question.actor().to_owned());
                Ok(self.choose(&question, own.person, &new, now)?.0)
            }
            (Some((_, receipt)), false) => {
                let receipt = Receipt::parse(receipt)?;
                let _ = self.withdraw(&question, own.person, &receipt, now.today(), now)?;
                Ok(receipt)
            }
            (Some((_, receipt)), true) => Receipt::parse(receipt),
            (None, false) => Err(Error::Malformed("that does not stand".to_owned())),
        }
    }
}

/// Nobody chooses for another here: that is for a person to look at first.
fn themselves(own: &Own) -> Result<Own, Error> {
    if own.is_for_another() {
        return Err(Error::Malformed("nobody chooses for another here".to_owned()));
    }
    Ok(own.clone())
}
