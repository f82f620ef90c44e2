-- Words that are blacked out by hand in everything that is given: sealed, and decided about as the item
-- of the same name.
CREATE TABLE case_span (
    no INTEGER PRIMARY KEY,
    casefile INTEGER NOT NULL,
    item BLOB NOT NULL,
    detail BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX case_span_item ON case_span (casefile, item);

-- The newest pack of a case, by its hash: only that one goes with its answer, and only while nothing it
-- was made from was decided anew. `version` is how many steps the case had when what goes into it was
-- read; `walls` a hash of whom the person must not learn of then.
CREATE TABLE case_pack (
    casefile INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL,
    version INTEGER NOT NULL,
    open INTEGER NOT NULL,
    walls BLOB NOT NULL
) STRICT;
