//! Work of a server that it holds the lease of.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use casework::Desk;
use db::jobs::{self, Leased};
use sources::Stop;

use crate::today;

/// How long work is this server's without a word from it, in microseconds: two minutes.
pub(crate) const LEASE: i64 = 120_000_000;
/// How often it says that it is still at it.
const RENEW_EVERY: Duration = Duration::from_secs(30);
/// How often it looks whether it is told to stop.
const STOP_EVERY: Duration = Duration::from_millis(100);

/// Says at its end that something is over.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Works while it is said again and again that it does; stops where it is told to, or where another
/// server has taken over.
pub(crate) fn under_lease<T>(
    desk: &Desk,
    job: &Leased,
    told: &AtomicBool,
    work: impl FnOnce(&Stop) -> T,
) -> T {
    let (stop, over) = (Stop::default(), AtomicBool::new(false));
    std::thread::scope(|scope| {
        // However the work ends, it is over.
        let _over = Over(&over);
        scope.spawn(|| {
            let mut renewed = Instant::now();
            while !over.load(Ordering::SeqCst) {
                let mut mine = true;
                if renewed.elapsed() >= RENEW_EVERY {
                    renewed = Instant::now();
                    let until = today::timestamp().as_microsecond() + LEASE;
                    let (data, job) = (desk.record().data(), job.clone());
                    let kept = data.write("renew", move |tx| jobs::renew(tx, &job, until));
                    // Of a store that does not answer nobody knows; it is asked again.
                    mine = kept.map_or(true, |kept| *kept);
                }
                if told.load(Ordering::SeqCst) || !mine {
                    stop.stop();
                }
                std::thread::sleep(STOP_EVERY);
            }
        });
        work(&stop)
    })
}
