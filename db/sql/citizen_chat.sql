-- Citizens who talk: guesses, what they proved and agreed to, ratings, requests about data, and what is forgotten.

-- name: guess
SELECT day, tries, until FROM guess WHERE subject = :subject;

-- name: put_guess
INSERT INTO guess (subject, day, tries, until) VALUES (:subject, :day, :tries, :until)
ON CONFLICT (subject) DO UPDATE SET day = excluded.day, tries = excluded.tries, until = excluded.until;

-- name: forget_guesses
DELETE FROM guess WHERE day < :day AND until < :now;

-- name: put_citizen_proof
INSERT INTO citizen_proof (person_id, dossier_id, proved_by, at) VALUES (:person_id, :dossier_id, :proved_by, :at)
ON CONFLICT (person_id, dossier_id) DO UPDATE SET at = excluded.at,
  proved_by = CASE citizen_proof.proved_by WHEN 'phone' THEN 'phone' ELSE excluded.proved_by END;

-- name: proofs_of_person
SELECT dossier_id, proved_by, at FROM citizen_proof WHERE person_id = :person_id ORDER BY dossier_id;

-- name: forget_proofs
DELETE FROM citizen_proof WHERE at < :before
  AND NOT EXISTS (SELECT 1 FROM citizen_dossier t WHERE t.person_id = citizen_proof.person_id)
  AND NOT EXISTS (SELECT 1 FROM citizen_purpose t WHERE t.person_id = citizen_proof.person_id);

-- name: prove_phone
-- Somebody at a chat proved that they know the number of a dossier they agree to hear of.
UPDATE person SET proven_phone_key = :phone_key WHERE id = :id;

-- name: proven_phone
SELECT proven_phone_key FROM person WHERE id = :id;

-- name: people_by_proven_phone
SELECT id FROM person WHERE proven_phone_key = :phone_key ORDER BY id;

-- name: tie_person
INSERT INTO citizen_dossier (dossier_id, person_id, roads, source, since)
VALUES (:dossier_id, :person_id, :roads, :source, :at) ON CONFLICT (dossier_id, person_id) DO NOTHING;

-- name: agree_to_purpose
INSERT INTO citizen_purpose (dossier_id, person_id, purpose, since) VALUES (:dossier_id, :person_id, :purpose, :at)
ON CONFLICT (dossier_id, person_id, purpose) DO NOTHING;

-- name: agreements_of_person
-- What a person agrees to now, each purpose by itself.
SELECT t.dossier_id, d.code, 'dossier_news', t.roads, t.since FROM citizen_dossier t JOIN dossier d ON d.id = t.dossier_id
WHERE t.person_id = :person_id
UNION ALL
SELECT t.dossier_id, d.code, t.purpose, 'zalo', t.since FROM citizen_purpose t JOIN dossier d ON d.id = t.dossier_id
WHERE t.person_id = :person_id ORDER BY 1, 3;

-- name: untie_person
DELETE FROM citizen_dossier WHERE person_id = :person_id AND dossier_id = :dossier_id;

-- name: leave_purpose
DELETE FROM citizen_purpose WHERE person_id = :person_id AND dossier_id = :dossier_id AND purpose = :purpose;

-- name: add_person_consent
-- A row of the ledger about somebody at a chat; rows are never changed.
INSERT INTO consent (person_id, phone_key, dossier_id, purpose, given, roads, source, proof, at)
VALUES (:person_id, NULL, :dossier_id, :purpose, :given, :roads, :source, :proof, :at);

-- name: last_consent_of_person
SELECT given, dossier_id FROM consent WHERE person_id = :person_id ORDER BY id DESC LIMIT 1;

