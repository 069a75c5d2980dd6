-- The outbox: what is written, what is on the wire, what came of it.

-- name: insert_message
-- `item_id` is what a message without notices tells somebody else than the speaker of.
INSERT INTO message (person_id, channel, template, text, buttons, state, reason, deadline_at, not_before, created_at,
  attempts, item_id)
VALUES (:person_id, :channel, :template, :text, :buttons, :state, :reason, :deadline_at, :not_before, :created_at,
  0, :item_id)
RETURNING id;

-- name: last_message_id
SELECT coalesce(max(id), 0) FROM message;

-- name: insert_message_as
-- The composer numbers a batch of messages itself, so that notices can point at them in the same transaction.
INSERT INTO message (id, person_id, channel, template, text, buttons, state, reason, deadline_at, not_before, created_at, attempts)
VALUES (:id, :person_id, :channel, :template, :text, :buttons, :state, :reason, :deadline_at, :not_before, :created_at, 0);

-- name: due_messages
-- Messages of one road that wait for a sender account, most urgent first. The columns behind the last sender say whether
-- that one may have taken it, and whether it went by another road before and its work was answered since. Who has left is reached by no road.
-- :halted says what is held back (`db.halts.Held.level`); alarms and answers to administrators never are.
SELECT m.id, m.person_id, m.text, m.buttons, m.attempts, m.channel, m.template, m.deadline_at, m.tried, m.why, m.item_id,
  CASE WHEN m.attempts > 0 THEN (
    SELECT a.sender FROM attempt a WHERE a.message_id = m.id ORDER BY a.number DESC LIMIT 1
  ) END,
  m.attempts > 0 AND EXISTS (
    SELECT 1 FROM attempt a WHERE a.message_id = m.id AND a.road = m.channel AND coalesce(a.outcome, 'unknown') = 'unknown'
      AND coalesce(a.code, '') <> 'not_found'
  ),
  m.sent_at IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM notice n JOIN work_item i ON i.id = n.item_id
    WHERE n.message_id = m.id AND i.state IN ('open', 'claimed') AND coalesce(i.answered_at, 0) < m.created_at
  ) AND NOT EXISTS (
    SELECT 1 FROM work_item i WHERE i.id = m.item_id AND i.state IN ('open', 'claimed') AND coalesce(i.answered_at, 0) < m.created_at
  ) AND NOT EXISTS (SELECT 1 FROM citizen_message c WHERE c.message_id = m.id)
    AND NOT EXISTS (SELECT 1 FROM link_code l WHERE l.message_id = m.id AND l.ended_at IS NULL),
  CASE WHEN p.active = 1 THEN p.zalo_sealed END, CASE WHEN p.active = 1 THEN p.phone_sealed END, p.last_interaction_at
FROM message m JOIN person p ON p.id = m.person_id
WHERE m.state = 'waiting' AND m.channel = :channel AND m.not_before <= :now
  AND (:account IS NULL OR coalesce(p.account, :first_account) = :account)
  AND (:halted = 0 OR (:halted = 1 AND m.template NOT LIKE 'citizen/%') OR m.template LIKE 'admin/%'
    OR (m.template LIKE 'reply/%' AND m.item_id IS NULL AND ';' || p.roles || ';' LIKE '%;admin;%'))
ORDER BY m.deadline_at, m.id LIMIT :limit;

-- name: has_due_message
SELECT 1 FROM message WHERE state = 'waiting' AND channel = :channel AND not_before <= :now
  AND (:halted = 0 OR (:halted = 1 AND template NOT LIKE 'citizen/%') OR template LIKE 'admin/%'
    OR (template LIKE 'reply/%' AND item_id IS NULL AND EXISTS (
      SELECT 1 FROM person a WHERE a.id = message.person_id AND ';' || a.roles || ';' LIKE '%;admin;%'
    )))
  AND (:account IS NULL OR EXISTS (
    SELECT 1 FROM person p WHERE p.id = message.person_id AND coalesce(p.account, :first_account) = :account
  ))
LIMIT 1;

-- name: waiting_in_order
-- The line of a road, most urgent first: who stands where.
SELECT id, deadline_at FROM message
WHERE state = 'waiting' AND channel = :channel AND not_before <= :now
  AND (:account IS NULL OR EXISTS (
    SELECT 1 FROM person p WHERE p.id = message.person_id AND coalesce(p.account, :first_account) = :account
  ))
ORDER BY deadline_at, id LIMIT :limit;

-- name: move_message
-- To another road; its sender looks at it next, and counts from the beginning.
UPDATE message SET channel = :channel, why = :why, attempts = 0 WHERE id = :id AND state = 'waiting';

-- name: put_off_message
UPDATE message SET reason = :reason, not_before = :not_before WHERE id = :id AND state = 'waiting';

-- name: mark_sending
-- Intent before the call.
UPDATE message SET state = 'sending', attempts = attempts + 1, channel = :channel, why = :why, fallback_at = NULL
WHERE id = :id AND state = 'waiting';

-- name: open_attempt
-- Numbered on their own: a forgiven attempt takes the message's count back, its row stays.
INSERT INTO attempt (message_id, number, started_at, road, why, price_vnd, sender)
SELECT :id, coalesce(max(number), 0) + 1, :at, :road, :why, :price_vnd, :sender FROM attempt WHERE message_id = :id;

-- name: add_tried
-- A road a message cannot go by any more, and what shut it: `zalo:-230`.
UPDATE message SET tried = CASE WHEN tried = '' THEN :tried ELSE tried || ';' || :tried END WHERE id = :id;

-- name: set_tried
UPDATE message SET tried = :tried WHERE id = :id;

-- name: set_fallback
UPDATE message SET fallback_at = :at WHERE id = :id AND state IN ('sent', 'unknown');

