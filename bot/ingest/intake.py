"""The intake clock: what was handed in online is to be received or sent back within eight working hours. Pure.

Source: the order of An Giang's chairman of 2025 (tiếp nhận trong 8 giờ làm việc), as the national portal counts late
intake too. Only a source that tells the submission apart from the receipt, or the limit itself, starts this clock: the
national feed writes the receipt into both (domain reference, 1.5 and 2.2).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from bot.ingest.aliases import unit_behind
from bot.ingest.holders import Holders, holders_of
from bot.ingest.shapes import Known, Wish, as_json
from db.directory import Directory
from db.records import Dossier, Person
from db.words import ItemState, Kind, Role
from handlers.views import Detail
from schedules import due
from schedules.calendar import WorkCalendar
from schedules.civil import to_iso
from schedules.spans import Span, SpanUnit
from schedules.text import fold

SUBMITTED: Final = 1  # TrangThaiHoSo "Mới đăng ký": handed in, not received
LIMIT: Final = Span(8 * 60, SpanUnit.WORKING_MINUTES)
_folded = lru_cache(maxsize=5_000)(fold)  # the same few titles with each dossier
_DESK: Final = ("tiep nhan", "mot cua")  # in the title of those who receive


def intake(known: Known, directory: Directory, calendar: WorkCalendar) -> Wish | None:
    """The item of a dossier that waits for its receipt; None where no source tells its clock.

    A limit that the source tells is trusted, unless it lies before the submission. `calendar` is that of `clock_unit`.
    """
    dossier = known.dossier
    dated = _dates(dossier, calendar)
    if dossier.status != SUBMITTED or dated is None:
        return None
    starts_at, due_at, derivation = dated
    unit_id = clock_unit(dossier, directory)
    assignee_id, co_holders = _receivers(dossier, directory, unit_id).ids
    return Wish(
        key=f"intake:{dossier.code}",
        kind=Kind.INTAKE,
        code=dossier.code,
        title=dossier.procedure_name,
        unit_id=unit_id,
        assignee_id=assignee_id,
        co_holders=co_holders,
        starts_at=starts_at,
        due_at=due_at,
        state=ItemState.OPEN,
        derivation=as_json(derivation),
        detail=as_json(Detail(procedure=dossier.procedure_name)),
    )


def clock_unit(dossier: Dossier, directory: Directory) -> int:
    """The unit whose working hours count: before the receipt that of the receiving desk, then the handling unit.

    A dossier may be handed in at any desk of the province (Nghị định 118/2025/NĐ-CP); its code begins with the body that
    receives it (Thông tư 01/2018/TT-VPCP, Điều 19). That body is meant where the directory knows a desk in it.
    """
    if dossier.status == SUBMITTED:
        body = unit_behind(directory, dossier.code.partition("-")[0])
        if body is not None and directory.exists(body) and desk(directory, body.id):
            return body.id
    return dossier.unit_id


def desk(directory: Directory, unit_id: int) -> list[Person]:
    """The people of a unit who receive dossiers, by their titles; heads only oversee it."""
    return [
        person
        for person in directory.of_unit(unit_id)
        if any(word in _folded(person.title) for word in _DESK) and not person.has_role(Role.HEAD)
    ]


def _receivers(dossier: Dossier, directory: Directory, unit_id: int) -> Holders:
    """Whom the source names, else the desk; nobody here means that the unit's coordinator is told."""
    named = holders_of(directory, dossier.holder, unit_id)
    return named if named.people else Holders(tuple(desk(directory, unit_id)))


def _dates(dossier: Dossier, calendar: WorkCalendar) -> tuple[int, int, dict[str, Any]] | None:
    """Start, due instant and derivation; None when neither submission nor limit is told."""
    start, limit = dossier.submitted_at, dossier.intake_due_at
    if limit is not None and (start is None or start < limit):
        derivation = {
            "op": "intake",
            "anchor": "HanTiepNhan",
            "source": dossier.source,
            "calendar_version": calendar.version,
            "due_at": to_iso(limit),
        }
        if start is None:
            start = calendar.subtract_minutes(limit, LIMIT.amount)
        else:
            derivation["start"] = to_iso(start)
        return start, limit, derivation
    if start is None:
        return None
    found = due.add(start, LIMIT, calendar)
    return start, found.due_at, found.derivation | {"op": "intake", "anchor": "NgayNopHoSo"}
