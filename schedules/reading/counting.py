"""Limits that are counted from something or back from it: how much, and the words of the event."""

from __future__ import annotations

from itertools import zip_longest

from schedules.reading.atoms import Atom, Is
from schedules.reading.phrases import Phrase
from schedules.reading.walking import EVENT_ENDS, JOINTS, PERIODS, VALUES, Walk

_LIMITS = {Is.BY, Is.BEFORE, Is.EVERY, Is.IN, Is.ON_REQUEST}


class Counting(Walk):
    """The part of the walk that meets measures and events."""

    def _measure(self, atom: Atom, measure: tuple[int, str]) -> None:
        now = self._now
        following = self._atoms[self._at] if self._at < len(self._atoms) else None
        near = following is not None and not self._plain.text[atom.end : following.start].strip()
        kind = following.kind if following is not None and near else None
        days = measure[1] not in ("thang", "nam")
        if (
            self._between is not None
            and now.empty
            and (following is None or following.kind in JOINTS)
        ):
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
        return not self._plain.text[: atom.start].strip() and not self._plain.text[
            atom.end :
        ].strip(" .")

    def _limit(
        self, atom: Atom, measure: tuple[int, str], link: Atom | None, *, back: bool
    ) -> None:
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
            if atom.kind == Is.STOP and self._goes_on_behind(atom):
                continue
            if atom.kind in EVENT_ENDS or self._begins_another(atom, following):
                return max(start, atom.start)
        return len(self._plain.text)

    def _begins_another(self, joint: Atom, following: Atom | None) -> bool:
        """Whether a comma is followed at once by the next limit: ", chậm nhất …"."""
        if joint.kind not in (Is.COMMA, Is.AND, Is.OR) or following is None:
            return False
        near = not self._plain.text[joint.end : following.start].strip()
        return near and following.kind in _LIMITS

    def _goes_on_behind(self, stop: Atom) -> bool:
        """Whether a semicolon only joins words of an event: nothing behind it is a deadline."""
        if self._plain.text[stop.start] != ";":
            return False
        rest = self._plain.text[stop.end :].partition(".")[0]
        ends = stop.end + len(rest)
        return not any(
            atom.kind in VALUES | {Is.MEASURE, Is.EVERY, Is.BEFORE, Is.BY}
            for atom in self._atoms
            if stop.end <= atom.start < ends
        )

    def at_once(self, link: Atom) -> None:
        """ "ngay sau khi …", "sau khi …": no time is left."""
        now = self._fresh(link)
        now.measure = (0, "ngay")
        self._set_event(now, link.end)

    def _counted(self, atom: Atom) -> None:
        said = self._plain.text[atom.start : atom.end]
        now = self._now
        if now.measure is not None and now.event is None:
            self._set_event(now, atom.end)  # "không quá 10 ngày, kể từ …"
            return
        if said.startswith("sau"):
            self.at_once(atom)
            return
        now = self._fresh(atom)
        now.governed = now.starts = True

    def _before_event(self, atom: Atom) -> None:
        now = self._fresh(atom)
        coming = self._atoms[self._at : self._at + 2]
        if coming and coming[0].kind == Is.END_OF and len(coming) > 1 and coming[1].kind in PERIODS:
            now.governed = True  # within what ends then
            return
        now.measure, now.back = (0, "ngay"), True
        self._set_event(now, atom.end)
        start, end = now.event or (0, 0)
        behind = [
            a
            for a in self._atoms
            if a.kind == Is.MEASURE
            and start < a.start
            and a.end == len(self._plain.text[:end].rstrip(" ."))
        ]
        if behind:  # "trước khi họp 02 ngày"
            now.measure, now.event = behind[0].value, (start, behind[0].start)
