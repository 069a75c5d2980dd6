"""Tells administrators of open alarms, once each and together, while somebody of them is at work.

A message takes the roads that all messages take; only when the alarm is about the very account that speaks to a person
it goes by SMS straight away, as nothing tells when Zalo will carry again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.alarms import line_of
from bot.engine import Engine
from db.directory import Directory
from db.outbox import put
from db.records import Person, Unit
from db.snapshot import Snapshot
from db.store import Row, Tx
from db.words import ZALO_ROADS, Road, Role
from handlers.views import person_view
from messages_vi import troubles
from messages_vi.language import speaking
from messages_vi.render import render

TEMPLATE = "admin/alarm"
LISTED = 4  # alarms in one message; the others are counted
_NOT_BY_ZALO: Final = ";".join(f"{road}:no_grant" for road in Road if road in ZALO_ROADS)


async def tell_alarms(
    engine: Engine, now: int, *, first_account: str = "", by_sms: bool = False
) -> int:
    """Write one message about all alarms not told yet to each administrator; the number of alarms told.

    `first_account` speaks to people without an account of their own; `by_sms`: there is a gateway.

    Nobody is woken: until one of them is in working hours the alarms wait, and what is closed by then is told to nobody.
    Without anybody to be reached they wait too, and stand in `/readyz`, `doctor` and on the front page.
    """
    if not _untold(await engine.store.all("open_alarms")):
        return 0
    async with engine.store.tx() as tx:
        untold = _untold(await tx.all("open_alarms"))
        # They would not hear of it.
        stopped = frozenset(row[0] for row in await tx.all("stopped_lines", now=now))
        people = administrators(engine.snapshot.directory, stopped)
        openings = [_opening(engine.snapshot, person, now) for person in people]
        if not untold or now not in openings:
            return 0
        rows = await tx.all("people_cut_off", first_account=first_account) if by_sms else ()
        cut_off = {row[0] for row in rows}
        for person, opening in zip(people, openings, strict=True):
            with speaking(person.language):
                text = _text(engine.snapshot.directory, person, untold)
            past_zalo = person.id in cut_off and person.phone_sealed is not None
            await _write(tx, person, text, now, opening, past_zalo=past_zalo)
        await tx.many("tell_alarm", ({"key": row[0], "at": now} for row in untold))
        return len(untold)


async def _write(
    tx: Tx, person: Person, text: str, now: int, opening: int, *, past_zalo: bool
) -> None:
    message_id = await put(
        tx,
        person.id,
        TEMPLATE,
        text,
        now=now,
        not_before=opening,
        deadline_at=now,
        road=Road.SMS if past_zalo else Road.CHAT,
    )
    if past_zalo:
        await tx.run("set_tried", id=message_id, tried=_NOT_BY_ZALO)


def administrators(directory: Directory, stopped: frozenset[int] = frozenset()) -> Sequence[Person]:
    """Whom alarms call: the reachable administrators nearest to the top, else a coordinator of the top unit.

    `stopped` are ids of people whose line is stopped.
    """
    units = [unit for unit in directory.units.values() if directory.exists(unit)]
    depths = {unit.id: sum(1 for _ in directory.up_from(unit)) for unit in units}
    admins = [p for unit in units for p in _reachable(directory, unit, Role.ADMIN, stopped)]
    if admins:
        top = min(depths[person.unit_id] for person in admins)
        return [person for person in admins if depths[person.unit_id] == top]
    for unit in sorted(units, key=lambda u: (depths[u.id], u.id)):
        if depths[unit.id] == 1 and (
            found := _reachable(directory, unit, Role.COORDINATOR, stopped)
        ):
            return found[:1]
    return ()


def _reachable(
    directory: Directory, unit: Unit, role: Role, stopped: frozenset[int]
) -> list[Person]:
    return [
        person
        for person in directory.of_unit(unit.id, role)
        if (person.zalo_sealed or person.phone_sealed) and person.id not in stopped
    ]


def _untold(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row[3] is None]


def _opening(snapshot: Snapshot, person: Person, now: int) -> int:
    return snapshot.calendar(person.unit_id).next_opening(now)


def _text(directory: Directory, person: Person, alarms: Sequence[Row]) -> str:
    listed = [_view(directory, key, opened_at) for key, _, opened_at, _ in alarms[:LISTED]]
    context = {
        "person": person_view(person),
        "alarms": listed,
        "n": len(alarms),
        "overflow": len(alarms) - len(listed),
    }
    return render(TEMPLATE, context)


def _view(directory: Directory, key: str, since: int) -> dict[str, object]:
    told = troubles.told(key, about(directory, key))
    return {"what": told.what, "mend": told.mend, "since": since}


def about(directory: Directory, key: str) -> str:
    """Whose line an alarm is about, with the office; empty for other alarms."""
    person = directory.people.get(line_of(key) or 0)
    if person is None:
        return ""
    unit = directory.units.get(person.unit_id)
    return f"{person.name}, {unit.name}" if unit else person.name
