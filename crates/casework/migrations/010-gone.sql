-- The day a case was destroyed: its time had come.
ALTER TABLE casefile ADD COLUMN gone TEXT;
