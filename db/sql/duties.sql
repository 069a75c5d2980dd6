-- Recurring and dated duties, calendars, policies, sender accounts.

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

-- name: account
SELECT code, access_sealed, refresh_sealed, refreshed_at, expires_at, generation, problem
FROM sender_account WHERE channel = 'zalo' ORDER BY id LIMIT 1;

-- name: insert_account
INSERT INTO sender_account (channel, code, access_sealed, refresh_sealed, refreshed_at, expires_at, generation)
VALUES ('zalo', :code, :access_sealed, :refresh_sealed, :refreshed_at, :expires_at, 1)
ON CONFLICT (code) DO NOTHING RETURNING id;

-- name: rotate_account
-- The new pair replaces the one it came from, never a newer one.
UPDATE sender_account SET access_sealed = :access_sealed, refresh_sealed = :refresh_sealed, refreshed_at = :refreshed_at,
  expires_at = :expires_at, generation = generation + 1, problem = NULL
WHERE code = :code AND generation = :generation;

-- name: account_problem
UPDATE sender_account SET problem = :problem WHERE code = :code;
