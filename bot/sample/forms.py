"""The rows of the sample's files: spreadsheet columns (contract, section 5) and items of the feed (domain reference)."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping

from bot.sample.dossiers import SampleDossier
from bot.sample.organisation import SampleUnit
from bot.sample.people import SamplePerson
from bot.sample.procedures import Procedure, counts
from bot.sample.walk import Done
from schedules.civil import to_civil

Texts = Mapping[str, str]

# The texts by which senders of the feed tell that a dossier was stopped; the status beside them is 9 or the true one.
_STOPPED = {
    3: ("Từ chối tiếp nhận hồ sơ", "3"),
    5: ("Cán bộ trả hồ sơ bổ sung", "9"),
    6: ("Công dân thực hiện NVTC", "9"),
    7: ("Công dân rút hồ sơ", "7"),
    8: ("Dừng xử lý hồ sơ", "9"),
}
REPEATED = 0.02  # share of progress rows that are sent twice
SHUFFLED = 0.05  # share of dossiers whose progress rows come out of order


def unit_row(unit: SampleUnit) -> Texts:
    """Return a row of units.csv."""
    return {
        "code": unit.code,
        "name": unit.name,
        "level": unit.level.value,
        "parent": unit.parent,
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
        "successor": unit.successor,
        "hours": unit.hours,
    }


def person_row(person: SamplePerson) -> Texts:
    """Return a row of people.csv."""
    return {
        "code": person.code,
        "name": person.name,
        "title": person.title,
        "unit": person.unit,
        "roles": person.roles,
        "phone": person.phone,
        "zalo_user_id": person.zalo_user_id,
        "reports_to": person.reports_to,
    }


def step_rows(procedure: Procedure, units: Iterable[SampleUnit]) -> Iterator[Texts]:
    """Yield the rows of procedures.csv, one a step; a procedure of one department names its unit."""
    doing = [unit.code for unit in units if unit.place == procedure.place]
    for seq, step in enumerate(procedure.steps, 1):
        yield {
            "code": procedure.code,
            "name": procedure.name,
            "field": procedure.field,
            "seq": str(seq),
            "step": step.name,
            "role": step.role,
            "unit": doing[0] if len(doing) == 1 and procedure.place.startswith("Sở") else "",
            "hours": _hours(step.minutes),
            "counts": counts(step.minutes),
            "total_hours": _hours(procedure.minutes),
        }


def dossier_row(dossier: SampleDossier) -> Texts:
    """Return a row of dossiers.csv."""
    state = dossier.walk
    return {
        "code": dossier.code,
        "procedure": dossier.procedure.code,
        "procedure_name": dossier.procedure.name,
        "unit": dossier.unit.code,
        "received_at": _slashed(dossier.received_at),
        "due_at": _slashed(dossier.due_at),
        "status": str(state.status),
        "holder": dossier.holder,
        "step_due_at": _slashed(state.step_due_at),
        "finished_at": _slashed(state.finished_at),
        "returned_at": _slashed(state.returned_at),
        "phone": dossier.phone,
        "lookup_code": dossier.lookup_code,
    }


def dossier_item(dossier: SampleDossier) -> dict[str, object]:
    """Return the same dossier as an item of `DongBoHoSoMC`.

    With the three fields of a local feed (`NguoiDangXuLy`, `NgayHenTraCaNhan`, `MaTraCuu`) and a few that a reminder has
    no business with, so that dropping them is exercised.
    """
    state = dossier.walk
    return {
        "MaHoSo": dossier.code,
        "MaTTHC": dossier.procedure.code,
        "TenTTHC": dossier.procedure.name,
        "TenLinhVuc": dossier.procedure.field,
        "ChuHoSo": dossier.applicant,
        "LoaiDoiTuong": "1",
        "SoDienThoai": dossier.phone,
        "TrichYeuHoSo": dossier.procedure.name,
        "NgayNopHoSo": _packed(dossier.received_at),
        "NgayTiepNhan": _packed(dossier.received_at),
        "NgayHenTra": _packed(dossier.due_at),
        "TrangThaiHoSo": str(state.status),
        "NgayKetThucXuLy": _packed(state.finished_at),
        "NgayTra": _packed(state.returned_at),
        "DonViXuLy": dossier.unit.name,
        "NguoiDangXuLy": dossier.holder,
        "NgayHenTraCaNhan": _packed(state.step_due_at),
        "MaTraCuu": dossier.lookup_code,
        "TaiLieuNop": [],
        "DanhSachLePhi": [],
        "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": "000000000001"}],
    }


def progress_items(dossiers: Iterable[SampleDossier], rng: random.Random) -> Iterator[Texts]:
    """Yield the items of `CapNhatTienDoHoSoMC`: every finished step, some twice, some out of order, as feeds do."""
    for dossier in dossiers:
        items = list(_progress(dossier))
        if rng.random() < SHUFFLED:
            rng.shuffle(items)
        for item in items:
            yield item
            if rng.random() < REPEATED:
                yield item


def _progress(dossier: SampleDossier) -> Iterator[Texts]:
    state = dossier.walk
    last = len(dossier.procedure.steps) - 1
    for place, done in enumerate(state.done):
        if place == 0:
            yield _progress_item(dossier, done, "Tiếp nhận hồ sơ", "2")
        elif place == last:
            yield _progress_item(dossier, done, "Kết thúc xử lý hồ sơ", "9")
        else:
            yield _progress_item(dossier, done, f"Chuyển xử lý: {done.step}", "4")
    if state.stopped:
        yield _progress_item(dossier, state.stopped, *_STOPPED[state.status])


def _progress_item(dossier: SampleDossier, done: Done, text: str, status: str) -> Texts:
    return {
        "MaHoSo": dossier.code,
        "NguoiXuLy": done.person.name,
        "ChucDanh": done.person.title,
        "ThoiDiemXuLy": _packed(done.at),
        "PhongBanXuLy": "",
        "NoiDungXuLy": text,
        "TrangThai": status,
        "NgayBatDau": "",
        "NgayKetThucTheoQuyDinh": _packed(done.due_at),
    }


def _slashed(instant: int | None) -> str:
    return "" if instant is None else f"{to_civil(instant):%d/%m/%Y %H:%M}"


def _packed(instant: int | None) -> str:
    return "" if instant is None else f"{to_civil(instant):%Y%m%d%H%M%S}"


def _hours(minutes: int) -> str:
    """Return hours as people write them: 30 minutes are `0,5`."""
    return f"{minutes / 60:g}".replace(".", ",")
