"""An alarm when nothing is heard for working hours although something was sent, and its end with the next event."""

from __future__ import annotations

import pytest

from bot.clock import DrivenClock
from bot.listening import is_silent, watch_silence
from db.sealing import Sealer
from db.sqlite import SqliteStore
from schedules.calendar import WorkCalendar
from tests.bot.hearing import Office, an_office
from tests.db.making import NOW, moment

FRIDAY, MONDAY = "14/03/2025", "17/03/2025"  # 07:30-11:30 and 13:00-17:00 are the usual hours


@pytest.fixture
async def office(store: SqliteStore, sealer: Sealer, clock: DrivenClock) -> Office:
    return await an_office(store, sealer, clock)


@pytest.fixture
def calendar(office: Office) -> WorkCalendar:
    return office.engine.snapshot.calendar(None)


def test_only_working_hours_count(calendar: WorkCalendar) -> None:
    sent = moment(FRIDAY, "16:00")
    opening = calendar.next_opening(moment(MONDAY, "00:00"))
    left = 4 * 60 - calendar.minutes_between(sent, moment(FRIDAY, "23:00"))
    turns = opening + left * 60

    assert not is_silent(sent, moment("16/03/2025", "12:00"), calendar, 4)  # a Sunday
    assert not is_silent(sent, turns - 60, calendar, 4)
    assert is_silent(sent, turns, calendar, 4)


@pytest.mark.parametrize("first", [None, NOW + 1])
def test_who_sent_nothing_hears_nothing(calendar: WorkCalendar, first: int | None) -> None:
    assert not is_silent(first, NOW, calendar, 1)


def _alarms(office: Office) -> list[bool]:
    return [
        row[0] is None for row in office.run("SELECT closed_at FROM alarm WHERE key = 'webhook'")
    ]


async def _sent(office: Office, at: int, channel: str = "zalo") -> None:
    message_id = await office.message("sent", (channel, "accepted", None), channel=channel)
    office.run("UPDATE message SET created_at = ?, sent_at = ? WHERE id = ?", at, at, message_id)


async def _watch(office: Office, now: int) -> None:
    await watch_silence(office.store, office.engine.snapshot.calendar(None), now, 2)


async def test_the_alarm_is_raised_once_and_ended_by_the_next_event(
    office: Office, clock: DrivenClock
) -> None:
    await office.from_person("user_click_chatnow")
    await _sent(office, NOW - 7200)  # before the event: that was heard of
    await _watch(office, NOW + 3 * 86_400)
    assert _alarms(office) == []

    await _sent(office, NOW + 60, channel="sms")  # nothing of Zalo's
    await _watch(office, NOW + 86_400)
    assert _alarms(office) == []

    await _sent(office, NOW + 60)
    await _watch(office, NOW + 3600)
    assert _alarms(office) == []
    for _ in range(2):
        await _watch(office, NOW + 86_400)
    assert _alarms(office) == [True]

    # What is fetched from the history does not show that the webhook works.
    office.run(
        "INSERT INTO event SELECT 99, 'k', 'zalo_history', name, body, ?, 'new', 0, NULL, '' FROM event",
        NOW + 86_400,
    )
    await _watch(office, NOW + 86_460)
    assert _alarms(office) == [True]

    clock.jump_to(NOW + 86_500)
    await office.from_person("user_send_sticker", message={"msg_id": "m2"})
    await _watch(office, NOW + 86_560)
    assert _alarms(office) == [False]
