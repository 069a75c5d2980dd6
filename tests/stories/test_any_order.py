"""A day's rows in any order, torn into any files and repeated at will end in the same items, and nobody hears twice."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engine import Engine
from bot.ingest.dossiers import upsert_dossiers, upsert_progress
from bot.ingest.importing import run_import
from bot.ingest.outcome import Outcome
from bot.ingest.rows import DossierRow, ProgressRow
from bot.planning import plan_due
from bot.seed import seed
from db.records import WorkItem
from db.sealing import Sealer
from db.sqlite import SqliteStore
from tests.stories.props import PROCEDURE, PROCESS
from tests.stories.stage import PEOPLE, SECRET, UNITS, instant

EVENING = instant("12/2/2025 18:00")  # a Wednesday; the rows below are of its day
Row = DossierRow | ProgressRow
# Two dossiers: A moved on twice, B once and waits for its citizen now.
DAY = ("A", "B", "A by lan", "A by hoa", "B by lan")


class Desk(NamedTuple):
    """A store with a province in it, and the loop it lives in."""

    run: asyncio.Runner
    engine: Engine


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One store for all examples; each example has dossier codes of its own."""
    folder = tmp_path_factory.mktemp("orders")
    with asyncio.Runner() as run:
        engine = run.run(_province(folder))
        yield Desk(run, engine)
        run.run(engine.store.close())


async def _province(folder: Path) -> Engine:
    store, sealer = SqliteStore(folder / "orders.db"), Sealer(SECRET)
    await seed(store, EVENING)
    steps = [(PROCEDURE, "Đăng ký khai sinh", *step) for step in PROCESS]
    files = {
        "units": ("code,name,level,parent", UNITS),
        "people": ("code,name,title,unit,roles,zalo_user_id", PEOPLE),
        "procedures": ("code,name,seq,step,role,hours", steps),
    }
    for kind, (header, rows) in files.items():
        path = folder / f"{kind}.csv"
        path.write_text("\n".join([header, *(",".join(row) for row in rows)]), encoding="utf-8")
        answer = await run_import(store, sealer, kind, path, now=EVENING)
        assert answer["rejected"] == []
    return await Engine.start(store, sealer)


def _row(name: str, place: str) -> Row:
    """A row of the day by its name; `place` makes its dossier's code one of its own."""
    letter, _, actor = name.partition(" by ")
    code = f"{place}-{letter}"
    if actor:
        at = {"A by lan": "09:30", "A by hoa": "16:00", "B by lan": "10:00"}[name]
        return ProgressRow(code, actor, instant(f"12/2/2025 {at}"), 4, "", "", None)
    return DossierRow(
        code=code,
        procedure_code=PROCEDURE,
        procedure_name="Đăng ký khai sinh",
        unit="X1",
        received_at=instant("12/2/2025 08:00"),
        due_at=instant("17/2/2025 17:00"),
        status=4 if letter == "A" else 5,
        holder="",
        step_due_at=None,
        finished_at=None,
        returned_at=None,
        phone="",
        lookup_code="",
        source="test",
        updated_at=None,
    )


async def _tell(engine: Engine, files: Sequence[Sequence[str]], place: str) -> None:
    """Import the files one after the other; after each the planner looks."""
    for names in files:
        rows = [(n, _row(name, place)) for n, name in enumerate(names, start=2)]
        async with engine.store.tx() as tx:
            told = [(n, row) for n, row in rows if isinstance(row, DossierRow)]
            done = [(n, row) for n, row in rows if isinstance(row, ProgressRow)]
            await upsert_dossiers(tx, engine, told, Outcome(), EVENING)
            await upsert_progress(tx, engine, done, Outcome(), EVENING)
        while await plan_due(engine, EVENING):
            pass


async def _items(engine: Engine, place: str) -> list[WorkItem]:
    rows = [WorkItem(*r) for r in await engine.store.all("items_since", after=0)]
    return [item for item in rows if item.code.startswith(f"{place}-")]


