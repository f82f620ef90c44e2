-- What ties the files in which entries wait for the table to this store: 16 random bytes, one row.
CREATE TABLE intake (id BLOB NOT NULL) STRICT;
