"""Who may push: name and password of the feed, sessions that prove themselves, and patience with wrong passwords.

A session is an expiry and a random part under a keyed hash. Nothing of it is stored; it ends with its time, with another
root secret, and with another password.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from typing import Final

from bot.config import FeedSettings
from db.sealing import derive

LASTS_S: Final = 8 * 3600
WRONG: Final = 5  # passwords an address may get wrong within the window
WINDOW_S: Final = 60
_ADDRESSES: Final = 10_000  # remembered at once


class Guard:
    """Checks passwords and sessions; the instant is handed in."""

    def __init__(self, settings: FeedSettings, secret: str) -> None:
        self._name = _digest(settings.username)
        self._password = _digest(settings.password.get_secret_value())
        self.open = bool(settings.username and settings.password.get_secret_value())
        self._key = derive(secret, "feed-session") if secret else b""
        self._wrong: dict[str, tuple[int, int]] = {}

    def admits(self, name: str, password: str, address: str, now: int) -> bool:
        """Whether this is the feed's name and password. Ask `waits` first; a wrong one is counted."""
        # Both are compared whatever the first comparison says, and at full length: the time tells nothing.
        right = hmac.compare_digest(_digest(name), self._name)
        right &= hmac.compare_digest(_digest(password), self._password)
        if self.open and right:
            return True
        since, count = self._window(address, now)
        if len(self._wrong) >= _ADDRESSES:
            self._wrong.clear()
        self._wrong[address] = (since, count + 1)
        return False

    def waits(self, address: str, now: int) -> int:
        """Seconds an address has to wait after too many wrong passwords; 0: it may try."""
        since, count = self._window(address, now)
        return since + WINDOW_S - now if count >= WRONG else 0

    def _window(self, address: str, now: int) -> tuple[int, int]:
        since, count = self._wrong.get(address, (now, 0))
        return (since, count) if since <= now < since + WINDOW_S else (now, 0)

    def new_session(self, now: int) -> str:
        """A session for somebody who was admitted."""
        body = f"{now + LASTS_S}.{secrets.token_urlsafe(16)}"
        return f"{body}.{self._sign(body)}"

    def knows(self, session: str, now: int) -> bool:
        """Whether a session is one of ours and not over."""
        body, _, mac = session.rpartition(".")
        if not hmac.compare_digest(mac.encode(), self._sign(body).encode()):
            return False
        return self.open and now < int(body.partition(".")[0])  # signed by us, so it is a number

    def _sign(self, body: str) -> str:
        mac = hmac.new(self._key, self._name + self._password + body.encode(), hashlib.sha256)
        return urlsafe_b64encode(mac.digest()).decode("ascii")


def basic(header: str) -> tuple[str, str] | None:
    """Name and password of an `Authorization: Basic` header in UTF-8, or None."""
    scheme, _, coded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = b64decode(coded, validate=True).decode().partition(":")
    except (NotBase64, ValueError):
        return None
    return (name, password) if colon else None


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
