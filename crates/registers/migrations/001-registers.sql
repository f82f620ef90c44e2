-- What stands about a person in one of the registers. What it says is an item in their file, which
-- points back here; this is how it stands, and what is to be done by when. `state` belongs to the
-- register, `writer` is the pseudonym of whoever wrote it down.
CREATE TABLE kept (
    no INTEGER PRIMARY KEY,
    person INTEGER NOT NULL,
    register INTEGER NOT NULL,
    state INTEGER NOT NULL,
    day TEXT NOT NULL,
    due TEXT,
    post TEXT NOT NULL,
    settled TEXT,
    writer BLOB NOT NULL,
    version INTEGER NOT NULL,
    recorded INTEGER NOT NULL
) STRICT;
CREATE INDEX kept_person ON kept (person, register);
CREATE INDEX kept_due ON kept (due) WHERE settled IS NULL;

-- Markers that were proposed and wait for a second person. One that is settled is not here any more.
CREATE TABLE marker_proposal (
    no INTEGER PRIMARY KEY,
    person INTEGER NOT NULL,
    approval INTEGER NOT NULL,
    day TEXT NOT NULL,
    post TEXT NOT NULL,
    recorded INTEGER NOT NULL,
    detail BLOB NOT NULL
) STRICT;
CREATE INDEX marker_proposal_person ON marker_proposal (person);

-- What was said about a marker that stands: why it goes on, why telling is put off, what the person says
-- against it, and what came of that. Sealed.
CREATE TABLE marker_word (
    no INTEGER PRIMARY KEY,
    person INTEGER NOT NULL,
    marker INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    day TEXT NOT NULL,
    due TEXT,
    post TEXT NOT NULL,
    recorded INTEGER NOT NULL,
    detail BLOB NOT NULL
) STRICT;
CREATE INDEX marker_word_person ON marker_word (person, marker);
CREATE INDEX marker_word_due ON marker_word (due) WHERE due IS NOT NULL;

-- Markers that are watched over: their kind and code, when they are looked at again, until when they
-- went on, when whoever had it was told that it is over, and the pseudonyms of the two who set it.
CREATE TABLE marker_watch (
    marker INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    review TEXT,
    extended TEXT,
    recalled TEXT,
    proposer BLOB,
    approver BLOB
) STRICT;

-- Who had a marker that is over, and when they said that they no longer have it.
CREATE TABLE marker_recall (
    marker INTEGER NOT NULL,
    recipient INTEGER NOT NULL,
    asked TEXT NOT NULL,
    acknowledged TEXT,
    taken_by TEXT,
    PRIMARY KEY (marker, recipient)
) STRICT, WITHOUT ROWID;

-- The codes of warnings and support needs an office uses: a list of the sector's, taken over from a file.
CREATE TABLE marker_code (
    code TEXT NOT NULL PRIMARY KEY,
    area TEXT NOT NULL,
    name TEXT NOT NULL,
    critical INTEGER NOT NULL
) STRICT;

-- What happened with a camera of the charter: switched on and off, its signs looked at, pictures taken
-- out. Nobody is in it.
CREATE TABLE camera_event (
    no INTEGER PRIMARY KEY,
    camera TEXT NOT NULL,
    kind INTEGER NOT NULL,
    day TEXT NOT NULL,
    says TEXT NOT NULL,
    actor TEXT NOT NULL,
    recorded INTEGER NOT NULL
) STRICT;
CREATE INDEX camera_event_camera ON camera_event (camera, day);

-- Pictures and film of events: which event, what they show, where they may appear. The picture itself
-- stays where it is.
CREATE TABLE picture (
    no INTEGER PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    event TEXT NOT NULL,
    taken TEXT NOT NULL,
    shows INTEGER NOT NULL,
    channels TEXT NOT NULL,
    told TEXT NOT NULL,
    gone TEXT,
    recorded INTEGER NOT NULL
) STRICT;
CREATE TABLE picture_person (
    no INTEGER PRIMARY KEY,
    picture INTEGER NOT NULL,
    person INTEGER NOT NULL,
    agreed TEXT,
    guardian INTEGER NOT NULL,
    detail BLOB NOT NULL
) STRICT;
CREATE INDEX picture_person_picture ON picture_person (picture);
CREATE INDEX picture_person_person ON picture_person (person);
CREATE TABLE picture_use (
    no INTEGER PRIMARY KEY,
    picture INTEGER NOT NULL,
    channel TEXT NOT NULL,
    day TEXT NOT NULL,
    ask TEXT NOT NULL,
    taken_down TEXT,
    recorded INTEGER NOT NULL
) STRICT;
CREATE INDEX picture_use_picture ON picture_use (picture);

-- Recordings of calls by what the telephone system calls them. One in which something was found that is
-- never kept is locked until it is gone. What was said is not in it.
CREATE TABLE recording (
    reference TEXT NOT NULL PRIMARY KEY,
    day TEXT NOT NULL,
    told INTEGER NOT NULL,
    state INTEGER NOT NULL,
    found TEXT NOT NULL,
    settled TEXT,
    actor TEXT NOT NULL,
    recorded INTEGER NOT NULL
) STRICT;
CREATE INDEX recording_state ON recording (state, day);
