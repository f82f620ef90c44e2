//! Two sides in turn: the same operations, by as many clients, slice by slice.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};

/// What an operation is called.
pub(super) trait Kind {
    fn kind(&self) -> &'static str;
}

/// What an operation gave. A wrong answer is an error and ends the run.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Done {
    /// Rows read or changed.
    pub(super) rows: u64,
    /// Rows compared with what they must say.
    pub(super) checked: u64,
    /// How often it met others and was made again.
    pub(super) again: u64,
}

/// One client of one side.
pub(super) trait Client<O>: Send {
    fn run(&mut self, op: &O) -> anyhow::Result<Done>;
}

/// One side: ours or the peer.
pub(super) trait Side<O>: Sync {
    /// A client, connected.
    fn client(&self) -> anyhow::Result<Box<dyn Client<O> + '_>>;
    /// What is done every second beside the clients.
    fn tick(&self) -> anyhow::Result<()>;
}

/// What operations of one kind came to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct OfKind {
    pub(super) count: u64,
    pub(super) time: Duration,
}

/// What a slice, or several, came to on one side.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    pub(super) time: Duration,
    pub(super) done: Done,
    pub(super) ops: u64,
    pub(super) kinds: BTreeMap<&'static str, OfKind>,
}

impl Tally {
    fn add(&mut self, other: &Tally) {
        self.time += other.time;
        self.ops += other.ops;
        self.done.rows += other.done.rows;
        self.done.checked += other.done.checked;
        self.done.again += other.done.again;
        for (kind, of) in &other.kinds {
            let mine = self.kinds.entry(kind).or_default();
            mine.count += of.count;
            mine.time += of.time;
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]
    pub(super) fn per_second(&self, what: u64) -> f64 {
        what as f64 / self.time.as_secs_f64().max(1e-9)
    }
}

/// Both sides over all their rounds.
pub(super) struct Duel {
    pub(super) ours: Tally,
    pub(super) peer: Tally,
    /// Of each round: the peer's time over ours.
    pub(super) ratios: Vec<f64>,
}

impl Duel {
    /// The least, the median and the greatest ratio of the rounds.
    pub(super) fn spread(&self) -> (f64, f64, f64) {
        let mut ratios = self.ratios.clone();
        ratios.sort_by(f64::total_cmp);
        (ratios[0], ratios[ratios.len() / 2], ratios[ratios.len() - 1])
    }

    /// The peer's whole time over ours.
    pub(super) fn whole(&self) -> f64 {
        self.peer.time.as_secs_f64() / self.ours.time.as_secs_f64()
    }
}

/// Runs the operations on both sides: a slice of them a round, ours and the peer's in turn, and the
/// one that goes first in one round goes last in the next.
pub(super) fn duel<O: Kind + Sync>(
    ours: &dyn Side<O>,
    peer: &dyn Side<O>,
    operations: &[O],
    clients: usize,
    rounds: usize,
) -> anyhow::Result<Duel> {
    let connect = |side| connect(side, clients);
    let (mut our_clients, mut peer_clients) = (connect(ours)?, connect(peer)?);
    let mut duel = Duel { ours: Tally::default(), peer: Tally::default(), ratios: Vec::new() };
    let size = operations.len().div_ceil(rounds.max(1)).max(1);
    for (round, slice) in operations.chunks(size).enumerate() {
        let mut times = [Duration::ZERO; 2];
        for turn in 0..2 {
            let which = (round + turn) % 2;
            let (side, clients, tally) = if which == 0 {
                (ours, &mut our_clients, &mut duel.ours)
            } else {
                (peer, &mut peer_clients, &mut duel.peer)
            };
            let one = run(side, clients, slice)
                .with_context(|| if which == 0 { "Keyholder" } else { "PostgreSQL" })?;
            times[which] = one.time;
            tally.add(&one);
        }
        duel.ratios.push(times[1].as_secs_f64() / times[0].as_secs_f64().max(1e-9));
    }
    Ok(duel)
}

type Clients<'a, O> = Vec<Box<dyn Client<O> + 'a>>;

pub(super) fn connect<O>(side: &dyn Side<O>, clients: usize) -> anyhow::Result<Clients<'_, O>> {
    (0..clients.max(1)).map(|_| side.client()).collect()
}

/// Runs a slice on one side; each client takes the next operation when it is done with the last.
pub(super) fn run<O: Kind + Sync>(
    side: &dyn Side<O>,
    clients: &mut [Box<dyn Client<O> + '_>],
    slice: &[O],
) -> anyhow::Result<Tally> {
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let begun = Instant::now();
    let (mut tally, tick) = std::thread::scope(|scope| {
        let ticker = scope.spawn(|| {
            let mut last = Instant::now();
            while !stop.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(20));
                if last.elapsed() >= Duration::from_secs(1) {
                    last = Instant::now();
                    side.tick()?;
                }
            }
            anyhow::Ok(())
        });
        let working: Vec<_> = clients
            .iter_mut()
            .map(|client| {
                let next = &next;
                scope.spawn(move || work(client.as_mut(), slice, next))
            })
            .collect();
        let mut tally = Ok(Tally::default());
        for worker in working {
            let one = worker.join().unwrap_or_else(|_| Err(anyhow!("a client stopped")));
            tally = match (tally, one) {
                (Ok(mut sum), Ok(one)) => {
                    sum.add(&one);
                    Ok(sum)
                }
                (Err(first), _) | (Ok(_), Err(first)) => Err(first),
            };
        }
        if let Ok(tally) = &mut tally {
            tally.time = begun.elapsed();
        }
        stop.store(true, Ordering::SeqCst);
        (tally, ticker.join().unwrap_or_else(|_| Err(anyhow!("the clock stopped"))))
    });
    tick?;
    if let Ok(tally) = &mut tally {
        tally.ops = slice.len() as u64;
    }
    tally
}

fn work<O: Kind>(
    client: &mut dyn Client<O>,
    slice: &[O],
    next: &AtomicUsize,
) -> anyhow::Result<Tally> {
    let mut tally = Tally::default();
    while let Some(op) = slice.get(next.fetch_add(1, Ordering::SeqCst)) {
        let begun = Instant::now();
        let done = client.run(op).map_err(|error| error.context(format!("in a {}", op.kind())));
        let done = done.inspect_err(|_| {
            // The others need not go on.
            next.store(slice.len(), Ordering::SeqCst);
        })?;
        let of = tally.kinds.entry(op.kind()).or_default();
        of.count += 1;
        of.time += begun.elapsed();
        tally.done.rows += done.rows;
        tally.done.checked += done.checked;
        tally.done.again += done.again;
    }
    Ok(tally)
}
