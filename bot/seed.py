"""What a new database begins with: its own name, the official calendar, the default policy, the report chain."""

from __future__ import annotations

from typing import Any

import msgspec

from bot.delivery.tracking import INSTALL_KEY, new_install
from db.store import Store
from schedules.calendar import official_days
from schedules.chains import standard_duties
from schedules.policy import default_policy_body, parse_policy


async def seed(store: Store, now: int) -> None:
    """Put in what is missing; what a province has changed stays as it is."""
    async with store.tx() as tx:
        if await tx.value("meta", key=INSTALL_KEY) is None:
            await tx.run("set_meta", key=INSTALL_KEY, value=new_install())
        if not await tx.value("calendar_version"):
            await tx.many(
                "insert_calendar_day",
                (
                    msgspec.structs.asdict(day) | {"version": 1, "loaded_at": now}
                    for day in official_days()
                ),
            )
        if not await tx.all("policies"):
            body = default_policy_body()
            policy = parse_policy(body)
            await tx.insert(
                "insert_policy", name=policy.name, version=policy.version, body=body, at=now
            )
        if not await tx.all("all_duties"):
            await tx.many("upsert_duty", (_duty_row(duty) for duty in standard_duties()))


def _duty_row(duty: Any) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.structs.asdict(duty)
    del row["id"]
    return row
