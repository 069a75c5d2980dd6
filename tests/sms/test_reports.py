"""What reports do to attempts and messages: twice, in any order, before our own record, after days; and asking for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.delivery.carrying import Carried
from bot.delivery.tracking import tracking_id
from bot.sms.gateway import Delivery, Report
from bot.sms.reports import ask, install_id, on_report
from db.words import Outcome
from tests.sms.road import PRICE, Counter, counter

DAY = 24 * 3600
DELIVERED, FAILED, UNDERWAY = Delivery.DELIVERED, Delivery.FAILED, Delivery.UNDERWAY


def report(
    state: Delivery,
    provider_id: str | None = "s1",
    ours: str | None = None,
    price: int | None = None,
) -> Report:
    return Report(f"{provider_id}:{state}", state, provider_id, ours, price)


async def tell(desk: Counter, *reports: Report) -> list[str | None]:
    told = []
    for one in reports:
        async with desk.store.tx() as tx:
            told.append(await on_report(tx, one, desk.clock.now()))
    return told


def fates(desk: Counter) -> list[tuple[str, str]]:
    return desk.rows("SELECT fate, reason FROM notice ORDER BY id")


def spent(desk: Counter) -> tuple[int, int]:
    [row] = desk.rows("SELECT coalesce(sum(messages), 0), coalesce(sum(vnd), 0) FROM spending")
    return row


async def test_a_delivered_message_needs_no_other_road(tmp_path: Path) -> None:
    async with counter(tmp_path, "esms") as desk:
        sent = await desk.message()
        await desk.hand_over(sent)
        desk.clock.jump_to(desk.clock.now() + 40)
        told = await tell(desk, report(DELIVERED, price=850), report(DELIVERED, price=850))

    assert told == ["delivered", "delivered"]
    assert (desk.one("state", sent), desk.one("fallback_at", sent)) == ("delivered", None)
    assert desk.one("delivered_at", sent, "attempt") == desk.clock.now()
    assert desk.one("price_vnd", sent, "attempt") == 850
    assert spent(desk) == (0, 850 - PRICE)  # the difference, once


async def test_a_failed_message_takes_another_road_at_once(tmp_path: Path) -> None:
    async with counter(tmp_path, "esms") as desk:
        sent = await desk.message()
        await desk.hand_over(sent)
        await tell(desk, report(FAILED))

    assert (desk.one("state", sent), desk.one("fallback_at", sent)) == ("sent", desk.clock.now())
    assert desk.one("failed_at", sent, "attempt") == desk.clock.now()
    assert desk.attempts(sent) == [("esms", "accepted", "100")]


@pytest.mark.parametrize("later", [FAILED, UNDERWAY])
async def test_what_was_delivered_stays_delivered(tmp_path: Path, later: Delivery) -> None:
    async with counter(tmp_path, "esms") as desk:
        sent = await desk.message()
        await desk.hand_over(sent)
        await tell(desk, report(DELIVERED), report(later))

    assert desk.one("state", sent) == "delivered"
    assert desk.one("failed_at", sent, "attempt") is None


async def test_a_report_that_overtakes_our_own_record(tmp_path: Path) -> None:
    """The call has not been answered yet; only our own id tells which message it is about."""
    async with counter(tmp_path, "esms") as desk:
        sent = await desk.message()
        message = desk.start(sent)
        answer = await desk.carrier.carry(message)
        ours = tracking_id(await install_id(desk.store), sent)
        await tell(desk, report(DELIVERED, ours=ours))
        early = desk.one("state", sent), fates(desk)
        desk.settle(sent, answer)

    assert early == ("delivered", [("sent", "accepted")])
    assert (desk.one("state", sent), desk.one("fallback_at", sent)) == ("delivered", None)
    assert desk.one("delivered_at", sent, "attempt") == desk.clock.now()
    assert spent(desk) == (0, 0)  # the sender counts it when the answer is there


@pytest.mark.parametrize(("state", "becomes"), [(DELIVERED, "delivered"), (UNDERWAY, "sent"), (FAILED, "sent")])  # fmt: skip
async def test_a_report_resolves_a_message_whose_answer_was_lost(
    tmp_path: Path, state: Delivery, becomes: str
) -> None:
    async with counter(tmp_path, "esms") as desk:
        sent = await desk.message()
        desk.rules["esms"].mute = True
        await desk.hand_over(sent)
        assert desk.one("state", sent) == "unknown"
        await tell(
            desk, report(state, ours=tracking_id(await install_id(desk.store), sent), price=800)
        )

    assert desk.one("state", sent) == becomes
    assert desk.attempts(sent) == [("esms", "accepted", "reported")]
    assert fates(desk) == [("sent", "accepted")]
    assert spent(desk) == (1, 800)


async def test_a_report_comes_while_the_message_waits_to_be_repeated(tmp_path: Path) -> None:
    async with counter(tmp_path, "esms") as desk:
        sent = await desk.message()
        desk.rules["esms"].mute = True
        await desk.hand_over(sent)
        desk.rows("UPDATE message SET state = 'waiting'")
        await tell(desk, report(DELIVERED, ours=tracking_id(await install_id(desk.store), sent)))

    assert desk.one("state", sent) == "delivered"


async def test_a_report_after_days_when_another_road_was_taken_is_kept_and_moves_nothing(
    tmp_path: Path,
) -> None:
    async with counter(tmp_path, "esms") as desk:
        sent = await desk.message()
        await desk.hand_over(sent)
        desk.rows("UPDATE message SET channel = 'zbs_phone', state = 'sent', fallback_at = 1")
        desk.clock.jump_to(desk.clock.now() + 9 * DAY)
        await tell(desk, report(FAILED), report(DELIVERED))

    assert (desk.one("state", sent), desk.one("fallback_at", sent)) == ("sent", 1)
    assert desk.one("delivered_at", sent, "attempt") == desk.clock.now()


async def test_what_was_delivered_before_another_road_was_taken_goes_no_further(
    tmp_path: Path,
) -> None:
    async with counter(tmp_path, "esms") as desk:
        sent = await desk.message()
        desk.rules["esms"].mute = True
        await desk.hand_over(sent)
        desk.rows("UPDATE message SET channel = 'zbs_phone', state = 'waiting', fallback_at = NULL")
        await tell(desk, report(DELIVERED, ours=tracking_id(await install_id(desk.store), sent)))

    assert (desk.one("state", sent), desk.one("channel", sent)) == ("delivered", "sms")
    assert fates(desk) == [("sent", "accepted")]


@pytest.mark.parametrize(
    ("provider_id", "ours"),
    [
        pytest.param("s9", None, id="an id we have not written yet"),
        pytest.param("s9", "nv-00000000-1", id="another installation"),
        pytest.param("s9", "nv-message-1", id="somebody else"),
        pytest.param("s9", "", id="empty"),
    ],
)
async def test_reports_about_what_nobody_knows(
    tmp_path: Path, provider_id: str, ours: str | None
) -> None:
    async with counter(tmp_path, "esms") as desk:
        sent = await desk.message()
        await desk.hand_over(sent)
        told = await tell(desk, report(DELIVERED, provider_id, ours))

    assert told == [None]
    assert desk.one("state", sent) == "sent"


async def test_a_report_speaks_of_the_provider_that_took_the_message(tmp_path: Path) -> None:
    """Two attempts: the first was refused, so the report is about the second."""
    async with counter(tmp_path, "esms") as desk:
        sent = await desk.message()
        desk.start(sent)
        desk.settle(sent, Carried(Outcome.AGAIN, "connect"))
        desk.rows("UPDATE message SET state = 'waiting'")
        desk.rules["esms"].mute = True
        await desk.hand_over(sent)
        await tell(desk, report(DELIVERED, ours=tracking_id(await install_id(desk.store), sent)))

    assert desk.attempts(sent) == [("esms", "again", "connect"), ("esms", "accepted", "reported")]


# --- asking ---


async def asked(desk: Counter, after: int = 3600) -> int:
    desk.clock.jump_to(desk.clock.now() + after)
    return await desk.carrier.ask(desk.store, desk.clock.now())


async def test_who_told_nothing_in_time_is_asked(tmp_path: Path) -> None:
    async with counter(tmp_path, "esms") as desk:
        sent = await desk.message()
        await desk.hand_over(sent)
        early = await asked(desk, 3479)
        late = await asked(desk, 1)
        again = await asked(desk, 60)

    assert (early, late, again) == (0, 1, 0)
    assert (desk.one("state", sent), desk.one("price_vnd", sent, "attempt")) == ("delivered", 850)
    assert [one["RefId"] for one in desk.rules["esms"].asked] == ["s1"]


async def test_finished_is_not_delivered(tmp_path: Path) -> None:
    """Status 5 with a failure in its counters: another road, at once."""
    async with counter(tmp_path, "esms") as desk:
        sent = await desk.message()
        await desk.hand_over(sent)
        desk.rules["esms"].state |= {"SendSuccess": 0, "SendFailed": 1}
        await asked(desk)

    assert (desk.one("state", sent), desk.one("fallback_at", sent)) == ("sent", desk.clock.now())
    assert desk.one("failed_at", sent, "attempt") == desk.clock.now()


@pytest.mark.parametrize("body", ['{"CodeResponse":"105"}', '{"CodeResponse":"101"}', "<html>"])
async def test_without_an_answer_everything_stays(tmp_path: Path, body: str) -> None:
    async with counter(tmp_path, "esms") as desk:
        sent = await desk.message()
        await desk.hand_over(sent)
        until = desk.one("fallback_at", sent)
        desk.providers["esms"].tell(body)
        told = await asked(desk)

        again = await asked(desk, 60)  # it would answer now, but has been asked

    assert (told, again) == (0, 0)
    assert (desk.one("state", sent), desk.one("fallback_at", sent)) == ("sent", until)


async def test_who_cannot_be_asked_is_not(tmp_path: Path) -> None:
    async with counter(tmp_path, "vnpt") as desk:
        await desk.hand_over(await desk.message())
        heard = len(desk.providers["vnpt"].heard)
        told = await asked(desk)
        directly = await ask(desk.store, desk.gates[0].gateway, desk.clock.now())

    assert (told, directly, len(desk.providers["vnpt"].heard)) == (0, 0, heard)


async def test_nobody_is_asked_about_what_they_have_forgotten(tmp_path: Path) -> None:
    async with counter(tmp_path, "esms") as desk:
        await desk.hand_over(await desk.message())

        assert await asked(desk, 8 * DAY) == 0
    assert desk.rules["esms"].asked == []
