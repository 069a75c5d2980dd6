"""A stop of sending in the store: of everything, of what citizens are told, or of one sender account.

Alarms to administrators and answers to an administrator go out all the same. While everything is stopped no reminders are
written into messages either; once it ends, what had waited is decided anew before anything goes out, so that nobody gets
what no longer holds, or a flood of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from db.store import Reader, Tx
from db.words import HaltScope

ALARM: Final = "sending:"  # with the scope behind it, the key of the alarm that stands meanwhile
PROPOSED_S: Final = 30 * 60  # a proposal is confirmed within this time or not at all


class Halt(NamedTuple):
    """One stop. Without `asked_by` it came by the command line; without `begun_at` it is only proposed."""

    id: int
    scope: str
    reason: str
    asked_by: int | None
    asked_at: int
    begun_at: int | None
    ended_by: int | None
    ended_at: int | None


class Held(NamedTuple):
    """What is stopped just now."""

    everything: bool = False
    citizens: bool = False
    accounts: frozenset[str] = frozenset()

    def level(self, account: str | None) -> int:
        """What a sender of this account (None: none of Zalo's) holds back: 0 nothing, 1 what citizens are told, 2 all."""
        if self.everything or (account is not None and account in self.accounts):
            return 2
        return int(self.citizens)


def scope_of(account: str) -> str:
    """The scope of one sender account."""
    return f"{HaltScope.ACCOUNT}:{account}"


def held(halts: Iterable[Halt]) -> Held:
    """What these stops hold back together."""
    scopes = {halt.scope for halt in halts}
    accounts = {scope.partition(":")[2] for scope in scopes if scope.startswith(HaltScope.ACCOUNT)}
    return Held(HaltScope.EVERYTHING in scopes, HaltScope.CITIZENS in scopes, frozenset(accounts))


async def halts_in_force(reader: Reader) -> list[Halt]:
    """Those begun and not settled; `ended_at` tells the ones whose waiting messages are still to be decided anew."""
    return [Halt(*row) for row in await reader.all("halts_in_force")]


async def halt_by_id(reader: Reader, halt_id: int) -> Halt | None:
    """One stop, or None."""
    row = await reader.one("halt_by_id", id=halt_id)
    return Halt(*row) if row else None


async def propose_halt(tx: Tx, scope: str, reason: str, person_id: int | None, now: int) -> int:
    """Write down what is asked for; nothing is stopped yet."""
    halt_id = await tx.insert(
        "propose_halt", scope=scope, reason=reason, person_id=person_id, at=now
    )
    assert halt_id is not None  # noqa: S101 - the statement has no conflict to lose to
    return halt_id


async def begin_halt(tx: Tx, halt: Halt, now: int, *, told: bool) -> bool:
    """Stop; False when this or another of the same scope runs already. `told`: administrators hear of it otherwise."""
    if not await tx.run("begin_halt", id=halt.id, at=now):
        return False
    key = f"{ALARM}{halt.scope}"
    await tx.insert("open_alarm", key=key, problem=f"sending is stopped: {halt.reason}", at=now)
    if told:
        await tx.run("tell_alarm", key=key, at=now)
    return True


async def end_halt(tx: Tx, scope: str, person_id: int | None, now: int) -> bool:
    """Go on; False when nothing of this scope is stopped."""
    if not await tx.run("end_halt", scope=scope, person_id=person_id, at=now):
        return False
    await tx.run("close_alarm", key=f"{ALARM}{scope}", at=now)
    return True
