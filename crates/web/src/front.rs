//! What answers at the moment. Where another charter comes into force while the server runs, it goes over
//! to it from one request to the next: each is answered whole by one charter, and nobody is cut off.

use std::convert::Infallible;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tower_service::Service;

use crate::{GRACE, Server, router};

/// The server that answers, which may be replaced. Cheap to clone.
#[derive(Clone)]
pub struct Front {
    now: Arc<RwLock<(Server, Router)>>,
}

impl Front {
    /// With the server that answers first.
    #[must_use]
    pub fn new(server: Server) -> Front {
        Front { now: Arc::new(RwLock::new((server.clone(), router(server)))) }
    }

    /// Goes over to another server: every request from now on is answered by it. What is under way goes on
    /// as it began, for [`GRACE`] at the most: a request that is sent slowly on purpose is not decided by a
    /// charter that was replaced long ago.
    pub fn go_over(&self, server: Server) {
        let fresh = (server.clone(), router(server));
        let (before, _) = {
            let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *now, fresh)
        };
        before.ends_after(GRACE);
    }

    fn router(&self) -> Router {
        self.now.read().unwrap_or_else(PoisonError::into_inner).1.clone()
    }
}

async fn answer(State(front): State<Front>, request: Request) -> Response {
    let mut router = front.router();
    let answered: Result<Response, Infallible> = async {
        poll_fn(|context| Service::<Request>::poll_ready(&mut router, context)).await?;
        router.call(request).await
    }
    .await;
    answered.unwrap_or_else(|never| match never {}).into_response()
}

/// Serves until `stop` is done, then lets what is under way finish.
///
/// # Errors
/// What the listener says.
pub async fn serve_front(
    front: Front,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let service = Router::new()
        .fallback(answer)
        .with_state(front)
        .into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stop).await
}
