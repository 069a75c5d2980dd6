"""Reports asked for once climb ladders of their own: the long one, and within a working day the short one."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from db.records import WorkItem
from db.words import Audience, ItemState, Kind
from messages_vi.table import template_for
from schedules.calendar import official_calendar
from schedules.civil import at
from schedules.errors import BadPolicy
from schedules.planner import plan
from schedules.policy import default_policy_body, parse_policy
from schedules.short import ladder_for

POLICY = parse_policy(default_policy_body())
CALENDAR = official_calendar()
MONDAY = date(2025, 11, 17)
AD_HOC = '{"ad_hoc":true}'


def _item(hour: str, due: date, due_hour: str, detail: str = AD_HOC) -> WorkItem:
    start = at(MONDAY, hour)
    return WorkItem(
        1, "k", Kind.REPORT, "DX1", "Báo cáo", 1, 2, 3, None, start, at(due, due_hour), "time", 1, ItemState.OPEN, 1,
        start - 1, None, None, None, None, "", detail,
    )  # fmt: skip


def test_which_ladder_a_report_climbs() -> None:
    table = {
        ("08:00", MONDAY, "11:00"): POLICY.ad_hoc.short,
        ("08:00", date(2025, 11, 18), "16:00"): POLICY.ad_hoc.ladder,  # Tuesday
        (
            "14:00",
            date(2025, 11, 18),
            "08:00",
        ): POLICY.ad_hoc.short,  # four working hours over a night
    }
    for (hour, due, due_hour), ladder in table.items():
        assert ladder_for(_item(hour, due, due_hour), POLICY, CALENDAR) is ladder
    usual = _item("08:00", MONDAY, "11:00", detail='{"window":"ad_hoc"}')
    assert ladder_for(usual, POLICY, CALENDAR) is POLICY.ladders[Kind.REPORT]


def test_a_policy_without_them_uses_the_ladder_of_all_reports() -> None:
    raw = msgspec.json.decode(default_policy_body())
    del raw["ad_hoc"]
    policy = parse_policy(msgspec.json.encode(raw).decode())

    assert ladder_for(_item("08:00", MONDAY, "11:00"), policy, CALENDAR) is policy.ladders["report"]


@pytest.mark.parametrize("name", ["ladder", "short"])
def test_they_ask_at_hand_over_and_tell_at_the_due_instant_and_every_rung_has_a_text(
    name: str,
) -> None:
    ladder = getattr(POLICY.ad_hoc, name)

    assert all(template_for(rung.audience, Kind.REPORT, rung.key) for rung in ladder)
    assert ladder[0].when.how == "start"
    told = {rung.audience for rung in ladder if rung.when.how == "due"}
    assert told == {Audience.ASSIGNEE, Audience.HEAD, Audience.RECEIVER}
    asking = {rung.name for rung in ladder if rung.asks}
    assert {rung.when.after for rung in ladder if rung.when.how == "silence"} <= asking


def test_given_at_eight_for_eleven_the_holder_hears_four_times() -> None:
    item = _item("08:00", MONDAY, "11:00")
    ladder = ladder_for(item, POLICY, CALENDAR)
    heard = []
    now: int | None = item.starts_at
    while now is not None and now <= item.due_at:
        found = plan(item, ladder, CALENDAR, now)
        heard += [
            (now, d.rung.name) for d in found.decisions if d.rung.audience == Audience.ASSIGNEE
        ]
        item = msgspec.structs.replace(item, planned_until=now)
        now = found.next_at

    assert heard == [
        (at(MONDAY, "08:00"), "handover"),
        (at(MONDAY, "09:30"), "halfway"),
        (at(MONDAY, "10:30"), "due_soon"),
        (at(MONDAY, "11:00"), "overdue"),
    ]


def test_a_bad_rung_of_them_is_named_by_its_place() -> None:
    raw = msgspec.json.decode(default_policy_body())
    raw["ad_hoc"]["short"][0]["to"] = "everybody"

    with pytest.raises(BadPolicy, match=r"ad_hoc\.short\[0\]\.to"):
        parse_policy(msgspec.json.encode(raw).decode())
