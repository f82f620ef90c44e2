-- Which data the vault belongs to, and how often its keys have changed: an older copy of the vault is
-- behind what the data has noted, and is told by it. One row.
CREATE TABLE state (
    no INTEGER PRIMARY KEY,
    generation INTEGER NOT NULL,
    data BLOB
) STRICT;
INSERT INTO state (no, generation) VALUES (1, 0);
