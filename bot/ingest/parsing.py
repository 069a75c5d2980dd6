"""Cells to rows: `parse` gives the cells of one row their meaning, kind by kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

import msgspec

from bot.ingest import fields
from bot.ingest.columns import COLUMNS, Cell
from bot.ingest.lateness import order
from bot.ingest.phones import is_landline, phone
from bot.ingest.rows import (
    AnyRow,
    DossierRow,
    EventRow,
    FeedbackRow,
    PersonRow,
    ProcedureStepRow,
    ProgressRow,
    ReportRow,
    UnitRow,
)
from bot.ingest.statuses import NO_STATUSES, true_status
from bot.ingest.supplements import read_supplements
from bot.ingest.tables import Cells, Row

T = TypeVar("T")


class _Line:
    """The cells of a row by column name; a column the file lacks is an empty cell."""

    def __init__(self, kind: str, cells: Cells) -> None:
        self._columns = _BY_NAME[kind]
        self._cells = cells

    def __getitem__(self, name: str) -> Cell:
        return Cell(self._columns[name], self._cells.get(name, ""))

    def text(self, name: str) -> str:
        """Return the text of a column that may be empty."""
        return fields.text(self[name]) if self._cells.get(name) else ""

    def read(self, name: str, reader: Callable[[Cell], T]) -> T | None:
        """Return what `reader` makes of a cell; None of an empty one. Most cells of a feed are empty or not there."""
        return reader(self[name]) if self._cells.get(name) else None


_NEVER_RECEIVED: Final = {
    1,
    3,
    7,
    8,
}  # statuses in which there may be neither receipt nor submission
_UNRECEIVED: Final = _NEVER_RECEIVED | {5}
_USUAL_PROCEDURE: Final = re.compile(r"\d\.\d{6}(\..+)?")
_BY_HAND: Final = {"1", "3"}  # KenhThucHien: in person, by post (domain reference, 1.5)
_BY_NAME: Final = {
    kind: {column.name: column for column in columns} for kind, columns in COLUMNS.items()
}


def parse(kind: str, row: Row, source: str = "file") -> AnyRow:
    """Return the typed row of `kind` (a key of `COLUMNS`), stamped with `source` where the kind keeps it.

    Raises `BadCell` (a `RejectedInput`) for the first cell that cannot be used. Source: the contract, section 5.

    >>> parse("feedback", Row(2, {"code": "PA-1", "received_at": "05/03/2026", "unit": "H01.05"}))
    FeedbackRow(code='PA-1', received_at=1772643600, unit='H01.05', title='', answered_at=None)
    """
    if kind == "dossiers":
        return parse_dossier(row.cells, source)
    if kind == "progress":
        return parse_progress(row.cells)
    return _PARSERS[kind](_Line(kind, row.cells))


def parse_dossier(
    cells: Cells,
    source: str,
    statuses: Mapping[str, int] = NO_STATUSES,
    read_phone: Callable[[Cell], str] = phone,
) -> DossierRow:
    """Return a dossier; see `parse`.

    Without a unit the body code inside the dossier code stands for it (the pulled list has no unit). A dossier only
    handed in (1), turned away (3), withdrawn (7) or stopped (8) need not have a receipt, nor one sent back for a supplement
    (5): its submission takes that place, if it is told. `statuses` are words and numbers of the
    sender with the statuses they stand for; `read_phone` reads the telephone number.
    """
    line = _Line("dossiers", cells)
    code = fields.dossier_code(line["code"])
    status = fields.status(line["status"], statuses)
    received = line.read("received_at", fields.past)
    submitted = line.read("submitted_at", fields.maybe_past)
    channel = line.read("channel", fields.channel) or ""
    row = DossierRow(
        code=code,
        procedure_code=fields.procedure_code(line["procedure"]),
        procedure_name=line.text("procedure_name"),
        unit=line.text("unit") or code.partition("-")[0],
        received_at=_received(line, status, received, submitted),
        due_at=line.read("due_at", fields.due),
        status=status,
        holder=line.text("holder"),
        step_due_at=line.read("step_due_at", fields.due),
        finished_at=line.read("finished_at", fields.past),
        returned_at=line.read("returned_at", fields.past),
        phone=fields.maybe(read_phone, line["phone"]) or "",
        lookup_code=line.text("lookup_code"),
        source=source,
        updated_at=line.read("updated_at", fields.past),
        also=line.read("also", fields.dossier_codes) or (),
        receipt=line.text("receipt"),
        step_name=line.text("step_name") or line.text("step_number"),
        intake_due_at=line.read("intake_due_at", fields.due),
        supplement_asked_at=line.read("supplement_asked_at", fields.past),
        supplement_days=fields.maybe(fields.days, line["supplement_days"]),
        supplements=line.read("supplements", read_supplements) or (),
        notify_zalo=line.read("notify_zalo", fields.agreed),
        notify_sms=line.read("notify_sms", fields.agreed),
        # Only where the source tells it apart from the receipt; whether it came by the portal, as far as it says.
        submitted_at=submitted if submitted != received and channel not in _BY_HAND else None,
        case_name=line.text("case"),
        channel=channel,
    )
    stated = order(_latest(row, line.read("refused_at", fields.past)), source, status)
    return msgspec.structs.replace(row, flags=_flags(row), order=stated)


def _received(line: _Line, status: int, received: int | None, submitted: int | None) -> int:
    """When it was received; 0 where a dossier of this status need not have been."""
    if received is None and status in _UNRECEIVED:
        received = submitted
    if received is None:
        return 0 if status in _NEVER_RECEIVED else fields.instant(line["received_at"])
    return received


def _flags(row: DossierRow) -> tuple[str, ...]:
    """What is odd about a row that is taken nevertheless."""
    doubts = {
        "code_form": not fields.is_usual_code(row.code),
        "procedure_form": not _USUAL_PROCEDURE.fullmatch(row.procedure_code),
        "due_before_received": row.due_at is not None and row.due_at < row.received_at,
        "landline": is_landline(row.phone),
    }
    return tuple(flag for flag, raised in doubts.items() if raised)


def _latest(row: DossierRow, refused_at: int | None) -> int:
    """The latest instant a row speaks of: of two rows that one was written later."""
    told = [row.received_at, row.updated_at, row.finished_at, row.returned_at]
    told += [refused_at, row.supplement_asked_at]
    told += [at for pair in row.supplements for at in pair]
    return max(at for at in told if at is not None)


def parse_progress(cells: Cells, statuses: Mapping[str, int] = NO_STATUSES) -> ProgressRow:
    """Return a finished step with its true status; see `parse` and `true_status`. Senders default to status 4.

    `statuses` are words and numbers of the sender with the statuses they stand for.
    """
    line = _Line("progress", cells)
    said = line.text("text")
    return ProgressRow(
        code=fields.dossier_code(line["code"]),
        actor=line.text("actor"),
        at=fields.instant(line["at"]),
        status=true_status(
            fields.status(line["status"], statuses) if line.text("status") else 4, said
        ),
        text=said,
        department=line.text("department"),
        step_due_at=line.read("step_due_at", fields.due),
    )


def _unit(line: _Line) -> UnitRow:
    return UnitRow(
        code=fields.wanted(line["code"]),
        name=fields.wanted(line["name"]),
        level=fields.level(line["level"]),
        parent=line.text("parent"),
        valid_from=fields.day(line["valid_from"]),
        valid_to=fields.day(line["valid_to"]),
        successor=line.text("successor"),
        hours=fields.hours(line["hours"]),
    )


def _person(line: _Line) -> PersonRow:
    number = fields.maybe(phone, line["phone"]) or ""
    return PersonRow(
        code=fields.wanted(line["code"]),
        name=fields.wanted(line["name"]),
        title=line.text("title"),
        unit=fields.wanted(line["unit"]),
        roles=fields.roles(line["roles"]),
        phone=number,
        zalo_user_id=line.text("zalo_user_id"),
        reports_to=line.text("reports_to"),
        flags=("landline",) if is_landline(number) else (),
        language=fields.language(line["language"]),
    )


def _procedure_step(line: _Line) -> ProcedureStepRow:
    given = fields.maybe(fields.minutes, line["hours"])
    valid_from, valid_to = fields.day(line["valid_from"]) or "", fields.day(line["valid_to"])
    if valid_to is not None and valid_to < valid_from:
        raise line["valid_to"].wrong("trước ngày bắt đầu hiệu lực", "sửa một trong hai ngày")
    return ProcedureStepRow(
        code=fields.procedure_code(line["code"]) or fields.wanted(line["code"]),
        name=fields.wanted(line["name"]),
        field=line.text("field"),
        seq=fields.sequence(line["seq"]),
        step=fields.wanted(line["step"]),
        role=line.text("role"),
        unit=line.text("unit"),
        minutes=fields.DEFAULT_STEP_MINUTES if given is None else given,
        counts=fields.counts(line["counts"]),
        total_minutes=fields.maybe(fields.minutes, line["total_hours"]),
        phase=fields.maybe(fields.phase, line["phase"]) or 1,
        case_name=line.text("case"),
        valid_from=valid_from,
        valid_to=valid_to,
        minutes_online=fields.maybe(fields.minutes, line["hours_online"]),
        total_online=fields.maybe(fields.minutes, line["total_hours_online"]),
        source=line.text("source"),
        timed=given is not None,
    )


def _report(line: _Line) -> ReportRow:
    rule = line["rule"]
    try:
        msgspec.json.decode(fields.wanted(rule), type=dict[str, object] | list[dict[str, object]])
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        mend = 'dùng dạng {"kind": "recurring", "every": "month", "day": 22, "inclusive": false}'
        raise rule.wrong("không phải quy tắc thời hạn", mend) from error
    return ReportRow(
        code=fields.wanted(line["code"]),
        name=fields.wanted(line["name"]),
        rule=line.text("rule"),
        from_units=fields.wanted(line["from_units"]),
        to_unit=fields.wanted(line["to_unit"]),
        data_window=line.text("data_window"),
        source=line.text("source"),
        valid_from=fields.day(line["valid_from"]),
        valid_to=fields.day(line["valid_to"]),
    )


def _feedback(line: _Line) -> FeedbackRow:
    return FeedbackRow(
        code=fields.wanted(line["code"]),
        received_at=fields.instant(line["received_at"]),
        unit=fields.wanted(line["unit"]),
        title=line.text("title"),
        answered_at=fields.past(line["answered_at"]),
    )


def _event(line: _Line) -> EventRow:
    return EventRow(
        event=fields.wanted(line["event"]),
        ref=fields.wanted(line["ref"]),
        date=fields.day(line["date"]) or fields.wanted(line["date"]),
        unit=fields.wanted(line["unit"]),
        title=line.text("title"),
    )


_PARSERS: Final[Mapping[str, Callable[[_Line], AnyRow]]] = {
    "units": _unit,
    "people": _person,
    "procedures": _procedure_step,
    "reports": _report,
    "feedback": _feedback,
    "events": _event,
}
