//! Signing in by the organisation's own provider: there, and back.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use people::Now;
use serde::Deserialize;
use words::Message;

use crate::Server;
use crate::look::{Door, Frame, cookie, page};
use crate::pages::form::said;
use crate::pages::nothing_here;
use crate::provider::{NotVouched, Provider};
use crate::resident::recorded;
use crate::staff::{self, SIGN_IN, page_of_ours};

/// Where somebody reads that they are out here, and not there.
pub(super) const OUT: &str = "/staff/sign-in/work/out";
/// The cookie that finds the way back: for this host alone, over a safe connection, and not for scripts.
const COOKIE: &str = "__Host-sign-in";
/// How long the way there and back may take, in seconds.
const LASTS: i64 = 600;
/// The most characters of what comes back beside a code.
const TEXT_LENGTH_MAX: usize = 2_000;
/// Where the office begins.
const OFFICE: &str = "/staff";

#[derive(Template)]
#[template(path = "en/staff_work_account.html")]
pub(super) struct Told {
    pub(super) frame: Frame,
    pub(super) title: String,
    pub(super) says: String,
    pub(super) links: Vec<(String, String)>,
}

/// A page that says how it went, with a way on.
fn told(
    frame: Frame,
    status: StatusCode,
    title: &Message,
    says: &Message,
    there: Option<String>,
) -> Response {
    let out = there.map(|href| (href, said(&Message::new("web-work-out-there"))));
    let again = (SIGN_IN.to_owned(), said(&Message::new("web-work-again")));
    let links = out.into_iter().chain([again]).collect();
    page(
        status,
        &Told { frame: frame.at(Door::Staff), title: said(title), says: said(says), links },
    )
}

fn not_in(frame: Frame, status: StatusCode, says: &Message) -> Response {
    told(frame, status, &Message::new("web-work-not-in"), says, None)
}

fn away(frame: Frame) -> Response {
    let says = Message::new("web-work-away-what");
    told(frame, StatusCode::SERVICE_UNAVAILABLE, &Message::new("web-work-away"), &says, None)
}

/// What a browser keeps on the way there and back.
struct Way {
    state: String,
    nonce: String,
    verifier: String,
    /// When it began, in seconds.
    begun: i64,
    /// The page to come back to.
    to: String,
}

impl Way {
    fn of(headers: &HeaderMap) -> Option<Way> {
        let mut parts = cookie(headers, COOKIE)?.splitn(5, '.').map(str::to_owned);
        let mut part = || parts.next().filter(|part| !part.is_empty());
        let (state, nonce, verifier) = (part()?, part()?, part()?);
        let (begun, to) = (part()?.parse().ok()?, part()?);
        Some(Way { state, nonce, verifier, begun, to })
    }

    fn set(&self) -> HeaderValue {
        let Way { state, nonce, verifier, begun, to } = self;
        let text = format!(
            "{COOKIE}={state}.{nonce}.{verifier}.{begun}.{to}; Path=/; Max-Age={LASTS}; Secure; \
             HttpOnly; SameSite=Lax"
        );
        HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

fn forgets(mut response: Response) -> Response {
    let text = "__Host-sign-in=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax";
    response.headers_mut().append(header::SET_COOKIE, HeaderValue::from_static(text));
    response
}

fn to(url: &str) -> Response {
    let there = HeaderValue::from_str(url).unwrap_or_else(|_| HeaderValue::from_static(SIGN_IN));
    (StatusCode::SEE_OTHER, [(header::LOCATION, there)]).into_response()
}

fn seconds(now: Now) -> i64 {
    now.micros().div_euclid(1_000_000)
}

/// Asks the provider, where that may wait and few wait at once.
async fn asked<T: Send + 'static>(
    server: &Server,
    ask: impl FnOnce(&Provider) -> Result<T, NotVouched> + Send + 'static,
) -> Result<T, NotVouched> {
    let busy = || NotVouched::Away("too many wait for it".to_owned());
    let provider = server.provider().ok_or_else(busy)?.clone();
    let done = {
        let _permit = provider.waiting.try_acquire().map_err(|_| busy())?;
        let provider = provider.clone();
        tokio::task::spawn_blocking(move || ask(&provider)).await
    };
    let done = done.map_err(|_| busy())?;
    if let Err(error) = &done {
        // It says nothing of anybody, nor anything they came with.
        tracing::warn!(%error, "a work account");
    }
    done
}

/// Where somebody wants to come back to.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    to: String,
}

