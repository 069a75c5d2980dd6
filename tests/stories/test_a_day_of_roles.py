"""A day of hurried sentences, one story a role: each is answered by the right action, or by the right question."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from schedules.civil import to_civil
from tests.stories.props import dossiers, process
from tests.stories.stage import PEOPLE_COLUMNS, Stage, staged

Said = Sequence[tuple[str, tuple[str, ...]]]


async def play(stage: Stage, who: str, said: Said) -> None:
    for text, words in said:
        await stage.until(_later(stage))
        stage.all_read()
        await stage.types(who, text)
        heard = "\n".join(m.text for m in stage.unread(who))
        missing = [word for word in words if word not in heard]
        assert not missing, f"{who} types {text!r} and hears\n{heard}\nwithout {missing}"


def _later(stage: Stage) -> str:
    """A minute later: people do not write in the same second."""
    return to_civil(stage.clock.now() + 60).strftime("%d/%m/%Y %H:%M")


async def scene(stage: Stage) -> None:
    await process(stage)
    late = {"received_at": "03/03/2025 08:00", "step_due_at": "13/03/2025 16:00"}
    ahead = {"received_at": "10/03/2025 08:00", "step_due_at": "19/03/2025 16:00"}
    rows = [
        {"code": f"H01.05-250310-{n:04}", "holder": "Phạm Mẫu Hoa", "due_at": "24/03/2025 16:00"}
        | (late if n < 3 else ahead)
        for n in range(1, 6)
    ]
    await dossiers(stage, *rows)
    await stage.until("17/3/2025 08:30")
    stage.all_read()


async def test_an_officer(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 07:25") as stage:  # a Monday
        await scene(stage)
        await play(
            stage,
            "hoa",
            [
                ("viec hom nay", ("02 việc", "0001")),
                ("xong hs 0001", ("“Đã xong”", "0001")),
                ("hoan tac", ("Đã hoàn tác",)),
                ("0002 chưa xong", ("chưa hiểu",)),
                ("0002 vuong cho thue", ("Chờ cơ quan thuế", "0002")),
                ("2", ("0002", "Đã quá hạn")),
                ("chuyển 0003 cho Hùng", ("chọn người nhận", "0003")),
                ("chuyen 0003 cho c lan nhe", ("đã chuyển", "0003", "Trần Mẫu Lan")),
                ("xin gia hạn 0004", ("đến ngày nào", "0004")),
                ("21/3", ("lý do xin lùi",)),
                ("vì chờ xác minh", ("Đã trình Lê Mẫu Bình", "Lý do: chờ xác minh")),
                ("0005 hẹn t5", ("lời hẹn", "0005", "20/3/2025")),
                ("ok", ("là của việc nào",)),
                ("tình hình", ("chưa hiểu",)),
                ("dừng gửi", ("chưa hiểu",)),
                ("hủy", ("không ngừng bằng chữ này",)),
                ("0001 xong, 0002 chờ thuế", ("“Đã xong”", "0001", "ghi nhận trước đó", "0002")),
            ],
        )


async def test_a_head(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 07:25") as stage:
        await scene(stage)
        await play(
            stage,
            "binh",
            [
                ("tinh hinh", ("08 việc đang mở", "02 quá hạn")),
                ("đôn đốc hết", ("“Đôn đốc”", "02 việc")),
                ("nhắc chị Hoa", ("đã đôn đốc trong vòng một giờ",)),
                ("việc của Hoa", ("Phạm Mẫu Hoa", "05 việc đang mở")),
                ("giao 0001 cho Lan", ("đã chuyển", "0001", "Trần Mẫu Lan")),
                ("hoàn tác", ("Đã hoàn tác",)),
                ("chuyển hết việc của Hoa cho Lan", ("muốn chuyển 05 việc",)),
                ("0002 hẹn thứ 5", ("lời hẹn", "0002")),
                ("xin lỗi 0003", ("lý do không giữ được", "0003")),
                ("thôi", ("chưa hiểu",)),
                (
                    "ủy quyền cho chị Lan từ 18/3 đến 20/3, văn bản số 12/UQ-UBND, gồm cả ký",
                    ("xem lại nội dung ủy quyền", "12/UQ-UBND", "gồm cả việc ký"),
                ),
                ("ok", ("là của việc nào",)),
                ("thôi", ("Chưa ghi nhận nội dung nào",)),
                ("tôi đi công tác thứ 6", ("xác nhận vắng mặt", "21/3/2025")),
                ("chuyển 0099 cho Lan", ("chưa tìm thấy",)),
                ("đã ký", ("là của việc nào",)),
            ],
        )


async def test_a_coordinator(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 07:25") as stage:
        await scene(stage)
        await stage.types("lan", "đã gửi báo cáo 17")
        await play(
            stage,
            "tam",
            [
                ("nop du chua", ("Đã nộp 01/02",)),
                ("bc 17", ("Đã nộp 01/02",)),
                ("ai chua nop?", ("UBND xã Mẫu Hai",)),
                ("đôn đốc các đơn vị còn lại", ("Đã gửi đôn đốc",)),
                ("đã nhận báo cáo xã Mẫu Một", ("Đã nhận báo cáo: UBND xã Mẫu Một",)),
                ("hoàn tác", ("Đã hoàn tác",)),
                ("xa mau hai chua gui", ("không thay đổi: UBND xã Mẫu Hai",)),
                ("đã nhận báo cáo xã Mẫu Ba", ("chưa rõ “xã Mẫu Ba”", "Chưa có gì được ghi nhận")),
                ("xác nhận", ("chưa hiểu",)),
                ("lỗi dữ liệu", ("Không có nội dung dữ liệu",)),
                ("ai chưa liên kết", ("07 trường hợp",)),
                (
                    "giao báo cáo: số hóa hồ sơ, hạn 16h 20/3 cho các xã",
                    ("Dự thảo giao báo cáo", "UBND xã Mẫu Hai"),
                ),
                ("ok", ("chưa hiểu",)),
                ("tình hình", ("16 việc đang mở",)),
                ("đồng ý", ("Dự thảo giao báo cáo",)),
                ("đồng ý giao", ("Đã giao báo cáo mã DX1",)),
                ("dời hạn DX1 đến 16h 21/3", ("xác nhận dời hạn", "21/3/2025")),
                ("hủy báo cáo DX1", ("mã DX1 đang thực hiện", "Nếu hủy")),
            ],
        )


async def test_a_leader(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 07:25") as stage:
        await scene(stage)
        await play(
            stage,
            "quy",
            [
                ("tình hình", ("26 việc đang mở",)),
                ("toan tinh", ("26 việc đang mở",)),
                ("xã nào trễ nhiều nhất", ("UBND xã Mẫu Một: 02 việc quá hạn",)),
                ("tình hình xã Mẫu Một", ("UBND xã Mẫu Một có 08 việc",)),
                ("tình hình xã Mẫu Chín", ("chưa hiểu",)),
                ("việc của Hoa", ("Phạm Mẫu Hoa", "05 việc đang mở")),
                ("đôn đốc Hoa", ("Đã đôn đốc 02 việc",)),
                ("tình hình báo cáo", ("chọn báo cáo cần xem", "R19-2025-Q1")),
                ("ok", ("chưa hiểu",)),
                ("xong", ("chưa hiểu",)),
                ("lỗ hổng", ("trường hợp",)),
                ("dừng gửi", ("chưa hiểu",)),
                ("trợ giúp", ("“tình hình”",)),
            ],
        )


async def test_an_administrator(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 07:25") as stage:
        son = ("son", "Bùi Mẫu Sơn", "Chánh văn phòng sở", "S", "admin", "z-son")
        await stage.load("people", PEOPLE_COLUMNS, [son])
        await scene(stage)
        await play(
            stage,
            "son",
            [
                ("suc khoe", ("Hệ thống hoạt động bình thường",)),
                ("hạn mức", ("Chi phí gửi tin",)),
                ("hệ thống sao rồi?", ("Hệ thống hoạt động bình thường",)),
                ("dừng gửi", ("gõ lý do",)),
                ("ok", ("chưa hiểu",)),
                ("hệ thống ổn không", ("Hệ thống hoạt động bình thường",)),
                ("nguồn gửi sai ngày hẹn", ("xác nhận dừng gửi", "nguồn gửi sai ngày hẹn")),
                ("xác nhận dừng gửi", ("Đã dừng gửi toàn bộ tin nhắn",)),
                ("suc khoe", ("ĐANG DỪNG GỬI",)),
                ("tiếp tục gửi", ("Đã gửi trở lại",)),
                ("tiếp tục gửi", ("không có việc gửi tin nào đang bị dừng",)),
                ("dừng gửi người dân: mẫu tin sai", ("tin cho người dân", "mẫu tin sai")),
                ("thôi", ("chưa hiểu",)),
                ("tình hình", ("chưa hiểu",)),
                ("xong 0001", ("chưa tìm thấy",)),
                ("dừng", ("không ngừng bằng chữ này",)),
            ],
        )
