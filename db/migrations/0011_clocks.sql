-- Clocks: what a procedure allows as a whole, when a dossier was seen running or paused, warnings, feedback, events.

-- What holds for a procedure as a whole; code `*` speaks for all that have no word of their own.
CREATE TABLE procedure_setting (
  procedure_code TEXT PRIMARY KEY,
  total_minutes INTEGER,
  after_pause TEXT CHECK (after_pause IN ('resume', 'restart')),
  supplement_days INTEGER
) STRICT;

-- When a source said, or was seen to say, that a dossier runs (2, 4) or rests (5, 6). Pauses follow from the set of these
-- and of the progress rows, whatever order they came in.
CREATE TABLE dossier_status (
  dossier_code TEXT NOT NULL,
  at INTEGER NOT NULL,
  status INTEGER NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (dossier_code, at, status)
) STRICT;

-- What the coordinator should look at; closed when it is no longer true. `facts` is JSON for the words.
CREATE TABLE warning (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  unit_id INTEGER REFERENCES unit (id),
  code TEXT NOT NULL,
  facts TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  closed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX warning_open ON warning (code, kind, coalesce(unit_id, 0)) WHERE closed_at IS NULL;

-- Citizens' feedback (phản ánh, kiến nghị) to be answered.
CREATE TABLE feedback (
  code TEXT PRIMARY KEY,
  unit_id INTEGER NOT NULL REFERENCES unit (id),
  title TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  answered_at INTEGER
) STRICT;

-- Events that start a chain of duties: a decision that publishes procedures.
CREATE TABLE chain_event (
  ref TEXT NOT NULL,
  event TEXT NOT NULL,
  date TEXT NOT NULL,
  unit_id INTEGER NOT NULL REFERENCES unit (id),
  title TEXT NOT NULL,
  PRIMARY KEY (ref, event)
) STRICT;
CREATE INDEX work_item_chain ON work_item (id) WHERE kind IN ('publication', 'feedback');
