-- The log. An entry is inserted in the transaction of the effect it tells of, without a number; the
-- sequencer numbers it (`seq`, from 0) and builds the tree. `leaf` is a salted commitment to `body`,
-- which is sealed under `key`. `subject` is the person it is about, `touched` how many in a bulk.
CREATE TABLE entry (
    no INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    subject INTEGER,
    key BLOB NOT NULL,
    leaf BLOB NOT NULL,
    body BLOB NOT NULL,
    seq INTEGER
) STRICT;
CREATE UNIQUE INDEX entry_seq ON entry (seq);
-- Made by the sequencer in batches, so that a read costs no random write.
CREATE TABLE history (
    subject INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    no INTEGER NOT NULL,
    PRIMARY KEY (subject, seq)
) STRICT, WITHOUT ROWID;
-- C2SP tiles, full or partial: 32 bytes a hash, 256 hashes at most.
CREATE TABLE tile (
    log INTEGER NOT NULL,
    level INTEGER NOT NULL,
    n INTEGER NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (log, level, n)
) STRICT;
CREATE TABLE checkpoint (
    log INTEGER NOT NULL,
    size INTEGER NOT NULL,
    root BLOB NOT NULL,
    at INTEGER NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (log, size)
) STRICT;
-- Logs after the first, each opened by a restore: it begins at the entry numbered `base`, and its
-- first entry commits to the checkpoint `before`.
CREATE TABLE log (
    no INTEGER PRIMARY KEY,
    base INTEGER NOT NULL,
    opened INTEGER NOT NULL,
    before TEXT NOT NULL
) STRICT;
-- One sequencer at a time. A fence that has grown shuts out the one before.
CREATE TABLE lease (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    until INTEGER NOT NULL,
    fence INTEGER NOT NULL
) STRICT;
