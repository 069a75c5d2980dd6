-- Statements whose text differs by database: here SQLite's way of taking a list of values (`json_each`).

-- name: fingerprints_of
-- What is stored of the dossiers about to be imported.
SELECT d.code, d.fingerprint, d.updated_at, d.status FROM dossier d WHERE d.code IN (SELECT value FROM json_each(:codes));

-- name: orders_of
-- Where the latest row of each dossier stands.
SELECT d.code, d.told_order FROM dossier d WHERE d.code IN (SELECT value FROM json_each(:codes));

-- name: aliases_among
-- What these codes are also known by, and what is known by them: alias, dossier.
SELECT a.code, d.code FROM dossier_alias a JOIN dossier d ON d.id = a.dossier_id
WHERE a.code IN (SELECT value FROM json_each(:codes))
UNION
SELECT a.code, d.code FROM dossier d JOIN dossier_alias a ON a.dossier_id = d.id
WHERE d.code IN (SELECT value FROM json_each(:codes))
ORDER BY 1, 2;

-- name: procedure_steps_of
-- The internal processes of these procedures: codes whose part for the whole country is one of these.
SELECT procedure_code, procedure_name, field, seq, name, role, unit_code, minutes, counts, phase, case_name, valid_from,
  valid_to, minutes_online, total_minutes, total_online, source, timed
FROM procedure_step
WHERE procedure_code IN (SELECT value FROM json_each(:codes))
  OR substr(procedure_code, 1, 9) IN (SELECT value || '.' FROM json_each(:codes))
ORDER BY procedure_code, valid_from, case_name, phase, seq;

-- name: dossiers_of
SELECT id, code, procedure_code, procedure_name, unit_id, received_at, due_at, status, holder, step_due_at, finished_at,
  returned_at, source, updated_at, fingerprint, told_order, step_name, intake_due_at, supplement_asked_at, supplement_days,
  submitted_at, case_name, channel
FROM dossier WHERE code IN (SELECT value FROM json_each(:codes));

-- name: progress_of
SELECT dossier_code, actor, at, status, note, department, step_due_at FROM progress
WHERE dossier_code IN (SELECT value FROM json_each(:codes)) ORDER BY dossier_code, at, id;

-- name: statuses_of
SELECT dossier_code, at, status, source FROM dossier_status
WHERE dossier_code IN (SELECT value FROM json_each(:codes)) ORDER BY dossier_code, at, status;

-- name: warnings_of
SELECT id, kind, unit_id, code, facts FROM warning
WHERE closed_at IS NULL AND code IN (SELECT value FROM json_each(:codes)) ORDER BY id;

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
SELECT message_id, item_id, audience, rung, behalf_of FROM notice
WHERE message_id IN (SELECT value FROM json_each(:ids)) ORDER BY message_id, line, id;

-- name: items_by_ids
SELECT * FROM item WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY id;

-- name: alarms_of_messages
-- The alarms that messages about alarms told of, those that are still open.
SELECT m.id, a.key, a.opened_at FROM message m JOIN alarm a ON a.told_at = m.created_at AND a.closed_at IS NULL
WHERE m.id IN (SELECT value FROM json_each(:ids)) AND m.template = 'admin/alarm' ORDER BY m.id, a.id;

-- name: closed_roads_of
SELECT person_id, road, code, until FROM closed_road
WHERE person_id IN (SELECT value FROM json_each(:people)) AND (until IS NULL OR until > :now);

-- name: sent_to
-- Messages that people were or may have been sent since an hour and a day ago, answers to their own words aside, and since
-- a line that was stopped was opened again. What is on the wire counts.
SELECT m.person_id, coalesce(sum(CASE WHEN a.started_at > :hour THEN 1 ELSE 0 END), 0), count(*)
FROM message m JOIN attempt a ON a.message_id = m.id
WHERE m.person_id IN (SELECT value FROM json_each(:people)) AND m.created_at > :day AND a.started_at > :day
  AND a.started_at > coalesce((SELECT max(l.closed_at) FROM alarm l WHERE l.key = 'line:' || m.person_id), 0)
  AND coalesce(a.outcome, 'unknown') IN ('accepted', 'unknown') AND coalesce(a.code, '') <> 'not_found'
  AND (m.template NOT LIKE 'reply/%' OR m.item_id IS NOT NULL)
GROUP BY m.person_id;

