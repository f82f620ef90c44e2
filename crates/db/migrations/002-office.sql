-- Approvals by a second person, each for exactly what its digest says, used once.
CREATE TABLE approval (
    no INTEGER PRIMARY KEY,
    what TEXT NOT NULL,
    digest BLOB NOT NULL,
    risk INTEGER NOT NULL,
    asked_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    asked INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    not_before INTEGER,
    decided_by TEXT,
    decided INTEGER,
    state INTEGER NOT NULL,
    used INTEGER
) STRICT;
-- A post is a place in the office; whoever holds it answers for its tasks, holds and markers.
CREATE TABLE post_holder (
    no INTEGER PRIMARY KEY,
    post TEXT NOT NULL,
    actor TEXT NOT NULL,
    deputy INTEGER NOT NULL,
    since TEXT NOT NULL,
    until TEXT
) STRICT;
CREATE INDEX post_holder_post ON post_holder (post);
CREATE INDEX post_holder_actor ON post_holder (actor);
CREATE TABLE task (
    no INTEGER PRIMARY KEY,
    post TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject INTEGER,
    reference TEXT NOT NULL,
    due TEXT NOT NULL,
    made INTEGER NOT NULL,
    chased INTEGER NOT NULL,
    state INTEGER NOT NULL,
    outcome TEXT,
    done INTEGER,
    done_by TEXT
) STRICT;
CREATE INDEX task_post ON task (post, state, due);
CREATE INDEX task_subject ON task (subject) WHERE subject IS NOT NULL;
-- Work to be done later. It stores what was asked, and what is allowed is decided again then.
CREATE TABLE job (
    no INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    payload TEXT NOT NULL,
    run_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    attempts_max INTEGER NOT NULL,
    state INTEGER NOT NULL,
    holder TEXT,
    until INTEGER,
    fence INTEGER NOT NULL,
    reason TEXT
) STRICT;
CREATE UNIQUE INDEX job_name ON job (kind, name);
CREATE INDEX job_due ON job (state, run_at);
-- What waits to go out of the house. `body` is sealed by whoever wrote it.
CREATE TABLE outbox (
    no INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    body BLOB NOT NULL,
    not_before INTEGER NOT NULL,
    made INTEGER NOT NULL,
    state INTEGER NOT NULL,
    settled INTEGER
) STRICT;
CREATE INDEX outbox_state ON outbox (state, not_before);
-- Answers to requests that may be sent twice.
CREATE TABLE idempotency (
    key TEXT NOT NULL,
    actor TEXT NOT NULL,
    request BLOB NOT NULL,
    status INTEGER NOT NULL,
    answer BLOB NOT NULL,
    expires INTEGER NOT NULL,
    PRIMARY KEY (actor, key)
) STRICT;
CREATE TABLE token (
    no INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    sha256 BLOB NOT NULL UNIQUE,
    role TEXT NOT NULL,
    team TEXT NOT NULL,
    entity TEXT NOT NULL,
    purposes TEXT NOT NULL,
    scopes TEXT NOT NULL,
    made INTEGER NOT NULL,
    expires INTEGER,
    revoked INTEGER
) STRICT;
