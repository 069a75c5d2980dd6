-- What talking to people needs: several persons at one account, and what each is being asked.

-- One account may speak for several persons: someone with two posts, or the officers of a desk who share a telephone. SQLite
-- drops no column that is UNIQUE; the old one stays behind, empty.
ALTER TABLE person RENAME COLUMN zalo_key TO zalo_key_once;
ALTER TABLE person ADD COLUMN zalo_key TEXT;
UPDATE person SET zalo_key = zalo_key_once, zalo_key_once = NULL WHERE zalo_key_once IS NOT NULL;
CREATE INDEX person_zalo ON person (zalo_key) WHERE zalo_key IS NOT NULL;

-- The open question of a person. `facts` is JSON: ids and choices, no texts of theirs.
CREATE TABLE conversation (
  person_id INTEGER PRIMARY KEY REFERENCES person (id),
  topic TEXT NOT NULL,
  facts TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT;
