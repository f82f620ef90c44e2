-- Assessments that are written here: of impact, of legitimate interests, of a transfer. `answers` has what was
-- answered, by the questions of their kind. No personal data is in them. `version` grows with every change, so
-- that of two who write at once the second is told.
CREATE TABLE assessment (
    no INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    kind INTEGER NOT NULL,
    about TEXT NOT NULL,
    owner TEXT NOT NULL,
    state INTEGER NOT NULL,
    version INTEGER NOT NULL,
    answers TEXT NOT NULL,
    review TEXT,
    changed INTEGER NOT NULL
) STRICT;

-- What became of one, in order. `answers` is what it said when somebody decided about it.
CREATE TABLE assessment_step (
    assessment INTEGER NOT NULL,
    n INTEGER NOT NULL,
    step INTEGER NOT NULL,
    by_whom TEXT NOT NULL,
    at INTEGER NOT NULL,
    says TEXT NOT NULL,
    answers TEXT,
    PRIMARY KEY (assessment, n)
) STRICT, WITHOUT ROWID;

-- A question of one that a post is asked: its answer is how the task ended.
CREATE TABLE assessment_asked (
    task INTEGER PRIMARY KEY,
    assessment INTEGER NOT NULL,
    question TEXT NOT NULL,
    by_whom TEXT NOT NULL
) STRICT;
CREATE INDEX assessment_asked_assessment ON assessment_asked (assessment);
