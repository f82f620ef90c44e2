-- Keys, each wrapped under the master key. `spare`: made ahead of need and not given out yet.
CREATE TABLE key (
    id BLOB NOT NULL PRIMARY KEY,
    master TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    spare INTEGER NOT NULL
) STRICT;
CREATE INDEX key_master ON key (master);
-- Keys that were destroyed: no backup of the store brings back what was under them.
CREATE TABLE dead_key (
    id BLOB NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;
-- People who were erased, by their number in the store.
CREATE TABLE tomb (
    person INTEGER NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;
-- Blind index: a keyed hash of something that tells a person apart, and the person.
CREATE TABLE blind (
    hash BLOB NOT NULL,
    person INTEGER NOT NULL,
    PRIMARY KEY (hash, person)
) STRICT;
CREATE INDEX blind_person ON blind (person);
-- Secrets of the vault itself, wrapped.
CREATE TABLE secret (
    name TEXT NOT NULL PRIMARY KEY,
    master TEXT NOT NULL,
    wrapped BLOB NOT NULL
) STRICT;
