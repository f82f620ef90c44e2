-- The day somebody was found to be in a picture who had said no: nobody is named, and it appears nowhere any more.
ALTER TABLE picture ADD COLUMN refused TEXT;
