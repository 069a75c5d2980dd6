-- Intake of online submissions, several present holders, names of holders made clear by hand, warnings told to coordinators.

-- When it was handed in, where a source tells that apart from the receipt.
ALTER TABLE dossier ADD COLUMN submitted_at INTEGER;

-- Ids of those who hold it beside the assignee, with `;` between: they hear and may answer as the assignee does.
ALTER TABLE work_item ADD COLUMN co_holders TEXT NOT NULL DEFAULT '';
CREATE INDEX work_item_shared ON work_item (id) WHERE co_holders <> '' AND state IN ('open', 'claimed');

DROP VIEW item;
CREATE VIEW item AS
SELECT i.id, i.key, i.kind, i.code, i.title, i.unit_id, i.to_unit_id, i.assignee_id, i.dossier_id, i.starts_at, i.due_at,
  i.due_precision, i.version, i.state, i.policy_id, coalesce(s.planned_until, 0) AS planned_until, i.answered_at,
  i.promise_until, i.claimed_at, s.next_at, i.derivation, i.detail, i.co_holders
FROM work_item i
LEFT JOIN schedule s ON s.item_id = i.id;

-- Whom a source means by a name within a unit, as somebody decided; a decision taken back is ended and kept.
CREATE TABLE holder_name (
  id INTEGER PRIMARY KEY,
  name_key TEXT NOT NULL,
  name TEXT NOT NULL,
  unit_id INTEGER NOT NULL REFERENCES unit (id),
  person_id INTEGER NOT NULL REFERENCES person (id),
  assigned_at INTEGER NOT NULL,
  forgotten_at INTEGER
) STRICT;
CREATE UNIQUE INDEX holder_name_in_force ON holder_name (name_key, unit_id) WHERE forgotten_at IS NULL;

-- The message that told a coordinator of it; one that failed told nobody.
ALTER TABLE warning ADD COLUMN message_id INTEGER REFERENCES message (id);
CREATE INDEX warning_of_unit ON warning (coalesce(unit_id, 0), kind) WHERE closed_at IS NULL;
