"""The civil servants of the sample province: heads, deputies, contact officers and those who do the work."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from bot.sample import names
from bot.sample.organisation import CENTRE, OFFICE, ROOT, SampleUnit
from db.words import Level

RECEIVER: Final = "Công chức tiếp nhận"
EXPERT: Final = "Chuyên viên thẩm định"
CIVIL_STATUS: Final = "Công chức tư pháp - hộ tịch"
LAND: Final = "Công chức địa chính - xây dựng"
CULTURE: Final = "Công chức văn hóa - xã hội"
FINANCE: Final = "Công chức tài chính - kế toán"
SIGNERS: Final = {
    Level.XA: "Phó Chủ tịch UBND",
    Level.PHONG: "Phó Trưởng phòng",
    Level.SO: "Phó Giám đốc",
}
NOT_LINKED: Final = 0.05  # share of people without a Zalo account tied to them
NO_PHONE: Final = 0.03  # share of officers of whom no number is known
NEITHER: Final = 0.3  # share of those who have no Zalo account either
NAMESAKES: Final = 0.02  # share of officers with the very name of a colleague in their unit
CENTRE_RECEIVER: Final = "Nhân viên tiếp nhận, trả kết quả"

Post = tuple[str, str]  # title, roles


class SamplePerson(msgspec.Struct, frozen=True):
    """One person as a row of people.csv."""

    code: str
    name: str
    title: str
    unit: str
    roles: str
    phone: str
    zalo_user_id: str
    reports_to: str


def appoint(units: Iterable[SampleUnit], rng: random.Random) -> list[SamplePerson]:
    """Return the people of all `units` (parents first); phones and Zalo ids are unique overall, names nearly so in a unit.

    The first person of a unit is its head: the others report to the head, and the head to the leader of the unit above.
    """
    people: list[SamplePerson] = []
    above: dict[str, str] = {}  # unit -> code of the person to whom the heads below it report
    for unit in units:
        taken: list[str] = []  # in order: a set of texts has another order in each run
        head = ""
        for title, roles in _posts(unit, rng):
            phone = _phone(len(people), roles, rng)
            person = SamplePerson(
                code=f"CB{len(people) + 1:05}",
                name=_name(taken, roles, rng),
                title=title,
                unit=unit.code,
                roles=roles,
                phone=phone,
                zalo_user_id=_zalo(len(people), phone, rng),
                reports_to=head or above.get(unit.parent, ""),
            )
            people.append(person)
            head = head or person.code
            if "leader" in roles:
                above[unit.code] = person.code
    return people


def by_unit(people: Iterable[SamplePerson]) -> dict[str, list[SamplePerson]]:
    """Return the people of each unit code, in order."""
    grouped: dict[str, list[SamplePerson]] = defaultdict(list)
    for person in people:
        grouped[person.unit].append(person)
    return grouped


def _posts(unit: SampleUnit, rng: random.Random) -> Iterator[Post]:
    """Yield the posts of a unit, its head first (titles: domain reference, 8.1)."""
    if unit.code == ROOT:
        yield "Chủ tịch UBND tỉnh", "head"
        yield "Phó Chủ tịch UBND tỉnh", "leader"
        yield "Trưởng phòng Kiểm soát TTHC, Văn phòng UBND tỉnh", "coordinator"
    elif unit.place == OFFICE:
        yield "Chánh Văn phòng UBND tỉnh", "head"
        yield "Phó Trưởng phòng Kiểm soát TTHC", "coordinator"
        yield "Chuyên viên phòng Kiểm soát TTHC", "officer;admin"
    elif unit.place == CENTRE:
        yield "Giám đốc Trung tâm", "head"
        yield "Phó Giám đốc Trung tâm", "officer;coordinator"
        for _ in range(8):
            yield CENTRE_RECEIVER, "officer"
    elif unit.level is Level.SO:
        yield from _department(unit, rng)
    elif unit.level is Level.HUYEN:
        yield _titled("Chủ tịch", unit), "head;leader"
        yield _titled("Phó Chủ tịch", unit), "officer"
        yield "Cán bộ đầu mối kiểm soát TTHC", "officer;coordinator"
    elif unit.level is Level.PHONG:
        yield from _district_office(unit, rng)
    else:
        yield from _commune(unit, rng)


def _department(unit: SampleUnit, rng: random.Random) -> Iterator[Post]:
    heads = {"Thanh tra tỉnh": "Chánh Thanh tra tỉnh", "Ban Quản lý Khu kinh tế": "Trưởng ban"}
    yield heads.get(unit.place, "Giám đốc sở"), "head"
    yield SIGNERS[Level.SO], "officer"
    yield "Chánh văn phòng sở", "coordinator"
    yield RECEIVER, "officer"
    for _ in range(rng.randint(3, 5)):
        yield EXPERT, "officer"


def _district_office(unit: SampleUnit, rng: random.Random) -> Iterator[Post]:
    if unit.place.startswith("Văn phòng"):
        yield "Chánh Văn phòng HĐND và UBND", "head"
        yield "Cán bộ đầu mối kiểm soát TTHC", "officer;coordinator"
        return
    yield "Trưởng phòng", "head"
    yield SIGNERS[Level.PHONG], "officer"
    yield RECEIVER, "officer;coordinator"
    for _ in range(rng.randint(1, 3)):
        yield EXPERT, "officer"


def _commune(unit: SampleUnit, rng: random.Random) -> Iterator[Post]:
    yield _titled("Chủ tịch", unit), "head"
    yield SIGNERS[Level.XA], "officer"
    yield "Công chức văn phòng - thống kê", rng.choice(("coordinator", "officer;coordinator"))
    busy = unit.kind in {"phường", "đặc khu"}
    for title in (RECEIVER, CIVIL_STATUS) * (2 if busy else 1):
        yield title, "officer"
    for title in rng.sample((LAND, CULTURE, FINANCE), 3 if busy else rng.randint(0, 2)):
        yield title, "officer"


def _titled(rank: str, unit: SampleUnit) -> str:
    """Return for example `Chủ tịch UBND đặc khu` for the unit `UBND đặc khu Hòn Sao Mẫu`."""
    kind = next(kind for kind in _KINDS if unit.name.startswith(f"UBND {kind} "))
    return f"{rank} UBND {kind}"


_KINDS: Final = ("xã", "phường", "thị trấn", "đặc khu", "huyện", "thị xã", "thành phố")


def _name(taken: list[str], roles: str, rng: random.Random) -> str:
    """Return a name that is new in the unit, but for some officers who share theirs with a colleague."""
    if len(taken) > 2 and roles == "officer" and rng.random() < NAMESAKES:
        return rng.choice(taken[1:])  # not the head's
    name = names.person(rng)
    while name in taken:
        name = names.person(rng)
    taken.append(name)
    return name


def _phone(number: int, roles: str, rng: random.Random) -> str:
    unknown = roles == "officer" and rng.random() < NO_PHONE
    return "" if unknown else names.officer_phone(number)


def _zalo(number: int, phone: str, rng: random.Random) -> str:
    unlinked = NOT_LINKED if phone else NEITHER
    return "" if rng.random() < unlinked else names.zalo_user_id(number, rng)
