"""What is typed to ask for a report once: "giao báo cáo: Kết quả số hóa, hạn 16h 25/11 cho các xã". Text + units + instant → parts.

Nothing is certain here: whatever is read is shown back as a draft before anything is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from db.records import Unit
from db.words import Level
from handlers.desk_words import by_name
from schedules.calendar import WorkCalendar
from schedules.due_words import Due, read_due
from schedules.text import fold, line_and_folded

HEADS: Final = (
    "giao báo cáo", "giao báo cáo đột xuất", "yêu cầu báo cáo", "yêu cầu gửi báo cáo", "đề nghị báo cáo", "đề nghị gửi báo cáo",
    "báo cáo đột xuất", "tạo báo cáo", "lập yêu cầu báo cáo",
)  # fmt: skip
_HEAD: Final = re.compile(
    r"^(?:giao|yeu cau|de nghi|tao|lap yeu cau)?\s*(?:cac don vi )?(?:gui |nop )?bao cao(?: dot xuat)?\s*(?P<colon>:)?\s*"
)
_BEGINS: Final = re.compile(rf"(?:{'|'.join(map(fold, HEADS))})(?!\w)")
_WINDOW: Final = re.compile(
    r"\b(?:so lieu|chot so lieu)\s+(?:(?:tu|tinh tu)\s+(?:ngay\s+)?[\d/.]+\s+)?(?:tinh\s+)?den\s+(?:het\s+)?(?:ngay\s+)?\d[\d/.]*\d"
)
_SOURCE: Final = re.compile(
    r"\b(?:can cu|theo (?:cong van|van ban|quyet dinh|ke hoach|thong bao|cong dien|chi thi))\b.*?(?=[,;]|\s+(?:han|cho|don vi|truoc|cham nhat)\b|$)"
)
_KEY: Final = re.compile(r"\b(?:han|truoc|cham nhat|muon nhat|den|xong truoc)\b")
_FOR: Final = re.compile(r"\b(?:giao cho|cho|don vi(?: gui| nop| bao cao)?)\s*:?\s+")
_GROUPS: Final[Sequence[tuple[str, Level | None]]] = (
    (
        r"(?:tat ca|toan bo)(?: cac)?(?: don vi)?(?: truc thuoc)?|cac don vi(?: truc thuoc)?|don vi truc thuoc",
        None,
    ),
    (
        r"(?:tat ca )?(?:cac )?(?:ubnd )?(?:cap xa|xa phuong(?: dac khu)?|phuong xa|xa va phuong|xa|phuong)(?: truc thuoc| tren dia ban(?: tinh)?)?",
        Level.XA,
    ),
    (r"(?:tat ca )?(?:cac )?(?:so ban nganh|so nganh|so)", Level.SO),
    (r"(?:tat ca )?(?:cac )?(?:ubnd )?(?:cap huyen|huyen)", Level.HUYEN),
    (r"(?:tat ca )?(?:cac )?phong(?: chuyen mon)?", Level.PHONG),
    (r"(?:tat ca )?(?:cac )?trung tam", Level.TRUNGTAM),
)
CODE: Final = r"(?:so |ma )?(dx\s?\d{1,12})"
_CANCEL: Final = re.compile(
    rf"(?:huy|thu hoi|dung)(?: yeu cau)?(?: bao cao| bc)?(?: dot xuat)?(?: {CODE})?"
)
_MOVE: Final = re.compile(
    rf"(?:doi|lui|gia han|chuyen|sua)(?: han)?(?: nop| gui)?(?: bao cao| bc)?(?: {CODE})?\s+(?:(?:den|sang|toi|thanh|lai)\s+)?(?P<due>\S.*)"
)


class Asked(NamedTuple):
    """The parts of a request that could be read; `units` are ids, `unknown` names among the units that fit none."""

    name: str = ""
    due: Due | None = None
    units: tuple[int, ...] = ()
    unknown: tuple[str, ...] = ()
    window: str = ""
    source: str = ""


def begins_request(text: str) -> bool:
    """Whether a text begins by asking for a report.

    >>> begins_request("Giao báo cáo: kết quả"), begins_request("giao cho Lan")
    (True, False)
    """
    return _BEGINS.match(fold(text)) is not None


def read_request_for_report(
    text: str, units: Sequence[Unit], now: int, calendar: WorkCalendar
) -> Asked:
    """The parts of a sentence that begins with one of `HEADS`."""
    written, folded = line_and_folded(text)
    head = _HEAD.match(folded)
    start = head.end() if head else 0
    cut: list[tuple[int, int]] = [(0, start)]
    window, source = (pattern.search(folded, start) for pattern in (_WINDOW, _SOURCE))
    cut += [found.span() for found in (window, source) if found]
    due = _due_in(_blanked(folded, cut), now, calendar)
    if due is not None:
        cut.append((due.start, due.end))
    ids, unknown, span = _units_in(_blanked(folded, cut), units)
    if span is not None:
        cut.append(span)
    name = _blanked(written, cut, " ")
    name = " ".join(name.replace(" ,", ",").split()).strip(" ,;:.-–“”\"'")
    if name and not (head and head["colon"]) and not fold(name).startswith("bao cao"):
        name = f"Báo cáo {name}"
    return Asked(
        name[:1].upper() + name[1:],
        due,
        ids,
        unknown,
        written[slice(*window.span())] if window else "",
        written[slice(*source.span())] if source else "",
    )


def read_units(text: str, units: Sequence[Unit]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Ids of the units that a list names, by group, code or name, and what names none of them."""
    folded = fold(text).replace("so, ban, nganh", "so ban nganh")
    folded = folded.replace("xa, phuong, dac khu", "xa phuong").replace("xa, phuong", "xa phuong")
    folded = folded.replace("xa va phuong", "xa phuong")
    known = by_name(units)
    ids: dict[int, None] = {}
    unknown: list[str] = []
    for piece in re.split(r"[,;|]| va ", folded):
        word = re.sub(r"^(?:don vi|cho|cac don vi)\s*:?\s*(?=\S)", "", piece.strip(" .:")).strip()
        if not word:
            continue
        found = _group(piece.strip(" .:"), units) or _group(word, units)
        if not found and len(known.get(word, ())) == 1:
            found = list(known[word])
        ids |= dict.fromkeys(found)
        unknown += [] if found else [word]
    return tuple(ids), tuple(unknown)


