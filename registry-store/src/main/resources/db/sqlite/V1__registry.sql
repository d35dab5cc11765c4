CREATE TABLE objects (
  tenant   TEXT    NOT NULL,
  kind     TEXT    NOT NULL,
  id       TEXT    NOT NULL,
  revision INTEGER NOT NULL, -- that last wrote the row
  body     TEXT    NOT NULL, -- JSON
  PRIMARY KEY (tenant, kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE revisions (
  number  INTEGER PRIMARY KEY,
  tenant  TEXT NOT NULL,
  time    TEXT NOT NULL,
  actor   TEXT NOT NULL,
  summary TEXT NOT NULL,
  changes TEXT NOT NULL -- JSON
) STRICT;

CREATE INDEX revisions_by_tenant ON revisions (tenant, number);

-- Ids stay with their identities after a deletion.
CREATE TABLE identities (
  tenant   TEXT NOT NULL,
  kind     TEXT NOT NULL,
  identity TEXT NOT NULL,
  id       TEXT NOT NULL,
  PRIMARY KEY (tenant, kind, identity),
  UNIQUE (tenant, kind, id)
) STRICT, WITHOUT ROWID;
