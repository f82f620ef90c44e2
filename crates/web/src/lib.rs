//! The HTTP interface. It holds no rules: it reads a request, asks a room below, and says the
//! answer. The only room with async public interfaces.

mod api;
mod front;
mod idempotent;
mod look;
mod pages;
mod problem;
mod provider;
mod resident;
mod staff;
mod state;
mod whence;

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;

pub use front::{Front, serve_front};
pub use look::{Brand, NotABrand};
pub use pages::{Meets, Page, Role, Whom};
pub use problem::{Problem, Why};
pub use provider::{BACK, NotAProvider, Provider, SignInBy};
pub use state::{BODY_BYTES_MAX, DOCUMENT_BYTES_MAX, REQUESTS_PER_SECOND, Server, WAITING_MAX};

/// How long requests under way may take when the server is told to stop.
pub const GRACE: Duration = Duration::from_secs(20);

/// The document that describes the API (OpenAPI 3.1), as JSON.
#[must_use]
pub fn openapi() -> String {
    let (_, mut document) = api::routes().split_for_parts();
    idempotent::describe(&mut document);
    let mut text = document.to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

/// Every page, by its address, and for whom it is. The API has a document of its own ([`openapi`]).
#[must_use]
pub fn doors() -> Vec<Page> {
    pages::doors()
}

/// Every route.
pub fn router(server: Server) -> Router {
    let (routes, _) = api::routes().split_for_parts();
    routes
        .merge(pages::routes(&server))
        .route("/openapi.json", get(document))
        .route("/health", get(|| async { "ok\n" }))
        .route("/ready", get(ready))
        .route("/metrics", get(metrics))
        .fallback(nowhere)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(server.clone(), idempotent::once))
        .layer(DefaultBodyLimit::max(DOCUMENT_BYTES_MAX))
        .layer(middleware::from_fn(observe))
        .with_state(server)
}

/// Serves until `stop` is done, then lets what is under way finish.
///
/// # Errors
/// What the listener says.
pub async fn serve(
    server: Server,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    serve_front(Front::new(server), listener, stop).await
}

async fn document(headers: HeaderMap) -> Response {
    let mut response = api_tag(&headers);
    let json = header::HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

fn api_tag(headers: &HeaderMap) -> Response {
    static DOCUMENT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    api::tagged(headers, DOCUMENT.get_or_init(openapi).clone())
}

/// Ready when the store and the vault answer.
async fn ready(State(server): State<Server>) -> Response {
    let looked = server
        .work(|record, _| {
            record.people()?;
            record.vault().tombs()?;
            Ok(())
        })
        .await;
    match looked {
        Ok(()) => "ready\n".into_response(),
        Err(problem) => problem.into_response(),
    }
}

async fn metrics(State(server): State<Server>) -> Response {
    match &server.inner.metrics {
        Some(handle) => handle.render().into_response(),
        None => nothing_here().await.into_response(),
    }
}

/// Nothing is there: programs are told as programs, and people on a page.
async fn nowhere(frame: look::Frame, request: Request) -> Response {
    let asks = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let page = asks.is_some_and(|asks| asks.contains("text/html"));
    if page && !request.uri().path().starts_with("/v1/") {
        return pages::nothing_here(frame);
    }
    nothing_here().await.into_response()
}

async fn nothing_here() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "nothing-here", "There is nothing here")
}

async fn wrong_method() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "wrong-method", "Not with this method")
}

/// Counts and logs each request by its route, never by its path: a path has ids in it.
async fn observe(request: Request, next: Next) -> Response {
    let route =
        request.extensions().get::<MatchedPath>().map_or("none", |path| path.as_str()).to_owned();
    let method = request.method().clone();
    let begun = std::time::Instant::now();
    let mut response = next.run(request).await;
    let status = response.status().as_u16();
    metrics::histogram!(
        "http_request_seconds", "route" => route.clone(), "status" => status.to_string()
    )
    .record(begun.elapsed());
    tracing::info!(%method, route, status, "request");
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    ] {
        headers.entry(name).or_insert(header::HeaderValue::from_static(value));
    }
    response
}
