"""Cells of units and names in running text, as tables."""

from __future__ import annotations

import pytest

from schedules.plans.subjects import is_unit, unit_at
from schedules.plans.units import lead_and_coop, split_units


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        ("Bộ Tài chính, Bộ Nội vụ", ["Bộ Tài chính", "Bộ Nội vụ"]),
        ("Sở, ban, ngành tỉnh", ["Sở, ban, ngành tỉnh"]),
        ("Các bộ, ngành, địa phương", ["Các bộ, ngành, địa phương"]),
        ("UBND huyện, thị xã, thành phố", ["UBND huyện, thị xã, thành phố"]),
        ("Sở, ban, ngành, UBND cấp huyện", ["Sở, ban, ngành", "UBND cấp huyện"]),
        ("UBND cấp huyện, cấp xã", ["UBND cấp huyện", "UBND cấp xã"]),
        ("Sở, ngành, địa phương", ["Sở, ngành", "địa phương"]),
        (
            "Cấp tỉnh: Văn phòng UBND tỉnh (Trung tâm PVHCC); Cấp huyện, cấp xã: UBND cấp huyện",
            ["Văn phòng UBND tỉnh (Trung tâm PVHCC)", "UBND cấp huyện"],
        ),
        ("Sở Văn hóa, Thể thao và Du lịch", ["Sở Văn hóa, Thể thao và Du lịch"]),
        ("Sở Tài chính, Nội vụ, Tư pháp", ["Sở Tài chính", "Sở Nội vụ", "Sở Tư pháp"]),
        ("Các Sở: Y tế, Khoa học và Công nghệ", ["Sở Y tế", "Sở Khoa học và Công nghệ"]),
        (
            "Sở, ban, ngành tỉnh và UBND huyện, thị xã, thành phố",
            ["Sở, ban, ngành tỉnh", "UBND huyện, thị xã, thành phố"],
        ),
        ("- Sở Nội vụ\n- Công an tỉnh", ["Sở Nội vụ", "Công an tỉnh"]),
        ("Văn phòng\nUBND tỉnh", ["Văn phòng UBND tỉnh"]),
        ("Văn phòng HĐND và UBND huyện", ["Văn phòng HĐND và UBND huyện"]),
        ("UBND cấp huyện; ", ["UBND cấp huyện"]),
        ("", []),
        ("-", []),
    ],
)
def test_a_cell_is_split_between_units_named_in_full(cell: str, units: list[str]) -> None:
    assert list(split_units(cell)) == units


@pytest.mark.parametrize(
    ("cell", "lead", "coop"),
    [
        ("Sở Nội vụ", ["Sở Nội vụ"], []),
        (
            "Sở Nội vụ chủ trì, phối hợp với Sở Tài chính, Sở Y tế",
            ["Sở Nội vụ"],
            ["Sở Tài chính", "Sở Y tế"],
        ),
        (
            "Chủ trì: Văn phòng UBND tỉnh; Phối hợp: Các sở, ban, ngành",
            ["Văn phòng UBND tỉnh"],
            ["Các sở, ban, ngành"],
        ),
    ],
)
def test_a_cell_may_name_both_who_leads_and_who_helps(
    cell: str, lead: list[str], coop: list[str]
) -> None:
    assert lead_and_coop(cell) == (tuple(lead), tuple(coop))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Sở Thông tin và Truyền thông rà soát, đánh giá", "Sở Thông tin và Truyền thông"),
        ("Sở Xây dựng xây dựng kế hoạch", "Sở Xây dựng"),
        ("Ban Quản lý Khu kinh tế khẩn trương", "Ban Quản lý Khu kinh tế"),
        ("Văn phòng Đoàn ĐBQH và HĐND tỉnh rà soát", "Văn phòng Đoàn ĐBQH và HĐND tỉnh"),
        ("Báo cáo kết quả thực hiện", ""),
        ("Ban hành quy chế", ""),
        ("Tổ chức hội nghị triển khai", ""),
        ("Trường hợp có thay đổi", ""),
        ("Hội nghị tổng kết", ""),
    ],
)
def test_a_name_ends_where_the_verb_begins(text: str, unit: str) -> None:
    assert unit_at(text) == unit


def test_what_names_nobody_is_no_unit() -> None:
    assert not any(map(is_unit, ("Báo cáo quý", "Quý II năm 2025", "100%", "Thường xuyên", "")))
