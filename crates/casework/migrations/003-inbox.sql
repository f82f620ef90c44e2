-- How far a mailbox was read, by its place.
CREATE TABLE mailbox (
    place TEXT PRIMARY KEY,
    validity INTEGER NOT NULL,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A message that came, until somebody has said what it is. `name` is a keyed hash, so that it is taken
-- once however often it is fetched. What it says is sealed under a key of its own, which is destroyed
-- when a case was made of it or somebody laid it aside.
CREATE TABLE case_inbox (
    no INTEGER PRIMARY KEY,
    name BLOB NOT NULL UNIQUE,
    received INTEGER NOT NULL,
    state INTEGER NOT NULL,
    key BLOB,
    detail BLOB
) STRICT;
CREATE INDEX case_inbox_state ON case_inbox (state, received);
