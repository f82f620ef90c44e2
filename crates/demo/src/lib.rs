//! A synthetic landlord, dirty as real ones are.
