//! The binary: reads files and the clock, hands text and time to the rooms below, and renders what
//! they answer.

mod commands;
mod output;

use std::process::ExitCode;

fn main() -> ExitCode {
    commands::run()
}
