"""What heads order in plain words: see, urge, hand over, promise. Sentences → orders, or None. Pure; names stay to be looked up."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from handlers.politeness import asks, plain_words
from schedules.text import fold

_PICTURE: Final = frozenset(
    (
        "tinh hinh", "tinh hinh don vi", "don vi toi", "don vi minh", "don vi", "tinh hinh hom nay", "tinh hinh cong viec",
        "tinh hinh xu ly ho so", "tinh hinh giai quyet ho so", "tinh hinh ho so", "tinh hinh don vi toi", "tinh hinh don vi minh",
        "ho so qua han", "viec qua han", "ho so tre", "viec tre", "hs qua han", "hs tre", "ho so tre han", "viec tre han", "qua han",
        "tre han", "danh sach qua han", "danh sach tre", "danh sach ho so qua han", "danh sach ho so tre", "danh sach viec tre",
        "ai dang tre", "ai tre", "ai con tre", "ai dang tre han", "ai tre han", "ai dang bi tre", "ai dang qua han", "ai qua han",
        "ai lam tre", "tinh hinh the nao", "tinh hinh the nao roi", "tinh hinh sao roi", "tinh hinh ra sao", "tong hop tinh hinh",
        "bao nhieu ho so tre", "co bao nhieu ho so tre", "may ho so tre", "con bao nhieu ho so tre", "bao nhieu viec tre",
        "co bao nhieu viec tre", "bao nhieu ho so qua han", "co bao nhieu ho so qua han", "con bao nhieu ho so qua han",
        "co ho so nao tre khong", "co ho so nao qua han khong", "co viec nao tre khong", "co ai tre khong", "co ai dang tre khong",
        "co gi tre khong", "tinh hinh xa", "tinh hinh so", "tinh hinh phong", "tinh hinh phuong", "cong viec don vi", "viec don vi", "viec cua don vi", "viec cua xa", "viec cua phong",
        "tong quan", "bao cao tinh hinh", "tinh hinh tre", "tinh hinh tre han", "tinh hinh qua han", "tinh hinh dang the nao",
    )
)  # fmt: skip
_BELOW: Final = frozenset(
    (
        "tinh hinh tinh", "tinh hinh toan tinh", "toan tinh", "cac xa", "tinh hinh cac xa", "cac don vi", "tinh hinh cac don vi",
        "tinh hinh chung", "cac phuong xa", "cac xa phuong", "tinh hinh cac xa phuong", "don vi nao tre", "xa nao tre", "don vi nao dang tre",
        "xa nao dang tre", "don vi nao tre nhieu", "xa nao tre nhieu nhat", "don vi nao tre nhieu nhat", "cac so", "tinh hinh cac so",
        "tinh hinh huyen", "toan huyen", "tinh hinh toan huyen", "cac so nganh", "tinh hinh cac so nganh",
    )
)  # fmt: skip
_EVERYBODY: Final = frozenset(
    (
        "", "het", "tat ca", "toan bo", "het di", "het luot", "moi nguoi", "anh em", "ca don vi", "don vi", "tat ca moi nguoi",
        "het moi nguoi", "ca phong", "ca xa", "tat ca anh em", "anh chi em", "moi nguoi di", "tat ca can bo", "cac dong chi",
    )
)  # fmt: skip
_LATE_WORK: Final = re.compile(
    r"(?:(?:het|tat ca|toan bo|cac|nhung|moi|tat ca cac|het cac|ca)\s+)*(?:viec|ho so|hs|cong viec)(?: (?:dang|bi|da))*(?: (?:tre|qua han|tre han|cham|cham han))?"
)
_URGE: Final = re.compile(
    r"(?:don doc|nhac nho|nhac viec|nhac|hoi|giuc|thuc|don thuc) ?(?:cho )?(.*)"
)
# Behind "anh em", which is no courtesy there.
_LITTLE: Final = re.compile(r"(?: (?:nhe|nha|di|a|giup|ngay))+$")
_WORK: Final = r"(?:cong viec|viec|ho so|hs)"
_OF: Final = re.compile(
    rf"(?:xem )?(?:danh sach )?{_WORK}(?: (?:tre|qua han|dang lam|con lai))? (?:cua|c) (.+)"
)
_OWN: Final = frozenset(("toi", "em", "minh", "ta", "anh", "chi", "don vi", "don vi toi"))
_SITUATION: Final = re.compile(r"tinh hinh(?: (?:cua|tai|o))? (.+)")
_ALL_OF: Final = re.compile(
    rf"(?:chuyen|giao|ban giao|phan cong|dieu chuyen|chuyen giao)(?: lai)? (?:het|tat ca|toan bo|moi|cac|nhung)(?: (?:cac|moi|nhung))?"
    rf"(?: {_WORK})?(?: (?:dang lam|con lai|dang giu))? (?:cua|tu|ben) (.+?) (?:cho|sang cho|sang|qua cho|qua|den) (.+)"
)
_CODE: Final = r"(?:[a-z0-9]+(?:[.\-/][a-z0-9]+)+|[a-z]{1,3}\d+|0\d{2,5}|\d{4,6})"
_CODES: Final = rf"({_CODE}(?:(?:,? va |, ?| )(?:{_CODE}))*)"
_THINGS: Final = r"(?:(?:ho so|hs|viec|ma|so|bao cao|bc|nhiem vu|cong viec) )*"
_GIVE: Final = re.compile(
    rf"(?:giao lai|giao|phan cong|phan|ban giao|dieu chuyen|chuyen giao|chuyen lai|chuyen) {_THINGS}{_CODES} (?:cho|sang cho|sang|qua cho|qua|ve) (.+)"
)
_GIVEN: Final = re.compile(
    rf"{_THINGS}{_CODES}:? (?:giao lai cho|giao cho|giao|phan cong cho|phan cong|chuyen lai cho|de) (.+)"
)
_WHO: Final = r"(?:(?:em|toi|anh|chi|minh|da|xin|se|ben em) )*"
_PROMISE: Final = (
    re.compile(
        rf"{_THINGS}{_CODES}:?,? {_WHO}(?:(?:hen lai|hen xong|hen|hua xong|hua|(?:lam xong|xong|hoan thanh|tra|nop)(?= truoc)|"
        r"xong vao|xong trong|hoan thanh vao|hoan thanh trong|lam xong vao|tra vao|nop vao|den) |(?=truoc ))(.+)"
    ),
    re.compile(rf"{_WHO}(?:hen|hua|cam ket) {_THINGS}{_CODES} (?:xong vao|xong|hoan thanh(?= truoc)|tra(?= truoc)|vao|den|sang|ngay)? ?(.+)"),
    re.compile(rf"{_THINGS}{_CODES}:? (?:de )?(.+?) {_WHO}(?:lam xong|xong|hoan thanh|tra|nop)"),
)  # fmt: skip
_PROMISE_BARE: Final = re.compile(
    rf"{_WHO}(?:hen|hua|cam ket|xin hen)(?: (?:xong|se xong|lam xong|hoan thanh|tra))?(?: (?:vao|den))? (.+)"
)


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What is ordered. Names, codes and the instant are as typed, folded; whether they fit is looked up later.

    `verb` is one of `picture`, `below`, `of`, `situation`, `urge`, `urge_one`, `handover`, `give`, `promise`. "trước" stays with
    the instant, of which it says whether its day counts.
    """

    verb: str
    name: str = ""
    to_name: str = ""
    codes: tuple[str, ...] = ()
    when: str = ""


