//! PostgreSQL: a pool of sessions, serialisable transactions, statements prepared once a session.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use postgres::{Client, Config, NoTls, Row, Statement};

use crate::tls::{self, Way};
use crate::tx::ROWS_MAX;
use crate::{Error, Param, Tx, dialect};

/// Sessions open at the same time.
pub const SESSIONS_MAX: usize = 16;
/// Statements each session keeps prepared.
const STATEMENTS_MAX: usize = 512;
/// How long one waits for a session before being told to try again.
const SESSION_WAIT: Duration = Duration::from_secs(20);

/// A pool of sessions with one database.
pub(crate) struct Postgres {
    config: Config,
    way: Way,
    sessions: Mutex<Sessions>,
    freed: Condvar,
}

struct Sessions {
    idle: Vec<Session>,
    open: usize,
}

/// One connection and the statements it has prepared.
pub(crate) struct Session {
    client: Client,
    statements: HashMap<String, Statement>,
}

fn address(url: &str) -> Result<(Config, Way), Error> {
    let (mut config, way) = tls::read(url)?;
    config.application_name("keyholder");
    config.connect_timeout(Duration::from_secs(10));
    Ok((config, way))
}

fn dial(config: &Config, way: &Way) -> Result<Client, Error> {
    Ok(match way {
        Way::Plain => config.connect(NoTls)?,
        Way::Tls(tls) => config.connect((**tls).clone())?,
    })
}

/// A session of its own on somebody else's server, that can only read. It is reached as a store is:
/// in clear on this machine, by TLS with a checked certificate elsewhere.
///
/// # Errors
/// [`Error::Address`] when it is no address; [`Error::Unavailable`] when the server does not answer.
pub fn reader(url: &str) -> Result<Client, Error> {
    foreign(url, "SET default_transaction_read_only = on; SET statement_timeout = '120s'")
}

/// As [`reader`], for a session that may change what it was given rights to. What it commits is on
/// the server's disk.
///
/// # Errors
/// As for [`reader`].
pub fn writer(url: &str) -> Result<Client, Error> {
    foreign(url, "SET synchronous_commit = on; SET statement_timeout = '60s'")
}

/// What ends whatever a session that was opened by this address is at, from another thread: over a
/// connection of its own, reached as the session was. It does not say whether anything was ended.
///
/// # Errors
/// As for [`reader`].
pub fn canceller(
    url: &str,
    session: &Client,
) -> Result<impl Fn() + Clone + Send + Sync + use<>, Error> {
    let (_, way) = address(url)?;
    let (token, way) = (session.cancel_token(), Arc::new(way));
    Ok(move || {
        // Where nobody can be told to end it, its time runs out there.
        let _ = match way.as_ref() {
            Way::Plain => token.cancel_query(NoTls),
            Way::Tls(tls) => token.cancel_query((**tls).clone()),
        };
    })
}

fn foreign(url: &str, settings: &str) -> Result<Client, Error> {
    let (config, way) = address(url)?;
    let mut client = dial(&config, &way)?;
    client.batch_execute(settings)?;
    client.batch_execute("SET lock_timeout = '5s'; SET client_min_messages = warning")?;
    Ok(client)
}

impl Postgres {
    pub(crate) fn open(url: &str) -> Result<Postgres, Error> {
        let (config, way) = address(url)?;
        let pool = Postgres {
            config,
            way,
            sessions: Mutex::new(Sessions { idle: Vec::new(), open: 0 }),
            freed: Condvar::new(),
        };
        let session = pool.take()?;
        pool.give_back(Some(session));
        Ok(pool)
    }

    fn connect(&self) -> Result<Session, Error> {
        let mut client = dial(&self.config, &self.way)?;
        // A server set to answer before its disk has would break the promise of `Committed`.
        client.batch_execute(
            "SET synchronous_commit = on; SET statement_timeout = '120s';
             SET lock_timeout = '20s'; SET idle_in_transaction_session_timeout = '60s';
             SET client_min_messages = warning",
        )?;
        Ok(Session { client, statements: HashMap::new() })
    }

