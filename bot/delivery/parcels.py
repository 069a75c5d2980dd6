"""What a message says where there is no chat: which approved template, and its values, from what the message is about.

The mapping is a table, `parcel_of` and `alarm_parcel` are pure; `parcels` reads what a whole batch needs in three
statements, and in a fourth when administrators are told of alarms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

import msgspec
import structlog

from bot.delivery.carrying import Parcel
from bot.delivery.citizen_parcels import PREFIX, citizen_parcels
from bot.delivery.link_parcels import link_parcels
from bot.zalo.filling import date_value, fill
from bot.zalo.templates import LONGEST, template
from bot.zalo.templates import Kind as Form
from db.records import Person, WorkItem
from db.sealing import Sealer
from db.snapshot import Snapshot
from db.store import Reader
from db.words import Audience, ItemState, Kind
from handlers.inviting import TEMPLATE as INVITATION
from handlers.views import item_view, unit_view
from messages_vi import briefly, formats, leaving, troubles
from messages_vi.catalogue import SOURCE_LOCALE
from messages_vi.context import ItemView
from messages_vi.labels import text as _
from messages_vi.language import speaking
from messages_vi.table import family_of

log = structlog.get_logger()
STEP, DUE, REPORT, ABOVE = "officer_step", "officer_due", "report_due", "head_escalation"
ALARM: Final = "admin_alarm"
_CALL: Final = "admin/alarm"  # template of a message about alarms

# The most particular row counts: (audience, kind or None for all others, rung's family or None) -> template.
_SINGLES: Final[Mapping[tuple[Audience, Kind | None, str | None], str]] = {
    (Audience.ASSIGNEE, Kind.STEP, "handover"): STEP,
    (Audience.ASSIGNEE, Kind.STEP, "received"): STEP,
    (Audience.ASSIGNEE, Kind.REPORT, "handover"): REPORT,
    (Audience.ASSIGNEE, Kind.REPORT, "halfway"): REPORT,
    (Audience.ASSIGNEE, Kind.REPORT, "due_in_days"): REPORT,
    (Audience.ASSIGNEE, Kind.REPORT, "due_tomorrow"): REPORT,
    (Audience.ASSIGNEE, Kind.REPORT, "due_today"): REPORT,
    (Audience.ASSIGNEE, Kind.REPORT, "due_soon"): REPORT,
    (Audience.ASSIGNEE, None, None): DUE,
    (Audience.HEAD, None, None): ABOVE,
    (Audience.COORDINATOR, None, None): ABOVE,
    (Audience.LEADER, None, None): ABOVE,
    (Audience.RECEIVER, None, None): ABOVE,
}
_DIGESTS: Final[Mapping[Audience, str]] = {
    Audience.ASSIGNEE: DUE,
    Audience.HEAD: ABOVE,
    Audience.COORDINATOR: ABOVE,
    Audience.LEADER: ABOVE,
    Audience.RECEIVER: ABOVE,
}
# Messages without notices that others must hear of. That work was confirmed asks for nothing: it has no other road.
_REPLIES: Final[Mapping[str, tuple[Audience, str]]] = {
    "reply/nudge": (Audience.ASSIGNEE, "nudge"),
    "reply/received_from": (Audience.ASSIGNEE, "received"),
    "reply/rejected": (Audience.ASSIGNEE, "rejected"),
    "reply/report_moved_told": (Audience.ASSIGNEE, "received"),
    "reply/blocked_to_head": (Audience.HEAD, "blocked"),
    "reply/sync_to_coordinator": (Audience.COORDINATOR, "not_synced"),
    "reply/apology_nudge": (Audience.HEAD, "nudge"),
    "reply/second_slip_told": (Audience.LEADER, "second_slip"),
}


class Line(NamedTuple):
    """One item that a message is about, whom it speaks to and why: a rung's key, or a word of `_REPLIES`."""

    audience: Audience
    rung: str
    item: WorkItem
    behalf_of: int | None = None  # in whose place it is told


