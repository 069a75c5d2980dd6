"""A day of two feeds – dossiers, steps, aliases, distorted rows – in any order and repeated at will ends in one state."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engine import Engine
from bot.ingest.aliases import look_up
from bot.ingest.receiving import receive_dossiers, receive_progress
from bot.planning import plan_due
from tests.ingest.pushing import ITEM, STEP, province
from tests.stories.stage import instant

EVENING = instant("5/3/2026 18:00")
Row = tuple[str, dict[str, object]]


def _dossier(letter: str, **more: object) -> Row:
    return "dossier", ITEM | {"MaHoSo": letter} | more


def _step(letter: str, at: str, **more: object) -> Row:
    return "step", STEP | {"MaHoSo": letter, "ThoiDiemXuLy": f"20260305{at}00"} | more


# {n} is the serial of the example. A goes on under two generations of its code, B is told under an alias and finished,
# C waits for its citizen and hides it, D ends, E has a supplement behind it and comes from the local feed as well.
A, A_NEW = "000.00.12.H01-260305-{n}1", "H01.12-260305-{n}1"
B, B_OTHER = "H01.13-260305-{n}2", "G22.99-260305-{n}2"
C, D, E = "H01.13-260305-{n}3", "H01.13-260305-{n}4", "H01.13-260305-{n}5"
# F was handed in online, was with one, with nobody who is known, with two; G still waits for its receipt.
F, G = "H01.13-260305-{n}6", "H01.13-260305-{n}7"
CODES = (A, A_NEW, B, B_OTHER, C, D, E, F, G)
DAY: tuple[Row, ...] = (
    _dossier(A, TrangThaiHoSo="2"),
    _dossier(A_NEW, TrangThaiHoSo=4, NgayTiepNhan="2026-03-05T09:10:00"),
    _step(A_NEW, "0930"),
    _step(A, "1600", NguoiXuLy="Phạm Mẫu Hoa"),
    _dossier(B, MaHoSoKhac=B_OTHER),
    _dossier(B_OTHER, TrangThaiHoSo="9", NgayKetThucXuLy="20260305150000"),
    _step(B_OTHER, "1000"),
    _dossier(C),
    _dossier(C, TrangThaiHoSo="9", NgayKetThucXuLy="20260305140000"),
    _step(C, "1400", TrangThai="9", NoiDungXuLy="Cán bộ trả hồ sơ bổ sung", NguoiXuLy="Lan"),
    _step(C, "1400", TrangThai="9", NoiDungXuLy="Kết thúc xử lý hồ sơ", NguoiXuLy=""),
    _dossier(D, TrangThaiHoSo="Đang xử lý", NgayTiepNhan="05/03/2026 09:10:00"),
    _dossier(D, TrangThaiHoSo="9", NgayKetThucXuLy="20260305160000"),
    _dossier(D, TrangThaiHoSo="10", NgayKetThucXuLy="20260305160000", NgayTra="20260305163000"),
    _dossier(
        E,
        TrangThaiHoSo="5",
        DanhSachHoSoBoSung=[{"NgayBoSung": "2026-03-05T10:00:00", "NguoiYeuCauBoSung": "Lan"}],
    ),
    _dossier(
        E,
        NgayHenTra="20260311091000",
        DanhSachHoSoBoSung=[
            {"NgayBoSung": "2026-03-05T10:00:00", "NgayTiepNhanBoSung": "2026-03-05T15:00:00"}
        ],
    ),
    _dossier(
        E,
        NgayHenTra="20260311091000",
        NguoiDangXuLy=["Phạm Mẫu Hoa"],
        NgayHenTraCaNhan="20260306110000",
        DanhSachHoSoBoSung=[
            {"NgayBoSung": "2026-03-05T10:00:00", "NgayTiepNhanBoSung": "2026-03-05T15:00:00"}
        ],
    ),
)

_WAITS = {
    "TrangThaiHoSo": "1",
    "NgayTiepNhan": "",
    "NgayNopHoSo": "20260305081200",
    "NgayHenTra": "",
}
DAY += (
    _dossier(F, **_WAITS),
    *(
        _dossier(F, NguoiDangXuLy=names, BuocHienTai=2, NgayCapNhat=f"2026-03-05T{hour}:00:00")
        for hour, names in (
            ("10", ["Phạm Mẫu Hoa"]),
            ("11", ["Ai Đó Mẫu"]),
            ("13", ["Trần Mẫu Lan", "Phạm Mẫu Hoa"]),
        )
    ),
    _dossier(G, **_WAITS),
    _dossier(G, **_WAITS, HanTiepNhan="20260306081200"),
)


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[asyncio.Runner, Engine]]:
    """One store for all examples; each example has codes of its own."""
    with asyncio.Runner() as run:
        engine = run.run(province(tmp_path_factory.mktemp("feeds"), now=EVENING))
        yield run, engine
        run.run(engine.store.close())


async def _tell(engine: Engine, rows: Sequence[Row], place: str) -> None:
    """Push rows one by one; after each the planner looks."""
    for kind, row in rows:
        item = {
            key: str(value).replace("{n}", place) if "MaHoSo" in key else value
            for key, value in row.items()
        }
        if kind == "dossier":
            taken = await receive_dossiers(engine, [item], "dvcqg", EVENING)
        else:
            taken = await receive_progress(engine, [item], EVENING)
        assert [one.error for one in taken] == [""]
        while await plan_due(engine, EVENING):
            pass


async def _state(engine: Engine, place: str) -> tuple[Any, ...]:
    """What is watched and what the dossiers say, without the names of the example.

    A step of a resting dossier is left out: it is there only where it was seen running before, and silent either way.
    """
    items = []
    for code in CODES:
        rows = await engine.store.all("items_by_code", code=code.replace("{n}", place))
        items += [dict(zip(_ITEM, row, strict=True)) for row in rows]
    alive = {
        # Nobody is spoken to about what rests, so it does not matter whose it was before.
        (
            i["key"].replace(place, ""),
            i["state"],
            (i["assignee_id"], i["co_holders"]) if i["state"] == "open" else (None, ""),
            i["starts_at"],
            i["due_at"],
        )
        for i in items
        if i["state"] == "open" or (i["state"] == "suspended" and i["kind"] == "dossier")
    }
    told = [
        (code, d.code.replace(place, ""), d.status, d.due_at, d.finished_at, d.source)
        for code in CODES
        for _, d in await look_up(engine.store, [code.replace("{n}", place)])
    ]
    return alive, told


_ITEM = (
    "id", "key", "kind", "code", "title", "unit_id", "to_unit_id", "assignee_id", "dossier_id", "starts_at", "due_at",
    "due_precision", "version", "state", "policy_id", "planned_until", "answered_at", "promise_until", "claimed_at",
    "next_at", "derivation", "detail", "co_holders",
)  # fmt: skip
_places = (f"{number:04}" for number in itertools.count(1000))
_orders = st.lists(st.sampled_from(DAY), max_size=8).flatmap(
    lambda again: st.permutations([*DAY, *again])
)


@settings(max_examples=25, deadline=None)
@given(order=_orders)
def test_any_order_and_any_repetition_of_a_days_rows_end_in_one_state(
    desk: tuple[asyncio.Runner, Engine], order: list[Row]
) -> None:
    run, engine = desk
    straight, place = next(_places), next(_places)

    async def play() -> None:
        await _tell(engine, DAY, straight)
        await _tell(engine, order, place)
        assert await _state(engine, place) == await _state(engine, straight)
        await _tell(engine, order[::-1], place)  # the whole day once more
        assert await _state(engine, place) == await _state(engine, straight)

    run.run(play())


def _named(people: Any, holders: tuple[int | None, str]) -> str:
    first, others = holders
    ids = [first or 0, *map(int, filter(None, others.split(";")))]
    return " ".join(people[i].code for i in ids if i)


def test_the_day_is_the_one_meant(tmp_path: Path) -> None:
    """A with the chairman, C and nothing else resting, E with its present holder; B and D are over."""

    async def play() -> None:
        engine = await province(tmp_path, now=EVENING)
        await _tell(engine, DAY, "0001")
        alive, told = await _state(engine, "0001")
        people = engine.snapshot.directory.people
        assert {(a[0], a[1], _named(people, a[2])) for a in alive} == {
            ("step:000.00.12.H01-260305-1:3", "open", "binh"),
            ("dossier:000.00.12.H01-260305-1", "open", "binh"),
            ("dossier:H01.13-260305-3", "suspended", ""),
            ("step:H01.13-260305-5:1", "open", "hoa"),
            ("dossier:H01.13-260305-5", "open", "hoa"),
            ("step:H01.13-260305-6:2", "open", "lan hoa"),
            ("dossier:H01.13-260305-6", "open", "lan hoa"),
            ("intake:H01.13-260305-7", "open", ""),
            ("apology:000.00.12.H01-260305-1", "open", ""),  # the head's, whoever that is
            ("apology:H01.13-260305-5", "open", ""),
            ("apology:H01.13-260305-6", "open", ""),
        }
        assert {(code, status) for code, _, status, *_ in told} >= {(B, 9), (B_OTHER, 9), (D, 10)}
        await engine.store.close()

    asyncio.run(play())
