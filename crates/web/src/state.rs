//! What every request shares.

use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};
use jiff::{SignedDuration, Timestamp};
use ledger::Verifier;
use people::{BreakGlass, Now, Record};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use sources::Map;
use tokio::sync::{Mutex, Semaphore};

use charter::publish::Edition;

use crate::Problem;
use crate::look::Brand;
use crate::provider::Provider;

/// The most bytes of a request's body: 1 MiB.
pub const BODY_BYTES_MAX: usize = 1 << 20;
/// The most bytes of a document that comes over the API: 16 MiB.
pub const DOCUMENT_BYTES_MAX: usize = 16 << 20;
/// The most requests one token may make in a second, and in one burst.
pub const REQUESTS_PER_SECOND: u32 = 2_000;
/// The most requests that wait for the store at the same time.
pub const WAITING_MAX: usize = 256;

/// The most forms of people without an account in a second, whoever they are. A landlord has a few a
/// day.
const FORMS_PER_SECOND: u32 = 10;
/// The most people who sign in at the same moment.
const SIGNING_MAX: usize = 4;

/// The server's state. Cheap to clone.
#[derive(Clone)]
pub struct Server {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) record: Record,
    clock: fn() -> Timestamp,
    limiter: DefaultKeyedRateLimiter<String>,
    /// How many forms of people without an account are taken.
    forms: DefaultDirectRateLimiter,
    waiting: Semaphore,
    /// Few at once: a password costs memory and time on purpose.
    signing: Semaphore,
    pub(crate) metrics: Option<metrics_exporter_prometheus::PrometheusHandle>,
    pub(crate) glass: OnceLock<Arc<BreakGlass>>,
    face: OnceLock<Face>,
    provider: OnceLock<Arc<Provider>>,
    address_header: OnceLock<String>,
    /// Whether codes go out by email.
    sends_codes: OnceLock<()>,
    /// Whether letters with a code are put out to be printed.
    prints_letters: OnceLock<()>,
    map: OnceLock<Map>,
    own: Face,
    /// What the log is checked with, and how it stood when it was last.
    log_key: OnceLock<Verifier>,
    log_stood: Mutex<Option<(Timestamp, Stands)>>,
    /// When nothing is worked any more: another charter is in force, and another server answers by it.
    ends: OnceLock<Instant>,
}

/// How the log stands: how many entries are as they were signed, or what is wrong.
pub(crate) type Stands = Result<u64, String>;

/// How long what was found of the log is said again: working all of it out takes a while.
const LOG_STOOD: SignedDuration = SignedDuration::from_mins(30);

/// What the pages of an organisation look like, and what was published before.
#[derive(Default)]
struct Face {
    brand: Brand,
    edition: Option<Edition>,
    earlier: Vec<Edition>,
}

impl Server {
    /// A server over a record. The clock is a parameter: tests have their own.
    #[must_use]
    pub fn new(
        record: Record,
        clock: fn() -> Timestamp,
        metrics: Option<metrics_exporter_prometheus::PrometheusHandle>,
    ) -> Server {
        let rate = NonZeroU32::new(REQUESTS_PER_SECOND).unwrap_or(NonZeroU32::MIN);
        let limiter = RateLimiter::keyed(Quota::per_second(rate));
        let forms = NonZeroU32::new(FORMS_PER_SECOND).unwrap_or(NonZeroU32::MIN);
        let forms = RateLimiter::direct(Quota::per_second(forms));
        let (waiting, signing) = (Semaphore::new(WAITING_MAX), Semaphore::new(SIGNING_MAX));
        let edition = charter::publish::in_force(record.gate().charter());
        let own = Face { edition, ..Face::default() };
        let (glass, face, provider) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        let (log_key, log_stood) = (OnceLock::new(), Mutex::new(None));
        let inner = Inner {
            record,
            clock,
            limiter,
            forms,
            waiting,
            signing,
            metrics,
            glass,
            face,
            provider,
            address_header: OnceLock::new(),
            sends_codes: OnceLock::new(),
            prints_letters: OnceLock::new(),
            map: OnceLock::new(),
            own,
            log_key,
            log_stood,
            ends: OnceLock::new(),
        };
        Server { inner: Arc::new(inner) }
    }

