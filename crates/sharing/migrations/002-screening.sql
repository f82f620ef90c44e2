-- Files that were screened before they went: which, when, with what outcome. Nobody is in it: the receipt has counts.
CREATE TABLE screening (
    no INTEGER PRIMARY KEY,
    feed TEXT NOT NULL,
    entity INTEGER NOT NULL,
    given TEXT NOT NULL,
    entry INTEGER NOT NULL,
    receipt TEXT NOT NULL
) STRICT;
CREATE INDEX screening_given ON screening (given);
