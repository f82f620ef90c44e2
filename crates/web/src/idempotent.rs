//! Requests that may be sent twice: with an `Idempotency-Key` the second gets the first one's answer,
//! and nothing is done twice.
//!
//! Only requests that write, and whose answers show nothing that is held: what is looked at is decided
//! and written down each time anew.
//!
//! The key is taken before the work and its answer is kept after it. Where the power went in
//! between, nobody knows whether it was done, and the second is told so.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use db::idempotency::{self, ANSWER_BYTES_MAX, KEY_LENGTH_MAX, Known};
use sha2::{Digest, Sha256};
use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{OpenApi, RefOr, Required};

use crate::Problem;
use crate::look;
use crate::pages;
use crate::resident;
use crate::staff::Staff;
use crate::state::{Caller, DOCUMENT_BYTES_MAX, Server};

/// The header.
pub(crate) const HEADER: &str = "idempotency-key";

/// The requests that may carry one. Not among them: looks of every kind, and disclosures, whose answers
/// show what is held; and break-glass, which must work while nothing can be written.
const WRITES: &[(&str, &str)] = &[
    ("POST", "/v1/cases"),
    ("POST", "/v1/cases/{reference}/black-outs"),
    ("POST", "/v1/cases/{reference}/changes"),
    ("POST", "/v1/cases/{reference}/changes/{no}"),
    ("POST", "/v1/cases/{reference}/collections"),
    ("POST", "/v1/cases/{reference}/consents/end"),
    ("POST", "/v1/cases/{reference}/informed"),
    ("POST", "/v1/cases/{reference}/objections"),
    ("POST", "/v1/cases/{reference}/questions"),
    ("POST", "/v1/cases/{reference}/recipients"),
    ("POST", "/v1/cases/{reference}/replies"),
    ("POST", "/v1/cases/{reference}/steps"),
    ("POST", "/v1/homes"),
    ("POST", "/v1/items/joint"),
    ("POST", "/v1/office/approvals/{no}"),
    ("POST", "/v1/office/inbox/{no}"),
    ("POST", "/v1/office/interests"),
    ("POST", "/v1/office/posts"),
    ("POST", "/v1/office/tasks/{no}/end"),
    ("POST", "/v1/people"),
    ("POST", "/v1/people/{id}/choices"),
    ("POST", "/v1/people/{id}/choices/withdraw"),
    ("POST", "/v1/people/{id}/death"),
    ("POST", "/v1/people/{id}/documents"),
    ("POST", "/v1/people/{id}/erasure"),
    ("POST", "/v1/people/{id}/erasure/ask"),
    ("POST", "/v1/people/{id}/events"),
    ("POST", "/v1/people/{id}/holds"),
    ("POST", "/v1/people/{id}/holds/release"),
    ("POST", "/v1/people/{id}/items"),
    ("POST", "/v1/people/{id}/items/{no}/remove"),
    ("POST", "/v1/people/{id}/markers"),
    ("POST", "/v1/people/{id}/markers/{no}/set"),
    ("POST", "/v1/people/{id}/markers/{no}/steps"),
    ("POST", "/v1/people/{id}/merge"),
    ("POST", "/v1/people/{id}/relationships"),
    ("POST", "/v1/people/{id}/service-refusals"),
    ("POST", "/v1/people/{id}/split"),
    ("POST", "/v1/people/{id}/walls"),
    ("POST", "/v1/recordings"),
    ("PUT", "/v1/people/{id}/items/{no}"),
];

/// Says in the document which requests may carry one.
pub(crate) fn describe(document: &mut OpenApi) {
    for (method, path) in WRITES {
        let Some(item) = document.paths.paths.get_mut(*path) else { continue };
        let operation = if *method == "PUT" { &mut item.put } else { &mut item.post };
        let Some(operation) = operation else { continue };
        let header = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some("The same request under the same key is carried out once in a day."))
            .schema(Some(
                ObjectBuilder::new().schema_type(Type::String).max_length(Some(KEY_LENGTH_MAX)),
            ))
            .build();
        operation.parameters.get_or_insert_default().push(RefOr::T(header));
    }
}

