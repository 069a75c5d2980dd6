"""What `explain` says of notices, answers and what is to come."""

from __future__ import annotations

from typing import Any

import pytest

from db.words import Audience, Fate, MessageState, Reason
from messages_vi import labels
from messages_vi.telling import answered, coming, heading, rung_label, told, unwatched

NINE = 1742176800  # Monday 17/3/2025 09:00
NOTICE: dict[str, Any] = {
    "rung": "due_in_days:3",
    "audience": "assignee",
    "person_name": "Trần Mẫu Lan",
    "fate": "sent",
    "reason": "accepted",
    "rung_at": NINE,
    "at": NINE,
    "send_at": NINE + 3600,
    "message_state": "seen",
    "sent_at": NINE + 60,
    "version": 1,
}
START = "09:00 ngày 17/3/2025, trước hạn một số ngày – Trần Mẫu Lan (người được giao)"


@pytest.mark.parametrize(
    ("change", "rest"),
    [
        ({}, "đã gửi lúc 09:01 ngày 17/3/2025 (đã xem)"),
        ({"version": 0}, "đã gửi lúc 09:01 ngày 17/3/2025 (đã xem); theo hạn cũ"),
        (
            {"fate": "suppressed", "reason": "not_linked", "sent_at": None},
            "không gửi vì người nhận chưa liên kết Zalo",
        ),
        (
            {"fate": "held", "reason": "digest_slot", "sent_at": None},
            "tạm giữ vì gửi cùng bản tin tổng hợp kế tiếp; giữ đến 10:00 ngày 17/3/2025",
        ),
        (
            {"fate": "failed", "reason": "outside_window", "sent_at": None},
            "gửi không thành công vì người nhận không tương tác trong bảy ngày",
        ),
    ],
)
def test_who_was_told_or_not_and_why(change: dict[str, Any], rest: str) -> None:
    assert told(NOTICE | change, version=1) == f"{START}; {rest}"


def test_nobody_to_tell_is_named_by_office() -> None:
    notice = NOTICE | {
        "person_name": None,
        "audience": "leader",
        "fate": "suppressed",
        "reason": "no_recipient",
        "sent_at": None,
    }

    assert told(notice, 1) == (
        "09:00 ngày 17/3/2025, trước hạn một số ngày – lãnh đạo; không gửi vì danh bạ chưa có người nhận phù hợp"
    )


@pytest.mark.parametrize(
    ("change", "rest"),
    [
        ({"fate": "waiting", "reason": "due"}, ""),
        (
            {"fate": "held", "reason": "quiet_hours"},
            "; sẽ gửi lúc 10:00 ngày 17/3/2025, vì ngoài giờ làm việc hoặc ngày nghỉ",
        ),
        (
            {"fate": "merged", "reason": "same_person"},
            "; gộp vào tin khác vì người nhận đã được báo cùng lúc ở vai trò khác",
        ),
    ],
)
def test_what_comes_next(change: dict[str, Any], rest: str) -> None:
    assert coming(NOTICE | change, now=NINE - 60) == f"{START}{rest}"
    assert coming(NOTICE | change, now=NINE) == f"{START}{rest}; đã đến giờ, sẽ xét ở lượt tới"


def test_a_silence_speaks_only_if_nobody_answers() -> None:
    silent = NOTICE | {"rung": "silent@due_today", "fate": "waiting", "reason": "due"}

    assert coming(silent, NINE - 60).endswith("; chỉ khi đến lúc đó vẫn chưa có trả lời")
    at_rest = silent | {"fate": "suppressed", "reason": "promised"}
    assert "chỉ khi" not in coming(at_rest, NINE - 60)


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("rung", labels.RUNGS)
def test_every_rung_and_audience_has_words(audience: Audience, rung: str) -> None:
    text = told(NOTICE | {"audience": audience, "rung": f"{rung}:7"}, 1)

    assert rung not in text
    assert rung_label(f"{rung}@x") == labels.RUNGS[rung]


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("fate", Fate)
def test_every_fate_and_reason_has_words(fate: Fate, reason: Reason) -> None:
    notice = NOTICE | {"fate": fate, "reason": reason, "sent_at": None}

    assert told(notice, 1).startswith(f"{START}; {labels.FATES[fate].lower()} vì ")
    assert coming(notice, 0).startswith(START)


@pytest.mark.parametrize("state", MessageState)
def test_every_state_of_a_message_has_words(state: MessageState) -> None:
    words = labels.MESSAGE_STATES[state].lower()

    assert told(NOTICE | {"message_state": state}, 1).endswith(f"({words})")


def test_an_answer_with_its_reason_and_its_end() -> None:
    answer = {"person_name": "Trần Mẫu Lan", "answer": "blocked", "argument": "tax", "at": NINE, "undone_at": None}  # fmt: skip
    said = "09:00 ngày 17/3/2025, Trần Mẫu Lan: Vướng mắc (Chờ cơ quan thuế)"

    assert answered(answer) == said
    assert answered(answer | {"undone_at": NINE + 60}) == f"{said}; đã hoàn tác lúc 09:01 ngày 17/3/2025"  # fmt: skip
    assert answered(answer | {"answer": "done", "argument": ""}).endswith(": Đã xong")


def test_the_heading_of_an_item() -> None:
    item = {
        "kind_label": "Bước xử lý hồ sơ",
        "code": "H01-1",
        "step": "Thẩm định",
        "title": "",
        "unit": "UBND xã Mẫu",
        "assignee": "",
        "state_label": "Đang theo dõi",
        "due": NINE,
        "due_precision": "time",
    }

    assert heading(item) == [
        "Bước xử lý hồ sơ H01-1 – Thẩm định",
        "Đơn vị: UBND xã Mẫu; người được giao: chưa phân công; trạng thái: đang theo dõi",
        "Hạn: 09 giờ 00 phút ngày 17/3/2025",
    ]


def test_a_dossier_without_items() -> None:
    assert unwatched("H01-1", 9) == (
        "Hồ sơ H01-1 có trong dữ liệu (trạng thái 9) nhưng không có việc nào phải theo dõi."
    )


@pytest.mark.parametrize(
    ("document", "who"),
    [
        ("12/UQ-UBND", "Phạm Mẫu Hoa (thay Trần Mẫu Lan), văn bản số 12/UQ-UBND (người được giao)"),
        (None, "Phạm Mẫu Hoa (thay Trần Mẫu Lan) (người được giao)"),
    ],
)
def test_in_whose_place_somebody_was_told_and_answered(document: str | None, who: str) -> None:
    instead = {
        "person_name": "Phạm Mẫu Hoa",
        "behalf_of_name": "Trần Mẫu Lan",
        "document": document,
    }
    assert who in told(NOTICE | instead, 1)
    answer = {"answer": "done", "argument": "", "at": NINE, "undone_at": None} | instead
    assert answered(answer) == "09:00 ngày 17/3/2025, Phạm Mẫu Hoa (thay Trần Mẫu Lan): Đã xong"
