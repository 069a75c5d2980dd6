-- Who stands in for whom, and who is away.

-- A delegation (ủy quyền): from whom to whom, from an instant to before another, over which units and procedures (codes or
-- fields with `;` between; empty: all), signing or not, by which document. It is ended, never deleted. `key` is what it was
-- asked by, so that the same word twice makes one. `told_at` says that the delegate was told of it, `begun_at` and `settled_at` say that its begin and its end were followed.
CREATE TABLE delegation (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  from_id INTEGER NOT NULL REFERENCES person (id),
  to_id INTEGER NOT NULL REFERENCES person (id),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  units TEXT NOT NULL,
  procedures TEXT NOT NULL,
  may_sign INTEGER NOT NULL,
  number TEXT NOT NULL,
  dated TEXT NOT NULL,
  said_by INTEGER REFERENCES person (id),
  said_how TEXT NOT NULL,
  said_at INTEGER NOT NULL,
  told_at INTEGER,
  begun_at INTEGER,
  ended_at INTEGER,
  end_reason TEXT NOT NULL DEFAULT '',
  settled_at INTEGER,
  CHECK (starts_at < ends_at),
  CHECK (from_id <> to_id)
) STRICT;
CREATE INDEX delegation_to_tell ON delegation (id) WHERE told_at IS NULL;
CREATE INDEX delegation_to_begin ON delegation (starts_at) WHERE begun_at IS NULL;
CREATE INDEX delegation_to_end ON delegation (ends_at) WHERE settled_at IS NULL;
CREATE INDEX delegation_from ON delegation (from_id);

-- When somebody is away (nghỉ phép, công tác, …). `told_at` says that the head was looked for, told or not.
CREATE TABLE absence (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  person_id INTEGER NOT NULL REFERENCES person (id),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  said_by INTEGER REFERENCES person (id),
  said_how TEXT NOT NULL,
  said_at INTEGER NOT NULL,
  ended_at INTEGER,
  told_at INTEGER,
  CHECK (starts_at < ends_at)
) STRICT;
CREATE INDEX absence_to_tell ON absence (said_at) WHERE told_at IS NULL;

-- The evening list of holes that a coordinator got on a day: once, whatever happens in between.
CREATE TABLE hole_list (
  day TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  message_id INTEGER REFERENCES message (id),
  PRIMARY KEY (day, person_id)
) STRICT;

-- A notice and an answer belong to whoever was told or answered; in whose place, and by which delegation, is said beside.
ALTER TABLE notice ADD COLUMN behalf_of INTEGER REFERENCES person (id);
ALTER TABLE notice ADD COLUMN delegation_id INTEGER REFERENCES delegation (id);
ALTER TABLE reply ADD COLUMN behalf_of INTEGER REFERENCES person (id);
