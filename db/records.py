"""Plain records and closed lists of words that every room shares.

Instants are whole seconds since 1970 in UTC; civil computations use Asia/Ho_Chi_Minh (`schedules.civil`).
Dates are `YYYY-MM-DD` text in rows and `datetime.date` in rules. Records are immutable; a change is a new record
(`msgspec.structs.replace`). Field order is the column order of the statements that return the record; a test holds it.
What is read by the ten thousand holds numbers and texts only, so the garbage collector need not look at it (`gc=False`).
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Level(StrEnum):
    """Level of a unit. Districts (`huyen`) and their offices (`phong`) existed until 30/06/2025."""

    TINH = "tinh"
    SO = "so"
    PHONG = "phong"
    HUYEN = "huyen"
    XA = "xa"
    TRUNGTAM = "trungtam"


class Role(StrEnum):
    """What a person may be spoken to as; one person may hold several."""

    OFFICER = "officer"
    HEAD = "head"
    COORDINATOR = "coordinator"
    LEADER = "leader"
    ADMIN = "admin"


class Kind(StrEnum):
    """Kind of work item: what is owed."""

    INTAKE = "intake"
    STEP = "step"
    DOSSIER = "dossier"
    APOLOGY = "apology"
    SUPPLEMENT = "supplement"
    REPORT = "report"
    PUBLICATION = "publication"
    FEEDBACK = "feedback"
    TASK = "task"


class ItemState(StrEnum):
    """`open` is watched; `claimed` rests until the source or the receiving side agrees; the others are silent."""

    OPEN = "open"
    CLAIMED = "claimed"
    DONE = "done"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


class Audience(StrEnum):
    """Whom a rung of a ladder speaks to; the directory turns it into persons."""

    ASSIGNEE = "assignee"
    HEAD = "head"
    COORDINATOR = "coordinator"
    LEADER = "leader"
    RECEIVER = "receiver"


class Fate(StrEnum):
    """Where a notice stands. `waiting` and `held` are on the way; the other four are final."""

    WAITING = "waiting"
    HELD = "held"
    SENT = "sent"
    MERGED = "merged"
    SUPPRESSED = "suppressed"
    FAILED = "failed"


FINAL_FATES = frozenset({Fate.SENT, Fate.MERGED, Fate.SUPPRESSED, Fate.FAILED})


class Reason(StrEnum):
    """Why a notice has its fate; stored with every decision, shown to people, counted."""

    DUE = "due"  # waiting: its instant has come
    QUIET_HOURS = "quiet_hours"  # held: outside the unit's working hours or on a day off
    DIGEST_SLOT = "digest_slot"  # held: goes with the next digest
    FLOOD_GUARD = "flood_guard"  # held: the person has had enough single messages for now
    RECALLED = "recalled"  # held: its message waited too long in the outbox
    NOT_RENDERED = "not_rendered"  # held: its text could not be made; the log says why
    IN_OUTBOX = "in_outbox"  # waiting: written into a message
    ACCEPTED = "accepted"  # sent: the provider took it
    CATCH_UP = "catch_up"  # merged: a later rung of the same ladder says more
    SAME_PERSON = (
        "same_person"  # merged: the person hears of it in another role at the same instant
    )
    SAME_DOSSIER = "same_dossier"  # merged: the dossier's step is told at the same time
    DIGEST_OVERFLOW = "digest_overflow"  # merged: counted in a digest that could not list it
    ANSWERED = "answered"  # suppressed: the person asked has answered
    PROMISED = "promised"  # suppressed: a promise is running
    ITEM_CLOSED = "item_closed"  # suppressed: no longer open when its turn came
    SUPERSEDED = "superseded"  # suppressed: the due date moved, or the assignee changed
    NO_RECIPIENT = "no_recipient"  # suppressed: the directory knows nobody for this audience
    NOT_LINKED = "not_linked"  # suppressed: the person has no Zalo account tied to them
    REFUSED = "refused"  # failed: the provider refused for good
    OUTSIDE_WINDOW = "outside_window"  # failed: no interaction within seven days
    UNRESOLVED = "unresolved"  # failed: outcome unknown and not to be repeated
    NO_ROAD = "no_road"  # failed: every road is closed to this person or shut
    HARM_BOUND = "harm_bound"  # suppressed: more than one person may be sent; the line is stopped


class MessageState(StrEnum):
    """State of one message in the outbox."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    SEEN = "seen"
    UNKNOWN = "unknown"
    FAILED = "failed"
    SUPPRESSED = "suppressed"


