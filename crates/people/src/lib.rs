//! Persons, relationships, items held, choices, and every other fact a decision needs; grants permits.
