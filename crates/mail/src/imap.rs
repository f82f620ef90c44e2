//! Fetching what came into a mailbox by IMAP. The mailbox is only read: people read it too, and a
//! mark of theirs must not hide a request from us, nor a mark of ours from them.

use std::sync::Arc;
use std::time::Duration;

use async_imap::{Client, Session};
use futures_util::TryStreamExt;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::Url;

use crate::{Error, place};

/// The most bytes of a message that are fetched: 25 MiB, what most servers take.
pub const MESSAGE_BYTES_MAX: usize = 25 << 20;
/// After how many bytes a visit ends: 64 MiB.
const VISIT_BYTES_MAX: usize = 64 << 20;
/// How long a whole visit may take.
const TIMEOUT: Duration = Duration::from_secs(120);

/// How far a mailbox was read. A server that numbers its messages anew says so by another `validity`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Which numbering.
    pub validity: u32,
    /// The number of the last message that was read; 0 before any.
    pub last: u32,
}

/// A message as the server has it.
pub struct Fetched {
    /// Where it stands.
    pub position: Position,
    /// When the server got it, in seconds since 1970.
    pub received: Option<i64>,
    /// Its bytes: the first [`MESSAGE_BYTES_MAX`].
    pub raw: Vec<u8>,
}

/// Says nothing of what it says.
impl std::fmt::Debug for Fetched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fetched").field("position", &self.position).finish_non_exhaustive()
    }
}

/// A mailbox on a server.
pub struct Inbox {
    url: Url,
    password: String,
    name: String,
    folder: String,
    secure: bool,
}

impl std::fmt::Debug for Inbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Inbox({})", place(self.url.as_str()))
    }
}

impl Inbox {
    /// A mailbox by its address: `imaps://name:password@host/INBOX`. Without TLS, `imap://`, only on
    /// this machine.
    ///
    /// # Errors
    /// [`Error::Address`].
    pub fn new(address: &str) -> Result<Inbox, Error> {
        let wrong = |why| Error::Address { place: place(address), why };
        let url = Url::parse(address)
            .map_err(|_| wrong("it is written as `imaps://name:password@host/INBOX`"))?;
        let secure = match url.scheme() {
            "imaps" => true,
            "imap" => false,
            _ => return Err(wrong("it begins with `imaps://`")),
        };
        let host = url.host_str().ok_or_else(|| wrong("it names no server"))?;
        if !secure && !crate::is_here(host) {
            return Err(wrong("a mailbox on another machine is read by `imaps://` alone"));
        }
        let plain = |text: &str| {
            let decoded = percent(text);
            decoded.ok_or_else(|| wrong("its name or password is not written as in a web address"))
        };
        let name = plain(url.username())?;
        let password = plain(url.password().unwrap_or_default())?;
        let folder = plain(url.path().trim_start_matches('/'))?;
        let folder = if folder.is_empty() { "INBOX".to_owned() } else { folder };
        Ok(Inbox { name, password, folder, secure, url })
    }

    /// What tells a mailbox apart: the server, whose it is, and the folder.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{} {}/{}", place(self.url.as_str()), self.name, self.folder)
    }

    /// Messages behind a position, the oldest first, at most so many.
    ///
    /// # Errors
    /// [`Error::Server`].
    pub fn after(&self, position: Position, limit: usize) -> Result<Vec<Fetched>, Error> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| self.server(&format!("cannot be called: {error}")))?;
        let mut out = Vec::new();
        let visit = runtime.block_on(async {
            tokio::time::timeout(TIMEOUT, self.visit(position, limit, &mut out)).await
        });
        let visit = visit.unwrap_or_else(|_| Err(self.server("took too long")));
        // What came so far came: the next visit goes on behind it.
        match visit {
            Err(error) if out.is_empty() => Err(error),
            _ => Ok(out),
        }
    }

    async fn visit(
        &self,
        position: Position,
        limit: usize,
        out: &mut Vec<Fetched>,
    ) -> Result<(), Error> {
        let host = self.url.host_str().unwrap_or_default();
        let port = self.url.port().unwrap_or(if self.secure { 993 } else { 143 });
        let stream = TcpStream::connect((host, port))
            .await
            .map_err(|error| self.server(&format!("cannot be reached: {}", error.kind())))?;
        if !self.secure {
            return self.read(stream, position, limit, out).await;
        }
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| self.server("has a name no certificate can have"))?;
        let stream = TlsConnector::from(self.trust()?)
            .connect(name, stream)
            .await
            .map_err(|error| self.server(&format!("is not safe to talk to: {}", error.kind())))?;
        self.read(stream, position, limit, out).await
    }

    fn trust(&self) -> Result<Arc<ClientConfig>, Error> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| self.server("cannot be talked to safely from here"))?;
        Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
    }

    async fn read<S>(
        &self,
        stream: S,
        position: Position,
        limit: usize,
        out: &mut Vec<Fetched>,
    ) -> Result<(), Error>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug,
    {
        let mut client = Client::new(stream);
        let hello = client.read_response().await;
        if !matches!(hello, Ok(Some(_))) {
            return Err(self.server("does not speak IMAP"));
        }
        let login = client.login(&self.name, &self.password).await;
        let mut session = login.map_err(|_| self.server("does not know this name and password"))?;
        let fetched = self.fetch(&mut session, position, limit, out).await;
        let _ = session.logout().await;
        fetched
    }

    async fn fetch<S>(
        &self,
        session: &mut Session<S>,
        position: Position,
        limit: usize,
        out: &mut Vec<Fetched>,
    ) -> Result<(), Error>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug,
    {
        let mailbox = session
            .examine(&self.folder)
            .await
            .map_err(|_| self.server(&format!("has no folder `{}`", self.folder)))?;
        let validity = mailbox.uid_validity.unwrap_or(0);
        let last = if validity == position.validity { position.last } else { 0 };
        let wrong = |_| self.server("answered something else than messages");
        let found = session.uid_search(format!("UID {}:*", last.saturating_add(1))).await;
        // `n:*` names the newest message even where it is older than n.
        let mut uids: Vec<u32> =
            found.map_err(wrong)?.into_iter().filter(|uid| *uid > last).collect();
        uids.sort_unstable();
        uids.truncate(limit);
        let mut bytes = 0;
        for uid in uids {
            // One by one: no more than one message is held twice.
            let query = format!("(UID INTERNALDATE BODY.PEEK[]<0.{MESSAGE_BYTES_MAX}>)");
            let parts: Vec<_> = session
                .uid_fetch(uid.to_string(), query)
                .await
                .map_err(wrong)?
                .try_collect()
                .await
                .map_err(wrong)?;
            let Some(part) = parts.into_iter().find(|part| part.uid == Some(uid)) else {
                // Somebody deleted it meanwhile.
                continue;
            };
            let raw = part.body().unwrap_or_default().to_vec();
            bytes += raw.len();
            out.push(Fetched {
                position: Position { validity, last: uid },
                received: part.internal_date().map(|date| date.timestamp()),
                raw,
            });
            // The rest is for the next visit.
            if bytes >= VISIT_BYTES_MAX {
                break;
            }
        }
        Ok(())
    }

    fn server(&self, what: &str) -> Error {
        Error::Server { place: place(self.url.as_str()), what: what.to_owned() }
    }
}

/// Decodes `%40` and the like.
fn percent(text: &str) -> Option<String> {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let hex = [bytes.next()?, bytes.next()?];
        let hex = std::str::from_utf8(&hex).ok()?;
        out.push(u8::from_str_radix(hex, 16).ok()?);
    }
    String::from_utf8(out).ok()
}
