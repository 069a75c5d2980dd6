"""`items`, `messages`, `journal`, `people`: what the database holds, filtered, page by page."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any, TypeVar

import click

from bot.cli import records
from bot.cli.opening import run, settings_now, stored
from bot.cli.options import INSTANT, json_option, words
from bot.cli.output import Column, JsonArray, Table, note
from db.store import Reader, Row
from db.words import Fate, ItemState, Kind, MessageState, Road, Role

PAGE = 20_000  # rows read at once: some tens of megabytes at most
BEFORE_ALL = -(1 << 62)

F = TypeVar("F", bound=Callable[..., Any])
Record = dict[str, Any]
Pages = AsyncIterator[list[Record]]

_PERSON_STATES = ("linked", "unlinked", "inactive")


def _filters(states: Iterable[str], person: str, state: str) -> Callable[[F], F]:
    """The filters of items, messages and journal; a filter left out lets everything through."""
    options = [
        click.option(
            "--code", help="Only what concerns this code; a dossier's by any of its codes."
        ),
        click.option("--unit", help="Only this unit (its code)."),
        click.option("--person", help=person),
        click.option("--kind", type=click.Choice(words(Kind)), help="Only items of this kind."),
        click.option("--state", type=click.Choice(words(states)), help=state),
        click.option("--due-before", type=INSTANT, help="Only items due before this instant."),
        _limit,
        json_option,
    ]

    def decorate(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


_limit = click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=1000,
    show_default=True,
    help="At most so many; 0 for all.",
)


@click.command()
@_filters(ItemState, "Only those this person has (code).", "Only items in this state.")
def items(as_json: bool, limit: int, **filters: Any) -> None:
    """What is owed, by when and by whom; earliest deadline first."""
    columns = [
        Column("id", "id"),
        Column("due", "due_at", 16),
        Column("state", "state"),
        Column("kind", "kind"),
        Column("code", "code", 34),
        Column("title", "title", 40),
        Column("unit", "unit_name", 28),
        Column("assignee", "assignee_name", 24),
    ]
    _show(lambda read: _items(read, limit, filters), columns, as_json)


@click.command()
@_filters(MessageState, "Only to this person (code).", "Only messages in this state.")
@click.option("--channel", type=click.Choice(words(Road)), help="Only those that take this road.")
def messages(as_json: bool, limit: int, **filters: Any) -> None:
    """What was written to whom and what became of it.

    The newest ones, in the order they were written. A message keeps its last road; --json shows each attempt with its price.
    """
    columns = [
        Column("id", "id"),
        Column("written", "created_at", 16),
        Column("state", "state"),
        Column("road", "channel", 30),
        Column("why", "why", 40),
        Column("đồng", "price_vnd"),
        Column("person", "person_name", 24),
        Column("items", "items", 14),
        Column("reason", "reason", 20),
        Column("text", "text", 50),
    ]
    _show(lambda read: _messages(read, limit, filters), columns, as_json)


@click.command()
@_filters(Fate, "Only decisions about telling this person (code).", "Only this fate.")
def journal(as_json: bool, limit: int, **filters: Any) -> None:
    """Every decision to send or not to send, with its reason.

    The newest ones, in the order they were taken.
    """
    columns = [
        Column("id", "id"),
        Column("at", "at", 16),
        Column("fate", "fate"),
        Column("reason", "reason"),
        Column("rung", "rung", 24),
        Column("to", "audience"),
        Column("person", "person_name", 24),
        Column("in place of", "behalf_of_name", 24),
        Column("kind", "kind"),
        Column("code", "code", 34),
    ]
    _show(lambda read: _journal(read, limit, filters), columns, as_json)


@click.group(invoke_without_command=True)
@click.option("--unit", help="Only this unit (its code).")
@click.option("--person", "--code", help="Only this person (code).")
@click.option(
    "--role",
    type=click.Choice(words(r for r in Role if r != Role.CITIZEN)),
    help="Only those who hold this role.",
)
@click.option("--state", type=click.Choice(_PERSON_STATES), help="Tied to Zalo, not tied, or gone.")
@_limit
@json_option
@click.pass_context
def people(
    ctx: click.Context, /, as_json: bool, limit: int, state: str | None, **filters: Any
) -> None:
    """Who is known, and who can be reached. Phone numbers and Zalo ids are never shown."""
    if ctx.invoked_subcommand is not None:
        if as_json or state or any(filters.values()):
            raise click.UsageError(f"options belong behind `people {ctx.invoked_subcommand}`")
        return
    columns = [
        Column("code", "code", 16),
        Column("name", "name", 28),
        Column("title", "title", 28),
        Column("unit", "unit_name", 34),
        Column("roles", "roles", 24),
        Column("zalo", "zalo_linked"),
        Column("last heard", "last_interaction_at", 16),
        Column("active", "active"),
    ]
    filters["linked"] = {"linked": 1, "unlinked": 0}.get(state or "")
    filters["active"] = None if state is None else int(state != "inactive")
    _, now = settings_now()
    _show(lambda read: _people(read, limit, filters, now), columns, as_json)


async def _by_all_codes(read: Reader, filters: Record) -> Record:
    """The filters as the statements take them: a dossier's items by whichever of its codes they are kept."""
    from bot.ingest.aliases import codes_behind

    asked = filters["code"]
    codes = None if asked is None else f"|{'|'.join(await codes_behind(read, asked))}|"
    return {name: value for name, value in filters.items() if name != "code"} | {"codes": codes}


