"""What a new database begins with: its own name, the official calendar, the default policy, the report chain."""

from __future__ import annotations

from typing import Any

import msgspec

from bot.delivery.tracking import INSTALL_KEY, new_install
from db.store import Store, Tx
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
        await _ship_policy(tx, now)
        if not await tx.all("all_duties"):
            await tx.many("upsert_duty", (_duty_row(duty) for duty in standard_duties()))


async def _ship_policy(tx: Tx, now: int) -> None:
    """Load the default policy where there is none, or where the newest one came with an earlier release.

    A province that has loaded its own since keeps it. Items that are watched keep the policy they started with.
    """
    row = await tx.one("newest_policy")
    body = default_policy_body()
    policy = parse_policy(body)
    version = policy.version
    if row is not None:
        _, newest, shipped = row
        if not shipped or _without_version(newest) == _without_version(body):
            return
        known = [found for name, found in await tx.all("policy_names") if name == policy.name]
        version = max([version, *(number + 1 for number in known)])
    numbered = _numbered(body, version)
    await tx.run("ship_policy", name=policy.name, version=version, body=numbered, at=now)


def _without_version(body: str) -> dict[str, Any]:
    """What a policy says, whatever its number and its spacing."""
    raw: dict[str, Any] = msgspec.json.decode(body)
    raw.pop("version", None)
    return raw


def _numbered(body: str, version: int) -> str:
    """The policy under another number; left as it is written where that is its own."""
    raw: dict[str, Any] = msgspec.json.decode(body)
    if raw["version"] == version:
        return body
    return msgspec.json.format(msgspec.json.encode(raw | {"version": version}), indent=2).decode()


def _duty_row(duty: Any) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.structs.asdict(duty)
    del row["id"]
    return row
