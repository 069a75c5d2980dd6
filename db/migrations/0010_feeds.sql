-- Feeds: one dossier under several codes, what the richer local feed tells, and which of two rows is the later one.

-- The latest row as `[stated at, rank of its source, rank of its status]`; `[]` where only the order of arrival counts.
ALTER TABLE dossier ADD COLUMN told_order TEXT NOT NULL DEFAULT '[]';
ALTER TABLE dossier ADD COLUMN step_name TEXT NOT NULL DEFAULT '';
ALTER TABLE dossier ADD COLUMN intake_due_at INTEGER;
ALTER TABLE dossier ADD COLUMN supplement_asked_at INTEGER;
ALTER TABLE dossier ADD COLUMN supplement_days INTEGER;

-- What else a dossier is known by: another code (`MaHoSoKhac`), or a receipt as `receipt:…`. Codes that meet here are one
-- dossier, whichever of their rows came first.
CREATE TABLE dossier_alias (
  code TEXT NOT NULL,
  dossier_id INTEGER NOT NULL REFERENCES dossier (id),
  source TEXT NOT NULL,
  PRIMARY KEY (code, dossier_id)
) STRICT;
CREATE INDEX dossier_alias_dossier ON dossier_alias (dossier_id);
