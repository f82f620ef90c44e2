//! What every page has: the head, the foot, and what whoever reads has chosen to read it in.

use std::sync::{Arc, OnceLock};

use access::Standing;
use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::assets::stylesheet;
use crate::Server;

/// What a page may be drawn with, and where its forms go: here, and nowhere else.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";
/// The cookie of what somebody chose to read in. It says nothing of anybody.
const COOKIE: &str = "display";
/// How long that is kept: a year, in seconds.
const KEPT: u32 = 31_536_000;

/// Light, dark, or as the machine has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the machine has it.
    #[default]
    Machine,
    /// Dark words on light.
    Light,
    /// Light words on dark.
    Dark,
}

impl Theme {
    /// Its name.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Theme::Machine => "machine",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub(crate) fn of(name: &str) -> Theme {
        match name {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::Machine,
        }
    }
}

/// What somebody chose to read in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Display {
    /// Light or dark.
    pub(crate) theme: Theme,
    /// Large print.
    pub(crate) large: bool,
}

impl Display {
    fn of(headers: &HeaderMap) -> Display {
        let chosen = cookie(headers, COOKIE).unwrap_or_default();
        let mut words = chosen.split('.');
        let theme = Theme::of(words.next().unwrap_or_default());
        Display { theme, large: words.next() == Some("large") }
    }
}

/// A cookie somebody's browser sent, by its name.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut each = all.flat_map(|value| value.split(';')).filter_map(|one| one.split_once('='));
    each.find(|(key, _)| key.trim() == name).map(|(_, value)| value.trim())
}

/// The cookie that keeps what somebody chose.
pub(crate) fn set_display(display: Display) -> HeaderValue {
    let size = if display.large { "large" } else { "usual" };
    let theme = display.theme.id();
    let text = format!("{COOKIE}={theme}.{size}; Path=/; Max-Age={KEPT}; SameSite=Lax; HttpOnly");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// The cookie that forgets it.
pub(crate) fn forget_display() -> HeaderValue {
    HeaderValue::from_static("display=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly")
}

/// Which door a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// The residents' privacy centre: everybody.
    Residents,
    /// A letter behind a link: nothing leads anywhere else.
    Letter,
    /// The office.
    Staff,
}

/// Whether whoever is signed in looks people up, and what they are beside: known once their session is, and
/// asked by the links at the head of each page.
#[derive(Clone, Default)]
pub(crate) struct Looks(Arc<OnceLock<(bool, Standing)>>);

impl Looks {
    /// Whether they do.
    pub(crate) fn get(&self) -> bool {
        self.0.get().is_some_and(|(looks, _)| *looks)
    }

    fn is(&self, what: fn(&Standing) -> bool) -> bool {
        self.0.get().is_some_and(|(_, standing)| what(standing))
    }

    /// Whether they lead a team.
    pub(crate) fn leads(&self) -> bool {
        self.is(|standing| !standing.leads.is_empty())
    }

    /// Whether they audit.
    pub(crate) fn audits(&self) -> bool {
        self.is(|standing| standing.audits)
    }

    /// Whether they work on cases.
    pub(crate) fn works(&self) -> bool {
        self.is(|standing| standing.works)
    }

    /// Whether they administer.
    pub(crate) fn administers(&self) -> bool {
        self.is(|standing| standing.administers)
    }

    /// Whether they answer for who may sign in.
    pub(crate) fn answers(&self) -> bool {
        self.is(|standing| standing.answers)
    }

    /// Says it, once.
    pub(crate) fn set(&self, looks: bool, standing: &Standing) {
        let _ = self.0.set((looks, standing.clone()));
    }
}

/// What every page has.
pub(crate) struct Frame {
    /// Who answers for the pages.
    pub(crate) organisation: String,
    /// Whether all of it is made up.
    pub(crate) example: bool,
    /// The stylesheet.
    pub(crate) sheet: &'static str,
    /// The organisation's own.
    pub(crate) brand: String,
    /// Its colour.
    pub(crate) colour: String,
    /// Its logo.
    pub(crate) logo: Option<String>,
    /// The picture beside the name of a page.
    pub(crate) icon: String,
    /// What whoever reads has chosen.
    pub(crate) display: Display,
    /// Where the page is, to come back to it.
    pub(crate) here: String,
    /// Whether it is the answer to a form: nothing leads back to it.
    pub(crate) posted: bool,
    /// Which door it belongs to.
    pub(crate) door: Door,
    /// Who is signed in.
    pub(crate) signed: Option<String>,
    /// Whether they look people up.
    pub(crate) looks: Looks,
    /// Whether it is a page of somebody's own account.
    pub(crate) account: bool,
}

impl Frame {
    /// The same for another door.
    pub(crate) fn at(mut self, door: Door) -> Frame {
        self.door = door;
        self
    }

    /// The same for somebody of the office who is signed in.
    pub(crate) fn of(mut self, name: &str) -> Frame {
        (self.door, self.signed) = (Door::Staff, Some(name.to_owned()));
        self
    }

    /// The same for somebody in their own account.
    pub(crate) fn own(mut self) -> Frame {
        self.account = true;
        self
    }

    /// Marks the link to the page that is read.
    pub(crate) fn mark(&self, path: &str) -> Marked {
        Marked(if self.here == path { " aria-current=\"page\"" } else { "" })
    }

    /// Marks the colours that were chosen.
    pub(crate) fn chosen(&self, theme: &str) -> Marked {
        Marked(if self.display.theme.id() == theme { " selected" } else { "" })
    }
}

/// A word of ours in a tag, never somebody's.
pub(crate) struct Marked(&'static str);

impl std::fmt::Display for Marked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl askama::filters::HtmlSafe for Marked {}

impl FromRequestParts<Server> for Frame {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        server: &Server,
    ) -> Result<Frame, Self::Rejection> {
        let head = server.record().gate().charter().head();
        let brand = server.brand();
        // What was typed into a form is not part of where one is.
        let here = parts.uri.path().to_owned();
        Ok(Frame {
            organisation: head.name.clone(),
            example: head.example,
            sheet: stylesheet().path.as_str(),
            brand: brand.sheet.path.clone(),
            colour: brand.colour.clone(),
            logo: brand.logo.as_ref().map(|logo| logo.path.clone()),
            icon: brand.icon.path.clone(),
            display: Display::of(&parts.headers),
            here,
            posted: parts.method == Method::POST,
            door: Door::Residents,
            signed: None,
            looks: parts.extensions.get_or_insert_with(Looks::default).clone(),
            account: false,
        })
    }
}

/// A page as it goes out.
pub(crate) fn page(status: StatusCode, page: &impl Template) -> Response {
    let Ok(html) = page.render() else {
        let said = "This did not work. Please wait a minute and try again.\n";
        return (StatusCode::SERVICE_UNAVAILABLE, said).into_response();
    };
    let mut response = (status, axum::response::Html(html)).into_response();
    dress(&mut response);
    response
}

/// What goes with every page: what it may be drawn with, and that nobody else may.
pub(crate) fn dress(response: &mut Response) {
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        // Without it a browser does not say that a form comes from here; nobody else is told.
        ("referrer-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"),
        ("x-robots-tag", "noindex"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
}
