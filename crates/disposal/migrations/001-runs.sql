-- Whether anything may go at all: one row, until a landlord switches it on nothing does.
CREATE TABLE disposal_switch (
    no INTEGER PRIMARY KEY,
    switched_on INTEGER NOT NULL,
    actor TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
-- A run: a list that was made on a day, and what came of it. `digest` is the hash of the list, which
-- an approval is bound to. `state`: 0 planned, 1 under way, 2 done, 3 put away.
CREATE TABLE disposal_run (
    no INTEGER PRIMARY KEY,
    day TEXT NOT NULL,
    actor TEXT NOT NULL,
    made INTEGER NOT NULL,
    digest BLOB NOT NULL,
    approval INTEGER,
    approved_by TEXT,
    state INTEGER NOT NULL,
    listed INTEGER NOT NULL,
    charter TEXT NOT NULL,
    keys INTEGER NOT NULL,
    ended INTEGER,
    entry INTEGER,
    certificate TEXT
) STRICT;
-- One row of the list. `came`: 0 waits, 1 gone, 2 stayed.
CREATE TABLE disposal_row (
    run INTEGER NOT NULL,
    together INTEGER NOT NULL,
    no INTEGER NOT NULL,
    class TEXT NOT NULL,
    event TEXT NOT NULL,
    due TEXT NOT NULL,
    version INTEGER NOT NULL,
    came INTEGER NOT NULL,
    why TEXT,
    PRIMARY KEY (run, together, no)
) STRICT, WITHOUT ROWID;
-- The entries of the log a run made, one a batch.
CREATE TABLE disposal_entry (
    run INTEGER NOT NULL,
    entry INTEGER NOT NULL,
    PRIMARY KEY (run, entry)
) STRICT, WITHOUT ROWID;
-- What was decided when somebody left, by class: kept with a reason, or let go before its time.
CREATE TABLE leaving_review (
    no INTEGER PRIMARY KEY,
    person INTEGER NOT NULL,
    day TEXT NOT NULL,
    actor TEXT NOT NULL,
    class TEXT NOT NULL,
    kept INTEGER NOT NULL,
    at INTEGER NOT NULL,
    detail BLOB NOT NULL
) STRICT;
CREATE INDEX leaving_review_person ON leaving_review (person);
