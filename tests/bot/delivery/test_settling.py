"""What an answer does to a message: the table, and its writing."""

from __future__ import annotations

import pytest

from bot.delivery.carrying import Carried, Outgoing, Parcel
from bot.delivery.settling import (
    MAX_ATTEMPTS,
    Effect,
    Settled,
    apply_effects,
    effect_of,
    later_at,
    settle_all,
    without_road,
)
from db.sealing import Sealer
from db.sqlite import SqliteStore
from db.words import Fate, MessageState, Outcome, Reason, Road
from tests.db.making import NOW, moment, put_message, put_notice, put_people

MINUTE, HOUR = 60, 3600
TOMORROW = moment("18/03/2025", "00:05")
MORNING = moment("18/03/2025", "06:05")


@pytest.mark.parametrize(
    ("outcome", "code", "scope", "until", "attempt", "state", "at", "forgive", "tried"),
    [
        ("accepted", "0", "", "", 1, "sent", None, 0, False),
        ("again", "-214", "message", "", 1, "waiting", NOW + 30, 0, False),
        ("again", "-214", "message", "", 2, "waiting", NOW + 2 * MINUTE, 0, False),
        ("again", "-214", "message", "", 5, "waiting", NOW + HOUR, 0, False),
        ("again", "-214", "message", "", MAX_ATTEMPTS, "waiting", NOW, 0, True),
        ("again", "connect", "", "", 99, "waiting", NOW + MINUTE, 1, False),  # nobody there: no attempt
        ("later", "-32", "account", "minute", 1, "waiting", NOW + MINUTE, 1, False),
        ("later", "-32", "account", "minute", 99, "waiting", NOW + MINUTE, 1, False),
        ("later", "-234", "message", "morning", 1, "waiting", MORNING, 1, False),
        ("later", "-211", "account", "tomorrow", 1, "waiting", NOW, 1, False),  # routed anew: the road rests
        ("later", "-218", "person", "tomorrow", 1, "waiting", NOW, 1, False),
        ("later", "-147", "template", "tomorrow", 1, "waiting", NOW, 1, False),
        ("stop", "-321", "account", "", 99, "waiting", NOW, 1, False),  # routed anew: the account rests
        ("stop", "-321", "", "", 1, "waiting", NOW + 5 * MINUTE, 1, False),
        ("stop", "-131", "template", "", 1, "waiting", NOW, 1, False),
        ("stop", "-237", "message", "", 1, "waiting", NOW, 0, True),
        ("after_refresh", "-216", "account", "", 1, "waiting", NOW, 1, False),
        ("unknown", "http:502", "message", "", 1, "unknown", None, 0, False),
        ("unknown", "ReadTimeout", "message", "", 99, "unknown", None, 0, False),
        ("refused", "-201", "message", "", 1, "waiting", NOW, 0, True),
        ("other_road", "-230", "person", "", 1, "waiting", NOW, 0, True),
        ("other_road", "-249", "template", "", 1, "waiting", NOW, 0, True),
    ],
)  # fmt: skip
def test_the_table(
    outcome: str, code: str, scope: str, until: str, attempt: int, state: str, at: int | None,
    forgive: int, tried: bool,
) -> None:  # fmt: skip
    answer = Carried(Outcome(outcome), code, scope=scope, until=until)  # type: ignore[arg-type]
    found = effect_of(answer, Road.CHAT, attempt, NOW)

    assert (found.state, found.forgive, found.tried) == (
        state,
        forgive,
        f"zalo:{code}" if tried else "",
    )
    if at is not None:
        assert found.not_before == at


@pytest.mark.parametrize(("attempt", "state"), [(1, "waiting"), (MAX_ATTEMPTS, "unknown")])
def test_a_provider_that_remembers_ids_may_be_handed_it_again(attempt: int, state: str) -> None:
    lost = Carried(Outcome.UNKNOWN, "ReadTimeout")

    assert effect_of(lost, Road.SMS, attempt, NOW, repeat=True).state == state


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("attempt", range(1, MAX_ATTEMPTS + 2))
def test_only_an_accepted_message_ends_its_notices_here(outcome: Outcome, attempt: int) -> None:
    """What one road refuses is not lost yet: another may take it."""
    found = effect_of(Carried(outcome, "x"), Road.CHAT, attempt, NOW)

    assert (found.fate is not None) == (found.state == MessageState.SENT)
    assert (found.fate_reason is not None) == (found.fate is not None)
    assert (found.state == MessageState.WAITING) <= (found.not_before > NOW or bool(found.tried))


