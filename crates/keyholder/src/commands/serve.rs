use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use charter::publish::Edition;
use db::spool::Spool;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use people::BreakGlass;
use tracing_subscriber::EnvFilter;
use web::{Brand, Front, Provider};

use crate::collector::{Collector, Collects};
use crate::face::Looks;
use crate::mailing::{ByMail, Mailer};
use crate::nightly;
use crate::office::{Office, Where};
use crate::output::{Outcome, print};
use crate::sign_in::SignsIn;
use crate::signals::Signals;
use crate::workers::{Under, Work, Workers};

/// Serves the API on the record
///
/// The record lies in a folder by default, or in PostgreSQL with `--postgres`. Stop it with
/// Ctrl-C: what is under way finishes first.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Where,
    /// Where to listen
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8400",
        env = "KEYHOLDER_LISTEN"
    )]
    listen: SocketAddr,
    /// What it writes to standard error: `error`, `warn` or `info`; `RUST_LOG` says it more finely
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    log: String,
    /// The file that takes looks which save a life while the log cannot be written; best on another
    /// disk. `break-glass.spool` in the folder when left out
    #[arg(long, value_name = "FILE", env = "KEYHOLDER_SPOOL")]
    spool: Option<PathBuf>,
    #[command(flatten)]
    nightly: nightly::EveryNight,
    #[command(flatten)]
    by_mail: ByMail,
    #[command(flatten)]
    collects: Collects,
    #[command(flatten)]
    looks: Looks,
    #[command(flatten)]
    signs_in: SignsIn,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(&args.log));
    // A second subscriber is no reason to stop.
    let _ = tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
    let metrics = PrometheusBuilder::new().install_recorder().ok();
    args.nightly.check()?;
    let mut beside = Beside {
        nightly: args.nightly.clone(),
        mailer: args.by_mail.open()?,
        collector: args.collects.open(args.place.data.clone())?,
        looks: args.looks.open()?,
        provider: None,
        address_header: args.signs_in.header()?,
        metrics,
    };
    let office = args.place.open_or_begin()?;
    beside.provider = args.signs_in.open(office.record.gate())?.map(Arc::new);
    let path = args.place.spool(args.spool.as_ref());
    let spool = match Spool::open(&path) {
        Err(error @ db::Error::Held(_)) => {
            return Err(error)
                .context("each server needs a spool of its own: give one by `--spool`");
        }
        spool => spool.context("the spool for looks that save a life cannot be opened")?,
    };
    let glass = BreakGlass::new(office.record.clone(), spool)?;
    run_server(office, args.listen, glass, beside)
}

/// What a server does beside answering.
pub(crate) struct Beside {
    pub(crate) nightly: nightly::EveryNight,
    pub(crate) mailer: Mailer,
    pub(crate) collector: Collector,
    /// How its pages look, and the notices from before that lie in a folder.
    pub(crate) looks: (Brand, Vec<Edition>),
    /// Who lets staff in beside local accounts.
    pub(crate) provider: Option<Arc<Provider>>,
    /// The header in which a proxy says where a request comes from.
    pub(crate) address_header: Option<String>,
    pub(crate) metrics: Option<PrometheusHandle>,
}

/// Serves an open record until it is told to stop. Where another charter comes into force meanwhile, it
/// goes over to it.
fn run_server(
    office: Office,
    listen: SocketAddr,
    glass: BreakGlass,
    beside: Beside,
) -> anyhow::Result<Outcome> {
    let holder = office.holder();
    let Office { record, signer } = office;
    let key = signer.verifier();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(64)
        .build()
        .context("cannot start")?;
    let work = Arc::new(Work { beside, signer, holder });
    let under = Under { record, glass: Arc::new(glass) };
    let front = Front::new(work.server(&under)?);
    let stop = Arc::new(AtomicBool::new(false));
    let mut workers = Workers::default();
    work.start(&under, &mut workers)?;
    let watching = {
        let (front, stop) = (front.clone(), stop.clone());
        std::thread::Builder::new()
            .name("charters".to_owned())
            .spawn(move || work.watch(under, workers, &front, &stop))?
    };
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen)
            .await
            .with_context(|| format!("cannot listen on `{listen}`"))?;
        let address = listener.local_addr()?;
        let mut signals = Signals::listen().context("cannot listen for signals")?;
        print(&format!(
            "Keyholder answers on http://{address}/ (the API: http://{address}/openapi.json).\n\
             The log's key, for whoever checks it: {key}\n"
        ))?;
        let asked = async move { signals.next().await };
        web::serve_front(front, listener, asked).await.context("the server stopped")
    });
    stop.store(true, Ordering::SeqCst);
    let _ = watching.join();
    runtime.shutdown_timeout(web::GRACE);
    served?;
    Ok(Outcome::Clean)
}
