"""The procedures of the sample province with their internal process (quy trình nội bộ), before and since the reform.

Times follow published processes (domain reference, 3). Codes beginning with 9 are made up; the others are those of
well-known procedures, which ministries change from time to time: a sample, not a catalogue.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

from bot.sample.organisation import CENTRE, REFORM
from bot.sample.people import (
    CENTRE_RECEIVER,
    CIVIL_STATUS,
    CULTURE,
    EXPERT,
    FINANCE,
    LAND,
    RECEIVER,
    SIGNERS,
)
from db.words import Level


class Step(msgspec.Struct, frozen=True):
    """One step: who does it (a title) and its time in working minutes; `phase` 1 or 2 where there are two, else 0.

    `place` is where it is done if not in the unit that handles the dossier.
    """

    name: str
    role: str
    minutes: int
    phase: int = 0
    place: str = ""


class Procedure(msgspec.Struct, frozen=True):
    """One procedure as done at `place` (see `SampleUnit`); `minutes` is what the citizen is promised.

    `taxed` dossiers may wait for a financial duty; those of two phases do so between them. `season` tells when people
    ask for it more than else.
    """

    code: str
    name: str
    field: str
    place: str
    weight: int
    minutes: int
    steps: tuple[Step, ...]
    taxed: bool = False
    season: str = ""

    @property
    def phases(self) -> bool:
        """Whether it is done in two phases with a financial duty between them."""
        return any(step.phase == 2 for step in self.steps)


# name, part (R receives, E examines, S signs), hours; phase by phase where there are two
Timing = tuple[tuple[str, str, float], ...]

_SAME_DAY: Final[Timing] = (
    ("Tiếp nhận, kiểm tra, số hóa hồ sơ", "R", 0.5),
    ("Thẩm định, cập nhật cơ sở dữ liệu", "E", 5.5),
    ("Xem xét, ký duyệt", "S", 1),
    ("Đóng dấu, chuyển trả kết quả", "R", 1),
)
_COPY: Final[Timing] = (
    ("Tiếp nhận hồ sơ", "R", 2),
    ("Tra cứu, thẩm định", "E", 3),
    ("Xem xét, ký duyệt", "S", 2),
    ("Phát hành, chuyển trả kết quả", "R", 1),
)
_THREE_DAYS: Final[Timing] = (
    ("Tiếp nhận hồ sơ", "R", 2),
    ("Thẩm định hồ sơ", "E", 16),
    ("Xem xét, ký duyệt", "S", 4),
    ("Phát hành, chuyển trả kết quả", "R", 2),
)
_SEVEN_DAYS: Final[Timing] = (
    ("Tiếp nhận hồ sơ", "R", 4),
    ("Thẩm định hồ sơ", "E", 40),
    ("Xem xét, ký duyệt", "S", 8),
    ("Phát hành, chuyển trả kết quả", "R", 4),
)
_TEN_DAYS: Final[Timing] = (
    ("Tiếp nhận hồ sơ", "R", 4),
    ("Thẩm định, xác minh", "E", 56),
    ("Xem xét, ký duyệt", "S", 16),
    ("Phát hành, chuyển trả kết quả", "R", 4),
)
# As published by provinces: 0.5 + 9 + 2 + 0.5 days where ten are promised. Such mistakes occur and must be warned of.
_TWELVE_IN_TEN: Final[Timing] = (
    ("Tiếp nhận hồ sơ", "R", 4),
    ("Thẩm định hồ sơ, trích đo địa chính", "E", 72),
    ("Phê duyệt", "S", 16),
    ("Chuyển trả kết quả", "R", 4),
)
# First issue of a land certificate: phase 1 until the tax office is told, phase 2 after payment (domain reference, 3).
_FIRST_ISSUE: Final[Timing] = (
    ("Tiếp nhận hồ sơ", "R", 8),
    ("Thẩm tra, xác minh nguồn gốc đất", "E", 16),
    ("Xem xét, xác nhận hồ sơ", "S", 8),
    ("Chuyển thông tin địa chính sang cơ quan thuế", "E", 4),
)
_AFTER_PAYMENT: Final[Timing] = (
    ("Tiếp nhận chứng từ đã nộp tiền", "R", 4),
    ("Hoàn thiện hồ sơ, in Giấy chứng nhận", "E", 16),
    ("Ký Giấy chứng nhận", "S", 4),
    ("Vào sổ, cập nhật cơ sở dữ liệu", "E", 4),
    ("Phát hành, chuyển trả kết quả", "R", 4),
)
_BUILDING: Final[Timing] = (
    ("Tiếp nhận hồ sơ", "R", 4),
    ("Thẩm định hồ sơ, kiểm tra thực địa", "E", 64),
    ("Lấy ý kiến cơ quan phối hợp", "E", 40),
    ("Xem xét, ký duyệt", "S", 8),
    ("Phát hành, chuyển trả kết quả", "R", 4),
)
_CERTIFICATE: Final[Timing] = (
    ("Tiếp nhận hồ sơ", "R", 4),
    ("Thẩm định, sát hạch", "E", 120),
    ("Trình hội đồng", "E", 24),
    ("Xem xét, ký duyệt", "S", 8),
    ("Phát hành, chuyển trả kết quả", "R", 4),
)


class _Entry(msgspec.Struct, frozen=True):
    code: str
    name: str
    field: str
    before: str
    after: str
    weight: int
    hours: int
    timing: Timing
    expert: str = EXPERT
    taxed: bool = False
    then: Timing = ()
    season: str = ""


SUMMER, YEAR_END = "hè", "cuối năm"  # school papers; land
_LAND_OFFICE: Final = "Phòng Tài nguyên và Môi trường"
_ENTRIES: Final = (
    _Entry(
        "2.000815", "Chứng thực bản sao từ bản chính", "Chứng thực", "xa", "xa", 30, 8, _COPY, CIVIL_STATUS,
        season=SUMMER,
    ),
    _Entry("1.001193", "Đăng ký khai sinh", "Hộ tịch", "xa", "xa", 12, 8, _SAME_DAY, CIVIL_STATUS),
    _Entry("1.000656", "Đăng ký khai tử", "Hộ tịch", "xa", "xa", 5, 8, _SAME_DAY, CIVIL_STATUS),
    _Entry("1.000894", "Đăng ký kết hôn", "Hộ tịch", "xa", "xa", 5, 8, _SAME_DAY, CIVIL_STATUS),
    _Entry(
        "2.000635", "Cấp bản sao trích lục hộ tịch", "Hộ tịch", "xa", "xa", 9, 8, _COPY, CIVIL_STATUS,
        season=SUMMER,
    ),
    _Entry(
        "2.000908", "Cấp bản sao từ sổ gốc", "Chứng thực", "xa", "xa", 3, 8, _COPY, CIVIL_STATUS,
        season=SUMMER,
    ),
    _Entry(
        "1.004873", "Cấp Giấy xác nhận tình trạng hôn nhân", "Hộ tịch", "xa", "xa", 8, 24, _THREE_DAYS, CIVIL_STATUS
    ),
    _Entry(
        "1.001776", "Thực hiện, điều chỉnh trợ cấp xã hội hằng tháng", "Bảo trợ xã hội",
        "xa", "xa", 5, 80, _TEN_DAYS, CULTURE,
    ),
    _Entry(
        "1.001612", "Đăng ký thành lập hộ kinh doanh", "Hộ kinh doanh",
        "Phòng Tài chính - Kế hoạch", "xa", 6, 24, _THREE_DAYS, FINANCE,
    ),
    _Entry(
        "1.009994", "Cấp giấy phép xây dựng nhà ở riêng lẻ", "Hoạt động xây dựng",
        "Phòng Kinh tế và Hạ tầng", "xa", 4, 120, _BUILDING, LAND,
    ),
    _Entry(
        "2.000889", "Đăng ký biến động về quyền sử dụng đất", "Đất đai",
        _LAND_OFFICE, "xa", 6, 80, _TEN_DAYS, LAND, taxed=True, season=YEAR_END,
    ),
    _Entry(
        "9.000011", "Cấp đổi Giấy chứng nhận quyền sử dụng đất", "Đất đai",
        _LAND_OFFICE, "xa", 3, 80, _TWELVE_IN_TEN, LAND, taxed=True, season=YEAR_END,
    ),
    _Entry(
        "9.000012", "Đăng ký, cấp Giấy chứng nhận quyền sử dụng đất lần đầu", "Đất đai",
        _LAND_OFFICE, "xa", 3, 68, _FIRST_ISSUE, LAND, taxed=True, then=_AFTER_PAYMENT, season=YEAR_END,
    ),
    _Entry(
        "2.000488", "Cấp Phiếu lý lịch tư pháp", "Lý lịch tư pháp", "Sở Tư pháp", "Sở Tư pháp", 4, 80, _TEN_DAYS
    ),
    _Entry(
        "9.000021", "Đăng ký thành lập công ty TNHH một thành viên", "Doanh nghiệp",
        "Sở Kế hoạch và Đầu tư", "Sở Tài chính", 3, 24, _THREE_DAYS,
    ),
    _Entry(
        "9.000022", "Cấp giấy phép bán buôn rượu", "Lưu thông hàng hóa",
        "Sở Công Thương", "Sở Công Thương", 1, 56, _SEVEN_DAYS,
    ),
    _Entry(
        "9.000023", "Cấp chứng chỉ hành nghề hoạt động xây dựng", "Hoạt động xây dựng",
        "Sở Xây dựng", "Sở Xây dựng", 1, 160, _CERTIFICATE,
    ),
    _Entry(
        "9.000024", "Cấp giấy phép hoạt động cơ sở khám bệnh, chữa bệnh", "Khám bệnh, chữa bệnh",
        "Sở Y tế", "Sở Y tế", 1, 160, _CERTIFICATE,
    ),
    _Entry(
        "9.000025", "Công bố đủ điều kiện mua bán thiết bị y tế", "Thiết bị y tế", "Sở Y tế", "Sở Y tế", 1, 24, _THREE_DAYS
    ),
    _Entry(
        "9.000026", "Chuyển trường đối với học sinh trung học phổ thông", "Giáo dục trung học",
        "Sở Giáo dục và Đào tạo", "Sở Giáo dục và Đào tạo", 1, 24, _THREE_DAYS, season=SUMMER,
    ),
    _Entry(
        "9.000027", "Cấp giấy phép môi trường", "Môi trường",
        "Sở Tài nguyên và Môi trường", "Sở Nông nghiệp và Môi trường", 1, 120, _BUILDING,
    ),
    _Entry(
        "9.000028", "Cấp giấy phép tổ chức biểu diễn nghệ thuật", "Nghệ thuật biểu diễn",
        "Sở Nội vụ", "Sở Văn hóa và Thể thao", 1, 56, _SEVEN_DAYS,
    ),
)  # fmt: skip


def procedures(on: date) -> list[Procedure]:
    """Return the procedures in force on a day: since 01/07/2025 the work of districts is done by the communes."""
    return [_procedure(entry, entry.before if on < REFORM else entry.after) for entry in _ENTRIES]


def counts(minutes: int) -> str:
    """Return how a time is counted: whole days as working days, anything else as working hours (8 h = 1 day)."""
    return "gio_lam_viec" if minutes % 480 else "ngay_lam_viec"


def _procedure(entry: _Entry, place: str) -> Procedure:
    level = Level.XA if place == "xa" else Level.SO
    if place.startswith("Phòng"):
        level = Level.PHONG
    # Communes have officers by subject; departments and district offices have specialists.
    titles = {
        "R": RECEIVER,
        "E": entry.expert if level is Level.XA else EXPERT,
        "S": SIGNERS[level],
    }
    phases = [(1 if entry.then else 0, entry.timing), (2, entry.then)]
    parts = [(phase, *part) for phase, timing in phases for part in timing]
    at_centre = level is Level.SO  # departments have no desk of their own any more
    steps = tuple(
        Step(name, CENTRE_RECEIVER, round(hours * 60), phase, CENTRE)
        if part == "R" and at_centre
        else Step(name, titles[part], round(hours * 60), phase)
        for phase, name, part, hours in parts
    )
    return Procedure(
        code=entry.code,
        name=entry.name,
        field=entry.field,
        place=place,
        weight=entry.weight,
        minutes=entry.hours * 60,
        steps=steps,
        taxed=entry.taxed,
        season=entry.season,
    )
