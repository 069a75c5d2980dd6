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
  'procedure_unknown', 'steps_exceed_whole', 'steps_gap', 'step_without_time', 'role_unknown',
  'head_missing'
);

-- name: list_warnings
-- The open ones, of one unit or all, in the order they were opened; a page.
SELECT w.id, w.kind, u.code, u.name, w.code, w.facts, w.opened_at FROM warning w LEFT JOIN unit u ON u.id = w.unit_id
WHERE w.closed_at IS NULL AND (:unit IS NULL OR u.code = :unit) AND w.id > :after_id ORDER BY w.id LIMIT :limit;

-- name: procedures_unknown
-- Procedures of dossiers in hand that have no internal process, by unit.
SELECT d.unit_id, d.procedure_code, max(d.procedure_name), count(*) FROM dossier d
WHERE d.status IN (2, 4, 5, 6)
  AND NOT EXISTS (SELECT 1 FROM procedure_step s WHERE s.procedure_code = d.procedure_code)
GROUP BY d.unit_id, d.procedure_code ORDER BY d.unit_id, d.procedure_code;

-- name: units_with_dossiers
-- Units that have dossiers with a promised date in hand, and how many.
SELECT unit_id, count(*) FROM dossier WHERE status IN (2, 4, 5, 6) AND due_at IS NOT NULL GROUP BY unit_id ORDER BY unit_id;
