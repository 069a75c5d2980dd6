"""Proof: of how many steps officer and head were told, and which claims the source has not borne out. Rows → records."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

import msgspec

from bot.ingest.aliases import gather
from db.snapshot import Snapshot
from db.store import Reader, Row
from db.words import Audience, BlockReason, Fate, ItemState, Kind, MessageState, Reason
from handlers.views import Detail
from messages_vi import labels
from schedules.civil import to_civil, to_iso
from schedules.planner import advance
from schedules.spans import Span, SpanUnit

PAGE = 5_000
SHOWN = 1_000
_ARRIVED: Final = (MessageState.DELIVERED, MessageState.SEEN)
_OPEN: Final = (ItemState.OPEN, ItemState.CLAIMED, ItemState.SUSPENDED)
UNPLANNED: Final = "not_planned"  # no notice of this audience was ever decided
NO_REASON: Final = "none"
_ONE_DAY: Final = Span(1, SpanUnit.WORKING_DAYS)


class Telling(NamedTuple):
    """Whether one audience was told of one step; `reason` says why not."""

    told: bool
    arrived: bool
    reason: str


class Share:
    """Counts of steps and of those told, for one unit, one month or all."""

    def __init__(self) -> None:
        self.steps = 0
        self.in_place = 0
        self.told: Counter[str] = Counter()
        self.arrived: Counter[str] = Counter()
        self.missing: Counter[tuple[str, str]] = Counter()

    def add(self, officer: Telling, head: Telling, *, in_place: bool) -> None:
        """One more step; `in_place`: nobody is known to have it, and who was told stands in.

        One that neither was told of is missing once, for the officer's reason.
        """
        self.steps += 1
        self.in_place += in_place and officer.told
        if not (officer.told and head.told):
            who = "head" if officer.told else "officer" if head.told else "both"
            self.missing[who, (head if officer.told else officer).reason] += 1
        self.told.update(officer=officer.told, head=head.told, both=officer.told and head.told)
        self.arrived.update(
            officer=officer.arrived, head=head.arrived, both=officer.arrived and head.arrived
        )

    def record(self) -> dict[str, Any]:
        """Counts and shares in percent; without steps the share is null. Steps = told both + all that are missing."""
        missing = [
            {"who": who, "reason": reason, "label": _why(reason), "steps": count}
            for (who, reason), count in sorted(self.missing.items())
        ]
        return {"steps": self.steps, "told_in_place": self.in_place, "not_told": missing} | {
            who: {
                "told": self.told[who],
                "delivered": self.arrived[who],
                "share": round(100 * self.told[who] / self.steps, 2) if self.steps else None,
            }
            for who in ("officer", "head", "both")
        }


async def proof(reader: Reader, start: int, end: int, unit: str | None) -> dict[str, Any]:
    """Of the steps that began from `start` to before `end`: how many officer and head were told of, and which not.

    Told is what a provider took (`sent`), by any rung, or with a message about the same
    dossier at the same instant; a head who is the holder is told as the holder. Of several present
    holders each must have been told. Whoever was told in their place, by delegation or while they were away, counts as they do. `told_in_place` counts steps whose holder nobody knows, where a coordinator or head was
    told instead. A step that was watched twice until its two codes turned out to be one dossier is one step. The demand is
    all of them (Quyết định 242/QĐ-UBND of An Giang, appendix, section 5 item 13).
    """
    every, missing, count, after = Share(), list[dict[str, Any]](), 0, 0
    units: dict[tuple[str, str], Share] = defaultdict(Share)
    months: dict[str, Share] = defaultdict(Share)
    while rows := await reader.all(
        "told_of_steps", start=start, end=end, unit=unit, after=after, limit=PAGE
    ):
        doubles = await _doubles(reader, rows)
        for _, found in groupby(rows, key=itemgetter(0)):
            step = list(found)
            if step[0][1] in doubles and step[0][11] == ItemState.CANCELLED:
                continue
            officer, head = officers_told(step), telling(step, Audience.HEAD)
            month = f"{to_civil(step[0][4]):%Y-%m}"
            for share in (every, units[step[0][2], step[0][3]], months[month]):
                share.add(officer, head, in_place=step[0][12] is None)
            for who, told in (("officer", officer), ("head", head)):
                if not told.told:
                    count += 1
                    if len(missing) < SHOWN:
                        missing.append(_missing(step[0], who, told.reason))
        after = rows[-1][0]
    return {
        "from": to_iso(start),
        "to": to_iso(end),
        **every.record(),
        "by_unit": [
            {"unit": code, "name": name} | share.record()
            for (code, name), share in sorted(units.items())
        ],
        "by_month": [{"month": month} | share.record() for month, share in sorted(months.items())],
        "missing_count": count,
        "missing": missing,
    }


def officers_told(rows: Sequence[Row]) -> Telling:
    """Whether all who hold a step were told of it; the first who was not says why."""
    every = telling(rows, Audience.ASSIGNEE)
    others = [int(i) for i in rows[0][13].split(";") if i]
    if not others or not every.told:
        return every
    found = [
        telling([row for row in rows if row[7] in _ears(rows, person)], Audience.ASSIGNEE)
        for person in (rows[0][12], *others)
        if any(row[7] == person for row in rows)  # handed on by an answer: told by that
    ]
    missed = next((one for one in found if not one.told), None)
    return missed or Telling(True, all(one.arrived for one in found), "")


def _ears(rows: Sequence[Row], person: int) -> set[int | None]:
    """A holder, and whoever was told in their place."""
    return {person} | {row[7] for row in rows if row[14] == person}


async def _doubles(reader: Reader, rows: Iterable[Row]) -> set[str]:
    """The codes of cancelled steps whose dossier is watched under another code."""
    codes = {row[1] for row in rows if row[11] == ItemState.CANCELLED}
    if not codes:
        return set()
    return {dossier.code for dossier in (await gather(reader, codes)).superseded}


def telling(rows: Sequence[Row], audience: Audience) -> Telling:
    """Whether an audience was told of a step, from all rows of its notices."""
    notices = [row for row in rows if row[6] == audience]
    sent = [
        row
        for row in notices
        if row[8] == Fate.SENT or (row[9] == Reason.SAME_DOSSIER and row[10] is not None)
    ]
    # Told in another role: the same person has heard of the same step.
    people = {row[7] for row in notices if row[9] == Reason.SAME_PERSON}
    sent += [row for row in rows if row[8] == Fate.SENT and row[7] in people]
    arrived = any(row[10] in _ARRIVED for row in sent)
    return Telling(bool(sent), arrived, "" if sent else _reason(rows[0][11], notices))


def _reason(state: str, notices: Sequence[Row]) -> str:
    """Why an audience was not told: the last word about it, else what the step itself says."""
    if notices:
        return str(notices[-1][9])
    closed = state not in _OPEN  # it was over before anything was decided about it
    return Reason.ITEM_CLOSED if closed else UNPLANNED


def _why(reason: str) -> str:
    said = labels.UNREASONED[reason] if reason == UNPLANNED else labels.REASONS[Reason(reason)]
    return labels.text(said)


def _missing(row: Row, who: str, reason: str) -> dict[str, Any]:
    return {
        "code": row[1],
        "step": msgspec.json.decode(row[5], type=Detail).step if row[5] else "",
        "unit": row[2],
        "unit_name": row[3],
        "who": who,
        "started_at": to_iso(row[4]),
        "reason": reason,
        "reason_label": _why(reason),
    }


async def claims(
    reader: Reader, snapshot: Snapshot, start: int, end: int, unit: str | None, now: int
) -> dict[str, Any]:
    """What was claimed as done from `start` to before `end`, and how much of it the source has not borne out.

    A claim has the policy's time (`after_claim`) to be borne out. One that was not is counted under the reason given
    since, so that a fault of the synchronisation is not blamed on an officer; without a reason, or with `sync`, it
    stands in the list of what is done and not synchronised.
    """
    rows = await reader.all("claims", start=start, end=end, unit=unit)
    newest = {row[0]: row for row in rows}  # of several claims about one item the last counts
    units: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    reasons: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    unsynced = []
    for row in newest.values():
        where = (row[4], row[5])
        standing = _standing(row, snapshot, now)
        units[where].update(("claims", standing))
        if standing == "not_borne_out":
            reason = row[11] or NO_REASON
            reasons[where][reason] += 1
            if reason in (BlockReason.SYNC, NO_REASON):
                unsynced.append(_unsynced(row, reason))
    by_unit = [
        {"unit": code, "name": name} | _counts(counts) | {"reasons": _worded(reasons[code, name])}
        for (code, name), counts in sorted(units.items())
    ]
    total = _counts(sum(units.values(), Counter()))
    every = _worded(sum(reasons.values(), Counter()))
    return total | {"reasons": every, "by_unit": by_unit, "done_not_synced": unsynced}


def _standing(row: Row, snapshot: Snapshot, now: int) -> str:
    if row[7] not in _OPEN:
        return "borne_out"
    policy = snapshot.policies.get(row[6], snapshot.policy)
    grace = next(
        (r.when.span for r in policy.ladders.get(row[1], ()) if r.when.how == "after_claim"),
        _ONE_DAY,
    )
    asked_at = advance(row[10], grace, snapshot.calendar(row[3]))
    return "not_borne_out" if asked_at <= now else "within_grace"


def _counts(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in ("claims", "borne_out", "within_grace", "not_borne_out")}


def _worded(reasons: Counter[str]) -> list[dict[str, Any]]:
    return [
        {"reason": reason, "label": _reason_label(reason), "claims": count}
        for reason, count in sorted(reasons.items())
    ]


def _reason_label(reason: str) -> str:
    if reason == NO_REASON:
        return labels.text(labels.UNREASONED[reason])
    return labels.text(labels.BLOCK_REASONS[BlockReason(reason)])


def _unsynced(row: Row, reason: str) -> dict[str, Any]:
    return {
        "code": row[2],
        "kind": str(Kind(row[1])),
        "unit": row[4],
        "unit_name": row[5],
        "person": row[8],
        "person_name": row[9],
        "claimed_at": to_iso(row[10]),
        "reason": reason,
        "reason_label": _reason_label(reason),
    }


def lines(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Shares of units as flat rows for a table."""
    return [
        {
            "unit": r["unit"],
            "name": r["name"],
            "steps": r["steps"],
            **{who: _percent(r[who]["share"]) for who in ("officer", "head", "both")},
        }
        for r in records
    ]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share} %"
