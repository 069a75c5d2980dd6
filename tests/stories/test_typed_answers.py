"""People write as they speak: codes, reasons, names, several things at once; what is unclear is asked back with buttons."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.records import WorkItem
from tests.stories.props import dossiers, many_dossiers, process, step
from tests.stories.stage import Stage, staged

FIRST, THIRD = "H01.05-250210-0001", "H01.05-250210-0003"


async def told_three(stage: Stage) -> list[str]:
    """Hoa holds three dossiers whose step is due on Tuesday."""
    await process(stage)
    codes = await many_dossiers(
        stage, 3, holder="Phạm Mẫu Hoa", step_due_at="11/02/2025 16:00", due_at="20/02/2025 16:00"
    )
    stage.all_read()
    return codes


async def answered(stage: Stage, code: str) -> list[str]:
    return await stage.answers(await _mine(stage, code))


async def _mine(stage: Stage, code: str) -> WorkItem:
    return await step(stage, 1, code)


async def test_the_number_of_the_day_is_enough(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await told_three(stage)
        await stage.types("hoa", "dạ em xong hs 0003 rồi ạ")
        stage.hears("hoa", "Đã xong", THIRD)
        assert await answered(stage, THIRD) == ["done"]
        assert await answered(stage, FIRST) == []


async def test_several_things_at_once(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await told_three(stage)
        await stage.types("hoa", "0001 xong, 0003 chờ thuế")
        stage.hears("hoa", "Đã xong", FIRST)
        stage.hears("hoa", "Chờ cơ quan thuế", THIRD)
        stage.hears("binh", "Chờ cơ quan thuế", THIRD)
        assert (await answered(stage, FIRST), await answered(stage, THIRD)) == (
            ["done"],
            ["blocked"],
        )
        stage.silent()


async def test_a_number_that_fits_several_is_asked_back(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        mine = {"holder": "Phạm Mẫu Hoa", "step_due_at": "11/02/2025 16:00"}
        await dossiers(stage, {"code": FIRST} | mine, {"code": "H01.05-250207-0001"} | mine)
        stage.all_read()
        await stage.types("hoa", "xong 0001")
        asked = stage.hears("hoa", "Đề nghị đồng chí cho biết “Đã xong”", FIRST, "250207-0001")
        assert len(asked.buttons) == 2
        assert await answered(stage, FIRST) == []
        [title] = [button.title for button in asked.buttons if "250210" in button.title]
        await stage.taps("hoa", title)
        stage.hears("hoa", "Đã ghi nhận", FIRST)
        assert await answered(stage, FIRST) == ["done"]


async def test_a_foreign_or_unknown_number_changes_nothing(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await told_three(stage)
        for who, said in (("hoa", "xong 0099"), ("nam", f"xong {FIRST}")):
            await stage.types(who, said)
            stage.hears(who, "chưa tìm thấy việc đang mở nào")
        assert await answered(stage, FIRST) == []


async def test_handed_to_a_colleague_by_name(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        await dossiers(stage, {"holder": "Phạm Mẫu Hoa", "step_due_at": "11/02/2025 16:00"})
        stage.all_read()
        await stage.types("hoa", "chuyển cho chị Lan")
        stage.hears("hoa", "Trần Mẫu Lan")
        stage.hears("lan", FIRST)
        stage.all_read("lan")
        await stage.types("lan", "chuyển cho Tèo")
        stage.hears("lan", "Đề nghị đồng chí chọn người nhận")


async def test_a_bare_answer_to_many_is_asked_back(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        codes = await many_dossiers(stage, 6, holder="Phạm Mẫu Hoa", step_due_at="11/02/2025 16:00")
        stage.all_read()
        await stage.types("hoa", "xong")
        asked = stage.hears("hoa", "Đề nghị đồng chí cho biết “Đã xong”", "Ngoài ra còn 02 việc")
        assert len(asked.buttons) == 4
        await stage.types("hoa", "2")
        stage.hears("hoa", codes[1])
        stage.silent()


@pytest.mark.parametrize(
    "said", ["ok", "👍", "dạ em nhận rồi", "mai xong", "xong chưa?", "chưa xong 0001"]
)
async def test_what_is_only_heard_or_doubtful_closes_nothing(tmp_path: Path, said: str) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await told_three(stage)
        await stage.types("hoa", said)
        assert stage.unread("hoa")
        states = [(await _mine(stage, code)).state for code in (FIRST, THIRD)]
        assert states == ["open", "open"]


async def test_numbers_of_a_question_are_no_lines_of_a_digest(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        codes = await many_dossiers(stage, 6, holder="Phạm Mẫu Hoa", step_due_at="11/02/2025 16:00")
        await stage.types("hoa", "xong")
        stage.all_read()
        for _ in range(2):
            await stage.types("hoa", "xong 2")
            stage.hears("hoa", "chưa hiểu")
        assert [await answered(stage, code) for code in codes] == [[]] * 6


async def test_taking_back_by_number_takes_back_nothing_else(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await told_three(stage)
        await stage.types("hoa", "xong 0001, 0003")
        stage.all_read()
        await stage.types("hoa", "hoàn tác 0001")
        stage.hears("hoa", "chưa hiểu")
        assert await answered(stage, THIRD) == ["done"]


async def test_the_list_of_today_and_of_the_week(tmp_path: Path) -> None:
    async with staged(
        tmp_path, "10/2/2025 08:00"
    ) as stage:  # a Monday; the steps are due on Tuesday
        await told_three(stage)
        await stage.types("hoa", "Hôm nay có việc gì?")
        stage.hears("hoa", "không có việc nào đến hạn hôm nay")
        await stage.types("hoa", "tuần này")
        stage.hears("hoa", "đến hạn trong tuần này và đã quá hạn: 03 việc", FIRST, THIRD)
        await stage.types("nam", "việc hôm nay")
        stage.hears("nam", "không có việc nào")
