"""The token desk: single-use refresh tokens that rotate, access tokens that die when a new one is issued."""

from __future__ import annotations

import base64
import hashlib
import secrets

import msgspec

from bot.clock import Clock
from bot.sandbox.model import Limits, Refusal, TokenPair
from bot.sandbox.rules import NO_TOKEN, OLD_TOKEN

CODE_LIFE = 600
"""Seconds an authorization code is good for."""


class OAuthRefusal(msgspec.Struct, frozen=True):
    """The body of an error at the token address: words only, no number, and still HTTP 200."""

    error_name: str
    error_reason: str
    error_description: str
    ref_doc: str = ""


class _Grant(msgspec.Struct, frozen=True):
    oa_id: str
    until: int
    challenge: str = ""


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier, base64url without padding (RFC 7636, section 4.2).

    >>> challenge_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ")
    'RqIZl4LIgn8KxW9QO-nTnv7pf0CnNrksx9fF-CXP2FE'
    """
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _refused(name: str, reason: str) -> OAuthRefusal:
    return OAuthRefusal(name, reason, f"{name}: {reason}")


class TokenDesk:
    """Grants of one app. Instants in seconds of the given clock."""

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock = clock
        self._limits = limits
        self._access: dict[str, _Grant] = {}
        self._refresh: dict[str, _Grant] = {}
        self._codes: dict[str, _Grant] = {}

    def grant(self, oa_id: str, access_token: str = "", refresh_token: str = "") -> TokenPair:
        """Issue a pair as the API Explorer of the console does; known tokens can be put back in force.

        The previous access token of the account dies at once, its refresh tokens too.
        """
        now = self._clock.now()
        self.kill(oa_id)
        self._refresh = {k: v for k, v in self._refresh.items() if v.oa_id != oa_id}
        pair = TokenPair(
            access_token or f"AT{secrets.token_hex(24)}",
            refresh_token or f"RT{secrets.token_hex(24)}",
        )
        self._access[pair.access_token] = _Grant(oa_id, now + self._limits.token_life)
        self._refresh[pair.refresh_token] = _Grant(oa_id, now + self._limits.refresh_life)
        return pair

    def kill(self, oa_id: str) -> None:
        """Make the present access token of an account unknown."""
        self._access = {k: v for k, v in self._access.items() if v.oa_id != oa_id}

    def owner(self, access_token: str | None) -> str | Refusal:
        """The account an access token speaks for, or -216 (unknown, replaced) or -220 (too old)."""
        found = self._access.get(access_token or "")
        if found is None:
            return NO_TOKEN
        return found.oa_id if self._clock.now() < found.until else OLD_TOKEN

    def refresh(self, refresh_token: str) -> TokenPair | OAuthRefusal:
        """Trade a refresh token, once, for a new pair."""
        found = self._refresh.pop(refresh_token, None)
        if found is None:
            return _refused("Invalid refresh token", "Refresh token is unknown or was used already")
        if self._clock.now() >= found.until:
            return _refused("Expired refresh token", "Refresh token is older than three months")
        return self.grant(found.oa_id)

    def consent(self, oa_id: str, challenge: str) -> str:
        """An administrator of the account agrees: a code, good once and for ten minutes."""
        code = secrets.token_urlsafe(24)
        self._codes[code] = _Grant(oa_id, self._clock.now() + CODE_LIFE, challenge)
        return code

    def exchange(self, code: str, verifier: str) -> TokenPair | OAuthRefusal:
        """Trade an authorization code and its PKCE verifier for the first pair."""
        found = self._codes.pop(code, None)
        if found is None or self._clock.now() >= found.until:
            return _refused("Invalid code", "Authorization code is unknown, used or too old")
        if not verifier.isascii() or challenge_of(verifier) != found.challenge:
            return _refused("Invalid code verifier", "code_verifier does not match code_challenge")
        return self.grant(found.oa_id)
