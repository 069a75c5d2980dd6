"""The words officials type, folded (lower case, without diacritics): what says what, what only accompanies it, what forbids to act.

Data for `handlers.typed`. The phrases the messages themselves invite to come from `messages_vi.labels`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Final

from db.words import Answer, BlockReason
from messages_vi.labels import BLOCK_REASONS, BUTTONS, TYPED, everywhere
from schedules.text import fold


class Part(StrEnum):
    """What a word or phrase does in a sentence, beside the answers it may give."""

    ALL = "all"  # every line of the digest
    PARTS = "parts"  # joins two statements: and, but
    NOISE = "noise"  # address, politeness: says nothing of its own
    THING = "thing"  # what a number behind it stands for: "hồ sơ 2"
    NOT = "not"  # it is not so
    LATER = "later"  # it will be so
    IF = "if"  # it may be so, in part or under a condition
    ASKS = "asks"  # it is asked whether it is so
    UNCLEAR = "unclear"  # it may mean two things, of which one would be wrong


Meaning = Answer | Part | BlockReason


def _phrases(text: str) -> list[str]:
    return [phrase.strip() for phrase in text.split(",")]


_ANSWERS: Final[Mapping[Answer, str]] = {
    Answer.DONE: (
        "xong, da xong, xong roi, da xong roi, lam xong, da lam xong, lam xong roi, da lam xong roi, xu ly xong, da xu ly xong, "
        "giai quyet xong, da giai quyet xong, da giai quyet, da xu ly, hoan thanh, da hoan thanh, hoan thanh roi, hoan tat, "
        "da hoan tat, hoan thien xong, xong xuoi, da nop, nop roi, da gui bao cao, da nop bao cao, gui bao cao roi, "
        "nop bao cao roi, bao cao xong, da bao cao xong, ky xong, da ky xong, chuyen buoc roi, da chuyen buoc, tra ket qua roi, "
        "da tra ket qua, xg, da xg, xg roi, xog, da xog, xonh, da xonh, xomg, da xomg, xnog, song roi, da song, da song roi, lam xg, done"
    ),
    Answer.WORKING: (
        "dang lam, da nhan dang lam, nhan roi dang lam, dang xu ly, dang giai quyet, dang thuc hien, dang tham dinh, dang soan, "
        "dang trinh, se lam, se lam ngay, lam ngay, lam lien, lam luon, dang kiem tra, dang hoan thien, dang tong hop, dag lam, "
        "dang lm, se xu ly, se xu ly ngay, se giai quyet, se hoan thanh som, tiep tuc lam, dang tien hanh, bat tay vao lam"
    ),
    Answer.BLOCKED: (
        "vuong, vuong mac, bi vuong, dang vuong, gap vuong mac, con vuong, vuong o, vuong cho, ket, bi ket, dang ket, "
        "gap kho khan, kho khan, chua lam duoc, khong lam duoc, chua giai quyet duoc, chua xu ly duoc"
    ),
    Answer.TRANSFER: (
        "chuyen, chuyen cho, chuyen nguoi khac, chuyen cho nguoi khac, chuyen giao cho, giao cho, ban giao cho, chuyen viec cho, "
        "nho chuyen cho, de nghi chuyen cho"
    ),
    Answer.UNDO: "hoan tac, rut lai, nham, bam nham, go nham, nhan nham, tra loi nham, bao nham, huy tra loi",
    Answer.NUDGE: "don doc, nhac, nhac di, nhac giup, don doc giup, don doc ngay, nhac lai, nhac nho",
    Answer.CONFIRM: "xac nhan, da nhan duoc bao cao, nhan duoc bao cao roi, da nhan bao cao, nhan du roi",
    Answer.REJECT: "chua nhan duoc, chua thay, chua thay gui, chua co bao cao, khong nhan duoc, chua nhan duoc bao cao",
    Answer.SEEN: (
        "da nhan, nhan roi, da nhan tin, ok, oke, okie, okay, oki, okla, da, vang, vang a, da vang, da ro, ro, ro roi, da doc, "
        "da xem, da biet, biet roi, duoc roi, nhat tri, cam on, da cam on, de em xem, de toi xem, de minh xem, em xem, "
        "👍, 👌, 🙏, ❤, ❤️, ✅, /-strong, /-ok, /-heart, /-thanks"
    ),
    Answer.DETAILS: "chi tiet, tra loi tung viec, tung viec, xem chi tiet",
}  # fmt: skip

_REASONS: Final[Mapping[BlockReason, str]] = {
    BlockReason.CITIZEN: (
        "cho cong dan, doi cong dan, cho dan, doi dan, cho nguoi dan, doi nguoi dan, cho bo sung, doi bo sung, cho nop bo sung, "
        "thieu giay to, thieu ho so, cho doanh nghiep, cho to chuc, cong dan chua bo sung, cong dan chua nop, dan chua nop, "
        "nguoi dan chua bo sung, do cong dan, do dan, cong dan"
    ),
    BlockReason.TAX: "cho thue, doi thue, cho co quan thue, doi co quan thue, cho thong bao thue, vuong thue, do thue, thue, ben thue",
    BlockReason.SIGNATURE: (
        "cho ky, doi ky, trinh ky, dang trinh ky, cho lanh dao ky, doi lanh dao ky, cho sep ky, doi sep ky, chua ky, "
        "lanh dao chua ky, cho chu tich ky, cho giam doc ky, cho phe duyet, cho duyet"
    ),
    BlockReason.SYNC: (
        "loi dong bo, chua dong bo, chua dong bo duoc, khong dong bo duoc, loi phan mem, loi he thong, loi mang, phan mem loi, "
        "he thong loi, mang loi, may loi, khong dang nhap duoc, loi ky so, dong bo"
    ),
}  # fmt: skip

_PARTS: Final[Mapping[Part, str]] = {
    Part.ALL: "het, tat ca, toan bo, ca, het ca, het roi, tat ca roi, het tat ca",
    Part.PARTS: "va, voi, con, rieng, nhung, nhung ma, roi thi, dong thoi",
    Part.NOISE: (
        "a, ah, nhe, nha, nhen, nghen, roi, r, rui, luon, thi, la, em, anh, chi, toi, minh, bac, chu, co, dong chi, dc, sep, thu truong, "
        "chao, xin, bao cao anh, bao cao chi, bao cao sep, thua, thua anh, thua chi, "
        "sang nay, hom qua, vua, vua moi, moi, "
        "nay, do, kia, do roi, cua, ve, o, hien, hien tai, cho biet, tra loi, them, vui long, giup, ho, nho, "
        "cam on, cam on nhieu, tran trong, thong bao, ben em, ben minh, ben toi, chung toi"
    ),
    Part.THING: (
        "hs, ho so, hoso, viec, cong viec, cv, so, ma, ma so, ma ho so, ho so so, hs so, viec so, stt, so thu tu, muc, dong, "
        "cai, bao cao, bc, nhiem vu"
    ),
    Part.NOT: "chua, khong, dung, khoan, ko, khong phai, chang, cha, dau, k, kg, hok, hong, chua co, khong duoc, chua duoc",
    Part.LATER: (
        "se, mai, ngay mai, ngay kia, mot, toi nay, lat nua, lat, ti nua, chut nua, sap, gan, du kien, hen, tuan sau, thang sau, "
        "chieu nay, chieu, cuoi ngay, cuoi buoi, cuoi tuan, ngay sau, hom sau, truoc, de, co gang, phai, can, muon, chuan bi, dang, den, trong hom nay, hom nay, sau"
    ),
    Part.IF: (
        "neu, khi, khi nao, mien la, hay, hoac, coi nhu, gan nhu, mot nua, nua chung, mot phan, mot it, vai, "
        "hau het, tru, ngoai tru, chac, chac la, co le, hinh nhu, tuong, ngo, gia ma, thu xem, xem nhu"
    ),
    Part.ASKS: (
        "phai khong, dung khong, duoc khong, the nao, bao gio, sao, ai, gi, nao, may, bao nhieu, nhi, a ha, ha, khong a, "
        "chua a, chua nhi, the, roi sao, co phai, lieu, tai sao, vi sao"
    ),
    # "thứ 2" is Monday too; "xác nhận đã nhận": the message, or the work? And "xin lỗi" is said out of courtesy.
    Part.UNCLEAR: (
        "thu, ket qua, ket thuc, ket luan, ket noi, xac nhan da nhan, xac nhan nhan roi, xac nhan da nhan tin, so khong kip, "
        "em xin loi, toi xin loi, minh xin loi, xin loi em, xin loi anh, xin loi chi, xin loi sep, xin loi dong chi, xin loi ban"
    ),
}  # fmt: skip

# Words that folding takes for others: "tối xong" is no "tôi xong", "cố xong" no "cô xong", "kết quả" no "kẹt".
SPELLED: Final[Mapping[str, Part]] = {
    "tối": Part.LATER,
    "cố": Part.LATER,
    "sợ": Part.IF,
    "tới": Part.IF,
    "chứ": Part.ASKS,
    "kết": Part.UNCLEAR,
}

# "còn 2" and "riêng 2" set apart what they name; these join it.
JOINING: Final = frozenset({"va", "voi", "dong thoi"})

# Reasons when they stand alone; "thuế trả rồi" is none.
BARE_REASONS: Final = frozenset({"thue", "ben thue", "cong dan", "dong bo"})

# What names a reason for being stuck when it stands in whatever else was written behind "vướng".
REASON_WORDS: Final[Mapping[BlockReason, tuple[str, ...]]] = {
    BlockReason.TAX: ("thue",),
    BlockReason.SIGNATURE: ("ky", "phe duyet", "duyet"),
    BlockReason.SYNC: ("dong bo", "phan mem", "mang", "may chu", "he thong", "ky so"),
    BlockReason.CITIZEN: (
        "cong dan", "nguoi dan", "dan", "bo sung", "giay to", "doanh nghiep", "chu ho so",
    ),
}  # fmt: skip


@cache
def vocabulary() -> Mapping[tuple[str, ...], Meaning]:
    """Phrases as tuples of folded words → what they mean; what the messages invite to always wins."""
    found: dict[tuple[str, ...], Meaning] = {}
    tables: tuple[Mapping[Meaning, str], ...] = (_PARTS, _REASONS, _ANSWERS)  # type: ignore[assignment]
    for table in tables:
        for meaning, phrases in table.items():
            found |= {tuple(phrase.split()): meaning for phrase in _phrases(phrases)}
    for invited in (BUTTONS, TYPED):
        found |= {_key(words): answer for answer, words in invited.items()}
    others: tuple[Mapping[Meaning, str], ...] = (BLOCK_REASONS, BUTTONS, TYPED)  # type: ignore[assignment]
    for meaning, label in (pair for invited in others for pair in invited.items()):
        for words in everywhere(label)[1:]:  # they never take the meaning of Vietnamese words
            found.setdefault(_key(words), meaning)
    return found


def _key(words: str) -> tuple[str, ...]:
    return tuple(fold(words).replace(",", "").split())


LONGEST: Final = 6  # words of a phrase, at most
