"""`citizens` and `ratings`: the picture that leads people to the account, and how content they are."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.opening import run, settings_now, stored
from bot.cli.options import DAY, json_option
from bot.cli.output import Column, JsonArray, Table, note, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.store import Row

PAGE = 20_000
_END = 2**40  # an instant after all others


@click.group()
def citizens() -> None:
    """What citizens need to find the account and to be answered."""


@citizens.command()
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True,
    help="The file to write: .svg with words to hang out or to print on a slip, .png with the code alone.",
)  # fmt: skip
@click.option("--oa", help="Id of the account; else that of the settings.")
def qr(out: Path, oa: str | None) -> None:
    """A QR code that opens the account on a phone, with what to do then."""
    from bot.qr import picture
    from schedules.errors import Misconfigured

    settings, _ = settings_now()
    account = oa or settings.zalo.oa_id
    if not account:
        raise Misconfigured(["NHACVIEC_ZALO__OA_ID is missing: set it, or name an account by --oa"])
    out.write_bytes(picture(account, out.suffix.lower()))
    note(f"written: {out}")


@click.command()
@click.option("--code", help="Only this dossier.")
@click.option("--unit", help="Only dossiers of this unit (its code).")
@click.option("--at-most", type=click.IntRange(1, 5), default=5, help="Only scores up to this one.")
@click.option("--from", "first", type=DAY, help="From this day on.")
@click.option("--to", "last", type=DAY, help="Up to this day.")
@click.option("--averages", is_flag=True, help="Averages by unit and month instead of each rating.")
@json_option
def ratings(
    code: str | None,
    unit: str | None,
    at_most: int,
    first: date | None,
    last: date | None,
    averages: bool,
    as_json: bool,
) -> None:
    """How content citizens are, 1 to 5, and why not; who they are is not shown.

    With --averages: how many, the average, and how many are 2 or less, by unit and month.
    """
    from schedules.civil import at

    if first and last and last < first:
        raise click.UsageError("--to must not lie before --from")
    settings, _ = settings_now()
    filters = {
        "code": code,
        "unit": unit,
        "at_most": at_most,
        "since": at(first, 0) if first else 0,
        "until": at(last + timedelta(days=1), 0) if last else _END,
    }

    async def work() -> None:
        array, table, after = JsonArray(), Table(_COLUMNS), 0
        found: list[Row] = []
        async with stored(settings) as store:
            while rows := await store.all("list_ratings", **filters, after_id=after, limit=PAGE):
                after = rows[-1][0]
                if averages:
                    found += rows
                else:
                    (array if as_json else table).add([_record(row) for row in rows])
        if averages:
            _print_averages(found, as_json)
        elif as_json:
            array.close()
        if not after and not as_json:
            note("nothing found")

    run(work())


_COLUMNS = [
    Column("at", "at", 16),
    Column("score", "score"),
    Column("reason", "reason"),
    Column("dossier", "dossier", 34),
    Column("unit", "unit_name", 30),
    Column("words", "words", 60),
]


def _record(row: Row) -> dict[str, Any]:
    from bot.cli.output import iso

    _, at, score, reason, said, dossier, unit, unit_name = row
    return {
        "id": row[0],
        "at": iso(at),
        "score": score,
        "reason": reason or None,
        "words": said,
        "dossier": dossier,
        "unit": unit,
        "unit_name": unit_name,
    }


def averages_of(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Count, average with two decimals and low scores, by unit and month (Asia/Ho_Chi_Minh)."""
    from handlers.rating import LOW
    from schedules.civil import civil_date

    scores: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for _, at, score, _, _, _, unit, name in rows:
        scores[unit, name, civil_date(at).isoformat()[:7]].append(score)
    return [
        {
            "unit": unit,
            "unit_name": name,
            "month": month,
            "count": len(of),
            "average": round(sum(of) / len(of), 2),
            "low": sum(score <= LOW for score in of),
        }
        for (unit, name, month), of in sorted(scores.items())
    ]


def _print_averages(rows: Sequence[Row], as_json: bool) -> None:
    found = averages_of(rows)
    if as_json:
        print_json(found)
    elif found:
        columns = [
            Column("unit", "unit_name", 40),
            Column("month", "month"),
            Column("count", "count"),
            Column("average", "average"),
            Column("low", "low"),
        ]
        Table(columns).add(found)
