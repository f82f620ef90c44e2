-- Somebody whom the organisation's own provider lets in: `subject` is a hash of who the provider is and of
-- how it knows them, and there is none of a local account. `by_groups` says that it was the provider's
-- groups that ended the account, so that they may begin it again.
ALTER TABLE staff ADD COLUMN subject BLOB;
ALTER TABLE staff ADD COLUMN by_groups INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX staff_subject ON staff (subject);

-- How strongly somebody signed in, and where a session ends sooner than others do: when.
ALTER TABLE session ADD COLUMN strength TEXT NOT NULL DEFAULT 'second-factor';
ALTER TABLE session ADD COLUMN until INTEGER;
