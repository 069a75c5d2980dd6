"""The desk of who receives reports: who has sent and who has not, urging the rest, confirming what came, by button and typed."""

from __future__ import annotations

from tests.stories.stage import PEOPLE_COLUMNS, Stage, staged

R17 = "R17-2025-Q1"
COMMUNES = 12  # beside the two of the stage: fourteen owe it


async def _more_communes(stage: Stage, count: int = COMMUNES) -> None:
    """Communes without anybody on Zalo, so that an occurrence is long."""
    units = [(f"Y{n}", f"UBND xã Thêm {n:02}", "xa", "H") for n in range(1, count + 1)]
    await stage.load("units", ("code", "name", "level", "parent"), units)


async def _claimed(stage: Stage, unit: str, code: str = R17) -> str:
    return (await stage.item(code, unit)).state


async def test_who_has_sent_is_asked_in_plain_words_and_the_missing_are_named(tmp_path):
    async with staged(tmp_path, "17/3/2025 07:25") as stage:  # a Monday
        await stage.until("17/3/2025 08:20")
        await stage.taps("lan", "Đã xong")
        stage.all_read()
        for words in (
            "ai chưa nộp",
            "NOP DU CHUA?",
            "tình hình báo cáo",
            "bao cao 17",
            "Báo cáo R17",
        ):
            await stage.types("tam", words)
            told = stage.hears(
                "tam",
                R17,
                "Đã nộp 01/02 đơn vị",
                "Số liệu từ 15/12/2024 đến 14/3/2025",
                "UBND xã Mẫu Hai",
            )
            assert "UBND xã Mẫu Một" not in told.text
        assert [b.title for b in told.buttons] == [
            "Đôn đốc 01 đơn vị còn lại",
            "Xác nhận từng đơn vị",
        ]
        await stage.types("lan", "ai chưa nộp")  # a commune that receives nothing
        stage.hears("lan", "không có báo cáo nào")


async def test_one_tap_urges_the_rest_once_an_hour(tmp_path):
    async with staged(tmp_path, "17/3/2025 07:25") as stage:
        await _more_communes(stage, 3)
        await stage.until("17/3/2025 08:30")
        stage.all_read()
        await stage.types("tam", "ai chưa nộp")
        await stage.taps("tam", "Đôn đốc 05 đơn vị còn lại")
        stage.hears("tam", "00/05")
        stage.hears(
            "tam",
            "Đã gửi đôn đốc",
            "đến 02 đơn vị",
            "03 đơn vị chưa có người nhận tin",
            "UBND xã Thêm 01",
        )
        for name in ("lan", "nam"):
            stage.hears(name, R17, "Số liệu từ 15/12/2024 đến 14/3/2025")
            stage.silent(name)
        await stage.taps("tam", "Đôn đốc 05 đơn vị còn lại")
        stage.hears("tam", "Không có đơn vị nào được đôn đốc thêm", "02 đơn vị vừa được đôn đốc")
        stage.silent("lan", "nam")
        await stage.taps(
            "lan", "Đã nhận, đang làm"
        )  # an answer does not make it twice within the hour
        stage.all_read()
        await stage.taps("tam", "Đôn đốc 05 đơn vị còn lại")
        stage.silent("lan", "nam")
        await stage.until("17/3/2025 09:31")
        stage.all_read()
        await stage.taps("tam", "Đôn đốc 05 đơn vị còn lại")
        stage.hears("lan", R17)
        stage.hears("nam", R17)


async def test_all_that_was_sent_is_confirmed_by_one_tap_and_can_be_taken_back(tmp_path):
    async with staged(tmp_path, "17/3/2025 08:00") as stage:
        await stage.settle()
        await stage.taps("lan", "Đã xong")
        await stage.taps("nam", "Đã xong")
        stage.all_read()
        await stage.types("tam", "nộp đủ chưa")
        stage.hears("tam", "Đã nộp đủ 02/02 đơn vị (00 đã xác nhận, 02 chờ xác nhận)")
        await stage.taps("tam", "Xác nhận đã nhận tất cả đã gửi")
        stage.hears("tam", "báo cáo của 02 đơn vị", "02 đã xác nhận")
        stage.hears("lan", R17)
        stage.hears("nam", R17)
        assert [await _claimed(stage, unit) for unit in ("X1", "X2")] == ["done", "done"]
        await stage.taps("tam", "Xác nhận đã nhận tất cả đã gửi")  # again: nothing is left
        stage.hears("tam", "Không có báo cáo nào đang chờ")
        stage.silent("lan", "nam")
        await stage.taps("tam", "Hoàn tác")
        stage.hears("tam")
        assert [await _claimed(stage, unit) for unit in ("X1", "X2")] == ["claimed", "claimed"]


