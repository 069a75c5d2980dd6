-- Who is asked to keep the window open, and whether there is anything to tell them: by index, from person to work.

-- name: windows_nearing_end
-- People whose last interaction lies in a span, who were not asked since and can be written to in the chat.
SELECT p.id, p.last_interaction_at, p.nudged_at FROM person p
WHERE p.active = 1 AND p.roles <> 'citizen' AND p.last_interaction_at > :after AND p.last_interaction_at <= :before AND p.zalo_key IS NOT NULL
  AND coalesce(p.nudged_at, 0) < p.last_interaction_at
  AND NOT EXISTS (
    SELECT 1 FROM closed_road c
    WHERE c.person_id = p.id AND c.road IN ('all', 'zalo') AND (c.until IS NULL OR c.until > :now)
  )
ORDER BY p.id;

-- name: mark_nudged
-- Once a window: nothing when the person was asked, or spoke, in between.
UPDATE person SET nudged_at = :at
WHERE id = :person_id AND last_interaction_at = :interacted_at AND coalesce(nudged_at, 0) < last_interaction_at;

-- name: work_of_person
-- Any instant of work, up to a time, of what a person holds, alone or with others.
SELECT s.next_at FROM work_item i CROSS JOIN schedule s
WHERE i.assignee_id = :person_id AND i.state IN ('open', 'claimed') AND s.item_id = i.id AND s.next_at <= :until
UNION ALL
SELECT s.next_at FROM work_item c CROSS JOIN schedule s
WHERE c.co_holders <> '' AND c.state IN ('open', 'claimed') AND s.item_id = c.id AND s.next_at <= :until
  AND ';' || c.co_holders || ';' LIKE '%;' || :person_id || ';%'
LIMIT 1;

-- name: work_of_unit
-- The same of what the people of a unit hold.
SELECT s.next_at FROM person p CROSS JOIN work_item i CROSS JOIN schedule s
WHERE p.unit_id = :unit_id AND p.roles <> 'citizen' AND i.assignee_id = p.id AND i.state IN ('open', 'claimed')
  AND s.item_id = i.id AND s.next_at <= :until LIMIT 1;

-- name: reports_ahead
-- The next instant of work of reports due between two dates, by the unit that owes them and the one that gets them.
SELECT i.unit_id, i.to_unit_id, min(s.next_at) FROM work_item i CROSS JOIN schedule s
WHERE i.kind = 'report' AND i.due_at >= :due_from AND i.due_at <= :due_to AND i.state IN ('open', 'claimed')
  AND s.item_id = i.id AND s.next_at <= :until
GROUP BY i.unit_id, i.to_unit_id;

-- name: template_of_message
-- What a message of a person's is: the quoted one, or the newest.
SELECT template FROM message
WHERE id = coalesce(:message_id, (SELECT max(m.id) FROM message m WHERE m.person_id = :person_id)) AND person_id = :person_id;
