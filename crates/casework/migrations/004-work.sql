-- What was really done for a case beside writing: a change in the landlord's systems, an objection put
-- on record, something given to somebody. `n` is the step it was done by; `whole` is 0 where it is not
-- complete.
CREATE TABLE case_work (
    no INTEGER PRIMARY KEY,
    casefile INTEGER NOT NULL,
    n INTEGER NOT NULL,
    work INTEGER NOT NULL,
    whole INTEGER NOT NULL,
    at INTEGER NOT NULL,
    detail BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX case_work_step ON case_work (casefile, n);

-- The answers to the questions a kind of case asks, sealed; how many are still missing; and a keyed hash
-- of them, which an approval is bound to.
CREATE TABLE case_form (
    casefile INTEGER PRIMARY KEY,
    missing INTEGER NOT NULL,
    hash BLOB NOT NULL,
    detail BLOB NOT NULL
) STRICT;

-- Recipients who have to be told what was put right, erased or limited (Art 19).
CREATE TABLE case_tell (
    no INTEGER PRIMARY KEY,
    casefile INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    state INTEGER NOT NULL,
    detail BLOB
) STRICT;
CREATE UNIQUE INDEX case_tell_recipient ON case_tell (casefile, recipient);
