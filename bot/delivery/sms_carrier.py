"""Carries messages by SMS: through one gateway, or through two that share the traffic and stand in for each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, cast

import structlog

from bot.alarms import end_alarm, raise_alarm
from bot.clock import Clock
from bot.delivery import carrying
from bot.delivery.carrying import Carried, Outgoing, Parcel
from bot.delivery.tracking import tracking_id
from bot.http import Wire
from bot.sms.failover import Balance, Shares, Side, choose
from bot.sms.gateway import Scope, SmsAnswer, SmsGateway, SmsRequest, TellsDelivery
from bot.sms.numbers import mobile
from bot.sms.reports import ask, install_id
from bot.sms.sharing import Watched, health, load_balance, rebalance
from bot.sms.text import length
from db.sealing import CannotOpen, Sealer
from db.store import Reader, Store
from db.words import Outcome, Road
from schedules.errors import RejectedInput

log = structlog.get_logger()
ASKED_S: Final = 3600  # how long a question is remembered
# Name of the carrier where two gateways share; their attempts bear the gateway's own.
BOTH: Final = "sms"
FORGETS_EARLY_S: Final = 600  # a provider's day may end a little before ours
# Parcel, number, request id, brandname → the request: the short form of a message.
RequestOf = Callable[[Parcel, str, str, str], SmsRequest]
# What a provider may have taken is offered to no other.
_MAY_BE_OUT: Final = frozenset({Outcome.ACCEPTED, Outcome.UNKNOWN})
# Of two refusals the more hopeful one is told.
_HOPE: Final = (
    Outcome.AGAIN,
    Outcome.LATER,
    Outcome.STOP,
    Outcome.AFTER_REFRESH,
    Outcome.OTHER_ROAD,
    Outcome.REFUSED,
)


@dataclass(frozen=True)
class Gate:
    """One gateway with what was agreed about it. `reports`: it tells by itself what was delivered; `free`: its sandbox."""

    gateway: SmsGateway
    brandname: str
    reports: bool = False
    free: bool = False

    @property
    def watched(self) -> Watched:
        """What the share of the traffic is decided on."""
        return Watched(self.gateway.name, self.reports)


class SmsCarrier:
    """Implements `Carrier`. Opens the number, makes the request, and hands it to one gateway at a time.

    With two gateways the one that is about to be called is written into the attempt first. What it certainly did not take
    goes to the other one at once, as an attempt of its own; what it may have taken stays with it, and is handed over again
    under the same id only while it remembers ids.
    """

    roads: ClassVar[frozenset[Road]] = frozenset({Road.SMS})

    def __init__(
        self,
        gates: Sequence[Gate],
        shares: Shares,
        *,
        store: Store,
        sealer: Sealer,
        clock: Clock,
        request_of: RequestOf,
        part_vnd: int,
        wires: Sequence[Wire] = (),
    ) -> None:
        self._gates = tuple(gates)
        self._shares = shares
        self._store = store
        self._sealer = sealer
        self._clock = clock
        self._request_of = request_of
        self._part_vnd = part_vnd
        self._wires = wires
        self._install = ""
        self._balance = Balance()
        self._asked: dict[str, int] = {}  # provider's ids, and when they were asked about

    @property
    def name(self) -> str:
        """The gateway; `sms` where two share."""
        return self._gates[0].gateway.name if len(self._gates) == 1 else BOTH

    @property
    def repeat_for_s(self) -> int:
        """The shortest memory of the gateways; each answer says how long its own gateway remembers."""
        return min(gate.gateway.repeat_for_s for gate in self._gates)

    async def ready(self) -> None:
        """Learn this installation's name and how the traffic is shared now."""
        if not self._install:
            self._balance = await load_balance(self._store)
            self._install = await install_id(self._store)

    async def carry(self, message: Outgoing) -> Carried:
        """Hand over one message. Never raises; what went wrong unexpectedly is `unknown`."""
        try:
            await self.ready()
            return await self._carry(message)
        except Exception as error:
            # By its kind only: its text could tell a number.
            kind = type(error).__name__
            log.error("sms.failed", action="sms.failed", message_id=message.id, kind=kind)
            return Carried(Outcome.UNKNOWN, "error", repeat_for_s=0)

    async def rebalance(self, store: Store, now: int) -> None:
        """Once a minute: let traffic leave a provider that is slow or failing, or drift back; end alarms that are over."""
        if len(self._gates) > 1:
            first, second = (gate.watched for gate in self._gates)
            self._balance = await rebalance(store, first, second, now)
        await self._end_alarms(store, now)

    async def ask(self, store: Store, now: int) -> int:
        """Ask the gateways that tell about messages without a report, each once; how many answered.

        It looks two minutes ahead, so that it need not stand in the way of the pass that takes other roads.
        """
        self._asked = {one: at for one, at in self._asked.items() if now - at < ASKED_S}
        told = 0
        for gate in self._gates:
            if isinstance(gate.gateway, TellsDelivery):
                told += await ask(store, gate.gateway, now, self._asked)
        return told

    async def aclose(self) -> None:
        """Close the connections."""
        for wire in self._wires:
            await wire.aclose()

    async def _carry(self, message: Outgoing) -> Carried:
        phone = self._opened(message)
        if isinstance(phone, Carried):
            return phone
        name = tracking_id(self._install, message.id)
        gates, until = await self._order(message, phone, name)
        if not gates:
            return Carried(Outcome.UNKNOWN, "not_repeated", repeat_for_s=0)
        answers: list[tuple[Gate, SmsAnswer, int]] = []
        for gate in gates:
            request = self._request(message, phone, name, gate)
            if request is None:
                return Carried(Outcome.REFUSED, "bad_text", scope="message")
            await self._before(message, gate, answers)
            answer = await gate.gateway.send(request)
            answers.append((gate, answer, self._price(gate, answer, request)))
            if answer.outcome in _MAY_BE_OUT:
                break
            await self._call_a_person(gate, answer, message)
        return _told(answers, until, self._clock.now())

    def _request(self, message: Outgoing, phone: str, name: str, gate: Gate) -> SmsRequest | None:
        """What a gateway is handed, or None when it cannot be made: nothing was handed over then, whatever it was."""
        try:
            assert message.parcel is not None  # noqa: S101 - looked at before
            return self._request_of(message.parcel, phone, name, gate.brandname)
        except Exception as error:
            kind = type(error).__name__  # its text could tell what is said
            log.error("sms.bad", action="sms.bad", message_id=message.id, kind=kind)
            return None

    def _opened(self, message: Outgoing) -> str | Carried:
        """The number, or why nothing can be sent."""
        if message.parcel is None:
            return Carried(Outcome.REFUSED, "no_short_form", scope="message")
        if message.phone_sealed is None:
            return Carried(Outcome.REFUSED, "no_phone", scope="message")
        try:
            return mobile(self._sealer.open(message.phone_sealed))
        except CannotOpen:
            return Carried(Outcome.REFUSED, "cannot_open", scope="message")
        except RejectedInput:  # its text tells the number
            return Carried(Outcome.REFUSED, "bad_number", scope="message")

    async def _order(
        self, message: Outgoing, phone: str, name: str
    ) -> tuple[Sequence[Gate], int | None]:
        """The gateways in the order in which they are tried; with an instant until which the only one may be repeated."""
        earlier = await uncertain(self._store, message) if message.attempts else []
        # Under our own name nobody had been chosen yet: nothing was handed over.
        held = [row for row in earlier if row[0] != BOTH]
        if held:
            sender, started_at = held[0]
            gate = next((one for one in self._gates if one.gateway.name == sender), None)
            until = 0 if gate is None else _until(started_at, gate.gateway)
            same = all(other == sender for other, _ in held)
            if gate is None or not same or self._clock.now() >= until:
                return (), None
            return (gate,), until
        if len(self._gates) == 1:
            return self._gates, None
        first, second = self._gates
        side = choose(self._shares, self._balance, phone, name)
        return ((first, second) if side == Side.FIRST else (second, first)), None

    async def _before(
        self, message: Outgoing, gate: Gate, answers: Sequence[tuple[Gate, SmsAnswer, int]]
    ) -> None:
        """Write down who is about to be called; behind a refusal that is an attempt of its own."""
        if len(self._gates) == 1:
            return
        sender, now = gate.gateway.name, self._clock.now()
        async with self._store.tx() as tx:
            if not answers:
                await tx.run("set_sms_sender", id=message.id, sender=sender)
                return
            answer = answers[-1][1]
            # A template that one provider lacks is no sign of its health.
            outcome = Outcome.REFUSED if answer.scope == Scope.TEMPLATE else answer.outcome
            await tx.run(
                "end_sms_attempt", id=message.id, at=now, outcome=outcome, code=answer.code
            )
            price = message.price_vnd
            await tx.run("next_sms_attempt", id=message.id, at=now, sender=sender, price_vnd=price)

    def _price(self, gate: Gate, answer: SmsAnswer, request: SmsRequest) -> int:
        """Đồng by the parts that are charged; a sandbox charges nothing."""
        parts = answer.parts or length(request.text).parts
        return 0 if gate.free else parts * self._part_vnd

    async def _call_a_person(self, gate: Gate, answer: SmsAnswer, message: Outgoing) -> None:
        """Somebody must look after an account or a template, even if the other gateway took the message."""
        if answer.outcome != Outcome.STOP or answer.scope == Scope.MESSAGE:
            return
        key = _alarm_key(gate)
        if answer.scope == Scope.TEMPLATE:
            key = f"sms_template:{gate.gateway.name}:{message.parcel.key if message.parcel else ''}"
        async with self._store.tx() as tx:
            await raise_alarm(tx, key, f"sms:{answer.code}", self._clock.now())

    async def _end_alarms(self, store: Store, now: int) -> None:
        """An account that took all it was given lately is well again."""
        for gate in self._gates:
            if not await store.value("has_open_alarm", key=_alarm_key(gate)):
                continue
            found = await health(store, gate.watched, now)
            if found.sent and not found.slow:
                async with store.tx() as tx:
                    await end_alarm(tx, _alarm_key(gate), now)


