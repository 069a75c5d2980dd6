"""All that is known of dossiers beside their rows: progress, internal process, statuses seen, the procedure's setting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from bot.ingest.aliases import Gathered
from bot.ingest.processes import Book, two_groups
from bot.ingest.shapes import Known
from db.records import Dossier, Letter, ProcedureSetting, ProcedureStep, StatusSeen
from db.store import Reader
from schedules.civil import civil_date


async def known_of(reader: Reader, told: Gathered) -> list[Known]:
    """The dossiers that were gathered, each with what was told of it under any of its codes."""
    procedures = {dossier.procedure_code for dossier in told.dossiers}
    general = msgspec.json.encode(sorted({two_groups(code) for code in procedures})).decode()
    steps = await reader.all("procedure_steps_of", codes=general)
    book = Book(ProcedureStep(*row) for row in steps)
    seen: dict[str, list[StatusSeen]] = defaultdict(list)
    codes = msgspec.json.encode(told.codes).decode()
    for row in await reader.all("statuses_of", codes=codes):
        seen[row[0]].append(StatusSeen(*row))
    stored = [ProcedureSetting(*row) for row in await reader.all("procedure_settings")]
    by_code = {s.procedure_code: s for s in stored}
    settings = {code: setting_of(by_code, code) for code in procedures}
    letters: dict[str, Letter] = {}
    for code, *rest in await reader.all("letters_of", codes=codes):
        letters.setdefault(code, Letter(*rest))
    return [
        Known(
            dossier,
            told.progress.get(dossier.code, []),
            process_of(book, dossier),
            [sight for code in told.groups[dossier.code] for sight in seen.get(code, ())],
            settings[dossier.procedure_code],
            _letter(letters, told.groups[dossier.code]),
        )
        for dossier in told.dossiers
    ]


def process_of(book: Book, dossier: Dossier) -> Sequence[ProcedureStep]:
    """The steps that hold for a dossier: of the version in force when it was received, in its case."""
    day = civil_date(dossier.received_at).isoformat()
    return book.steps(dossier.procedure_code, day, dossier.case_name)


def _letter(letters: dict[str, Letter], group: Iterable[str]) -> Letter | None:
    """The letter about a dossier under any of its codes; a signed one before a draft."""
    found = [letters[code] for code in group if code in letters]
    return min(found, key=lambda one: (one.signed_at is None, one.id), default=None)


def setting_of(settings: dict[str, ProcedureSetting], code: str) -> ProcedureSetting:
    """The setting of a procedure: its own words, those of its code all over the country, those for all (`*`)."""
    found = [settings[c] for c in dict.fromkeys((code, two_groups(code), "*")) if c in settings]

    def first(name: str) -> Any:
        return next((v for s in found if (v := getattr(s, name)) is not None), None)

    return ProcedureSetting(
        found[0].procedure_code if found else "*",
        first("after_pause"),
        first("supplement_days"),
        first("answer_until"),
    )
