//! Keys, sealing, blind indexes and sealed documents.
