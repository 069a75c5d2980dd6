"""The sample's dossiers as items of the feeds: national gateway, local feed, pulled list, progress (domain reference, 1.5–1.8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from bot.sample.dates import ISO, PACKED, net, told
from bot.sample.dossiers import SUPPLEMENT_DAYS, SampleDossier
from bot.sample.forms import national_code
from bot.sample.walk import (
    DUTY,
    FINISHED,
    HANDED_OVER,
    RECEIVED,
    REFUSED,
    STOPPED,
    SUPPLEMENT,
    WAITING,
    WORKING,
    Move,
    Rest,
)

Item = dict[str, Any]
DISTORTED: Final = {
    SUPPLEMENT: FINISHED,
    DUTY: FINISHED,
    STOPPED: FINISHED,
}  # sent to the gateway as 9 (domain reference, fact 4)


class _View(msgspec.Struct, frozen=True):
    """A dossier as it stood at an instant."""

    status: int
    due_at: int | None
    finished_at: int | None = None
    returned_at: int | None = None
    refused_at: int | None = None
    rests: tuple[Rest, ...] = ()


def view(dossier: SampleDossier, at: int) -> _View:
    """The dossier as it stood at an instant at which it was known already."""
    state = dossier.walk
    past = [move for move in state.moves if move.at <= at]
    status = past[-1].status if past else WAITING if state.status == WAITING else RECEIVED
    if (
        past and status == RECEIVED
    ):  # the row of the first step says so; the dossier itself is at work since
        status = WORKING
    returned = state.returned_at if (state.returned_at or at + 1) <= at else None
    dues = [due for since, due in dossier.dues if since <= at]
    return _View(
        HANDED_OVER if returned else status,
        dues[-1] if dues else dossier.promised_at,
        state.finished_at if status == FINISHED else None,
        returned,
        past[-1].at if status == REFUSED else None,
        tuple(
            msgspec.structs.replace(rest, end=rest.end if (rest.end or at + 1) <= at else None)
            for rest in state.rests
            if rest.start <= at
        ),
    )


def gateway_item(dossier: SampleDossier, at: int, *, other_code: bool = False) -> Item:
    """The dossier as an item of `DongBoHoSoMC` at an instant, with what a reminder has no business with.

    Like a known vendor's: the date of receipt for the submission, pauses and stops sent as finished, .NET dates among the
    supplements.
    """
    seen = view(dossier, at)
    code = dossier.also if other_code else dossier.code
    item: Item = {
        "MaHoSo": code,
        "MaTTHC": dossier.procedure.code,
        "TenTTHC": dossier.procedure.name,
        "TenLinhVuc": dossier.procedure.field,
        "KenhThucHien": "2" if dossier.online else "1",
        "ChuHoSo": dossier.applicant,
        "LoaiDoiTuong": "1",
        "SoDienThoai": dossier.phone,
        "TrichYeuHoSo": "Dinhkem",
        "NgayNopHoSo": told(dossier.received_at, PACKED),
        "NgayTiepNhan": "" if seen.status == WAITING else told(dossier.received_at, PACKED),
        "NgayHenTra": told(seen.due_at, PACKED),
        "TrangThaiHoSo": str(DISTORTED.get(seen.status, seen.status)),
        "NgayKetThucXuLy": told(seen.finished_at, PACKED),
        "NgayTra": told(seen.returned_at, PACKED),
        "NgayTuChoi": told(seen.refused_at, PACKED),
        "DonViXuLy": dossier.unit.name,
        "NoiNopHoSo": "2",
        "TaiLieuNop": [],
        "DanhSachLePhi": [],
        "DanhSachHoSoBoSung": _supplements(dossier, seen),
        "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": "000000000001"}],
    }
    if not other_code and national_code(dossier):
        item["MaHoSoKhac"] = dossier.also
    return item


def local_item(dossier: SampleDossier, at: int) -> Item:
    """The dossier as a record of the one-stop system itself: present holder and step, consent flags, true statuses."""
    state, seen = dossier.walk, view(dossier, at)
    asked = seen.rests[-1].start if seen.status == SUPPLEMENT else None
    item: Item = {
        "MaHoSo": dossier.code,
        "MaTTHC": dossier.procedure.code,
        "TenTTHC": dossier.procedure.name,
        "ChuHoSo": dossier.applicant,
        "SoDienThoai": dossier.phone,
        "KenhThucHien": "2" if dossier.online else "1",
        "NgayNopHoSo": net(dossier.submitted_at),
        "NgayTiepNhan": "" if seen.status == WAITING else net(dossier.received_at),
        "HanTiepNhan": net(dossier.intake_due_at),
        "NgayHenTra": net(seen.due_at),
        "TrangThaiHoSo": seen.status,
        "NgayKetThucXuLy": net(seen.finished_at),
        "NgayTra": net(seen.returned_at),
        "NgayTuChoi": net(seen.refused_at),
        "DonViXuLy": dossier.unit.name,
        "NguoiDangXuLy": [dossier.holder] if dossier.holder else [],
        "TenBuocHienTai": "" if state.step is None else dossier.procedure.steps[state.step].name,
        "NgayHenTraCaNhan": net(state.step_due_at),
        "NgayYeuCauBoSung": net(asked),
        "ThoiHanBoSung": SUPPLEMENT_DAYS if asked else None,
        "DanhSachHoSoBoSung": _supplements(dossier, seen),
        "MaTraCuu": dossier.lookup_code,
        "ThongBaoEmail": False,
        "ThongBaoZalo": dossier.by_zalo,
        "ThongBaoSMS": dossier.by_sms,
    }
    if national_code(dossier):
        item["MaHoSoKhac"] = dossier.also
    return item


def pulled_item(dossier: SampleDossier, at: int) -> Item:
    """The dossier as an entry of a connector's list: no unit, ISO dates, the true status as a number."""
    seen = view(dossier, at)
    return {
        "MaHoSo": dossier.code,
        "TenChuHoSo": dossier.applicant,
        "SoGiayTo": "000000000001",
        "Email": "",
        "DienThoai": dossier.phone,
        "NgayTiepNhan": told(dossier.received_at, ISO),
        "NgayHenTra": told(seen.due_at, ISO),
        "TrangThaiHoSo": seen.status,
        "MaTTHC": dossier.procedure.code,
        "EformId": "",
    }


