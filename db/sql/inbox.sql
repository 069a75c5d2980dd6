-- The inbox: events exactly as they came, stored before they are answered.

-- name: insert_event
-- The same event twice is one event.
INSERT INTO event (key, source, name, body, received_at, state, attempts, note)
VALUES (:key, :source, :name, :body, :received_at, 'new', 0, '')
ON CONFLICT (key) DO NOTHING;

-- name: new_events
SELECT id, key, source, name, body, received_at, state, attempts FROM event WHERE state = 'new' ORDER BY id LIMIT :limit;

-- name: end_event
UPDATE event SET state = :state, handled_at = :at, note = :note WHERE id = :id;

-- name: blank_event
-- What somebody sent is a secret, a number of somebody, or words that are answered.
UPDATE event SET body = :body WHERE id = :id;

-- name: events_that_name
-- Events, done with, that hold an id of an account.
SELECT id FROM event WHERE id > :after AND id <= :until AND state <> 'new' AND instr(CAST(body AS TEXT), :user_id) > 0;

-- name: last_event_id
SELECT coalesce(max(id), 0) FROM event;

-- name: rename_in_event
-- The id of an account becomes the code of its row, which tells nobody whose it is.
UPDATE event SET body = CAST(replace(CAST(body AS TEXT), :user_id, :code) AS BLOB) WHERE id = :id;

-- name: count_event_attempt
UPDATE event SET attempts = attempts + 1 WHERE id = :id;

-- name: newest_event_at
-- When Zalo itself last called, for the doctor; what was fetched from the history does not show that it reaches us.
SELECT max(received_at) FROM event WHERE source = 'zalo';

-- name: insert_reply
INSERT INTO reply (item_id, version, person_id, answer, argument, at, before, event_id)
VALUES (:item_id, :version, :person_id, :answer, :argument, :at, :before, :event_id)
RETURNING id;

-- name: last_reply
-- The newest answer about an item that has not been taken back.
SELECT id, item_id, version, person_id, answer, argument, at, before, undone_at, behalf_of FROM reply
WHERE item_id = :item_id AND undone_at IS NULL ORDER BY id DESC LIMIT 1;

-- name: reply_by_id
SELECT id, item_id, version, person_id, answer, argument, at, before, undone_at, behalf_of FROM reply WHERE id = :id;

-- name: last_reply_of_person
SELECT id, item_id FROM reply WHERE person_id = :person_id AND undone_at IS NULL ORDER BY id DESC LIMIT 1;

-- name: undo_reply
UPDATE reply SET undone_at = :at WHERE id = :id AND undone_at IS NULL;

-- name: event_counts
SELECT state, count(*) FROM event GROUP BY state ORDER BY state;

-- name: replies_of_instant
-- What one tap on "tất cả" recorded.
SELECT id, item_id FROM reply WHERE person_id = :person_id AND at = :at AND undone_at IS NULL ORDER BY id;
