-- Sending stopped by an administrator, from the proposal to what had waited being decided anew.

-- name: propose_halt
INSERT INTO sending_halt (scope, reason, asked_by, asked_at) VALUES (:scope, :reason, :person_id, :at) RETURNING id;

-- name: begin_halt
-- Nothing when it runs already, or another of the same scope does.
UPDATE sending_halt SET begun_at = :at WHERE id = :id AND begun_at IS NULL AND NOT EXISTS (
  SELECT 1 FROM sending_halt h WHERE h.scope = sending_halt.scope AND h.begun_at IS NOT NULL AND h.ended_at IS NULL
);

-- name: halt_by_id
SELECT id, scope, reason, asked_by, asked_at, begun_at, ended_by, ended_at FROM sending_halt WHERE id = :id;

-- name: halts_in_force
-- Those that were begun and whose waiting messages were not decided anew yet; delivery honours them until then.
SELECT id, scope, reason, asked_by, asked_at, begun_at, ended_by, ended_at FROM sending_halt
WHERE begun_at IS NOT NULL AND settled_at IS NULL ORDER BY id;

-- name: end_halt
UPDATE sending_halt SET ended_at = :at, ended_by = :person_id
WHERE scope = :scope AND begun_at IS NOT NULL AND ended_at IS NULL;

-- name: settle_halts
UPDATE sending_halt SET settled_at = :at WHERE ended_at IS NOT NULL AND settled_at IS NULL AND begun_at IS NOT NULL;

-- name: halt_history
SELECT h.id, h.scope, h.reason, a.code, h.begun_at, e.code, h.ended_at FROM sending_halt h
LEFT JOIN person a ON a.id = h.asked_by LEFT JOIN person e ON e.id = h.ended_by
WHERE h.begun_at IS NOT NULL AND (:all = 1 OR h.ended_at IS NULL) ORDER BY h.id;

-- name: halted_waiting_count
-- What waits in the outbox, answers to administrators and alarms aside.
SELECT count(*) FROM message WHERE state = 'waiting' AND template NOT LIKE 'admin/%';

-- name: newest_feed_at
-- When a source last told of any of the newest dossiers.
SELECT max(updated_at) FROM (SELECT updated_at FROM dossier ORDER BY id DESC LIMIT 500) AS newest;
