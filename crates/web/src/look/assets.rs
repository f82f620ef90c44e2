//! Files pages are drawn with, under names that change with what is in them: kept for ever, and never
//! stale.

use std::io::Write;
use std::sync::OnceLock;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::Server;

/// A file: what it is called, its media type, and it twice, plain and packed.
#[derive(Clone)]
pub(crate) struct Asset {
    /// Its path.
    pub(crate) path: String,
    kind: &'static str,
    plain: Vec<u8>,
    packed: Vec<u8>,
}

impl Asset {
    /// A file under a name that has a hash of it.
    pub(crate) fn new(name: &str, ending: &str, kind: &'static str, plain: Vec<u8>) -> Asset {
        let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(&plain)[..8]);
        let packed = packed(&plain);
        Asset { path: format!("/assets/{name}-{hash}.{ending}"), kind, plain, packed }
    }

    fn answer(&self, headers: &HeaderMap) -> Response {
        let body = if takes_gzip(headers) { &self.packed } else { &self.plain };
        let mut response = body.clone().into_response();
        let answered = response.headers_mut();
        for (name, value) in [
            (header::CONTENT_TYPE, self.kind),
            (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            (header::VARY, "accept-encoding"),
            // A drawing may have colours of its own, and nothing else.
            (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'"),
        ] {
            answered.insert(name, HeaderValue::from_static(value));
        }
        if takes_gzip(headers) {
            answered.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }
}

/// The stylesheet of every page.
pub(crate) fn stylesheet() -> &'static Asset {
    static SHEET: OnceLock<Asset> = OnceLock::new();
    SHEET.get_or_init(|| {
        let css = include_bytes!("../../assets/keyholder.css").to_vec();
        Asset::new("keyholder", "css", "text/css; charset=utf-8", css)
    })
}

/// Gives out a file by its name.
pub(crate) async fn served(
    State(server): State<Server>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let brand = server.brand();
    let files = [Some(stylesheet()), Some(&brand.sheet), Some(&brand.icon), brand.logo.as_ref()];
    let found = files.into_iter().flatten().find(|file| file.path.ends_with(&format!("/{name}")));
    found.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |file| file.answer(&headers))
}

/// A page that is the same for everybody, packed where whoever asks can unpack it. Never one with a
/// secret in it: how well that packs would tell of it.
pub(crate) async fn gzipped(headers: &HeaderMap, response: Response) -> Response {
    let (parts, body) = response.into_parts();
    // A page of ours lies in memory whole.
    let html = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let mut response = Response::from_parts(parts, Body::empty());
    let answered = response.headers_mut();
    answered.insert(header::VARY, HeaderValue::from_static("accept-encoding, cookie"));
    if !takes_gzip(headers) {
        *response.body_mut() = html.into();
        return response;
    }
    answered.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    answered.remove(header::CONTENT_LENGTH);
    *response.body_mut() = packed(&html).into();
    response
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let takes = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    takes.is_some_and(|takes| {
        let mut codings = takes.split(',').map(|one| one.split(';').next().unwrap_or("").trim());
        codings.any(|coding| coding.eq_ignore_ascii_case("gzip"))
    })
}

fn packed(plain: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    // Into memory, which does not fail.
    let written = packer.write_all(plain).and_then(|()| packer.finish());
    written.unwrap_or_default()
}
