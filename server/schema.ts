/**
 * The tables of `server.db`. Every step is applied once and in order; `user_version` counts the steps applied.
 *
 * Times are milliseconds since the epoch by the server's clock. Ids of tokens are SHA-256 of what travels, so
 * that the file alone signs nobody in.
 */

const ACCOUNTS = `
CREATE TABLE account (
  uid TEXT PRIMARY KEY,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL UNIQUE,      -- the address without regard to letter case
  ka BLOB NOT NULL,
  generation INTEGER NOT NULL,         -- when the password was last set
  keys_changed_at_ms INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE credential (              -- one row for each version of password stretching the account knows
  uid TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
  version INTEGER NOT NULL,
  auth_salt BLOB NOT NULL,
  verify_hash BLOB NOT NULL,
  wrap_wrap_kb BLOB NOT NULL,
  client_salt TEXT,                    -- version 2 only
  PRIMARY KEY (uid, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
  id TEXT PRIMARY KEY,
  uid TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
  masked_key BLOB NOT NULL,            -- Hawk key, masked with what only the token's id gives
  user_agent TEXT NOT NULL,
  auth_at_ms INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  last_used_at_ms INTEGER NOT NULL,
  challenge TEXT,                      -- how this session must still be confirmed; NULL when it need not
  code_hash TEXT,
  code_expires_at_ms INTEGER,
  code_tries INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX session_uid ON session (uid);

CREATE TABLE key_fetch_token (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES session ON DELETE CASCADE,
  masked_key BLOB NOT NULL,
  bundle BLOB NOT NULL,                -- sealed for whoever holds the token
  expires_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX key_fetch_token_session ON key_fetch_token (session_id);

CREATE TABLE unblock_code (
  uid TEXT PRIMARY KEY REFERENCES account ON DELETE CASCADE,
  code_hash TEXT NOT NULL,
  expires_at_ms INTEGER NOT NULL
) STRICT;
`;

const OAUTH = `
CREATE TABLE oauth_code (
  id TEXT PRIMARY KEY,
  uid TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
  client_id TEXT NOT NULL,
  scope TEXT NOT NULL,
  access_type TEXT NOT NULL,
  code_challenge TEXT NOT NULL,
  keys_jwe TEXT,
  auth_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE refresh_token (
  id TEXT PRIMARY KEY,
  uid TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
  client_id TEXT NOT NULL,
  scope TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  auth_at_ms INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  last_used_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX refresh_token_uid ON refresh_token (uid);

CREATE TABLE access_token (
  id TEXT PRIMARY KEY,
  uid TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
  client_id TEXT NOT NULL,
  scope TEXT NOT NULL,
  refresh_id TEXT REFERENCES refresh_token ON DELETE CASCADE,
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX access_token_refresh ON access_token (refresh_id);

CREATE TABLE device (                  -- belongs to the session or the refresh token that registered it
  id TEXT PRIMARY KEY,
  uid TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
  session_id TEXT UNIQUE REFERENCES session ON DELETE CASCADE,
  refresh_id TEXT UNIQUE REFERENCES refresh_token ON DELETE CASCADE,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  push_callback TEXT,
  push_public_key TEXT,
  push_auth_key TEXT,
  available_commands TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  CHECK ((session_id IS NULL) <> (refresh_id IS NULL))
) STRICT;
CREATE INDEX device_uid ON device (uid);
`;

const STORAGE = `
CREATE TABLE storage_user (            -- changed keys get a row, and so an empty storage, of their own
  storage_uid INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
  generation INTEGER NOT NULL,
  keys_changed_at_ms INTEGER NOT NULL,
  client_state TEXT NOT NULL,          -- hex of the fingerprint of kB
  created_at_ms INTEGER NOT NULL,
  replaced_at_ms INTEGER,
  modified_ms INTEGER NOT NULL DEFAULT 0  -- the last write anywhere in this storage, deletions included
) STRICT;
CREATE INDEX storage_user_uid ON storage_user (uid);

CREATE TABLE collection (
  id INTEGER PRIMARY KEY,
  storage_uid INTEGER NOT NULL REFERENCES storage_user ON DELETE CASCADE,
  name TEXT NOT NULL,
  modified_ms INTEGER NOT NULL,
  UNIQUE (storage_uid, name)
) STRICT;

CREATE TABLE bso (
  collection_id INTEGER NOT NULL REFERENCES collection ON DELETE CASCADE,
  id TEXT NOT NULL,
  modified_ms INTEGER NOT NULL,
  expires_at_ms INTEGER,
  sortindex INTEGER,
  payload TEXT NOT NULL,
  PRIMARY KEY (collection_id, id)
) STRICT;
-- Holds all that paging and counting ask for, so that payloads are read only for the rows sent.
CREATE INDEX bso_newest ON bso (collection_id, modified_ms, id, expires_at_ms);
CREATE INDEX bso_index ON bso (collection_id, coalesce(sortindex, -1000000000000000), id);
CREATE INDEX bso_expiry ON bso (expires_at_ms) WHERE expires_at_ms IS NOT NULL;

CREATE TABLE batch (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  storage_uid INTEGER NOT NULL REFERENCES storage_user ON DELETE CASCADE,
  collection TEXT NOT NULL,
  records INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX batch_storage_user ON batch (storage_uid);

CREATE TABLE batch_item (              -- NULL means: not given, so the stored value stays
  batch_id INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
  id TEXT NOT NULL,
  payload TEXT,
  sortindex INTEGER,
  ttl_seconds INTEGER,
  PRIMARY KEY (batch_id, id)
) STRICT;
`;

