"""The units of the sample province, with districts until 30/06/2025 and without them since."""

from __future__ import annotations

import random
from datetime import date
from typing import Final

import msgspec

from bot.sample import names
from db.words import Level

# NQ 202/2025/QH15 and the two-level local government: no district level from this day on (domain reference, 4.1).
REFORM: Final = date(2025, 7, 1)
DISTRICTS: Final = 11
ROOT: Final = "H01"
OFFICE: Final = "Văn phòng UBND tỉnh"
CENTRE: Final = "Trung tâm Phục vụ hành chính công tỉnh"
BESIDE: Final = (
    OFFICE,
    CENTRE,
)  # of the level of centres: they gather reports and dossiers, and report nothing themselves

# NQ 1654/NQ-UBTVQH15: 102 communes of the new An Giang (domain reference, 4.1).
OF_102: Final = {"xã": 85, "phường": 14, "đặc khu": 3}

DEPARTMENTS_BEFORE: Final = (
    "Sở Tư pháp", "Sở Nội vụ", "Sở Tài chính", "Sở Kế hoạch và Đầu tư", "Sở Công Thương",
    "Sở Nông nghiệp và Phát triển nông thôn", "Sở Tài nguyên và Môi trường", "Sở Xây dựng", "Sở Giao thông vận tải",
    "Sở Thông tin và Truyền thông", "Sở Khoa học và Công nghệ", "Sở Giáo dục và Đào tạo", "Sở Y tế",
    "Sở Lao động - Thương binh và Xã hội", "Thanh tra tỉnh",
)  # fmt: skip
DEPARTMENTS_AFTER: Final = (
    "Sở Tư pháp", "Sở Nội vụ", "Sở Tài chính", "Sở Công Thương", "Sở Nông nghiệp và Môi trường", "Sở Xây dựng",
    "Sở Khoa học và Công nghệ", "Sở Giáo dục và Đào tạo", "Sở Y tế", "Sở Văn hóa và Thể thao", "Sở Du lịch",
    "Sở Dân tộc và Tôn giáo", "Sở Ngoại vụ", "Ban Quản lý Khu kinh tế", "Thanh tra tỉnh",
)  # fmt: skip
DISTRICT_OFFICES: Final = (
    "Văn phòng HĐND và UBND", "Phòng Tư pháp", "Phòng Tài chính - Kế hoạch", "Phòng Tài nguyên và Môi trường",
    "Phòng Kinh tế và Hạ tầng", "Phòng Nội vụ",
)  # fmt: skip

_HOURS: Final = ("", "07:00-11:00,13:00-17:00", "T2-T6 07:00-11:30,13:30-17:00; T7 07:00-11:00")
_HOURS_WEIGHTS: Final = (88, 9, 3)


class SampleUnit(msgspec.Struct, frozen=True):
    """One unit as a row of units.csv. `place` is what kind of work it does: `xa`, or the bare name of its office.

    `kind` is what a commune is (`xã`, `phường`, `thị trấn`, `đặc khu`), empty for others. `swamped` is the one commune
    that gets far more work than it can do in time, as Phú Quốc did (domain reference, 9).
    """

    code: str
    name: str
    level: Level
    parent: str
    valid_from: str
    valid_to: str
    successor: str
    hours: str
    place: str
    kind: str = ""
    swamped: bool = False


def found(communes: int, on: date, rng: random.Random) -> list[SampleUnit]:
    """Return all units of the province as they stand on a day, parents before their children.

    Province, 15 departments, the provincial office and the centre of public services always; until 30/06/2025 eleven districts (or as many as there are
    communes) with their offices, and the communes under them; from 01/07/2025 communes directly under the province.
    """
    old = on < REFORM
    units = [_unit(ROOT, f"UBND {names.PROVINCE}", Level.TINH, "", place="tinh")]
    departments = (*(DEPARTMENTS_BEFORE if old else DEPARTMENTS_AFTER), *BESIDE)
    for number, name in enumerate(departments, 1):
        level = Level.TRUNGTAM if name in BESIDE else Level.SO
        units.append(_unit(f"{ROOT}.{number:02}", name, level, ROOT, place=name))
    if old:
        count = min(DISTRICTS, communes)
        for number in range(count):
            mine = range(number, communes, count)
            units += _district(number, mine, rng)
    else:
        kinds = _kinds(communes)
        names_left = {kind: iter(range(communes)) for kind in OF_102}
        units += [
            _commune_after(number, kind, next(names_left[kind]), rng)
            for number, kind in enumerate(kinds)
        ]
    return _swamp(units)


def _kinds(communes: int) -> list[str]:
    """Return what each commune is, in the proportion of the 102: wards spread out, special zones last."""
    islands = round(communes * OF_102["đặc khu"] / 102)
    wards = round(communes * OF_102["phường"] / 102)
    ashore = communes - islands
    chosen = {number * ashore // wards for number in range(wards)} if wards else set()
    return [
        "đặc khu" if number >= ashore else "phường" if number in chosen else "xã"
        for number in range(communes)
    ]


def _swamp(units: list[SampleUnit]) -> list[SampleUnit]:
    """Mark the first special zone, or without any the largest town there is."""
    order = ("đặc khu", "phường", "thị trấn", "xã")
    communes = [unit for unit in units if unit.kind]
    chosen = min(communes, key=lambda unit: (order.index(unit.kind), unit.code))
    return [
        msgspec.structs.replace(unit, swamped=True) if unit is chosen else unit for unit in units
    ]


def _district(number: int, communes: range, rng: random.Random) -> list[SampleUnit]:
    form = {0: "thành phố", 1: "thị xã"}.get(number, "huyện")
    code = f"{ROOT}.{21 + number}"
    name = f"{form} {names.district(number)}"
    until = "30/06/2025"
    units = [_unit(code, f"UBND {name}", Level.HUYEN, ROOT, until=until, place="huyen")]
    for place, office in enumerate(DISTRICT_OFFICES, 1):
        full = f"{office} {name}"
        units.append(
            _unit(f"{code}.{place:02}", full, Level.PHONG, code, until=until, place=office)
        )
    for place, commune in enumerate(communes):
        kind = ("thị trấn" if number > 1 else "phường") if place == 0 else "xã"
        full = f"UBND {kind} {names.commune(commune)}"
        units.append(
            _unit(f"{code}.{11 + place}", full, Level.XA, code, hours=_hours(rng), kind=kind)
        )
    return units


def _commune_after(number: int, kind: str, place_of_kind: int, rng: random.Random) -> SampleUnit:
    lap, place = divmod(number, 900)  # groups of a code have at most three digits
    code = f"{ROOT}.{100 + place}" + (f".{lap}" if lap else "")
    name = names.island(place_of_kind) if kind == "đặc khu" else names.commune(number)
    since = f"{REFORM:%d/%m/%Y}"
    full = f"UBND {kind} {name}"
    return _unit(code, full, Level.XA, ROOT, since=since, hours=_hours(rng), kind=kind)


def _hours(rng: random.Random) -> str:
    return rng.choices(_HOURS, _HOURS_WEIGHTS)[0]


def _unit(
    code: str,
    name: str,
    level: Level,
    parent: str,
    *,
    place: str = "xa",
    since: str = "01/01/2021",
    until: str = "",
    hours: str = "",
    kind: str = "",
) -> SampleUnit:
    return SampleUnit(code, name, level, parent, since, until, "", hours, place, kind)
