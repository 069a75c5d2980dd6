-- The ground: directory, procedures, dossiers, work items, notices, outbox, inbox, calendars, policies.
-- Instants are seconds since 1970 in UTC, dates are YYYY-MM-DD. Written so that PostgreSQL can tell the same story.

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE unit (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  level TEXT NOT NULL,
  parent_code TEXT,
  valid_from TEXT,
  valid_to TEXT,
  successor_code TEXT,
  hours TEXT
) STRICT;
CREATE INDEX unit_name ON unit (name_key);

CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  title TEXT NOT NULL,
  unit_id INTEGER NOT NULL REFERENCES unit (id),
  roles TEXT NOT NULL,
  reports_to INTEGER REFERENCES person (id),
  zalo_sealed BLOB,
  zalo_key TEXT UNIQUE,
  phone_sealed BLOB,
  phone_key TEXT,
  last_interaction_at INTEGER,
  active INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX person_unit ON person (unit_id);

CREATE TABLE procedure_step (
  procedure_code TEXT NOT NULL,
  procedure_name TEXT NOT NULL,
  field TEXT NOT NULL,
  seq INTEGER NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  unit_code TEXT NOT NULL,
  minutes INTEGER NOT NULL,
  counts TEXT NOT NULL,
  PRIMARY KEY (procedure_code, seq)
) STRICT;

CREATE TABLE dossier (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  procedure_code TEXT NOT NULL,
  procedure_name TEXT NOT NULL,
  unit_id INTEGER NOT NULL REFERENCES unit (id),
  received_at INTEGER NOT NULL,
  due_at INTEGER,
  status INTEGER NOT NULL,
  holder TEXT NOT NULL,
  step_due_at INTEGER,
  finished_at INTEGER,
  returned_at INTEGER,
  phone_key TEXT,
  lookup_key TEXT,
  source TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  fingerprint TEXT NOT NULL
) STRICT;

CREATE TABLE progress (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  dossier_code TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  status INTEGER NOT NULL,
  note TEXT NOT NULL,
  department TEXT NOT NULL,
  step_due_at INTEGER
) STRICT;
CREATE INDEX progress_dossier ON progress (dossier_code, at);

CREATE TABLE duty (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  rule TEXT NOT NULL,
  from_units TEXT NOT NULL,
  to_unit TEXT NOT NULL,
  data_window TEXT NOT NULL,
  source TEXT NOT NULL,
  valid_from TEXT,
  valid_to TEXT
) STRICT;
CREATE UNIQUE INDEX duty_code ON duty (code, valid_from);

CREATE TABLE policy (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (name, version)
) STRICT;

-- Append-only: the newest row of a date counts; `version` grows by one with each decision loaded.
CREATE TABLE calendar_day (
  id INTEGER PRIMARY KEY,
  date TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  source TEXT NOT NULL,
  version INTEGER NOT NULL,
  loaded_at INTEGER NOT NULL,
  UNIQUE (date, version)
) STRICT;

CREATE TABLE work_item (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  unit_id INTEGER NOT NULL REFERENCES unit (id),
  to_unit_id INTEGER REFERENCES unit (id),
  assignee_id INTEGER REFERENCES person (id),
  dossier_id INTEGER REFERENCES dossier (id),
  starts_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  due_precision TEXT NOT NULL,
  version INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'claimed', 'done', 'suspended', 'cancelled')),
  policy_id INTEGER NOT NULL REFERENCES policy (id),
  answered_at INTEGER,
  promise_until INTEGER,
  claimed_at INTEGER,
  last_reply_id INTEGER,
  derivation TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX work_item_code ON work_item (code);
CREATE INDEX work_item_due ON work_item (due_at, id);
CREATE INDEX work_item_dossier ON work_item (dossier_id) WHERE dossier_id IS NOT NULL;
CREATE INDEX work_item_assignee ON work_item (assignee_id) WHERE state IN ('open', 'claimed');

-- The ladder's moving hand, apart from the item: advancing it rewrites a narrow row, and waiting items cost nothing.
-- A row exists only while something is still to come.
CREATE TABLE schedule (
  item_id INTEGER PRIMARY KEY REFERENCES work_item (id),
  next_at INTEGER NOT NULL,
  planned_until INTEGER NOT NULL
) STRICT;
CREATE INDEX schedule_next ON schedule (next_at);