def progress_items(dossier: SampleDossier, form: str = PACKED) -> Iterator[tuple[int, Item]]:
    """Yield the items of `CapNhatTienDoHoSoMC` of a dossier with their instants; `form` is how dates are written.

    Of a dossier with two codes every second row comes under the other one.
    """
    for place, move in enumerate(dossier.walk.moves):
        code = dossier.also if dossier.also and place % 2 else dossier.code
        yield move.at, _progress_item(code, move, form)


def _progress_item(code: str, move: Move, form: str) -> Item:
    return {
        "MaHoSo": code,
        "NguoiXuLy": move.person.name,
        "ChucDanh": move.person.title,
        "ThoiDiemXuLy": told(move.at, form),
        "PhongBanXuLy": "",
        "NoiDungXuLy": move.text,
        "TrangThai": str(DISTORTED.get(move.status, move.status)),
        "NgayBatDau": "",
        "NgayKetThucTheoQuyDinh": told(move.step_due_at, form),
    }


def _supplements(dossier: SampleDossier, seen: _View) -> list[Item]:
    return [
        {
            "HoSoBoSungId": number,
            "NguoiYeuCauBoSung": "",
            "NgayBoSung": told(rest.start, ISO),
            "NgayTiepNhanBoSung": net(rest.end),
            "TrangThaiBoSung": rest.end is not None,
            "NgayHenTraTruoc": net(dossier.promised_at),
            "NgayHenTraMoi": net(seen.due_at if rest.end else None),
        }
        for number, rest in enumerate(seen.rests, 1)
        if rest.status == SUPPLEMENT
    ]
