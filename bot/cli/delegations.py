"""`delegations`: who stands in for whom and who is away; noting and ending that."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from bot.cli.opening import run, settings_now, stored
from bot.cli.options import DAY, json_option, words
from bot.cli.output import Column, Table, iso, note, print_json
from db.words import AbsenceReason, DelegationEnd
from schedules.errors import RejectedInput

if TYPE_CHECKING:
    from db.store import Reader, Row
    from schedules.standins import StandIns

_STATES = ("coming", "running", "over", "ended")  # ended: before its day
_COLUMNS = (
    Column("id", "id", 6),
    Column("state", "state", 7),
    Column("from", "from_name", 24),
    Column("to", "to_name", 24),
    Column("starts", "starts_at", 25),
    Column("ends (not included)", "ends_at", 25),
    Column("signs", "may_sign", 5),
    Column("document", "number", 20),
    Column("procedures", "procedures", 24),
    Column("ended", "ended_at", 25),
    Column("clash", "clash", 5),
)
_AWAY = (
    Column("id", "id", 6),
    Column("state", "state", 7),
    Column("person", "person_name", 26),
    Column("unit", "unit", 10),
    Column("why", "reason", 9),
    Column("starts", "starts_at", 25),
    Column("ends (not included)", "ends_at", 25),
    Column("ended", "ended_at", 25),
)


@click.group(invoke_without_command=True)
@click.option("--active", is_flag=True, help="Only those that run or are to come.")
@click.option("--state", type=click.Choice(_STATES), help="Only those that stand so.")
@click.option("--person", help="Given by or to this person (their code).")
@click.option("--unit", help="Given by people of this unit (its code).")
@click.option("--absences", is_flag=True, help="Who is away and when, instead.")
@json_option
@click.pass_context
def delegations(
    ctx: click.Context,
    active: bool,
    state: str | None,
    person: str | None,
    unit: str | None,
    absences: bool,
    as_json: bool,
) -> None:
    """Delegations: who stands in for whom, from when until when, in what, by which document.

    A `clash` says that somebody delegated the same to two people at a time; the newest document counts. Nothing is ever
    deleted: what was ended stays in the list with its end and why.
    """
    if ctx.invoked_subcommand is not None:
        return
    settings, now = settings_now()

    async def work() -> list[dict[str, Any]]:
        asked = {"person": person, "unit": unit, "running": now if active else None}
        async with stored(settings) as store:
            if absences:
                rows = await store.all("list_absences", **asked)
                return [_absence(row, now) for row in rows]
            from db.standins import load_standins

            rows = await store.all("list_delegations", **asked)
            ids = {one for row in rows for one in (row[19], row[20])}
            standins = await load_standins(store, ids)
            return [_delegation(row, standins, now) for row in rows]

    found = [one for one in run(work()) if state in (None, one["state"])]
    if as_json:
        print_json(found)
    elif not found:
        note("nobody is away" if absences else "nobody stands in for anybody")
    else:
        Table(_AWAY if absences else _COLUMNS).add(found)


def _state(record: dict[str, Any], now: int) -> str:
    if record["ended_at"] is not None:
        return "ended"
    if now < record["starts_at"]:
        return "coming"
    return "running" if now < record["ends_at"] else "over"


def _delegation(row: Row, standins: StandIns, now: int) -> dict[str, Any]:
    from schedules.standins import clashes

    names = (
        "id", "from", "from_name", "to", "to_name", "starts_at", "ends_at", "units", "procedures", "may_sign", "number",
        "dated", "said_by", "said_how", "said_at", "begun_at", "ended_at", "end_reason", "unit",
    )  # fmt: skip
    record = dict(zip(names, row, strict=False))
    mine = standins.given(row[19])
    one = next((one for one in mine if one.id == row[0]), None)
    return (
        record
        | {
            key: iso(record[key])
            for key in ("starts_at", "ends_at", "said_at", "begun_at", "ended_at")
        }
        | {
            "state": _state(record, now),
            "units": [part for part in record["units"].split(";") if part],
            "procedures": [part for part in record["procedures"].split(";") if part],
            "may_sign": bool(record["may_sign"]),
            "clash": bool(one and clashes(one, mine)),
            "end_label": _why(record["end_reason"]),
        }
    )


def _why(reason: str) -> str:
    from messages_vi import leaving
    from messages_vi.labels import text

    return text(leaving.DELEGATION_ENDS[DelegationEnd(reason)]) if reason else ""


def _absence(row: Row, now: int) -> dict[str, Any]:
    names = (
        "id", "person", "person_name", "unit", "starts_at", "ends_at", "reason", "said_by", "said_how", "said_at", "ended_at",
    )  # fmt: skip
    record = dict(zip(names, row, strict=True))
    state = {"state": _state(record, now)}
    return (
        record
        | state
        | {k: iso(record[k]) for k in ("starts_at", "ends_at", "said_at", "ended_at")}
    )


@delegations.command()
@click.option("--from", "giver", required=True, help="Who delegates (their code).")
@click.option("--to", "delegate", help="Who stands in (their code); not with --away.")
@click.option("--first", type=DAY, required=True, help="The first day.")
@click.option("--last", type=DAY, required=True, help="The last day, included.")
@click.option("--number", default="", help="Number of the document; needed with --sign.")
@click.option("--dated", type=DAY, help="Date of the document.")
@click.option("--sign", is_flag=True, help="Signing (letters of apology) as well.")
@click.option(
    "--unit", "units", multiple=True, help="Only work of this unit (its code); may repeat."
)
@click.option(
    "--procedure", "procedures", multiple=True, help="Only this procedure or field; may repeat."
)
@click.option(
    "--away",
    type=click.Choice(words(AbsenceReason)),
    help="Note that the person is away, for this reason, instead of delegating.",
)
def add(
    giver: str,
    delegate: str | None,
    first: date,
    last: date,
    number: str,
    dated: date | None,
    sign: bool,
    units: tuple[str, ...],
    procedures: tuple[str, ...],
    away: str | None,
) -> None:
    """Note a delegation, or with --away an absence. The delegate is told as soon as the service runs."""
    if (delegate is None) == (away is None):
        raise click.UsageError("give either --to CODE or --away REASON")
    if sign and not number:
        raise click.UsageError("signing is delegated in writing: give --number (NĐ 30/2020/NĐ-CP, article 13)")  # fmt: skip
    scope = {"units": ";".join(units), "procedures": ";".join(procedures), "may_sign": int(sign)}
    document = {"number": number, "dated": dated.isoformat() if dated else ""}
    print_json(run(_add(giver, delegate, first, last, away, scope | document)))


async def _add(
    giver: str,
    delegate: str | None,
    first: date,
    last: date,
    away: str | None,
    more: dict[str, Any],
) -> dict[str, Any]:
    from db.standins import add_absence, add_delegation
    from schedules.civil import at

    settings, now = settings_now()
    said = {
        "key": f"command:{uuid.uuid4()}",
        "starts_at": at(first, 0),
        "ends_at": at(last, 24 * 60),
        "said_by": None,
        "said_how": "command",
        "said_at": now,
    }
    async with stored(settings) as store:
        people = await _codes(store)
        from_id = _known(people, giver, "from")
        if more["may_sign"]:
            await _may_give_signing(store, from_id)
        async with store.tx() as tx:
            if away is not None:
                made = await add_absence(tx, said | {"person_id": from_id, "reason": away})
            else:
                to_id = _known(people, delegate or "", "to")
                row = said | more | {"from_id": from_id, "to_id": to_id, "told_at": None}
                made = await add_delegation(tx, row)
    return {"id": made, "from": giver, "to": delegate, "away": away}


async def _codes(reader: Reader) -> dict[str, int]:
    return {row[1]: row[0] for row in await reader.all("all_people")}


def _known(people: dict[str, int], code: str, field: str) -> int:
    if code not in people:
        raise RejectedInput(field, code, "nobody has this code; `nhacviec people` lists them")
    return people[code]


async def _may_give_signing(reader: Reader, person_id: int) -> None:
    """Signing is a head's to give, and not of who holds it by delegation."""
    from db.records import Person
    from db.words import Role

    row = await reader.one("person_by_id", id=person_id)
    if row is None or not Person(*row).has_role(Role.HEAD):
        raise RejectedInput("sign", person_id, "only a head can delegate signing")


@delegations.command()
@click.argument("number", type=int)
@click.option("--away", is_flag=True, help="NUMBER is of an absence: all of that person end.")
def end(number: int, away: bool) -> None:
    """End the delegation NUMBER now; both are told. With --away: somebody is back."""
    print_json({"id": number, "ended": run(_end(number, away))})


async def _end(number: int, away: bool) -> bool:
    from db.standins import end_absences, end_delegation

    settings, now = settings_now()
    async with stored(settings) as store, store.tx() as tx:
        if not away:
            if await tx.one("delegation", id=number) is None:
                raise RejectedInput("id", number, "`nhacviec delegations` lists them")
            return await end_delegation(tx, number, now, DelegationEnd.ENDED)
        rows = await tx.all("list_absences", person=None, unit=None, running=None)
        code = next((row[1] for row in rows if row[0] == number), None)
        if code is None:
            raise RejectedInput("id", number, "`nhacviec delegations --absences` lists them")
        person_id = await tx.value("person_id_by_code", code=code)
        return bool(await end_absences(tx, person_id, now))
