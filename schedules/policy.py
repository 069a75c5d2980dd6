"""Escalation policies: ladders of rungs as data, read once into values that cannot fail afterwards.

A rung says to whom, when, and under which conditions. The vocabulary of `when`:

| key | instant |
|---|---|
| `start` | hand-over: the item's start |
| `share` (+ `if_longer_than`) | that percentage of the working time from start to due |
| `before_due` (+ `at`) | working hours before due; or working days before, at `at` (0 = the last working day on or before due) |
| `due` | the due instant |
| `after_due` (+ `at`) | working days after the due day, at `at` |
| `daily_after_due` (+ `first`, `times`) | each working day after the due day, at that hour |
| `silence` + `after` | that long after the rung named `after`, if nobody has answered since |
| `promise_lapses` | the end of a promise ("đã nhận, đang làm") not kept |
| `after_claim` | that long after "đã xong" was claimed; speaks only while the item is claimed |
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.resources import files
from typing import Any, Self

import msgspec

from db.words import Audience, Kind
from schedules.errors import BadPolicy
from schedules.spans import MINUTES_PER_WORKING_DAY, Span, SpanUnit, parse_span

NO_SPAN = Span(0, SpanUnit.WORKING_MINUTES)

_TIMES = (
    "start",
    "share",
    "before_due",
    "due",
    "after_due",
    "daily_after_due",
    "silence",
    "promise_lapses",
    "after_claim",
)
_DELIVER = ("now", "digest", "digest_if_short")


class When(msgspec.Struct, frozen=True):
    """When a rung speaks; `how` is one of the words of the table above."""

    how: str
    span: Span = NO_SPAN
    at_minute: int = -1  # minutes after midnight; -1: not at a fixed hour
    share: int = 0
    longer_than_minutes: int = 0
    after: str = ""
    first: int = 1
    times: int = 1


class Rung(msgspec.Struct, frozen=True):
    """One step of a ladder. `key` is unique within the ladder's audience."""

    name: str
    key: str
    audience: Audience
    when: When
    in_digest: bool = False
    digest_if_short: bool = False
    slots: tuple[
        int, ...
    ] = ()  # digest slots of its own, minutes after midnight; empty: the policy's
    asks: bool = False
    rests_on_promise: bool = False


class Ladder(tuple[Rung, ...]):
    """The rungs of a kind of work, split once by when they can matter."""

    short: Ladder  # the same for short work: what may wait goes into digests
    claimed: tuple[Rung, ...]  # speak while the item is claimed
    open: tuple[Rung, ...]  # speak while it is open
    before_due: tuple[Rung, ...]  # of those, what can come next before the due instant

    def __new__(cls, rungs: Iterable[Rung] = (), short_slots: tuple[int, ...] = ()) -> Self:
        """Split `rungs`. `short_slots` are the digest slots of short work."""
        self = super().__new__(cls, rungs)
        grouped = [_grouped(rung, short_slots) if rung.digest_if_short else rung for rung in self]
        self.short = cls(grouped) if any(rung.digest_if_short for rung in self) else self
        checks = {rung.name for rung in self if rung.when.how == "after_claim"}
        self.claimed = tuple(r for r in self if r.name in checks or r.when.after in checks)
        self.open = tuple(r for r in self if r not in self.claimed)
        # The due rung comes before whatever lies on a day after the due day; without one nothing can be left out.
        has_due = any(rung.when.how == "due" for rung in self)
        self.before_due = tuple(r for r in self.open if not (has_due and _follows_due(r.when)))
        return self


def _grouped(rung: Rung, slots: tuple[int, ...]) -> Rung:
    """A rung as it speaks about short work: in a digest at the slots of short work."""
    return msgspec.structs.replace(rung, in_digest=True, digest_if_short=False, slots=slots)


def _follows_due(when: When) -> bool:
    """Whether a rung lies on a day after the due day."""
    if when.how == "daily_after_due":
        return when.first > 0
    return when.how == "after_due" and when.span.amount > 0


class Short(msgspec.Struct, frozen=True):
    """Which work is short (flood guards), in working minutes: steps under the one, procedures under the other.

    `slots` are its digests, minutes after midnight. The default guards nothing.
    """

    step_minutes: int = 0
    whole_minutes: int = 0
    slots: tuple[int, ...] = ()


