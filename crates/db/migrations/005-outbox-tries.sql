-- How often sending a message was tried.
ALTER TABLE outbox ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
