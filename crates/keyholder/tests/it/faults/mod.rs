//! What happens when something breaks: a clear error, nothing acknowledged lost, no further damage.
//! The faults are real ones; a test that cannot have its fault here says so and why.

mod break_glass;
mod clock;
mod damage;
mod disk;
mod keys;
mod servers;
