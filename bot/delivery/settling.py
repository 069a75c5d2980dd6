"""What an answer does to a message and its notices; whole groups in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from bot.zalo.client import Answered
from db.records import Fate, MessageState, Outcome, Reason
from db.store import Store, Tx

MAX_ATTEMPTS = 6
UNREACHED = (
    "connect"  # code of a call that found nobody: no attempt, however long the provider is away
)
ASK_AFTER_S = 30  # the provider's history may lag: asked at once it could deny what it took
_BACKOFF_S = (30, 120, 600, 1800, 3600)
_RATE_REST_S = 60
_QUOTA_REST_S = 12 * 3600
_STOP_REST_S = 300
_REFUSALS = {
    "not_linked": Reason.NOT_LINKED,
    "-230": Reason.OUTSIDE_WINDOW,
    "-232": Reason.OUTSIDE_WINDOW,
}


class Settled(NamedTuple):
    """A message, the number of its attempt, and how the attempt was answered."""

    message_id: int
    attempt: int
    answer: Answered


class Effect(NamedTuple):
    """What becomes of the message, and of its notices when that is final."""

    state: MessageState
    reason: str
    not_before: int = 0
    forgive: int = 0  # 1: the attempt does not count
    fate: Fate | None = None
    fate_reason: Reason | None = None


def rest_after(attempt: int) -> int:
    """Seconds to rest after an attempt (from 1) that was certainly not taken; all together more than an hour and a half."""
    return _BACKOFF_S[min(attempt, len(_BACKOFF_S)) - 1]


def effect_of(  # noqa: PLR0911 - the table of outcome classes, one case each
    answer: Answered, attempt: int, now: int
) -> Effect:
    """Answer + attempt + instant → what becomes of the message.

    What was certainly not taken is tried again with growing rests, at most `MAX_ATTEMPTS` times; rate limits and a
    stopped account cost no attempt; what is uncertain becomes `unknown` and is asked about, never repeated blindly.
    """
    code = f"zalo:{answer.code}"
    match answer.outcome:
        case Outcome.ACCEPTED:
            return Effect(
                MessageState.SENT, "accepted", fate=Fate.SENT, fate_reason=Reason.ACCEPTED
            )
        case Outcome.LATER:
            rest = _RATE_REST_S if answer.code == "-32" else _QUOTA_REST_S
            return Effect(MessageState.WAITING, code, now + rest, forgive=1)
        case Outcome.STOP | Outcome.AFTER_REFRESH:
            return Effect(MessageState.WAITING, code, now + _STOP_REST_S, forgive=1)
        case Outcome.UNKNOWN:
            return Effect(MessageState.UNKNOWN, code, now + ASK_AFTER_S)
        case Outcome.AGAIN if answer.code == UNREACHED:
            return Effect(MessageState.WAITING, code, now + _RATE_REST_S, forgive=1)
        case Outcome.AGAIN if attempt < MAX_ATTEMPTS:
            return Effect(MessageState.WAITING, code, now + rest_after(attempt))
    reason = _REFUSALS.get(answer.code, Reason.REFUSED)
    return Effect(MessageState.FAILED, code, fate=Fate.FAILED, fate_reason=reason)


async def settle_all(store: Store, settled: Sequence[Settled], now: int) -> None:
    """Write the outcomes of a group of messages."""
    async with store.tx() as tx:
        await tx.many(
            "close_attempt",
            (
                {"id": s.message_id, "at": now, "outcome": s.answer.outcome, "code": s.answer.code}
                for s in settled
            ),
        )
        await apply_effects(
            tx,
            [
                (s.message_id, effect_of(s.answer, s.attempt, now), s.answer.message_id)
                for s in settled
            ],
            now,
        )


async def apply_effects(
    tx: Tx, effects: Iterable[tuple[int, Effect, str | None]], now: int
) -> None:
    """Write what becomes of messages and their notices, in the caller's transaction."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for message_id, effect, provider_id in effects:
        if effect.state == MessageState.SENT:
            rows["settle_sent"].append(
                {"id": message_id, "reason": effect.reason, "at": now, "provider_id": provider_id}
            )
        elif effect.state == MessageState.WAITING:
            rows["settle_waiting"].append(
                {
                    "id": message_id,
                    "reason": effect.reason,
                    "not_before": effect.not_before,
                    "forgive": effect.forgive,
                }
            )
        else:
            rows["settle_ended"].append(
                {
                    "id": message_id,
                    "state": effect.state,
                    "reason": effect.reason,
                    "not_before": effect.not_before,
                }
            )
        if effect.fate is not None:
            fate = {"message_id": message_id, "fate": effect.fate, "reason": effect.fate_reason}
            rows["journal_message_notices"].append(fate | {"at": now})
            rows["end_message_notices"].append(fate)
    for name, parameters in rows.items():
        await tx.many(name, parameters)