async def test_what_came_after_the_list_was_shown_is_not_confirmed_with_it(tmp_path):
    async with staged(tmp_path, "17/3/2025 08:00") as stage:
        await _more_communes(stage, 2)
        await stage.settle()
        hoa = ("hoa", "Phạm Mẫu Hoa", "Công chức", "Y1", "officer;coordinator", "z-hoa")
        await stage.load("people", PEOPLE_COLUMNS, [hoa])
        await stage.taps("lan", "Đã xong")
        await stage.taps("nam", "Đã xong")
        await stage.types("tam", "báo cáo 17")
        await stage.until("17/3/2025 08:10")
        await stage.types("tam", "đã nhận báo cáo X1")
        await stage.taps("lan", "Đã xong")  # closed: what is recorded
        stage.all_read()
        await stage.taps("tam", "Xác nhận đã nhận tất cả đã gửi")
        stage.hears("tam", "báo cáo của 01 đơn vị")
        assert [await _claimed(stage, unit) for unit in ("X1", "X2")] == ["done", "done"]


async def test_units_are_confirmed_one_by_one(tmp_path):
    async with staged(tmp_path, "17/3/2025 08:00") as stage:
        await stage.settle()
        await stage.taps("lan", "Đã xong")
        await stage.taps("nam", "Đã xong")
        stage.all_read()
        await stage.types("tam", "báo cáo 17")
        await stage.taps("tam", "Xác nhận từng đơn vị")
        stage.hears("tam", "Đã nộp đủ")
        assert [b.title for b in stage.hears("tam", "02 đơn vị đã gửi").buttons] == [
            "UBND xã Mẫu Một",
            "UBND xã Mẫu Hai",
        ]
        await stage.taps("tam", "UBND xã Mẫu Hai")
        stage.hears("tam", "Xác nhận", "UBND xã Mẫu Hai")
        assert [await _claimed(stage, unit) for unit in ("X1", "X2")] == ["claimed", "done"]


async def test_units_are_named_in_a_sentence(tmp_path):
    async with staged(tmp_path, "17/3/2025 08:00") as stage:
        await stage.settle()
        await stage.taps("lan", "Đã xong")
        await stage.taps("nam", "Đã xong")
        stage.all_read()
        await stage.types("tam", "đã nhận báo cáo xã Mẫu Một, xã Mẫu Hai chưa gửi")
        stage.hears("tam", "Đã nhận báo cáo: UBND xã Mẫu Một", "Chưa nhận được: UBND xã Mẫu Hai")
        assert [await _claimed(stage, unit) for unit in ("X1", "X2")] == ["done", "open"]
        stage.hears("lan", "xác nhận", R17)
        stage.hears("nam", R17)
        await stage.taps("tam", "Hoàn tác")
        assert [await _claimed(stage, unit) for unit in ("X1", "X2")] == ["claimed", "claimed"]
        stage.all_read()
        await stage.types("tam", "nhan bao cao cua x1 va X2 nhe")
        stage.hears("tam", "UBND xã Mẫu Một, UBND xã Mẫu Hai")


async def test_an_unclear_unit_is_asked_back_and_a_question_records_nothing(tmp_path):
    async with staged(tmp_path, "17/3/2025 08:00") as stage:
        await stage.settle()
        await stage.taps("lan", "Đã xong")
        stage.all_read()
        await stage.types("tam", "đã nhận báo cáo xã Mẫu Một, xã Mẫu Haii")
        stage.hears("tam", "chưa rõ “xã Mẫu Haii”", "UBND xã Mẫu Hai", "Chưa có gì được ghi nhận")
        await stage.types("tam", "đã nhận báo cáo xã Rất Lạ")
        stage.hears("tam", "chưa rõ “xã Rất Lạ”", "Chưa có gì được ghi nhận")
        await stage.types("tam", "xã Mẫu Hai chưa gửi à?")
        stage.hears("tam", "Đã nộp")
        assert await _claimed(stage, "X2") == "open"


async def test_the_sender_names_the_report_by_its_number(tmp_path):
    async with staged(tmp_path, "14/3/2025 08:00") as stage:  # a Friday, before the day
        await stage.settle()
        stage.all_read()
        await stage.types("lan", "đã gửi báo cáo 17")
        stage.hears("lan", "Đã ghi nhận", R17)
        assert await _claimed(stage, "X1") == "claimed"
        await stage.types("lan", "hoàn tác")
        assert await _claimed(stage, "X1") == "open"
        stage.all_read()
        await stage.types("lan", "gửi báo cáo 17 chưa?")
        assert await _claimed(stage, "X1") == "open"


