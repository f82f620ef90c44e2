-- Looks made while the log could not be written, once they are in it. `leaf` is that of the entry: a
-- frame of the spool that is merged twice is one entry and one review.
CREATE TABLE broken_glass (
    leaf BLOB NOT NULL PRIMARY KEY,
    entry INTEGER NOT NULL,
    at INTEGER NOT NULL,
    merged INTEGER NOT NULL
) STRICT;
