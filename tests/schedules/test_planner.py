"""The planner: whole ladders of the default policy told day by day, then answers, promises and claims."""

from __future__ import annotations

import msgspec
import pytest

from db.records import WorkItem
from db.words import Fate, Reason
from schedules.planner import first_instant, plan
from tests.db.making import moment
from tests.schedules.ladder_stories import (
    DOSSIER,
    FEEDBACK,
    INTAKE,
    PUBLICATION,
    REPORT_DUE_MONDAY,
    REPORT_DUE_SATURDAY,
    STEP_OF_TWO_DAYS,
    STEP_OVER_LUNCH,
    SUPPLEMENT,
    TASK_BEFORE_A_HOLIDAY,
)
from tests.schedules.ladders import CALENDAR, POLICY, ladder, spell, walk, watched


@pytest.mark.parametrize(
    ("item", "until", "story"),
    [
        pytest.param(
            watched("report", "03/03/2025 00:00", "17/03/2025 17:00"),
            "20/03/2025",
            REPORT_DUE_MONDAY,
            id="report due on a Monday",
        ),
        pytest.param(
            watched("report", "10/03/2025 00:00", "22/03/2025 17:00"),
            "25/03/2025",
            REPORT_DUE_SATURDAY,
            id="report due on a Saturday",
        ),
        pytest.param(
            watched("step", "17/03/2025 09:00", "19/03/2025 09:00"),
            "24/03/2025",
            STEP_OF_TWO_DAYS,
            id="step of two days",
        ),
        pytest.param(
            watched("step", "20/03/2025 08:00", "20/03/2025 14:30"),
            "20/03/2025",
            STEP_OVER_LUNCH,
            id="short step over lunch: no halfway",
        ),
        pytest.param(
            watched("dossier", "10/03/2025 09:00", "20/03/2025 15:00"),
            "21/03/2025",
            DOSSIER,
            id="dossier from T-3 to T+1",
        ),
        pytest.param(
            watched("task", "03/03/2025 00:00", "04/04/2025 17:00"),
            "09/04/2025",
            TASK_BEFORE_A_HOLIDAY,
            id="task due on the Friday before a holiday",
        ),
        pytest.param(
            watched("supplement", "10/03/2025 10:00", "20/03/2025 10:00"),
            "24/03/2025",
            SUPPLEMENT,
            id="supplement that does not come",
        ),
        pytest.param(
            watched("intake", "14/03/2025 15:00", "17/03/2025 15:00"),
            "19/03/2025",
            INTAKE,
            id="intake of what was handed in on a Friday afternoon",
        ),
        pytest.param(
            watched("feedback", "10/03/2025 09:00", "20/03/2025 17:00"),
            "21/03/2025",
            FEEDBACK,
            id="feedback until the day after",
        ),
        pytest.param(
            watched("publication", "10/03/2025 00:00", "17/03/2025 17:00"),
            "20/03/2025",
            PUBLICATION,
            id="link of the chain of publication until the leader hears",
        ),
    ],
)
def test_a_ladder_day_by_day(item: WorkItem, until: str, story: str) -> None:
    told = walk(item, moment(until, "18:00"))

    # Rungs of one instant speak in the order of the ladder; the stories list them by audience.
    assert sorted(spell(told), key=_by_day) == story.strip().splitlines()
    assert [d.at for d in told] == sorted(d.at for d in told)


def _by_day(line: str) -> tuple[str, ...]:
    _, day, clock, *rest = line.split(" ")
    return (day[3:], day[:2], clock, *rest)


def test_every_kind_of_the_default_policy_has_its_story_here() -> None:
    assert set(POLICY.ladders) == {
        "intake",
        "step",
        "dossier",
        "report",
        "task",
        "supplement",
        "publication",
        "feedback",
        "apology",
        "extension",
    }


def test_what_lies_before_the_start_is_never_said() -> None:
    """A step of one hour, handed over on Monday 09:00: two hours before due is before its start."""
    told = walk(
        watched("step", "17/03/2025 09:00", "17/03/2025 10:00"), moment("17/03/2025", "18:00")
    )

    assert [d.key for d in told] == ["handover", "handover", "overdue", "overdue"]


@pytest.mark.parametrize(
    ("kind", "last"),
    [
        pytest.param("step", "T3 15/04 07:30 assignee still_overdue:20", id="step: 20 times"),
        pytest.param(
            "report",
            "T3 01/04 07:30 assignee still_overdue:11",
            id="report: 10 times from the second day",
        ),
    ],
)
def test_an_overdue_ladder_ends(kind: str, last: str) -> None:
    told = walk(watched(kind, "10/03/2025 09:00", "17/03/2025 17:00"), moment("31/12/2025"))

    assert last in spell(told)
    assert spell(told)[-1].split()[0:3] == last.split()[0:3]


