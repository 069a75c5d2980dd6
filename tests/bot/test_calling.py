"""Alarms call the right person, once, together, in working hours; a stopped line is opened again by hand."""

from __future__ import annotations

from typing import Any

import pytest

from bot.alarms import close_by_hand, end_alarm, raise_alarm
from bot.calling import administrators, tell_alarms
from bot.delivery.recalling import recall_stale
from bot.engine import Engine
from db.directory import Directory
from db.records import Person
from db.sealing import Sealer
from db.sqlite import SqliteStore
from db.store import Row
from tests.db.making import NOW, a_person, a_unit, moment

HOUR = 3600
NIGHT = moment("17/03/2025", "22:00")
MORNING = moment("18/03/2025", "07:00")


def a_province(*people: tuple[int, str, dict[str, Any]]) -> Directory:
    """Province 1 with communes 2 and 3 below it; people as (unit, roles, more)."""
    top = a_unit(1, code="T", level="tinh")
    communes = [a_unit(n, parent_code="T") for n in (2, 3)]
    made = [a_person(n, unit_id=u, roles=r, **m) for n, (u, r, m) in enumerate(people, start=1)]
    return Directory([top, *communes], made)


NOBODY = {"zalo_sealed": None}
BY_PHONE = {"zalo_sealed": None, "phone_sealed": b"sealed"}


@pytest.mark.parametrize(
    ("people", "called"),
    [
        pytest.param([(2, "admin", {}), (1, "admin", {}), (1, "officer", {})], [2], id="nearest"),
        pytest.param([(1, "officer;admin", {}), (1, "admin", {})], [1, 2], id="all of that level"),
        pytest.param([(1, "admin", NOBODY), (2, "admin", {}), (3, "admin", {})], [2, 3], id="reachable"),
        pytest.param([(1, "admin", BY_PHONE)], [1], id="a telephone will do"),
        pytest.param([(2, "coordinator", {}), (1, "coordinator", {})], [2], id="the top's coordinator"),
        pytest.param([(2, "coordinator", {}), (1, "head", {})], [], id="nobody else"),
        pytest.param([(1, "admin", NOBODY), (1, "coordinator", {})], [2], id="no admin in reach"),
    ],
)  # fmt: skip
def test_who_is_called(people: list[tuple[int, str, dict[str, Any]]], called: list[int]) -> None:
    assert [person.id for person in administrators(a_province(*people))] == called


def test_a_stopped_line_calls_nobody() -> None:
    directory = a_province((1, "admin", {}), (1, "coordinator", {}))

    assert [p.id for p in administrators(directory, frozenset({1}))] == [2]


async def _filled(store: SqliteStore, sealer: Sealer, *people: Person) -> Engine:
    async with store.tx() as tx:
        await tx.run("upsert_unit", **_row(a_unit(1)))
        for person in people:
            zalo = sealer.seal(f"z{person.id}") if person.zalo_sealed else None
            row = _row(person) | {"zalo_sealed": zalo, "zalo_key": person.code, "phone_key": None}
            await tx.run("upsert_person", **row)
        await tx.insert("insert_policy", name="thu", version=1, body=_policy(), at=NOW)
    return await Engine.start(store, sealer, NOW)


def _row(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__struct_fields__} | {"name_key": "x"}


def _policy() -> str:
    from schedules.policy import default_policy_body

    return default_policy_body()


async def _messages(store: SqliteStore) -> list[Row]:
    nothing = dict.fromkeys(("unit", "person", "state", "channel", "codes", "kind", "due_before"))
    return await store.all("list_messages", **nothing, after_id=0, limit=100)


async def _raise(store: SqliteStore, *keys: str, now: int = NOW) -> None:
    async with store.tx() as tx:
        for key in keys:
            await raise_alarm(tx, key, "made up", now)


ADMIN = a_person(1, roles="admin")


