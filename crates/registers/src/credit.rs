//! Searches at a credit agency (row 8.7.15): soft ones only, and what an agency answers is looked at before
//! it is kept.
//!
//! A hard search leaves a mark that lenders see, and is refused, whoever asks. An answer that says it left
//! one, or does not say that it left none, is not kept: it is reported, so that the agency takes the mark out.

use db::tasks;
use gate::NamedAsk;
use jiff::ToSpan;
use people::{Now, PersonId, Record};
use serde_json::{Map, Value};

use crate::Error;
use crate::error::{no, said};
use crate::kept::{self, Kept, New, OPEN, Register, Step};

/// The category a search and its answer are held as.
pub const CATEGORY: &str = "credit-history";
/// The purpose of a search.
pub const PURPOSE: &str = "credit-history-check";
/// The most bytes of an answer.
pub const ANSWER_BYTES_MAX: usize = 64 * 1024;
/// Within how many days an agency answers; then somebody looks.
const ANSWER_DAYS: i64 = 7;
/// Who looks after an agency that left a mark, and who hears of it.
const POSTS: [&str; 2] = ["head-of-lettings", "data-protection-officer"];

const ANSWERED: i64 = 1;
const MARKED: i64 = 2;

/// How a search is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Search {
    /// It leaves no mark that lenders see.
    Soft,
    /// It leaves one: refused.
    Hard,
}

impl std::str::FromStr for Search {
    type Err = String;

    fn from_str(word: &str) -> Result<Search, String> {
        match word {
            "soft" => Ok(Search::Soft),
            "hard" => Ok(Search::Hard),
            _ => Err(format!("a search is `soft` or `hard`, and not `{word}`")),
        }
    }
}

/// What came of an agency's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// It left no mark, and is kept.
    Kept,
    /// It left a mark, or does not say that it left none: it is not kept, and reported.
    Reported,
}

/// Whether an agency's answer says that its search left no mark, and nothing else. Agencies have their own words:
/// a field of whatever name with `footprint` in it says whether one was left, one with `search` and `type` in it what
/// kind of search it was. A field that says neither yes nor no says nothing, and then it is not soft.
fn left_no_mark(answer: &Map<String, Value>) -> bool {
    let mut says = false;
    for (name, value) in answer {
        let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        let name = name.to_lowercase();
        let soft = if name.contains("footprint") {
            value.as_bool() == Some(false)
        } else if name == "type" || (name.contains("search") && name.contains("type")) {
            let word = value.as_str().map(str::to_lowercase);
            matches!(word.as_deref(), Some("soft" | "quotation"))
        } else {
            continue;
        };
        if !soft {
            return false;
        }
        says = true;
    }
    says
}

fn asking(named: &NamedAsk) -> NamedAsk {
    let mut named = named.clone();
    PURPOSE.clone_into(&mut named.purpose);
    named
}

/// Writes a search down before it is made; its number.
///
/// # Errors
/// [`Error::No`] for a hard search, which stands in the person's history as refused; [`Error::Record`] where the
/// gate refuses: an objection, a purpose that is not the person's.
pub fn search(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    (how, agency): (Search, &str),
    now: Now,
) -> Result<i64, Error> {
    let agency = said("name the agency", agency, 2)?;
    let named = asking(named);
    if how == Search::Hard {
        let ask = kept::question(record, &named, CATEGORY, "collect", now)?;
        let say = |account: people::Account| account.with("refused", true);
        let _ = record.write_about(&ask, person, now, "hard-search", say, |_, _| Ok(()))?;
        return Err(no("8.7.15", "a hard search leaves a mark that lenders see; make a soft one"));
    }
    let by = named.actor.clone().unwrap_or_default();
    let text = format!("Soft search at {agency}, asked for on {} by {by}.", now.today());
    kept::put(
        record,
        &named,
        person,
        &New {
            register: Register::CreditSearch,
            category: CATEGORY,
            source: "credit-and-fraud-agencies",
            text,
            due: Some(now.today().saturating_add(ANSWER_DAYS.days())),
            post: POSTS[0],
            state: OPEN,
            event: None,
            instead: false,
        },
        now,
    )
}

/// Takes an agency's answer, as JSON. One that left a mark is not kept; two posts have a task then.
///
/// # Errors
/// [`Error::No`] where no search waits; [`Error::Malformed`] for what is no JSON.
pub fn answered(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    (search, answer): (i64, &str),
    now: Now,
) -> Result<Came, Error> {
    if answer.len() > ANSWER_BYTES_MAX {
        return Err(Error::Malformed(format!("the answer has more than {ANSWER_BYTES_MAX} bytes")));
    }
    let read: Map<String, Value> = serde_json::from_str(answer)
        .map_err(|_| Error::Malformed("the agency's answer is no JSON object".to_owned()))?;
    let named = asking(named);
    let soft = left_no_mark(&read);
    let adds = if soft {
        format!("Answered on {}:\n{}", now.today(), answer.trim())
    } else {
        format!("The answer of {} left a mark, or did not say that it left none.", now.today())
    };
    let step = Step {
        register: Register::CreditSearch,
        category: CATEGORY,
        no: search,
        to: if soft { ANSWERED } else { MARKED },
        due: None,
        adds,
    };
    let (day, at) = (now.today().to_string(), now.micros());
    let may = |kept: &Kept| {
        kept::only_from(kept, &[OPEN], "8.7.15", "no such search waits for an answer")
    };
    kept::step(record, &named, person, &step, now, may, move |tx| {
        for post in POSTS.into_iter().filter(|_| !soft) {
            let task = tasks::NewTask {
                post: post.to_owned(),
                kind: "credit-mark-left".to_owned(),
                subject: None,
                reference: format!("search {search} {post}"),
                due: day.clone(),
            };
            tasks::give_once(tx, &task, at)?;
        }
        Ok(())
    })?;
    Ok(if soft { Came::Kept } else { Came::Reported })
}

/// The searches of a person.
///
/// # Errors
/// As for looking at the person.
pub fn searches(
    record: &Record,
    named: &NamedAsk,
    person: PersonId,
    now: Now,
) -> Result<Vec<Kept>, Error> {
    kept::list(record, &asking(named), CATEGORY, person, Register::CreditSearch, now)
}