class Road(StrEnum):
    """How a message reaches a person; the value of `message.channel`. In this order where they cost the same."""

    CHAT = "zalo"  # consultation message: free for 48 hours after an interaction, paid until day 7
    TEMPLATE_UID = "zbs_uid"  # approved template by Zalo user id
    TEMPLATE_PHONE = "zbs_phone"  # approved template by telephone number
    SMS = "sms"


ZALO_ROADS = frozenset({Road.CHAT, Road.TEMPLATE_UID, Road.TEMPLATE_PHONE})


class Outcome(StrEnum):
    """Class of a provider's answer: the only thing the engine branches on."""

    ACCEPTED = "accepted"
    AGAIN = "again"  # transient: try again with backoff
    AFTER_REFRESH = "after_refresh"  # the access token is dead
    LATER = "later"  # not before a stated time (rate, quota, night)
    OTHER_ROAD = "other_road"  # this person cannot be reached on this channel now
    STOP = "stop"  # our fault or the account's: stop and call a person
    REFUSED = "refused"  # this message will never be accepted
    UNKNOWN = "unknown"  # no trustworthy answer: ask before repeating


class Answer(StrEnum):
    """What a person says about a work item; also the verbs of signed buttons."""

    DONE = "done"
    WORKING = "working"
    BLOCKED = "blocked"
    TRANSFER = "transfer"
    UNDO = "undo"
    NUDGE = "nudge"
    CONFIRM = "confirm"
    REJECT = "reject"  # the receiving side has not got it
    SEEN = "seen"
    DETAILS = "details"  # lines of a digest one by one


class BlockReason(StrEnum):
    """Why work is stuck; domain words of the Gia Lai causes and design decision 5."""

    CITIZEN = "citizen"
    TAX = "tax"
    SYNC = "sync"
    SIGNATURE = "signature"
    OTHER = "other"


class EventState(StrEnum):
    """State of an inbound event."""

    NEW = "new"
    HANDLED = "handled"
    IGNORED = "ignored"
    POISON = "poison"


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

    def has_role(self, role: str) -> bool:
        """Whether the person holds `role`."""
        return role in self.roles.split(";")


class WorkItem(msgspec.Struct, frozen=True, gc=False):
    """Anything owed by someone by an instant (việc).

    `version` counts the due dates it has had. `planned_until` is the instant up to which the ladder has been decided.
    `due_precision` is `date` when only the day counts (reports), `time` when the hour does (steps, dossiers).
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


class Dossier(msgspec.Struct, frozen=True):
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


class Progress(msgspec.Struct, frozen=True):
    """A step already done: who sent the dossier on, when, and the deadline that step had."""

    dossier_code: str
    actor: str
    at: int
    status: int
    note: str
    department: str
    step_due_at: int | None


class ProcedureStep(msgspec.Struct, frozen=True):
    """One step of a procedure's internal process (quy trình nội bộ); `minutes` are working minutes, 480 a day."""

    procedure_code: str
    procedure_name: str
    field: str
    seq: int
    name: str
    role: str
    unit_code: str
    minutes: int
    counts: str


class StatusSeen(msgspec.Struct, frozen=True):
    """That a dossier ran (2, 4) or rested (5, 6) at an instant, and who says so: a progress row, the source, our look."""

    dossier_code: str
    at: int
    status: int
    source: str


class ProcedureSetting(msgspec.Struct, frozen=True):
    """What holds for a procedure as a whole; None: nothing said. `supplement_days` are calendar days."""

    procedure_code: str = "*"
    total_minutes: int | None = None
    after_pause: str | None = None
    supplement_days: int | None = None


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
