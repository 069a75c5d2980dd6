"""The sender against the stand-in: intent before the call, outcome after it, and every fault on the way survived."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest

from bot.clock import DrivenClock
from bot.delivery.resolving import on_echo
from bot.sandbox import Fault, Limits
from bot.zalo.client import Answered
from db.sealing import Sealer
from db.sqlite import SqliteStore
from db.words import Outcome, Road
from tests.bot.stage import OFFICER, Stage, staged
from tests.db.making import NOW, put_message, put_notice

Rows = list[tuple[Any, ...]]


async def write(stage: Stage, *texts: str, person: int = 1) -> list[int]:
    """Messages that are due now, each with a notice of its own."""
    ids = []
    async with stage.store.tx() as tx:
        for text in texts:
            ids.append(await put_message(tx, person, text))
            await put_notice(tx, ids[-1], person, ids[-1])
    return ids


async def messages(stage: Stage) -> Rows:
    """State, reason and counted attempts of every message."""
    return await rows(stage, "SELECT state, reason, attempts FROM message ORDER BY id")


async def rows(stage: Stage, sql: str) -> Rows:
    return stage.store._connections[1].execute(sql).fetchall()


async def conserved(stage: Stage) -> bool:
    """planned = sent + held + merged + suppressed + failed + waiting, and the journal bears it out."""
    sums = await stage.store.one("conservation")
    assert sums is not None
    planned, *fates, _ = sums
    return planned == sum(fates) and await stage.store.all("unjournaled", limit=1) == []


# --- the usual way ---


async def test_a_due_message_is_sent_and_its_notice_ends(stage: Stage) -> None:
    [message] = await write(stage, "Hồ sơ đến hạn")
    handed = await stage.sender.drain()

    assert handed == 1
    assert stage.received() == ["Hồ sơ đến hạn"]
    assert await messages(stage) == [("sent", "accepted", 1)]
    assert await rows(stage, "SELECT message_id, number, outcome, code FROM attempt") == [
        (message, 1, "accepted", "0")
    ]
    assert await rows(stage, "SELECT fate, reason FROM notice") == [("sent", "accepted")]
    assert await conserved(stage)


async def test_intent_is_stored_before_the_call(stage: Stage) -> None:
    await write(stage, "Hồ sơ đến hạn")
    stage.faults.hold()
    draining = asyncio.create_task(stage.sender.drain())
    while not stage.received():  # noqa: ASYNC110 - the message travels through a real socket
        await asyncio.sleep(0)
    while_calling = await messages(stage)
    attempt = await rows(stage, "SELECT number, outcome FROM attempt")
    stage.faults.release()
    await draining

    assert while_calling == [("sending", "", 1)]
    assert attempt == [(1, None)]


async def test_waiting_for_a_sign_of_delivery_counts_from_the_call(stage: Stage) -> None:
    stage.desk.roads = frozenset({Road.CHAT, Road.SMS})
    await write(stage, "Hồ sơ đến hạn")
    stage.faults.hold()
    draining = asyncio.create_task(stage.sender.drain())
    while not stage.received():  # noqa: ASYNC110 - the message travels through a real socket
        await asyncio.sleep(0)
    stage.after(6 * 3600)
    stage.faults.release()
    await draining

    [(waits_until, deadline)] = await rows(stage, "SELECT fallback_at, deadline_at FROM message")
    assert waits_until == stage.desk.fallback_at(deadline, NOW)


async def test_nothing_is_sent_before_its_time_and_the_most_urgent_first(stage: Stage) -> None:
    async with stage.store.tx() as tx:
        await put_message(tx, 1, "Sau", deadline_at=NOW + 100)
        await put_message(tx, 1, "Trước", deadline_at=NOW + 50)
        await put_message(tx, 1, "Chưa đến giờ", not_before=NOW + 1)
    slow = stage.new_sender()
    slow._connections = 1
    await slow.drain()

    assert stage.received() == ["Trước", "Sau"]


async def test_a_second_drain_sends_nothing_again(stage: Stage) -> None:
    await write(stage, "Một lần")

    assert [await stage.sender.drain(), await stage.sender.drain()] == [1, 0]
    assert stage.received() == ["Một lần"]


async def test_more_than_a_batch_is_drained_in_one_go(
    store: SqliteStore, sealer: Sealer, clock: DrivenClock
) -> None:
    wide = Limits(requests_per_minute=1_000_000, kept_messages=1000)
    texts = [f"Tin {n}" for n in range(600)]
    async with staged(store, sealer, clock, limits=wide) as stage:
        await write(stage, *texts)

        assert await stage.sender.drain() == 600
        assert Counter(stage.received()) == Counter(texts)
        assert Counter(await messages(stage)) == {("sent", "accepted", 1): 600}


# --- a stop in the middle ---


async def test_after_a_crash_what_was_taken_is_found_and_what_was_not_is_sent_once(
    stage: Stage,
) -> None:
    """The service dies between the mark and the outcome; one message had reached Zalo, the other had not."""
    taken, lost = await write(stage, "Đã đến", "Chưa đến")
    await stage.sender._claim()
    stage.world.deliver(OFFICER, "Đã đến")
    reborn = stage.new_sender()
    uncertain = await reborn.recover()
    told = await messages(stage)
    resolved = await stage.ask()
    await reborn.drain()

    assert (uncertain, resolved) == (2, 2)
    assert {state for state, _, _ in told} == {"unknown"}
    assert sorted(stage.received()) == ["Chưa đến", "Đã đến"]
    assert dict(await rows(stage, "SELECT id, state FROM message")) == {taken: "sent", lost: "sent"}
    assert await conserved(stage)


async def test_a_stop_lets_what_is_on_the_wire_finish(stage: Stage) -> None:
    await write(stage, "Một", "Hai")
    stage.faults.hold()
    draining = asyncio.create_task(stage.sender.drain())
    while len(stage.received()) < 2:  # noqa: ASYNC110 - through real sockets
        await asyncio.sleep(0)
    draining.cancel()
    await asyncio.sleep(0)
    stage.faults.release()
    with pytest.raises(asyncio.CancelledError):
        await draining

    assert await messages(stage) == [("sent", "accepted", 1)] * 2


async def test_a_stop_leaves_what_was_only_marked_to_be_sent_later(stage: Stage) -> None:
    """Twenty messages over four lanes: four are on the wire when the stop comes."""
    await write(stage, *(f"Tin {n}" for n in range(20)))
    stage.faults.hold()
    draining = asyncio.create_task(stage.sender.drain())
    while len(stage.received()) < 4:  # noqa: ASYNC110 - through real sockets
        await asyncio.sleep(0)
    draining.cancel()
    await asyncio.sleep(0)
    stage.faults.release()
    with pytest.raises(asyncio.CancelledError):
        await draining
    states = Counter(state for state, _, _ in await messages(stage))
    stage.after(3600)
    await stage.new_sender().drain()

    assert states == {"sent": 4, "waiting": 16}
    assert Counter(stage.received()) == Counter(f"Tin {n}" for n in range(20))


# --- uncertain outcomes ---


@pytest.mark.parametrize(
    ("fault", "arrived"),
    [
        pytest.param(Fault.ANSWER_LOST, True, id="taken, answer lost"),
        pytest.param(Fault.CUT, False, id="cut before it was read"),
        pytest.param(Fault.BAD_GATEWAY, False, id="a gateway's page"),
    ],
)
async def test_an_uncertain_message_is_asked_about_before_it_is_repeated(
    stage: Stage, fault: Fault, arrived: bool
) -> None:
    await write(stage, "Hồ sơ đến hạn")
    stage.faults.set(fault)
    await stage.sender.drain()
    on_phone, [(state, _, _)] = len(stage.received()), await messages(stage)
    again = await stage.sender.drain()
    await stage.ask()
    await stage.sender.drain()

    assert (on_phone, state, again) == (int(arrived), "unknown", 0)
    assert stage.received() == ["Hồ sơ đến hạn"]
    assert [(s, a) for s, _, a in await messages(stage)] == [("sent", 1 if arrived else 2)]
    assert await conserved(stage)


async def test_two_equal_texts_are_told_apart(stage: Stage) -> None:
    """One reached the phone for certain, the other's answer was lost before it was taken."""
    first, second = await write(stage, "Cùng một lời", "Cùng một lời")
    one_lane = stage.new_sender()
    one_lane._connections = 1
    stage.faults.set(Fault.CUT, every=2)
    await one_lane.drain()
    await stage.ask()
    stage.faults.clear()
    await one_lane.drain()
    providers = await rows(stage, "SELECT DISTINCT provider_id FROM message WHERE state = 'sent'")

    assert (first, second) == (1, 2)
    assert stage.received() == ["Cùng một lời"] * 2
    assert len(providers) == 2


