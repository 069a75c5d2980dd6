-- Internal processes with versions, cases and phases; how a dossier came in; which policies were shipped with the service.

-- A version is all rows of one procedure with one `valid_from` (ISO date; '' has no date: it holds where no dated version
-- does). The case '' is the usual one. Minutes are working minutes, 480 a day; `minutes_online` NULL: like the others.
-- `total_minutes` is what the case grants in this phase as a whole. `timed` 0: no time was stated, the usual two hours stand.
CREATE TABLE process_step (
  procedure_code TEXT NOT NULL,
  valid_from TEXT NOT NULL DEFAULT '',
  case_name TEXT NOT NULL DEFAULT '',
  phase INTEGER NOT NULL DEFAULT 1,
  seq INTEGER NOT NULL,
  procedure_name TEXT NOT NULL,
  field TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  unit_code TEXT NOT NULL,
  minutes INTEGER NOT NULL,
  counts TEXT NOT NULL,
  minutes_online INTEGER,
  total_minutes INTEGER,
  total_online INTEGER,
  valid_to TEXT,
  source TEXT NOT NULL DEFAULT '',
  timed INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (procedure_code, valid_from, case_name, phase, seq)
) STRICT;
INSERT INTO process_step (procedure_code, seq, procedure_name, field, name, role, unit_code, minutes, counts, total_minutes)
SELECT p.procedure_code, p.seq, p.procedure_name, p.field, p.name, p.role, p.unit_code, p.minutes, p.counts, (
  SELECT s.total_minutes FROM procedure_setting s WHERE s.procedure_code = p.procedure_code
) FROM procedure_step p;
DROP TABLE procedure_step;
ALTER TABLE process_step RENAME TO procedure_step;

-- The whole time stands with the steps now, phase by phase. Of a same-day procedure what comes in after this minute of the
-- day is answered on the next working day; NULL: nothing said.
ALTER TABLE procedure_setting DROP COLUMN total_minutes;
ALTER TABLE procedure_setting ADD COLUMN answer_until INTEGER;

-- The case (trường hợp) the source names, and KenhThucHien: 1 direct, 2 online, 3 by post.
ALTER TABLE dossier ADD COLUMN case_name TEXT NOT NULL DEFAULT '';
ALTER TABLE dossier ADD COLUMN channel TEXT NOT NULL DEFAULT '';

-- The first policy of a database always came with the service.
ALTER TABLE policy ADD COLUMN shipped INTEGER NOT NULL DEFAULT 0;
UPDATE policy SET shipped = 1 WHERE id = (SELECT min(id) FROM policy);
