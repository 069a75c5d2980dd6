-- What leaders are told of many units: how it stood on earlier mornings, and what was told already.

-- name: unit_days
-- How it stood on the latest morning up to a day: unit, open, overdue.
SELECT unit_id, open, overdue FROM unit_day WHERE day = (SELECT max(d.day) FROM unit_day d WHERE d.day <= :day);