struct Asked {
    actor: String,
    key: String,
    request: [u8; 32],
    /// Whether it is the form of a page: those did nothing unless they say that all is well.
    page: bool,
}

/// What is answered to a form that is sent a second time, where the first answer showed what is held: that
/// is decided and written down anew each time, so it is not kept.
#[derive(Clone)]
pub(crate) struct Again(pub(crate) String);

/// Lets a request through once.
pub(crate) async fn once(State(server): State<Server>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    if request.method() == Method::POST && PAGES.contains(&route) {
        return page_once(server, request, next).await;
    }
    if request.method() == Method::POST && STAFF_PAGES.contains(&route) {
        return staff_once(server, request, next).await;
    }
    let Some(key) = request.headers().get(HEADER) else { return next.run(request).await };
    if !WRITES.contains(&(request.method().as_str(), route)) {
        // Another method on such a route, or no route at all, has an answer of its own.
        if request.method() != Method::POST || WRITES.iter().any(|(_, write)| *write == route) {
            return next.run(request).await;
        }
        return Problem::bad_request("an `Idempotency-Key` is for requests that write")
            .into_response();
    }
    let Ok(key) = key.to_str() else { return wrong_key() };
    if key.is_empty() || key.len() > KEY_LENGTH_MAX {
        return wrong_key();
    }
    let (key, (mut parts, body)) = (key.to_owned(), request.into_parts());
    // Nobody without a token keeps anything here.
    let actor = match Caller::from_request_parts(&mut parts, &server).await {
        Ok(caller) => {
            let name = caller.token.name.clone();
            parts.extensions.insert(caller);
            name
        }
        Err(problem) => return problem.into_response(),
    };
    let Ok(bytes) = to_bytes(body, DOCUMENT_BYTES_MAX).await else {
        return Problem::bad_request("the body is larger than any that is taken").into_response();
    };
    let mut hash = Sha256::new();
    for part in [parts.method.as_str(), "\n", &parts.uri.to_string(), "\n"] {
        hash.update(part);
    }
    hash.update(&bytes);
    let asked = Asked { actor, key, request: hash.finalize().into(), page: false };
    match take(&server, &asked).await {
        Err(problem) => problem.into_response(),
        Ok(Known::New) => {
            let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
            keep(&server, asked, response).await
        }
        Ok(Known::Answered(status, sealed)) => answer(&server, &asked, status, &sealed),
        Ok(Known::UnderWay) => Problem::new(
            StatusCode::CONFLICT,
            "under-way",
            "The same request is under way, or nobody knows how it ended",
        )
        .detail("wait a little and send it again; if this stays, look whether it was done")
        .into_response(),
        Ok(Known::Other) => Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "another-request",
            "Another request came under this key",
        )
        .detail("use a new key for each thing that is to be done")
        .into_response(),
    }
}

