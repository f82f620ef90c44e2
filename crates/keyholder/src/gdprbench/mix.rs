//! The four roles of GDPRbench, in the mix its paper gives them, as streams of operations.

use super::layout::{Layout, MACHINE, OBJECTIONS, PURPOSES, TEN, mixed, pick};
use super::turns::Kind;

/// Who works with the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Role {
    /// Creates, deletes by metadata, changes metadata
    Controller,
    /// Reads, changes and deletes their own
    Customer,
    /// Reads data, by key and by metadata
    Processor,
    /// Reads metadata and the log, checks deletions
    Regulator,
}

/// A metadata field that records are found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Purpose,
    Person,
    Objection,
    Machine,
    Sharing,
}

/// Records that share a value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct By {
    pub(super) field: Field,
    pub(super) value: u32,
}

impl By {
    /// How many values the field has: the keys of one value are this far apart.
    pub(super) fn apart(self, layout: Layout) -> u32 {
        match self.field {
            Field::Purpose => PURPOSES,
            Field::Person => layout.people(),
            Field::Objection => OBJECTIONS,
            Field::Machine => MACHINE,
            Field::Sharing => TEN,
        }
    }
}

/// One operation.
#[derive(Clone, Copy, Debug)]
pub(super) enum Op {
    Create {
        key: u32,
    },
    DeleteBy(By),
    /// Deletes what is due by the last day of this time to live.
    DeleteDue {
        ttl: u32,
    },
    UpdateMetaBy(By, u32),
    ReadDataBy(By),
    ReadMetaByPerson(u32),
    ReadDataByKey(u32),
    ReadMetaByKey(u32),
    UpdateData {
        key: u32,
        version: u32,
    },
    UpdateMetaByKey {
        key: u32,
        machine: u32,
    },
    DeleteByKey(u32),
    Logs(u32),
    VerifyDeleted(u32),
}

impl Kind for Op {
    fn kind(&self) -> &'static str {
        match self {
            Op::Create { .. } => "create-record",
            Op::DeleteBy(By { field: Field::Person, .. }) => "delete-record-by-usr",
            Op::DeleteBy(_) => "delete-record-by-pur",
            Op::DeleteDue { .. } => "delete-record-by-ttl",
            Op::UpdateMetaBy(By { field: Field::Person, .. }, _) => "update-metadata-by-usr",
            Op::UpdateMetaBy(By { field: Field::Sharing, .. }, _) => "update-metadata-by-shr",
            Op::UpdateMetaBy(..) => "update-metadata-by-pur",
            Op::ReadDataBy(By { field: Field::Purpose, .. }) => "read-data-by-pur",
            Op::ReadDataBy(By { field: Field::Objection, .. }) => "read-data-by-obj",
            Op::ReadDataBy(By { field: Field::Machine, .. }) => "read-data-by-dec",
            Op::ReadDataBy(_) => "read-data-by-usr",
            Op::ReadMetaByPerson(_) => "read-metadata-by-usr",
            Op::ReadDataByKey(_) => "read-data-by-key",
            Op::ReadMetaByKey(_) => "read-metadata-by-key",
            Op::UpdateData { .. } => "update-data-by-key",
            Op::UpdateMetaByKey { .. } => "update-metadata-by-key",
            Op::DeleteByKey(_) => "delete-record-by-key",
            Op::Logs(_) => "get-system-logs",
            Op::VerifyDeleted(_) => "verify-deletion",
        }
    }
}

/// YCSB's scrambled Zipfian numbers: theta 0.99 over ten thousand million items, spread by FNV.
struct Zipf {
    alpha: f64,
    eta: f64,
}

const ITEMS: f64 = 1e10;
const THETA: f64 = 0.99;
/// The sum of 1/i^theta over the items, as YCSB has it.
const ZETA: f64 = 26.469_028_201_783_02;

impl Zipf {
    fn new() -> Zipf {
        let zeta_2 = 1.0 + 0.5_f64.powf(THETA);
        let eta = (1.0 - (2.0 / ITEMS).powf(1.0 - THETA)) / (1.0 - zeta_2 / ZETA);
        Zipf { alpha: 1.0 / (1.0 - THETA), eta }
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a random fraction, and a rank below ten thousand million"
    )]
    fn below(&self, state: &mut u64, below: u32) -> u32 {
        let u = (mixed(state) >> 11) as f64 / (1_u64 << 53) as f64;
        let uz = u * ZETA;
        let rank = if uz < 1.0 {
            0
        } else if uz < 1.0 + 0.5_f64.powf(THETA) {
            1
        } else {
            (ITEMS * (self.eta * u - self.eta + 1.0).powf(self.alpha)) as u64
        };
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for byte in rank.to_le_bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        (hash % u64::from(below.max(1))) as u32
    }
}

/// The operations of a role, the same for the same seed. Numbers of new keys follow the loaded ones.
pub(super) fn operations(role: Role, layout: Layout, count: u32, seed: u64) -> Vec<Op> {
    let mut state = seed;
    let state = &mut state;
    let zipf = Zipf::new();
    let mut next_key = layout.records;
    let by = |field, value| By { field, value };
    let mut one = |at: u32| {
        let percent = pick(state, 100);
        let third = pick(state, 3);
        match role {
            Role::Controller => match (percent, third) {
                (0..25, _) => {
                    // What comes new has not run out already.
                    next_key += if (next_key + 1).is_multiple_of(TEN) { 2 } else { 1 };
                    Op::Create { key: next_key }
                }
                (25..50, 0) => Op::DeleteBy(by(Field::Purpose, pick(state, PURPOSES))),
                // Time passes: nine more times to live run out in the course of the run.
                (25..50, 1) => Op::DeleteDue { ttl: at * (TEN - 1) / count.max(1) },
                (25..50, _) => Op::DeleteBy(by(Field::Person, pick(state, layout.people()))),
                (_, third) => {
                    let of = match third {
                        0 => by(Field::Purpose, pick(state, PURPOSES)),
                        1 => by(Field::Person, pick(state, layout.people())),
                        _ => by(Field::Sharing, pick(state, TEN)),
                    };
                    Op::UpdateMetaBy(of, pick(state, MACHINE))
                }
            },
            Role::Customer => {
                let key = zipf.below(state, layout.records);
                match percent {
                    0..20 => Op::ReadDataBy(by(Field::Person, zipf.below(state, layout.people()))),
                    20..40 => Op::ReadMetaByKey(key),
                    40..60 => Op::UpdateData { key, version: at + 1 },
                    60..80 => Op::UpdateMetaByKey { key, machine: pick(state, MACHINE) },
                    _ => Op::DeleteByKey(key),
                }
            }
            Role::Processor => match (percent, third) {
                (0..80, _) => Op::ReadDataByKey(zipf.below(state, layout.records)),
                (_, 0) => Op::ReadDataBy(by(Field::Purpose, pick(state, PURPOSES))),
                (_, 1) => Op::ReadDataBy(by(Field::Objection, pick(state, OBJECTIONS))),
                _ => Op::ReadDataBy(by(Field::Machine, pick(state, MACHINE))),
            },
            Role::Regulator => match percent {
                0..46 => Op::ReadMetaByPerson(zipf.below(state, layout.people())),
                46..77 => Op::Logs(1 + pick(state, 1000)),
                _ => Op::VerifyDeleted(zipf.below(state, layout.records)),
            },
        }
    };
    (0..count).map(&mut one).collect()
}
