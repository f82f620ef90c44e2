-- A letter that went out, or waits to. Where it goes and what it says are sealed under the key of the
-- case. `token` and `code` are hashes: of the link it is fetched by, and of the code that opens it.
-- `pack` names the sealed document that goes with it; it is deleted after `until`.
CREATE TABLE case_delivery (
    no INTEGER PRIMARY KEY,
    casefile INTEGER NOT NULL,
    letter TEXT NOT NULL,
    way INTEGER NOT NULL,
    state INTEGER NOT NULL,
    made INTEGER NOT NULL,
    until TEXT NOT NULL,
    token BLOB UNIQUE,
    code BLOB,
    code_until INTEGER,
    codes INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    pass BLOB,
    pass_until INTEGER,
    pack BLOB,
    detail BLOB NOT NULL
) STRICT;
-- Other cases a letter answers too.
CREATE TABLE case_delivery_also (
    delivery INTEGER NOT NULL,
    casefile INTEGER NOT NULL,
    PRIMARY KEY (delivery, casefile)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_delivery_case ON case_delivery (casefile);
CREATE INDEX case_delivery_until ON case_delivery (state, until);