def read_order(text: str) -> Order | None:
    """The order in a text, or None when it is none.

    >>> read_order("Chuyển hết việc của Lan cho chị Hoa")
    Order(verb='handover', name='lan', to_name='chi hoa', codes=(), when='')
    >>> read_order("0003 hẹn thứ 5").when
    'thu 5'
    """
    if "\n" in text.strip() or len(text) > 200:
        return None
    if asks(text, _PICTURE):
        return Order(verb="picture")
    if asks(text, _BELOW):
        return Order(verb="below")
    words = " ".join(fold(text).strip(" .!?,;").replace(",", " , ").split()).replace(" ,", ",")
    urged = _urge(plain_words(text)) or _urge(_LITTLE.sub("", words))
    return urged or _moved(words) or _promised(words) or _seen(plain_words(text))


def _urge(words: str) -> Order | None:
    found = _URGE.fullmatch(words)
    if found is None:
        return None
    rest = re.sub(r"\b\d{1,4} (?=viec|ho so|hs)", "", found[1]).strip()
    if rest in _EVERYBODY:
        return (
            Order(verb="urge", name="" if rest in ("", "het", "tat ca", "toan bo") else "late")
            if rest
            else None
        )
    if _LATE_WORK.fullmatch(rest):
        return Order(verb="urge", name="late")
    if of := re.fullmatch(
        rf"(?:het |tat ca |toan bo )?{_WORK}(?: (?:tre|qua han))? cua (.+)", rest
    ):
        rest = of[1]
    return None if re.search(r"\d", rest) else Order(verb="urge_one", name=rest)


def _moved(words: str) -> Order | None:
    if found := _ALL_OF.fullmatch(words):
        return Order(verb="handover", name=found[1], to_name=found[2])
    for form in (_GIVE, _GIVEN):
        if found := form.fullmatch(words):
            return Order(verb="give", codes=_codes(found[1]), to_name=found[2])
    return None


def _promised(words: str) -> Order | None:
    for form in _PROMISE:
        if found := form.fullmatch(words):
            return Order(verb="promise", codes=_codes(found[1]), when=found[2])
    if found := _PROMISE_BARE.fullmatch(words):
        return Order(verb="promise", when=found[1])
    return None


def _seen(words: str) -> Order | None:
    if (found := _OF.fullmatch(words)) and found[1] not in _OWN:
        return Order(verb="of", name=found[1])
    if found := _SITUATION.fullmatch(words):
        return Order(verb="situation", name=found[1])
    return None


def _codes(said: str) -> tuple[str, ...]:
    return tuple(code for code in re.split(r",? va |, ?| ", said) if code)
