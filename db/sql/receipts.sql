-- Receipts and answers to templates: which attempt they speak of, and what they move.

-- name: carried_as
-- The attempt a provider's id of Zalo stands for; `later` counts the attempts of its message made since.
SELECT a.id, a.message_id, a.road, m.state,
  (SELECT count(*) FROM attempt b WHERE b.message_id = a.message_id AND b.number > a.number) AS later
FROM attempt a JOIN message m ON m.id = a.message_id
WHERE a.provider_id = :provider_id AND a.road <> 'sms' ORDER BY a.id DESC LIMIT 1;

-- name: carried_message
-- The newest attempt of the message that bears a provider's id itself.
SELECT a.id, a.message_id, a.road, m.state, 0 AS later
FROM message m JOIN attempt a ON a.message_id = m.id
WHERE m.provider_id = :provider_id ORDER BY a.number DESC LIMIT 1;

-- name: carried_by_phone
-- The newest attempt by telephone number whose provider's id nobody knows yet.
SELECT a.id, a.message_id, a.road, m.state,
  (SELECT count(*) FROM attempt b WHERE b.message_id = a.message_id AND b.number > a.number) AS later
FROM attempt a JOIN message m ON m.id = a.message_id
WHERE a.message_id = :message_id AND a.road = 'zbs_phone' AND a.provider_id IS NULL ORDER BY a.number DESC LIMIT 1;

-- name: mark_attempt_delivered
-- The earliest sign counts, in whatever order the signs come.
UPDATE attempt SET provider_id = coalesce(provider_id, :provider_id),
  delivered_at = CASE WHEN delivered_at < :at THEN delivered_at ELSE :at END,
  code = CASE WHEN outcome = 'unknown' THEN 'receipt' ELSE code END,
  outcome = CASE WHEN outcome = 'unknown' THEN 'accepted' ELSE outcome END
WHERE id = :id;

-- name: name_attempt
-- An echo told by which id the provider knows what went out last.
UPDATE attempt SET provider_id = :provider_id
WHERE message_id = :message_id AND provider_id IS NULL
  AND number = (SELECT max(number) FROM attempt b WHERE b.message_id = :message_id);

-- name: mark_arrived
-- What reached the phone looks for no other road.
UPDATE message SET state = :state, channel = :road,
  reason = CASE WHEN state IN ('waiting', 'sending', 'unknown') THEN 'receipt' ELSE reason END,
  sent_at = coalesce(sent_at, :at), provider_id = coalesce(provider_id, :provider_id), fallback_at = NULL
WHERE id = :id;

-- name: uncertain_templates_of_person
-- Templates on their way to a person's Zalo id: an echo of a template repeats no text of ours.
SELECT id FROM message
WHERE person_id = :person_id AND state IN ('sending', 'unknown') AND channel = 'zbs_uid' ORDER BY id LIMIT 2;

-- name: message_addressee
SELECT person_id, item_id FROM message WHERE id = :id;

-- name: last_heard
-- When Zalo itself last called; what was fetched from the history does not count.
SELECT received_at FROM event WHERE source = 'zalo' ORDER BY id DESC LIMIT 1;

-- name: first_unheard
-- The first message handed to Zalo of those written since an instant.
SELECT min(sent_at) FROM message WHERE created_at > :after AND sent_at IS NOT NULL AND channel <> 'sms';
