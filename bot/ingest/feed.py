"""The feeds of one-stop systems: dossier and progress items of the national gateway's adapters become typed rows.

Only the fields that are columns are read; file lists, identity numbers, fees, the applicant's name and free text stay at
the door. Vendors write the same fields in many ways, so a doubtful phone costs the phone, never the dossier.
Field names and forms: domain reference, sections 1.4 to 1.8 (QCVN 120:2019/BTTTT; sources of working adapters).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, Generic, TypeVar

import msgspec

from bot.ingest.columns import Cell
from bot.ingest.parsing import parse_dossier, parse_progress
from bot.ingest.phones import phone
from bot.ingest.rows import DossierRow, ProgressRow
from bot.ingest.statuses import NO_STATUSES, meanings
from bot.ingest.tables import Cells, Rejected, Row, decode_json, item_rows, items_in
from schedules.errors import RejectedInput

R = TypeVar("R", DossierRow, ProgressRow)

STORE: Final = "DongBoHoSoMC"
MOVE_ON: Final = "CapNhatTienDoHoSoMC"
LOOK_UP: Final = "TraCuuHoSo"
GATEWAY: Final = "dvcqg"
LOCAL: Final = "local"
LOCAL_COLUMNS: Final = {"holder", "step_name", "step_number", "step_due_at", "intake_due_at"}


class Envelope(msgspec.Struct, frozen=True):
    """What a sender wrapped around its items; all but `items` is empty in the bare-array form."""

    items: list[object]
    service: str = ""
    session: str = ""
    sender: str = ""
    updating: bool = False


class Batch(msgspec.Struct, Generic[R], frozen=True):
    """The items of one delivery: `rows` are good, `rejected` name the mend, `ignored` only counts status 0."""

    rows: list[R]
    rejected: list[Rejected]
    ignored: int = 0
    numbers: list[int] = []  # the place of each good row among the items, the first is 1


def unwrap(body: bytes) -> Envelope:
    """Return the items of a request body: the adapter's envelope, a saved list of the pull, or a bare array.

    Raises `BadTable` for anything else. What is looked up (`TraCuuHoSo`) may stand beside or instead of the list, as
    `mahoso`. `isUpdating` is the string "True" or "False" (domain reference, 1.4).

    >>> unwrap(b'{"service": "DongBoHoSoMC", "isUpdating": "True", "data": []}').updating
    True
    """
    items, outer = _opened(body)
    return Envelope(
        items,
        service=str(outer.get("service") or ""),
        session=str(outer.get("session") or ""),
        sender=str(outer.get("madonvi") or ""),
        updating=str(outer.get("isUpdating")).lower() == "true",
    )


def _opened(body: bytes) -> tuple[list[object], dict[str, object]]:
    found = decode_json(body, "data")
    if isinstance(found, dict) and found.get("service") == LOOK_UP:
        given = found.get("data")
        asked = given if isinstance(given, list) else [found if given is None else given]
        return asked, found
    return items_in(found, "data")


def read_dossiers(
    items: Iterable[object],
    source: str,
    unit: str = "",
    statuses: Mapping[str, int] = NO_STATUSES,
) -> Batch[DossierRow]:
    """Return the dossiers among `items` of `DongBoHoSoMC` or of the pulled list.

    `source` is stored with every dossier (statuses mean different things by source); `unit` is the handling unit of
    items that name none; `statuses` are an operator's words for statuses, by what the sender writes. Items of the gateway
    that name the present holder or step come from the local feed. A bad item is rejected with its place and code, and never stops the others.
    """
    tables = {name: meanings(name, statuses) for name in (source, LOCAL)}

    def read(row: Row) -> DossierRow:
        name = LOCAL if source == GATEWAY and not LOCAL_COLUMNS.isdisjoint(row.cells) else source
        return _dossier(row.cells, name, unit, tables[name])

    return _batch("dossiers", items, read)


def read_progress(
    items: Iterable[object], source: str = GATEWAY, statuses: Mapping[str, int] = NO_STATUSES
) -> Batch[ProgressRow]:
    """Return the finished steps among `items` of `CapNhatTienDoHoSoMC`, their distorted statuses set right (`true_status`)."""
    table = meanings(source, statuses)
    return _batch("progress", items, lambda row: parse_progress(row.cells, table))


def _batch(kind: str, items: Iterable[object], read: Callable[[Row], R]) -> Batch[R]:
    rows: list[R] = []
    rejected: list[Rejected] = []
    numbers: list[int] = []
    ignored = 0
    for row in item_rows(kind, items):
        if isinstance(row, Rejected):
            rejected.append(row)
        elif row.cells.get("status") == "0":  # posting between systems, not a state of the dossier
            ignored += 1
        else:
            try:
                rows.append(read(row))
                numbers.append(row.number)
            except RejectedInput as error:
                rejected.append(Rejected(row.number, str(error), row.cells.get("code", "")))
    return Batch(rows, rejected, ignored, numbers)


def _dossier(cells: Cells, source: str, unit: str, statuses: Mapping[str, int]) -> DossierRow:
    if unit and not cells.get("unit"):
        cells = {**cells, "unit": unit}
    row = parse_dossier(cells, source, statuses, _usable_phone)
    if cells.get("phone") and not row.phone:
        return msgspec.structs.replace(row, flags=(*row.flags, "phone_dropped"))
    return row


def _usable_phone(cell: Cell) -> str:
    try:
        return phone(cell)
    except RejectedInput:
        return ""