-- name: same_text_sent
-- How often each message's very words went, or may have gone, to its person already. What the provider denies having
-- does not count, nor does an attempt of the message itself that may be repeated without becoming two.
SELECT w.id, count(*) FROM message w
JOIN message m ON m.person_id = w.person_id AND m.created_at > :since AND m.text = w.text
JOIN attempt a ON a.message_id = m.id
WHERE w.id IN (SELECT value FROM json_each(:messages)) AND a.started_at > :since
  AND (a.outcome = 'accepted' OR (coalesce(a.outcome, 'unknown') = 'unknown' AND coalesce(a.code, '') <> 'not_found' AND m.id <> w.id))
GROUP BY w.id;

-- name: message_rows
-- As `due_messages`, of given ones.
SELECT m.id, m.person_id, m.text, m.buttons, m.attempts, m.channel, m.template, m.deadline_at, m.tried, m.why, m.item_id,
  '' AS carried_by, 0 AS uncertain, 0 AS answered, CASE WHEN p.active = 1 THEN p.zalo_sealed END, CASE WHEN p.active = 1 THEN p.phone_sealed END, p.last_interaction_at
FROM message m JOIN person p ON p.id = m.person_id WHERE m.id IN (SELECT value FROM json_each(:messages));

-- name: put_notices_in_messages
-- `placed` is a list of [notice, message, line or null]; in one statement, as it is run for thousands at once.
UPDATE notice SET message_id = placed.message_id, line = placed.line, fate = 'waiting', reason = 'in_outbox'
FROM (
  SELECT value ->> 0 AS id, value ->> 1 AS message_id, value ->> 2 AS line FROM json_each(:placed)
) AS placed WHERE notice.id = placed.id;

-- name: carried_of
-- The attempts that ids of Zalo stand for, as `carried_as` finds one; of several with one id the newest comes last.
SELECT a.provider_id, a.id, a.message_id, a.road, m.state,
  (SELECT count(*) FROM attempt b WHERE b.message_id = a.message_id AND b.number > a.number) AS later
FROM attempt a JOIN message m ON m.id = a.message_id
WHERE a.provider_id IN (SELECT value FROM json_each(:ids)) AND a.road <> 'sms' ORDER BY a.id;

-- name: ties_of_codes
-- Dossiers with the citizen whom a feed has tied to each.
SELECT d.code, d.id, d.unit_id, p.phone_key, t.roads FROM dossier d
LEFT JOIN citizen_dossier t ON t.dossier_id = d.id AND t.source = 'feed'
LEFT JOIN person p ON p.id = t.person_id
WHERE d.code IN (SELECT value FROM json_each(:codes));

-- name: withdrawn_phones
-- Numbers whose last own word was a withdrawal, whatever feeds say.
SELECT DISTINCT c.phone_key FROM consent c
WHERE c.phone_key IN (SELECT value FROM json_each(:phones)) AND c.purpose = :purpose AND c.given = 0 AND c.source <> 'feed'
  AND c.dossier_id IS NULL AND NOT EXISTS (
    SELECT 1 FROM consent l WHERE l.phone_key = c.phone_key AND l.purpose = c.purpose AND l.given = 1
      AND l.source <> 'feed' AND l.id > c.id
  );

-- name: withdrawn_dossiers
-- Numbers whose people took single dossiers back by their own word: number, dossier.
SELECT DISTINCT c.phone_key, c.dossier_id FROM consent c
WHERE c.phone_key IN (SELECT value FROM json_each(:phones)) AND c.purpose = :purpose AND c.given = 0 AND c.source <> 'feed'
  AND c.dossier_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM consent l WHERE l.phone_key = c.phone_key AND l.purpose = c.purpose AND l.given = 1
      AND l.source <> 'feed' AND l.id > c.id
  );

-- name: codes_with_citizens
-- Which of these dossiers somebody agreed to hear of.
SELECT DISTINCT d.code FROM dossier d CROSS JOIN citizen_dossier t
WHERE d.code IN (SELECT value FROM json_each(:codes)) AND t.dossier_id = d.id
UNION
SELECT DISTINCT d.code FROM dossier d CROSS JOIN citizen_purpose t
WHERE d.code IN (SELECT value FROM json_each(:codes)) AND t.dossier_id = d.id;

-- name: citizens_of
-- Who agreed to hear of these dossiers, and how they can be reached.
SELECT d.code, t.person_id, t.roads, p.zalo_sealed IS NOT NULL, p.phone_sealed IS NOT NULL, 'dossier_news',
  coalesce(p.proven_phone_key, p.phone_key), p.last_interaction_at, p.language
