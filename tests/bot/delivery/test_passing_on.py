"""Notices whose person changes before their turn: one of the two is told, however the passes are cut; the text says for whom."""

from __future__ import annotations

import pytest

from bot.delivery.composing import compose_ready
from bot.engine import Engine
from bot.seed import seed
from db.sealing import Sealer
from db.sqlite import SqliteStore
from db.standins import add_delegation, end_delegation
from db.words import DelegationEnd
from handlers.payload import Signer
from tests.db.making import NOW, put_notice, put_people

HOUR = 3600


def row(giver: int, to: int) -> dict[str, object]:
    return {
        "key": f"test:{giver}:{to}",
        "from_id": giver,
        "to_id": to,
        "starts_at": NOW - HOUR,
        "ends_at": NOW + HOUR,
        "units": "",
        "procedures": "",
        "may_sign": 0,
        "number": "12/UQ-UBND",
        "dated": "",
        "said_by": None,
        "said_how": "command",
        "said_at": NOW - HOUR,
        "told_at": None,
    }


async def planned(store: SqliteStore, sealer: Sealer, count: int) -> Engine:
    """Commune 1 with three officers, and notices to the first, planned before anything was delegated."""
    await seed(store, NOW)
    await put_people(store, sealer, ["z-1", "z-2", "z-3"])
    async with store.tx() as tx:
        for number in range(1, count + 1):
            await put_notice(tx, number, 1)
    return await Engine.start(store, sealer, NOW)


async def told(store: SqliteStore, count: int) -> list[list[tuple[str, str]]]:
    """Of each item: who was written to, or why not, in order."""
    found = []
    for number in range(1, count + 1):
        rows = await store.all("notices_of_item", item_id=number)
        found.append([(r[2], r[5]) for r in rows])
    return found


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
async def test_passed_on_once_however_the_passes_are_cut(
    store: SqliteStore, sealer: Sealer, signer: Signer, batch: int
) -> None:
    engine = await planned(store, sealer, 4)
    async with store.tx() as tx:
        await put_notice(tx, 5, 3)  # somebody else's, so that groups are cut at the end of a batch
        await add_delegation(tx, row(1, 2))  # type: ignore[arg-type]
    await engine.refresh(NOW)
    for _ in range(40):
        if not await compose_ready(engine, signer, NOW, batch):
            break

    assert await told(store, 4) == [[("CB001", "delegated"), ("CB002", "in_outbox")]] * 4
    assert await store.all("unjournaled", limit=9) == []


async def test_passed_on_and_back_again(store: SqliteStore, sealer: Sealer, signer: Signer) -> None:
    engine = await planned(store, sealer, 1)
    async with store.tx() as tx:
        made = await add_delegation(tx, row(1, 2))  # type: ignore[arg-type]
    await engine.refresh(NOW)
    assert await compose_ready(engine, signer, NOW, 1)  # ended for the one, made for the other
    async with store.tx() as tx:
        await end_delegation(tx, made or 0, NOW, DelegationEnd.ENDED)
    await engine.refresh(NOW)
    while await compose_ready(engine, signer, NOW + 1):
        pass

    assert await told(store, 1) == [
        [("CB001", "delegated"), ("CB002", "delegated"), ("CB001", "in_outbox")]
    ]
    assert await store.all("unjournaled", limit=9) == []