@pytest.mark.parametrize(
    ("hows", "first"),
    [
        pytest.param({"after_due"}, "T3 18/03 07:30", id="nothing at the due instant itself"),
        pytest.param({"daily_after_due"}, "T4 19/03 07:30", id="daily from the second day"),
        pytest.param({"due", "after_due"}, "T2 17/03 17:00", id="with the due instant"),
    ],
)
def test_a_ladder_of_few_rungs_is_not_forgotten_before_it_begins(
    hows: set[str], first: str
) -> None:
    """A report due on Monday 17/3, looked at on the Friday before."""
    item = watched("report", "03/03/2025 00:00", "17/03/2025 17:00")
    rungs = tuple(r for r in ladder(item) if r.when.how in hows)
    found = plan(item, rungs, CALENDAR, moment("14/03/2025", "09:00"))

    assert found.next_at is not None
    assert spell(list(plan(item, rungs, CALENDAR, found.next_at).decisions))[0].startswith(first)


# --- answers, promises, claims ---

STEP = watched("step", "17/03/2025 09:00", "19/03/2025 09:00")
WEDNESDAY = moment("19/03/2025", "08:30")


def after(item: WorkItem, since: str, now: str = "19/03/2025 08:30") -> list[str]:
    """What is decided in one go of what lies after `since`."""
    fresh = msgspec.structs.replace(item, planned_until=moment(*since.split()))
    return spell(list(plan(fresh, ladder(item), CALENDAR, moment(*now.split())).decisions))


def awake(item: WorkItem, since: str, until: str = "19/03/2025 08:30") -> list[str]:
    """The same decided by a service that was awake all the time."""
    fresh = msgspec.structs.replace(item, planned_until=moment(*since.split()))
    return spell(walk(fresh, moment(*until.split())))


def test_silence_about_a_question_that_comes_late_is_no_silence() -> None:
    """Nobody was asked while the service was away, so the head is not told that nobody answered."""
    since, now = "18/03/2025 16:30", "19/03/2025 08:30"

    assert "T4 19/03 08:00 head silent@due_soon" in awake(STEP, since, now)
    assert "T4 19/03 08:00 head silent@due_soon (catch_up)" in after(STEP, since, now)


@pytest.mark.parametrize(
    ("answered", "said"),
    [
        pytest.param(None, "T4 19/03 08:00 head silent@due_soon", id="never"),
        pytest.param("18/03/2025 15:00", "T4 19/03 08:00 head silent@due_soon", id="before asked"),
        pytest.param(
            "19/03/2025 07:00",
            "T4 19/03 08:00 head silent@due_soon (answered)",
            id="at that instant",
        ),
        pytest.param(
            "19/03/2025 07:40", "T4 19/03 08:00 head silent@due_soon (answered)", id="after asked"
        ),
    ],
)
def test_the_head_hears_of_silence_unless_it_was_answered(answered: str | None, said: str) -> None:
    """Asked on Wednesday 07:00, silence counts until 08:00."""
    at = moment(*answered.split()) if answered else None
    item = msgspec.structs.replace(STEP, answered_at=at)

    assert after(item, "19/03/2025 07:30") == [said]


def promised(until: str, answered: str) -> WorkItem:
    return msgspec.structs.replace(
        STEP, promise_until=moment(*until.split()), answered_at=moment(*answered.split())
    )


def test_a_running_promise_rests_reminders_and_silence_but_never_the_due_date() -> None:
    """Promised on Monday 16:00 until Wednesday 15:00."""
    item = promised("19/03/2025 15:00", "17/03/2025 16:00")

    assert after(item, "17/03/2025 16:00", "19/03/2025 10:00") == [
        "T3 18/03 09:00 assignee halfway (promised)",
        "T4 19/03 07:00 assignee due_soon (promised)",
        "T4 19/03 08:00 head silent@due_soon (promised)",
        "T4 19/03 09:00 assignee overdue",
        "T4 19/03 09:00 head overdue",
    ]


