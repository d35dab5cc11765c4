-- Tokens that were made here, or revoked here; never a token itself.
CREATE TABLE tokens (
  tenant     TEXT    NOT NULL,
  id         TEXT    NOT NULL, -- claim jti
  subject    TEXT    NOT NULL,
  roles      TEXT    NOT NULL, -- words, with commas between them
  service    TEXT    NOT NULL,
  gateway    TEXT    NOT NULL,
  created    INTEGER NOT NULL, -- milliseconds
  created_by TEXT    NOT NULL,
  expires    INTEGER,
  revoked    INTEGER,
  revoked_by TEXT    NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;
