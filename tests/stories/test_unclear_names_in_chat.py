"""A coordinator asks for the faults of the data: says whom a name means, puts aside what was looked at, takes both back."""

from __future__ import annotations

from pathlib import Path

from tests.stories.props import CODE, dossiers, many_dossiers, step
from tests.stories.stage import PEOPLE_COLUMNS, Stage, staged

DUE = {"step_due_at": "12/02/2025 16:00"}
TWINS = DUE | {"holder": "Phạm Mẫu Hoa"}
UNKNOWN = DUE | {"holder": "Chuyên viên"}
TWIN = ("hoa2", "Phạm Mẫu Hoa", "Địa chính", "X1", "officer", "")
START = "10/2/2025 08:00"


async def _two_of_one_name(stage: Stage) -> None:
    await stage.load("people", PEOPLE_COLUMNS, [TWIN])
    await dossiers(stage, TWINS)
    await stage.settle()
    stage.all_read()


async def test_whom_a_name_means_is_decided_once_and_all_dossiers_follow(tmp_path: Path) -> None:
    async with staged(tmp_path, START) as stage:
        await _two_of_one_name(stage)
        for words in ("lỗi dữ liệu", "LOI DU LIEU", "cảnh báo"):
            await stage.types("lan", words)
            stage.hears("lan", "Nội dung dữ liệu cần kiểm tra: 02", CODE, "Phạm Mẫu Hoa")
        await stage.types("lan", "1")
        asked = stage.hears(
            "lan", "trùng tên với 2 người", "Đề nghị đồng chí cho biết “Phạm Mẫu Hoa” là ai"
        )
        assert [b.title for b in asked.buttons] == [
            "Phạm Mẫu Hoa – Công chức tư pháp -…",
            "Phạm Mẫu Hoa – Địa chính",
            "Không ai trong số này",
        ]
        assert (await step(stage, 1)).assignee_id is None
        await stage.taps("lan", asked.buttons[0].title)
        stage.hears("lan", "Đã ghi nhận ý kiến của đồng chí: “Phạm Mẫu Hoa” tại UBND xã Mẫu Một")
        stage.hears("hoa", CODE)
        assert stage.who((await step(stage, 1)).assignee_id) == "hoa"
        await stage.types("lan", "lỗi dữ liệu")
        assert "Phạm Mẫu Hoa" not in stage.hears("lan", "1.000001").text  # a procedure is left
        other = "H01.05-250210-0009"
        await dossiers(stage, TWINS | {"code": other})  # and from then on
        await stage.settle()
        stage.hears("hoa", other)
        (decided,) = await stage.service.store.all("list_holder_names", unit="X1")
        assert (decided[3], decided[7]) == ("hoa", "lan")  # whom it means, and who said so
        await stage.taps("lan", "Phạm Mẫu Hoa – Địa chính")  # too late: what stands is told
        stage.hears("lan", "là Phạm Mẫu Hoa (Công chức tư pháp - hộ tịch)")
        assert stage.who((await step(stage, 1)).assignee_id) == "hoa"


async def test_it_is_taken_back_for_a_while(tmp_path: Path) -> None:
    async with staged(tmp_path, START) as stage:
        await _two_of_one_name(stage)
        await stage.types("lan", "cảnh báo")
        await stage.taps("lan", f"1. {CODE}")
        await stage.taps("lan", "Phạm Mẫu Hoa – Địa chính")
        assert stage.who((await step(stage, 1)).assignee_id) == "hoa2"
        await stage.taps("lan", "Hoàn tác")
        assert "được đưa trở lại" in stage.phone("lan").last.text or await _again(stage)
        assert (await step(stage, 1)).assignee_id is None
        stage.all_read()
        await stage.types("lan", "cảnh báo")
        stage.hears("lan", CODE)


async def _again(stage: Stage) -> bool:
    return any("được đưa trở lại" in m.text for m in stage.unread("lan"))


async def test_what_was_looked_at_does_not_come_again_until_the_fact_changes(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, START) as stage:
        await dossiers(stage, UNKNOWN)
        await stage.settle()
        stage.all_read()
        await stage.types("lan", "lỗi dữ liệu")
        await stage.types("lan", "1")
        await stage.types("lan", "đã kiểm tra")
        stage.hears("lan", CODE)
        stage.hears("lan", "Chưa tìm thấy người phù hợp với “Chuyên viên”")
        stage.hears("lan", "Đã ghi nhận", CODE, "đã kiểm tra", "trừ khi dữ liệu thay đổi")
        await stage.types("lan", "lỗi dữ liệu")
        assert CODE not in stage.hears("lan", "1.000001").text
        await stage.until("11/2/2025 08:00")
        assert not any("chưa có trong danh bạ" in m.text for m in stage.unread("lan"))
        stage.all_read()
        await dossiers(stage, DUE | {"holder": "Cán bộ một cửa"})
        await stage.settle()
        stage.all_read()
        await stage.types("lan", "lỗi dữ liệu")
        stage.hears("lan", CODE, "Cán bộ một cửa")