    fn take(&self) -> Result<Session, Error> {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(session) = sessions.idle.pop() {
                if session.client.is_closed() {
                    sessions.open -= 1;
                    continue;
                }
                return Ok(session);
            }
            if sessions.open < SESSIONS_MAX {
                sessions.open += 1;
                drop(sessions);
                let opened = self.connect();
                if opened.is_err() {
                    self.give_back(None);
                }
                return opened;
            }
            let (guard, timeout) = self
                .freed
                .wait_timeout(sessions, SESSION_WAIT)
                .unwrap_or_else(PoisonError::into_inner);
            sessions = guard;
            if timeout.timed_out() && sessions.idle.is_empty() {
                return Err(Error::Unavailable("all sessions are busy".to_owned()));
            }
        }
    }

    fn give_back(&self, session: Option<Session>) {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        match session.filter(|session| !session.client.is_closed()) {
            Some(session) => sessions.idle.push(session),
            None => sessions.open -= 1,
        }
        drop(sessions);
        self.freed.notify_one();
    }

    /// A session with a transaction begun. One that broke while nobody used it, as all do when the
    /// server restarts, is put away and the next one tried: nothing was asked of it yet.
    fn begin(&self, begin: &str) -> Result<Session, Error> {
        let mut last = None;
        for _ in 0..=SESSIONS_MAX {
            let mut session = self.take()?;
            match session.batch(begin) {
                Ok(()) => return Ok(session),
                Err(error) => {
                    self.give_back(None);
                    if !matches!(error, Error::Unavailable(_)) {
                        return Err(error);
                    }
                    last = Some(error);
                }
            }
        }
        Err(last.unwrap_or_else(|| Error::Unavailable("no session begins".to_owned())))
    }

    /// Runs one transaction once. `Ok` only when the server has acknowledged the commit.
    pub(crate) fn run<T, E: From<Error>>(
        &self,
        name: &'static str,
        mode: Mode,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<Attempt<T, E>, Error> {
        let session = RefCell::new(self.begin(mode.begin())?);
        let (result, met) = {
            let tx = Tx::postgres(&session);
            (work(&tx), tx.met())
        };
        let mut session = session.into_inner();
        let attempt = match result {
            // The server has given the transaction up, and would answer `COMMIT` without an error.
            Ok(_) if met.failed && !met.others => {
                self.end(session);
                return Err(Error::Unavailable(format!("`{name}` went on after an error")));
            }
            Ok(value) if !met.failed => match session.batch(mode.end()) {
                Ok(()) => Attempt::Done(value),
                Err(Error::Conflict(_)) => Attempt::Again,
                // Broken off or shut down in the middle: the commit may be on its disk.
                Err(Error::Unavailable(_) | Error::Damaged(_)) if mode == Mode::Write => {
                    self.give_back(None);
                    return Err(Error::Uncertain(name));
                }
                Err(error) => {
                    self.end(session);
                    return Err(error);
                }
            },
            Ok(_) => Attempt::Again,
            Err(_) if met.others => Attempt::Again,
            Err(error) if met.refused => Attempt::Refused(error),
            Err(error) => Attempt::Failed(error),
        };
        match attempt {
            Attempt::Done(_) => self.give_back(Some(session)),
            Attempt::Again | Attempt::Failed(_) | Attempt::Refused(_) => self.end(session),
        }
        Ok(attempt)
    }

    fn end(&self, mut session: Session) {
        let sound = session.batch("ROLLBACK").is_ok();
        self.give_back(sound.then_some(session));
    }
}

/// What a transaction is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Read,
    Write,
}

impl Mode {
    fn begin(self) -> &'static str {
        match self {
            Mode::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Mode::Write => "BEGIN ISOLATION LEVEL SERIALIZABLE",
        }
    }

    fn end(self) -> &'static str {
        match self {
            Mode::Read => "ROLLBACK",
            Mode::Write => "COMMIT",
        }
    }
}

/// How one try ended.
pub(crate) enum Attempt<T, E> {
    Done(T),
    Failed(E),
    /// By a rule of the tables: perhaps because of another transaction, which this one did not see.
    Refused(E),
    Again,
}

impl Session {
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Error> {
        Ok(self.client.batch_execute(sql)?)
    }

    fn prepare(&mut self, sql: &str) -> Result<Statement, Error> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        if self.statements.len() >= STATEMENTS_MAX {
            self.statements.clear();
        }
        let statement = self.client.prepare(&dialect::postgres(sql))?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(crate) fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64, Error> {
        let statement = self.prepare(sql)?;
        let params: Vec<&(dyn ToSql + Sync)> =
            params.iter().map(|param| param as &(dyn ToSql + Sync)).collect();
        Ok(self.client.execute(&statement, &params)?)
    }

    pub(crate) fn query(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, Error> {
        let statement = self.prepare(sql)?;
        let mut found = self.client.query_raw(&statement, params)?;
        let mut rows = Vec::new();
        while let Some(row) = found.next()? {
            if rows.len() >= ROWS_MAX {
                return Err(Error::TooLarge { what: "an answer", limit: ROWS_MAX });
            }
            rows.push(row);
        }
        Ok(rows)
    }
}
