-- Proof of telling, and claims: asked by an operator over a period, never by a pass.

-- name: told_of_steps
-- Steps that began in a period, page by page, each with what became of its notices to holder and head.
-- What was merged into another notice of the same dossier went with the message that told of that one at the same instant.
SELECT i.id, i.code, u.code, u.name, i.starts_at, i.detail, n.audience, n.person_id, n.fate, n.reason,
  CASE WHEN n.reason = 'same_dossier' THEN (
    SELECT max(x.state) FROM journal j
    JOIN work_item o ON o.dossier_id = i.dossier_id AND o.id <> i.id
    JOIN notice k ON k.item_id = o.id AND k.person_id = n.person_id AND k.fate = 'sent'
    JOIN message x ON x.id = k.message_id AND x.created_at = j.at
    WHERE j.notice_id = n.id AND j.final = 1
  ) ELSE m.state END, i.state,
  i.assignee_id, i.co_holders, n.behalf_of
FROM (
  SELECT w.id FROM work_item w JOIN unit v ON v.id = w.unit_id
  WHERE w.kind = 'step' AND w.starts_at >= :start AND w.starts_at < :end AND w.id > :after
    AND (:unit IS NULL OR v.code = :unit)
  ORDER BY w.id LIMIT :limit
) AS page
JOIN work_item i ON i.id = page.id
JOIN unit u ON u.id = i.unit_id
LEFT JOIN notice n ON n.item_id = i.id AND n.audience IN ('assignee', 'head')
LEFT JOIN message m ON m.id = n.message_id
ORDER BY i.id, n.id;

-- name: claims
-- What was claimed in a period about dossiers, their intake and their steps, with the reason given since; in order of item and claim.
-- Who names a fault of the synchronisation without having claimed anything before claims by that.
SELECT i.id, i.kind, i.code, i.unit_id, u.code, u.name, i.policy_id, i.state, p.code, p.name, r.at, (
    SELECT b.argument FROM reply b
    WHERE b.item_id = i.id AND b.answer = 'blocked' AND b.at >= r.at AND b.undone_at IS NULL ORDER BY b.id DESC LIMIT 1
  )
FROM reply r JOIN work_item i ON i.id = r.item_id JOIN unit u ON u.id = i.unit_id JOIN person p ON p.id = r.person_id
WHERE (r.answer = 'done' OR (r.answer = 'blocked' AND r.argument = 'sync' AND NOT EXISTS (
    SELECT 1 FROM reply d WHERE d.item_id = r.item_id AND d.answer = 'done' AND d.undone_at IS NULL AND d.id < r.id
  ))) AND r.undone_at IS NULL AND r.at >= :start AND r.at < :end AND i.kind IN ('intake', 'step', 'dossier')
  AND (:unit IS NULL OR u.code = :unit)
ORDER BY i.id, r.id;