-- name: stop_messages_of_person
-- Nothing more of dossiers goes out to who withdrew: all of it, or what tells of one dossier, perhaps only on one occasion.
UPDATE message SET state = 'suppressed', reason = 'withdrawn'
WHERE state = 'waiting' AND person_id = :person_id AND template LIKE 'citizen/%' AND (
  :dossier_id IS NULL OR EXISTS (
    SELECT 1 FROM citizen_message c JOIN citizen_news n ON n.id = c.news_id
    WHERE c.message_id = message.id AND n.dossier_id = :dossier_id AND (:occasion IS NULL OR n.occasion = :occasion)
  ));

-- name: shut_messages_of_person
-- What was handed over takes no further road.
UPDATE message SET fallback_at = NULL, tried = :tried
WHERE state IN ('sending', 'sent', 'unknown') AND person_id = :person_id AND template LIKE 'citizen/%' AND (
  :dossier_id IS NULL OR EXISTS (
    SELECT 1 FROM citizen_message c JOIN citizen_news n ON n.id = c.news_id
    WHERE c.message_id = message.id AND n.dossier_id = :dossier_id AND (:occasion IS NULL OR n.occasion = :occasion)
  ));

-- name: news_is_told
-- Somebody reads it in the look-up by which they agree.
INSERT INTO citizen_news (key, dossier_id, occasion, facts, at, tell_at, told_at, outcome)
VALUES (:key, :dossier_id, :occasion, :facts, :at, :now, :now, 'told')
ON CONFLICT (key) DO NOTHING;

-- name: add_rating
-- Once a dossier and person.
INSERT INTO rating (dossier_id, person_id, score, reason, words, at, told_at)
VALUES (:dossier_id, :person_id, :score, '', '', :at, CASE WHEN :score > :low THEN :at END)
ON CONFLICT (dossier_id, person_id) DO NOTHING
RETURNING id;

-- name: rating_of
SELECT id, score, reason, words FROM rating WHERE dossier_id = :dossier_id AND person_id = :person_id;

-- name: rating_by_id
SELECT id, person_id, dossier_id, score, reason, words FROM rating WHERE id = :id;

-- name: explain_rating
-- What was said first stays.
UPDATE rating SET reason = CASE reason WHEN '' THEN :reason ELSE reason END,
  words = CASE words WHEN '' THEN :words ELSE words END WHERE id = :id;

-- name: rated_by_person
SELECT dossier_id FROM rating WHERE person_id = :person_id;

-- name: untold_ratings
-- Low ratings that no office was told of, and had time to be explained.
SELECT r.id, d.unit_id, d.code FROM rating r JOIN dossier d ON d.id = r.dossier_id
WHERE r.told_at IS NULL AND r.at <= :before ORDER BY r.id LIMIT :limit;

-- name: tell_rating
UPDATE rating SET told_at = :at WHERE id = :id AND told_at IS NULL;

-- name: list_ratings
SELECT r.id, r.at, r.score, r.reason, r.words, d.code, u.code, u.name FROM rating r
JOIN dossier d ON d.id = r.dossier_id JOIN unit u ON u.id = d.unit_id
WHERE (:code IS NULL OR d.code = :code) AND (:unit IS NULL OR u.code = :unit) AND r.score <= :at_most
  AND r.at >= :since AND r.at < :until AND r.id > :after_id
ORDER BY r.id LIMIT :limit;

-- name: add_data_request
INSERT INTO data_request (person_id, asked, at, due_at, item_id, done_at, closed_at)
VALUES (:person_id, :asked, :at, :due_at, :item_id, :done_at, :done_at);

-- name: open_data_request
-- The same asked again while the first is not answered is the same request.
SELECT q.id, q.at, q.due_at, i.code FROM data_request q JOIN work_item i ON i.id = q.item_id
WHERE q.person_id = :person_id AND q.asked = :asked AND q.done_at IS NULL AND i.state IN ('open', 'claimed')
ORDER BY q.id DESC LIMIT 1;

-- name: last_data_request_id
SELECT coalesce(max(id), 0) FROM data_request;

