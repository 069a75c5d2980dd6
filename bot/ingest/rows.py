"""Rows with meaning: one frozen struct per kind of file. `bot.ingest.parsing` makes them.

A struct holds clean values and names as they were given; finding the unit, person or procedure behind a name is the
store's business. `flags` are doubts that do not stop a row (`FLAG_WORDS`), shown to the coordinator.
"""

from __future__ import annotations

from typing import Final

import msgspec

from db.words import Level, Role

FLAG_WORDS: Final = {
    "code_form": "mã hồ sơ không theo dạng thường gặp",
    "procedure_form": "mã TTHC không theo dạng 1.234567",
    "due_before_received": "ngày hẹn trả trước ngày tiếp nhận",
    "landline": "số điện thoại cố định, không nhận được tin nhắn",
    "phone_dropped": "số điện thoại không đọc được, đã bỏ",
}


class UnitRow(msgspec.Struct, frozen=True):
    """One office and the dates between which it exists (`YYYY-MM-DD`)."""

    code: str
    name: str
    level: Level
    parent: str
    valid_from: str | None
    valid_to: str | None
    successor: str
    hours: str | None


class PersonRow(msgspec.Struct, frozen=True):
    """One civil servant; `unit` and `reports_to` as given: a code or a name."""

    code: str
    name: str
    title: str
    unit: str
    roles: tuple[Role, ...]
    phone: str
    zalo_user_id: str
    reports_to: str
    flags: tuple[str, ...] = ()
    language: str = ""  # empty: as it is known, or the province's


class ProcedureStepRow(msgspec.Struct, frozen=True):
    """One step of a procedure's internal process (quy trình nội bộ); times in working minutes, 480 a day."""

    code: str
    name: str
    field: str
    seq: int
    step: str
    role: str
    unit: str
    minutes: int
    counts: str
    total_minutes: int | None
    phase: int = 1
    case_name: str = ""
    valid_from: str = ""  # ISO date; empty: the version without a date
    valid_to: str | None = None
    minutes_online: int | None = None
    total_online: int | None = None
    source: str = ""
    timed: bool = True  # False: no time stated, the usual two hours stand


class DossierRow(msgspec.Struct, frozen=True, gc=False):
    """One dossier as its source sees it now. Instants in seconds since 1970; `unit` and `holder` as given.

    `received_at` is 0 of a dossier that is not received and whose submission nobody tells.
    """

    code: str
    procedure_code: str
    procedure_name: str
    unit: str
    received_at: int
    due_at: int | None
    status: int
    holder: str
    step_due_at: int | None
    finished_at: int | None
    returned_at: int | None
    phone: str
    lookup_code: str
    source: str
    updated_at: int | None
    flags: tuple[str, ...] = ()
    also: tuple[str, ...] = ()  # other codes of the same dossier
    receipt: str = ""
    step_name: str = ""  # the step in hand, by name or number
    intake_due_at: int | None = None
    supplement_asked_at: int | None = None
    supplement_days: int | None = None
    supplements: tuple[tuple[int, int | None], ...] = ()  # asked for, handed in
    order: tuple[int, ...] = ()  # see `bot.ingest.lateness`
    notify_zalo: bool | None = (
        None  # whether the citizen agreed to hear by Zalo; None: nothing said
    )
    notify_sms: bool | None = None
    submitted_at: int | None = None  # only where told apart from the receipt, of what came online
    case_name: str = ""
    channel: str = ""  # KenhThucHien: 1 direct, 2 online, 3 by post


class ProgressRow(msgspec.Struct, frozen=True, gc=False):
    """One step already done: who sent it on, when, and the deadline that step had (domain reference, fact 2)."""

    code: str
    actor: str
    at: int
    status: int
    text: str
    department: str
    step_due_at: int | None


class ReportRow(msgspec.Struct, frozen=True):
    """One reporting duty; `rule` is JSON in the vocabulary of rules, `from_units` a level or codes."""

    code: str
    name: str
    rule: str
    from_units: str
    to_unit: str
    data_window: str
    source: str
    valid_from: str | None
    valid_to: str | None


class FeedbackRow(msgspec.Struct, frozen=True):
    """One citizen's feedback (phản ánh, kiến nghị) to be answered."""

    code: str
    received_at: int
    unit: str
    title: str
    answered_at: int | None


class EventRow(msgspec.Struct, frozen=True):
    """One event that starts a chain of duties, such as the publication of a procedure."""

    event: str
    ref: str
    date: str
    unit: str
    title: str


AnyRow = (
    UnitRow
    | PersonRow
    | ProcedureStepRow
    | DossierRow
    | ProgressRow
    | ReportRow
    | FeedbackRow
    | EventRow
)
