"""What the receiving side writes about reports: "ai chưa nộp", "báo cáo 17", "đã nhận báo cáo xã Mẫu Một, xã Mẫu Hai chưa gửi".

Only what is certain counts: a sentence with a word nobody knows, a question or a condition records nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from db.records import Unit
from db.words import Answer
from schedules.text import fold

STATE: Final = (
    "ai chưa nộp", "ai chưa gửi", "ai nộp rồi", "đơn vị nào chưa nộp", "đơn vị nào chưa gửi", "những đơn vị nào chưa nộp",
    "còn ai chưa nộp", "còn ai chưa gửi", "còn đơn vị nào chưa nộp", "xã nào chưa nộp", "xã nào chưa gửi", "nộp đủ chưa",
    "đã nộp đủ chưa", "nộp đủ chưa nhỉ", "gửi đủ chưa", "đủ chưa", "nộp báo cáo đủ chưa", "tình hình báo cáo", "tình hình nộp báo cáo",
    "tình hình gửi báo cáo", "xem tình hình báo cáo", "báo cáo", "các báo cáo", "danh sách báo cáo", "theo dõi báo cáo", "ai chưa nộp báo cáo",
    "ai chưa gửi báo cáo", "đơn vị nào chưa nộp báo cáo", "đơn vị nào chưa gửi báo cáo", "ai nộp báo cáo rồi", "báo cáo nộp đủ chưa",
)  # fmt: skip
BELOW: Final = (
    "đơn vị trực thuộc", "báo cáo đơn vị trực thuộc", "báo cáo của đơn vị trực thuộc", "tình hình báo cáo đơn vị trực thuộc",
    "đơn vị trực thuộc nộp đủ chưa", "đơn vị trực thuộc ai chưa nộp", "báo cáo cấp dưới",
)  # fmt: skip
URGE: Final = (
    "đôn đốc các đơn vị còn lại", "đôn đốc đơn vị còn lại", "đôn đốc báo cáo", "nhắc các đơn vị còn lại",
    "đôn đốc các đơn vị chưa nộp", "đôn đốc các đơn vị chưa gửi", "nhắc các đơn vị chưa nộp", "đôn đốc còn lại",
)  # fmt: skip
TAKE: Final = (
    "xác nhận đã nhận tất cả đã gửi", "xác nhận tất cả báo cáo đã gửi", "đã nhận tất cả báo cáo", "xác nhận tất cả báo cáo",
    "xác nhận đã nhận tất cả báo cáo",
)  # fmt: skip

_WHICH: Final = re.compile(
    r"(?:xem |cho xem )?(?:tinh hinh )?(?:nop )?(?:bao cao|bc) (?:so |ma )?([a-z]{0,8}\d[\w-]{0,30})(?: nop du chua| du chua| ai chua nop| ai chua gui)?"
)
_ASKS: Final = re.compile(
    r"[?]|\b(?:ai|nao|bao gio|khi nao|phai khong|dung khong|neu|co le|hinh nhu|khong a)\b|\b(?:chua a|chua nhi|roi a|roi ha|chua ha|chua)$"
)
# What is said of units; the longest that fits goes first. A denial always beats what it denies.
_SAYS: Final[Sequence[tuple[Answer, str]]] = (
    (
        Answer.REJECT,
        r"(?:toi |em |ben toi |minh )?(?:van )?(?:chua|khong) (?:thay |co )?(?:nhan duoc|nhan|gui|nop|thay|co|bao cao)(?: duoc)?(?: bao cao| bc)?",
    ),
    (Answer.CONFIRM, r"xac nhan(?: da nhan)?(?: duoc)?(?: bao cao| bc)"),
    (
        Answer.CONFIRM,
        r"(?:toi |em |ben toi |minh )?(?:xac nhan )?(?:da )?(?:nhan duoc|nhan du|nhan|co)(?: duoc)?(?: bao cao| bc)",
    ),
    (
        Answer.CONFIRM,
        r"(?:xac nhan|da gui|da nop|gui roi|nop roi|da nhan duoc|da nhan|nhan duoc)(?: bao cao| bc)?",
    ),
)
_NOISE: Final = re.compile(
    r"\b(?:cua|va|voi|cac|don vi|roi|a|nhe|nha|em|toi|minh|da|thi|bao cao|bc|dong chi|anh|chi|dc|ca|deu|con|gui ve|nop ve)\b"
)
_CLAUSE: Final = re.compile(r"[,;.\n]| nhung | con (?!lai)| rieng ")
_CODE: Final = re.compile(r"\b(?:so |ma )?((?:r|dx|bc)\d[\w-]*|\d{2})\b")
_HEAD: Final = re.compile(r"^(?:ubnd|uy ban nhan dan|uy ban) ")
_ALIKE: Final = 0.75


_Clause = tuple[list[int], Answer | None, str]


class Marks(NamedTuple):
    """What was said of which units. `word` names the report, where one is named; `unclear` is a name that fits no unit or
    several; `asks`: it is a question."""

    marks: tuple[tuple[int, Answer], ...]
    word: str = ""
    unclear: str = ""
    candidates: tuple[int, ...] = ()
    asks: bool = False


def which_report(text: str) -> str | None:
    """The report somebody asks to see: "báo cáo R17", "bao cao 17".

    >>> which_report("Báo cáo R17"), which_report("bc 17 nộp đủ chưa?"), which_report("báo cáo xong")
    ('r17', '17', None)
    """
    found = _WHICH.fullmatch(fold(text).strip(" .!?"))
    return found[1] if found else None


def names_of(unit: Unit) -> list[str]:
    """How people write a unit, folded, the longest first: its name, the name without *UBND*, its code."""
    name = fold(unit.name)
    return sorted({name, _HEAD.sub("", name), fold(unit.code)}, key=len, reverse=True)


def by_name(units: Iterable[Unit]) -> dict[str, set[int]]:
    """The ids of the units that each of these names stands for; only a name of one is certain."""
    known: dict[str, set[int]] = {}
    for unit in units:
        for name in names_of(unit):
            known.setdefault(name, set()).add(unit.id)
    return known


def read_marks(text: str, units: Iterable[Unit]) -> Marks | None:
    """What a sentence says of the reports of these units; None when it says nothing of that kind.

    Names of units are taken out first, then what is said, then words that say nothing: whatever is left over makes the
    sentence uncertain.
    """
    folded = f" {fold(text)} "
    if not re.search(r"\b(?:bao cao|bc|nhan|gui|nop|xac nhan|thay)\b", folded):
        return None
    marked, spans = _mentioned(folded, list(units))
    clauses, word = _clauses(marked)
    asks = bool(_ASKS.search(folded.strip()))
    left = [rest for _, _, rest in clauses if rest]
    if not any(said for _, said, _ in clauses) or not (spans or left):
        return None
    if left:
        near = _near(left[0], units)
        named = spans or near or any(rest.startswith(_LEVELS) for rest in left)
        unclear = _as_written(text, left[0])
        return Marks((), word, unclear, tuple(near), asks) if named else None
    marks = _dealt(clauses)
    unclear = "" if marks else " ".join(text.split())
    return Marks(tuple(marks or ()), word, unclear, asks=asks)


def _clauses(marked: str) -> tuple[list[_Clause], str]:
    """The parts of a sentence: which units, what is said, what is left over; and the report that is named."""
    found: list[_Clause] = []
    word = ""
    for clause in _CLAUSE.split(marked):
        ids = [int(number) for number in re.findall(r"§(\d+)§", clause)]
        said, rest = _said(re.sub(r"§\d+§", " ", clause))
        if (code := _CODE.search(rest)) is not None:
            word, rest = code[1], rest[: code.start()] + rest[code.end() :]
        rest = " ".join(_NOISE.sub(" ", re.sub(r"[^\w ]", " ", rest)).split())
        if ids or said or rest:
            found.append((ids, said, rest))
    return found, word


def _as_written(text: str, folded: str) -> str:
    """Folded words as they stand in the text; as they are where they do not stand together."""
    written = [word.strip(' ,;.:!?“”"') for word in text.split()]
    wanted = folded.split()
    for start in range(len(written) - len(wanted) + 1):
        found = written[start : start + len(wanted)]
        if [fold(word) for word in found] == wanted:
            return " ".join(found)
    return folded


_LEVELS: Final = ("xa ", "phuong ", "thi tran ", "so ", "huyen ", "dac khu ", "ubnd ", "trung tam ")


def _mentioned(folded: str, units: list[Unit]) -> tuple[str, int]:
    """The text with each unit as a sign of its id, and how many there were; a name that stands for two is left alone."""
    known = by_name(units)
    count = 0
    for name in sorted(known, key=len, reverse=True):
        if len(known[name]) == 1 and len(name) > 1:
            folded, n = re.subn(
                rf"(?<![\w§])(?:ubnd |uy ban nhan dan )?{re.escape(name)}(?![\w§])",
                f" §{min(known[name])}§ ",
                folded,
            )
            count += n
    return folded, count


def _said(clause: str) -> tuple[Answer | None, str]:
    for answer, pattern in _SAYS:
        if found := re.search(rf"(?<!\w){pattern}(?!\w)", clause):
            return answer, clause[: found.start()] + " " + clause[found.end() :]
    return None, clause


def _dealt(
    clauses: Sequence[_Clause],
) -> list[tuple[int, Answer]] | None:
    """Which answer each unit gets: that of its clause, else the one all neighbours agree on; None where they do not, or a
    unit is said two things of."""
    found: dict[int, Answer] = {}
    answers = {said for _, said, _ in clauses if said}
    if len(answers) > 1 and any(said and not ids for ids, said, _ in clauses):
        return None  # "xã A đã gửi nhưng chưa nhận được": one half speaks against the other
    for place, (ids, said, _) in enumerate(clauses):
        before = next((s for _, s, _ in reversed(clauses[:place]) if s), None)
        after = next((s for _, s, _ in clauses[place + 1 :] if s), None)
        meant = said or (before if before == after else before or after)
        if said is None and before and after and before != after:
            return None
        for unit_id in ids:
            if meant is None or found.setdefault(unit_id, meant) != meant:
                return None
    return list(found.items()) or None


def _near(name: str, units: Iterable[Unit]) -> list[int]:
    """The units whose name is like what was written, the likeliest first."""
    scored = [
        (max(SequenceMatcher(None, name, known).ratio() for known in names_of(unit)), unit.id)
        for unit in units
    ]
    scored.sort(key=lambda one: (-one[0], one[1]))
    return [unit_id for score, unit_id in scored[:4] if score >= _ALIKE]


_OWN: Final = re.compile(
    r"(?:em |toi |ben em |minh |don vi em |don vi )?(?:da |vua )?(?:gui|nop|lam|hoan thanh)(?: xong)? (?:bao cao|bc) "
    r"(?:so |ma )?([a-z]{0,8}\d[\w-]{0,30})(?: roi| xong| xong roi)?(?: a| nhe)?"
)
_OWN_FIRST: Final = re.compile(
    r"(?:bao cao|bc) (?:so |ma )?([a-z]{0,8}\d[\w-]{0,30}) (?:da |vua )?(?:gui|nop|xong)(?: xong)?(?: roi)?(?: a| nhe)?"
)


def own_report_sent(text: str) -> str | None:
    """The report that its sender says is sent: "đã gửi báo cáo 17", "báo cáo R17 nộp rồi".

    >>> own_report_sent("Đã gửi báo cáo 17"), own_report_sent("chưa gửi báo cáo 17"), own_report_sent("gửi báo cáo R17 chưa?")
    ('17', None, None)
    """
    folded = fold(text).strip(" .!")
    if folded.endswith("?"):
        return None
    found = _OWN.fullmatch(folded) or _OWN_FIRST.fullmatch(folded)
    return found[1] if found else None
