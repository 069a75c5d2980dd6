"""What an answer does to a message and its notices; whole groups in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final, NamedTuple

from bot.alarms import raise_alarm
from bot.delivery.budget import ledger_rows
from bot.delivery.carrying import Carried, Outgoing
from db.store import Store, Tx
from db.words import Fate, MessageState, Outcome, Reason, Road
from schedules.civil import at, civil_date

MAX_ATTEMPTS: Final = 6
# Code of a call that found nobody: no attempt, however long the provider is away.
UNREACHED: Final = "connect"
ASK_AFTER_S: Final = 30  # the provider's history may lag: asked at once it could deny what it took
_BACKOFF_S: Final = (30, 120, 600, 1800, 3600)
_RATE_REST_S: Final = 60
_STOP_REST_S: Final = 300
_MORNING: Final = 6 * 60 + 5  # templates may ring again
_DAY_S: Final = 24 * 3600
# How long a road stays closed to a person when nothing opens it before.
_CLOSED_S: Final = {Road.CHAT: 7 * _DAY_S, Road.TEMPLATE_UID: 7 * _DAY_S}
_CLOSED_ELSE_S: Final = 30 * _DAY_S


class Settled(NamedTuple):
    """A message, how its hand-over was answered, and the instant that began: what waits for delivery counts from it."""

    message: Outgoing
    answer: Carried
    called_at: int


class Effect(NamedTuple):
    """What becomes of the message, and of its notices when that is final."""

    state: MessageState
    reason: str
    not_before: int = 0
    forgive: int = 0  # 1: the attempt does not count
    fate: Fate | None = None
    fate_reason: Reason | None = None
    tried: str = ""  # a road it cannot go by any more, and why: `zalo:-230`


def rest_after(attempt: int) -> int:
    """Seconds to rest after an attempt (from 1) that was certainly not taken; all together more than an hour and a half."""
    return _BACKOFF_S[min(attempt, len(_BACKOFF_S)) - 1]


def later_at(answer: Carried, now: int) -> int:
    """When what was put off may be tried again: in the next minute, in the morning at 06:05, tomorrow shortly after midnight.

    Nothing stated counts as tomorrow: quotas are counted by the day.
    """
    today = civil_date(now)
    if answer.until == "minute":
        return now + _RATE_REST_S
    if answer.until == "morning":
        morning = at(today, _MORNING)
        return morning if morning > now else at(today + timedelta(days=1), _MORNING)
    return at(today + timedelta(days=1), 5)


def effect_of(  # noqa: PLR0911 - the table of outcome classes, one case each
    answer: Carried, road: Road, attempt: int, now: int, repeat: bool = False
) -> Effect:
    """Answer + road + attempt + instant → what becomes of the message.

    What was certainly not taken is tried again with growing rests, at most `MAX_ATTEMPTS` times; rate limits, a stopped
    account or template cost no attempt; what is uncertain becomes `unknown` and is asked about, never repeated blindly –
    but for a provider that remembers ids (`repeat`). What this road refuses waits for the next one: without any it fails
    when it is routed.
    """
    code = f"{road}:{answer.code}"
    match answer.outcome:
        case Outcome.ACCEPTED:
            return SENT
        case Outcome.LATER:
            # A person, template or account that has had enough: another road may be open, so it is routed at once.
            routed_anew = answer.scope in ("person", "template") or answer.until == "tomorrow"
            return Effect(
                MessageState.WAITING, code, now if routed_anew else later_at(answer, now), forgive=1
            )
        case Outcome.STOP if answer.scope == "message":
            return Effect(MessageState.WAITING, code, now, tried=code)
        case Outcome.STOP | Outcome.AFTER_REFRESH:
            # The account or the template rests; who can be reached otherwise does not wait for it.
            rest = 0 if answer.scope in ("account", "template") else _STOP_REST_S
            return Effect(MessageState.WAITING, code, now + rest, forgive=1)
        case Outcome.UNKNOWN if repeat and attempt < MAX_ATTEMPTS:
            return Effect(MessageState.WAITING, code, now + rest_after(attempt))
        case Outcome.UNKNOWN:
            return Effect(MessageState.UNKNOWN, code, now + ASK_AFTER_S)
        case Outcome.AGAIN if answer.code == UNREACHED:
            return Effect(MessageState.WAITING, code, now + _RATE_REST_S, forgive=1)
        case Outcome.AGAIN if attempt < MAX_ATTEMPTS:
            return Effect(MessageState.WAITING, code, now + rest_after(attempt))
    return Effect(MessageState.WAITING, code, now, tried=code)


SENT: Final = Effect(MessageState.SENT, "accepted", fate=Fate.SENT, fate_reason=Reason.ACCEPTED)
_FATE_REASONS: Final = {
    "-230": Reason.OUTSIDE_WINDOW,
    "-232": Reason.OUTSIDE_WINDOW,
    "outside_window": Reason.OUTSIDE_WINDOW,
    "not_linked": Reason.NOT_LINKED,
    "not_found": Reason.UNRESOLVED,
}


def without_road(last_reason: str, why: str) -> Effect:
    """A message for which no road is left: it fails with what the last road answered, or with what shut them all."""
    code = last_reason.rpartition(":")[2]
    if code:
        reason = _FATE_REASONS.get(code, Reason.REFUSED)
        return Effect(MessageState.FAILED, last_reason, fate=Fate.FAILED, fate_reason=reason)
    shut = [part.rpartition(":")[2] for part in why.split(",")]
    found = next((_FATE_REASONS[word] for word in shut if word in _FATE_REASONS), Reason.NO_ROAD)
    return Effect(MessageState.FAILED, why, fate=Fate.FAILED, fate_reason=found)


async def settle_all(
    store: Store,
    settled: Sequence[Settled],
    now: int,
    fallback: dict[int, int | None],
) -> None:
    """Write the outcomes of a group of messages; `fallback` says until when each waits for a sign of delivery."""
    async with store.tx() as tx:
        await tx.many("close_attempt", [_closing(s, now) for s in settled])
        await apply_effects(
            tx,
            [
                (
                    s.message.id,
                    effect_of(
                        s.answer,
                        s.message.road,
                        s.message.attempts + 1,
                        now,
                        s.answer.repeat_for_s > 0,
                    ),
                    s.answer.provider_id,
                )
                for s in settled
            ],
            now,
        )
        waits = [
            s for s in settled if fallback.get(s.message.id) and s.answer.outcome in _MAY_BE_OUT
        ]
        await tx.many(
            "set_fallback", [{"id": s.message.id, "at": fallback[s.message.id]} for s in waits]
        )
        costs = [
            (s.message.road, _price(s)) for s in settled if s.answer.outcome == Outcome.ACCEPTED
        ]
        await tx.many("spend", ledger_rows(costs, now))
        for one in settled:
            if one.answer.scope in ("person", "template"):
                await _learn(tx, one, now)


_MAY_BE_OUT: Final = (Outcome.ACCEPTED, Outcome.UNKNOWN)


def _price(settled: Settled) -> int:
    stated = settled.answer.price_vnd
    return settled.message.price_vnd if stated is None else stated


def _closing(settled: Settled, now: int) -> dict[str, Any]:
    taken = settled.answer.outcome == Outcome.ACCEPTED
    return {
        "id": settled.message.id,
        "at": now,
        "outcome": settled.answer.outcome,
        "code": settled.answer.code,
        "provider_id": settled.answer.provider_id,
        "price_vnd": _price(settled) if taken else None,
    }


async def _learn(tx: Tx, settled: Settled, now: int) -> None:
    """What an answer says about a person or a template beyond its message."""
    message, answer, _ = settled
    put_off = answer.outcome == Outcome.LATER
    if answer.scope == "person" and answer.outcome in (Outcome.OTHER_ROAD, Outcome.LATER):
        rest = _CLOSED_S.get(message.road, _CLOSED_ELSE_S)
        until: int | None = later_at(answer, now) if put_off else now + rest
        await tx.run(
            "close_road",
            person_id=message.person_id,
            road=message.road,
            code=answer.code,
            at=now,
            until=until,
        )
    elif (
        answer.scope == "template"
        and message.parcel
        and answer.outcome in (Outcome.STOP, Outcome.LATER)
    ):
        key = message.parcel.key
        until = later_at(answer, now) if put_off else None
        await tx.run("stop_template", key=key, code=answer.code, at=now, until=until)
        if not put_off:
            await raise_alarm(tx, f"template:{key}", f"{message.road}:{answer.code}", now)


async def apply_effects(
    tx: Tx, effects: Iterable[tuple[int, Effect, str | None]], now: int
) -> None:
    """Write what becomes of messages and their notices, in the caller's transaction."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for message_id, effect, provider_id in effects:
        told = {"id": message_id, "reason": effect.reason}
        match effect.state:
            case MessageState.SENT:
                rows["settle_sent"].append(told | {"at": now, "provider_id": provider_id})
            case MessageState.WAITING:
                rest = {"not_before": effect.not_before, "forgive": effect.forgive}
                rows["settle_waiting"].append(told | rest)
            case _:
                ended = {"state": effect.state, "not_before": effect.not_before}
                rows["settle_ended"].append(told | ended)
        if effect.tried:
            rows["add_tried"].append({"id": message_id, "tried": effect.tried})
        if effect.fate is not None:
            fate = {"message_id": message_id, "fate": effect.fate, "reason": effect.fate_reason}
            rows["journal_message_notices"].append(fate | {"at": now})
            rows["end_message_notices"].append(fate)
    for name, parameters in rows.items():
        await tx.many(name, parameters)
