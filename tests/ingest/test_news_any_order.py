"""A day of a dossier in any order and repeated at will: each thing is told once, nothing old after the new."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.citizens import tell_citizens
from bot.config import CitizenSettings
from bot.delivery.desk import Desk
from bot.engine import Engine
from bot.ingest.receiving import receive_dossiers, receive_progress
from db.words import Road
from tests.ingest.pushing import ITEM, STEP, province
from tests.stories.stage import instant

EVENING = instant("5/3/2026 16:00")
STEP_S = 1200  # longer than news ripen
ASKED = {"NgayBoSung": "2026-03-05T10:00:00"}
LOCAL = {
    "NguoiDangXuLy": ["Phạm Mẫu Hoa"],
    "ThongBaoSMS": True,
    "NgayHenTraCaNhan": "20260306110000",
}
# Received, in hand, waiting for a supplement; a step that tells the pause too; the supplement handed in.
ROWS: dict[str, dict[str, object]] = {
    "received": ITEM | LOCAL | {"TrangThaiHoSo": "2"},
    "asked": ITEM | LOCAL | {"TrangThaiHoSo": "5", "ThoiHanBoSung": 10, "DanhSachHoSoBoSung": [ASKED]},
    "step": STEP | {"TrangThai": "5", "ThoiDiemXuLy": "20260305100000", "NoiDungXuLy": "Yêu cầu bổ sung"},
    "handed_in": ITEM | LOCAL | {
        "TrangThaiHoSo": "4",
        "DanhSachHoSoBoSung": [ASKED | {"NgayTiepNhanBoSung": "2026-03-05T15:00:00"}],
    },
}  # fmt: skip
DESK = Desk(roads=frozenset({Road.SMS}))
_serial = itertools.count(1)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[asyncio.Runner, Engine]]:
    """One store for all examples; each example has a code and a citizen of its own."""
    with asyncio.Runner() as run:
        engine = run.run(province(tmp_path_factory.mktemp("news"), now=EVENING))
        yield run, engine
        run.run(engine.store.close())


async def heard(engine: Engine, names: list[str], between: bool) -> list[str]:
    """What one citizen is told when rows come in this order; `between`: time goes on from row to row."""
    place = next(_serial)
    mine = {"MaHoSo": f"H01.12-260305-{place:05}", "SoDienThoai": f"09005{place:05}"}
    now, told = EVENING, []
    for name in [*names, ""]:
        item = ROWS.get(name, {}) | mine
        if name == "step":
            await receive_progress(engine, [item], now)
        elif name:
            [taken] = await receive_dossiers(engine, [item], "dvcqg", now)
            assert taken.error == ""
        if between or not name:
            now += STEP_S
            while await tell_citizens(engine, DESK, CitizenSettings(), now):
                pass
    key = engine.sealer.lookup(f"849005{place:05}")
    sql = "SELECT m.template FROM message m JOIN person p ON p.id = m.person_id WHERE p.phone_key = ? ORDER BY m.id"
    told = engine.store._connections[0].execute(sql, (key,)).fetchall()  # type: ignore[attr-defined]
    return [row[0].removeprefix("citizen/") for row in told]


ORDERS = st.permutations(["received", "asked", "step", "handed_in"])


@settings(max_examples=40, deadline=None)
@given(order=ORDERS, again=st.lists(st.sampled_from(list(ROWS)), max_size=4), between=st.booleans())
def test_the_end_of_the_day_is_told_once_and_nothing_old_after_it(
    room: tuple[asyncio.Runner, Engine], order: list[str], again: list[str], between: bool
) -> None:
    run, engine = room
    told = run.run(heard(engine, [*order, *again], between))
    assert told[-1] == "clock_resumed"
    assert len(set(told)) == len(told)
    assert told == [o for o in ("received", "supplement_asked", "clock_resumed") if o in told]
    if not between:
        assert told == ["clock_resumed"]


@settings(max_examples=25, deadline=None)
@given(
    order=st.permutations(["received", "asked", "step"]),
    again=st.lists(st.sampled_from(["received", "asked", "step"]), max_size=4),
    between=st.booleans(),
)
def test_a_dossier_that_waits_has_asked_once(
    room: tuple[asyncio.Runner, Engine], order: list[str], again: list[str], between: bool
) -> None:
    run, engine = room
    told = run.run(heard(engine, [*order, *again], between))
    assert told[-1] == "supplement_asked"
    assert told in (["supplement_asked"], ["received", "supplement_asked"])
