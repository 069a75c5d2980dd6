"""`calendar`: the days that differ from the week's pattern, and new decisions about them while the service runs."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.opening import prepared, run, settings_now, special_days
from bot.cli.options import json_option
from bot.cli.output import Column, JsonArray, Table, complain, note, print_json
from schedules.errors import RejectedInput

if TYPE_CHECKING:
    from bot.config import Settings
    from db.records import CalendarDay
    from db.sqlite import SqliteStore

_COLUMNS = ("date", "name", "kind", "source")
_VIETNAMESE = {"ngày": "date", "tên": "name", "loại": "kind", "căn cứ": "source"}


@click.group()
def calendar() -> None:
    """Holidays, days in lieu, swapped days and half days."""


@calendar.command()
@click.option("--year", type=click.IntRange(1900, 2199), help="Only this year.")
@json_option
def show(year: int | None, as_json: bool) -> None:
    """Show the days in force, with the decision each rests on."""
    from schedules.holidays import date_of

    records = [
        {
            "date": day.date,
            "weekday": f"{date_of(day):%A}",
            "kind": day.kind,
            "name": day.name,
            "source": day.source,
            "version": day.version,
        }
        for day in special_days(settings_now()[0])
        if year is None or day.date.startswith(f"{year}-")
    ]
    if as_json:
        array = JsonArray()
        array.add(records)
        array.close()
        return
    widths = {"name": 44, "source": 50}
    keys = ("date", "weekday", "kind", "name", "source", "version")
    Table([Column(key, key, widths.get(key, 12)) for key in keys]).add(records)


@calendar.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read and compare, keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="No remarks beside the answer.")
def load(file: Path, dry_run: bool, as_json: bool) -> None:
    """Load a decision: a CSV file with the columns date, name, kind, source.

    Kinds: holiday, compensation, swap_off (off), swap_work (worked), half. Good rows become the next version of the
    calendar, rows already in force change nothing, wrong ones are named and make the exit status 1. `moves` in the answer
    says which due dates the decision moves: how many, how far at most, by unit. A running service takes the new version
    over by itself, moves them and plans anew; promised dates stay.
    """
    days, rejected = read_decision(file)
    settings, now = settings_now()
    answer = run(_load(settings, now, days, dry_run=dry_run)) | {"rejected": rejected}
    print_json(answer)
    if not as_json:
        for row in rejected:
            complain(f"row {row['row']}: {row['error']}")
        if dry_run:
            note("nothing was kept: this was a dry run")
    click.get_current_context().exit(int(bool(rejected)))


async def _load(
    settings: Settings, now: int, days: list[CalendarDay], *, dry_run: bool
) -> dict[str, Any]:
    from bot.recalculating import preview
    from db.snapshot import take_snapshot

    async with prepared(settings, now) as store:
        known = {row[0]: row[1:4] for row in await store.all("calendar_days")}
        fresh = [day for day in days if known.get(day.date) != (day.kind, day.name, day.source)]
        moves = await preview(store, await take_snapshot(store, proposed=fresh), now)
        return await _keep(store, now, days, fresh, dry_run=dry_run) | {"moves": moves}


async def _keep(
    store: SqliteStore,
    now: int,
    days: list[CalendarDay],
    fresh: list[CalendarDay],
    *,
    dry_run: bool,
) -> dict[str, Any]:
    import msgspec

    async with store.tx() as tx:
        known = {row[0] for row in await tx.all("calendar_days")}
        version = await tx.value("calendar_version")
        if fresh and not dry_run:
            version += 1
            rows = (msgspec.structs.asdict(d) | {"version": version} for d in fresh)
            await tx.many("insert_calendar_day", (row | {"loaded_at": now} for row in rows))
        updated = sum(day.date in known for day in fresh)
        return {
            "created": len(fresh) - updated,
            "updated": updated,
            "unchanged": len(days) - len(fresh),
            "version": version,
        }


def read_decision(file: Path) -> tuple[list[CalendarDay], list[dict[str, Any]]]:
    """The good days of a decision and the rows that cannot be used; raises `RejectedInput` for what is no such file."""
    days: dict[str, CalendarDay] = {}
    rejected: list[dict[str, Any]] = []
    for number, cells in _rows(file):
        try:
            day = _day(cells)
            if day.date in days:
                raise RejectedInput("date", day.date, "this day stands twice in the file")
        except RejectedInput as error:
            rejected.append({"row": number, "error": str(error)})
        else:
            days[day.date] = day
    return list(days.values()), rejected


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows with their numbers (the header is 1), separated by commas or semicolons."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise RejectedInput("file", file.name, "save it as CSV in UTF-8") from None
    first = lines[0] if lines else ""
    delimiter = ";" if first.count(";") > first.count(",") else ","
    header = [name.strip().lower() for name in next(csv.reader([first], delimiter=delimiter), [])]
    names = [_VIETNAMESE.get(name, name) for name in header]
    missing = [name for name in _COLUMNS if name not in names]
    if missing:
        raise RejectedInput("header", first, f"columns needed: {', '.join(_COLUMNS)}")
    for number, cells in enumerate(csv.reader(lines[1:], delimiter=delimiter), start=2):
        if any(cell.strip() for cell in cells):
            yield number, dict(zip(names, (cell.strip() for cell in cells), strict=False))


def _day(cells: dict[str, str]) -> CalendarDay:
    from db.records import CalendarDay
    from schedules.calendar import FIRST_YEAR, LAST_YEAR
    from schedules.civil import parse_date
    from schedules.holidays import KINDS

    day = parse_date(cells.get("date", ""))
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise RejectedInput("date", day.isoformat(), f"use {FIRST_YEAR} to {LAST_YEAR}")
    kind = cells.get("kind", "").lower()
    if kind not in KINDS:
        raise RejectedInput("kind", kind, f"use one of {', '.join(sorted(KINDS))}")
    for name in ("name", "source"):
        if not cells.get(name):
            raise RejectedInput(name, "", "say what the day is and which decision makes it so")
    return CalendarDay(day.isoformat(), kind, cells["name"], cells["source"], 0)
