use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use charter::publish::Edition;
use db::spool::Spool;
use metrics_exporter_prometheus::PrometheusBuilder;
use people::BreakGlass;
use tracing_subscriber::EnvFilter;
use web::{Brand, Provider};

use crate::collector::{Collector, Collects};
use crate::face::Looks;
use crate::mailing::{ByMail, Mailer};
use crate::nightly;
use crate::office::{Office, Where};
use crate::output::{Outcome, print};
use crate::sign_in::SignsIn;
use crate::signals::Signals;
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

/// How often the sequencer looks for new entries: the more at once, the fewer pages are written.
pub(crate) const SEQUENCE_EVERY: Duration = Duration::from_millis(500);
/// How often the vault notes how far the log has come.
const NOTE_EVERY: Duration = Duration::from_secs(10);
/// How long it rests when the store cannot be used.
const AFTER_AN_ERROR: Duration = Duration::from_secs(1);

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
    };
    let office = args.place.open_or_begin()?;
    beside.provider = args.signs_in.open(office.record.gate())?;
    let path = args.place.spool(args.spool.as_ref());
    let spool = match Spool::open(&path) {
        Err(error @ db::Error::Held(_)) => {
            return Err(error)
                .context("each server needs a spool of its own: give one by `--spool`");
        }
        spool => spool.context("the spool for looks that save a life cannot be opened")?,
    };
    let glass = BreakGlass::new(office.record.clone(), spool)?;
    run_server(office, args.listen, metrics, Arc::new(glass), beside)
}

/// What a server does beside answering.
pub(crate) struct Beside {
    pub(crate) nightly: nightly::EveryNight,
    pub(crate) mailer: Mailer,
    pub(crate) collector: Collector,
    /// How its pages look, and the notices from before.
    pub(crate) looks: (Brand, Vec<Edition>),
    /// Who lets staff in beside local accounts.
    pub(crate) provider: Option<Provider>,
    /// The header in which a proxy says where a request comes from.
    pub(crate) address_header: Option<String>,
}

/// Serves an open record until it is told to stop.
pub(crate) fn run_server(
    office: Office,
    listen: SocketAddr,
    metrics: Option<metrics_exporter_prometheus::PrometheusHandle>,
    glass: Arc<BreakGlass>,
    beside: Beside,
) -> anyhow::Result<Outcome> {
    let holder = office.holder();
    let Beside { nightly, mailer, collector, looks: (brand, earlier), provider, address_header } =
        beside;
    let [nightly_holder, mailing_holder, collecting_holder] = [(); 3].map(|()| holder.clone());
    let Office { record, signer } = office;
    let signer = Arc::new(signer);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(64)
        .build()
        .context("cannot start")?;
    let stop = Arc::new(AtomicBool::new(false));
    let key = signer.verifier();
    let sequencer = {
        let (record, stop, glass) = (record.clone(), stop.clone(), glass.clone());
        let signer = signer.clone();
        std::thread::Builder::new().name("sequencer".to_owned()).spawn(move || {
            let mut noted = Instant::now();
            loop {
                let last = stop.load(Ordering::SeqCst);
                let now = record.now(today::timestamp());
                // Before anything is numbered: what happened first comes first.
                match glass.merge(now) {
                    Ok(0) => {}
                    Ok(merged) => tracing::warn!(merged, "looks by break-glass are in the log"),
                    Err(error) => tracing::warn!(error = %error, "the spool is merged later"),
                }
                if last || noted.elapsed() >= NOTE_EVERY {
                    noted = Instant::now();
                    if let Err(error) = record.note_entries() {
                        tracing::warn!(error = %error, "the vault notes the entries later");
                    }
                }
                let rest = match record.data().sequence(&signer, &holder, now.micros()) {
                    // More waits than one step takes. Else it is left to gather for a while: the more
                    // at once, the less each costs.
                    Ok(db::Sequenced::Sequenced(n)) if last || n == db::STEP_MAX as usize => {
                        continue;
                    }
                    Ok(_) => SEQUENCE_EVERY,
                    Err(error) => {
                        tracing::warn!(error = %error, "the sequencer goes on later");
                        AFTER_AN_ERROR
                    }
                };
                if last {
                    return;
                }
                std::thread::sleep(rest);
            }
        })?
    };
    let nightly = {
        let (record, stop, log_key) = (record.clone(), stop.clone(), key.clone());
        std::thread::Builder::new()
            .name("nightly".to_owned())
            .spawn(move || nightly::run(&nightly, &record, &nightly_holder, &log_key, &stop))?
    };
    let map = collector.map();
    let collecting = {
        let (record, stop) = (record.clone(), stop.clone());
        std::thread::Builder::new()
            .name("collecting".to_owned())
            .spawn(move || collector.run(&record, &signer, &collecting_holder, &stop))?
    };
    let sends = mailer.sends();
    let mailing = {
        let (record, stop) = (record.clone(), stop.clone());
        std::thread::Builder::new()
            .name("mailing".to_owned())
            .spawn(move || mailer.run(&record, &mailing_holder, &stop))?
    };
    let server = web::Server::new(record, today::timestamp, metrics)
        .with_break_glass(glass)
        .with_face(brand, earlier)
        .with_log_key(key.clone());
    let server = if sends { server.with_codes_by_email() } else { server };
    let server = match map {
        Some(map) => server.with_map(map),
        None => server,
    };
    let server = match provider {
        Some(provider) => server.with_provider(provider),
        None => server,
    };
    let server = match address_header {
        Some(name) => server.with_address_header(&name),
        None => server,
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
        web::serve(server, listener, asked).await.context("the server stopped")
    });
    stop.store(true, Ordering::SeqCst);
    let _ = sequencer.join();
    let _ = nightly.join();
    let _ = mailing.join();
    let _ = collecting.join();
    runtime.shutdown_timeout(web::GRACE);
    served?;
    Ok(Outcome::Clean)
}
