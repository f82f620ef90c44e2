use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context;
use metrics_exporter_prometheus::PrometheusBuilder;
use tracing_subscriber::EnvFilter;

use crate::office::{Office, Where};
use crate::output::{Outcome, print};
use crate::today;

/// Serves the API on the record
///
/// The record lies in a folder by default, or in PostgreSQL with `--postgres`. Stop it with
/// Ctrl-C: what is under way finishes first.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Where,
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8400")]
    listen: SocketAddr,
}

/// How often the sequencer looks for new entries.
const SEQUENCE_EVERY: Duration = Duration::from_millis(200);

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // A second subscriber is no reason to stop.
    let _ = tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
    let metrics = PrometheusBuilder::new().install_recorder().ok();
    let office = args.place.open()?;
    run_server(office, args.listen, metrics)
}

/// Serves an open record until it is told to stop.
pub(crate) fn run_server(
    office: Office,
    listen: SocketAddr,
    metrics: Option<metrics_exporter_prometheus::PrometheusHandle>,
) -> anyhow::Result<Outcome> {
    let holder = office.holder();
    let Office { record, signer } = office;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(64)
        .build()
        .context("cannot start")?;
    let stop = Arc::new(AtomicBool::new(false));
    let key = signer.verifier();
    let sequencer = {
        let (record, stop) = (record.clone(), stop.clone());
        std::thread::Builder::new().name("sequencer".to_owned()).spawn(move || {
            loop {
                let last = stop.load(Ordering::SeqCst);
                let at = today::timestamp().as_microsecond();
                match record.data().sequence(&signer, &holder, at) {
                    // More waits than one step takes. Else it is left to gather for a while: the
                    // more at once, the less each costs.
                    Ok(db::Sequenced::Sequenced(n)) if last || n == db::STEP_MAX as usize => {
                        continue;
                    }
                    Ok(_) => {}
                    Err(error) => tracing::warn!(error = %error, "the sequencer goes on later"),
                }
                if last {
                    return;
                }
                std::thread::sleep(SEQUENCE_EVERY);
            }
        })?
    };
    let server = web::Server::new(record, today::timestamp, metrics);
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen)
            .await
            .with_context(|| format!("cannot listen on `{listen}`"))?;
        let address = listener.local_addr()?;
        print(&format!(
            "Keyholder answers on http://{address}/ (the API: http://{address}/openapi.json).\n\
             The log's key, for whoever checks it: {key}\n"
        ))?;
        web::serve(server, listener, stopped()).await.context("the server stopped")
    });
    stop.store(true, Ordering::SeqCst);
    let _ = sequencer.join();
    runtime.shutdown_timeout(web::GRACE);
    served?;
    Ok(Outcome::Clean)
}

/// Done when somebody asks the process to stop.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut term) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = term.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
