-- A question to a colleague or to somebody outside about one source: who is asked, by when, how often
-- they were reminded, and what they said, sealed. `delivery` is the letter it goes by, where it goes by
-- email.
CREATE TABLE case_asked (
    no INTEGER PRIMARY KEY,
    casefile INTEGER NOT NULL,
    source TEXT NOT NULL,
    post TEXT,
    delivery INTEGER,
    due TEXT NOT NULL,
    chased INTEGER NOT NULL,
    state INTEGER NOT NULL,
    detail BLOB NOT NULL,
    answer BLOB
) STRICT;
CREATE INDEX case_asked_case ON case_asked (casefile);
CREATE INDEX case_asked_due ON case_asked (state, due);
