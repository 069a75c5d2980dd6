"""The short forms that go out by SMS: whole, in seven bits, in two parts, and as they were approved without diacritics."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

import messages_vi
from bot.delivery.carrying import Parcel
from bot.sms.preview import examples, main, sheet
from bot.sms.short import PARTS, ROOM, registered_form, short_form, sms_request, sms_values
from bot.sms.text import MAX_PARTS, Alphabet, refused_signs, sms_param, sms_text
from bot.zalo.filling import fill
from bot.zalo.templates import Kind, Template, templates
from messages_vi.plain import plain
from messages_vi.render import render, sms_for
from messages_vi.table import SMS
from schedules.errors import RejectedInput
from tests.sms.gateways.stand import BRAND, PHONE

APPROVED = Path(__file__).parent / "approved.txt"
FOLDER = Path(messages_vi.__file__).parent / "templates" / "sms"
WORDS = "Cấp giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất lần đầu"
# The longest that an office's data brings: names, codes and hours in full, titles and offices longer than their room.
SENSIBLE = {
    Kind.NAME: "Nguyễn Hoàng Phương Thảo",
    Kind.CODE: "H01.25.10-250317-00012",
    Kind.STATUS: "Còn 01 ngày 04 giờ làm việc",
    Kind.DATE: "16:30 17/03/2025",
    Kind.ADDRESS: "Trung tâm Phục vụ hành chính công phường Thạnh Mẫu Đông",
    Kind.PRODUCT: WORDS,
    Kind.QUANTITY: "12",
}
FULL = {kind: "ab cdefg " * 30 if kind in (Kind.ADDRESS, Kind.PRODUCT) else "a" * room for kind, room in ROOM.items()}  # fmt: skip
# Read without diacritics these are another word as well: đúng/dừng/dùng, hủy/huy, hoãn/hoàn, chưa/chữa, bỏ/bộ …
MISREAD = re.compile(
    r"\b(dung(?! den\b)|huy|hoan(?! thanh\b)|chua|bo(?! sung\b)|cam(?! on\b)|mat|khoa|lo)\b"
)


@pytest.fixture(params=templates().values(), ids=list(templates()))
def found(request: pytest.FixtureRequest) -> Template:
    template: Template = request.param
    return template


def filled(found: Template, by_kind: dict[Kind, str]) -> Parcel:
    """Values by kind; the codes of invitations are short whatever else is long."""
    short = {"ma_lien_ket": "482913"}
    values = {
        name: short.get(name, by_kind[given.kind]) for name, given in found.parameters.items()
    }
    return Parcel(found.key, values)


def test_every_template_has_both_forms_and_no_form_is_left_over() -> None:
    assert set(SMS) == set(templates())
    assert {f"sms/{path.stem}" for path in FOLDER.iterdir()} == set(SMS.values())
    with pytest.raises(RejectedInput, match="officer_due"):
        sms_for("nowhere")


def test_every_value_has_room(found: Template) -> None:
    assert {given.kind for given in found.parameters.values()} <= set(ROOM)


def test_an_example_goes_out_whole_in_seven_bits(found: Template) -> None:
    sent = short_form(examples(found))

    assert sent.length.alphabet == Alphabet.GSM7
    assert (sent.cut, sent.lost, refused_signs(sent.text)) == (False, "", "")
    assert 1 <= sent.length.parts <= PARTS


def test_an_example_says_every_value(found: Template) -> None:
    parcel = examples(found)
    sent, values = short_form(parcel).text, sms_values(parcel)

    assert [value for value in values.values() if value not in sent] == []


def test_the_longest_sensible_values_take_two_parts(found: Template) -> None:
    parcel = filled(found, SENSIBLE)
    parcel = parcel._replace(values=fill(found, parcel.values))
    sent = short_form(parcel)

    assert sent.length.parts <= PARTS, sent
    assert not sent.cut
    for name in ("ma_viec", "ma_ho_so", "ma_lien_ket", "han_xu_ly", "han_gui", "hen_moi"):
        assert parcel.values.get(name, "") in sent.text


def test_nothing_ever_takes_more_than_three_parts_or_is_cut(found: Template) -> None:
    given = {name: FULL[parameter.kind] for name, parameter in found.parameters.items()}
    sent = short_form(Parcel(found.key, given))

    assert sent.length.parts <= MAX_PARTS
    assert not sent.cut


def test_it_says_that_it_cannot_be_answered_and_what_to_do_instead(found: Template) -> None:
    text = render(sms_for(found.key), examples(found).values)

    assert unicodedata.is_normalized("NFC", text)
    assert text.startswith("Kính ")
    assert "tự động" in text
    assert "không trả lời được" in text
    ways = "liên hệ cơ quan" if found.audience == "citizen" else "gọi đơn vị"
    assert ways in text
    elsewhere = {"citizen": "Tra cứu", "admin": "lệnh nhacviec alarms"}.get(found.audience, "Zalo")
    assert elsewhere.lower() in text.lower()
    assert text.endswith(".")


def test_a_reader_of_the_plain_form_is_not_misled(found: Template) -> None:
    """The fixed words only: names and titles come from the offices' own data."""
    bare = {name: f"z{number}" for number, name in enumerate(found.parameters)}

    assert MISREAD.findall(plain(render(sms_for(found.key), bare)).lower()) == []


def test_the_plain_forms_are_those_that_were_approved() -> None:
    """The file shows each text with its parts: wordings that lose their meaning without diacritics are seen there."""
    mend = "read the difference; if it is meant: python -m bot.sms.preview tests/sms/approved.txt"

    assert sheet() == APPROVED.read_text(encoding="utf-8"), mend


def test_the_sheet_is_printed_or_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([])
    printed = capsys.readouterr().out
    main([str(tmp_path / "x.txt")])

    assert (tmp_path / "x.txt").read_text(encoding="utf-8") == printed
    heads = [line for line in printed.splitlines() if line.startswith("=== ")]
    assert [head.split()[1] for head in heads] == list(templates())
    assert all(" phần" in head and "gsm7, " in head for head in heads)


# --- what a gateway is handed ---


def test_a_request_carries_text_and_values_in_the_order_of_the_template(found: Template) -> None:
    parcel = examples(found)
    made = sms_request(parcel, PHONE, "nv-1", BRAND)

    assert made.text == short_form(parcel).text
    assert (made.template, made.phone, made.request_id) == (found.key, PHONE, "nv-1")
    assert list(sms_values(parcel)) == list(found.parameters)
    assert made.params == tuple(sms_values(parcel).values())
    assert all(value == sms_param(value) for value in made.params)


def test_text_and_values_agree_with_what_was_registered(found: Template) -> None:
    """Whoever compares a text with its registered form finds the values where they belong."""
    for parcel in (examples(found), filled(found, SENSIBLE)):
        made = sms_request(parcel, PHONE, "nv-1", BRAND)
        text = registered_form(found)
        for number, (value, given) in enumerate(
            zip(made.params, found.parameters.values(), strict=True), 1
        ):
            assert len(value) <= ROOM[given.kind]
            text = text.replace(f"{{P{number},{ROOM[given.kind]}}}", value)
        assert text == made.text == sms_text(text).text


def test_offices_are_abbreviated_as_short_texts_do() -> None:
    values = sms_values(examples(templates()["citizen_received"]))

    assert values["co_quan"] == "UBND xa Thach Mau"
