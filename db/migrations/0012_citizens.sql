-- What citizens are to hear of a dossier, noted by whoever learns it; the citizens' room turns it into messages for those
-- who agreed. `key` is its identity: the same news told twice is noted once. `facts` is JSON for the words.
CREATE TABLE citizen_news (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  dossier_id INTEGER NOT NULL REFERENCES dossier (id),
  occasion TEXT NOT NULL,
  facts TEXT NOT NULL,
  at INTEGER NOT NULL,
  told_at INTEGER,
  outcome TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX citizen_news_new ON citizen_news (id) WHERE told_at IS NULL;
