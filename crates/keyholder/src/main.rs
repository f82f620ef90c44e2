//! The binary: reads files and the clock, hands text and time to the rooms below, and renders what
//! they answer.

mod asker;
mod changer;
mod changing;
mod charters;
mod collectbench;
mod collecting;
mod collector;
mod commands;
mod face;
mod files;
mod fill;
mod gdprbench;
mod in_force;
mod leasing;
mod letting_go;
mod letting_go_turns;
mod mailing;
mod maps;
mod nightly;
mod office;
mod output;
mod planner;
mod printing;
mod reach;
mod render;
mod sign_in;
mod signals;
mod today;
mod witness;
mod workers;

use std::process::ExitCode;

fn main() -> ExitCode {
    commands::run()
}
