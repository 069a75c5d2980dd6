"""What stands on papers that citizens get: the letter of apology. Layout is `bot.papers`' matter.

Form 04 of TT 03/2025/TT-VPCP, Phụ lục I ("Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"); its content after QĐ
5157/2016 of Ho Chi Minh City: name, procedure, receipt, state, reason, new date, apology.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from messages_vi import formats
from messages_vi.catalogue import N_, SOURCE_LOCALE
from messages_vi.labels import text as _
from messages_vi.language import speaking
from messages_vi.phrases import lower_first, upper_first
from schedules.civil import civil_date
from schedules.text import fold

DOTS: Final = "…" * 12  # to be filled in by hand
_STATES: Final[Mapping[int, str]] = {
    2: N_("đã được tiếp nhận, chưa giải quyết xong"),
    4: N_("đang xử lý"),
    5: N_("chờ bổ sung giấy tờ"),
    6: N_("chờ thực hiện nghĩa vụ tài chính"),
    9: N_("đã xử lý xong, chờ trả kết quả"),
}


class LetterFacts(NamedTuple):
    """What a letter of apology is told; empty texts and missing dates become dotted lines. Instants in seconds."""

    body: str
    body_above: str
    code: str
    procedure: str
    received_at: int
    promised_at: int | None
    status: int
    reason: str
    new_date: date | None
    signer: str
    signer_title: str
    signed_at: int | None = None
    in_place_of: str = ""  # the title of the head in whose place it is signed


class LetterWords(NamedTuple):
    """The texts of a letter, part by part."""

    form: str
    above: str
    body: str
    number: str
    nation: str
    motto: str
    dated: str
    title: str
    addressee: str
    paragraphs: Sequence[str]
    copies_title: str
    copies: Sequence[str]
    signer_title: str
    signer_hint: str
    signer: str


def letter(facts: LetterFacts) -> LetterWords:
    """The letter in words: Vietnamese whatever is spoken, as papers of an office are (NĐ 30/2020/NĐ-CP, Điều 8)."""
    with speaking(SOURCE_LOCALE):
        return _letter(facts)


def _letter(facts: LetterFacts) -> LetterWords:
    return LetterWords(
        form=_("Mẫu số 04 – Phụ lục I, Thông tư số 03/2025/TT-VPCP"),
        above=facts.body_above.upper(),
        body=facts.body.upper(),
        number=_("Số: ………/………"),
        nation=_("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        motto=_("Độc lập - Tự do - Hạnh phúc"),
        dated=_("……………, %(day)s") % {"day": _day(facts.signed_at)},
        title=_("VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN\nTHỜI GIAN GIẢI QUYẾT HỒ SƠ"),
        addressee=_("Kính gửi: Ông/Bà (tổ chức) %(dots)s") % {"dots": DOTS},
        paragraphs=_paragraphs(facts),
        copies_title=_("Nơi nhận:"),
        copies=(_("- Như trên;"), _("- Bộ phận Một cửa;"), _("- Lưu: VT, hồ sơ.")),
        signer_title=_signed_as(facts),
        signer_hint=_("(Ký, ghi rõ họ tên và đóng dấu)"),
        signer=facts.signer,
    )


def _signed_as(facts: LetterFacts) -> str:
    """The office of who signs; in a head's place with his before it: KT. for his deputy, TUQ. for others.

    Source: Nghị định 30/2020/NĐ-CP, article 13 and appendix I.
    """
    own = (facts.signer_title or _("Thủ trưởng đơn vị")).upper()
    if not facts.in_place_of:
        return own
    sign = "KT." if fold(facts.signer_title).startswith("pho ") else "TUQ."
    return f"{sign} {facts.in_place_of.upper()}\n{own}"


def _paragraphs(facts: LetterFacts) -> list[str]:
    body, dots = facts.body, DOTS
    state = _(_STATES[facts.status]) if facts.status in _STATES else dots
    promised = facts.promised_at
    due = _("%(clock)s, %(day)s") % {
        "clock": formats.clock(promised) if promised else _("…… giờ …… phút"),
        "day": _day(promised),
    }
    new = formats.full_day(facts.new_date) if facts.new_date else _day(None)
    return [
        _("%(day)s, %(body)s tiếp nhận hồ sơ của Ông/Bà (tổ chức) đề nghị giải quyết thủ tục hành chính: %(procedure)s.")
        % {
            "day": upper_first(_day(facts.received_at)),
            "body": body,
            "procedure": facts.procedure or dots,
        },
        _("Mã hồ sơ: %(code)s.") % {"code": facts.code},
        _("Số biên nhận (nếu có): %(dots)s") % {"dots": dots},
        _("Thời gian hẹn trả kết quả: %(due)s.") % {"due": due},
        _("Tình trạng hồ sơ hiện nay: %(state)s.") % {"state": state},
        _("Hồ sơ của Ông/Bà (tổ chức) chưa thể có kết quả đúng thời gian đã hẹn. Lý do: %(reason)s.")
        % {"reason": _inside(facts.reason) or dots},
        _("Sự chậm trễ này đã ảnh hưởng đến công việc của Ông/Bà (tổ chức). %(body)s chân thành xin lỗi Ông/Bà (tổ chức).")
        % {"body": body},
        _("%(body)s đề nghị gia hạn thời gian giải quyết và hẹn trả kết quả vào %(day)s.")
        % {"body": body, "day": new},
        _("Rất mong nhận được sự thông cảm của Ông/Bà (tổ chức)./."),
    ]  # fmt: skip


def _inside(reason: str) -> str:
    """A reason in the middle of a sentence; an abbreviation keeps its capitals."""
    told = reason.rstrip(" .")
    return told if told[1:2].isupper() else lower_first(told)


def _day(instant: int | None) -> str:
    """`ngày 05 tháng 3 năm 2026`, or room to write it."""
    return formats.full_day(civil_date(instant)) if instant else _("ngày …… tháng …… năm ………")
