"""The forecast, by hand: which notices share a message, what roads cost, and a replay as in a service that never sleeps."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import PriceSettings
from bot.forecasting import (
    Forecast,
    Replay,
    Told,
    UsedLately,
    carried_lately,
    expected_vnd,
    forecast,
    messages_of,
    road_costs,
)
from bot.planning import notices_of
from db.directory import Directory
from db.items import schedule_items
from db.records import WorkItem
from db.sealing import Sealer
from db.snapshot import Snapshot
from db.sqlite import SqliteStore
from db.words import Fate, Road
from schedules.calendar import official_days
from schedules.planner import plan
from schedules.policy import default_policy_body
from tests.db.making import NOW, a_person, a_unit, an_item, moment, put_message, put_people
from tests.schedules.ladders import POLICY

DAY = 86_400
PRICES = PriceSettings(chat=55, zbs_uid=84, zbs_phone=120, sms_part=350)


def a_snapshot() -> Snapshot:
    """A commune with an officer, a head who is coordinator too, and a leader."""
    people = [
        a_person(1),
        a_person(2, roles="head;coordinator"),
        a_person(3, roles="leader", zalo_sealed=None),
    ]
    return Snapshot(Directory([a_unit(1)], people), {1: POLICY}, list(official_days()), ("1", 1, 1))


SNAPSHOT = a_snapshot()


def stepwise(item: WorkItem, now: int, until: int) -> Counter[Told]:
    """What the planner's own passes write, one at each instant it names, with nobody answering."""
    told: Counter[Told] = Counter()
    at: int | None = now
    while at is not None and at <= until:
        found = plan(item, SNAPSHOT.ladder(item), SNAPSHOT.calendar(item.unit_id), at)
        for row in notices_of(SNAPSHOT, item, found.decisions, at):
            if row.fate in (Fate.WAITING, Fate.HELD) and row.send_at <= until:
                who = (row.person_id, row.send_at, row.audience, bool(row.in_digest))
                told[Told(*who)] += 1
        item = msgspec.structs.replace(item, planned_until=at)
        at = found.next_at
    return told


@given(
    kind=st.sampled_from(sorted(POLICY.ladders)),
    started=st.integers(-20 * DAY, 5 * DAY),
    lasts=st.integers(3600, 25 * DAY),
    days=st.integers(1, 40),
    promised=st.none() | st.integers(-2 * DAY, 5 * DAY),
    claimed=st.booleans(),
)
def test_the_replay_is_the_plan_of_a_service_that_never_sleeps(
    kind: str, started: int, lasts: int, days: int, promised: int | None, claimed: bool
) -> None:
    begin, until = NOW + started, NOW + days * DAY
    item = an_item(
        kind=kind,
        starts_at=begin,
        due_at=begin + lasts,
        planned_until=max(begin - 1, NOW - 3600),
        promise_until=None if promised is None else NOW + promised,
        state="claimed" if claimed else "open",
        claimed_at=NOW - 7200 if claimed else None,
    )
    found = Counter(Replay(SNAPSHOT, NOW, until).notices(item))
    assert found == stepwise(item, NOW, until)


def _told(person: int, at: int, audience: str = "assignee", *, digest: bool = False) -> Told:
    return Told(person, at, audience, digest)


@pytest.mark.parametrize(
    ("told", "messages"),
    [
        pytest.param({}, 0, id="nothing"),
        pytest.param({_told(1, 0): 3}, 3, id="three single ones: as many as the policy allows"),
        pytest.param({_told(1, 0): 4}, 1, id="a fourth makes them a digest"),
        pytest.param({_told(1, 0): 2, _told(1, 0, "head"): 2}, 2, id="one digest an audience"),
        pytest.param({_told(1, 0): 2, _told(1, 9): 2, _told(2, 0): 2}, 6, id="not at one instant"),
        pytest.param({_told(1, 0, digest=True): 8}, 1, id="a full page"),
        pytest.param({_told(1, 0, digest=True): 9}, 2, id="a second page"),
        pytest.param({_told(1, 0, digest=True): 900}, 5, id="five pages, the rest is counted"),
        pytest.param({_told(1, 0, digest=True): 2, _told(1, 0): 4}, 1, id="they join the digest"),
    ],
)
def test_how_notices_become_messages(told: dict[Told, int], messages: int) -> None:
    assert messages_of(told, digest_above=3) == messages


def test_roads_cost_what_the_settings_say_by_their_shares() -> None:
    carried = [
        UsedLately(Road.CHAT, 8, 2, 110),  # a quarter of the chats was paid for
        UsedLately(Road.TEMPLATE_UID, 1, 0, 0),  # nobody said a price
        UsedLately(Road.SMS, 1, 1, 700),  # two parts
    ]
    costs = road_costs(carried, PRICES)
    assert [(c.road, c.share) for c in costs] == [("zalo", 0.8), ("zbs_uid", 0.1), ("sms", 0.1)]
    # Of 1,000 messages: 200 paid chats at 55, 100 templates at 84, 100 SMS at 700.
    assert [expected_vnd(1000, cost) for cost in costs] == [11_000, 8_400, 70_000]


def test_without_a_past_all_is_free_chat() -> None:
    (cost,) = road_costs([], PRICES)
    assert (cost.road, expected_vnd(1000, cost)) == (Road.CHAT, 0)


async def test_the_past_counts_what_was_taken_within_14_days_and_no_answers(
    store: SqliteStore, sealer: Sealer
) -> None:
    await put_people(store, sealer, ["8001"])
    sent = [
        ("officer/due_soon", NOW - DAY, "zalo", 0, "accepted"),
        ("officer/due_soon", NOW - DAY, "zalo", 55, "accepted"),
        ("officer/due_soon", NOW - DAY, "sms", 350, "accepted"),
        ("officer/due_soon", NOW - DAY, "sms", None, "refused"),
        ("reply/recorded", NOW - DAY, "zalo", 0, "accepted"),
        ("officer/due_soon", NOW - 15 * DAY, "zalo", 55, "accepted"),
    ]
    async with store.tx() as tx:
        for template, at, road, price, outcome in sent:
            message_id = await put_message(tx, 1, "text", template=template)
            await tx.run(
                "open_attempt", id=message_id, at=at, road=road, why="", price_vnd=price, sender=""
            )
            close = {"outcome": outcome, "code": "", "provider_id": None, "price_vnd": price}
            await tx.run("close_attempt", id=message_id, at=at, **close)
    assert await carried_lately(store, NOW) == [
        UsedLately(Road.SMS, 1, 1, 350),
        UsedLately(Road.CHAT, 2, 1, 55),
    ]


async def test_what_is_open_is_replayed_and_nothing_is_written(
    store: SqliteStore, sealer: Sealer
) -> None:
    await put_people(store, sealer, ["8001"])
    items = [
        an_item(n, starts_at=NOW - DAY, due_at=moment(f"{18 + n}/03/2025", "09:00"))
        for n in (1, 2, 3)
    ]
    async with store.tx() as tx:
        await tx.insert("insert_policy", name="thu", version=1, body=default_policy_body(), at=NOW)
        for item in items:
            await tx.many("insert_item_quietly", [msgspec.structs.asdict(item)])
        await schedule_items(tx, SNAPSHOT, [(item, NOW - 1) for item in items])
    found = await forecast(store, SNAPSHOT, NOW, 7)
    expected: Counter[Told] = Counter()
    for item in items:
        expected += stepwise(item, NOW, NOW + 7 * DAY)
    assert found == Forecast(3, 0, expected.total(), messages_of(expected, POLICY.digest_above))
    assert await store.all("message_counts") == []
