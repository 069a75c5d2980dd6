-- What the plan will cost: asked by an operator, never by a pass; it walks through everything that has something to come.

-- name: items_with_work_until
-- Items whose ladder speaks up to an instant, in order of id; without the texts, which planning does not need.
SELECT i.id, '' AS key, i.kind, '' AS code, '' AS title, i.unit_id, i.to_unit_id, i.assignee_id, i.dossier_id, i.starts_at,
  i.due_at, i.due_precision, i.version, i.state, i.policy_id, s.planned_until AS planned_until, i.answered_at,
  i.promise_until, i.claimed_at, s.next_at AS next_at, '' AS derivation, i.detail, i.co_holders
FROM schedule s JOIN work_item i ON i.id = s.item_id
WHERE s.item_id > :after AND s.next_at <= :until ORDER BY s.item_id LIMIT :limit;

-- name: carried_since
-- By road: messages taken by a provider, how many of them for a price, and đồng in all; answers to people's own words aside.
SELECT a.road, count(*), sum(CASE WHEN a.price_vnd > 0 THEN 1 ELSE 0 END), coalesce(sum(a.price_vnd), 0)
FROM attempt a JOIN message m ON m.id = a.message_id
WHERE a.outcome = 'accepted' AND a.started_at >= :since AND m.template NOT LIKE 'reply/%'
GROUP BY a.road ORDER BY a.road;
