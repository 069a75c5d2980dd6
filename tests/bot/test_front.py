"""The front page in figures and words: roads with their cost, what is left, what is wrong – and nobody's name."""

from __future__ import annotations

from bot.config import BudgetSettings
from bot.delivery.budget import Spent, left
from bot.health import Fault
from bot.web.front import alarms_shown, lanes
from db.words import Road

NINE = 1742176800  # Monday 17/3/2025 09:00
SPENT = [
    Spent("2025-03-03", "zbs_uid", 10, 840),
    Spent("2025-03-17", "sms", 2, 2800),
    Spent("2025-03-17", "zbs_uid", 1200, 100_800),
    Spent("2025-03-17", "sms", 1, 1400),  # on the wire
]


def test_roads_that_carried_or_have_a_limit_are_shown() -> None:
    budget = BudgetSettings(sms_day=10_000, chat_day=500)

    assert lanes(SPENT, left(budget, SPENT, NINE), NINE) == [
        ("Tin Zalo", ("0", "0"), ("0", "0"), "500"),
        ("Tin mẫu Zalo theo tài khoản", ("1.200", "100.800"), ("1.210", "101.640"), None),
        ("Tin nhắn SMS", ("3", "4.200"), ("3", "4.200"), "5.800"),
    ]
    assert lanes([], {}, NINE) == []
    assert [lane.left for lane in lanes([], {Road.SMS: 0}, NINE)] == ["0"]


def test_alarms_are_told_in_words_and_name_nobody() -> None:
    alarms = [("line:17", NINE - 3600), ("zalo:123", NINE), ("webhook", NINE)]
    faults = [
        Fault("sender", "zalo:123", "no_grant"),
        Fault("sender", "zbs:123", "no_grant"),
        Fault("sender", "sms", "sms:101"),
        Fault("stage", "deliver", "the last pass failed (OSError); see the log"),
        Fault("sums", "conservation", "planned and told do not add up"),
    ]
    shown = alarms_shown(alarms, faults)

    assert shown[0].what.startswith("Đã dừng gửi tin cho một người nhận vì")
    assert shown[0].since == "08:00 ngày 17/3/2025"
    assert "oa authorize" in shown[1].mend
    assert [one.what for one in shown[3:]] == [
        "Tài khoản hoặc cổng gửi tin sms đang tạm nghỉ vì có lỗi",
        "Công đoạn deliver vừa gặp lỗi; xem nhật ký của dịch vụ",
        "Số lời nhắc dự kiến và số đã xử lý không khớp; kiểm tra bằng lệnh nhacviec db check",
    ]
    assert alarms_shown([], []) == []
