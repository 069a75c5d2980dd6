"""The intake clock: eight working hours from a submission, whose they are, and which sources tell it at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.ingest.intake import clock_unit, desk, intake
from bot.ingest.parsing import parse_dossier
from bot.ingest.shapes import Known, Wish
from db.directory import Directory
from db.records import Dossier
from messages_vi.explaining import why
from schedules.calendar import official_calendar
from tests.db.making import a_person, a_unit
from tests.ingest.pushing import ITEM, NOW, opened
from tests.stories.stage import instant

CALENDAR = official_calendar()  # 07:00-11:30, 13:30-17:00
COMMUNE, CENTRE = a_unit(1), a_unit(2, code="H01.12", level="trungtam")
CODE = "H01.12-250310-0001"


def _directory(*titles: tuple[int, str], **more: str) -> Directory:
    """A commune (1) and a centre (2); each title is that of somebody in one of them."""
    people = [
        a_person(n, unit_id=unit, title=title, **more) for n, (unit, title) in enumerate(titles, 1)
    ]
    return Directory([COMMUNE, CENTRE], people)


def _dossier(**more: object) -> Dossier:
    told = {"status": 1, "submitted_at": None, "intake_due_at": None, "holder": ""} | more
    return Dossier(
        1, CODE, "1.000001", "Mẫu", 1, 0, None, told["status"], told["holder"], None, None, None,  # type: ignore[arg-type]
        "local", 0, "", intake_due_at=told["intake_due_at"], submitted_at=told["submitted_at"],  # type: ignore[arg-type]
    )  # fmt: skip


def _wish(directory: Directory | None = None, **told: object) -> Wish | None:
    return intake(Known(_dossier(**told)), directory or _directory(), CALENDAR)


@pytest.mark.parametrize(
    ("submitted", "due"),
    [
        pytest.param("10/3/2025 08:30", "11/3/2025 08:30", id="Monday: over a night"),
        pytest.param("12/3/2025 07:00", "12/3/2025 17:00", id="Wednesday at opening: its closing"),
        pytest.param("12/3/2025 12:00", "13/3/2025 11:30", id="Wednesday at lunch: from 13:30"),
        pytest.param("13/3/2025 18:00", "14/3/2025 17:00", id="Thursday evening: all of Friday"),
        pytest.param("14/3/2025 15:00", "17/3/2025 15:00", id="Friday: over the weekend"),
        pytest.param("15/3/2025 10:00", "17/3/2025 17:00", id="Saturday: from Monday's opening"),
        pytest.param("24/1/2025 16:00", "3/2/2025 16:00", id="Friday before Tết: a Monday"),
        pytest.param("26/4/2025 08:00", "28/4/2025 08:00", id="a worked Saturday counts"),
        pytest.param("29/4/2025 15:00", "5/5/2025 15:00", id="Tuesday before 30/4: five days off"),
    ],
)
def test_eight_working_hours_from_the_submission(submitted: str, due: str) -> None:
    wish = _wish(submitted_at=instant(submitted))
    assert wish is not None
    assert (wish.starts_at, wish.due_at) == (instant(submitted), instant(due))
    told = " ".join(why(json.loads(wish.derivation)))
    assert "8 giờ làm việc kể từ khi nộp" in told
    assert "An Giang" in told


@pytest.mark.parametrize(
    ("submitted", "limit", "start", "due"),
    [
        pytest.param(
            "10/3/2025 08:30", "10/3/2025 16:00", "10/3/2025 08:30", "10/3/2025 16:00", id="both"
        ),
        pytest.param(None, "11/3/2025 08:30", "10/3/2025 08:30", "11/3/2025 08:30", id="the limit"),
        pytest.param(
            "10/3/2025 08:30", "9/3/2025 17:00", "10/3/2025 08:30", "11/3/2025 08:30",
            id="a limit before the submission is none",
        ),
    ],
)  # fmt: skip
def test_a_limit_that_the_source_tells_is_trusted(
    submitted: str | None, limit: str, start: str, due: str
) -> None:
    wish = _wish(
        submitted_at=instant(submitted) if submitted else None, intake_due_at=instant(limit)
    )
    assert wish is not None
    assert (wish.starts_at, wish.due_at) == (instant(start), instant(due))


@pytest.mark.parametrize("status", range(2, 11))
def test_what_is_received_or_ended_owes_no_intake(status: int) -> None:
    assert _wish(status=status, submitted_at=NOW, intake_due_at=NOW + 3600) is None


def test_without_submission_and_limit_nothing_is_counted() -> None:
    assert _wish() is None


@pytest.mark.parametrize(
    ("people", "unit", "receivers"),
    [
        pytest.param([(1, "Công chức tiếp nhận hồ sơ")], 1, [1], id="by the title"),
        pytest.param([(1, "CÁN BỘ MỘT CỬA"), (1, "Văn thư")], 1, [1], id="in capitals"),
        pytest.param([(1, "Tiếp nhận 1"), (1, "Tiếp nhận 2")], 1, [1, 2], id="all of the desk"),
        pytest.param([(2, "Bộ phận Một cửa"), (1, "Tiếp nhận")], 2, [1], id="the code's body"),
        pytest.param([(2, "Văn thư"), (1, "Tiếp nhận")], 1, [2], id="no desk in the code's body"),
        pytest.param([(1, "Văn thư")], 1, [], id="nobody: the coordinator is told"),
    ],
)
def test_whose_intake_it_is(people: list[tuple[int, str]], unit: int, receivers: list[int]) -> None:
    directory = _directory(*people)
    wish = _wish(directory, submitted_at=NOW)
    assert wish is not None
    assert (wish.unit_id, list(wish.holder_ids())) == (unit, receivers)
    assert clock_unit(_dossier(submitted_at=NOW), directory) == unit
    assert clock_unit(_dossier(status=2), directory) == 1


def test_heads_oversee_the_desk_and_a_named_holder_goes_before_it() -> None:
    assert desk(_directory((1, "Trưởng bộ phận Một cửa"), roles="head"), 1) == []
    directory = _directory((1, "Tiếp nhận"), (1, "Văn thư"))
    wish = _wish(directory, submitted_at=NOW, holder="Nguyễn Thị Mẫu 2")
    assert wish is not None
    assert wish.assignee_id == 2


CELLS = {"code": CODE, "status": "1", "unit": "X01"}
SUBMITTED = "10/03/2025 08:30"


@pytest.mark.parametrize(
    ("cells", "received", "submitted"),
    [
        pytest.param({"submitted_at": SUBMITTED}, SUBMITTED, SUBMITTED, id="submission only"),
        pytest.param(
            {"submitted_at": SUBMITTED, "received_at": SUBMITTED}, SUBMITTED, None,
            id="the national feed: the receipt in both",
        ),
        pytest.param(
            {"submitted_at": SUBMITTED, "received_at": "0001-01-01T00:00:00"}, SUBMITTED, SUBMITTED,
            id="the year 0001 is no receipt",
        ),
        pytest.param(
            {"submitted_at": SUBMITTED, "channel": "1"}, SUBMITTED, None, id="handed in by hand"
        ),
        pytest.param(
            {"submitted_at": SUBMITTED, "channel": "Bưu chính công ích"}, SUBMITTED, None,
            id="by post",
        ),
        pytest.param({}, None, None, id="nothing told"),
        pytest.param({"submitted_at": "hôm qua"}, None, None, id="a date nobody can read"),
    ],
)  # fmt: skip
def test_a_dossier_without_a_receipt_is_no_bad_row(
    cells: dict[str, str], received: str | None, submitted: str | None
) -> None:
    row = parse_dossier(CELLS | cells, "local")
    assert row.received_at == (instant(received) if received else 0)
    assert row.submitted_at == (instant(submitted) if submitted else None)


WAITS = ITEM | {"TrangThaiHoSo": "1", "NgayTiepNhan": "", "NgayHenTra": ""}


async def test_only_a_source_that_tells_it_starts_the_clock(tmp_path: Path) -> None:
    async with opened(tmp_path) as door:
        code = "H01.12-260305-0{}".format
        national = WAITS | {"MaHoSo": code(1), "NgayTiepNhan": ITEM["NgayNopHoSo"]}
        bare = WAITS | {"MaHoSo": code(2), "NgayNopHoSo": ""}
        local = WAITS | {"MaHoSo": code(3), "HanTiepNhan": "2026-03-06T11:00:00"}
        told = await door.push("DongBoHoSoMC", [national, bare, local])
        assert {one["error_code"] for one in told["result"]} == {"0"}
        assert await door.items(code(1)) == await door.items(code(2)) == {}
        (item,) = (await door.items(code(3))).values()
        assert (item.kind, item.state) == ("intake", "open")
        assert item.due_at == instant("6/3/2026 11:00")


@pytest.mark.parametrize(("status", "state"), [("3", "done"), ("5", "done"), ("7", "cancelled")])
async def test_what_ends_before_its_receipt_is_no_bad_row(
    tmp_path: Path, status: str, state: str
) -> None:
    async with opened(tmp_path) as door:
        code = str(WAITS["MaHoSo"])
        for _ in range(2):
            await door.push("DongBoHoSoMC", [WAITS])
            told = await door.push("DongBoHoSoMC", [WAITS | {"TrangThaiHoSo": status}])
            assert [one["error_code"] for one in told["result"]] == ["0"]
            assert [str(i.state) for i in (await door.items(code)).values()] == [state]
        (answer,) = (await door.push("TraCuuHoSo", [code]))["result"]
        assert answer["NgayTiepNhan"] == WAITS["NgayNopHoSo"]


async def test_a_dossier_nobody_dated_is_looked_up_without_dates(tmp_path: Path) -> None:
    async with opened(tmp_path) as door:
        await door.push("DongBoHoSoMC", [WAITS | {"NgayNopHoSo": ""}])
        (answer,) = (await door.push("TraCuuHoSo", [str(WAITS["MaHoSo"])]))["result"]
        assert (answer["NgayTiepNhan"], answer["NgayHenTra"]) == ("", "")


async def test_an_unreceived_row_under_the_other_generation_of_its_code_is_the_same_dossier(
    tmp_path: Path,
) -> None:
    old, new = str(ITEM["MaHoSo"]), "H01.12-260305-0003"
    async with opened(tmp_path) as door:
        await door.push("DongBoHoSoMC", [WAITS | {"MaHoSo": new}])
        assert [i.state for i in (await door.items(new)).values()] == ["open"]
        await door.push("DongBoHoSoMC", [ITEM])
        assert "open" not in [i.state for i in (await door.items(new)).values()]
        assert {i.kind for i in (await door.items(old)).values() if i.state == "open"} == {
            "step",
            "dossier",
            "apology",
        }
