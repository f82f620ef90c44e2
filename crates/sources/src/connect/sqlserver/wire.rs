//! The connection to an SQL Server: let in by TLS, and statements whose rows come one by one. All of it
//! is bounded, in time and in size, for a server may be slow or lie.

use std::future::Future;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use futures_util::TryStreamExt;
use futures_util::future::{Either, select};
use futures_util::io::{AsyncRead, AsyncWrite};
use tiberius::error::Error as Tds;
use tiberius::{AuthMethod, Client, ColumnData, Config, EncryptionLevel, Query, QueryItem};
use tokio::io::{AsyncRead as _, AsyncWrite as _, ReadBuf};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;

use crate::connect::address::{CONNECT_WAIT, Server, told};
use crate::connect::value::EachRow;
use crate::{Error, Stop};

/// The port such a server listens on, unless the address says another.
const PORT: u16 = 1433;
/// How long one statement may take: 120 seconds.
const STATEMENT_WAIT: Duration = Duration::from_secs(120);
/// How often it is looked whether somebody has stopped it while it waits for a server.
const STOP_LOOK: Duration = Duration::from_millis(50);
/// The most bytes of one row, or of what is said while somebody is let in: 64 MiB.
const ROW_BYTES_MAX: usize = 64 << 20;
/// The most bytes of a file of certificates: 4 MiB.
const ROOTS_BYTES_MAX: u64 = 4 << 20;

/// A value a statement is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Given {
    Text(String),
    Whole(i64),
}

/// A socket from which only so many bytes are read until somebody says that more may come.
struct Bounded {
    stream: TcpStream,
    left: Arc<AtomicUsize>,
}

impl AsyncRead for Bounded {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let left = self.left.load(Ordering::Relaxed).min(into.len());
        if left == 0 && !into.is_empty() {
            return Poll::Ready(Err(io::ErrorKind::FileTooLarge.into()));
        }
        let mut read = ReadBuf::new(&mut into[..left]);
        ready!(Pin::new(&mut self.stream).poll_read(context, &mut read))?;
        let read = read.filled().len();
        self.left.fetch_sub(read, Ordering::Relaxed);
        Poll::Ready(Ok(read))
    }
}

impl AsyncWrite for Bounded {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// A connection somebody was let in on.
pub(super) struct Wire {
    runtime: Runtime,
    /// None once it broke off, or was left in the middle of an answer.
    client: Option<Client<Bounded>>,
    left: Arc<AtomicUsize>,
}

/// What goes wrong with one answer, and whether more can be asked after it.
enum Wrong {
    Said(Error),
    Off(Error),
}

impl From<Tds> for Wrong {
    fn from(error: Tds) -> Wrong {
        match &error {
            Tds::Server(_) => Wrong::Said(wrong(&error)),
            _ => Wrong::Off(wrong(&error)),
        }
    }
}

/// What went wrong, by its number alone: what a server says quotes names and values.
fn wrong(error: &Tds) -> Error {
    let unreachable = |why: &str| Error::Unreachable(why.to_owned());
    match error {
        Tds::Server(said) => {
            let why = match said.code() {
                207 => ": there is no column of that name",
                208 => ": there is no table of that name",
                229 | 230 | 916 => ": this user may not",
                1205 | 3960 => ": somebody else changed it at the same time",
                1222 => ": somebody else holds it",
                4060 | 4064 => ": there is no such database, or this user may not",
                18452 | 18456 => ": it does not let this user in",
                18470 | 18486 | 18487 | 18488 => {
                    ": this user is locked, or has to change its password"
                }
                40914 | 40615 => ": its firewall does not let this machine in",
                _ => "",
            };
            Error::Refused(format!("sql server {}{why}", said.code()))
        }
        Tds::Io { kind: io::ErrorKind::FileTooLarge, .. } => {
            Error::TooMany { what: "bytes in a row", limit: ROW_BYTES_MAX }
        }
        Tds::Io { kind, .. } => unreachable(&told(&io::Error::from(*kind))),
        Tds::Tls(_) => unreachable(
            "its certificate is none that is trusted here, or it speaks no TLS that is; name a file of certificates with `?sslrootcert=`",
        ),
        Tds::Routing { .. } => {
            unreachable("it sends on to another server; give that one's address")
        }
        Tds::Protocol(why) if why.contains("encryption level") => {
            unreachable("it offers no TLS, and nothing leaves this machine in clear")
        }
        _ => lies(),
    }
}

pub(super) fn lies() -> Error {
    Error::Unreachable("what it answers is not what such a server says".to_owned())
}

fn late() -> Error {
    Error::Unreachable("it did not answer in time".to_owned())
}

impl Wire {
    pub(super) fn open(server: &Server) -> Result<Wire, Error> {
        let until = Instant::now() + CONNECT_WAIT;
        let cannot = |error: io::Error| Error::Unreachable(told(&error));
        let config = config(server)?;
        let stream = server.dial(PORT, until)?;
        stream.set_nonblocking(true).map_err(cannot)?;
        stream.set_nodelay(true).map_err(cannot)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(cannot)?;
        let left = Arc::new(AtomicUsize::new(ROW_BYTES_MAX));
        let bytes = Arc::clone(&left);
        let client = caught(&runtime, async move {
            let stream = TcpStream::from_std(stream).map_err(|error| Wrong::Off(cannot(error)))?;
            let wait = until.saturating_duration_since(Instant::now());
            let client = Client::connect(config, Bounded { stream, left: bytes });
            let client = tokio::time::timeout(wait, client).await;
            Ok(client.map_err(|_| Wrong::Off(late()))??)
        });
        let client = client.map_err(|wrong| match wrong {
            Wrong::Said(error) | Wrong::Off(error) => error,
        })?;
        Ok(Wire { runtime, client: Some(client), left })
    }

