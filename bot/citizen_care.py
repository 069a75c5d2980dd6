"""What follows from citizens' own doing: requests about data carried out, low ratings told, strangers forgotten.

Deletion: the agreements end, the texts go, and once the outcome has been told the account and the number are forgotten. What stays
is the ledger of consents, which is the proof that the law wants kept (Law 91/2025/QH15 art. 9–11), and a row here of what went.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import structlog

from bot.config import CitizenSettings
from bot.dossier_desk import CitizenDesk
from bot.engine import Engine
from bot.ingest.doubts import LOW_RATING
from db.outbox import put
from db.records import Person
from db.store import Tx
from db.words import ConsentSource, DataRight, ItemState
from handlers.agreements import Withdrawal, withdraw
from messages_vi.render import render
from messages_vi.table import reply_for
from schedules.civil import civil_date
from schedules.quiet import next_civil

log = structlog.get_logger()
BATCH: Final = 100
SPAN: Final = 20_000  # events looked through at a time
DAY_S: Final = 86_400
EXPLAINED_S: Final = 1800  # a low rating is told once its person had time to say why
PROOFS_KEPT_S: Final = 90 * DAY_S


async def settle_requests(engine: Engine, settings: CitizenSettings, now: int) -> int:
    """Carry out what an officer says is done and tell the citizen; forget whom it was told to. How many were looked at."""
    if await engine.store.value("next_data_request") is None:
        return 0
    await _forget_events(engine, now)
    before = now - engine.snapshot.policy.undo_s
    async with engine.store.tx() as tx:
        done = await tx.all("data_requests_done", before=before, limit=BATCH)
        for request_id, person_id, asked, code, item_id in done:
            await tx.run("set_item_state", id=item_id, state=ItemState.DONE)
            await tx.many("drop_schedule", [{"item_id": item_id}])
            if asked == DataRight.DELETE:
                await _end_agreements(tx, engine, settings, person_id, code, now)
            message_id = await _tell_outcome(tx, settings, person_id, asked, code, now)
            await tx.run("end_data_request", id=request_id, at=now, message_id=message_id)
        ripe = await tx.all("data_requests_to_forget", before=now - DAY_S, limit=BATCH)
        for request_id, person_id in ripe:
            await _forget(tx, person_id, now)
            await tx.run("close_data_request", id=request_id, at=now)
    if done or ripe:
        log.info("requests.done", action="requests.done", done=len(done), forgotten=len(ripe))
    return len(done) + len(ripe)


async def _forget_events(engine: Engine, now: int) -> None:
    """In the events of who is about to be forgotten their id becomes the code of their row; a span of events at a time, so
    that nobody waits for long.
    """
    ripe = await engine.store.all("data_requests_to_forget", before=now - DAY_S, limit=BATCH)
    last = await engine.store.value("last_event_id") if ripe else 0
    for _, person_id in ripe:
        row = await engine.store.one("person_by_id", id=person_id)
        person = Person(*row) if row else None
        if person is None or person.zalo_sealed is None:
            continue
        meant = {"user_id": engine.sealer.open(person.zalo_sealed), "code": person.code}
        for after in range(0, last, SPAN):
            asked = {"after": after, "until": after + SPAN, "user_id": meant["user_id"]}
            if ids := await engine.store.all("events_that_name", **asked):
                async with engine.store.tx() as tx:
                    await tx.many("rename_in_event", [{"id": one, **meant} for (one,) in ids])


async def _end_agreements(
    tx: Tx, engine: Engine, settings: CitizenSettings, person_id: int, code: str, now: int
) -> None:
    desk = CitizenDesk(engine.sealer, settings)
    given = Withdrawal(person_id, ConsentSource.CHAT, f"{DataRight.DELETE} {code}")
    await withdraw(tx, desk, given, now)


async def _tell_outcome(
    tx: Tx, settings: CitizenSettings, person_id: int, asked: str, code: str, now: int
) -> int | None:
    template = reply_for("citizen_right_done")
    context = {
        "person": {"name": "", "title": "", "form_of_address": "Ông/Bà"},
        "dossier": {"code": code, "procedure": "", "received": 0, "due": None},
        "asked": asked,
        "contact": settings.contact,
    }
    morning = next_civil(now)
    return await put(
        tx,
        person_id,
        template,
        render(template, context),
        now=now,
        not_before=morning,
        deadline_at=morning + DAY_S,
    )


async def _forget(tx: Tx, person_id: int, now: int) -> None:
    texts = await tx.run("forget_texts", person_id=person_id)
    proofs = await tx.run("forget_proofs_of_person", person_id=person_id)
    said = await tx.run("forget_rating_words", person_id=person_id)
    await tx.run("end_conversation", person_id=person_id)
    accounts = await tx.run("forget_account", id=person_id)
    gone = {"accounts": accounts, "texts": texts, "proofs": proofs, "rating_words": said}
    await tx.many(
        "add_erasure", [{"at": now, "what": w, "amount": n} for w, n in gone.items() if n]
    )


async def tell_low_ratings(engine: Engine, now: int) -> int:
    """Low ratings become warnings, so that the coordinator reads one line about them with the morning's digest."""
    found = await engine.store.all("untold_ratings", before=now - EXPLAINED_S, limit=BATCH)
    if not found:
        return 0
    async with engine.store.tx() as tx:
        for rating_id, unit_id, code in found:
            row = {"kind": LOW_RATING, "unit_id": unit_id, "code": code, "facts": "{}", "at": now}
            await tx.run("open_warning", **row)
            await tx.run("tell_rating", id=rating_id, at=now)
    return len(found)


async def forget_strangers(engine: Engine, settings: CitizenSettings, now: int) -> int:
    """The accounts of who came for nothing that is kept are forgotten; how many. Counts are kept as proof.

    Warnings of low ratings that were told a day ago are no news any more.
    """
    before = now - settings.account_kept_days * DAY_S
    yesterday = (civil_date(now) - timedelta(days=1)).isoformat()
    async with engine.store.tx() as tx:
        await tx.run("forget_guesses", day=yesterday, now=now)
        await tx.run("close_low_ratings", before=now - DAY_S, at=now)
        proofs = await tx.run("forget_proofs", before=now - PROOFS_KEPT_S)
        accounts = await tx.run("forget_strangers", before=before)
        gone = {"accounts": accounts, "proofs": proofs}
        rows = [{"at": now, "what": what, "amount": n} for what, n in gone.items() if n]
        await tx.many("add_erasure", rows)
    if accounts or proofs:
        log.info("strangers.forgotten", action="strangers.forgotten", **gone)
    return accounts
