-- Changes of the landlord's own systems that were begun: `plan` is the hash of exactly what was
-- approved, `settled` when nothing is to be waited for or found out any more, `complete` whether
-- all of it ended as it should. Nothing of what is changed stands here.
CREATE TABLE source_change (
    no INTEGER PRIMARY KEY,
    person INTEGER NOT NULL,
    plan BLOB NOT NULL UNIQUE,
    begun INTEGER NOT NULL,
    settled INTEGER,
    complete INTEGER NOT NULL
) STRICT;
CREATE INDEX source_change_open ON source_change (begun) WHERE settled IS NULL;
