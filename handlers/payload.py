"""Button data: the only maker and reader of it. Typed, short, signed, bound to subject, version and person.

    #nv.done.i42.1.7..k3v9…        item 42 in version 1, offered to person 7
    #nv.seen.d1742171400.0.7..…    every line of the digest written to person 7 at that instant
    #nv.link.r9.0.7.yes.…          something of a room's own, here the invitation 9

A payload arrives as ordinary text, so anyone can type one; only the signature makes it a button.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from enum import StrEnum
from typing import Final

import msgspec

from db.sealing import derive
from db.words import Answer, Verb

PREFIX = "#nv."
_FORM = re.compile(
    r"#nv\.(?P<verb>[a-z]+)\.(?P<on>[idr])(?P<subject>\d{1,19})\.(?P<version>\d{1,9})\.(?P<person>\d{1,19})"
    r"\.(?P<argument>[a-z0-9]{0,20})\.(?P<mac>[0-9a-f]{20})"
)


_VERBS: Final[dict[str, Answer | Verb]] = {str(verb): verb for verb in (*Answer, *Verb)}


class On(StrEnum):
    """What a button is about."""

    ITEM = "i"
    DIGEST = "d"
    ROOM = "r"  # what the verb's own room says


class Payload(msgspec.Struct, frozen=True):
    """What a button says. `subject` is an item id, for a digest the instant it was written at, else what its room says."""

    verb: Answer | Verb
    subject: int
    version: int
    person_id: int
    argument: str = ""
    on: On = On.ITEM


class Signer:
    """Makes and reads payloads with a key derived from the root secret."""

    def __init__(self, secret: str) -> None:
        self._keyed = hashlib.blake2b(key=derive(secret, "buttons"), digest_size=10)

    def write(self, payload: Payload) -> str:
        """The text that goes into a button."""
        body = f"{PREFIX}{payload.verb}.{payload.on}{payload.subject}.{payload.version}.{payload.person_id}.{payload.argument}"
        return f"{body}.{self._mac(body)}"

    def read(self, text: str) -> Payload | None:
        """The payload in `text`, or None when it is none or not signed by us."""
        found = _FORM.fullmatch(text.strip())
        if not found:
            return None
        body = text.strip().rpartition(".")[0]
        if not hmac.compare_digest(self._mac(body), found["mac"]) or found["verb"] not in _VERBS:
            return None
        return Payload(
            verb=_VERBS[found["verb"]],
            subject=int(found["subject"]),
            version=int(found["version"]),
            person_id=int(found["person"]),
            argument=found["argument"],
            on=On(found["on"]),
        )

    def _mac(self, body: str) -> str:
        mac = self._keyed.copy()  # the key is taken in once, not for each button
        mac.update(body.encode())
        return mac.hexdigest()


def looks_like_button(text: str) -> bool:
    """Whether a text pretends to come from a button of ours."""
    return text.lstrip().startswith(PREFIX)
