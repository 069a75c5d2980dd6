-- Recurring and dated duties, calendars, policies.

-- name: all_duties
SELECT id, code, name, rule, from_units, to_unit, data_window, source, valid_from, valid_to FROM duty ORDER BY code, valid_from;

-- name: upsert_duty
INSERT INTO duty (code, name, rule, from_units, to_unit, data_window, source, valid_from, valid_to)
VALUES (:code, :name, :rule, :from_units, :to_unit, :data_window, :source, :valid_from, :valid_to)
ON CONFLICT (code, coalesce(valid_from, '')) DO UPDATE SET name = excluded.name, rule = excluded.rule, from_units = excluded.from_units,
  to_unit = excluded.to_unit, data_window = excluded.data_window, source = excluded.source, valid_to = excluded.valid_to;

-- name: calendar_days
-- The newest word on every day.
SELECT c.date, c.kind, c.name, c.source, c.version FROM calendar_day c
WHERE c.version = (SELECT max(d.version) FROM calendar_day d WHERE d.date = c.date) ORDER BY c.date;

-- name: calendar_version
SELECT coalesce(max(version), 0) FROM calendar_day;

-- name: insert_calendar_day
INSERT INTO calendar_day (date, kind, name, source, version, loaded_at)
VALUES (:date, :kind, :name, :source, :version, :loaded_at);

-- name: policies
SELECT id, body FROM policy ORDER BY id;

-- name: policy_names
SELECT name, version FROM policy;

-- name: newest_policy
-- The one in force: its id, its body, and whether it came with the service.
SELECT id, body, shipped FROM policy ORDER BY id DESC LIMIT 1;

-- name: ship_policy
INSERT INTO policy (name, version, body, created_at, shipped) VALUES (:name, :version, :body, :at, 1);

-- name: insert_policy
INSERT INTO policy (name, version, body, created_at) VALUES (:name, :version, :body, :at)
ON CONFLICT (name, version) DO NOTHING RETURNING id;

-- name: feedbacks
SELECT code, unit_id, title, received_at, answered_at FROM feedback ORDER BY code;

-- name: upsert_feedback
-- An answer once told stays told.
INSERT INTO feedback (code, unit_id, title, received_at, answered_at)
VALUES (:code, :unit_id, :title, :received_at, :answered_at)
ON CONFLICT (code) DO UPDATE SET unit_id = excluded.unit_id, title = excluded.title,
  received_at = excluded.received_at, answered_at = coalesce(excluded.answered_at, feedback.answered_at);

-- name: chain_events
SELECT ref, event, date, unit_id, title FROM chain_event ORDER BY date, ref, event;

-- name: upsert_chain_event
INSERT INTO chain_event (ref, event, date, unit_id, title) VALUES (:ref, :event, :date, :unit_id, :title)
ON CONFLICT (ref, event) DO UPDATE SET date = excluded.date, unit_id = excluded.unit_id, title = excluded.title;
