"""What a typed link code comes to, and how long an account that guesses has to wait. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from db.words import CodeEnd

HOUR_S: Final = 3600
FREE_TRIES: Final = 4  # wrong codes without a pause: slips of the thumb
PAUSES_S: Final = (HOUR_S // 4, HOUR_S, 4 * HOUR_S, 24 * HOUR_S)  # after the fifth wrong one, …
FORGOTTEN_S: Final = 48 * HOUR_S  # since the last wrong one
SHARED_A_DAY: Final = 3  # telephone numbers one account may share
CODES_OF_A_NUMBER: Final = 3  # people of one number who get a code each


class Code(NamedTuple):
    """A link code as it is kept; instants in seconds."""

    id: int
    person_id: int
    expires_at: int
    ended_at: int | None
    ended_as: str
    used_key: str | None


class Tries(NamedTuple):
    """What an account has tried: wrong codes in a row, until when it waits, and how many numbers it shared today."""

    wrong: int = 0
    wrong_at: int = 0
    wait_until: int = 0
    shared: int = 0
    shared_at: int = 0


class Verdict(StrEnum):
    """What becomes of a typed code. The names of refusals are those the words know."""

    LINK = "link"
    ASK = "ask"  # the account or the person is tied otherwise: it is shown and confirmed
    ALREADY = "already"  # this very account used it, or speaks for the person anyway
    UNKNOWN = "unknown"
    USED = "used"
    REPLACED = "replaced"
    EXPIRED = "expired"  # too old, or its person has left


class Standing(NamedTuple):
    """How account and person stand: the account's key, the person's own, whether they are active, and whom else the account
    speaks for.
    """

    account: str
    tied_to: str | None
    active: bool
    others: Sequence[str] = ()


_ENDS: Final = {
    CodeEnd.USED: Verdict.USED,
    CodeEnd.REPLACED: Verdict.REPLACED,
    CodeEnd.WITHDRAWN: Verdict.USED,
}
REFUSALS: Final = frozenset({Verdict.UNKNOWN, Verdict.USED, Verdict.REPLACED, Verdict.EXPIRED})


def judge(
    code: Code | None, standing: Standing | None, now: int, *, confirmed: bool = False
) -> Verdict:
    """What becomes of a code at `now`; `standing` is None where there is no such code.

    Whose code it is nobody learns from a refusal.
    """
    if code is None or standing is None:
        return Verdict.UNKNOWN
    tied_here = standing.tied_to == standing.account
    if code.ended_at is not None:
        mine = code.ended_as == CodeEnd.USED and code.used_key == standing.account
        return Verdict.ALREADY if mine and tied_here else _ENDS[CodeEnd(code.ended_as)]
    if now >= code.expires_at or not standing.active:
        return Verdict.EXPIRED
    if tied_here:
        return Verdict.ALREADY
    return Verdict.ASK if (standing.tied_to or standing.others) and not confirmed else Verdict.LINK


def after_wrong(tries: Tries, now: int) -> Tries:
    """The tries of an account after one more wrong code: from the fifth on a pause that grows.

    >>> after_wrong(Tries(wrong=4, wrong_at=1_000_000), 1_000_060).wait_until - 1_000_060
    900
    """
    wrong = 1 if now - tries.wrong_at > FORGOTTEN_S else tries.wrong + 1
    over = wrong - FREE_TRIES - 1
    pause = PAUSES_S[min(over, len(PAUSES_S) - 1)] if over >= 0 else 0
    return tries._replace(wrong=wrong, wrong_at=now, wait_until=now + pause if pause else 0)


def after_share(tries: Tries, now: int, day_began: int) -> Tries | None:
    """The tries after one more shared number, or None when the account has shared enough of them today."""
    shared = 0 if tries.shared_at < day_began else tries.shared
    return None if shared >= SHARED_A_DAY else tries._replace(shared=shared + 1, shared_at=now)
