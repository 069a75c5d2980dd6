"""Whole batches of messages and what they say by template or SMS, read from the store in three statements."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from bot.delivery.parcels import parcels
from bot.seed import seed
from bot.zalo.filling import date_value
from db.sealing import Sealer
from db.snapshot import Snapshot, take_snapshot
from db.sqlite import SqliteStore
from handlers.views import Detail
from tests.db.making import NOW, a_notice, an_item, moment, put_people

STEP = msgspec.json.encode(Detail(step="Thẩm định hồ sơ", procedure="Đăng ký kết hôn")).decode()


@pytest.fixture
async def filled(store: SqliteStore, sealer: Sealer) -> Snapshot:
    """A seeded store with two people of commune 1 and three items of the first."""
    await seed(store, NOW)
    await put_people(store, sealer, ["8001", "8002"])
    items = [an_item(n, detail=STEP, due_at=NOW + n * 3600) for n in (1, 2, 3)]
    async with store.tx() as tx:
        await tx.many("insert_item_quietly", [msgspec.structs.asdict(i) for i in items])
    return await take_snapshot(store)


async def write(store: SqliteStore, template_name: str, person_id: int = 1, **more: Any) -> int:
    """A message, perhaps with notices about items."""
    lines = more.pop("lines", ())
    row = {
        "person_id": person_id,
        "channel": "zalo",
        "template": template_name,
        "text": "x",
        "buttons": "[]",
        "state": "waiting",
        "reason": "",
        "deadline_at": NOW,
        "not_before": NOW,
        "created_at": NOW,
        "item_id": None,
    }
    async with store.tx() as tx:
        message_id = await tx.insert("insert_message", **(row | more))
        assert message_id is not None
        for place, (item_id, audience, rung) in enumerate(lines, 1):
            fresh = a_notice(item_id=item_id, person_id=person_id, audience=audience, rung=rung)
            await tx.many("insert_notice", [msgspec.structs.asdict(fresh) | {"planned_at": NOW}])
            last = await tx.value("last_notice_id")
            placed = msgspec.json.encode([(last, message_id, place)]).decode()
            await tx.run("put_notices_in_messages", placed=placed)
    return message_id


async def test_a_batch_is_told_by_what_its_messages_are_about(
    store: SqliteStore, filled: Snapshot
) -> None:
    single = await write(store, "officer/handover", lines=[(1, "assignee", "handover")])
    lines = [(3, "head", "overdue"), (2, "head", "silent")]
    digest = await write(store, "head/digest", 2, lines=lines)
    nudge = await write(store, "reply/nudge", item_id=2)
    handed = await write(store, "reply/received_from", 2, item_id=2)
    stuck = await write(store, "reply/blocked_to_head", 2, item_id=3)
    missing = await write(store, "reply/rejected", item_id=3)
    answer = await write(store, "reply/recorded")
    good_news = await write(store, "reply/confirmed", item_id=1)
    ids = [single, digest, nudge, handed, stuck, missing, answer, good_news, 999]
    found = await parcels(store, filled, ids, NOW)

    assert {message_id: parcel.key for message_id, parcel in found.items()} == {
        single: "officer_step",
        digest: "head_escalation",
        nudge: "officer_due",
        handed: "officer_step",
        stuck: "head_escalation",
        missing: "officer_due",
    }
    assert found[digest].values["noi_dung"].endswith(" và 01 việc khác")
    assert found[digest].values["ma_viec"].endswith("0002")
    assert found[nudge].values["tinh_trang"] == "Đang được đôn đốc"
    assert found[stuck].values["nguoi_nhan"] == "Nguyễn Thị Mẫu 2"


async def test_a_batch_takes_as_many_statements_as_one_message(
    store: SqliteStore, filled: Snapshot
) -> None:
    asked: list[str] = []

    class Counting:
        async def all(self, name: str, /, **params: Any) -> Any:
            asked.append(name)
            return await store.all(name, **params)

    ids = [await write(store, "reply/nudge", item_id=n % 3 + 1) for n in range(30)]
    found = await parcels(Counting(), filled, ids, NOW)  # type: ignore[arg-type]

    assert len(found) == 30
    assert asked == ["notices_of_messages", "subjects_of_messages", "items_by_ids"]
    assert await parcels(store, filled, [], NOW) == {}


async def test_administrators_are_told_of_the_alarms_of_their_message_that_are_open(
    store: SqliteStore, filled: Snapshot
) -> None:
    async with store.tx() as tx:
        for key, opened_at in (("webhook", 3600), ("zalo:1", 7200), ("line:2", 1800)):
            await tx.insert("open_alarm", key=key, problem="made up", at=NOW - opened_at)
            await tx.run("tell_alarm", key=key, at=NOW)
        await tx.run("close_alarm", key="line:2", at=NOW)
        await tx.insert("open_alarm", key="budget", problem="made up", at=NOW)
    both = await write(store, "admin/alarm")
    later = await write(store, "admin/alarm", created_at=NOW + 60)
    found = await parcels(store, filled, [both, later], NOW)

    assert list(found) == [both]  # nothing to say of the other
    assert found[both].key == "admin_alarm"
    assert found[both].values == {
        "nguoi_nhan": "Nguyễn Thị Mẫu 1",
        "so_su_co": "02",
        "su_co": "Tài khoản Zalo không gửi được tin",
        "tu_luc": date_value(NOW - 7200),
    }


async def test_one_that_cannot_be_made_does_not_keep_the_others(
    store: SqliteStore, filled: Snapshot
) -> None:
    odd = an_item(4, due_at=moment("01/01/2099"))  # beyond the calendar
    async with store.tx() as tx:
        await tx.many("insert_item_quietly", [msgspec.structs.asdict(odd)])
    bad = await write(store, "reply/nudge", item_id=4)
    good = await write(store, "reply/nudge", item_id=1)

    assert list(await parcels(store, filled, [bad, good], NOW)) == [good]
