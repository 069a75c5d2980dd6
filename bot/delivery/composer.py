"""Arranges the ready notices of one person into messages: facts + policy + instant → pages, holds and ends.

Pure. `bot.delivery.composing` reads what it needs and writes what it decides.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import msgspec

from db.records import Notice, WorkItem
from db.words import HEADS_OWN, Audience, Fate, ItemState, Kind, Reason
from messages_vi.render import LINES_PER_PAGE
from schedules.calendar import WorkCalendar
from schedules.policy import Policy
from schedules.quiet import send_time
from schedules.short import is_short

MAX_PAGES = 5  # a digest of more lines than this many pages hold says how many are not listed
FLOOD_REST_S = 1800
URGENT_S = 2 * 3600
# Who hears of the reports of others: as the receiving side, or because they stay silent.
TOLD_OF_REPORTS = (Audience.RECEIVER, Audience.COORDINATOR)
_FOR_CLAIMS = ("confirm", "claim_check", "not_synced")


class Spoken(msgspec.Struct, frozen=True):
    """A notice about to be told, with its item and what was last answered about it."""

    notice: Notice
    item: WorkItem
    answer: (
        tuple[str, str, int, int, int | None] | None
    )  # answer, argument, at, person_id, behalf_of
    stands_in: bool = (
        True  # of what nobody is known to have: whether the person still stands in for it
    )
    number: str | None = None  # the document by which the person is told in another's place
    passed_on: Reason | None = None  # somebody else is told now, and why

    @property
    def over(self) -> str:
        """The state of an item of which only the hand-over is still to be told: `done` or `claimed`, else empty."""
        closed = self.item.state in (ItemState.DONE, ItemState.CLAIMED)
        return self.item.state if closed and self.notice.rung.startswith("handover") else ""


class Ended(NamedTuple):
    """A notice that will not be told, and why."""

    notice: Notice
    fate: Fate
    reason: Reason


class Held(NamedTuple):
    """A notice to look at again later."""

    notice: Notice
    reason: Reason
    until: int


class Page(NamedTuple):
    """One message to be: one notice alone, or numbered lines of a digest."""

    lines: Sequence[Spoken]
    first_number: int = 1
    number: int = 1
    of: int = 1
    overflow: int = 0
    is_digest: bool = False
    all_lines: Sequence[Spoken] = ()
    occurrence: tuple[str, int] | None = None  # told as a whole: its code and who receives it

    @property
    def deadline_at(self) -> int:
        """What sending is ordered by: the earliest due instant among the lines."""
        return min(line.item.due_at for line in self.lines)


class Arranged(NamedTuple):
    """Everything that becomes of one person's ready notices."""

    pages: Sequence[Page]
    held: Sequence[Held]
    ended: Sequence[Ended]


def arrange(
    ready: Sequence[Spoken],
    *,
    now: int,
    recent_singles: int,
    policy: Policy,
    calendar: WorkCalendar,
    reached: bool = True,
    whole: Collection[tuple[str, int]] = (),
) -> Arranged:
    """Decide about all ready notices of one person at once.

    Above `policy.digest_above` notices, or when the person has had `policy.singles_per_hour` single messages within the
    hour, they become a digest. Who cannot be `reached` by any road is told nothing. What is due within two hours is never held back by the flood guard.
    Notices to the receiving side about an occurrence of a report in `whole` (code, receiving unit) become one message about it.
    """
    standing, ended = _standing(ready, reached, policy, calendar)
    awake, held = _awake(standing, now, policy, calendar)
    newest, merged = _newest_of_item(awake)
    spoken, doubled = _one_of_dossier(newest)
    ended += merged + doubled
    spoken, occurrences = _told_whole(spoken, whole)
    planned = [s for s in spoken if s.notice.in_digest]
    direct = [s for s in spoken if not s.notice.in_digest]
    room = max(0, policy.singles_per_hour - recent_singles)
    if len(direct) > policy.digest_above or (len(direct) > room and len(direct) > 1):
        planned, direct = planned + direct, []
    elif len(direct) > room and direct[0].item.due_at - now > URGENT_S:
        held.append(Held(direct[0].notice, Reason.FLOOD_GUARD, now + FLOOD_REST_S))
        direct = []
    pages = [Page([s]) for s in direct]
    digests, overflow = _digest_pages(planned)
    return Arranged(occurrences + pages + digests, held, ended + overflow)


def _told_whole(
    spoken: Sequence[Spoken], whole: Collection[tuple[str, int]]
) -> tuple[list[Spoken], list[Page]]:
    """What is left to be told one by one, and a page for each occurrence: its state says more than a list of units."""
    if not whole:
        return list(spoken), []
    left: list[Spoken] = []
    found: dict[tuple[str, int], list[Spoken]] = {}
    for one in spoken:
        key = (one.item.code, one.item.to_unit_id or 0)
        if one.notice.audience in TOLD_OF_REPORTS and key in whole:
            found.setdefault(key, []).append(one)
        else:
            left.append(one)
    return left, [Page(lines, occurrence=key) for key, lines in found.items()]


def _standing(
    ready: Sequence[Spoken], reached: bool, policy: Policy, calendar: WorkCalendar
) -> tuple[list[Spoken], list[Ended]]:
    good, ended = [], []
    for spoken in ready:
        reason = _fallen(spoken, reached, policy, calendar)
        if reason is None:
            good.append(spoken)
        else:
            ended.append(Ended(spoken.notice, Fate.SUPPRESSED, reason))
    return good, ended


