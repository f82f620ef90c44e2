-- Keyed hashes of what is remembered of somebody who is being erased: where they want no marketing,
-- and their numbers in other systems. They go into the vault when the keys go.
ALTER TABLE erasure ADD COLUMN marks BLOB;
