"""A land dossier in two phases: the clock is off between the tax notice and the payment, then the second phase begins.

“Cấp giấy chứng nhận lần đầu” of `domain.md` §3: phase 1 with 1 + 2 + 1 + 0,5 days, phase 2 with 0,5 + 2 + 0,5 + 0,5 + 0,5.
"""

from __future__ import annotations

import json
from pathlib import Path

from messages_vi.explaining import why
from tests.stories.props import CODE, PROCEDURE, _by_key, dossiers, heard, keep_in_touch, progress
from tests.stories.stage import Stage, instant, staged

COLUMNS = ("code", "name", "phase", "seq", "step", "role", "hours", "total_hours", "source")
OFFICE, REGISTRAR, CHAIRMAN = (
    "Công chức văn phòng",
    "Công chức tư pháp - hộ tịch",
    "Chủ tịch UBND xã",
)
LAND = (
    ("1", "1", "Tiếp nhận, kiểm tra", OFFICE, "8", "36"),
    ("1", "2", "Thẩm định", REGISTRAR, "16", "36"),
    ("1", "3", "Trình hồ sơ", REGISTRAR, "8", "36"),
    ("1", "4", "Chuyển thông tin sang cơ quan thuế", OFFICE, "4", "36"),
    ("GĐ2", "1", "Tiếp nhận chứng từ nộp tiền", OFFICE, "4", "32"),
    ("GĐ2", "2", "In giấy chứng nhận", REGISTRAR, "16", "32"),
    ("GĐ2", "3", "Ký giấy chứng nhận", CHAIRMAN, "4", "32"),
    ("GĐ2", "4", "Cập nhật hồ sơ địa chính", REGISTRAR, "4", "32"),
    ("GĐ2", "5", "Trả kết quả", OFFICE, "4", "32"),
)
NAME = "Cấp giấy chứng nhận lần đầu"
FIRST_DUE = {
    "procedure_name": NAME,
    "received_at": "03/03/2025 08:00",
    "due_at": "07/03/2025 17:00",
}


async def land(stage: Stage) -> None:
    """The process in its two phases, as a decision of a province publishes it."""
    rows = [(PROCEDURE, NAME, *row, "Quyết định mẫu 12/QĐ-UBND") for row in LAND]
    answer = await stage.load("procedures", COLUMNS, rows)
    assert (answer["created"], answer["rejected"]) == (9, [])
    assert (await stage.load("procedures", COLUMNS, rows))["unchanged"] == 9


async def test_the_second_phase_starts_when_the_dossier_goes_on(tmp_path: Path) -> None:
    async with staged(tmp_path, "3/3/2025 08:00") as stage:  # a Monday
        await land(stage)
        await dossiers(stage, FIRST_DUE)
        first = await _by_key(stage, f"step:{CODE}:1")
        assert first.due_at == instant("4/3/2025 08:00")  # Tuesday
        await progress(stage, (CODE, "lan", "03/03/2025 08:00"))
        await stage.until("3/3/2025 16:00")
        await dossiers(stage, FIRST_DUE | {"status": "6"})
        await progress(
            stage,
            (CODE, "hoa", "03/03/2025 10:00"),
            (CODE, "hoa", "03/03/2025 15:00"),
            (CODE, "lan", "03/03/2025 16:00"),  # the tax office has it
        )
        before = [heard(stage, name, CODE) for name in ("lan", "hoa", "binh")]
        await stage.until("17/3/2025 08:00")  # two weeks without a word: the clock is off
        assert [heard(stage, name, CODE) for name in ("lan", "hoa", "binh")] == before
        await keep_in_touch(stage)
        assert not await stage.service.store.all("list_warnings", unit=None, after_id=0, limit=9)
        # The citizen has paid; the new slip says five working days from now.
        await dossiers(stage, FIRST_DUE | {"due_at": "21/03/2025 08:00"})
        step = await _by_key(stage, f"step:{CODE}:2.1")
        assert (stage.who(step.assignee_id), step.starts_at, step.due_at) == (
            "lan",
            instant("17/3/2025 08:00"),  # Monday
            instant("17/3/2025 14:00"),  # four working hours, the break between
        )
        assert heard(stage, "lan", "Tiếp nhận chứng từ") == ["17/3 08:00"]
        told = " ".join(why(json.loads(step.derivation)))
        assert "giai đoạn 2" in told
        assert "Quyết định mẫu 12/QĐ-UBND" in told
        assert "pauses" not in json.loads(step.derivation)  # it began when the clock was on again


async def test_the_steps_of_the_second_phase_follow_each_other(tmp_path: Path) -> None:
    async with staged(tmp_path, "3/3/2025 08:00") as stage:
        await land(stage)
        await dossiers(stage, FIRST_DUE | {"due_at": ""})
        await dossiers(
            stage, FIRST_DUE | {"due_at": "", "status": "6"}
        )  # rows of phase 1 never came
        await stage.until("17/3/2025 08:00")
        await dossiers(stage, FIRST_DUE | {"due_at": ""})
        assert (await _by_key(stage, f"step:{CODE}:2.1")).state == "open"
        await stage.until("17/3/2025 10:00")
        await progress(stage, (CODE, "lan", "17/03/2025 10:00"))
        assert (await _by_key(stage, f"step:{CODE}:2.1")).state == "done"
        second = await _by_key(stage, f"step:{CODE}:2.2")
        assert (stage.who(second.assignee_id), second.starts_at, second.due_at) == (
            "hoa",
            instant("17/3/2025 10:00"),  # Monday
            instant("19/3/2025 10:00"),  # Wednesday: sixteen working hours
        )


async def test_a_pause_nobody_saw_forgets_nobody(tmp_path: Path) -> None:
    """A sender that leaves status 6 out: after the last row of the first phase the second begins."""
    async with staged(tmp_path, "6/3/2025 17:00") as stage:
        await land(stage)
        await dossiers(stage, FIRST_DUE | {"due_at": ""})
        rows = [("lan", "04/03/2025 08:00"), ("hoa", "05/03/2025 09:00")]
        rows += [("hoa", "06/03/2025 09:00"), ("lan", "06/03/2025 11:00")]
        await progress(stage, *((CODE, who, at) for who, at in rows))
        step = await _by_key(stage, f"step:{CODE}:2.1")
        assert (step.starts_at, step.due_at) == (
            instant("6/3/2025 11:00"),  # Thursday
            instant("6/3/2025 17:00"),
        )


async def test_a_promise_for_the_phase_or_for_all_of_it_is_right(tmp_path: Path) -> None:
    """Phase 1 alone: 36 hours from Monday 08:00 are Friday 12:30 of working time, 7/3; both phases: 68 hours, 13/3."""
    for promised, kinds in (
        ("07/03/2025", []),
        ("13/03/2025", []),
        ("11/03/2025", ["promise_differs"]),
    ):
        folder = tmp_path / promised.replace("/", "")
        folder.mkdir()
        async with staged(folder, "3/3/2025 08:00") as stage:
            await land(stage)
            await dossiers(stage, FIRST_DUE | {"due_at": f"{promised} 16:00"})
            rows = await stage.service.store.all("list_warnings", unit=None, after_id=0, limit=9)
            assert [row[1] for row in rows] == kinds, promised
