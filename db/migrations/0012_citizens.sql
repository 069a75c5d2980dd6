-- Citizens who agreed to hear of their dossier: what they agreed to, which dossiers are theirs, what there is to tell.

-- Append-only: every agreement and every withdrawal with its proof, which is the very text agreed to or the flag as its source
-- said it. `dossier_id` is NULL where all dossiers of a person are meant; `roads` is `zalo`, `sms` or both with `;`. Somebody
-- who never agreed is known by the keyed hash of their number only.
CREATE TABLE consent (
  id INTEGER PRIMARY KEY,
  person_id INTEGER REFERENCES person (id),
  phone_key TEXT,
  dossier_id INTEGER REFERENCES dossier (id),
  purpose TEXT NOT NULL,
  given INTEGER NOT NULL CHECK (given IN (0, 1)),
  roads TEXT NOT NULL,
  source TEXT NOT NULL,
  proof TEXT NOT NULL,
  at INTEGER NOT NULL,
  CHECK (person_id IS NOT NULL OR phone_key IS NOT NULL)
) STRICT;
CREATE INDEX consent_phone ON consent (phone_key, id) WHERE phone_key IS NOT NULL;
CREATE INDEX consent_person ON consent (person_id) WHERE person_id IS NOT NULL;

-- A citizen is a row of `person` with the role `citizen`, without a name, made at consent; the directory reads the others.
CREATE INDEX person_staff ON person (id) WHERE roles <> 'citizen';
DROP INDEX person_unit;
CREATE INDEX person_unit ON person (unit_id) WHERE roles <> 'citizen';

-- Whose dossier it is, as long as they agree: what the ledger comes to now.
CREATE TABLE citizen_dossier (
  dossier_id INTEGER NOT NULL REFERENCES dossier (id),
  person_id INTEGER NOT NULL REFERENCES person (id),
  roads TEXT NOT NULL,
  source TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (dossier_id, person_id)
) STRICT;
CREATE INDEX citizen_dossier_person ON citizen_dossier (person_id);

-- What citizens are to hear of a dossier, noted by whoever learns it; the citizens' room turns it into messages for those
-- who agreed. `key` is its identity: the same news told twice is noted once. `facts` is JSON for the words, `at` when it
-- happened, `tell_at` when it is looked at next; `told_at` and `outcome` are set once it is decided.
CREATE TABLE citizen_news (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  dossier_id INTEGER NOT NULL REFERENCES dossier (id),
  occasion TEXT NOT NULL,
  facts TEXT NOT NULL,
  at INTEGER NOT NULL,
  tell_at INTEGER NOT NULL,
  told_at INTEGER,
  outcome TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX citizen_news_new ON citizen_news (tell_at, id) WHERE told_at IS NULL;
CREATE INDEX citizen_news_dossier ON citizen_news (dossier_id);

-- Which message told which news.
CREATE TABLE citizen_message (
  message_id INTEGER PRIMARY KEY REFERENCES message (id),
  news_id INTEGER NOT NULL REFERENCES citizen_news (id)
) STRICT;
CREATE INDEX citizen_message_news ON citizen_message (news_id);