def _fallen(spoken: Spoken, reached: bool, policy: Policy, calendar: WorkCalendar) -> Reason | None:
    """Why a notice no longer holds when its turn comes, or None."""
    notice, item = spoken.notice, spoken.item
    if spoken.passed_on is not None:
        return spoken.passed_on
    claimed = item.state == ItemState.CLAIMED
    for_claim = notice.rung.startswith(_FOR_CLAIMS) or "@claim_check" in notice.rung
    watched = item.state in (ItemState.OPEN, ItemState.CLAIMED) and claimed == for_claim
    if not watched and not _told_when_over(spoken, policy, calendar):
        return Reason.ITEM_CLOSED
    if item.version != notice.version:
        return Reason.SUPERSEDED
    meant = notice.behalf_of or notice.person_id
    moved = item.assignee_id is not None and meant not in item.holder_ids()
    if notice.audience == Audience.ASSIGNEE and (moved or not spoken.stands_in):
        return Reason.SUPERSEDED
    return None if reached else Reason.NOT_LINKED


def _told_when_over(spoken: Spoken, policy: Policy, calendar: WorkCalendar) -> bool:
    """Whether a hand-over is told though the step is done: short steps are over before their digest comes.

    Officer and head are to hear of every step (Quyết định 242/QĐ-UBND of An Giang, appendix, section 5 item 13).
    """
    notice, item = spoken.notice, spoken.item
    if item.state not in (ItemState.DONE, ItemState.CLAIMED) or not notice.in_digest:
        return False
    begun = msgspec.structs.replace(item, starts_at=notice.rung_at)
    return notice.rung.startswith("handover") and is_short(begun, policy.short, calendar)


def _awake(
    ready: Sequence[Spoken], now: int, policy: Policy, calendar: WorkCalendar
) -> tuple[list[Spoken], list[Held]]:
    """After a stop the hour may be another than planned: look at the clock again before speaking."""
    awake, held = [], []
    for spoken in ready:
        at, reason = send_time(
            spoken.notice.send_at,
            now,
            in_digest=bool(spoken.notice.in_digest),
            slots=policy.digest_slots,
            calendar=calendar,
        )
        if reason is None or (reason == Reason.DIGEST_SLOT and calendar.is_open(now)):
            awake.append(spoken)
        else:
            held.append(Held(spoken.notice, reason, at))
    return awake, held


def _newest_of_item(ready: Sequence[Spoken]) -> tuple[list[Spoken], list[Ended]]:
    """Of several notices about one item to one person only the newest is told."""
    newest: dict[int, Spoken] = {}
    ended = []
    for spoken in sorted(ready, key=lambda s: (s.notice.rung_at, s.notice.id)):
        if (earlier := newest.pop(spoken.item.id, None)) is not None:
            same = earlier.notice.audience == spoken.notice.audience
            reason = Reason.CATCH_UP if same else Reason.SAME_PERSON
            ended.append(Ended(earlier.notice, Fate.MERGED, reason))
        newest[spoken.item.id] = spoken
    return list(newest.values()), ended


def _says_most(spoken: Spoken) -> tuple[bool, int, bool]:
    return bool(spoken.over), spoken.item.due_at, spoken.item.kind != Kind.STEP


def _one_of_dossier(ready: Sequence[Spoken]) -> tuple[list[Spoken], list[Ended]]:
    """Of a dossier and its steps only one is told to one person at one time: it is one work. What is still to be done goes
    before what is over, then what is due first.

    A question about its promised date is always told, and says all there is to say about the dossier as a whole.
    """
    asked = {(s.item.dossier_id, s.notice.audience) for s in ready if s.item.kind in HEADS_OWN}
    first: dict[tuple[int | None, str], Spoken] = {}
    told, ended = [], []
    for spoken in sorted(ready, key=_says_most):
        where = spoken.item.dossier_id, spoken.notice.audience
        # What gives way to the question takes no step of its dossier with it: the question does not name the step.
        in_question = spoken.item.kind == Kind.DOSSIER and where in asked
        if where[0] is not None and spoken.item.kind not in HEADS_OWN and not in_question:
            first.setdefault(where, spoken)
    for spoken in ready:
        where = spoken.item.dossier_id, spoken.notice.audience
        in_question = spoken.item.kind == Kind.DOSSIER and where in asked
        if spoken.item.kind in HEADS_OWN or (
            first.get(where, spoken) is spoken and not in_question
        ):
            told.append(spoken)
        else:
            ended.append(Ended(spoken.notice, Fate.MERGED, Reason.SAME_DOSSIER))
    return told, ended


def _digest_pages(lines: Sequence[Spoken]) -> tuple[list[Page], list[Ended]]:
    """Pages by audience, worst state first; a single line is a message of its own. What asks about a promised date stands
    together, in front."""
    pages: list[Page] = []
    ended: list[Ended] = []
    for audience in dict.fromkeys(s.notice.audience for s in lines):
        mine = sorted(
            (s for s in lines if s.notice.audience == audience),
            key=lambda s: (s.item.kind not in HEADS_OWN, s.item.due_at, s.item.id),
        )
        listed = mine[: MAX_PAGES * LINES_PER_PAGE]
        overflow = mine[len(listed) :]
        ended += [Ended(s.notice, Fate.MERGED, Reason.DIGEST_OVERFLOW) for s in overflow]
        if len(listed) == 1 and not listed[0].over:
            pages.append(Page(listed))
            continue
        starts = range(0, len(listed), LINES_PER_PAGE)
        base = sum(len(p.lines) for p in pages if p.is_digest)
        pages += [
            Page(
                lines=listed[start : start + LINES_PER_PAGE],
                first_number=base + start + 1,
                number=n,
                of=len(starts),
                overflow=len(overflow),
                is_digest=True,
                all_lines=mine,
            )
            for n, start in enumerate(starts, start=1)
        ]
    return pages, ended
