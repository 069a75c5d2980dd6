"""After a stop: what was on the wire is uncertain, of this line only, and costs nothing for ever."""

from __future__ import annotations

from bot.delivery.claiming import Line
from bot.delivery.pacing import Pace
from bot.delivery.resolving import Resolver
from bot.delivery.sender import Sender
from db.sqlite import SqliteStore
from db.words import Road
from tests.bot.delivery.test_sender import messages, rows, write
from tests.bot.stage import OA, OFFICER, Stage
from tests.db.making import NOW


def of_account(stage: Stage, account: str) -> Sender:
    sender = stage.new_sender()
    sender.line = Line(frozenset({Road.CHAT}), account, "first")
    return sender


async def test_a_new_account_leaves_alone_what_another_has_on_the_wire(stage: Stage) -> None:
    await write(stage, "Tin")
    await stage.sender._claim()

    assert await of_account(stage, "second").recover() == 0
    assert [state for state, _, _ in await messages(stage)] == ["sending"]
    assert await of_account(stage, "first").recover() == 1


async def test_what_was_cut_off_is_on_the_wire_no_more(stage: Stage, store: SqliteStore) -> None:
    await write(stage, "Tin")
    await stage.sender._claim()
    await stage.new_sender().recover()
    await stage.ask()
    await stage.drain()

    assert await store.all("on_the_wire") == []
    assert await rows(stage, "SELECT number, outcome, code FROM attempt ORDER BY number") == [
        (1, "unknown", "not_found"),
        (2, "accepted", "0"),
    ]


async def test_an_echo_after_a_stop_leaves_nothing_on_the_wire(
    stage: Stage, store: SqliteStore
) -> None:
    await write(stage, "Tin")
    await stage.sender._claim()
    await stage.new_sender().recover()

    assert await store.all("on_the_wire") == []
    assert await rows(stage, "SELECT outcome, code, price_vnd FROM attempt") == [
        ("unknown", "stopped", 0)
    ]


async def test_questions_about_what_is_uncertain_keep_to_the_minute_too(stage: Stage) -> None:
    await write(stage, *(f"Tin {n}" for n in range(30)))
    await stage.sender._claim()
    await stage.new_sender().recover()
    pace = Pace(stage.clock, OA, 100)
    stage.resolver = Resolver(
        stage.store, stage.sealer, stage.clock, stage.client, stage.tokens, pace=pace
    )

    assert await stage.ask() <= 10


async def test_a_long_conversation_is_read_to_its_end_however_slow_the_pace(stage: Stage) -> None:
    await write(stage, "Tin")
    await stage.sender._claim()
    stage.world.deliver(OFFICER, "Tin")
    for n in range(15):
        stage.world.deliver(OFFICER, f"Sau đó {n}")
    await stage.new_sender().recover()
    pace = Pace(stage.clock, OA, 10)
    stage.resolver = Resolver(
        stage.store, stage.sealer, stage.clock, stage.client, stage.tokens, pace=pace
    )

    assert await stage.ask() == 1
    assert [state for state, _, _ in await messages(stage)] == ["sent"]


async def test_a_second_road_counts_its_attempts_from_the_beginning(stage: Stage) -> None:
    """Its first repeat must not wait as long as the fifth of the chat would."""
    await write(stage, "Tin")
    await rows(stage, "UPDATE message SET state = 'sent', attempts = 4")
    moved = {"id": 1, "channel": Road.SMS, "why": "x", "reason": "x", "not_before": NOW}
    async with stage.store.tx() as tx:
        await tx.run("take_other_road", **moved)

    assert [attempts for _, _, attempts in await messages(stage)] == [0]