async def _alive(engine: Engine, place: str) -> set[tuple[Any, ...]]:
    """What is still watched, without the names of this example."""
    return {
        (i.key.replace(place, ""), i.kind, i.state, i.assignee_id, i.starts_at, i.due_at, i.version)
        for i in await _items(engine, place)
        if i.state not in ("done", "cancelled")
    }


_places = (f"T{number}" for number in itertools.count())
_orders = st.lists(st.sampled_from(DAY), max_size=6).flatmap(
    lambda again: st.permutations([*DAY, *again])
)
_tears = st.sets(st.integers(1, 10), max_size=4)


@settings(max_examples=40, deadline=None)
@given(order=_orders, tears=_tears, again=_orders)
def test_any_order_and_any_repetition_end_in_the_same_items(
    desk: Desk, order: list[str], tears: set[int], again: list[str]
) -> None:
    straight, place = next(_places), next(_places)

    async def play() -> None:
        await _tell(desk.engine, [DAY], straight)
        cuts = [0, *sorted(c for c in tears if c < len(order)), len(order)]
        files = [order[a:b] for a, b in itertools.pairwise(cuts)]
        await _tell(desk.engine, files, place)
        assert await _alive(desk.engine, place) == await _alive(desk.engine, straight)

        items = await _items(desk.engine, place)
        planned = await desk.engine.store.value("last_notice_id")
        await _tell(desk.engine, [again, order[::-1]], place)  # the whole day once more, and again
        assert await _items(desk.engine, place) == items
        assert await desk.engine.store.value("last_notice_id") == planned

    desk.run.run(play())


def test_the_straight_day_is_the_one_meant(desk: Desk) -> None:
    """The third step of A with the chairman, its dossier with whoever has it; B rests as a whole."""
    place = next(_places)
    desk.run.run(_tell(desk.engine, [DAY], place))
    alive = desk.run.run(_alive(desk.engine, place))
    people = desk.engine.snapshot.directory.people
    assert {(a[0], a[2], people[a[3]].code if a[3] else "") for a in alive} == {
        ("step:-A:3", "open", "binh"),
        ("dossier:-A", "open", "binh"),
        ("dossier:-B", "suspended", ""),
        ("apology:-A", "open", ""),  # the head's, whoever that is
        ("apology:-B", "suspended", ""),
    }


# One dossier asked for a supplement, went on, waited for a payment and went on, as a source tells that states its times.
TOLD = (("08:00", 4), ("09:00", 5), ("10:30", 4), ("13:30", 6), ("14:00", 4))


def _told(code: str, hour: str, status: int) -> DossierRow:
    row = msgspec.structs.replace(_as_dossier("A", "x"), code=code, status=status)
    return msgspec.structs.replace(row, updated_at=instant(f"12/2/2025 {hour}"))


def _as_dossier(name: str, place: str) -> DossierRow:
    row = _row(name, place)
    assert isinstance(row, DossierRow)
    return row


@settings(max_examples=25, deadline=None)
@given(
    order=st.lists(st.sampled_from(TOLD), max_size=4).flatmap(
        lambda again: st.permutations([*TOLD, *again])
    )
)
def test_pauses_told_in_any_order_end_in_the_same_due_dates(
    desk: Desk, order: list[tuple[str, int]]
) -> None:
    code = f"{next(_places)}-P"

    async def play() -> None:
        for hour, status in order:
            async with desk.engine.store.tx() as tx:
                rows = [(2, _told(code, hour, status))]
                await upsert_dossiers(tx, desk.engine, rows, Outcome(), EVENING)
        rows = [WorkItem(*r) for r in await desk.engine.store.all("items_by_code", code=code)]
        (step,) = [i for i in rows if i.kind == "step" and i.state == "open"]
        # Four hours from 08:00, less the hour and a half and the half hour in which the clock stood still.
        assert step.due_at == instant("12/2/2025 16:00")
        (whole,) = [i for i in rows if i.kind == "dossier"]
        assert whole.due_at == instant("17/2/2025 17:00")
        assert step.derivation.count('"from"') == whole.derivation.count('"from"') == 2

    desk.run.run(play())
