"""What news for a citizen say: in a chat, and where there is no chat as an approved template with its values.

Code, procedure, office and dates, nothing else: no name, no content of the dossier (the domain reference, 8.2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

import msgspec
import structlog

from bot.delivery.carrying import Parcel
from bot.zalo.filling import date_value, fill
from bot.zalo.templates import LONGEST, template
from bot.zalo.templates import Kind as Form
from db.snapshot import Snapshot
from db.store import Reader
from db.words import Occasion
from handlers.views import unit_view
from messages_vi import briefly
from messages_vi.catalogue import SOURCE_LOCALE
from messages_vi.context import CitizenContext
from messages_vi.labels import OCCASIONS
from messages_vi.labels import text as _
from messages_vi.language import speaking
from schedules.civil import at, parse_civil, to_instant
from schedules.errors import RejectedInput

log = structlog.get_logger()
FORM_OF_ADDRESS: Final = "Ông/Bà"
PREFIX: Final = "citizen/"  # of the templates of messages to citizens
SUPPLEMENT: Final = 5
# What has a template of its own; what misses a date that it needs, and all else, goes by the general one.
_KEYS: Final[Mapping[Occasion, str]] = {
    Occasion.RECEIVED: "citizen_received",
    Occasion.SUPPLEMENT_ASKED: "citizen_supplement",
    Occasion.SUPPLEMENT_DUE: "citizen_supplement",
    Occasion.FINANCIAL_DUTY: "citizen_payment",
    Occasion.DATE_MOVED: "citizen_moved",
    Occasion.RESULT_READY: "citizen_result",
}
_GENERAL: Final = "citizen_state"


class Facts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the words need beside the dossier, as JSON in `citizen_news.facts`; instants in seconds.

    `new_date` may also be a date or an instant in ISO form, as whoever moved the date knows it.
    """

    until: int | None = None  # the limit of a supplement
    status: int = 0  # of the pause that is over
    new_date: int | str | None = None
    reason: str = ""
    step: str = ""  # the step in hand


class Told(NamedTuple):
    """One piece of news with what is told of its dossier."""

    occasion: Occasion
    facts: Facts
    code: str
    procedure: str
    unit_id: int
    received_at: int
    due_at: int | None


def read_facts(text: str) -> Facts:
    """The facts of a row; empty when they are none."""
    try:
        return msgspec.json.decode(text, type=Facts) if text else Facts()
    except msgspec.DecodeError:
        return Facts()


def new_date(facts: Facts) -> int | None:
    """The instant to which a promise was moved, None when nobody can tell.

    >>> new_date(Facts(new_date="2025-03-27"))
    1743008400
    """
    given = facts.new_date
    if given is None or isinstance(given, int):
        return given
    try:
        return (
            at(date.fromisoformat(given), 0) if len(given) == 10 else to_instant(parse_civil(given))
        )
    except (ValueError, RejectedInput):
        return None


def chat_context(snapshot: Snapshot, told: Told) -> CitizenContext:
    """What the template of an occasion is told."""
    return {
        "person": {"name": "", "title": "", "form_of_address": FORM_OF_ADDRESS},
        "unit": {"name": _unit(snapshot, told)},
        "dossier": {
            "code": told.code,
            "procedure": told.procedure,
            "received": told.received_at,
            "due": told.due_at,
        },
        "until": told.facts.until,
        "new_date": new_date(told.facts),
        "reason": _(told.facts.reason)
        if told.facts.reason
        else "",  # one of a closed list has words
        "supplemented": told.facts.status == SUPPLEMENT,
        "step": told.facts.step,
    }


def key_of(told: Told) -> str:
    """The approved template of an occasion: the general one where a date that its own needs is not known."""
    lacks = (
        (told.occasion == Occasion.RECEIVED and told.due_at is None)
        or (told.occasion in _LIMITED and told.facts.until is None)
        or (told.occasion == Occasion.DATE_MOVED and new_date(told.facts) is None)
    )
    return _GENERAL if lacks else _KEYS.get(told.occasion, _GENERAL)


_LIMITED: Final = frozenset({Occasion.SUPPLEMENT_ASKED, Occasion.SUPPLEMENT_DUE})


def parcel_of(snapshot: Snapshot, told: Told) -> Parcel:
    """The template and its values. Raises `BadMessage` when a value has no form the template takes."""
    with speaking(SOURCE_LOCALE):  # as it was approved and registered
        return _parcel(snapshot, told)


def _parcel(snapshot: Snapshot, told: Told) -> Parcel:
    found = template(key_of(told))
    code = briefly.written(told.code, _(briefly.NO_CODE))
    values = {
        "co_quan": _unit(snapshot, told),
        "ma_ho_so": code if len(code) <= LONGEST[Form.CODE] else _(briefly.NO_CODE),
        "thu_tuc": briefly.written(told.procedure, _(briefly.NO_PROCEDURE)),
        "tinh_trang": _(OCCASIONS[told.occasion]),
        "tiep_nhan_luc": date_value(told.received_at),
        "ngay_hen": date_value(told.due_at or 0),
        "han_bo_sung": date_value(told.facts.until or 0),
        "hen_moi": date_value(new_date(told.facts) or 0, with_hour=False),
        "ly_do": briefly.written(told.facts.reason, _(briefly.NO_REASON)),
    }
    return Parcel(found.key, fill(found, {name: values[name] for name in found.parameters}))


async def citizen_parcels(
    reader: Reader, snapshot: Snapshot, message_ids: Sequence[int]
) -> dict[int, Parcel]:
    """What messages to citizens say where there is no chat."""
    ids = msgspec.json.encode(list(message_ids)).decode()
    found = {}
    for message_id, occasion, facts, *rest in await reader.all("news_of_messages", ids=ids):
        try:
            told = Told(Occasion(occasion), read_facts(facts), *rest)
            found[message_id] = parcel_of(snapshot, told)
        except Exception:  # one that cannot be made must not keep the others waiting
            log.exception("parcel.failed", action="parcel.failed", message_id=message_id)
    return found


def _unit(snapshot: Snapshot, told: Told) -> str:
    return briefly.written(unit_view(snapshot, told.unit_id)["name"], _(briefly.NO_UNIT))
