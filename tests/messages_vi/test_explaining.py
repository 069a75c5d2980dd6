"""“Vì sao là hạn này?”: every kind of derivation in sentences."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

import pytest

from messages_vi.explaining import why, working_minutes
from schedules import due
from schedules.calendar import official_calendar
from schedules.civil import parse_civil, to_instant
from schedules.spans import parse_span

CALENDAR = official_calendar()


def _added(start: str, span: str) -> dict[str, object]:
    return due.add(to_instant(parse_civil(start)), parse_span(span), CALENDAR).derivation


OCCURRENCE: dict[str, Any] = {
    "op": "occurrence",
    "duty": "R17",
    "source": "Quyết định mẫu 01/QĐ-UBND.",
    "period": "2025-03",
    "stated": "2025-03-22",
    "inclusive": False,
    "due_date": "2025-03-21",
    "window": ["2025-02-21", "2025-03-20"],
    "calendar_version": 1,
    "on_day_off": False,
    "reminders_end_on": "2025-03-21",
}


def test_working_days_over_holidays() -> None:
    # Friday evening before Giỗ Tổ 2026: Sunday the day itself, Monday the day in lieu
    assert why(_added("24/04/2026 17:30", "1 ngày làm việc")) == [
        "Cộng thêm 1 ngày làm việc.",
        "Tính từ 07 giờ 00 phút ngày 28/4/2026: nhận sau giờ đóng cửa nên tính từ giờ mở cửa kế tiếp.",
        "Quy tắc: ngày đầu tiên không tính, chỉ đếm ngày làm việc "
        "(BLDS 2015 Điều 147 khoản 2; BLLĐ 45/2019/QH14 Điều 111–112).",
        "Bỏ qua ngày nghỉ: 26/4/2026 (Giỗ Tổ Hùng Vương (10/3 âm lịch, Chủ nhật)); "
        "27/4/2026 (Nghỉ bù Giỗ Tổ Hùng Vương).",
        "Lịch làm việc phiên bản 1, giờ làm việc 07:00-11:30,13:30-17:00.",
    ]


def test_a_worked_saturday_and_a_moved_end_are_said() -> None:
    worked = why(_added("25/04/2025 09:00", "1 ngày làm việc"))  # Friday before a worked Saturday
    moved = why(_added("05/03/2026 09:10", "10 ngày"))  # Thursday + 10 is a Sunday

    assert "Có tính ngày làm bù hoặc làm nửa ngày: 26/4/2025 (Làm bù cho ngày 02/5/2025)." in worked
    assert (
        "Nếu chỉ đếm đơn thuần thì là 09 giờ 10 phút ngày 15/3/2026; đã chuyển vào giờ làm việc."
        in moved
    )


def test_counting_back() -> None:
    end = to_instant(parse_civil("16/03/2026 10:00"))  # Monday
    lines = why(due.before(end, parse_span("1 ngày làm việc"), CALENDAR).derivation)

    assert lines[0] == "Lùi lại 1 ngày làm việc."
    assert "đếm lùi từ hạn" in lines[1]


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        ("05/03/2026 09:10", "đúng lúc nhận"),
        ("05/03/2026 06:10", "nhận trước giờ mở cửa"),
        ("05/03/2026 12:10", "nhận trong giờ nghỉ trưa"),
        ("05/03/2026 17:00", "nhận sau giờ đóng cửa"),
        ("07/03/2026 09:10", "nhận vào ngày nghỉ"),  # Saturday
    ],
)
@pytest.mark.parametrize("span", ["2 ngày làm việc", "90 phút", "3 ngày"])
def test_every_receipt_and_every_rule_has_words(start: str, span: str, reason: str) -> None:
    text = "\n".join(why(_added(start, span)))

    assert reason in text
    assert text.isprintable() or "\n" in text
    assert unicodedata.is_normalized("NFC", text)


def test_what_the_source_says_is_kept() -> None:
    promised = {"op": "promised", "source": "file", "received_at": "2025-03-14T15:38:00+07:00"}

    assert why(promised) == [
        "Hạn là ngày hẹn trả (NgayHenTra) do nguồn “tệp đã nhập” ghi và được giữ nguyên.",
        "Hồ sơ được tiếp nhận lúc 15 giờ 38 phút ngày 14/3/2025.",
    ]
    assert why({"op": "told", "source": "dvcqg", "calendar_version": 4}) == [
        "Hạn của bước (NgayHenTraCaNhan) do nguồn “dvcqg” ghi và được giữ nguyên.",
        "Lịch làm việc phiên bản 4.",
    ]


def test_a_step_is_counted_and_never_later_than_promised() -> None:
    counted = _added("14/03/2025 15:38", "2 ngày làm việc") | {
        "op": "step",
        "procedure": "1.000001",
        "seq": 2,
    }
    capped = counted | {
        "capped_by": "NgayHenTra",
        "computed": "2025-03-18T15:38:00+07:00",
        "due_at": "2025-03-17T10:00:00+07:00",
    }

    assert why(counted)[0] == (
        "Bước 2 của quy trình nội bộ thủ tục 1.000001 có thời hạn 2 ngày làm việc."
    )
    (added,) = set(why(capped)) - set(why(counted))
    assert added == (
        "Tính ra là 15 giờ 38 phút ngày 18/3/2025, nhưng không được quá ngày hẹn trả "
        "nên hạn là 10 giờ 00 phút ngày 17/3/2025."
    )


def test_a_recurring_duty() -> None:
    assert why(OCCURRENCE) == [
        "Việc định kỳ R17, tháng 3 năm 2025.",
        "Căn cứ: Quyết định mẫu 01/QĐ-UBND.",
        "Văn bản ghi “trước ngày 22/3/2025” nên hạn là ngày 21/3/2025.",
        "Số liệu từ 21/02/2025 đến 20/3/2025.",
        "Lịch làm việc phiên bản 1.",
    ]


def test_a_deadline_on_a_day_off_is_kept_and_reminders_come_before() -> None:
    sunday = date(2025, 3, 23).isoformat()
    lines = why(
        OCCURRENCE | {"inclusive": True, "stated": sunday, "due_date": sunday, "on_day_off": True}
    )

    assert "Văn bản ấn định hạn là ngày 23/3/2025." in lines
    assert "Ngày hạn là ngày nghỉ: hạn giữ nguyên, các lần nhắc dồn về đến ngày 21/3/2025." in lines


def test_an_unknown_derivation_is_no_guess() -> None:
    assert why({"op": "dreamt"}) == [
        "Cách tính “dreamt” chưa có lời giải thích; xem dữ liệu gốc bằng --json."
    ]
    assert len(why({})) == 1


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (480, "1 ngày làm việc (480 phút)"),
        (150, "2 giờ 30 phút làm việc (150 phút)"),
        (-60, "−1 giờ làm việc (-60 phút)"),
    ],
)
def test_working_minutes(minutes: int, words: str) -> None:
    assert working_minutes(minutes) == words
