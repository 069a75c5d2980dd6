-- Delegations, absences, and the evening list of holes. Begin included, end not; what was ended early ends there.

-- name: all_delegations
SELECT id, from_id, to_id, starts_at,
  CASE WHEN ended_at IS NOT NULL AND ended_at < ends_at THEN ended_at ELSE ends_at END AS ends_at,
  may_sign, units, procedures, number, dated, said_at
FROM delegation WHERE ended_at IS NULL OR ended_at > starts_at ORDER BY id;

-- name: all_absences
SELECT person_id, starts_at,
  CASE WHEN ended_at IS NOT NULL AND ended_at < ends_at THEN ended_at ELSE ends_at END AS ends_at, reason
FROM absence WHERE ended_at IS NULL OR ended_at > starts_at ORDER BY id;

-- name: procedures_and_fields
SELECT DISTINCT procedure_code, procedure_name, field FROM procedure_step;

-- name: add_delegation
INSERT INTO delegation (key, from_id, to_id, starts_at, ends_at, units, procedures, may_sign, number, dated, said_by, said_how,
  said_at, told_at)
VALUES (:key, :from_id, :to_id, :starts_at, :ends_at, :units, :procedures, :may_sign, :number, :dated, :said_by, :said_how,
  :said_at, :told_at)
ON CONFLICT (key) DO NOTHING RETURNING id;

-- name: end_delegation
UPDATE delegation SET ended_at = :at, end_reason = :why WHERE id = :id AND ended_at IS NULL AND ends_at > :at;

-- name: delegation
SELECT id, key, from_id, to_id, starts_at, ends_at, units, procedures, may_sign, number, dated, said_by, said_how, said_at,
  begun_at, ended_at, end_reason, settled_at
FROM delegation WHERE id = :id;

-- name: delegation_by_key
SELECT id FROM delegation WHERE key = :key;

-- name: delegations_of
-- What somebody delegated that runs or is to come.
SELECT id, key, from_id, to_id, starts_at, ends_at, units, procedures, may_sign, number, dated, said_by, said_how, said_at,
  begun_at, ended_at, end_reason, settled_at
FROM delegation WHERE from_id = :person_id AND ended_at IS NULL AND ends_at > :now ORDER BY starts_at, id;

-- name: delegations_to_begin
-- Those that run and whose begin nobody followed yet.
SELECT id, key, from_id, to_id, starts_at, ends_at, units, procedures, may_sign, number, dated, said_by, said_how, said_at,
  begun_at, ended_at, end_reason, settled_at
FROM delegation WHERE begun_at IS NULL AND starts_at <= :now AND ended_at IS NULL AND ends_at > :now ORDER BY starts_at;

-- name: delegations_to_settle
-- Those that are over and whose end nobody followed yet.
SELECT id, key, from_id, to_id, starts_at, ends_at, units, procedures, may_sign, number, dated, said_by, said_how, said_at,
  begun_at, ended_at, end_reason, settled_at
FROM delegation WHERE settled_at IS NULL AND (ends_at <= :now OR ended_at IS NOT NULL) ORDER BY ends_at;

-- name: delegations_to_tell
-- Those of which the delegate was not told yet.
SELECT id, key, from_id, to_id, starts_at, ends_at, units, procedures, may_sign, number, dated, said_by, said_how, said_at,
  begun_at, ended_at, end_reason, settled_at
FROM delegation WHERE told_at IS NULL AND ended_at IS NULL AND ends_at > :now ORDER BY id;

-- name: tell_delegation
UPDATE delegation SET told_at = :at WHERE id = :id;

-- name: begin_delegation
UPDATE delegation SET begun_at = :at WHERE id = :id;

-- name: settle_delegation
UPDATE delegation SET settled_at = :at WHERE id = :id;

-- name: list_delegations
SELECT d.id, f.code, f.name, t.code, t.name, d.starts_at, d.ends_at, d.units, d.procedures, d.may_sign, d.number, d.dated,
  s.code, d.said_how, d.said_at, d.begun_at, d.ended_at, d.end_reason, u.code, d.from_id, d.to_id
