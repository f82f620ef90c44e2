//! The binary, as somebody at a terminal meets it.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod clock;
mod notice_check;
