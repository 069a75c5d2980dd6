"""The rows of the sample's spreadsheets (contract, section 5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bot.ingest.statuses import STATUS_WORDS
from bot.sample.dates import ISO, MINUTES, PACKED, told
from bot.sample.dossiers import SUPPLEMENT_DAYS, SampleDossier
from bot.sample.organisation import SampleUnit
from bot.sample.people import SamplePerson
from bot.sample.procedures import Procedure, counts
from bot.sample.walk import REFUSED, SUPPLEMENT, WAITING

Texts = Mapping[str, str]
SOURCE = "Quyết định mẫu về quy trình nội bộ"


def unit_row(unit: SampleUnit) -> Texts:
    """Return a row of units.csv."""
    return {
        "code": unit.code,
        "name": unit.name,
        "level": unit.level.value,
        "parent": unit.parent,
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
        "successor": unit.successor,
        "hours": unit.hours,
    }


def person_row(person: SamplePerson) -> Texts:
    """Return a row of people.csv."""
    return {
        "code": person.code,
        "name": person.name,
        "title": person.title,
        "unit": person.unit,
        "roles": person.roles,
        "phone": person.phone,
        "zalo_user_id": person.zalo_user_id,
        "reports_to": person.reports_to,
    }


def step_rows(procedure: Procedure, units: Iterable[SampleUnit]) -> Iterator[Texts]:
    """Yield the rows of procedures.csv, one a step; what only one unit does names it."""
    codes: dict[str, list[str]] = {}
    for unit in units:
        codes.setdefault(unit.place, []).append(unit.code)
    for seq, step in enumerate(procedure.steps, 1):
        doing = codes.get(step.place or procedure.place, [])
        yield {
            "code": procedure.code,
            "name": procedure.name,
            "field": procedure.field,
            "seq": str(seq),
            "step": step.name,
            "role": step.role,
            "unit": doing[0] if len(doing) == 1 and procedure.place.startswith("Sở") else "",
            "hours": _hours(step.minutes),
            "counts": counts(step.minutes),
            "total_hours": _hours(procedure.minutes),
            "phase": str(step.phase or ""),
            "case": "",
            "hours_online": _hours(step.minutes),
            "valid_from": "01/01/2021",
            "valid_to": "",
            "source": SOURCE,
        }


def dossier_row(dossier: SampleDossier) -> Texts:
    """Return a row of dossiers.csv. Dates stand in the three forms that occur, statuses as numbers and as words."""
    state = dossier.walk
    form = _FORMS[ord(dossier.lookup_code[0]) % len(_FORMS)]
    waits = state.status == WAITING
    asked = state.rests[-1].start if state.status == SUPPLEMENT else None
    worded = ord(dossier.lookup_code[1]) % 8 == 0
    return {
        "code": dossier.code,
        "also": national_code(dossier),
        "procedure": dossier.procedure.code,
        "procedure_name": dossier.procedure.name,
        "unit": dossier.unit.code,
        "submitted_at": told(dossier.submitted_at, form),
        "received_at": "" if waits else told(dossier.received_at, form),
        "due_at": told(dossier.due_at, form),
        "status": STATUS_WORDS[state.status][0] if worded else str(state.status),
        "holder": dossier.holder,
        "step_name": "" if state.step is None else dossier.procedure.steps[state.step].name,
        "step_due_at": told(state.step_due_at, form),
        "intake_due_at": told(dossier.intake_due_at, form),
        "finished_at": told(state.finished_at, form),
        "returned_at": told(state.returned_at, form),
        "refused_at": told(state.moves[-1].at if state.status == REFUSED else None, form),
        "supplement_asked_at": told(asked, form),
        "supplement_days": str(SUPPLEMENT_DAYS) if asked else "",
        "phone": dossier.phone,
        "lookup_code": dossier.lookup_code,
    }


def national_code(dossier: SampleDossier) -> str:
    """The other code where a source says it; codes of the other generation are known by their form."""
    return dossier.also if dossier.also.startswith("G22") else ""


_FORMS = (*[MINUTES] * 6, ISO, PACKED)


def _hours(minutes: int) -> str:
    """Return hours as people write them: 30 minutes are `0,5`."""
    return f"{minutes / 60:g}".replace(".", ",")
