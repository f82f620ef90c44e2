-- Somebody of the office who answered every question of the training right: by which edition of the notice,
-- how many questions there were, and when. Kept by name, also where the account has ended.
CREATE TABLE training (
    no INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    team TEXT NOT NULL,
    edition TEXT NOT NULL,
    questions INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX training_name ON training (name);
