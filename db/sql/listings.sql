-- What the listing commands and pages show. A NULL filter lets everything through; pages go on after a key.
-- `:codes` are those of one dossier as `|one|other|`: a code is among them when taking it out leaves another text.

-- name: list_items
-- A page of items, earliest deadline first; of a person also those they hold beside somebody else.
SELECT i.id, i.kind, i.code, i.title, u.code, u.name, p.code, p.name, i.due_at, i.due_precision, i.state, i.next_at, i.derivation
FROM item i JOIN unit u ON u.id = i.unit_id LEFT JOIN person p ON p.id = i.assignee_id
WHERE (:codes IS NULL OR replace(:codes, '|' || i.code || '|', '') <> :codes) AND (:unit IS NULL OR u.code = :unit)
  AND (:person IS NULL OR p.code = :person OR (i.co_holders <> '' AND EXISTS (
    SELECT 1 FROM person c WHERE c.code = :person AND ';' || i.co_holders || ';' LIKE '%;' || c.id || ';%')))
  AND (:kind IS NULL OR i.kind = :kind) AND (:state IS NULL OR i.state = :state)
  AND (:due_before IS NULL OR i.due_at < :due_before) AND (i.due_at, i.id) > (:after_at, :after_id)
ORDER BY i.due_at, i.id LIMIT :limit;

-- name: list_answers
-- What was answered about the items of one page.
SELECT i.id, a.code, a.name, r.answer, r.argument, r.at, r.undone_at
FROM reply r JOIN work_item i ON i.id = r.item_id JOIN person a ON a.id = r.person_id
JOIN unit u ON u.id = i.unit_id LEFT JOIN person p ON p.id = i.assignee_id
WHERE (:codes IS NULL OR replace(:codes, '|' || i.code || '|', '') <> :codes) AND (:unit IS NULL OR u.code = :unit)
  AND (:person IS NULL OR p.code = :person OR (i.co_holders <> '' AND EXISTS (
    SELECT 1 FROM person c WHERE c.code = :person AND ';' || i.co_holders || ';' LIKE '%;' || c.id || ';%')))
  AND (:kind IS NULL OR i.kind = :kind) AND (:state IS NULL OR i.state = :state)
  AND (i.due_at, i.id) > (:after_at, :after_id) AND (i.due_at, i.id) <= (:last_at, :last_id)
ORDER BY r.id;

-- name: list_messages
SELECT m.id, p.code, p.name, m.channel, m.state, m.text, m.buttons, m.created_at, m.sent_at, m.provider_id, m.attempts, m.reason,
  m.why, m.tried
FROM message m JOIN person p ON p.id = m.person_id JOIN unit u ON u.id = p.unit_id
WHERE (:unit IS NULL OR u.code = :unit) AND (:person IS NULL OR p.code = :person) AND (:state IS NULL OR m.state = :state)
  AND (:channel IS NULL OR m.channel = :channel)
  AND ((:codes IS NULL AND :kind IS NULL AND :due_before IS NULL) OR EXISTS (
    SELECT 1 FROM notice n JOIN work_item i ON i.id = n.item_id WHERE n.message_id = m.id
      AND (:codes IS NULL OR replace(:codes, '|' || i.code || '|', '') <> :codes) AND (:kind IS NULL OR i.kind = :kind)
      AND (:due_before IS NULL OR i.due_at < :due_before)))
  AND m.id > :after_id
ORDER BY m.id LIMIT :limit;

-- name: message_before_last
-- The message after which only the newest `skip` of those asked for follow.
SELECT m.id
FROM message m JOIN person p ON p.id = m.person_id JOIN unit u ON u.id = p.unit_id
WHERE (:unit IS NULL OR u.code = :unit) AND (:person IS NULL OR p.code = :person) AND (:state IS NULL OR m.state = :state)
  AND (:channel IS NULL OR m.channel = :channel)
  AND ((:codes IS NULL AND :kind IS NULL AND :due_before IS NULL) OR EXISTS (
    SELECT 1 FROM notice n JOIN work_item i ON i.id = n.item_id WHERE n.message_id = m.id
      AND (:codes IS NULL OR replace(:codes, '|' || i.code || '|', '') <> :codes) AND (:kind IS NULL OR i.kind = :kind)
      AND (:due_before IS NULL OR i.due_at < :due_before)))
ORDER BY m.id DESC LIMIT 1 OFFSET :skip;

-- name: list_message_items
-- Which items the messages of one page told of, in the order of their lines.
SELECT n.message_id, n.item_id
FROM message m JOIN notice n ON n.message_id = m.id JOIN person p ON p.id = m.person_id JOIN unit u ON u.id = p.unit_id
WHERE (:unit IS NULL OR u.code = :unit) AND (:person IS NULL OR p.code = :person) AND (:state IS NULL OR m.state = :state)
  AND (:channel IS NULL OR m.channel = :channel)
  AND m.id BETWEEN :first_id AND :last_id
ORDER BY n.message_id, n.line, n.id;

-- name: list_attempts
-- By which roads the messages of one page went, in order.
SELECT a.message_id, a.number, a.road, a.sender, a.why, a.outcome, a.code, a.price_vnd, a.started_at, a.delivered_at
FROM message m JOIN attempt a ON a.message_id = m.id JOIN person p ON p.id = m.person_id JOIN unit u ON u.id = p.unit_id
WHERE (:unit IS NULL OR u.code = :unit) AND (:person IS NULL OR p.code = :person) AND (:state IS NULL OR m.state = :state)
  AND (:channel IS NULL OR m.channel = :channel)
  AND m.id BETWEEN :first_id AND :last_id
ORDER BY a.message_id, a.number;