class Window(msgspec.Struct, frozen=True):
    """What the derivation of a report says of its data window: first and last day."""

    window: tuple[date, date] | None = None


_WINDOW: Final = msgspec.json.Decoder(Window)


async def parcels(
    tx: Reader,
    snapshot: Snapshot,
    message_ids: Sequence[int],
    now: int,
    sealer: Sealer | None = None,
) -> dict[int, Parcel]:
    """What each message says by template or SMS. A message missing here can only go by chat: an answer to the speaker,
    one to a person who has left the directory, or one whose items are all done with.
    """
    ids = msgspec.json.encode(list(message_ids)).decode()
    lines: dict[int, list[tuple[str, str, int, int | None]]] = defaultdict(list)
    for message_id, item_id, audience, rung, behalf_of in await tx.all(
        "notices_of_messages", ids=ids
    ):
        lines[message_id].append((audience, rung, item_id, behalf_of))
    people, calls, citizens = {}, False, []
    subjects = await tx.all("subjects_of_messages", ids=ids)
    for message_id, person_id, name, item_id in subjects:
        if name.startswith(PREFIX):
            citizens.append(message_id)
            continue
        people[message_id] = snapshot.directory.people.get(person_id)
        calls = calls or name == _CALL
        if not lines[message_id] and item_id is not None and name in _REPLIES:
            lines[message_id].append((*_REPLIES[name], item_id, None))
    wanted = sorted(
        {item_id for told in lines.values() for _audience, _rung, item_id, _other in told}
    )
    rows = await tx.all("items_by_ids", ids=msgspec.json.encode(wanted).decode())
    items = {row[0]: WorkItem(*row) for row in rows}
    alarms: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for message_id, key, opened_at in await tx.all("alarms_of_messages", ids=ids) if calls else ():
        alarms[message_id].append((key, opened_at))
    found = await citizen_parcels(tx, snapshot, citizens) if citizens else {}
    invited = {row[0]: people[row[0]] for row in subjects if row[2] == INVITATION}
    found |= await link_parcels(tx, snapshot, sealer, invited, now)
    for message_id, person in people.items():
        told = [Line(Audience(a), r, items[i], b) for a, r, i, b in lines[message_id] if i in items]
        try:
            parcel = _parcel(snapshot, person, told, alarms[message_id], now) if person else None
        except Exception:  # one that cannot be made must not keep the others waiting
            log.exception("parcel.failed", action="parcel.failed", message_id=message_id)
            continue
        if parcel is not None:
            found[message_id] = parcel
    return found


def _parcel(
    snapshot: Snapshot,
    person: Person,
    lines: Sequence[Line],
    alarms: Sequence[tuple[str, int]],
    now: int,
) -> Parcel | None:
    with speaking(SOURCE_LOCALE):  # as templates were approved and SMS texts registered
        return alarm_parcel(person, alarms) if alarms else parcel_of(snapshot, person, lines, now)


def alarm_parcel(person: Person, alarms: Sequence[tuple[str, int]]) -> Parcel:
    """What an administrator is told of open alarms: how many, and the first one with its beginning (keys and instants)."""
    key, since = min(alarms, key=lambda alarm: alarm[1])
    values = {
        "nguoi_nhan": briefly.written(person.name, _(briefly.NOBODY)),
        "so_su_co": formats.tally(len(alarms)),
        "su_co": troubles.told(key).brief,
        "tu_luc": date_value(since),
    }
    return Parcel(ALARM, fill(template(ALARM), values))


