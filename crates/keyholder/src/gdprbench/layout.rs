//! The records of GDPRbench: ten fields, every one of them made from the number of the key.
//!
//! The value of a field is `values[key mod how many]`, as in the benchmark's own generator, and a
//! person has ten records. The number of people is a multiple of a hundred, so all records of one
//! person carry the same purpose, objection, team and so on.

use jiff::civil::{Date, date};

/// How many values a field has.
pub(super) const PURPOSES: u32 = 25;
pub(super) const OBJECTIONS: u32 = 100;
pub(super) const MACHINE: u32 = 2;
/// Times to live, teams, recipients, sources and categories: ten of each.
pub(super) const TEN: u32 = 10;
const RECORDS_A_PERSON: u32 = 10;
/// The bytes of data in one record.
pub(super) const DATA_BYTES: usize = 100;

/// The day everything was collected, and the day the measured work is done: between them the first
/// of the ten times to live runs out.
pub(super) const LOADED: Date = date(2026, 11, 23);
pub(super) const WORKED: Date = date(2026, 11, 25);

/// How many records there are to begin with. A multiple of a thousand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    pub(super) records: u32,
}

impl Layout {
    pub(super) fn people(self) -> u32 {
        self.records / RECORDS_A_PERSON
    }

    pub(super) fn person(self, key: u32) -> u32 {
        key % self.people()
    }

    /// The bytes of all records as they are given: key, metadata and data.
    pub(super) fn given_bytes(self) -> u64 {
        let one = |key: u32| {
            let fields = [
                format!("key{key}").len(),
                purpose(key).len(),
                format!("user{}", self.person(key)).len(),
                objection(key).len(),
                due(key).to_string().len(),
                // `dec0`, `acl0`, `shr0`, `src0` and `cat0`.
                5 * 4,
                DATA_BYTES,
            ];
            fields.iter().sum::<usize>() as u64
        };
        (0..self.records).map(one).sum()
    }
}

pub(super) fn purpose(key: u32) -> String {
    format!("pur{}", key % PURPOSES)
}

pub(super) fn objection(key: u32) -> String {
    format!("obj{}", key % OBJECTIONS)
}

/// A value of one of the fields that have ten.
pub(super) fn tenth(name: &str, key: u32) -> String {
    format!("{name}{}", key % TEN)
}

/// The day a record's period starts at: it runs for one day, and is due on the day after.
pub(super) fn starts(key: u32) -> Date {
    LOADED.saturating_add(jiff::Span::new().days(30 * (key % TEN)))
}

/// The last day a record may be kept.
pub(super) fn due(key: u32) -> Date {
    due_of(key % TEN)
}

/// The last day of a time to live, by its number.
pub(super) fn due_of(ttl: u32) -> Date {
    starts(ttl).saturating_add(jiff::Span::new().days(1))
}

/// The data of a record: its key and version in hexadecimal, and letters made from both.
pub(super) fn data(key: u32, version: u32) -> [u8; DATA_BYTES] {
    let mut out = [b'.'; DATA_BYTES];
    hex(key, &mut out[..8]);
    hex(version, &mut out[8..16]);
    let mut state = u64::from(key) << 32 | u64::from(version);
    for chunk in out[16..].chunks_mut(8) {
        // One letter of sixteen a byte.
        let letters = (mixed(&mut state) & 0x0f0f_0f0f_0f0f_0f0f) + 0x6161_6161_6161_6161;
        chunk.copy_from_slice(&letters.to_le_bytes()[..chunk.len()]);
    }
    out
}

fn hex(number: u32, into: &mut [u8]) {
    for (at, byte) in into.iter_mut().enumerate() {
        *byte = b"0123456789abcdef"[(number >> (28 - 4 * at) & 15) as usize];
    }
}

/// The key and version some data was made from; none when one byte of it is not as it was made.
pub(super) fn read_data(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: &[u8]| {
        at.iter().try_fold(0_u32, |sum, byte| Some(sum << 4 | char::from(*byte).to_digit(16)?))
    };
    let (key, version) = (number(bytes.get(..8)?)?, number(bytes.get(8..16)?)?);
    (bytes == data(key, version)).then_some((key, version))
}

/// The next number of a stream (`splitmix64`): the same stream for the same beginning.
pub(super) fn mixed(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

/// A number below `below` from the stream.
pub(super) fn pick(state: &mut u64, below: u32) -> u32 {
    (mixed(state) % u64::from(below.max(1))) as u32
}
