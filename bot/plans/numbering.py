"""The numbers Word writes by itself: a paragraph only says which list and which level it belongs to."""

from __future__ import annotations

import re
from typing import Any, Final

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN: Final = (
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_MOST_LEVELS: Final = 9


class Numbers:
    """Counts the automatic numbers of one document, paragraph by paragraph in order."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, list[int]] = {}
        self._lists: dict[str, str] = {}
        self._styles: dict[str, Any] = {}
        part = next(
            (
                p
                for p in document.part.package.iter_parts()
                if str(p.partname).endswith("/numbering.xml")
            ),
            None,
        )
        if part is not None and hasattr(part, "element"):
            self._read(part.element)
        for style in document.styles.element.iter(f"{_W}style"):
            found = style.find(f"{_W}pPr/{_W}numPr")
            if found is not None:
                self._styles[style.get(f"{_W}styleId")] = found

    def of(self, paragraph: Any) -> str:
        """The number in front of a paragraph, as it is shown; empty when it has none or only a dot."""
        found = paragraph.find(f"{_W}pPr/{_W}numPr")
        if found is None:
            style = paragraph.find(f"{_W}pPr/{_W}pStyle")
            found = self._styles.get(style.get(f"{_W}val")) if style is not None else None
        if found is None:
            return ""
        listed, level = found.find(f"{_W}numId"), found.find(f"{_W}ilvl")
        if listed is None:
            return ""
        at = min(int(level.get(f"{_W}val", "0")) if level is not None else 0, _MOST_LEVELS - 1)
        return self._shown(listed.get(f"{_W}val", ""), at)

    def _read(self, numbering: Any) -> None:
        for abstract in numbering.iter(f"{_W}abstractNum"):
            levels: dict[int, tuple[str, str, int]] = {}
            for level in abstract.iter(f"{_W}lvl"):
                values = {
                    name: level.find(f"{_W}{name}") for name in ("numFmt", "lvlText", "start")
                }
                said = {
                    name: (e.get(f"{_W}val") or "") if e is not None else ""
                    for name, e in values.items()
                }
                start = int(said["start"]) if said["start"].isdigit() else 1
                levels[int(level.get(f"{_W}ilvl", "0"))] = (said["numFmt"], said["lvlText"], start)
            self._levels[abstract.get(f"{_W}abstractNumId", "")] = levels
        for num in numbering.iter(f"{_W}num"):
            abstract = num.find(f"{_W}abstractNumId")
            if abstract is not None:
                self._lists[num.get(f"{_W}numId", "")] = abstract.get(f"{_W}val", "")

    def _shown(self, listed: str, at: int) -> str:
        levels = self._levels.get(self._lists.get(listed, ""), {})
        form, pattern, _ = levels.get(at, ("", "", 1))
        if not form or form == "none":
            return ""
        if form == "bullet":
            return "-"
        counts = self._counts.setdefault(listed, [0] * _MOST_LEVELS)
        counts[at] = counts[at] + 1 if counts[at] else levels[at][2]
        counts[at + 1 :] = [0] * (_MOST_LEVELS - at - 1)

        def figure(seen: re.Match[str]) -> str:
            n = int(seen[1]) - 1
            own, _, start = levels.get(n, ("decimal", "", 1))
            return _figure(counts[n] or start, own)

        return re.sub(r"%([1-9])", figure, pattern)


def _figure(n: int, form: str) -> str:
    """A number in the form Word names.

    >>> _figure(4, "upperRoman"), _figure(2, "lowerLetter"), _figure(7, "decimalZero")
    ('IV', 'b', '07')
    """
    if form.endswith("Letter"):
        letter = "abcdefghijklmnopqrstuvwxyz"[(n - 1) % 26]
        return letter.upper() if form.startswith("upper") else letter
    if form.endswith("Roman"):
        said, left = "", min(n, 399)
        for value, sign in _ROMAN:
            said, left = said + sign * (left // value), left % value
        return said.upper() if form.startswith("upper") else said
    return f"{n:02}" if form == "decimalZero" else str(n)
