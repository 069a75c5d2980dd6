"""Encryption at rest and keyed hashes, both derived from the one root secret.

What must be found again without being readable (a Zalo id, a phone) is stored twice: sealed, and as a keyed hash to
look it up by.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from schedules.errors import NhacViecError

_FORMAT = b"\x01"  # first byte of every sealed value, so that keys can be rotated later
_NONCE = 12


class CannotOpen(NhacViecError):
    """A sealed value does not open with this secret: the key was changed or the row was tampered with."""


def derive(secret: str, purpose: str) -> bytes:
    """A 32-byte key for one purpose."""
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=b"nhacviec", info=purpose.encode())
    return hkdf.derive(secret.encode())


class Sealer:
    """Seals texts, opens them again, and makes keyed hashes."""

    def __init__(self, secret: str) -> None:
        self._aead = AESGCM(derive(secret, "seal"))
        self._hash_key = derive(secret, "lookup")

    def seal(self, text: str) -> bytes:
        """Encrypt `text`."""
        nonce = os.urandom(_NONCE)
        return _FORMAT + nonce + self._aead.encrypt(nonce, text.encode(), _FORMAT)

    def open(self, sealed: bytes) -> str:
        """Decrypt; raises `CannotOpen`."""
        try:
            if sealed[:1] != _FORMAT:
                raise CannotOpen("unknown format of a sealed value")
            nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
            return self._aead.decrypt(nonce, body, _FORMAT).decode()
        except (InvalidTag, ValueError):  # altered, or too short to hold a nonce
            raise CannotOpen("a stored value does not open with this NHACVIEC_SECRET_KEY") from None

    def lookup(self, text: str) -> str:
        """A keyed hash to find a value by; useless without the secret."""
        return hmac.new(self._hash_key, text.encode(), hashlib.sha256).hexdigest()[:32]