/// Sends somebody to the provider.
pub(crate) async fn begin(
    State(server): State<Server>,
    frame: Frame,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Response {
    if server.provider().is_none() {
        return nothing_here(frame);
    }
    let begun = seconds(server.now());
    let Ok(sent) = asked(&server, Provider::send).await else { return away(frame) };
    let wanted = wanted.ok().map(|Query(wanted)| wanted.to);
    let way = Way {
        state: sent.state,
        nonce: sent.nonce,
        verifier: sent.verifier,
        begun,
        to: wanted.filter(|path| page_of_ours(path).is_some()).unwrap_or_else(|| OFFICE.to_owned()),
    };
    let mut response = to(&sent.url);
    response.headers_mut().insert(header::SET_COOKIE, way.set());
    response
}

/// What somebody comes back with.
#[derive(Deserialize)]
pub(crate) struct Came {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    iss: Option<String>,
}

/// Takes somebody in who comes back from the provider.
pub(crate) async fn back(
    State(server): State<Server>,
    frame: Frame,
    headers: HeaderMap,
    came: Result<Query<Came>, QueryRejection>,
) -> Response {
    // Whatever comes of it, this way is at its end.
    let came = came.ok().map(|Query(came)| came);
    forgets(came_back(&server, frame, &headers, came).await)
}

async fn came_back(
    server: &Server,
    frame: Frame,
    headers: &HeaderMap,
    came: Option<Came>,
) -> Response {
    let Some(provider) = server.provider() else { return nothing_here(frame) };
    let refused = StatusCode::FORBIDDEN;
    let not_vouched = Message::new("web-work-not-vouched");
    let now = server.now();
    let passed = |way: &Way| seconds(now).saturating_sub(way.begun);
    let Some(way) = Way::of(headers).filter(|way| (0..=LASTS).contains(&passed(way))) else {
        return not_in(frame, refused, &Message::new("web-work-stale"));
    };
    let Some(came) = came.filter(|came| came.state.len() <= TEXT_LENGTH_MAX) else {
        return not_in(frame, refused, &not_vouched);
    };
    if came.state != way.state {
        return not_in(frame, refused, &Message::new("web-work-stale"));
    }
    if came.code.is_empty() || came.iss.is_some_and(|iss| !provider.is(&iss)) {
        return not_in(frame, refused, &not_vouched);
    }
    let Way { nonce, verifier, to: next, .. } = way;
    let asked = asked(server, move |provider| provider.vouch(came.code, nonce, verifier, now));
    let vouched = match asked.await {
        Ok(vouched) => vouched,
        Err(NotVouched::Away(_)) => return away(frame),
        Err(NotVouched::Refused(_)) => return not_in(frame, refused, &not_vouched),
    };
    let groups = provider.groups().to_vec();
    let tried = server
        .work(move |record, now| recorded(access::sign_in_by_work(record, &groups, &vouched, now)));
    let why = match tried.await {
        Ok(Ok(session)) => {
            let mut response = to(page_of_ours(&next).unwrap_or(OFFICE));
            response.headers_mut().append(header::SET_COOKIE, staff::set(session.as_str()));
            return response;
        }
        Ok(Err(why)) => why,
        Err(_) => return away(frame),
    };
    let says = match why {
        access::Error::Barred => Message::new("web-work-barred"),
        access::Error::NameTaken => Message::new("web-work-name-taken"),
        access::Error::NoGroup => Message::new("web-work-no-group"),
        access::Error::NoName => Message::new("web-work-no-name"),
        access::Error::Weak => Message::new("web-work-weak"),
        _ => not_vouched,
    };
    not_in(frame, refused, &says)
}

/// Says that somebody is out here, and where they sign out of the provider too.
pub(crate) async fn out(State(server): State<Server>, frame: Frame) -> Response {
    if server.provider().is_none() {
        return nothing_here(frame);
    }
    let there = asked(&server, |provider| Ok(provider.sign_out_there())).await.ok().flatten();
    let (title, says) = (Message::new("web-work-out"), Message::new("web-work-out-what"));
    told(frame, StatusCode::OK, &title, &says, there)
}
