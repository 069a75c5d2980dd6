"""Small readers over what Zalo sends: whatever the shape, they answer and never raise. Ids stay text."""

from __future__ import annotations

from typing import Any

Raw = dict[str, Any]


def record(value: object) -> Raw:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def text(value: object) -> str:
    """Text as it is and whole numbers in their digits; anything else is empty.

    >>> text("00123"), text(2468458835296197922), text(None), text(True), text([1])
    ('00123', '2468458835296197922', '', '', '')
    """
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def texts(value: object) -> tuple[str, ...]:
    """The non-empty texts of a list."""
    return tuple(found for found in map(text, items(value)) if found)


def number(value: object) -> int | None:
    """A whole number, also where it comes as digits; for amounts and times, never for ids.

    >>> number("500"), number(499), number("-1"), number("many"), number(None), number(800.0)
    (500, 499, -1, None, None, 800)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    digits = value.removeprefix("-") if isinstance(value, str) else ""
    fits = digits.isascii() and digits.isdigit() and len(digits) <= 18
    return int(str(value)) if fits else None


def degrees(value: object) -> float | None:
    """A coordinate, as number or as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if -180 <= found <= 180 else None
