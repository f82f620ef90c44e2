//! What somebody is given once to sign in with: shown this once, and not kept to be shown again.

use access::Second;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::Server;
use crate::idempotent::Again;
use crate::look::{Door, Frame, page};

#[derive(Template)]
#[template(path = "en/staff_enrolled.html")]
struct Enrolled {
    frame: Frame,
    title: &'static str,
    /// Where it leads back to.
    back: &'static str,
    /// What it is of.
    name: String,
    /// A secret to be told, in groups; none on the page that comes when the form is sent again.
    secret: Option<String>,
    /// An app takes it by this link.
    link: Option<String>,
    says: Vec<&'static str>,
}

/// What is shown.
pub(super) struct Once {
    pub(super) title: &'static str,
    pub(super) back: &'static str,
    pub(super) name: String,
    pub(super) secret: String,
    pub(super) link: Option<String>,
    pub(super) says: Vec<&'static str>,
}

/// The page with it.
pub(super) fn shown(frame: Frame, once: Once) -> Response {
    let Once { title, back, name, secret, link, says } = once;
    let blank = Enrolled { frame, title, back, name, secret: None, link: None, says: Vec::new() };
    // Sent twice, it is not shown again.
    let again = Again(blank.render().unwrap_or_default());
    let first = Enrolled { secret: Some(secret), link, says, ..blank };
    let mut response = page(StatusCode::OK, &first);
    response.extensions_mut().insert(again);
    response
}

/// The page with the key of an app that somebody else set up for them.
pub(super) fn app(
    server: &Server,
    frame: Frame,
    back: &'static str,
    name: &str,
    second: &Second,
) -> Response {
    let organisation = &server.record().gate().charter().head().name;
    let letters = second.in_letters();
    let groups: Vec<&str> =
        letters.as_bytes().chunks(4).filter_map(|four| str::from_utf8(four).ok()).collect();
    let once = Once {
        title: "The key of their app, shown this once",
        back,
        name: name.to_owned(),
        secret: groups.join(" "),
        link: Some(second.link(name, organisation).as_str().to_owned()),
        says: vec![
            "Put it into an app that makes codes, on their telephone, while they are with you. Keep no copy.",
            "They sign in with a code of it and the password that an administrator gives them. Neither of you can sign in as them alone.",
        ],
    };
    shown(frame, once)
}
