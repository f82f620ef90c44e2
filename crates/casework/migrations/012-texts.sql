-- What a found item says, for whoever weighs it: sealed under the key of the person it was found for, so
-- that erasing them erases it, and taken out when the case is closed.
ALTER TABLE case_item ADD COLUMN says BLOB;