class AdHoc(msgspec.Struct, frozen=True):
    """The ladders of reports that are asked for once: where working time from giving to due is under so many minutes the
    short one. The default has none: they climb the ladder of all reports."""

    ladder: Ladder = Ladder()
    short: Ladder = Ladder()
    short_minutes: int = 0


class Policy(msgspec.Struct, frozen=True):
    """A versioned set of ladders with the province's habits. Spans are working time."""

    id: int
    name: str
    version: int
    promise: Span
    blocked: Span
    undo_s: int
    digest_above: int
    digest_slots: tuple[int, ...]
    singles_per_hour: int
    ladders: dict[str, Ladder]
    short: Short = Short()
    ad_hoc: AdHoc = AdHoc()


def default_policy_body() -> str:
    """The policy the service starts with (`reference` ladder of the founding plan's step-by-step notices)."""
    return files("schedules.data").joinpath("policy_default.json").read_text(encoding="utf-8")


def parse_policy(body: str, policy_id: int = 0) -> Policy:
    """Read a policy from JSON; raises `BadPolicy` naming the place, the value and the mend."""
    try:
        raw = json.loads(body)
    except json.JSONDecodeError as error:
        raise BadPolicy("policy", str(error), "valid JSON") from error
    try:
        digest = raw["digest"]
        slots = _slots("digest.slots", digest["slots"])
        short = _short(digest.get("short"), slots)
        return Policy(
            id=policy_id,
            name=raw["name"],
            version=_whole("version", raw["version"]),
            promise=parse_span(str(raw["promise"])),
            blocked=parse_span(str(raw["blocked"])),
            undo_s=_whole("undo_minutes", raw["undo_minutes"]) * 60,
            digest_above=_whole("digest.above", digest["above"]),
            digest_slots=slots,
            singles_per_hour=_whole("digest.singles_per_hour", digest["singles_per_hour"]),
            ladders={
                kind: _ladder(kind, rungs, short.slots) for kind, rungs in raw["ladders"].items()
            },
            short=short,
            ad_hoc=_ad_hoc(raw.get("ad_hoc"), short.slots),
        )
    except KeyError as error:
        raise BadPolicy(str(error.args[0]), None, "this key is needed") from error
    except (AttributeError, TypeError) as error:  # a list or a text stands where an object belongs
        raise BadPolicy(
            "policy", str(error), "objects and lists as in the default policy"
        ) from error


def missing_ladders(policy: Policy) -> list[Kind]:
    """The kinds a policy says nothing about: most came after it was written. An empty ladder says "never"."""
    return [kind for kind in Kind if kind not in policy.ladders]


def completed(policy: Policy) -> Policy:
    """The policy with the default's ladders for the kinds it says nothing about, so that new work is not kept silent."""
    if not (missing := missing_ladders(policy)):
        return policy
    shipped = json.loads(default_policy_body())["ladders"]
    more = {kind: _ladder(kind, shipped.get(kind, []), policy.short.slots) for kind in missing}
    return msgspec.structs.replace(policy, ladders=policy.ladders | more)


