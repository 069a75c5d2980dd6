"""Simulated people: each persona taps one kind of button after a delay that is the same in every run."""

from __future__ import annotations

import heapq
import zlib
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from bot.sandbox.model import Change, Message, folded
from bot.sandbox.world import World


class Persona(StrEnum):
    """How somebody treats reminders."""

    DILIGENT = "diligent"
    PROMISING = "promising"
    SILENT = "silent"
    NUDGING = "nudging"
    CONFIRMING = "confirming"


class Habit(NamedTuple):
    """The words looked for in a button title; minutes of the clock at least, and how many more at most."""

    words: str
    least: int
    spread: int


HABITS = {
    Persona.DILIGENT: Habit("Đã xong", 12, 28),
    Persona.PROMISING: Habit("Đã nhận, đang làm", 5, 15),
    Persona.NUDGING: Habit("Đôn đốc", 10, 20),
    Persona.CONFIRMING: Habit("Xác nhận", 15, 30),
}
"""What each persona does; the silent one does nothing."""


class Actors:
    """Watches the chats of the people in `personas` and answers for them while `on`.

    A message is answered once at most, and not at all when somebody tapped one of its buttons by hand before.
    `act` does what is due; the sandbox calls it as the clock runs.
    """

    def __init__(self, world: World, personas: Mapping[str, Persona], *, on: bool = True) -> None:
        self.personas = dict(personas)
        self.on = on
        self._world = world
        self._due: list[tuple[int, str, str, int]] = []
        self._unwatch = world.watch(self._notice)

    def stop(self) -> None:
        """Look away for good."""
        self._unwatch()
        self._due.clear()

    def switch(self, *, on: bool) -> None:
        """Switch all of them on or off. Those who come back look at their newest message with a fitting button."""
        if on == self.on:
            return
        self.on = on
        self._due.clear()
        if not on:
            return
        for user_id in self.personas:
            for message in reversed(self._world.person(user_id).messages):
                if self._plan(user_id, message):
                    break

    def act(self) -> int:
        """Tap everything whose time has come; answers how many taps."""
        now_ms, taps = self._world.clock.now_ms(), 0
        while self.on and self._due and self._due[0][0] <= now_ms:
            _, user_id, message_id, place = heapq.heappop(self._due)
            taps += self._tap(user_id, message_id, place)
        return taps

    def _notice(self, change: Change) -> None:
        if self.on and change.fresh and change.message is not None:
            self._plan(change.person.user_id, change.message)

    def _plan(self, user_id: str, message: Message) -> bool:
        habit = HABITS.get(self.personas.get(user_id, Persona.SILENT))
        if habit is None or not message.from_oa or message.chosen:
            return False
        place = fitting(message, habit.words)
        if place is None:
            return False
        lot = zlib.crc32(f"{user_id} {message.text}".encode())
        minutes = habit.least + lot % (habit.spread + 1)
        due_ms = message.at_ms + minutes * 60_000
        heapq.heappush(self._due, (due_ms, user_id, message.message_id, place))
        return True

    def _tap(self, user_id: str, message_id: str, place: int) -> bool:
        person = self._world.person(user_id)
        message = next((m for m in person.messages if m.message_id == message_id), None)
        free = person.online and person.barred is None
        if message is None or message.chosen or not free:
            return False
        self._world.taps(user_id, message_id, place)
        return True


def fitting(message: Message, words: str) -> int | None:
    """The place of the first query button whose title contains these words, whatever the case."""
    wanted = folded(words)
    for place, button in enumerate(message.buttons):
        if button.asks and wanted in folded(button.title):
            return place
    return None
