-- Who was given which version of the notice, on which day and how.
CREATE TABLE notice_given (
    person INTEGER NOT NULL,
    version TEXT NOT NULL,
    day TEXT NOT NULL,
    how TEXT NOT NULL,
    PRIMARY KEY (person, version)
) STRICT, WITHOUT ROWID;
