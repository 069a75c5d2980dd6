"""What becomes of news for citizens, as tables: true still, in time, agreed to, by day."""

from __future__ import annotations

from typing import Any

import pytest

from bot.config import CitizenSettings
from bot.deciding_news import Citizen, Due, PutOff, Standing, Tell, decide, once_each, remind_at
from bot.delivery.citizen_parcels import Facts
from bot.ingest.news import News, same
from db.words import ZALO_ROADS, NewsOutcome, Occasion, Road
from schedules.pauses import Pause
from tests.stories.stage import instant

SETTINGS = CitizenSettings()
NOON = instant("12/3/2025 12:00")  # a Wednesday
ASKED, LIMIT = instant("10/3/2025 09:00"), instant("20/3/2025 09:00")
LAN = Citizen(1, frozenset({Road.SMS}), linked=False, phone=True, heard=0)
RESTS = (Pause(ASKED, None, 5, "local"),)


def due(occasion: str, at: int = ASKED, facts: str = "{}") -> Due:
    return Due(1, occasion, facts, at, "H99-1")


def waits(until: int | None = LIMIT, start: int = ASKED) -> Standing:
    """A dossier that waits for a supplement."""
    news = [
        News(Occasion.SUPPLEMENT_ASKED, start, Facts(until=until)),
        News(Occasion.SUPPLEMENT_DUE, start, Facts(until=until)),
    ]
    return Standing(news, (Pause(start, None, 5, "local"),), going_on=True)


def runs(occasion: Occasion = Occasion.RECEIVED, at: int = ASKED) -> Standing:
    return Standing([News(occasion, at)], (), going_on=True)


@pytest.mark.parametrize(
    ("one", "standing", "now", "wanted"),
    [
        ("received", runs(), "12/3/2025 12:00", "tell"),
        ("received", runs(), "12/3/2025 06:59", "12/3/2025 07:00"),
        ("received", runs(), "12/3/2025 21:00", "13/3/2025 07:00"),
        ("received", runs(), "15/3/2025 12:00", NewsOutcome.TOO_OLD),
        ("received", waits(), "12/3/2025 12:00", NewsOutcome.CLOSED),
        ("supplement_asked", waits(), "12/3/2025 12:00", "tell"),
        ("supplement_asked", runs(), "12/3/2025 12:00", NewsOutcome.CLOSED),
        ("supplement_due", waits(), "12/3/2025 12:00", "18/3/2025 08:00"),
        ("supplement_due", waits(), "18/3/2025 08:00", "tell"),  # a Tuesday
        ("supplement_due", waits(), "20/3/2025 09:00", NewsOutcome.TOO_OLD),
        ("supplement_due", runs(), "18/3/2025 08:00", NewsOutcome.CLOSED),
        ("supplement_due", waits(instant("11/3/2025 07:30")), "11/3/2025 07:00", NewsOutcome.SUPERSEDED),
        ("result_returned", runs(Occasion.RESULT_RETURNED), "12/3/2025 12:00", NewsOutcome.NOT_WANTED),
        ("a word nobody knows", runs(), "12/3/2025 12:00", NewsOutcome.NOT_WANTED),
        ("result_ready", runs(Occasion.RESULT_READY), "12/3/2025 12:00", "tell"),
        ("financial_duty", None, "12/3/2025 12:00", NewsOutcome.CLOSED),
    ],
)  # fmt: skip
def test_what_becomes_of_news(one: str, standing: Standing | None, now: str, wanted: str) -> None:
    found = decide(due(one), standing, [LAN], SETTINGS, instant(now))
    if wanted == "tell":
        assert isinstance(found, Tell)
    else:
        assert found == (PutOff(instant(wanted)) if "/" in wanted else wanted)


@pytest.mark.parametrize(
    ("facts", "going_on", "told"),
    [
        ('{"new_date":"2025-03-27","reason":"Chờ ký"}', True, True),
        ('{"new_date":1743041400,"old_date":"2025-03-20"}', True, True),
        ('{"new_date":"2025-03-27T16:30:00+07:00"}', True, True),
        ('{"new_date":"2025-03-27"}', False, False),  # finished meanwhile
        ('{"new_date":"bao giờ xong"}', True, False),
        ('{"new_date":["x"]}', True, False),
        ("không phải JSON", True, False),
    ],
)
def test_a_moved_date_is_told_while_somebody_still_works_on_it(
    facts: str, going_on: bool, told: bool
) -> None:
    standing = Standing([], (), going_on)
    found = decide(due("date_moved", NOON, facts), standing, [LAN], SETTINGS, NOON)
    assert isinstance(found, Tell) if told else found == NewsOutcome.CLOSED


