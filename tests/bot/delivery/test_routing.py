"""Roads: allowed, affordable, in time; of those the cheapest, with the reason for it and for none cheaper."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import BudgetSettings
from bot.delivery.budget import Spent, ledger_rows, left
from bot.delivery.routing import FREE_S, OPEN_S, Choice, Load, NoRoad, Offer, Reach, route
from db.words import Road
from tests.db.making import moment

NOW = moment("17/03/2025", "09:00")  # a Monday
HOUR, DAY = 3600, 86_400
CHAT, UID, PHONE, SMS = Road
PRICES: Mapping[Road, int] = {CHAT: 55, UID: 84, PHONE: 120, SMS: 700}
ALL = Offer(PRICES, templates=frozenset({"officer_due"}))
DUE = Load("officer_due")


def reach(
    age: int | None = HOUR,
    *,
    zalo: bool = True,
    phone: bool = True,
    closed: Mapping[str, str] | None = None,
) -> Reach:
    """A person whose last interaction is so many seconds old."""
    return Reach(zalo, phone, None if age is None else NOW - age, closed or {})


@pytest.mark.parametrize(
    ("age", "road", "why", "price"),
    [
        pytest.param(0, CHAT, "free_window", 0, id="just now"),
        pytest.param(47 * HOUR, CHAT, "free_window", 0, id="47 hours"),
        pytest.param(FREE_S - 60, CHAT, "paid_window", 55, id="a minute before 48 hours: clocks differ"),
        pytest.param(FREE_S, CHAT, "paid_window", 55, id="48 hours"),
        pytest.param(6 * DAY, CHAT, "paid_window", 55, id="six days"),
        pytest.param(OPEN_S - 60, UID, "zalo:outside_window", 84, id="a minute before seven days"),
        pytest.param(OPEN_S, UID, "zalo:outside_window", 84, id="seven days"),
        pytest.param(None, CHAT, "untried", 0, id="nothing known: a refusal costs nothing"),
    ],
)  # fmt: skip
def test_the_windows(age: int | None, road: Road, why: str, price: int) -> None:
    assert route(reach(age), DUE, ALL, NOW) == Choice(road, why, price)


@pytest.mark.parametrize(
    ("person", "load", "offer", "road", "why"),
    [
        pytest.param(reach(zalo=False), DUE, ALL, PHONE, "zalo:not_linked,zbs_uid:not_linked", id="not linked: by number"),
        pytest.param(reach(8 * DAY), Load("alarm"), ALL, SMS, "zalo:outside_window,zbs_uid:no_template,zbs_phone:no_template", id="no approved template"),
        pytest.param(reach(8 * DAY), DUE, Offer(PRICES, frozenset({"officer_due"}), by_phone_only=frozenset({"officer_due"})), PHONE, "zalo:outside_window,zbs_uid:by_phone_only", id="quick replies go by number"),
        pytest.param(reach(8 * DAY), DUE, Offer(PRICES, frozenset({"officer_due"}), stopped=frozenset({"officer_due"})), SMS, "zalo:outside_window,zbs_uid:template_stopped,zbs_phone:template_stopped", id="template switched off"),
        pytest.param(reach(closed={"zalo": "-244"}), DUE, ALL, UID, "zalo:-244", id="restricted by the person"),
        pytest.param(reach(closed={"zalo": "-217", "zbs_uid": "-217"}), DUE, ALL, PHONE, "zalo:-217,zbs_uid:-217", id="blocked: by number"),
        pytest.param(reach(closed={"zalo": "-217", "zbs_uid": "-217", "zbs_phone": "-118"}), DUE, ALL, SMS, "zalo:-217,zbs_uid:-217,zbs_phone:-118", id="no Zalo at all"),
        pytest.param(reach(), Load("officer_due", tried={"zalo": "-201"}), ALL, UID, "zalo:-201", id="this message was refused by chat"),
        pytest.param(reach(3 * DAY), DUE, Offer({**PRICES, CHAT: 90}, frozenset({"officer_due"})), UID, "cheapest", id="a template is cheaper than a paid chat"),
        pytest.param(reach(3 * DAY), DUE, Offer({**PRICES, UID: 55}, frozenset({"officer_due"})), CHAT, "paid_window", id="of equals the chat: it has buttons"),
    ],
)  # fmt: skip
def test_the_next_road(person: Reach, load: Load, offer: Offer, road: Road, why: str) -> None:
    found = route(person, load, offer, NOW)

    assert isinstance(found, Choice)
    assert (found.road, found.why) == (road, why)


@pytest.mark.parametrize(
    ("person", "load", "offer", "why", "later"),
    [
        pytest.param(reach(zalo=False, phone=False), DUE, ALL, "zalo:not_linked,zbs_uid:not_linked,zbs_phone:no_phone,sms:no_phone", False, id="nothing known"),
        pytest.param(reach(8 * DAY), Load(None, only_chat=True), ALL, "zalo:outside_window,zbs_uid:no_template,zbs_phone:no_template,sms:no_template", False, id="an answer goes by chat only"),
        pytest.param(reach(8 * DAY), DUE, Offer({CHAT: 55}), "zalo:outside_window", False, id="the province has only the chat"),
        pytest.param(reach(3 * DAY), DUE, Offer({CHAT: 55}, left={CHAT: 54}), "zalo:over_budget", True, id="no money left"),
        pytest.param(reach(closed={"zalo": "resting"}), DUE, Offer({CHAT: 55}), "zalo:resting", True, id="enough for today"),
        pytest.param(reach(8 * DAY), DUE, Offer({UID: 84}, frozenset({"officer_due"}), stopped=frozenset({"officer_due"})), "zbs_uid:template_stopped", True, id="somebody is looking after the template"),
    ],
)  # fmt: skip
def test_no_road(person: Reach, load: Load, offer: Offer, why: str, later: bool) -> None:
    assert route(person, load, offer, NOW) == NoRoad(why, later)


@pytest.mark.parametrize(
    ("clock", "road"),
    [
        ("06:04", None), ("06:05", PHONE), ("06:59", PHONE), ("12:00", PHONE), ("21:29", PHONE),
        ("21:30", None), ("23:00", None),
    ],
)  # fmt: skip
def test_templates_by_number_ring_by_day_only(clock: str, road: Road | None) -> None:
    offer = Offer({PHONE: 120}, frozenset({"officer_due"}))
    found = route(reach(), DUE, offer, moment("17/03/2025", clock))

    assert (found.road if isinstance(found, Choice) else None) == road
    assert isinstance(found, Choice) or found.later


@pytest.mark.parametrize(
    ("clock", "goes"), [("06:59", False), ("07:00", True), ("20:59", True), ("21:00", False)]
)
def test_sms_rings_by_day_only(clock: str, goes: bool) -> None:
    found = route(reach(), DUE, Offer({SMS: 700}), moment("17/03/2025", clock))

    assert isinstance(found, Choice) == goes


def test_a_free_message_is_never_held_back_for_money() -> None:
    broke = Offer(PRICES, left=dict.fromkeys(Road, 0))

    assert route(reach(), DUE, broke, NOW) == Choice(CHAT, "free_window", 0)


def test_what_would_come_too_late_takes_the_road_that_is_in_time() -> None:
    """The chat's line is two hours long; the step is due in one."""
    offer = Offer(PRICES, frozenset({"officer_due"}), ready_at={CHAT: NOW + 2 * HOUR})
    hurried = Load("officer_due", leave_by=NOW + HOUR)

    assert route(reach(), hurried, offer, NOW) == Choice(UID, "zalo:too_slow", 84)
    assert route(reach(), DUE, offer, NOW) == Choice(CHAT, "free_window", 0)


