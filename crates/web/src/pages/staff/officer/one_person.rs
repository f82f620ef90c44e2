//! A page of one person, for whoever is signed in: what every one of them begins with.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use people::PersonId;

use crate::Server;
use crate::look::Frame;
use crate::pages::nothing;
use crate::staff::{SignedIn, Staff};
use crate::state::Path;

/// Who is signed in, the frame of their page, and whom the address names. Where it names nobody there can be, there
/// is no such page.
pub(super) struct OnePerson {
    pub(super) frame: Frame,
    pub(super) staff: Staff,
    pub(super) id: String,
}

impl FromRequestParts<Server> for OnePerson {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<OnePerson, Response> {
        let SignedIn { frame, staff } = SignedIn::from_request_parts(parts, server).await?;
        let id = Path::<String>::from_request_parts(parts, server).await;
        let Path(id) = id.map_err(IntoResponse::into_response)?;
        if id.parse::<PersonId>().is_err() {
            return Err(nothing::nothing_here(frame));
        }
        Ok(OnePerson { frame, staff, id })
    }
}
