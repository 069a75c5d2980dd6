"""The vocabulary of deadlines (RULES.md): one frozen record per kind, read from JSON and written back.

Reading is strict: whatever the occurrence engine would not honour is refused, with kind, field, value and mend.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from schedules.errors import BadRule
from schedules.periods import MONTHS_IN
from schedules.rule_fields import READERS, DataWindow


class Rule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind"):
    """What any rule may carry beside its dates."""

    applies_to: tuple[str, ...] = ()
    label: str | None = None
    condition: str | None = None

    @property
    def kind(self) -> str:
        """The word the vocabulary has for this kind of rule."""
        return str(self.__struct_config__.tag)

    def check(self) -> None:
        """Raise `BadRule` where single fields are sound but do not go together."""


class ByDate(Rule, frozen=True, kw_only=True, tag="by_date"):
    """A calendar date; `inclusive` is false when governed by *trước*: then the day before is the last good one."""

    date: dt.date
    inclusive: bool
    time: str | None = None


class WithinPeriod(Rule, frozen=True, kw_only=True, tag="within_period"):
    """Due on the last day of a period, or of its part (`early`, `mid`, `late`)."""

    period: str
    part: str | None = None


class Recurring(Rule, frozen=True, kw_only=True, tag="recurring"):
    """Repeats. Without any day it is due on the last day of each period (week: Sunday; day: that day)."""

    every: str
    day: int | str | None = None
    month: int | str | None = None
    weekday: int | None = None
    nth: int | None = None
    inclusive: bool = True
    time: str | None = None
    interval: int = 1
    from_: dt.date | None = msgspec.field(default=None, name="from")
    until: dt.date | None = None
    data_window: DataWindow | None = None
    weekdays_only: bool = False

    def check(self) -> None:
        """Refuse fields that `every` gives no meaning to."""
        every = self.every
        if every != "unspecified":
            self._only("weekdays_only", self.weekdays_only or None, every == "day", "every day")
            for name in ("day", "month", "nth", "data_window"):
                self._only(name, getattr(self, name), every in MONTHS_IN, "every month or longer")
        if every in MONTHS_IN:
            self._check_month(MONTHS_IN[every])
            if (self.nth is None) != (self.weekday is None):
                missing = "nth" if self.nth is None else "weekday"
                raise BadRule(f"recurring.{missing}", None, "nth and weekday go together")
            if self.nth is not None and self.day is not None:
                raise BadRule("recurring.day", self.day, "give either day, or weekday with nth")
        self._only("weekday", self.weekday, every != "day", "every week, or with nth")
        _in_order("recurring", self.from_, self.until)

    def _only(self, name: str, value: object, fits: bool, where: str) -> None:
        if value is not None and not fits:
            mend = f"belongs to {where}; this rule repeats every {self.every}"
            raise BadRule(f"recurring.{name}", value, mend)

    def _check_month(self, months: int) -> None:
        if months == 1:
            good, mend = self.month in (None, "next"), "every month takes only next"
        else:
            named = self.month is None or isinstance(self.month, str)
            good = named or self.month in range(1, months + 1)
            mend = f"write last, next, first, or a month from 1 to {months} of the period"
        if not good:
            raise BadRule("recurring.month", self.month, mend)


class NPerPeriod(Rule, frozen=True, kw_only=True, tag="n_per_period"):
    """`n` times a period, dates free; `min` when at least so often; `year` when the text names one."""

    n: int
    period: str
    min: bool = False
    year: int | None = None


class _Counted(Rule, frozen=True, kw_only=True):
    """A limit counted from or back from an event, in days, hours or months."""

    event: str
    days: int | None = None
    unit: str | None = None
    hours: int | None = None
    months: int | None = None
    event_date: dt.date | None = None

    def check(self) -> None:
        """Exactly one measure; a unit only for days."""
        given = [name for name in ("days", "hours", "months") if getattr(self, name) is not None]
        if len(given) != 1:
            mend = "give exactly one of days, hours, months; no number in the text is days 0"
            raise BadRule(f"{self.kind}.{given[1] if given else 'days'}", given or None, mend)
        if self.days is None and self.unit is not None:
            raise BadRule(f"{self.kind}.unit", self.unit, "a unit goes with days only")


class AfterEvent(_Counted, frozen=True, kw_only=True, tag="after_event"):
    """A limit counted from an event; *ngay sau khi* is `days` 0."""


class BeforeEvent(_Counted, frozen=True, kw_only=True, tag="before_event"):
    """A limit counted back from an event; *trước khi* without a number is `days` 0."""


class Ongoing(Rule, frozen=True, kw_only=True, tag="ongoing"):
    """Thường xuyên, liên tục; or a bare start date."""

    from_: dt.date | None = msgspec.field(default=None, name="from")
    until: dt.date | None = None

    def check(self) -> None:
        """The end must not lie before the start."""
        _in_order("ongoing", self.from_, self.until)


class OnRequest(Rule, frozen=True, kw_only=True, tag="on_request"):
    """Theo yêu cầu, đột xuất, khi phát sinh."""


class External(Rule, frozen=True, kw_only=True, tag="external"):
    """Another paper fixes the date (theo kế hoạch, theo lộ trình)."""

    ref: str


class Unspecified(Rule, frozen=True, kw_only=True, tag="unspecified"):
    """No usable time (kịp thời, khẩn trương, an empty cell)."""


KINDS: dict[str, type[Rule]] = {
    str(cls.__struct_config__.tag): cls
    for cls in (
        ByDate,
        WithinPeriod,
        Recurring,
        NPerPeriod,
        AfterEvent,
        BeforeEvent,
        Ongoing,
        OnRequest,
        External,
        Unspecified,
    )
}


def parse_rules(data: object) -> tuple[Rule, ...]:
    """Read a rule or a list of rules, as `json.loads` gives them.

    A list means that all hold. Raises `BadRule` naming kind, field, value and mend.

    >>> parse_rules({"kind": "recurring", "every": "month", "day": 5})[0].day
    5
    """
    if isinstance(data, list | tuple):
        if not data:
            raise BadRule(
                "rule", data, "give at least one rule; no usable time is kind unspecified"
            )
        return tuple(parse_rule(one) for one in data)
    return (parse_rule(data),)


def parse_rule(data: object) -> Rule:
    """Read one rule. A field that is null counts as left out; `start_day` is taken and means nothing (RULES.md)."""
    if not isinstance(data, Mapping):
        raise BadRule("rule", data, 'write an object such as {"kind": "on_request"}')
    kind = data.get("kind")
    cls = KINDS.get(kind) if isinstance(kind, str) else None
    if cls is None:
        raise BadRule("kind", kind, f"one of {', '.join(KINDS)}")
    given = {
        name: value
        for name, value in data.items()
        if value is not None and name not in ("kind", "start_day")
    }
    if cls is ByDate:
        given.setdefault("inclusive", True)
    if issubclass(cls, _Counted) and "days" in given:
        given.setdefault("unit", "calendar")
    rule = cls(**_read_fields(str(kind), cls, given))
    rule.check()
    return rule


def read_rules(text: str | bytes) -> tuple[Rule, ...]:
    """Read a rule or a list of rules from JSON text; raises `BadRule`."""
    try:
        data = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BadRule("rule", text, f"not JSON: {error}") from None
    return parse_rules(data)


def dump_rules(rules: Rule | Sequence[Rule]) -> dict[str, Any] | list[dict[str, Any]]:
    """Write back what `parse_rules` reads: plain JSON values, one rule bare, several as a list."""
    several = (rules,) if isinstance(rules, Rule) else rules
    written: list[dict[str, Any]] = [
        msgspec.json.decode(msgspec.json.encode(rule)) for rule in several
    ]
    return written[0] if len(written) == 1 else written


def _in_order(kind: str, first: dt.date | None, last: dt.date | None) -> None:
    if first and last and last < first:
        raise BadRule(f"{kind}.until", str(last), f"must not lie before from ({first})")


def _read_fields(kind: str, cls: type[Rule], given: Mapping[str, object]) -> dict[str, Any]:
    known = {field.encode_name: field for field in msgspec.structs.fields(cls)}
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known:
            raise BadRule(f"{kind}.{name}", value, f"{kind} knows only {', '.join(known)}")
        read, mend = READERS.get(f"{kind}.{name}") or READERS[name]
        try:
            values[known[name].name] = read(value)
        except BadRule as error:
            raise BadRule(f"{kind}.{name}", value, error.mend) from None
        except (ValueError, TypeError):
            raise BadRule(f"{kind}.{name}", value, mend) from None
    for name, field in known.items():
        if field.required and name not in given:
            _, mend = READERS.get(f"{kind}.{name}") or READERS[name]
            raise BadRule(f"{kind}.{name}", None, f"missing; {mend}")
    return values