const VALUES_AND_QUEUES = `
CREATE TABLE server_value (            -- what the server drew for itself once, such as the key it signs tokens with
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE password_change_token (
  id TEXT PRIMARY KEY,
  uid TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
  session_id TEXT NOT NULL REFERENCES session ON DELETE CASCADE,
  masked_key BLOB NOT NULL,
  expires_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX password_change_token_session ON password_change_token (session_id);

CREATE TABLE device_command (          -- waits until its device asks; ids count up and are never used twice
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  device_id TEXT NOT NULL REFERENCES device ON DELETE CASCADE,
  sender_id TEXT,
  command TEXT NOT NULL,
  payload TEXT NOT NULL,               -- JSON
  expires_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX device_command_device ON device_command (device_id, id);
`;

/** Storages without an account: their tokens come from a token server elsewhere that shares the master secret. */
const STORAGE_OF_OTHERS = `
CREATE TABLE new_storage_user (        -- changed keys get a row, and so an empty storage, of their own
  storage_uid INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT REFERENCES account ON DELETE CASCADE,  -- NULL: assigned by a token server elsewhere
  generation INTEGER NOT NULL,
  keys_changed_at_ms INTEGER NOT NULL,
  client_state TEXT NOT NULL,          -- hex of the fingerprint of kB
  created_at_ms INTEGER NOT NULL,
  replaced_at_ms INTEGER,
  modified_ms INTEGER NOT NULL DEFAULT 0  -- the last write anywhere in this storage, deletions included
) STRICT;
INSERT INTO new_storage_user
  SELECT storage_uid, uid, generation, keys_changed_at_ms, client_state, created_at_ms, replaced_at_ms, modified_ms
    FROM storage_user;
UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'storage_user')
 WHERE name = 'new_storage_user';
DROP TABLE storage_user;
ALTER TABLE new_storage_user RENAME TO storage_user;
CREATE INDEX storage_user_uid ON storage_user (uid);
`;

/** Sizes kept as they change, since adding payloads up for every write of a limited storage would be slow. */
const SIZES = `
ALTER TABLE collection ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;  -- of payloads, expired ones included
UPDATE collection SET bytes =
  (SELECT coalesce(sum(octet_length(payload)), 0) FROM bso WHERE collection_id = collection.id);
CREATE TRIGGER bso_inserted AFTER INSERT ON bso WHEN NEW.payload <> '' BEGIN
  UPDATE collection SET bytes = bytes + octet_length(NEW.payload) WHERE id = NEW.collection_id;
END;
CREATE TRIGGER bso_updated AFTER UPDATE OF payload ON bso
WHEN octet_length(NEW.payload) <> octet_length(OLD.payload) BEGIN
  UPDATE collection SET bytes = bytes + octet_length(NEW.payload) - octet_length(OLD.payload)
   WHERE id = NEW.collection_id;
END;
CREATE TRIGGER bso_deleted AFTER DELETE ON bso WHEN OLD.payload <> '' BEGIN
  UPDATE collection SET bytes = bytes - octet_length(OLD.payload) WHERE id = OLD.collection_id;
END;
`;

/** Steps from an empty file to today's tables. Append only: a step that has shipped never changes. */
export const MIGRATIONS: readonly string[] = [
  ACCOUNTS + OAUTH + STORAGE,
  VALUES_AND_QUEUES + STORAGE_OF_OTHERS + SIZES,
];
