"""A due date that somebody agreed to move: how its derivation says so. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

KEY: Final = "postponed"


def postponed(derivation: str) -> bool:
    """Whether a stored derivation (JSON text) tells of an agreed date, which no calendar and no rule moves any more.

    >>> postponed('{"op":"occurrence","postponed":{"to":"2025-03-20T17:00:00+07:00"}}'), postponed("")
    (True, False)
    """
    return f'"{KEY}":' in derivation


def with_agreement(derivation: Mapping[str, Any], agreement: Mapping[str, Any]) -> dict[str, Any]:
    """A derivation that tells of the agreement beside how the date was first found."""
    return {**derivation, KEY: dict(agreement)}
