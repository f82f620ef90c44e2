//! Being asked to stop: Ctrl-C at a terminal, or the machine's own word to a program.

use std::process;

use anyhow::Context;
use sources::Stop;

/// The exit status of a run that was ended at once: what a shell gives one that Ctrl-C ended.
const ENDED: i32 = 130;

/// What asks a program to stop, from when this was made on, and not from when it is first waited for.
pub(crate) struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    term: tokio::signal::unix::Signal,
    #[cfg(not(unix))]
    interrupt: tokio::signal::windows::CtrlC,
}

impl Signals {
    /// Listens; inside a runtime.
    #[cfg(unix)]
    pub(crate) fn listen() -> std::io::Result<Signals> {
        use tokio::signal::unix::{SignalKind, signal};
        let (interrupt, term) =
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        Ok(Signals { interrupt, term })
    }

    /// Listens; inside a runtime.
    #[cfg(not(unix))]
    pub(crate) fn listen() -> std::io::Result<Signals> {
        Ok(Signals { interrupt: tokio::signal::windows::ctrl_c()? })
    }

    /// Done when somebody asks the next time.
    pub(crate) async fn next(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.term.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = self.interrupt.recv().await;
    }
}

/// What stops a run that only reads, when somebody asks for it. Asked once more, the program ends
/// where it stands.
pub(crate) fn stop_when_asked() -> anyhow::Result<Stop> {
    let stop = Stop::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut signals = {
        let _inside = runtime.enter();
        Signals::listen().context("cannot listen for signals")?
    };
    let told = stop.clone();
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        runtime.block_on(async {
            signals.next().await;
            eprintln!("Stopping; once more ends it at once.");
            told.stop();
            signals.next().await;
            process::exit(ENDED);
        })
    })?;
    Ok(stop)
}
