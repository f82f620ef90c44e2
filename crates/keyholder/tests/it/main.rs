//! The commands as a person or a build runs them.

mod notice_check;
