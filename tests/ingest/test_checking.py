"""The validator: what does not add up in an internal process is named with its place."""

from __future__ import annotations

from typing import Any

import pytest

from bot.ingest.checking import Offices, faults, overlaps
from bot.ingest.processes import Book, Version
from db.directory import Directory
from db.records import ProcedureStep
from messages_vi.doubts import doubt_words
from tests.db.making import a_person, a_unit
from tests.ingest.test_processes import CODE, NAME, a_step

PEOPLE = [
    a_person(1, title="Chủ tịch UBND xã", unit_id=1),
    a_person(2, title="Trưởng phòng", unit_id=2),
]
OFFICES = Offices(Directory([a_unit(1), a_unit(2, level="so")], PEOPLE))
TODAY = "2025-03-03"

# Land registration of `domain.md` §3, example 3: the published steps are 12 days of the 10.
LAND = [
    a_step(seq, hours * 60, total_minutes=80 * 60)
    for seq, hours in enumerate((4, 72, 16, 4), start=1)
]
PHASES = [
    *(a_step(n, 60, phase=1, total_minutes=120) for n in (1, 2)),
    *(a_step(n, 60, phase=2, total_minutes=60) for n in (1, 2)),
]


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        pytest.param([a_step(1, total_minutes=60)], [], id="adds up"),
        pytest.param([a_step(1), a_step(2)], [], id="no whole stated"),
        pytest.param(
            LAND, [("steps_exceed_whole", {"sum": 96 * 60, "whole": 80 * 60})], id="12 days of 10"
        ),
        pytest.param(
            PHASES,
            [("steps_exceed_whole", {"phase": 2, "sum": 120, "whole": 60})],
            id="one phase",
        ),
        pytest.param(
            [a_step(1, 60, minutes_online=90, total_minutes=60)],
            [("steps_exceed_whole", {"online": True, "sum": 90, "whole": 60})],
            id="online only",
        ),
        pytest.param(
            [a_step(1, 60, minutes_online=90, total_minutes=60, total_online=90)],
            [],
            id="online has its own whole",
        ),
        pytest.param(
            [a_step(1), a_step(1, 600, case_name="Có xác minh", total_minutes=480)],
            [("steps_exceed_whole", {"case": "Có xác minh", "sum": 600, "whole": 480})],
            id="one case",
        ),
        pytest.param([a_step(1), a_step(3)], [("steps_gap", {"steps": [2]})], id="gap"),
        pytest.param([a_step(2)], [("steps_gap", {"steps": [1]})], id="no first"),
        pytest.param(
            [*PHASES[:2], a_step(1, phase=2), a_step(3, phase=2)],
            [("steps_gap", {"phase": 2, "steps": [2]})],
            id="gap in a phase that counts anew",
        ),
        pytest.param([a_step(1), a_step(2), a_step(3, phase=2)], [], id="phases that count on"),
        pytest.param(
            [a_step(1, 120, timed=0)], [("step_without_time", {"steps": [1]})], id="no time stated"
        ),
        pytest.param([a_step(1, 0)], [("step_without_time", {"steps": [1]})], id="no time at all"),
        pytest.param(
            [a_step(1, role="Vua")], [("role_unknown", {"roles": ["Vua"]})], id="nobody's role"
        ),
        pytest.param([a_step(1, role="TRƯỞNG PHÒNG")], [], id="somebody's somewhere"),
        pytest.param(
            [a_step(1, role="Trưởng phòng", unit_code="X01")],
            [("role_unknown", {"roles": ["Trưởng phòng"]})],
            id="nobody's at that level",
        ),
        pytest.param([a_step(1, role="Trưởng phòng", unit_code="X02")], [], id="at that level"),
        pytest.param(
            [a_step(1, unit_code="X99")], [("unit_unknown", {"units": ["X99"]})], id="no such unit"
        ),
    ],
)
def test_what_does_not_add_up_is_named_with_its_place(
    steps: list[ProcedureStep], found: list[tuple[str, dict[str, Any]]]
) -> None:
    told = faults([Version(steps)], OFFICES, TODAY)
    assert [(f.kind, f.facts) for f in told] == found
    for fault in told:
        what, mend = doubt_words(fault.kind, {"name": NAME} | fault.facts)
        assert NAME in what
        assert mend


def test_the_words_name_the_place() -> None:
    facts = {"name": NAME, "valid_from": "2025-03-01", "case": "Có xác minh", "phase": 2}
    what, _ = doubt_words("steps_gap", facts | {"online": True, "steps": [2, 3], "others": 1})
    assert "(phiên bản từ 01/3/2025, trường hợp “Có xác minh”, giai đoạn 2, nộp trực tuyến)" in what
    assert what.endswith("thiếu bước 2, 3 (và 1 chỗ khác của quy trình này)")


@pytest.mark.parametrize(
    ("versions", "found"),
    [
        pytest.param([("", None), ("2025-01-01", None), ("2025-07-01", None)], 0, id="one by one"),
        pytest.param([("2025-01-01", "2025-06-30"), ("2025-07-01", None)], 0, id="end to end"),
        pytest.param([("2025-01-01", "2025-07-01"), ("2025-07-01", None)], 1, id="one day"),
        pytest.param([("", "2025-12-31"), ("2025-07-01", None)], 0, id="the undated one yields"),
    ],
)
def test_versions_in_force_at_the_same_time(
    versions: list[tuple[str, str | None]], found: int
) -> None:
    book = Book(a_step(valid_from=first, valid_to=last) for first, last in versions)
    told = list(overlaps(book.versions(CODE)))
    assert [f.kind for f in told] == ["versions_overlap"] * found
    assert all("01/7/2025" in doubt_words(f.kind, {"name": NAME} | f.facts)[0] for f in told)


def test_a_version_that_is_over_is_left_alone() -> None:
    steps = [a_step(2, valid_from="2024-01-01", valid_to="2024-12-31")]
    assert faults([Version(steps)], OFFICES, TODAY) == []
    assert [f.kind for f in faults([Version(steps)], OFFICES, "2024-12-31")] == ["steps_gap"]
