-- Sender accounts: their sealed pairs, the lease of whoever renews, consents under way.

-- name: account
-- The first one: the default of everybody who is tied to no other.
SELECT code, access_sealed, refresh_sealed, refreshed_at, expires_at, generation, problem
FROM sender_account WHERE channel = 'zalo' ORDER BY id LIMIT 1;

-- name: account_by_code
SELECT code, access_sealed, refresh_sealed, refreshed_at, expires_at, generation, problem
FROM sender_account WHERE channel = 'zalo' AND code = :code;

-- name: accounts
-- Who they are and by which app they speak; the first is the default.
SELECT code, name, app_id, app_secret_sealed, webhook_secret_sealed
FROM sender_account WHERE channel = 'zalo' ORDER BY id;

-- name: list_accounts
SELECT code, name, app_id, refreshed_at, expires_at, generation, problem
FROM sender_account WHERE channel = 'zalo' ORDER BY id;

-- name: add_account
-- Without a pair. One that is there already keeps what it has.
INSERT INTO sender_account (channel, code, generation) VALUES ('zalo', :code, 0)
ON CONFLICT (code) DO NOTHING RETURNING id;

-- name: describe_account
-- What is not given stays as it is.
UPDATE sender_account SET name = coalesce(:name, name), app_id = coalesce(:app_id, app_id),
  app_secret_sealed = coalesce(:app_secret_sealed, app_secret_sealed),
  webhook_secret_sealed = coalesce(:webhook_secret_sealed, webhook_secret_sealed)
WHERE code = :code;

-- name: rename_account
-- The settings name the account that was kept without a name so far.
UPDATE sender_account SET code = :code WHERE code = :old;

-- name: rotate_account
-- The new pair replaces the one it came from, never a newer one.
UPDATE sender_account SET access_sealed = :access_sealed, refresh_sealed = :refresh_sealed, refreshed_at = :refreshed_at,
  expires_at = :expires_at, generation = generation + 1, problem = NULL
WHERE code = :code AND generation = :generation;

-- name: account_problem
UPDATE sender_account SET problem = :problem WHERE code = :code;

-- name: account_generation
SELECT generation FROM sender_account WHERE code = :code;

-- name: settings_key
SELECT settings_key FROM sender_account WHERE code = :code;

-- name: set_settings_key
UPDATE sender_account SET settings_key = :key WHERE code = :code;

-- name: lease_account
-- Free, run out, or set by a clock that was far ahead.
UPDATE sender_account SET lease_until = :until, lease_by = :by
WHERE code = :code AND (lease_until IS NULL OR lease_until <= :now OR lease_until > :latest);

-- name: release_account
UPDATE sender_account SET lease_until = NULL, lease_by = NULL WHERE code = :code AND lease_by = :by;

-- name: ask_consent
INSERT INTO consent_request (state_key, account, verifier_sealed, expires_at)
VALUES (:state_key, :account, :verifier_sealed, :expires_at) RETURNING id;

-- name: consent_request
SELECT account, verifier_sealed, expires_at FROM consent_request WHERE state_key = :state_key;

-- name: newest_consent_request
SELECT state_key FROM consent_request WHERE account = :account ORDER BY id DESC LIMIT 1;

-- name: use_consent_request
DELETE FROM consent_request WHERE state_key = :state_key;

-- name: forget_consent_requests
DELETE FROM consent_request WHERE expires_at <= :now;
