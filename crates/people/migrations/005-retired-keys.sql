-- Keys that were replaced. They are destroyed a while later, when whoever was reading under them has
-- finished and nothing is sealed under them any more.
CREATE TABLE retired_key (
    key BLOB NOT NULL PRIMARY KEY,
    person INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX retired_key_person ON retired_key (person);
