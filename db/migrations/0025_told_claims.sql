-- Steps that were said to be done, as far as the connector they come from was told of it. `begun_at` without `told_at`: it may
-- have arrived, and is not told again.
CREATE TABLE told_claim (
  item_id INTEGER NOT NULL REFERENCES work_item (id),
  version INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  begun_at INTEGER,
  told_at INTEGER,
  PRIMARY KEY (item_id, version)
) STRICT;
CREATE INDEX work_item_claimed ON work_item (claimed_at) WHERE state = 'claimed';
