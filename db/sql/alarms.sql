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

-- name: people_cut_off
-- People whose sender account is lost: nothing reaches them by Zalo.
SELECT p.id FROM alarm a JOIN person p ON a.key = 'zalo:' || coalesce(p.account, :first_account)
WHERE a.closed_at IS NULL AND p.active = 1;

-- name: tell_alarm
UPDATE alarm SET told_at = :at WHERE key = :key AND closed_at IS NULL AND told_at IS NULL;

-- name: close_alarm_by_hand
UPDATE alarm SET closed_at = :at, closed_why = :why WHERE key = :key AND closed_at IS NULL;

-- name: open_alarm_count
SELECT count(*) FROM alarm WHERE closed_at IS NULL;

-- name: list_alarms
-- The open ones, and with :all those that are over too.
SELECT key, problem, opened_at, told_at, closed_at, closed_why FROM alarm
WHERE :all = 1 OR closed_at IS NULL ORDER BY id;

