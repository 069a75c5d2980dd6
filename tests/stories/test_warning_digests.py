"""What is newly wrong reaches the coordinator once, with the morning's digests on a working day; nothing new, no message."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.ingest import doubts
from bot.warning_digests import (
    CODES,
    LINES,
    TEMPLATE,
    Standing,
    by_coordinator,
    coordinator_of,
    tell_warnings,
)
from db.directory import Directory
from messages_vi.doubts import FOR_COORDINATORS, coordinator_words
from messages_vi.render import render
from tests.db.making import a_person, a_unit
from tests.stories.props import clock, dossiers, process
from tests.stories.stage import PEOPLE_COLUMNS, Stage, staged

NEWS = "nội dung mới cần"
WRONG = {"due_at": "20/02/2025 08:00", "holder": "lan"}  # four working days after what is computed


def _code(number: int, unit: str = "1") -> str:
    return f"H01.0{unit}-250210-{number:04}"


async def _wrong(stage: Stage, *numbers: int, **more: str) -> None:
    await dossiers(stage, *(WRONG | {"code": _code(n)} | more for n in numbers))


def _heard(stage: Stage, name: str) -> list[str]:
    return [clock(m) for m in stage.phone(name).received if NEWS in m.text]


async def _mornings(stage: Stage, *days: str) -> None:
    """Look at each morning's slot, and a while before and after it."""
    for day in days:
        for hour in ("07:29", "07:30", "09:00", "16:00"):
            await stage.until(f"{day} {hour}")


