"""SMS from people: signatures, fields, answers."""

from __future__ import annotations

from hashlib import md5
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sms.inbound import BadSign, answer_xml, is_genuine, read_inbound, sign
from schedules.errors import RejectedInput

KEY = "khoa-rieng-gia"
QUERY = {
    "sender": "84912345678",
    "content": "HEN OK 1234",
    "serviceNumber": "8079",
    "keyword": "HEN",
    "smsid": "mo-1",
    "receiverTime": "20250317091500",  # Monday 17/3/2025, 09:15 in Vietnam
    "cpid": "12",
}


def signed(**changes: str) -> dict[str, str]:
    """A query as the provider signs it."""
    query = {**QUERY, **changes}
    return {**query, "sign": sign(query, KEY)}


def test_the_signature_is_base64_of_the_digest_over_the_fields_in_order() -> None:
    """Worked out once by hand: `printf %s 12mo-1…khoa-rieng-gia | openssl md5 -binary | base64`."""
    joined = "12" + "mo-1" + "HEN OK 1234" + "20250317091500" + KEY

    assert sign(QUERY, KEY) == "gH99O2JR1w/UHB1U37SlDg=="
    assert (
        md5(joined.encode(), usedforsecurity=False).hexdigest()
        == "807f7d3b6251d70fd41c1d54dfb4a50e"
    )


def test_a_message_is_read() -> None:
    found = read_inbound(signed(), KEY)

    assert (found.sms_id, found.sender, found.content) == ("mo-1", "84912345678", "HEN OK 1234")
    assert (found.service_number, found.keyword, found.at) == ("8079", "HEN", 1742177700)


def test_letters_with_diacritics_are_signed_in_utf_8() -> None:
    assert read_inbound(signed(content="HEN đồng ý"), KEY).content == "HEN đồng ý"


def test_the_hexadecimal_form_is_the_same_proof() -> None:
    joined = "12" + "mo-1" + "HEN OK 1234" + "20250317091500" + KEY
    digest = md5(joined.encode(), usedforsecurity=False).hexdigest()

    assert is_genuine({**QUERY, "sign": digest}, KEY)
    assert is_genuine({**QUERY, "sign": digest.upper()}, KEY)


def test_a_plus_sign_that_became_a_space_is_forgiven() -> None:
    plus = next(s for n in range(500) if "+" in (s := signed(smsid=f"m{n}"))["sign"])

    assert is_genuine({**plus, "sign": plus["sign"].replace("+", " ")}, KEY)


@pytest.mark.parametrize("name", ["cpid", "smsid", "content", "receiverTime"])
def test_a_changed_field_breaks_the_signature(name: str) -> None:
    with pytest.raises(BadSign):
        read_inbound({**signed(), name: "20250317091501"}, KEY)


@pytest.mark.parametrize(
    ("given_sign", "key"),
    [
        pytest.param("", KEY, id="none"),
        pytest.param("x", KEY, id="nonsense"),
        pytest.param("chữ ký", KEY, id="letters"),
        pytest.param("\ud800", KEY, id="half of a pair"),
        pytest.param(sign(QUERY, "khac"), KEY, id="another key"),
        pytest.param(sign(QUERY, ""), "", id="an empty key fits nothing"),
    ],
)
def test_bad_signatures(given_sign: str, key: str) -> None:
    with pytest.raises(BadSign) as caught:
        read_inbound({**QUERY, "sign": given_sign}, key)

    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"smsid": ""}, "smsid", id="no id"),
        pytest.param({"smsid": "m" * 101}, "smsid", id="endless id"),
        pytest.param({"content": "a" * 1001}, "content", id="endless text"),
        pytest.param({"sender": "8079"}, "phone", id="sender no mobile"),
        pytest.param({"receiverTime": ""}, "receiverTime", id="no time"),
        pytest.param({"receiverTime": "20250317"}, "receiverTime", id="a date only"),
        pytest.param({"receiverTime": "20250230091500"}, "receiverTime", id="30 February"),
        pytest.param({"receiverTime": "2025031709150x"}, "receiverTime", id="no number"),
    ],
)
def test_genuine_but_unusable(changes: dict[str, str], field: str) -> None:
    with pytest.raises(RejectedInput) as caught:
        read_inbound(signed(**changes), KEY)

    assert caught.value.field == field


def test_a_shown_message_shows_no_person() -> None:
    shown = repr(read_inbound(signed(), KEY))

    assert "912345678" not in shown
    assert "OK 1234" not in shown


@given(st.text(), st.text(), st.text())
def test_every_answer_is_sound_xml(message: str, sms_id: str, receiver: str) -> None:
    root = ElementTree.fromstring(answer_xml(message, sms_id, receiver))  # noqa: S314 - our own

    assert (root.tag, [child.tag for child in root]) == (
        "ClientResponse",
        ["Message", "Smsid", "Receiver"],
    )
    assert len(root[0].text or "") <= 459


def test_an_answer_carries_the_plain_text() -> None:
    root = ElementTree.fromstring(answer_xml("Đã ghi nhận <1> & 2.", "m&1", "84912345678"))  # noqa: S314

    assert [child.text for child in root] == ["Da ghi nhan (1) va 2.", "m&1", "84912345678"]
