-- Addresses of other systems that are told what happens to cases: by reference, and of nobody. The
-- secret that signs what they get is sealed under a key of its own.
CREATE TABLE webhook (
    no INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    since TEXT NOT NULL,
    ended TEXT,
    key BLOB NOT NULL,
    detail BLOB NOT NULL
) STRICT;
