-- Who speaks at an account, and what they are being asked.

-- name: people_by_zalo_key
-- Everybody an account speaks for, those of the directory first.
SELECT id, code, name, title, unit_id, roles, reports_to, zalo_sealed, phone_sealed, last_interaction_at, active, language
FROM person WHERE zalo_key = :zalo_key AND active = 1
ORDER BY CASE WHEN roles = 'citizen' THEN 1 ELSE 0 END, id;

-- name: add_stranger
-- Somebody outside the directory who speaks to the account.
INSERT INTO person (code, name, name_key, title, unit_id, roles, zalo_sealed, zalo_key, active)
VALUES (:code, '', '', '', :unit_id, 'citizen', :zalo_sealed, :zalo_key, 1)
ON CONFLICT (code) DO UPDATE SET zalo_sealed = excluded.zalo_sealed, zalo_key = excluded.zalo_key;

-- name: conversation
SELECT topic, facts FROM conversation WHERE person_id = :person_id AND until > :now;

-- name: keep_conversation
INSERT INTO conversation (person_id, topic, facts, until) VALUES (:person_id, :topic, :facts, :until)
ON CONFLICT (person_id) DO UPDATE SET topic = excluded.topic, facts = excluded.facts, until = excluded.until;

-- name: end_conversation
DELETE FROM conversation WHERE person_id = :person_id;
