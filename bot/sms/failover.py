"""Two providers of one channel: who carries a message, and how traffic leaves a provider that is slow or failing.

As GOV.UK Notify does it: shares move by ten points, wait, and drift back, so that traffic does not swing from side to
side (the SMS reference, section 6.2). Counters and instants are handed in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from bot.sms.numbers import Operator, operator

STEP: Final = 10  # points of 100 that one decision moves
SLOW_PERCENT: Final = 15  # of the messages of the last 15 minutes …
SLOW_AFTER_S: Final = 5 * 60  # … took longer than this: the provider is slow
COUNTED_S: Final = 15 * 60
MAX_ERRORS: Final = 50  # errors in 60 s that are still borne
SLOW_PAUSE_S: Final = 5 * 60  # after any move away, before slowness moves again
ERROR_PAUSE_S: Final = 60  # the same for errors
UNTOUCHED_S: Final = 15 * 60  # after a move away, before shares drift back …
DRIFT_EVERY_S: Final = 5 * 60  # … this often


class Side(StrEnum):
    """One of the two providers."""

    FIRST = "first"
    SECOND = "second"


class Why(StrEnum):
    """Why shares are where they are."""

    AT_REST = "at_rest"
    SLOW = "slow"
    ERRORS = "errors"
    DRIFTING_BACK = "drifting_back"


@dataclass(frozen=True)
class Health:
    """What one provider did: messages of the last 15 minutes, how many were slow, errors of the last 60 s."""

    sent: int = 0
    slow: int = 0
    errors: int = 0

    @property
    def is_slow(self) -> bool:
        """Whether at least 15 % of its messages took longer than five minutes."""
        return self.sent > 0 and 100 * self.slow >= SLOW_PERCENT * self.sent

    @property
    def is_failing(self) -> bool:
        """Whether it answered with more errors than are borne."""
        return self.errors > MAX_ERRORS


@dataclass(frozen=True)
class Shares:
    """Points of 100 that the first provider carries at rest, in general and by the operator of a prefix."""

    general: int
    by_operator: Mapping[Operator, int] = field(default_factory=dict)

    def at_rest(self, phone: str) -> int:
        """The points for one number (84…)."""
        return self.by_operator.get(operator(phone), self.general)


@dataclass(frozen=True)
class Balance:
    """How far shares are moved from rest: points of 100 towards the first provider (below 0: towards the second).

    `why` and `detail` keep the reason of the last decision, `moved_at` and `drifted_at` its instant in UTC seconds.
    """

    shift: int = 0
    moved_at: int | None = None
    drifted_at: int | None = None
    why: Why = Why.AT_REST
    detail: str = ""


def rebalanced(balance: Balance, first: Health, second: Health, now: int) -> Balance:
    """The balance after looking at both providers; the same one when nothing is to be done. Look once a minute.

    Errors move ten points away at most once a minute, slowness at most every five minutes; when both are in trouble
    nobody gains by moving. Untouched for 15 minutes, shares drift back by ten points every five minutes.
    Source: the SMS reference, section 6.2.

    >>> rebalanced(Balance(), Health(sent=100, slow=15), Health(sent=100), 1742177700).shift
    -10
    """
    since_move = _since(balance.moved_at, now)
    if first.is_failing != second.is_failing:
        if since_move < ERROR_PAUSE_S:
            return balance
        ill, health = (Side.FIRST, first) if first.is_failing else (Side.SECOND, second)
        detail = f"{ill}: {health.errors} errors in 60 s"
        return _moved(balance, ill, Why.ERRORS, detail, now)
    if first.is_slow != second.is_slow:
        if since_move < SLOW_PAUSE_S:
            return balance
        ill, health = (Side.FIRST, first) if first.is_slow else (Side.SECOND, second)
        detail = f"{ill}: {health.slow} of {health.sent} messages in 15 min took over 5 min"
        return _moved(balance, ill, Why.SLOW, detail, now)
    if first.is_failing or first.is_slow:
        return balance
    return _drifted(balance, since_move, now)


def _since(instant: int | None, now: int) -> float:
    return float("inf") if instant is None else now - instant


def _moved(balance: Balance, ill: Side, why: Why, detail: str, now: int) -> Balance:
    step = -STEP if ill == Side.FIRST else STEP
    shift = max(-100, min(100, balance.shift + step))
    return replace(balance, shift=shift, moved_at=now, why=why, detail=detail)


def _drifted(balance: Balance, since_move: float, now: int) -> Balance:
    if not balance.shift or since_move < UNTOUCHED_S:
        return balance
    if _since(balance.drifted_at, now) < DRIFT_EVERY_S:
        return balance
    nearer = max(0, abs(balance.shift) - STEP)
    shift = nearer if balance.shift > 0 else -nearer
    why = Why.DRIFTING_BACK if shift else Why.AT_REST
    return replace(balance, shift=shift, drifted_at=now, why=why, detail="")


def points(shares: Shares, balance: Balance, phone: str) -> int:
    """Points of 100 with which the first provider carries a message to a number (84…) now.

    >>> points(Shares(51), Balance(shift=-20), "84912345678")
    31
    """
    return max(0, min(100, shares.at_rest(phone) + balance.shift))


def choose(shares: Shares, balance: Balance, phone: str, request_id: str) -> Side:
    """Who carries a message. Drawn from its id, so the same message finds the same side while shares stand still.

    Keep the side with the message: a repeat belongs to the provider that may have taken it already.
    """
    digest = hashlib.sha256(request_id.encode()).digest()
    drawn = int.from_bytes(digest[:8], "big") % 100
    return Side.FIRST if drawn < points(shares, balance, phone) else Side.SECOND
