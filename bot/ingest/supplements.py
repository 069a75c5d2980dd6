"""`DanhSachHoSoBoSung`: when supplements were asked for and handed in; all else in that list stays at the door."""

from __future__ import annotations

import msgspec

from bot.ingest.columns import Cell, Column, fold
from bot.ingest.fields import past
from bot.ingest.tables import as_text
from schedules.errors import RejectedInput

_ASKED = Column("asked_at", "Ngày bổ sung")
_HANDED_IN = Column("handed_in_at", "Ngày tiếp nhận bổ sung")


def read_supplements(text: str) -> tuple[tuple[int, int | None], ...]:
    """Return pairs of instants, asked for and handed in (None: not yet), in order of time.

    An entry that cannot be read costs itself, never the dossier. Fields: domain reference, 1.5.
    """
    if not text.startswith("["):
        return ()
    try:
        entries = msgspec.json.decode(text, type=list[dict[str, object]])
    except (msgspec.DecodeError, RecursionError):
        return ()
    return tuple(
        sorted(filter(None, map(_pair, entries)), key=lambda pair: (pair[0], pair[1] or 0))
    )


def _pair(entry: dict[str, object]) -> tuple[int, int | None] | None:
    given = {fold(key): as_text(value) for key, value in entry.items()}
    try:
        asked = past(Cell(_ASKED, given.get("ngaybosung", "")))
        handed_in = past(Cell(_HANDED_IN, given.get("ngaytiepnhanbosung", "")))
    except RejectedInput:
        return None
    return None if asked is None else (asked, handed_in)
