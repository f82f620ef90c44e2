-- Imports of registers, and what each row of them came to, so that a row is taken over once and an
-- import can be undone. `fingerprint` is a keyed hash of the whole row; `made` is what it came to,
-- `what` the number of that.
CREATE TABLE import_run (
    no INTEGER PRIMARY KEY,
    register TEXT NOT NULL,
    actor TEXT NOT NULL,
    at INTEGER NOT NULL,
    entered INTEGER NOT NULL,
    undone INTEGER
) STRICT;
CREATE TABLE imported (
    fingerprint BLOB NOT NULL PRIMARY KEY,
    run INTEGER NOT NULL,
    line INTEGER NOT NULL,
    person INTEGER NOT NULL,
    made INTEGER NOT NULL,
    what INTEGER NOT NULL
) STRICT;
CREATE INDEX imported_run ON imported (run);
CREATE INDEX imported_person ON imported (person);
-- Rows about somebody's safety of which it is not clear whose they are. Sealed under a key of their
-- own, which goes when they are placed.
CREATE TABLE set_aside (
    no INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    line INTEGER NOT NULL,
    register TEXT NOT NULL,
    fingerprint BLOB NOT NULL UNIQUE,
    key BLOB NOT NULL,
    sealed BLOB NOT NULL,
    why TEXT NOT NULL,
    made INTEGER NOT NULL,
    placed INTEGER
) STRICT;