async def test_a_put_aside_fault_comes_back_by_undo_and_strangers_cannot_touch_it(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, START) as stage:
        await dossiers(stage, UNKNOWN)
        await stage.settle()
        stage.all_read()
        await stage.types("lan", "lỗi dữ liệu")
        await stage.taps("lan", f"1. {CODE}")
        await stage.taps("lan", "Đã kiểm tra")
        await stage.taps("lan", "Đã kiểm tra")  # again: what stands
        stage.all_read("lan")
        await stage.taps("lan", "Hoàn tác")
        stage.hears("lan", "được đưa trở lại")
        await stage.types("lan", "lỗi dữ liệu")
        stage.hears("lan", CODE)
        stage.all_read()
        await stage.types("nam", "lỗi dữ liệu")  # the coordinator of another commune
        stage.hears("nam", "Không có nội dung dữ liệu nào")
        await stage.types("hoa", "lỗi dữ liệu")  # no coordinator
        assert "Nội dung dữ liệu" not in stage.phone("hoa").last.text


async def test_many_faults_come_page_by_page(tmp_path: Path) -> None:
    async with staged(tmp_path, START) as stage:
        rows = [
            DUE | {"holder": f"Người Lạ {n}", "code": f"H01.05-250210-{n:04}"} for n in range(20)
        ]
        await dossiers(stage, *rows)
        stage.all_read()
        await stage.types("lan", "lỗi dữ liệu")
        first = stage.hears("lan", "cần kiểm tra: 21", "8. H01.05-250210-0007")
        assert [b.title for b in first.buttons][-1] == "Xem tiếp"
        await stage.taps("lan", "Xem tiếp")
        stage.hears("lan", "9. H01.05-250210-0008", "16. ")
        await stage.types("lan", "10")
        stage.hears("lan", "H01.05-250210-0009", "Người Lạ 9")
        await stage.taps("lan", "Xem tiếp")
        assert "22. " not in stage.hears("lan", "21. ").text


async def test_dossiers_of_one_name_are_one_line_and_are_put_aside_together(tmp_path: Path) -> None:
    async with staged(tmp_path, START) as stage:
        await many_dossiers(stage, 12, **UNKNOWN)
        stage.all_read()
        await stage.types("lan", "lỗi dữ liệu")
        stage.hears("lan", "cần kiểm tra: 13", f"1. {CODE} và 11 hồ sơ khác", "2. 1.000001")
        await stage.types("lan", "1")
        await stage.types("lan", "đã kiểm tra")
        stage.all_read("lan")
        await stage.types("lan", "lỗi dữ liệu")
        stage.hears("lan", "cần kiểm tra: 01")
        await stage.taps("lan", "Hoàn tác")
        stage.all_read("lan")
        await stage.types("lan", "lỗi dữ liệu")
        stage.hears("lan", "cần kiểm tra: 13")


async def test_an_old_undo_takes_back_nothing_that_was_decided_since(tmp_path: Path) -> None:
    async with staged(tmp_path, START) as stage:
        await _two_of_one_name(stage)
        await stage.types("lan", "cảnh báo")
        await stage.taps("lan", f"1. {CODE}")
        await stage.taps("lan", "Phạm Mẫu Hoa – Địa chính")
        old = next(m for m in reversed(stage.phone("lan").received) if m.buttons)
        assert old.buttons[0].title == "Hoàn tác"
        await stage.taps("lan", "Hoàn tác")
        await stage.until("10/2/2025 08:02")
        await stage.types("lan", "cảnh báo")
        await stage.taps("lan", f"2. {CODE}")
        await stage.taps("lan", "Phạm Mẫu Hoa – Công chức tư pháp -…")
        assert stage.who((await step(stage, 1)).assignee_id) == "hoa"
        stage.all_read()
        await stage.phone("lan").taps("Hoàn tác", old)
        await stage.settle()
        assert "được đưa trở lại" not in stage.hears("lan").text
        assert stage.who((await step(stage, 1)).assignee_id) == "hoa"


async def test_a_number_below_something_newer_is_not_of_the_page(tmp_path: Path) -> None:
    async with staged(tmp_path, START) as stage:
        await _two_of_one_name(stage)
        await stage.types("lan", "cảnh báo")
        await stage.types("lan", "việc hôm nay")
        stage.all_read()
        await stage.types("lan", "1")
        assert "trùng tên" not in stage.hears("lan").text
