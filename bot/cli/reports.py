"""`report`: asking units for a report once, and how reports stand: what the chat does, by command."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import click

from bot.cli.opening import run, sealer_for, settings_now, stored
from bot.cli.options import json_option
from bot.cli.output import Column, Table, iso, note, print_json
from schedules.errors import RejectedInput

if TYPE_CHECKING:
    from bot.engine import Engine
    from db.records import Unit
    from db.snapshot import Snapshot
    from handlers.ad_hoc import AdHoc
    from handlers.payload import Signer
    from schedules.roll import Roll

_COLUMNS = (
    Column("code", "code", 22),
    Column("name", "name", 50),
    Column("due", "due_at", 25),
    Column("to", "to", 12),
    Column("units", "units", 5),
    Column("in", "handed_in", 5),
    Column("confirmed", "confirmed", 9),
    Column("late", "late", 5),
    Column("state", "state", 10),
)
_UNITS = (
    Column("unit", "unit", 14),
    Column("name", "name", 40),
    Column("standing", "standing", 10),
    Column("reason", "reason", 12),
    Column("sent", "sent_at", 25),
)


@click.group()
def report() -> None:
    """Reports asked for once (báo cáo đột xuất), and who has sent which report."""


@report.command()
@click.option("--name", required=True, help="What the report is called.")
@click.option(
    "--due",
    required=True,
    help="By when: “25/11/2025 16:00”, “trước ngày 25/11/2025” (that day excluded), or ISO 8601.",
)
@click.option(
    "--units", required=True, help="Who owes it: levels (xa, so, …) or codes, “;” between."
)
@click.option("--to", "to_unit", required=True, help="The unit that receives it (its code).")
@click.option("--window", default="", help="The period of its data, in words.")
@click.option("--source", default="", help="The document it rests on.")
@click.option("--given-by", help="Whoever gives it (their code); they may move it and call it off.")
@json_option
def new(as_json: bool, **asked: str | None) -> None:
    """Ask units for a report once: one item a unit, all or none."""
    found = run(_new({key: value or "" for key, value in asked.items()}))
    if as_json:
        print_json(found)
    else:
        note(f"{found['code']}: {found['units']} units, due {found['due_at']}")


async def _new(asked: Mapping[str, str]) -> dict[str, Any]:
    import msgspec

    from handlers import ad_hoc

    async with _opened() as (engine, now, _signer):
        directory = engine.snapshot.directory
        receiver = directory.units_by_code.get(asked["to_unit"])
        if receiver is None:
            raise RejectedInput("--to", asked["to_unit"], "a code of a unit")
        name = " ".join(asked["name"].split())
        if not 0 < len(name) <= ad_hoc.LONGEST_NAME:
            raise RejectedInput("--name", name, f"one to {ad_hoc.LONGEST_NAME} characters")
        giver = directory.people_by_code.get(asked["given_by"])
        if asked["given_by"] and giver is None:
            raise RejectedInput(
                "--given-by", asked["given_by"], "a code that `nhacviec people` lists"
            )
        units = _units(engine.snapshot, asked["units"], receiver)
        due_at, precision = _due(engine.snapshot, asked["due"], receiver, now)
        row = {
            "name": name,
            "due_at": due_at,
            "due_precision": precision,
            "to_unit_id": receiver.id,
            "units": msgspec.json.encode([unit.id for unit in units]).decode(),
            "data_window": asked["window"],
            "source": asked["source"],
            "told": "nhacviec report new",
            "given_by": giver.id if giver else None,
        }
        async with engine.store.tx() as tx:
            made = await ad_hoc.draft(tx, row, now)
            await ad_hoc.give(tx, engine.snapshot, made, now)
    return {
        "code": made.code,
        "name": name,
        "due_at": iso(due_at),
        "to": receiver.code,
        "units": len(units),
        "unreached": ad_hoc.unreached(engine.snapshot, made.unit_ids),
    }


def _units(snapshot: Snapshot, text: str, receiver: Unit) -> list[Unit]:
    """The units of these levels and codes that exist today, but for the one that receives it."""
    directory = snapshot.directory
    named = {word.strip() for word in text.replace(",", ";").split(";")} - {""}
    there = [u for u in directory.units.values() if directory.exists(u) and u.id != receiver.id]
    unknown = named - {u.code for u in there} - {u.level for u in there}
    if unknown:
        raise RejectedInput("--units", "; ".join(sorted(unknown)), "levels or codes of units")
    found = [u for u in there if u.code in named or u.level in named]
    if not found:
        raise RejectedInput("--units", text, "levels or codes of units, “;” between")
    return sorted(found, key=lambda unit: unit.code)


def _due(snapshot: Snapshot, text: str, receiver: Unit, now: int) -> tuple[int, str]:
    """The instant and its precision, by the rules of the chat, or ISO 8601; raises `RejectedInput` where it has passed."""
    from schedules.civil import civil_date, parse_civil, to_instant
    from schedules.due_words import closing_of, read_due
    from schedules.text import fold

    calendar = snapshot.calendar(receiver.id)
    found = read_due(text, now, calendar)
    if found is not None and found.end - found.start == len(fold(text)):
        due_at, precision = found.at, found.precision
    else:
        due_at = to_instant(parse_civil(text, "--due"))
        precision = "time" if ":" in text else "date"
        if precision == "date":
            due_at = closing_of(civil_date(due_at), calendar)
    if due_at <= now:
        raise RejectedInput("--due", text, "an instant that is still to come")
    return due_at, precision


@report.command(name="list")
@click.option(
    "--all", "everything", is_flag=True, help="Also those that were called off or are over."
)
@json_option
def list_reports(everything: bool, as_json: bool) -> None:
    """Reports asked for once, the newest first."""

    async def work() -> list[dict[str, Any]]:
        from handlers.ad_hoc import AdHoc
        from handlers.rolls import rolls_of_codes

        async with _opened() as (engine, now, _signer):
            found = [AdHoc(*row) for row in await engine.store.all("ad_hoc_reports")]
            rolls = await rolls_of_codes(engine.store, [one.code for one in found], now)
            records = [
                _record(engine.snapshot, one, rolls.get((one.code, one.to_unit_id)))
                for one in found
            ]
        return [r for r in records if everything or r["state"] == "open"]

    found = run(work())
    if as_json:
        print_json(found)
    elif not found:
        note("nothing is being asked for")
    else:
        Table(_COLUMNS).add(found)


def _record(snapshot: Snapshot, one: AdHoc, roll: Roll | None) -> dict[str, Any]:
    giver = snapshot.directory.people.get(one.given_by or 0)
    unit = snapshot.directory.units.get(one.to_unit_id)
    state = "cancelled" if one.cancelled_at is not None else "open"
    if state == "open" and roll is not None and len(roll.confirmed) == len(roll.owing):
        state = "done"
    return {
        "code": one.code,
        "name": one.name,
        "due_at": iso(one.due_at),
        "due_precision": one.due_precision,
        "to": unit.code if unit else None,
        "window": one.window,
        "source": one.source,
        "given_by": giver.code if giver else None,
        "given_at": iso(one.given_at),
        "moved_at": iso(one.moved_at),
        "cancelled_at": iso(one.cancelled_at),
        "state": state,
        "units": len(roll.owing) if roll else 0,
        "handed_in": len(roll.sent) + len(roll.confirmed) if roll else 0,
        "confirmed": len(roll.confirmed) if roll else 0,
        "missing": len(roll.missing) if roll else 0,
        "late": roll.late() if roll else 0,
    }


@report.command()
@click.argument("code")
@json_option
def show(code: str, as_json: bool) -> None:
    """Who has sent a report and who has not; CODE is that of any report, such as DX12 or R17-2025-Q1."""

    async def work() -> list[dict[str, Any]]:
        from handlers.rolls import rolls_of_codes

        async with _opened() as (engine, now, _signer):
            rolls = await rolls_of_codes(engine.store, [code], now)
            return [_parts(engine.snapshot, roll) for roll in rolls.values()]

    found = run(work())
    if not found:
        raise RejectedInput("CODE", code, "the code of a report that units owe to somebody")
    if as_json:
        print_json(found)
        return
    for one in found:
        note(
            f"{one['code']} to {one['to']}: {one['handed_in']}/{one['units']}, {one['confirmed']} confirmed"
        )
        Table(_UNITS).add(one["parts"])


def _parts(snapshot: Snapshot, roll: Roll) -> dict[str, Any]:
    units = snapshot.directory.units
    parts = [
        {
            "unit": units[part.unit_id].code,
            "name": units[part.unit_id].name,
            "standing": str(part.standing(roll.now)),
            "reason": str(part.obstacle or ""),
            "sent_at": iso(part.claimed_at),
            "due_at": iso(part.due_at),
        }
        for part in roll.parts
    ]
    return {
        "code": roll.first.code,
        "title": roll.first.title,
        "to": units[roll.first.to_unit_id].code,
        "due_at": iso(roll.due_at),
        "units": len(roll.owing),
        "handed_in": len(roll.sent) + len(roll.confirmed),
        "confirmed": len(roll.confirmed),
        "missing": len(roll.missing),
        "late": roll.late(),
        "parts": parts,
    }


@report.command()
@click.argument("code")
@json_option
def cancel(code: str, as_json: bool) -> None:
    """Call a report off that was asked for once; whoever still owes it hears so."""

    async def work() -> dict[str, Any]:
        from bot.hearing import write_says
        from handlers import ad_hoc
        from handlers.ad_hoc_news import told_of_cancel
        from handlers.views import unit_view

        async with _opened() as (engine, now, _signer), engine.store.tx() as tx:
            found = await _found(tx, code)
            changed = await ad_hoc.cancel(tx, engine.snapshot, found, None, now)
            sender = unit_view(engine.snapshot, found.to_unit_id)["name"]
            says = told_of_cancel(engine.snapshot, changed.items, sender, now)
            await write_says(tx, engine.snapshot, [], says, now)
        return {"code": found.code, "cancelled": len(changed.items), "told": len(says)}

    _tell(run(work()), as_json)


@report.command()
@click.argument("code")
@click.option("--due", required=True, help="The new date, as for `report new`.")
@json_option
def move(code: str, due: str, as_json: bool) -> None:
    """Give a report asked for once another date; whoever has not sent it hears of it."""

    async def work() -> dict[str, Any]:
        from bot.hearing import write_says
        from handlers import ad_hoc
        from handlers.ad_hoc_news import told_of_move
        from handlers.views import unit_view

        async with _opened() as (engine, now, signer), engine.store.tx() as tx:
            found = await _found(tx, code)
            receiver = engine.snapshot.directory.units[found.to_unit_id]
            when = _due(engine.snapshot, due, receiver, now)
            changed = await ad_hoc.move(tx, engine.snapshot, found, when, None, now)
            sender = unit_view(engine.snapshot, found.to_unit_id)["name"]
            says = told_of_move(engine.snapshot, signer, changed, sender, now)
            await write_says(tx, engine.snapshot, [], says, now)
        at = iso(changed.report.due_at)
        return {"code": found.code, "due_at": at, "moved": len(changed.items), "told": len(says)}

    _tell(run(work()), as_json)


def _tell(record: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(record)
    else:
        note(", ".join(f"{key} {value}" for key, value in record.items()))


async def _found(reader: Any, code: str) -> AdHoc:
    from handlers import ad_hoc

    found = await ad_hoc.by_code(reader, code)
    if found is None or not found.under_way:
        raise RejectedInput("CODE", code, "a code that `nhacviec report list` shows")
    return found


@asynccontextmanager
async def _opened() -> AsyncIterator[tuple[Engine, int, Signer]]:
    """The engine on the database there is, the present instant, and the signer of buttons."""
    from bot.engine import Engine
    from handlers.payload import Signer

    settings, now = settings_now()
    signer = Signer(settings.secret_key.get_secret_value())
    async with stored(settings) as store:
        yield await Engine.start(store, await sealer_for(settings, store), now), now, signer
