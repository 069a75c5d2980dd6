-- The desk of reports: reports asked for once, closing words, what was put aside of faults, names decided in the chat.

-- What a unit receives is asked for by who has sent and who has not.
CREATE INDEX work_item_receiver ON work_item (to_unit_id, code) WHERE kind = 'report';

-- A report that somebody asks for once (báo cáo đột xuất): a draft until it is given. `units` is a JSON list of unit ids,
-- `told` the words of the request as they were typed, `given_by` is empty for one given by command.
CREATE TABLE ad_hoc_report (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  due_at INTEGER,
  due_precision TEXT NOT NULL,
  to_unit_id INTEGER NOT NULL REFERENCES unit (id),
  units TEXT NOT NULL,
  data_window TEXT NOT NULL,
  source TEXT NOT NULL,
  told TEXT NOT NULL,
  given_by INTEGER REFERENCES person (id),
  drafted_at INTEGER NOT NULL,
  given_at INTEGER,
  moved_at INTEGER,
  moved_by INTEGER REFERENCES person (id),
  cancelled_at INTEGER,
  cancelled_by INTEGER REFERENCES person (id)
) STRICT;

-- An occurrence of which the receiving side was told that all have sent it: once for each due date.
CREATE TABLE report_closing (
  code TEXT NOT NULL,
  to_unit_id INTEGER NOT NULL REFERENCES unit (id),
  due_at INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (code, to_unit_id, due_at)
) STRICT;

-- Somebody looked at it; it comes again when the fact changes.
ALTER TABLE warning ADD COLUMN aside_at INTEGER;
ALTER TABLE warning ADD COLUMN aside_by INTEGER REFERENCES person (id);
ALTER TABLE warning ADD COLUMN aside_why TEXT;

-- Who decided about a name in the chat; empty for a command.
ALTER TABLE holder_name ADD COLUMN decided_by INTEGER REFERENCES person (id);

-- Names about which something was decided or taken back in the chat: the open items of their dossiers are still to follow.
CREATE TABLE name_to_follow (
  id INTEGER PRIMARY KEY,
  name_key TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