    /// Lets looks that save a life go on while the log cannot be written.
    #[must_use]
    pub fn with_break_glass(self, glass: Arc<BreakGlass>) -> Server {
        let _ = self.inner.glass.set(glass);
        self
    }

    /// Works for this long still, and no longer.
    pub(crate) fn ends_after(&self, rest: Duration) {
        let _ = self.inner.ends.set(Instant::now() + rest);
    }

    /// Knows the key the log is signed with: pages say whether the log is what was signed.
    #[must_use]
    pub fn with_log_key(self, key: Verifier) -> Server {
        let _ = self.inner.log_key.set(key);
        self
    }

    /// Whether the log is what was signed, as it was found in the last half hour; none where nobody knows.
    pub(crate) async fn log_stands(&self) -> Option<Stands> {
        let key = self.inner.log_key.get()?.clone();
        let now = (self.inner.clock)();
        // One works it out, and others wait for what it finds.
        let mut stood_then = self.inner.log_stood.lock().await;
        if let Some((at, stood)) = stood_then.clone()
            && now.duration_since(at) < LOG_STOOD
        {
            return Some(stood);
        }
        let found = self.work(move |record, _| Ok(record.data().verify_log(&key)));
        let stands = match found.await.ok()? {
            Ok(checkpoint) => Ok(checkpoint.size),
            Err(db::LogError::Empty) => Ok(0),
            Err(db::LogError::Store(_)) => return None,
            Err(error) => {
                tracing::error!(%error, "the log cannot be trusted");
                Err(error.to_string())
            }
        };
        *stood_then = Some((now, stands.clone()));
        Some(stands)
    }

    /// Draws pages in an organisation's own colour, and knows the notices it published before.
    #[must_use]
    pub fn with_face(self, brand: Brand, earlier: Vec<Edition>) -> Server {
        let edition = self.inner.own.edition.clone();
        let _ = self.inner.face.set(Face { brand, edition, earlier });
        self
    }

    /// Shows the landlord's systems as this map has them.
    #[must_use]
    pub fn with_map(self, map: Map) -> Server {
        let _ = self.inner.map.set(map);
        self
    }

    /// The data map, where this server knows one.
    pub(crate) fn map(&self) -> Option<&Map> {
        self.inner.map.get()
    }

    /// Lets staff sign in by the organisation's own provider.
    #[must_use]
    pub fn with_provider(self, provider: impl Into<Arc<Provider>>) -> Server {
        let _ = self.inner.provider.set(provider.into());
        self
    }

    /// Takes the address somebody comes from from a header of the organisation's own proxy.
    #[must_use]
    pub fn with_address_header(self, name: &str) -> Server {
        let _ = self.inner.address_header.set(name.to_ascii_lowercase());
        self
    }

    /// Says that codes go out by email: pages promise none where nothing sends them.
    #[must_use]
    pub fn with_codes_by_email(self) -> Server {
        let _ = self.inner.sends_codes.set(());
        self
    }

    pub(crate) fn sends_codes(&self) -> bool {
        self.inner.sends_codes.get().is_some()
    }

    /// Says that letters with a code are put out to be printed: pages promise none where nothing prints them.
    #[must_use]
    pub fn with_letters_printed(self) -> Server {
        let _ = self.inner.prints_letters.set(());
        self
    }

    pub(crate) fn prints_letters(&self) -> bool {
        self.inner.prints_letters.get().is_some()
    }

    pub(crate) fn address_header(&self) -> Option<&str> {
        self.inner.address_header.get().map(String::as_str)
    }

    /// The organisation's own provider of sign-in.
    pub(crate) fn provider(&self) -> Option<&Arc<Provider>> {
        self.inner.provider.get()
    }

    /// Whether one more form of somebody without an account is taken now.
    pub(crate) fn takes_a_form(&self) -> bool {
        self.inner.forms.check().is_ok()
    }

    fn face(&self) -> &Face {
        self.inner.face.get().unwrap_or(&self.inner.own)
    }

    pub(crate) fn brand(&self) -> &Brand {
        &self.face().brand
    }

    /// The notice in force; none where the charter has no date.
    pub(crate) fn edition(&self) -> Option<&Edition> {
        self.face().edition.as_ref()
    }

    /// The notices that were published before.
    pub(crate) fn earlier(&self) -> &[Edition] {
        &self.face().earlier
    }