def test_late_by_every_road_it_takes_the_cheapest() -> None:
    offer = Offer({CHAT: 55, SMS: 700}, ready_at={CHAT: NOW + 2 * HOUR, SMS: NOW + 3 * HOUR})
    hurried = Load("officer_due", leave_by=NOW + HOUR)

    assert route(reach(), hurried, offer, NOW) == Choice(CHAT, "free_window", 0)


REACHES = st.builds(
    Reach,
    st.booleans(),
    st.booleans(),
    st.none() | st.integers(NOW - 9 * DAY, NOW),
    st.dictionaries(st.sampled_from(list(Road)), st.sampled_from(["-230", "resting"])),
)
OFFERS = st.builds(
    Offer,
    st.dictionaries(st.sampled_from(list(Road)), st.integers(0, 1000)),
    st.sampled_from([frozenset(), frozenset({"officer_due"})]),
    left=st.dictionaries(st.sampled_from(list(Road)), st.integers(0, 1000)),
    ready_at=st.dictionaries(st.sampled_from(list(Road)), st.integers(NOW, NOW + DAY)),
)
LOADS = st.builds(
    Load,
    st.sampled_from([None, "officer_due"]),
    st.booleans(),
    st.dictionaries(st.sampled_from(list(Road)), st.just("-201")),
    st.none() | st.integers(NOW, NOW + DAY),
)


