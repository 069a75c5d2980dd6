-- What citizens are told.

-- name: add_citizen_news
-- Noted once, however often it is told.
INSERT INTO citizen_news (key, dossier_id, occasion, facts, at)
VALUES (:key, :dossier_id, :occasion, :facts, :at)
ON CONFLICT (key) DO NOTHING;
