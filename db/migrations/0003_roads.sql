-- Every road to a person: what is known of the roads, what each attempt cost, what the day may cost, what calls a person.

-- Which sender account knows this Zalo id (ids differ by account); NULL is the first account.
ALTER TABLE person ADD COLUMN account TEXT;

-- Roads that do not reach a person, with the provider's code, until an instant (NULL: until somebody opens it again).
-- Road `all` is a line stopped for harm. An interaction opens the roads of Zalo.
CREATE TABLE closed_road (
  person_id INTEGER NOT NULL REFERENCES person (id),
  road TEXT NOT NULL,
  code TEXT NOT NULL,
  closed_at INTEGER NOT NULL,
  until INTEGER,
  PRIMARY KEY (person_id, road)
) STRICT;

-- A message goes by one road at a time (`channel`); `tried` names those it cannot go by any more (`;` between), `why` the
-- reason for the present one. When nothing was delivered by `fallback_at`, another road is looked for.
ALTER TABLE message ADD COLUMN tried TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN why TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN fallback_at INTEGER;
-- What a message without notices is about (a nudge, a hand-over), so that it too can take another road.
ALTER TABLE message ADD COLUMN item_id INTEGER REFERENCES work_item (id);
CREATE INDEX message_fallback ON message (fallback_at) WHERE fallback_at IS NOT NULL;
DROP INDEX message_due;
CREATE INDEX message_due ON message (channel, deadline_at, id, not_before) WHERE state = 'waiting';

-- `sender` is the account or gateway that carried it; prices in đồng, NULL while nobody knows.
ALTER TABLE attempt ADD COLUMN road TEXT NOT NULL DEFAULT 'zalo';
ALTER TABLE attempt ADD COLUMN sender TEXT NOT NULL DEFAULT '';
ALTER TABLE attempt ADD COLUMN why TEXT NOT NULL DEFAULT '';
ALTER TABLE attempt ADD COLUMN price_vnd INTEGER;
ALTER TABLE attempt ADD COLUMN provider_id TEXT;
ALTER TABLE attempt ADD COLUMN delivered_at INTEGER;
UPDATE attempt SET provider_id = (SELECT provider_id FROM message WHERE message.id = attempt.message_id)
WHERE outcome = 'accepted';
CREATE INDEX attempt_open ON attempt (road) WHERE ended_at IS NULL;
CREATE INDEX attempt_provider ON attempt (provider_id) WHERE provider_id IS NOT NULL;

-- What was spent by day (Asia/Ho_Chi_Minh) and road.
CREATE TABLE spending (
  day TEXT NOT NULL,
  road TEXT NOT NULL,
  messages INTEGER NOT NULL,
  vnd INTEGER NOT NULL,
  PRIMARY KEY (day, road)
) STRICT;

-- The bucket of each sender, shared by all workers and kept over a restart; `per_minute` as the provider last said.
CREATE TABLE pace (
  sender TEXT PRIMARY KEY,
  level REAL NOT NULL,
  at_ms INTEGER NOT NULL,
  per_minute INTEGER
) STRICT;

-- An approved template that may not be used for now, as its provider said.
CREATE TABLE stopped_template (
  key TEXT PRIMARY KEY,
  code TEXT NOT NULL,
  stopped_at INTEGER NOT NULL,
  until INTEGER
) STRICT;

-- What calls a person. One open row a key; told once to the administrators.
CREATE TABLE alarm (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  problem TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  told_at INTEGER,
  closed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX alarm_open ON alarm (key) WHERE closed_at IS NULL;
