-- Where the answer that was put forward goes, as a keyed hash: what a second person approves.
ALTER TABLE casefile ADD COLUMN goes_to TEXT;

-- The pack itself, sealed under the key of the case, until its answer has gone and its time is over; and
-- whom it is about.
ALTER TABLE case_pack ADD COLUMN document BLOB;
ALTER TABLE case_pack ADD COLUMN person INTEGER;

-- What was asked to be collected for a case, and what came of it. What is asked, and why it failed, is
-- sealed.
CREATE TABLE case_collection (
    no INTEGER PRIMARY KEY,
    casefile INTEGER NOT NULL,
    asked INTEGER NOT NULL,
    state INTEGER NOT NULL,
    ended INTEGER,
    detail BLOB NOT NULL,
    said BLOB
) STRICT;
CREATE INDEX case_collection_case ON case_collection (casefile, asked);