FROM dossier d CROSS JOIN citizen_dossier t JOIN person p ON p.id = t.person_id
WHERE d.code IN (SELECT value FROM json_each(:codes)) AND t.dossier_id = d.id AND p.active = 1
UNION ALL
SELECT d.code, t.person_id, 'zalo', p.zalo_sealed IS NOT NULL, p.phone_sealed IS NOT NULL, t.purpose,
  coalesce(p.proven_phone_key, p.phone_key), p.last_interaction_at, p.language
FROM dossier d CROSS JOIN citizen_purpose t JOIN person p ON p.id = t.person_id
WHERE d.code IN (SELECT value FROM json_each(:codes)) AND t.dossier_id = d.id AND p.active = 1
ORDER BY 2, 1;

-- name: secrets_of_dossiers
-- The second proofs of dossiers, as keyed hashes.
SELECT id, phone_key, lookup_key FROM dossier WHERE code IN (SELECT value FROM json_each(:codes)) ORDER BY id;

-- name: citizen_news_of
-- What was noted of these dossiers.
SELECT d.code, n.id, n.occasion, n.facts, n.at, n.told_at, n.outcome FROM dossier d JOIN citizen_news n ON n.dossier_id = d.id
WHERE d.code IN (SELECT value FROM json_each(:codes)) ORDER BY n.id;

-- name: told_of_news
-- Who was written to about these news; what was taken back does not count.
SELECT c.news_id, m.person_id FROM citizen_message c JOIN message m ON m.id = c.message_id
WHERE c.news_id IN (SELECT value FROM json_each(:ids)) AND m.state <> 'suppressed';

-- name: citizens_heard
-- How many messages people were written since an instant, answers to their own words aside.
SELECT m.person_id, count(*) FROM message m
WHERE m.person_id IN (SELECT value FROM json_each(:people)) AND m.created_at > :since AND m.state <> 'suppressed'
  AND m.template NOT LIKE 'reply/%'
GROUP BY m.person_id;

-- name: news_of_messages
-- What messages to citizens tell.
SELECT c.message_id, n.occasion, n.facts, d.code, d.procedure_name, d.unit_id, d.received_at, d.due_at
FROM citizen_message c JOIN citizen_news n ON n.id = c.news_id JOIN dossier d ON d.id = n.dossier_id
WHERE c.message_id IN (SELECT value FROM json_each(:ids));

-- name: letters_of
-- The letters about dossiers, each with the code it was written under.
SELECT d.code, l.id, l.dossier_id, l.due_at, l.reason, l.told_reason, l.new_due_at, l.person_id, l.touched_at, l.signed_at
FROM letter l JOIN dossier d ON d.id = l.dossier_id
WHERE d.code IN (SELECT value FROM json_each(:codes)) ORDER BY l.signed_at IS NULL, l.id;

-- name: received_in_hand
-- When dossiers in hand of these procedures were received: all of them in one walk, however many units have some.
SELECT unit_id, procedure_code, received_at FROM dossier
WHERE status IN (2, 4, 5, 6) AND procedure_code IN (SELECT value FROM json_each(:codes));

-- name: last_addressed
-- Whom of these the account heard last: who answers at a shared account answers what was read last.
SELECT person_id FROM message WHERE person_id IN (SELECT value FROM json_each(:people)) AND sent_at IS NOT NULL
ORDER BY sent_at DESC, id DESC LIMIT 1;

-- name: codes_of_messages
-- The link codes that messages carry and that can still be used.
SELECT c.message_id, c.sealed, c.expires_at FROM link_code c
WHERE c.message_id IN (SELECT value FROM json_each(:ids)) AND c.ended_at IS NULL AND c.expires_at > :now AND c.sealed IS NOT NULL;

-- name: picture_counts
-- What these units have in hand, by unit: open, due today, due until the end of the week, overdue, claimed, dates in question.
-- What begins later is not in hand yet. A dossier and its steps count once; `person` (or null) is who has it, alone or with others.
SELECT i.unit_id,
  count(DISTINCT CASE WHEN i.state = 'open' AND i.kind NOT IN ('apology', 'extension') THEN coalesce(i.dossier_id, -i.id) END),
  count(DISTINCT CASE WHEN i.state = 'open' AND i.kind NOT IN ('apology', 'extension') AND i.due_at >= :now AND i.due_at < :tomorrow
    THEN coalesce(i.dossier_id, -i.id) END),
  count(DISTINCT CASE WHEN i.state = 'open' AND i.kind NOT IN ('apology', 'extension') AND i.due_at >= :now AND i.due_at < :monday
    THEN coalesce(i.dossier_id, -i.id) END),
  count(DISTINCT CASE WHEN i.state = 'open' AND i.kind NOT IN ('apology', 'extension') AND i.due_at < :now
    THEN coalesce(i.dossier_id, -i.id) END),
  count(DISTINCT CASE WHEN i.state = 'claimed' AND i.kind NOT IN ('apology', 'extension') THEN coalesce(i.dossier_id, -i.id) END),
  count(DISTINCT CASE WHEN i.state = 'open' AND i.kind IN ('apology', 'extension') THEN i.dossier_id END)
