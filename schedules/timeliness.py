"""Late or on time: how the state counts a dossier, by dates and not by hours. Pure.

Reports compare date(NgayKetThucXuLy) with date(NgayHenTra); what was refused or withdrawn counts as on time, and what
waits or was stopped stands apart (domain reference, 2.2: statistics of the one-stop systems, classes of the portals).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final

from schedules.calendar import WorkCalendar
from schedules.civil import civil_date

SOON_DAYS: Final = 2  # working days: from then on heads are reminded of a dossier


class Timeliness(StrEnum):
    """The classes of the boards."""

    EARLY = "early"  # trước hạn
    ON_TIME = "on_time"  # đúng hạn
    LATE = "late"  # quá hạn: done, after the date
    LATE_OPEN = "late_open"  # trễ, đang xử lý
    SOON = "soon"  # sắp đến hạn
    NOT_YET = "not_yet"  # chưa đến hạn
    RESTING = "resting"  # tạm dừng, bổ sung


_WITHOUT_RESULT: Final = (3, 7)
_RESTING: Final = (5, 6, 8)
_DONE: Final = (9, 10)


def timeliness(
    status: int,
    due_at: int | None,
    finished_at: int | None,
    today: date,
    calendar: WorkCalendar,
) -> Timeliness | None:
    """The class of a dossier with this TrangThaiHoSo on a day; instants in seconds.

    None without a promised date, and for a finished one that does not say when.
    """
    if due_at is None:
        return None
    if status in _WITHOUT_RESULT:
        return Timeliness.ON_TIME
    if status in _RESTING:
        return Timeliness.RESTING
    due = civil_date(due_at)
    if status in _DONE:
        return _finished(civil_date(finished_at), due) if finished_at is not None else None
    if today > due:
        return Timeliness.LATE_OPEN
    soon = calendar.working_days_between(today, due) <= SOON_DAYS
    return Timeliness.SOON if soon else Timeliness.NOT_YET


def _finished(day: date, due: date) -> Timeliness:
    if day == due:
        return Timeliness.ON_TIME
    return Timeliness.EARLY if day < due else Timeliness.LATE
