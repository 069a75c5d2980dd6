-- Work items and the hand of their ladders.

-- name: due_items
-- Items whose next instant has come, oldest first; of the texts only the detail, which says how long the procedure takes.
SELECT i.id, '' AS key, i.kind, '' AS code, '' AS title, i.unit_id, i.to_unit_id, i.assignee_id, i.dossier_id, i.starts_at,
  i.due_at, i.due_precision, i.version, i.state, i.policy_id, s.planned_until AS planned_until, i.answered_at,
  i.promise_until, i.claimed_at, s.next_at AS next_at, '' AS derivation, i.detail, i.co_holders
FROM schedule s JOIN work_item i ON i.id = s.item_id
WHERE s.next_at <= :now ORDER BY s.next_at LIMIT :limit;

-- name: next_due_instant
-- The next instant at which anything is to be decided or sent; the clock of the demo jumps here.
SELECT min(at) FROM (
  SELECT min(next_at) AS at FROM schedule WHERE next_at > :now
  UNION ALL
  SELECT min(send_at) FROM notice WHERE message_id IS NULL AND fate IN ('waiting', 'held') AND send_at > :now
  UNION ALL
  SELECT min(not_before) FROM message WHERE state = 'waiting' AND not_before > :now
  UNION ALL
  SELECT min(fallback_at) FROM message WHERE fallback_at IS NOT NULL AND fallback_at > :now
  UNION ALL
  SELECT min(tell_at) FROM citizen_news WHERE told_at IS NULL AND tell_at > :now
  UNION ALL
  SELECT min(starts_at) FROM delegation WHERE begun_at IS NULL AND starts_at > :now
  UNION ALL
  SELECT min(ends_at) FROM delegation WHERE settled_at IS NULL AND ends_at > :now
) AS instants;

-- name: item_by_id
SELECT * FROM item WHERE id = :id;

-- name: items_by_code
SELECT * FROM item WHERE code = :code ORDER BY id;

-- name: move_item
-- A new due date is a new version; what was promised or claimed about the old one no longer counts.
UPDATE work_item SET due_at = :due_at, starts_at = :starts_at, derivation = :derivation, detail = :detail,
  version = version + 1, promise_until = NULL, claimed_at = NULL, answered_at = NULL, state = 'open'
WHERE id = :id;

-- name: shift_item
-- Another calendar: a new version of the date, and what was answered stays. Nothing when it moved meanwhile.
UPDATE work_item SET due_at = :due_at, starts_at = :starts_at, derivation = :derivation, version = version + 1
WHERE id = :id AND version = :version;

-- name: explain_item
-- The same date for other reasons: a pause, say, that moves nothing, or a start that is told later.
UPDATE work_item SET starts_at = :starts_at, derivation = :derivation, detail = :detail WHERE id = :id;

-- name: set_item_state
UPDATE work_item SET state = :state WHERE id = :id;

-- name: share_item
-- Others hold it as well, or no longer do; what was answered stays.
UPDATE work_item SET assignee_id = :assignee_id, co_holders = :co_holders WHERE id = :id;

-- name: hand_over_item
-- What the holder before promised or claimed ends with them.
UPDATE work_item SET assignee_id = :assignee_id, co_holders = :co_holders, answered_at = NULL, promise_until = NULL, claimed_at = NULL,
  state = CASE state WHEN 'claimed' THEN 'open' ELSE state END
WHERE id = :id;

-- name: answer_item
-- Where an answer leaves the item.
UPDATE work_item SET state = :state, answered_at = :answered_at, promise_until = :promise_until,
  claimed_at = :claimed_at, assignee_id = :assignee_id, last_reply_id = :reply_id
WHERE id = :id;

-- name: put_schedule
INSERT INTO schedule (item_id, next_at, planned_until) VALUES (:item_id, :next_at, :planned_until)
ON CONFLICT (item_id) DO UPDATE SET next_at = excluded.next_at, planned_until = excluded.planned_until;