def read_cancel(text: str) -> str | None:
    """The code of a report to be called off, "" where none is named; None when nothing is.

    >>> read_cancel("Hủy báo cáo DX12"), read_cancel("hủy báo cáo"), read_cancel("hủy")
    ('DX12', '', None)
    """
    folded = fold(text).strip(" .!")
    found = _CANCEL.fullmatch(folded)
    if found is None or not re.search(r"bao cao|\bbc\b|dx", folded):
        return None
    return (found[1] or "").replace(" ", "").upper()


def read_move(text: str) -> tuple[str, str] | None:
    """The code of a report whose date moves, "" where none is named, and the words of the new date.

    >>> read_move("dời hạn DX12 đến 16h 26/11"), read_move("gia hạn 0003")
    (('DX12', '16h 26/11'), None)
    """
    folded = fold(text).strip(" .!")
    found = _MOVE.fullmatch(folded)
    if found is None or not re.search(r"bao cao|\bbc\b|dx\s?\d", folded):
        return None
    return (found[1] or "").replace(" ", "").upper(), found["due"]


def _blanked(text: str, spans: Iterable[tuple[int, int]], sign: str = "\x00") -> str:
    """The text with spans made unreadable, every other sign in its place."""
    letters = list(text)
    for start, end in spans:
        letters[start:end] = sign * (end - start)
    return "".join(letters)


def _due_in(folded: str, now: int, calendar: WorkCalendar) -> Due | None:
    """The date behind a word that announces one, else the first there is: a name may hold dates too."""
    for key in _KEY.finditer(folded):
        tail = folded[key.start() :].replace("\x00", " ")
        found = read_due(tail, now, calendar) if tail.strip() == tail else None
        if found is not None and found.start == 0:
            return found._replace(start=key.start(), end=key.start() + found.end)
    plain = folded.replace("\x00", "#")
    return read_due(plain, now, calendar) if "  " not in plain else None


def _units_in(
    folded: str, units: Sequence[Unit]
) -> tuple[tuple[int, ...], tuple[str, ...], tuple[int, int] | None]:
    """The units behind "cho", "đơn vị": the first place from which everything up to the next part names some."""
    for key in _FOR.finditer(folded):
        tail = folded[key.end() :].split("\x00", 1)[0]
        ids, unknown = read_units(tail, units)
        if ids and not unknown:
            return ids, (), (key.start(), key.end() + len(tail))
        if ids:  # some are known: the others are asked about
            return ids, unknown, (key.start(), key.end() + len(tail))
    return (), (), None


def _group(word: str, units: Iterable[Unit]) -> list[int]:
    for pattern, level in _GROUPS:
        if re.fullmatch(pattern, word):
            return [u.id for u in units if level is None or u.level == level]
    return []
