"""Roads in words: why this one, what came of it, what it cost, and why no cheaper one."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from bot.delivery import routing
from db.words import MessageState, Outcome, Reason, Road
from messages_vi.roads import CHOSEN, OUTCOMES, SHUT, because, name, shut_by, waits, went

NINE = 1742176800  # Monday 17/3/2025 09:00
ATTEMPT: dict[str, Any] = {
    "road": "zalo",
    "why": "free_window",
    "outcome": "accepted",
    "code": "0",
    "price_vnd": 0,
    "started_at": NINE,
    "delivered_at": None,
}
WHO = "Trần Mẫu Lan"


def _given(function: str) -> set[str]:
    """The words that a function of routing returns."""
    tree = ast.parse(Path(routing.__file__).read_text(encoding="utf-8"))
    [found] = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == function]
    returned = [n.value for n in ast.walk(found) if isinstance(n, ast.Return) and n.value]
    return {
        node.value
        for value in returned
        for node in ast.walk(value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_word_of_routing_is_told() -> None:
    problems = set().union(
        *map(_given, ("_problem", "_barred", "_window_problem", "_template_problem"))
    )

    assert {"night", "no_phone", "no_template", "outside_window"} <= problems
    assert problems <= set(SHUT)
    assert _given("_why") == set(CHOSEN)
    assert set(OUTCOMES) == set(Outcome)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_told(reason: Reason) -> None:
    assert "mã" not in shut_by(reason)
    assert reason not in shut_by(reason)


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("", ""),
        ("cheapest", "rẻ nhất trong các kênh gửi được"),
        ("zalo:rests", "Tin Zalo – đang tạm nghỉ theo yêu cầu của nhà cung cấp"),
        ("zbs_uid:no_template", "Tin mẫu Zalo theo tài khoản – chưa có mẫu tin phù hợp được duyệt"),
        ("sms:101", "Tin nhắn SMS – nhà cung cấp trả mã 101"),
        ("sms:http:502", "Tin nhắn SMS – lỗi http:502"),
        ("recalled", "tin chờ gửi quá lâu nên soạn lại"),
    ],
)
def test_why(why: str, told: str) -> None:
    assert because(why) == told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, ["tin Zalo: đã gửi; không mất phí", "Người nhận vừa tương tác nên tin Zalo không mất phí."]),
        (
            {"road": "zbs_uid", "why": "zalo:outside_window", "price_vnd": 84, "delivered_at": NINE + 60},
            [
                "tin mẫu Zalo theo tài khoản: đã gửi; đến máy lúc 09:01 ngày 17/3/2025; 84 đồng",
                "Không dùng kênh rẻ hơn vì: Tin Zalo – người nhận không tương tác trong bảy ngày.",
            ],
        ),
        ({"outcome": "other_road", "code": "-227"}, ["tin Zalo: không gửi được; người nhận bị khóa tài khoản hoặc lâu ngày không dùng Zalo"]),
        ({"outcome": None, "why": ""}, ["tin Zalo: đang gửi"]),
    ],
)  # fmt: skip
def test_an_attempt(change: dict[str, Any], told: list[str]) -> None:
    first, *rest = told
    assert went(ATTEMPT | change, WHO) == [f"09:00 ngày 17/3/2025, {WHO} – {first}", *rest]


@pytest.mark.parametrize("road", [*Road, "all"])
def test_every_road_has_a_name(road: str) -> None:
    assert name(road)


@pytest.mark.parametrize("state", MessageState)
def test_a_message_that_nothing_carried(state: MessageState) -> None:
    message = {"created_at": NINE, "state": state, "reason": "sms:over_budget"}

    assert waits(message, WHO).endswith("Tin nhắn SMS – đã hết hạn mức chi phí")
    assert waits(message | {"reason": ""}, WHO).startswith(f"09:00 ngày 17/3/2025, {WHO} – ")