def parcel_of(snapshot: Snapshot, person: Person, lines: Sequence[Line], now: int) -> Parcel | None:
    """The template and values for one person's lines; None when no line is about anything still to be done.

    Of several lines the most urgent is told, with how many more there are.
    """
    standing = [one for one in lines if one.item.state in (ItemState.OPEN, ItemState.CLAIMED)]
    if not standing:
        return None
    first = min(standing, key=lambda one: one.item.due_at)
    view = item_view(snapshot, first.item, now)
    key = _key(first, view, len(standing), now)
    unit = briefly.written(unit_view(snapshot, first.item.unit_id)["name"], _(briefly.NO_UNIT))
    common = {
        "nguoi_nhan": briefly.written(_called(snapshot, person, standing), _(briefly.NOBODY)),
        "co_quan": unit,
    }
    own = {
        STEP: _step_values,
        DUE: _item_values,
        ABOVE: _item_values,
        REPORT: _report_values,
    }[key](first, view, len(standing) - 1, now)
    return Parcel(key, fill(template(key), common | own))


def _called(snapshot: Snapshot, person: Person, lines: Sequence[Line]) -> str:
    """Who is spoken to, and in whose place where all of it is told so and there is room."""
    others = {line.behalf_of for line in lines}
    other = snapshot.directory.people.get(next(iter(others)) or 0) if len(others) == 1 else None
    whole = leaving.acting(person.name, other.name) if other else person.name
    return whole if len(whole) <= LONGEST[Form.NAME] else person.name


def key_of(audience: Audience, kind: str, rung: str, *, digest: bool) -> str:
    """The template by the tables, by whom, what and why.

    >>> key_of(Audience.ASSIGNEE, "step", "handover", digest=False)
    'officer_step'
    """
    if digest:
        return _DIGESTS[audience]
    family = family_of(rung)
    rows = ((audience, Kind(kind), family), (audience, None, None))
    return next(_SINGLES[row] for row in rows if row in _SINGLES)


def _key(line: Line, view: ItemView, lines: int, now: int) -> str:
    key = key_of(line.audience, line.item.kind, line.rung, digest=lines > 1)
    # The report's template says "soon due" and needs what not every report has.
    late = now > line.item.due_at
    if key == REPORT and (late or _window_of(line.item) is None or not view["to_unit"].strip()):
        return DUE
    return key


def _step_values(line: Line, view: ItemView, others: int, now: int) -> dict[str, str]:
    del others, now  # a step is told alone, and on its first day
    kind = view["kind_label"]
    return {
        "ma_ho_so": _code(view),
        "thu_tuc": briefly.written(view["procedure"] or view["title"], kind),
        "buoc": briefly.written(view["step"], kind),
        "han_xu_ly": _due(line.item),
    }


def _item_values(line: Line, view: ItemView, others: int, now: int) -> dict[str, str]:
    return {
        "ma_viec": _code(view),
        "noi_dung": briefly.with_others(briefly.subject(view), others)
        if others
        else briefly.with_window(view),
        "han_xu_ly": _due(line.item),
        "tinh_trang": briefly.standing(view, family_of(line.rung), now),
    }


def _report_values(line: Line, view: ItemView, others: int, now: int) -> dict[str, str]:
    del others, now  # told alone, before its day
    window = _window_of(line.item)
    assert window is not None  # noqa: S101 - _key takes another template then
    return {
        "bao_cao": briefly.subject(view),
        "ngay_chot": f"{window[1]:%d/%m/%Y}",
        "han_gui": _due(line.item),
        "noi_nhan": briefly.written(view["to_unit"], _(briefly.NO_UNIT)),
    }


def _code(view: ItemView) -> str:
    code = briefly.written(view["code"], _(briefly.NO_CODE))
    return code if len(code) <= LONGEST[Form.CODE] else _(briefly.NO_CODE)


def _due(item: WorkItem) -> str:
    return date_value(item.due_at, with_hour=item.due_precision != "date")


def _window_of(item: WorkItem) -> tuple[date, date] | None:
    try:
        return _WINDOW.decode(item.derivation).window
    except msgspec.DecodeError:
        return None  # imported with a derivation of another form
