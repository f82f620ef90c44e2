-- Drafts of the charter: `base` is the fingerprint of what a draft was begun from, `seen` how often it was
-- changed, `approval` what the two who sign say about exactly this fingerprint.
CREATE TABLE charter_draft (
    no INTEGER PRIMARY KEY,
    base BLOB NOT NULL,
    fingerprint BLOB NOT NULL,
    begun INTEGER NOT NULL,
    begun_by TEXT NOT NULL,
    edited INTEGER NOT NULL,
    edited_by TEXT NOT NULL,
    seen INTEGER NOT NULL,
    approval INTEGER,
    state INTEGER NOT NULL
) STRICT;
CREATE TABLE charter_text (
    draft INTEGER NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (draft, name)
) STRICT, WITHOUT ROWID;
-- What was published: its files are those of its draft, which never change again.
CREATE TABLE charter_published (
    no INTEGER PRIMARY KEY,
    draft INTEGER NOT NULL UNIQUE,
    version TEXT NOT NULL UNIQUE,
    day TEXT NOT NULL UNIQUE,
    fingerprint BLOB NOT NULL,
    published INTEGER NOT NULL,
    published_by TEXT NOT NULL,
    first_by TEXT NOT NULL,
    second_by TEXT
) STRICT;
-- The words people read, by version: those of a charter that came from a folder as well, once another
-- took its place.
CREATE TABLE notice_edition (
    version TEXT NOT NULL PRIMARY KEY,
    day TEXT NOT NULL,
    edition TEXT NOT NULL
) STRICT;
