-- Purposes somebody proposes, before they stand in a charter: what for, whether it goes with the purpose the data
-- was collected for, and how people were informed. Nobody's data is in it.
CREATE TABLE purpose_proposed (
    no INTEGER PRIMARY KEY,
    purpose TEXT NOT NULL,
    from_purpose TEXT,
    why TEXT NOT NULL,
    owner TEXT NOT NULL,
    proposed TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    decided TEXT,
    decided_by TEXT,
    compatible INTEGER,
    ground TEXT,
    reasons TEXT,
    informed TEXT,
    how TEXT
) STRICT;
CREATE INDEX purpose_proposed_of ON purpose_proposed (purpose);
