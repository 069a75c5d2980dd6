"""The other calls of the client against the stand-in: attachments, people, quotas, history; and odd answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import Fault
from bot.zalo import answers, business
from bot.zalo.answers import Answered, Found, PersonQuota, Quota, read_answer, read_as
from bot.zalo.bodies import (
    BadMessage,
    file_body,
    file_form,
    image_body,
    image_form,
    reaction_body,
    text_body,
    user_info_body,
)
from bot.zalo.calling import proof
from bot.zalo.client import ZaloClient
from db.words import Outcome
from tests.bot.stage import OFFICER, Stage
from tests.sandbox.stage import HEAD, OA

DAY = 86400
PNG = b"\x89PNG\r\n\x1a\n\r\n--not-the-boundary--\r\n\x00\xff"


# --- attachments ---


async def test_an_image_is_uploaded_and_sent(stage: Stage) -> None:
    token = await stage.tokens.token()
    asset = await stage.client.upload_image(token, image_form(PNG))
    found = await stage.client.send(token, image_body(OFFICER, asset.value or "", "Sơ đồ"))

    last = stage.world.phone(OFFICER).last
    assert (asset.outcome, found.outcome) == (Outcome.ACCEPTED, Outcome.ACCEPTED)
    assert (last.parcel.kind, last.text, last.message_id) == ("image", "Sơ đồ", found.message_id)


async def test_a_file_keeps_its_name_and_its_bytes(stage: Stage) -> None:
    token, content = await stage.tokens.token(), b"%PDF-1.7\r\n\x00\xff\n" * 1000
    asset = await stage.client.upload_file(token, file_form("Đơn đề nghị.pdf", content))
    found = await stage.client.send(token, file_body(OFFICER, asset.value or ""))

    assert found.outcome == Outcome.ACCEPTED
    assert stage.world.phone(OFFICER).last.parcel.label == "Đơn đề nghị.pdf"


async def test_an_upload_that_is_not_what_it_says_is_refused(stage: Stage) -> None:
    found = await stage.client.upload_file(await stage.tokens.token(), file_form("a.pdf", b"MZ"))

    assert (found.outcome, found.code, found.value) == (Outcome.REFUSED, "-201", None)


async def test_an_asset_older_than_seven_days_is_refused(stage: Stage) -> None:
    asset = await stage.client.upload_image(await stage.tokens.token(), image_form(PNG))
    stage.after(7 * DAY)
    await stage.world.phone(OFFICER).types("Vâng")
    pair = stage.world.tokens.grant(OA)
    found = await stage.client.send(pair.access_token, image_body(OFFICER, asset.value or ""))

    assert (found.outcome, found.code) == (Outcome.REFUSED, "-100")


async def test_an_upload_whose_answer_is_lost_is_unknown(stage: Stage) -> None:
    token = await stage.tokens.token()
    stage.faults.set(Fault.ANSWER_LOST, path="/v2.0/oa/upload")
    found = await stage.client.upload_image(token, image_form(PNG))

    assert (found.outcome, found.value) == (Outcome.UNKNOWN, None)


async def test_contact_data_is_asked_for_and_then_known(stage: Stage) -> None:
    token, phone = await stage.tokens.token(), stage.world.phone(OFFICER)
    card = user_info_body(OFFICER, "Chia sẻ thông tin", "Để nhận tin", "https://mau.vn/a.png")
    asked = await stage.client.send(token, card)
    before = await stage.client.user_detail(token, OFFICER)
    await phone.shares("Nguyễn Thị Mẫu", "84900000001")
    after = await stage.client.user_detail(token, OFFICER)

    assert asked.outcome == Outcome.ACCEPTED
    assert before.value is not None
    assert after.value is not None
    assert (before.value.phone, after.value.phone) == ("", "84900000001")
    assert (after.value.user_id, after.value.follows) == (OFFICER, True)


async def test_the_account_reacts(stage: Stage) -> None:
    said = await stage.world.phone(OFFICER).types("Xong rồi")
    token = await stage.tokens.token()
    found = await stage.client.react(token, reaction_body(OFFICER, said.message_id, "/-heart"))
    strange = await stage.client.react(token, reaction_body(OFFICER, "404", "/-heart"))

    assert (found.outcome, said.reactions) == (Outcome.ACCEPTED, ["/-heart"])
    assert strange.outcome == Outcome.REFUSED


# --- people and quotas ---


async def test_a_send_says_from_what_it_was_taken(stage: Stage) -> None:
    token = await stage.tokens.token()
    free = await stage.client.send(token, text_body(OFFICER, "Chào"))
    stage.after(3 * DAY)
    token = stage.world.tokens.grant(OA).access_token
    paid = await stage.client.send(token, text_body(OFFICER, "Chào"))

    assert free.value is not None
    assert paid.value is not None
    assert free.value.quota == Quota("reply", 8, 8)
    assert paid.value.quota == Quota("sub_quota", 499, 500)
    assert (paid.value.user_id, paid.value.at_ms) == (OFFICER, stage.clock.now_ms())


async def test_the_last_interaction_of_a_person(stage: Stage) -> None:
    token = await stage.tokens.token()
    stage.after(60)
    await stage.world.phone(OFFICER).types("Vâng")
    known = await stage.client.person_quota(token, OFFICER)
    await stage.world.phone(OFFICER).unfollows()
    never = await stage.client.person_quota(token, OFFICER)
    nobody = await stage.client.person_quota(token, "404")

    assert known.value == PersonQuota(stage.clock.now_ms(), 8, 8)
    assert never.value == PersonQuota(None, 8, 8)
    assert (nobody.outcome, nobody.code, nobody.value) == (Outcome.REFUSED, "-201", None)


async def test_the_lots_of_the_account(stage: Stage) -> None:
    found = await stage.client.account_quota(await stage.tokens.token(), "sub_quota")

    assert found.value is not None
    assert [(a.kind, a.total, a.remain) for a in found.value] == [("sub_quota", 500, 500)]


async def test_the_account_tells_what_it_is(stage: Stage) -> None:
    found = await stage.client.account_info(await stage.tokens.token())

    assert found.value is not None
    assert (found.value.oa_id, found.value.kind, found.value.package) == (OA, 4, "Growth")


# --- history ---


async def test_recent_chats_name_the_person_whoever_spoke(stage: Stage) -> None:
    token = await stage.tokens.token()
    await stage.client.send(token, text_body(HEAD, "Kính báo cáo"))
    await stage.world.phone(OFFICER).types("Vâng")
    found = await stage.client.recent_chats(token, 0)

    assert found.value is not None
    assert [(c.user_id, c.from_person, c.text) for c in found.value] == [
        (OFFICER, True, "Vâng"),
        (HEAD, False, "Kính báo cáo"),
    ]


async def test_a_page_of_history_has_ten_at_most(stage: Stage) -> None:
    with pytest.raises(BadMessage, match="count 11"):
        await stage.client.recent_chats("token", 0, 11)


# --- proof of the secret ---


def test_the_proof_is_the_vector_of_the_reference() -> None:
    assert proof("APP_SECRET_EXAMPLE", "ACCESS_TOKEN_EXAMPLE") == (
        "49c1202df03dc20d6cdc1b60e23386f8ea71888d41ed6b90776d180638ae8d0b"
    )


@pytest.mark.parametrize(
    ("secret", "outcome", "code"),
    [
        pytest.param("app-secret", Outcome.ACCEPTED, "0", id="right"),
        pytest.param("other", Outcome.STOP, "-242", id="wrong"),
        pytest.param("", Outcome.STOP, "-242", id="switched off where it is wanted"),
    ],
)
async def test_the_proof_goes_with_each_call_when_it_is_switched_on(
    stage: Stage, secret: str, outcome: Outcome, code: str
) -> None:
    stage.world.require_proof = True
    client = ZaloClient(stage.wire, stage.settings.openapi_url, secret)
    found = await client.send(await stage.tokens.token(), text_body(OFFICER, "Chào"))

    assert (found.outcome, found.code) == (outcome, code)


# --- odd answers ---


def test_what_zalo_says_in_words_is_kept() -> None:
    raw = b'{"error":-32,"message":"Application has reached its limit"}'
    found = read_answer(httpx.Response(200, content=raw, headers={"X-RateLimit-Limit": "100"}))

    assert (found.message, found.limit) == ("Application has reached its limit", 100)


READERS: list[Callable[[Any], object]] = [
    answers.read_user,
    answers.read_person_quota,
    answers.read_assets,
    answers.read_account,
    answers.read_chat,
    answers.read_asset,
    business._read_info,
    business._read_sample,
    business._read_delivery,
    business._read_quota,
]
UNREADABLE = [*READERS[:2], *READERS[3:4], *READERS[5:]]


@pytest.mark.parametrize("reader", UNREADABLE, ids=lambda reader: str(reader.__name__))
def test_accepted_but_unreadable_is_unknown(reader: Callable[[Any], object]) -> None:
    found: Found[object] = read_as(Answered(Outcome.ACCEPTED, "0", {}), reader)

    assert (found.outcome, found.code, found.value) == (Outcome.UNKNOWN, "0", None)


def test_a_history_that_is_no_list_is_unknown_and_an_empty_one_is_empty() -> None:
    odd = read_as(Answered(Outcome.ACCEPTED, "0", {"x": 1}), answers.read_chat)
    empty = read_as(Answered(Outcome.ACCEPTED, "0", {}), answers.read_chat)

    assert (odd.outcome, odd.value) == (Outcome.UNKNOWN, None)
    assert (empty.outcome, empty.value) == (Outcome.ACCEPTED, ())


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "user_id",
                    "shared_info",
                    "tags_and_notes_info",
                    "last_interaction",
                    "cs_reply",
                    "oaid",
                    "oa_type",
                    "src",
                    "message",
                    "templateId",
                    "listParams",
                    "price_sdt",
                    "status",
                    "delivery_time",
                    "dailyQuota",
                    "quota",
                    "data",
                    "msgId",
                    "time",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(values, st.sampled_from([*READERS, answers.read_sent]))
def test_no_shape_of_an_answer_breaks_a_reader(data: Any, reader: Callable[[Any], object]) -> None:
    found = read_as(Answered(Outcome.ACCEPTED, "0", data), reader)

    assert (found.value is None) == (found.outcome == Outcome.UNKNOWN)


@given(st.integers(1, 2**63), st.booleans())
def test_ids_stay_text_to_the_last_digit(number: int, quoted: bool) -> None:
    raw = f'"{number}"' if quoted else str(number)
    body = f'{{"error":0,"data":{{"message_id":{raw}}}}}'.encode()

    assert read_answer(httpx.Response(200, content=body)).message_id == str(number)
