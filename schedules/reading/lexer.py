"""Plain text → atoms: each pattern of the lexicon becomes what it is worth."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from schedules.reading.atoms import Atom, Day, Is, Span
from schedules.reading.lexicon import (
    FREQUENCIES,
    MONTH_SPELT,
    MONTH_WORDS,
    NUMBER_SPELT,
    NUMBER_WORDS,
    PARTS,
    PATTERN,
    ROMAN,
    WEEKDAYS,
)
from schedules.reading.plain import Plain

Make = Callable[[Plain, "re.Match[str]"], "Iterator[Atom] | None"]

# Words that are atoms as they stand, with the spelling they must have in a text with diacritics.
_BARE: Final[Mapping[str, tuple[Is, str]]] = {
    "paper": (Is.PAPER, ""),
    "before": (Is.BEFORE, ""),
    "both": (Is.BY, ""),
    "not_later": (Is.BY, ""),
    "in": (Is.IN, "trong"),
    "until": (Is.UNTIL, ""),
    "whole": (Is.WHOLE, "hết"),
    "from": (Is.FROM, ""),
    "counted": (Is.COUNTED, ""),
    "next_year": (Is.NEXT_YEAR, ""),
    "after": (Is.AFTER, "sau"),
    "at_once": (Is.AT_ONCE, ""),
    "when": (Is.WHEN, "khi"),
    "end_of": (Is.END_OF, ""),
    "in_case": (Is.IN_CASE, ""),
    "or": (Is.OR, ""),
    "and": (Is.AND, ""),
    "comma": (Is.COMMA, ""),
    "stop": (Is.STOP, ""),
    "open": (Is.OPEN, ""),
    "close": (Is.CLOSE, ""),
    "dash": (Is.DASH, ""),
    "ongoing": (Is.ONGOING, ""),
    "on_request": (Is.ON_REQUEST, ""),
    "external": (Is.EXTERNAL, "theo"),
    "vague": (Is.VAGUE, ""),
    "facts": (Is.FACTS, ""),
    "glue": (Is.GLUE, ""),
}


def atoms(plain: Plain) -> list[Atom]:
    """All atoms of a text in order; what is none of them is left out."""
    found: list[Atom] = []
    for match in PATTERN.finditer(plain.text):
        kind = str(match.lastgroup)
        bare = _BARE.get(kind)
        if bare is not None:
            if not bare[1] or plain.says(match.start(), match.start() + len(bare[1]), bare[1]):
                found.append(Atom(bare[0], *match.span()))
        else:
            found += _MAKERS[kind](plain, match)
    return found


def number(plain: Plain, match: re.Match[str], group: str) -> int | None:
    """A number in figures, or in words spelt as the number."""
    said = " ".join(match[group].split())
    if said.isdigit():
        return int(said)
    spelt = NUMBER_SPELT.get(said)
    return NUMBER_WORDS[said] if spelt is None or plain.says(*match.span(group), spelt) else None


def _year(match: re.Match[str], *groups: str) -> int | None:
    return next((int(match[group]) for group in groups if match[group]), None)


def _one(kind: Is, match: re.Match[str], value: Any) -> Iterator[Atom]:
    yield Atom(kind, match.start(), match.end(), value)


def _date(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    n = next(i for i in "123" if match[f"d{i}"])
    year = _year(match, f"y{n}", *(("y1b",) if n == "1" else ()))
    yield from _one(Is.DATE, match, Day(int(match[f"d{n}"]), int(match[f"m{n}"]), year))


def _date_short(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    yield from _one(
        Is.DATE, match, Day(int(match["d4"]), int(match["m4"]), 2000 + int(match["y4"]))
    )


_MONTHS_ON: Final = re.compile(r"(?<!\d)(?<!nam )(?<![/\-.])\d{1,2}(?!\d)")
_DAYS_ON: Final = re.compile(r"\d{1,2}")
_QUARTERS_ON: Final = re.compile(r"\b(?:iv|i{1,3})\b")


def _month(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    if match["mw"]:
        word = " ".join(match["mw"].split())
        if word in MONTH_SPELT and not plain.says(*match.span("mw"), MONTH_SPELT[word]):
            return
        month = MONTH_WORDS[word]
    else:
        month = int(match["mo"] or match["mt"] or match["mb"])
    year = _year(match, "mo_y", "mt_y", "mw_y", "mb_y")
    more = list(_MONTHS_ON.finditer(plain.text, *match.span("mo_more"))) if match["mo_more"] else []
    last = _year(match, "mo_my")
    end = match.start("mo_more") if more else match.end()
    yield Atom(Is.MONTH, match.start(), end, Span(month, 1, year or last))
    for one in more:
        yield Atom(Is.COMMA, one.start(), one.start())
        yield Atom(Is.MONTH, *one.span(), Span(int(one[0]), 1, last or year))


def _quarter(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    word = plain.text.rfind("qu", match.start(), match.start("q"))
    if word >= 0 and not plain.says(word, word + 3, "quý"):
        return
    year = _year(match, "q_y", "q_y2")
    more = list(_QUARTERS_ON.finditer(plain.text, *match.span("q_more"))) if match["q_more"] else []
    end = match.start("q_more") if more else match.end()
    yield Atom(Is.QUARTER, match.start(), end, Span(ROMAN[match["q"]] * 3 - 2, 3, year))
    for one in more:
        dash = plain.text[: one.start()].rstrip().endswith("-")
        yield Atom(Is.DASH if dash else Is.COMMA, one.start(), one.start())
        yield Atom(Is.QUARTER, *one.span(), Span(ROMAN[one[0]] * 3 - 2, 3, year))


def _half(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    if match["h_h"]:
        first, months, year = match["h_h"] == "dau", 6, _year(match, "h_hy")
    else:
        words = {"ba": 3, "sau": 6, "chin": 9}
        months = words.get(match["h_n"]) or int(match["h_n"])
        first, year = match["h_w"] == "dau", _year(match, "h_y")
    yield from _one(Is.HALF, match, Span(1 if first else 13 - months, months, year))


def _years(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    yield from _one(Is.YEAR, match, Span(1, 12, int(match["ya"] or match["yb"])))
    if match["yz"]:
        yield Atom(Is.DASH, match.end(), match.end())
        yield Atom(Is.YEAR, match.end(), match.end(), Span(1, 12, int(match["yz"])))


def _now(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    yield from _one(Is.PART, match, ("late", match["now_u"]))


def _frequency(said: str) -> str:
    words = " ".join(said.split())
    if words.lstrip("0").startswith(("3", "9")):
        return "quarter"
    return FREQUENCIES.get(words) or "half_year"


_SAID_UNITS: Final = re.compile(
    r"0?[369]\s*thang|sau\s+thang|nua\s+nam|ban\s+nien|ngay|tuan|thang|quy|nam"
)


def _every(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    first = match["e_1"] or match["e_d"]
    more = match["e_more"] or match["e_dmore"] or ""
    said = [first, *_SAID_UNITS.findall(more)]
    yield from _one(Is.EVERY, match, tuple(dict.fromkeys((_frequency(one), 1) for one in said)))


def _bare_list(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    said = _SAID_UNITS.findall(match["bl"])
    yield from _one(Is.EVERY, match, tuple(dict.fromkeys((_frequency(one), 1) for one in said)))


def _per(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    if match["p_1"]:
        n, unit = 1, match["p_1"]
    else:
        read = int(match["p_m"]) if match["p_m"] else number(plain, match, "p_n")
        n, unit = read or 1, match["p_mu"] or match["p_u"]
    every, interval = FREQUENCIES[unit], n
    whole = {("month", 3): "quarter", ("month", 6): "half_year", ("month", 12): "year"}
    whole |= {("quarter", 2): "half_year", ("quarter", 4): "year", ("day", 7): "week"}
    if (every, n) in whole:
        every, interval = whole[every, n], 1
    yield from _one(Is.EVERY, match, ((every, interval),))


def _periodic(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    yield from _one(Is.EVERY, match, (("unspecified", 1),))


def _workdays(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    yield from _one(Is.EVERY, match, (("workday", 1),))


def _times(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    back = match["b_n"] is not None
    n = number(plain, match, "b_n" if back else "t_n")
    if n is None:
        return
    period = _frequency(match["b_p" if back else "t_p"])
    if n == 1 and not _year(match, "b_y" if back else "t_y"):
        yield from _one(Is.EVERY, match, ((period, 1),))
        return
    least = bool(match["b_least" if back else "least"])
    value = (n, period, least, _year(match, "b_y" if back else "t_y"))
    yield from _one(Is.TIMES, match, value)


def _last_day(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    day = "last_working" if match["ld_w"] else "last"
    yield from _one(Is.DAY, match, day)
    if match["ld_u"]:
        yield Atom(Is.EVERY, match.end(), match.end(), ((_frequency(match["ld_u"]), 1),))


def _end_of_each(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    yield Atom(Is.PART, match.start(), match.end(), (PARTS[match["ee_p"]], None))
    yield Atom(Is.EVERY, match.end(), match.end(), ((_frequency(match["ee_u"]), 1),))


def _which_month(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    if (
        match["wm_next"] == "sau"
        and plain.accented
        and not plain.says(*match.span("wm_next"), "sau")
    ):
        yield from _one(Is.MONTH, match, Span(6, 1))  # tháng sáu
        return
    of = match["wm_lof"] or match["wm_fof"] or match["wm_aof"] or match["wm_nof"]
    every = None if of in (None, "ky") else _frequency(of)
    nth = {"nhat": 1, "hai": 2, "ba": 3}
    which: int | str
    if match["wm_last"]:
        which = "last"
    elif match["wm_first"]:
        which = "next" if match["wm_fnext"] else "first"
    elif match["wm_after"] or match["wm_next"]:
        which = "next"
    elif match["wm_n"]:
        which = nth.get(match["wm_n"]) or int(match["wm_n"])
    else:
        which = "this" if match["wm_this"] else "prev"
    yield from _one(Is.WHICH_MONTH, match, (which, every))


def _weekday(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    start = match.start()
    if not match["wd7"] and not plain.says(start, start + 3, "thứ"):
        return
    yield from _one(Is.WEEKDAY, match, 7 if match["wd7"] else WEEKDAYS[match["wd"]])


def _nth(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    words = {"dau tien": 1, "dau": 1, "nhat": 1, "hai": 2, "ba": 3, "tu": 4}
    said = " ".join(match["nth_w"].split())
    n = words.get(said) or (int(said) if said.isdigit() else 0)
    yield from _one(Is.NTH, match, n)


def _time(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    hour, minute = int(match["th"] or match["th2"]), int(match["tm"] or match["tm2"] or 0)
    yield from _one(Is.TIME, match, (hour, minute))


def _measure(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    n = number(plain, match, "ms_n")
    start, spelt = match.start("ms_u"), match["ms_u"].startswith("ngay")
    if n is None or (spelt and not plain.says(start, start + 4, "ngày")):
        return
    if match["ms_n"][-1:].isalpha() and match.end("ms_n") == start:
        return  # "hành chính" is not nine hours
    unit = re.sub(r"[\s()]+", " ", match["ms_u"]).strip()
    yield from _one(Is.MEASURE, match, (n, unit))


def _that_is(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    if match[0].startswith("tuc") and not plain.says(match.start(), match.start() + 3, "tức"):
        return  # "thủ tục"
    yield from _one(Is.THAT_IS, match, None)


_PART_SPELT: Final = {"dau": "đầu", "giua": "giữa", "cuoi": "cuối"}


def _part(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    spelt = _PART_SPELT.get(match["part_w"])
    if spelt and not plain.says(*match.span("part_w"), spelt):
        return  # "phấn đấu", "dấu"
    part = PARTS[" ".join(match["part_w"].split())]
    yield from _one(Is.PART, match, (part, match["part_u"]))


def _window(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    before = bool(match["w1m"])
    yield from _one(Is.WINDOW, match, (int(match["w1"]), int(match["w2"]), before))


def _day(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    more = list(_DAYS_ON.finditer(plain.text, *match.span("day_more")))
    end = match.start("day_more") if more else match.end()
    yield Atom(Is.DAY, match.start(), end, int(match["day_n"]))
    for one in more:
        yield Atom(Is.COMMA, one.start(), one.start())
        yield Atom(Is.DAY, *one.span(), int(one[0]))


def _running(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    yield from _one(Is.PART, match, (None, match["run"]))


def _week_of(plain: Plain, match: re.Match[str]) -> Iterator[Atom]:
    """Weeks of a month are counted in sevens: the third is 15 to 21."""
    said, month, year = match["wk"].split()[0], int(match["wk_m"]), _year(match, "wk_y")
    n = {"dau": 1, "nhat": 1, "hai": 2, "ba": 3, "tu": 4}.get(said) or (
        int(said) if said.isdigit() else 5
    )
    first, last = (25, 31) if n == 5 else (n * 7 - 6, n * 7)
    start, end = match.span()
    yield Atom(Is.FROM, start, start)
    yield Atom(Is.DATE, start, start, Day(first, month, year))
    yield Atom(Is.UNTIL, start, start)
    yield Atom(Is.DATE, start, end, Day(last, month, year))


_MAKERS: Final[Mapping[str, Callable[[Plain, re.Match[str]], Iterator[Atom]]]] = {
    "that_is": _that_is,
    "window": _window,
    "times": _times,
    "times_back": _times,
    "per": _per,
    "half": _half,
    "workdays": _workdays,
    "last_day": _last_day,
    "end_of_each": _end_of_each,
    "every": _every,
    "bare_list": _bare_list,
    "periodic": _periodic,
    "which_month": _which_month,
    "week_of": _week_of,
    "running": _running,
    "date": _date,
    "date_short": _date_short,
    "month": _month,
    "quarter": _quarter,
    "years": _years,
    "now": _now,
    "nth": _nth,
    "weekday": _weekday,
    "measure": _measure,
    "time": _time,
    "day": _day,
    "part": _part,
}
