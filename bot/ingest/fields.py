"""Cells to values: dates, statuses, codes, roles, levels and hours as people, spreadsheets and feeds write them.

Every reader takes a `Cell` and returns a value or raises `BadCell` (a `RejectedInput`), which names the column in both
languages, the value and the mend. Spaces around and within a value are never the reason for a rejection.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, NoReturn, TypeVar

from bot.ingest.columns import Cell, fold
from bot.ingest.statuses import NO_STATUSES, STATUS_CODES, STATUS_WORDS
from db.words import Level, Role
from schedules.civil import DAY, OFFSET, parse_civil, to_instant
from schedules.errors import BadHours, RejectedInput
from schedules.hours import DEFAULT_HOURS, parse_hours

T = TypeVar("T")
# The same few words, and many of the same instants, stand in row after row.
_folded: Final = lru_cache(maxsize=1_000)(fold)
_NO_DATE: Final = ("0001-01-01", "01/01/0001", "1/1/0001", "00010101")

DATE_FORMS: Final = "dùng dd/MM/yyyy HH:mm"
CLOSING: Final = DEFAULT_HOURS.days[0][-1][1] * 60  # seconds after midnight

# Lenient on purpose: both generations of body codes, and serials of three to six digits (domain reference, 1.2).
_DOSSIER_CODE: Final = re.compile(
    r"(?:\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2}(?:\.\d{1,3}){0,6}-\d{6}-\d{3,6}"
)
_TTHC_CODE: Final = re.compile(r"(\d)\.(\d{1,6})(\..+)?")
_PHASE: Final = re.compile(r"(?:giaidoan|gd)?([1-9]|i{1,3}|iv)")
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_CHANNELS: Final = {
    "1": "1", "tructiep": "1", "2": "2", "tructuyen": "2", "online": "2",
    "3": "3", "buuchinh": "3", "buuchinhcongich": "3", "dichvubuuchinhcongich": "3",
}  # fmt: skip
_NUMBER: Final = re.compile(r"\d{1,7}(?:[.,]\d{1,4})?")
_LEADING_NUMBER: Final = re.compile(r"(\d{1,2})(?:\.0+)?(?:\s*[-–.:)\s]\s*\D.*)?")

ROLE_WORDS: Final[dict[Role, tuple[str, ...]]] = {
    Role.OFFICER: ("Cán bộ", "Công chức", "Viên chức", "Chuyên viên", "Người thực hiện"),
    Role.HEAD: ("Thủ trưởng", "Người đứng đầu", "Thủ trưởng đơn vị"),
    Role.COORDINATOR: ("Đầu mối", "Cán bộ đầu mối", "Điều phối"),
    Role.LEADER: ("Lãnh đạo", "Lãnh đạo UBND"),
    Role.ADMIN: ("Quản trị", "Quản trị viên"),
}
_ROLES: Final = {fold(word): role for role, words in ROLE_WORDS.items() for word in words} | {
    fold(role): role for role in ROLE_WORDS
}

_LEVELS: Final = {level.value: level for level in Level} | {
    "ban": Level.SO, "nganh": Level.SO, "soban": Level.SO, "sobannganh": Level.SO,
    "quan": Level.HUYEN, "thixa": Level.HUYEN,
    "phuong": Level.XA, "thitran": Level.XA, "dackhu": Level.XA,
}  # fmt: skip

_YES: Final = {"true", "1", "co", "x", "yes"}
_NO: Final = {"false", "0", "khong", "no"}

COUNTS: Final = ("gio_lam_viec", "ngay_lam_viec", "ngay")
_COUNTS: Final = {fold(way): way for way in COUNTS} | {
    "gio": "gio_lam_viec",
    "ngaylich": "ngay",
}

DEFAULT_STEP_MINUTES: Final = (
    120  # a step without a time is given two hours (domain reference, 2.2)
)


def text(cell: Cell) -> str:
    """Return the text of a cell that may be empty: composed (NFC), inner white space made single."""
    return " ".join(unicodedata.normalize("NFC", cell.text).split())


def wanted(cell: Cell) -> str:
    """Return the text of a cell that must not be empty."""
    return text(cell) or _empty(cell)


def maybe(read: Callable[[Cell], T], cell: Cell) -> T | None:
    """Return None for an empty cell, else what `read` makes of it."""
    return read(cell) if cell.text.strip() else None


def instant(cell: Cell) -> int:
    """Return the instant in seconds since 1970 (UTC) of a civil time in Asia/Ho_Chi_Minh (contract, section 5)."""
    if not cell.text.strip():
        _empty(cell)
    try:
        return _instant(cell.text)
    except RejectedInput as error:
        raise cell.wrong("không phải ngày hợp lệ", DATE_FORMS) from error


@lru_cache(maxsize=8_192)
def _instant(text: str) -> int:
    return to_instant(parse_civil(text))


def past(cell: Cell) -> int | None:
    """Return the instant of something that happened, or None when empty or in the year 0001.

    One-stop systems on .NET write 0001-01-01 where there is no date (domain reference, 1.5 and 2.2).
    """
    given = cell.text.strip()
    return None if not given or given.startswith(_NO_DATE) else instant(cell)


def maybe_past(cell: Cell) -> int | None:
    """As `past`, of a date that nothing but a comparison rests on: one that cannot be read is none."""
    try:
        return past(cell)
    except RejectedInput:
        return None


def due(cell: Cell) -> int | None:
    """Return the instant by which something is owed, or None when there is no date.

    A date without hour (or at midnight, as spreadsheets and faulty calculators write it) holds until the office closes:
    17:00 by default hours. Reading it as 00:00 would call people late before the day has begun.
    """
    at = past(cell)
    if at is not None and (at + OFFSET) % DAY == 0:
        return at + CLOSING
    return at


def day(cell: Cell) -> str | None:
    """Return a date as `YYYY-MM-DD`, or None when empty; an hour, if any, is dropped."""
    try:
        return parse_civil(cell.text).date().isoformat() if cell.text.strip() else None
    except RejectedInput as error:
        raise cell.wrong("không phải ngày hợp lệ", "dùng dd/MM/yyyy") from error


def status(cell: Cell, of_source: Mapping[str, int] = NO_STATUSES) -> int:
    """Return TrangThaiHoSo, 1 to 10, from its number or its words with or without diacritics.

    `4`, `4.0`, `4 - Đang xử lý`, `dang xu ly` are all 4. Source of the list: domain reference, 1.3. What a source means
    otherwise (`of_source`, by folded word or number) goes before.
    """
    given = wanted(cell)
    numbered = _LEADING_NUMBER.fullmatch(given)
    number = str(int(numbered[1])) if numbered else ""
    if own := of_source.get(_folded(given)) or of_source.get(number):
        return own
    code = int(number) if number else STATUS_CODES.get(_folded(given), 0)
    if code not in STATUS_WORDS:
        words = ", ".join(f"{number} {names[0]}" for number, names in STATUS_WORDS.items())
        raise cell.wrong("không phải trạng thái hồ sơ", f"dùng số 1–10 hoặc tên: {words}")
    return code


def dossier_code(cell: Cell) -> str:
    """Return a dossier code in capitals without spaces; any form is taken, see `is_usual_code`."""
    return "".join(wanted(cell).split()).upper()


def dossier_codes(cell: Cell) -> tuple[str, ...]:
    """Return further codes of a dossier, `;`-separated or empty, each as `dossier_code` makes it."""
    codes = ("".join(part.split()).upper() for part in re.split("[;,]", text(cell)))
    return tuple(dict.fromkeys(code for code in codes if code))


def days(cell: Cell) -> int:
    """Return a number of days, 0 to 999; a unit behind it is not read: `5`, `5.0` and `5 ngày` are 5."""
    found = re.fullmatch(r"\s*(\d{1,3})(?:[.,]0+)?\s*(?:ngày.*)?", text(cell))
    if not found:
        raise cell.wrong("không phải số ngày", "dùng số như 5")
    return int(found[1])


def agreed(cell: Cell) -> bool | None:
    """Return a flag such as `ThongBaoSMS`; None when it is empty or unreadable, as silence is no consent."""
    given = _folded(cell.text)
    return True if given in _YES else False if given in _NO else None


def is_usual_code(code: str) -> bool:
    """Whether a dossier code has one of the known forms, such as `H01.05-250313-0003`; others are only flagged."""
    return bool(_DOSSIER_CODE.fullmatch(code))


def procedure_code(cell: Cell) -> str:
    """Return a TTHC code in capitals without spaces; `1.000948.H38` keeps its province (see `bot.ingest.processes`).

    Spreadsheets take `2.000290` for a number and drop the last zero, so the second group is filled up to six digits.
    """
    given = "".join(text(cell).split()).upper()
    found = _TTHC_CODE.fullmatch(given)
    return f"{found[1]}.{found[2]:0<6}{found[3] or ''}" if found else given


def phase(cell: Cell) -> int:
    """Return the number of a phase, 1 to 9: `2`, `GĐ2` and `Giai đoạn 2` are 2, and so is `II`."""
    found = _PHASE.fullmatch(fold(cell.text))
    if not found:
        raise cell.wrong("không phải giai đoạn", "dùng 1, 2, 3…")
    return _ROMAN.get(found[1]) or int(found[1])


def channel(cell: Cell) -> str:
    """Return KenhThucHien: `1` direct, `2` online, `3` by post; empty for what is none of these.

    A way that is not known is no reason to turn a dossier away: times then are those for who comes in person.
    """
    return _CHANNELS.get(_folded(cell.text), "")


def roles(cell: Cell) -> tuple[Role, ...]:
    """Return the roles of a `;`-separated list in Vietnamese or English; none given means officer."""
    found: list[Role] = []
    for word in re.split(r"[;,]", text(cell)):
        role = _ROLES.get(fold(word))
        if role is None and fold(word):
            raise cell.wrong(
                f'có vai trò lạ "{word.strip()}"',
                "dùng officer, head, coordinator, leader, admin; ngăn bằng dấu ;",
            )
        if role is not None and role not in found:
            found.append(role)
    return tuple(found) or (Role.OFFICER,)


def language(cell: Cell) -> str:
    """Return the language of a person: a code or a name, in Vietnamese, English or itself; empty where none is given."""
    from messages_vi.language import language_named, languages

    found = language_named(text(cell))
    if text(cell) and not found:
        raise cell.wrong(
            f'có ngôn ngữ chưa được hỗ trợ "{text(cell)}"',
            f"dùng {', '.join(sorted(languages()))}, hoặc để trống",
        )
    return found


def level(cell: Cell) -> Level:
    """Return the level of a unit from its word: `xa`, `Xã`, `cấp xã`, `phường` are all `xa`."""
    found = _LEVELS.get(fold(wanted(cell)).removeprefix("cap"))
    if found is None:
        raise cell.wrong("không phải cấp đơn vị", f"dùng {', '.join(Level)}")
    return found


def hours(cell: Cell) -> str | None:
    """Return the specification of working hours as it was written, or None when empty; a bad one is rejected."""
    given = text(cell)
    try:
        parse_hours(given)
    except BadHours as error:
        raise cell.wrong(
            "không phải giờ làm việc",
            "dùng 07:00-11:30,13:30-17:00 hoặc T2-T6 07:00-11:30,13:30-17:00; T7 07:00-11:00",
        ) from error
    return given or None


def minutes(cell: Cell) -> int:
    """Return the minutes of a number of hours with decimal comma or point: `0,5` is 30."""
    given = wanted(cell)
    if not _NUMBER.fullmatch(given):
        raise cell.wrong("không phải số giờ", "dùng số như 4 hoặc 0,5")
    return round(float(given.replace(",", ".")) * 60)


def counts(cell: Cell) -> str:
    """Return how a step's time is counted: working hours (the default), working days or calendar days."""
    given = fold(cell.text)
    if given and given not in _COUNTS:
        raise cell.wrong("không phải cách tính thời gian", f"dùng {', '.join(COUNTS)}")
    return _COUNTS[given or "gio"]


def sequence(cell: Cell) -> int:
    """Return the number of a step, 1 or more: `2` and `Bước 2` are 2."""
    found = re.fullmatch(r"(?:buoc)?([1-9]\d{0,2})", fold(cell.text))
    if not found:
        raise cell.wrong("không phải số thứ tự bước", "dùng 1, 2, 3…")
    return int(found[1])


def _empty(cell: Cell) -> NoReturn:
    raise cell.wrong("đang để trống", "điền giá trị cho ô này")
