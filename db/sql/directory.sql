-- Units and people.

-- name: all_units
-- Every unit that ever was; the directory chooses by date.
SELECT id, code, name, level, parent_code, valid_from, valid_to, successor_code, hours FROM unit ORDER BY id;

-- name: all_people
-- Those of the directory; citizens are reached through their dossiers.
SELECT id, code, name, title, unit_id, roles, reports_to, zalo_sealed, phone_sealed, last_interaction_at, active, language
FROM person WHERE roles <> 'citizen' ORDER BY id;

-- name: person_by_id
SELECT id, code, name, title, unit_id, roles, reports_to, zalo_sealed, phone_sealed, last_interaction_at, active, language
FROM person WHERE id = :id;

-- name: keep_phone
-- A number a person gave themselves; the directory's own goes before.
UPDATE person SET phone_sealed = :phone_sealed, phone_key = :phone_key WHERE id = :id AND phone_key IS NULL;

-- name: unit_import_state
-- What an import compares with.
SELECT code, name, level, parent_code, valid_from, valid_to, successor_code, hours FROM unit;

-- name: person_import_state
SELECT p.code, p.name, p.title, u.code, p.roles, r.code, p.zalo_key, p.phone_key, p.active, p.language
FROM person p JOIN unit u ON u.id = p.unit_id LEFT JOIN person r ON r.id = p.reports_to
WHERE p.roles <> 'citizen';

-- name: upsert_unit
INSERT INTO unit (code, name, name_key, level, parent_code, valid_from, valid_to, successor_code, hours)
VALUES (:code, :name, :name_key, :level, :parent_code, :valid_from, :valid_to, :successor_code, :hours)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, level = excluded.level,
  parent_code = excluded.parent_code, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
  successor_code = excluded.successor_code, hours = excluded.hours;

-- name: upsert_person
-- A Zalo id or phone left out of the file keeps the one that is known.
INSERT INTO person (code, name, name_key, title, unit_id, roles, zalo_sealed, zalo_key, phone_sealed, phone_key, active)
VALUES (:code, :name, :name_key, :title, :unit_id, :roles, :zalo_sealed, :zalo_key, :phone_sealed, :phone_key, 1)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, title = excluded.title,
  unit_id = excluded.unit_id, roles = excluded.roles,
  zalo_sealed = coalesce(excluded.zalo_sealed, person.zalo_sealed),
  zalo_key = coalesce(excluded.zalo_key, person.zalo_key),
  phone_sealed = coalesce(excluded.phone_sealed, person.phone_sealed),
  phone_key = coalesce(excluded.phone_key, person.phone_key), active = 1;

-- name: holder_names
-- Whom names of sources stand for, as decided and not taken back.
SELECT name_key, unit_id, person_id FROM holder_name WHERE forgotten_at IS NULL;

-- name: list_holder_names
-- The same in words, with those taken back.
SELECT h.name, u.code, u.name, p.code, p.name, h.assigned_at, h.forgotten_at, d.code FROM holder_name h
JOIN unit u ON u.id = h.unit_id JOIN person p ON p.id = h.person_id LEFT JOIN person d ON d.id = h.decided_by
WHERE (:unit IS NULL OR u.code = :unit) ORDER BY u.code, h.name_key, h.id;

-- name: assign_holder_name
INSERT INTO holder_name (name_key, name, unit_id, person_id, assigned_at)
VALUES (:name_key, :name, :unit_id, :person_id, :at);

-- name: forget_holder_name
UPDATE holder_name SET forgotten_at = :at WHERE name_key = :name_key AND unit_id = :unit_id AND forgotten_at IS NULL;

-- name: set_reports_to
UPDATE person SET reports_to = (SELECT id FROM person WHERE code = :reports_to) WHERE code = :code;

-- name: set_language
-- The language a person is written to in, as they chose it.
UPDATE person SET language = :language WHERE id = :id;

-- name: set_language_by_code
UPDATE person SET language = :language WHERE code = :code;

-- name: person_id_by_code
SELECT id FROM person WHERE code = :code;

-- name: set_last_interaction
-- The seven-day window runs from here; an older event never moves it back.
UPDATE person SET last_interaction_at = :at
WHERE id = :person_id AND coalesce(last_interaction_at, 0) < :at;

-- name: bump_meta
INSERT INTO meta (key, value) VALUES (:key, '1')
ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(meta.value AS INTEGER) + 1 AS TEXT);

-- name: meta
SELECT value FROM meta WHERE key = :key;

-- name: set_meta
INSERT INTO meta (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: watched_versions
-- One read that tells a running service whether directory, calendar or policies changed under it.
SELECT coalesce((SELECT value FROM meta WHERE key = 'directory'), '0'),
  (SELECT coalesce(max(version), 0) FROM calendar_day),
  (SELECT coalesce(max(id), 0) FROM policy);
