"""What the coordinator should look at: dossiers, holders and internal processes that do not add up. Facts → warnings.

Nothing is mended here and no date is moved: a warning names what differs and closes by itself when it is no longer true.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from bot.engine import Engine
from bot.ingest.holders import names_in
from bot.ingest.shapes import Known
from bot.ingest.step_times import over_pauses
from bot.ingest.steps import pauses_of, present_step, standing
from db.directory import Directory
from db.records import ProcedureSetting, ProcedureStep
from db.store import Tx
from db.words import ItemState, Role
from schedules import due
from schedules.calendar import WorkCalendar
from schedules.civil import civil_date, to_iso
from schedules.spans import MINUTES_PER_WORKING_DAY, Span, SpanUnit
from schedules.text import fold

PROMISE_DIFFERS: Final = "promise_differs"
HOLDER_UNKNOWN: Final = "holder_unknown"
HOLDER_SEVERAL: Final = "holder_several"
PROCEDURE_UNKNOWN: Final = "procedure_unknown"
STEPS_EXCEED: Final = "steps_exceed_whole"
STEPS_GAP: Final = "steps_gap"
STEP_WITHOUT_TIME: Final = "step_without_time"
ROLE_UNKNOWN: Final = "role_unknown"
EXTENSION_DIFFERS: Final = "extension_differs"
HEAD_MISSING: Final = "head_missing"
OF_DOSSIERS: Final = (PROMISE_DIFFERS, HOLDER_UNKNOWN, HOLDER_SEVERAL, EXTENSION_DIFFERS)
OF_PROCEDURES: Final = (
    PROCEDURE_UNKNOWN, STEPS_EXCEED, STEPS_GAP, STEP_WITHOUT_TIME, ROLE_UNKNOWN, HEAD_MISSING,
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
        found_by_name = [len(directory.named(n, unit_id)) for n in names_in(dossier.holder)]
        if found_by_name and 1 not in found_by_name:  # one who is known is spoken to
            meant = max(found_by_name)
            kind = HOLDER_SEVERAL if meant else HOLDER_UNKNOWN
            facts = {"holder": dossier.holder, "people": meant}
            found.append(Doubt(kind, dossier.unit_id, dossier.code, facts))
    return found


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

    Dates are compared, as the state does; the hour does not count (`domain.md` §2.2).
    """
    dossier = known.dossier
    span = whole_of(known.process, known.setting)
    if dossier.due_at is None or span is None:
        return None
    plain = due.add(dossier.received_at, span, calendar).due_at
    rests = pauses_of(known)
    computed = over_pauses(known.setting, dossier.received_at, plain, span, rests, calendar).due_at
    promised, ours = civil_date(dossier.due_at), civil_date(computed)
    days = calendar.working_days_between(min(promised, ours), max(promised, ours))
    if not days:
        return None
    return {
        "promised": to_iso(dossier.due_at),
        "computed": to_iso(computed),
        "days": days,
        "later": promised > ours,
    }


def whole_of(process: Sequence[ProcedureStep], setting: ProcedureSetting) -> Span | None:
    """The time a procedure has as a whole: as stated, or the sum of its steps; None without either."""
    minutes = setting.total_minutes or sum(step.minutes for step in process)
    if not minutes:
        return None
    days, rest = divmod(minutes, MINUTES_PER_WORKING_DAY)
    counts = {step.counts for step in process}
    if counts == {"ngay"} and not rest:
        return Span(days, SpanUnit.CALENDAR_DAYS)
    if counts == {"ngay_lam_viec"} and not rest:
        return Span(days, SpanUnit.WORKING_DAYS)
    return Span(minutes, SpanUnit.WORKING_MINUTES)


def of_process(
    steps: Sequence[ProcedureStep], setting: ProcedureSetting, titles: set[str], unit_id: int | None
) -> list[Doubt]:
    """The doubts about one internal process; `titles` are the folded titles of all people there are.

    Published processes do add up to more than the whole (`domain.md` §3, example 3).
    """
    code, found = steps[0].procedure_code, []

    def doubt(kind: str, **facts: Any) -> None:
        found.append(Doubt(kind, unit_id, code, {"name": steps[0].procedure_name} | facts))

    total = sum(step.minutes for step in steps)
    if setting.total_minutes is not None and total > setting.total_minutes:
        doubt(STEPS_EXCEED, sum=total, whole=setting.total_minutes)
    numbers = {step.seq for step in steps}
    if gaps := sorted(set(range(1, max(numbers))) - numbers):
        doubt(STEPS_GAP, steps=gaps)
    if empty := [step.seq for step in steps if step.minutes <= 0]:
        doubt(STEP_WITHOUT_TIME, steps=empty)
    if roles := sorted({s.role for s in steps if s.role and fold(s.role) not in titles}):
        doubt(ROLE_UNKNOWN, roles=roles)
    return found


async def keep_dossier_doubts(tx: Tx, codes: str, found: Iterable[Doubt], now: int) -> None:
    """Make the open warnings of these dossiers (a JSON list of codes) what is true now."""
    rows = await tx.all("warnings_of", codes=codes)
    await _keep(tx, [row for row in rows if row[1] in OF_DOSSIERS], found, now)


async def refresh_procedure_doubts(engine: Engine, now: int) -> None:
    """Look at all internal processes, and at procedures of dossiers in hand that have none."""
    store, directory = engine.store, engine.snapshot.directory
    titles = {fold(p.title) for p in directory.people.values()}
    settings = {row[0]: ProcedureSetting(*row) for row in await store.all("procedure_settings")}
    processes: dict[str, list[ProcedureStep]] = defaultdict(list)
    for row in await store.all("procedure_steps"):
        step = ProcedureStep(*row)
        processes[step.procedure_code].append(step)
    found = [
        doubt
        for code, steps in processes.items()
        for doubt in of_process(
            steps, settings.get(code, ProcedureSetting()), titles, _unit_of(steps, directory)
        )
    ]
    found += [
        Doubt(PROCEDURE_UNKNOWN, unit_id, code, {"name": name, "dossiers": count})
        for unit_id, code, name, count in await store.all("procedures_unknown")
    ]
    found += headless(directory, await store.all("units_with_dossiers"))
    async with store.tx() as tx:
        rows = await tx.all("open_warnings")
        await _keep(tx, [row for row in rows if row[1] in OF_PROCEDURES], found, now)


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
    opened, told = [], []
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
    await tx.many("close_warning", [{"id": row[0], "at": now} for row in there.values()])
    await tx.many("open_warning", opened)
    await tx.many("retell_warning", told)
