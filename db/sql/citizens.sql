-- What citizens are told: their agreement, their dossiers, the news.

-- name: add_citizen_news
-- Noted once, however often it is told; looked at as soon as may be.
INSERT INTO citizen_news (key, dossier_id, occasion, facts, at, tell_at)
VALUES (:key, :dossier_id, :occasion, :facts, :at, :at)
ON CONFLICT (key) DO NOTHING;

-- name: note_citizen_news
-- News that follow from the standing of a dossier. What turned out untrue before it was told may become true again.
INSERT INTO citizen_news (key, dossier_id, occasion, facts, at, tell_at)
VALUES (:key, :dossier_id, :occasion, :facts, :at, :tell_at)
ON CONFLICT (key) DO UPDATE SET facts = excluded.facts, tell_at = excluded.tell_at, told_at = NULL, outcome = ''
WHERE citizen_news.outcome = 'closed';

-- name: correct_citizen_news
-- The limit moved before anybody was reminded of it.
UPDATE citizen_news SET facts = :facts, tell_at = :tell_at WHERE id = :id AND told_at IS NULL;

-- name: has_due_citizen_news
SELECT 1 FROM citizen_news WHERE told_at IS NULL AND tell_at <= :now LIMIT 1;

-- name: due_citizen_news
SELECT n.id, n.occasion, n.facts, n.at, d.code FROM citizen_news n JOIN dossier d ON d.id = n.dossier_id
WHERE n.told_at IS NULL AND n.tell_at <= :now ORDER BY n.tell_at, n.id LIMIT :limit;

-- name: put_off_citizen_news
UPDATE citizen_news SET tell_at = :tell_at WHERE id = :id AND told_at IS NULL;

-- name: end_citizen_news
UPDATE citizen_news SET told_at = :at, outcome = :outcome WHERE id = :id AND told_at IS NULL;

-- name: add_citizen_message
INSERT INTO citizen_message (message_id, news_id) VALUES (:message_id, :news_id);

-- name: release_citizen_news
-- Its message waited too long: it is decided anew.
UPDATE citizen_news SET told_at = NULL, outcome = '', tell_at = :now
WHERE id = (SELECT news_id FROM citizen_message WHERE message_id = :message_id) AND outcome = 'told';

-- name: release_waiting_news
-- A road was taken back before the message left: whoever still agrees to another hears by that one. What may be out is not
-- written anew.
UPDATE citizen_news SET told_at = NULL, outcome = '', tell_at = :now
WHERE dossier_id = :dossier_id AND outcome = 'told' AND EXISTS (
  SELECT 1 FROM citizen_message c JOIN message m ON m.id = c.message_id JOIN person p ON p.id = m.person_id
  WHERE c.news_id = citizen_news.id AND m.state = 'waiting' AND m.sent_at IS NULL
    AND p.phone_key = :phone_key AND p.roles = 'citizen'
    AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.message_id = m.id AND coalesce(a.outcome, 'unknown') = 'unknown')
);

-- name: add_citizen
-- Made when somebody agrees; a number that was forgotten is known again.
INSERT INTO person (code, name, name_key, title, unit_id, roles, phone_sealed, phone_key, active)
VALUES (:code, '', '', '', :unit_id, 'citizen', :phone_sealed, :phone_key, 1)
ON CONFLICT (code) DO UPDATE SET phone_sealed = coalesce(person.phone_sealed, excluded.phone_sealed);

-- name: consent_phone_key
-- The keyed hash that a citizen's code begins; its digits are hexadecimal.
SELECT phone_key FROM consent WHERE phone_key >= :head AND phone_key < :head || 'g' LIMIT 1;

-- name: tie_citizen
-- What a person agreed to by another way is not touched by a feed.
INSERT INTO citizen_dossier (dossier_id, person_id, roads, source, since)
SELECT :dossier_id, p.id, CAST(:roads AS TEXT), CAST(:source AS TEXT), :at FROM person p WHERE p.code = :code
ON CONFLICT (dossier_id, person_id) DO UPDATE SET roads = excluded.roads
WHERE citizen_dossier.source = excluded.source;

-- name: untie_citizen
DELETE FROM citizen_dossier WHERE dossier_id = :dossier_id AND person_id = (SELECT id FROM person WHERE code = :code);

-- name: untie_phone
DELETE FROM citizen_dossier
WHERE person_id IN (SELECT id FROM person WHERE phone_key = :phone_key AND roles = 'citizen');

-- name: add_consent
-- A row of the ledger; rows are never changed.
INSERT INTO consent (person_id, phone_key, dossier_id, purpose, given, roads, source, proof, at)
VALUES ((SELECT id FROM person WHERE code = :code), :phone_key, :dossier_id, :purpose, :given, :roads, :source, :proof, :at);

-- name: forget_citizen_phone
-- Without consent a number is kept as a keyed hash only.
UPDATE person SET phone_sealed = NULL
WHERE phone_key = :phone_key AND roles = 'citizen' AND phone_sealed IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM citizen_dossier t WHERE t.person_id = person.id);

-- name: stop_citizen_messages
-- Nothing more goes out to who withdrew: all of it, or what tells of one dossier.
UPDATE message SET state = 'suppressed', reason = 'withdrawn'
WHERE state = 'waiting' AND person_id IN (SELECT id FROM person WHERE phone_key = :phone_key AND roles = 'citizen')
  AND EXISTS (
    SELECT 1 FROM citizen_message c JOIN citizen_news n ON n.id = c.news_id
    WHERE c.message_id = message.id AND (:dossier_id IS NULL OR n.dossier_id = :dossier_id)
  );

-- name: shut_citizen_messages
-- What is on the wire or was handed over takes no further road, though it shows no sign of delivery.
UPDATE message SET fallback_at = NULL, tried = :tried
WHERE state IN ('sending', 'sent', 'unknown')
  AND person_id IN (SELECT id FROM person WHERE phone_key = :phone_key AND roles = 'citizen')
  AND EXISTS (
    SELECT 1 FROM citizen_message c JOIN citizen_news n ON n.id = c.news_id
    WHERE c.message_id = message.id AND (:dossier_id IS NULL OR n.dossier_id = :dossier_id)
  );

-- name: list_consents
-- The ledger, in the order in which it was written.
SELECT c.id, c.at, c.purpose, c.given, c.roads, c.source, c.proof, p.code, p.phone_sealed, d.code, u.code, u.name, c.phone_key
FROM consent c LEFT JOIN person p ON p.id = c.person_id LEFT JOIN dossier d ON d.id = c.dossier_id
LEFT JOIN unit u ON u.id = coalesce(d.unit_id, p.unit_id)
WHERE (:code IS NULL OR d.code = :code) AND (:unit IS NULL OR u.code = :unit) AND (:person IS NULL OR p.code = :person)
  AND (:given IS NULL OR c.given = :given) AND (:source IS NULL OR c.source = :source) AND c.id > :after_id
ORDER BY c.id LIMIT :limit;
