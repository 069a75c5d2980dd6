-- Procedures, dossiers and their progress, as the feeds tell them.

-- name: procedure_steps
SELECT procedure_code, procedure_name, field, seq, name, role, unit_code, minutes, counts, phase, case_name, valid_from,
  valid_to, minutes_online, total_minutes, total_online, source, timed
FROM procedure_step ORDER BY procedure_code, valid_from, case_name, phase, seq;

-- name: upsert_procedure_step
INSERT INTO procedure_step (procedure_code, procedure_name, field, seq, name, role, unit_code, minutes, counts, phase,
  case_name, valid_from, valid_to, minutes_online, total_minutes, total_online, source, timed)
VALUES (:procedure_code, :procedure_name, :field, :seq, :name, :role, :unit_code, :minutes, :counts, :phase,
  :case_name, :valid_from, :valid_to, :minutes_online, :total_minutes, :total_online, :source, :timed)
ON CONFLICT (procedure_code, valid_from, case_name, phase, seq) DO UPDATE SET
  procedure_name = excluded.procedure_name, field = excluded.field, name = excluded.name, role = excluded.role,
  unit_code = excluded.unit_code, minutes = excluded.minutes, counts = excluded.counts, valid_to = excluded.valid_to,
  minutes_online = excluded.minutes_online, total_minutes = excluded.total_minutes, total_online = excluded.total_online,
  source = excluded.source, timed = excluded.timed;

-- name: upsert_dossier_quietly
-- `updated_at` is the latest time of change a source has stated, 0 as long as none has.
INSERT INTO dossier (code, procedure_code, procedure_name, unit_id, received_at, due_at, status, holder, step_due_at,
  finished_at, returned_at, phone_key, lookup_key, source, updated_at, fingerprint, told_order, step_name, intake_due_at,
  supplement_asked_at, supplement_days, submitted_at, case_name, channel)
VALUES (:code, :procedure_code, :procedure_name, :unit_id, :received_at, :due_at, :status, :holder, :step_due_at,
  :finished_at, :returned_at, :phone_key, :lookup_key, :source, :updated_at, :fingerprint,
  :told_order, :step_name, :intake_due_at, :supplement_asked_at, :supplement_days, :submitted_at, :case_name, :channel)
ON CONFLICT (code) DO UPDATE SET procedure_code = excluded.procedure_code, procedure_name = excluded.procedure_name,
  unit_id = excluded.unit_id, received_at = excluded.received_at, due_at = excluded.due_at, status = excluded.status,
  holder = excluded.holder, step_due_at = excluded.step_due_at, finished_at = excluded.finished_at,
  returned_at = excluded.returned_at, phone_key = coalesce(excluded.phone_key, dossier.phone_key),
  lookup_key = coalesce(excluded.lookup_key, dossier.lookup_key), source = excluded.source,
  updated_at = CASE WHEN excluded.updated_at > dossier.updated_at THEN excluded.updated_at ELSE dossier.updated_at END,
  fingerprint = excluded.fingerprint, told_order = excluded.told_order, step_name = excluded.step_name,
  intake_due_at = excluded.intake_due_at, supplement_asked_at = excluded.supplement_asked_at,
  supplement_days = excluded.supplement_days, submitted_at = excluded.submitted_at,
  case_name = excluded.case_name, channel = excluded.channel;

-- name: insert_alias
-- What a dossier is also known by; said twice is said once.
INSERT INTO dossier_alias (code, dossier_id, source)
SELECT CAST(:alias AS TEXT), d.id, CAST(:source AS TEXT) FROM dossier d WHERE d.code = :code
ON CONFLICT (code, dossier_id) DO NOTHING;

-- name: aliases_like
-- Asked by a person who has the number of a receipt only; every other search knows the whole code.
SELECT DISTINCT code FROM dossier_alias WHERE code LIKE :pattern ESCAPE '\' ORDER BY code;

-- name: confirm_dossier
-- A source repeats at a later time what it said: what it said in between came late.
UPDATE dossier SET updated_at = :at WHERE code = :code AND updated_at < :at;

-- name: insert_progress
-- A step told twice is one step.
INSERT INTO progress (key, dossier_code, actor, at, status, note, department, step_due_at)
VALUES (:key, :dossier_code, :actor, :at, :status, :note, :department, :step_due_at)
ON CONFLICT (key) DO NOTHING;

-- name: incomplete_dossiers
-- Dossiers in hand, or waiting for their receipt, whose step or holder was not known when they came; a later import may tell.
SELECT d.code FROM dossier d
WHERE d.status IN (1, 2, 4) AND (
  (d.status <> 1 AND NOT EXISTS (
    SELECT 1 FROM work_item i WHERE i.dossier_id = d.id AND i.kind = 'step' AND i.state IN ('open', 'claimed')
  ))
  OR EXISTS (SELECT 1 FROM work_item i WHERE i.dossier_id = d.id AND i.state = 'open' AND i.assignee_id IS NULL
    AND i.kind NOT IN ('apology', 'extension'))
  OR EXISTS (
    SELECT 1 FROM warning w
    WHERE w.code = d.code AND w.closed_at IS NULL AND w.kind IN ('holder_unknown', 'holder_several')
  )
)
ORDER BY d.id;

-- name: insert_status
-- The same word about the same instant is one.
INSERT INTO dossier_status (dossier_code, at, status, source) VALUES (:code, :at, :status, :source)
ON CONFLICT (dossier_code, at, status) DO NOTHING;

-- name: procedure_settings
SELECT procedure_code, after_pause, supplement_days, answer_until FROM procedure_setting ORDER BY procedure_code;

-- name: set_procedure
-- What is not given stays as it is.
INSERT INTO procedure_setting (procedure_code, after_pause, supplement_days)
VALUES (:procedure_code, :after_pause, :supplement_days)
ON CONFLICT (procedure_code) DO UPDATE SET
  after_pause = coalesce(excluded.after_pause, procedure_setting.after_pause),
  supplement_days = coalesce(excluded.supplement_days, procedure_setting.supplement_days);

-- name: set_answer_until
INSERT INTO procedure_setting (procedure_code, answer_until) VALUES (:procedure_code, :answer_until)
ON CONFLICT (procedure_code) DO UPDATE SET answer_until = excluded.answer_until;

-- name: dossiers_in_hand
-- Dossiers somebody works on or waits for, with their procedures, page by page.
SELECT code, procedure_code FROM dossier
WHERE status IN (1, 2, 4, 5, 6, 9) AND code > :after ORDER BY code LIMIT :limit;
