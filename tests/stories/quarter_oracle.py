"""Who must be told what and when, worked out a second time: the policy document on fingers, for the run of a whole quarter.

Written from docs/policy.md, docs/glossary.md and the domain reference (1.4, 1.6, 2.2, 2.3); nothing is imported from the
engine. The figures of the ladders are read from the policy itself. Civil time without a zone throughout.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from tests.stories.quarter_world import World, in_words

SECOND = timedelta(seconds=1)
SOON = timedelta(
    hours=2
)  # "about to speak": a late rung is left to one that comes within this time
WATCHED = ("open", "claimed")


class Told(NamedTuple):
    """One rung to one person (empty: nobody is known) at its instant; a silence names its question: `silent@due_soon`."""

    item: str
    version: int
    rung: str
    audience: str
    person: str
    at: datetime


class Fate(NamedTuple):
    """`speaks`, or why not; for what speaks, from when it may be heard."""

    what: str
    send_at: datetime | None = None


@dataclass
class Moment:
    """A rung at its instant; of a silence also when the question was asked."""

    at: datetime
    rung: dict[str, Any]
    asked_at: datetime | None = None
    question_rests: bool = False


@dataclass
class Item:
    """A work item and everything that was decided about it."""

    world: World
    key: str
    kind: str
    unit: str
    starts: datetime
    due: datetime
    state: str
    holder: str
    to_unit: str = ""
    version: int = 1
    answered: datetime | None = None
    promise: datetime | None = None
    claimed: datetime | None = None
    last: tuple[str, str, str] | None = None  # the last answer, its reason, whose
    decided: datetime = datetime.min  # noqa: DTZ901 - civil time
    told: dict[Told, Fate] = field(default_factory=dict)
    stood: list[tuple[datetime, str, int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.decided = self.starts - SECOND
        self.calendar = self.world.calendar(self.unit)

    # -- the ladder ----------------------------------------------------------------------------------------------

    def recipient(self, audience: str) -> str:
        """Who an audience is; nobody is told of their own silence."""
        holder = self.holder or self.world.nearest(self.unit, "coordinator")
        match audience:
            case "assignee":
                return holder
            case "head":
                return self.world.nearest(self.unit, "head")
            case "receiver":
                return self.world.nearest(self.to_unit, "coordinator") if self.to_unit else ""
        return self.world.nearest(self.unit, audience, but=holder)

    def moments(self) -> list[Moment]:
        """The instants of all rungs that may speak in the item's state; of two at one instant the later in the ladder last."""
        ladder, checks = self.world.policy["ladders"].get(self.kind, []), set()
        for rung in ladder:
            if "after_claim" in rung["when"] or rung["when"].get("after") in checks:
                checks.add(rung["rung"])
        found, asked = list[Moment](), dict[str, Moment]()
        for rung, when in ((rung, rung["when"]) for rung in ladder):
            for_claim = "after_claim" in when or when.get("after") in checks
            if for_claim != (self.state == "claimed"):
                continue
            if "silence" in when:
                if question := asked.get(when["after"]):
                    at = self.world.after(question.at, when["silence"], self.calendar)
                    rests = question.rung.get("rests_on_promise", False)
                    found.append(Moment(at, rung, question.at, rests))
                continue
            for at in self._instants(when):
                if at >= self.starts:
                    asked[rung["rung"]] = moment = Moment(at, rung)
                    found.append(moment)
        return sorted(found, key=lambda m: m.at)

    def _instants(self, when: dict[str, Any]) -> list[datetime]:
        if "start" in when:
            return [self.starts]
        if "due" in when:
            return [self.due]
        if "promise_lapses" in when:
            return [self.promise] if self.promise else []
        if "after_claim" in when:
            span, at = when["after_claim"], self.claimed
            return [self.world.after(at, span, self.calendar)] if at else []
        return self._before(when) if {"share", "before_due"} & when.keys() else self._after(when)

    def _before(self, when: dict[str, Any]) -> list[datetime]:
        calendar = self.calendar
        if "share" in when:
            total = calendar.minutes_between(self.starts, self.due)
            amount, unit = in_words(when.get("if_longer_than", "0 phút"))
            if total <= amount * (480 if unit == "days" else 1):
                return []
            return [calendar.add_minutes(self.starts, total * when["share"] // 100)]
        amount, unit = in_words(when["before_due"])
        if unit == "minutes":
            return [calendar.minutes_before(self.due, amount)]
        day = calendar.last_day(self.due.date())
        for _ in range(amount):
            day = calendar.last_day(day - timedelta(days=1))
        return [_at(day, when["at"])]

    def _after(self, when: dict[str, Any]) -> list[datetime]:
        if "after_due" in when:
            return [_at(self._day_after(in_words(when["after_due"])[0]), when["at"])]
        days = [self._day_after(when.get("first", 1))]
        while len(days) < when.get("times", 1):
            days.append(self.calendar.next_day(days[-1]))
        return [_at(day, when["daily_after_due"]) for day in days]

    def _day_after(self, n: int) -> date:
        day = self.due.date()
        for _ in range(n):
            day = self.calendar.next_day(day)
        return day

    # -- deciding ------------------------------------------------------------------------------------------------

    def advance(self, until: datetime) -> None:
        """Decide everything up to and including an instant, each rung at its own."""
        while self.state in WATCHED:
            coming = [m.at for m in self.moments() if m.at > self.decided]
            if not coming or coming[0] > until:
                return
            self.decide(coming[0])

    def decide(self, now: datetime) -> None:
        """Decide what has come and was not decided yet, as one look at `now` does."""
        if self.state not in WATCHED:
            return
        moments = self.moments()
        due = [m for m in moments if self.decided < m.at <= now]
        if not due:
            return
        speaking: dict[str, Moment] = {}
        for moment in due:
            if why := self._rests(moment):
                self._tell(moment, why, now)
            elif moment.asked_at and moment.asked_at > self.decided:
                self._tell(moment, "merged", now)  # the question is only being asked now
            else:
                audience = moment.rung["to"]
                if audience in speaking:
                    self._tell(speaking[audience], "merged", now)
                speaking[audience] = moment
        heard: set[str] = set()
        for audience, moment in speaking.items():
            soon = any(
                now < m.at <= now + SOON and m.rung["to"] == audience and not m.asked_at
                for m in moments
            )
            late = now - moment.at > SOON
            self._tell(moment, "merged" if late and soon else "speaks", now, heard)
        self.decided = now

    def _rests(self, moment: Moment) -> str:
        promised = self.promise is not None and moment.at < self.promise
        if moment.asked_at:
            unasked = moment.question_rests and self.promise and moment.asked_at < self.promise
            if promised or unasked:
                return "promised"
            return "answered" if self.answered and self.answered >= moment.asked_at else ""
        return "promised" if promised and moment.rung.get("rests_on_promise") else ""

    def _tell(
        self, moment: Moment, what: str, now: datetime, heard: set[str] | None = None
    ) -> None:
        rung, send_at = moment.rung, None
        person = self.recipient(rung["to"])
        if not person:
            what = "no_recipient"
        elif what == "speaks" and heard is not None:
            holder = rung["to"] != "assignee" and person == self.recipient("assignee")
            if not self.world.person(person).linked:
                what = "not_linked"
            elif person in heard or (holder and self.state == "open"):
                what = "merged"
            else:
                heard.add(person)
                digest = rung.get("deliver") == "digest"
                send_at = self.world.send_at(moment.at, now, digest, person)
        name = "@".join(filter(None, (rung["rung"], rung["when"].get("after"))))
        told = Told(self.key, self.version, name, rung["to"], person, moment.at)
        self.told.setdefault(told, Fate(what, send_at))  # what was decided stays decided

    # -- what happens to it --------------------------------------------------------------------------------------

    def stands(self, now: datetime) -> None:
        """Remember how it stands from now on."""
        self.stood.append((now, self.state, self.version, self.holder))

    def fits(self, told: Told, first: datetime, last: datetime) -> set[bool]:
        """Whether what was to be told still held, at each standing between two instants; of several at the first any may count."""
        before = [s for s in self.stood if s[0] < first]
        inside = [s for s in self.stood if first <= s[0] <= last]
        return {self._holds(told, *stood[1:]) for stood in before[-1:] + inside}

    def _holds(self, told: Told, state: str, version: int, holder: str) -> bool:
        for_claim = told.rung in ("claim_check", "confirm", "not_synced", "silent@claim_check")
        same = told.audience != "assignee" or not holder or holder == told.person
        return state == ("claimed" if for_claim else "open") and version == told.version and same

    def answer(self, who: str, said: str, reason: str, now: datetime) -> None:
        """What the holder, or the receiving side, says; an answer that does not count changes nothing."""
        over = self.state not in WATCHED
        if over or (who != self.recipient("assignee") and said not in ("confirm", "reject")):
            return
        running = self.promise is not None and self.promise > now
        was, since = self.claimed, min(self.decided, now - SECOND)
        match said:
            case "done":
                if self.state == "claimed" and not self._asked_about(now):
                    return
                self.state, self.claimed, self.promise = "claimed", now, None
            case "blocked" if reason == "sync" and self.kind in ("step", "dossier"):
                same = self.state == "claimed" and self.last == (said, reason, who)
                if same and not self._asked_about(now):
                    return
                self.state, self.claimed, self.promise = "claimed", self.claimed or now, None
            case "working" | "blocked":
                if running and self.last == (said, reason, who):
                    return
                self.promise = self.world.after(now, self._quiet(said), self.calendar)
                self.state, self.claimed = "open", None
            case "confirm":
                self.state, self.claimed = "done", self.claimed or now
            case "reject":
                if self.state != "claimed" and self.last:
                    return
                self.state, self.claimed = "open", None
        self.answered = None if said == "reject" else now
        self.last = (said, reason, who)
        # A claim that ends no longer hides what fell due behind it.
        self.decided = min(self.decided, was - SECOND) if was and not self.claimed else since
        self.decide(now)
        self.stands(now)

    def _quiet(self, said: str) -> str:
        return str(self.world.policy["promise" if said == "working" else "blocked"])

    def _asked_about(self, now: datetime) -> bool:
        return any(
            "after_claim" in r["when"]
            and r["to"] == "assignee"
            and self.world.after(self.claimed or now, r["when"]["after_claim"], self.calendar)
            <= now
            for r in self.world.policy["ladders"][self.kind]
        )


def _at(day: date, hour: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour))
