"""All that is known of dossiers beside their rows: progress, internal process, statuses seen, the procedure's setting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from bot.ingest.aliases import Gathered
from bot.ingest.shapes import Known
from db.records import Letter, ProcedureSetting, ProcedureStep, StatusSeen
from db.store import Reader


async def known_of(reader: Reader, told: Gathered) -> list[Known]:
    """The dossiers that were gathered, each with what was told of it under any of its codes."""
    processes: dict[str, list[ProcedureStep]] = defaultdict(list)
    for row in await reader.all("procedure_steps"):
        step = ProcedureStep(*row)
        processes[step.procedure_code].append(step)
    seen: dict[str, list[StatusSeen]] = defaultdict(list)
    codes = msgspec.json.encode(told.codes).decode()
    for row in await reader.all("statuses_of", codes=codes):
        seen[row[0]].append(StatusSeen(*row))
    found = [ProcedureSetting(*row) for row in await reader.all("procedure_settings")]
    settings = {s.procedure_code: s for s in found}
    letters: dict[str, Letter] = {}
    for code, *rest in await reader.all("letters_of", codes=codes):
        letters.setdefault(code, Letter(*rest))
    return [
        Known(
            dossier,
            told.progress.get(dossier.code, []),
            processes.get(dossier.procedure_code, []),
            [sight for code in told.groups[dossier.code] for sight in seen.get(code, ())],
            setting_of(settings, dossier.procedure_code),
            _letter(letters, told.groups[dossier.code]),
        )
        for dossier in told.dossiers
    ]


def _letter(letters: dict[str, Letter], group: Iterable[str]) -> Letter | None:
    """The letter about a dossier under any of its codes; a signed one before a draft."""
    found = [letters[code] for code in group if code in letters]
    return min(found, key=lambda one: (one.signed_at is None, one.id), default=None)


def setting_of(settings: dict[str, ProcedureSetting], code: str) -> ProcedureSetting:
    """The setting of a procedure: its own words, and where it has none those for all (`*`)."""
    own, general = settings.get(code), settings.get("*", ProcedureSetting())
    if own is None:
        return msgspec.structs.replace(general, total_minutes=None)
    return ProcedureSetting(
        own.procedure_code,
        own.total_minutes,
        own.after_pause or general.after_pause,
        own.supplement_days if own.supplement_days is not None else general.supplement_days,
    )
