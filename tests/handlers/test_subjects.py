"""Names as people type them, and which of a dossier's items an answer means."""

from __future__ import annotations

import pytest

from db.words import Kind
from handlers.subjects import called, nearest
from tests.db.making import a_person, an_item

PEOPLE = [
    a_person(1, name="Phạm Mẫu Hoa"),
    a_person(2, name="Trần Mẫu Mai"),
    a_person(3, name="Lê Mẫu Hoa"),
    a_person(4, name="Võ Mẫu Hà"),
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Mai", [2]),
        ("chị Mai", [2]),
        ("chi mai nhe", [2]),
        ("anh Hà ạ", [4]),
        ("Hoa", [1, 3]),
        ("phạm mẫu hoa", [1]),
        ("Mẫu", []),
        ("Tèo", []),
        ("", []),
        ("chị", []),
    ],
)
def test_people_are_called_by_the_end_of_their_name(typed: str, found: list[int]) -> None:
    assert [p.id for p in called(PEOPLE, typed)] == found


def test_the_step_in_hand_is_meant_before_its_dossier() -> None:
    dossier, step = an_item(1, kind=Kind.DOSSIER, code="A"), an_item(2, kind=Kind.STEP, code="A")
    other = an_item(3, kind=Kind.REPORT, code="B")

    assert [i.id for i in nearest([dossier, step, other])] == [2, 3]
