"""The numbering of running text: I., 1., 1.1., a), (i), Điều, khoản, dashes – and the path a paragraph stands on."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_MARKS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("appendix", r"(?:PHỤ LỤC|Phụ lục|PHẦN|Phần|CHƯƠNG|Chương)\s+(?P<n>[IVX]+|\d+)\b[.:]?\s*"),
        ("article", r"Điều\s+(?P<n>\d+)[.:]\s*"),
        ("deep", r"(?P<n>\d{1,2}(?:\.\d{1,2}){2,3})[.)]?\s+"),
        ("second", r"(?P<n>\d{1,2}\.\d{1,2})[.)]?\s+(?!\d)"),
        ("roman", r"(?P<n>[IVX]{1,6})[.)]\s+"),
        ("letter", r"(?P<n>[A-HĐ])[.)]\s+"),
        ("figure", r"(?:Khoản\s+)?(?P<n>\d{1,2})[.)/]\s*(?=[^\d\s])"),
        ("ringed", r"(?P<n>\(\d{1,2}\))\s*"),
        ("small", r"(?P<n>\([ivx]{1,6}\))\s*"),
        ("point", r"(?:Điểm\s+)?(?P<n>[a-zđ])[.)]\s+"),
        ("pointed", r"(?P<n>\([a-zđ]\))\s*"),
        ("dash", r"(?P<n>[-–•*])\s*(?=[^\d\s])|(?P<m>[-–•])\s+"),
        ("plus", r"(?P<n>\+)\s*"),
    )
)


class Mark(NamedTuple):
    """What numbers a paragraph: its kind, its number as written, and the words behind it."""

    kind: str
    number: str
    rest: str


def mark_of(text: str) -> Mark | None:
    """The number a paragraph begins with.

    >>> mark_of("(ii) Rà soát")
    Mark(kind='small', number='(ii)', rest='Rà soát')
    >>> mark_of("1.1. Sở Nội vụ").number, mark_of("Điều 3. Chánh Văn phòng").number, mark_of("100% hồ sơ")
    ('1.1', 'Điều 3', None)
    """
    for kind, pattern in _MARKS:
        seen = pattern.match(text)
        if seen:
            number = seen["n"] or seen.groupdict().get("m") or "-"
            if kind == "article":
                number = f"Điều {number}"
            return Mark(kind, number, text[seen.end() :].strip())
    return None


class Step(NamedTuple):
    """One step of the path: its kind, its number, and the heading's words."""

    kind: str
    number: str
    text: str


class Outline:
    """Keeps the path through the numbering while paragraphs come in order."""

    def __init__(self) -> None:
        self.path: list[Step] = []
        self._counted: dict[str, int] = {}

    def enter(self, mark: Mark) -> None:
        """Step onto a numbered paragraph: back to its kind where it is on the path already, deeper otherwise."""
        kinds = [step.kind for step in self.path]
        if mark.kind in kinds:
            del self.path[kinds.index(mark.kind) :]
        elif mark.kind in ("appendix", "roman", "letter", "article"):
            keep = {"appendix": 0, "letter": 1, "article": 1, "roman": 2}[mark.kind]
            higher = ("appendix", "letter", "article")[:keep]
            self.path = [step for step in self.path if step.kind in higher]
        elif mark.kind in ("figure", "second", "deep"):
            below = ("second", "deep", "ringed", "small", "point", "pointed", "dash", "plus")
            self.path = [
                s for s in self.path if s.kind not in below or (mark.kind, s.kind) in _DEEPER
            ]
        number = mark.number
        if mark.kind in ("dash", "plus"):
            above = "/".join(step.number for step in self.path) + mark.kind
            self._counted[above] = self._counted.get(above, 0) + 1
            number = str(self._counted[above])
        self._forget(mark)
        self.path.append(Step(mark.kind, number, mark.rest))

    def _forget(self, mark: Mark) -> None:
        """Dashes below a new number are counted anew."""
        if mark.kind not in ("dash", "plus"):
            self._counted.clear()

    def section(self) -> str:
        """The numbers above the last step, without what repeats the one before: I, 1, 1.1 → I.1.1."""
        steps = self.path[:-1]
        shown = [
            s
            for i, s in enumerate(steps)
            if not any(n.number.startswith(s.number + ".") for n in steps[i + 1 :])
        ]
        return ".".join(step.number for step in shown)

    def item(self) -> str:
        """The last number."""
        return self.path[-1].number if self.path else ""


_DEEPER: Final = frozenset((("second", "figure"), ("deep", "second"), ("deep", "figure")))
