-- Letters of apology: drafts, and the one new date that a signed one sets.

-- name: letter_of_dossier
SELECT id, dossier_id, due_at, reason, told_reason, new_due_at, person_id, touched_at, signed_at FROM letter
WHERE dossier_id = :dossier_id;

-- name: drafts_of_person
-- The drafts that a person works on, the last one first: what is typed without naming anything is about it.
SELECT id, dossier_id, due_at, reason, told_reason, new_due_at, person_id, touched_at, signed_at FROM letter
WHERE person_id = :person_id AND signed_at IS NULL ORDER BY touched_at DESC, id DESC LIMIT :limit;

-- name: keep_draft
-- A signed letter stays as it was signed.
INSERT INTO letter (dossier_id, due_at, reason, told_reason, new_due_at, person_id, touched_at)
VALUES (:dossier_id, :due_at, :reason, :told_reason, :new_due_at, :person_id, :at)
ON CONFLICT (dossier_id) DO UPDATE SET due_at = excluded.due_at, reason = excluded.reason, told_reason = excluded.told_reason,
  new_due_at = excluded.new_due_at, person_id = excluded.person_id, touched_at = excluded.touched_at
WHERE letter.signed_at IS NULL;

-- name: sign_letter
-- Once, and only as it was shown.
UPDATE letter SET signed_at = :at, person_id = :person_id, touched_at = :at
WHERE dossier_id = :dossier_id AND signed_at IS NULL AND due_at = :due_at AND new_due_at = :new_due_at;

-- name: letters_to_apply
-- Codes of dossiers whose date a signed letter has moved since their items were last derived.
SELECT d.code FROM letter l JOIN dossier d ON d.id = l.dossier_id
WHERE l.signed_at IS NOT NULL AND l.applied_at IS NULL ORDER BY l.id LIMIT :limit;

-- name: letter_applied
UPDATE letter SET applied_at = :at WHERE signed_at IS NOT NULL AND applied_at IS NULL
  AND dossier_id IN (SELECT id FROM dossier WHERE code = :code);

-- name: last_decision
-- The newest decision about a promised date that stands; others may have urged since.
SELECT id, item_id, version, person_id, answer, argument, at, before, undone_at, behalf_of FROM reply
WHERE item_id = :item_id AND undone_at IS NULL AND answer IN ('keep', 'apologize', 'sign', 'slip')
ORDER BY id DESC LIMIT 1;

-- name: items_of_dossier
SELECT * FROM item WHERE dossier_id = :dossier_id ORDER BY id;
