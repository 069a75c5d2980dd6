"""Where a dossier stands in its process: “Cấp giấy chứng nhận lần đầu” phase by phase, weekdays written out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.present import phase_starts, present
from bot.ingest.step_times import span_of
from db.records import Dossier, ProcedureStep, Progress
from schedules import due
from schedules.calendar import official_calendar
from schedules.pauses import Pause
from tests.db.making import moment
from tests.ingest.test_processes import a_step
from tests.ingest.test_wholes import spelled

CALENDAR = official_calendar()
# `domain.md` §3, example 3: phase 1 has 1 + 2 + 1 + 0,5 days, phase 2 has 0,5 + 2 + 0,5 + 0,5 + 0,5.
FIRST, SECOND = (8, 16, 8, 4), (4, 16, 4, 4, 4)
ONLY_FIRST = "Thẩm tra thực địa"  # the name of step 3 of the first phase; the others go by number
LAND: list[ProcedureStep] = [
    *(
        a_step(n, h * 60, phase=1, name=ONLY_FIRST if n == 3 else f"Bước {n}")
        for n, h in enumerate(FIRST, 1)
    ),
    *(a_step(n, h * 60, phase=2) for n, h in enumerate(SECOND, 1)),
]
RECEIVED = moment("03/03/2025", "09:10")  # a Monday
TAX = Pause(moment("10/03/2025", "08:00"), moment("25/04/2025", "10:00"), 6, "seen")  # to a Friday


def a_dossier(**more: object) -> Dossier:
    values = {
        "id": 1, "code": "A", "procedure_code": "1.0", "procedure_name": "", "unit_id": 1,
        "received_at": RECEIVED, "due_at": None, "status": 4, "holder": "", "step_due_at": None,
        "finished_at": None, "returned_at": None, "source": "", "updated_at": 0, "fingerprint": "",
    }  # fmt: skip
    return Dossier(**(values | more))  # type: ignore[arg-type]


def done(*at: int) -> list[Progress]:
    return [Progress("A", "lan", instant, 4, "Chuyển xử lý", "", None) for instant in at]


def test_both_phases_day_by_day() -> None:
    """Each step is finished when it is due; the tax notice takes from 10/3 to Friday 25/4/2025, before a worked Saturday."""
    story, rows, rests = [], [], []
    for number in range(len(LAND)):
        if number == len(FIRST):
            rests = [TAX]
        found = present(LAND, a_dossier(), done(*rows), rests)
        assert found.step is not None
        at = due.add(found.started, span_of(found.step), CALENDAR).due_at
        story.append(f"{found.key}: {spelled(found.started)} → {spelled(at)}")
        rows.append(at)
    assert story == [
        "1: T2 03/03 09:10 → T3 04/03 09:10",
        "2: T3 04/03 09:10 → T5 06/03 09:10",
        "3: T5 06/03 09:10 → T6 07/03 09:10",
        "4: T6 07/03 09:10 → T6 07/03 15:10",
        "2.1: T6 25/04 10:00 → T6 25/04 16:00",
        "2.2: T6 25/04 16:00 → T2 28/04 16:00",  # Saturday 26/4 is worked for Friday 2/5
        "2.3: T2 28/04 16:00 → T3 29/04 10:00",
        "2.4: T3 29/04 10:00 → T3 29/04 16:00",
        "2.5: T3 29/04 16:00 → T2 05/05 10:00",  # 30/4 and 1/5 off, 2/5 swapped, then a week-end
    ]
    assert present(LAND, a_dossier(), done(*rows), rests).step is None


HOUR = 3600
T = RECEIVED


@pytest.mark.parametrize(
    ("rows", "rests", "told", "key", "started"),
    [
        pytest.param([], [], "", "1", T, id="nothing done yet"),
        pytest.param([T + HOUR], [], "", "2", T + HOUR, id="one step done"),
        pytest.param([T + n for n in range(4)], [], "", "2.1", T + 3, id="no pause was seen"),
        pytest.param([T + 1], [TAX], "", "2.1", TAX.end, id="the pause ends the phase"),
        pytest.param(
            [T + 1, TAX.end], [TAX], "", "2.2", TAX.end, id="a row of the resumption is a step"
        ),
        pytest.param([T + 1], [TAX._replace(end=None)], "", "2", T + 1, id="still waiting"),
        pytest.param(
            [T + 1], [TAX._replace(status=5)], "", "2", T + 1, id="a supplement is no phase"
        ),
        pytest.param(
            [], [TAX, Pause(TAX.end + 1, TAX.end + 9, 6, "")], "", "2.1", TAX.end,
            id="no more phases than there are",
        ),
        pytest.param([T + 1], [TAX], "Bước 3", "2.3", TAX.end, id="named, in the phase in hand"),
        pytest.param([T + 1], [], "5", "2.5", T + 1, id="named, in the other phase"),
        pytest.param([T + 1], [TAX], ONLY_FIRST, "3", T + 1, id="a fee in the midst of the phase"),
        pytest.param(
            [T + 1, TAX.end + 5], [TAX], ONLY_FIRST, "3", TAX.end + 5, id="and a step done after it"
        ),
    ],
)  # fmt: skip
def test_the_step_in_hand(
    rows: list[int], rests: list[Pause], told: str, key: str, started: int
) -> None:
    found = present(LAND, a_dossier(step_name=told), done(*rows), rests)
    assert (found.key, found.started) == (key, started)


@given(
    st.lists(st.integers(0, 500), max_size=12),
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 90)), max_size=4),
    st.randoms(),
)
def test_a_step_never_starts_before_its_phase_and_order_does_not_matter(
    hours: list[int], waits: list[tuple[int, int]], chance: object
) -> None:
    rests = [Pause(T + a * HOUR, T + (a + n) * HOUR, 6, "seen") for a, n in sorted(waits)]
    rows = done(*(T + n * HOUR for n in hours))
    found = present(LAND, a_dossier(), rows, rests)
    starts = phase_starts(LAND, T, rests)
    assert len(starts) <= 2
    assert found.started >= starts[-1]
    if len(starts) == 2 and found.step is not None:
        assert found.step.phase == 2
    chance.shuffle(rows)  # type: ignore[attr-defined]
    assert present(LAND, a_dossier(), rows, rests) == found
