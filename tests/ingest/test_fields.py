"""Cells to values and rows: good cells, bad cells with the exact words, one row of every kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest import fields
from bot.ingest.columns import COLUMNS, Cell
from bot.ingest.errors import BadCell
from bot.ingest.parsing import parse
from bot.ingest.phones import is_landline, phone
from bot.ingest.rows import (
    FLAG_WORDS,
    DossierRow,
    EventRow,
    FeedbackRow,
    PersonRow,
    ProcedureStepRow,
    ProgressRow,
    ReportRow,
    UnitRow,
)
from bot.ingest.tables import Row
from db.words import Level, Role
from schedules.civil import VIETNAM, to_civil, to_instant


def cell(kind: str, name: str, text: str) -> Cell:
    return Cell(next(column for column in COLUMNS[kind] if column.name == name), text)


def vn(*parts: int) -> int:
    return to_instant(datetime(*parts, tzinfo=VIETNAM))  # type: ignore[misc, arg-type]


# --- dates (Thursday 13/03/2025, Friday 14/03/2025)


@pytest.mark.parametrize(
    "text",
    [
        "13/03/2025 09:10",
        "13/3/2025 9:10",
        " 13/03/2025 09:10:00 ",
        "2025-03-13T09:10",
        "2025-03-13 09:10:00",
        "2025-03-13T09:10:00.123",
        "2025-03-13T02:10:00Z",
        "20250313091000",
    ],
)
def test_one_instant_in_every_form(text: str) -> None:
    assert fields.instant(cell("dossiers", "received_at", text)) == vn(2025, 3, 13, 9, 10)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14/03/2025 09:10", vn(2025, 3, 14, 9, 10)),
        ("14/03/2025", vn(2025, 3, 14, 17)),  # no hour: until closing on Friday
        ("20250314000000", vn(2025, 3, 14, 17)),  # midnight of a faulty calculator
        ("2025-03-14T00:00:00", vn(2025, 3, 14, 17)),
        ("", None),
        ("0001-01-01T00:00:00", None),  # .NET for "no date"
        ("01/01/0001 00:00:00", None),
        ("00010101000000", None),
    ],
)
def test_what_is_owed_by_a_date_is_owed_until_closing(text: str, expected: int | None) -> None:
    assert fields.due(cell("dossiers", "due_at", text)) == expected


@given(st.integers(vn(2000, 1, 1), vn(2099, 12, 31)))
def test_the_three_date_forms_agree(instant: int) -> None:
    moment = to_civil(instant)
    forms = [f"{moment:%d/%m/%Y %H:%M:%S}", f"{moment:%Y%m%d%H%M%S}", moment.isoformat()]
    assert {fields.instant(cell("dossiers", "received_at", form)) for form in forms} == {instant}


# --- the other good cells


@pytest.mark.parametrize(
    ("read", "kind", "name", "text", "value"),
    [
        (fields.status, "dossiers", "status", "4", 4),
        (fields.status, "dossiers", "status", "04", 4),
        (fields.status, "dossiers", "status", "4.0", 4),
        (fields.status, "dossiers", "status", "4 - Đang xử lý", 4),
        (fields.status, "dossiers", "status", "4. Đang xử lý", 4),
        (fields.status, "dossiers", "status", "10", 10),
        (fields.status, "dossiers", "status", "Mới đăng ký", 1),
        (fields.status, "dossiers", "status", "được tiếp nhận", 2),
        (fields.status, "dossiers", "status", "KHONG DUOC TIEP NHAN", 3),
        (fields.status, "dossiers", "status", "dang xu ly", 4),
        (fields.status, "dossiers", "status", "Yêu cầu bổ sung  giấy tờ", 5),
        (fields.status, "dossiers", "status", "Yêu cầu thực hiện nghĩa vụ tài chính", 6),
        (fields.status, "dossiers", "status", "Công dân yêu cầu rút hồ sơ", 7),
        (fields.status, "dossiers", "status", "dừng xử lý", 8),
        (fields.status, "dossiers", "status", "Đã xử lý xong", 9),
        (fields.status, "dossiers", "status", "Đã trả kết quả", 10),
        (fields.dossier_code, "dossiers", "code", " h01.05-250313- 0003 ", "H01.05-250313-0003"),
        (fields.procedure_code, "dossiers", "procedure", "1.001193", "1.001193"),
        (fields.procedure_code, "dossiers", "procedure", "1.000948.h38", "1.000948.H38"),
        (fields.procedure_code, "dossiers", "procedure", "3.000181.000.00.00.H22", "3.000181.000.00.00.H22"),
        (fields.procedure_code, "dossiers", "procedure", "2.00029", "2.000290"),
        (fields.procedure_code, "dossiers", "procedure", "BTXH-07", "BTXH-07"),
        (fields.phase, "procedures", "phase", "2", 2),
        (fields.phase, "procedures", "phase", "Giai đoạn 2", 2),
        (fields.phase, "procedures", "phase", "GĐ II", 2),
        (fields.channel, "dossiers", "channel", "2", "2"),
        (fields.channel, "dossiers", "channel", "Trực tuyến", "2"),
        (fields.channel, "dossiers", "channel", "Bưu chính công ích", "3"),
        (fields.channel, "dossiers", "channel", "qua người quen", ""),
        (fields.procedure_code, "dossiers", "procedure", "", ""),
        (fields.roles, "people", "roles", "", (Role.OFFICER,)),
        (fields.roles, "people", "roles", "head; leader;", (Role.HEAD, Role.LEADER)),
        (fields.roles, "people", "roles", "Officer,officer", (Role.OFFICER,)),
        (fields.roles, "people", "roles", "thủ trưởng; cán bộ đầu mối", (Role.HEAD, Role.COORDINATOR)),
        (fields.roles, "people", "roles", "quan tri", (Role.ADMIN,)),
        (fields.level, "units", "level", "XA", Level.XA),
        (fields.level, "units", "level", "Phường", Level.XA),
        (fields.level, "units", "level", "đặc khu", Level.XA),
        (fields.level, "units", "level", "cấp huyện", Level.HUYEN),
        (fields.level, "units", "level", "Trung tâm", Level.TRUNGTAM),
        (fields.level, "units", "level", "Sở, ban, ngành", Level.SO),
        (fields.hours, "units", "hours", " ", None),
        (fields.hours, "units", "hours", "07:00-11:00,13:00-17:00", "07:00-11:00,13:00-17:00"),
        (fields.minutes, "procedures", "hours", "0,5", 30),
        (fields.minutes, "procedures", "hours", "0.25", 15),
        (fields.minutes, "procedures", "hours", "16", 960),
        (fields.counts, "procedures", "counts", "", "gio_lam_viec"),
        (fields.counts, "procedures", "counts", "Ngày làm việc", "ngay_lam_viec"),
        (fields.counts, "procedures", "counts", "ngày", "ngay"),
        (fields.sequence, "procedures", "seq", "Bước 12", 12),
        (fields.day, "units", "valid_from", "01/07/2025", "2025-07-01"),
        (fields.day, "units", "valid_from", "2025-07-01T00:00:00", "2025-07-01"),
        (fields.day, "units", "valid_from", "", None),
        (fields.text, "units", "name", " Sở\n  Y tế ", "Sở Y tế"),
        (fields.text, "units", "name", "So\u031b\u0309 Y te\u0302\u0301", "Sở Y tế"),
    ],
)  # fmt: skip
def test_good_cells(
    read: Callable[[Cell], object], kind: str, name: str, text: str, value: object
) -> None:
    assert read(cell(kind, name, text)) == value


@pytest.mark.parametrize(
    ("code", "usual"),
    [
        ("H01.05-250313-0003", True),
        ("000.00.12.H01-260305-0003", True),
        ("000.17.22.H56-250101-12345", True),
        ("H01.21.05-250313-000123", True),
        ("G22.99-250313-0001", True),
        ("H01.05-250313-03", False),  # two digits
        ("H01.05/250313/0003", False),
        ("HS-17", False),
    ],
)
def test_unusual_dossier_codes_are_only_noticed(code: str, usual: bool) -> None:
    assert fields.is_usual_code(code) is usual


# --- phones


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0912345678", "84912345678"),
        ("84912345678", "84912345678"),
        ("+84 (0)912.345.678", "84912345678"),
        ("0084 912 345 678", "84912345678"),
        ("912345678", "84912345678"),  # the zero a spreadsheet dropped
        (
            "\uff10\uff19\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18",
            "84912345678",
        ),  # full width
        ("0912-345-678", "84912345678"),
        ("01681234567", "84381234567"),  # prefix of before 15/9/2018
        ("0296 3123 456", "842963123456"),  # a landline
    ],
)
def test_phones(text: str, number: str) -> None:
    assert phone(cell("people", "phone", text)) == number


def test_landlines_are_known() -> None:
    assert is_landline("842963123456")
    assert not is_landline("84912345678")


@given(st.from_regex(r"0[35789][0-9]{8}", fullmatch=True))
def test_reading_a_phone_twice_changes_nothing(number: str) -> None:
    once = phone(cell("people", "phone", number))
    assert once == "84" + number[1:]
    assert phone(cell("people", "phone", once)) == once


# --- bad cells, word for word


@pytest.mark.parametrize(
    ("read", "kind", "name", "text", "message"),
    [
        (
            fields.due, "dossiers", "due_at", "32/13/2025",
            'cột "Ngày hẹn trả" (due_at): "32/13/2025" không phải ngày hợp lệ; dùng dd/MM/yyyy HH:mm',
        ),
        (
            fields.instant, "dossiers", "received_at", "hôm qua",
            'cột "Ngày tiếp nhận" (received_at): "hôm qua" không phải ngày hợp lệ; dùng dd/MM/yyyy HH:mm',
        ),
        (
            fields.instant, "dossiers", "received_at", " ",
            'cột "Ngày tiếp nhận" (received_at): đang để trống; điền giá trị cho ô này',
        ),
        (
            fields.instant, "dossiers", "received_at", "0001-01-01T00:00:00",
            'cột "Ngày tiếp nhận" (received_at): "0001-01-01T00:00:00" không phải ngày hợp lệ; dùng dd/MM/yyyy HH:mm',
        ),
        (
            fields.day, "units", "valid_to", "29/02/2025",
            'cột "Đến ngày" (valid_to): "29/02/2025" không phải ngày hợp lệ; dùng dd/MM/yyyy',
        ),
        (
            fields.status, "dossiers", "status", "11",
            'cột "Trạng thái" (status): "11" không phải trạng thái hồ sơ; dùng số 1–10 hoặc tên: 1 Mới đăng ký, '
            "2 Được tiếp nhận, 3 Không được tiếp nhận, 4 Đang xử lý, 5 Yêu cầu bổ sung giấy tờ, "
            "6 Yêu cầu thực hiện nghĩa vụ tài chính, 7 Công dân yêu cầu rút hồ sơ, 8 Dừng xử lý, 9 Đã xử lý xong, "
            "10 Đã trả kết quả",
        ),
        (
            fields.dossier_code, "dossiers", "code", "",
            'cột "Mã hồ sơ" (code): đang để trống; điền giá trị cho ô này',
        ),
        (
            fields.roles, "people", "roles", "officer; sếp",
            'cột "Vai trò" (roles): "officer; sếp" có vai trò lạ "sếp"; '
            "dùng officer, head, coordinator, leader, admin; ngăn bằng dấu ;",
        ),
        (
            fields.level, "units", "level", "thôn",
            'cột "Cấp" (level): "thôn" không phải cấp đơn vị; dùng tinh, so, phong, huyen, xa, trungtam',
        ),
        (
            fields.hours, "units", "hours", "17:00-07:00",
            'cột "Giờ làm việc" (hours): "17:00-07:00" không phải giờ làm việc; dùng 07:00-11:30,13:30-17:00 '
            "hoặc T2-T6 07:00-11:30,13:30-17:00; T7 07:00-11:00",
        ),
        (
            fields.minutes, "procedures", "hours", "-2",
            'cột "Số giờ" (hours): "-2" không phải số giờ; dùng số như 4 hoặc 0,5',
        ),
        (
            fields.counts, "procedures", "counts", "tuần",
            'cột "Cách tính" (counts): "tuần" không phải cách tính thời gian; dùng gio_lam_viec, ngay_lam_viec, ngay',
        ),
        (
            fields.sequence, "procedures", "seq", "0",
            'cột "Bước" (seq): "0" không phải số thứ tự bước; dùng 1, 2, 3…',
        ),
        (
            phone, "people", "phone", "O912345678",
            'cột "Điện thoại" (phone): "O912345678" có chữ cái trong số điện thoại; dùng số như 0912345678 hoặc 84912345678',
        ),
        (
            phone, "dossiers", "phone", "113",
            'cột "Số điện thoại" (phone): "113" không phải số điện thoại Việt Nam; dùng số như 0912345678 hoặc 84912345678',
        ),
    ],
)  # fmt: skip
def test_bad_cells_are_named_with_their_mend(
    read: Callable[[Cell], object], kind: str, name: str, text: str, message: str
) -> None:
    with pytest.raises(BadCell) as caught:
        read(cell(kind, name, text))
    assert str(caught.value) == message
    assert caught.value.field == name


# --- one row of every kind

UNIT = {
    "code": "H01.121",
    "name": "UBND xã Bình An Mẫu",
    "level": "xã",
    "parent": "H01",
    "valid_from": "01/07/2025",
    "valid_to": "",
    "successor": "",
    "hours": "07:00-11:00,13:00-17:00",
}
PERSON = {
    "code": "CB00007",
    "name": "Trần Mẫu Hoa",
    "title": "Công chức tiếp nhận",
    "unit": "H01.121",
    "roles": "officer;coordinator",
    "phone": "0900 123 456",
    "zalo_user_id": "9123456789012345678",
    "reports_to": "CB00005",
}
STEP = {
    "code": "1.001193.H01",
    "name": "Đăng ký khai sinh",
    "field": "Hộ tịch",
    "seq": "1",
    "step": "Tiếp nhận",
    "role": "Công chức tiếp nhận",
    "unit": "",
    "hours": "0,5",
    "counts": "",
    "total_hours": "8",
}
DOSSIER = {
    "code": "H01.121-250313-0003",
    "procedure": "1.001193",
    "procedure_name": "Đăng ký khai sinh",
    "unit": "UBND xã Bình An Mẫu",
    "received_at": "13/03/2025 09:10",
    "due_at": "14/03/2025 09:10",
    "status": "Đang xử lý",
    "holder": "Trần Mẫu Hoa",
    "step_due_at": "13/03/2025 15:00",
    "finished_at": "",
    "returned_at": "",
    "phone": "0900 500 001",
    "lookup_code": "ABCD2345",
}
PROGRESS = {
    "code": "H01.121-250313-0003",
    "actor": "Trần Mẫu Hoa",
    "at": "20250313100000",
    "status": "",
    "text": "Chuyển xử lý",
    "department": "",
    "step_due_at": "20250313111000",
}
REPORT = {
    "code": "R22",
    "name": "Báo cáo tháng",
    "rule": '{"kind": "recurring", "every": "month", "day": 22, "inclusive": false}',
    "from_units": "so",
    "to_unit": "H01.16",
    "data_window": "21 - 20",
    "source": "Kế hoạch mẫu",
    "valid_from": "01/01/2025",
    "valid_to": "",
}


def test_a_unit() -> None:
    assert parse("units", Row(2, UNIT)) == UnitRow(
        code="H01.121",
        name="UBND xã Bình An Mẫu",
        level=Level.XA,
        parent="H01",
        valid_from="2025-07-01",
        valid_to=None,
        successor="",
        hours="07:00-11:00,13:00-17:00",
    )


def test_a_person() -> None:
    assert parse("people", Row(2, PERSON)) == PersonRow(
        code="CB00007",
        name="Trần Mẫu Hoa",
        title="Công chức tiếp nhận",
        unit="H01.121",
        roles=(Role.OFFICER, Role.COORDINATOR),
        phone="84900123456",
        zalo_user_id="9123456789012345678",
        reports_to="CB00005",
    )


def test_a_person_on_a_landline_is_flagged() -> None:
    person = parse("people", Row(2, PERSON | {"phone": "02963 123 456"}))
    assert isinstance(person, PersonRow)
    assert (person.phone, person.flags) == ("842963123456", ("landline",))


@pytest.mark.parametrize(
    ("hours", "minutes"), [("0,5", 30), ("", fields.DEFAULT_STEP_MINUTES), ("0", 0)]
)
def test_a_step_without_a_time_gets_two_hours(hours: str, minutes: int) -> None:
    assert parse("procedures", Row(2, STEP | {"hours": hours})) == ProcedureStepRow(
        code="1.001193.H01",
        name="Đăng ký khai sinh",
        field="Hộ tịch",
        seq=1,
        step="Tiếp nhận",
        role="Công chức tiếp nhận",
        unit="",
        minutes=minutes,
        counts="gio_lam_viec",
        total_minutes=480,
        timed=bool(hours),
    )


def test_a_dossier() -> None:
    assert parse("dossiers", Row(2, DOSSIER)) == DossierRow(
        code="H01.121-250313-0003",
        procedure_code="1.001193",
        procedure_name="Đăng ký khai sinh",
        unit="UBND xã Bình An Mẫu",
        received_at=vn(2025, 3, 13, 9, 10),
        due_at=vn(2025, 3, 14, 9, 10),
        status=4,
        holder="Trần Mẫu Hoa",
        step_due_at=vn(2025, 3, 13, 15),
        finished_at=None,
        returned_at=None,
        phone="84900500001",
        lookup_code="ABCD2345",
        source="file",
        updated_at=None,
    )


@pytest.mark.parametrize(
    ("change", "flags"),
    [
        ({"code": "hs 17"}, ("code_form",)),
        ({"procedure": ""}, ("procedure_form",)),
        ({"due_at": "12/03/2025"}, ("due_before_received",)),
        ({"phone": "02963123456"}, ("landline",)),
        ({"code": "17", "procedure": "X"}, ("code_form", "procedure_form")),
    ],
)
def test_doubts_flag_a_dossier_and_never_reject_it(
    change: dict[str, str], flags: tuple[str, ...]
) -> None:
    dossier = parse("dossiers", Row(2, DOSSIER | change))
    assert isinstance(dossier, DossierRow)
    assert dossier.flags == flags
    assert set(flags) <= FLAG_WORDS.keys()


def test_the_code_names_the_unit_when_the_row_does_not() -> None:
    dossier = parse("dossiers", Row(2, DOSSIER | {"unit": ""}))
    assert isinstance(dossier, DossierRow)
    assert dossier.unit == "H01.121"


@pytest.mark.parametrize("status", ["1", "3"])
def test_what_was_never_received_counts_from_its_submission(status: str) -> None:
    cells = DOSSIER | {"status": status, "received_at": "", "submitted_at": "13/03/2025 08:00"}
    dossier = parse("dossiers", Row(2, cells))
    assert isinstance(dossier, DossierRow)
    assert dossier.received_at == vn(2025, 3, 13, 8)


def test_a_dossier_in_work_needs_its_receipt() -> None:
    cells = DOSSIER | {"received_at": "", "submitted_at": "13/03/2025 08:00"}
    with pytest.raises(BadCell) as caught:
        parse("dossiers", Row(2, cells))
    assert str(caught.value) == (
        'cột "Ngày tiếp nhận" (received_at): đang để trống; điền giá trị cho ô này'
    )


def test_a_progress_row() -> None:
    assert parse("progress", Row(1, PROGRESS)) == ProgressRow(
        code="H01.121-250313-0003",
        actor="Trần Mẫu Hoa",
        at=vn(2025, 3, 13, 10),
        status=4,
        text="Chuyển xử lý",
        department="",
        step_due_at=vn(2025, 3, 13, 11, 10),
    )


def test_a_report() -> None:
    assert parse("reports", Row(2, REPORT)) == ReportRow(
        code="R22",
        name="Báo cáo tháng",
        rule='{"kind": "recurring", "every": "month", "day": 22, "inclusive": false}',
        from_units="so",
        to_unit="H01.16",
        data_window="21 - 20",
        source="Kế hoạch mẫu",
        valid_from="2025-01-01",
        valid_to=None,
    )


@pytest.mark.parametrize("rule", ["ngày 22", "3", "[1]"])
def test_a_report_needs_a_rule(rule: str) -> None:
    with pytest.raises(BadCell) as caught:
        parse("reports", Row(2, REPORT | {"rule": rule}))
    assert str(caught.value) == (
        f'cột "Quy tắc" (rule): "{rule}" không phải quy tắc thời hạn; '
        'dùng dạng {"kind": "recurring", "every": "month", "day": 22, "inclusive": false}'
    )


def test_feedback_and_events() -> None:
    feedback = {
        "code": "PA-1",
        "received_at": "13/03/2025 09:10",
        "unit": "H01.05",
        "title": "Phản ánh mẫu",
    }
    assert parse("feedback", Row(2, feedback)) == FeedbackRow(
        "PA-1", vn(2025, 3, 13, 9, 10), "H01.05", "Phản ánh mẫu", None
    )
    event = {"event": "cong_bo", "ref": "12/QĐ-UBND", "date": "13/03/2025", "unit": "H01.05"}
    assert parse("events", Row(2, event)) == EventRow(
        "cong_bo", "12/QĐ-UBND", "2025-03-13", "H01.05", ""
    )


def test_every_kind_of_file_can_be_parsed() -> None:
    for kind in COLUMNS:
        with pytest.raises(BadCell):
            parse(kind, Row(2, {}))
