-- What was given to whom. `detail` is sealed under a key of the person's: how it went, under which
-- power, what was said. The kinds of data stand in `data` as the charter's names.
CREATE TABLE disclosure (
    no INTEGER PRIMARY KEY,
    person INTEGER NOT NULL,
    recipient INTEGER NOT NULL,
    purpose INTEGER NOT NULL,
    entity INTEGER NOT NULL,
    given TEXT NOT NULL,
    data TEXT NOT NULL,
    told TEXT,
    exception TEXT,
    recalled TEXT,
    entry INTEGER,
    detail BLOB NOT NULL
) STRICT;
CREATE INDEX disclosure_person ON disclosure (person);
CREATE INDEX disclosure_recipient ON disclosure (recipient);
-- What the office knows of an agreement, beside what the charter says of it.
CREATE TABLE agreement (
    recipient INTEGER NOT NULL PRIMARY KEY,
    acknowledged TEXT,
    review TEXT,
    ended TEXT
) STRICT;
