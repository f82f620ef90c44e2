-- Changes of the landlord's systems that a case asked for, from the plan to its end. What was asked, the plan,
-- and what came of each field is sealed under the key of the person it is about, so that erasing them erases
-- it. `turn` counts what was asked of a server, `plan` is the plan by its hash.
CREATE TABLE case_change (
    no INTEGER PRIMARY KEY,
    casefile INTEGER NOT NULL,
    person INTEGER NOT NULL,
    asked INTEGER NOT NULL,
    state INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    plan BLOB,
    approval INTEGER,
    detail BLOB NOT NULL
) STRICT;
CREATE INDEX case_change_case ON case_change (casefile, asked);
CREATE INDEX case_change_person ON case_change (person);
