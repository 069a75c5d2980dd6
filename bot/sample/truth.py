"""truth.csv: which dossiers of the sample are told wrongly or unclearly, for whoever compares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from bot.sample.dates import MINUTES, told
from bot.sample.dossiers import VAGUE_HOLDERS, SampleDossier
from bot.sample.items import DISTORTED
from bot.sample.people import SamplePerson
from bot.sample.walk import WAITING

Texts = Mapping[str, str]


class Truth:
    """Knows what is the matter with a dossier at an instant."""

    def __init__(self, people: Iterable[SamplePerson], now: int) -> None:
        self._names = Counter((person.unit, person.name) for person in people)
        self._now = now

    def of(self, dossier: SampleDossier) -> Iterator[Texts]:
        """Yield one row for each thing that is not as it seems."""
        for fault, at, detail in self._faults(dossier):
            yield {
                "code": dossier.code,
                "fault": fault,
                "at": told(at, MINUTES),
                "detail": detail,
            }

    def _faults(self, dossier: SampleDossier) -> Iterator[tuple[str, int | None, str]]:
        state = dossier.walk
        if state.unsynced_at is not None:
            yield "unsynced", state.unsynced_at, "9"
        if state.status in DISTORTED:
            yield "distorted", state.moves[-1].at, str(state.status)
        if dossier.wrong_date:
            yield "wrong_date", dossier.promised_at, ""
        if dossier.also:
            yield "two_codes", None, dossier.also
        if dossier.holder in VAGUE_HOLDERS:
            yield "vague_holder", None, dossier.holder
        elif state.holder and self._names[state.holder.unit, state.holder.name] > 1:
            yield "same_name", None, dossier.holder
        if state.status == WAITING and (dossier.intake_due_at or self._now) < self._now:
            yield "late_intake", dossier.intake_due_at, ""
