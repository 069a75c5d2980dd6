"""The set of approved templates: fit for submission, filled in the form of each kind, exportable."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.zalo.bodies import BadMessage
from bot.zalo.filling import date_value, fill, filled_text, shortened
from bot.zalo.layout import problems
from bot.zalo.submission import as_text, create_request
from bot.zalo.templates import (
    Kind,
    Parameter,
    Row,
    Template,
    TemplateButton,
    answer_of,
    parse,
    template,
    templates,
)
from db.words import Answer
from schedules.errors import RejectedInput

NEEDED = {
    "officer_step",
    "officer_due",
    "officer_due_reply",
    "head_escalation",
    "report_due",
    "citizen_received",
    "citizen_supplement",
    "citizen_moved",
    "citizen_result",
    "citizen_payment",
    "citizen_state",
    "link_invitation",
    "admin_alarm",
}
PLACES = {"lookup": "https://tracuu.example.vn/ho-so"}


def samples(key: str) -> dict[str, str]:
    """The example values of a template."""
    return {name: given.sample for name, given in template(key).parameters.items()}


# --- the set ---


def test_the_set_is_what_we_need() -> None:
    assert set(templates()) == NEEDED


@pytest.mark.parametrize("key", sorted(NEEDED))
def test_each_is_within_the_limits_and_the_rules_of_review(key: str) -> None:
    assert problems(template(key)) == []


@pytest.mark.parametrize("key", sorted(NEEDED))
def test_the_samples_have_the_form_of_their_kinds(key: str) -> None:
    assert fill(template(key), samples(key)) == samples(key)
    assert "<" not in filled_text(template(key), samples(key))


def test_officers_are_comrades_and_citizens_are_sir_or_madam() -> None:
    for found in templates().values():
        form = (
            "Ông/Bà," if found.audience == "citizen" else "đồng chí"
        )  # no names of citizens are kept
        assert found.paragraphs[0].startswith(f"Kính gửi {form} <")


def test_only_the_twin_is_answered_by_its_own_buttons() -> None:
    twin, plain = template("officer_due_reply"), template("officer_due")

    assert [key for key, found in templates().items() if found.quick_reply] == [twin.key]
    assert (twin.parameters, twin.rows) == (plain.parameters, plain.rows)


# --- the check sees what it should ---


def fit(**change: Any) -> Template:
    """A template without problems, changed."""
    whole = Template(
        key="mau",
        name="Mẫu",
        audience="officer",
        purpose="Thử",
        tag=1,
        title="Nhắc hạn xử lý",
        paragraphs=("Kính gửi đồng chí <ten>, có việc đến hạn.",),
        rows=(Row("Mã việc", "<ma>"), Row("Hạn xử lý", "<han>")),
        buttons=(TemplateButton("account", "Mở hộp thư"),),
        parameters={
            "ten": Parameter(Kind.NAME, "Tên", "Nguyễn Văn Mẫu"),
            "ma": Parameter(Kind.CODE, "Mã", "H99-1"),
            "han": Parameter(Kind.DATE, "Hạn", "17/03/2025"),
        },
    )
    return msgspec.structs.replace(whole, **change)


PERSON = "đồng chí <ten> "


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param({"title": "Nhắc hạn"}, "title: 8 characters", id="title of 8"),
        pytest.param({"title": "Nhắc hạn " + "a" * 57}, "title: 66 characters", id="title of 66"),
        pytest.param(
            {"title": "Gửi <ten> và <ten> cùng biết"}, "title: too long", id="title filled"
        ),
        pytest.param({"title": "<ma><ma><ma><ma><ma>"}, "more than 4", id="five in the title"),
        pytest.param({"paragraphs": ()}, "0 paragraphs", id="no paragraph"),
        pytest.param(
            {"paragraphs": (PERSON + "có việc",) * 5}, "5 paragraphs", id="five paragraphs"
        ),
        pytest.param({"paragraphs": ("<ten> ạ",)}, "paragraph 1: 7", id="paragraph of 7"),
        pytest.param(
            {"paragraphs": (PERSON + "ạ" * 386,)}, "paragraph 1: 401", id="paragraph of 401"
        ),
        pytest.param(
            {"paragraphs": (PERSON + "ạ" * 380,)}, "too long when filled", id="paragraph filled"
        ),
        pytest.param(
            {"paragraphs": ("Kính gửi <ma> <ma> <ma>",) * 4}, "more than 10", id="12 parameters"
        ),
        pytest.param({"rows": (Row("Mã việc", "<ma>"),)}, "1 rows", id="one row"),
        pytest.param({"rows": (Row("Mã việc", "<ma>"),) * 9}, "9 rows", id="nine rows"),
        pytest.param(
            {"rows": (Row("Mã", "<ma>"), Row("Hạn xử lý", "<han>"))}, "label 'Mã'", id="label of 2"
        ),
        pytest.param(
            {"rows": (Row("Mã " + "a" * 33, "<ma>"), Row("Hạn xử lý", "<han>"))},
            "36 characters",
            id="label of 36",
        ),
        pytest.param(
            {"rows": (Row("Mã việc", "<ma> " + "a" * 86), Row("Hạn xử lý", "<han>"))},
            "91 characters",
            id="value of 91",
        ),
        pytest.param(
            {"rows": (Row("Mã việc", "<ma> <han>"), Row("Hạn xử lý", "<han>"))},
            "at most one parameter",
            id="two parameters in a row",
        ),
        pytest.param(
            {"buttons": (TemplateButton("account", "Mở hộp"),) * 3}, "3 buttons", id="three buttons"
        ),
        pytest.param(
            {"buttons": (TemplateButton("account", "Mở ạ"),)}, "4 characters", id="button of 4"
        ),
        pytest.param(
            {"buttons": (TemplateButton("account", "Mở " + "a" * 28),)},
            "31 characters",
            id="button of 31",
        ),
        pytest.param(
            {"buttons": (TemplateButton("account", "Mở <ma>"),)}, "fixed", id="button with marker"
        ),
        pytest.param(
            {"buttons": (TemplateButton("website", "Mở trang"),)}, "a target", id="page to nowhere"
        ),
        pytest.param(
            {"paragraphs": (PERSON + "<la> có việc",)}, "<la>: not described", id="undescribed"
        ),
        pytest.param({"rows": (Row("Mã việc", "<ma>"),) * 2}, "<han>: described", id="unused"),
        pytest.param(
            {
                "parameters": {
                    "ten": Parameter(Kind.LABEL, "Tên", "Mẫu"),
                    "ma": Parameter(Kind.LABEL, "Mã", "a"),
                    "han": Parameter(Kind.DATE, "Hạn", "17/03/2025"),
                }
            },
            "no personal parameter",
            id="nothing personal",
        ),
        pytest.param(
            {
                "parameters": {
                    "ten": Parameter(Kind.NAME, "Tên", "a" * 31),
                    "ma": Parameter(Kind.CODE, "Mã", "a"),
                    "han": Parameter(Kind.DATE, "Hạn", "17/03/2025"),
                }
            },
            "<ten>: the sample",
            id="sample too long",
        ),
        pytest.param({"paragraphs": ("Kính gửi anh/chị <ten>",)}, "form of address", id="address"),
        pytest.param({"paragraphs": (PERSON + "⏰ có việc",)}, "icons", id="icon"),
        pytest.param({"paragraphs": (PERSON + "tại UBND xã",)}, "write UBND", id="abbreviation"),
        pytest.param({"paragraphs": (PERSON + "xem www.mau.vn",)}, "links", id="link"),
        pytest.param({"paragraphs": (PERSON + "gọi 0901234567",)}, "numbers", id="number"),
        pytest.param({"paragraphs": (PERSON + "<Ma> việc",)}, "a marker is", id="bad marker"),
        pytest.param({"paragraphs": ("Kinh gui <ten> co viec",)}, "accents", id="no accents"),
        pytest.param(
            {"title": unicodedata.normalize("NFD", "Nhắc hạn")}, "not in NFC", id="decomposed"
        ),
    ],
)
def test_what_would_be_refused_is_told(change: dict[str, Any], told: str) -> None:
    assert problems(fit()) == []
    assert told in "\n".join(problems(fit(**change)))


@pytest.mark.parametrize(
    ("source", "told"),
    [
        pytest.param("name = ", "Invalid value", id="no TOML"),
        pytest.param('name = "Mẫu"', "missing required field", id="fields missing"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(source: str, told: str) -> None:
    with pytest.raises(RejectedInput, match=told) as caught:
        parse("hong", source)

    assert caught.value.value == "hong"


def test_a_template_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(RejectedInput, match="officer_due"):
        template("nowhere")


# --- filling ---


@pytest.mark.parametrize(
    ("kind", "given", "sent"),
    [
        pytest.param("name", "  Nguyễn  Thị\nMẫu ", "Nguyễn Thị Mẫu", id="one line, single spaces"),
        pytest.param("name", "Nguyễn Thị " * 4, "Nguyễn Thị Nguyễn Thị Nguyễn…", id="name cut"),
        pytest.param("product", "ê" * 201, "ê" * 199 + "…", id="no blank to cut at"),
        pytest.param("product", "ê" * 200, "ê" * 200, id="product of 200"),
        pytest.param("code", "a" * 30, "a" * 30, id="code of 30"),
        pytest.param("code", "a" * 31, None, id="a code is never cut"),
        pytest.param("date", "16:30 17/03/2025", "16:30 17/03/2025", id="hour and date"),
        pytest.param("date", "16:30:05 17/03/2025", "16:30:05 17/03/2025", id="with seconds"),
        pytest.param("date", "17/03/2025", "17/03/2025", id="date"),
        pytest.param("date", "03/2025", "03/2025", id="month"),
        pytest.param("date", "16:30", "16:30", id="hour"),
        pytest.param("date", "17/3/2025", None, id="month without its zero"),
        pytest.param("date", "24:00 17/03/2025", None, id="hour 24"),
        pytest.param("date", "ngày mai", None, id="no date"),
        pytest.param("phone", "0901000001", "0901000001", id="phone"),
        pytest.param("phone", "0901 000 001", None, id="phone with blanks"),
        pytest.param("url", "https://a.vn/1", "https://a.vn/1", id="url"),
        pytest.param("url", "a.vn/1", None, id="no url"),
        pytest.param("url", "https://a.vn/" + "a" * 188, None, id="url of 201"),
        pytest.param("currency", "120000", "120000", id="currency"),
        pytest.param("currency", "120.000", None, id="currency with dots"),
        pytest.param("quantity", "3", "3", id="quantity"),
        pytest.param("otp", "A1b2", "A1b2", id="otp"),
        pytest.param("status", " \n ", None, id="blank"),
        pytest.param("gender", "Ông", "Ông", id="gender"),
        pytest.param("gender", "Ông/Bà", None, id="gender of 6"),
    ],
)
def test_a_value_has_the_form_and_the_length_of_its_kind(
    kind: str, given: str, sent: str | None
) -> None:
    one = fit(parameters={"ma": Parameter(Kind(kind), "Mẫu", "a")})
    if sent is None:
        with pytest.raises(BadMessage, match=r"mau\.ma"):
            fill(one, {"ma": given})
    else:
        assert fill(one, {"ma": given}) == {"ma": sent}


def test_letters_are_composed() -> None:
    values = samples("citizen_moved") | {"ly_do": unicodedata.normalize("NFD", "Chờ ý kiến")}

    assert fill(template("citizen_moved"), values)["ly_do"] == "Chờ ý kiến"


def test_missing_and_strange_values_are_named() -> None:
    values = samples("officer_due") | {"la": "x"}
    del values["ma_viec"]

    with pytest.raises(BadMessage, match="missing ma_viec; unknown la"):
        fill(template("officer_due"), values)


@given(st.text(min_size=1, max_size=300), st.integers(5, 200))
def test_shortened_words_fit_and_begin_alike(text: str, longest: int) -> None:
    found = shortened(text, longest)

    assert len(found) <= longest
    assert found == text or text.startswith(found.removesuffix("…"))


@given(st.integers(0, 4_000_000_000))
def test_every_instant_becomes_a_date_zalo_takes(instant: int) -> None:
    dates = fit(parameters={"ma": Parameter(Kind.DATE, "Hạn", "a")})
    for with_hour in (True, False):
        value = date_value(instant, with_hour=with_hour)
        assert fill(dates, {"ma": value}) == {"ma": value}


# --- submission ---


@pytest.mark.parametrize("key", sorted(NEEDED - {"officer_due_reply"}))
def test_a_request_holds_every_word_and_every_parameter(key: str) -> None:
    found = template(key)
    request = create_request(found, PLACES, "4190000000000000001")
    sent = json.dumps(request, ensure_ascii=False)
    params = request["params"]

    assert isinstance(params, list)
    assert {p["name"] for p in params} == set(found.parameters) == set(re.findall(r"<(\w+)>", sent))
    assert all(text in sent for text in (found.title, *found.paragraphs, found.purpose))
    assert len(str(request["tracking_id"])) <= 48


def test_buttons_lead_somewhere() -> None:
    sent = create_request(template("citizen_result"), PLACES, "419")
    layout: Any = sent["layout"]

    assert layout["footer"]["components"][0]["BUTTONS"]["items"] == [
        {
            "type": 1,
            "title": "Tra cứu hồ sơ",
            "content": "https://tracuu.example.vn/ho-so?ma=<ma_ho_so>",
        },
        {"type": 3, "title": "Nhắn tin cho cơ quan", "content": "419"},
    ]


def test_a_place_that_is_not_given_is_named() -> None:
    with pytest.raises(RejectedInput, match="lookup"):
        create_request(template("citizen_result"), {}, "419")


def test_quick_replies_are_made_by_hand() -> None:
    with pytest.raises(RejectedInput, match="by hand"):
        create_request(template("officer_due_reply"), PLACES, "419")
    text = as_text(template("officer_due_reply"))

    assert "- Đã nhận, đang làm (phản hồi)" in text
    assert "- <han_xu_ly>: Giờ và ngày hết hạn xử lý; tối đa 20 ký tự" in text


def test_every_quick_reply_says_something() -> None:
    buttons = [b for found in templates().values() for b in found.buttons if b.kind == "response"]

    assert buttons
    assert [b.text for b in buttons if b.answer is None or answer_of(b.text) != b.answer] == []
    assert answer_of(unicodedata.normalize("NFD", " đang  VƯỚNG mắc")) == Answer.BLOCKED
    assert answer_of("Tiếp tục học") is None