@given(REACHES, LOADS, OFFERS)
def test_what_is_chosen_is_allowed_and_affordable_and_nothing_cheaper_is_in_time(
    person: Reach, load: Load, offer: Offer
) -> None:
    found = route(person, load, offer, NOW)

    if isinstance(found, Choice):
        assert found.road in offer.prices
        assert found.road not in load.tried
        assert found.road not in person.closed
        assert found.price_vnd <= offer.left.get(found.road, found.price_vnd)
        assert person.zalo if found.road in (CHAT, UID) else person.phone
        assert found.road == CHAT or not load.only_chat
    else:
        shut = [part.rpartition(":")[2] for part in found.why.split(",")]
        assert len(shut) == len(offer.prices) or found.why == "no_road"


@given(REACHES, LOADS, OFFERS)
def test_a_choice_that_is_taken_away_leads_to_another_or_to_none(
    person: Reach, load: Load, offer: Offer
) -> None:
    """Each message ends: with every refusal it has one road less."""
    tried = load.tried
    for _ in range(len(Road) + 1):
        found = route(person, Load(load.template, load.only_chat, tried, load.leave_by), offer, NOW)
        if isinstance(found, NoRoad):
            return
        assert found.road not in tried
        tried = {**tried, found.road: "-201"}
    raise AssertionError("a message without end")


# --- money ---


def test_what_is_left_is_the_least_of_all_limits() -> None:
    budget = BudgetSettings(day=1000, month=5000, sms_day=600, zbs_month=900)
    spent = [
        Spent("2025-03-16", "zbs_uid", 5, 400),
        Spent("2025-03-17", "zbs_phone", 1, 120),
        Spent("2025-03-17", "sms", 1, 350),
        Spent("2025-03-17", "zalo", 9, 55),
    ]

    assert left(budget, spent, NOW) == {CHAT: 475, UID: 380, PHONE: 380, SMS: 250}


def test_without_limits_nothing_is_bounded() -> None:
    assert left(BudgetSettings(), [Spent("2025-03-17", "sms", 1, 350)], NOW) == {}


def test_what_is_overspent_leaves_nothing_not_less() -> None:
    assert left(BudgetSettings(sms_day=100), [Spent("2025-03-17", "sms", 1, 350)], NOW) == {SMS: 0}


@pytest.mark.parametrize(("clock", "day"), [("00:00", "2025-03-17"), ("23:59", "2025-03-17")])
def test_the_ledger_counts_by_the_day_in_viet_nam(clock: str, day: str) -> None:
    rows = ledger_rows([("sms", 350), ("sms", 700), ("zalo", 0)], moment("17/03/2025", clock))

    assert rows == [
        {"day": day, "road": "sms", "messages": 2, "vnd": 1050},
        {"day": day, "road": "zalo", "messages": 1, "vnd": 0},
    ]
