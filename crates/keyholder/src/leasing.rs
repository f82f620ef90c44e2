//! Work of a server that it holds the lease of.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use casework::Desk;
use db::jobs::{self, Leased};
use sources::Stop;

use crate::today;

/// How long work is this server's without a word from it, in microseconds: two minutes.
pub(crate) const LEASE: i64 = 120_000_000;
/// How long before its end the lease is left: what is being written then has that long.
const BEFORE: i64 = 15_000_000;
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

/// What work done under a lease is stopped by.
#[derive(Default)]
pub(crate) struct Held {
    /// Stopped where the server is told to stop, and where the lease is lost.
    pub(crate) stop: Stop,
    /// Stopped where another server has taken over, or may have: nothing more is changed then.
    pub(crate) lost: Stop,
}

/// Whether the lease may have run out: by the clock it was taken by, and by how long this server was
/// without a word, wherever that clock is set to.
fn ran_out(until: i64, now: i64, without: Duration) -> bool {
    now >= until - BEFORE || without.as_micros() >= (LEASE - BEFORE).unsigned_abs().into()
}

/// Works while it is said again and again that it does, from a lease that stands until `until`; stops
/// where it is told to, or where another server has taken over or may have.
pub(crate) fn under_lease<T>(
    desk: &Desk,
    (job, until): (&Leased, i64),
    told: &AtomicBool,
    work: impl FnOnce(&Held) -> T,
) -> T {
    let (held, over) = (Held::default(), AtomicBool::new(false));
    // Until when it stands, and when it was said last, in microseconds from now.
    let (begun, until, said) = (Instant::now(), AtomicI64::new(until), AtomicU64::new(0));
    let since = || u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
    std::thread::scope(|scope| {
        // However the work ends, it is over.
        let _over = Over(&over);
        scope.spawn(|| {
            let mut renewed = Instant::now();
            while !over.load(Ordering::SeqCst) {
                if renewed.elapsed() >= RENEW_EVERY {
                    renewed = Instant::now();
                    let (at, to) = (since(), today::timestamp().as_microsecond() + LEASE);
                    let (data, job) = (desk.record().data(), job.clone());
                    match data.write("renew", move |tx| jobs::renew(tx, &job, to)) {
                        Ok(kept) if *kept => {
                            until.store(to, Ordering::SeqCst);
                            said.store(at, Ordering::SeqCst);
                        }
                        Ok(_) => held.lost.stop(),
                        // Of a store that does not answer nobody knows; it is asked again.
                        Err(_) => {}
                    }
                }
                std::thread::sleep(STOP_EVERY);
            }
        });
        // Beside it: a store that does not answer keeps whoever asks it.
        scope.spawn(|| {
            while !over.load(Ordering::SeqCst) {
                let without = since().saturating_sub(said.load(Ordering::SeqCst));
                let now = today::timestamp().as_microsecond();
                if ran_out(until.load(Ordering::SeqCst), now, Duration::from_micros(without)) {
                    held.lost.stop();
                }
                if told.load(Ordering::SeqCst) || held.lost.is_stopped() {
                    held.stop.stop();
                }
                std::thread::sleep(STOP_EVERY);
            }
        });
        work(&held)
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{BEFORE, LEASE, ran_out};

    #[test]
    fn a_lease_is_left_before_another_server_can_take_it() {
        let soon = Duration::from_secs(1);
        assert!(!ran_out(LEASE, 0, soon));
        assert!(!ran_out(LEASE, LEASE - BEFORE - 1, soon));
        assert!(ran_out(LEASE, LEASE - BEFORE, soon));
        // A clock that was set back, or stands still, does not keep it for longer.
        let long = Duration::from_micros((LEASE - BEFORE).unsigned_abs());
        assert!(ran_out(LEASE, 0, long));
        assert!(!ran_out(LEASE, 0, long - soon));
    }
}
