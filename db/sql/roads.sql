-- Roads to a person: which are closed, what was spent, how fast each sender may go, which templates may not be used.

-- name: close_road
INSERT INTO closed_road (person_id, road, code, closed_at, until) VALUES (:person_id, :road, :code, :at, :until)
ON CONFLICT (person_id, road) DO UPDATE SET code = excluded.code, closed_at = excluded.closed_at, until = excluded.until;

-- name: open_zalo_roads
-- A person who turns to the account can be written to again; what was closed after that instant stays closed.
DELETE FROM closed_road WHERE person_id = :person_id AND road IN ('zalo', 'zbs_uid') AND closed_at <= :at;

-- name: open_road
DELETE FROM closed_road WHERE person_id = :person_id AND road = :road;

-- name: spend
INSERT INTO spending (day, road, messages, vnd) VALUES (:day, :road, :messages, :vnd)
ON CONFLICT (day, road) DO UPDATE SET messages = spending.messages + excluded.messages, vnd = spending.vnd + excluded.vnd;

-- name: spent_since
-- By day and road from a day on: the month so far.
SELECT day, road, messages, vnd FROM spending WHERE day >= :day ORDER BY day, road;

-- name: on_the_wire
-- Attempts without an answer: they may be charged.
SELECT road, count(*), coalesce(sum(price_vnd), 0) FROM attempt WHERE ended_at IS NULL GROUP BY road;

-- name: pace_of
SELECT level, at_ms, per_minute FROM pace WHERE sender = :sender;

-- name: put_pace
INSERT INTO pace (sender, level, at_ms, per_minute) VALUES (:sender, :level, :at_ms, :per_minute)
ON CONFLICT (sender) DO UPDATE SET level = excluded.level, at_ms = excluded.at_ms, per_minute = excluded.per_minute;

-- name: stop_template
INSERT INTO stopped_template (key, code, stopped_at, until) VALUES (:key, :code, :at, :until)
ON CONFLICT (key) DO UPDATE SET code = excluded.code, stopped_at = excluded.stopped_at, until = excluded.until;

-- name: resume_template
DELETE FROM stopped_template WHERE key = :key;

-- name: stopped_templates
SELECT key, code, stopped_at, until FROM stopped_template WHERE until IS NULL OR until > :now ORDER BY key;

-- name: stopped_lines
-- People who are sent nothing at all for now.
SELECT person_id FROM closed_road WHERE road = 'all' AND (until IS NULL OR until > :now);
