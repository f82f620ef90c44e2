//! What was measured, as text.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::time::Duration;

use clap::ValueEnum;

use super::layout::Layout;
use super::mix::Role;
use super::run::Plan;
use super::turns::{Duel, Tally};

#[expect(clippy::cast_precision_loss, reason = "bytes here are far below 2^52")]
fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

/// How loading went, and what lies on the disk then.
pub(super) fn loaded(layout: Layout, ours: (Duration, u64), peer: (Duration, u64)) -> String {
    let given = layout.given_bytes();
    let head = format!(
        "{} records of {} people, {:.1} MiB as given (key, metadata, data)\n",
        layout.records,
        layout.people(),
        mib(given)
    );
    head + &sides(ours, peer, |bytes| {
        format!(", {:.2} times what was given", mib(bytes) / mib(given))
    })
}

/// The same for a landlord's day.
pub(super) fn loaded_day(people: u32, ours: (Duration, u64), peer: (Duration, u64)) -> String {
    let head = format!("\n{people} tenants, five details and five letters each\n");
    head + &sides(ours, peer, |_| String::new())
}

fn sides(ours: (Duration, u64), peer: (Duration, u64), times: impl Fn(u64) -> String) -> String {
    let mut text = String::new();
    for (name, (time, bytes)) in [("Keyholder", ours), ("PostgreSQL", peer)] {
        let _ = writeln!(
            text,
            "{name:<12} loaded in {:.1} s; {:.1} MiB on disk{}",
            time.as_secs_f64(),
            mib(bytes),
            times(bytes)
        );
    }
    text
}

pub(super) fn name(role: Role) -> String {
    role.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

/// What stands above the results of a role.
pub(super) fn head(name: &str, plan: &Plan) -> String {
    format!(
        "\n{name}: {} operations, {} rounds in turn\n\
         {:>7} {:>12} {:>13}  {:<26} {:>12} {:>12} {:>12}\n",
        plan.operations,
        plan.rounds,
        "clients",
        "Keyholder/s",
        "PostgreSQL/s",
        "ratio (rounds: min med max)",
        "rows/s ours",
        "rows/s peer",
        "disk wait"
    )
}

/// The line of one number of clients.
pub(super) fn result(clients: usize, duel: &Duel, sync: Duration) -> String {
    let (least, median, most) = duel.spread();
    let (ours, peer) = (&duel.ours, &duel.peer);
    let wait = if clients == 1 { share(ours, sync) } else { "-".to_owned() };
    let ratio = format!("{:.2} ({least:.2} {median:.2} {most:.2})", duel.whole());
    format!(
        "{clients:>7} {:>12.0} {:>13.0}  {ratio:<26}  {:>12.0} {:>12.0} {wait:>12}\n",
        ours.per_second(ours.ops),
        peer.per_second(peer.ops),
        ours.per_second(ours.done.rows),
        peer.per_second(peer.done.rows),
    )
}

/// What was checked.
pub(super) fn checked(
    duel: &Duel,
    left: Option<(u64, u64)>,
    entries: u64,
    log_bytes: u64,
) -> String {
    let (ours, peer) = (&duel.ours.done, &duel.peer.done);
    let left = left.map_or(String::new(), |(ours, peer)| {
        format!("; left at the end: {ours} and {peer}, as it must be")
    });
    format!(
        "        rows read, checked and correct: ours {}, peer {}{left}; made again: {} and {}\n        \
         our log: GREEN, {entries} entries; the peer's grew by {:.1} MiB\n",
        ours.checked,
        peer.checked,
        ours.again,
        peer.again,
        mib(log_bytes)
    )
}

/// The share of the time that a single client's writes to the disk take: one an operation.
fn share(tally: &Tally, sync: Duration) -> String {
    let each = u32::try_from(tally.ops).unwrap_or(u32::MAX);
    let waited = (sync * each).as_secs_f64() / tally.time.as_secs_f64().max(1e-9);
    format!("{:.0}% ({} us)", waited.min(1.0) * 100.0, sync.as_micros())
}

/// The mean time of each kind of operation on both sides.
pub(super) fn by_operation(duel: &Duel) -> String {
    let kinds: BTreeSet<_> = duel.ours.kinds.keys().chain(duel.peer.kinds.keys()).collect();
    let mut text = String::new();
    for kind in kinds {
        let mean = |tally: &Tally| {
            let of = tally.kinds.get(*kind).copied().unwrap_or_default();
            (
                of.count,
                of.time.as_secs_f64() * 1e6
                    / f64::from(u32::try_from(of.count.max(1)).unwrap_or(1)),
            )
        };
        let ((count, ours), (_, peer)) = (mean(&duel.ours), mean(&duel.peer));
        let _ = writeln!(
            text,
            "         {kind:<24} {count:>6} times, mean {ours:>9.0} us ours, {peer:>9.0} us peer"
        );
    }
    text
}