-- name: data_requests_done
-- Whoever sees to it says it is done; an answer that may still be taken back is waited for.
SELECT q.id, q.person_id, q.asked, i.code, i.id FROM data_request q JOIN work_item i ON i.id = q.item_id
WHERE q.done_at IS NULL AND q.closed_at IS NULL
  AND (i.state = 'done' OR (i.state = 'claimed' AND i.claimed_at <= :before))
ORDER BY q.id LIMIT :limit;

-- name: next_data_request
SELECT 1 FROM data_request WHERE item_id IS NOT NULL AND closed_at IS NULL LIMIT 1;

-- name: end_data_request
UPDATE data_request SET done_at = :at, message_id = :message_id,
  closed_at = CASE asked WHEN 'delete' THEN closed_at ELSE :at END
WHERE id = :id AND done_at IS NULL;

-- name: data_requests_to_forget
-- The outcome has been told, or cannot be.
SELECT q.id, q.person_id FROM data_request q LEFT JOIN message m ON m.id = q.message_id
WHERE q.asked = 'delete' AND q.done_at IS NOT NULL AND q.closed_at IS NULL AND q.item_id IS NOT NULL
  AND (m.id IS NULL OR m.state IN ('sent', 'delivered', 'seen', 'failed', 'suppressed') OR q.done_at < :before)
ORDER BY q.id LIMIT :limit;

-- name: close_data_request
UPDATE data_request SET closed_at = :at WHERE id = :id;

-- name: forget_account
-- The account and the number of a citizen; the row stays, as the ledger of consents refers to it.
UPDATE person SET zalo_sealed = NULL, zalo_key = NULL, phone_sealed = NULL, phone_key = NULL, proven_phone_key = NULL,
  account = NULL, last_interaction_at = NULL
WHERE id = :id AND roles = 'citizen';

-- name: forget_texts
UPDATE message SET text = '', buttons = '[]' WHERE person_id = :person_id AND state NOT IN ('waiting', 'sending', 'unknown') AND text <> '';

-- name: forget_proofs_of_person
DELETE FROM citizen_proof WHERE person_id = :person_id;

-- name: forget_rating_words
UPDATE rating SET words = '' WHERE person_id = :person_id AND words <> '';

-- name: messages_kept_of
SELECT count(*) FROM message WHERE person_id = :person_id AND text <> '';

-- name: forget_strangers
-- Who came to the account for nothing that is kept: no agreement, no proof, no request, no message waiting, a while ago.
UPDATE person SET zalo_sealed = NULL, zalo_key = NULL, account = NULL, last_interaction_at = NULL
WHERE roles = 'citizen' AND code LIKE 'ZL-%' AND zalo_key IS NOT NULL AND coalesce(last_interaction_at, 0) < :before
  AND NOT EXISTS (SELECT 1 FROM citizen_dossier t WHERE t.person_id = person.id)
  AND NOT EXISTS (SELECT 1 FROM citizen_purpose t WHERE t.person_id = person.id)
  AND NOT EXISTS (SELECT 1 FROM data_request q WHERE q.person_id = person.id AND q.closed_at IS NULL AND q.item_id IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM message m WHERE m.person_id = person.id AND (m.state IN ('waiting', 'sending', 'unknown') OR m.created_at >= :before));

-- name: add_erasure
INSERT INTO erasure (at, what, amount) VALUES (:at, :what, :amount);

-- name: dossier_code
SELECT code FROM dossier WHERE id = :id;

-- name: dossier_phone_key
SELECT phone_key FROM dossier WHERE id = :id;

-- name: news_of_message
-- Whom a message about a dossier went to, and the dossier.
SELECT m.person_id, n.dossier_id FROM citizen_message c JOIN message m ON m.id = c.message_id
JOIN citizen_news n ON n.id = c.news_id WHERE c.message_id = :message_id;

-- name: close_low_ratings
-- What an office was told of and that stands no longer as news.
UPDATE warning SET closed_at = :at
WHERE kind = 'low_rating' AND closed_at IS NULL AND message_id IS NOT NULL AND opened_at < :before;
