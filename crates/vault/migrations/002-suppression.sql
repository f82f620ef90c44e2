-- What somebody who was erased and wanted no marketing could be reached at, as a keyed hash: so that
-- a list bought later does not reach them again. It says of nobody who they are.
CREATE TABLE suppressed (
    hash BLOB NOT NULL PRIMARY KEY,
    since INTEGER NOT NULL
) STRICT;
