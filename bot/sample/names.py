"""Names that are plainly a sample: every place and every person carries the word Mẫu ("specimen")."""

from __future__ import annotations

import random

PROVINCE = "tỉnh An Mẫu"

_PLACE_FIRST = (
    "Bình", "Châu", "Đông", "Định", "Giồng", "Hòa", "Long", "Lộc", "Mỹ", "Nhơn",
    "Phú", "Quảng", "Tân", "Tây", "Thạnh", "Thới", "Vĩnh", "Xuân", "Núi", "Gò",
)  # fmt: skip
_PLACE_SECOND = (
    "An", "Điền", "Đức", "Hưng", "Khánh", "Lạc", "Lợi", "Minh", "Nghĩa", "Phước",
    "Quới", "Sơn", "Thành", "Thủy", "Trị", "Trung", "Tường", "Viễn", "Thuận", "Hậu",
)  # fmt: skip
_DISTRICTS = (
    "Long Giang", "Tân Hải", "Châu Giang", "Phú Giang", "Chợ Đồng", "Thoại Giang", "Tri Giang",
    "Tịnh Giang", "An Giồng", "Kiên Giồng", "Hòn Giang",
)  # fmt: skip
_ISLANDS = ("Hòn Sao", "Hòn Nắng", "Hòn Sóng")

_FAMILIES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý",
)  # fmt: skip
_GIVEN = (
    "An", "Bảo", "Bình", "Chi", "Cường", "Diệp", "Dung", "Dũng", "Duy", "Giang", "Hà", "Hạnh", "Hải", "Hằng", "Hiền",
    "Hiếu", "Hoa", "Hòa", "Hùng", "Huyền", "Hương", "Khánh", "Khoa", "Kiên", "Lan", "Liên", "Linh", "Loan", "Long",
    "Lực", "Mai", "Minh", "My", "Nam", "Nga", "Ngân", "Ngọc", "Nhân", "Nhung", "Oanh", "Phong", "Phúc", "Phương",
    "Quang", "Quân", "Quyên", "Sơn", "Tâm", "Thảo", "Thắng", "Thanh", "Thủy", "Tiến", "Trang", "Trí", "Trung",
    "Tuấn", "Tuyết", "Vân", "Vinh",
)  # fmt: skip
_COMBINATIONS = len(_PLACE_FIRST) * len(_PLACE_SECOND)
_PHONES = 500_000  # people have the lower half of 0900 000000–999999, citizens the upper
_STRIDE = (
    7_919  # a prime that does not divide _PHONES: neighbours get distant numbers, none comes twice
)


def commune(number: int) -> str:
    """Return the name of commune `number` (from 0), such as `Bình An Mẫu`; no two numbers share a name."""
    lap, place = divmod(number, _COMBINATIONS)
    turn, first = divmod(place, len(_PLACE_FIRST))
    second = _PLACE_SECOND[(turn + first) % len(_PLACE_SECOND)]
    again = f" {lap + 1}" if lap else ""
    return f"{_PLACE_FIRST[first]} {second} Mẫu{again}"


def island(number: int) -> str:
    """Return the name of special zone `number` (from 0); no two numbers share a name."""
    lap, place = divmod(number, len(_ISLANDS))
    again = f" {lap + 1}" if lap else ""
    return f"{_ISLANDS[place]} Mẫu{again}"


def district(number: int) -> str:
    """Return the name of district `number`, 0 to 10."""
    return f"{_DISTRICTS[number]} Mẫu"


def person(rng: random.Random) -> str:
    """Return a full name with the middle name Mẫu, such as `Trần Mẫu Hoa`; names come up more than once."""
    given = rng.choice(_GIVEN)
    if rng.random() < 0.3:
        given = f"{rng.choice(_GIVEN)} {given}"
    return f"{rng.choice(_FAMILIES)} Mẫu {given}"


def officer_phone(number: int) -> str:
    """Return the phone of person `number`: 0900 and six digits, unique for half a million people."""
    return f"0900{(number + 1) * _STRIDE % _PHONES:06}"


def citizen_phone(rng: random.Random) -> str:
    """Return the phone of a citizen, never that of an officer; one citizen may hand in several dossiers."""
    return f"0900{_PHONES + rng.randrange(_PHONES):06}"


def zalo_user_id(number: int, rng: random.Random) -> str:
    """Return 9 and 18 digits, unique by the last seven, which are the person's number."""
    return f"9{rng.randrange(10**11):011}{number:07}"