def test_a_promise_not_kept_is_asked_about_and_its_silence_told() -> None:
    """Promised on Monday 16:00 until Tuesday 10:00; one working hour after that the head hears."""
    item = promised("18/03/2025 10:00", "17/03/2025 16:00")
    key = moment("18/03/2025", "10:00")

    assert awake(item, "17/03/2025 16:00", "18/03/2025 12:00") == [
        "T3 18/03 09:00 assignee halfway (promised)",
        f"T3 18/03 10:00 assignee promise_lapsed:{key}",
        f"T3 18/03 11:00 head silent@promise_lapsed:{key}",
    ]


def test_an_answer_after_the_lapse_keeps_the_head_out() -> None:
    item = promised("18/03/2025 10:00", "18/03/2025 10:30")

    assert after(item, "18/03/2025 10:00", "18/03/2025 12:00")[-1].endswith("(answered)")


def test_nobody_is_called_silent_about_a_question_that_rested() -> None:
    """The promise covers the question (Wednesday 07:00) but not the end of its hour (08:00).

    The lapse at 07:30 asks anew, so the hour of silence runs from there.
    """
    item = promised("19/03/2025 07:30", "18/03/2025 13:30")
    key = moment("19/03/2025", "07:30")

    assert sorted(awake(item, "18/03/2025 13:30")) == [
        "T4 19/03 07:00 assignee due_soon (promised)",
        f"T4 19/03 07:30 assignee promise_lapsed:{key}",
        "T4 19/03 08:00 head silent@due_soon (promised)",
        f"T4 19/03 08:30 head silent@promise_lapsed:{key}",
    ]


def test_a_question_that_does_not_rest_is_asked_and_its_silence_told() -> None:
    """A report's question of the due day (Monday 08:00) stands whatever was promised; the promise ended at 09:00."""
    item = watched(
        "report",
        "03/03/2025 00:00",
        "17/03/2025 17:00",
        promise_until=moment("17/03/2025", "09:00"),
        answered_at=moment("14/03/2025", "15:00"),
    )

    assert "T2 17/03 10:00 head silent@due_today:0" in after(
        item, "17/03/2025 09:30", "17/03/2025 10:00"
    )


def test_a_second_promise_is_another_cycle() -> None:
    first, second = (
        after(
            promised(f"18/03/2025 {hour}", "17/03/2025 16:00"),
            "18/03/2025 09:30",
            "18/03/2025 12:00",
        )
        for hour in ("10:00", "11:00")
    )

    assert first[0].split(" ")[-1] != second[0].split(" ")[-1]


def test_a_claimed_item_speaks_its_claim_rungs_only() -> None:
    """Claimed on Monday 17/3 at 14:00: the step is checked one working day later, the report confirmed at once.

    Two working hours of silence after the check, and the head hears of it. What is not synchronised is told by digest.
    """
    claimed = {"state": "claimed", "claimed_at": moment("17/03/2025", "14:00")}
    step = msgspec.structs.replace(STEP, **claimed)
    report = watched("report", "03/03/2025 00:00", "17/03/2025 17:00", **claimed)
    key = claimed["claimed_at"]

    assert spell(walk(step, moment("30/04/2025"))) == [
        f"T3 18/03 14:00 assignee claim_check:{key}",
        f"T3 18/03 14:00 coordinator not_synced:{key}",
        f"T3 18/03 16:00 head silent@claim_check:{key}",
        f"T5 20/03 14:00 head not_synced:{key}",
    ]
    assert spell(walk(report, moment("30/04/2025"))) == [f"T2 17/03 14:00 receiver confirm:{key}"]


@pytest.mark.parametrize("state", ["done", "suspended", "cancelled"])
def test_nothing_is_said_about_what_is_no_longer_watched(state: str) -> None:
    item = msgspec.structs.replace(STEP, state=state)

    assert plan(item, ladder(item), CALENDAR, WEDNESDAY) == ((), None)
    assert first_instant(item, ladder(item), CALENDAR) is None


def test_after_a_long_stop_each_audience_hears_the_last_word() -> None:
    """The service slept from Monday to Monday a week later."""
    found = plan(STEP, ladder(STEP), CALENDAR, moment("24/03/2025", "10:00"))
    speaking = [d for d in found.decisions if d.fate == Fate.WAITING]
    others = {d.reason for d in found.decisions if d.fate != Fate.WAITING}

    assert sorted(spell(speaking)) == [
        "T2 24/03 07:30 assignee still_overdue:3",
        "T2 24/03 07:30 head still_overdue:3",
        "T2 24/03 07:30 leader overdue:3",
        "T5 20/03 07:30 coordinator overdue:1",
    ]
    assert others == {Reason.CATCH_UP}
