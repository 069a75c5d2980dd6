-- SMS: who carried a message, how well providers do, what they report, what people answer.

-- name: uncertain_sms
-- Earlier attempts whose provider may have taken the message; the newest attempt is the one being made now.
SELECT sender, started_at FROM attempt
WHERE message_id = :id AND road = 'sms' AND (outcome IS NULL OR outcome = 'unknown')
  AND number < (SELECT max(number) FROM attempt WHERE message_id = :id)
ORDER BY number;

-- name: set_sms_sender
-- Who is about to be handed the message, before the call.
UPDATE attempt SET sender = :sender
WHERE message_id = :id AND number = (SELECT max(number) FROM attempt WHERE message_id = :id);

-- name: end_sms_attempt
-- The provider certainly did not take it; the other one is tried in the same breath.
UPDATE attempt SET ended_at = :at, outcome = :outcome, code = :code, price_vnd = NULL
WHERE message_id = :id AND number = (SELECT max(number) FROM attempt WHERE message_id = :id);

-- name: next_sms_attempt
INSERT INTO attempt (message_id, number, started_at, road, sender, why, price_vnd)
SELECT message_id, number + 1, :at, road, :sender, why, :price_vnd FROM attempt
WHERE message_id = :id ORDER BY number DESC LIMIT 1;

-- name: sms_health
-- One provider since an instant: messages handed over, those not delivered in time (or not taken), errors of the last minute.
SELECT count(*),
  coalesce(sum(CASE
    WHEN outcome <> 'accepted' THEN 1
    WHEN :reports = 1 AND failed_at IS NULL AND coalesce(delivered_at, :now) - started_at > :slow_after THEN 1
    ELSE 0 END), 0),
  coalesce(sum(CASE WHEN outcome <> 'accepted' AND ended_at > :errors_since THEN 1 ELSE 0 END), 0)
FROM attempt
WHERE road = 'sms' AND sender = :sender AND started_at > :since
  AND outcome IN ('accepted', 'again', 'later', 'stop', 'unknown');

-- name: sms_attempt_by_provider
SELECT a.id, a.message_id, a.started_at, a.outcome, a.price_vnd, a.delivered_at, m.state, m.channel
FROM attempt a JOIN message m ON m.id = a.message_id
WHERE a.provider_id = :provider_id AND a.road = 'sms' ORDER BY a.id DESC LIMIT 1;

-- name: sms_attempt_of_message
-- The last attempt by which a message may have gone.
SELECT a.id, a.message_id, a.started_at, a.outcome, a.price_vnd, a.delivered_at, m.state, m.channel
FROM attempt a JOIN message m ON m.id = a.message_id
WHERE a.message_id = :id AND a.road = 'sms' AND (a.outcome IS NULL OR a.outcome IN ('accepted', 'unknown'))
ORDER BY a.number DESC LIMIT 1;

-- name: mark_sms_attempt
-- What a report says; what an earlier one said stays.
UPDATE attempt SET provider_id = coalesce(provider_id, :provider_id), price_vnd = coalesce(:price_vnd, price_vnd),
  delivered_at = coalesce(delivered_at, :delivered_at), failed_at = coalesce(failed_at, :failed_at)
WHERE id = :id;

-- name: take_sms_attempt
-- A report proves that the provider took what it never answered.
UPDATE attempt SET outcome = 'accepted', code = 'reported', ended_at = coalesce(ended_at, :at) WHERE id = :id;

-- name: hold_sms
-- A report came while the message waited to be handed over again.
UPDATE message SET state = 'unknown' WHERE id = :id AND state = 'waiting' AND channel = 'sms';

-- name: sms_failed
-- It did not arrive: another road is looked for at once.
UPDATE message SET fallback_at = :at WHERE id = :id AND state = 'sent' AND channel = 'sms';

-- name: sms_to_ask
-- Taken, and no report until shortly before the instant at which another road would be looked for. CROSS JOIN: SQLite is to begin with
-- the few messages, not with all attempts of a week.
SELECT a.provider_id FROM message m CROSS JOIN attempt a
WHERE a.message_id = m.id AND m.fallback_at <= :until AND m.channel = 'sms' AND m.state IN ('sent', 'unknown')
  AND a.road = 'sms' AND a.sender = :sender AND a.provider_id IS NOT NULL
  AND a.delivered_at IS NULL AND a.failed_at IS NULL AND a.started_at > :since
ORDER BY m.fallback_at LIMIT :limit;

-- name: people_by_phone
SELECT id FROM person WHERE phone_key = :phone_key ORDER BY id;

-- name: sms_withdrawn
-- Whether somebody of this phone has withdrawn already.
SELECT 1 FROM person p JOIN closed_road c ON c.person_id = p.id AND c.road = 'sms' AND c.code = 'opted_out'
WHERE p.phone_key = :phone_key LIMIT 1;

-- name: sms_answered
SELECT sms_id, at FROM sms_answer WHERE phone_key = :phone_key AND kind = :kind;

-- name: put_sms_answer
INSERT INTO sms_answer (phone_key, kind, sms_id, at) VALUES (:phone_key, :kind, :sms_id, :at)
ON CONFLICT (phone_key, kind) DO UPDATE SET sms_id = excluded.sms_id, at = excluded.at;