@pytest.mark.parametrize(
    ("now", "until", "at"),
    [
        ("05:00", "morning", "17/03/2025 06:05"),
        ("06:05", "morning", "18/03/2025 06:05"),
        ("23:30", "morning", "18/03/2025 06:05"),
        ("00:01", "tomorrow", "18/03/2025 00:05"),
        ("23:59", "tomorrow", "18/03/2025 00:05"),
        ("10:00", "", "18/03/2025 00:05"),
    ],
)
def test_when_later_is(now: str, until: str, at: str) -> None:
    put_off = Carried(Outcome.LATER, "x", until=until)  # type: ignore[arg-type]

    assert later_at(put_off, moment("17/03/2025", now)) == moment(*at.split())


@pytest.mark.parametrize(
    ("last", "why", "told", "fate_reason"),
    [
        ("zalo:-230", "zalo:tried", "zalo:-230", "outside_window"),
        ("zalo:-232", "zalo:-232", "zalo:-232", "outside_window"),
        ("zalo:-213", "zalo:-213", "zalo:-213", "refused"),
        ("sms:99", "zalo:tried,sms:99", "sms:99", "refused"),
        ("not_found", "zalo:tried", "not_found", "unresolved"),
        ("", "zalo:not_linked", "zalo:not_linked", "not_linked"),
        ("", "zalo:outside_window,sms:no_phone", "zalo:outside_window,sms:no_phone", "outside_window"),
        ("", "zalo:-244", "zalo:-244", "no_road"),
    ],
)  # fmt: skip
def test_what_is_said_when_no_road_is_left(
    last: str, why: str, told: str, fate_reason: str
) -> None:
    found = without_road(last, why)

    assert (found.state, found.reason, found.fate, found.fate_reason) == (
        "failed",
        told,
        "failed",
        fate_reason,
    )


def outgoing(message: int, parcel: Parcel | None = None, **more: object) -> Outgoing:
    """A message on the wire by chat."""
    sent = Outgoing(message, 1, "", "[]", 0, None, None, Road.CHAT, "free_window", 0, parcel)
    return sent._replace(**more)  # type: ignore[arg-type]


async def written(store: SqliteStore, sealer: Sealer) -> int:
    """A message on the wire that carries two notices; answers its id."""
    await put_people(store, sealer, ["8001"])
    async with store.tx() as tx:
        message = await put_message(tx, 1, "Hai việc đến hạn")
        for number in (1, 2):
            await put_notice(tx, number, 1, message)
    await marked(store, message)
    return message


async def marked(store: SqliteStore, message: int, at: int = NOW) -> None:
    """Mark a message as being sent, as the sender does."""
    how = {"channel": "zalo", "why": "free_window"}
    async with store.tx() as tx:
        await tx.many("mark_sending", [{"id": message, **how}])
        row = {
            "id": message,
            "at": at,
            "road": "zalo",
            "why": how["why"],
            "price_vnd": 0,
            "sender": "oa",
        }
        await tx.many("open_attempt", [row])


async def settle(
    store: SqliteStore, message: int, answer: Carried, now: int, **more: object
) -> None:
    await settle_all(store, [Settled(outgoing(message, **more), answer, now)], now, {})  # type: ignore[arg-type]


async def row(store: SqliteStore, sql: str) -> list[tuple[object, ...]]:
    return store._connections[1].execute(sql).fetchall()


TAKEN = Carried(Outcome.ACCEPTED, "0", provider_id="m1")


