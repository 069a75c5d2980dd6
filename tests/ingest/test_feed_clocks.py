"""What feeds tell of a dossier's clock: supplements with their instants, days of their own, one dossier's two codes."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.rows import DossierRow
from bot.ingest.sightings import sightings
from bot.recalculating import moves, preview
from db.records import CalendarDay, StatusSeen, WorkItem
from db.snapshot import take_snapshot
from schedules.pauses import pauses
from tests.ingest.pushing import CODE, ITEM, NOW, STEP, Door, opened
from tests.ingest.test_aliases import LOCAL, NEW
from tests.stories.stage import instant

DAY = 86_400
ASKED = {"NgayBoSung": "2026-03-05T10:00:00"}
HANDED_IN = ASKED | {"NgayTiepNhanBoSung": "2026-03-05T14:00:00"}
WAITS = ITEM | {"TrangThaiHoSo": "5", "DanhSachHoSoBoSung": [ASKED]}
BACK = ITEM | {"DanhSachHoSoBoSung": [HANDED_IN]}
# Lunch aside, an hour and a half and half an hour of working time.
PAUSE = ("2026-03-05T10:00", "2026-03-05T14:00", 120)


async def _step(door: Door) -> WorkItem:
    (found,) = [i for i in (await door.items()).values() if i.kind == "step" and i.state == "open"]
    return found


async def _warnings(door: Door) -> set[str]:
    rows = await door.engine.store.all("list_warnings", unit=None, after_id=0, limit=99)
    return {row[1] for row in rows if row[1].startswith("holder")}


async def test_a_supplement_moves_the_step_by_the_instants_that_the_feed_tells(
    tmp_path: Path,
) -> None:
    """Whichever of the rows is late, and though none says when its status changed."""
    seen = set()
    for n, order in enumerate(itertools.permutations((ITEM, WAITS, BACK))):
        (tmp_path / str(n)).mkdir()
        async with opened(tmp_path / str(n)) as door:
            for item in (*order, *order):
                await door.push("DongBoHoSoMC", [item])
            step = await _step(door)
            (pause,) = json.loads(step.derivation)["pauses"]
            assert (pause["from"][:16], pause["to"][:16], pause["minutes"]) == PAUSE
            seen.add((step.due_at, step.starts_at))
    # Four working hours from 09:10 end at 15:10; two more lead over the evening.
    assert seen == {(instant("6/3/2026 07:10"), instant("5/3/2026 09:10"))}


async def test_days_that_the_dossier_has_go_before_those_of_its_procedure(tmp_path: Path) -> None:
    async with opened(tmp_path) as door:
        async with door.engine.store.tx() as tx:
            await tx.run(
                "set_procedure",
                procedure_code="*",
                after_pause=None,
                supplement_days=20,
            )
        await door.push("DongBoHoSoMC", [WAITS])
        item = (await door.items())[f"supplement:{CODE}"]
        assert item.due_at == instant("5/3/2026 10:00") + 20 * DAY
        told = {"TrangThaiHoSo": "5", "NgayYeuCauBoSung": "2026-03-05T11:00:00"}
        await door.push("DongBoHoSoMC", [LOCAL | told])  # the nearer source, and seven days
        item = (await door.items())[f"supplement:{CODE}"]
        assert (item.state, item.starts_at) == ("open", instant("5/3/2026 11:00"))
        assert item.due_at == instant("5/3/2026 11:00") + 7 * DAY


async def test_each_unclear_name_of_several_holders_counts(tmp_path: Path) -> None:
    """Others are known and hear of the work; whoever is meant by this one does not."""
    known = LOCAL | {"NguoiDangXuLy": ["Phạm Mẫu Hoa", "0", "lan"]}
    async with opened(tmp_path) as door:
        await door.push("DongBoHoSoMC", [known])
        assert await _warnings(door) == set()
        await door.push("DongBoHoSoMC", [LOCAL])
        assert await _warnings(door) == {"holder_unknown"}
        await door.push("DongBoHoSoMC", [LOCAL | {"NguoiDangXuLy": ["Người Không Có", "Ai Đó"]}])
        assert await _warnings(door) == {"holder_unknown"}


async def test_a_pause_told_under_the_other_code_counts_and_the_double_is_looked_at_no_more(
    tmp_path: Path,
) -> None:
    nobody = {"MaHoSo": NEW, "NguoiDangXuLy": "Ai Đó"}
    async with opened(tmp_path) as door:
        await door.push("DongBoHoSoMC", [BACK | nobody])
        assert await _warnings(door) == {"holder_unknown"}
        again = {
            "NgayBoSung": "2026-03-05T14:20:00",
            "NgayTiepNhanBoSung": "2026-03-05T14:50:00",
        }
        hoa = {"NguoiDangXuLy": "Phạm Mẫu Hoa"}
        await door.push("DongBoHoSoMC", [LOCAL | hoa | {"DanhSachHoSoBoSung": [again]}])
        whole = (await door.items())[f"dossier:{CODE}"]
        told = json.loads(whole.derivation)["pauses"]
        assert [(p["from"][:16], p["to"][:16], p["minutes"]) for p in told] == [
            PAUSE,
            ("2026-03-05T14:20", "2026-03-05T14:50", 30),
        ]
        assert await _warnings(door) == set()
        assert {str(i.state) for i in (await door.items(NEW)).values()} == {"cancelled"}


async def test_a_calendar_decision_moves_a_dossier_of_two_codes_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.recalculating.AT_A_TIME", 1)  # its codes lie on two pages
    off = CalendarDay("2026-03-06", "swap_off", "Nghỉ hoán đổi (mẫu)", "Công văn mẫu 01", 0)
    async with opened(tmp_path) as door:
        later = ITEM | {"NgayHenTra": "20260320091000"}
        await door.push("DongBoHoSoMC", [later, later | {"MaHoSo": NEW}])
        await door.push("CapNhatTienDoHoSoMC", [STEP | {"MaHoSo": NEW}])
        store = door.engine.store
        snapshot = await take_snapshot(store, proposed=[off])
        keys = [m.item.key async for page in moves(store, snapshot, NOW) for m in page]
        assert keys == [f"step:{CODE}:2"]
        assert (await preview(store, snapshot, NOW))["items"] == 1


_ROW = DossierRow(
    CODE, "1.000001", "Mẫu", "X1", 0, None, 4, "", None, None, None, "", "", "dvcqg", None
)  # fmt: skip
_pairs = st.lists(st.tuples(st.integers(1, 50), st.none() | st.integers(1, 50)), max_size=4)


@settings(max_examples=200)
@given(pairs=_pairs, status=st.sampled_from([2, 4, 5, 6, 9]), before=st.sampled_from([0, 4, 5]))
def test_nothing_is_seen_that_lies_ahead_and_the_status_has_the_last_word(
    pairs: list[tuple[int, int | None]], status: int, before: int
) -> None:
    row = _row(pairs, status)
    found: list[StatusSeen] = sightings(row, before, 30)
    assert all(sight.at <= 30 for sight in found)
    if status in (5, 6) and before != status:
        (*_, last) = pauses(found, resting=True)
        assert last.end is None
        if not any(at is not None and at <= 30 for pair in pairs for at in pair):
            assert (last.start, last.status) == (30, status)


def _row(pairs: list[tuple[int, int | None]], status: int) -> DossierRow:
    return msgspec.structs.replace(_ROW, supplements=tuple(pairs), status=status)


async def test_a_pause_told_late_is_known_though_its_row_is_overtaken(tmp_path: Path) -> None:
    """The row of the pause comes after one that tells of something later still: it is no news of the dossier's standing,
    yet its instants are."""
    waits = WAITS | {"NgayCapNhat": "20260305100000"}
    back = ITEM | {"NgayCapNhat": "20260305140000"}
    seen = set()
    for n, order in enumerate(itertools.permutations((ITEM, waits, back))):
        (tmp_path / str(n)).mkdir()
        async with opened(tmp_path / str(n)) as door:
            for item in (*order, *order):
                await door.push("DongBoHoSoMC", [item])
            step = await _step(door)
            (pause,) = json.loads(step.derivation)["pauses"]
            assert (pause["from"][:16], pause["to"][:16], pause["minutes"]) == PAUSE
            seen.add((step.due_at, step.starts_at))
    assert seen == {(instant("6/3/2026 07:10"), instant("5/3/2026 09:10"))}
