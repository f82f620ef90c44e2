-- When each of the landlord's systems was last compared with the data map, and what came of it. Shapes only:
-- the names of tables and columns, and no value. `seen` is the last time it could be looked over, `why` says
-- why the last try did not go.
CREATE TABLE drift_look (
    source TEXT PRIMARY KEY,
    tried INTEGER NOT NULL,
    seen INTEGER,
    tables INTEGER NOT NULL,
    more INTEGER NOT NULL,
    why TEXT
) STRICT;

-- What a system has and its map does not, or the other way round. `gone` is when it was settled; `lines` is
-- what would settle it. Somebody takes it, or notes why it stays.
CREATE TABLE drift_finding (
    no INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    kind INTEGER NOT NULL,
    place TEXT NOT NULL,
    field TEXT NOT NULL,
    more TEXT NOT NULL,
    lines TEXT NOT NULL,
    found INTEGER NOT NULL,
    gone INTEGER,
    taken_by TEXT,
    due TEXT,
    noted_by TEXT,
    noted INTEGER,
    reason TEXT
) STRICT;
CREATE UNIQUE INDEX drift_finding_place ON drift_finding (source, kind, place, field);
