-- Statements whose text differs by database: here SQLite's way of taking a list of values (`json_each`).

-- name: fingerprints_of
-- What is stored of the dossiers about to be imported.
SELECT d.code, d.fingerprint, d.updated_at FROM dossier d WHERE d.code IN (SELECT value FROM json_each(:codes));

-- name: dossiers_of
SELECT id, code, procedure_code, procedure_name, unit_id, received_at, due_at, status, holder, step_due_at, finished_at,
  returned_at, source, updated_at, fingerprint
FROM dossier WHERE code IN (SELECT value FROM json_each(:codes));

-- name: progress_of
SELECT dossier_code, actor, at, status, note, department, step_due_at FROM progress
WHERE dossier_code IN (SELECT value FROM json_each(:codes)) ORDER BY dossier_code, at, id;

-- name: items_of_dossiers
SELECT i.* FROM item i JOIN dossier d ON d.id = i.dossier_id
WHERE d.code IN (SELECT value FROM json_each(:codes)) ORDER BY i.id;

-- name: known_progress
SELECT key FROM progress WHERE key IN (SELECT value FROM json_each(:keys));

-- name: subjects_of_messages
-- Whom messages speak to, and the item of those without notices.
SELECT id, person_id, template, item_id FROM message WHERE id IN (SELECT value FROM json_each(:ids));

-- name: notices_of_messages
-- What messages tell of, line by line.
SELECT message_id, item_id, audience, rung FROM notice
WHERE message_id IN (SELECT value FROM json_each(:ids)) ORDER BY message_id, line, id;

-- name: items_by_ids
SELECT * FROM item WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY id;
