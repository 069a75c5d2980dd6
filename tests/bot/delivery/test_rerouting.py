"""Other roads: for what would come too late in the chat's line, and for what shows no sign of delivery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from bot.delivery.carrying import Parcel
from bot.delivery.claiming import Line
from bot.delivery.desk import Desk
from bot.delivery.rerouting import divert_late, take_other_roads
from db.sealing import Sealer
from db.sqlite import SqliteStore
from db.store import Reader
from db.words import Road
from tests.db.making import NOW, put_message, put_notice, put_people

ALL = frozenset(Road)
LINE = Line(frozenset({Road.CHAT}))


async def parcels(reader: Reader, ids: Sequence[int], now: int) -> Mapping[int, Parcel]:
    return dict.fromkeys(ids, Parcel("officer_due", {}))


def desk(**more: Any) -> Desk:
    return Desk(roads=ALL, templates=frozenset({"officer_due"}), parcels=parcels, **more)


async def line(store: SqliteStore, sealer: Sealer, *deadlines: int, **more: Any) -> None:
    """Messages in the chat's line, due so many seconds from now."""
    await put_people(store, sealer, ["8001"])
    async with store.tx() as tx:
        for number, seconds in enumerate(deadlines, start=1):
            deadline = {"deadline_at": NOW + seconds, "created_at": NOW}
            message = await put_message(tx, 1, f"Việc {number}", **(deadline | more))
            await put_notice(tx, number, 1, message)


async def rows(store: SqliteStore, sql: str, **params: Any) -> list[Any]:
    return store._connections[0].execute(sql, params).fetchall()


async def test_who_would_be_reached_too_late_goes_by_template_before_it_is_late(
    store: SqliteStore, sealer: Sealer
) -> None:
    """Ten a minute; thirty messages are due in two minutes, thirty in an hour: the minute they need is kept free."""
    await line(store, sealer, *[120] * 30, *[3600] * 30)
    moved = await divert_late(store, desk(), LINE, per_minute=10, now=NOW)

    assert moved == 19  # places 12 and later would have their turn in the last minute or after it
    assert await rows(store, "SELECT channel, why, count(*) FROM message GROUP BY 1, 2") == [
        ("zalo", "", 41),
        ("zbs_uid", "zalo:too_slow", 19),
    ]
    assert await divert_late(store, desk(), LINE, per_minute=10, now=NOW) == 0


async def test_each_account_has_a_line_of_its_own(store: SqliteStore, sealer: Sealer) -> None:
    """Eight messages a person: together they were too many for ten a minute, of one account they are not."""
    await put_people(store, sealer, ["8001", "8002"])
    async with store.tx() as tx:
        for number in range(16):
            message = await put_message(tx, 1 + number % 2, f"Việc {number}", deadline_at=NOW + 120)
            await put_notice(tx, 1 + number, 1 + number % 2, message)
    await rows(store, "UPDATE person SET account = 'b' WHERE id = 2")
    mine = LINE._replace(account="a", first_account="a")

    assert await divert_late(store, desk(), mine, per_minute=10, now=NOW) == 0
    assert await divert_late(store, desk(), LINE, per_minute=10, now=NOW) == 5


async def test_what_is_late_already_stays_in_the_cheap_line(
    store: SqliteStore, sealer: Sealer
) -> None:
    await line(store, sealer, *[-60] * 50)

    assert await divert_late(store, desk(), LINE, per_minute=10, now=NOW) == 0


async def test_without_another_road_the_line_stays_as_it_is(
    store: SqliteStore, sealer: Sealer
) -> None:
    await line(store, sealer, *[60] * 50)
    only_chat = Desk(parcels=parcels)

    assert await divert_late(store, only_chat, LINE, per_minute=10, now=NOW) == 0


@pytest.mark.parametrize(
    ("state", "item", "channel", "after"),
    [
        pytest.param("sent", "state = 'open'", "zalo", ("waiting", "sms"), id="nothing heard"),
        pytest.param("sent", "answered_at = 1742176800", "zalo", ("sent", "zalo"), id="answered since"),
        pytest.param("sent", "state = 'done'", "zalo", ("sent", "zalo"), id="done since"),
        pytest.param("delivered", "state = 'open'", "zalo", ("delivered", "zalo"), id="delivered"),
        pytest.param("sent", "state = 'open'", "sms", ("waiting", "zalo"), id="no report of an SMS: the chat may"),
        pytest.param("unknown", "state = 'open'", "zbs_phone", ("waiting", "sms"), id="nobody knows of a template"),
        pytest.param("unknown", "state = 'done'", "zalo", ("unknown", "zalo"), id="a chat is asked about"),
        pytest.param("unknown", "state = 'done'", "sms", ("failed", "sms"), id="nobody can be asked"),
    ],
)  # fmt: skip
async def test_a_second_road(
    store: SqliteStore, sealer: Sealer, state: str, item: str, channel: str, after: tuple[str, str]
) -> None:
    """Looked at half an hour after it was handed over, at 09:30 on a Monday."""
    await line(store, sealer, 3600, channel=channel)
    await rows(
        store,
        "UPDATE message SET state = :state, sent_at = :sent, fallback_at = :at",
        state=state,
        sent=None if state == "unknown" else NOW,
        at=NOW + 1800,
    )
    await rows(store, f"UPDATE work_item SET {item}")  # noqa: S608
    await rows(store, "UPDATE person SET phone_sealed = zalo_sealed")
    before = await take_other_roads(store, desk(), NOW + 1799)
    await take_other_roads(store, desk(), NOW + 1800)
    await take_other_roads(store, desk(), NOW + 1801)

    assert before == 0
    assert await rows(store, "SELECT state, channel FROM message") == [after]
    assert await store.all("unjournaled", limit=1) == []
    assert await rows(store, "SELECT fallback_at FROM message WHERE state <> 'delivered'") in (
        [],
        [(None,)],
    )


@pytest.mark.parametrize(
    ("due", "rings"),
    [
        pytest.param(9000, 0, id="due in two hours: at once"),
        pytest.param(9001 + 60, 3600, id="later: when the office opens"),
        pytest.param(-60, 3600, id="late already: when the office opens"),
    ],
)
async def test_nobody_is_rung_after_hours_for_what_is_not_pressing(
    store: SqliteStore, sealer: Sealer, due: int, rings: int
) -> None:
    """Half an hour after it was handed over, an hour before the office opens."""
    await line(store, sealer, due)
    look_at = NOW + 1800
    await rows(
        store,
        "UPDATE message SET state = 'sent', sent_at = :sent, fallback_at = :at",
        sent=NOW,
        at=look_at,
    )
    await rows(store, "UPDATE person SET phone_sealed = zalo_sealed")
    await take_other_roads(store, desk(opens=lambda person, now: now + 3600), look_at)

    assert await rows(store, "SELECT channel, not_before FROM message") == [
        ("sms", look_at + rings)
    ]