async def test_several_alarms_become_one_message_and_are_told_once(
    store: SqliteStore, sealer: Sealer
) -> None:
    engine = await _filled(store, sealer, ADMIN, a_person(2, name="Lê Mẫu Ba"))
    assert await tell_alarms(engine, NOW) == 0
    await _raise(store, "zalo:123", "line:2", now=NOW - HOUR)
    assert await tell_alarms(engine, NOW) == 2
    assert await tell_alarms(engine, NOW) == 0
    (message,) = await _messages(store)
    assert "02 sự cố" in message[5]
    assert "OA 123 không gửi được tin (từ 08:00 ngày 17/3/2025)" in message[5]
    assert "Lê Mẫu Ba, UBND xã Mẫu 1" in message[5]
    assert "nhacviec alarms close line:2" in message[5]
    await _raise(store, "webhook", "zalo:123")  # the second is open already
    assert await tell_alarms(engine, NOW) == 1
    assert "01 sự cố" in (await _messages(store))[1][5]


async def test_more_than_a_message_holds_are_counted(store: SqliteStore, sealer: Sealer) -> None:
    engine = await _filled(store, sealer, ADMIN)
    await _raise(store, *(f"template:mau_{n}" for n in range(30)))
    assert await tell_alarms(engine, NOW) == 30
    (message,) = await _messages(store)
    assert "30 sự cố" in message[5]
    assert "Ngoài ra còn 26 sự cố" in message[5]


async def test_at_night_nobody_is_woken_and_what_ends_by_morning_is_not_told(
    store: SqliteStore, sealer: Sealer
) -> None:
    engine = await _filled(store, sealer, ADMIN)
    await _raise(store, "webhook", "budget", now=NIGHT)
    assert await tell_alarms(engine, NIGHT) == 0
    async with store.tx() as tx:
        await end_alarm(tx, "webhook", NIGHT + HOUR)
    assert await tell_alarms(engine, MORNING) == 1
    (message,) = await _messages(store)
    assert "webhook" not in message[5]
    assert "hạn mức chi phí gửi tin (tất cả các kênh)" in message[5]


async def test_without_anybody_in_reach_alarms_wait(store: SqliteStore, sealer: Sealer) -> None:
    engine = await _filled(store, sealer, a_person(1))
    await _raise(store, "webhook")
    assert await tell_alarms(engine, NOW) == 0
    async with store.tx() as tx:
        row = _row(ADMIN) | {"zalo_sealed": b"x", "zalo_key": None, "phone_key": None}
        await tx.run("upsert_person", **row)
        await tx.run("bump_meta", key="directory")
    await engine.refresh(NOW)
    assert await tell_alarms(engine, NOW) == 1


async def test_a_call_that_waits_for_hours_is_not_taken_back(
    store: SqliteStore, sealer: Sealer
) -> None:
    """The alarm may be about the very road the message waits for."""
    engine = await _filled(store, sealer, ADMIN)
    await _raise(store, "webhook")
    await tell_alarms(engine, NOW)
    assert await recall_stale(engine, NOW + 5 * HOUR) == 0


async def test_closing_by_hand_opens_the_line_and_tells_nobody(
    store: SqliteStore, sealer: Sealer
) -> None:
    engine = await _filled(store, sealer, ADMIN, a_person(2))
    async with store.tx() as tx:
        await tx.run("close_road", person_id=2, road="all", code="harm_bound", at=NOW, until=None)
        await raise_alarm(tx, "line:2", "per_hour", NOW)
    async with store.tx() as tx:
        assert await close_by_hand(tx, "line:2", "lặp do nhập sai tệp", NOW + HOUR)
        assert not await close_by_hand(tx, "line:2", "once more", NOW + HOUR)
    assert await store.all("stopped_lines", now=NOW) == []
    assert await tell_alarms(engine, NOW + HOUR) == 0
    (row,) = await store.all("list_alarms", all=1)
    assert row == ("line:2", "per_hour", NOW, None, NOW + HOUR, "lặp do nhập sai tệp")
