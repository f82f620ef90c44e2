-- Which data the vault belongs to, how often its keys have changed, and the number of the newest entry
-- the data was seen to have: an older copy of either is behind what the other has noted, and is told
-- by it. One row.
CREATE TABLE state (
    no INTEGER PRIMARY KEY,
    generation INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    data BLOB
) STRICT;
INSERT INTO state (no, generation, seen) VALUES (1, 0, 0);
