//! Forms: that they come from our own pages, and that what is sent twice is done once.

use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use words::{Catalogue, Message};

/// The most characters of a name, or of where somebody is reached.
const LINE_LENGTH_MAX: usize = 300;

/// Lets a form through only where it comes from a page of ours. A browser says where it comes from; what
/// is no browser has no cookie of anybody's to misuse.
pub(super) async fn from_here(request: Request, next: Next) -> Response {
    if request.method() == Method::POST && !is_from_here(request.headers()) {
        let said = "This form did not come from our pages. Open the page anew and try again.\n";
        return (StatusCode::FORBIDDEN, said).into_response();
    }
    next.run(request).await
}

/// Whether a form comes from a page of ours.
pub(crate) fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        // Whoever says neither is a program; with a session of somebody's in its hands it has to say.
        (None, None) => {
            crate::staff::token(headers).is_none() && crate::resident::token(headers).is_none()
        }
        (None, Some(origin)) => {
            let host = text(header::HOST.as_str()).unwrap_or_default();
            origin.split_once("://").is_some_and(|(_, from)| from == host)
        }
    }
}

/// What somebody typed into one of the open forms.
#[derive(Clone, Default, Deserialize)]
pub(crate) struct Typed {
    /// What they want, or say.
    #[serde(default)]
    pub(super) words: String,
    /// For whom.
    #[serde(default)]
    pub(super) who: String,
    /// Their name.
    #[serde(default)]
    pub(super) name: String,
    /// Where they are reached.
    #[serde(default)]
    pub(super) reach: String,
}

/// What is wrong with a form: the field, and what it says beside it.
pub(super) type Wrong = Vec<(&'static str, String)>;

impl Typed {
    /// The same without spaces at the ends, and with one kind of line break.
    pub(super) fn trimmed(self) -> Typed {
        let trim = |text: String| text.replace("\r\n", "\n").trim().to_owned();
        Typed {
            words: trim(self.words),
            who: trim(self.who),
            name: trim(self.name),
            reach: trim(self.reach),
        }
    }

    /// What is wrong with it, where a name is needed or not.
    pub(super) fn wrong(&self, named: bool) -> Wrong {
        let mut wrong = Vec::new();
        let mut say = |field, message: Message| wrong.push((field, said(&message)));
        let length = self.words.chars().count();
        if length == 0 {
            say("words", Message::new("web-words-missing"));
        } else if length > casework::WORDS_LENGTH_MAX {
            say("words", Message::new("web-words-long"));
        }
        if named && self.name.is_empty() {
            say("name", Message::new("web-name-missing"));
        }
        for (field, text) in [("name", &self.name), ("reach", &self.reach)] {
            if text.chars().count() > LINE_LENGTH_MAX || text.contains('\n') {
                say(field, Message::new("web-line-long"));
            }
        }
        wrong
    }
}

/// What was typed into a field, with one kind of line break; none where it is empty.
pub(super) fn filled(text: &str) -> Option<String> {
    let text = text.replace("\r\n", "\n").trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// A sentence of ours.
pub(super) fn said(message: &Message) -> String {
    Catalogue::english().render(message)
}

/// Something nobody can guess, for a form that is to be done once.
pub(super) fn once() -> String {
    data_encoding::HEXLOWER.encode(&vault::random::<16>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_comes_from_our_pages() {
        let headers = |pairs: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(*name, axum::http::HeaderValue::from_static(value));
            }
            is_from_here(&headers)
        };
        assert!(headers(&[]));
        assert!(!headers(&[("cookie", "__Host-session=abc")]));
        assert!(!headers(&[("cookie", "__Host-account=abc")]));
        assert!(headers(&[("sec-fetch-site", "same-origin")]));
        assert!(!headers(&[("sec-fetch-site", "cross-site")]));
        assert!(!headers(&[("sec-fetch-site", "same-site")]));
        let host = ("host", "privacy.example");
        assert!(headers(&[host, ("origin", "https://privacy.example")]));
        assert!(!headers(&[host, ("origin", "https://evil.example")]));
        assert!(!headers(&[host, ("origin", "null")]));
    }
}
