-- From whom else something about a person came, the day that was noticed, and the day they were told
-- of it (Art 14): within a month of getting it.
CREATE TABLE came_from (
    person INTEGER NOT NULL,
    source INTEGER NOT NULL,
    since TEXT NOT NULL,
    told TEXT,
    PRIMARY KEY (person, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX came_from_untold ON came_from (since) WHERE told IS NULL;
