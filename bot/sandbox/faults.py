"""Faults that can be switched on: by count, so that a test meets the same ones every time."""

from __future__ import annotations

import asyncio
from enum import StrEnum

import msgspec

from schedules.errors import RejectedInput

MESSAGES = "/v3.0/oa/message/cs"


class Fault(StrEnum):
    """What can go wrong."""

    ANSWER_LOST = "answer_lost"
    """The message is accepted, then the connection breaks."""
    CUT = "cut"
    """The connection breaks before anything is read."""
    BAD_GATEWAY = "bad_gateway"
    """A page of HTML with status 502; nothing was accepted."""
    SLOW = "slow"
    """The message is accepted at once, the answer comes late."""
    TOKEN_DIES = "token_dies"  # noqa: S105 - a name, not a secret
    """The access token of the account becomes unknown before the request is looked at."""
    WEBHOOK_TWICE = "webhook_twice"
    """An event is delivered two times."""
    WEBHOOK_SWAPPED = "webhook_swapped"
    """An event is delivered after the following one of the same person."""


class Switch(msgspec.Struct):
    """Strikes on every `every`-th occasion under `path`, `times` times (None: until cleared)."""

    fault: Fault
    times: int | None = 1
    every: int = 1
    seconds: float = 0.0
    path: str = MESSAGES
    occasions: int = 0
    struck: int = 0


class Faults:
    """The switchboard. Everything is off at first.

    >>> faults = Faults()
    >>> faults.set(Fault.CUT, times=1)
    >>> [faults.strikes(Fault.CUT, MESSAGES), faults.strikes(Fault.CUT, MESSAGES)]
    [True, False]
    """

    def __init__(self) -> None:
        self._switches: dict[Fault, Switch] = {}
        self._open = asyncio.Event()
        self._open.set()

    def set(
        self,
        fault: Fault,
        *,
        times: int | None = 1,
        every: int = 1,
        seconds: float = 0.0,
        path: str = MESSAGES,
    ) -> None:
        """Switch a fault on. `seconds` (real ones, of `SLOW`) and `path` (how the address begins) narrow it."""
        if every < 1 or seconds < 0 or (times is not None and times < 0):
            raise RejectedInput("fault", fault.value, "every from 1, times and seconds from 0")
        self._switches[fault] = Switch(fault, times, every, seconds, path)

    def clear(self, fault: Fault | None = None) -> None:
        """Switch one fault off, or all of them."""
        if fault is None:
            self._switches.clear()
        else:
            self._switches.pop(fault, None)

    def strikes(self, fault: Fault, path: str = MESSAGES) -> bool:
        """Whether the fault happens now; counts the occasion."""
        switch = self._switches.get(fault)
        if switch is None or not path.startswith(switch.path):
            return False
        if switch.times is not None and switch.struck >= switch.times:
            return False
        switch.occasions += 1
        if switch.occasions % switch.every:
            return False
        switch.struck += 1
        return True

    def hold(self) -> None:
        """Keep every answer back after its request was dealt with, until `release`."""
        self._open.clear()

    def release(self) -> None:
        """Let the held answers go."""
        self._open.set()

    async def linger(self, path: str) -> None:
        """Wait as long as an answer under this address is to be late."""
        if self.strikes(Fault.SLOW, path):
            await asyncio.sleep(self._switches[Fault.SLOW].seconds)
        await self._open.wait()

    def describe(self) -> list[Switch]:
        """The faults that are on, with how often they struck."""
        return list(self._switches.values())