async def test_without_an_answer_about_it_the_message_stays_unknown_and_is_asked_again(
    stage: Stage,
) -> None:
    await write(stage, "Hồ sơ đến hạn")
    stage.faults.set(Fault.ANSWER_LOST)
    await stage.sender.drain()
    stage.faults.set(Fault.BAD_GATEWAY, path="/v2.0/oa/conversation")
    first = await stage.ask()
    at_once = await stage.resolver.resolve()
    stage.after(120)
    later = await stage.ask()

    assert (first, at_once, later) == (0, 0, 1)
    assert stage.received() == ["Hồ sơ đến hạn"]


async def test_a_dead_token_while_asking_is_renewed_and_asked_again(stage: Stage) -> None:
    await write(stage, "Hồ sơ đến hạn")
    stage.faults.set(Fault.ANSWER_LOST)
    await stage.sender.drain()
    stage.faults.set(Fault.TOKEN_DIES, path="/v2.0/oa/conversation")

    assert await stage.ask() == 1
    assert stage.received() == ["Hồ sơ đến hạn"]


async def test_an_echo_settles_an_uncertain_message(stage: Stage) -> None:
    await write(stage, "Hồ sơ đến hạn")
    stage.faults.set(Fault.ANSWER_LOST)
    await stage.sender.drain()
    provider_id = stage.world.phone(OFFICER).last.message_id
    async with stage.store.tx() as tx:
        other = await on_echo(tx, 1, "Lời khác", "m9", NOW)
        settled = await on_echo(tx, 1, "Hồ sơ đến hạn", provider_id, NOW)
        repeated = await on_echo(tx, 1, "Hồ sơ đến hạn", provider_id, NOW)

    assert (other, settled, repeated) == (False, True, False)
    assert await messages(stage) == [("sent", "found", 1)]
    assert await conserved(stage)