-- name: fallbacks_due
-- Handed over, and no sign of delivery until now; the last column says whether any of its work still has no answer.
SELECT m.id, m.state, m.channel, EXISTS (
    SELECT 1 FROM notice n JOIN work_item i ON i.id = n.item_id
    WHERE n.message_id = m.id AND i.state IN ('open', 'claimed') AND coalesce(i.answered_at, 0) < m.created_at
  ) OR EXISTS (
    SELECT 1 FROM work_item i WHERE i.id = m.item_id AND i.state IN ('open', 'claimed') AND coalesce(i.answered_at, 0) < m.created_at
  ) OR EXISTS (SELECT 1 FROM citizen_message c WHERE c.message_id = m.id)
    OR EXISTS (SELECT 1 FROM link_code l WHERE l.message_id = m.id AND l.ended_at IS NULL)
FROM message m WHERE m.fallback_at <= :now AND m.state IN ('sent', 'unknown') ORDER BY m.fallback_at LIMIT :limit;

-- name: take_other_road
UPDATE message SET state = 'waiting', channel = :channel, why = :why, reason = :reason,
  not_before = :not_before, fallback_at = NULL, attempts = 0
WHERE id = :id AND state IN ('sent', 'unknown');

-- name: end_fallback
UPDATE message SET fallback_at = NULL WHERE id = :id;

-- name: close_attempt
UPDATE attempt SET ended_at = :at, outcome = :outcome, code = :code, provider_id = coalesce(:provider_id, provider_id),
  price_vnd = CASE WHEN :outcome = 'accepted' THEN coalesce(:price_vnd, price_vnd) END
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
-- Failed for good, suppressed, or unknown. What an earlier road took stays sent, though a later one fails.
UPDATE message SET state = CASE WHEN sent_at IS NOT NULL AND :state IN ('failed', 'suppressed') THEN 'sent' ELSE :state END, reason = :reason,
  not_before = CASE WHEN :not_before > not_before THEN :not_before ELSE not_before END
WHERE id = :id AND state IN ('sending', 'waiting', 'unknown');

-- name: sending_to_unknown
-- After a stop nobody knows what became of what was on the wire.
UPDATE message SET state = 'unknown', reason = 'stopped_while_sending', not_before = :ask_at, fallback_at = :fallback_at
WHERE state IN ('sending', 'unknown') AND state = 'sending' AND channel = :channel
  AND (:account IS NULL OR EXISTS (
    SELECT 1 FROM person p WHERE p.id = message.person_id AND coalesce(p.account, :first_account) = :account
  ));

-- name: sending_to_waiting
-- The same where the provider remembers ids: handed over again it is not sent twice.
UPDATE message SET state = 'waiting', reason = 'stopped_while_sending', not_before = :ask_at, fallback_at = :fallback_at
WHERE state IN ('sending', 'unknown') AND state = 'sending' AND channel = :channel
  AND (:account IS NULL OR EXISTS (
    SELECT 1 FROM person p WHERE p.id = message.person_id AND coalesce(p.account, :first_account) = :account
  ));

-- name: lose_attempts
-- Calls that were cut off by a stop: they may have been taken, and are on the wire no more.
UPDATE attempt SET ended_at = :at, outcome = 'unknown', code = 'stopped'
WHERE ended_at IS NULL AND road = :channel AND EXISTS (
  SELECT 1 FROM message m WHERE m.id = attempt.message_id AND m.state <> 'sending'
);

-- name: leave_road
-- A road that there is no more: the chat's line looks for another one.
UPDATE message SET channel = 'zalo', why = '' WHERE state = 'waiting' AND channel = :channel;

-- name: unknown_messages
SELECT m.id, m.person_id, m.text, m.attempts, p.zalo_sealed, m.created_at
FROM message m JOIN person p ON p.id = m.person_id
WHERE m.state = 'unknown' AND m.not_before <= :now AND m.channel = 'zalo'
  AND (:account IS NULL OR coalesce(p.account, :first_account) = :account)
ORDER BY m.deadline_at LIMIT :limit;

-- name: defer_unknown
UPDATE message SET not_before = :not_before WHERE id = :id AND state = 'unknown';

-- name: uncertain_message_of_person
-- The oldest message on its way to a person with exactly this text: what an echo is about.
SELECT id FROM message
WHERE person_id = :person_id AND state IN ('sending', 'unknown') AND text = :text ORDER BY id LIMIT 1;

-- name: message_by_provider
SELECT message_id FROM attempt WHERE provider_id = :provider_id AND road <> 'sms' ORDER BY id DESC LIMIT 1;

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
-- The plus keeps SQLite from the index of all messages ever written: only what waits is looked at.
-- Whether anything but an answer, an alarm or an invitation has waited since before an instant.
SELECT 1 FROM message
WHERE state = 'waiting' AND +created_at < :written_before AND template NOT LIKE 'reply/%' AND template NOT LIKE 'admin/%'
  AND template <> 'officer/link_invitation'
  AND sent_at IS NULL
LIMIT 1;

-- name: waiting_before
-- What may be out is not written anew: it would be another message.
SELECT id, person_id, created_at, template FROM message
WHERE state = 'waiting' AND +created_at < :written_before AND template NOT LIKE 'reply/%' AND template NOT LIKE 'admin/%'
  AND template <> 'officer/link_invitation'
  AND sent_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM attempt a WHERE a.message_id = message.id AND coalesce(a.outcome, 'unknown') = 'unknown'
      AND coalesce(a.code, '') <> 'not_found'
  )
ORDER BY +id LIMIT :limit;

-- name: recall_message
UPDATE message SET state = 'suppressed', reason = 'recalled' WHERE id = :id AND state = 'waiting';
