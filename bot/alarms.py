"""Alarms: what calls a person. One open row a key, however often the same thing goes wrong; told once.

Keys name the thing, `zalo:<account>`, `webhook`, `budget:sms`, `template:<key>`, `line:<person id>`; problems are plain
sentences without secrets or personal data.
"""

from __future__ import annotations

import structlog

from db import halts
from db.store import Tx

log = structlog.get_logger()
_LINE = "line:"  # of an alarm about the line to one person
_TEMPLATE = "template:"  # of an alarm about a template that may not be used


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


async def close_by_hand(tx: Tx, key: str, why: str, now: int) -> bool:
    """Close the open alarm of a key with an operator's reason; whether there was one.

    A stopped line is opened again, a stopped template used again, stopped sending goes on.
    """
    closed = bool(await tx.run("close_alarm_by_hand", key=key, why=why, at=now))
    if not closed:
        return False
    if (person_id := line_of(key)) is not None:
        await tx.run("open_road", person_id=person_id, road="all")
    if (scope := key.removeprefix(halts.ALARM)) != key:
        await halts.end_halt(tx, scope, None, now)
    if (template := key.removeprefix(_TEMPLATE)) != key:
        await tx.run("resume_template", key=template)
    log.info("alarm.closed", action="alarm.closed", key=key, why=why)
    return True


def line_of(key: str) -> int | None:
    """The id of the person whose line an alarm is about, or None for other alarms.

    >>> line_of("line:17"), line_of("webhook")
    (17, None)
    """
    subject = key.removeprefix(_LINE)
    return int(subject) if subject != key and subject.isdecimal() else None
