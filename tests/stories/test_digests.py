"""Many things at once become one digest whose lines are answered all together, by number, or one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stories.props import clock, dossiers, fates, heard, many_dossiers, process, step
from tests.stories.stage import Stage, staged

SOON = {"holder": "Phạm Mẫu Hoa", "step_due_at": "11/02/2025 16:00"}  # a Tuesday


async def _states(stage: Stage, codes: list[str]) -> list[str]:
    return [(await step(stage, 1, code)).state for code in codes]


async def _answers(stage: Stage, code: str) -> list[str]:
    return await stage.answers(await step(stage, 1, code))


async def test_five_speak_one_by_one_and_six_as_a_digest(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await many_dossiers(stage, 5, **SOON)
        assert len(stage.unread("hoa")) == 5
        assert all("vừa được giao" in m.text for m in stage.unread("hoa"))
        await dossiers(stage, {"code": "B-1", "holder": "nam", "unit": "X2"})
    async with staged(tmp_path / "six", "10/2/2025 08:00") as stage:
        codes = await many_dossiers(stage, 6, **SOON)
        digest = stage.hears("hoa", "Bản tin nhắc việc buổi sáng", "06 việc mới giao", *codes)
        assert [line[:2] for line in digest.text.splitlines()[2:8]] == [
            "1.", "2.", "3.", "4.", "5.", "6.",
        ]  # fmt: skip
        assert [b.title for b in digest.buttons] == [
            "Đã nhận tất cả",
            "Đã xong tất cả",
            "Trả lời từng việc",
        ]
        stage.silent()


async def test_one_tap_answers_all_lines(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        codes = await many_dossiers(stage, 6, **SOON)
        stage.all_read()
        await stage.taps("hoa", "Đã nhận tất cả")
        stage.hears("hoa", "Đã ghi nhận", "Đã nhận", "06 việc")
        assert await _states(stage, codes) == ["open"] * 6
        await stage.taps("hoa", "Đã xong tất cả")
        stage.hears("hoa", "Đã ghi nhận", "Đã xong", "06 việc")
        assert await _states(stage, codes) == ["claimed"] * 6
        assert await _answers(stage, codes[5]) == ["seen", "done"]
        stage.silent()


TYPED = {
    "1 xong": {1: "done"},
    "xong 1": {1: "done"},
    "Xong 1, 3.": {1: "done", 3: "done"},
    "2, 3 đang làm": {2: "working", 3: "working"},
    "2,3 dang lam": {2: "working", 3: "working"},
    "đang làm 2 và 3": {2: "working", 3: "working"},
    "xong 1; đang làm 2": {1: "done", 2: "working"},
    "xong hết": dict.fromkeys(range(1, 7), "done"),
    "XONG HET": dict.fromkeys(range(1, 7), "done"),
    "đã nhận tất cả": dict.fromkeys(range(1, 7), "seen"),
    "vang het": dict.fromkeys(range(1, 7), "seen"),
    "xong 9": None,
    "xong 0": None,
    "vướng mắc hết": None,  # six questions at once help nobody
}


async def test_lines_are_answered_by_number_with_and_without_diacritics(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        for n, (words, meant) in enumerate(TYPED.items()):
            await stage.until(f"10/2/2025 {8 + n // 60:02}:{n % 60:02}")  # a digest a minute
            codes = [f"D{n}-{line}" for line in range(1, 7)]
            await dossiers(stage, *({"code": code} | SOON for code in codes))
            stage.hears("hoa", *codes)
            await stage.types("hoa", words)
            answered = {
                line: answers[0]
                for line, code in enumerate(codes, start=1)
                if (answers := await _answers(stage, code))
            }
            assert answered == (meant or {}), words
            if meant is None:  # asked back, nothing guessed
                stage.hears("hoa", "chưa hiểu")
            stage.all_read("hoa")
        stage.silent()


@pytest.mark.parametrize("words", ["vướng mắc 1, 2", "1, 2 vuong mac"])
async def test_being_stuck_with_two_lines_asks_for_the_reason_of_each(
    tmp_path: Path, words: str
) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        codes = await many_dossiers(stage, 6, **SOON)
        stage.all_read()
        await stage.types("hoa", words)
        for code in codes[:2]:
            asked = stage.hears("hoa", "vướng mắc", code)
            assert len(asked.buttons) == 5
        stage.silent()


async def test_one_by_one_to_the_end(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        codes = await many_dossiers(stage, 6, **SOON)
        await stage.types("hoa", "xong 2")
        stage.all_read()
        await stage.taps("hoa", "Trả lời từng việc")
        for code in (codes[0], codes[1], codes[2], codes[3]):
            last = stage.hears("hoa", code)
            assert len(last.buttons) >= 4
        assert last.buttons[-1].title == "Trả lời từng việc"
        stage.silent()
        await stage.taps("hoa", "Trả lời từng việc")
        stage.hears("hoa", codes[4])
        stage.hears("hoa", codes[5])
        stage.hears("hoa", "Đã gửi hết")
        stage.silent()
        await stage.phone("hoa").taps("Đã xong", stage.phone("hoa").received[-2])
        await stage.settle()
        stage.hears("hoa", "Đã ghi nhận", codes[5])
        assert (await _states(stage, codes))[4:] == ["open", "claimed"]


async def test_pages_of_eight_lines_and_at_most_five_of_them(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        codes = await many_dossiers(stage, 43, **SOON)
        pages = [stage.hears("hoa", f"(trang {n}/5)") for n in range(1, 6)]
        assert [code for page in pages for code in codes if code in page.text] == codes[:40]
        assert all("tiếp tục ở trang sau" in page.text for page in pages[:4])
        assert [len(page.buttons) for page in pages] == [0, 0, 0, 0, 3]
        assert "9. " in pages[1].text
        assert "40. " in pages[4].text
        assert "Ngoài ra còn 03 việc chưa liệt kê" in pages[4].text
        stage.silent()
        left_out = await step(stage, 1, codes[42])
        assert ("merged", "digest_overflow") in (await fates(stage, left_out)).values()
        await stage.types("hoa", "xong 40")
        assert await _states(stage, codes[39:]) == ["claimed", "open", "open", "open"]


async def test_the_sixth_single_within_an_hour_waits_and_urgent_ones_pass(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        for minute in range(5):
            await stage.until(f"10/2/2025 08:{minute:02}")
            await dossiers(stage, {"code": f"A-{minute}"} | SOON)
            stage.hears("hoa", f"A-{minute}")
        await stage.until("10/2/2025 08:10")
        await dossiers(stage, {"code": "A-6"} | SOON)
        stage.silent()
        (held,) = [
            fate
            for (_, person), fate in (await fates(stage, await step(stage, 1, "A-6"))).items()
            if person == "hoa"
        ]
        assert held == ("held", "flood_guard")
        urgent = {"holder": "Phạm Mẫu Hoa", "step_due_at": "10/02/2025 10:10"}
        await stage.until("10/2/2025 08:20")
        await dossiers(stage, {"code": "A-7"} | urgent)
        stage.hears("hoa", "A-7", "10 giờ 10 phút")
        stage.silent()
        await stage.until("10/2/2025 10:10")
        assert heard(stage, "hoa", "A-6") == ["10/2 09:10"]  # two rests of half an hour
        assert heard(stage, "hoa", "A-7")[-1] == "10/2 10:10"


async def test_two_more_when_the_hour_is_full_come_as_a_digest(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        await many_dossiers(stage, 5, **SOON)
        stage.all_read()
        await dossiers(stage, {"code": "B-1"} | SOON, {"code": "B-2"} | SOON)
        digest = stage.hears("hoa", "Bản tin", "B-1", "B-2")
        assert clock(digest) == "10/2 08:00"
        stage.silent()


async def test_the_receiving_side_may_say_of_an_overdue_line_that_nothing_came(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "17/3/2025 08:00") as stage:
        await stage.until("18/3/2025 07:30")  # R17 of both communes has been due since 17:00
        stage.all_read()
        assert "2. " in stage.phone("tam").received[-1].text
        await stage.types("tam", "chua nhan duoc 1")
        stage.hears("tam", "Đã ghi nhận", "Chưa nhận được", "UBND xã Mẫu Một")
        stage.hears("lan", "chưa nhận được", "R17-2025-Q1")
        stage.silent("nam", "binh")
        assert (await stage.item("R17-2025-Q1", "X1")).state == "open"
        await stage.types("tam", "chưa nhận được 1")
        stage.hears("tam", "đã ghi nhận trước đó")
        stage.silent("lan")


async def test_one_nudge_for_many_lines_reaches_the_holder_as_one_digest(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        codes = await many_dossiers(stage, 7, **SOON)
        await stage.until("10/2/2025 16:00")  # the head's digest of what was handed over
        stage.all_read()
        await stage.taps("binh", "Đôn đốc")
        stage.hears("binh", "Đã ghi nhận", "Đôn đốc", "07 việc")
        stage.hears("hoa", "các việc đang được đôn đốc", *codes)
        stage.silent("hoa")
        await stage.taps("binh", "Đôn đốc")  # within the hour it is recorded already
        stage.hears("binh", "Đôn đốc")
        stage.silent("hoa")


async def test_one_tap_on_all_lines_can_be_taken_back(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        codes = await many_dossiers(stage, 6, **SOON)
        await stage.taps("hoa", "Đã xong tất cả")
        assert await _states(stage, codes) == ["claimed"] * 6
        stage.all_read()
        await stage.until("10/2/2025 08:14")
        await stage.taps("hoa", "Hoàn tác")
        stage.hears("hoa", "Hoàn tác", "06 việc")
        assert await _states(stage, codes) == ["open"] * 6
        await stage.taps("hoa", "Hoàn tác")  # there is nothing left to take back
        assert await _states(stage, codes) == ["open"] * 6
