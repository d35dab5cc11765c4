-- What proxies refused, so that it is not sent to them again after a restart.
CREATE TABLE proxy_memories (
  tenant  TEXT    NOT NULL,
  node    TEXT    NOT NULL,
  client  TEXT    NOT NULL,
  version TEXT    NOT NULL,
  changed INTEGER NOT NULL, -- milliseconds
  body    TEXT    NOT NULL, -- JSON
  PRIMARY KEY (tenant, node, client, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  time      INTEGER NOT NULL, -- milliseconds
  last_time INTEGER NOT NULL,
  count     INTEGER NOT NULL,
  tenant    TEXT    NOT NULL,
  type      TEXT    NOT NULL,
  proxy     TEXT    NOT NULL,
  message   TEXT    NOT NULL,
  revision  INTEGER NOT NULL,
  body      TEXT    NOT NULL -- JSON
) STRICT;

CREATE INDEX events_by_tenant ON events (tenant, id);

CREATE TABLE event_objects (
  tenant TEXT    NOT NULL,
  kind   TEXT    NOT NULL,
  object TEXT    NOT NULL,
  event  INTEGER NOT NULL,
  PRIMARY KEY (tenant, kind, object, event)
) STRICT, WITHOUT ROWID;