-- name: advance_schedule
UPDATE schedule SET next_at = :next_at, planned_until = :planned_until WHERE item_id = :item_id;

-- name: drop_schedule
DELETE FROM schedule WHERE item_id = :item_id;

-- name: open_items_after
-- Open items in order of id, for re-planning after a calendar or policy change; keyset paging.
SELECT * FROM item WHERE id > :after AND state IN ('open', 'claimed') AND due_at >= :due_from ORDER BY id LIMIT :limit;

-- name: items_counts
SELECT kind, state, count(*) FROM work_item GROUP BY kind, state ORDER BY kind, state;

-- name: last_item_id
SELECT coalesce(max(id), 0) FROM work_item;

-- name: insert_item_quietly
-- The same for many at once.
INSERT INTO work_item (key, kind, code, title, unit_id, to_unit_id, assignee_id, dossier_id, starts_at, due_at,
  due_precision, version, state, policy_id, derivation, detail)
VALUES (:key, :kind, :code, :title, :unit_id, :to_unit_id, :assignee_id, :dossier_id, :starts_at, :due_at,
  :due_precision, 1, :state, :policy_id, :derivation, :detail)
ON CONFLICT (key) DO NOTHING;

-- name: insert_item_of_dossier
-- The same for work that several may hold.
INSERT INTO work_item (key, kind, code, title, unit_id, to_unit_id, assignee_id, co_holders, dossier_id, starts_at, due_at,
  due_precision, version, state, policy_id, derivation, detail)
VALUES (:key, :kind, :code, :title, :unit_id, :to_unit_id, :assignee_id, :co_holders, :dossier_id, :starts_at, :due_at,
  :due_precision, 1, :state, :policy_id, :derivation, :detail)
ON CONFLICT (key) DO NOTHING;

-- name: items_since
-- Items inserted in this transaction.
SELECT * FROM item WHERE id > :after ORDER BY id;

-- name: bare_items_since
-- The same where thousands are made at once, before their ladders have a hand; of the texts only the detail, as above.
SELECT id, '' AS key, kind, '' AS code, '' AS title, unit_id, to_unit_id, assignee_id, dossier_id, starts_at, due_at,
  due_precision, version, state, policy_id, 0 AS planned_until, answered_at, promise_until, claimed_at, NULL AS next_at,
  '' AS derivation, detail, co_holders
FROM work_item WHERE id > :after ORDER BY id;

-- name: report_keys
SELECT key FROM work_item WHERE kind = 'report' AND due_at >= :due_from;

-- name: open_reports
SELECT * FROM item WHERE kind = 'report' AND due_at >= :due_from AND state IN ('open', 'claimed') ORDER BY id;

-- name: chain_items
-- What was made from events and feedback, closed ones too: a link is counted from the one before.
SELECT * FROM item WHERE kind IN ('publication', 'feedback') ORDER BY id;

-- name: work_cited
-- What a person holds, alone or with others, whose code is, begins or ends so: people cite the number of the day or the
-- name of a report.
SELECT * FROM item
WHERE assignee_id = :person_id AND state IN ('open', 'claimed')
  AND (code = :said OR code LIKE '%-' || :said OR code LIKE :said || '-%')
UNION ALL
SELECT * FROM item
WHERE co_holders <> '' AND state IN ('open', 'claimed') AND ';' || co_holders || ';' LIKE '%;' || :person_id || ';%'
  AND (code = :said OR code LIKE '%-' || :said OR code LIKE :said || '-%')
ORDER BY due_at, id LIMIT :limit;

-- name: work_until
-- What a person holds, alone or with others, that is due until an instant, most urgent first.
SELECT * FROM item
WHERE assignee_id = :person_id AND state = 'open' AND due_at <= :until
UNION ALL
SELECT * FROM item
WHERE co_holders <> '' AND state IN ('open', 'claimed') AND state = 'open' AND due_at <= :until
  AND ';' || co_holders || ';' LIKE '%;' || :person_id || ';%'
ORDER BY due_at, id LIMIT :limit;
