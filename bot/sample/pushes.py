"""A day's pushes as they would really arrive: half-hourly batches, late, repeated, out of order, and all again at night.

Half of the senders wrap items in the adapter's envelope, the others send bare arrays with slashed dates of progress. At
night everything that was touched is sent once more with all of its steps (domain reference, 1.4).
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any, Final, NamedTuple

from bot.ingest.feed import MOVE_ON, STORE
from bot.sample.dates import PACKED, SLASHED
from bot.sample.dossiers import SampleDossier
from bot.sample.items import Item, gateway_item, progress_items
from bot.sample.organisation import ROOT
from bot.sample.walk import WAITING
from schedules.civil import at, civil_date, to_civil

SLOT_S: Final = 1800
NIGHT: Final = "23:00"
AT_A_TIME: Final = 400  # items of a body
LATE: Final = 0.1  # share of what comes a batch or two later
REPEATED: Final = 0.04  # share of what comes once more
SESSION: Final = "PHIEN-MAU"  # to be replaced by that of the login


class Push(NamedTuple):
    """One request: the name of its file, in order of arrival, and its body."""

    name: str
    body: Any


class _Batch(NamedTuple):
    """What goes into one body."""

    slot: int
    wrapped: bool
    service: str
    updating: bool


class Day:
    """Collects what happened to dossiers on a day, then tells it as senders do. Holds the dossiers of that day only."""

    def __init__(self, day: date, rng: random.Random) -> None:
        self._day = day
        self._rng = rng
        self._night = at(day, NIGHT)
        self._batches: dict[_Batch, list[Item]] = defaultdict(list)
        self.touched: list[str] = []

    def add(self, dossier: SampleDossier) -> None:
        """Take a dossier to which something happened on the day; others are left alone."""
        told = sorted(set(self._instants(dossier)))
        if not told:
            return
        self.touched.append(dossier.code)
        wrapped = dossier.unit.kind != "xã"
        updating = civil_date(dossier.received_at) < self._day
        for place, instant in enumerate(told):
            other = bool(dossier.also) and place % 2 == 1
            item = gateway_item(dossier, instant, other_code=other)
            self._put(instant, wrapped, STORE, item, updating=updating or place > 0)
        form = PACKED if wrapped else SLASHED
        for instant, item in progress_items(dossier, form):
            if civil_date(instant) == self._day:
                self._put(instant, wrapped, MOVE_ON, item)
            self._batches[_Batch(self._night, wrapped, MOVE_ON, updating=False)].append(item)
        last = gateway_item(dossier, self._night)
        self._batches[_Batch(self._night, wrapped, STORE, updating=True)].append(last)

    def pushes(self) -> Iterator[Push]:
        """Yield the requests in order of arrival; within a batch the order is that of no clock."""
        slots: dict[int, list[_Batch]] = defaultdict(list)
        for batch in self._batches:
            slots[batch.slot].append(batch)
        for slot in sorted(slots):
            self._rng.shuffle(slots[slot])  # steps now and then come before their dossier
            number = 0
            for batch in slots[slot]:
                items = self._batches[batch]
                self._rng.shuffle(items)
                for start in range(0, len(items), AT_A_TIME):
                    number += 1
                    form = "envelope" if batch.wrapped else "array"
                    name = f"{to_civil(slot):%H%M}-{number:03}-{form}-{batch.service}.json"
                    yield Push(name, _body(batch, items[start : start + AT_A_TIME]))

    def _instants(self, dossier: SampleDossier) -> Iterator[int]:
        state = dossier.walk
        moments = [dossier.received_at, *(move.at for move in state.moves)]
        if state.returned_at is not None:
            moments.append(state.returned_at)
        if state.status == WAITING:
            moments = [dossier.received_at]
        return (moment for moment in moments if civil_date(moment) == self._day)

    def _put(
        self, instant: int, wrapped: bool, service: str, item: Item, *, updating: bool = False
    ) -> None:
        slot = instant // SLOT_S * SLOT_S + SLOT_S
        if self._rng.random() < LATE:
            slot += SLOT_S * self._rng.randrange(1, 3)
        again = [slot + SLOT_S] if self._rng.random() < REPEATED else []
        for chosen in [slot, *again]:
            batch = _Batch(min(chosen, self._night - SLOT_S), wrapped, service, updating)
            self._batches[batch].append(item)


def _body(batch: _Batch, items: list[Item]) -> Any:
    if not batch.wrapped:
        return items
    envelope = {"session": SESSION, "madonvi": ROOT, "service": batch.service}
    if batch.service == STORE:
        envelope["isUpdating"] = "True" if batch.updating else "False"
    return envelope | {"data": items}
