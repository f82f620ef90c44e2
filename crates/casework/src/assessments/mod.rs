//! Assessments, from the first word to the day they are looked at again. Whoever writes sends it to the data
//! protection officer, who advises; the owner of the decision decides, and is somebody else. Nobody's data is in
//! it.

mod questions;
mod reading;
mod steps;

pub use questions::{AssessmentGroup, AssessmentKind, AssessmentQuestion};
pub use reading::{
    Assessment, AssessmentAsked, AssessmentState, AssessmentStep, AssessmentStepped,
};
pub(crate) use reading::{all, find};
pub use steps::{AssessmentDecision, NewAssessment};

/// The most characters of one answer: answers are short.
pub const ASSESSMENT_ANSWER_MAX: usize = 2_000;
/// The most characters of a title.
pub const ASSESSMENT_TITLE_MAX: usize = 120;
/// How many days before its review an assessment is due for it.
pub const REVIEW_SOON_DAYS: i64 = 30;
/// The most years until a review.
pub const REVIEW_YEARS_MAX: i64 = 3;
/// The most assessments that are listed.
const LISTED_MAX: u32 = 2_000;
/// The kind of the task of whoever is asked a question.
const TASK_QUESTION: &str = "assessment-question";
/// The kind of the task to look at one again.
const TASK_REVIEW: &str = "assessment-review";
