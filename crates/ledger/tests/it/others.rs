//! The log as programs nobody here wrote see it.
