"""What is claimed counts at once: for the harm bound, and for the purse it is paid from."""

from __future__ import annotations

from collections import Counter

from bot.config import BudgetSettings, HarmSettings
from bot.delivery.carrying import Parcel
from bot.delivery.claiming import Line, claim
from bot.delivery.desk import Desk
from db.store import Reader
from db.words import Road
from tests.bot.delivery.test_sender import messages, rows, write
from tests.bot.stage import Stage
from tests.db.making import NOW, put_message

DAY = 86_400


async def paid(stage: Stage) -> None:
    """Everybody spoke three days ago: the chat costs something."""
    async with stage.store.tx() as tx:
        await tx.run("set_last_interaction", person_id=1, at=NOW - 3 * DAY)


async def test_what_is_on_the_wire_counts_for_the_harm_bound(stage: Stage) -> None:
    stage.desk.harm = HarmSettings(per_hour=2)
    await write(stage, "Một", "Hai")
    await stage.sender._claim()
    await write(stage, "Ba")
    found = await stage.sender._claim()

    assert found.batch == []
    assert [state for state, _, _ in await messages(stage)] == ["sending", "sending", "suppressed"]


async def test_the_same_words_in_one_batch_count_too(stage: Stage) -> None:
    stage.desk.harm = HarmSettings(same_text_times=2)
    await write(stage, "Tin", "Tin", "Tin")
    await stage.drain()

    assert stage.received() == ["Tin", "Tin"]
    assert Counter(state for state, _, _ in await messages(stage)) == {"sent": 2, "suppressed": 1}


async def test_what_only_waits_stops_nobody(stage: Stage) -> None:
    stage.desk.harm = HarmSettings(per_hour=2)
    stage.desk.budget = BudgetSettings(chat_day=0)
    await paid(stage)
    await write(stage, "Một", "Hai", "Ba")
    await stage.drain()

    assert Counter(state for state, _, _ in await messages(stage)) == {"waiting": 3}
    assert await stage.store.all("stopped_lines", now=NOW) == []


async def parcels(reader: Reader, ids: list[int], now: int) -> dict[int, Parcel]:
    return dict.fromkeys(ids, Parcel("officer_due", {}))


async def test_what_the_chat_costs_is_not_taken_from_the_purse_of_sms(stage: Stage) -> None:
    budget = BudgetSettings(chat_day=10_000, sms_day=700)
    desk = Desk(roads=frozenset({Road.CHAT, Road.SMS}), budget=budget, parcels=parcels)
    await paid(stage)
    await write(stage, *(f"Tin {n}" for n in range(19)))
    async with stage.store.tx() as tx:
        last = await put_message(tx, 1, "Tin cuối", deadline_at=NOW + 2 * DAY)
    await rows(stage, f"UPDATE message SET tried = 'zalo:-230' WHERE id = {last}")  # noqa: S608 - a number
    await rows(stage, "UPDATE person SET phone_sealed = x'00'")
    async with stage.store.tx() as tx:
        found = await claim(tx, desk, Line(frozenset({Road.CHAT})), 100, NOW)

    assert (len(found.batch), found.moved) == (19, True)


async def test_what_may_be_out_goes_again_by_the_same_road_whatever_was_answered_since(
    stage: Stage,
) -> None:
    """The first call was never answered, the second found the gateway busy; meanwhile the chat is free."""
    desk = Desk(roads=frozenset({Road.CHAT, Road.SMS}), parcels=parcels)
    await write(stage, "Tin")
    await rows(stage, "UPDATE person SET phone_sealed = x'00'")
    await rows(stage, "UPDATE message SET channel = 'sms', attempts = 1")
    async with stage.store.tx() as tx:
        for code in ("unknown", "later"):
            told = {"road": Road.SMS, "why": "", "price_vnd": 700, "sender": "esms"}
            await tx.run("open_attempt", id=1, at=NOW, **told)
            answer = {"outcome": code, "code": code, "provider_id": None, "price_vnd": None}
            await tx.run("close_attempt", id=1, at=NOW, **answer)
        found = await claim(tx, desk, Line(frozenset({Road.SMS})), 10, NOW)

    assert [one.road for one in found.batch] == [Road.SMS]
    assert await stage.store.all("waiting_before", written_before=NOW + 1, limit=9) == []


async def test_who_has_left_meanwhile_is_sent_nothing(stage: Stage) -> None:
    await write(stage, "Tin")
    await rows(stage, "UPDATE person SET active = 0")
    await stage.drain()

    assert stage.received() == []
    assert await rows(stage, "SELECT fate, reason FROM notice") == [("failed", "not_linked")]
