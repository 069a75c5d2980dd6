-- Notices and the journal: one notice an item x version x person x rung; one journal row a decision.

-- name: last_notice_id
SELECT coalesce(max(id), 0) FROM notice;

-- name: insert_notice
-- A rung already decided for this version stays as it was decided.
INSERT INTO notice (item_id, version, person_id, audience, rung, fate, reason, rung_at, send_at, in_digest, planned_at,
  behalf_of, delegation_id)
VALUES (:item_id, :version, :person_id, :audience, :rung, :fate, :reason, :rung_at, :send_at, :in_digest, :planned_at,
  :behalf_of, :delegation_id)
ON CONFLICT DO NOTHING;

-- name: journal_new_notices
-- The first decision about every notice inserted in this transaction.
INSERT INTO journal (notice_id, fate, reason, at, final)
SELECT id, fate, reason, :at, CASE WHEN fate IN ('waiting', 'held') THEN 0 ELSE 1 END
FROM notice WHERE id > :after;

-- name: ready_notices
-- Notices to be written into messages now, those of one person together, with what is told of their item and its last answer. They
-- are chosen in order before the wide rows are fetched; the reader sorts what it got.
SELECT n.id, n.item_id, n.version, n.person_id, n.audience, n.rung, n.fate, n.reason, n.rung_at, n.send_at, n.in_digest,
  n.message_id, n.behalf_of, n.delegation_id, r.answer, r.argument, r.at, r.person_id, r.behalf_of,
  i.id, '' AS key, i.kind, i.code, i.title, i.unit_id, i.to_unit_id, i.assignee_id, i.dossier_id, 0 AS starts_at,
  i.due_at, i.due_precision, i.version, i.state, 0 AS policy_id, 0 AS planned_until, NULL AS answered_at,
  NULL AS promise_until, NULL AS claimed_at, NULL AS next_at, '' AS derivation, i.detail, i.co_holders
FROM (
  SELECT id FROM notice WHERE message_id IS NULL AND fate IN ('waiting', 'held') AND send_at <= :now
  ORDER BY person_id, send_at, id LIMIT :limit
) AS ready
JOIN notice n ON n.id = ready.id
JOIN work_item i ON i.id = n.item_id
LEFT JOIN reply r ON r.id = i.last_reply_id AND r.undone_at IS NULL;

-- name: has_ready_notice
SELECT 1 FROM notice WHERE message_id IS NULL AND fate IN ('waiting', 'held') AND send_at <= :now LIMIT 1;

-- name: hold_notice
UPDATE notice SET fate = 'held', reason = :reason, send_at = :send_at WHERE id = :id;

-- name: end_notice
UPDATE notice SET fate = :fate, reason = :reason, message_id = coalesce(:message_id, message_id) WHERE id = :id;

-- name: journal_notice
INSERT INTO journal (notice_id, fate, reason, at, final) VALUES (:id, :fate, :reason, :at, :final);

-- name: journal_message_notices
-- The final decision about all notices that travelled in one message.
INSERT INTO journal (notice_id, fate, reason, at, final)
SELECT id, :fate, :reason, :at, 1 FROM notice WHERE message_id = :message_id AND fate = 'waiting';

-- name: end_message_notices
UPDATE notice SET fate = :fate, reason = :reason WHERE message_id = :message_id AND fate = 'waiting';

-- name: newest_understood
-- What the newest message to a person is, those that only say that nothing was understood left out.
SELECT template FROM message WHERE person_id = :person_id AND template <> 'reply/not_understood'
ORDER BY created_at DESC, id DESC LIMIT 1;

-- name: newest_digest_at
-- Pages of one digest share the instant they were written at.
SELECT max(created_at) FROM message WHERE person_id = :person_id AND template LIKE '%digest%';

-- name: lines_of_digest
SELECT n.line, n.item_id, n.version, n.audience, n.rung FROM notice n JOIN message m ON m.id = n.message_id
WHERE m.person_id = :person_id AND m.created_at = :written_at AND m.template LIKE '%digest%' AND n.line IS NOT NULL
ORDER BY n.line;

-- name: subjects_of_message
-- Items told of in the quoted message, or, with none quoted, in the newest message that told of any.
SELECT DISTINCT n.item_id, n.version FROM notice n
WHERE n.message_id = coalesce(:message_id, (
  SELECT max(m.id) FROM message m JOIN notice k ON k.message_id = m.id WHERE m.person_id = :person_id
)) AND n.person_id = :person_id;

-- name: conservation
-- planned = sent + held + merged + suppressed + failed + waiting, and every final notice ends in one journal row.
SELECT count(*),
  coalesce(sum(CASE WHEN fate = 'sent' THEN 1 ELSE 0 END), 0),
  coalesce(sum(CASE WHEN fate = 'held' THEN 1 ELSE 0 END), 0),
  coalesce(sum(CASE WHEN fate = 'merged' THEN 1 ELSE 0 END), 0),
  coalesce(sum(CASE WHEN fate = 'suppressed' THEN 1 ELSE 0 END), 0),
  coalesce(sum(CASE WHEN fate = 'failed' THEN 1 ELSE 0 END), 0),
  coalesce(sum(CASE WHEN fate = 'waiting' THEN 1 ELSE 0 END), 0),
  (SELECT count(*) FROM journal WHERE final = 1)
FROM notice;

-- name: unjournaled
-- Notices whose standing the journal does not bear out; there must be none.
SELECT n.id, n.fate, n.reason FROM notice n
LEFT JOIN journal j ON j.notice_id = n.id AND j.final = 1
WHERE (n.fate IN ('waiting', 'held')) <> (j.id IS NULL) OR (j.id IS NOT NULL AND j.fate <> n.fate)
LIMIT :limit;

-- name: journal_recalled
-- The notices of a message that waited too long go back to the composer.
INSERT INTO journal (notice_id, fate, reason, at, final)
SELECT id, 'held', 'recalled', :at, 0 FROM notice WHERE message_id = :message_id AND fate = 'waiting';

-- name: release_notices
UPDATE notice SET fate = 'held', reason = 'recalled', message_id = NULL, line = NULL, send_at = :now
WHERE message_id = :message_id AND fate = 'waiting';
