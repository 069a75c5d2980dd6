"""The samples at their limits: everything as long as data may bring it, everything optional left out, 300 dossiers at once.

For the tests, and for the pictures of every text on a small screen.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Final

from messages_vi.render import LINES_PER_PAGE

Variant = Callable[[Any], Any]

LONG_NAME: Final = ("Nguyễn Hoàng Thị Phương Thảo " * 5)[:120].strip()
LONG_TITLE: Final = ("Đề nghị hướng dẫn việc thực hiện thủ tục hành chính " * 5)[:200].strip()
_NAMES: Final = ("name", "who")
_LONG: Final = (
    "title",
    "step",
    "procedure",
    "source",
    "window",
    "to_unit",
    "contact",
    "what",
    "reason",
    "mend",
)
_OPTIONAL: Final = ("title", "step", "procedure", "source", "window", "to_unit", "contact")
_MANY: Final = 300
_PAGES: Final = 5


def stretched(value: Any, name: str = "") -> Any:
    """The same context with everything as long as data may bring it."""
    if isinstance(value, Mapping):
        return {key: stretched(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        many = LINES_PER_PAGE if name in ("lines", "colleagues") else 4
        grown = [stretched(value[place % len(value)]) for place in range(many)] if value else []
        return [
            {**inner, "number": 10 + n} if isinstance(inner, dict) else inner
            for n, inner in enumerate(grown)
        ]
    if name in _NAMES:
        return LONG_NAME
    if name in _LONG:
        return LONG_TITLE
    longest = {"code": "H01.25.10.99-250317-0001/" * 3, "late_days": 1234}
    longest |= {"page": 12, "pages": 12, "overflow": 12345}
    return longest.get(name, value)


def stretched_ahead(value: Any) -> Any:
    """As `stretched`, with all work still far from its due instant: the longest way to say where a line stands."""
    return _ahead(stretched(value))


def _ahead(value: Any) -> Any:
    if isinstance(value, Mapping):
        far = {"late_days": 0, "left_minutes": 123 * 480 + 450, "rung": "due_in_days"}
        inner = {key: _ahead(inner) for key, inner in value.items()}
        return inner | {key: far[key] for key in far if key in inner}
    if isinstance(value, list):
        return [_ahead(inner) for inner in value]
    return value


def bare(value: Any, name: str = "") -> Any:
    """The same context with everything optional left out."""
    if isinstance(value, Mapping):
        # Only a notice or a line may have nobody; who was nudged is known.
        nobody = ("holder", "assignee") if {"answers", "rung"} & set(value) else ("holder",)
        return {key: None if key in nobody else bare(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [bare(inner) for inner in value] if name == "lines" else []
    if name == "undo_until":
        return None
    return "" if name in _OPTIONAL else value


def crowded(context: Mapping[str, Any]) -> dict[str, Any]:
    """The same list at its last page, of 300 dossiers; a text that lists nothing stays as it is."""
    lines = context.get("lines")
    if not lines:
        return dict(context)
    last = (_PAGES - 1) * LINES_PER_PAGE + 1 if "pages" in context else 1
    full = [
        {**lines[n % len(lines)], "number": last + n, "code": f"H01.25.10-250317-{last + n:04}"}
        for n in range(LINES_PER_PAGE)
    ]
    listed = last + LINES_PER_PAGE - 1
    told = {"lines": full, "n": _MANY, "overflow": _MANY - listed}
    told |= {"page": _PAGES, "pages": _PAGES} if "pages" in context else {}
    if "counts" in context:
        shares = {name: int(bool(count)) for name, count in context["counts"].items()}
        told["counts"] = {n: _MANY // sum(shares.values()) * share for n, share in shares.items()}
    return {**context, **told}


def decomposed(value: Any) -> Any:
    """The same context in letters with their marks apart, as some phones write them."""
    if isinstance(value, Mapping):
        return {key: decomposed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [decomposed(inner) for inner in value]
    return unicodedata.normalize("NFD", value) if type(value) is str else value


VARIANTS: Final[Mapping[str, Variant]] = {
    "typical": lambda context: context,
    "long": stretched,
    "long and far ahead": stretched_ahead,
    "bare": bare,
    "crowded": crowded,
    "decomposed": decomposed,
}
