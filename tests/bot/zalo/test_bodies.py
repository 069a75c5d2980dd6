"""Request bodies besides plain texts: every limit is found before the call."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable

import pytest

from bot.zalo.bodies import (
    BadMessage,
    file_body,
    file_form,
    hash_template_body,
    image_body,
    image_form,
    phone_template_body,
    reaction_body,
    text_body,
    uid_template_body,
    user_info_body,
)

PNG = b"\x89PNG\r\n\x1a\n"
JPG = b"\xff\xd8\xff"
HASH = hashlib.sha256(b"84987654321").hexdigest()
DATA = {"ma": "H99-1"}
LINK = "https://mau.vn/a.png"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            text_body("8001", "Vâng", quoting="m0"),
            {
                "recipient": {"user_id": "8001"},
                "message": {"text": "Vâng", "quote_message_id": "m0"},
            },
            id="text quoting a message",
        ),
        pytest.param(
            image_body("8001", "a1", "Sơ đồ"),
            {
                "recipient": {"user_id": "8001"},
                "message": {
                    "attachment": {
                        "type": "template",
                        "payload": {
                            "template_type": "media",
                            "elements": [{"media_type": "image", "attachment_id": "a1"}],
                        },
                    },
                    "text": "Sơ đồ",
                },
            },
            id="image with words",
        ),
        pytest.param(
            file_body("8001", "t1"),
            {
                "recipient": {"user_id": "8001"},
                "message": {"attachment": {"type": "file", "payload": {"token": "t1"}}},
            },
            id="file",
        ),
        pytest.param(
            reaction_body("8001", "m1", "/-heart"),
            {
                "recipient": {"user_id": "8001"},
                "sender_action": {"react_icon": "/-heart", "react_message_id": "m1"},
            },
            id="reaction",
        ),
        pytest.param(
            uid_template_body("8001", "T1", DATA),
            {"user_id": "8001", "template_id": "T1", "template_data": DATA},
            id="template by user id, flat and without tracking id",
        ),
        pytest.param(
            phone_template_body("+84987654321", "T1", DATA, "nv-1"),
            {
                "phone": "84987654321",
                "tracking_id": "nv-1",
                "template_id": "T1",
                "template_data": DATA,
            },
            id="template by number",
        ),
        pytest.param(
            phone_template_body("84987654321", "T1", DATA, "nv-1", development=True),
            {
                "phone": "84987654321",
                "tracking_id": "nv-1",
                "mode": "development",
                "template_id": "T1",
                "template_data": DATA,
            },
            id="template by number, test mode",
        ),
        pytest.param(
            hash_template_body(HASH, "T1", DATA, "nv-1"),
            {
                "hash_phone": HASH,
                "tracking_id": "nv-1",
                "template_id": "T1",
                "template_data": DATA,
            },
            id="template by hash",
        ),
    ],
)
def test_bodies_have_the_documented_form(body: bytes, expected: object) -> None:
    assert json.loads(body) == expected


def test_the_request_for_contact_data_has_one_card() -> None:
    sent = json.loads(user_info_body("8001", "Chia sẻ thông tin", "Để nhận thông báo", LINK))
    payload = sent["message"]["attachment"]["payload"]

    assert payload["template_type"] == "request_user_info"
    assert payload["elements"] == [
        {"title": "Chia sẻ thông tin", "subtitle": "Để nhận thông báo", "image_url": LINK}
    ]


def test_values_of_a_template_are_composed() -> None:
    sent = json.loads(uid_template_body("8001", "T1", {"a": unicodedata.normalize("NFD", "Mẫu")}))

    assert sent["template_data"] == {"a": "Mẫu"}


@pytest.mark.parametrize(
    ("make", "told"),
    [
        pytest.param(lambda: text_body("1", "a", quoting=""), "quoted", id="quotes nothing"),
        pytest.param(lambda: image_body("1", ""), "attachment_id", id="no image"),
        pytest.param(lambda: image_body("1", "a", "ạ" * 2001), "2001", id="words too long"),
        pytest.param(lambda: file_body("1", ""), "token", id="no file"),
        pytest.param(lambda: user_info_body("1", "", "b", LINK), "title", id="card untitled"),
        pytest.param(lambda: user_info_body("1", "a" * 101, "b", LINK), "title", id="title of 101"),
        pytest.param(lambda: user_info_body("1", "a", " ", LINK), "subtitle", id="card is silent"),
        pytest.param(
            lambda: user_info_body("1", "a", "b", "http://a"), "https", id="picture not secure"
        ),
        pytest.param(lambda: reaction_body("1", "m", "smile"), "icon", id="unknown icon"),
        pytest.param(lambda: reaction_body("1", "", ":>"), "message id", id="reacts to nothing"),
        pytest.param(lambda: reaction_body("", "m", ":>"), "user_id", id="reacts to nobody"),
        pytest.param(lambda: uid_template_body("", "T", DATA), "user_id", id="to nobody"),
        pytest.param(lambda: uid_template_body("1", "", DATA), "template_id", id="no template"),
        pytest.param(lambda: uid_template_body("1", "T", {}), "no parameters", id="no parameters"),
        pytest.param(
            lambda: phone_template_body("0987654321", "T", DATA, "n"), "phone", id="number with 0"
        ),
        pytest.param(
            lambda: phone_template_body("8498765432x", "T", DATA, "n"), "phone", id="letter"
        ),
        pytest.param(
            lambda: phone_template_body("84987654321", "T", DATA, ""), "tracking", id="no tracking"
        ),
        pytest.param(
            lambda: phone_template_body("84987654321", "T", DATA, "a" * 49), "48", id="tracking 49"
        ),
        pytest.param(
            lambda: hash_template_body(HASH.upper(), "T", DATA, "n"), "lower-case", id="upper case"
        ),
        pytest.param(lambda: hash_template_body("84987", "T", DATA, "n"), "64", id="no hash"),
        pytest.param(lambda: image_form(b"GIF89a"), "neither", id="gif"),
        pytest.param(lambda: image_form(PNG + b"\0" * 1_000_000), "1000000", id="image too large"),
        pytest.param(lambda: file_form("a.exe", b"MZ"), "must end", id="program"),
        pytest.param(lambda: file_form("a.pdf", b""), "0 bytes", id="empty file"),
        pytest.param(lambda: file_form("a.pdf", b"\0" * 5_000_001), "5000000", id="file too large"),
    ],
)
def test_what_zalo_would_refuse_is_refused_before_the_call(
    make: Callable[[], object], told: str
) -> None:
    with pytest.raises(BadMessage, match=told):
        make()


def test_a_telephone_number_is_not_in_the_message_of_the_error() -> None:
    with pytest.raises(BadMessage) as caught:
        phone_template_body("0987654321", "T", DATA, "n")

    assert "0987654321" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "kind"), [(PNG + b"x", b"image/png"), (JPG + b"x", b"image/jpeg")]
)
def test_an_image_is_known_by_its_first_bytes(content: bytes, kind: bytes) -> None:
    form = image_form(content)

    assert form.content_type.startswith("multipart/form-data; boundary=")
    assert kind in form.content
    assert content in form.content
    assert b'name="file"' in form.content


def test_the_limits_themselves_are_allowed() -> None:
    assert image_form(PNG + b"\0" * (1_000_000 - len(PNG)))
    assert file_form("a.PDF", b"\0" * 5_000_000)
    assert phone_template_body("84987654321", "T", DATA, "a" * 48)
