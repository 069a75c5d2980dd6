"""`people invite`, `unlink`, `links`, `retire`: tying Zalo accounts to people, the record of it, and who has left."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.listing import people
from bot.cli.opening import run, sealer_for, settings_now, stored
from bot.cli.options import json_option
from bot.cli.output import Column, JsonArray, Table, iso, note, print_json
from bot.cli.records import for_people
from schedules.errors import RejectedInput

if TYPE_CHECKING:
    from bot.config import Settings
    from db.records import Person
    from db.snapshot import Snapshot
    from db.store import Reader, Store

PAGE = 20_000
_OUTCOMES = {
    "made": "code made",
    "sent": "to be sent",
    "on_the_way": "sent before, still good",
    "no_number": "no number to send to",
}


@people.command()
@click.option("--unit", help="Only this unit (its code).")
@click.option("--person", "codes", multiple=True, help="This person (code), also one who is linked; may be repeated.")  # fmt: skip
@click.option(
    "--qr",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write printable sheets by unit, a picture a person and the account's QR code into this folder.",
)
@click.option("--send", "sending", is_flag=True, help="Send each code to the person's number, by template or SMS.")  # fmt: skip
@click.option(
    "--days",
    type=click.IntRange(1, 60),
    default=7,
    show_default=True,
    help="How long a code may be used.",
)
@json_option
def invite(
    unit: str | None,
    codes: tuple[str, ...],
    folder: Path | None,
    sending: bool,
    days: int,
    as_json: bool,
) -> None:
    """Make one-time codes that tie a Zalo account to a person.

    For everybody who has no account yet, of one unit or of all; whoever is named with --person gets one in any case. A new
    code ends the one before it. Codes are shown here once and kept as keyed hashes only: treat the output like a password.
    """
    settings, now = settings_now()
    if folder is not None and not settings.zalo.oa_id:
        raise RejectedInput("--qr", str(folder), "the QR code opens the account: set NHACVIEC_ZALO__OA_ID")  # fmt: skip

    async def work() -> list[dict[str, Any]]:
        from bot.inviting import chosen, print_invitations, record
        from bot.inviting import invite as make

        async with stored(settings) as store:
            sealer = await sealer_for(settings, store)
            snapshot = await _snapshot(settings, store, now)
            meant = chosen(snapshot, unit, codes)
            made = await make(store, sealer, snapshot, meant, now, days, sending=sending)
        pictures = print_invitations(folder, snapshot, made, settings.zalo.oa_id) if folder else {}
        return [record(snapshot, one, pictures.get(one.person.id)) for one in made]

    found = [{**one, "expires_at": iso(one["expires_at"])} for one in run(work())]
    if as_json:
        print_json(found)
        return
    columns = [
        Column("unit", "unit_name", 30),
        Column("person", "person", 16),
        Column("name", "name", 28),
        Column("code", "code"),
        Column("until", "expires_at", 16),
        Column("outcome", "outcome", 26),
    ]
    _show(columns, [{**one, "outcome": _OUTCOMES[one["outcome"]]} for one in found])


@people.command()
@click.argument("code")
@json_option
def unlink(code: str, as_json: bool) -> None:
    """End the tie between a person (CODE) and their Zalo account.

    What waits to go there is taken back and goes by another road; the account is told. An invitation ties them again.
    """
    settings, now = settings_now()

    async def work() -> Person:
        async with stored(settings) as store:
            return await _unlink(store, await _snapshot(settings, store, now), code, now)

    person = run(work())
    if as_json:
        print_json({"person": person.code, "name": person.name, "zalo_linked": False})
    else:
        click.echo(f"{person.code} {person.name}: no longer linked")


async def _unlink(store: Store, snapshot: Snapshot, code: str, now: int) -> Person:
    from bot.hearing import write_says
    from db.words import TieBy
    from handlers.context import say
    from handlers.ties import account_of, untie
    from handlers.views import named_view, person_view

    person = snapshot.directory.people_by_code.get(code)
    if person is None:
        raise RejectedInput("code", code, "nobody active has this code; see `nhacviec people`")
    if await account_of(store, person.id) is None:
        raise RejectedInput("code", code, "this person is tied to no Zalo account")
    async with store.tx() as tx:
        left = await untie(tx, person, TieBy.COMMAND, now)
        assert left is not None  # noqa: S101 - looked at before
        told = {"person": person_view(left), "whom": named_view(person)}
        await write_says(tx, snapshot, [left], [say(left, "unlinked", told, at_once=True)], now)
    return person


@people.command()
@click.argument("code")
@click.option("--successor", help="Who takes over what they have (code).")
@json_option
def retire(code: str, successor: str | None, as_json: bool) -> None:
    """Somebody (CODE) has left: no reminder reaches them, and their open work goes to another or to nobody.

    Work that is nobody's is told to the coordinator of its unit. A people file that still names them brings them back: take
    them out of it first.
    """
    settings, now = settings_now()

    async def work() -> tuple[Person, int]:
        from bot.retiring import retire as leave

        async with stored(settings) as store:
            snapshot = await _snapshot(settings, store, now)
            return await leave(store, snapshot, code, successor, now)

    person, items = run(work())
    if as_json:
        print_json({"person": person.code, "active": False, "successor": successor, "items": items})
    else:
        click.echo(f"{person.code} {person.name}: has left; {items} items go to {successor or 'nobody'}")  # fmt: skip


@people.command()
@click.option("--unit", help="Only people of this unit (its code).")
@click.option("--person", help="Only this person (code).")
@json_option
def links(unit: str | None, person: str | None, as_json: bool) -> None:
    """Who was tied to a Zalo account or untied, when and how; rows are never changed."""
    settings, _ = settings_now()

    async def work() -> list[dict[str, Any]]:
        async with stored(settings) as store:
            return await _links(store, unit, person)

    found = run(work())
    if as_json:
        array = JsonArray()
        array.add(found)
        array.close()
        return
    columns = [
        Column("at", "at", 16),
        Column("what", "what"),
        Column("how", "how"),
        Column("person", "person", 16),
        Column("name", "person_name", 28),
        Column("unit", "unit_name", 30),
    ]
    _show(columns, found)


async def _links(reader: Reader, unit: str | None, person: str | None) -> list[dict[str, Any]]:
    names = ("id", "at", "what", "how", "person", "person_name", "unit", "unit_name", "by")
    found: list[dict[str, Any]] = []
    while rows := await reader.all(
        "list_link_events",
        unit=unit,
        person=person,
        after_id=found[-1]["id"] if found else 0,
        limit=PAGE,
    ):
        found += [dict(zip(names, row, strict=True)) for row in rows]
    return [{**one, "at": iso(one["at"])} for one in found]


async def _snapshot(settings: Settings, store: Reader, now: int) -> Snapshot:
    """The directory of today, and whether there are roads by number."""
    from bot.roads import make_desk
    from db.snapshot import take_snapshot
    from db.words import Road
    from schedules.civil import civil_date

    by_phone = not make_desk(settings).roads.isdisjoint({Road.TEMPLATE_PHONE, Road.SMS})
    return await take_snapshot(store, civil_date(now), by_phone=by_phone)


def _show(columns: list[Column], found: list[dict[str, Any]]) -> None:
    if not found:
        note("nothing found")
        return
    Table(columns).add([for_people(one) for one in found])
