"""The words of citizens: phrases without diacritics by what they wish for, and kind words that may stand around them."""

from __future__ import annotations

from typing import Final

LOOKUP: Final = (
    "tra cuu ho so, tra cuu, tracuu, tra ho so, tra cuu tinh trang ho so, tra cuu tinh trang, kiem tra ho so, xem ho so, "
    "tim ho so, tinh trang ho so, hoi ho so, tra ma, tra cuu ma ho so, ma ho so, ho so, hs, tc hs, theo doi ho so, "
    "toi muon tra cuu ho so, toi muon tra cuu, xin tra cuu ho so, ho so cua toi, nhan tin ve ho so, dang ky nhan tin, dang ky"
)
STOP: Final = (
    "huy, dung, stop, tc, tuchoi, tu choi, ngung, khong nhan, huy dang ky, huy nhan tin, dung nhan tin, ngung nhan tin, "
    "tu choi nhan tin, khong nhan tin, khong nhan tin nua, khong nhan nua, khong muon nhan tin, khong muon nhan tin nua, "
    "khong muon nhan nua, dung gui tin, dung gui tin nua, dung gui nua, dung nhan nua, ngung gui tin, thoi nhan tin, "
    "thoi khong nhan tin, thoi khong nhan tin nua, bo theo doi, huy theo doi, huy thong bao, tat thong bao, ngung thong bao, "
    "dung thong bao, rut lai dong y, rut su dong y, rut dong y, huy dong y, khong dong y nhan tin, huy bo dang ky, huy tin nhan, "
    "tu choi tin nhan, ngung tin nhan, unsubscribe, huybo, huy bo, huy tin, dung tin, ngung tin, khong gui tin nua, ngung nhan, "
    "huy nhan, dung nhan, rut lai su dong y, huy dang ky nhan tin, tu choi nhan thong bao, khong nhan thong bao nua, "
    "dung nhan thong bao, ngung nhan thong bao, huy nhan thong bao, dung nhan tin nua, dung lam phien, dung lai"
)
ACCESS: Final = (
    "du lieu cua toi, xem du lieu, xem du lieu cua toi, xem du lieu ca nhan, du lieu ca nhan, thong tin cua toi, "
    "toi muon xem du lieu, quyen du lieu, dang luu gi ve toi, luu gi ve toi, cung cap du lieu, cung cap du lieu cua toi"
)
CORRECT: Final = (
    "sua du lieu, sua du lieu cua toi, dinh chinh, dinh chinh du lieu, chinh sua du lieu, sua thong tin, sua thong tin cua toi, "
    "dinh chinh thong tin, chinh sua thong tin, sua du lieu ca nhan, dinh chinh du lieu ca nhan"
)
DELETE: Final = (
    "xoa du lieu, xoa du lieu cua toi, xoa thong tin, xoa thong tin cua toi, xoa du lieu ca nhan, yeu cau xoa du lieu, "
    "xoa tai khoan, xoa het du lieu, xoa toan bo du lieu"
)
MENU: Final = "tro giup, huong dan, help, ?, giup, menu, bat dau, start, huong dan su dung, cach dung, lam the nao"
GREETING: Final = "xin chao, chao, hello, hi, alo, chao ban, chao anh, chao chi, chao ad, chao admin, em chao, xin chao anh chi, chao em"
THANKS: Final = "cam on, cam on nhieu, xin cam on, thanks, thank you, ok cam on, da cam on, ok, oke, vang, da, tot, da nhan, dung roi"
COMPLAINT: Final = (
    "khieu nai",
    "to cao",
    "phan anh",
    "kien nghi",
    "buc xuc",
    "nhung nhieu",
    "hach sach",
)

BEFORE: Final = frozenset(
    [
        "xin",
        "vui",
        "long",
        "lam",
        "on",
        "de",
        "nghi",
        "nho",
        "cho",
        "toi",
        "em",
        "minh",
        "chau",
        "con",
        "muon",
        "can",
        "da",
        "vang",
        "a",
        "oi",
        "hay",
        "giup",
        "yeu",
        "cau",
        "duoc",
    ]
)
AFTER: Final = frozenset(
    [
        "a",
        "nhe",
        "nha",
        "di",
        "giup",
        "gium",
        "ho",
        "toi",
        "em",
        "minh",
        "voi",
        "cam",
        "on",
        "xin",
        "duoc",
        "khong",
        "ngay",
        "luon",
        "het",
        "nay",
        "ve",
    ]
)
