-- Somebody of the office who signs in here: in which role, for which team and legal entity. The password
-- is a slow hash; the second factor is sealed under a key of its own. `step` is the last code that was
-- used, so that none is used twice.
CREATE TABLE staff (
    no INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    team TEXT NOT NULL,
    entity TEXT NOT NULL,
    password BLOB NOT NULL,
    key BLOB NOT NULL,
    second BLOB NOT NULL,
    step INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    shut INTEGER NOT NULL,
    made INTEGER NOT NULL,
    ended INTEGER
) STRICT;
CREATE UNIQUE INDEX staff_name ON staff (name);

-- Somebody signed in: known by a hash of what their browser holds.
CREATE TABLE session (
    hash BLOB PRIMARY KEY,
    staff INTEGER NOT NULL,
    made INTEGER NOT NULL,
    seen INTEGER NOT NULL
) STRICT;
CREATE INDEX session_staff ON session (staff);