-- A work item as the record `WorkItem` has it.
CREATE VIEW item AS
SELECT i.id, i.key, i.kind, i.code, i.title, i.unit_id, i.to_unit_id, i.assignee_id, i.dossier_id, i.starts_at, i.due_at,
  i.due_precision, i.version, i.state, i.policy_id, coalesce(s.planned_until, 0) AS planned_until, i.answered_at,
  i.promise_until, i.claimed_at, s.next_at, i.derivation, i.detail
FROM work_item i
LEFT JOIN schedule s ON s.item_id = i.id;

CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person (id),
  channel TEXT NOT NULL,
  template TEXT NOT NULL,
  text TEXT NOT NULL,
  buttons TEXT NOT NULL,
  state TEXT NOT NULL CHECK (
    state IN ('waiting', 'sending', 'sent', 'delivered', 'seen', 'unknown', 'failed', 'suppressed')
  ),
  reason TEXT NOT NULL,
  deadline_at INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  sent_at INTEGER,
  provider_id TEXT,
  attempts INTEGER NOT NULL
) STRICT;
CREATE INDEX message_due ON message (deadline_at, not_before) WHERE state = 'waiting';
CREATE INDEX message_uncertain ON message (state) WHERE state IN ('sending', 'unknown');
CREATE INDEX message_provider ON message (provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX message_person ON message (person_id, created_at);
CREATE INDEX message_recent ON message (created_at);

CREATE TABLE attempt (
  id INTEGER PRIMARY KEY,
  message_id INTEGER NOT NULL REFERENCES message (id),
  number INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  outcome TEXT,
  code TEXT,
  UNIQUE (message_id, number)
) STRICT;

CREATE TABLE notice (
  id INTEGER PRIMARY KEY,
  item_id INTEGER NOT NULL REFERENCES work_item (id),
  version INTEGER NOT NULL,
  person_id INTEGER REFERENCES person (id),
  audience TEXT NOT NULL,
  rung TEXT NOT NULL,
  fate TEXT NOT NULL CHECK (fate IN ('waiting', 'held', 'sent', 'merged', 'suppressed', 'failed')),
  reason TEXT NOT NULL,
  rung_at INTEGER NOT NULL,
  send_at INTEGER NOT NULL,
  in_digest INTEGER NOT NULL,
  planned_at INTEGER NOT NULL,
  message_id INTEGER REFERENCES message (id),
  line INTEGER
) STRICT;
-- Identity before the call: one item x version x person x rung, whatever the code tries. The rung carries its cycle,
-- and the audience is part of a rung's name.
CREATE UNIQUE INDEX notice_identity ON notice (item_id, version, rung, audience, person_id) WHERE person_id IS NOT NULL;
CREATE UNIQUE INDEX notice_nobody ON notice (item_id, version, rung, audience) WHERE person_id IS NULL;
CREATE INDEX notice_ready ON notice (send_at) WHERE message_id IS NULL AND fate IN ('waiting', 'held');
CREATE INDEX notice_message ON notice (message_id) WHERE message_id IS NOT NULL;

-- Append-only: every decision with its reason; `final` is 1 for the one row a notice ends in.
CREATE TABLE journal (
  id INTEGER PRIMARY KEY,
  notice_id INTEGER NOT NULL REFERENCES notice (id),
  fate TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  final INTEGER NOT NULL
) STRICT;
CREATE INDEX journal_notice ON journal (notice_id);
CREATE UNIQUE INDEX journal_final ON journal (notice_id) WHERE final = 1;

CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL,
  name TEXT NOT NULL,
  body BLOB NOT NULL,
  received_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('new', 'handled', 'ignored', 'poison')),
  attempts INTEGER NOT NULL,
  handled_at INTEGER,
  note TEXT NOT NULL
) STRICT;
CREATE INDEX event_new ON event (id) WHERE state = 'new';

CREATE TABLE reply (
  id INTEGER PRIMARY KEY,
  item_id INTEGER NOT NULL REFERENCES work_item (id),
  version INTEGER NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  answer TEXT NOT NULL,
  argument TEXT NOT NULL,
  at INTEGER NOT NULL,
  before TEXT NOT NULL,
  undone_at INTEGER,
  event_id INTEGER REFERENCES event (id)
) STRICT;
CREATE INDEX reply_item ON reply (item_id, at);

CREATE TABLE sender_account (
  id INTEGER PRIMARY KEY,
  channel TEXT NOT NULL,
  code TEXT NOT NULL UNIQUE,
  access_sealed BLOB,
  refresh_sealed BLOB,
  refreshed_at INTEGER,
  expires_at INTEGER,
  generation INTEGER NOT NULL,
  problem TEXT
) STRICT;
