"""The sample province: repeatable, as large as asked, and consistent in itself."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from bot.ingest.feed import read_dossiers, read_progress, unwrap
from bot.ingest.fields import is_usual_code
from bot.ingest.parsing import parse
from bot.ingest.rows import DossierRow, PersonRow, ProcedureStepRow, ProgressRow, UnitRow
from bot.ingest.statuses import settled_status
from bot.ingest.tables import read_rows
from bot.sample.names import commune
from bot.sample.write import sample
from db.words import Level
from schedules.calendar import official_calendar
from schedules.civil import at, civil_date
from schedules.errors import RejectedInput
from schedules.hours import parse_hours

FILES = {
    "units.csv",
    "people.csv",
    "procedures.csv",
    "dossiers.csv",
    "dossiers.json",
    "progress.json",
}
BEFORE = date(2025, 3, 17)  # a Monday
AFTER = date(2026, 3, 17)  # a Tuesday
R = TypeVar("R", UnitRow, PersonRow, ProcedureStepRow, DossierRow)


class Province:
    """A sample read back the way `import` reads it; nothing in it may be rejected."""

    def __init__(self, folder: Path, on: date) -> None:
        self.folder = folder
        self.on = on
        self.counts = sample(folder, on=on)
        self.units = self._rows("units", UnitRow)
        self.people = self._rows("people", PersonRow)
        self.steps = self._rows("procedures", ProcedureStepRow)
        self.dossiers = self._rows("dossiers", DossierRow)
        self.feed = read_dossiers(unwrap((folder / "dossiers.json").read_bytes()).items, "file")
        self.progress = read_progress(unwrap((folder / "progress.json").read_bytes()).items)
        self.unit = {unit.code: unit for unit in self.units}

    def _rows(self, kind: str, wanted: type[R]) -> list[R]:
        table = read_rows(self.folder / f"{kind}.csv", kind)
        assert table.rejected == []
        assert table.ignored_columns == []
        rows = [parse(kind, row) for row in table.rows]
        found = [row for row in rows if isinstance(row, wanted)]
        assert len(found) == len(rows)
        return found


@pytest.fixture(scope="module", params=[BEFORE, AFTER], ids=["districts", "two levels"])
def province(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Province:
    return Province(tmp_path_factory.mktemp("tinh"), request.param)


# --- repeatable


def written(folder: Path, **arguments: int) -> dict[str, bytes]:
    sample(folder, communes=8, dossiers=200, on=BEFORE, **arguments)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    first = written(tmp_path / "a", seed=7)
    assert first.keys() == FILES
    assert written(tmp_path / "b", seed=7) == first
    other = written(tmp_path / "c", seed=8)
    assert all(other[name] != first[name] for name in FILES - {"procedures.csv"})


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


# --- the organisation of each time


def test_until_june_2025_there_are_districts(tmp_path: Path) -> None:
    old = Province(tmp_path, BEFORE)
    levels = Counter(unit.level for unit in old.units)
    assert levels == {
        Level.TINH: 1,
        Level.SO: 15,
        Level.TRUNGTAM: 1,
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
        Level.TRUNGTAM: 1,
        Level.XA: 102,
    }
    assert {unit.parent for unit in new.units if unit.level is not Level.TINH} == {"H01"}
    kinds = Counter(unit.name.split()[1] for unit in new.units if unit.level is Level.XA)
    assert kinds.keys() == {"xã", "phường", "đặc"}
    assert kinds["đặc"] == 3


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


def test_holders_and_actors_work_in_the_unit(province: Province) -> None:
    staff = {(person.unit, person.name) for person in province.people}
    units = {dossier.code: dossier.unit for dossier in province.dossiers}
    unclear = Counter(
        dossier.holder
        for dossier in province.dossiers
        if dossier.holder and (dossier.unit, dossier.holder) not in staff
    )
    assert unclear.keys() == {"Chuyên viên", "Cán bộ một cửa"}
    assert all((units[row.code], row.actor) in staff for row in province.progress.rows)


def test_a_unit_has_the_titles_its_procedures_need(province: Province) -> None:
    titles = {(person.unit, person.title) for person in province.people}
    roles: dict[str, set[str]] = {}
    for step in province.steps:
        roles.setdefault(step.code, set()).add(step.role)
    for dossier in province.dossiers:
        assert {(dossier.unit, role) for role in roles[dossier.procedure_code]} <= titles


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
        [person.phone for person in province.people],
        [(person.unit, person.name) for person in province.people],
        [person.zalo_user_id for person in province.people if person.zalo_user_id],
        [dossier.code for dossier in province.dossiers],
    ):
        assert len(set(found)) == len(found)
    assert all(is_usual_code(dossier.code) for dossier in province.dossiers)


def test_the_people_are_plainly_made_up(province: Province) -> None:
    assert all(" Mẫu " in person.name for person in province.people)
    assert all(person.phone.startswith("84900") for person in province.people)
    assert all(
        unit.name.endswith("Mẫu")
        for unit in province.units
        if unit.level in {Level.XA, Level.HUYEN}
    )
    linked = [person.zalo_user_id for person in province.people if person.zalo_user_id]
    assert all(len(zalo) == 19 and zalo[0] == "9" for zalo in linked)
    assert 0.90 < len(linked) / len(province.people) < 0.99
    officers = {person.phone for person in province.people}
    assert not officers & {dossier.phone for dossier in province.dossiers}


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


# --- the dossiers


def test_both_forms_tell_the_same(province: Province) -> None:
    assert province.feed.rejected == []
    assert [dossier.flags for dossier in province.dossiers if dossier.flags] == []
    from_feed = [
        (d.code, d.procedure_code, d.received_at, d.due_at, d.status, d.holder, d.step_due_at,
         d.finished_at, d.returned_at, d.phone, d.lookup_code)
        for d in province.feed.rows
    ]  # fmt: skip
    from_file = [
        (d.code, d.procedure_code, d.received_at, d.due_at, d.status, d.holder, d.step_due_at,
         d.finished_at, d.returned_at, d.phone, d.lookup_code)
        for d in province.dossiers
    ]  # fmt: skip
    assert from_feed == from_file
    assert [dossier.unit for dossier in province.feed.rows] == [
        province.unit[dossier.unit].name for dossier in province.dossiers
    ]


def test_received_on_the_thirty_working_days_before(province: Province) -> None:
    calendar = official_calendar()
    days = {civil_date(dossier.received_at) for dossier in province.dossiers}
    last = calendar.working_day_back(province.on - timedelta(days=1))
    assert days == {calendar.working_day_back(last, back) for back in range(30)}


def test_promised_dates_follow_the_working_time_of_the_unit(province: Province) -> None:
    totals = {step.code: step.total_minutes for step in province.steps}
    promised = wrong = 0
    for dossier in province.dossiers:
        total = totals[dossier.procedure_code]
        assert total is not None
        if dossier.due_at is not None:
            calendar = official_calendar(parse_hours(province.unit[dossier.unit].hours))
            promised += 1
            wrong += dossier.due_at != calendar.add_minutes(dossier.received_at, total)
    assert promised > 4_700
    assert 0 < wrong < promised * 0.01  # a faulty calculator's, for the coordinator to see


def test_all_statuses_and_about_three_in_a_hundred_late(province: Province) -> None:
    now = at(province.on, "06:00")
    statuses = Counter(dossier.status for dossier in province.dossiers)
    assert statuses.keys() == set(range(1, 11))
    assert statuses[10] > statuses[4] > 100
    late = 0
    for dossier in province.dossiers:
        until = dossier.finished_at
        if until is None and dossier.status in {2, 4}:
            until = now
        late += bool(until and dossier.due_at and civil_date(until) > civil_date(dossier.due_at))
    assert 0.015 < late / len(province.dossiers) < 0.05


def test_a_dossier_at_work_has_a_holder_and_a_step_due(province: Province) -> None:
    now = at(province.on, "06:00")
    for dossier in province.dossiers:
        at_work = dossier.status in {1, 2, 4}
        assert (dossier.step_due_at is not None) is at_work
        assert bool(dossier.holder) is (at_work or dossier.status in {5, 6})
        assert (dossier.due_at is None) is (dossier.status in {1, 3})
        assert (dossier.finished_at is not None) is (dossier.status in {9, 10})
        assert (dossier.returned_at is not None) is (dossier.status == 10)
        assert dossier.received_at < now
        assert max(dossier.finished_at or 0, dossier.returned_at or 0) <= now


def test_progress_tells_of_finished_steps_some_twice_some_out_of_order(province: Province) -> None:
    now = at(province.on, "06:00")
    rows = province.progress.rows
    assert province.progress.rejected == []
    assert all(row.at <= now for row in rows)
    repeats = len(rows) - len(set(rows))
    assert 0.01 < repeats / len(rows) < 0.03
    by_code: dict[str, list[ProgressRow]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    shuffled = sum(
        [row.at for row in found] != sorted(row.at for row in found) for found in by_code.values()
    )
    assert 0.02 < shuffled / len(by_code) < 0.07
    steps = Counter(step.code for step in province.steps)
    for dossier in province.dossiers:
        finished = set(by_code.get(dossier.code, []))
        if dossier.status in {9, 10}:
            assert len(finished) == steps[dossier.procedure_code]
        if dossier.status in {5, 6, 8}:  # sent as 9, told by their text
            assert settled_status(9, finished) == dossier.status