def _whole(place: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadPolicy(place, value, "a whole number, not below 0")
    return value


def _slots(place: str, values: list[object]) -> tuple[int, ...]:
    if not values:
        raise BadPolicy(place, values, "at least one hour such as 07:30")
    return tuple(sorted(_minute(place, value) for value in values))


def _short(raw: dict[str, Any] | None, slots: tuple[int, ...]) -> Short:
    """What counts as short work; without it nothing does."""
    if raw is None:
        return Short()
    return Short(
        step_minutes=_working_minutes(raw["step_under"]),
        whole_minutes=_working_minutes(raw["whole_under"]),
        slots=_slots("digest.short.slots", raw["slots"]) if "slots" in raw else slots,
    )


def _ad_hoc(raw: dict[str, Any] | None, short_slots: tuple[int, ...]) -> AdHoc:
    """The ladders of reports asked for once; without them there are none of their own."""
    if raw is None:
        return AdHoc()
    ladder, short = (
        _ladder(Kind.REPORT, raw[key], short_slots, f"ad_hoc.{key}") for key in ("ladder", "short")
    )
    return AdHoc(ladder, short, _working_minutes(raw["short_under"]))


def _working_minutes(value: object) -> int:
    """A span of working time in minutes, 480 a day."""
    span = parse_span(str(value))
    return span.amount * (MINUTES_PER_WORKING_DAY if span.unit == SpanUnit.WORKING_DAYS else 1)


def _ladder(
    kind: str, rungs: list[dict[str, Any]], short_slots: tuple[int, ...], where: str = ""
) -> Ladder:
    if kind not in set(Kind):
        raise BadPolicy("ladders", kind, f"one of {', '.join(Kind)}")
    where = where or f"ladders.{kind}"
    found = [_rung(f"{where}[{n}]", raw) for n, raw in enumerate(rungs)]
    questions: set[str] = set()
    seen: set[tuple[str, str]] = set()
    for n, rung in enumerate(found):
        place = f"{where}[{n}]"
        if rung.when.after and rung.when.after not in questions:
            raise BadPolicy(
                f"{place}.when.after",
                rung.when.after,
                "the name of a rung that asks, above it in this ladder",
            )
        if (rung.audience, rung.key) in seen:
            raise BadPolicy(
                f"{place}.rung", rung.key, "another name or another time: this rung stands twice"
            )
        seen.add((rung.audience, rung.key))
        if rung.asks:
            questions.add(rung.name)
    return Ladder(found, short_slots)


def _rung(place: str, raw: dict[str, Any]) -> Rung:
    when = _when(f"{place}.when", raw.get("when") or {})
    name = str(raw.get("rung", ""))
    if not name:
        raise BadPolicy(f"{place}.rung", name, "a name")
    if raw.get("to") not in set(Audience):
        raise BadPolicy(f"{place}.to", raw.get("to"), f"one of {', '.join(Audience)}")
    if (deliver := raw.get("deliver", "now")) not in _DELIVER:
        raise BadPolicy(f"{place}.deliver", deliver, f"one of {', '.join(_DELIVER)}")
    return Rung(
        name=name,
        key=_key(name, when),
        audience=Audience(raw["to"]),
        when=when,
        in_digest=deliver == "digest",
        digest_if_short=deliver == "digest_if_short",
        asks=bool(raw.get("asks", False)),
        rests_on_promise=bool(raw.get("rests_on_promise", False)),
    )


def _key(name: str, when: When) -> str:
    """The rung's name in its identity: repeated names are told apart by their distance."""
    if when.how in ("before_due", "after_due") and when.at_minute >= 0:
        return f"{name}:{when.span.amount}"
    return f"{name}@{when.after}" if when.after else name


def _when(place: str, raw: dict[str, Any]) -> When:
    how = next((word for word in _TIMES if word in raw), "")
    if not how:
        raise BadPolicy(place, raw, f"one of {', '.join(_TIMES)}")
    value = raw[how]
    if how == "share":
        if not isinstance(value, int) or not 0 < value < 100:
            raise BadPolicy(f"{place}.share", value, "a percentage between 1 and 99")
        longer = _working_minutes(raw["if_longer_than"]) if "if_longer_than" in raw else 0
        return When(how, share=value, longer_than_minutes=longer)
    if how == "daily_after_due":
        return When(
            how,
            at_minute=_minute(f"{place}.{how}", value),
            first=_whole(f"{place}.first", raw.get("first", 1)),
            times=_whole(f"{place}.times", raw.get("times", 1)),
        )
    span = _span(f"{place}.{how}", how, value, has_hour="at" in raw)
    if how == "silence" and "after" not in raw:
        raise BadPolicy(f"{place}.after", None, "the rung whose silence is meant")
    return When(
        how,
        span=span,
        at_minute=_minute(f"{place}.at", raw["at"]) if "at" in raw else -1,
        after=str(raw.get("after", "")),
    )


def _span(place: str, how: str, value: object, *, has_hour: bool) -> Span:
    if how not in ("before_due", "after_due", "silence", "after_claim"):
        return NO_SPAN
    span = parse_span(str(value))
    if has_hour != (span.unit == SpanUnit.WORKING_DAYS) and how in ("before_due", "after_due"):
        raise BadPolicy(
            place, value, "working days together with `at`, or working hours without it"
        )
    return span


def _minute(place: str, value: object) -> int:
    try:
        hour, minute = str(value).split(":")
        found = int(hour) * 60 + int(minute)
    except ValueError:
        found = -1
    if not 0 <= found < 24 * 60:
        raise BadPolicy(place, value, "an hour such as 08:00")
    return found
