"""A whole quarter at speed – New Year, a swapped Saturday, Tết – against a second opinion of who must be told what and when.

Dossiers of a small province go through the real service from 31/12/2025 to 31/3/2026; `quarter_oracle` says on fingers, from the
policy document, what should have been decided. `NHACVIEC_QUARTER_DOSSIERS` and `NHACVIEC_QUARTER_SEED` draw other quarters.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot.config import FeedSettings
from tests.slow_calendar import moment
from tests.stories.quarter_dossiers import Dossier
from tests.stories.quarter_oracle import SECOND, Fate, Item, Told, World
from tests.stories.quarter_play import FEED, NO_BOUND, Quarter, Seen, Swift, at_once
from tests.stories.quarter_script import (
    FROM,
    PROCEDURES,
    TO,
    Event,
    the_quarter,
    the_world,
)

DOSSIERS = int(os.environ.get("NHACVIEC_QUARTER_DOSSIERS", "120"))
SEED = int(os.environ.get("NHACVIEC_QUARTER_SEED", "1"))
LIVELY = 60  # dossiers from which on everything is sure to happen
FLOOD = timedelta(hours=3)  # so long a single message may rest behind others


def _second_opinion(world: World, events: list[Event], reports: dict[str, Item]) -> list[Item]:
    for report in reports.values():  # watched from the day on which the service begins
        report.decided = max(report.decided, datetime.combine(FROM, time()) - SECOND)
        report.decide(FROM)
        report.stands(FROM)
    dossiers: dict[str, Dossier] = {}
    for event in events:
        if event.item in reports:
            reports[event.item].advance(event.at)
            reports[event.item].answer(event.who, event.said, event.reason, event.at)
            continue
        dossier = dossiers.setdefault(event.code, Dossier(world, PROCEDURES))
        for item in dossier.items.values():
            item.advance(event.at)
        if event.what == "row" and event.row:
            dossier.dossier_row(event.row, event.at)
        elif event.what == "step" and event.done_at:
            dossier.step_row(event.done_at, event.at)
        elif event.what == "answer" and event.item in dossier.items:
            dossier.items[event.item].answer(event.who, event.said, event.reason, event.at)
    items = [item for dossier in dossiers.values() for item in dossier.items.values()]
    items += reports.values()
    for item in items:
        item.advance(TO)
    return items


def _planned(first: tuple[str, str]) -> str:
    fate, reason = first
    if fate in ("waiting", "held"):
        return "speaks"
    return "merged" if fate == "merged" else reason


def _end(item: Item, told: Told, fate: Fate) -> set[str]:
    """What may have become of a rung that speaks: heard, or rightly not said any more when its turn came."""
    assert fate.send_at is not None
    turn = fate.send_at
    if turn > TO:
        return {"on its way"}
    last = turn + FLOOD
    words = {"heard" if fits else "overtaken" for fits in item.fits(told, turn, last)}
    return words | ({"on its way"} if last > TO else set())


def _what_became(fate: str, reason: str) -> str:
    if fate in ("waiting", "held"):
        return "on its way"
    if fate in ("sent", "merged"):
        return "heard"
    return "overtaken" if reason in ("item_closed", "superseded") else reason


def _differences(seen: Seen, items: list[Item]) -> list[str]:
    """Every difference, in words; none when both agree."""
    found = []
    owner = {told: item for item in items for told in item.told}
    for told in sorted(seen.keys() | owner.keys()):
        theirs = _planned(seen[told][:2]) if told in seen else "nothing"
        fate = owner[told].told[told] if told in owner else Fate("nothing")
        if theirs != fate.what:
            found.append(f"{_words(told)}: the service {theirs}, the second opinion {fate.what}")
        elif fate.what == "speaks":
            became = _what_became(*seen[told][2:])
            if became not in (right := _end(owner[told], told, fate)):
                found.append(f"{_words(told)}: {became} {seen[told][2:]}, rightly {right}")
    return found


def _words(told: Told) -> str:
    return f"{told.item} v{told.version} {told.rung} to {told.audience} {told.person} at {told.at:%a %d/%m %H:%M}"


async def test_a_quarter_is_told_as_the_policy_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.sqlite._Session._do", at_once)
    world = the_world()
    events = the_quarter(world, SEED, DOSSIERS)
    feed = FeedSettings(username=FEED[0], password=SecretStr(FEED[1]))
    more: dict[str, Any] = {"feed": feed, "harm": NO_BOUND}
    stage = Swift(tmp_path, f"{FROM:%d/%m/%Y %H:%M}", **more)
    await stage.open()
    try:
        async with httpx.AsyncClient(auth=FEED) as sender:
            quarter = Quarter(stage, sender)
            await quarter.prepare()
            await quarter.play(events)
            seen, reports = await quarter.seen(), await quarter.reports(world)
        await stage.sums_agree()
    finally:
        await stage.close()
    items = _second_opinion(world, events, reports)
    differences = _differences(seen, items)
    assert not differences, f"{len(differences)} of {len(seen)}:\n" + "\n".join(differences[:40])

    if DOSSIERS < LIVELY:
        return
    # The quarter was a lively one: rungs spoke, and had every reason not to.
    fates = Counter(fate.what for item in items for fate in item.told.values())
    assert fates.keys() >= {"speaks", "merged", "promised", "answered", "not_linked"}, fates
    stood = {state for item in items for _, state, *_ in item.stood}
    assert stood == {"open", "claimed", "done", "suspended", "cancelled"}
    assert {told.rung for item in items for told in item.told} >= {"claim_check", "confirm"}
    # The swapped Saturday was worked.
    assert moment("10/01/2026 07:30") in {told.at for item in items for told in item.told}
