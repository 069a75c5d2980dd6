"""What a database begins with, and how a policy that ships with a newer release reaches an old one."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlite_utils import Database

from bot import seed as seeding
from bot.seed import seed
from db.migrations import MIGRATIONS
from db.snapshot import take_snapshot
from db.sqlite import SqliteStore
from schedules.policy import default_policy_body, parse_policy
from tests.db.making import NOW, an_item

SHIPPED = msgspec.json.decode(default_policy_body())


def release(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    """A release of the service whose default policy says something else."""
    body = msgspec.json.encode(SHIPPED | changes).decode()
    monkeypatch.setattr(seeding, "default_policy_body", lambda: body)


async def _policies(store: SqliteStore) -> list[tuple[int, int]]:
    """Version and `undo_minutes` of each policy, in order."""
    bodies = [msgspec.json.decode(row[1]) for row in await store.all("policies")]
    return [(body["version"], body["undo_minutes"]) for body in bodies]


@pytest.mark.parametrize("number", [1, 2, 7, 40])
async def test_a_changed_policy_is_a_new_version_whatever_number_it_ships_with(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    release(monkeypatch, version=7)
    await seed(store, NOW)
    release(monkeypatch, version=number, undo_minutes=30)
    await seed(store, NOW)
    await seed(store, NOW)  # every start looks again
    assert await _policies(store) == [(7, 15), (max(number, 8), 30)]
    for row in await store.all("policies"):
        parse_policy(row[1])


async def test_the_same_policy_under_another_number_or_spacing_changes_nothing(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed(store, NOW)
    release(monkeypatch, version=99)
    await seed(store, NOW)
    assert len(await store.all("policies")) == 1


async def test_a_policy_of_the_province_stays_in_force(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed(store, NOW)
    own = SHIPPED | {"version": SHIPPED["version"] + 1, "undo_minutes": 20}
    async with store.tx() as tx:
        body = msgspec.json.encode(own).decode()
        await tx.insert(
            "insert_policy", name=own["name"], version=own["version"], body=body, at=NOW
        )
    release(monkeypatch, undo_minutes=30)
    await seed(store, NOW)
    assert [undo for _, undo in await _policies(store)] == [15, 20]


async def test_running_items_keep_their_ladder_and_new_ones_follow_the_new(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    ladders = SHIPPED["ladders"]
    release(monkeypatch, ladders=ladders | {"step": ladders["step"][:2]})
    await seed(store, NOW)
    release(monkeypatch)
    await seed(store, NOW)
    snapshot = await take_snapshot(store)
    running, new = an_item(policy_id=1), an_item(policy_id=snapshot.policy.id)
    assert (len(snapshot.ladder(running)), len(snapshot.ladder(new))) == (2, len(ladders["step"]))


async def test_a_database_from_before_knows_its_first_policy_as_shipped(tmp_path: Path) -> None:
    """Migration 0015 upon a database that earlier releases seeded."""
    path = tmp_path / "old.db"
    conn = sqlite3.connect(path)
    MIGRATIONS.apply(Database(conn), stop_before="0015_processes")
    old = msgspec.json.encode(SHIPPED | {"version": 1, "undo_minutes": 5}).decode()
    conn.execute("INSERT INTO policy VALUES (1, 'mac-dinh', 1, ?, 0)", (old,))
    conn.execute(
        "INSERT INTO procedure_step VALUES ('1.001193', 'Mẫu', '', 1, 'A', '', '', 60, '')"
    )
    conn.execute("INSERT INTO procedure_setting VALUES ('1.001193', 480, 'restart', 5)")
    conn.commit()
    conn.close()
    store = SqliteStore(path)
    await seed(store, NOW)
    assert [undo for _, undo in await _policies(store)] == [5, 15]
    (step,) = await store.all("procedure_steps")
    assert (step[0], step[7], step[14]) == ("1.001193", 60, 480)  # the whole stands with the step
    assert await store.all("procedure_settings") == [("1.001193", "restart", 5, None)]
    await store.close()
