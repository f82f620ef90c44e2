//! What somebody of the office is, beside their role: by the posts they hold today.

use db::{Tx, posts};
use people::{Error as RecordError, Now, Record};

use crate::Account;

/// What somebody is, by the posts they hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Whether they work on cases: the data protection team, its officer, and the owner of decisions.
    pub works: bool,
    /// Whether they answer for who may sign in: the data protection officer and the owner of decisions.
    pub answers: bool,
    /// The teams they lead, by the charter's names.
    pub leads: Vec<String>,
    /// Whether they audit.
    pub audits: bool,
    /// Whether they make accounts and give posts.
    pub administers: bool,
}

impl Standing {
    pub(crate) fn of(tx: &Tx<'_>, name: &str, day: &str) -> Result<Standing, RecordError> {
        let mut standing = Standing::default();
        for post in posts::of(tx, name, day)? {
            match post.as_str() {
                posts::HANDLER => standing.works = true,
                posts::ADVISER | posts::OWNER => {
                    (standing.works, standing.answers) = (true, true);
                }
                posts::AUDITOR => standing.audits = true,
                posts::ADMINISTRATOR => standing.administers = true,
                post => standing.leads.extend(posts::led_by(post).map(str::to_owned)),
            }
        }
        Ok(standing)
    }

    /// Whether they have a part in what others may do: then nobody gives them something to sign in with
    /// alone, and they give no post beside.
    #[must_use]
    pub fn is_second(&self, team: &str) -> bool {
        !self.administers && (self.answers || self.leads.iter().any(|led| led == team))
    }
}

/// What somebody is today.
///
/// # Errors
/// What the store says.
pub fn standing(record: &Record, name: &str, now: Now) -> Result<Standing, RecordError> {
    let day = now.today().to_string();
    record.data().read("standing", |tx| Standing::of(tx, name, &day))
}

/// Whether the time somebody was given is over: of an auditor, who has it for a time, and holds nothing
/// else.
pub(crate) fn is_over(tx: &Tx<'_>, name: &str, day: &str) -> Result<bool, RecordError> {
    let over = posts::over_since(tx, posts::AUDITOR, name, day)?.is_some();
    Ok(over && posts::of(tx, name, day)?.is_empty())
}

/// Whether the role of an account looks at anybody, by the charter. A role the charter does not have any
/// more may be one that does.
#[must_use]
pub fn looks(record: &Record, account: &Account) -> bool {
    let roles = record.gate().charter().roles();
    let role = roles.find(&account.role).and_then(|at| roles.as_slice().get(at));
    role.is_none_or(|role| !role.actions.is_empty())
}
