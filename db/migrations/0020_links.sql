-- Tying Zalo accounts to people: one-time codes, wrong ones by account, and who was tied when, how and by whom.

-- A code is kept as a keyed hash only. `sealed` holds it encrypted while a message that carries it is on its way; then it is
-- forgotten. `origin`: an operator's invitation, or a number that somebody shared. `used_key` is the account that used it.
CREATE TABLE link_code (
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person (id),
  origin TEXT NOT NULL CHECK (origin IN ('invite', 'phone')),
  code_key TEXT NOT NULL UNIQUE,
  sealed BLOB,
  message_id INTEGER REFERENCES message (id),
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ended_at INTEGER,
  ended_as TEXT NOT NULL DEFAULT '' CHECK (ended_as IN ('', 'used', 'replaced', 'withdrawn')),
  used_key TEXT
) STRICT;
CREATE INDEX link_code_open ON link_code (person_id) WHERE ended_at IS NULL;
CREATE INDEX link_code_message ON link_code (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX link_code_sealed ON link_code (id) WHERE sealed IS NOT NULL;

-- What an account tried: wrong codes in a row and the pause they brought, numbers shared on one day.
CREATE TABLE link_try (
  zalo_key TEXT PRIMARY KEY,
  wrong INTEGER NOT NULL,
  wrong_at INTEGER NOT NULL,
  wait_until INTEGER NOT NULL,
  shared INTEGER NOT NULL,
  shared_at INTEGER NOT NULL
) STRICT;

-- Append-only: every tie and every untying, and every word against one. `by_person_id` is who did it where it was not the person.
CREATE TABLE link_event (
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person (id),
  what TEXT NOT NULL CHECK (what IN ('linked', 'unlinked', 'objected')),
  how TEXT NOT NULL,
  zalo_key TEXT NOT NULL,
  moved_from TEXT,
  by_person_id INTEGER REFERENCES person (id),
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX link_event_person ON link_event (person_id, id);

