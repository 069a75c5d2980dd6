"""What a gateway says became of a message, pushed or asked for: it moves the attempt and the message."""

from __future__ import annotations

import asyncio
from typing import Final, NamedTuple

import structlog

from bot.delivery.settling import SENT, apply_effects
from bot.delivery.tracking import INSTALL_KEY, message_of, new_install
from bot.receipts import moved
from bot.sms.gateway import Asked, Delivery, Report, SmsGateway, TellsDelivery
from db.store import Store, Tx
from db.words import MessageState, Outcome, Road
from schedules.civil import civil_date

log = structlog.get_logger()
# How long a provider knows of a message (the SMS reference, section 1.4).
TOLD_FOR_S: Final = 7 * 24 * 3600
AHEAD_S: Final = 120  # the round comes once a minute
AT_ONCE: Final = 20  # questions of one round
# Outcomes of calls that nobody answered (yet).
_UNTOLD: Final = (None, Outcome.UNKNOWN)


async def install_id(store: Store) -> str:
    """The name of this database: a new one numbers its messages anew, and providers remember ids."""
    known: str | None = await store.value("meta", key=INSTALL_KEY)
    if known is not None:
        return known
    async with store.tx() as tx:
        found: str | None = await tx.value("meta", key=INSTALL_KEY)
        if found is None:
            found = new_install()
            await tx.run("set_meta", key=INSTALL_KEY, value=found)
    return found


class Attempt(NamedTuple):
    """The attempt that a report is about, with its message."""

    id: int
    message_id: int
    started_at: int
    outcome: str | None
    price_vnd: int | None
    delivered_at: int | None
    state: str
    channel: str


async def on_report(tx: Tx, report: Report, now: int) -> str | None:
    """Take a report into account in the caller's transaction: what it did, or None when nothing is known by its ids.

    The same report again, an older one after a newer one, one that overtakes our own record or comes after days change
    nothing that is already known. What failed takes another road at once.
    """
    attempt = await _found(tx, report)
    if attempt is None:
        return None
    told = report.state != Delivery.UNDERWAY
    failed = report.state == Delivery.FAILED and attempt.delivered_at is None
    if report.state == Delivery.DELIVERED:
        await _arrived(tx, attempt, report, now)
    elif attempt.channel == Road.SMS and attempt.outcome in _UNTOLD:
        # A report proves that it was taken, also when the answer to the call was lost or is still to come.
        await tx.run("hold_sms", id=attempt.message_id)
        await apply_effects(tx, [(attempt.message_id, SENT, report.provider_id)], now)
    await _count(tx, attempt, report, now)
    await tx.run(
        "mark_sms_attempt",
        id=attempt.id,
        provider_id=report.provider_id,
        price_vnd=report.price_vnd if told else None,
        delivered_at=now if report.state == Delivery.DELIVERED else None,
        failed_at=now if failed else None,
    )
    if failed:
        await tx.run("sms_failed", id=attempt.message_id, at=now)
    return str(report.state)


async def _found(tx: Tx, report: Report) -> Attempt | None:
    """By the provider's id; before that is known, by ours, which travels with the message."""
    row = None
    if report.provider_id:
        row = await tx.one("sms_attempt_by_provider", provider_id=report.provider_id)
    if row is None and report.request_id:
        install = await tx.value("meta", key=INSTALL_KEY) or ""
        ours = message_of(report.request_id, install)
        row = None if ours is None else await tx.one("sms_attempt_of_message", id=ours)
    return None if row is None else Attempt(*row)


async def _arrived(tx: Tx, attempt: Attempt, report: Report, now: int) -> None:
    """It reached the phone: no other road any more, unless another one has the message already."""
    overtaken = attempt.channel != Road.SMS
    state = moved(attempt.state, MessageState.DELIVERED, overtaken=overtaken)
    if state is None:
        return
    await apply_effects(tx, [(attempt.message_id, SENT, report.provider_id)], now)
    await tx.run(
        "mark_arrived",
        id=attempt.message_id,
        state=state,
        road=Road.SMS,
        provider_id=report.provider_id,
        at=now,
    )


async def _count(tx: Tx, attempt: Attempt, report: Report, now: int) -> None:
    """Correct what was spent; what is on the wire is counted when its call is answered."""
    if report.state == Delivery.UNDERWAY and attempt.outcome == Outcome.ACCEPTED:
        return
    stated, known = report.price_vnd, attempt.price_vnd
    if attempt.outcome == Outcome.ACCEPTED and stated is not None and known is not None:
        await _spend(tx, attempt, 0, stated - known)
    elif attempt.outcome in _UNTOLD and attempt.state != MessageState.SENDING:
        await tx.run("take_sms_attempt", id=attempt.id, at=now)
        await _spend(tx, attempt, 1, stated or known or 0)


async def _spend(tx: Tx, attempt: Attempt, messages: int, vnd: int) -> None:
    """Correct what was spent on the day of the attempt."""
    if messages or vnd:
        day = civil_date(attempt.started_at).isoformat()
        await tx.run("spend", day=day, road=Road.SMS, messages=messages, vnd=vnd)


async def ask(
    store: Store, gateway: SmsGateway, now: int, asked: dict[str, int] | None = None
) -> int:
    """Ask a gateway about messages without a report whose time for one is nearly over; how many were answered.

    Without an answer nothing changes. What stands in `asked` is not asked about again, and what is asked is put there.
    """
    if not isinstance(gateway, TellsDelivery):
        return 0
    rows = await store.all(
        "sms_to_ask",
        until=now + AHEAD_S,
        sender=gateway.name,
        since=now - TOLD_FOR_S,
        limit=AT_ONCE,
    )
    known = {} if asked is None else asked
    ids = [row[0] for row in rows if row[0] not in known]
    known.update(dict.fromkeys(ids, now))
    told = 0
    for answer in await asyncio.gather(*(gateway.status(one) for one in ids)):
        told += await _take(store, gateway.name, answer, now)
    return told


async def _take(store: Store, gateway: str, answer: Asked, now: int) -> bool:
    if answer.report is None:
        log.warning("sms.not_told", action="sms.not_told", gateway=gateway, code=answer.code)
        return False
    async with store.tx() as tx:
        await on_report(tx, answer.report, now)
    return True
