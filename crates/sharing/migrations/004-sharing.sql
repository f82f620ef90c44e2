-- Published notices that are on record as telling people of a disclosure: whom, of what, from which day.
CREATE TABLE standing_notice (
    no INTEGER PRIMARY KEY,
    purpose INTEGER NOT NULL,
    recipient INTEGER NOT NULL,
    entity INTEGER NOT NULL,
    relationship INTEGER NOT NULL,
    since TEXT NOT NULL,
    ended TEXT,
    version TEXT NOT NULL,
    how TEXT NOT NULL
) STRICT;
CREATE INDEX standing_notice_of ON standing_notice (purpose, recipient);
ALTER TABLE disclosure ADD COLUMN notice INTEGER;
-- Disclosures that wait until the person was told and a day has come. `detail` is sealed: who asked, what is
-- to go, how. States: 0 waits, 1 given, 2 refused on the day, 3 called off.
CREATE TABLE share_scheduled (
    no INTEGER PRIMARY KEY,
    person INTEGER NOT NULL,
    recipient INTEGER NOT NULL,
    purpose INTEGER NOT NULL,
    entity INTEGER NOT NULL,
    day TEXT NOT NULL,
    told TEXT,
    state INTEGER NOT NULL,
    made TEXT NOT NULL,
    post TEXT NOT NULL,
    given INTEGER,
    detail BLOB NOT NULL
) STRICT;
CREATE INDEX share_scheduled_person ON share_scheduled (person);
CREATE INDEX share_scheduled_day ON share_scheduled (state, day);
-- What was called back, and the day the recipient confirmed that it is deleted. `no` is the disclosure's.
CREATE TABLE share_recall (
    no INTEGER PRIMARY KEY,
    person INTEGER NOT NULL,
    asked TEXT NOT NULL,
    confirmed TEXT,
    post TEXT NOT NULL,
    detail BLOB NOT NULL
) STRICT;
CREATE INDEX share_recall_person ON share_recall (person);
-- Sub-contractors a recipient names, beside what the charter says of them.
CREATE TABLE sub_contractor (
    recipient INTEGER NOT NULL,
    name TEXT NOT NULL,
    acknowledged TEXT,
    ended TEXT,
    PRIMARY KEY (recipient, name)
) STRICT;
