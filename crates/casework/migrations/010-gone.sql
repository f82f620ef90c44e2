-- The day a case was destroyed: its time had come.
ALTER TABLE casefile ADD COLUMN gone TEXT;

-- Keys and packs of cases that are gone, until they are destroyed.
CREATE TABLE case_gone (
    no INTEGER PRIMARY KEY,
    key BLOB,
    pack BLOB
) STRICT;
