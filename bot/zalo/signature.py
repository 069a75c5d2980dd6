"""The signature of Zalo's webhooks: SHA-256 over app id, raw body, timestamp and the OA's secret key, not an HMAC."""

from __future__ import annotations

import hashlib
import hmac


def sign(app_id: str, body: bytes, timestamp: str, secret: str) -> str:
    """The hex digest that belongs into `X-ZEvent-Signature: mac=…`."""
    joined = app_id.encode() + body + timestamp.encode() + secret.encode()
    return hashlib.sha256(joined).hexdigest()


def is_genuine(header: str, app_id: str, body: bytes, timestamp: str, secret: str) -> bool:
    """Whether a header value (with or without `mac=`) fits the bytes as received. An empty secret fits nothing."""
    if not secret:
        return False
    given = header.removeprefix("mac=").strip().lower()
    return hmac.compare_digest(given.encode(), sign(app_id, body, timestamp, secret).encode())
