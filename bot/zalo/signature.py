"""The signature of Zalo's webhooks: SHA-256 over app id, raw body, timestamp and the OA's secret key, not an HMAC.

Sources disagree which secret signs (the one of the webhook page, or the app secret) and whether the app id or the
account id comes first. `matching` tries all of them and tells which fitted, so that the first week settles it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import NamedTuple


class Match(NamedTuple):
    """The names of the first term and of the secret that fitted; never the values."""

    term: str
    secret: str


def sign(term: str, body: bytes, timestamp: str, secret: str) -> str:
    """The hex digest that belongs into `X-ZEvent-Signature: mac=…`; `term` is the app id."""
    joined = term.encode() + body + timestamp.encode() + secret.encode()
    return hashlib.sha256(joined).hexdigest()


def matching(
    header: str,
    body: bytes,
    timestamp: str,
    *,
    terms: Mapping[str, str],
    secrets: Mapping[str, str],
) -> Match | None:
    """Which named first term and which named secret made the header, or None. Empty ones fit nothing.

    Every combination is computed and compared in constant time, whether an earlier one fitted or not.

    >>> header = sign("12", b"{}", "5", "s2")
    >>> matching(header, b"{}", "5", terms={"app_id": "12"}, secrets={"oa": "s1", "app": "s2"})
    Match(term='app_id', secret='app')
    """
    found: Match | None = None
    for term_name, term in terms.items():
        for secret_name, secret in secrets.items():
            fits = is_genuine(header, term, body, timestamp, secret) and bool(term)
            if fits and found is None:
                found = Match(term_name, secret_name)
    return found


def is_genuine(header: str, app_id: str, body: bytes, timestamp: str, secret: str) -> bool:
    """Whether a header value (with or without `mac=`) fits the bytes as received. An empty secret fits nothing."""
    if not secret:
        return False
    given = header.removeprefix("mac=").strip().lower()
    # A header may hold any bytes; what is no text arrives as escapes that a plain encode() refuses.
    told = given.encode(errors="surrogateescape")
    return hmac.compare_digest(told, sign(app_id, body, timestamp, secret).encode())
