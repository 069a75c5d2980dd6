"""Echoes and receipts move messages forward, in any order, repeated at will, and never against a later road."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import DrivenClock
from bot.receipts import moved
from db.sealing import Sealer
from db.sqlite import SqliteStore
from db.words import MessageState
from tests.bot.hearing import Office, an_office
from tests.db.making import NOW

D, S = MessageState.DELIVERED, MessageState.SEEN
TABLE = [
    # state, sign, moved by the newest attempt, moved by an earlier one
    ("waiting", D, D, D),
    ("waiting", S, S, S),
    ("sending", D, D, None),
    ("sending", S, S, None),
    ("sent", D, D, None),
    ("sent", S, S, None),
    ("delivered", D, None, None),
    ("delivered", S, S, None),
    ("seen", D, None, None),
    ("seen", S, None, None),
    ("unknown", D, D, D),
    ("unknown", S, S, S),
    ("failed", D, None, None),
    ("suppressed", S, None, None),
]


@pytest.mark.parametrize(("state", "sign", "newest", "earlier"), TABLE)
def test_what_a_sign_moves(
    state: str, sign: MessageState, newest: MessageState | None, earlier: MessageState | None
) -> None:
    assert moved(state, sign, overtaken=False) == newest
    assert moved(state, sign, overtaken=True) == earlier


@pytest.fixture
async def office(store: SqliteStore, sealer: Sealer, clock: DrivenClock) -> Office:
    return await an_office(store, sealer, clock)


async def _received(office: Office, message_id: int, provider_id: str, at: int = NOW) -> None:
    """A receipt of a template by telephone number."""
    await office.post(
        "user_received_message",
        sender={"id": "2000"},
        recipient={"id": "84900000001"},
        message={
            "msg_id": provider_id,
            "tracking_id": office.tracked(message_id),
            "delivery_time": str(at * 1000),
        },
    )
    await office.handle()


def _fates(office: Office, message_id: int) -> list[tuple[Any, ...]]:
    return office.run(
        "SELECT n.fate, n.reason, count(j.id) FROM notice n LEFT JOIN journal j ON j.notice_id = n.id AND j.final = 1 "
        "WHERE n.message_id = ? GROUP BY n.id",
        message_id,
    )


@pytest.mark.parametrize("state", ["sending", "sent", "unknown", "waiting"])
async def test_a_receipt_by_phone_finds_its_message_by_our_own_id(
    office: Office, state: str
) -> None:
    message_id = await office.message(
        state, ("zbs_phone", "unknown", None), channel="sms" if state == "waiting" else "zbs_phone"
    )
    await _received(office, message_id, "900")
    await _received(office, message_id, "900")

    told = office.run("SELECT state, channel, provider_id, fallback_at FROM message")
    assert told == [("delivered", "zbs_phone", "900", None)]
    attempts = office.run("SELECT provider_id, delivered_at, outcome FROM attempt")
    assert attempts == [("900", NOW, "accepted")]
    if state != "sent":  # there its notices were told when it was accepted
        assert _fates(office, message_id) == [("sent", "accepted", 1)]


@pytest.mark.parametrize("state", ["sending", "sent", "failed"])
async def test_a_late_receipt_after_a_second_road_marks_its_attempt_only(
    office: Office, state: str
) -> None:
    message_id = await office.message(
        state, ("zbs_phone", "accepted", "900"), ("sms", "", None), channel="sms"
    )
    await _received(office, message_id, "900", at=NOW - 60)

    assert (office.state(message_id), office.notes()) == (state, [("handled", "delivered")])
    told = office.run("SELECT road, delivered_at FROM attempt ORDER BY number")
    assert told == [("zbs_phone", NOW - 60), ("sms", None)]


async def test_a_receipt_of_another_installation_moves_nothing(office: Office) -> None:
    message_id = await office.message("unknown", ("zbs_phone", "unknown", None))
    foreign = {"msg_id": "900", "tracking_id": f"nv-ffffffffffff-{message_id}"}
    await office.from_account("user_received_message", message=foreign)
    await office.handle()

    assert (office.state(message_id), office.notes()) == ("unknown", [("new", "")])


async def test_a_receipt_ahead_of_our_record_is_taken_when_the_record_comes(office: Office) -> None:
    message_id = await office.message("sending", ("zalo", "", None))
    await office.from_account("user_received_message", message={"msg_id": "900"})
    for _ in range(5):  # ticks under load, all within a second
        await office.handle()
    assert office.notes() == [("new", "")]

    office.run("UPDATE message SET state = 'sent', provider_id = '900'")
    await office.handle()
    assert office.state(message_id) == "delivered"


async def test_a_receipt_of_something_written_by_hand_is_given_up(
    office: Office, clock: DrivenClock
) -> None:
    await office.from_account("user_received_message", message={"msg_id": "900"})
    for _ in range(3):
        await office.handle()
    clock.jump_to(NOW + 61)
    await office.handle()
    assert office.notes() == [("ignored", "nothing known by this id")]


async def test_the_echo_of_a_template_settles_the_only_uncertain_one(office: Office) -> None:
    first = await office.message("unknown", ("zbs_uid", "unknown", None), channel="zbs_uid")
    await office.from_account("oa_send_template", message={"msg_id": "900", "text": "Thông báo"})
    await office.handle()
    assert (office.state(first), office.notes()) == ("sent", [("handled", "echo_settled")])
    assert office.run("SELECT provider_id FROM attempt") == [("900",)]

    pair = [
        await office.message("unknown", ("zbs_uid", "unknown", None), channel="zbs_uid")
        for _ in range(2)
    ]
    await office.from_account("oa_send_template", message={"msg_id": "901", "text": "Thông báo"})
    await office.handle()
    assert [office.state(one) for one in pair] == ["unknown", "unknown"]


async def test_a_broken_event_among_receipts_stops_none_of_them(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot import hearing

    real = hearing.on_received

    async def breaks(tx: Any, told: Any, at: int, now: int) -> str:
        if told.message_id == "901":
            await tx.run("set_meta", key="half", value="done")  # must not stay
            raise ZeroDivisionError
        return await real(tx, told, at, now)

    monkeypatch.setattr(hearing, "on_received", breaks)
    ids = [
        await office.message("sent", ("zalo", "accepted", str(number)))
        for number in range(900, 903)
    ]
    office.run("UPDATE message SET provider_id = '901' WHERE id = ?", ids[1])
    office.run("UPDATE attempt SET provider_id = NULL WHERE provider_id = '901'")
    for number in range(900, 903):
        await office.from_account("user_received_message", message={"msg_id": str(number)})
    for _ in range(3):
        await office.handle()

    assert [office.state(one) for one in ids] == ["delivered", "sent", "delivered"]
    assert office.notes()[1] == ("poison", "failed")
    assert office.run("SELECT value FROM meta WHERE key = 'half'") == []


# --- any order ---


class Desk(NamedTuple):
    """An office, and the loop it lives in."""

    run: asyncio.Runner
    office: Office


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, sealer: Sealer) -> Iterator[Desk]:
    """One office for all examples; each has message ids of its own."""
    with asyncio.Runner() as run:

        async def made() -> Office:
            store = SqliteStore(Path(tmp_path_factory.mktemp("receipts")) / "x.db")
            return await an_office(store, sealer, DrivenClock(NOW, source=lambda: 0.0))

        office = run.run(made())
        yield Desk(run, office)
        run.run(office.store.close())


# An uncertain message P and an accepted one Q of the same person: what the day brought of them.
DAY = ("echo P", "received P", "seen P and Q", "reacted P", "received Q", "echo Q", "reacted Q")
_AT = {name: NOW - 300 + number * 10 for number, name in enumerate(DAY)}
_places = (f"7{number}" for number in itertools.count(100))
_days = st.permutations(list(DAY)).flatmap(
    lambda order: st.lists(st.sampled_from(DAY), max_size=4).map(lambda more: [*order, *more])
)


async def _tell(office: Office, name: str, place: str) -> None:
    sign, _, about = name.partition(" ")
    ids = [f"{place}{letter}" for letter in about.split(" and ")]
    text = {"text": f"Lời nhắc {place}{about}"}
    names = {
        "echo": ("oa_send_text", {"msg_id": ids[0]} | text),
        "received": ("user_received_message", {"msg_id": ids[0]}),
        "seen": ("user_seen_message", {"msg_ids": ids}),
        "reacted": ("user_reacted_message", {"msg_id": ids[0], "react_icon": "/-heart"}),
    }
    event, message = names[sign]
    tell = office.from_person if sign == "reacted" else office.from_account
    await tell(event, _AT[name], message=message)


async def _play(office: Office, order: list[str], pieces: int, place: str) -> list[Any]:
    """Both messages as they are, then the events in this order, handled in pieces."""
    p = await office.message("unknown", ("zalo", "unknown", None))
    q = await office.message("sent", ("zalo", "accepted", f"{place}Q"))
    office.run("UPDATE message SET provider_id = ? WHERE id = ?", f"{place}Q", q)
    for one, letter in ((p, "P"), (q, "Q")):
        office.run("UPDATE message SET text = ? WHERE id = ?", f"Lời nhắc {place}{letter}", one)
    for number, name in enumerate(order):
        await _tell(office, name, place)
        if number % pieces == 0:
            await office.handle()
    await office.handle()
    await office.handle()  # what came too early
    rows = office.run(
        "SELECT m.state, m.reason, replace(m.provider_id, ?, ''), m.fallback_at, a.outcome, a.delivered_at "
        "FROM message m JOIN attempt a ON a.message_id = m.id WHERE m.id IN (?, ?) ORDER BY m.id",
        place, p, q,
    )  # fmt: skip
    return [*rows, _fates(office, p), _fates(office, q)[0][2]]


@settings(max_examples=40, deadline=None)
@given(order=_days, pieces=st.integers(1, 12))
def test_any_order_and_any_repetition_end_in_the_same_state(
    desk: Desk, order: list[str], pieces: int
) -> None:
    straight = desk.run.run(_play(desk.office, list(DAY), 1, next(_places)))
    shuffled = desk.run.run(_play(desk.office, order, pieces, next(_places)))

    assert shuffled == straight
    assert [row[0] for row in straight[:2]] == ["seen", "seen"]
