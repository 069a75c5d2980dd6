"""`budget`: what was spent, what is left of the limits, and what the plan will cost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from bot.cli.opening import run, settings_now, stored
from bot.cli.options import json_option
from bot.cli.output import Column, Table, iso, note, print_json

if TYPE_CHECKING:
    from bot.config import BudgetSettings, Settings
    from bot.delivery.budget import Spent

_SPENT = (
    Column("road", "road"),
    Column("limit of", "purse"),
    *(
        Column(f"{span}: {what}", f"{span}_{what}", 24)
        for span in ("today", "month")
        for what in ("messages", "spent", "limit", "left")
    ),
)
_COMING = (
    Column("road", "road"),
    Column("share", "share"),
    Column("messages", "messages"),
    Column("cost", "vnd", 24),
)


@click.command()
@click.option(
    "--days",
    type=click.IntRange(1, 366),
    default=30,
    show_default=True,
    help="How many days the forecast reaches ahead.",
)
@json_option
def budget(days: int, as_json: bool) -> None:
    """What was spent today and this month by each road, what is left, and a forecast from the plan.

    The forecast replays the ladders of every open item as if nobody answered: an upper bound for what is watched today.
    Dossiers and reports still to come are not in it. Roads are shared out as in the last 14 days (without any, all is
    free chat), at the prices of the settings. It reads only, batch by batch; 100,000 open items take seconds, half a minute when all of them stay overdue.
    """
    settings, now = settings_now()
    found = run(_read(settings, now, days))
    if as_json:
        print_json(found)
    else:
        _print(found)


async def _read(settings: Settings, now: int, days: int) -> dict[str, Any]:
    from bot import forecasting
    from bot.delivery.budget import spent_this_month
    from db.snapshot import take_snapshot
    from schedules.civil import civil_date

    today = civil_date(now)
    async with stored(settings) as store:
        spent = await spent_this_month(store, now)
        carried = await forecasting.carried_lately(store, now)
        snapshot = await take_snapshot(store, today)
        coming = await forecasting.forecast(store, snapshot, now, days)
    costs = forecasting.road_costs(carried, settings.prices)
    roads = [
        {
            "road": cost.road,
            "share": round(cost.share, 4),
            "messages": round(coming.messages * cost.share),
            "vnd": forecasting.expected_vnd(coming.messages, cost),
        }
        for cost in costs
    ]
    return {
        "at": iso(now),
        "spent": spent_rows(settings.budget, spent, today.isoformat()),
        "forecast": {
            "days": days,
            "until": iso(now + days * forecasting.DAY_S),
            **coming._asdict(),
            "roads": roads,
            "vnd": sum(row["vnd"] for row in roads),
            "carried_in_last_14_days": sum(one.messages for one in carried),
        },
    }


def spent_rows(limits: BudgetSettings, spent: Iterable[Spent], today: str) -> list[dict[str, Any]]:
    """What all roads and each one spent, with the limit that holds for it and what is left; None is no limit.

    The two roads of approved templates share the limit `zbs`.
    """
    from bot.delivery.budget import PURSES
    from db.words import Road

    rows = list(spent)
    found = []
    for road, purse in ((None, "all"), *((road, PURSES[road]) for road in Road)):
        row: dict[str, Any] = {"road": road or "all", "purse": purse}
        prefix = "" if purse == "all" else f"{purse}_"
        for span, field in (("today", "day"), ("month", "month")):
            within = [r for r in rows if span == "month" or r.day == today]
            own = [r for r in within if road is None or r.road == road]
            shared = [r for r in within if road is None or PURSES.get(Road(r.road)) == purse]
            limit = getattr(limits, f"{prefix}{field}")
            used = sum(r.vnd for r in shared)
            row[span] = {
                "messages": sum(r.messages for r in own),
                "vnd": sum(r.vnd for r in own),
                "limit": limit,
                "left": None if limit is None else max(0, limit - used),
            }
        found.append(row)
    return found


def _print(found: dict[str, Any]) -> None:
    from messages_vi.formats import count

    Table(_SPENT).add([_flat(row) for row in found["spent"]])
    coming = found["forecast"]
    click.echo(f"\nThe next {coming['days']} days, as planned now and if nobody answers:")
    roads = [
        row
        | {
            "share": f"{row['share']:.1%}",
            "messages": count(row["messages"]),
            "vnd": dong(row["vnd"]),
        }
        for row in coming["roads"]
    ]
    Table(_COMING).add(roads)
    click.echo(
        f"In all {count(coming['messages'])} messages with {count(coming['notices'])} notices about "
        f"{count(coming['items'])} items: {dong(coming['vnd'])}."
    )
    past = coming["carried_in_last_14_days"]
    note(
        f"roads as of {count(past)} messages taken in the last 14 days, prices of the settings"
        if past
        else "nothing was sent in the last 14 days: all is reckoned as free chat"
    )
    note("an upper bound of what is watched now; work still to come is not in it")
    if coming["unplanned"]:
        note(f"{count(coming['unplanned'])} items could not be computed; see the log for item.not_planned")  # fmt: skip


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    from messages_vi.formats import count

    flat = {"road": row["road"], "purse": row["purse"]}
    for span in ("today", "month"):
        sums = row[span]
        flat[f"{span}_messages"] = count(sums["messages"])
        flat[f"{span}_spent"] = dong(sums["vnd"])
        flat[f"{span}_limit"] = "–" if sums["limit"] is None else dong(sums["limit"])
        flat[f"{span}_left"] = "–" if sums["left"] is None else dong(sums["left"])
    return flat


def dong(amount: int) -> str:
    """An amount of money.

    >>> dong(1234567)
    '1.234.567 đồng'
    """
    from messages_vi.formats import count

    return f"{count(amount)} đồng"
