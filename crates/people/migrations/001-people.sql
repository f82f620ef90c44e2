-- Names of the charter as small numbers that never change, whatever order the charter lists them in.
CREATE TABLE code (
    kind INTEGER NOT NULL,
    no INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (kind, no)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX code_name ON code (kind, name);

-- A person. `facts` is what decisions turn on, in short form, made again from the tables below by
-- every transaction that changes one of them. `state`: 0 live, 1 merged, 2 being erased, 3 erased.
CREATE TABLE person (
    no INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    state INTEGER NOT NULL,
    merged_into INTEGER,
    version INTEGER NOT NULL,
    facts BLOB NOT NULL,
    history_key BLOB NOT NULL,
    detail_key BLOB NOT NULL,
    died TEXT,
    born TEXT,
    next_item INTEGER NOT NULL,
    made INTEGER NOT NULL
) STRICT;

-- What is held on a person. A drawer is what shares a retention class and the event its period
-- starts at: one row, one key, one sealed blob, so what falls due together dies together. `no` is
-- the person's number times 65,536 plus a slot, so that one person's drawers lie side by side.
CREATE TABLE drawer (
    no INTEGER PRIMARY KEY,
    class INTEGER NOT NULL,
    event TEXT NOT NULL,
    due TEXT,
    key BLOB NOT NULL,
    version INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX drawer_due ON drawer (due) WHERE due IS NOT NULL;

-- Which drawers hold something of a category, for a purpose, from a source, given to somebody...
CREATE TABLE label (
    kind INTEGER NOT NULL,
    code INTEGER NOT NULL,
    drawer INTEGER NOT NULL,
    PRIMARY KEY (kind, code, drawer)
) STRICT, WITHOUT ROWID;

-- What is held on several people at once: a key of its own, wrapped under a key of each.
CREATE TABLE joint (
    no INTEGER PRIMARY KEY,
    class INTEGER NOT NULL,
    event TEXT NOT NULL,
    due TEXT,
    version INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE TABLE joint_share (
    person INTEGER NOT NULL,
    joint INTEGER NOT NULL,
    key BLOB NOT NULL,
    wrapped BLOB NOT NULL,
    PRIMARY KEY (person, joint)
) STRICT, WITHOUT ROWID;
CREATE INDEX joint_share_joint ON joint_share (joint);

CREATE TABLE home (
    no INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    reference TEXT NOT NULL UNIQUE,
    uprn TEXT,
    entity INTEGER NOT NULL
) STRICT;

-- What a person is to a legal entity, and since when. `other` is whom a representative or next of
-- kin stands for; `authority` says by what right.
CREATE TABLE relationship (
    no INTEGER PRIMARY KEY,
    person INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    entity INTEGER NOT NULL,
    home INTEGER,
    other INTEGER,
    authority TEXT,
    since TEXT NOT NULL,
    until TEXT,
    recorded INTEGER NOT NULL
) STRICT;
CREATE INDEX relationship_person ON relationship (person);
CREATE INDEX relationship_home ON relationship (home) WHERE home IS NOT NULL;
CREATE INDEX relationship_other ON relationship (other) WHERE other IS NOT NULL;

-- What a person has chosen, and every other fact about them that a decision turns on. Nothing is
-- overwritten: what ends gets an `until`. `kind` names the fact, `code` the purpose, recipient,
-- category or channel. `detail` is sealed: the wording shown, the proof, the ground.
CREATE TABLE choice (
    no INTEGER PRIMARY KEY,
    person INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    code INTEGER NOT NULL,
    entity INTEGER NOT NULL,
    topic TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT,
    receipt TEXT NOT NULL UNIQUE,
    put_right_by TEXT,
    recorded INTEGER NOT NULL,
    detail BLOB NOT NULL
) STRICT;
CREATE INDEX choice_person ON choice (person);
CREATE INDEX choice_kind ON choice (kind, code);

-- Warnings and the like. They belong to a post, not to whoever left.
CREATE TABLE marker (
    no INTEGER PRIMARY KEY,
    person INTEGER NOT NULL,
    category INTEGER NOT NULL,
    post TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT,
    told TEXT,
    deferred_until TEXT,
    put_right_by TEXT,
    ended INTEGER,
    recorded INTEGER NOT NULL,
    detail BLOB NOT NULL
) STRICT;
CREATE INDEX marker_person ON marker (person);

-- What stops anything from going: a claim, the police, the Ombudsman, a request under way.
CREATE TABLE hold (
    no INTEGER PRIMARY KEY,
    person INTEGER NOT NULL,
    kind TEXT NOT NULL,
    post TEXT NOT NULL,
    since TEXT NOT NULL,
    review TEXT,
    released TEXT,
    recorded INTEGER NOT NULL,
    detail BLOB NOT NULL
) STRICT;
CREATE INDEX hold_person ON hold (person);

-- A must not learn about B. `person` is B; A is another person or an officer, by pseudonym.
CREATE TABLE wall (
    no INTEGER PRIMARY KEY,
    person INTEGER NOT NULL,
    against_person INTEGER,
    against_actor BLOB,
    since TEXT NOT NULL,
    until TEXT,
    recorded INTEGER NOT NULL,
    detail BLOB NOT NULL
) STRICT;
CREATE INDEX wall_person ON wall (person);

-- Events that start a period: a tenancy ended, a case closed.
CREATE TABLE event (
    no INTEGER PRIMARY KEY,
    person INTEGER NOT NULL,
    name TEXT NOT NULL,
    happened TEXT NOT NULL,
    recorded INTEGER NOT NULL
) STRICT;
CREATE INDEX event_person ON event (person);

-- Two records of one person, put together; undone by the same row.
CREATE TABLE merge (
    no INTEGER PRIMARY KEY,
    kept INTEGER NOT NULL,
    gone INTEGER NOT NULL,
    at INTEGER NOT NULL,
    undone INTEGER
) STRICT;

-- Erasures: asked, begun, done. What survives, and why.
CREATE TABLE erasure (
    no INTEGER PRIMARY KEY,
    person INTEGER NOT NULL,
    begun INTEGER NOT NULL,
    keys BLOB NOT NULL,
    survives TEXT NOT NULL,
    done INTEGER
) STRICT;

-- Recipients whose agreement the register says has lapsed.
CREATE TABLE lapsed (
    recipient INTEGER NOT NULL PRIMARY KEY,
    since TEXT NOT NULL
) STRICT;

-- Settings of the record itself: the key of entries that are about nobody.
CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;
