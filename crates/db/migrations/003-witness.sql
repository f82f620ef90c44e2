-- The newest checkpoint each witness has countersigned, with its countersignature.
CREATE TABLE cosigned (
    witness TEXT NOT NULL PRIMARY KEY,
    log INTEGER NOT NULL,
    size INTEGER NOT NULL,
    note TEXT NOT NULL
) STRICT;
