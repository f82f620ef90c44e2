-- Documents: a sealed blob in the object store, under a key of its own. What it is called and what
-- is in it stands in the person's item, sealed.
CREATE TABLE document (
    no INTEGER PRIMARY KEY,
    person INTEGER NOT NULL,
    key BLOB NOT NULL,
    blob BLOB NOT NULL
) STRICT;
CREATE INDEX document_person ON document (person);
