"""Turns the duties in force into work items: one for each period and each unit that owes it, some weeks ahead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import msgspec
import structlog

from bot.engine import Engine
from db.items import schedule_items
from db.records import Duty, Unit, WorkItem
from db.snapshot import Snapshot
from db.words import ItemState, Kind, Role
from handlers.views import Detail
from messages_vi.catalogue import SOURCE_LOCALE
from messages_vi.language import speaking
from messages_vi.periods import period_words, window_words
from schedules.calendar import WorkCalendar
from schedules.chains import duty_occurrences, receiver, reporters
from schedules.civil import at, civil_date, to_iso
from schedules.errors import BadRule
from schedules.occurrences import Occurrence

log = structlog.get_logger()
AHEAD_DAYS = 45
LEAD_WORKING_DAYS = 10  # a report is watched from two weeks before its due day; a weekly or daily duty on the day itself
USUAL_CLOSING = "17:00"


async def materialise(engine: Engine, now: int) -> int:
    """Make the items due within the coming weeks that do not exist yet; how many were made.

    It goes on from where it last stopped, so that no period is lost however long the service was away.
    """
    today = civil_date(now)
    until = today + timedelta(days=AHEAD_DAYS)
    done_until = await engine.store.value("meta", key="duties_until")
    start = min(today, date.fromisoformat(done_until)) if done_until else today
    known = {row[0] for row in await engine.store.all("report_keys", due_from=at(start, 0))}
    duties = [Duty(*row) for row in await engine.store.all("all_duties")]
    rows = [
        r for r in wanted_reports(engine.snapshot, duties, start, until) if r["key"] not in known
    ]
    async with engine.store.tx() as tx:
        before = await tx.value("last_item_id")
        await tx.many("insert_item_quietly", rows)
        made = [WorkItem(*row) for row in await tx.all("items_since", after=before)]
        # What fell due while nobody looked is caught up with; otherwise the ladder begins with this day's rungs.
        yesterday = at(today, 0) - 1
        fresh = [(i, yesterday if i.due_at >= now else i.starts_at - 1) for i in made]
        await schedule_items(tx, engine.snapshot, fresh)
        await tx.run("set_meta", key="duties_until", value=until.isoformat())
    if made:
        log.info("duties.made", action="duties.made", items=len(made), until=until.isoformat())
    return len(made)


def wanted_reports(
    snapshot: Snapshot, duties: list[Duty], start: date, until: date
) -> Iterator[dict[str, Any]]:
    """The items that should be watched for what falls due between two dates, as rows."""
    units = list(snapshot.directory.units.values())
    for duty in duties:
        try:
            found = duty_occurrences(duty, start, until)
        except BadRule as error:  # one bad rule never stops the others
            log.error("duty.bad_rule", action="duty.bad_rule", duty=duty.code, problem=str(error))
            continue
        for occurrence in found:
            for unit in reporters(duty, units, occurrence.due):
                with speaking(SOURCE_LOCALE):  # what is kept is kept in Vietnamese
                    item = _item(snapshot, duty, occurrence, unit)
                yield item


def _item(snapshot: Snapshot, duty: Duty, occurrence: Occurrence, unit: Unit) -> dict[str, Any]:
    directory = snapshot.directory
    calendar = snapshot.calendar(unit.id)
    to_unit = receiver(duty, unit, directory.units_by_code)
    assignee = [
        *directory.of_unit(unit.id, Role.COORDINATOR),
        *directory.of_unit(unit.id, Role.HEAD),
    ]
    period = period_words(occurrence.period)
    label = f" ({occurrence.label})" if occurrence.label else ""
    return {
        "key": f"report:{duty.code}:{occurrence.period}:{unit.code}",
        "kind": Kind.REPORT,
        "code": f"{duty.code}-{occurrence.period}",
        "title": f"{duty.name}{label}, {period}",
        "unit_id": unit.id,
        "to_unit_id": to_unit.id if to_unit else None,
        "assignee_id": assignee[0].id if assignee else None,
        "dossier_id": None,
        "starts_at": at(calendar.working_day_back(occurrence.due, _lead(occurrence)), 0),
        "due_at": _due_at(occurrence, calendar),
        "due_precision": "time" if occurrence.time else "date",
        "state": ItemState.OPEN,
        "policy_id": snapshot.policy.id,
        "derivation": _derivation(duty, occurrence, calendar),
        "detail": _detail(duty, occurrence),
    }


def _lead(occurrence: Occurrence) -> int:
    short = "W" in occurrence.period or len(occurrence.period) == len("2025-03-17")
    return 0 if short else LEAD_WORKING_DAYS


def _due_at(occurrence: Occurrence, calendar: WorkCalendar) -> int:
    """A deadline on a day off keeps its date; its hour is then the usual closing time."""
    if occurrence.time:
        return at(occurrence.due, occurrence.time)
    if calendar.is_working_day(occurrence.due):
        return calendar.closing(occurrence.due)
    return at(occurrence.due, USUAL_CLOSING)


def _derivation(duty: Duty, occurrence: Occurrence, calendar: WorkCalendar) -> str:
    on_day_off = not calendar.is_working_day(occurrence.due)
    return msgspec.json.encode(
        {
            "op": "occurrence",
            "duty": duty.code,
            "rule": msgspec.json.decode(duty.rule),
            "source": duty.source,
            "period": occurrence.period,
            "stated": occurrence.stated.isoformat(),
            "inclusive": occurrence.inclusive,
            "due_date": occurrence.due.isoformat(),
            "window": [d.isoformat() for d in occurrence.window] if occurrence.window else None,
            "calendar_version": calendar.version,
            "on_day_off": on_day_off,
            "reminders_end_on": calendar.working_day_back(occurrence.due, 0).isoformat(),
            "due_at": to_iso(_due_at(occurrence, calendar)),
        }
    ).decode()


def _detail(duty: Duty, occurrence: Occurrence) -> str:
    window = window_words(*occurrence.window) if occurrence.window else ""
    return msgspec.json.encode(
        Detail(source=duty.source.partition(";")[0], window=window, period=occurrence.period)
    ).decode()
