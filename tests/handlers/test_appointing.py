"""Delegations and absences as people type them on Thursday 20/11/2025."""

from __future__ import annotations

from datetime import date

import pytest

from db.words import AbsenceReason
from handlers.appointing import parts, read_absence, read_delegation, read_number

TODAY = date(2025, 11, 20)


@pytest.mark.parametrize(
    ("typed", "name", "number", "dated", "signs", "procedures", "days"),
    [
        ("Ủy quyền cho Trần Mẫu Lan từ 24/11 đến 28/11, văn bản số 12/UQ-UBND", "Trần Mẫu Lan", "12/UQ-UBND", "", None, "", 5),
        ("UY QUYEN CHO CHI LAN TU 24/11 DEN 28/11", "CHI LAN", "", "", None, "", 5),
        ("uỷ quyền cho Lan đến hết 21/11", "Lan", "", "", None, "", 2),
        ("tôi ủy quyền cho Lan ngày mai, không ký", "Lan", "", "", False, "", 1),
        ("ủy quyền cho đ/c Hoa từ 24 đến 28/11 cả ký số 5/UQ ngày 19/11", "đ/c Hoa", "5/UQ", "2025-11-19", True, "", 5),
        ("ủy quyền cho Hoa từ 24/11 đến 28/11, gồm cả ký thay, theo quyết định số 45 / QĐ-UBND", "Hoa", "45/QĐ-UBND", "", True, "", 5),
        ("ủy quyền cho Hoa từ 24/11 đến 28/11 chỉ hồ sơ đất đai", "Hoa", "", "", None, "đất đai", 5),
        ("ủy quyền cho Hoa, chỉ lĩnh vực hộ tịch và chứng thực, từ thứ hai đến thứ sáu tuần sau", "Hoa", "", "", None, "hộ tịch và chứng thực", 5),
        ("ủy quyền cho Hoa chỉ thủ tục 1.000656 ngày 25/11", "Hoa", "", "", None, "1.000656", 1),
        ("Ủy quyền cho Mai Mẫu Chi tuần sau", "Mai Mẫu Chi", "", "", None, "", 7),
        ("ủy quyền cho Nguyễn Thị Mai ngày 25/11", "Nguyễn Thị Mai", "", "", None, "", 1),
        ("ủy quyền cho Lan", "Lan", "", "", None, "", 0),
        ("Ủy quyền.", "", "", "", None, "", 0),
    ],
)  # fmt: skip
def test_what_is_read(
    typed: str, name: str, number: str, dated: str, signs: bool | None, procedures: str, days: int
) -> None:
    wish = read_delegation(typed, TODAY)

    assert wish is not None
    assert (wish.name, wish.number, wish.dated, wish.signs) == (name, number, dated, signs)
    length = (wish.stretch.ends_at - wish.stretch.starts_at) // 86_400 if wish.stretch else 0
    assert (wish.procedures, length) == (procedures, days)


@pytest.mark.parametrize(
    "typed", ["xong", "0003 đã ủy quyền cho Lan", "ủy quyền là gì?", "tôi không ủy quyền", "quyền", ""]
)  # fmt: skip
def test_what_is_no_delegation(typed: str) -> None:
    assert read_delegation(typed, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "reason", "days"),
    [
        ("Tôi nghỉ phép từ 24/11 đến 28/11", AbsenceReason.LEAVE, 5),
        ("xin nghi ngay mai", AbsenceReason.LEAVE, 1),
        ("em nghỉ ốm hôm nay", AbsenceReason.SICK, 1),
        ("đi công tác từ thứ hai đến thứ tư", AbsenceReason.BUSINESS, 3),
        ("tôi đi tập huấn tuần sau", AbsenceReason.TRAINING, 7),
        ("nghỉ phép", AbsenceReason.LEAVE, 0),
    ],
)
def test_what_absence_is_read(typed: str, reason: AbsenceReason, days: int) -> None:
    found = read_absence(typed, TODAY)

    assert found is not None
    assert found[0] == reason
    assert ((found[1].ends_at - found[1].starts_at) // 86_400 if found[1] else 0) == days


@pytest.mark.parametrize(
    "typed",
    [
        "0003 chờ anh Nam đi công tác về",
        "vướng: cán bộ nghỉ phép",
        "tôi không nghỉ phép ngày mai",
        "tôi chưa nghỉ",
        "nếu tôi nghỉ mai",
        "nghỉ phép được không?",
        "anh Nam nghỉ ốm hôm nay",
        "xong, mai nghỉ",
        "tôi nghỉ ngày mai, 0003 chuyển cho Hoa",
    ],
)
def test_what_is_no_absence_of_ones_own(typed: str) -> None:
    assert read_absence(typed, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12/UQ-UBND", ("12/UQ-UBND", "")),
        ("Số 12/UQ-UBND ngày 20/11/2025.", ("12/UQ-UBND", "2025-11-20")),
        ("văn bản số 7", ("7", "")),
        ("28/11", None),
        ("xong 12", None),
    ],
)
def test_a_documents_number(typed: str, number: tuple[str, str] | None) -> None:
    assert read_number(typed, TODAY) == number


def test_two_fields_are_two() -> None:
    assert list(parts("hộ tịch và chứng thực")) == ["hộ tịch", "chứng thực"]