def test_without_anybody_who_agreed_nothing_is_told() -> None:
    assert decide(due("received"), runs(), [], SETTINGS, NOON) == NewsOutcome.NO_CONSENT


def test_who_had_enough_today_hears_tomorrow() -> None:
    many = LAN._replace(heard=SETTINGS.per_day)
    found = decide(due("received"), runs(), [LAN, many], SETTINGS, NOON)
    assert found == PutOff(instant("13/3/2025 07:00"))


@pytest.mark.parametrize(
    ("asked", "until", "days", "wanted"),
    [
        ("10/3/2025 09:00", "20/3/2025 09:00", 2, "18/3/2025 08:00"),
        ("10/3/2025 09:00", "20/3/2025 09:00", 30, "11/3/2025 08:00"),  # never on the same day
        ("10/3/2025 09:00", "12/3/2025 09:00", 2, "11/3/2025 08:00"),
        ("10/3/2025 09:00", "11/3/2025 08:00", 2, None),
    ],
)
def test_when_a_supplement_is_reminded_of(
    asked: str, until: str, days: int, wanted: str | None
) -> None:
    found = remind_at(instant(asked), instant(until), days)
    assert found == (instant(wanted) if wanted else None)


PAST = (Pause(100, 200, 5, "a"), Pause(300, 400, 6, "a"))


@pytest.mark.parametrize(
    ("occasion", "one", "other", "wanted"),
    [
        ("supplement_asked", 100, 110, True),  # seen first, its minute told later
        ("supplement_asked", 110, 100, True),
        ("supplement_asked", 100, 200, False),
        ("supplement_asked", 100, 300, False),
        ("financial_duty", 310, 300, True),
        ("clock_resumed", 200, 210, True),
        ("clock_resumed", 200, 400, False),
        ("clock_resumed", 400, 200, False),
        ("result_ready", 1, 999, True),  # once for good
    ],
)
def test_whether_two_instants_mean_one_pause(
    occasion: str, one: int, other: int, wanted: bool
) -> None:
    assert same(occasion, one, other, PAST) is wanted


def test_the_usual_news_leave_out_what_the_citizen_was_there_for() -> None:
    left_out = frozenset(Occasion) - SETTINGS.wanted
    assert left_out == {Occasion.RESULT_RETURNED, Occasion.WITHDRAWN, Occasion.STEP}

    few: Any = {"occasions": ["date_moved"]}
    assert CitizenSettings.model_validate(few).wanted == {Occasion.DATE_MOVED}


def test_steps_and_the_survey_have_switches_of_their_own() -> None:
    assert Occasion.STEP in CitizenSettings(tell_steps=True).wanted
    assert Occasion.SATISFACTION not in CitizenSettings(survey=False).wanted
    assert CitizenSettings(occasions=(), tell_steps=True).wanted == frozenset()


WEEK_S = 7 * 86_400
NUMBER = Citizen(1, frozenset({Road.SMS}), False, True, 0, "k")
CHAT = Citizen(2, ZALO_ROADS, True, False, 0, "k", 1_000_000)
OTHER = Citizen(3, frozenset({Road.SMS}), False, True, 0, "other")


@pytest.mark.parametrize(
    ("citizens", "now", "told"),
    [
        ([NUMBER, CHAT], 1_000_000 + WEEK_S - 1, [2]),  # the chat takes messages
        ([NUMBER, CHAT], 1_000_000 + WEEK_S, [1]),  # no longer: by the number
        ([CHAT], 1_000_000 + WEEK_S, [2]),  # there is no number: a template, or nothing
        ([NUMBER, CHAT, OTHER], 1_000_001, [2, 3]),  # somebody else's number hears for itself
        ([NUMBER], 1, [1]),
        (
            [CHAT._replace(phone_key=None), NUMBER],
            1_000_001,
            [2, 1],
        ),  # nobody proved that they are one
        ([], 1, []),
    ],
)
def test_who_is_known_twice_hears_once(citizens: list[Citizen], now: int, told: list[int]) -> None:
    assert [one.person_id for one in once_each(citizens, now)] == told
