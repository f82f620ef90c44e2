//! Of what proof is needed before an answer goes, and which has come. A fee proves nothing.

use law::clock::Gate;

use crate::{Capacity, Kind};

const IDENTITY: i64 = 1;
const AUTHORITY: i64 = 2;

/// What has to be shown: who they are, where somebody asks for themselves; that they may, where they
/// ask for somebody else.
pub(crate) fn wanted(kind: Kind, capacity: Capacity) -> i64 {
    match capacity {
        _ if !kind.needs_proof() => 0,
        Capacity::Office => 0,
        // By what power, and how they were checked, is asked of the case itself: somebody in office
        // needs no paper from whom they ask about.
        Capacity::Authority | Capacity::Representative if kind == Kind::Disclosure => 0,
        Capacity::Own => IDENTITY,
        _ => AUTHORITY,
    }
}

/// What one thing shows.
fn shows(gate: Option<Gate>) -> i64 {
    match gate {
        Some(Gate::Identity) => IDENTITY,
        Some(Gate::Authority) => AUTHORITY,
        Some(Gate::Fee) | None => 0,
    }
}

/// What is shown after something came.
pub(crate) fn came(proven: i64, gate: Option<Gate>) -> i64 {
    proven | shows(gate)
}

/// What is shown after something was asked for: what is asked for is not shown any more.
pub(crate) fn asked(proven: i64, gate: Option<Gate>) -> i64 {
    proven & !shows(gate)
}

/// Whether all that is wanted is shown.
pub(crate) fn is_enough(wanted: i64, proven: i64) -> bool {
    wanted & !proven == 0
}
