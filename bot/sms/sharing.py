"""How two providers share the traffic right now: counted from the attempts, decided once a minute, kept with its reason."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final, NamedTuple

import msgspec
import structlog

from bot.sms.failover import COUNTED_S, SLOW_AFTER_S, Balance, Health, rebalanced
from db.store import Reader, Store

log = structlog.get_logger()
KEY: Final = "sms.balance"  # in `meta`
ERRORS_S: Final = 60  # errors are counted over so long


class Watched(NamedTuple):
    """A provider by its name, and whether it tells by itself what was delivered."""

    name: str
    reports: bool


async def load_balance(reader: Reader) -> Balance:
    """The balance as last decided; at rest when nothing was."""
    return read_balance(await reader.value("meta", key=KEY))


def read_balance(kept: str | None) -> Balance:
    """The balance from the way it is kept."""
    return Balance() if kept is None else msgspec.json.decode(kept, type=Balance)


async def health(reader: Reader, provider: Watched, now: int) -> Health:
    """What a provider did lately, from the attempts.

    What it did not take counts as slow too: it delivers nothing within five minutes, and a small office never has the
    fifty errors a minute by which a dead provider shows elsewhere. Who never reports is not slow for its silence.
    """
    row = await reader.one(
        "sms_health",
        sender=provider.name,
        reports=int(provider.reports),
        now=now,
        since=now - COUNTED_S,
        slow_after=SLOW_AFTER_S,
        errors_since=now - ERRORS_S,
    )
    return Health(*row) if row else Health()


async def rebalance(store: Store, first: Watched, second: Watched, now: int) -> Balance:
    """Look at both providers and keep what follows; to be called once a minute. Several processes may do so."""
    async with store.tx() as tx:
        before = await load_balance(tx)
        after = rebalanced(before, await health(tx, first, now), await health(tx, second, now), now)
        if after != before:
            await tx.run("set_meta", key=KEY, value=msgspec.json.encode(asdict(after)).decode())
    if after.shift != before.shift:
        log.warning(
            "sms.share_moved",
            action="sms.share_moved",
            first=first.name,
            second=second.name,
            shift=after.shift,
            why=after.why,
            detail=after.detail,
        )
    return after
