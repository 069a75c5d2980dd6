-- Citizens who talk: what they proved and agreed to for each purpose, guesses that are slowed, ratings, requests about data.

-- The number that somebody at a chat proved to know of a dossier, as a keyed hash: their other row has it as its own.
ALTER TABLE person ADD COLUMN proven_phone_key TEXT;
CREATE INDEX person_proven_phone ON person (proven_phone_key) WHERE proven_phone_key IS NOT NULL;
-- Those met in the chat, by their last word: the slow round forgets who came for nothing.
CREATE INDEX person_stranger ON person (last_interaction_at) WHERE roles = 'citizen' AND zalo_key IS NOT NULL;

-- What is agreed to beside the news of a dossier (`citizen_dossier`): each purpose by itself.
CREATE TABLE citizen_purpose (
  dossier_id INTEGER NOT NULL REFERENCES dossier (id),
  person_id INTEGER NOT NULL REFERENCES person (id),
  purpose TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (dossier_id, person_id, purpose)
) STRICT;
CREATE INDEX citizen_purpose_person ON citizen_purpose (person_id);

-- Who proved that a dossier is theirs: by `phone` or by `code` of the slip.
CREATE TABLE citizen_proof (
  person_id INTEGER NOT NULL REFERENCES person (id),
  dossier_id INTEGER NOT NULL REFERENCES dossier (id),
  proved_by TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (person_id, dossier_id)
) STRICT;

-- How often a subject (an account, a dossier's code as a keyed hash) was guessed at on a day, and until when it rests.
CREATE TABLE guess (
  subject TEXT PRIMARY KEY,
  day TEXT NOT NULL,
  tries INTEGER NOT NULL,
  until INTEGER NOT NULL
) STRICT;

-- How content somebody is, once a dossier and person; `words` are their own, cut short. `told_at`: an office was told, or need
-- not be.
CREATE TABLE rating (
  id INTEGER PRIMARY KEY,
  dossier_id INTEGER NOT NULL REFERENCES dossier (id),
  person_id INTEGER NOT NULL REFERENCES person (id),
  score INTEGER NOT NULL CHECK (score BETWEEN 1 AND 5),
  reason TEXT NOT NULL,
  words TEXT NOT NULL,
  at INTEGER NOT NULL,
  told_at INTEGER,
  UNIQUE (dossier_id, person_id)
) STRICT;
CREATE INDEX rating_untold ON rating (id) WHERE told_at IS NULL;

-- What people ask about data kept of them. `item_id` is the work item of whoever has to see to it; `message_id` tells the
-- outcome, after which the account of somebody who asked for deletion is forgotten; `closed_at`: nothing more is to be done.
CREATE TABLE data_request (
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person (id),
  asked TEXT NOT NULL,
  at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  item_id INTEGER REFERENCES work_item (id),
  done_at INTEGER,
  message_id INTEGER REFERENCES message (id),
  closed_at INTEGER
) STRICT;
CREATE INDEX data_request_open ON data_request (item_id) WHERE closed_at IS NULL;
CREATE INDEX data_request_person ON data_request (person_id);

-- The proof that something was forgotten: what and how much, no more.
CREATE TABLE erasure (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  what TEXT NOT NULL,
  amount INTEGER NOT NULL
) STRICT;
