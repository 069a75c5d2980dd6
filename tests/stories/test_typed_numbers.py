"""A typed number right below a numbered question chooses that line; what is quoted with "đã ký" is signed; help is by role."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stories.props import dossiers, many_dossiers, process, step
from tests.stories.stage import Stage, staged

CODE = "H01.05-250210-0001"


async def one(stage: Stage) -> None:
    await process(stage)
    await many_dossiers(stage, 1, holder="Phạm Mẫu Hoa", step_due_at="13/02/2025 16:00")
    stage.all_read()


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("2", "Chờ cơ quan thuế"),
        ("lý do 5", "Chờ ký"),
        ("số 6", "Lý do khác"),
        ("1 ạ", "Chờ công dân"),
    ],
)
async def test_a_reason_by_its_number(tmp_path: Path, said: str, reason: str) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await one(stage)
        await stage.types("hoa", "vướng 0001")
        stage.hears("hoa", "1. Chờ công dân", "6. Lý do khác")
        await stage.types("hoa", said)
        stage.hears("hoa", reason)
        assert await stage.answers(await step(stage, 1, CODE)) == ["blocked"]


async def test_a_number_out_of_the_list_is_asked_back(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await one(stage)
        await stage.types("hoa", "vướng 0001")
        stage.all_read()
        await stage.types("hoa", "9")
        stage.hears("hoa", "chưa hiểu")
        assert await stage.answers(await step(stage, 1, CODE)) == []


async def test_a_colleague_by_number(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await one(stage)
        await stage.types("hoa", "chuyển 0001")
        stage.hears("hoa", "1. Trần Mẫu Lan")
        await stage.types("hoa", "1")
        stage.hears("hoa", "đã chuyển", "Trần Mẫu Lan")


async def test_which_of_several_by_number(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        codes = await many_dossiers(stage, 6, holder="Phạm Mẫu Hoa", step_due_at="11/02/2025 16:00")
        stage.all_read()
        await stage.types("hoa", "xong")
        stage.hears("hoa", "là của việc nào")
        await stage.types("hoa", "2")
        stage.hears("hoa", "Đã ghi nhận", codes[1])
        assert await stage.answers(await step(stage, 1, codes[1])) == ["done"]
        await stage.types("hoa", "3")  # the question is answered: the digest's third line, as ever
        stage.hears("hoa", codes[2])
        assert await stage.answers(await step(stage, 1, codes[2])) == []


async def test_a_quoted_draft_is_signed(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        mine = {
            "holder": "Phạm Mẫu Hoa",
            "step_due_at": "13/02/2025 16:00",
            "due_at": "14/02/2025 16:00",
        }
        await dossiers(stage, {"code": CODE} | mine)
        await stage.until("12/2/2025 10:00")
        stage.all_read()
        await stage.types("binh", "xin lỗi 0001")
        stage.hears("binh", "1. Chờ cơ quan phối hợp")
        await stage.types("binh", "2")
        stage.hears("binh", "Cần xác minh")
        await stage.types("binh", "19/2")
        draft = stage.hears("binh", "Dự thảo văn bản xin lỗi")
        await stage.phone("binh").types("20/2", quoting=draft)
        await stage.settle()
        draft = stage.hears("binh", "Dự thảo văn bản xin lỗi", "20 tháng 02")
        await stage.phone("binh").types("19/2", quoting=draft)
        await stage.settle()
        draft = stage.hears("binh", "Dự thảo văn bản xin lỗi", "19 tháng 02")
        await stage.types("binh", "việc hôm nay")
        stage.all_read("binh")
        await stage.phone("binh").types("đã ký", quoting=draft)
        await stage.settle()
        stage.hears("binh", "Đã ghi nhận đồng chí ký", "ngày 19 tháng 02 năm 2025")


@pytest.mark.parametrize(
    ("who", "word"),
    [
        ("hoa", "việc hôm nay"),
        ("binh", "phụ trách đơn vị"),
        ("quy", "lãnh đạo có thể gõ"),
        ("tam", "làm đầu mối"),
    ],
)
async def test_help_is_short_and_for_the_role(tmp_path: Path, who: str, word: str) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        stage.all_read()
        await stage.types(who, "tro giup")
        told = stage.hears(who, word)
        assert len(told.text) < 800
        stage.silent(who)