async def test_count_first_then_kinds_with_what_to_do(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:00") as stage:  # a Monday
        await process(stage)
        await _wrong(stage, 1, 2, 3)
        await _wrong(stage, 4, due_at="14/02/2025 08:00", holder="Ai Đó Mẫu")
        await _mornings(stage, "11/2/2025")
        (message,) = [m for m in stage.phone("lan").received if NEWS in m.text]
        assert clock(message) == "11/2 07:30"
        lines = message.text.splitlines()
        assert lines[1].startswith("Qua đối chiếu dữ liệu, có 04 nội dung mới")
        assert "tất cả 04 nội dung" in lines[1]
        assert lines[2].startswith("- 03 hồ sơ có ngày hẹn trả không khớp")
        assert f"{_code(1)}, {_code(2)} và 01 mã khác. Đề nghị kiểm tra" in lines[2]
        assert lines[3].startswith("- 01 hồ sơ có tên người đang xử lý chưa có trong danh bạ")
        assert "nhacviec " not in message.text  # a civil servant has no command line
        for name in ("hoa", "binh", "nam", "tam", "an"):
            assert _heard(stage, name) == []


async def test_only_what_is_new_and_the_total_and_never_on_a_day_off(tmp_path: Path) -> None:
    async with staged(tmp_path, "13/2/2025 07:00") as stage:  # a Thursday
        await process(stage)
        await _wrong(stage, 1)
        await stage.until("13/2/2025 07:30")
        await _wrong(stage, 2)  # after the slot: tomorrow's
        await _mornings(stage, "14/2/2025")
        await _wrong(stage, 3, 4)
        await _mornings(stage, "15/2/2025", "16/2/2025", "17/2/2025", "18/2/2025")
        assert _heard(stage, "lan") == ["13/2 07:30", "14/2 07:30", "17/2 07:30"]
        last = [m.text for m in stage.phone("lan").received if NEWS in m.text][-1]
        assert "có 02 nội dung mới" in last
        assert "tất cả 04 nội dung" in last


async def test_what_was_put_right_before_the_slot_is_not_told(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:00") as stage:
        await process(stage)
        await _wrong(stage, 1)
        await _wrong(stage, 1, due_at="14/02/2025 08:00")
        await _mornings(stage, "11/2/2025")
        assert _heard(stage, "lan") == []


async def test_a_unit_without_a_coordinator_speaks_to_the_one_above(tmp_path: Path) -> None:
    officer = ("nam", "Võ Mẫu Nam", "Công chức văn phòng", "X2", "officer", "z-nam")
    unlinked = ("moi", "Vũ Mẫu Mới", "Cán bộ đầu mối", "X2", "coordinator", "")
    async with staged(tmp_path, "10/2/2025 09:00") as stage:
        await stage.load("people", PEOPLE_COLUMNS, [officer, unlinked])
        await process(stage)
        await _wrong(stage, 1)
        await _wrong(stage, 2, unit="X2", holder="nam", code=_code(2, "2"))
        await _mornings(stage, "11/2/2025")
        assert (_heard(stage, "lan"), _heard(stage, "tam")) == (["11/2 07:30"], ["11/2 07:30"])
        told = [m.text for m in stage.phone("tam").received if NEWS in m.text]
        assert _code(2, "2") in told[0]
        assert _code(1) not in told[0]


async def test_a_text_that_cannot_be_made_keeps_nobody_else_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_for_lan(template: str, context: dict[str, Any]) -> str:
        if "Lan" in context["person"]["name"]:
            raise KeyError(template)
        return render(template, context)

    async with staged(tmp_path, "10/2/2025 09:00") as stage:
        await process(stage)
        await _wrong(stage, 1)
        await _wrong(stage, 2, unit="X2", holder="nam", code=_code(2, "2"))
        with monkeypatch.context() as patched:
            patched.setattr("bot.warning_digests.render", broken_for_lan)
            await _mornings(stage, "11/2/2025")
        assert (_heard(stage, "lan"), _heard(stage, "nam")) == ([], ["11/2 07:30"])
        assert stage.service.health.failing == {}
        await _mornings(stage, "12/2/2025")
        assert (_heard(stage, "lan"), _heard(stage, "nam")) == (["12/2 07:30"], ["11/2 07:30"])


async def test_a_stop_over_the_slot_is_made_up_for_and_a_restart_repeats_nothing(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "10/2/2025 09:00") as stage:
        await process(stage)
        await _wrong(stage, 1)
        await stage.service.stop()
        stage.clock.jump_to(stage.clock.now() + 26 * 3600)  # Tuesday 11:00
        await stage.start_service()
        await stage.settle()
        await stage.restart()
        await stage.settle()
        assert _heard(stage, "lan") == ["11/2 11:00"]


async def test_what_could_not_be_delivered_is_new_the_next_morning(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:00") as stage:
        await process(stage)
        await _wrong(stage, 1)
        await stage.until("18/2/2025 07:30")  # nobody has written for more than seven days
        (first,) = await stage.service.store.all("warnings_by_unit", until=stage.clock.now())
        assert _heard(stage, "lan") == ["11/2 07:30"]
        assert first[3] == 0
        await _wrong(stage, 2)
        await stage.until("19/2/2025 07:30")  # too late: the chat is closed
        assert _heard(stage, "lan") == ["11/2 07:30"]
        await stage.phone("lan").follows()
        await _mornings(stage, "20/2/2025")
        assert _heard(stage, "lan") == ["11/2 07:30", "20/2 07:30"]


async def test_five_kinds_are_listed_and_the_others_counted(tmp_path: Path) -> None:
    async with staged(tmp_path, "11/2/2025 07:30") as stage:
        store, now = stage.service.store, stage.clock.now()
        await stage.settle()
        unit = stage.service.engine.snapshot.directory.units_by_code["X1"]
        async with store.tx() as tx:
            for number, kind in enumerate(FOR_COORDINATORS):
                about = {"kind": kind, "unit_id": unit.id, "facts": "{}", "at": now - 60}
                for n in range(10 - number):
                    await tx.run("open_warning", code=_code(100 * number + n), **about)
        assert await tell_warnings(stage.service.engine, now, now) == 1
        assert await tell_warnings(stage.service.engine, now, now) == 0
        await stage.settle()
        (message,) = [m for m in stage.phone("lan").received if NEWS in m.text]
        lines = [line for line in message.text.splitlines() if line.startswith("- ")]
        assert [line[2:4] for line in lines] == ["10", "09", "08", "07", "06"]
        assert "có 55 nội dung mới" in message.text
        assert "Ngoài ra còn 15 nội dung mới thuộc loại khác." in message.text


KINDS = list(FOR_COORDINATORS)


@pytest.mark.parametrize("first", range(len(KINDS)))
def test_five_of_any_kinds_fit_one_message_uncut(first: int) -> None:
    told = [coordinator_words(KINDS[(first + n) % len(KINDS)], 1234) for n in range(LINES)]
    codes = ["000.00.12.H01-250210-000001"] * CODES
    lines = [{"what": what, "mend": mend, "codes": codes, "more": 1234} for what, mend in told]
    person = {"name": "Nguyễn Mẫu Thị " * 4, "title": "", "form_of_address": "đồng chí"}
    context = {"person": person, "doubts": lines, "n": 12345, "total": 12345, "overflow": 1234}
    assert "…" not in render(TEMPLATE, context)


def test_every_kind_has_words_for_coordinators() -> None:
    kinds = {*doubts.OF_DOSSIERS, *doubts.OF_PROCEDURES, *doubts.OF_RATINGS}
    assert set(FOR_COORDINATORS) == kinds


PROVINCE = a_unit(1, code="T", parent_code=None)
DISTRICT = a_unit(2, code="H", parent_code="T", valid_to="2025-06-30")
COMMUNE = a_unit(3, code="X", parent_code="H")


@pytest.mark.parametrize(
    ("people", "unit", "who"),
    [
        pytest.param([(1, "a"), (3, "a")], 3, 2, id="the unit's own"),
        pytest.param([(1, "a"), (3, "")], 3, 1, id="one without Zalo: the next above"),
        pytest.param([(1, "a"), (2, "a")], 3, 1, id="a district that is no more has no say"),
        pytest.param([(1, "a"), (3, "a")], 0, 1, id="the province's"),
        pytest.param([(3, "")], 3, None, id="nobody"),
    ],
)
def test_whom_the_warnings_of_a_unit_go_to(
    people: list[tuple[int, str]], unit: int, who: int | None
) -> None:
    made = [
        a_person(n, unit_id=u, roles="coordinator", zalo_sealed=z.encode() or None)
        for n, (u, z) in enumerate(people, 1)
    ]
    directory = Directory([PROVINCE, DISTRICT, COMMUNE], made, date(2025, 7, 1))
    found = coordinator_of(directory, unit)
    assert (found.id if found else None) == who
    standing = Standing(unit, Counter(a=1), Counter(a=1))
    assert by_coordinator(directory, [standing]) == ([(found, [standing])] if found else [])


async def test_dossiers_that_name_nobody_are_shown_by_procedure(tmp_path: Path) -> None:
    """Two have the role of the step: it is nobody's for sure."""
    twin = ("lan2", "Trần Mẫu Lâm", "Công chức văn phòng", "X1", "officer", "")
    async with staged(tmp_path, "10/2/2025 09:00") as stage:
        await process(stage)
        await stage.load("people", PEOPLE_COLUMNS, [twin])
        await dossiers(stage, {"code": _code(1)}, {"code": _code(2)})
        rows = await stage.service.store.all("list_warnings", unit="X1", after_id=0, limit=9)
        assert [(row[1], json.loads(row[5])["dossiers"]) for row in rows] == [("holder_missing", 2)]