    /// Runs one statement, and gives its rows one by one as they come. Without values it is run as it
    /// is, so that what it sets stays.
    pub(super) fn run(
        &mut self,
        sql: &str,
        given: &[Given],
        stop: &Stop,
        each: &mut EachRow<'_>,
    ) -> Result<(), Error> {
        let gone = || Error::Unreachable("the connection broke off before".to_owned());
        let mut client = self.client.take().ok_or_else(gone)?;
        let answer = answer(&mut client, sql, given, &self.left, each);
        let whole = async {
            let answer = std::pin::pin!(tokio::time::timeout(STATEMENT_WAIT, answer));
            match select(answer, std::pin::pin!(stopped(stop))).await {
                Either::Left((answer, _)) => answer.map_err(|_| Wrong::Off(late()))?,
                // The connection goes with it, and by that the server knows that nobody waits.
                Either::Right(_) => Err(Wrong::Off(Error::Stopped)),
            }
        };
        // The rest of an answer that broke off is still on its way: nothing can be asked after it.
        match caught(&self.runtime, whole) {
            Ok(()) => self.client = Some(client),
            Err(Wrong::Said(error)) => {
                self.client = Some(client);
                return Err(error);
            }
            Err(Wrong::Off(error)) => return Err(error),
        }
        Ok(())
    }
}

/// Runs to its end what others wrote, which may give up when a server lies.
fn caught<T>(runtime: &Runtime, work: impl Future<Output = Result<T, Wrong>>) -> Result<T, Wrong> {
    let ran = catch_unwind(AssertUnwindSafe(|| runtime.block_on(work)));
    ran.unwrap_or_else(|_| Err(Wrong::Off(lies())))
}

/// Done when somebody has stopped it.
async fn stopped(stop: &Stop) {
    while !stop.is_stopped() {
        tokio::time::sleep(STOP_LOOK).await;
    }
}

async fn answer(
    client: &mut Client<Bounded>,
    sql: &str,
    given: &[Given],
    left: &AtomicUsize,
    each: &mut EachRow<'_>,
) -> Result<(), Wrong> {
    left.store(ROW_BYTES_MAX, Ordering::Relaxed);
    let mut answer = if given.is_empty() {
        client.simple_query(sql).await?
    } else {
        let mut query = Query::new(sql);
        for value in given {
            match value {
                Given::Text(text) => query.bind(text.as_str()),
                Given::Whole(number) => query.bind(*number),
            }
        }
        query.query(client).await?
    };
    while let Some(item) = answer.try_next().await? {
        let QueryItem::Row(row) = item else { continue };
        left.store(ROW_BYTES_MAX, Ordering::Relaxed);
        let cells: Result<Vec<_>, Error> = row.cells().map(|(_, cell)| value(cell)).collect();
        let cells = cells.map_err(Wrong::Off)?;
        let cells: Vec<Option<&[u8]>> = cells.iter().map(Option::as_deref).collect();
        each(&cells).map_err(Wrong::Off)?;
    }
    Ok(())
}

/// A value as text: statements ask for nothing but text, and numbers.
fn value(cell: &ColumnData<'_>) -> Result<Option<Vec<u8>>, Error> {
    let text = match cell {
        ColumnData::String(text) => text.as_ref().map(ToString::to_string),
        ColumnData::U8(number) => number.map(|number| number.to_string()),
        ColumnData::I16(number) => number.map(|number| number.to_string()),
        ColumnData::I32(number) => number.map(|number| number.to_string()),
        ColumnData::I64(number) => number.map(|number| number.to_string()),
        ColumnData::F32(number) => number.map(|number| number.to_string()),
        ColumnData::F64(number) => number.map(|number| number.to_string()),
        ColumnData::Bit(bit) => bit.map(|bit| u8::from(bit).to_string()),
        _ => return Err(lies()),
    };
    Ok(text.map(String::into_bytes))
}

/// How it is let in: in clear on this machine, and by TLS with the certificate checked anywhere else.
fn config(server: &Server) -> Result<Config, Error> {
    let mut config = Config::new();
    config.host(&server.host);
    config.application_name("keyholder");
    config.client_name("keyholder");
    config.authentication(AuthMethod::sql_server(&server.user, &server.password));
    if let Some(database) = &server.database {
        config.database(database);
    }
    config.handshake_timeout(Some(CONNECT_WAIT));
    config.command_timeout(Some(STATEMENT_WAIT));
    let in_clear = server.in_clear();
    config.encryption(if in_clear {
        EncryptionLevel::NotSupported
    } else {
        EncryptionLevel::Required
    });
    if let Some(path) = &server.roots {
        let mut bytes = Vec::new();
        let read = std::fs::File::open(path)
            .and_then(|file| file.take(ROOTS_BYTES_MAX).read_to_end(&mut bytes));
        read.map_err(|error| {
            Error::Unreachable(format!(
                "the certificates of `sslrootcert` cannot be read: {}",
                error.kind()
            ))
        })?;
        config.trust_cert_ca_bundle(bytes);
    }
    Ok(config)
}
