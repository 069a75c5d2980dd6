-- Reports as the receiving side sees them, reports asked for once, and what a coordinator puts aside.

-- name: reports_in_hand
-- Who owes what of the reports under way, with the latest answer: to one unit, or all of them; what is over stays for a while.
SELECT i.id, i.unit_id, i.to_unit_id, i.code, i.title, i.state, i.due_at, i.due_precision, i.version, i.claimed_at, i.detail,
  r.answer, r.argument
FROM work_item i LEFT JOIN reply r ON r.id = (
  SELECT max(x.id) FROM reply x WHERE x.item_id = i.id AND x.undone_at IS NULL AND x.answer <> 'nudge'
)
WHERE i.kind = 'report' AND (:to_unit IS NULL OR i.to_unit_id = :to_unit) AND EXISTS (
  SELECT 1 FROM work_item o WHERE o.kind = 'report' AND o.code = i.code AND o.to_unit_id = i.to_unit_id
    AND o.starts_at <= :now AND (o.state IN ('open', 'claimed') OR (o.state = 'done' AND o.due_at >= :since))
)
ORDER BY i.due_at, i.code, i.unit_id;

-- name: reports_of_item
-- The same of the one occurrence that an item belongs to.
SELECT i.id, i.unit_id, i.to_unit_id, i.code, i.title, i.state, i.due_at, i.due_precision, i.version, i.claimed_at, i.detail,
  r.answer, r.argument
FROM work_item a JOIN work_item i ON i.code = a.code AND i.to_unit_id = a.to_unit_id AND i.kind = 'report'
LEFT JOIN reply r ON r.id = (
  SELECT max(x.id) FROM reply x WHERE x.item_id = i.id AND x.undone_at IS NULL AND x.answer <> 'nudge'
)
WHERE a.id = :item_id AND a.kind = 'report' ORDER BY i.due_at, i.unit_id;

-- name: reports_answered
-- Occurrences about which something was answered since a reply, with the last reply there is.
SELECT i.code, i.to_unit_id, min(i.id), max(r.id) FROM reply r JOIN work_item i ON i.id = r.item_id
WHERE r.id > :after AND i.kind = 'report' AND i.to_unit_id IS NOT NULL GROUP BY i.code, i.to_unit_id ORDER BY i.code, i.to_unit_id;

-- name: close_report
INSERT INTO report_closing (code, to_unit_id, due_at, at) VALUES (:code, :to_unit_id, :due_at, :at) ON CONFLICT DO NOTHING;

-- name: urged_since
-- Whether anybody urged an item since an instant, whatever was answered then.
SELECT 1 FROM reply WHERE item_id = :item_id AND answer = 'nudge' AND at > :since LIMIT 1;

-- name: draft_report
INSERT INTO ad_hoc_report (name, due_at, due_precision, to_unit_id, units, data_window, source, told, given_by, drafted_at)
VALUES (:name, :due_at, :due_precision, :to_unit_id, :units, :data_window, :source, :told, :given_by, :at) RETURNING id;

-- name: redraft_report
-- What is asked for after the first sentence; nothing once it was given.
UPDATE ad_hoc_report SET name = :name, due_at = :due_at, due_precision = :due_precision, units = :units
WHERE id = :id AND given_at IS NULL AND cancelled_at IS NULL;

-- name: ad_hoc_report
SELECT id, name, due_at, due_precision, to_unit_id, units, data_window, source, given_by, drafted_at, given_at, moved_at, cancelled_at
FROM ad_hoc_report WHERE id = :id;

-- name: ad_hoc_reports
-- Those that were given, the newest first.
SELECT id, name, due_at, due_precision, to_unit_id, units, data_window, source, given_by, drafted_at, given_at, moved_at, cancelled_at
FROM ad_hoc_report WHERE given_at IS NOT NULL ORDER BY id DESC;

-- name: give_report
-- Once: whoever comes second finds it given.
UPDATE ad_hoc_report SET given_at = :at WHERE id = :id AND given_at IS NULL AND cancelled_at IS NULL;

-- name: cancel_report
UPDATE ad_hoc_report SET cancelled_at = :at, cancelled_by = :by WHERE id = :id AND cancelled_at IS NULL;

-- name: move_report
UPDATE ad_hoc_report SET due_at = :due_at, due_precision = :due_precision, moved_at = :at, moved_by = :by
WHERE id = :id AND given_at IS NOT NULL AND cancelled_at IS NULL;

-- name: set_due_precision
UPDATE work_item SET due_precision = :due_precision WHERE id = :id;

-- name: warning_by_id
SELECT w.id, w.kind, coalesce(w.unit_id, 0), w.code, w.facts, w.closed_at, w.aside_at, w.aside_why FROM warning w WHERE w.id = :id;

-- name: name_decided
-- Whom a name stands for in a unit, since when.
SELECT person_id, assigned_at FROM holder_name WHERE name_key = :name_key AND unit_id = :unit_id AND forgotten_at IS NULL;

-- name: put_aside
UPDATE warning SET aside_at = :at, aside_by = :by, aside_why = :why WHERE id = :id AND aside_at IS NULL;

-- name: bring_back
-- All that one answer put aside.
UPDATE warning SET aside_at = NULL, aside_by = NULL, aside_why = NULL WHERE aside_at = :at AND aside_by = :by;

-- name: new_again
-- The fact behind it changed: it is looked at, and told, anew.
UPDATE warning SET aside_at = NULL, aside_by = NULL, aside_why = NULL, message_id = NULL WHERE id = :id AND aside_at IS NOT NULL;

-- name: decide_name
INSERT INTO holder_name (name_key, name, unit_id, person_id, assigned_at, decided_by)
VALUES (:name_key, :name, :unit_id, :person_id, :at, :by);

-- name: follow_name
INSERT INTO name_to_follow (name_key, at) VALUES (:name_key, :at);

-- name: names_to_follow
SELECT name_key, max(id) FROM name_to_follow GROUP BY name_key ORDER BY 2;

-- name: name_followed
DELETE FROM name_to_follow WHERE name_key = :name_key AND id <= :id;
