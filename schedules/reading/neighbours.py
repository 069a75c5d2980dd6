"""What phrases take from those beside them: how often, the month, the year, the place of what was said before."""

from __future__ import annotations

from collections.abc import Sequence

from schedules.reading.atoms import Day, Is, Span
from schedules.reading.phrases import Phrase


def with_neighbours(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Phrases with what they take from those beside them: how often, the month, the year, the place of what was said before."""
    found = _repeating(_reported(_lists(_stated(list(phrases)))))
    _years(found)
    return _alternatives(_limits(_closer(_throughout(found))))


def _stated(phrases: list[Phrase]) -> list[Phrase]:
    """ "(tức ngày …)": the date that is stated takes the place of the limit it explains."""
    found: list[Phrase] = []
    for phrase in phrases:
        if phrase.stated and found and phrase.when is not None:
            phrase.exclusive = False
            phrase.cover(found[-1])
            found[-1] = phrase
        else:
            found.append(phrase)
    return found


def _lists(phrases: list[Phrase]) -> list[Phrase]:
    """ "các ngày 15, 16, 17 tháng 11": the month said last holds for the days before it; a weekday beside a date says nothing."""
    found: list[Phrase] = []
    for phrase in phrases:
        only_weekday = phrase.weekday is not None and phrase.when is None and not phrase.every
        if not (only_weekday and found and isinstance(found[-1].when, Day)):
            found.append(phrase)
    for i in range(len(found) - 2, -1, -1):
        phrase, after = found[i], found[i + 1]
        listed = after.join in (Is.COMMA, Is.AND) and phrase.since is None and not phrase.every
        if listed and isinstance(phrase.when, int) and isinstance(after.when, Day):
            phrase.when = after.when._replace(day=phrase.when)
    return found


def _reported(phrases: list[Phrase]) -> list[Phrase]:
    """ "hằng tháng trước ngày 25, năm trước ngày 15/12": the date of a yearly report among others that come again."""
    if any(phrase.every for phrase in phrases):
        for phrase in phrases:
            if (
                isinstance(phrase.when, Day)
                and phrase.when.year is None
                and phrase.of_a_year
                and not phrase.every
            ):
                phrase.every = (("year", 1),)
    return phrases


def _throughout(phrases: list[Phrase]) -> list[Phrase]:
    """ "thường xuyên trong năm 2025" has an end; "thường xuyên hàng năm" has none."""
    found: list[Phrase] = []
    for phrase in phrases:
        last = found[-1] if found else None
        if last is not None and last.word == Is.ONGOING and phrase.join is None:
            if isinstance(phrase.when, Span) and phrase.when.year and not phrase.exclusive:
                last.when = phrase.when
                last.cover(phrase)
                continue
            if phrase.only_every and phrase.every[0][0] == "year":
                last.cover(phrase)
                continue
        found.append(phrase)
    return found


def _closer(phrases: list[Phrase]) -> list[Phrase]:
    """ "Quý I/2025 (trước ngày 15/3/2025)": the day in brackets says more than the period."""
    found: list[Phrase] = []
    for phrase in phrases:
        last = found[-1] if found else None
        day_in_brackets = phrase.join == Is.OPEN and isinstance(phrase.when, Day)
        if last is not None and day_in_brackets and not phrase.every and last.is_period:
            phrase.cover(last)
            found[-1] = phrase
        else:
            found.append(phrase)
    return found


def _wants_every(phrase: Phrase) -> bool:
    undated = isinstance(phrase.when, Day | Span) and phrase.when.year is None
    bare_day = isinstance(phrase.when, int | str) or undated
    loose = phrase.weekday is not None and phrase.when is None
    return (bare_day or loose) and not phrase.every and phrase.since is None and not phrase.word


def _fits(phrase: Phrase, every: str) -> bool:
    if isinstance(phrase.when, Day | Span):
        return every in ("year", "half_year")
    if phrase.weekday is not None and phrase.when is None:
        return every in ("week", "month")
    return every in ("month", "quarter", "half_year", "year")


def _repeating(phrases: list[Phrase]) -> list[Phrase]:
    """ "Hàng tháng … trước ngày 25": a day that says no month takes how often from beside it."""
    spent: set[int] = set()
    for i, phrase in enumerate(phrases):
        giver = _giver(phrases, i) if _wants_every(phrase) else None
        if giver is None:
            continue
        phrase.every, phrase.which = giver.every[-1:], phrase.which or giver.which
        phrase.window = phrase.window or giver.window
        if giver.only_every and len(giver.every) == 1:
            phrase.cover(giver)
            spent.add(id(giver))
        elif giver.only_every:
            giver.every = giver.every[:-1]
    left = [phrase for phrase in phrases if id(phrase) not in spent]
    return _windows(left)


def _giver(phrases: list[Phrase], i: int) -> Phrase | None:
    """Who says how often for phrase `i`: the one before it, or the end of its list."""
    phrase = phrases[i]
    before = next((p for p in reversed(phrases[:i]) if p.every), None)
    if before is not None and _fits(phrase, before.every[-1][0]):
        return before
    behind = next((p for p in phrases[i + 1 :] if p.every), None)
    if behind is None or not _fits(phrase, behind.every[-1][0]):
        return None
    alike = behind.only_every or type(phrase.when) is type(behind.when)
    return behind if alike else None


def _windows(phrases: list[Phrase]) -> list[Phrase]:
    """A data window alone belongs to what repeats beside it."""
    found = []
    for phrase in phrases:
        if phrase.window and not phrase.every and phrase.when is None:
            free = [p for p in phrases if p.every and not p.window]
            known = [p for p in free if p.every[0][0] != "unspecified"]
            target = next(iter(known or free), None)
            if target is not None:
                target.window = phrase.window
                target.cover(phrase)
        else:
            found.append(phrase)
    return found


def _years(phrases: list[Phrase]) -> None:
    """A year said once holds for the list before it: "Quý I, Quý II năm 2025"."""
    year: int | None = None
    for phrase in reversed(phrases):
        for name in ("when", "since"):
            value = getattr(phrase, name)
            if isinstance(value, Day | Span):
                if value.year is None and year is not None and not phrase.every:
                    setattr(phrase, name, value._replace(year=year))
                elif name == "when":
                    year = value.year
        if phrase.join == Is.STOP:
            year = None


def _limits(phrases: list[Phrase]) -> list[Phrase]:
    """ "ngay sau khi … (chậm nhất sau 01 ngày)": the number is the limit of that event."""
    found: list[Phrase] = []
    for phrase in phrases:
        last = found[-1] if found else None
        bare = (
            phrase.measure is not None
            and phrase.event is None
            and not phrase.back
            and not phrase.condition
        )
        if (
            bare
            and last is not None
            and last.measure is not None
            and last.measure[0] == 0
            and not last.back
        ):
            last.measure = phrase.measure
            last.cover(phrase)
        else:
            found.append(phrase)
    return found


def _alternatives(phrases: list[Phrase]) -> list[Phrase]:
    """ "Quý I hoặc Quý II": one or the other will do, so the later end counts."""
    found: list[Phrase] = []
    for phrase in phrases:
        last = found[-1] if found else None
        both = last is not None and isinstance(last.when, Span) and isinstance(phrase.when, Span)
        if (
            last is not None
            and both
            and phrase.join == Is.OR
            and not phrase.every
            and last.since is None
        ):
            phrase.since = last.when
            phrase.cover(last)
            found[-1] = phrase
        else:
            found.append(phrase)
    return found
