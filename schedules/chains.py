"""Who reports what to whom: the standing duties shipped with the service, and how a chain finds its units.

`data/reports.csv` holds An Giang's chain twice. Until 30/06/2025 it stands as Quyết định 242/QĐ-UBND of 24/02/2025 has
it; since 01/07/2025 districts are gone and communes report straight to the province, on days that are a default of
ours (communes 17, departments 19; the commune takes the district's place) until the province confirms them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from importlib import resources

import msgspec

from db.records import Duty, Unit
from db.words import Level
from schedules.errors import BadRule
from schedules.occurrences import Occurrence, occurrences
from schedules.periods import MONTHS_IN
from schedules.rule_fields import DataWindow
from schedules.rules import Recurring, Rule, read_rules

PUBLICATION, FEEDBACK = "CB", "PAKN"
LINK_FAMILIES = (PUBLICATION, FEEDBACK)
_LEVELS = frozenset(Level)
# two days and no other number: `21-20`, `từ ngày 21 tháng trước đến ngày 20`, `{"from_day": 21, "to_day": 20}`
_DAYS = re.compile(r"\D*(?<!\d)(\d{1,2})\D+(\d{1,2})\D*", re.ASCII)


@cache
def standard_duties() -> tuple[Duty, ...]:
    """Return the duties that ship with the service, in file order, with id 0 (not stored yet).

    Source: each row cites document, appendix section and item in `source`.
    """
    return _packaged("reports.csv")


@cache
def standard_links() -> tuple[Duty, ...]:
    """Return the links of the publication chain (`CB-…`) and the term for feedback (`PAKN`) that ship with the service.

    Each is counted from an event or from another link, in calendar days where the source says no more than "ngày".
    """
    return _packaged("publication.csv")


def links_in_force(duties: Iterable[Duty], day: date) -> list[Duty]:
    """Return the links in force on `day`: those of the province's own duties, or, without any of a family (`CB`, `PAKN`),
    the packaged ones."""
    own = [duty for duty in duties if family(duty) in LINK_FAMILIES]
    told = {family(duty) for duty in own}
    packaged = [link for link in standard_links() if family(link) not in told]
    return duties_in_force([*own, *packaged], day)


def family(duty: Duty) -> str:
    """Return what stands before the first dash of a duty's code: `CB` of `CB-2.1`."""
    return duty.code.partition("-")[0]


def _packaged(name: str) -> tuple[Duty, ...]:
    text = resources.files("schedules").joinpath("data", name).read_text("utf-8")
    return tuple(
        Duty(
            id=0,
            code=row["code"],
            name=row["name"],
            rule=row["rule"],
            from_units=row["from_units"],
            to_unit=row["to_unit"],
            data_window=row["data_window"],
            source=row["source"],
            valid_from=row["valid_from"] or None,
            valid_to=row["valid_to"] or None,
        )
        for row in csv.DictReader(text.splitlines())
    )


def duties_in_force(duties: Iterable[Duty], day: date) -> list[Duty]:
    """Return the duties in force on `day`, first and last day included, in the order given."""
    return [duty for duty in duties if _exists(duty.valid_from, duty.valid_to, day)]


def duty_rules(duty: Duty) -> tuple[Rule, ...]:
    """Read the duty's rule; its `data_window` column (`15-14`) fills rules of whole months that name none.

    Raises `BadRule` naming the field. The window's days are those of NĐ 09/2019/NĐ-CP, Điều 12: from that day of the
    month before the period to that day of its last month.
    """
    return _rules(duty.rule, duty.data_window)


def duty_occurrences(duty: Duty, start: date, end: date) -> list[Occurrence]:
    """List the duty's occurrences due from `start` to `end` while the duty is in force; raises `BadRule`.

    A due date decides which chain an occurrence belongs to: the report of the second quarter of 2025, due on 19/6,
    still goes through the district, the one of June due after 30/6 no longer does.
    """
    if duty.valid_from:
        start = max(start, date.fromisoformat(duty.valid_from))
    if duty.valid_to:
        end = min(end, date.fromisoformat(duty.valid_to))
    return occurrences(duty_rules(duty), start, end)


def reporters(duty: Duty, units: Iterable[Unit], day: date) -> list[Unit]:
    """Return the units that owe the duty and exist on `day`, in the order given.

    `duty.from_units` names levels (`xa`, `so`, …) or unit codes, `;` between.
    """
    named = {word.strip() for word in duty.from_units.split(";")} - {""}
    levels = named & _LEVELS
    return [
        unit
        for unit in units
        if (unit.level in levels or unit.code in named)
        and _exists(unit.valid_from, unit.valid_to, day)
    ]


def receiver(duty: Duty, reporter: Unit, units_by_code: Mapping[str, Unit]) -> Unit | None:
    """Return the unit that receives (of a publication: watches) what `reporter` owes; never the reporter itself.

    A level in `duty.to_unit` means the reporter's nearest unit of that level upwards; anything else is a unit code.
    None when there is no such unit, as for what the province owes itself.
    """
    wanted = duty.to_unit.strip()
    if wanted not in _LEVELS:
        found = units_by_code.get(wanted)
        return found if found and found.code != reporter.code else None
    seen = {reporter.code}
    above = _parent(reporter, units_by_code)
    while above and above.code not in seen:  # a directory may hold a circle by mistake
        if above.level == wanted:
            return above
        seen.add(above.code)
        above = _parent(above, units_by_code)
    return None


def _parent(unit: Unit, units_by_code: Mapping[str, Unit]) -> Unit | None:
    return units_by_code.get(unit.parent_code) if unit.parent_code else None


def _exists(valid_from: str | None, valid_to: str | None, day: date) -> bool:
    on = day.isoformat()  # ISO dates compare as text
    return (valid_from or on) <= on <= (valid_to or on)


@lru_cache(maxsize=4096)
def _rules(rule: str, window_text: str) -> tuple[Rule, ...]:
    rules = read_rules(rule)
    window = _read_window(window_text)
    if window is None:
        return rules
    return tuple(
        msgspec.structs.replace(one, data_window=window)
        if isinstance(one, Recurring) and one.every in MONTHS_IN and one.data_window is None
        else one
        for one in rules
    )


def _read_window(text: str) -> DataWindow | None:
    if not text.strip():
        return None
    found = _DAYS.fullmatch(text)
    days = [int(day) for day in found.groups()] if found else []
    if not days or not all(1 <= day <= 31 for day in days):
        raise BadRule("data_window", text, "write two days of the month such as 15-14")
    return DataWindow(*days)
