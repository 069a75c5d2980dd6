"""What an answer does to a message: the table, and its writing."""

from __future__ import annotations

import pytest

from bot.delivery.settling import (
    MAX_ATTEMPTS,
    Effect,
    Settled,
    apply_effects,
    effect_of,
    settle_all,
)
from bot.zalo.client import Answered
from db.records import Fate, MessageState, Outcome, Reason
from db.sealing import Sealer
from db.sqlite import SqliteStore
from tests.db.making import NOW, put_message, put_notice, put_people

MINUTE, HOUR = 60, 3600


@pytest.mark.parametrize(
    ("outcome", "code", "attempt", "state", "rest", "forgive", "fate"),
    [
        ("accepted", "0", 1, "sent", 0, 0, ("sent", "accepted")),
        ("again", "-214", 1, "waiting", 30, 0, None),
        ("again", "-214", 2, "waiting", 2 * MINUTE, 0, None),
        ("again", "-214", 5, "waiting", HOUR, 0, None),
        ("again", "-214", MAX_ATTEMPTS, "failed", None, 0, ("failed", "refused")),
        ("again", "connect", 99, "waiting", MINUTE, 1, None),  # nobody there: no attempt
        ("later", "-32", 1, "waiting", MINUTE, 1, None),
        ("later", "-32", 99, "waiting", MINUTE, 1, None),
        ("later", "-211", 1, "waiting", 12 * HOUR, 1, None),
        ("stop", "-321", 99, "waiting", 5 * MINUTE, 1, None),
        ("after_refresh", "-216", 1, "waiting", 5 * MINUTE, 1, None),
        ("unknown", "http:502", 1, "unknown", 0, 0, None),
        ("unknown", "ReadTimeout", 99, "unknown", 0, 0, None),
        ("refused", "-201", 1, "failed", None, 0, ("failed", "refused")),
        ("other_road", "-230", 1, "failed", None, 0, ("failed", "outside_window")),
        ("other_road", "-232", 1, "failed", None, 0, ("failed", "outside_window")),
        ("other_road", "-213", 1, "failed", None, 0, ("failed", "refused")),
        ("other_road", "not_linked", 1, "failed", None, 0, ("failed", "not_linked")),
    ],
)  # fmt: skip
def test_the_table(
    outcome: str, code: str, attempt: int, state: str, rest: int | None, forgive: int,
    fate: tuple[str, str] | None,
) -> None:  # fmt: skip
    found = effect_of(Answered(Outcome(outcome), code), attempt, NOW)

    assert (found.state, found.forgive) == (state, forgive)
    assert (found.fate, found.fate_reason) == (fate or (None, None))
    if state == "waiting":
        assert found.not_before == NOW + (rest or 0)


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("attempt", range(1, MAX_ATTEMPTS + 2))
def test_every_outcome_has_an_effect_and_only_final_ones_end_the_notices(
    outcome: Outcome, attempt: int
) -> None:
    found = effect_of(Answered(outcome, "x"), attempt, NOW)
    final = found.state in (MessageState.SENT, MessageState.FAILED)

    assert (found.fate is not None) == final
    assert (found.fate_reason is not None) == final
    assert (found.state == MessageState.WAITING) <= (found.not_before > NOW)


async def written(store: SqliteStore, sealer: Sealer) -> int:
    """A message on the wire that carries two notices; answers its id."""
    await put_people(store, sealer, ["8001"])
    async with store.tx() as tx:
        message = await put_message(tx, 1, "Hai việc đến hạn")
        for number in (1, 2):
            await put_notice(tx, number, 1, message)
        await tx.many("mark_sending", [{"id": message}])
        await tx.many("open_attempt", [{"id": message, "at": NOW}])
    return message


async def row(store: SqliteStore, sql: str) -> list[tuple[object, ...]]:
    return store._connections[1].execute(sql).fetchall()


async def test_an_accepted_message_ends_all_its_notices_in_one_journal_row_each(
    store: SqliteStore, sealer: Sealer
) -> None:
    message = await written(store, sealer)
    answer = Answered(Outcome.ACCEPTED, "0", {"message_id": "m1"})
    await settle_all(store, [Settled(message, 1, answer)], NOW + 1)

    assert await row(store, "SELECT state, reason, sent_at, provider_id FROM message") == [
        ("sent", "accepted", NOW + 1, "m1")
    ]
    assert await row(store, "SELECT fate, reason FROM notice") == [("sent", "accepted")] * 2
    assert (
        await row(store, "SELECT fate, reason, at FROM journal WHERE final = 1")
        == [("sent", "accepted", NOW + 1)] * 2
    )
    assert await row(store, "SELECT number, started_at, ended_at, outcome, code FROM attempt") == [
        (1, NOW, NOW + 1, "accepted", "0")
    ]
    assert await store.all("unjournaled", limit=10) == []


async def test_settled_twice_is_settled_once(store: SqliteStore, sealer: Sealer) -> None:
    """An echo tells it first, then the answer comes."""
    message = await written(store, sealer)
    told = Effect(MessageState.SENT, "found", fate=Fate.SENT, fate_reason=Reason.ACCEPTED)
    async with store.tx() as tx:
        await apply_effects(tx, [(message, told, "m1")], NOW + 1)
    answer = Answered(Outcome.ACCEPTED, "0", {"message_id": "m1"})
    await settle_all(store, [Settled(message, 1, answer)], NOW + 2)

    assert await row(store, "SELECT state, reason, sent_at FROM message") == [
        ("sent", "found", NOW + 1)
    ]
    assert await store.value("conservation") == 2
    assert await row(store, "SELECT count(*) FROM journal WHERE final = 1") == [(2,)]


async def test_a_late_no_does_not_undo_what_an_echo_told(
    store: SqliteStore, sealer: Sealer
) -> None:
    message = await written(store, sealer)
    told = Effect(MessageState.SENT, "found", fate=Fate.SENT, fate_reason=Reason.ACCEPTED)
    async with store.tx() as tx:
        await apply_effects(tx, [(message, told, "m1")], NOW + 1)
    late = Answered(Outcome.UNKNOWN, "ReadTimeout")
    await settle_all(store, [Settled(message, 1, late)], NOW + 2)

    assert await row(store, "SELECT state FROM message") == [("sent",)]
    assert await store.all("unjournaled", limit=10) == []


async def test_a_forgiven_attempt_is_not_counted_but_kept(
    store: SqliteStore, sealer: Sealer
) -> None:
    message = await written(store, sealer)
    for second in (1, 2, 3):
        slow = Answered(Outcome.LATER, "-32")
        await settle_all(store, [Settled(message, 1, slow)], NOW + second)
        async with store.tx() as tx:
            await tx.many("mark_sending", [{"id": message}])
            await tx.many("open_attempt", [{"id": message, "at": NOW + second}])

    assert await row(store, "SELECT attempts, state FROM message") == [(1, "sending")]
    assert await row(store, "SELECT number, code FROM attempt ORDER BY number") == [
        (1, "-32"),
        (2, "-32"),
        (3, "-32"),
        (4, None),
    ]
    assert await row(store, "SELECT DISTINCT fate, reason FROM notice") == [
        ("waiting", "in_outbox")
    ]
