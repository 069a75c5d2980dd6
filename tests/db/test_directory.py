"""Whom an audience means: the nearest head, coordinator or leader above, and who stands in."""

from __future__ import annotations

import pytest

from db.directory import Directory, load_directory
from db.records import Unit, WorkItem
from db.sealing import Sealer
from db.sqlite import SqliteStore
from db.words import Audience, Role
from tests.db.making import a_person, a_unit, an_item, put_people

PROVINCE = a_unit(1, code="T", name="UBND tỉnh Mẫu", level="tinh")
DEPARTMENT = a_unit(2, code="S", name="Sở Mẫu", level="so", parent_code="T")
COMMUNE = a_unit(3, code="X", name="UBND xã Mẫu", parent_code="T")
SECTION = a_unit(4, code="P", name="Phòng Mẫu", level="phong", parent_code="S")

PEOPLE = [
    a_person(1, unit_id=3, roles="officer"),
    a_person(2, unit_id=3, roles="head"),
    a_person(3, unit_id=3, roles="coordinator;officer"),
    a_person(4, unit_id=1, roles="leader"),
    a_person(5, unit_id=2, roles="coordinator"),
    a_person(6, unit_id=4, roles="officer"),
    a_person(7, unit_id=2, roles="head"),
    a_person(8, unit_id=1, roles="coordinator"),
    a_person(9, unit_id=3, roles="head", active=0),
]
DIRECTORY = Directory([PROVINCE, DEPARTMENT, COMMUNE, SECTION], PEOPLE)
OF_COMMUNE = an_item(unit_id=3, assignee_id=1)
OF_SECTION = an_item(unit_id=4, assignee_id=6)


@pytest.mark.parametrize(
    ("audience", "item", "person"),
    [
        pytest.param("assignee", OF_COMMUNE, 1, id="who holds it"),
        pytest.param("assignee", an_item(unit_id=3, assignee_id=None), 3, id="nobody: coordinator"),
        pytest.param("assignee", an_item(unit_id=4, assignee_id=9), 5, id="gone: one above"),
        pytest.param("head", OF_COMMUNE, 2, id="head of the unit, not who has left"),
        pytest.param("head", OF_SECTION, 7, id="head of the unit above"),
        pytest.param("coordinator", OF_COMMUNE, 3, id="coordinator of the unit"),
        pytest.param("leader", OF_SECTION, 4, id="leader two levels up"),
        pytest.param("receiver", an_item(unit_id=3, to_unit_id=2), 5, id="coordinator there"),
        pytest.param("receiver", OF_COMMUNE, None, id="no receiving side"),
        pytest.param("head", an_item(unit_id=99), None, id="unknown unit"),
        pytest.param("head", an_item(unit_id=1), None, id="nobody above"),
    ],
)
def test_whom_an_audience_means(audience: str, item: WorkItem, person: int | None) -> None:
    found = [p.id for p in DIRECTORY.recipients(audience, item)]

    assert found == ([] if person is None else [person])


def test_in_an_unknown_unit_no_audience_means_anybody() -> None:
    lost = an_item(unit_id=99, assignee_id=None)

    assert [list(DIRECTORY.recipients(a, lost)) for a in Audience] == [[]] * len(Audience)


def test_a_circle_in_the_tree_ends_the_walk() -> None:
    units = [a_unit(1, code="A", parent_code="B"), a_unit(2, code="B", parent_code="A")]
    directory = Directory(units, [])

    assert [u.code for u in directory.up_from(units[0])] == ["A", "B"]
    assert directory.nearest(1, Role.HEAD) == ()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        pytest.param("X", COMMUNE, id="by code"),
        pytest.param("ubnd xa mau", COMMUNE, id="by name without diacritics"),
        pytest.param("  UBND  XÃ  MẪU ", COMMUNE, id="by name with spaces"),
        pytest.param("UBND xã Khác", None, id="unknown"),
        pytest.param("", None, id="empty"),
    ],
)
def test_a_unit_is_found_by_code_or_name(wanted: str, found: Unit | None) -> None:
    assert DIRECTORY.unit(wanted) == found


def test_a_name_that_two_units_share_finds_neither() -> None:
    twins = Directory([a_unit(1, name="UBND xã Mẫu"), a_unit(2, name="UBND xã Mẫu")], [])

    assert twins.unit("UBND xã Mẫu") is None


def test_people_are_found_by_code_or_by_name_within_a_unit() -> None:
    people = [
        a_person(n, unit_id=unit, name="Trần Văn Mẫu") for n, unit in ((1, 3), (2, 3), (3, 2))
    ]
    directory = Directory([DEPARTMENT, COMMUNE], people)

    assert [p.id for p in directory.named("CB003", 3)] == [3]
    assert [p.id for p in directory.named("tran van mau", 2)] == [3]
    assert [p.id for p in directory.named("Trần Văn Mẫu", 3)] == [1, 2]
    assert directory.named("", 3) == []


async def test_the_snapshot_comes_from_the_store(store: SqliteStore, sealer: Sealer) -> None:
    await put_people(store, sealer, ["8001", None])
    directory = await load_directory(store)
    first, second = directory.people[1], directory.people[2]

    assert directory.units_by_code["X01"].name == "UBND xã Mẫu 1"
    assert sealer.open(first.zalo_sealed or b"") == "8001"
    assert second.zalo_sealed is None
