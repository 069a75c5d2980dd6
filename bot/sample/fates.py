"""What becomes of the sample's dossiers: how many stop, rest, run late, and of how many the feed does not hear the end."""

from __future__ import annotations

import random
from typing import Final

from bot.sample.organisation import SampleUnit
from bot.sample.procedures import Procedure
from bot.sample.walk import DUTY, SUPPLEMENT, Fate

LATE: Final = 0.011  # share that loses time; some of these are not due yet, so fewer show as late
LATE_IF_SWAMPED: Final = 0.25
LOST_DAYS: Final = 5  # working days lost at most
LOST_DAYS_IF_SWAMPED: Final = 30
UNSYNCED: Final = (
    0.006  # done, but the feed still says "Đang xử lý" (Gia Lai 9/2025: most of what is overdue)
)
TAXED: Final = 0.3  # share of other land dossiers that wait for a financial duty
UNPAID: Final = 0.1  # share of first issues that owe nothing
NEVER_BACK: Final = 0.3  # share of supplements that are not handed in
_DAY: Final = 480  # working minutes
# Status that stops a dossier -> how many of a thousand.
_STOPS: Final = {0: 937, 3: 10, SUPPLEMENT: 38, 7: 8, 8: 7}


class Fates:
    """Draws fates, one a dossier."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._stops, self._weights = list(_STOPS), list(_STOPS.values())

    def draw(self, procedure: Procedure, unit: SampleUnit) -> Fate:
        """The fate of a dossier of a procedure in a unit."""
        rng = self._rng
        stop = rng.choices(self._stops, self._weights)[0]
        taxed = 0
        if procedure.phases:
            taxed = 0 if rng.random() < UNPAID else rng.randrange(_DAY, 12 * _DAY)
        elif procedure.taxed and not stop and rng.random() < TAXED:
            stop = DUTY
        lost = 0
        if rng.random() < (LATE_IF_SWAMPED if unit.swamped else LATE):
            days = LOST_DAYS_IF_SWAMPED if unit.swamped else LOST_DAYS
            lost = round(procedure.minutes * 0.6) + rng.randrange(_DAY, days * _DAY)
        return Fate(stop, self._rest(stop), taxed, lost, rng.random() < UNSYNCED)

    def _rest(self, stop: int) -> int | None:
        if stop not in {SUPPLEMENT, DUTY}:
            return None
        if stop == SUPPLEMENT and self._rng.random() < NEVER_BACK:
            return None
        return self._rng.randrange(_DAY // 2, 9 * _DAY)