FROM work_item i WHERE i.unit_id IN (SELECT value FROM json_each(:units)) AND i.state IN ('open', 'claimed')
  AND i.starts_at <= :now
  AND (:person IS NULL OR i.assignee_id = :person OR ';' || i.co_holders || ';' LIKE '%;' || :person || ';%')
GROUP BY i.unit_id;

-- name: picture_blocked
-- Why work of these units is stuck just now: reason, how many.
SELECT r.argument, count(DISTINCT coalesce(i.dossier_id, -i.id)) FROM work_item i JOIN reply r ON r.id = i.last_reply_id
WHERE i.unit_id IN (SELECT value FROM json_each(:units)) AND i.state IN ('open', 'claimed') AND i.state = 'open'
  AND i.promise_until > :now
  AND r.answer = 'blocked' AND r.undone_at IS NULL
  AND (:person IS NULL OR i.assignee_id = :person OR ';' || i.co_holders || ';' LIKE '%;' || :person || ';%')
GROUP BY r.argument ORDER BY 2 DESC, 1;

-- name: picture_lines
-- What of these units is overdue, the oldest first, one line a dossier. The plus keeps SQLite from walking through all that was ever due.
SELECT i.* FROM item i WHERE i.unit_id IN (SELECT value FROM json_each(:units)) AND i.state IN ('open', 'claimed')
  AND i.state = 'open' AND i.due_at < :before
  AND i.kind NOT IN ('apology', 'extension')
  AND (:person IS NULL OR i.assignee_id = :person OR ';' || i.co_holders || ';' LIKE '%;' || :person || ';%')
  AND (i.dossier_id IS NULL OR NOT EXISTS (
    SELECT 1 FROM work_item j WHERE j.dossier_id = i.dossier_id AND j.state = 'open' AND j.unit_id = i.unit_id
      AND j.kind NOT IN ('apology', 'extension') AND (j.due_at < i.due_at OR (j.due_at = i.due_at AND j.id < i.id))
      AND (:person IS NULL OR j.assignee_id = :person OR ';' || j.co_holders || ';' LIKE '%;' || :person || ';%')
  ))
ORDER BY +i.due_at, i.id LIMIT :limit OFFSET :offset;

-- name: work_of_holder
-- All that somebody has in these units, what is due first first.
SELECT i.* FROM item i WHERE i.unit_id IN (SELECT value FROM json_each(:units)) AND i.state IN ('open', 'claimed')
  AND i.kind NOT IN ('apology', 'extension')
  AND (i.assignee_id = :person OR ';' || i.co_holders || ';' LIKE '%;' || :person || ';%')
ORDER BY i.due_at, i.id LIMIT :limit;

-- name: unit_work_cited
-- What these units have in hand whose code is, begins or ends so.
SELECT i.* FROM item i WHERE i.unit_id IN (SELECT value FROM json_each(:units)) AND i.state IN ('open', 'claimed')
  AND (i.code = :said OR i.code LIKE '%-' || :said OR i.code LIKE :said || '-%')
ORDER BY i.due_at, i.id LIMIT :limit;
-- name: report_rolls
-- Who owes what of these occurrences (codes), with the latest answer.
SELECT i.id, i.unit_id, i.to_unit_id, i.code, i.title, i.state, i.due_at, i.due_precision, i.version, i.claimed_at, i.detail,
  r.answer, r.argument
FROM work_item i LEFT JOIN reply r ON r.id = (
  SELECT max(x.id) FROM reply x WHERE x.item_id = i.id AND x.undone_at IS NULL AND x.answer <> 'nudge'
)
WHERE i.code IN (SELECT value FROM json_each(:codes)) AND i.kind = 'report' AND i.to_unit_id IS NOT NULL
ORDER BY i.due_at, i.code, i.unit_id;

-- name: faults_of_units
-- Open warnings of these units (0: the province) that nobody has put aside, in the order they were opened.
SELECT w.id, w.kind, coalesce(w.unit_id, 0), w.code, w.facts FROM warning w
WHERE w.closed_at IS NULL AND w.aside_at IS NULL AND coalesce(w.unit_id, 0) IN (SELECT value FROM json_each(:units))
ORDER BY w.id LIMIT :limit;
