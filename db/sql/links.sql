-- Who is tied to which account: codes, tries, ties and what became of them.

-- name: add_link_code
INSERT INTO link_code (person_id, origin, code_key, sealed, message_id, made_at, expires_at)
VALUES (:person_id, :origin, :code_key, :sealed, :message_id, :at, :expires_at) RETURNING id;

-- name: end_link_codes
-- A new code ends the old one of its origin; who is tied needs none (origin NULL: all of them).
UPDATE link_code SET ended_at = :at, ended_as = :ended_as, sealed = NULL
WHERE person_id = :person_id AND ended_at IS NULL AND (:origin IS NULL OR origin = :origin);

-- name: use_link_code
-- Once, whoever comes first.
UPDATE link_code SET ended_at = :at, ended_as = 'used', sealed = NULL, used_key = :zalo_key
WHERE id = :id AND ended_at IS NULL AND expires_at > :at;

-- name: link_code_by_key
SELECT id, person_id, expires_at, ended_at, ended_as, used_key FROM link_code WHERE code_key = :code_key;

-- name: link_code_by_id
SELECT id, person_id, expires_at, ended_at, ended_as, used_key FROM link_code WHERE id = :id;

-- name: link_codes_on_the_way
-- Whose code was sent or is being sent and can still be used, and until when.
SELECT c.person_id, max(c.expires_at) FROM link_code c JOIN message m ON m.id = c.message_id
WHERE c.ended_at IS NULL AND c.expires_at > :now AND m.state NOT IN ('failed', 'suppressed')
  AND (:person_id IS NULL OR c.person_id = :person_id) GROUP BY c.person_id;

-- name: forget_link_codes
-- What was delivered, has ended or is too old is nobody's any more.
UPDATE link_code SET sealed = NULL WHERE sealed IS NOT NULL AND (
  expires_at <= :now OR ended_at IS NOT NULL OR message_id IS NULL
  OR EXISTS (SELECT 1 FROM message m WHERE m.id = link_code.message_id AND m.state IN ('delivered', 'seen', 'failed', 'suppressed'))
);

-- name: link_try
SELECT wrong, wrong_at, wait_until, shared, shared_at FROM link_try WHERE zalo_key = :zalo_key;

-- name: keep_link_try
INSERT INTO link_try (zalo_key, wrong, wrong_at, wait_until, shared, shared_at)
VALUES (:zalo_key, :wrong, :wrong_at, :wait_until, :shared, :shared_at)
ON CONFLICT (zalo_key) DO UPDATE SET wrong = excluded.wrong, wrong_at = excluded.wrong_at, wait_until = excluded.wait_until,
  shared = excluded.shared, shared_at = excluded.shared_at;

-- name: zalo_key_of
SELECT zalo_key FROM person WHERE id = :person_id;

-- name: tie_account
-- The account of one row for another, with all that is known of it.
UPDATE person SET
  zalo_sealed = (SELECT s.zalo_sealed FROM person s WHERE s.id = :source_id),
  zalo_key = (SELECT s.zalo_key FROM person s WHERE s.id = :source_id),
  account = (SELECT s.account FROM person s WHERE s.id = :source_id),
  last_interaction_at = (SELECT s.last_interaction_at FROM person s WHERE s.id = :source_id)
WHERE id = :person_id AND id <> :source_id;

-- name: untie_account
UPDATE person SET zalo_sealed = NULL, zalo_key = NULL, account = NULL, last_interaction_at = NULL
WHERE id = :person_id AND zalo_key = :zalo_key;

-- name: keep_stranger
-- The account goes on as somebody outside the directory: it can be answered, and what its owner agreed to as a citizen holds.
INSERT INTO person (code, name, name_key, title, unit_id, roles, zalo_sealed, zalo_key, last_interaction_at, account, active)
SELECT CAST(:code AS TEXT), '', '', '', p.unit_id, 'citizen', p.zalo_sealed, p.zalo_key, p.last_interaction_at, p.account, 1
FROM person p WHERE p.id = :person_id AND p.zalo_key IS NOT NULL
ON CONFLICT (code) DO UPDATE SET zalo_sealed = excluded.zalo_sealed, zalo_key = excluded.zalo_key,
  last_interaction_at = excluded.last_interaction_at, account = excluded.account;

-- name: stranger_at
-- The row of an account itself.
SELECT id FROM person WHERE zalo_key = :zalo_key AND roles = 'citizen' AND active = 1 ORDER BY id LIMIT 1;

-- name: people_by_phone_key
-- Whose number the directory says it is.
SELECT id, code, name, title, unit_id, roles, reports_to, zalo_sealed, phone_sealed, last_interaction_at, active,
  language
FROM person WHERE phone_key = :phone_key AND roles <> 'citizen' AND active = 1 ORDER BY id;

-- name: add_link_event
INSERT INTO link_event (person_id, what, how, zalo_key, moved_from, by_person_id, at)
VALUES (:person_id, :what, :how, :zalo_key, :moved_from, :by_person_id, :at) RETURNING id;

-- name: note_imported_tie
-- What a file says of accounts, as it stands in the directory just now.
INSERT INTO link_event (person_id, what, how, zalo_key, moved_from, by_person_id, at)
SELECT p.id, CAST(:what AS TEXT), 'import', p.zalo_key, NULL, NULL, :at FROM person p
WHERE p.code = :code AND p.zalo_key IS NOT NULL;

-- name: link_event
SELECT person_id, zalo_key, moved_from, at FROM link_event WHERE id = :id;

-- name: last_linked
-- Since when a person is tied to an account.
SELECT at FROM link_event WHERE person_id = :person_id AND what = 'linked' AND zalo_key = :zalo_key ORDER BY id DESC LIMIT 1;

-- name: newest_tie
-- The tie that holds between a person and an account.
SELECT id FROM link_event WHERE person_id = :person_id AND what = 'linked' AND zalo_key = :zalo_key ORDER BY id DESC LIMIT 1;

-- name: has_objected
SELECT 1 FROM link_event WHERE person_id = :person_id AND what = 'objected' AND zalo_key = :zalo_key AND at >= :since LIMIT 1;

-- name: list_link_events
SELECT e.id, e.at, e.what, e.how, p.code, p.name, u.code, u.name, b.code FROM link_event e
JOIN person p ON p.id = e.person_id JOIN unit u ON u.id = p.unit_id LEFT JOIN person b ON b.id = e.by_person_id
WHERE (:unit IS NULL OR u.code = :unit) AND (:person IS NULL OR p.code = :person) AND e.id > :after_id
ORDER BY e.id LIMIT :limit;

-- name: waiting_by_account
-- What still waits to go to a person's account; what may be out already is left.
SELECT m.id FROM message m
WHERE m.person_id = :person_id AND m.state = 'waiting' AND m.channel IN ('zalo', 'zbs_uid') AND m.sent_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.message_id = m.id AND coalesce(a.outcome, 'unknown') = 'unknown'
    AND coalesce(a.code, '') <> 'not_found')
ORDER BY m.id;

-- name: retire_person
-- Out of the directory; what they did stays theirs. A people file that names them brings them back.
UPDATE person SET active = 0 WHERE id = :person_id;

-- name: work_held
-- What a person holds, alone or with others, and that is not done with.
SELECT * FROM item
WHERE assignee_id = :person_id AND state IN ('open', 'claimed', 'suspended') AND id > :after
UNION ALL
SELECT * FROM item
WHERE co_holders <> '' AND state IN ('open', 'claimed', 'suspended') AND id > :after
  AND ';' || co_holders || ';' LIKE '%;' || :person_id || ';%'
ORDER BY id LIMIT :limit;
