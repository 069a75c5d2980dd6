-- Steps that were said to be done, told to the connector their dossiers come from.

-- name: claims_to_tell
-- Steps claimed up to an instant that the connector does not know of: fresh ones first, then those it did not take.
SELECT i.id, i.version, i.code, i.detail, i.starts_at, i.due_at, i.claimed_at, p.name, u.name, coalesce(t.attempts, 0)
FROM work_item i
JOIN dossier d ON d.id = i.dossier_id
JOIN unit u ON u.id = i.unit_id
JOIN reply r ON r.id = (
  SELECT max(id) FROM reply WHERE item_id = i.id AND at = i.claimed_at AND undone_at IS NULL
)
JOIN person p ON p.id = r.person_id
LEFT JOIN told_claim t ON t.item_id = i.id AND t.version = i.version
WHERE i.state = 'claimed' AND i.claimed_at <= :until AND i.kind = 'step' AND d.source = :source
  AND (t.item_id IS NULL OR (t.begun_at IS NULL AND t.attempts < :attempts))
ORDER BY coalesce(t.attempts, 0), i.claimed_at, i.id LIMIT :limit;

-- name: begin_telling
-- Written before the call: whatever happens, this is known to be on its way.
INSERT INTO told_claim (item_id, version, attempts, begun_at) VALUES (:item_id, :version, 1, :now)
ON CONFLICT (item_id, version) DO UPDATE SET attempts = told_claim.attempts + 1, begun_at = excluded.begun_at;

-- name: end_telling
UPDATE told_claim SET told_at = :now WHERE item_id = :item_id AND version = :version;

-- name: not_taken
-- Certainly not there: it is told again.
UPDATE told_claim SET begun_at = NULL WHERE item_id = :item_id AND version = :version;
