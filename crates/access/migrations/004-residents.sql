-- Somebody who asked for a code to sign in with. `hash` is of what their browser holds, `contact` a
-- pseudonym of what they typed; there is a row whether or not they are known. `person` and `code` are
-- filled in afterwards, where they are.
CREATE TABLE resident_ask (
    hash BLOB NOT NULL PRIMARY KEY,
    no INTEGER NOT NULL UNIQUE,
    contact BLOB NOT NULL,
    person INTEGER,
    code BLOB,
    key BLOB,
    made INTEGER NOT NULL,
    tries INTEGER NOT NULL
) STRICT;
CREATE INDEX resident_ask_contact ON resident_ask (contact, made);
CREATE INDEX resident_ask_made ON resident_ask (made);

-- A code that was printed in a letter. One a person.
CREATE TABLE resident_letter (
    person INTEGER NOT NULL PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    made INTEGER NOT NULL
) STRICT;

-- Whoever shut their own account: nobody signs in to it by email.
CREATE TABLE resident_lock (
    person INTEGER NOT NULL PRIMARY KEY,
    made INTEGER NOT NULL
) STRICT;

CREATE TABLE resident_session (
    hash BLOB NOT NULL PRIMARY KEY,
    person INTEGER NOT NULL,
    acts_for BLOB,
    made INTEGER NOT NULL,
    seen INTEGER NOT NULL
) STRICT;
CREATE INDEX resident_session_person ON resident_session (person);
