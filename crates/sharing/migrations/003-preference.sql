-- Files of the preference services. Of a file its day is kept and how much was on it; of whoever is
-- on it a keyed hash, which nobody reads back. A file that is being read counts for nothing until
-- the whole of it is there.
CREATE TABLE preference_file (
    generation INTEGER NOT NULL PRIMARY KEY,
    list INTEGER NOT NULL,
    day TEXT NOT NULL,
    state INTEGER NOT NULL,
    listed INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE TABLE preference (
    generation INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (generation, hash)
) STRICT, WITHOUT ROWID;
