-- A run of rows of one of the landlord's systems: which, and what came of it so far, as JSON that names no row.
ALTER TABLE disposal_run ADD COLUMN source TEXT;
ALTER TABLE disposal_run ADD COLUMN report TEXT;
