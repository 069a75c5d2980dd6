"""The feeds: envelopes, dossier items, progress items, and distortions set right."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.errors import BadTable
from bot.ingest.feed import Envelope, read_dossiers, read_progress, unwrap
from bot.ingest.rows import DossierRow, ProgressRow
from bot.ingest.statuses import settled_status, true_status
from bot.ingest.tables import Rejected
from schedules.civil import VIETNAM, to_instant

CODE = "000.00.12.H01-260305-0003"
ITEM: dict[str, object] = {
    "MaHoSo": CODE,
    "MaTTHC": "1.001193",
    "TenTTHC": "Đăng ký khai sinh",
    "ChuHoSo": "Nguyễn Mẫu An",
    "SoGiayToChuHoSo": "000000000001",
    "SoDienThoai": "0900500001",
    "ThongTinKhac": "điều riêng tư",
    "NgayNopHoSo": "20260305081200",
    "NgayTiepNhan": "20260305091000",
    "NgayHenTra": "20260310091000",
    "TrangThaiHoSo": "4",
    "NgayTra": "",
    "NgayKetThucXuLy": "",
    "DonViXuLy": "UBND xã Mẫu",
    "GhiChu": "ghi chú riêng",
    "TaiLieuNop": [{"TepDinhKemId": "1", "TenTepDinhKem": "can-cuoc.pdf"}],
    "DanhSachLePhi": [{"TenPhiLePhi": "Lệ phí", "Gia": "8000"}],
    "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": "000000000001"}],
}
STEP: dict[str, object] = {
    "MaHoSo": CODE,
    "NguoiXuLy": "Trần Mẫu Hoa",
    "ChucDanh": "",
    "ThoiDiemXuLy": "20260305143000",
    "PhongBanXuLy": "",
    "NoiDungXuLy": "Chuyển xử lý",
    "TrangThai": "4",
    "NgayBatDau": "",
    "NgayKetThucTheoQuyDinh": "20260306091000",
}


def vn(*parts: int) -> int:
    return to_instant(datetime(*parts, tzinfo=VIETNAM))  # type: ignore[misc, arg-type]


DOSSIER = DossierRow(
    code=CODE,
    procedure_code="1.001193",
    procedure_name="Đăng ký khai sinh",
    unit="UBND xã Mẫu",
    received_at=vn(2026, 3, 5, 9, 10),  # Thursday
    due_at=vn(2026, 3, 10, 9, 10),  # Tuesday
    status=4,
    holder="",
    step_due_at=None,
    finished_at=None,
    returned_at=None,
    phone="84900500001",
    lookup_code="",
    source="dvcqg",
    updated_at=None,
    order=(vn(2026, 3, 5, 9, 10), 1, 2),
    submitted_at=vn(2026, 3, 5, 8, 12),
)


def test_the_adapter_envelope() -> None:
    body = msgspec.json.encode(
        {
            "session": "phien-mau",
            "madonvi": "000.00.12.H01",
            "service": "DongBoHoSoMC",
            "isUpdating": "False",
            "data": [ITEM],
        }
    )
    assert unwrap(body) == Envelope([ITEM], "DongBoHoSoMC", "phien-mau", "000.00.12.H01", False)


@pytest.mark.parametrize(
    ("flag", "updating"), [("True", True), ("true", True), (True, True), ("False", False)]
)
def test_the_updating_flag_is_a_string(flag: object, updating: bool) -> None:
    assert unwrap(msgspec.json.encode({"isUpdating": flag, "data": []})).updating is updating


def test_the_bare_array_and_the_pulled_list() -> None:
    assert unwrap(msgspec.json.encode([ITEM])) == Envelope([ITEM])
    assert unwrap(msgspec.json.encode({"Total": 1, "Data": [ITEM]})) == Envelope([ITEM])


@pytest.mark.parametrize("body", [b"", b"<xml/>", b'{"service": "DongBoHoSoMC"}', b'"x"'])
def test_anything_else_is_refused(body: bytes) -> None:
    with pytest.raises(BadTable):
        unwrap(body)


def test_a_dossier_item() -> None:
    batch = read_dossiers([ITEM], "dvcqg")
    assert batch.rows == [DOSSIER]
    assert batch.rejected == []


def test_nothing_private_passes_the_door() -> None:
    kept = msgspec.json.encode(read_dossiers([ITEM], "dvcqg").rows).decode()
    for private in ("Nguyễn Mẫu An", "000000000001", "can-cuoc", "8000", "riêng"):
        assert private not in kept


def test_the_feed_tells_how_a_dossier_came_in() -> None:
    (row,) = read_dossiers([ITEM | {"KenhThucHien": "2"}], "dvcqg").rows
    assert row == msgspec.structs.replace(DOSSIER, channel="2")


def test_a_pulled_item_has_other_names_and_no_unit() -> None:
    pulled = {
        "MaHoSo": CODE,
        "TenChuHoSo": "Nguyễn Mẫu An",
        "SoGiayTo": "000000000001",
        "DienThoai": "0900500001",
        "NgayTiepNhan": "2026-03-05T09:10:00",
        "NgayHenTra": "10/03/2026 09:10:00",
        "TrangThaiHoSo": 4,
        "MaTTHC": "1.001193.H01",
        "EformId": "7",
    }
    wanted = msgspec.structs.replace(
        DOSSIER,
        submitted_at=None,
        procedure_code="1.001193.H01",
        procedure_name="",
        unit="000.00.12.H01",
        source="igate",
        order=(vn(2026, 3, 5, 9, 10), 2, 2),
    )
    assert read_dossiers([pulled], "igate").rows == [wanted]
    named = msgspec.structs.replace(wanted, unit="UBND xã Mẫu")
    assert read_dossiers([pulled], "igate", unit="UBND xã Mẫu").rows == [named]


def test_the_local_feed_names_the_present_holder() -> None:
    local = ITEM | {
        "NguoiDangXuLy": ["Trần Mẫu Hoa", "Lê Mẫu Nam"],
        "NgayHenTraCaNhan": "06/03/2026 09:10:00",
    }
    row = read_dossiers([local], "local").rows[0]
    assert row.holder == "Trần Mẫu Hoa;Lê Mẫu Nam"
    assert row.step_due_at == vn(2026, 3, 6, 9, 10)


@pytest.mark.parametrize("status", ["4", 4, "4.0", "Đang xử lý"])
def test_statuses_are_strings_or_numbers(status: object) -> None:
    assert read_dossiers([ITEM | {"TrangThaiHoSo": status}], "dvcqg").rows == [DOSSIER]


@pytest.mark.parametrize("bad", ["không có", "0900500001 / 0900500002", "123"])
def test_a_bad_phone_costs_the_phone_not_the_dossier(bad: str) -> None:
    row = read_dossiers([ITEM | {"SoDienThoai": bad}], "dvcqg").rows[0]
    assert row == msgspec.structs.replace(DOSSIER, phone="", flags=("phone_dropped",))


def test_bad_items_are_named_and_the_good_ones_go_on() -> None:
    batch = read_dossiers(
        [
            ITEM | {"NgayTiepNhan": "32/13/2026"},
            "x",
            ITEM,
            ITEM | {"TrangThaiHoSo": "0"},
            ITEM | {"MaHoSo": ""},
        ],
        "dvcqg",
    )
    assert batch.rows == [DOSSIER]
    assert batch.ignored == 1
    assert batch.rejected == [
        Rejected(
            1,
            'cột "Ngày tiếp nhận" (received_at): "32/13/2026" không phải ngày hợp lệ; '
            "dùng dd/MM/yyyy HH:mm",
            CODE,
        ),
        Rejected(2, 'mục này không phải một đối tượng; dùng dạng {"tên trường": "giá trị"}'),
        Rejected(5, 'cột "Mã hồ sơ" (code): đang để trống; điền giá trị cho ô này'),
    ]


def test_a_progress_item() -> None:
    batch = read_progress([STEP])
    assert batch.rows == [
        ProgressRow(
            code=CODE,
            actor="Trần Mẫu Hoa",
            at=vn(2026, 3, 5, 14, 30),
            status=4,
            text="Chuyển xử lý",
            department="",
            step_due_at=vn(2026, 3, 6, 9, 10),
        )
    ]


def test_progress_of_other_senders() -> None:
    igate = STEP | {"IDHoSo": 7, "TrangThai": 4, "ThoiDiemXuLy": "2026-03-05T14:30:00"}
    welfare = {
        "AcceptKey": "x",
        "MaHoSo": CODE,
        "TaiKhoanXuLy": "hoa.tm",
        "DonViXuLy": "UBND xã Mẫu",
        "NoiDungXuLy": "Chuyển xử lý",
        "ThoiDiemXuLy": "05/03/2026 14:30:00",
        "StatusId": "4",
    }
    rows = read_progress([igate, welfare]).rows
    assert [(row.at, row.status) for row in rows] == [(vn(2026, 3, 5, 14, 30), 4)] * 2
    assert (rows[1].actor, rows[1].department) == ("hoa.tm", "UBND xã Mẫu")


@pytest.mark.parametrize(
    ("status", "text", "true"),
    [
        (9, "Cán bộ trả hồ sơ bổ sung", 5),
        (9, "CAN BO TRA HO SO BO SUNG", 5),
        (9, "Yêu cầu bổ sung giấy tờ", 5),
        (9, "Công dân thực hiện NVTC", 6),
        (9, "Thực hiện nghĩa vụ tài chính", 6),
        (9, "Công dân rút hồ sơ", 7),
        (9, "Dừng xử lý hồ sơ", 8),
        (9, "Kết thúc xử lý hồ sơ", 9),
        (9, "Hồ sơ không có ngày hẹn trả", 9),
        (2, "Tiếp nhận hồ sơ", 2),
        (4, "Yêu cầu bổ sung giấy tờ", 4),  # only what pretends to be finished is looked through
        (5, "Kết thúc xử lý hồ sơ", 5),
    ],
)
def test_the_text_tells_what_a_finished_row_really_is(status: int, text: str, true: int) -> None:
    assert true_status(status, text) == true
    row = read_progress([STEP | {"TrangThai": str(status), "NoiDungXuLy": text}]).rows[0]
    assert row.status == true


def progress(at: int, status: int) -> ProgressRow:
    return ProgressRow(CODE, "Trần Mẫu Hoa", at, status, "", "", None)


@pytest.mark.parametrize(
    ("said", "rows", "settled"),
    [
        (9, [], 9),
        (9, [progress(1, 2), progress(2, 4), progress(3, 5)], 5),
        (9, [progress(3, 6), progress(1, 2)], 6),  # out of order
        (9, [progress(1, 5), progress(2, 9)], 9),  # resubmitted and finished since
        (9, [progress(1, 2), progress(2, 4)], 9),
        (4, [progress(1, 5)], 4),  # the sender says it goes on
        (10, [progress(1, 5)], 10),
    ],
)
def test_a_dossier_that_waits_is_not_taken_for_finished(
    said: int, rows: list[ProgressRow], settled: int
) -> None:
    assert settled_status(said, rows) == settled


@given(st.permutations([progress(1, 2), progress(2, 4), progress(3, 5)]))
def test_the_order_of_arrival_does_not_matter(rows: list[ProgressRow]) -> None:
    assert settled_status(9, rows) == 5
