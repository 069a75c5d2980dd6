"""Uploaded images and files of the stand-in: what may be uploaded, and how long it lives."""

from __future__ import annotations

import secrets

import msgspec

from bot.clock import Clock
from bot.sandbox.model import DAY, Limits, Refusal
from bot.sandbox.rules import NO_QUOTA, invalid, too_much
from schedules.civil import to_civil

LIFE = 7 * DAY
"""Seconds an uploaded asset can be used."""
IMAGE_BYTES = 1_000_000
FILE_BYTES = 5_000_000
_FILES = {".pdf": b"%PDF-", ".docx": b"PK", ".doc": b"\xd0\xcf\x11\xe0"}
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")

EXPIRED = Refusal(-100, "attachment_id or token is expired")


class Part(msgspec.Struct, frozen=True):
    """The part `file` of a multipart body."""

    name: str
    content: bytes


class Asset(msgspec.Struct, frozen=True):
    """Something uploaded; `kind` is image or file."""

    oa_id: str
    kind: str
    name: str
    until: int


class Uploads:
    """Keeps assets by the id that was given out."""

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock = clock
        self._limits = limits
        self._assets: dict[str, Asset] = {}
        self._months: dict[tuple[str, str], int] = {}

    def take(self, oa_id: str, kind: str, part: Part | None) -> str | Refusal:
        """Keep an image or a file; the id to use it by, or why not.

        Source: upload page: JPG and PNG to 1 MB, PDF, DOC and DOCX to 5 MB, 5 000 calls a month.
        """
        if part is None:
            return invalid("file", "a multipart field file is required")
        month = (oa_id, to_civil(self._clock.now()).strftime("%Y-%m"))
        if self._months.get(month, 0) >= self._limits.uploads_per_month:
            return NO_QUOTA
        refusal = _image_refusal(part) if kind == "image" else _file_refusal(part)
        if refusal:
            return refusal
        self._months[month] = self._months.get(month, 0) + 1
        asset_id = secrets.token_urlsafe(24)
        self._assets[asset_id] = Asset(oa_id, kind, part.name, self._clock.now() + LIFE)
        return asset_id

    def use(self, oa_id: str, kind: str, asset_id: object) -> Asset | Refusal:
        """The asset of this id: unknown ones and those of another account or kind are -201, old ones -100."""
        found = self._assets.get(asset_id) if isinstance(asset_id, str) else None
        if found is None or (found.oa_id, found.kind) != (oa_id, kind):
            return invalid("token" if kind == "file" else "attachment_id", "not known")
        return found if self._clock.now() < found.until else EXPIRED


def _image_refusal(part: Part) -> Refusal | None:
    if not part.content.startswith(_IMAGES):
        return invalid("file", "neither JPG nor PNG")
    return too_much("file", IMAGE_BYTES) if len(part.content) > IMAGE_BYTES else None


def _file_refusal(part: Part) -> Refusal | None:
    name = part.name.lower()
    magic = next((begin for end, begin in _FILES.items() if name.endswith(end)), None)
    if magic is None or not part.content.startswith(magic):
        return invalid("file", "neither PDF nor DOC nor DOCX")
    return too_much("file", FILE_BYTES) if len(part.content) > FILE_BYTES else None
