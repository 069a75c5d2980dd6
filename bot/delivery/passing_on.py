"""Whether a notice still goes to the person it was planned for when its turn comes: delegations and leave begin and end.

A notice that is passed on ends, and another of the same rung takes its place: one of the two is told, never both.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from bot.delivery.composer import Ended, Page, Spoken
from db.notices import Planned
from db.records import Person
from db.snapshot import Snapshot
from db.told import Told, instead, standing_in
from db.words import Fate, Reason
from handlers.views import person_view
from messages_vi.leaving import instead_of, under_greeting
from messages_vi.render import MAX_TEXT
from schedules.quiet import send_time


class Following:
    """Looks at each notice of a pass, and keeps the rows of those that somebody else is told now."""

    def __init__(self, snapshot: Snapshot, now: int) -> None:
        self._snapshot = snapshot
        self._now = now
        self._passed_on: dict[int, Planned] = {}

    def followed(self, spoken: Spoken) -> Spoken:
        """The notice with the document it is told by, or marked as passed on."""
        directory, notice = self._snapshot.directory, spoken.notice
        meant = directory.people.get(notice.behalf_of or notice.person_id or 0)
        if meant is None or not (directory.standins.touches(meant.id) or notice.behalf_of):
            return spoken
        found = instead(directory, meant, notice.audience, spoken.item, self._now)
        if found.person.id == notice.person_id:
            number = found.delegation.number if found.delegation else None
            return msgspec.structs.replace(spoken, number=number)
        if spoken.item.version == notice.version:
            self._passed_on[notice.id] = self._row(spoken, found)
        return msgspec.structs.replace(spoken, passed_on=_why(found))

    def rows(self, ended: Iterable[Ended]) -> list[Planned]:
        """What takes the place of notices that ended: one that was only looked at, and waits, is not told twice."""
        found = (self._passed_on.get(one.notice.id) for one in ended)
        return [row for row in found if row is not None]

    def _row(self, spoken: Spoken, found: Told) -> Planned:
        """The same rung for somebody else; its key says that it was passed on, so that it may come back as well."""
        notice, snapshot = spoken.notice, self._snapshot
        send_at, held = send_time(
            notice.rung_at,
            self._now,
            in_digest=bool(notice.in_digest),
            slots=snapshot.policy.digest_slots,
            calendar=snapshot.calendar(found.person.unit_id),
        )
        fate, reason = (Fate.WAITING, Reason.DUE) if held is None else (Fate.HELD, held)
        if not snapshot.reaches(found.person):
            fate, reason = Fate.SUPPRESSED, Reason.NOT_LINKED
        return Planned(
            item_id=spoken.item.id,
            version=notice.version,
            person_id=found.person.id,
            audience=notice.audience,
            rung=f"{notice.rung}~{self._now}",
            fate=str(fate),
            reason=str(reason),
            rung_at=notice.rung_at,
            send_at=send_at,
            in_digest=notice.in_digest,
            planned_at=self._now,
            **standing_in(found),
        )


def _why(found: Told) -> Reason:
    """Why the person planned for is not told; when the one who is meant is back, the delegation is over."""
    away = found.behalf is not None and found.delegation is None
    return Reason.ON_LEAVE if away else Reason.DELEGATED


def in_place_of(snapshot: Snapshot, person: Person, page: Page, text: str) -> str:
    """A message with what its reader is told in another's place, and by which document."""
    form = person_view(person)["form_of_address"]
    others: dict[tuple[int, str | None], list[int]] = {}
    for number, spoken in enumerate(page.lines, start=page.first_number):
        if spoken.notice.behalf_of is not None:
            others.setdefault((spoken.notice.behalf_of, spoken.number), []).append(number)
    said = []
    for (meant, document), numbers in others.items():
        whole = len(numbers) == len(page.lines)
        known = snapshot.directory.people.get(meant)
        if known is not None:
            said.append(instead_of(form, known.name, document, () if whole else numbers))
    return under_greeting(text, said, MAX_TEXT) if said else text
