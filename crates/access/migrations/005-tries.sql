-- Wrong tries, by where they came from and the name that was tried; with no name, by all of that place's.
-- Both are keyed hashes, and go when they count no more. They stand beside accounts and not in them, so that
-- a name nobody has is counted alike, and one stranger shuts an account for nobody but themselves.
CREATE TABLE staff_try (
    source BLOB NOT NULL,
    name BLOB NOT NULL,
    tries INTEGER NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (source, name)
) STRICT;
CREATE INDEX staff_try_name ON staff_try (name);

ALTER TABLE staff DROP COLUMN tries;
ALTER TABLE staff DROP COLUMN shut;