async def test_an_accepted_message_ends_all_its_notices_in_one_journal_row_each(
    store: SqliteStore, sealer: Sealer
) -> None:
    message = await written(store, sealer)
    await settle(store, message, TAKEN, NOW + 1)

    assert await row(store, "SELECT state, reason, sent_at, provider_id FROM message") == [
        ("sent", "accepted", NOW + 1, "m1")
    ]
    assert await row(store, "SELECT fate, reason FROM notice") == [("sent", "accepted")] * 2
    assert (
        await row(store, "SELECT fate, reason, at FROM journal WHERE final = 1")
        == [("sent", "accepted", NOW + 1)] * 2
    )
    assert await row(
        store, "SELECT number, started_at, ended_at, outcome, code, provider_id FROM attempt"
    ) == [(1, NOW, NOW + 1, "accepted", "0", "m1")]
    assert await store.all("unjournaled", limit=10) == []


@pytest.mark.parametrize(
    ("stated", "kept"),
    [pytest.param(None, 55, id="as expected"), pytest.param(40, 40, id="stated")],
)
async def test_what_was_taken_is_in_the_ledger_once(
    store: SqliteStore, sealer: Sealer, stated: int | None, kept: int
) -> None:
    message = await written(store, sealer)
    answer = TAKEN._replace(price_vnd=stated)
    await settle(store, message, answer, NOW + 1, price_vnd=55)

    assert await row(store, "SELECT * FROM spending") == [("2025-03-17", "zalo", 1, kept)]
    assert await row(store, "SELECT price_vnd FROM attempt") == [(kept,)]


async def test_what_was_not_taken_costs_nothing(store: SqliteStore, sealer: Sealer) -> None:
    message = await written(store, sealer)
    await settle(store, message, Carried(Outcome.REFUSED, "-201"), NOW + 1, price_vnd=55)

    assert await row(store, "SELECT * FROM spending") == []
    assert await row(store, "SELECT price_vnd FROM attempt") == [(None,)]
    assert await row(store, "SELECT state, tried FROM message") == [("waiting", "zalo:-201")]


@pytest.mark.parametrize(
    ("answer", "until"),
    [
        (Carried(Outcome.OTHER_ROAD, "-217", scope="person"), NOW + 7 * 24 * HOUR),
        (Carried(Outcome.LATER, "-218", scope="person", until="tomorrow"), TOMORROW),
    ],
)
async def test_a_road_that_does_not_reach_a_person_is_closed_for_a_while(
    store: SqliteStore, sealer: Sealer, answer: Carried, until: int
) -> None:
    message = await written(store, sealer)
    await settle(store, message, answer, NOW)

    assert await store.all("closed_roads_of", people="[1]", now=NOW) == [
        (1, "zalo", answer.code, until)
    ]


async def test_a_template_that_may_not_be_used_stops_alone_and_calls_a_person(
    store: SqliteStore, sealer: Sealer
) -> None:
    message = await written(store, sealer)
    parcel = Parcel("officer_due", {})
    stopped = Carried(Outcome.STOP, "-146", scope="template")
    await settle(store, message, stopped, NOW, parcel=parcel, road=Road.TEMPLATE_UID)

    assert await store.all("stopped_templates", now=NOW) == [("officer_due", "-146", NOW, None)]
    assert [a[0] for a in await store.all("open_alarms")] == ["template:officer_due"]
    assert await row(store, "SELECT state, attempts FROM message") == [("waiting", 0)]


async def test_settled_twice_is_settled_once(store: SqliteStore, sealer: Sealer) -> None:
    """An echo tells it first, then the answer comes."""
    message = await written(store, sealer)
    told = Effect(MessageState.SENT, "found", fate=Fate.SENT, fate_reason=Reason.ACCEPTED)
    async with store.tx() as tx:
        await apply_effects(tx, [(message, told, "m1")], NOW + 1)
    await settle(store, message, TAKEN, NOW + 2)

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
    await settle(store, message, Carried(Outcome.UNKNOWN, "ReadTimeout"), NOW + 2)

    assert await row(store, "SELECT state FROM message") == [("sent",)]
    assert await store.all("unjournaled", limit=10) == []


async def test_a_forgiven_attempt_is_not_counted_but_kept(
    store: SqliteStore, sealer: Sealer
) -> None:
    message = await written(store, sealer)
    slow = Carried(Outcome.LATER, "-32", scope="account", until="minute")
    for second in (1, 2, 3):
        await settle(store, message, slow, NOW + second)
        await marked(store, message, NOW + second)

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
