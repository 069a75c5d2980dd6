"""What goes into a chat besides text: uploads, images, files, requests for contact data, reactions."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Limits
from bot.sandbox.rules import message_refusal, reaction_refusal
from tests.sandbox.stage import OFFICER, Stage, body, staged

DAY = 86400
PNG, JPG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20, b"\xff\xd8\xff" + b"\0" * 20
PDF, DOCX, DOC = b"%PDF-1.7\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as running:
        yield running


async def upload(stage: Stage, kind: str, name: str, content: bytes, field: str = "file") -> Any:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field(field, io.BytesIO(content), filename=name)
    headers = {"access_token": stage.client.pair.access_token}
    url = f"{stage.client.url}/v2.0/oa/upload/{kind}"
    async with stage.client.session.post(url, data=form, headers=headers) as answer:
        return await answer.json()


def image(asset_id: str, **more: Any) -> dict[str, Any]:
    element = {"media_type": "image", "attachment_id": asset_id}
    payload = {"template_type": "media", "elements": [element]}
    return more | {"attachment": {"type": "template", "payload": payload}}


def file(token: str, **more: Any) -> dict[str, Any]:
    return more | {"attachment": {"type": "file", "payload": {"token": token}}}


def card(*elements: dict[str, str], **more: Any) -> dict[str, Any]:
    payload = {"template_type": "request_user_info", "elements": list(elements)}
    return more | {"attachment": {"type": "template", "payload": payload}}


ELEMENT = {"title": "Chia sẻ", "subtitle": "Để nhận tin", "image_url": "https://mau.vn/a.png"}


async def send(stage: Stage, message: dict[str, Any]) -> dict[str, Any]:
    return await stage.client.send(body() | {"message": message})


# --- uploads ---


@pytest.mark.parametrize(
    ("kind", "name", "content", "code"),
    [
        pytest.param("image", "a.png", PNG, 0, id="png"),
        pytest.param("image", "a.jpg", JPG, 0, id="jpg"),
        pytest.param("image", "a.png", b"GIF89a", -201, id="gif among the images"),
        pytest.param("image", "a.png", PNG + b"\0" * 1_000_000, -210, id="image too large"),
        pytest.param("file", "Đơn.pdf", PDF, 0, id="pdf"),
        pytest.param("file", "a.docx", DOCX, 0, id="docx"),
        pytest.param("file", "a.DOC", DOC, 0, id="doc"),
        pytest.param("file", "a.exe", b"MZ", -201, id="program"),
        pytest.param("file", "a.pdf", b"MZ", -201, id="program called pdf"),
        pytest.param("file", "a.pdf", PDF + b"\0" * 5_000_000, -210, id="file too large"),
    ],
)
async def test_what_may_be_uploaded(
    stage: Stage, kind: str, name: str, content: bytes, code: int
) -> None:
    answer = await upload(stage, kind, name, content)

    assert answer["error"] == code
    assert set(answer.get("data", {})) == (
        set() if code else {"attachment_id" if kind == "image" else "token"}
    )


async def test_an_upload_must_be_multipart_with_its_field(stage: Stage) -> None:
    as_json = await stage.client.post("/v2.0/oa/upload/image", {"file": "x"})
    other_field = await upload(stage, "image", "a.png", PNG, field="image")

    assert (as_json["error"], other_field["error"]) == (-201, -201)


async def test_uploads_of_a_month_end() -> None:
    async with staged(Limits(uploads_per_month=2)) as stage:
        codes = [(await upload(stage, "image", "a.png", PNG))["error"] for _ in range(3)]
        stage.long_after(31 * DAY)

        assert codes == [0, 0, -211]
        assert (await upload(stage, "image", "a.png", PNG))["error"] == 0


# --- sending ---


async def test_an_image_arrives_with_or_without_words(stage: Stage) -> None:
    asset = (await upload(stage, "image", "a.png", PNG))["data"]["attachment_id"]
    codes = [(await send(stage, image(asset)))["error"]]
    codes += [(await send(stage, image(asset, text="Sơ đồ")))["error"]]
    await stage.sandbox.settle()

    received = stage.world.phone(OFFICER).received
    assert codes == [0, 0]
    assert [(m.parcel.kind, m.text) for m in received] == [("image", ""), ("image", "Sơ đồ")]
    assert stage.listener.names.count("oa_send_image") == 2


async def test_a_file_arrives_by_its_token(stage: Stage) -> None:
    token = (await upload(stage, "file", "Đơn.pdf", PDF))["data"]["token"]
    answer = await send(stage, file(token))
    await stage.sandbox.settle()

    last = stage.world.phone(OFFICER).last
    assert answer["data"]["message_id"] == last.message_id
    assert (last.parcel.kind, last.parcel.label) == ("file", "Đơn.pdf")
    assert stage.listener.names == ["oa_send_file", "user_received_message"]


async def test_an_asset_dies_after_seven_days_and_serves_its_kind_and_account_only(
    stage: Stage,
) -> None:
    picture = (await upload(stage, "image", "a.png", PNG))["data"]["attachment_id"]
    token = (await upload(stage, "file", "a.pdf", PDF))["data"]["token"]
    crossed = [
        (await send(stage, image(token)))["error"],
        (await send(stage, file(picture)))["error"],
    ]
    stage.long_after(7 * DAY - 1)
    last_second = (await send(stage, image(picture)))["error"]
    await stage.world.phone(OFFICER).types("Vâng")
    stage.after(1)

    assert crossed == [-201, -201]
    assert last_second == 0
    assert (await send(stage, image(picture)))["error"] == -100
    assert (await send(stage, file(token)))["error"] == -100
    assert (await send(stage, image("unknown")))["error"] == -201


@pytest.mark.parametrize(
    ("message", "code", "named"),
    [
        pytest.param(image("a"), None, "", id="image"),
        pytest.param(image("a", text="a" * 2001), -210, "text", id="words under it too long"),
        pytest.param(file("t"), None, "", id="file"),
        pytest.param(file("t", text="a"), -233, "", id="a file takes no words"),
        pytest.param(file(""), -201, "token", id="no token"),
        pytest.param(card(ELEMENT), None, "", id="card"),
        pytest.param(card(ELEMENT, text="a"), -233, "", id="a card takes no words"),
        pytest.param(card(), -201, "exactly one", id="no element"),
        pytest.param(card(ELEMENT, ELEMENT), -201, "exactly one", id="two elements"),
        pytest.param(card(ELEMENT | {"title": ""}), -201, "title", id="card without title"),
        pytest.param(card(ELEMENT | {"image_url": "http://a"}), -201, "https", id="not secure"),
        pytest.param(card(ELEMENT | {"x": "y"}), -201, "x", id="unknown field"),
        pytest.param(
            {
                "attachment": {
                    "type": "template",
                    "payload": {
                        "template_type": "media",
                        "elements": [
                            {"media_type": "image", "url": "https://a.vn/1", "attachment_id": "a"}
                        ],
                    },
                }
            },
            -201,
            "attachment_id",
            id="both url and attachment_id",
        ),
        pytest.param(
            {
                "attachment": {
                    "type": "template",
                    "payload": {
                        "template_type": "media",
                        "elements": [{"media_type": "sticker", "attachment_id": "a"}],
                    },
                }
            },
            -233,
            "",
            id="sticker",
        ),
        pytest.param(
            {
                "text": "a",
                "attachment": {
                    "type": "template",
                    "payload": {"template_type": "list", "elements": []},
                },
            },
            -233,
            "",
            id="list",
        ),
    ],
)
def test_rules_of_an_attachment(message: object, code: int | None, named: str) -> None:
    refusal = message_refusal(message)

    assert (refusal.code if refusal else None) == code
    assert named in (refusal.message if refusal else "")


# --- contact data ---


async def test_contact_data_is_known_once_it_is_shared(stage: Stage) -> None:
    phone = stage.world.phone(OFFICER)
    phone.person.phone_number = "84900000001"
    await send(stage, card(ELEMENT))
    before = await stage.client.get("/v3.0/oa/user/detail", {"user_id": OFFICER})
    await phone.shares("Nguyễn Thị Mẫu")
    after = await stage.client.get("/v3.0/oa/user/detail", {"user_id": OFFICER})

    event = stage.listener.heard[-1]
    assert event["event_name"] == "user_submit_info"
    assert event["sender"] == {"id": OFFICER}
    assert event["info"]["phone"] == "84900000001"
    assert before["data"]["shared_info"]["phone"] == ""
    assert after["data"]["shared_info"]["phone"] == "84900000001"


# --- reactions ---


def reaction(message_id: str, icon: str = "/-heart") -> dict[str, Any]:
    action = {"react_icon": icon, "react_message_id": message_id}
    return {"recipient": {"user_id": OFFICER}, "sender_action": action}


async def test_the_account_reacts_to_a_message_and_the_person_too(stage: Stage) -> None:
    phone = stage.world.phone(OFFICER)
    said = await phone.types("Xong rồi")
    answer = await stage.client.post("/v2.0/oa/message", reaction(said.message_id))
    await stage.client.send(body())
    await phone.reacts("/-strong")
    await stage.sandbox.settle()

    told = {e["event_name"]: e["message"] for e in stage.listener.heard}
    assert (answer["error"], said.reactions) == (0, ["/-heart"])
    assert told["oa_reacted_message"] == {"msg_id": said.message_id, "react_icon": "/-heart"}
    assert told["user_reacted_message"]["react_icon"] == "/-strong"


async def test_reactions_that_cannot_be(stage: Stage) -> None:
    said = await stage.world.phone(OFFICER).types("Xong rồi")
    path = "/v2.0/oa/message"
    nowhere = await stage.client.post(path, reaction("404"))
    nobody = reaction(said.message_id) | {"recipient": {"user_id": "404"}}
    codes = [(await stage.client.post(path, reaction(said.message_id)))["error"] for _ in range(51)]

    assert (nowhere["error"], (await stage.client.post(path, nobody))["error"]) == (-201, -201)
    assert codes == [0] * 50 + [-210]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param(reaction("m"), None, id="as it should be"),
        pytest.param(reaction("m", "smile"), -201, id="unknown icon"),
        pytest.param(reaction(""), -201, id="no message"),
        pytest.param({"recipient": {}, "sender_action": "x"}, -201, id="action is text"),
        pytest.param(reaction("m") | {"x": 1}, -201, id="unknown field"),
        pytest.param({"recipient": {}, "message": {"text": "a"}}, -240, id="the old way to send"),
    ],
)
def test_rules_of_a_reaction(given: dict[str, Any], code: int | None) -> None:
    refusal = reaction_refusal(given)

    assert (refusal.code if refusal else None) == code