    pub(crate) fn record(&self) -> &Record {
        &self.inner.record
    }

    pub(crate) fn now(&self) -> Now {
        self.record().now((self.inner.clock)())
    }

    /// The same for somebody who signs in.
    pub(crate) async fn signing_in<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Record, Now) -> Result<T, people::Error> + Send + 'static,
    ) -> Result<T, Problem> {
        // Nobody queues: who is turned away tries again.
        let _permit = self.inner.signing.try_acquire().map_err(|_| Problem::busy())?;
        self.work(work).await
    }

    /// Runs work on the record where it may wait.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Record, Now) -> Result<T, people::Error> + Send + 'static,
    ) -> Result<T, Problem> {
        if self.inner.ends.get().is_some_and(|ends| *ends <= Instant::now()) {
            return Err(Problem::busy());
        }
        let _permit = self.inner.waiting.acquire().await.map_err(|_| Problem::busy())?;
        let (record, now) = (self.record().clone(), self.now());
        let done = tokio::task::spawn_blocking(move || {
            let result = work(&record, now);
            result.map_err(|error| Problem::of(&error, record.gate()))
        });
        done.await.map_err(|_| {
            Problem::store(&db::Error::Unavailable("the work did not finish".to_owned()))
        })?
    }
}

/// Who calls: a service with a token that stands.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) token: db::tokens::Token,
}

impl Caller {
    pub(crate) fn may(&self, scope: &str) -> Result<(), Problem> {
        if self.token.scopes.iter().any(|there| there == scope) {
            Ok(())
        } else {
            Err(Problem::forbidden(format!("it has no scope `{scope}`")))
        }
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

impl FromRequestParts<Server> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Caller, Problem> {
        if let Some(caller) = parts.extensions.get::<Caller>() {
            return Ok(caller.clone());
        }
        let secret = bearer(&parts.headers).ok_or_else(Problem::unauthorized)?;
        let sha256: [u8; 32] = Sha256::digest(secret.as_bytes()).into();
        let token = server
            .work(move |record, now| {
                Ok(record.data().read("token", |tx| db::tokens::find(tx, &sha256, now.micros()))?)
            })
            .await?
            .ok_or_else(Problem::unauthorized)?;
        if server.inner.limiter.check_key(&token.name).is_err() {
            return Err(Problem::busy());
        }
        Ok(Caller { token })
    }
}

/// A body of bytes: a document.
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl FromRequest<Server> for Bytes {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &Server) -> Result<Bytes, Problem> {
        let bytes = axum::body::to_bytes(request.into_body(), DOCUMENT_BYTES_MAX).await;
        bytes.map(|bytes| Bytes(bytes.to_vec())).map_err(|_| {
            Problem::bad_request(format!("a document has {DOCUMENT_BYTES_MAX} bytes at most"))
        })
    }
}

/// A body in JSON, with its errors as problems.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Server> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &Server) -> Result<Body<T>, Problem> {
        let bytes =
            axum::body::to_bytes(request.into_body(), BODY_BYTES_MAX).await.map_err(|_| {
                Problem::bad_request(format!("a body has {BODY_BYTES_MAX} bytes at most"))
            })?;
        // The words of the error may quote what was sent; the place is enough.
        serde_json::from_slice(&bytes).map(Body).map_err(|error| {
            let what = match error.classify() {
                serde_json::error::Category::Data => {
                    "a field is missing, unknown or of another type"
                }
                _ => "it is no JSON",
            };
            Problem::bad_request(format!(
                "{what} (line {}, column {})",
                error.line(),
                error.column()
            ))
        })
    }
}

/// What stands in a path, with its errors as problems.
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Server> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Path<T>, Problem> {
        let read = axum::extract::Path::from_request_parts(parts, server).await;
        // What axum says quotes the path.
        read.map(|axum::extract::Path(value)| Path(value)).map_err(|_| {
            Problem::bad_request("the path has something in it that is no number, id or text")
        })
    }
}

/// What stands behind the question mark, with its errors as problems.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Server> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Query<T>, Problem> {
        let read = axum::extract::Query::from_request_parts(parts, server).await;
        read.map(|axum::extract::Query(value)| Query(value)).map_err(|_| {
            Problem::bad_request(
                "what is asked for has a field missing, unknown or of another type",
            )
        })
    }
}
