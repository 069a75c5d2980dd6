-- Letters of apology: why a promised date does not hold and which one takes its place. One a dossier, for a date may be moved
-- once. `due_at` is the promised date that the letter is about: that of the source is never changed. `reason` is a word of
-- the closed list or empty, `told_reason` the head's own words. A draft until it is signed;
-- `applied_at` says that the items follow the new date.
CREATE TABLE letter (
  id INTEGER PRIMARY KEY,
  dossier_id INTEGER NOT NULL UNIQUE REFERENCES dossier (id),
  due_at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  told_reason TEXT NOT NULL,
  new_due_at INTEGER,
  person_id INTEGER NOT NULL REFERENCES person (id),
  touched_at INTEGER NOT NULL,
  signed_at INTEGER,
  applied_at INTEGER
) STRICT;
CREATE INDEX letter_draft ON letter (person_id, touched_at) WHERE signed_at IS NULL;
CREATE INDEX letter_signed ON letter (id) WHERE signed_at IS NOT NULL AND applied_at IS NULL;