async def test_a_hundred_communes_fit_page_by_page(tmp_path):
    async with staged(tmp_path, "17/3/2025 07:25") as stage:
        await _more_communes(stage, 100)
        await stage.until("17/3/2025 08:30")
        stage.all_read()
        await stage.types("tam", "ai chưa nộp")
        first = stage.hears("tam", "Đã nộp 00/102 đơn vị", "Còn 82 đơn vị chưa liệt kê")
        assert first.buttons[0].title == "Xem tiếp"
        await stage.taps("tam", "Xem tiếp")
        second = stage.hears("tam", "21. ")
        assert len(second.text) < 2000
        seen = {line for m in (first, second) for line in m.text.splitlines() if line[:1].isdigit()}
        assert len(seen) == 40


async def test_the_province_sees_what_the_units_below_owe_to_the_district(tmp_path):
    async with staged(tmp_path, "17/3/2025 07:25") as stage:
        await stage.until("17/3/2025 08:30")
        stage.all_read()
        await stage.types("an", "đơn vị trực thuộc")
        stage.hears("an", R17, "đã nộp 00/02")
        await stage.taps("an", f"1. {R17}")
        told = stage.hears("an", R17, "Đã nộp 00/02 đơn vị")
        assert [b.title for b in told.buttons] == ["Đôn đốc 02 đơn vị còn lại"]


async def test_two_coordinators_answer_at_once_and_nothing_counts_twice(tmp_path):
    async with staged(tmp_path, "17/3/2025 08:00") as stage:
        await stage.settle()
        await stage.taps("lan", "Đã xong")
        await stage.taps("nam", "Đã xong")
        stage.all_read()
        for name in ("tam", "chi"):  # the coordinator and the head of the district
            await stage.types(name, "báo cáo 17")
        await stage.phone("tam").taps("Xác nhận đã nhận tất cả đã gửi")
        await stage.phone("chi").taps("Xác nhận đã nhận tất cả đã gửi")
        await stage.settle()
        answers = [await stage.answers(await stage.item(R17, unit)) for unit in ("X1", "X2")]
        assert [a.count("confirm") for a in answers] == [1, 1]
        texts = [stage.unread(name)[-1].text for name in ("tam", "chi")]
        assert sum("Không có báo cáo nào đang chờ" in text for text in texts) == 1
        assert len([m for m in stage.unread("lan") if R17 in m.text]) == 1


async def _staffed(stage: Stage, count: int) -> list[str]:
    """Communes each with a coordinator of its own on Zalo."""
    await _more_communes(stage, count)
    names = [f"y{n}" for n in range(1, count + 1)]
    for n, name in enumerate(names, start=1):
        stage.world.add_person(
            f"z-{name}",
            f"Mẫu Y{n}",
            "",
            phone_number=f"8491234600{n:02}",
            last_interaction=stage.clock.now(),
        )
    people = [
        (name, f"Cán bộ Mẫu Y{n}", "Công chức", f"Y{n}", "officer;coordinator", f"z-{name}")
        for n, name in enumerate(names, start=1)
    ]
    await stage.load("people", PEOPLE_COLUMNS, people)
    return names


async def test_of_many_units_the_receiver_hears_the_state_and_not_a_list(tmp_path):
    async with staged(tmp_path, "17/3/2025 07:25") as stage:
        names = await _staffed(stage, 6)
        await stage.until("17/3/2025 08:30")
        for name in names[:5]:
            await stage.taps(name, "Đã xong")
        stage.all_read()
        await stage.until(
            "17/3/2025 14:00"
        )  # the silence of the others reaches the coordinator above
        stage.hears("tam", "Tình hình nộp báo cáo", R17, "Đã nộp 05/08 đơn vị", "UBND xã Thêm 06")
        stage.silent("tam")
        await stage.until("17/3/2025 16:00")  # the digest of what is to be confirmed
        told = stage.hears("tam", "Tình hình nộp báo cáo", "05 chờ xác nhận")
        assert [b.title for b in told.buttons] == [
            "Đôn đốc 03 đơn vị còn lại",
            "Xác nhận đã nhận tất cả đã gửi",
            "Xác nhận từng đơn vị",
        ]
        stage.silent("tam")
        await stage.until("18/3/2025 07:30")  # the morning after the deadline
        stage.hears("tam", "Đã nộp 05/08 đơn vị", "03 quá hạn", "UBND xã Mẫu Một")
        await stage.until("18/3/2025 09:00")
        stage.all_read("tam")
        for name in ("lan", "nam", names[5]):
            await stage.types(name, "đã gửi báo cáo 17")
        stage.hears("tam", "Các đơn vị đã nộp đủ báo cáo", "08/08")
        stage.silent("tam")


async def test_the_late_ones_still_climb_to_the_leader(tmp_path):
    async with staged(tmp_path, "17/3/2025 07:25") as stage:
        await _staffed(stage, 6)
        await stage.until("19/3/2025 07:30")
        assert any(R17 in m.text for m in stage.unread("chi"))
        assert any("Đã nộp 00/08" in m.text for m in stage.unread("tam"))
