"""Events on their way to the service: form, signature, order, retries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator

import pytest

from bot.sandbox import Fault, Sandbox, World
from bot.sandbox.model import Happening
from bot.sandbox.webhooks import RETRIES, body_of, signature
from schedules.errors import RejectedInput
from tests.sandbox.stage import (
    HEAD,
    OA,
    OFFICER,
    Stage,
    body,
    listening,
    small_world,
    staged,
    still_clock,
)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as running:
        yield running


def test_the_signature_is_a_plain_sha256_of_four_parts() -> None:
    # The vector of the reference: app id, raw body, timestamp, secret, in this order.
    raw = (
        '{"app_id":"1234567890123456789","event_name":"user_send_text","sender":{"id":"2468"},'
        '"recipient":{"id":"1357"},"message":{"text":"Đã nhận","msg_id":"abc123"},'
        '"timestamp":"1790000000123"}'
    ).encode()

    assert signature("1234567890123456789", raw, "1790000000123", "OA_SECRET_EXAMPLE") == (
        "mac=41df1c2a994aa1857de53d1043d2357d47ae54a811356de2babcdd088c9b00c3"
    )


async def test_the_signature_covers_the_bytes_that_are_sent(stage: Stage) -> None:
    await stage.world.phone(OFFICER).types("Đã nhận")

    [(raw, headers)] = stage.listener.raw
    [event] = stage.listener.heard
    parts = event["app_id"].encode() + raw + event["timestamp"].encode() + b"oa-secret"
    assert headers["X-ZEvent-Signature"] == f"mac={hashlib.sha256(parts).hexdigest()}"
    assert headers["Content-Type"] == "application/json"
    assert "num_retry" not in headers


@pytest.mark.parametrize("name", ["user_send_text", "oa_send_text", "user_seen_message", "follow"])
def test_an_envelope_says_who_spoke(name: str) -> None:
    event = json.loads(body_of(Happening(name, OA, OFFICER, 5, {"x": 1}), "77"))

    assert (event["app_id"], event["event_name"], event["timestamp"]) == ("77", name, "5")
    assert event["x"] == 1
    assert event["user_id_by_app"] not in ("", OFFICER)
    if name == "follow":
        assert (event["oa_id"], event["follower"]) == (OA, {"id": OFFICER})
        assert "sender" not in event
    else:
        person_spoke = name == "user_send_text"
        assert event["sender"]["id"] == (OFFICER if person_spoke else OA)
        assert event["recipient"]["id"] == (OA if person_spoke else OFFICER)


async def test_a_sent_message_is_echoed_received_and_seen(stage: Stage) -> None:
    answer = await stage.client.send(body("Đến hạn"))
    await stage.world.phone(OFFICER).reads()

    message_id = answer["data"]["message_id"]
    assert stage.listener.names == ["oa_send_text", "user_received_message", "user_seen_message"]
    echo, received, seen = (event["message"] for event in stage.listener.heard)
    assert echo == {"msg_id": message_id, "text": "Đến hạn"}
    assert received == {"msg_id": message_id}
    assert seen == {"msg_ids": [message_id]}


async def test_a_tap_is_seen_first_and_arrives_as_text_that_the_chat_hides(stage: Stage) -> None:
    phone = stage.world.phone(OFFICER)
    await stage.client.send(body("Đến hạn", OFFICER, "Đã xong", "Chưa"))
    tapped = await phone.taps("Chưa")

    assert stage.listener.names[-2:] == ["user_seen_message", "user_send_text"]
    assert stage.listener.texts == ["#A.Chưa"]
    assert [message.text for message in phone.messages] == ["Đến hạn"]
    assert tapped.chosen == ["Chưa"]
    assert tapped.seen_ms == stage.clock.now_ms()


async def test_a_shown_query_stays_in_the_chat_and_a_link_tells_nothing(stage: Stage) -> None:
    phone = stage.world.phone(OFFICER)
    message = body("Chọn", OFFICER, "Xem", "Mở trang")
    rows = message["message"]["attachment"]["payload"]["buttons"]
    rows[0] |= {"type": "oa.query.show", "payload": "#XEM"}
    rows[1] |= {"type": "oa.open.url", "payload": {"url": "https://example.vn"}}
    await stage.client.send(message)
    await phone.taps("Xem")
    await phone.taps("Mở trang")

    assert [m.text for m in phone.messages] == ["Chọn", "#XEM"]
    assert stage.listener.texts == ["#XEM"]
    assert phone.last.chosen == ["Xem", "Mở trang"]


async def test_the_newest_message_with_the_button_is_tapped(stage: Stage) -> None:
    phone = stage.world.phone(OFFICER)
    for text in ("Một", "Hai"):
        await stage.client.send(body(text, OFFICER, "Đã xong"))
    await stage.client.send(body("Ba"))

    assert (await phone.taps("Đã xong")).text == "Hai"
    with pytest.raises(RejectedInput, match="Đã xong"):
        await phone.taps("Huỷ")


async def test_a_quoting_text_names_the_quoted_message(stage: Stage) -> None:
    phone = stage.world.phone(OFFICER)
    await stage.client.send(body("Đến hạn"))
    await phone.types("việc này đã xong", quoting=phone.last)

    assert stage.listener.heard[-1]["message"]["quote_msg_id"] == phone.last.message_id


async def test_following_and_leaving_are_told(stage: Stage) -> None:
    phone = stage.world.phone(OFFICER)
    await phone.unfollows()
    await phone.follows()

    assert stage.listener.names == ["unfollow", "follow"]


async def test_a_phone_that_is_off_receives_when_it_is_on_again(stage: Stage) -> None:
    phone = stage.world.phone(OFFICER)
    await phone.switches_off()
    await stage.client.send(body("Đến hạn"))
    await stage.sandbox.settle()
    while_off = list(stage.listener.names)
    await phone.reads()
    await phone.switches_on()

    assert while_off == ["oa_send_text"]
    assert stage.listener.names == ["oa_send_text", "user_received_message"]


async def test_one_person_s_words_arrive_in_order(stage: Stage) -> None:
    for number in range(40):
        stage.world.types((OFFICER, HEAD)[number % 2], f"{number:02}")
    await stage.sandbox.settle()

    for first in (0, 1):
        mine = [text for text in stage.listener.texts if int(text) % 2 == first]
        assert mine == [f"{number:02}" for number in range(first, 40, 2)]


async def test_only_ticked_events_are_told() -> None:
    clock = still_clock()
    world = small_world(clock)
    async with listening() as listener:
        sandbox = Sandbox(world, webhook_url=listener.url, events=frozenset({"follow"}))
        await sandbox.start()
        await world.phone(OFFICER).types("a")
        await world.phone(OFFICER).follows()
        await sandbox.stop()

    assert listener.names == ["follow"]


async def test_two_accounts_sign_with_their_own_secrets(stage: Stage) -> None:
    stage.world.add_account("52", "OA khác", "other-secret")
    stage.world.add_person("9001", "Lê Văn Giả", oa_id="52")
    await stage.world.phone("9001").types("chào")

    [(raw, headers)] = stage.listener.raw
    [event] = stage.listener.heard
    mac = signature(event["app_id"], raw, event["timestamp"], "other-secret")
    assert event["recipient"]["id"] == "52"
    assert headers["X-ZEvent-Signature"] == mac


# --- when the service is away ---


async def test_an_unreachable_service_is_tried_again_on_the_clock(stage: Stage) -> None:
    port = int(stage.listener.url.split(":")[2].split("/")[0])
    stage.sandbox.courier.url = "http://127.0.0.1:9/webhook/zalo"  # nobody listens there
    spoken_ms = stage.clock.now_ms()
    await stage.world.phone(OFFICER).types("có ai không")
    stage.after(RETRIES[0] - 1)
    await stage.sandbox.settle()
    stage.sandbox.courier.url = f"http://127.0.0.1:{port}/webhook/zalo"
    await stage.sandbox.settle()
    too_early = list(stage.listener.texts)
    stage.after(1)
    await stage.sandbox.settle()

    assert too_early == []
    assert stage.listener.texts == ["có ai không"]
    assert stage.listener.raw[0][1]["num_retry"] == "1"
    assert stage.listener.heard[0]["timestamp"] == str(spoken_ms)


async def test_after_the_last_try_the_webhook_is_switched_off(stage: Stage) -> None:
    courier = stage.sandbox.courier
    good, courier.url = courier.url, "http://127.0.0.1:9/webhook/zalo"
    phone = stage.world.phone(OFFICER)
    await phone.types("một")
    for wait in RETRIES:
        assert courier.enabled
        stage.after(wait)
        await stage.sandbox.settle()
    courier.url = good
    await phone.types("hai")
    off = list(stage.listener.texts)
    courier.enable()
    await phone.types("ba")

    assert off == []
    assert courier.lost == 1
    assert stage.listener.texts == ["ba"]


@pytest.mark.parametrize(("retries", "heard"), [(False, 1), (True, 2)])
async def test_a_refusing_service_is_tried_again_only_if_asked(
    stage: Stage, retries: bool, heard: int
) -> None:
    stage.sandbox.courier.retry_refused = retries
    stage.listener.status = 503
    await stage.world.phone(OFFICER).types("một")
    stage.after(RETRIES[0])
    await stage.sandbox.settle()

    assert len(stage.listener.heard) == heard
    assert stage.sandbox.courier.refused == heard


async def test_events_can_come_twice_and_in_the_wrong_order(stage: Stage) -> None:
    phone, faults = stage.world.phone(OFFICER), stage.sandbox.faults
    faults.set(Fault.WEBHOOK_TWICE)
    await phone.types("một")
    faults.set(Fault.WEBHOOK_SWAPPED)
    await phone.types("hai")
    await phone.types("ba")
    faults.set(Fault.WEBHOOK_SWAPPED)
    await phone.types("bốn")
    held_back = list(stage.listener.texts)
    await stage.sandbox.settle()

    assert held_back == ["một", "một", "ba", "hai"]
    assert stage.listener.texts[4:] == ["bốn"]
    assert stage.listener.raw[0] == stage.listener.raw[1]


async def test_a_world_without_a_service_still_works() -> None:
    world: World = small_world(still_clock())
    message = await world.phone(OFFICER).types("chào")
    sandbox = Sandbox(world)
    await sandbox.start()
    await world.phone(OFFICER).types("vẫn chào")
    await sandbox.settle()
    await sandbox.stop()
    await sandbox.stop()

    assert [m.text for m in world.phone(OFFICER).messages] == ["chào", "vẫn chào"]
    assert message.message_id.isdigit()
