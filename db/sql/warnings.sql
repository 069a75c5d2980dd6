-- Warnings: what the coordinator should look at, one open row a kind, code and unit.

-- name: open_warning
INSERT INTO warning (kind, unit_id, code, facts, opened_at) VALUES (:kind, :unit_id, :code, :facts, :at)
ON CONFLICT DO NOTHING;

-- name: retell_warning
UPDATE warning SET facts = :facts WHERE id = :id;

-- name: close_warning
UPDATE warning SET closed_at = :at WHERE id = :id AND closed_at IS NULL;

-- name: open_warnings
SELECT id, kind, unit_id, code, facts FROM warning WHERE closed_at IS NULL AND kind IN (
  'procedure_unknown', 'steps_exceed_whole', 'steps_gap', 'step_without_time', 'role_unknown', 'unit_unknown',
  'versions_overlap', 'holder_missing', 'head_missing'
);

-- name: list_warnings
-- The open ones, of one unit or all, in the order they were opened; a page.
SELECT w.id, w.kind, u.code, u.name, w.code, w.facts, w.opened_at FROM warning w LEFT JOIN unit u ON u.id = w.unit_id
WHERE w.closed_at IS NULL AND (:unit IS NULL OR u.code = :unit) AND w.id > :after_id ORDER BY w.id LIMIT :limit;

-- name: holders_missing
-- Procedures with an internal process that have dossiers in hand nobody is known to have, though their source names nobody.
SELECT d.unit_id, d.procedure_code, max(d.procedure_name), count(DISTINCT d.id) FROM work_item i
JOIN dossier d ON d.id = i.dossier_id
WHERE i.assignee_id IS NULL AND i.state IN ('open', 'claimed') AND i.kind IN ('step', 'dossier')
  AND d.status IN (2, 4) AND d.holder = ''
  AND EXISTS (SELECT 1 FROM procedure_step s WHERE s.procedure_code = d.procedure_code)
GROUP BY d.unit_id, d.procedure_code ORDER BY d.unit_id, d.procedure_code;

-- name: dossiers_without_holder
-- How many dossiers nobody is known to have, whatever the reason; somebody stands in for each.
SELECT count(DISTINCT dossier_id) FROM work_item
WHERE assignee_id IS NULL AND state IN ('open', 'claimed') AND kind IN ('intake', 'step', 'dossier');

-- name: unclear_holders
-- Open warnings about names of holders, a page.
SELECT w.id, w.kind, w.code, w.facts, u.code FROM warning w LEFT JOIN unit u ON u.id = w.unit_id
WHERE w.closed_at IS NULL AND w.kind IN ('holder_unknown', 'holder_several') AND w.id > :after_id ORDER BY w.id LIMIT :limit;

-- name: named_holders
-- Dossiers in hand whose source names a holder, a page.
SELECT code, holder FROM dossier WHERE status IN (1, 2, 4) AND holder <> '' AND code > :after ORDER BY code LIMIT :limit;

-- name: warnings_by_unit
-- The open ones by unit and kind; the last column counts those that no message has told of yet and that were opened before an
-- instant. A message that failed or was withdrawn told nobody.
SELECT w.unit_id, w.kind, count(*), sum(
  CASE WHEN w.opened_at < :until AND (w.message_id IS NULL OR m.state IN ('failed', 'suppressed')) THEN 1 ELSE 0 END)
FROM warning w LEFT JOIN message m ON m.id = w.message_id
WHERE w.closed_at IS NULL AND w.aside_at IS NULL GROUP BY w.unit_id, w.kind ORDER BY w.unit_id, w.kind;

-- name: untold_codes
-- Some codes of what is new of a kind in a unit, the oldest first.
SELECT w.code FROM warning w LEFT JOIN message m ON m.id = w.message_id
WHERE w.closed_at IS NULL AND w.aside_at IS NULL AND w.kind = :kind AND coalesce(w.unit_id, 0) = :unit_id AND w.opened_at < :until
  AND (w.message_id IS NULL OR m.state IN ('failed', 'suppressed'))
ORDER BY w.id LIMIT :limit;

-- name: tell_warnings
-- All of a unit that were opened before an instant and that no other message tells of.
UPDATE warning SET message_id = :message_id
WHERE closed_at IS NULL AND aside_at IS NULL AND coalesce(unit_id, 0) = :unit_id AND opened_at < :until AND (
  message_id IS NULL
  OR EXISTS (SELECT 1 FROM message m WHERE m.id = warning.message_id AND m.state IN ('failed', 'suppressed'))
);

-- name: procedures_in_hand
-- Procedures of dossiers in hand by unit: how many dossiers, the first and the last of them received when.
SELECT d.unit_id, d.procedure_code, max(d.procedure_name), count(*), min(d.received_at), max(d.received_at) FROM dossier d
WHERE d.status IN (2, 4, 5, 6) GROUP BY d.unit_id, d.procedure_code ORDER BY d.unit_id, d.procedure_code;

-- name: units_with_dossiers
-- Units that have dossiers with a promised date in hand, and how many.
SELECT unit_id, count(*) FROM dossier WHERE status IN (2, 4, 5, 6) AND due_at IS NOT NULL GROUP BY unit_id ORDER BY unit_id;
