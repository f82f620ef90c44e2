//! Everything that has a day on which it is looked at again, in one list by day: what, whose, and when. Of the
//! charter, of what is written here, and of the record, where it is only counted.

use jiff::civil::Date;
use people::{Now, Waits};

use crate::assessments::all as all_assessments;
use crate::{AssessmentState, Desk, Error, Who};

/// What is looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReviewOf {
    /// The terms of an agreement.
    Agreement,
    /// An agreement that ends.
    AgreementEnds,
    /// What a recipient has said that it understood.
    Agreed,
    /// An assessment of the charter.
    CharterAssessment,
    /// An assessment that is written here.
    Assessment,
    /// What makes a transfer abroad lawful, and ends.
    Transfer,
    /// A rule that does not enforce, until a day.
    Mode,
    /// Holds.
    Holds,
    /// Markers.
    Markers,
    /// Markers from before that are to be proved, or to go.
    Legacy,
}

/// One day on which something is looked at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// What kind of thing.
    pub of: ReviewOf,
    /// What it is called; empty for what is only counted.
    pub name: String,
    /// Whose it is: a post or a team; empty where nobody has said.
    pub whose: String,
    /// The day.
    pub day: Date,
    /// How many.
    pub count: i64,
    /// Its number, for an assessment that is written here.
    pub no: Option<i64>,
}

impl Review {
    /// Whether its day is past.
    #[must_use]
    pub fn is_late(&self, today: Date) -> bool {
        self.day < today
    }
}

impl Desk {
    /// Everything with a day of review, the earliest first.
    ///
    /// # Errors
    /// [`Error::None`] for whoever does not answer for it; what the store says.
    pub fn reviews(&self, who: Who<'_>, now: Now) -> Result<Vec<Review>, Error> {
        self.answers_for_access(who, now)?;
        let one = |of, name: &str, whose: &str, day| Review {
            of,
            name: name.to_owned(),
            whose: whose.to_owned(),
            day,
            count: 1,
            no: None,
        };
        let charter = self.record().gate().charter();
        let owner = charter.head().owner.get_ref().as_str();
        let mut all = Vec::new();
        for it in charter.agreements().iter() {
            let days = [(ReviewOf::Agreement, &it.review), (ReviewOf::AgreementEnds, &it.until)];
            for (of, day) in days {
                all.extend(day.as_ref().map(|day| one(of, &it.name, owner, day.get_ref().0)));
            }
        }
        // What recipients were asked to read and agree to, as the register of the record has it.
        for it in sharing::agreements(self.record())? {
            let (None, Some(day)) = (it.ended, it.review) else { continue };
            let found = charter.recipients().find(&it.recipient);
            let name = found.map(|no| charter.recipients()[no].name.clone());
            all.push(one(ReviewOf::Agreed, &name.unwrap_or(it.recipient), owner, day));
        }
        for it in charter.assessments().iter() {
            let whose = it.approved_by.as_ref().map_or(owner, |post| post.get_ref().as_str());
            let of = ReviewOf::CharterAssessment;
            all.extend(it.review.as_ref().map(|day| one(of, &it.name, whose, day.get_ref().0)));
        }
        for it in charter.recipients().iter() {
            let day = it.mechanism_until.as_ref();
            all.extend(day.map(|day| one(ReviewOf::Transfer, &it.name, owner, day.get_ref().0)));
        }
        for team in charter.teams().iter() {
            for mode in &team.modes {
                let name = format!("{}: {}", mode.rule.get_ref(), mode.mode.get_ref());
                all.push(one(ReviewOf::Mode, &name, &team.name, mode.until.get_ref().0));
            }
        }
        for it in self.record().data().read("assessments", all_assessments)? {
            if let (AssessmentState::Signed, Some(day)) = (it.state, it.review) {
                let review = one(ReviewOf::Assessment, &it.title, &it.owner, day);
                all.push(Review { no: Some(it.no), ..review });
            }
        }
        for it in self.record().waiting_for_review()? {
            let of = match it.what {
                Waits::Holds => ReviewOf::Holds,
                Waits::Markers => ReviewOf::Markers,
                Waits::Legacy => ReviewOf::Legacy,
            };
            all.push(Review { count: it.count, ..one(of, "", &it.post, it.day) });
        }
        all.sort_by(|a, b| (a.day, a.of, &a.name, &a.whose).cmp(&(b.day, b.of, &b.name, &b.whose)));
        Ok(all)
    }
}
