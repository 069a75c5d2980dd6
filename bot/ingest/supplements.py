"""Supplements: `DanhSachHoSoBoSung` as it is told, of which all but the instants stays at the door, and the one asked for last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from bot.ingest.columns import Cell, Column, fold
from bot.ingest.fields import past, text
from bot.ingest.tables import as_text
from db.records import Dossier, ProcedureSetting
from schedules.errors import RejectedInput
from schedules.pauses import SUPPLEMENT, Pause

_ASKED = Column("asked_at", "Ngày bổ sung")
_HANDED_IN = Column("handed_in_at", "Ngày tiếp nhận bổ sung")


class Asked(NamedTuple):
    """A supplement that was asked for: its pause, the instant it counts from, and its calendar days (None: no limit)."""

    pause: Pause
    start: int
    days: int | None


def asked_for(dossier: Dossier, setting: ProcedureSetting, rests: Sequence[Pause]) -> Asked | None:
    """The supplement that was asked for last; None when there was none.

    What the source itself says of the dossier, when it was asked for and how many days it has, goes before the setting
    of its procedure.
    """
    asked = next((p for p in reversed(rests) if p.status == SUPPLEMENT), None)
    if asked is None:
        return None
    own = dossier.supplement_days
    told = dossier.supplement_asked_at
    inside = told is not None and asked.start <= told and (asked.end is None or told < asked.end)
    start = told if told is not None and inside else asked.start
    return Asked(asked, start, own if own is not None else setting.supplement_days)


def read_supplements(cell: Cell) -> tuple[tuple[int, int | None], ...]:
    """Return pairs of instants, asked for and handed in (None: not yet), in order of time.

    An entry that cannot be read costs itself, never the dossier. Fields: domain reference, 1.5.
    """
    told = text(cell)
    if not told.startswith("["):
        return ()
    try:
        entries = msgspec.json.decode(told, type=list[dict[str, object]])
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
