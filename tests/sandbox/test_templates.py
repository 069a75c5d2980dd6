"""Templates at the stand-in: by telephone number, by hash, by user id; what is refused, what comes back."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.sandbox import Limits, Param, Registered
from bot.sandbox.template_rules import value_refusal
from schedules.errors import RejectedInput
from tests.sandbox.stage import HEAD, OA, OFFICER, Stage, staged

PHONE, OTHER_PHONE = "84900000001", "84900000002"
DAY = 86400
DUE = Registered(
    template_id="T1",
    oa_id=OA,
    name="Nhắc hạn xử lý",
    text="Kính gửi đồng chí <ten>, việc <ma> đến hạn <han>.",
    params=(
        Param("ten", "name"),
        Param("ma", "code"),
        Param("han", "date"),
        Param("ghi_chu", "label", required=False, may_be_empty=True),
    ),
    sample={"ten": "Nguyễn Văn Mẫu", "ma": "H99-1", "han": "16:30 17/03/2025"},
)
DATA = {"ten": "Nguyễn Thị Mẫu", "ma": "H99-1", "han": "16:30 17/03/2025"}
BY_PHONE: dict[str, Any] = {
    "phone": PHONE,
    "template_id": "T1",
    "template_data": DATA,
    "tracking_id": "nv-1",
}
BY_UID: dict[str, Any] = {"user_id": OFFICER, "template_id": "T1", "template_data": DATA}


def furnish(stage: Stage) -> None:
    """Registered templates, and numbers of the two persons."""

    def copy(template_id: str, **change: Any) -> None:
        plain = {name: getattr(DUE, name) for name in DUE.__struct_fields__}
        stage.world.desk.register(Registered(**plain | {"template_id": template_id} | change))

    copy("T1")
    copy("pending", status="PENDING_REVIEW")
    copy("low", low_quality=True)
    copy("day", at_night=False)
    copy("twice", daily=2)
    copy("quick", responses=("Đã nhận", "Vướng mắc"))
    copy("stars", rating=True)
    copy("otp", otp=True)
    copy("strange", oa_id="52")
    stage.world.person(OFFICER).phone_number = PHONE
    stage.world.person(HEAD).phone_number = OTHER_PHONE


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as running:
        furnish(running)
        yield running


async def by_phone(stage: Stage, **change: Any) -> dict[str, Any]:
    return await stage.client.post("/message/template", BY_PHONE | change)


async def by_uid(stage: Stage, **change: Any) -> dict[str, Any]:
    return await stage.client.post("/v3.0/oa/message/template", BY_UID | change)


async def ask(stage: Stage, path: str, **query: str) -> Any:
    """A GET of the business host: the arguments stand in the query."""
    headers = {"access_token": stage.client.pair.access_token}
    url = stage.client.url + path
    async with stage.client.session.get(url, params=query, headers=headers) as answer:
        return await answer.json()


# --- by telephone number ---


async def test_a_template_by_number_is_answered_shown_and_receipted_by_number(stage: Stage) -> None:
    answer = await by_phone(stage)
    await stage.sandbox.settle()

    data, shown = answer["data"], stage.world.phone(OFFICER).last
    assert (answer["error"], data["msg_id"]) == (0, shown.message_id)
    assert data["sent_time"] == str(stage.clock.now_ms())
    assert data["sending_mode"] == "1"
    assert data["quota"] == {"dailyQuota": "500", "remainingQuota": "499"}
    assert shown.text == "Kính gửi đồng chí Nguyễn Thị Mẫu, việc H99-1 đến hạn 16:30 17/03/2025."
    [event] = stage.listener.heard  # no echo, only the receipt
    assert event["event_name"] == "user_received_message"
    assert (event["sender"], event["recipient"]) == ({"id": OA}, {"id": PHONE})
    assert event["message"] == {
        "msg_id": shown.message_id,
        "tracking_id": "nv-1",
        "delivery_time": str(stage.clock.now_ms()),
    }
    assert stage.listener.raw[0][1]["X-ZEvent-Server"] == "ZNS"


async def test_a_hashed_number_finds_the_same_person_and_comes_back_hashed(stage: Stage) -> None:
    hashed = hashlib.sha256(PHONE.encode()).hexdigest()
    sent = {k: v for k, v in BY_PHONE.items() if k != "phone"} | {"hash_phone": hashed}
    answer = await stage.client.post("/message/template/hashphone", sent)
    await stage.sandbox.settle()

    assert answer["data"]["msg_id"] == stage.world.phone(OFFICER).last.message_id
    assert stage.listener.heard[0]["recipient"] == {"id": hashed}


async def test_the_same_tracking_id_twice_is_two_messages(stage: Stage) -> None:
    first, second = await by_phone(stage), await by_phone(stage)

    assert first["data"]["msg_id"] != second["data"]["msg_id"]
    assert len(stage.world.phone(OFFICER).received) == 2


async def test_neither_following_nor_the_seven_days_matter(stage: Stage) -> None:
    await stage.world.phone(OFFICER).unfollows()
    stage.long_after(400 * DAY)

    assert (await by_phone(stage))["error"] == 0
    assert (await by_uid(stage))["error"] == 0


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in DATA.items() if key != name}


@pytest.mark.parametrize(
    ("change", "code", "named"),
    [
        pytest.param({"phone": "0900000001"}, -108, "Phone", id="number not normalised"),
        pytest.param({"phone": "+84900000001"}, -108, "Phone", id="number with plus"),
        pytest.param({"phone": 84900000001}, -108, "Phone", id="number as a number"),
        pytest.param({"phone": "84900000009"}, -118, "does not exist", id="no Zalo"),
        pytest.param({"tracking_id": ""}, -132, "tracking_id", id="no tracking id"),
        pytest.param({"tracking_id": "a" * 48}, 0, "Success", id="tracking id of 48"),
        pytest.param({"tracking_id": "a" * 49}, -132, "tracking_id", id="tracking id of 49"),
        pytest.param({"campaign_id": "x"}, -132, "campaign_id", id="an invented field"),
        pytest.param({"template_id": "nowhere"}, -109, "", id="unknown template"),
        pytest.param({"template_id": "strange"}, -117, "", id="template of another account"),
        pytest.param({"template_id": "pending"}, -131, "", id="not approved"),
        pytest.param({"template_id": "low"}, -146, "", id="low quality"),
        pytest.param({"template_data": {}}, -111, "", id="no data"),
        pytest.param({"template_data": "x"}, -111, "", id="data is text"),
        pytest.param({"template_data": without("ma")}, -1122, "ma", id="missing"),
        pytest.param({"template_data": DATA | {"ma": " "}}, -1122, "ma", id="blank"),
        pytest.param({"template_data": DATA | {"ghi_chu": ""}}, 0, "", id="may be empty"),
        pytest.param({"template_data": DATA | {"la": "x"}}, -132, "la", id="unknown parameter"),
        pytest.param({"template_data": DATA | {"ma": 5}}, -112, "ma", id="a number"),
        pytest.param({"template_data": DATA | {"ten": "ạ" * 30}}, 0, "", id="name of 30"),
        pytest.param({"template_data": DATA | {"ten": "ạ" * 31}}, -1121, "ten", id="name of 31"),
        pytest.param({"template_data": DATA | {"han": "17/3/2025"}}, -1124, "han", id="bad date"),
        pytest.param({"sending_mode": "2"}, -161, "", id="sending mode 2"),
        pytest.param({"sending_mode": "3"}, -162, "", id="sending mode 3 for tag 1"),
        pytest.param({"mode": "test"}, -132, "mode", id="unknown mode"),
        pytest.param({"mode": "development"}, -127, "", id="test to no administrator"),
    ],
)
async def test_rules_of_a_template_by_number(
    stage: Stage, change: dict[str, Any], code: int, named: str
) -> None:
    answer = await by_phone(stage, **change)

    assert answer["error"] == code
    assert named in answer["message"]
    assert len(stage.world.phone(OFFICER).received) == (code == 0)


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("name", unicodedata.normalize("NFD", "Mẫu"), -1124),
        ("date", "16:30 17/03/2025", None),
        ("date", "03/2025", None),
        ("date", "17/03/25", -1124),
        ("currency", "120000", None),
        ("currency", "120.000", -1124),
        ("url", "https://a.vn", None),
        ("url", "a.vn", -1124),
        ("product", "ạ" * 200, None),
        ("product", "ạ" * 201, -1121),
    ],
)
def test_a_value_must_have_the_form_of_its_kind(kind: str, value: str, code: int | None) -> None:
    refusal = value_refusal(Param("x", kind), value)

    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("barred", "phone_code", "uid_code"),
    [(-244, -139, -244), (-217, -141, -217), (-227, -114, -227)],
)
async def test_who_refuses_is_told_in_the_words_of_the_road(
    stage: Stage, barred: int, phone_code: int, uid_code: int
) -> None:
    stage.world.phone(OFFICER).blocks(barred)

    assert (await by_phone(stage))["error"] == phone_code
    assert (await by_uid(stage))["error"] == uid_code


@pytest.mark.parametrize(
    ("after_start", "code"),
    [
        pytest.param(0, 0, id="07:25"),
        pytest.param(14 * 3600 + 34 * 60, 0, id="21:59"),
        pytest.param(14 * 3600 + 35 * 60, -133, id="22:00"),
        pytest.param(22 * 3600 + 34 * 60, -133, id="05:59"),
        pytest.param(22 * 3600 + 35 * 60, 0, id="06:00"),
    ],
)
async def test_some_templates_rest_at_night_by_number_only(
    stage: Stage, after_start: int, code: int
) -> None:
    stage.long_after(after_start)

    assert (await by_phone(stage, template_id="day"))["error"] == code
    assert (await by_phone(stage))["error"] == 0
    assert (await by_uid(stage, template_id="day"))["error"] == 0


async def test_quotas_of_the_day_of_template_and_account() -> None:
    async with staged(Limits(templates_per_day=4)) as stage:
        furnish(stage)
        codes = [(await by_phone(stage, template_id="twice"))["error"] for _ in range(3)]
        codes += [(await by_uid(stage))["error"] for _ in range(3)]
        quota = await ask(stage, "/message/quota")
        stage.long_after(DAY)

        assert codes == [0, 0, -147, 0, 0, -144]
        assert (quota["data"]["dailyQuota"], quota["data"]["remainingQuota"]) == ("4", "0")
        assert (await by_phone(stage, template_id="twice"))["error"] == 0


async def test_an_empty_purse_has_a_code_on_each_road(stage: Stage) -> None:
    stage.world.desk.purse[OA] = 340  # one by number for 200, one by user id for 140
    codes = [(await by_phone(stage))["error"], (await by_uid(stage))["error"]]
    codes += [(await by_phone(stage))["error"], (await by_uid(stage))["error"]]

    assert codes == [0, 0, -115, -321]
    assert stage.world.desk.purse[OA] == 0


async def test_development_goes_to_administrators_and_costs_no_quota(stage: Stage) -> None:
    stage.world.desk.administrators.add(OFFICER)
    answer = await by_phone(stage, mode="development")

    assert answer["data"]["quota"] == {"dailyQuota": "0", "remainingQuota": "0"}
    assert stage.world.desk.left_today(OA) == 500


# --- by user id ---


async def test_a_template_by_user_id_is_echoed_and_receipted_like_any_message(stage: Stage) -> None:
    answer = await by_uid(stage)
    await stage.sandbox.settle()

    assert answer["data"]["message_id"] == stage.world.phone(OFFICER).last.message_id
    assert answer["data"]["user_id"] == OFFICER
    assert stage.listener.names == ["oa_send_template", "user_received_message"]
    assert stage.listener.heard[1]["recipient"] == {"id": OFFICER}
    assert "X-ZEvent-Server" not in stage.listener.raw[1][1]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"tracking_id": "nv-1"}, -201, id="there is no tracking id on this road"),
        pytest.param({"recipient": {"user_id": OFFICER}}, -201, id="not nested"),
        pytest.param({"user_id": "404"}, -201, id="nobody"),
        pytest.param({"template_id": "quick"}, -249, id="quick replies go by number"),
        pytest.param({"template_id": "otp"}, -249, id="one-time codes go by number"),
        pytest.param({"template_id": "pending"}, -131, id="not approved"),
        pytest.param({"template_data": without("ten")}, -1122, id="missing parameter"),
    ],
)
async def test_rules_of_a_template_by_user_id(
    stage: Stage, change: dict[str, Any], code: int
) -> None:
    assert (await by_uid(stage, **change))["error"] == code
    assert stage.world.phone(OFFICER).received == []


async def test_templates_are_left_out_of_the_limit_per_minute() -> None:
    async with staged(Limits(requests_per_minute=1)) as stage:
        furnish(stage)
        codes = [(await by_phone(stage))["error"] for _ in range(3)]
        codes += [(await by_uid(stage))["error"] for _ in range(3)]

        assert codes == [0] * 6


# --- replies ---


async def test_a_quick_reply_is_told_and_can_be_fetched_and_opens_no_window(stage: Stage) -> None:
    phone = stage.world.phone(OFFICER)
    answer = await by_phone(stage, template_id="quick")
    before = phone.person.last_interaction_ms
    stage.after(60)
    await phone.taps("Đã nhận")
    pulled = await stage.client.post(
        "/response/get",
        {"template_id": "quick", "from_time": 0, "to_time": stage.clock.now_ms(), "limit": 10},
    )

    event = stage.listener.heard[-1]
    message_id, now_ms = answer["data"]["msg_id"], str(stage.clock.now_ms())
    assert (event["event_name"], event["msg_id"]) == ("user_click_response_button", message_id)
    assert event["sender"] == {"id": OFFICER}
    assert event["message"] == {
        "button_type": "response",
        "data": "Đã nhận",
        "tracking_id": "nv-1",
        "submit_time": now_ms,
    }
    assert pulled["data"] == [
        {
            "data": "Đã nhận",
            "submitDate": now_ms,
            "msgId": message_id,
            "oaId": OA,
            "trackingId": "nv-1",
        }
    ]
    assert phone.person.last_interaction_ms == before
    assert "user_send_text" not in stage.listener.names


async def test_a_rating_is_told_and_can_be_fetched(stage: Stage) -> None:
    phone = stage.world.phone(OFFICER)
    await by_phone(stage, template_id="stars")
    await phone.rates(4, "Tốt")
    now_ms = stage.clock.now_ms()
    wanted = {"template_id": "stars", "from_time": 0, "to_time": now_ms, "limit": 10}
    pulled = await stage.client.post("/rating/get", wanted)
    earlier = await stage.client.post("/rating/get", wanted | {"to_time": now_ms - 1})

    assert stage.listener.heard[-1]["event_name"] == "user_feedback"
    assert stage.listener.heard[-1]["message"]["tracking_id"] == "nv-1"
    assert [(row["rate"], row["note"]) for row in pulled["data"]] == [(4, "Tốt")]
    assert earlier["data"] == []


async def test_only_a_rating_template_can_be_rated(stage: Stage) -> None:
    await by_phone(stage)

    with pytest.raises(RejectedInput, match="rating"):
        await stage.world.phone(OFFICER).rates(5)


# --- asking ---


async def test_the_state_of_a_message(stage: Stage) -> None:
    phone = stage.world.phone(OFFICER)
    await phone.switches_off()
    message_id = (await by_phone(stage))["data"]["msg_id"]
    waiting = await ask(stage, "/message/status", message_id=message_id)
    await phone.switches_on()
    delivered = await ask(stage, "/message/status", message_id=message_id)

    assert waiting["data"] == {"status": 0}
    assert delivered["data"] == {"status": 1, "delivery_time": str(stage.clock.now_ms())}
    assert (await ask(stage, "/message/status", message_id="5"))["data"] == {"status": -1}
    assert (await ask(stage, "/message/status", message_id="abc"))["error"] == -107


async def test_what_a_template_is(stage: Stage) -> None:
    info = await ask(stage, "/template/info/v2", template_id="T1")
    sample = await ask(stage, "/template/sample-data", template_id="T1")

    assert info["data"]["status"] == "ENABLE"
    assert (info["data"]["price_sdt"], info["data"]["price_uid"]) == ("200", "140")
    assert info["data"]["listParams"][0] == {
        "name": "ten",
        "require": True,
        "type": "NAME",
        "maxLength": 30,
        "minLength": 1,
        "acceptNull": False,
    }
    assert sample["data"] == DUE.sample
    assert (await ask(stage, "/template/info/v2", template_id="x"))["error"] == -109
    assert (await ask(stage, "/template/info/v2", template_id="strange"))["error"] == -117


async def test_the_list_of_templates_in_pages_and_by_status(stage: Stage) -> None:
    pages = [await ask(stage, "/template/all", offset=o, limit="5") for o in ("0", "5")]
    pending = await ask(stage, "/template/all", offset="0", limit="100", status="2")

    assert [len(page["data"]) for page in pages] == [5, 3]
    assert [row["templateId"] for row in pending["data"]] == ["pending"]
    assert (await ask(stage, "/template/all", offset="0", limit="101"))["error"] == -132


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("application/json", b"", -121),
        ("application/json", b"{", -122),
        ("text/plain", b"{}", -122),
    ],
)
async def test_bodies_that_cannot_be_read(stage: Stage, kind: str, body: bytes, code: int) -> None:
    headers = {"access_token": stage.client.pair.access_token, "Content-Type": kind}
    url = stage.client.url + "/message/template"
    async with stage.client.session.post(url, data=body, headers=headers) as answer:
        assert (await answer.json())["error"] == code


async def test_a_dead_token_and_a_wrong_proof_have_codes_of_their_own(stage: Stage) -> None:
    wrong = await stage.client.post("/message/template", BY_PHONE, appsecret_proof="0")
    stage.after(25 * 3600)
    old = await by_phone(stage)
    dead = await stage.client.post("/message/template", BY_PHONE, access_token="x")

    assert (wrong["error"], old["error"], dead["error"]) == (-1241, -124, -124)


def test_a_template_is_registered_once_and_of_known_kinds(stage: Stage) -> None:
    plain: dict[str, Any] = {"oa_id": OA, "name": "x", "text": "x"}
    with pytest.raises(RejectedInput, match="already"):
        stage.world.desk.register(DUE)
    with pytest.raises(RejectedInput, match="unknown kind"):
        stage.world.desk.register(Registered("new", params=(Param("a", "colour"),), **plain))
