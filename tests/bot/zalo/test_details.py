"""What each kind of event says: read into its record, or kept as unknown; no shape breaks a reader."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.model import Happening
from bot.sandbox.webhooks import body_of
from bot.zalo import details as d
from bot.zalo.events import read_detail, read_event
from bot.zalo.kinds import READERS
from tests.sandbox.stage import OA, OFFICER

APP = "1234567890123456789"
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


def said(name: str, **details: Any) -> d.Detail:
    """The detail of an event as the stand-in writes it."""
    return read_detail(body_of(Happening(name, OA, OFFICER, 1_742_171_400_000, details), APP))


def with_attachment(kind: str, payload: dict[str, Any]) -> dict[str, Any]:
    return {"msg_id": "m1", "attachments": [{"type": kind, "payload": payload}]}


@pytest.mark.parametrize(
    ("name", "message", "attachment"),
    [
        pytest.param(
            "user_send_image",
            with_attachment("image", {"url": "http://a.zdn.vn/1.jpg", "thumbnail": "http://a/t"}),
            d.Attachment("image", url="http://a.zdn.vn/1.jpg", thumbnail="http://a/t"),
            id="image",
        ),
        pytest.param(
            "user_send_file",
            with_attachment(
                "file", {"url": "https://f", "name": "Đơn.pdf", "size": "123", "checksum": "c"}
            ),
            d.Attachment("file", url="https://f", name="Đơn.pdf", size=123, checksum="c"),
            id="file, size as text",
        ),
        pytest.param(
            "user_send_location",
            with_attachment("location", {"coordinates": {"latitude": 13.98, "longitude": "108.0"}}),
            d.Attachment("location", latitude=13.98, longitude=108.0),
            id="location",
        ),
        pytest.param(
            "user_send_sticker",
            with_attachment("sticker", {"id": "88", "url": "https://s"}),
            d.Attachment("sticker", url="https://s", sticker_id="88"),
            id="sticker",
        ),
        pytest.param(
            "user_send_gif",
            with_attachment("gif", {"url": "https://g"}),
            d.Attachment("gif", url="https://g"),
            id="gif",
        ),
        pytest.param(
            "user_send_link",
            with_attachment("link", {"url": "https://l", "description": "Trang"}),
            d.Attachment("link", url="https://l", description="Trang"),
            id="link",
        ),
        pytest.param(
            "user_send_audio",
            with_attachment("audio", {"url": "https://v.aac"}),
            d.Attachment("audio", url="https://v.aac"),
            id="audio",
        ),
        pytest.param(
            "user_send_video",
            with_attachment("video", {"url": "https://v.mp4"}),
            d.Attachment("video", url="https://v.mp4"),
            id="video",
        ),
        pytest.param(
            "user_send_business_card",
            with_attachment(
                "link", {"url": "https://c", "description": '{"qrCodeUrl":"https://q"}'}
            ),
            d.Attachment(
                "link",
                url="https://c",
                description='{"qrCodeUrl":"https://q"}',
                qr_url="https://q",
            ),
            id="business card, described in JSON inside a text",
        ),
    ],
)
def test_what_a_person_sends_besides_text(
    name: str, message: dict[str, Any], attachment: d.Attachment
) -> None:
    found = said(name, message=message)

    assert isinstance(found, d.Said)
    assert (found.speaker, found.kind) == (d.Speaker.PERSON, name.removeprefix("user_send_"))
    assert found.attachments == (attachment,)


@pytest.mark.parametrize(
    ("name", "speaker", "kind"),
    [
        ("user_send_text", "person", "text"),
        ("oa_send_text", "account", "text"),
        ("oa_send_image", "account", "image"),
        ("oa_send_gif", "account", "gif"),
        ("oa_send_list", "account", "list"),
        ("oa_send_file", "account", "file"),
        ("oa_send_sticker", "account", "sticker"),
        ("oa_send_template", "account", "template"),
        ("anonymous_send_text", "visitor", "text"),
        ("anonymous_send_image", "visitor", "image"),
        ("anonymous_send_file", "visitor", "file"),
        ("anonymous_send_sticker", "visitor", "sticker"),
        ("oa_send_anonymous_text", "account", "text"),
        ("user_send_group_text", "person", "text"),
        ("oa_send_group_image", "account", "image"),
    ],
)
def test_messages_of_all_sides(name: str, speaker: str, kind: str) -> None:
    found = said(name, message={"msg_id": "m1", "text": "Chào"})

    assert found == d.Said(d.Speaker(speaker), kind, "m1", "Chào")


def test_an_administrator_who_writes_by_hand_and_a_group_are_told() -> None:
    echo = said("oa_send_text", sender={"id": OA, "admin_id": "9"}, message={"msg_id": "m"})
    group = said("user_send_group_text", recipient={"group_id": "g7"}, message={"msg_id": "m"})
    visitor = said("anonymous_send_text", conversation_id="c1", message={"msg_id": "m"})

    assert isinstance(echo, d.Said)
    assert isinstance(group, d.Said)
    assert isinstance(visitor, d.Said)
    assert (echo.admin_id, group.group_id, visitor.conversation_id) == ("9", "g7", "c1")


OLD_INFO = {
    "name": "Nguyễn Thị Mẫu",
    "phone": "84900000001",
    "address": "Số 1",
    "city": "Mẫu Sơn",
    "district": "Thử",
}
NEW_INFO = {
    "name": "Nguyễn Thị Mẫu",
    "phone": "84900000001",
    "user_dob": "01/02/1990",
    "gender": "female",
    "full_address": {"user_city": "Mẫu Sơn", "user_ward": "Thạch Mẫu", "user_address": "Số 1"},
}


@pytest.mark.parametrize(
    ("name", "details", "detail"),
    [
        pytest.param("follow", {"source": "qr"}, d.Followed(on=True, source="qr"), id="follow"),
        pytest.param("unfollow", {}, d.Followed(on=False), id="unfollow"),
        pytest.param("user_click_chatnow", {}, d.ChatOpened(), id="chat opened"),
        pytest.param(
            "user_submit_info",
            {"info": OLD_INFO},
            d.SharedInfo("Nguyễn Thị Mẫu", "84900000001", "Số 1", "Mẫu Sơn", "Thử"),
            id="contact data, older form",
        ),
        pytest.param(
            "user_submit_info",
            {"info": NEW_INFO},
            d.SharedInfo(
                "Nguyễn Thị Mẫu",
                "84900000001",
                "Số 1",
                "Mẫu Sơn",
                ward="Thạch Mẫu",
                birthday="01/02/1990",
                gender="female",
            ),
            id="contact data, newer form",
        ),
        pytest.param(
            "user_seen_message",
            {"message": {"msg_ids": ["m1", "m2"]}},
            d.Seen(("m1", "m2")),
            id="seen",
        ),
        pytest.param(
            "user_received_message",
            {"message": {"msg_id": "m1"}},
            d.Received("m1"),
            id="received in a chat",
        ),
        pytest.param(
            "user_received_message",
            {
                "recipient": {"id": "84900000001"},
                "message": {"msg_id": "m1", "tracking_id": "t1", "delivery_time": "1742171400123"},
            },
            d.Received("m1", "t1", 1_742_171_400_123, "84900000001"),
            id="received by telephone number",
        ),
        pytest.param(
            "user_reacted_message",
            {"message": {"msg_id": "m1", "react_icon": "/-heart"}},
            d.Reacted(d.Speaker.PERSON, "m1", "/-heart"),
            id="the person reacts",
        ),
        pytest.param(
            "oa_reacted_message",
            {"message": {"msg_id": "m1", "react_icon": "/-strong"}},
            d.Reacted(d.Speaker.ACCOUNT, "m1", "/-strong"),
            id="the account reacts",
        ),
        pytest.param(
            "user_click_response_button",
            {
                "msg_id": "m1",
                "message": {
                    "button_type": "response",
                    "data": "Đã nhận",
                    "tracking_id": "t1",
                    "submit_time": "5",
                },
            },
            d.ResponseTapped("m1", "t1", "Đã nhận", 5),
            id="a quick reply, its message id at the root",
        ),
        pytest.param(
            "user_feedback",
            {
                "message": {
                    "rate": 5,
                    "note": "Tốt",
                    "feedbacks": ["Nhanh"],
                    "submit_time": "5",
                    "msg_id": "m1",
                    "tracking_id": "t1",
                }
            },
            d.Rated("m1", "t1", 5, "Tốt", ("Nhanh",), 5),
            id="a rating",
        ),
        pytest.param(
            "change_template_status",
            {
                "template_id": 7,
                "status": {"prev_status": "PENDING_REVIEW", "new_status": "ENABLE"},
                "reason": "",
            },
            d.TemplateStatus("7", "PENDING_REVIEW", "ENABLE", ""),
            id="a template approved",
        ),
        pytest.param(
            "change_template_quality",
            {"template_id": "7"},
            d.TemplateChange("quality", "7"),
            id="quality of a template",
        ),
        pytest.param(
            "change_template_quota", {}, d.TemplateChange("quota", ""), id="quota of a template"
        ),
        pytest.param("change_oa_template_tags", {}, d.TemplateChange("tags", ""), id="tags"),
        pytest.param(
            "change_oa_daily_quota",
            {"oaId": OA, "quota": {"prev_value": "500", "new_value": 2000}},
            d.DailyQuota(500, 2000),
            id="quota of the day",
        ),
        pytest.param("event_journey_acknowledged", {}, d.Journey("acknowledged"), id="journey"),
        pytest.param("event_journey_time_out", {}, d.Journey("time_out"), id="journey over"),
        pytest.param("permission_revoked", {}, d.PermissionRevoked(), id="permission lost"),
        pytest.param(
            "widget_interaction_accepted",
            {"data": {"user_id": "8001", "user_external_id": "e", "url": "https://u"}},
            d.WidgetUsed(True, "e", "https://u"),
            id="widget",
        ),
        pytest.param(
            "widget_failed_to_sync_user_external_id",
            {"data": {"user_external_id": "e"}},
            d.WidgetUsed(False, "e", ""),
            id="widget failed",
        ),
        pytest.param(
            "add_user_to_tag",
            {"tag": {"user_ids": ["8001", 8002], "name": "xã"}},
            d.Tagged("added", "xã", ("8001", "8002")),
            id="tag added",
        ),
        pytest.param("remove_user_from_tag", {}, d.Tagged("removed", "", ()), id="tag removed"),
        pytest.param("remove_tag", {}, d.Tagged("gone", "", ()), id="tag gone"),
        pytest.param("update_user_info", {}, d.ProfileChanged(), id="profile"),
        pytest.param("user_withdraw", {}, d.Withdrawn(), id="withdrawn"),
        pytest.param(
            "oa_send_consent",
            {"phone": "84900000001", "create_time": "5", "expired_time": "9"},
            d.CallConsent(True, "84900000001", "", 5, 9),
            id="consent asked",
        ),
        pytest.param(
            "user_reply_consent",
            {"phone": "84900000001", "user_consent": "DENY", "confirmed_time": "6"},
            d.CallConsent(False, "84900000001", "DENY", 6, None),
            id="consent denied",
        ),
        pytest.param("oa_call_user", {}, d.Called(d.Speaker.ACCOUNT), id="the account calls"),
        pytest.param("user_call_oa", {}, d.Called(d.Speaker.PERSON), id="the person calls"),
        pytest.param(
            "user_join_group",
            {"group_id": "g1"},
            d.GroupChanged("user_join_group", "g1"),
            id="join",
        ),
        pytest.param(
            "disperse_group",
            {"group": {"id": "g1"}},
            d.GroupChanged("disperse_group", "g1"),
            id="end",
        ),
        pytest.param("extension_purchased", {}, d.Noted("extension_purchased"), id="extension"),
        pytest.param("user_click_button", {}, d.Unknown("user_click_button"), id="invented name"),
        pytest.param("something_new", {"x": [1]}, d.Unknown("something_new"), id="new name"),
    ],
)
def test_each_kind_is_read(name: str, details: dict[str, Any], detail: d.Detail) -> None:
    assert said(name, **details) == detail


NAMES = [*sorted(READERS), "user_send_file", "oa_send_group_text", "create_group", "else"]


@given(
    st.sampled_from(NAMES),
    st.dictionaries(
        st.sampled_from(
            [
                "message",
                "info",
                "status",
                "quota",
                "tag",
                "data",
                "group",
                "recipient",
                "sender",
                "msg_id",
            ]
        ),
        values,
        max_size=4,
    ),
)
def test_no_shape_of_a_detail_breaks_the_reader(name: str, raw: dict[str, Any]) -> None:
    envelope = {"event_name": name, "app_id": "1", "timestamp": "2"} | raw
    body = json.dumps(envelope).encode()

    assert read_detail(body) == read_detail(body)
    assert read_event(body).name == name


@given(
    st.dictionaries(
        st.sampled_from(["url", "name", "size", "id", "description", "coordinates", "thumbnail"]),
        values | st.fixed_dictionaries({"latitude": values, "longitude": values}),
        max_size=4,
    )
)
def test_no_shape_of_an_attachment_breaks_the_reader(payload: dict[str, Any]) -> None:
    found = said("user_send_file", message=with_attachment("file", payload))

    assert isinstance(found, d.Said)
    assert len(found.attachments) == 1