# -- reading -----------------------------------------------------------------------------------------------------


async def _items(read: Reader, limit: int, filters: Record) -> Pages:
    filters = await _by_all_codes(read, filters)

    async def page(after: tuple[int, int], size: int) -> list[Row]:
        at, number = after
        return await read.all("list_items", after_at=at, after_id=number, limit=size, **filters)

    answered = {name: value for name, value in filters.items() if name != "due_before"}
    after = (BEFORE_ALL, 0)
    async for rows in _paged(page, lambda row: (row[8], row[0]), after, limit):
        last = (rows[-1][8], rows[-1][0])
        answers = await read.all(
            "list_answers",
            after_at=after[0],
            after_id=after[1],
            last_at=last[0],
            last_id=last[1],
            **answered,
        )
        yield records.items(rows, answers)
        after = last


async def _messages(read: Reader, limit: int, filters: Record) -> Pages:
    filters = await _by_all_codes(read, filters)

    async def page(after: int, size: int) -> list[Row]:
        return await read.all("list_messages", after_id=after, limit=size, **filters)

    start = await _before_last(read, "message_before_last", limit, filters)
    whose = {name: filters[name] for name in ("unit", "person", "state", "channel")}
    async for rows in _paged(page, lambda row: row[0], start):
        whose |= {"first_id": rows[0][0], "last_id": rows[-1][0]}
        told = await read.all("list_message_items", **whose)
        went = await read.all("list_attempts", **whose)
        yield records.messages(rows, told, went)


async def _journal(read: Reader, limit: int, filters: Record) -> Pages:
    filters = await _by_all_codes(read, filters)

    async def page(after: int, size: int) -> list[Row]:
        return await read.all("list_journal", after_id=after, limit=size, **filters)

    start = await _before_last(read, "journal_before_last", limit, filters)
    async for rows in _paged(page, lambda row: row[0], start):
        yield records.journal(rows)


async def _people(read: Reader, limit: int, filters: Record, now: int) -> Pages:
    async def page(after: tuple[str, str], size: int) -> list[Row]:
        unit, code = after
        return await read.all(
            "list_people", after_unit=unit, after_code=code, limit=size, **filters
        )

    async for rows in _paged(page, lambda row: (row[4], row[1]), ("", ""), limit):
        ids = json.dumps([row[0] for row in rows])
        closed = await read.all("closed_roads_of", people=ids, now=now)
        yield records.people(rows, closed)


async def _before_last(read: Reader, statement: str, limit: int, filters: Record) -> int:
    """The row after which only the newest `limit` follow."""
    before = await read.value(statement, skip=limit, **filters) if limit else None
    if before is not None:
        note(f"only the newest {limit} are shown; --limit 0 shows all")
    return before or 0


K = TypeVar("K")


async def _paged(
    page: Callable[[K, int], Awaitable[list[Row]]],
    key: Callable[[Row], K],
    after: K,
    limit: int = 0,
) -> AsyncIterator[list[Row]]:
    """Pages of rows up to `limit` (0: all of them)."""
    left = limit or None
    while left != 0:
        size = PAGE if left is None else min(PAGE, left)
        rows = await page(after, size)
        if rows:
            yield rows
            after = key(rows[-1])
        if len(rows) < size:
            return
        left = None if left is None else left - size
    if await page(after, 1):
        note(f"only the first {limit} are shown; --limit 0 shows all")


# -- showing -----------------------------------------------------------------------------------------------------


def _show(pages: Callable[[Reader], Pages], columns: list[Column], as_json: bool) -> None:
    settings, _ = settings_now()

    async def work() -> None:
        async with stored(settings) as store:
            await _print(pages(store), columns, as_json)

    run(work())


async def _print(pages: Pages, columns: list[Column], as_json: bool) -> None:
    if as_json:
        array = JsonArray()
        async for page in pages:
            array.add(page)
        array.close()
        return
    table, shown = Table(columns), 0
    async for page in pages:
        table.add([records.for_people(record) for record in page])
        shown += len(page)
    if not shown:
        note("nothing found")
