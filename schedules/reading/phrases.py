"""Atoms → phrases: what belongs to one deadline is gathered into one place, whatever the order it was said in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from schedules.reading.atoms import Atom, Day, Is, Span
from schedules.reading.plain import Plain

When = Day | Span | int | str
_PERIODS: Final = {Is.MONTH, Is.QUARTER, Is.HALF, Is.YEAR}
_VALUES: Final = {Is.DATE, Is.DAY, *_PERIODS}
_GOVERNORS: Final = {Is.BEFORE, Is.BY, Is.IN, Is.UNTIL, Is.WHOLE, Is.FROM, Is.AFTER, Is.GLUE}
_JOINTS: Final = {Is.COMMA, Is.AND, Is.OR, Is.STOP, Is.OPEN, Is.CLOSE}
_YEARLY: Final = re.compile(r"\bnam\b|\b0?6\s*thang\b")
_EVENT_ENDS: Final = {Is.STOP, Is.OPEN, Is.CLOSE, Is.THAT_IS}


@dataclass
class Phrase:
    """One deadline as it was said. `join` is what stands before it: how it hangs on the one before."""

    start: int
    end: int
    join: Is | None = None
    exclusive: bool = False
    governed: bool = False  # some word said how it is meant
    starts: bool = False  # từ: it begins then
    stated: bool = False  # tức ngày: it takes the place of what was said before
    when: When | None = None
    since: When | None = None  # the beginning of a range
    until: When | None = None  # the end of something that repeats
    time: str | None = None
    weekday: int | None = None
    weekdays: bool = False  # from one weekday to another
    nth: int | None = None
    every: tuple[tuple[str, int], ...] = ()
    which: int | str | None = None
    part: str | None = None
    part_of: str | None = None
    window: tuple[int, int] | None = None
    times: tuple[int, str, bool, int | None] | None = None
    measure: tuple[int, str] | None = None
    back: bool = False  # the measure is counted back from its event
    event: tuple[int, int] | None = None
    event_date: Day | None = None
    word: Is | None = None  # ongoing, on request, external, vague
    condition: tuple[int, int] | None = None
    before: tuple[int, int] = (0, 0)  # the words in front of it: for whom, or what
    of_a_year: bool = False  # these words name the report of a year or a half

    @property
    def empty(self) -> bool:
        """Whether nothing was said yet."""
        parts = (self.when, self.since, self.weekday, self.every, self.which, self.times, self.measure, self.word)
        return not any(part is not None and part != () for part in parts) and not (
            self.part_of or self.event or self.window or self.time
        )

    @property
    def only_every(self) -> bool:
        """Whether it says how often, and nothing about the day."""
        rest = (self.when, self.since, self.weekday, self.which, self.part)
        return bool(self.every) and all(part is None for part in rest)


class Gatherer:
    """Walks over the atoms of one text. Used once."""

    def __init__(self, plain: Plain, atoms: Sequence[Atom]) -> None:
        self._plain = plain
        self._atoms = atoms
        self._at = 0
        self._end = 0  # where the last atom ended
        self._join: Is | None = None
        self._facts_end = -1
        self._condition: int | None = None
        self._between: tuple[int, int] | None = None  # the words after a "trước" that governs none of them
        self.found: list[Phrase] = []
        self._now = Phrase(0, 0)

    def gather(self) -> list[Phrase]:
        """All phrases in order."""
        while self._at < len(self._atoms):
            atom = self._atoms[self._at]
            self._at += 1
            if atom.start < self._end:
                continue  # it stands within an event that was taken whole
            self._gap(atom)
            self._take(atom)
            self._end = max(self._end, atom.end)
        self._close()
        return self.found

    # --- the walk

    def _gap(self, atom: Atom) -> None:
        """Words between two atoms: a governor before them governs nothing, and what follows may be another's."""
        if not self._plain.text[self._end : atom.start].strip(" \n\t*|\"'-.!?"):
            return
        if self._now.empty:
            words = (self._end, atom.start)
            self._between = words if self._now.exclusive and self._near_before() else None
            self._now = Phrase(atom.start, atom.start, self._join, before=words)
        elif not self._now.only_every:
            self._close()
        if self._now.empty:
            self._now.before = (self._end, atom.start)
            self._now.of_a_year = bool(_YEARLY.search(self._plain.text, self._end, atom.start))

    def _near_before(self) -> bool:
        """Whether the last thing said was the "trước" itself, or "trước ngày"."""
        return self._plain.text[: self._end].rstrip().endswith(("truoc", "ngay"))

    def _close(self) -> None:
        if not self._now.empty:
            self.found.append(self._now)
        self._now = Phrase(self._end, self._end, self._join)

    def _fresh(self, atom: Atom) -> Phrase:
        """Begin anew when something was said already."""
        if not self._now.empty:
            self._close()
        if self._now.empty and not self._now.governed:
            self._now.start = atom.start
        return self._now

    def _take(self, atom: Atom) -> None:  # noqa: C901, PLR0912 - one line a kind
        now = self._now
        kind = atom.kind
        if kind in _VALUES:
            self._value(atom)
        elif kind in _JOINTS:
            self._joint(atom)
        elif kind in (Is.BEFORE, Is.BY, Is.IN, Is.UNTIL, Is.WHOLE, Is.FROM, Is.AFTER, Is.COUNTED):
            self._governor(atom)
        elif kind == Is.EVERY:
            self._every(atom)
        elif kind == Is.MEASURE:
            self._measure(atom, atom.value)
        elif kind == Is.TIME:
            self._time(atom)
        elif kind == Is.WEEKDAY:
            self._weekday(atom)
        elif kind == Is.NTH:
            if now.weekday is not None:
                now.nth, now.end = atom.value, atom.end
                now.every = now.every or (("month", 1),)
        elif kind == Is.WHICH_MONTH:
            self._which(atom)
        elif kind == Is.PART:
            self._part(atom)
        elif kind == Is.NEXT_YEAR:
            if isinstance(now.when, Day | Span) and now.when.year is None and not now.every:
                now.every, now.end = (("year", 1),), atom.end
        elif kind == Is.TIMES:
            self._fresh(atom).times = atom.value
            self._now.end = atom.end
        elif kind == Is.WINDOW:
            self._window(atom)
        elif kind == Is.FACTS:
            self._facts_end = atom.end
        elif kind == Is.AT_ONCE or kind == Is.WHEN:
            self._event(atom, None)
        elif kind in (Is.ONGOING, Is.ON_REQUEST, Is.EXTERNAL, Is.VAGUE):
            self._word(atom)
        elif kind == Is.IN_CASE:
            self._condition = atom.end
        elif kind == Is.THAT_IS:
            self._fresh(atom).stated = True
        elif kind == Is.DASH and now.when is not None and self._goes_on():
            now.since, now.when = now.when, None
        if kind not in _JOINTS and kind not in _GOVERNORS:
            self._join = None

    def _joint(self, atom: Atom) -> None:
        if atom.kind in (Is.OR, Is.STOP):
            self._close()
        if self._now.empty and self._now.governed and atom.kind != Is.OPEN:
            self._now = Phrase(atom.end, atom.end)
        keep = self._now.empty or atom.kind in (Is.OR, Is.STOP)
        self._join = atom.kind
        if keep and self._now.empty:
            self._now.join = atom.kind
        if atom.kind == Is.STOP:
            self._condition = None

    def _goes_on(self) -> bool:
        """Whether what stands behind a dash is of the kind before it: a range."""
        if self._at >= len(self._atoms):
            return False
        coming, when = self._atoms[self._at], self._now.when
        if isinstance(when, int | str):
            return coming.kind in (Is.DAY, Is.DATE)
        return coming.kind in (_PERIODS if isinstance(when, Span) else {Is.DATE})

    # --- what governs

    def _governor(self, atom: Atom) -> None:
        now, kind = self._now, atom.kind
        if now.since is not None and now.when is None:
            return  # "từ … đến hết …"
        said = self._plain.text[atom.start : atom.end]
        if kind == Is.BEFORE and said.endswith("khi"):
            self._before_event(atom)
            return
        if kind == Is.COUNTED:
            self._counted(atom)
            return
        if kind == Is.UNTIL and self._range_or_end():
            return
        if kind == Is.FROM and now.every and now.when is None:
            now.starts = True
            return
        if kind == Is.AFTER and not self._measure_follows() and self._starts_clause():
            self._event(atom, None)
            return
        if not (now.only_every and kind in (Is.BEFORE, Is.BY, Is.IN, Is.WHOLE)):
            now = self._fresh(atom)
        now.governed = True
        if kind == Is.BEFORE:
            now.exclusive = True
        elif kind == Is.FROM:
            now.starts = True

    def _range_or_end(self) -> bool:
        """ "từ … đến …" and "hàng tháng đến …": what was said is the beginning, or what comes the end."""
        now = self._now
        if now.starts and now.when is not None:
            now.since, now.when, now.starts = now.when, None, False
            return True
        if now.starts and now.weekday is not None:
            now.weekdays = True
            return True
        if isinstance(now.when, Day | Span) and not now.governed and not now.every and self._goes_on():
            now.since, now.when = now.when, None
            return True
        if now.every and not now.governed:
            now.until = -1  # the next value
            return True
        return False

    def _measure_follows(self) -> bool:
        coming = self._atoms[self._at : self._at + 2]
        return any(atom.kind in (Is.MEASURE, Is.TIME, Is.DATE) for atom in coming[:1])

    def _starts_clause(self) -> bool:
        return self._now.empty and not self._now.governed

    # --- what it says

    def _value(self, atom: Atom) -> None:
        now, value = self._now, atom.value
        if now.until == -1:
            now.until, now.end = value, atom.end
            self._close()
            return
        if isinstance(value, Span) and value.months == 12 and self._gives_year(value.year):
            now.end = atom.end
            return
        if atom.kind == Is.MONTH and isinstance(now.when, int) and now.since is None:
            now.when = Day(now.when, value.first, value.year)  # "ngày 15, tháng 6"
            now.end = atom.end
            return
        if atom.kind in _PERIODS and isinstance(now.when, str):
            now.part, now.when, now.end = None, value, atom.end  # the last day of a period is its end
            return
        if not self._has_room(atom):
            now = self._follow(atom)
        now.when, now.end = value, atom.end

    def _gives_year(self, year: int | None) -> bool:
        """ "Quý II 2025", "quý I, năm 2025": a year behind what has none."""
        now = self._now
        if isinstance(now.when, Day | Span) and now.when.year is None and not now.every:
            if self._join in (Is.OR, Is.STOP):
                return False
            now.when = now.when._replace(year=year)
            return True
        return False

    def _has_room(self, atom: Atom) -> bool:
        now = self._now
        if now.when is not None or now.times or now.measure or now.word or now.event:
            return False
        if not now.every or now.starts:
            return True
        every = now.every[-1][0]
        if atom.kind == Is.DAY:
            return every not in ("day", "week", "workday")
        if atom.kind == Is.DATE:
            return every in ("year", "half_year", "quarter") and atom.value.year is None
        return every == "year" and atom.value.year is None and atom.kind != Is.YEAR

    def _follow(self, atom: Atom) -> Phrase:
        """The next of a list: joined to the one before, and governed by its word where it has none of its own."""
        last, join = self._now, self._join
        self._close()
        now = self._now
        now.start = atom.start
        now.join = now.join or join
        if last.governed and now.join in (Is.COMMA, Is.AND, Is.OR) and self._near(last, atom):
            now.exclusive, now.governed = last.exclusive, True
        return now

    def _near(self, last: Phrase, atom: Atom) -> bool:
        between = self._plain.text[last.end : atom.start]
        return len(between.split()) <= 2

    def _every(self, atom: Atom) -> None:
        now = self._now
        every = atom.value
        if now.word or now.times or now.measure or now.event or now.until is not None:
            now = self._follow(atom)
        if now.every and now.every[0][0] == "unspecified":
            now.every = ()
        if now.every and now.every[0][0] == "workday" and every[0][0] in ("week", "day"):
            return  # "từ thứ Hai đến thứ Sáu hàng tuần"
        if now.every:
            if every[0][0] == "unspecified":
                return
            if now.only_every or every[0] != now.every[0]:
                now = self._follow(atom)
        if isinstance(now.when, Day) and (now.when.year or every[0][0] not in ("year", "half_year")):
            now = self._follow(atom)
        if isinstance(now.when, Span) and (now.when.year or every[0][0] not in ("year", "month")):
            now = self._follow(atom)
        if now.empty:
            now.start = min(now.start, atom.start) if now.governed else atom.start
        now.every, now.end = every, atom.end

    def _which(self, atom: Atom) -> None:
        which, every = atom.value
        now = self._now
        if which in ("this", "prev"):
            now.end = atom.end
            return
        if now.when is None and not now.every and not now.governed and which == "next" and not every:
            return  # "tháng sau" with no day
        if now.which is not None:
            now = self._follow(atom)
        now.which, now.end = which, atom.end
        if not now.every or now.every[0][0] == "unspecified":
            now.every = ((every or ("month" if which == "next" else "quarter"), 1),)

    def _weekday(self, atom: Atom) -> None:
        now = self._now
        if now.weekdays and now.weekday is not None:
            now.every = now.every or (("workday", 1),)
            now.weekday, now.end = None, atom.end
            now.starts = False
            return
        if now.weekday is not None or now.when is not None:
            now = self._follow(atom)
        if now.empty and not now.governed:
            now.start = atom.start
        now.weekday, now.end = atom.value, atom.end

    def _part(self, atom: Atom) -> None:
        part, unit = atom.value
        now = self._now
        if now.when is not None or now.part is not None:
            now = self._follow(atom)
        if now.empty and not now.governed:
            now.start = atom.start
        now.part, now.part_of, now.end = part, unit, atom.end

    def _time(self, atom: Atom) -> None:
        hour, minute = atom.value
        now = self._now
        coming = self._atoms[self._at].kind if self._at < len(self._atoms) else None
        in_hours = self._plain.text[:atom.start].rstrip().endswith(("vong", "trong", "sau", "qua"))
        if not minute and (coming in (Is.COUNTED, Is.AT_ONCE, Is.AFTER) or in_hours):
            self._measure(atom, (hour, "gio"))
            return
        if now.time is not None or now.word or now.times or now.measure:
            now = self._follow(atom)
        elif isinstance(now.when, Day) and now.join is None and self._join in (Is.OR, Is.STOP):
            now = self._follow(atom)
        if now.empty and not now.governed:
            now.start = atom.start
        now.time, now.end = f"{hour % 24:02}:{minute:02}", atom.end

    def _window(self, atom: Atom) -> None:
        first, last, before = atom.value
        now = self._now
        close = 0 <= self._facts_end and atom.start - self._facts_end < 60
        if before or close:
            if now.empty:
                now.start = atom.start
            now.window, now.end = (first, last), atom.end
            return
        if now.when is not None:
            now = self._follow(atom)
        now.when, now.end = last, atom.end

    def _word(self, atom: Atom) -> None:
        now = self._fresh(atom)
        now.word, now.end = atom.kind, atom.end
        if atom.kind in (Is.EXTERNAL, Is.ON_REQUEST):
            now.end = self._clause_end(atom.end)
            now.event = (atom.end, now.end)
            self._end = now.end

    def _clause_end(self, start: int) -> int:
        """Where a reference or a request ends: at a comma, a bracket, another alternative, or a new limit."""
        for other in self._atoms[self._at :]:
            if other.kind in (Is.COMMA, Is.OR, Is.BEFORE, Is.BY, Is.EVERY, Is.ON_REQUEST) or other.kind in _EVENT_ENDS:
                return max(start, other.start)
        return len(self._plain.text)

    # --- counted from something

    def _measure(self, atom: Atom, measure: tuple[int, str]) -> None:
        now = self._now
        following = self._atoms[self._at] if self._at < len(self._atoms) else None
        near = following is not None and not self._plain.text[atom.end : following.start].strip()
        kind = following.kind if following is not None and near else None
        days = measure[1] not in ("thang", "nam")
        if self._between is not None and now.empty and (following is None or following.kind in _JOINTS):
            now = self._fresh(atom)  # "trước ngày họp 05 ngày"
            now.measure, now.back, now.event, now.end = measure, True, self._between, atom.end
            self._between = None
            return
        if kind == Is.BEFORE and not days and not now.governed:
            return  # "6 tháng trước ngày 20/6": the half-year's report
        if kind == Is.BEFORE and following is not None:
            self._limit(atom, measure, following, back=True)
        elif now.governed and now.exclusive and now.empty:
            self._limit(atom, measure, following if kind == Is.GLUE else None, back=True)
        elif kind in (Is.COUNTED, Is.AFTER, Is.AT_ONCE, Is.FROM, Is.WHEN) and following is not None:
            self._limit(atom, measure, following, back=False)
        elif now.empty and (now.governed or self._is_whole(atom)):
            self._limit(atom, measure, None, back=False)

    def _is_whole(self, atom: Atom) -> bool:
        return not self._plain.text[: atom.start].strip() and not self._plain.text[atom.end :].strip(" .")

    def _limit(self, atom: Atom, measure: tuple[int, str], link: Atom | None, *, back: bool) -> None:
        now = self._fresh(atom)
        now.measure, now.back, now.end = measure, back, atom.end
        if self._condition is not None:
            now.condition = (self._condition, atom.start)
            self._condition = None
        if link is not None or back:
            if link is not None:
                self._at += 1
            self._set_event(now, link.end if link is not None else atom.end)

    def _set_event(self, now: Phrase, start: int) -> None:
        """The event: the words from here to the end of the clause; a date alone dates it."""
        end = self._event_end(start)
        now.event, now.end = (start, end), end
        dated = [a for a in self._atoms[self._at :] if a.start < end and a.kind == Is.DATE]
        words = self._plain.text[start:end]
        if dated:
            rest = words[: dated[0].start - start] + words[dated[0].end - start :]
            if not rest.strip(" ,.\n") or rest.split() == ["ngay"]:
                now.event_date = dated[0].value
        self._end = max(self._end, end)

    def _event_end(self, start: int) -> int:
        rest = [atom for atom in self._atoms[self._at :] if atom.start >= start]
        for atom, following in zip_longest(rest, rest[1:]):
            if atom.kind in _EVENT_ENDS and not (
                atom.kind == Is.STOP and self._plain.text[atom.start] == ";" and self._goes_on_behind(atom)
            ):
                return max(start, atom.start)
            new = following is not None and following.kind in (Is.BY, Is.BEFORE, Is.EVERY, Is.IN, Is.ON_REQUEST)
            if atom.kind in (Is.COMMA, Is.AND, Is.OR) and new and following is not None:
                if not self._plain.text[atom.end : following.start].strip():
                    return max(start, atom.start)
        return len(self._plain.text)

    def _goes_on_behind(self, stop: Atom) -> bool:
        """Whether a semicolon only joins words of an event: nothing behind it is a deadline."""
        rest = self._plain.text[stop.end :].partition(".")[0]
        ends = stop.end + len(rest)
        return not any(
            atom.kind in _VALUES | {Is.MEASURE, Is.EVERY, Is.BEFORE, Is.BY} for atom in self._atoms if stop.end <= atom.start < ends
        )

    def _event(self, link: Atom, measure: tuple[int, str] | None) -> None:
        """ "ngay sau khi …", "sau khi …": no time is left."""
        now = self._fresh(link)
        now.measure = measure or (0, "ngay")
        self._set_event(now, link.end)

    def _counted(self, atom: Atom) -> None:
        said = self._plain.text[atom.start : atom.end]
        now = self._now
        if now.measure is not None and now.event is None:
            self._set_event(now, atom.end)  # "không quá 10 ngày, kể từ …"
            return
        if said.startswith("sau"):
            self._event(atom, None)
            return
        now = self._fresh(atom)
        now.governed = now.starts = True

    def _before_event(self, atom: Atom) -> None:
        now = self._fresh(atom)
        coming = self._atoms[self._at : self._at + 2]
        if coming and coming[0].kind == Is.END_OF and len(coming) > 1 and coming[1].kind in _PERIODS:
            now.governed = True  # within what ends then
            return
        now.measure, now.back = (0, "ngay"), True
        self._set_event(now, atom.end)
        start, end = now.event or (0, 0)
        behind = [a for a in self._atoms if a.kind == Is.MEASURE and start < a.start and a.end == len(self._plain.text[:end].rstrip(" ."))]
        if behind:  # "trước khi họp 02 ngày"
            now.measure, now.event = behind[0].value, (start, behind[0].start)
