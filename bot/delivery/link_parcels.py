"""What an invitation says by template or SMS: its code, opened for the moment in which it is handed over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec
import structlog

from bot.delivery.carrying import Parcel
from bot.zalo.filling import date_value, fill
from bot.zalo.templates import template
from db.link_codes import shown
from db.records import Person
from db.sealing import Sealer
from db.snapshot import Snapshot
from db.store import Reader
from handlers.views import unit_view
from messages_vi import briefly
from messages_vi.labels import text as _

log = structlog.get_logger()
KEY: Final = "link_invitation"


async def link_parcels(
    reader: Reader,
    snapshot: Snapshot,
    sealer: Sealer | None,
    invited: Mapping[int, Person | None],
    now: int,
) -> dict[int, Parcel]:
    """What each invitation says; one whose code has ended or is too old says nothing any more."""
    found: dict[int, Parcel] = {}
    if not invited or sealer is None:
        return found
    ids = msgspec.json.encode(sorted(invited)).decode()
    for message_id, sealed, expires_at in await reader.all("codes_of_messages", ids=ids, now=now):
        person = invited[message_id]
        if person is None:
            continue
        try:
            code = sealer.open(sealed)
            found[message_id] = link_parcel(snapshot, person, code, expires_at)
        except Exception:  # one that cannot be made must not keep the others waiting
            log.exception("parcel.failed", action="parcel.failed", message_id=message_id)
    return found


def link_parcel(snapshot: Snapshot, person: Person, code: str, expires_at: int) -> Parcel:
    """The template and its values. Raises `BadMessage` when a value has no form the template takes."""
    values = {
        "nguoi_nhan": briefly.written(person.name, _(briefly.NOBODY)),
        "co_quan": briefly.written(unit_view(snapshot, person.unit_id)["name"], _(briefly.NO_UNIT)),
        "ma_lien_ket": shown(code),
        "het_han": date_value(expires_at),
    }
    return Parcel(KEY, fill(template(KEY), values))
