"""Options and kinds of values that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

import click

from schedules.errors import RejectedInput

F = TypeVar("F", bound=Callable[..., Any])


class InstantType(click.ParamType[int]):
    """A date or an instant in any form the house reads; gives seconds since 1970."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read it; a wrong one is wrong usage."""
        from schedules.civil import parse_civil, to_instant

        if isinstance(value, int):
            return value
        try:
            return to_instant(parse_civil(value))
        except RejectedInput as error:
            self.fail(f"{value!r} – {error.mend}", param, ctx)


class DayType(click.ParamType[date]):
    """A date in any form the house reads."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read it; a wrong one is wrong usage."""
        from schedules.civil import parse_date

        if isinstance(value, date):
            return value
        try:
            return parse_date(value)
        except RejectedInput as error:
            self.fail(f"{value!r} – {error.mend}", param, ctx)


def words(kinds: Iterable[str]) -> list[str]:
    """The words of a closed list as plain text; of an enum click would offer the Python names."""
    return [str(kind) for kind in kinds]


INSTANT = InstantType()
DAY = DayType()


def json_option(command: F) -> F:
    """`--json`: nothing but JSON goes to standard output."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")(
        command
    )
