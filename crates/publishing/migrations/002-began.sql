-- When a published charter came into force: on its day, once nothing on record stood in its way any more.
ALTER TABLE charter_published ADD COLUMN began INTEGER;
