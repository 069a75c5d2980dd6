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

-- name: insert_policy
INSERT INTO policy (name, version, body, created_at) VALUES (:name, :version, :body, :at)
ON CONFLICT (name, version) DO NOTHING RETURNING id;
