"""Alarms: what calls a person. One open row a key, however often the same thing goes wrong; told once.

Keys name the thing, `zalo:<account>`, `webhook`, `budget:sms`, `template:<key>`, `line:<person id>`; problems are plain
sentences without secrets or personal data.
"""

from __future__ import annotations

import structlog

from db.store import Tx

log = structlog.get_logger()


async def raise_alarm(tx: Tx, key: str, problem: str, now: int) -> bool:
    """Open an alarm in the caller's transaction; False when one of this key is open already."""
    opened = await tx.insert("open_alarm", key=key, problem=problem, at=now) is not None
    if opened:
        log.error("alarm.raised", action="alarm.raised", key=key, problem=problem)
    return opened


async def end_alarm(tx: Tx, key: str, now: int) -> bool:
    """Close the open alarm of a key; whether there was one."""
    closed = bool(await tx.run("close_alarm", key=key, at=now))
    if closed:
        log.info("alarm.ended", action="alarm.ended", key=key)
    return closed
