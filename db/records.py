"""Plain records that every room shares; their closed lists of words stand in `db.words`.

Instants are whole seconds since 1970 in UTC; civil computations use Asia/Ho_Chi_Minh (`schedules.civil`).
Dates are `YYYY-MM-DD` text in rows and `datetime.date` in rules. Records are immutable; a change is a new record
(`msgspec.structs.replace`). Field order is the column order of the statements that return the record; a test holds it.
What is read by the ten thousand holds numbers and texts only, so the garbage collector need not look at it (`gc=False`).
"""

from __future__ import annotations

import msgspec


class Unit(msgspec.Struct, frozen=True):
    """An office (cơ quan, đơn vị) with the dates between which it exists."""

    id: int
    code: str
    name: str
    level: str
    parent_code: str | None
    valid_from: str | None
    valid_to: str | None
    successor_code: str | None
    hours: str | None


class Person(msgspec.Struct, frozen=True):
    """A civil servant. `zalo_sealed` and `phone_sealed` are ciphertext; `roles` is `;`-separated."""

    id: int
    code: str
    name: str
    title: str
    unit_id: int
    roles: str
    reports_to: int | None
    zalo_sealed: bytes | None
    phone_sealed: bytes | None
    last_interaction_at: int | None
    active: int
    language: str = ""  # a folder of `messages_vi/locale/`; empty: the province's

    def has_role(self, role: str) -> bool:
        """Whether the person holds `role`."""
        return role in self.roles.split(";")


class WorkItem(msgspec.Struct, frozen=True, gc=False):
    """Anything owed by someone by an instant (việc).

    `version` counts the due dates it has had. `planned_until` is the instant up to which the ladder has been decided.
    `due_precision` is `date` when only the day counts (reports), `time` when the hour does (steps, dossiers).
    `co_holders` are ids of those who hold it beside the assignee, with `;` between.
    """

    id: int
    key: str
    kind: str
    code: str
    title: str
    unit_id: int
    to_unit_id: int | None
    assignee_id: int | None
    dossier_id: int | None
    starts_at: int
    due_at: int
    due_precision: str
    version: int
    state: str
    policy_id: int
    planned_until: int
    answered_at: int | None
    promise_until: int | None
    claimed_at: int | None
    next_at: int | None
    derivation: str
    detail: str
    co_holders: str = ""

    def holder_ids(self) -> tuple[int, ...]:
        """The ids of all who have it, the assignee first; empty without one."""
        if self.assignee_id is None:
            return ()
        if not self.co_holders:
            return (self.assignee_id,)
        return (self.assignee_id, *map(int, self.co_holders.split(";")))


class Notice(msgspec.Struct, frozen=True, gc=False):
    """One item x version x person x rung, and where it stands."""

    id: int
    item_id: int
    version: int
    person_id: int | None
    audience: str
    rung: str
    fate: str
    reason: str
    rung_at: int
    send_at: int
    in_digest: int
    message_id: int | None
    behalf_of: int | None = None  # in whose place the person is told
    delegation_id: int | None = None  # by which delegation; none: somebody is away without one


class Message(msgspec.Struct, frozen=True):
    """What is sent to one person: one or many notices, or a reply."""

    id: int
    person_id: int
    channel: str
    template: str
    text: str
    buttons: str
    state: str
    reason: str
    deadline_at: int
    not_before: int
    created_at: int
    sent_at: int | None
    provider_id: str | None
    attempts: int


class Event(msgspec.Struct, frozen=True):
    """An inbound event exactly as it came, stored before it was answered."""

    id: int
    key: str
    source: str
    name: str
    body: bytes
    received_at: int
    state: str
    attempts: int


class Reply(msgspec.Struct, frozen=True):
    """What a person said about an item, and whether it was taken back."""

    id: int
    item_id: int
    version: int
    person_id: int
    answer: str
    argument: str
    at: int
    before: str
    undone_at: int | None
    behalf_of: int | None = None  # in whose place it was given


class Duty(msgspec.Struct, frozen=True):
    """A recurring or dated duty: who reports what to whom under which rule, with the dates it is in force."""

    id: int
    code: str
    name: str
    rule: str
    from_units: str
    to_unit: str
    data_window: str
    source: str
    valid_from: str | None
    valid_to: str | None


