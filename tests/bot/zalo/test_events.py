"""Webhook events: one envelope read, repeats recognised, strangers kept, rubbish told."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.model import Happening
from bot.sandbox.webhooks import body_of
from bot.zalo.events import NotAnEvent, ZaloEvent, read_event
from tests.sandbox.stage import OA, OFFICER

APP = "1234567890123456789"


def told(name: str, at_ms: int = 1_742_171_400_000, **details: Any) -> ZaloEvent:
    """An event as the stand-in writes it, read."""
    return read_event(body_of(Happening(name, OA, OFFICER, at_ms, details), APP))


def test_a_text_of_a_person() -> None:
    found = told("user_send_text", message={"msg_id": "m1", "text": "Xong 1", "quote_msg_id": "m0"})

    assert found == ZaloEvent(
        name="user_send_text",
        app_id=APP,
        timestamp="1742171400000",
        key="zalo:user_send_text:m1",
        user_id=OFFICER,
        text="Xong 1",
        message_ids=("m1",),
        quoted_id="m0",
        oa_id=OA,
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("user_send_text", {"msg_id": "m1", "text": "a"}, id="the person speaks"),
        pytest.param("oa_send_text", {"msg_id": "m1", "text": "a"}, id="the account speaks"),
        pytest.param("user_received_message", {"msg_id": "m1"}, id="a receipt"),
        pytest.param("user_seen_message", {"msg_ids": ["m1", "m2"]}, id="seen"),
    ],
)
def test_the_persons_side_is_found_whoever_sent_it(name: str, message: dict[str, Any]) -> None:
    assert told(name, message=message).user_id == OFFICER


@pytest.mark.parametrize("name", ["follow", "unfollow"])
def test_following_names_the_follower(name: str) -> None:
    assert told(name, source="oa_profile").user_id == OFFICER


def test_a_repeat_has_the_same_key_and_another_event_another() -> None:
    message = {"msg_id": "m1", "text": "a"}
    keys = [
        told("user_send_text", message=message).key,
        told("user_send_text", message=message).key,
        told("oa_send_text", message=message).key,
        told("user_send_text", message=message | {"msg_id": "m2"}).key,
        told("follow").key,
        told("follow", at_ms=1_742_171_400_001).key,
        told("user_seen_message", message={"msg_ids": ["m1", "m2"]}).key,
        told("user_seen_message", message={"msg_ids": ["m1", "m3"]}).key,
    ]

    assert keys[0] == keys[1]
    assert len(set(keys)) == len(keys) - 1
    assert max(map(len, keys)) <= 200


def test_what_is_unknown_is_kept_as_unknown() -> None:
    found = read_event(b'{"event_name":"something_new","app_id":1,"timestamp":2,"extra":[1]}')

    assert (found.name, found.app_id, found.timestamp, found.user_id) == (
        "something_new",
        "1",
        "2",
        "",
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"event_name"',
        b"\xff",
        b'{"event_name":"follow"}',
        b'{"event_name":"follow","app_id":"1"}',
    ],
)
def test_rubbish_is_told(body: bytes) -> None:
    with pytest.raises(NotAnEvent):
        read_event(body)


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
fields = ("sender", "recipient", "follower", "message", "event_name", "app_id", "timestamp")


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(fields, values)))
def test_no_shape_of_an_event_breaks_the_door(raw: dict[str, Any]) -> None:
    try:
        found = read_event(json.dumps(raw).encode())
    except NotAnEvent:
        assert not {"event_name", "app_id", "timestamp"} <= set(raw)
    else:
        assert found.key.startswith("zalo:")


messages = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("msg_id", "msg_ids", "text", "quote_msg_id"), values)
)


@given(messages)
def test_no_shape_of_a_message_breaks_the_door(message: dict[str, Any]) -> None:
    assert told("user_send_text", message=message).user_id == OFFICER


def test_reactions_to_one_message_are_different_events() -> None:
    """A heart, taken back, given again: three things happened to the same message."""
    on, off = {"msg_id": "m1", "react_icon": "/-heart"}, {"msg_id": "m1", "react_icon": "/-remove"}
    keys = {
        told("user_reacted_message", at_ms=1, message=on).key,
        told("user_reacted_message", at_ms=2, message=off).key,
        told("user_reacted_message", at_ms=3, message=on).key,
    }

    assert len(keys) == 3


@pytest.mark.parametrize(
    ("name", "details", "oa_id"),
    [
        ("change_oa_daily_quota", {"oaId": "77"}, "77"),
        ("follow", {"oa_id": "78"}, "78"),
        ("user_send_text", {}, OA),
        ("oa_send_text", {}, OA),
        ("user_received_message", {}, OA),
    ],
)
def test_the_account_is_found_wherever_it_is_named(
    name: str, details: dict[str, Any], oa_id: str
) -> None:
    assert told(name, **details).oa_id == oa_id
