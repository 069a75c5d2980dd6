"""Whoever has a language of their own is written to in it, and answers in it; everybody else hears the province's."""

from __future__ import annotations

from pathlib import Path

import pytest

from messages_vi.language import spoken
from tests.stories.props import CODE, dossiers, get, process, progress
from tests.stories.stage import PEOPLE_COLUMNS, Stage, staged

BY_LAN = (CODE, "lan", "10/02/2025 09:30")  # the first step is done
HOA = ("hoa", "Phạm Mẫu Hoa", "Công chức tư pháp - hộ tịch", "X1", "officer")
BINH = ("binh", "Lê Mẫu Bình", "Chủ tịch UBND xã", "X1", "head")
NAM = ("nam", "Võ Mẫu Nam", "Công chức văn phòng", "X2", "officer;coordinator")
COLUMNS = (*PEOPLE_COLUMNS[:5], "Ngôn ngữ")


async def _speak(stage: Stage, *people: tuple[str, ...]) -> None:
    answer = await stage.load("people", COLUMNS, people)
    assert answer["rejected"] == [], answer
    await stage.service.engine.refresh(stage.clock.now())


async def _second_step(stage: Stage) -> None:
    await process(stage)
    await dossiers(stage, {})
    await progress(stage, BY_LAN)  # the second step is Hoa's, three working days from Monday 09:30
    stage.all_read("lan")


async def test_texts_buttons_dates_and_answers_are_in_the_language_of_each(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:30") as stage:  # a Monday
        await _speak(stage, (*HOA, "English"))
        await _second_step(stage)
        told = stage.hears(
            "hoa", "Dear Phạm Mẫu Hoa,", "Dossier step newly assigned to you:", "- Step: Thẩm định"
        )
        assert "- Due: 09:30 on 13 Feb 2025\n- Time left: 3 days of work\n" in told.text
        assert [b.title for b in told.buttons] == [
            "Done",
            "In progress",
            "Blocked",
            "Pass to a colleague",
        ]
        await stage.taps("hoa", "Blocked")
        asked = stage.hears("hoa", "Please tell what blocks step “Thẩm định”")
        assert "Waiting for the tax office" in [b.title for b in asked.buttons]
        await stage.taps("hoa", "Waiting for the tax office")
        stage.hears("hoa", "Your answer “Blocked (Waiting for the tax office)” was recorded")
        # The head reads the same in Vietnamese.
        told = stage.hears("binh", "trả lời “Vướng mắc (Chờ cơ quan thuế)”", "ngày 13/02/2025")
        assert [b.title for b in told.buttons] == ["Đôn đốc", "Chuyển người khác"]
        await stage.taps("binh", "Đôn đốc")
        stage.hears("binh", "Đã chuyển ý kiến đôn đốc")
        told = stage.hears("hoa", "asks you to complete the following soon:", CODE)
        assert told.buttons[0].title == "Done"


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("done", "The answer “Done” by Phạm Mẫu Hoa was recorded"),
        ("Done 0001", "The answer “Done” by Phạm Mẫu Hoa was recorded"),
        ("In progress", "Recorded: you are working on step"),
        ("blocked: waiting for the tax office", "“Blocked (Waiting for the tax office)”"),
        ("pass to a colleague", "Please choose who takes over"),
        ("help", "“done”, “in progress”"),
        ("work today", "You have nothing due today or overdue."),
        ("work this week", "Due this week or overdue: 1 item."),
        # Her Vietnamese is understood as before.
        ("đang làm", "Recorded: you are working on step"),
        # What no text invites to is asked back, never guessed.
        ("not done", "Sorry, your message was not understood."),
        ("will be done", "Sorry, your message was not understood."),
        ("is it done?", "Sorry, your message was not understood."),
        ("I have nearly done it", "Sorry, your message was not understood."),
    ],
)
async def test_what_the_texts_invite_to_may_be_typed(
    tmp_path: Path, typed: str, heard: str
) -> None:
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        await _speak(stage, (*HOA, "en"))
        await _second_step(stage)
        stage.hears("hoa", "newly assigned")
        await stage.types("hoa", typed)
        stage.hears("hoa", heard)


async def test_digests_speak_to_each_in_their_own_language(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        await _speak(stage, (*BINH, "en"))
        await _second_step(stage)
        await stage.until("10/2/2025 16:00")
        stage.hears("binh", "1 dossier step was newly assigned in the office:", "Phạm Mẫu Hoa")
        stage.hears("hoa", "vừa được giao")


async def test_the_language_of_the_province_is_for_everybody_without_one(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:30", language="en") as stage:
        await _speak(stage, (*HOA, "tiếng Việt"))
        await _second_step(stage)
        stage.hears("hoa", "Kính gửi đồng chí Phạm Mẫu Hoa,")
        assert "Dear Trần Mẫu Lan," in stage.phone("lan").received[0].text


async def test_what_is_kept_and_the_pages_stay_vietnamese(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 07:25", language="en") as stage:  # a Monday
        await _speak(stage, (*NAM, "vi"))
        await stage.until("17/3/2025 08:00")
        stage.hears("lan", "- Due: 17 Mar 2025", "Data from 15 Dec 2024 to 14 Mar 2025", "quý I")
        stage.hears("nam", "- Hạn: ngày 17/3/2025", "Số liệu từ 15/12/2024 đến 14/3/2025")
        kept = await stage.item("R17-2025-Q1", "X1")
        assert "số liệu từ 15/12/2024 đến 14/3/2025" in kept.detail
        assert "thứ Hai, ngày 17 tháng 3 năm 2025" in (await get(stage, "/")).text


async def test_an_empty_cell_keeps_what_is_known_and_an_unknown_language_stops_only_its_row(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        await _speak(stage, (*HOA, "tiếng Anh"))
        assert _language(stage, "hoa") == "en"
        answer = await stage.load("people", COLUMNS, [(*HOA, ""), (*BINH, "tiếng Mẫu")])
        assert [row["row"] for row in answer["rejected"]] == [3]
        await stage.service.engine.refresh(stage.clock.now())
        assert (_language(stage, "hoa"), _language(stage, "binh")) == ("en", "")
        await _speak(stage, (*HOA, "vi"))
        assert _language(stage, "hoa") == "vi"


async def test_a_language_is_chosen_by_its_name(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        await stage.types("hoa", "English")
        stage.hears("hoa", "From now on you get messages in English.", "“tiếng Việt”")
        assert _language(stage, "hoa") == "en"
        await _second_step(stage)
        stage.hears("hoa", "Dear Phạm Mẫu Hoa,")
        await stage.types("hoa", "done, English")  # names a language, and says something else
        stage.hears("hoa", "Sorry, your message was not understood.")
        await stage.types("hoa", "vi")
        stage.hears("hoa", "Sorry, your message was not understood.")
        await stage.types("hoa", "Tieng Viet")
        stage.hears("hoa", "Từ nay, hệ thống gửi tin cho đồng chí bằng tiếng Việt.")
        assert _language(stage, "hoa") == "vi"
        assert spoken() == "vi"


async def test_a_citizen_chooses_too(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:30") as stage:
        stage.world.add_person("z-khach", "Khách Mẫu")
        await stage.types("khach", "tiếng Việt")
        stage.hears("khach", "gửi tin cho Ông/Bà bằng tiếng Việt")
        await stage.types("khach", "english")
        stage.hears("khach", "From now on you get messages in English.")
        await stage.types("khach", "hello")
        stage.hears("khach", "You may type")


def _language(stage: Stage, name: str) -> str:
    return stage.service.engine.snapshot.directory.people_by_code[name].language
