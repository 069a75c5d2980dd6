-- What heads, leaders and administrators ask for: a unit's picture, wishes for a later date, and a stop of all sending.

-- The picture of a unit, and who of it is late.
CREATE INDEX work_item_unit ON work_item (unit_id, due_at) WHERE state IN ('open', 'claimed');

-- A wish for a later date: asked by who has the work, decided once. One open wish a work item; rows are kept.
CREATE TABLE postponement (
  id INTEGER PRIMARY KEY,
  item_id INTEGER NOT NULL REFERENCES work_item (id),
  version INTEGER NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  wanted_at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'agreed', 'declined', 'withdrawn', 'replaced')),
  decided_by INTEGER REFERENCES person (id),
  decided_at INTEGER,
  due_before INTEGER
) STRICT;
CREATE UNIQUE INDEX postponement_open ON postponement (item_id) WHERE state = 'open';

-- Sending stopped by an administrator: proposed with its reason, begun, ended, and settled once what had waited is decided anew.
CREATE TABLE sending_halt (
  id INTEGER PRIMARY KEY,
  scope TEXT NOT NULL,
  reason TEXT NOT NULL,
  asked_by INTEGER REFERENCES person (id),
  asked_at INTEGER NOT NULL,
  begun_at INTEGER,
  ended_by INTEGER REFERENCES person (id),
  ended_at INTEGER,
  settled_at INTEGER
) STRICT;
CREATE UNIQUE INDEX sending_halt_open ON sending_halt (scope) WHERE begun_at IS NOT NULL AND ended_at IS NULL;
CREATE INDEX sending_halt_unsettled ON sending_halt (id) WHERE begun_at IS NOT NULL AND settled_at IS NULL;

-- How much each unit had in hand on each morning, to tell a trend by.
CREATE TABLE unit_day (
  day TEXT NOT NULL,
  unit_id INTEGER NOT NULL REFERENCES unit (id),
  open INTEGER NOT NULL,
  overdue INTEGER NOT NULL,
  PRIMARY KEY (day, unit_id)
) STRICT;

-- Which leader was written a summary on which day: never twice.
CREATE TABLE leader_summary (
  person_id INTEGER NOT NULL REFERENCES person (id),
  day TEXT NOT NULL,
  overdue INTEGER NOT NULL,
  PRIMARY KEY (person_id, day)
) STRICT;
