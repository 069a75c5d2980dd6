-- What leaders are told of many units: how it stood on earlier mornings, and what was told already.

-- name: unit_days
-- How it stood on the latest morning up to a day: unit, open, overdue.
SELECT unit_id, open, overdue FROM unit_day WHERE day = (SELECT max(d.day) FROM unit_day d WHERE d.day <= :day);

-- name: add_wish
-- One open wish a work item.
INSERT INTO postponement (item_id, version, person_id, wanted_at, reason, asked_at, state)
VALUES (:item_id, :version, :person_id, :wanted_at, :reason, :at, 'open')
ON CONFLICT (item_id) WHERE state = 'open' DO NOTHING RETURNING id;

-- name: open_wish
SELECT id, item_id, version, person_id, wanted_at, reason, asked_at, state, decided_by, decided_at, due_before
FROM postponement WHERE item_id = :item_id AND state = 'open';

-- name: wish_by_id
SELECT id, item_id, version, person_id, wanted_at, reason, asked_at, state, decided_by, decided_at, due_before
FROM postponement WHERE id = :id;

-- name: open_wishes_of_dossier
SELECT w.id, w.item_id, w.version, w.person_id, w.wanted_at, w.reason, w.asked_at, w.state, w.decided_by, w.decided_at, w.due_before
FROM work_item i CROSS JOIN postponement w
WHERE i.dossier_id = :dossier_id AND w.item_id = i.id AND w.state = 'open' ORDER BY w.id;

-- name: end_wish
UPDATE postponement SET state = :state, decided_by = :person_id, decided_at = :at, due_before = :due_before
WHERE id = :id AND state = 'open';

-- name: reopen_wish
-- The decision is taken back; nothing when another wish was made meanwhile.
UPDATE postponement SET state = 'open', decided_by = NULL, decided_at = NULL, due_before = NULL
WHERE id = :id AND state IN ('agreed', 'declined') AND NOT EXISTS (
  SELECT 1 FROM postponement o WHERE o.item_id = postponement.item_id AND o.state = 'open'
);

-- name: question_of_person
-- What was said to a person last, or in the message they quote, with its buttons.
SELECT template, buttons FROM message
WHERE id = coalesce(:message_id, (SELECT max(m.id) FROM message m WHERE m.person_id = :person_id)) AND person_id = :person_id;

-- name: keep_unit_day
INSERT INTO unit_day (day, unit_id, open, overdue) VALUES (:day, :unit_id, :open, :overdue)
ON CONFLICT (day, unit_id) DO UPDATE SET open = excluded.open, overdue = excluded.overdue;

-- name: forget_unit_days
DELETE FROM unit_day WHERE day < :before;

-- name: add_leader_summary
INSERT INTO leader_summary (person_id, day, overdue) VALUES (:person_id, :day, :overdue)
ON CONFLICT (person_id, day) DO NOTHING;

-- name: last_summary_overdue
-- How much was overdue when a leader was last told.
SELECT overdue FROM leader_summary WHERE person_id = :person_id ORDER BY day DESC LIMIT 1;
