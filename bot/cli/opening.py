"""How a command reaches settings, clock and database; what is heavy is imported only when it is needed."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from db.glance import Glance, Schema
from schedules.errors import Misconfigured, StoreProblem

if TYPE_CHECKING:
    from bot.config import Settings
    from db.records import CalendarDay
    from db.sealing import Sealer
    from db.sqlite import SqliteStore
    from db.store import Reader
    from schedules.calendar import WorkCalendar
    from schedules.hours import WeekHours

T = TypeVar("T")


def settings_now() -> tuple[Settings, int]:
    """The settings and the present instant under the clock they ask for."""
    from bot.clock import clock_from
    from bot.config import load

    settings = load()
    return settings, clock_from(settings.clock).now()


def run(work: Coroutine[Any, Any, T], *, fast: bool = False) -> T:
    """Run a command's asynchronous part with the logs going to standard error; `fast` where throughput counts."""
    from bot.logs import configure

    configure()
    if fast and sys.platform != "win32":
        import uvloop

        return uvloop.run(work)
    return asyncio.run(work)


@asynccontextmanager
async def stored(settings: Settings) -> AsyncIterator[SqliteStore]:
    """The database as it is; raises `StoreProblem` when it is missing or of another version."""
    from db.sqlite import SqliteStore

    path = settings.sqlite_path
    require_schema(path)
    store = SqliteStore(path)
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def prepared(settings: Settings, now: int) -> AsyncIterator[SqliteStore]:
    """The database, made or brought to this version first, with what a new one begins with."""
    from bot.seed import seed
    from db.sqlite import SqliteStore

    path = settings.sqlite_path
    if path.exists():
        with Glance(path) as glance:
            refuse_later(path, glance.schema())
    store = SqliteStore(path)
    try:
        await seed(store, now)
        yield store
    finally:
        await store.close()


def require_schema(path: Path) -> None:
    """Refuse a database whose schema is not this version's; raises `StoreProblem` with the mend."""
    with Glance(path) as glance:
        schema = glance.schema()
    refuse_later(path, schema)
    if schema.lacking:
        raise StoreProblem(
            f"the database {path} lacks {', '.join(schema.lacking)}: run `nhacviec db upgrade`"
        )


def refuse_later(path: Path, schema: Schema) -> None:
    """Keep hands off a database that a later version of ours has changed; raises `StoreProblem`."""
    if schema.later:
        raise StoreProblem(
            f"the database {path} was made by a later version ({schema.later[-1]}): install that version"
        )


async def sealer_for(settings: Settings, reader: Reader) -> Sealer:
    """The sealer of this installation; raises when there is no secret, or `CannotOpen` when it is not the one used so far.

    Values sealed with two different secrets in one database could never be told apart again.
    """
    from db.sealing import Sealer

    secret = settings.secret_key.get_secret_value()
    if not secret:
        raise Misconfigured(
            [
                "NHACVIEC_SECRET_KEY is missing: set the one the service runs with; see `nhacviec doctor`"
            ]
        )
    sealer = Sealer(secret)
    sample = await reader.value("a_sealed_value")
    if sample is not None:
        sealer.open(sample)
    return sealer


def special_days(settings: Settings) -> list[CalendarDay]:
    """The table of days in force: the database's if there is one, else the packaged one. Makes no database."""
    from db.records import CalendarDay
    from schedules.calendar import official_days

    path = settings.sqlite_path
    days: list[CalendarDay] = []
    if path.is_file():
        with Glance(path) as glance:
            if not glance.schema().lacking:
                days = [CalendarDay(*row) for row in glance.rows("calendar_days")]
    return days or list(official_days())


def calendar_source(settings: Settings) -> Callable[[WeekHours], WorkCalendar]:
    """Calendars by working hours under the table of days in force."""
    from schedules.calendar import WorkCalendar

    days = special_days(settings)
    version = max(day.version for day in days)

    @lru_cache
    def calendar_of(hours: WeekHours) -> WorkCalendar:
        return WorkCalendar(hours, days, version)

    return calendar_of
