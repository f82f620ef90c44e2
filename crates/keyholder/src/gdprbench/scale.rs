//! What one operation on one record or one person costs as the record grows. Only ours: the
//! question is whether the cost stays the same, and each size is its own peer.

use std::fmt::Write;

use super::charter::charter;
use super::layout::{Layout, pick};
use super::mix::Op;
use super::model::Model;
use super::records::{self, Ours};
use super::run::Loaded;
use super::turns;
use crate::output::print;

/// The sizes, ten records a person.
const SIZES: [u32; 3] = [10_000, 100_000, 1_000_000];
const CLIENTS: usize = 8;

/// Makes an operation of one kind from a key.
type MakeOp = fn(u32, Layout) -> Op;

/// Runs the same operations, spread evenly, on records of each size up to `most`.
pub(super) fn run(loaded: &Loaded, most: u32, operations: u32) -> anyhow::Result<()> {
    print(&format!(
        "\ncost of one operation as the record grows: {operations} of each kind, evenly spread, by \
         {CLIENTS} clients, microseconds of the whole\n"
    ))?;
    for records in SIZES.into_iter().filter(|size| *size <= most) {
        let layout = Layout { records };
        let name = format!("scale-{records}");
        let (people, _, bytes) =
            loaded.load(&name, charter()?, |house| records::load(house, layout))?;
        let house = loaded.copied(&name, charter()?)?;
        let ours = Ours::over(house, people, Model::new(layout, 0))?;
        let mut clients = turns::connect(&ours, CLIENTS)?;
        let mut line = format!("{records:>9} records, {:>4} MiB on disk:", bytes >> 20);
        let mut state = 7;
        let kinds: [(&str, MakeOp); 3] = [
            ("read by key", |key, _| Op::ReadDataByKey(key)),
            ("read by person", |key, layout| Op::ReadMetaByPerson(layout.person(key))),
            ("change by key", |key, _| Op::UpdateData { key, version: 1 }),
        ];
        for (kind, op) in kinds {
            // Records whose time is up are not read.
            let mut one = || op(pick(&mut state, records / 10) * 10 + 1, layout);
            let slice: Vec<Op> = (0..operations).map(|_| one()).collect();
            turns::run(&ours, &mut clients, &slice[..slice.len() / 5])?;
            let tally = turns::run(&ours, &mut clients, &slice)?;
            let each = tally.time.as_secs_f64() * 1e6 / f64::from(operations.max(1));
            // Writing to a string does not fail.
            let _ = write!(line, "  {kind} {each:.0}");
        }
        drop(clients);
        ours.house.verify()?;
        print(&(line + "\n"))?;
    }
    Ok(())
}
