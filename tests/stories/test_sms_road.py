"""The whole road of an SMS: the outbox, the sender, the carrier, gateways that lose answers – nobody twice, nobody forgotten."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from aiohttp import web

from bot.delivery import sender as sending
from bot.delivery.carrying import Parcel
from bot.delivery.desk import Desk
from bot.delivery.pacing import Pace
from bot.delivery.sender import Sender
from bot.sms.failover import Shares
from db.store import Reader
from db.words import Road
from tests.db.making import put_message, put_people
from tests.sms.gateways.providers import Vnpt
from tests.sms.gateways.stand import TEXT
from tests.sms.road import PARCEL, Counter, ForgetfulEsms, counter

PEOPLE = 40


class LosesSome(ForgetfulEsms):
    """Takes everything, but hangs up before the answer to every third new message."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0

    async def __call__(self, incoming: web.Request) -> web.Response:
        self.calls += 1
        before = len(self.kept)
        answer = await super().__call__(incoming)
        if len(self.kept) > before and len(self.kept) % 3 == 0 and incoming.transport is not None:
            incoming.transport.close()
        return answer


class BusyVnpt(Vnpt):
    """Turns away every second call."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0

    async def __call__(self, incoming: web.Request) -> web.Response:
        self.calls += 1
        if self.calls % 2:
            return web.Response(status=429)
        return await super().__call__(incoming)


async def parcels(reader: Reader, ids: Sequence[int], now: int) -> Mapping[int, Parcel]:
    return dict.fromkeys(ids, PARCEL)


async def furnish(desk: Counter) -> None:
    """People with phones of their own and no Zalo, and a message for each."""
    await put_people(desk.store, desk.sealer, [None] * PEOPLE)
    desk.rows("UPDATE person SET zalo_sealed = NULL, zalo_key = NULL")
    for person in range(1, PEOPLE + 1):
        phone = desk.sealer.seal(f"84912345{person:03}")
        desk.rows("UPDATE person SET phone_sealed = :p WHERE id = :id", p=phone, id=person)
    async with desk.store.tx() as tx:
        for person in range(1, PEOPLE + 1):
            await put_message(tx, person, f"{TEXT} {person}", channel="sms")


def sender_of(desk: Counter) -> Sender:
    return Sender(
        store=desk.store,
        clock=desk.clock,
        carrier=desk.carrier,
        pace=Pace(desk.clock, desk.carrier.name, 10_000),
        desk=Desk(roads=frozenset({Road.CHAT, Road.SMS}), parcels=parcels),
        connections=4,
    )


async def hours(desk: Counter, number: int) -> None:
    """Let the day go by, with a sender that is started anew each time."""
    for _ in range(number):
        sender = sender_of(desk)
        await sender.recover()
        await sender.drain()
        desk.clock.jump_to(desk.clock.now() + 3600)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "SETTLE_EVERY_S", 0.0)


async def test_lost_answers_are_asked_for_again_and_everybody_gets_one(tmp_path: Path) -> None:
    async with counter(tmp_path, "esms", rules={"esms": LosesSome()}) as desk:
        await furnish(desk)
        await hours(desk, 5)
        phones = Tally(one["Phone"] for one in desk.rules["esms"].kept)

        assert (len(phones), set(phones.values())) == (PEOPLE, {1})
        assert desk.rows("SELECT DISTINCT state FROM message") == [("sent",)]
        assert desk.rows("SELECT messages, vnd FROM spending") == [(PEOPLE, PEOPLE * 350)]
        assert desk.rules["esms"].calls > PEOPLE


async def test_two_gateways_in_trouble_send_nothing_twice(tmp_path: Path) -> None:
    """One loses answers and remembers ids, the other is busy and does not: what one turns away the other takes."""
    rules = {"esms": LosesSome(), "vnpt": BusyVnpt()}
    async with counter(tmp_path, "esms", "vnpt", shares=Shares(50), rules=rules) as desk:
        await furnish(desk)
        await hours(desk, 5)
        kept = [f"84{one['Phone'][1:]}" for one in desk.rules["esms"].kept]
        kept += [one["MOBILELIST"] for one in desk.rules["vnpt"].kept]
        phones = Tally(kept)
        sent = desk.rows("SELECT DISTINCT sender FROM attempt WHERE outcome = 'accepted'")

        assert (len(phones), set(phones.values())) == (PEOPLE, {1})
        assert set(sent) == {("esms",), ("vnpt",)}
        assert desk.rows("SELECT count(*) FROM message WHERE state IN ('waiting', 'sending')") == [
            (0,)
        ]


async def test_a_service_that_stops_in_the_middle_sends_nothing_twice(tmp_path: Path) -> None:
    async with counter(tmp_path, "esms") as desk:
        await furnish(desk)
        await hours(desk, 1)
        # The machine stopped after the calls and before anything was written about them.
        desk.rows("UPDATE message SET state = 'sending', provider_id = NULL, sent_at = NULL")
        desk.rows("UPDATE attempt SET outcome = NULL, ended_at = NULL, provider_id = NULL")
        await hours(desk, 2)

        assert len(desk.rules["esms"].kept) == PEOPLE
        assert desk.rows("SELECT DISTINCT state FROM message") == [("sent",)]
