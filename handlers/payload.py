"""Button data: the only maker and reader of it. Typed, short, signed, bound to subject, version and person.

    #nv.done.i42.1.7..k3v9…        item 42 in version 1, offered to person 7
    #nv.seen.d1742171400.0.7..…    every line of the digest written to person 7 at that instant

A payload arrives as ordinary text, so anyone can type one; only the signature makes it a button.
"""

from __future__ import annotations

import hashlib
import hmac
import re

import msgspec

from db.sealing import derive
from db.words import Answer

PREFIX = "#nv."
_FORM = re.compile(
    r"#nv\.(?P<verb>[a-z]+)\.(?P<on>[id])(?P<subject>\d{1,19})\.(?P<version>\d{1,9})\.(?P<person>\d{1,19})"
    r"\.(?P<argument>[a-z0-9]{0,20})\.(?P<mac>[0-9a-f]{20})"
)


class Payload(msgspec.Struct, frozen=True):
    """What a button says. `subject` is an item id, or for a digest the instant it was written at."""

    answer: Answer
    subject: int
    version: int
    person_id: int
    argument: str = ""
    on_digest: bool = False


class Signer:
    """Makes and reads payloads with a key derived from the root secret."""

    def __init__(self, secret: str) -> None:
        self._keyed = hashlib.blake2b(key=derive(secret, "buttons"), digest_size=10)

    def write(self, payload: Payload) -> str:
        """The text that goes into a button."""
        on = "d" if payload.on_digest else "i"
        body = f"{PREFIX}{payload.answer}.{on}{payload.subject}.{payload.version}.{payload.person_id}.{payload.argument}"
        return f"{body}.{self._mac(body)}"

    def read(self, text: str) -> Payload | None:
        """The payload in `text`, or None when it is none or not signed by us."""
        found = _FORM.fullmatch(text.strip())
        if not found:
            return None
        body = text.strip().rpartition(".")[0]
        if not hmac.compare_digest(self._mac(body), found["mac"]) or found["verb"] not in set(
            Answer
        ):
            return None
        return Payload(
            answer=Answer(found["verb"]),
            subject=int(found["subject"]),
            version=int(found["version"]),
            person_id=int(found["person"]),
            argument=found["argument"],
            on_digest=found["on"] == "d",
        )

    def _mac(self, body: str) -> str:
        mac = self._keyed.copy()  # the key is taken in once, not for each button
        mac.update(body.encode())
        return mac.hexdigest()


def looks_like_button(text: str) -> bool:
    """Whether a text pretends to come from a button of ours."""
    return text.lstrip().startswith(PREFIX)