async def test_after_six_tries_in_vain_a_person_is_called(stage: Stage) -> None:
    await write(stage, "Hồ sơ đến hạn")
    stage.faults.set(Fault.CUT, times=None)
    for _ in range(6):
        await stage.drain()
        await stage.ask()
        stage.after(3600)

    assert await messages(stage) == [("failed", "not_found", 6)]
    assert await rows(stage, "SELECT fate, reason FROM notice") == [("failed", "unresolved")]
    assert stage.received() == []
    assert await conserved(stage)


# --- refusals ---


async def test_too_many_calls_slow_down_without_losing_or_counting_anything(
    store: SqliteStore, sealer: Sealer, clock: DrivenClock
) -> None:
    """Zalo grants 10 a minute; our own pace is set far too high."""
    async with staged(store, sealer, clock, limits=Limits(requests_per_minute=10)) as stage:
        await write(stage, *(f"Tin {n}" for n in range(35)))
        waits = 0
        while any(state != "sent" for state, _, _ in await messages(stage)) and waits < 60:
            await stage.sender.drain()
            stage.after(6)
            waits += 1

        assert Counter(stage.received()) == Counter(f"Tin {n}" for n in range(35))
        assert {attempts for _, _, attempts in await messages(stage)} == {1}
        assert stage.pauses == [1.0]  # then it knows the limit that Zalo states
        assert await conserved(stage)


