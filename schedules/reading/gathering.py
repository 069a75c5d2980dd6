"""Atoms → phrases: a walk in which each kind of atom finds its place in the phrase at hand, or begins the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from schedules.reading.atoms import Atom, Day, Is, Span
from schedules.reading.counting import Counting
from schedules.reading.phrases import Phrase
from schedules.reading.walking import EVENT_ENDS, GOVERNORS, JOINTS, PERIODS, VALUES, YEARLY


class Gatherer(Counting):
    """Walks over the atoms of one text. Used once."""

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

    def _gap(self, atom: Atom) -> None:
        """Words between two atoms: a governor before them governs nothing, and what follows may be another's."""
        if not self._plain.text[self._end : atom.start].strip(" \n\t*|\"'-.!?"):
            return
        if self._now.empty:
            words = (self._clause, atom.start)
            self._between = (
                (self._end, atom.start) if self._now.exclusive and self._near_before() else None
            )
            self._now = Phrase(atom.start, atom.start, self._join, before=words)
        elif not self._now.only_every:
            self._close()
        else:
            self._now.before = (self._end, atom.start)
        if self._now.empty:
            self._now.before = (self._clause, atom.start)
            self._now.of_a_year = bool(YEARLY.search(self._plain.text, self._end, atom.start))

    def _take(self, atom: Atom) -> None:
        take = self._takes.get(atom.kind)
        if take is not None:
            take(self, atom)
        if atom.kind not in JOINTS and atom.kind not in GOVERNORS:
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
            self._condition, self._clause = None, atom.end

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
            self.at_once(atom)
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
        if (
            isinstance(now.when, Day | Span)
            and not now.governed
            and not now.every
            and self._goes_on()
        ):
            now.since, now.when = now.when, None
            return True
        if now.every and not now.governed:
            now.until = -1  # the next value
            return True
        return False

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
        if atom.kind in PERIODS and isinstance(now.when, str):
            now.part, now.when, now.end = (
                None,
                value,
                atom.end,
            )  # the last day of a period is its end
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
        if isinstance(now.when, Day) and (
            now.when.year or every[0][0] not in ("year", "half_year")
        ):
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
        if (
            now.when is None
            and not now.every
            and not now.governed
            and which == "next"
            and not every
        ):
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
        in_hours = self._plain.text[: atom.start].rstrip().endswith(("vong", "trong", "sau", "qua"))
        if not minute and (coming in (Is.COUNTED, Is.AT_ONCE, Is.AFTER) or in_hours):
            self._measure(atom, (hour, "gio"))
            return
        if (
            now.time is not None
            or now.word
            or now.times
            or now.measure
            or (isinstance(now.when, Day) and now.join is None and self._join in (Is.OR, Is.STOP))
        ):
            now = self._follow(atom)
        if now.empty and not now.governed:
            now.start = atom.start
        now.time, now.end = f"{hour % 24:02}:{minute:02}", atom.end

    def _window(self, atom: Atom) -> None:
        first, last, before = atom.value
        now = self._now
        close = self._facts_end >= 0 and atom.start - self._facts_end < 60
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
            if (
                other.kind in (Is.COMMA, Is.OR, Is.BEFORE, Is.BY, Is.EVERY, Is.ON_REQUEST)
                or other.kind in EVENT_ENDS
            ):
                return max(start, other.start)
        return len(self._plain.text)

    def _nth(self, atom: Atom) -> None:
        now = self._now
        if now.weekday is not None:
            now.nth, now.end = atom.value, atom.end
            now.every = now.every or (("month", 1),)

    def _next_year(self, atom: Atom) -> None:
        now = self._now
        if isinstance(now.when, Day | Span) and now.when.year is None and not now.every:
            now.every, now.end = (("year", 1),), atom.end

    def _times(self, atom: Atom) -> None:
        now = self._fresh(atom)
        now.times, now.end = atom.value, atom.end

    def _facts(self, atom: Atom) -> None:
        self._facts_end = atom.end

    def _in_case(self, atom: Atom) -> None:
        self._condition = atom.end

    def _that_is(self, atom: Atom) -> None:
        self._fresh(atom).stated = True

    def _dash(self, atom: Atom) -> None:
        now = self._now
        if now.when is not None and self._goes_on():
            now.since, now.when = now.when, None

    def _limit_of(self, atom: Atom) -> None:
        self._measure(atom, atom.value)

    _takes: ClassVar[Mapping[Is, Callable[[Gatherer, Atom], None]]] = {
        **dict.fromkeys(VALUES, _value),
        **dict.fromkeys(JOINTS, _joint),
        **dict.fromkeys(GOVERNORS - {Is.GLUE}, _governor),
        **dict.fromkeys((Is.ONGOING, Is.ON_REQUEST, Is.EXTERNAL, Is.VAGUE), _word),
        **dict.fromkeys((Is.AT_ONCE, Is.WHEN), Counting.at_once),
        Is.EVERY: _every,
        Is.MEASURE: _limit_of,
        Is.TIME: _time,
        Is.WEEKDAY: _weekday,
        Is.NTH: _nth,
        Is.WHICH_MONTH: _which,
        Is.PART: _part,
        Is.NEXT_YEAR: _next_year,
        Is.TIMES: _times,
        Is.WINDOW: _window,
        Is.FACTS: _facts,
        Is.IN_CASE: _in_case,
        Is.THAT_IS: _that_is,
        Is.DASH: _dash,
    }
