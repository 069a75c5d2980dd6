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

-- name: carried_of
-- The attempts that ids of Zalo stand for, as `carried_as` finds one; of several with one id the newest comes last.
SELECT a.provider_id, a.id, a.message_id, a.road, m.state,
  (SELECT count(*) FROM attempt b WHERE b.message_id = a.message_id AND b.number > a.number) AS later
FROM attempt a JOIN message m ON m.id = a.message_id
WHERE a.provider_id IN (SELECT value FROM json_each(:ids)) AND a.road <> 'sms' ORDER BY a.id;