FROM delegation d JOIN person f ON f.id = d.from_id JOIN person t ON t.id = d.to_id JOIN unit u ON u.id = f.unit_id
LEFT JOIN person s ON s.id = d.said_by
WHERE (:person IS NULL OR f.code = :person OR t.code = :person) AND (:unit IS NULL OR u.code = :unit)
  AND (:running IS NULL OR (d.ended_at IS NULL AND d.ends_at > :running))
ORDER BY d.starts_at, d.id;

-- name: list_absences
SELECT a.id, p.code, p.name, u.code, a.starts_at, a.ends_at, a.reason, s.code, a.said_how, a.said_at, a.ended_at
FROM absence a JOIN person p ON p.id = a.person_id JOIN unit u ON u.id = p.unit_id LEFT JOIN person s ON s.id = a.said_by
WHERE (:person IS NULL OR p.code = :person) AND (:unit IS NULL OR u.code = :unit)
  AND (:running IS NULL OR (a.ended_at IS NULL AND a.ends_at > :running))
ORDER BY a.starts_at, a.id;

-- name: add_absence
INSERT INTO absence (key, person_id, starts_at, ends_at, reason, said_by, said_how, said_at)
VALUES (:key, :person_id, :starts_at, :ends_at, :reason, :said_by, :said_how, :said_at)
ON CONFLICT (key) DO NOTHING RETURNING id;

-- name: absence_by_key
SELECT id FROM absence WHERE key = :key;

-- name: end_absences
UPDATE absence SET ended_at = :at WHERE person_id = :person_id AND ended_at IS NULL AND ends_at > :at;

-- name: absences_to_tell
-- Of these the head was not told yet; who said it had a while to name somebody.
SELECT id, person_id, starts_at, ends_at, reason FROM absence
WHERE told_at IS NULL AND said_at <= :before AND ends_at > :now AND ended_at IS NULL ORDER BY said_at;

-- name: tell_absence
UPDATE absence SET told_at = :at WHERE id = :id;

-- name: act_for
-- In whose place an answer was given.
UPDATE reply SET behalf_of = :behalf_of WHERE id = :id;

-- name: work_begun
-- What a person holds, alone or with others, that is open and has begun, most urgent first.
SELECT * FROM item
WHERE assignee_id = :person_id AND state = 'open' AND starts_at <= :now
UNION ALL
SELECT * FROM item
WHERE co_holders <> '' AND state IN ('open', 'claimed') AND state = 'open' AND starts_at <= :now
  AND ';' || co_holders || ';' LIKE '%;' || :person_id || ';%'
ORDER BY due_at, id LIMIT :limit;

-- name: heads_work_begun
-- What the head of a unit owes himself, open and begun.
SELECT * FROM item
WHERE unit_id = :unit_id AND kind IN ('apology', 'extension') AND state = 'open' AND starts_at <= :now
  AND due_at >= :due_from
ORDER BY due_at, id LIMIT :limit;

-- name: owed_until
-- What is open and falls due between two instants, counted by unit, holders and day: the cost follows what is due.
SELECT unit_id, kind, to_unit_id, assignee_id, co_holders, min(due_at), count(*), min(code), max(due_at)
FROM work_item WHERE due_at >= :due_from AND due_at <= :until AND state = 'open'
GROUP BY unit_id, kind, to_unit_id, assignee_id, co_holders, (due_at + 25200) / 86400
ORDER BY min(due_at);

-- name: roads_closed_now
-- Zalo's refusals and withdrawals that stand.
SELECT person_id, road, code FROM closed_road WHERE until IS NULL OR until > :now;

-- name: keep_hole_list
INSERT INTO hole_list (day, person_id, message_id) VALUES (:day, :person_id, :message_id) ON CONFLICT DO NOTHING;

-- name: hole_lists
SELECT person_id FROM hole_list WHERE day = :day;