/// Pages with a form that does something: it carries a word of its own, and what is sent twice is done
/// once and answered twice.
const PAGES: &[&str] = &[
    "/account/ask",
    "/account/cases",
    "/account/choices",
    "/ask/send",
    "/complain",
    "/report",
    // What is changed ends the session it was changed in.
    "/staff/account",
    "/staff/account/app",
];
/// Where such pages are somebody's own: what was answered is answered again to nobody else, and to nobody
/// whose session has ended.
const OWN: &str = "/account/";
/// The same of the office: done once for whoever is signed in, and answered twice to nobody else.
const STAFF_PAGES: &[&str] = &[
    "/staff/access",
    "/staff/admin",
    "/staff/approvals/{no}",
    "/staff/assessments",
    "/staff/assessments/{no}",
    "/staff/breaches",
    "/staff/cases/{reference}/answer",
    "/staff/cases/{reference}/black-out",
    "/staff/cases/{reference}/changes",
    "/staff/cases/{reference}/changes/{no}",
    "/staff/cases/{reference}/collect",
    "/staff/cases/{reference}/items/{item}",
    "/staff/cases/{reference}/objection",
    "/staff/cases/{reference}/questions",
    "/staff/cases/{reference}/replies",
    "/staff/cases/{reference}/steps/{step}",
    "/staff/cases/{reference}/told",
    "/staff/cases/{reference}/work",
    "/staff/drift/{no}",
    "/staff/inbox/{no}",
    "/staff/notices",
    "/staff/notices/{no}",
    "/staff/notices/{no}/away",
    "/staff/notices/{no}/publish",
    "/staff/notices/{no}/sign",
    "/staff/people/{id}/choice",
    "/staff/people/{id}/correction",
    "/staff/people/{id}/letter",
    "/staff/people/{id}/request",
    "/staff/people/{id}/share",
    "/staff/posts",
    "/staff/services",
    "/staff/sources",
    "/staff/tasks/{no}",
    "/staff/team",
    "/staff/training",
];
/// Who sends a form: somebody without an account. Nobody can guess another's word.
const SOMEBODY: &str = "a page";

async fn page_once(server: Server, request: Request, next: Next) -> Response {
    // What is not from our pages keeps nothing here.
    if !pages::is_from_here(request.headers()) {
        return next.run(request).await;
    }
    if !server.takes_a_form() {
        return (StatusCode::TOO_MANY_REQUESTS, "Please wait a minute and try again.\n")
            .into_response();
    }
    let own = request.uri().path().starts_with(OWN);
    if own && !matches!(resident::find(&server, request.headers()).await, Ok(Some(_))) {
        return next.run(request).await;
    }
    form_once(server, request, next, SOMEBODY.to_owned()).await
}

async fn staff_once(server: Server, request: Request, next: Next) -> Response {
    if !pages::is_from_here(request.headers()) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let name = match Staff::from_request_parts(&mut parts, &server).await {
        Ok(staff) => {
            let name = staff.account.name.clone();
            parts.extensions.insert(staff);
            name
        }
        // Nobody without a session keeps anything here: they are sent to sign in.
        Err(elsewhere) => return elsewhere,
    };
    form_once(server, Request::from_parts(parts, body), next, format!("staff {name}")).await
}

/// Does what the form of a page says, once for whoever sends it.
async fn form_once(server: Server, request: Request, next: Next, actor: String) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, pages::BODY_BYTES_MAX).await else {
        return (StatusCode::PAYLOAD_TOO_LARGE, "What you sent is too long.\n").into_response();
    };
    let key = bytes.split(|byte| *byte == b'&').find_map(|pair| pair.strip_prefix(b"once="));
    let key = key.and_then(|key| std::str::from_utf8(key).ok()).map(str::to_owned);
    let request = |bytes: &[u8]| Request::from_parts(parts.clone(), Body::from(bytes.to_vec()));
    let Some(key) = key.filter(|key| key.len() >= 32 && key.len() <= KEY_LENGTH_MAX) else {
        return next.run(request(&bytes)).await;
    };
    let mut hash = Sha256::new();
    hash.update(parts.uri.path());
    if parts.uri.path().starts_with(OWN) {
        hash.update(resident::token(&parts.headers).unwrap_or_default());
        hash.update("\n");
    }
    hash.update(&bytes);
    let asked = Asked { actor, key, request: keyed(&server, &hash.finalize()), page: true };
    match take(&server, &asked).await {
        Ok(Known::Answered(status, sealed)) => {
            let mut response = answer(&server, &asked, status, &sealed);
            look::dress(&mut response);
            response
        }
        Ok(Known::New) => {
            let response = next.run(request(&bytes)).await;
            // A form that says what is wrong is filled in anew, with a word of its own.
            keep(&server, asked, response).await
        }
        // Under way, or another form under the same word.
        Ok(_) => (StatusCode::CONFLICT, "This form was sent already. Open the page anew.\n")
            .into_response(),
        Err(problem) => problem.into_response(),
    }
}

