-- A duty without a first day has one identity too. And what looks every tick or every hour looks at what it asks for
-- only: reports, uncertain messages, a person's answers – never at all that is open or all that ever was.

DROP INDEX duty_code;
CREATE UNIQUE INDEX duty_code ON duty (code, coalesce(valid_from, ''));

CREATE INDEX work_item_report ON work_item (due_at) WHERE kind = 'report';
CREATE INDEX reply_person ON reply (person_id);

-- SQLite uses a partial index only where the statement repeats its condition word for word.
DROP INDEX message_uncertain;
CREATE INDEX message_unknown ON message (not_before) WHERE state = 'unknown';
CREATE INDEX message_uncertain ON message (person_id) WHERE state IN ('sending', 'unknown');

DROP INDEX message_due;
CREATE INDEX message_due ON message (deadline_at, id, not_before) WHERE state = 'waiting';

-- One identity for notices with and without a recipient; it also finds all notices of an item.
DROP INDEX notice_identity;
DROP INDEX notice_nobody;
CREATE UNIQUE INDEX notice_identity ON notice (item_id, version, rung, audience, coalesce(person_id, 0));
