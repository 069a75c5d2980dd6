"""Which internal process holds: code, version of the date of receipt, case; whatever order they were imported in."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.importing import run_import
from bot.ingest.processes import Book, matching, two_groups
from bot.seed import seed
from db.records import ProcedureStep
from db.sealing import Sealer
from db.sqlite import SqliteStore
from tests.db.making import SECRET, moment

CODE, NAME = "1.001193", "Đăng ký khai sinh"


def a_step(seq: int = 1, minutes: int = 60, **more: object) -> ProcedureStep:
    """A step of the procedure, in no version, case or phase of its own."""
    plain = ProcedureStep(CODE, NAME, "", seq, f"Bước {seq}", "", "", minutes, "gio_lam_viec")
    values = {name: getattr(plain, name) for name in plain.__struct_fields__}
    return ProcedureStep(**(values | more))


@pytest.mark.parametrize(
    ("code", "known", "found"),
    [
        pytest.param("1.000948", {"1.000948"}, "1.000948", id="itself"),
        pytest.param("1.000948.H38", {"1.000948"}, "1.000948", id="the country's"),
        pytest.param("1.000948.H38", {"1.000948", "1.000948.H38"}, "1.000948.H38", id="exactly"),
        pytest.param("1.000948.H38", {"1.000948.H22"}, "1.000948.H22", id="the only one alike"),
        pytest.param("1.000948", {"1.000948.H38"}, "1.000948.H38", id="known with its province"),
        pytest.param("1.000948", {"1.000948.H22", "1.000948.H38"}, None, id="no guess"),
        pytest.param("3.000181.000.00.00.H22", {"3.000181"}, "3.000181", id="the older suffix"),
        pytest.param("BTXH-07", {"BTXH-08"}, None, id="no TTHC code"),
    ],
)
def test_codes_match_on_their_first_two_groups(
    code: str, known: set[str], found: str | None
) -> None:
    alike = sorted(k for k in known if two_groups(k) == two_groups(code))
    assert matching(code, known, alike) == found
    assert Book(a_step(procedure_code=k) for k in known).code_for(code) == found


VERSIONS = (("", None), ("2025-01-01", "2025-06-30"), ("2025-07-01", None), ("2026-03-01", None))


@pytest.mark.parametrize(
    ("day", "version"),
    [
        pytest.param("2024-12-31", "", id="before all dates"),
        pytest.param("2025-01-01", "2025-01-01", id="its first day"),
        pytest.param("2025-06-30", "2025-01-01", id="its last day"),
        pytest.param("2025-07-01", "2025-07-01", id="the next"),
        pytest.param("2026-02-28", "2025-07-01", id="without an end, until the next begins"),
        pytest.param("2026-03-01", "2026-03-01", id="the newest"),
    ],
)
def test_the_version_is_that_of_the_date_of_receipt(day: str, version: str) -> None:
    steps = [a_step(valid_from=first, valid_to=last) for first, last in VERSIONS]
    assert [s.valid_from for s in Book(steps).steps(CODE, day)] == [version]


def test_between_dated_versions_nothing_is_in_force() -> None:
    steps = [
        a_step(valid_from="2025-01-01", valid_to="2025-03-31"),
        a_step(valid_from="2025-07-01"),
    ]
    assert Book(steps).steps(CODE, "2025-05-01") == ()
    assert Book(steps).steps("2.000635", "2025-02-01") == ()


_DAYS = st.integers(0, 40).map(lambda n: (date(2025, 1, 1) + timedelta(days=n)).isoformat())


@st.composite
def _versions(draw: st.DrawFn) -> list[tuple[str, str | None]]:
    starts = draw(st.lists(st.one_of(st.just(""), _DAYS), unique=True, max_size=5))
    return [(s, draw(st.none() | _DAYS.filter(lambda d, s=s: d >= s))) for s in starts]


@given(_versions(), _DAYS, st.randoms())
def test_of_all_that_cover_a_day_the_last_to_begin(
    versions: list[tuple[str, str | None]], day: str, chance: object
) -> None:
    """In whatever order the rows lie."""
    covering = [s for s, end in versions if s <= day and (end is None or day <= end)]
    steps = [a_step(seq, valid_from=s, valid_to=e) for s, e in versions for seq in (1, 2)]
    chance.shuffle(steps)  # type: ignore[attr-defined]
    found = Book(steps).steps(CODE, day)
    assert [s.valid_from for s in found] == ([max(covering)] * 2 if covering else [])
    assert [s.seq for s in found] == sorted(s.seq for s in found)


@pytest.mark.parametrize(
    ("cases", "told", "taken"),
    [
        pytest.param({"": 60, "Có xác minh": 600}, "", "", id="the usual one"),
        pytest.param({"": 60, "Có xác minh": 600}, "co xac minh", "Có xác minh", id="as told"),
        pytest.param({"": 60, "Có xác minh": 600}, "Khác", "", id="told something else"),
        pytest.param({"B": 60, "A": 600}, "", "B", id="only named ones: the shortest"),
        pytest.param({"B": 60, "A": 60}, "", "A", id="as short: by name"),
    ],
)
def test_the_case_is_the_one_told_or_the_usual_one(
    cases: dict[str, int], told: str, taken: str
) -> None:
    steps = [a_step(minutes=minutes, case_name=name) for name, minutes in cases.items()]
    (step,) = Book(steps).steps(CODE, "2025-03-03", told)
    assert step.case_name == taken


# --- imports, in any order

HEADER = ("Mã TTHC", "Tên TTHC", "Bước", "Tên bước", "Số giờ", "Từ ngày", "Đến ngày")
FILES: dict[str, tuple[str, Sequence[str], Sequence[Sequence[str]]]] = {
    "undated": ("procedures", HEADER, [(CODE, NAME, "1", "Bước cũ", "8", "", "")]),
    "march": ("procedures", HEADER, [(CODE, NAME, "1", "Bước mới", "4", "01/03/2025", "")]),
    "april": ("procedures", HEADER, [(CODE, NAME, "1", "Bước tháng tư", "2", "01/04/2025", "")]),
    "dossiers": (
        "dossiers",
        ("code", "procedure", "procedure_name", "unit", "received_at", "status"),
        [
            (
                f"H01.05-25{month:02}10-0001",
                f"{CODE}.H01",
                NAME,
                "X1",
                f"10/{month:02}/2025 08:00",
                "4",
            )
            for month in (2, 3, 4)
        ],
    ),
}
NOW = moment("10/04/2025", "08:30")


async def _load(store: SqliteStore, folder: Path, which: str) -> dict[str, object]:
    kind, header, rows = FILES[which]
    path = folder / f"{which}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return await run_import(store, Sealer(SECRET), kind, path, now=NOW)


async def test_any_order_of_imports_ends_in_the_same_steps(tmp_path: Path) -> None:
    ends = []
    for order in itertools.permutations(FILES):
        folder = tmp_path / "-".join(order)
        folder.mkdir()
        store = SqliteStore(folder / "x.db")
        await seed(store, NOW)
        units = folder / "units.csv"
        units.write_text("code,name,level\nX1,UBND xã Mẫu Một,xa\n", encoding="utf-8")
        await run_import(store, Sealer(SECRET), "units", units, now=NOW)
        for which in order:
            answer = await _load(store, folder, which)
            assert (answer["rejected"], answer["created"]) == ([], len(FILES[which][2]))
        again = [await _load(store, folder, which) for which in order]
        assert {(a["created"], a["updated"]) for a in again} == {(0, 0)}
        rows = await store.all("items_since", after=0)
        ends.append(sorted((row[3], row[10] - row[9]) for row in rows if row[2] == "step"))
        await store.close()
    hour = 3600
    # 8 hours from 08:00 end the next day at 08:00, 4 hours at 14:00 behind the break, 2 hours at 10:00.
    assert ends[0] == [
        ("H01.05-250210-0001", 24 * hour),
        ("H01.05-250310-0001", 6 * hour),
        ("H01.05-250410-0001", 2 * hour),
    ]
    assert all(end == ends[0] for end in ends)


async def test_a_changed_file_replaces_its_own_version_only(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "x.db")
    await seed(store, NOW)
    for which in ("undated", "march"):
        await _load(store, tmp_path, which)
    kind, header, rows = FILES["undated"]
    path = tmp_path / "changed.csv"
    path.write_text("\n".join([",".join(header), ",".join([*rows[0][:4], "6", "", ""])]), "utf-8")
    answer = await run_import(store, Sealer(SECRET), kind, path, now=NOW)
    assert (answer["created"], answer["updated"]) == (0, 1)
    book = Book(ProcedureStep(*row) for row in await store.all("procedure_steps"))
    assert [s.minutes for s in book.steps(CODE, "2025-02-01")] == [360]
    assert [s.minutes for s in book.steps(CODE, "2025-03-01")] == [240]
    await store.close()
