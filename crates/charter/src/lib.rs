//! Placeholder room, filled next.