def _alarm_key(gate: Gate) -> str:
    return f"sms:{gate.gateway.name}"


def _until(started_at: int, gateway: SmsGateway) -> int:
    return started_at + gateway.repeat_for_s - FORGETS_EARLY_S


def _told(answers: Sequence[tuple[Gate, SmsAnswer, int]], until: int | None, now: int) -> Carried:
    """The last answer when the message may be out, else the most hopeful of those there are."""
    gate, answer, price = answers[-1]
    if answer.outcome not in _MAY_BE_OUT:
        gate, answer, price = min(answers, key=lambda one: _HOPE.index(one[1].outcome))
    memory = gate.gateway.repeat_for_s
    left = until - now if until is not None else max(0, memory - FORGETS_EARLY_S)
    if answer.scope == Scope.TEMPLATE:
        # One provider's template: neither the account nor the same template on Zalo has to rest for it.
        return Carried(Outcome.REFUSED, answer.code, scope="message", repeat_for_s=left)
    return Carried(
        answer.outcome,
        answer.code,
        answer.provider_id,
        price if answer.outcome == Outcome.ACCEPTED else None,
        cast("carrying.Scope", answer.scope.value),  # the same words
        "minute" if answer.outcome == Outcome.LATER else "",
        repeat_for_s=left,
    )


async def uncertain(reader: Reader, message: Outgoing) -> list[tuple[str, int]]:
    """Who may have taken a message in an earlier attempt, and when that began; the oldest first."""
    rows = await reader.all("uncertain_sms", id=message.id)
    return [(row[0], row[1]) for row in rows]
