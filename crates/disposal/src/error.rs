/// Why nothing was let go.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody has switched it on.
    #[error("disposal only plans here; switch it on first, which a second person approves")]
    PlanOnly,
    /// There is no such run, or it has ended.
    #[error("there is no run of that number that is open")]
    NoRun,
    /// It is of rows of a system.
    #[error(
        "this run is of a system's rows; carry it out with `keyholder disposal sources-carry-out`"
    )]
    InSystem,
    /// It is not over yet.
    #[error("this run is not done; carry it out to its end first")]
    NotDone,
    /// Nothing is past its time.
    #[error("nothing is past its time, or all of it has something in its way")]
    Nothing,
    /// The approval is not there, or for another list.
    #[error(transparent)]
    NotApproved(#[from] db::approvals::NotApproved),
    /// More than one run may have.
    #[error("too many {0} for one run; make it for some classes at a time")]
    TooMany(&'static str),
    /// A class the charter does not have.
    #[error("the charter has no retention class `{0}`; `keyholder disposal plan` lists them")]
    NoClass(String),
    /// What was said does not fit.
    #[error("{0}")]
    Malformed(String),
    /// The certificate's entry has no place in the log yet.
    #[error("the certificate is written and waits for its place in the log; ask again in a moment")]
    NotNumbered,
    /// The record.
    #[error(transparent)]
    Record(#[from] people::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Error {
        Error::Record(error.into())
    }
}
