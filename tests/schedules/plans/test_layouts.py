"""One plan in another dress is the same plan: Markdown, rows in pipes, broken lines, columns in another order and name."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import bot.sample
from schedules.plans import Paragraph, Plan, Table
from schedules.plans.lines import blocks_of
from tests.schedules.plans.expected import plan_in

TEXT = (Path(bot.sample.__file__).parent / "plans" / "242-qd-ubnd.txt").read_text(encoding="utf-8")
OTHER_NAMES = {
    "Stt": "TT",
    "Nội dung": "Tên nhiệm vụ",
    "Cơ quan chủ trì": "Đơn vị thực hiện",
    "Cơ quan phối hợp": "Phối hợp",
    "Thời gian hoàn thành": "Tiến độ",
    "Kết quả thực hiện": "Sản phẩm",
}
Rows = Sequence[Sequence[str]]


def markdown(rows: Rows) -> list[str]:
    head, *rest = ["| " + " | ".join(row) + " |" for row in rows]
    return ["", head, "|---" * len(rows[0]) + "|", *rest, ""]


def pipes(rows: Rows) -> list[str]:
    return [" | ".join(row) for row in rows]


def broken(rows: Rows) -> list[str]:
    """One cell a line, broken after forty letters as on a narrow page."""
    lines: list[str] = []
    for row in rows:
        for cell in row:
            *above, last = textwrap.wrap(cell, 40, break_on_hyphens=False) or [""]
            lines += [*above, f"{last} |".strip()]
    return lines


def other_order(rows: Rows) -> list[str]:
    numbers = 2 if rows[0][1] == "Stt2" else 1
    width = len(rows[0])
    order = [*range(numbers), *range(width - 1, numbers - 1, -1)]
    turned = [[row[i] for i in order] for row in rows]
    turned[0] = [OTHER_NAMES.get(name, name) for name in turned[0]]
    return markdown(turned)


def in_dress(dress: Callable[[Rows], list[str]]) -> str:
    lines: list[str] = []
    for block in blocks_of(TEXT):
        if isinstance(block, Paragraph):
            lines.append(block.text)
        elif isinstance(block, Table):
            width = len(block.rows[0])
            rows = [[" ".join(cell.split()) for cell in row] for row in block.rows]
            full = [row + [""] * (width - len(row)) for row in rows]
            lines += dress(full) if width > 3 else [" | ".join(row) + " |" for row in full]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def plain() -> Plan:
    return plan_in(TEXT)


@pytest.mark.parametrize("dress", [markdown, pipes, broken, other_order])
def test_the_same_plan_is_read(plain: Plan, dress: Callable[[Rows], list[str]]) -> None:
    found = plan_in(in_dress(dress))
    assert found.on == plain.on
    for one, same in zip(found.obligations, plain.obligations, strict=True):
        assert one == same
