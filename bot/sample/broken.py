"""Rows that are wrong on purpose, with what is wrong about them, so that refusing is seen as well."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from bot.sample.organisation import SampleUnit
from schedules.calendar import official_calendar

HEADER: Final = (
    "Mã hồ sơ", "Mã TTHC", "Tên TTHC", "Đơn vị xử lý", "Ngày tiếp nhận", "Ngày hẹn trả", "Trạng thái",
)  # fmt: skip


class Broken(NamedTuple):
    """One row in the columns of `HEADER`; `why` is empty for one that is good among the others."""

    cells: tuple[str, ...]
    why: str


def broken_rows(units: list[SampleUnit], on: date) -> list[Broken]:
    """Return the rows of broken.csv: Vietnamese headers, semicolons and a BOM, as spreadsheets save them."""
    unit = next(unit for unit in units if unit.kind)
    code = f"{unit.code}-{on:%y%m%d}-9"
    birth = ("1.001193", "Đăng ký khai sinh")
    next_day = official_calendar().working_day_forward(on + timedelta(days=1))
    day, later = f"{on:%d/%m/%Y} 08:00", f"{next_day:%d/%m/%Y} 08:00"
    return [
        Broken((f"{code}01", *birth, unit.name, day, later, "Đang xử lý"), ""),
        Broken(("", *birth, unit.name, day, later, "4"), "thiếu mã hồ sơ"),
        Broken(
            (f"{code}02", *birth, "UBND xã Không Có Mẫu", day, later, "4"),
            "đơn vị không có trong danh mục",
        ),
        Broken(
            (f"{code}03", *birth, unit.name, f"31/02/{on:%Y}", later, "4"),
            "ngày 31/02 không có thật",
        ),
        Broken((f"{code}04", *birth, unit.name, day, later, "77"), "không có trạng thái 77"),
        Broken(
            (f"{code}05", *birth, unit.name, day, "01/01/2199", "4"),
            "ngày hẹn trả năm 2199 nằm ngoài lịch làm việc",
        ),
        Broken((f"{code}06", *birth, unit.name, "", later, "4"), "thiếu ngày tiếp nhận"),
    ]


def broken_items(rows: list[Broken]) -> list[Any]:
    """Return the same as items of a bare array, and one that is no object."""
    names = ("MaHoSo", "MaTTHC", "TenTTHC", "DonViXuLy", "NgayTiepNhan", "NgayHenTra", "TrangThaiHoSo")  # fmt: skip
    return [*(dict(zip(names, row.cells, strict=True)) for row in rows), "không phải hồ sơ"]
