"""What the coordinator should look at: dossiers, holders and internal processes that do not add up. Facts → warnings.

Nothing is mended here and no date is moved: a warning names what differs and closes by itself when it is no longer true.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from bot.engine import Engine
from bot.ingest.checking import (
    ROLE_UNKNOWN,
    STEP_WITHOUT_TIME,
    STEPS_EXCEED,
    STEPS_GAP,
    UNIT_UNKNOWN,
    VERSIONS_OVERLAP,
    Offices,
    faults,
)
from bot.ingest.holders import Holders, holders_of
from bot.ingest.present import phase_in_hand
from bot.ingest.processes import Book, Version
from bot.ingest.shapes import Known
from bot.ingest.step_times import over_pauses
from bot.ingest.steps import pauses_of, present_step, standing
from bot.ingest.wholes import of_phase, phases_of, readings, whole_of
from db.directory import Directory
from db.records import ProcedureStep
from db.store import Reader, Tx
from db.words import ItemState, Role
from messages_vi.doubts import doubt_words
from schedules.calendar import WorkCalendar
from schedules.civil import civil_date, to_iso

PROMISE_DIFFERS: Final = "promise_differs"
HOLDER_UNKNOWN: Final = "holder_unknown"
HOLDER_SEVERAL: Final = "holder_several"
PROCEDURE_UNKNOWN: Final = "procedure_unknown"
HOLDER_MISSING: Final = "holder_missing"
EXTENSION_DIFFERS: Final = "extension_differs"
HEAD_MISSING: Final = "head_missing"
OF_DOSSIERS: Final = (PROMISE_DIFFERS, HOLDER_UNKNOWN, HOLDER_SEVERAL, EXTENSION_DIFFERS)
LOW_RATING: Final = "low_rating"
OF_RATINGS: Final = (LOW_RATING,)
OF_PROCEDURES: Final = (
    PROCEDURE_UNKNOWN, STEPS_EXCEED, STEPS_GAP, STEP_WITHOUT_TIME, ROLE_UNKNOWN, UNIT_UNKNOWN, VERSIONS_OVERLAP,
    HOLDER_MISSING, HEAD_MISSING,
)  # fmt: skip


class Doubt(NamedTuple):
    """One thing to look at: its kind, the unit it falls to (None: the province), its code, and facts for the words."""

    kind: str
    unit_id: int | None
    code: str
    facts: dict[str, Any]


def of_dossier(known: Known, directory: Directory, calendar: WorkCalendar) -> list[Doubt]:
    """The doubts about a dossier in hand: its promised date, the person behind its holder's name."""
    dossier = known.dossier
    state = standing(dossier, known.progress)
    if state not in (ItemState.OPEN, ItemState.SUSPENDED):
        return []
    found = []
    extended = _extension(known)
    if extended:
        found.append(Doubt(EXTENSION_DIFFERS, dossier.unit_id, dossier.code, extended))
    differs = _promise(known, calendar) if extended is None else None
    if differs is not None:
        found.append(Doubt(PROMISE_DIFFERS, dossier.unit_id, dossier.code, differs))
    if dossier.holder and state == ItemState.OPEN:
        _, unit_id = present_step(known, directory)
        holders = holders_of(directory, dossier.holder, unit_id)
        for kind, facts in _unclear(holders, directory, unit_id):
            found.append(Doubt(kind, dossier.unit_id, dossier.code, facts))
    return found


