"""Quiet hours: nobody is disturbed at lunch, in the evening or on a day off; digests go at their slots."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.words import Reason
from schedules.calendar import WorkCalendar, official_calendar, official_days
from schedules.hours import parse_hours
from schedules.quiet import next_slot, send_time
from tests.db.making import moment

CALENDAR = official_calendar()  # 07:00-11:30, 13:30-17:00
SLOTS = (7 * 60 + 30, 16 * 60)
EARLY = (6 * 60 + 45, 16 * 60)  # before the office opens


@pytest.mark.parametrize(
    ("now", "sent", "reason"),
    [
        pytest.param("17/03/2025 09:00", "17/03/2025 09:00", None, id="Monday morning"),
        pytest.param("17/03/2025 07:00", "17/03/2025 07:00", None, id="opening itself"),
        pytest.param("17/03/2025 06:59", "17/03/2025 07:00", "quiet_hours", id="just before"),
        pytest.param("17/03/2025 11:30", "17/03/2025 13:30", "quiet_hours", id="lunch begins"),
        pytest.param("17/03/2025 12:10", "17/03/2025 13:30", "quiet_hours", id="at lunch"),
        pytest.param("17/03/2025 17:00", "18/03/2025 07:00", "quiet_hours", id="closing itself"),
        pytest.param("21/03/2025 17:30", "24/03/2025 07:00", "quiet_hours", id="Friday evening"),
        pytest.param("22/03/2025 10:00", "24/03/2025 07:00", "quiet_hours", id="Saturday"),
        pytest.param("06/04/2025 23:00", "08/04/2025 07:00", "quiet_hours", id="Sunday, holiday"),
    ],
)
def test_a_single_notice_waits_for_the_open_office(now: str, sent: str, reason: str | None) -> None:
    at = moment(*now.split())

    assert send_time(at, at, in_digest=False, slots=SLOTS, calendar=CALENDAR) == (
        moment(*sent.split()),
        reason,
    )


@pytest.mark.parametrize(
    ("rung", "now", "sent", "reason"),
    [
        pytest.param(
            "17/03/2025 07:30", "17/03/2025 07:30", "17/03/2025 07:30", None, id="at the slot"
        ),
        pytest.param(
            "17/03/2025 07:30", "17/03/2025 07:34", "17/03/2025 07:34", None, id="4 minutes late"
        ),
        pytest.param(
            "17/03/2025 07:30", "17/03/2025 10:00", "17/03/2025 10:00", None, id="hours late: at once"
        ),
        pytest.param(
            "17/03/2025 07:30", "17/03/2025 12:00", "17/03/2025 13:30", "quiet_hours",
            id="hours late, at lunch",
        ),
        pytest.param(
            "17/03/2025 09:00", "17/03/2025 09:00", "17/03/2025 16:00", "digest_slot",
            id="between the slots",
        ),
        pytest.param(
            "17/03/2025 16:01", "17/03/2025 16:01", "18/03/2025 07:30", "digest_slot",
            id="after the last slot",
        ),
        pytest.param(
            "21/03/2025 17:00", "21/03/2025 17:00", "24/03/2025 07:30", "digest_slot",
            id="Friday closing: Monday",
        ),
        pytest.param(
            "22/03/2025 07:30", "22/03/2025 07:30", "24/03/2025 07:30", "digest_slot",
            id="no slot on a Saturday",
        ),
        pytest.param(
            "17/03/2025 07:30", "19/03/2025 20:00", "20/03/2025 07:00", "quiet_hours",
            id="days late, in the evening",
        ),
    ],
)  # fmt: skip
def test_a_digest_goes_at_its_slot(rung: str, now: str, sent: str, reason: str | None) -> None:
    found = send_time(
        moment(*rung.split()), moment(*now.split()), in_digest=True, slots=SLOTS, calendar=CALENDAR
    )

    assert found == (moment(*sent.split()), reason)


@pytest.mark.parametrize(
    ("now", "sent", "reason"),
    [
        pytest.param("06:45", "06:45", None, id="on time"),
        pytest.param("06:52", "06:52", None, id="minutes late, still before the office opens"),
        pytest.param("06:59:59", "06:59:59", None, id="a second less than a quarter late"),
    ],
)
def test_a_slot_before_opening_is_kept_by_a_late_tick(
    now: str, sent: str, reason: str | None
) -> None:
    """Slot 06:45, office 07:00: within a quarter of an hour it is still the slot."""
    hour, _, seconds = now.partition(":59:")
    at = moment("17/03/2025", f"{hour}:59" if seconds else now) + int(seconds or 0)

    assert send_time(
        moment("17/03/2025", "06:45"), at, in_digest=True, slots=EARLY, calendar=CALENDAR
    ) == (at, reason)
    assert sent == now


def test_a_slot_missed_by_more_than_a_quarter_waits_for_the_opening() -> None:
    """Slot 06:45, office from 08:00, looked at 07:00."""
    late = WorkCalendar(parse_hours("08:00-11:30,13:30-17:00"), official_days(), 1)
    found = send_time(
        moment("17/03/2025", "06:45"),
        moment("17/03/2025", "07:00"),
        in_digest=True,
        slots=EARLY,
        calendar=late,
    )

    assert found == (moment("17/03/2025", "08:00"), Reason.QUIET_HOURS)


def test_a_worked_saturday_has_slots() -> None:
    """Saturday 10/01/2026 is worked instead of Friday 02/01/2026."""
    friday_evening = moment("09/01/2026", "17:30")

    assert next_slot(friday_evening, SLOTS, CALENDAR) == moment("10/01/2026", "07:30")


instants = st.integers(moment("01/01/2025"), moment("31/12/2026"))


@settings(max_examples=200, deadline=None)
@given(instants, st.integers(0, 10 * 86_400), st.booleans())
def test_nothing_is_ever_heard_outside_working_hours(rung: int, late: int, in_digest: bool) -> None:
    """And never in the past; asked again at the instant it named, it is held no longer."""
    now = rung + late
    sent, reason = send_time(rung, now, in_digest=in_digest, slots=SLOTS, calendar=CALENDAR)

    assert sent >= now
    assert (sent > now) == (reason is not None)
    assert CALENDAR.is_open(sent)
    again = send_time(rung, sent, in_digest=in_digest, slots=SLOTS, calendar=CALENDAR)
    assert again == (sent, None)