-- name: list_journal
SELECT j.id, j.at, i.id, i.code, i.kind, n.version, n.rung, n.audience, p.code, p.name, j.fate, j.reason, j.final, n.message_id, n.rung_at,
  b.code, b.name, d.number
FROM journal j JOIN notice n ON n.id = j.notice_id JOIN work_item i ON i.id = n.item_id JOIN unit u ON u.id = i.unit_id
LEFT JOIN person p ON p.id = n.person_id LEFT JOIN person b ON b.id = n.behalf_of LEFT JOIN delegation d ON d.id = n.delegation_id
WHERE (:codes IS NULL OR replace(:codes, '|' || i.code || '|', '') <> :codes) AND (:unit IS NULL OR u.code = :unit) AND (:person IS NULL OR p.code = :person)
  AND (:kind IS NULL OR i.kind = :kind) AND (:state IS NULL OR j.fate = :state)
  AND (:due_before IS NULL OR i.due_at < :due_before) AND j.id > :after_id
ORDER BY j.id LIMIT :limit;

-- name: journal_before_last
-- The journal row after which only the newest `skip` of those asked for follow.
SELECT j.id
FROM journal j JOIN notice n ON n.id = j.notice_id JOIN work_item i ON i.id = n.item_id JOIN unit u ON u.id = i.unit_id
LEFT JOIN person p ON p.id = n.person_id
WHERE (:codes IS NULL OR replace(:codes, '|' || i.code || '|', '') <> :codes) AND (:unit IS NULL OR u.code = :unit) AND (:person IS NULL OR p.code = :person)
  AND (:kind IS NULL OR i.kind = :kind) AND (:state IS NULL OR j.fate = :state)
  AND (:due_before IS NULL OR i.due_at < :due_before)
ORDER BY j.id DESC LIMIT 1 OFFSET :skip;

-- name: list_people
-- `linked` says whether a Zalo account is tied to the person; the id itself is shown to nobody.
SELECT p.id, p.code, p.name, p.title, u.code, u.name, p.roles, p.zalo_key IS NOT NULL, p.phone_key IS NOT NULL,
  p.last_interaction_at, p.active
FROM person p JOIN unit u ON u.id = p.unit_id
WHERE p.roles <> 'citizen' AND (:unit IS NULL OR u.code = :unit) AND (:person IS NULL OR p.code = :person)
  AND (:role IS NULL OR ';' || p.roles || ';' LIKE '%;' || :role || ';%')
  AND (:linked IS NULL OR (p.zalo_key IS NOT NULL AND p.active = 1) = :linked) AND (:active IS NULL OR p.active = :active)
  AND (u.code, p.code) > (:after_unit, :after_code)
ORDER BY u.code, p.code LIMIT :limit;

-- name: notices_of_item
SELECT n.rung, n.audience, p.code, p.name, n.fate, n.reason, n.rung_at, n.send_at, n.message_id, m.state, m.sent_at, n.version,
  b.code, b.name, d.number
FROM notice n LEFT JOIN person p ON p.id = n.person_id LEFT JOIN message m ON m.id = n.message_id
LEFT JOIN person b ON b.id = n.behalf_of LEFT JOIN delegation d ON d.id = n.delegation_id
WHERE n.item_id = :item_id ORDER BY n.rung_at, n.id;

-- name: messages_of_item
-- Messages that told of an item, with each attempt; without any, one row.
SELECT m.id, p.code, p.name, m.channel, m.state, m.reason, m.created_at,
  a.number, a.road, a.sender, a.why, a.outcome, a.code, a.price_vnd, a.started_at, a.delivered_at
FROM message m JOIN person p ON p.id = m.person_id LEFT JOIN attempt a ON a.message_id = m.id
WHERE m.id IN (SELECT message_id FROM notice WHERE item_id = :item_id) OR m.item_id = :item_id ORDER BY m.id, a.number;

-- name: answers_of_item
SELECT p.code, p.name, r.answer, r.argument, r.at, r.undone_at, b.code, b.name
FROM reply r JOIN person p ON p.id = r.person_id LEFT JOIN person b ON b.id = r.behalf_of WHERE r.item_id = :item_id ORDER BY r.id;

-- name: fate_counts
SELECT fate, reason, count(*) FROM notice GROUP BY fate, reason ORDER BY fate, reason;

-- name: dossier_status
-- To tell a dossier without anything to watch from a code nobody knows.
SELECT status FROM dossier WHERE code = :code;

-- name: dossier_outcome
-- What says whether a dossier was late.
SELECT status, finished_at FROM dossier WHERE id = :id;

-- name: a_sealed_value
-- Anything sealed, to see whether the secret at hand opens it.
SELECT sealed FROM (
  SELECT zalo_sealed AS sealed FROM person WHERE zalo_sealed IS NOT NULL
  UNION ALL SELECT phone_sealed FROM person WHERE phone_sealed IS NOT NULL
  UNION ALL SELECT access_sealed FROM sender_account WHERE access_sealed IS NOT NULL
  UNION ALL SELECT app_secret_sealed FROM sender_account WHERE app_secret_sealed IS NOT NULL
  UNION ALL SELECT webhook_secret_sealed FROM sender_account WHERE webhook_secret_sealed IS NOT NULL
) AS kept LIMIT 1;

-- name: newest_instant
-- The latest instant this database has lived through; a clock that shows less went back.
SELECT max(at) FROM (
  SELECT max(at) AS at FROM (SELECT at FROM journal ORDER BY id DESC LIMIT 1) AS decided
  UNION ALL SELECT max(created_at) FROM (SELECT created_at FROM message ORDER BY id DESC LIMIT 1) AS written
  UNION ALL SELECT max(received_at) FROM (SELECT received_at FROM event ORDER BY id DESC LIMIT 1) AS heard
) AS instants;
