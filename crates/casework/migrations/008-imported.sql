-- Cases that were begun elsewhere, by a keyed hash of the reference they had: each is taken once.
CREATE TABLE case_imported (
    name BLOB PRIMARY KEY,
    casefile INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
