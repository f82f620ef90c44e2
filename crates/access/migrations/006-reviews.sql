-- Somebody looked at an account and said that it is right as it is. Kept by name, also where the account has
-- ended.
CREATE TABLE access_review (
    no INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    by_whom TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX access_review_name ON access_review (name, at);