def _unclear(
    holders: Holders, directory: Directory, unit_id: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The names of present holders that fit nobody or several people, with the unit in which they were looked for.

    Each of them counts, though others are known: whoever is meant does not hear of the work.
    """
    unit = directory.units.get(unit_id)
    for kind, names in ((HOLDER_UNKNOWN, holders.unknown), (HOLDER_SEVERAL, holders.several)):
        if names:
            meant = max(len(directory.named(name, unit_id)) for name in names)
            told = {"names": list(names), "unit": unit.code if unit else ""}
            yield kind, {"holder": "; ".join(names), "people": meant} | told


def _extension(known: Known) -> dict[str, Any] | None:
    """How the source's date differs from the one a signed letter set; empty when it has taken it over, None when it has
    not followed yet, or there is no letter."""
    letter, stated = known.letter, known.dossier.due_at
    if letter is None or letter.signed_at is None or letter.new_due_at is None or stated is None:
        return None
    if stated == letter.due_at:
        return None
    if civil_date(stated) == civil_date(letter.new_due_at):
        return {}
    return {"promised": to_iso(stated), "extended": to_iso(letter.new_due_at)}


def _promise(known: Known, calendar: WorkCalendar) -> dict[str, Any] | None:
    """How far the promised date lies from what receipt, internal process and pauses give; None under a working day.

    Dates are compared, as the state does; the hour does not count (`domain.md` §2.2). Of several right readings the
    nearest is taken.
    """
    dossier = known.dossier
    if dossier.due_at is None:
        return None
    promised = civil_date(dossier.due_at)
    differs: list[tuple[int, int]] = []
    for computed in _computed(known, calendar):
        ours = civil_date(computed)
        days = calendar.working_days_between(min(promised, ours), max(promised, ours))
        differs.append((days, computed))
    days, computed = min(differs, default=(0, 0))
    if not days:
        return None
    return {
        "promised": to_iso(dossier.due_at),
        "computed": to_iso(computed),
        "days": days,
        "later": promised > civil_date(computed),
    }


def _computed(known: Known, calendar: WorkCalendar) -> Iterator[int]:
    """When a dossier may rightly be due: by the phase in hand, or by all of them together, past its pauses."""
    dossier, process = known.dossier, known.process
    rests = pauses_of(known)
    phase, began = phase_in_hand(process, dossier, rests)
    parts = [(began, of_phase(process, phase)), (dossier.received_at, process)]
    for start, steps in parts[: len(phases_of(process))]:
        span = whole_of(steps, dossier.online)
        if span is not None:
            for plain in readings(start, span, known.setting, calendar):
                yield over_pauses(known.setting, start, plain, span, rests, calendar).due_at


def of_procedure(
    code: str, versions: Sequence[Version], directory: Directory, offices: Offices, day: str
) -> list[Doubt]:
    """The doubts about one procedure's processes, one a kind: the worst is named, the others are counted."""
    steps = [step for version in versions for step in version.steps]
    by_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for fault in faults(versions, offices, day):
        by_kind[fault.kind].append(fault.facts)
    found = []
    for kind, told in by_kind.items():
        worst = max(told, key=lambda facts: facts.get("sum", 0) - facts.get("whole", 0))
        more = {"others": len(told) - 1} if len(told) > 1 else {}
        facts = {"name": steps[-1].procedure_name} | worst | more
        found.append(Doubt(kind, _unit_of(steps, directory), code, facts))
    return found


async def keep_dossier_doubts(tx: Tx, codes: str, found: Iterable[Doubt], now: int) -> None:
    """Make the open warnings of these dossiers (a JSON list of codes) what is true now."""
    rows = await tx.all("warnings_of", codes=codes)
    await _keep(tx, [row for row in rows if row[1] in OF_DOSSIERS], found, now)


async def refresh_procedure_doubts(engine: Engine, now: int) -> None:
    """Look at all internal processes, and at procedures of dossiers in hand that have none."""
    store, directory = engine.store, engine.snapshot.directory
    book = Book(ProcedureStep(*row) for row in await store.all("procedure_steps"))
    offices, day = Offices(directory), civil_date(now).isoformat()
    found = [
        doubt
        for code in book.codes
        for doubt in of_procedure(code, book.versions(code), directory, offices, day)
    ]
    found += [
        Doubt(HOLDER_MISSING, unit_id, code, {"name": name, "dossiers": count})
        for unit_id, code, name, count in await store.all("holders_missing")
    ]
    found += await _without_process(store, book)
    found += headless(directory, await store.all("units_with_dossiers"))
    async with store.tx() as tx:
        rows = await tx.all("open_warnings")
        await _keep(tx, [row for row in rows if row[1] in OF_PROCEDURES], found, now)


async def warnings_about(reader: Reader, codes: Collection[str]) -> list[dict[str, str]]:
    """What the coordinator is warned of about these procedures, in words."""
    told = []
    for _, kind, _, code, facts in await reader.all("open_warnings"):
        if code in codes:
            what, mend = doubt_words(kind, msgspec.json.decode(facts))
            told.append({"code": code, "kind": kind, "what": what, "mend": mend})
    return told


async def _without_process(store: Reader, book: Book) -> list[Doubt]:
    """Procedures of dossiers in hand that have no process, or none for the days some were received on."""
    in_hand = await store.all("procedures_in_hand")
    missing = {(row[0], row[1]): row[3] for row in in_hand if book.code_for(row[1]) is None}
    partly = {
        (row[0], row[1])
        for row in in_hand
        if (row[0], row[1]) not in missing and not _cover(book, row[1], row[4], row[5])
    }
    codes = msgspec.json.encode(sorted({code for _, code in partly})).decode()
    uncovered = Counter(
        (unit_id, code)
        for unit_id, code, at in (
            await store.all("received_in_hand", codes=codes) if partly else ()
        )
        if (unit_id, code) in partly and book.version(code, _day(at)) is None
    )
    missing |= uncovered
    return [
        Doubt(PROCEDURE_UNKNOWN, row[0], row[1], {"name": row[2], "dossiers": count})
        for row in in_hand
        if (count := missing.get((row[0], row[1]), 0))
    ]


def _cover(book: Book, code: str, first: int, last: int) -> bool:
    """Whether one version covers all days between two instants."""
    version = book.version(code, _day(first))
    return version is not None and version.covers(_day(last))


def _day(instant: int) -> str:
    return civil_date(instant).isoformat()


def headless(directory: Directory, units: Iterable[Sequence[int]]) -> list[Doubt]:
    """Units with dossiers in hand (id, how many) in which nobody can sign a letter of apology.

    The head of the nearest unit above is asked instead, if there is one.
    """
    found = []
    for unit_id, count in units:
        unit = directory.units[unit_id]
        if directory.of_unit(unit_id, Role.HEAD):
            continue
        above = directory.signers(unit_id)
        facts = {"name": unit.name, "dossiers": count, "instead": above[0].name if above else ""}
        found.append(Doubt(HEAD_MISSING, unit_id, unit.code, facts))
    return found


def _unit_of(steps: Sequence[ProcedureStep], directory: Directory) -> int | None:
    """The one unit all steps name; a process of many units is the province's."""
    named = {step.unit_code for step in steps}
    unit = directory.unit(named.pop()) if len(named) == 1 else None
    return unit.id if unit else None


async def _keep(tx: Tx, stored: Iterable[Any], found: Iterable[Doubt], now: int) -> None:
    """`stored` are open warnings as id, kind, unit, code, facts."""
    there = {(row[3], row[1], row[2]): row for row in stored}
    opened, told, again = [], [], []
    for doubt in found:
        facts = msgspec.json.encode(doubt.facts).decode()
        row = there.pop((doubt.code, doubt.kind, doubt.unit_id), None)
        if row is None:
            opened.append(
                {
                    "kind": doubt.kind,
                    "unit_id": doubt.unit_id,
                    "code": doubt.code,
                    "facts": facts,
                    "at": now,
                }
            )
        elif row[4] != facts:
            told.append({"id": row[0], "facts": facts})
            again += [{"id": row[0]}] if _essence(row[4]) != _essence(facts) else []
    await tx.many("close_warning", [{"id": row[0], "at": now} for row in there.values()])
    await tx.many("open_warning", opened)
    await tx.many("retell_warning", told)
    await tx.many("new_again", again)


def _essence(facts: str) -> dict[str, Any]:
    """What a warning says, but for how many dossiers it touches today: that alone is no other fact."""
    told: dict[str, Any] = msgspec.json.decode(facts)
    told.pop("dossiers", None)
    return told