/// What tells a form from another: with a key, so that what was typed into it cannot be tried out by whoever
/// has only the table.
fn keyed(server: &Server, hash: &[u8]) -> [u8; 32] {
    let vault = server.record().vault();
    let mut both = [0; 32];
    both[..16].copy_from_slice(&vault.pseudonym("form", hash));
    both[16..].copy_from_slice(&vault.pseudonym("form, again", hash));
    both
}

fn wrong_key() -> Response {
    Problem::bad_request(format!("an `Idempotency-Key` has 1 to {KEY_LENGTH_MAX} characters"))
        .into_response()
}

async fn take(server: &Server, asked: &Asked) -> Result<Known, Problem> {
    let (actor, key, request) = (asked.actor.clone(), asked.key.clone(), asked.request);
    server
        .work(move |record, now| {
            let taken = record.data().write("idempotency key", move |tx| {
                idempotency::take(tx, &actor, &key, &request, now.micros())
            })?;
            Ok(taken.into_inner())
        })
        .await
}

/// Keeps an answer, unless it says that nothing was done.
async fn keep(server: &Server, asked: Asked, response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return Problem::busy().into_response();
    };
    let status = parts.status;
    // Nothing was done: the same key may be used again. What may have been
    // done keeps its key.
    let uncertain = || {
        let problem = serde_json::from_slice::<serde_json::Value>(&bytes).unwrap_or_default();
        problem["type"] == "uncertain"
    };
    let done = matches!(status, StatusCode::OK | StatusCode::SEE_OTHER);
    let page = asked.page && !done;
    let nothing = page
        || status == StatusCode::TOO_MANY_REQUESTS
        || (status.is_server_error() && !uncertain());
    let first =
        if status == StatusCode::SEE_OTHER { header::LOCATION } else { header::CONTENT_TYPE };
    let again = parts.extensions.get::<Again>().map_or(&bytes[..], |again| again.0.as_bytes());
    let plain = plain(parts.headers.get(first), again);
    let _ = server
        .work(move |record, now| {
            let at = now.micros();
            let Asked { actor, key, request, .. } = asked;
            if nothing || plain.len() > ANSWER_BYTES_MAX / 2 {
                record
                    .data()
                    .write("idempotency key", move |tx| idempotency::forget(tx, &actor, &key))?;
                return Ok(());
            }
            let sealed = record.seal_answer(&request, &plain)?;
            let status = i64::from(status.as_u16());
            record.data().write("idempotency key", move |tx| {
                idempotency::keep(tx, &actor, &key, &request, status, &sealed, at)
            })?;
            Ok(())
        })
        .await;
    Response::from_parts(parts, Body::from(bytes))
}

/// An answer as it is kept: its media type, or where it leads; a line break; its body.
fn plain(first: Option<&HeaderValue>, bytes: &[u8]) -> Vec<u8> {
    let mut plain = first.map(|first| first.as_bytes().to_vec()).unwrap_or_default();
    plain.push(b'\n');
    plain.extend(bytes);
    plain
}

fn answer(server: &Server, asked: &Asked, status: i64, sealed: &[u8]) -> Response {
    let opened = server.record().open_answer(&asked.request, sealed);
    let Ok(plain) = opened else { return Problem::busy().into_response() };
    let split = plain.iter().position(|byte| *byte == b'\n').unwrap_or_default();
    let (first, body) = (&plain[..split], plain[split + 1..].to_vec());
    let status = u16::try_from(status).ok().and_then(|code| StatusCode::from_u16(code).ok());
    let status = status.unwrap_or(StatusCode::OK);
    let mut response = (status, body).into_response();
    let headers: &mut HeaderMap = response.headers_mut();
    headers.remove(header::CONTENT_TYPE);
    let name =
        if status == StatusCode::SEE_OTHER { header::LOCATION } else { header::CONTENT_TYPE };
    if let (false, Ok(first)) = (first.is_empty(), HeaderValue::from_bytes(first)) {
        headers.insert(name, first);
    }
    headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
    response
}
