-- What the listing commands and pages show. A NULL filter lets everything through.

-- name: list_items
SELECT i.id, i.kind, i.code, i.title, u.code, u.name, p.code, p.name, i.due_at, i.due_precision, i.state, i.next_at, i.derivation
FROM item i JOIN unit u ON u.id = i.unit_id LEFT JOIN person p ON p.id = i.assignee_id
WHERE (:code IS NULL OR i.code = :code) AND (:unit IS NULL OR u.code = :unit) AND (:person IS NULL OR p.code = :person)
  AND (:kind IS NULL OR i.kind = :kind) AND (:state IS NULL OR i.state = :state)
  AND (:due_before IS NULL OR i.due_at < :due_before)
ORDER BY i.due_at, i.id LIMIT :limit;

-- name: list_answers
SELECT r.item_id, p.code, p.name, r.answer, r.argument, r.at, r.undone_at FROM reply r
JOIN person p ON p.id = r.person_id JOIN item i ON i.id = r.item_id
JOIN unit u ON u.id = i.unit_id LEFT JOIN person a ON a.id = i.assignee_id
WHERE (:code IS NULL OR i.code = :code) AND (:unit IS NULL OR u.code = :unit) AND (:person IS NULL OR a.code = :person)
  AND (:kind IS NULL OR i.kind = :kind) AND (:state IS NULL OR i.state = :state)
  AND (:due_before IS NULL OR i.due_at < :due_before)
ORDER BY r.id;

-- name: list_messages
SELECT m.id, p.code, p.name, m.channel, m.state, m.text, m.buttons, m.created_at, m.sent_at, m.provider_id, m.attempts, m.reason
FROM message m JOIN person p ON p.id = m.person_id JOIN unit u ON u.id = p.unit_id
WHERE (:unit IS NULL OR u.code = :unit) AND (:person IS NULL OR p.code = :person) AND (:state IS NULL OR m.state = :state)
  AND (:code IS NULL OR EXISTS (
    SELECT 1 FROM notice n JOIN work_item i ON i.id = n.item_id WHERE n.message_id = m.id AND i.code = :code))
  AND (:kind IS NULL OR EXISTS (
    SELECT 1 FROM notice n JOIN work_item i ON i.id = n.item_id WHERE n.message_id = m.id AND i.kind = :kind))
ORDER BY m.id LIMIT :limit;

-- name: list_message_items
SELECT n.message_id, i.id, i.code FROM notice n JOIN work_item i ON i.id = n.item_id
WHERE n.message_id BETWEEN :first AND :last ORDER BY n.message_id, n.line;

-- name: list_journal
SELECT j.id, j.at, i.id, i.code, i.kind, n.version, n.rung, n.audience, p.code, p.name, j.fate, j.reason, j.final, n.message_id, n.rung_at
FROM journal j JOIN notice n ON n.id = j.notice_id JOIN work_item i ON i.id = n.item_id JOIN unit u ON u.id = i.unit_id
LEFT JOIN person p ON p.id = n.person_id
WHERE (:code IS NULL OR i.code = :code) AND (:unit IS NULL OR u.code = :unit) AND (:person IS NULL OR p.code = :person)
  AND (:kind IS NULL OR i.kind = :kind) AND (:state IS NULL OR j.fate = :state)
ORDER BY j.id LIMIT :limit;

-- name: list_people
SELECT p.code, p.name, p.title, u.code, u.name, p.roles, p.zalo_key IS NOT NULL, p.phone_key IS NOT NULL,
  p.last_interaction_at, p.active
FROM person p JOIN unit u ON u.id = p.unit_id
WHERE (:unit IS NULL OR u.code = :unit) AND (:person IS NULL OR p.code = :person)
ORDER BY u.code, p.code LIMIT :limit;

-- name: notices_of_item
SELECT n.rung, n.audience, p.name, n.fate, n.reason, n.rung_at, n.send_at, n.message_id, m.state, m.sent_at, n.version
FROM notice n LEFT JOIN person p ON p.id = n.person_id LEFT JOIN message m ON m.id = n.message_id
WHERE n.item_id = :item_id ORDER BY n.id;

-- name: fate_counts
SELECT fate, reason, count(*) FROM notice GROUP BY fate, reason ORDER BY fate, reason;