async def test_slowing_down_again_and_again_rests_longer_up_to_a_minute(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> Answered:
        return Answered(Outcome.LATER, "-32")

    monkeypatch.setattr(stage.client, "send", refuse)
    await write(stage, "Tin")
    for _ in range(9):
        await stage.sender.drain()
        stage.after(60)

    assert stage.pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert [(s, a) for s, _, a in await messages(stage)] == [("waiting", 0)]


async def test_a_stop_rests_the_account_and_calls_a_person(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    async def stopped(*_: object) -> Answered:
        calls.append(1)
        return Answered(Outcome.STOP, "-321")

    await write(stage, *(f"Tin {n}" for n in range(20)))
    with monkeypatch.context() as patched:
        patched.setattr(stage.client, "send", stopped)
        await stage.sender.drain()
        resting = await stage.sender.drain()
        problem = stage.sender.problem
    before = await messages(stage)
    stage.after(300)
    await stage.sender.drain()

    assert (len(calls) <= 4, resting, problem) == (True, 0, "zalo:-321")
    assert Counter((s, a) for s, _, a in before) == {("waiting", 0): 20}
    assert stage.sender.problem is None
    assert Counter(stage.received()) == Counter(f"Tin {n}" for n in range(20))


async def test_without_a_grant_the_account_rests_and_nothing_is_lost_or_counted(
    stage: Stage,
) -> None:
    await write(stage, *(f"Tin {n}" for n in range(10)))
    stage.world.tokens.grant(stage.settings.oa_id)  # our pair is dead for good
    await stage.sender.drain()
    resting = await stage.sender.drain()

    assert resting == 0
    assert Counter((s, a) for s, _, a in await messages(stage)) == {("waiting", 0): 10}
    assert "consent again" in str(stage.sender.problem)
    assert stage.received() == []


async def test_without_any_token_nothing_is_even_marked(stage: Stage) -> None:
    await write(stage, "Tin")
    stage.store._connections[0].execute("DELETE FROM sender_account")
    fresh = stage.keeper()
    stage.tokens = fresh
    sender = stage.new_sender()

    assert await sender.drain() == 0
    assert await messages(stage) == [("waiting", "zalo:rests", 0)]
    assert "NHACVIEC_ZALO__ACCESS_TOKEN" in str(sender.problem)


async def test_a_dead_token_is_renewed_and_the_message_sent_once(stage: Stage) -> None:
    await write(stage, *(f"Tin {n}" for n in range(10)))
    stage.faults.set(Fault.TOKEN_DIES, times=2, every=3)
    await stage.sender.drain()

    assert Counter(stage.received()) == Counter(f"Tin {n}" for n in range(10))
    assert Counter(await messages(stage)) == {("sent", "accepted", 1): 10}


async def test_out_of_the_window_the_notice_fails_with_that_reason(stage: Stage) -> None:
    await write(stage, "Tin")
    stage.after(8 * 86_400)
    stage.world.tokens.grant(stage.settings.oa_id, *await _pair(stage))
    await stage.drain()

    assert await messages(stage) == [("failed", "zalo:-230", 1)]
    assert await rows(stage, "SELECT fate, reason FROM notice") == [("failed", "outside_window")]


async def _pair(stage: Stage) -> tuple[str, str]:
    """The stored pair, put in force again: the test is about the window, not about tokens."""
    account = await stage.tokens.account()
    assert account is not None
    return account.access, account.refresh


async def test_who_refuses_the_account_is_not_asked_again(stage: Stage) -> None:
    await write(stage, "Tin")
    stage.world.phone(OFFICER).blocks()
    await stage.drain()

    assert await messages(stage) == [("failed", "zalo:-244", 1)]


async def test_one_bad_message_does_not_hold_up_the_others(stage: Stage) -> None:
    """Too long for Zalo, sealed under another key, buttons that cannot be read."""
    async with stage.store.tx() as tx:
        await put_message(tx, 1, "a" * 2001)
        await put_message(tx, 1, "Nút hỏng", buttons="{")
        await put_message(tx, 1, "Tốt")
    stage.store._connections[0].execute(
        "INSERT INTO person (id, code, name, name_key, title, unit_id, roles, zalo_sealed)"
        " VALUES (9, 'X', 'Mẫu', 'x', '', 1, 'officer', x'01ff')"
    )
    async with stage.store.tx() as tx:
        await put_message(tx, 9, "Không mở được")
    one_lane = stage.new_sender()
    one_lane._connections = 1
    while await one_lane.drain():
        pass

    assert stage.received() == ["Tốt"]
    assert Counter(state for state, _, _ in await messages(stage)) == {"failed": 3, "sent": 1}


async def test_who_is_not_linked_is_not_called(stage: Stage) -> None:
    stage.store._connections[0].execute("UPDATE person SET zalo_sealed = NULL")
    await write(stage, "Tin")
    await stage.drain()

    assert await messages(stage) == [("failed", "zalo:not_linked", 0)]
    assert await rows(stage, "SELECT fate, reason FROM notice") == [("failed", "not_linked")]


async def test_an_error_nobody_foresaw_leaves_the_outcome_unknown_and_the_lane_alive(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = stage.client.send
    calls = []

    async def first_breaks(token: str, body: bytes) -> Answered:
        calls.append(body)
        if len(calls) == 1:
            raise RuntimeError("by the test")
        return await send(token, body)

    monkeypatch.setattr(stage.client, "send", first_breaks)
    await write(stage, "Một", "Hai", "Ba")
    one_lane = stage.new_sender()
    one_lane._connections = 1
    await one_lane.drain()

    assert [state for state, _, _ in await messages(stage)] == ["unknown", "sent", "sent"]


# --- all at once ---


async def test_two_hundred_messages_through_faults_arrive_exactly_once(
    store: SqliteStore, sealer: Sealer, clock: DrivenClock
) -> None:
    people = [f"9{n:03}" for n in range(10)]
    async with staged(store, sealer, clock, people=list(people)) as stage:
        for person in range(1, 11):
            await write(stage, *(f"Việc {person}-{n}" for n in range(20)), person=person)
        stage.faults.set(Fault.ANSWER_LOST, times=None, every=5)
        stage.faults.set(Fault.CUT, times=None, every=7)
        stage.faults.set(Fault.BAD_GATEWAY, times=None, every=9)
        rounds = 0
        while rounds < 40 and {state for state, _, _ in await messages(stage)} != {"sent"}:
            await stage.sender.drain()
            await stage.ask()
            stage.after(120)
            rounds += 1

        for person, user_id in enumerate(people, start=1):
            texts = [f"Việc {person}-{n}" for n in range(20)]
            assert Counter(stage.received(user_id)) == Counter(texts)
        assert Counter(state for state, _, _ in await messages(stage)) == {"sent": 200}
        assert await conserved(stage)
        assert (await stage.store.one("conservation") or ())[:2] == (200, 200)
