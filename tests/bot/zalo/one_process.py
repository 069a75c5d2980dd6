"""One process of the system that renews again and again, as `test_two_processes` starts several of them.

Reads the settings from standard input; exit status 0 when every renewal ended with a token.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from bot.clock import Clock
from bot.config import ZaloSettings
from bot.http import make_wire
from bot.zalo.tokens import TokenKeeper
from db.sealing import Sealer
from db.sqlite import SqliteStore
from tests.db.making import SECRET

ROUNDS = 5


async def renew(given: dict[str, Any]) -> None:
    """Call each token dead as soon as it is known."""
    store, wire = SqliteStore(given["path"]), make_wire(1)
    settings = ZaloSettings.model_validate(given["zalo"])

    async def pause(seconds: float) -> None:
        await asyncio.sleep(seconds / 25)  # this process has nothing to drive but real time

    keeper = TokenKeeper(store, Sealer(SECRET), Clock(), wire, settings, pause=pause)
    try:
        token = await keeper.token()
        for _ in range(ROUNDS):
            token = await keeper.after_refusal(token)
    finally:
        await keeper.finished()
        await wire.aclose()
        await store.close()


if __name__ == "__main__":
    asyncio.run(renew(json.load(sys.stdin)))
