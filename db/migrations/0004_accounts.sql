-- Several sender accounts: an app and secrets of their own, the lease of whoever renews, and consents under way.

ALTER TABLE sender_account ADD COLUMN name TEXT NOT NULL DEFAULT '';
-- NULL: as in the settings.
ALTER TABLE sender_account ADD COLUMN app_id TEXT;
ALTER TABLE sender_account ADD COLUMN app_secret_sealed BLOB;
ALTER TABLE sender_account ADD COLUMN webhook_secret_sealed BLOB;
-- Which pair of the settings was taken over (a keyed hash), so that an old one is never taken twice.
ALTER TABLE sender_account ADD COLUMN settings_key TEXT;
-- One process at a time may use the refresh token; the lease of one that died runs out.
ALTER TABLE sender_account ADD COLUMN lease_until INTEGER;
ALTER TABLE sender_account ADD COLUMN lease_by TEXT;

-- Consent links that were handed out. A row is taken out when its link comes back, or is too old.
CREATE TABLE consent_request (
  id INTEGER PRIMARY KEY,
  state_key TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL REFERENCES sender_account (code) ON UPDATE CASCADE,
  verifier_sealed BLOB NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
