//! The rules the clocks keep, as dated data.

table! {
    /// One rule of a clock.
    Rule, "clock.toml"
}
