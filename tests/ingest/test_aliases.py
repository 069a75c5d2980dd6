"""One dossier under several codes, the local feed, and what a source means by its statuses: in whatever order they come."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.aliases import look_up
from bot.ingest.receiving import receive_dossiers, receive_progress
from db.codes import other_body, other_generation
from db.items import items_by_code
from db.words import ItemState
from tests.ingest.pushing import CODE, ITEM, NOW, STEP, opened, province

NEW = "H01.12-260305-0003"
OTHER = "G22.99-260305-000017"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("000.00.12.H01", "H01.12"),
        ("000.17.22.H56", "H56.22.17"),
        ("005.17.22.H56", "H56.22.17.005"),
        ("000.00.00.H56", "H56"),
    ],
)
def test_both_generations_of_a_code(old: str, new: str) -> None:
    assert (other_body(old), other_body(new)) == (new, old)
    serial = "-260305-0003"
    assert other_generation(old + serial) == new + serial
    assert other_generation(new + serial) == old + serial


@pytest.mark.parametrize(
    "code", ["", "X", "H01.1-260305-0003", "12.H01-260305-0003", "H01.12", "H01.00-260305-0003"]
)
def test_codes_without_another_generation(code: str) -> None:
    assert other_generation(code) is None


@given(
    st.from_regex(
        r"(\d{3}\.\d{2}\.\d{2}\.H\d{2}|H\d{2}(\.\d{2}){0,2}(\.\d{3})?)-260305-0003", fullmatch=True
    )
)
def test_who_is_the_others_twin_has_the_other_for_a_twin(code: str) -> None:
    twin = other_generation(code)
    assert twin is None or other_generation(twin) == code


async def _alive(folder: Path, deliveries: Any) -> dict[str, tuple[str, str]]:
    """What is watched after some deliveries: key → state, and the status it rests on."""
    engine = await province(_made(folder))
    for kind, item in deliveries:
        receive = receive_progress if kind == "step" else _push
        assert [one.error for one in await receive(engine, [item], NOW)] == [""]
    codes = (CODE, NEW, OTHER)
    items = [item for code in codes for item in await items_by_code(engine.store, code)]
    told = {i.key: str(i.state) for i in items if i.state not in ("cancelled", "done")}
    found = {
        code: [str(d.status) for _, d in await look_up(engine.store, [code])] for code in codes
    }
    await engine.store.close()
    return {key: (state, str(found)) for key, state in told.items()}


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


async def _push(engine: Any, items: Any, now: int) -> Any:
    return await receive_dossiers(engine, items, "dvcqg", now)


DOSSIER = ("dossier", ITEM)
NAMES_OTHER = ("dossier", ITEM | {"MaHoSoKhac": OTHER})
SENT_AS_OTHER = ("dossier", ITEM | {"MaHoSo": OTHER})
SENT_AS_NEW = ("dossier", ITEM | {"MaHoSo": NEW})
STEP_OF_OTHER = ("step", STEP | {"MaHoSo": OTHER})
STEP_OF_NEW = ("step", STEP | {"MaHoSo": NEW})
RECEIPT = {"SoBienNhan": "BN-17"}


@pytest.mark.parametrize(
    ("deliveries", "main"),
    [
        pytest.param([NAMES_OTHER, STEP_OF_OTHER], CODE, id="step by the other code"),
        pytest.param([DOSSIER, STEP_OF_NEW], CODE, id="step by the other generation"),
        pytest.param([NAMES_OTHER, SENT_AS_OTHER, STEP_OF_OTHER], CODE, id="told under both codes"),
        pytest.param([DOSSIER, SENT_AS_NEW, STEP_OF_NEW], CODE, id="told in both generations"),
        pytest.param(
            [
                ("dossier", ITEM | RECEIPT),
                ("dossier", ITEM | {"MaHoSo": OTHER} | RECEIPT),
                STEP_OF_OTHER,
            ],
            CODE,
            id="the same receipt",
        ),
        pytest.param(
            [
                ("dossier", ITEM | {"MaHoSo": NEW, "MaHoSoKhac": OTHER}),
                STEP_OF_OTHER,
                ("step", STEP),
            ],
            NEW,
            id="an alias and the other generation",
        ),
    ],
)
async def test_codes_of_one_dossier_meet_in_any_order(
    tmp_path: Path, deliveries: list[Any], main: str
) -> None:
    seen = []
    for n, order in enumerate(itertools.permutations(deliveries)):
        seen.append(await _alive(tmp_path / str(n), [*order, *order[::-1]]))
    assert all(one == seen[0] for one in seen)
    assert set(seen[0]) == {f"dossier:{main}", f"step:{main}:2", f"apology:{main}"}


@pytest.mark.parametrize(
    "other",
    [
        {"NgayTiepNhan": "20260305102000"},
        {"MaTTHC": "1.000002"},
    ],
    ids=["received at another time", "another procedure"],
)
async def test_codes_that_only_look_alike_stay_two_dossiers(
    tmp_path: Path, other: dict[str, object]
) -> None:
    two = ("dossier", ITEM | {"MaHoSo": NEW} | other)
    for n, order in enumerate(itertools.permutations([DOSSIER, two, STEP_OF_NEW])):
        found = await _alive(tmp_path / str(n), order)
        assert {f"dossier:{CODE}", f"step:{CODE}:1", f"dossier:{NEW}"} <= set(found)


async def test_receipts_of_two_people_stay_two(tmp_path: Path) -> None:
    """The same number on another day is another receipt."""
    later = ITEM | RECEIPT | {"MaHoSo": OTHER, "NgayTiepNhan": "20260305092000"}
    found = await _alive(tmp_path / "x", [("dossier", ITEM | RECEIPT), ("dossier", later)])
    assert {f"dossier:{CODE}", f"dossier:{OTHER}"} <= set(found)


async def test_the_one_stop_office_asks_by_any_code(tmp_path: Path) -> None:
    async with opened(tmp_path) as door:
        await door.push("DongBoHoSoMC", [ITEM | {"MaHoSoKhac": OTHER}])
        told = await door.push("TraCuuHoSo", [NEW, OTHER, CODE, "H01.12-260305-0009"])
        assert [one["MaHoSo"] for one in told["result"]] == [NEW, OTHER, CODE]


# --- the local feed


LOCAL = ITEM | {
    "NguoiDangXuLy": ["Người Không Có", "Phạm Mẫu Hoa", "Trần Mẫu Lan"],
    "TenBuocHienTai": "Thẩm định",
    "NgayHenTraCaNhan": "2026-03-06T11:00:00",
    "HanTiepNhan": "05/03/2026 17:00:00",
    "NgayYeuCauBoSung": "",
    "ThoiHanBoSung": "7",
}


@pytest.mark.parametrize("order", list(itertools.permutations((ITEM, LOCAL))))
async def test_present_holder_and_step_win_over_derived_ones(
    tmp_path: Path, order: tuple[dict[str, object], ...]
) -> None:
    """Whichever of the two feeds comes last: the nearer one is believed."""
    async with opened(tmp_path) as door:
        for item in order:
            await door.push("DongBoHoSoMC", [item])
        await door.push("CapNhatTienDoHoSoMC", [STEP, STEP | {"ThoiDiemXuLy": "20260305144500"}])
        alive = [i for i in (await door.items()).values() if i.state == "open" and i.kind == "step"]
        assert [i.key for i in alive] == [f"step:{CODE}:2"]
        people = door.engine.snapshot.directory.people
        assert people[alive[0].assignee_id or 0].code == "hoa"
        assert alive[0].due_at == NOW + 20 * 3600
        (_, dossier), *_ = await look_up(door.engine.store, [CODE])
        assert (dossier.intake_due_at, dossier.supplement_days) == (NOW + 2 * 3600, 7)
        assert dossier.source == "local"


async def test_a_step_that_is_told_by_number(tmp_path: Path) -> None:
    async with opened(tmp_path) as door:
        await door.push("DongBoHoSoMC", [LOCAL | {"TenBuocHienTai": "", "BuocHienTai": 3}])
        assert f"step:{CODE}:3" in await door.items()


async def test_an_account_code_names_the_holder_too(tmp_path: Path) -> None:
    async with opened(tmp_path) as door:
        await door.push("DongBoHoSoMC", [LOCAL | {"NguoiDangXuLy": "0,lan"}])
        people = door.engine.snapshot.directory.people
        item = (await door.items())[f"dossier:{CODE}"]
        assert people[item.assignee_id or 0].code == "lan"


# --- statuses and distortions


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ("4", "open"),
        (4, "open"),
        ("Đang xử lý", "open"),
        ("Đã bổ sung", "open"),
        ("Chờ công dân bổ sung", "suspended"),
        (6, "suspended"),
    ],
)
async def test_statuses_as_text_or_number(tmp_path: Path, given: object, state: str) -> None:
    async with opened(tmp_path) as door:
        await door.push("DongBoHoSoMC", [ITEM | {"TrangThaiHoSo": given}])
        assert (await door.items())[f"dossier:{CODE}"].state == state


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Cán bộ trả hồ sơ bổ sung", ItemState.SUSPENDED),
        ("Công dân thực hiện NVTC", ItemState.SUSPENDED),
        ("Dừng xử lý hồ sơ", ItemState.CANCELLED),
        ("Kết thúc xử lý hồ sơ", ItemState.DONE),
    ],
)
async def test_the_text_of_a_step_undoes_what_a_status_hides(
    tmp_path: Path, text: str, state: ItemState
) -> None:
    hidden = ITEM | {"TrangThaiHoSo": "9", "NgayKetThucXuLy": "20260305143000"}
    row = STEP | {"TrangThai": "9", "NoiDungXuLy": text, "ThoiDiemXuLy": "20260305143000"}
    end = row | {"NoiDungXuLy": "Kết thúc xử lý hồ sơ", "NguoiXuLy": ""}  # at the same instant
    seen = []
    for n, (first, second) in enumerate(itertools.permutations([row, end])):
        (tmp_path / str(n)).mkdir()
        async with opened(tmp_path / str(n)) as door:
            await door.push("DongBoHoSoMC", [ITEM])
            await door.push("CapNhatTienDoHoSoMC", [first])
            await door.push("DongBoHoSoMC", [hidden])
            await door.push("CapNhatTienDoHoSoMC", [second])
            seen.append((await door.items())[f"dossier:{CODE}"].state)
    assert seen == [state, state]
