-- A case. What was said, who asks and who is answered are sealed under a key of the case's own, so
-- that it outlives the file of the person it is about, and goes when its own time has come.
-- `reference` is what is read out over the telephone.
CREATE TABLE casefile (
    no INTEGER PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    kind INTEGER NOT NULL,
    state INTEGER NOT NULL,
    version INTEGER NOT NULL,
    entity INTEGER NOT NULL,
    person INTEGER,
    key BLOB NOT NULL,
    post TEXT NOT NULL,
    received TEXT NOT NULL,
    aware INTEGER NOT NULL,
    named TEXT,
    due TEXT,
    alerted INTEGER NOT NULL,
    outcome TEXT,
    wanted INTEGER NOT NULL,
    proven INTEGER NOT NULL,
    proposed_by BLOB,
    approval INTEGER,
    detail BLOB NOT NULL
) STRICT;
CREATE INDEX casefile_due ON casefile (state, due);
CREATE INDEX casefile_person ON casefile (person) WHERE person IS NOT NULL;

-- What was done with it, in order. `detail` has by whom and why.
CREATE TABLE case_step (
    no INTEGER PRIMARY KEY,
    casefile INTEGER NOT NULL,
    n INTEGER NOT NULL,
    step INTEGER NOT NULL,
    state INTEGER NOT NULL,
    day TEXT NOT NULL,
    at INTEGER NOT NULL,
    gate INTEGER,
    said INTEGER NOT NULL,
    detail BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX case_step_order ON case_step (casefile, n);

-- Cases that belong together: what one letter opened, what is a duplicate, what follows from what.
CREATE TABLE case_link (
    one INTEGER NOT NULL,
    other INTEGER NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (one, other)
) STRICT;
CREATE INDEX case_link_other ON case_link (other);

-- Who of the office has an interest in whom: a resident who is a relative, a neighbour. `actor` is a
-- pseudonym.
CREATE TABLE interest (
    no INTEGER PRIMARY KEY,
    actor BLOB NOT NULL,
    person INTEGER NOT NULL,
    since TEXT NOT NULL,
    until TEXT
) STRICT;
CREATE INDEX interest_actor ON interest (actor);
CREATE INDEX interest_person ON interest (person);

-- What every source answered, for cases that search: one row a source. A source that was not searched
-- to its end is accepted by somebody, with a reason, or searched again.
CREATE TABLE case_source (
    casefile INTEGER NOT NULL,
    source TEXT NOT NULL,
    answer TEXT NOT NULL,
    held INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    PRIMARY KEY (casefile, source)
) STRICT, WITHOUT ROWID;

-- What was found that somebody has to weigh before it goes: health data, what is about somebody else,
-- what somebody wants held back. `item` is a keyed hash of what it says, so that every copy of it is
-- decided about at once, and a later search meets the same decision. `detail` has what was answered.
CREATE TABLE case_item (
    no INTEGER PRIMARY KEY,
    casefile INTEGER NOT NULL,
    item BLOB NOT NULL,
    place TEXT NOT NULL,
    why INTEGER NOT NULL,
    verdict INTEGER NOT NULL,
    ground TEXT,
    review TEXT,
    detail BLOB
) STRICT;
CREATE UNIQUE INDEX case_item_item ON case_item (casefile, item);
