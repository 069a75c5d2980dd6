"""The snapshot: hours of the unit or of the nearest one above, the newest word on a day, the stamped ladder."""

from __future__ import annotations

from datetime import date

import msgspec

from bot.seed import seed
from db.snapshot import Snapshot, take_snapshot
from db.sqlite import SqliteStore
from schedules.policy import default_policy_body
from tests.db.making import NOW, a_unit, an_item


async def with_units(store: SqliteStore, *hours: str | None) -> Snapshot:
    """A seeded store with a line of units, each below the one before."""
    await seed(store, NOW)
    async with store.tx() as tx:
        for n, spec in enumerate(hours, start=1):
            parent = f"X{n - 1:02}" if n > 1 else None
            unit = a_unit(n, hours=spec, parent_code=parent)
            await tx.run("upsert_unit", **msgspec.structs.asdict(unit), name_key="x")
    return await take_snapshot(store)


async def test_hours_come_from_the_unit_or_the_nearest_above(store: SqliteStore) -> None:
    snapshot = await with_units(store, "08:00-12:00", None, "09:00-11:00")
    spelled = [str(snapshot.calendar(unit).hours) for unit in (1, 2, 3, None, 99)]

    assert spelled[:3] == ["08:00-12:00", "08:00-12:00", "09:00-11:00"]
    assert spelled[3] == spelled[4] == "07:00-11:30,13:30-17:00"
    assert snapshot.calendar(1) is snapshot.calendar(2)


async def test_a_new_decision_about_a_day_replaces_the_old_one(store: SqliteStore) -> None:
    before = await with_units(store, None)
    row = {"name": "Nghỉ bù", "source": "Quyết định mẫu", "loaded_at": NOW}
    async with store.tx() as tx:
        days = [("2025-03-18", "swap_off", 2), ("2025-03-19", "swap_off", 2)]
        days.append(("2025-03-19", "swap_work", 3))
        await tx.many(
            "insert_calendar_day",
            [{"date": d, "kind": k, "version": v} | row for d, k, v in days],
        )
    after = await take_snapshot(store)
    tuesday, wednesday = date(2025, 3, 18), date(2025, 3, 19)

    assert before.calendar(1).is_working_day(tuesday)
    assert not after.calendar(1).is_working_day(tuesday)
    assert after.calendar(1).is_working_day(wednesday)
    assert (before.calendar_version, after.calendar_version) == (1, 3)
    assert before.versions != after.versions


async def test_an_item_keeps_the_policy_it_was_stamped_with(store: SqliteStore) -> None:
    await with_units(store, None)
    body = msgspec.json.decode(default_policy_body())
    body["version"] += 1
    body["ladders"]["step"] = body["ladders"]["step"][:1]
    del body["ladders"]["intake"]
    body["ladders"]["supplement"] = []
    async with store.tx() as tx:
        text = msgspec.json.encode(body).decode()
        await tx.insert(
            "insert_policy", name=body["name"], version=body["version"], body=text, at=NOW
        )
    snapshot = await take_snapshot(store)

    assert snapshot.policy.version == body["version"]
    assert len(snapshot.ladder(an_item(policy_id=1))) > 1
    assert len(snapshot.ladder(an_item(policy_id=2))) == 1
    assert snapshot.ladder(an_item(policy_id=99)) == snapshot.ladder(an_item(policy_id=2))
    # A kind that came after a province wrote its policy is not kept silent; an empty ladder is meant so.
    usual = snapshot.policies[1].ladders["intake"]
    assert snapshot.ladder(an_item(kind="intake", policy_id=2)) == usual != ()
    assert snapshot.ladder(an_item(kind="supplement", policy_id=2)) == ()
