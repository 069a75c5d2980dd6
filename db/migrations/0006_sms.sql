-- SMS: when a provider said that a message did not arrive, whom we answered by SMS, and how its attempts are found.

ALTER TABLE attempt ADD COLUMN failed_at INTEGER;
-- The health of a provider is counted once a minute, over the last quarter of an hour.
CREATE INDEX attempt_sms ON attempt (sender, started_at) WHERE road = 'sms';

-- Several people may share a phone; who withdraws by SMS is found by it.
CREATE INDEX person_phone ON person (phone_key) WHERE phone_key IS NOT NULL;

-- The last answer of a kind that went to a phone, so that two machines never talk to each other for ever.
CREATE TABLE sms_answer (
  phone_key TEXT NOT NULL,
  kind TEXT NOT NULL,
  sms_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (phone_key, kind)
) STRICT;
