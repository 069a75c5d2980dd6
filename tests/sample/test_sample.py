"""The sample province: repeatable, as large as asked, and its organisation consistent in itself."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from bot.ingest.feed import unwrap
from bot.ingest.fields import is_usual_code
from bot.ingest.tables import read_rows
from bot.sample.names import commune, island
from bot.sample.organisation import found as founded
from bot.sample.write import dice, sample
from db.words import Level
from schedules.errors import RejectedInput
from tests.sample.province import AFTER, BEFORE, Province, every_byte

FILES = {
    "README.txt", "units.csv", "people.csv", "procedures.csv", "dossiers.csv", "dossiers.json", "progress.json",
    "reports.csv", "events.csv", "feedback.csv", "broken.csv", "truth.csv", "feed/local.json", "feed/igate.json",
    "feed/broken.json",
}  # fmt: skip
SAME_FOR_ALL = {"procedures.csv", "reports.csv", "events.csv"}  # whatever the seed


# --- repeatable


def written(folder: Path, **arguments: int) -> dict[str, bytes]:
    sample(folder, communes=8, dossiers=200, on=BEFORE, **arguments)
    return every_byte(folder)


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    first = written(tmp_path / "a", seed=7)
    assert first.keys() >= FILES
    assert written(tmp_path / "b", seed=7) == first
    other = written(tmp_path / "c", seed=8)
    same = {name for name in FILES if other[name] == first[name]}
    assert same <= SAME_FOR_ALL | {"broken.csv", "feed/broken.json"}


def test_a_new_sample_leaves_nothing_of_the_old_one(tmp_path: Path) -> None:
    sample(tmp_path / "a", communes=20, dossiers=900, on=AFTER)
    sample(tmp_path / "a", communes=8, dossiers=50, on=BEFORE)
    sample(tmp_path / "b", communes=8, dossiers=50, on=BEFORE)
    assert every_byte(tmp_path / "a") == every_byte(tmp_path / "b")


def test_more_dossiers_do_not_change_the_organisation(tmp_path: Path) -> None:
    sample(tmp_path / "few", communes=8, dossiers=20, on=BEFORE)
    sample(tmp_path / "many", communes=8, dossiers=300, on=BEFORE)
    for name in ("units.csv", "people.csv", "procedures.csv"):
        assert (tmp_path / "few" / name).read_bytes() == (tmp_path / "many" / name).read_bytes()


# --- as large as asked


@pytest.mark.parametrize(
    ("communes", "dossiers", "on"),
    [(1, 0, BEFORE), (1, 30, AFTER), (5, 10, BEFORE), (120, 40, AFTER), (1200, 5, AFTER)],
)
def test_volumes_as_asked(tmp_path: Path, communes: int, dossiers: int, on: date) -> None:
    counts = sample(tmp_path, communes=communes, dossiers=dossiers, on=on)
    units = read_rows(tmp_path / "units.csv", "units").rows
    assert sum(row.cells["level"] == "xa" for row in units) == communes
    assert len({row.cells["code"] for row in units}) == len(units) == counts["units"]
    assert len({row.cells["name"] for row in units}) == len(units)
    assert len(read_rows(tmp_path / "dossiers.csv", "dossiers").rows) == dossiers
    assert len(unwrap((tmp_path / "dossiers.json").read_bytes()).items) == dossiers
    assert counts["dossiers"] == dossiers


@pytest.mark.parametrize(("communes", "dossiers"), [(0, 1), (10_001, 1), (1, -1)])
def test_impossible_volumes_are_refused(tmp_path: Path, communes: int, dossiers: int) -> None:
    with pytest.raises(RejectedInput):
        sample(tmp_path, communes=communes, dossiers=dossiers, on=BEFORE)
    assert list(tmp_path.iterdir()) == []


def test_a_day_outside_the_calendar_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RejectedInput):
        sample(tmp_path, on=date(1999, 3, 17))


def test_commune_names_are_never_given_twice() -> None:
    assert len({commune(number) for number in range(3321)}) == 3321
    assert len({island(number) for number in range(98)}) == 98


# --- the organisation of each time


def test_until_june_2025_there_are_districts(tmp_path: Path) -> None:
    old = Province(tmp_path, BEFORE)
    levels = Counter(unit.level for unit in old.units)
    assert levels == {
        Level.TINH: 1,
        Level.SO: 15,
        Level.TRUNGTAM: 2,
        Level.HUYEN: 11,
        Level.PHONG: 66,
        Level.XA: 102,
    }
    for unit in old.units:
        if unit.level in {Level.XA, Level.PHONG}:
            assert old.unit[unit.parent].level is Level.HUYEN
        if unit.level in {Level.HUYEN, Level.PHONG}:
            assert unit.valid_to == "2025-06-30"
    leaders = {old.unit[p.unit].level for p in old.people if "leader" in p.roles}
    assert leaders == {Level.TINH, Level.HUYEN}


@pytest.mark.parametrize(
    ("on", "districts"), [(date(2025, 6, 30), True), (date(2025, 7, 1), False)]
)
def test_the_reform_takes_one_night(tmp_path: Path, on: date, districts: bool) -> None:
    sample(tmp_path, communes=3, dossiers=3, on=on)
    levels = {row.cells["level"] for row in read_rows(tmp_path / "units.csv", "units").rows}
    assert ("huyen" in levels) is districts
    assert ("phong" in levels) is districts


def test_since_july_2025_communes_stand_under_the_province(tmp_path: Path) -> None:
    new = Province(tmp_path, AFTER)
    assert Counter(unit.level for unit in new.units) == {
        Level.TINH: 1,
        Level.SO: 15,
        Level.TRUNGTAM: 2,
        Level.XA: 102,
    }
    assert {unit.parent for unit in new.units if unit.level is not Level.TINH} == {"H01"}
    kinds = Counter(new.kind(unit) for unit in new.units if unit.level is Level.XA)
    assert kinds == {"xã": 85, "phường": 14, "đặc": 3}


@pytest.mark.parametrize(
    ("communes", "wards", "islands"),
    [(1, 0, 0), (7, 1, 0), (12, 2, 0), (34, 5, 1), (102, 14, 3), (204, 28, 6), (3321, 456, 98)],
)
def test_other_numbers_keep_the_proportion_of_the_102(
    communes: int, wards: int, islands: int
) -> None:
    units = founded(communes, AFTER, dice(1, "units"))
    kinds = Counter(unit.kind for unit in units if unit.kind)
    assert (kinds["phường"], kinds["đặc khu"]) == (wards, islands)
    assert kinds.total() == communes
    assert sum(unit.swamped for unit in units) == 1
    assert len({unit.name for unit in units}) == len(units)


# --- consistent in itself


def test_every_reference_leads_somewhere(province: Province) -> None:
    codes = {person.code for person in province.people}
    procedures = {step.code for step in province.steps}
    assert all(unit.parent in province.unit for unit in province.units if unit.parent)
    assert all(person.unit in province.unit for person in province.people)
    assert all(person.reports_to in codes for person in province.people if person.reports_to)
    assert all(step.unit in province.unit for step in province.steps if step.unit)
    assert all(dossier.unit in province.unit for dossier in province.dossiers)
    assert {dossier.procedure_code for dossier in province.dossiers} <= procedures


def test_holders_and_actors_work_in_the_unit_or_at_the_centre(province: Province) -> None:
    staff = {(person.unit, person.name) for person in province.people}
    units = {dossier.code: dossier.unit for dossier in province.dossiers}
    units |= {other: units[code] for code, other in province.truth["two_codes"].items()}
    centre = next(u.code for u in province.units if u.name.startswith("Trung tâm Phục vụ"))
    unclear = Counter(
        dossier.holder
        for dossier in province.dossiers
        if dossier.holder and not {(dossier.unit, dossier.holder), (centre, dossier.holder)} & staff
    )
    assert unclear.keys() == {"Chuyên viên", "Cán bộ một cửa"}
    for row in province.progress.rows:
        assert {(units[row.code], row.actor), (centre, row.actor)} & staff


def test_a_unit_has_the_titles_its_procedures_need(province: Province) -> None:
    titles = {(person.unit, person.title) for person in province.people}
    needed: dict[str, set[tuple[str, str]]] = {}
    for step in province.steps:
        needed.setdefault(step.code, set()).add((step.unit, step.role))
    for dossier in province.dossiers:
        for unit, role in needed[dossier.procedure_code]:
            assert (unit or dossier.unit, role) in titles


def test_departments_receive_at_the_centre(province: Province) -> None:
    at_centre = {
        step.code
        for step in province.steps
        if step.unit and province.unit[step.unit].name.startswith("Trung tâm Phục vụ")
    }
    of_departments = {
        dossier.procedure_code
        for dossier in province.dossiers
        if province.unit[dossier.unit].level is Level.SO
    }
    assert at_centre == of_departments
    assert len(at_centre) >= 8


def test_every_unit_has_one_head_and_a_way_up(province: Province) -> None:
    heads = Counter(person.unit for person in province.people if "head" in person.roles)
    assert heads == dict.fromkeys(province.unit, 1)
    above = {person.code: person.reports_to for person in province.people}
    for person in province.people:
        chain = [person.code]
        while superior := above[chain[-1]]:
            assert superior not in chain
            chain.append(superior)
        assert chain[-1] == "CB00001"  # the chairman of the province


def test_communes_and_departments_have_a_contact_officer(province: Province) -> None:
    with_one = {person.unit for person in province.people if "coordinator" in person.roles}
    assert {u.code for u in province.units if u.level in {Level.XA, Level.SO}} <= with_one


def test_codes_names_and_numbers_are_unique(province: Province) -> None:
    for found in (
        [unit.code for unit in province.units],
        [unit.name for unit in province.units],
        [person.code for person in province.people],
        [person.phone for person in province.people if person.phone],
        [person.zalo_user_id for person in province.people if person.zalo_user_id],
        [dossier.code for dossier in province.dossiers],
    ):
        assert len(set(found)) == len(found)
    assert all(is_usual_code(dossier.code) for dossier in province.dossiers)


def test_the_people_are_plainly_made_up(province: Province) -> None:
    assert all(" Mẫu " in person.name for person in province.people)
    assert all(person.phone.startswith("84900") for person in province.people if person.phone)
    assert all(
        unit.name.endswith("Mẫu")
        for unit in province.units
        if unit.level in {Level.XA, Level.HUYEN}
    )
    linked = [person.zalo_user_id for person in province.people if person.zalo_user_id]
    assert all(len(zalo) == 19 and zalo[0] == "9" for zalo in linked)
    assert 0.90 < len(linked) / len(province.people) < 0.99
    officers = {person.phone for person in province.people if person.phone}
    assert not officers & {dossier.phone for dossier in province.dossiers}


def test_some_officers_share_a_name_and_some_cannot_be_reached(province: Province) -> None:
    names = Counter((person.unit, person.name) for person in province.people)
    assert 0.01 < sum(n for n in names.values() if n > 1) / len(province.people) < 0.06
    silent = [p for p in province.people if not p.phone]
    assert 0.01 < len(silent) / len(province.people) < 0.05
    assert any(not person.zalo_user_id for person in silent)  # a hole in the coverage
    assert all(person.roles == ("officer",) for person in silent)


def test_steps_add_up_except_for_one_procedure(province: Province) -> None:
    sums: Counter[str] = Counter()
    totals: dict[str, int | None] = {}
    for step in province.steps:
        sums[step.code] += step.minutes
        totals[step.code] = step.total_minutes
        assert step.counts == ("gio_lam_viec" if step.minutes % 480 else "ngay_lam_viec")
    assert len(totals) >= 12
    wrong = {code for code, total in totals.items() if sums[code] != total}
    assert wrong == {"9.000011"}
    assert (sums["9.000011"], totals["9.000011"]) == (12 * 480, 10 * 480)
