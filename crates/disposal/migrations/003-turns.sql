-- What a server does with rows of the landlord's systems, as it was asked by page: planning, carrying out what was
-- approved, looking again. `detail` is sealed under a key of its own, which goes when it is over: the plan has keys of
-- rows in it. States: 1 waits to be planned, 2 is planned, 3 planned, 4 waits to be carried out, 5 is carried out,
-- 6 something is left, 7 done, 8 could not be planned, 9 put away.
CREATE TABLE disposal_turn (
    no INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    actor TEXT NOT NULL,
    made INTEGER NOT NULL,
    state INTEGER NOT NULL,
    times INTEGER NOT NULL,
    nobodys TEXT,
    passed INTEGER NOT NULL,
    run INTEGER,
    says TEXT,
    key BLOB NOT NULL,
    detail BLOB
) STRICT;
CREATE INDEX disposal_turn_run ON disposal_turn (run);
CREATE INDEX disposal_turn_made ON disposal_turn (made);
