-- The outbox: what is written, what is on the wire, what came of it.

-- name: insert_message
INSERT INTO message (person_id, channel, template, text, buttons, state, reason, deadline_at, not_before, created_at, attempts)
VALUES (:person_id, :channel, :template, :text, :buttons, :state, :reason, :deadline_at, :not_before, :created_at, 0)
RETURNING id;

-- name: last_message_id
SELECT coalesce(max(id), 0) FROM message;

-- name: insert_message_as
-- The composer numbers a batch of messages itself, so that notices can point at them in the same transaction.
INSERT INTO message (id, person_id, channel, template, text, buttons, state, reason, deadline_at, not_before, created_at, attempts)
VALUES (:id, :person_id, :channel, :template, :text, :buttons, :state, :reason, :deadline_at, :not_before, :created_at, 0);

-- name: due_messages
-- Messages to be sent now, most urgent first.
SELECT m.id, m.person_id, m.text, m.buttons, m.attempts, p.zalo_sealed
FROM message m JOIN person p ON p.id = m.person_id
WHERE m.state = 'waiting' AND m.not_before <= :now
ORDER BY m.deadline_at, m.id LIMIT :limit;

-- name: has_due_message
SELECT 1 FROM message WHERE state = 'waiting' AND not_before <= :now LIMIT 1;

-- name: mark_sending
-- Intent before the call.
UPDATE message SET state = 'sending', attempts = attempts + 1 WHERE id = :id AND state = 'waiting';

-- name: open_attempt
-- Numbered on their own: a forgiven attempt takes the message's count back, its row stays.
INSERT INTO attempt (message_id, number, started_at)
SELECT :id, coalesce(max(number), 0) + 1, :at FROM attempt WHERE message_id = :id;

-- name: close_attempt
UPDATE attempt SET ended_at = :at, outcome = :outcome, code = :code
WHERE message_id = :id AND number = (SELECT max(number) FROM attempt WHERE message_id = :id);

-- name: settle_sent
-- Outcome after the call. An echo may have told it first; then only the time is still missing.
UPDATE message SET state = 'sent', reason = :reason, sent_at = coalesce(sent_at, :at), provider_id = :provider_id
WHERE id = :id AND state IN ('sending', 'unknown');

-- name: settle_waiting
-- Not taken, to be tried again not before the given instant.
UPDATE message SET state = 'waiting', reason = :reason, not_before = :not_before, attempts = attempts - :forgive
WHERE id = :id AND state IN ('sending', 'unknown');

-- name: settle_ended
-- Failed for good, suppressed, or unknown.
UPDATE message SET state = :state, reason = :reason,
  not_before = CASE WHEN :not_before > not_before THEN :not_before ELSE not_before END
WHERE id = :id AND state IN ('sending', 'waiting', 'unknown');

-- name: sending_to_unknown
-- After a stop nobody knows what became of what was on the wire.
UPDATE message SET state = 'unknown', reason = 'stopped_while_sending', not_before = :ask_at
WHERE state IN ('sending', 'unknown') AND state = 'sending';

-- name: unknown_messages
SELECT m.id, m.person_id, m.text, m.attempts, p.zalo_sealed, m.created_at
FROM message m JOIN person p ON p.id = m.person_id
WHERE m.state = 'unknown' AND m.not_before <= :now ORDER BY m.deadline_at LIMIT :limit;

-- name: defer_unknown
UPDATE message SET not_before = :not_before WHERE id = :id AND state = 'unknown';

-- name: uncertain_message_of_person
-- The oldest message on its way to a person with exactly this text: what an echo is about.
SELECT id FROM message
WHERE person_id = :person_id AND state IN ('sending', 'unknown') AND text = :text ORDER BY id LIMIT 1;

-- name: message_by_provider
SELECT id FROM message WHERE provider_id = :provider_id;

-- name: mark_delivered
UPDATE message SET state = 'delivered' WHERE provider_id = :provider_id AND state = 'sent';

-- name: mark_seen
UPDATE message SET state = 'seen' WHERE provider_id = :provider_id AND state IN ('sent', 'delivered');

-- name: recent_singles
-- Who has been written single messages since an instant, once for each; the flood guard counts them. Grouped here,
-- SQLite would walk through all messages in order of persons.
SELECT person_id FROM message
WHERE created_at > :since AND template NOT LIKE '%digest%' AND template NOT LIKE 'reply/%';

-- name: message_counts
SELECT state, count(*) FROM message GROUP BY state ORDER BY state;

-- name: uncertain_count
SELECT count(*) FROM message WHERE state = 'unknown';

-- name: oldest_waiting
-- The age of the outbox: how long the most urgent message has been due.
SELECT min(not_before) FROM message WHERE state = 'waiting' AND not_before <= :now;

-- name: first_waiting_before
-- Whether anything but an answer or an alarm has waited since before an instant.
SELECT 1 FROM message
WHERE state = 'waiting' AND created_at < :written_before AND template NOT LIKE 'reply/%' AND template NOT LIKE 'admin/%'
LIMIT 1;

-- name: waiting_before
SELECT id, person_id, created_at FROM message
WHERE state = 'waiting' AND created_at < :written_before AND template NOT LIKE 'reply/%' AND template NOT LIKE 'admin/%'
ORDER BY id LIMIT :limit;

-- name: recall_message
UPDATE message SET state = 'suppressed', reason = 'recalled' WHERE id = :id AND state = 'waiting';
