-- Alarms: what calls a person, one open row a key.

-- name: open_alarm
-- Nothing happens while an alarm of this key is open.
INSERT INTO alarm (key, problem, opened_at) VALUES (:key, :problem, :at)
ON CONFLICT (key) WHERE closed_at IS NULL DO NOTHING RETURNING id;

-- name: close_alarm
UPDATE alarm SET closed_at = :at WHERE key = :key AND closed_at IS NULL;

-- name: open_alarms
SELECT key, problem, opened_at, told_at FROM alarm WHERE closed_at IS NULL ORDER BY id;

-- name: has_open_alarm
SELECT 1 FROM alarm WHERE key = :key AND closed_at IS NULL;