class CalendarDay(msgspec.Struct, frozen=True):
    """A day that differs from the week's pattern. `kind`: holiday, compensation, swap_off, swap_work, half."""

    date: str
    kind: str
    name: str
    source: str
    version: int


class Dossier(msgspec.Struct, frozen=True, gc=False):
    """A dossier (hồ sơ TTHC) as its source sees it now."""

    id: int
    code: str
    procedure_code: str
    procedure_name: str
    unit_id: int
    received_at: int
    due_at: int | None
    status: int
    holder: str
    step_due_at: int | None
    finished_at: int | None
    returned_at: int | None
    source: str
    updated_at: int
    fingerprint: str
    told_order: str = "[]"  # see `bot.ingest.lateness`
    step_name: str = ""  # the step in hand, where the source names it
    intake_due_at: int | None = None
    supplement_asked_at: int | None = None
    supplement_days: int | None = None  # calendar days
    submitted_at: int | None = None  # where a source tells it apart from the receipt
    case_name: str = ""  # the case (trường hợp) of its procedure, where the source names one
    channel: str = ""  # KenhThucHien: 1 direct, 2 online, 3 by post

    @property
    def online(self) -> bool:
        """Whether it was handed in online: some processes grant other times then."""
        return self.channel == "2"


class Progress(msgspec.Struct, frozen=True, gc=False):
    """A step already done: who sent the dossier on, when, and the deadline that step had."""

    dossier_code: str
    actor: str
    at: int
    status: int
    note: str
    department: str
    step_due_at: int | None


class ProcedureStep(msgspec.Struct, frozen=True, gc=False):
    """One step of a procedure's internal process (quy trình nội bộ); `minutes` are working minutes, 480 a day.

    A version is all steps with one `valid_from` (ISO date, empty: without a date). `case_name` is its case (trường hợp,
    empty: the usual one), `phase` its phase (giai đoạn, from 1). What is None of `minutes_online` and `total_online` is
    as for those who come in person; `total_minutes` is what the case grants in this phase as a whole. `timed` 0: no time
    was stated, the usual two hours stand.
    """

    procedure_code: str
    procedure_name: str
    field: str
    seq: int
    name: str
    role: str
    unit_code: str
    minutes: int
    counts: str
    phase: int = 1
    case_name: str = ""
    valid_from: str = ""
    valid_to: str | None = None
    minutes_online: int | None = None
    total_minutes: int | None = None
    total_online: int | None = None
    source: str = ""
    timed: int = 1


class StatusSeen(msgspec.Struct, frozen=True, gc=False):
    """That a dossier ran (2, 4) or rested (5, 6) at an instant, and who says so: a progress row, the source, our look."""

    dossier_code: str
    at: int
    status: int
    source: str


class ProcedureSetting(msgspec.Struct, frozen=True, gc=False):
    """What holds for a procedure as a whole; None: nothing said. `supplement_days` are calendar days.

    `answer_until` are minutes after midnight: of a same-day procedure what comes in later is answered the next working day.
    """

    procedure_code: str = "*"
    after_pause: str | None = None
    supplement_days: int | None = None
    answer_until: int | None = None


class Letter(msgspec.Struct, frozen=True, gc=False):
    """A letter of apology about the promised date `due_at`, a draft until it is signed.

    `reason` is a word of `DelayReason` or empty, `told_reason` the head's own words; `person_id` who wrote or signed it.
    """

    id: int
    dossier_id: int
    due_at: int
    reason: str
    told_reason: str
    new_due_at: int | None
    person_id: int
    touched_at: int
    signed_at: int | None


class Feedback(msgspec.Struct, frozen=True):
    """A citizen's feedback (phản ánh, kiến nghị) to be answered."""

    code: str
    unit_id: int
    title: str
    received_at: int
    answered_at: int | None


class ChainEvent(msgspec.Struct, frozen=True):
    """An event that starts a chain of duties; `date` is the day it happened, `unit_id` who is in charge."""

    ref: str
    event: str
    date: str
    unit_id: int
    title: str
