"""Templates against the stand-in: sent on three roads, asked about, answered; every refusal on its outcome."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from bot.sandbox import Fault, Param, Registered
from bot.zalo.bodies import (
    BadMessage,
    hash_template_body,
    phone_template_body,
    uid_template_body,
)
from bot.zalo.business import (
    BusinessClient,
    DayQuota,
    Delivery,
    Parameter,
    RatingPulled,
    ResponsePulled,
)
from bot.zalo.filling import fill, filled_text
from bot.zalo.templates import template, templates
from db.words import Outcome
from tests.bot.stage import OFFICER, Stage
from tests.sandbox.stage import OA

PHONE = "84900000001"


@pytest.fixture
def business(stage: Stage) -> BusinessClient:
    """The client of the business host, with our own set registered as approved."""
    for key, ours in templates().items():
        stage.world.desk.register(
            Registered(
                template_id=f"id-{key}",
                oa_id=OA,
                name=ours.name,
                text="\n".join([ours.title, *ours.paragraphs]),
                params=tuple(Param(name, p.kind.value) for name, p in ours.parameters.items()),
                responses=tuple(b.text for b in ours.buttons if b.kind == "response"),
                sample={name: p.sample for name, p in ours.parameters.items()},
            )
        )
    stage.world.person(OFFICER).phone_number = PHONE
    return BusinessClient(stage.wire, stage.settings.openapi_url)


def data(key: str = "officer_due") -> dict[str, str]:
    """Our template filled with its examples."""
    ours = template(key)
    return fill(ours, {name: given.sample for name, given in ours.parameters.items()})


def by_phone(key: str = "officer_due", **change: Any) -> bytes:
    sent: dict[str, Any] = {
        "phone": PHONE,
        "template_id": f"id-{key}",
        "data": data(key),
        "tracking_id": "nv-1",
    }
    return phone_template_body(**sent | change)


# --- sending ---


@pytest.mark.parametrize("key", sorted(templates()))
async def test_each_of_our_templates_is_taken_by_number(
    stage: Stage, business: BusinessClient, key: str
) -> None:
    found = await business.send(await stage.tokens.token(), by_phone(key))

    assert (found.outcome, found.code) == (Outcome.ACCEPTED, "0")
    assert found.message_id == stage.world.phone(OFFICER).last.message_id
    assert filled_text(template(key), data(key)).startswith(stage.received()[-1])


async def test_what_is_said_about_a_send_by_number(stage: Stage, business: BusinessClient) -> None:
    found = await business.send(await stage.tokens.token(), by_phone())

    assert found.value is not None
    assert found.value.message_id == found.message_id
    assert found.value.at_ms == stage.clock.now_ms()
    assert (found.value.quota.kind, found.value.quota.remain) == ("daily", 499)


async def test_a_hashed_number_reaches_the_same_phone(
    stage: Stage, business: BusinessClient
) -> None:
    hashed = hashlib.sha256(PHONE.encode()).hexdigest()
    body = hash_template_body(hashed, "id-officer_due", data(), "nv-1")
    found = await business.send_hashed(await stage.tokens.token(), body)

    assert found.outcome == Outcome.ACCEPTED
    assert len(stage.received()) == 1


async def test_by_user_id_it_goes_through_the_other_host(
    stage: Stage, business: BusinessClient
) -> None:
    body = uid_template_body(OFFICER, "id-officer_due", data())
    found = await stage.client.send_template(await stage.tokens.token(), body)

    assert found.outcome == Outcome.ACCEPTED
    assert found.value is not None
    assert (found.value.user_id, found.value.quota.kind) == (OFFICER, "zbs")
    assert found.message_id == stage.world.phone(OFFICER).last.message_id


@pytest.mark.parametrize(
    ("change", "outcome", "code"),
    [
        pytest.param({"phone": "84900000009"}, Outcome.OTHER_ROAD, "-118", id="no Zalo"),
        pytest.param({"template_id": "x"}, Outcome.STOP, "-109", id="unknown template"),
        pytest.param({"data": {"la": "x"}}, Outcome.REFUSED, "-132", id="unknown parameter"),
        pytest.param({"data": {"ma_viec": "x"}}, Outcome.REFUSED, "-1122", id="missing parameter"),
        pytest.param(
            {"data": data() | {"nguoi_nhan": "ạ" * 31}}, Outcome.REFUSED, "-1121", id="too long"
        ),
        pytest.param(
            {"data": data() | {"han_xu_ly": "mai"}}, Outcome.REFUSED, "-1124", id="no date"
        ),
        pytest.param({"development": True}, Outcome.REFUSED, "-127", id="test to a stranger"),
    ],
)
async def test_a_refused_request_by_number(
    stage: Stage, business: BusinessClient, change: dict[str, Any], outcome: Outcome, code: str
) -> None:
    found = await business.send(await stage.tokens.token(), by_phone(**change))

    assert (found.outcome, found.code, found.value) == (outcome, code, None)
    assert found.message
    assert stage.received() == []


@pytest.mark.parametrize(
    ("change", "outcome", "code"),
    [
        pytest.param({"status": "PENDING_REVIEW"}, Outcome.STOP, "-131", id="not approved"),
        pytest.param({"low_quality": True}, Outcome.STOP, "-146", id="switched off"),
        pytest.param({"oa_id": "52"}, Outcome.STOP, "-117", id="of another account"),
        pytest.param({"daily": 0}, Outcome.LATER, "-147", id="quota of the template"),
    ],
)
async def test_a_template_that_may_not_go(
    stage: Stage, business: BusinessClient, change: dict[str, Any], outcome: Outcome, code: str
) -> None:
    for name, value in change.items():
        setattr(stage.world.desk.templates["id-officer_due"], name, value)
    token = await stage.tokens.token()
    phone = await business.send(token, by_phone())
    uid = await stage.client.send_template(
        token, uid_template_body(OFFICER, "id-officer_due", data())
    )

    assert (phone.outcome, phone.code) == (uid.outcome, uid.code) == (outcome, code)


@pytest.mark.parametrize(
    ("barred", "by_number", "by_uid"),
    [(-244, "-139", "-244"), (-217, "-141", "-217"), (-227, "-114", "-227")],
)
async def test_who_refuses_gets_the_other_road(
    stage: Stage, business: BusinessClient, barred: int, by_number: str, by_uid: str
) -> None:
    stage.world.phone(OFFICER).blocks(barred)
    token = await stage.tokens.token()
    phone = await business.send(token, by_phone())
    uid = await stage.client.send_template(
        token, uid_template_body(OFFICER, "id-officer_due", data())
    )

    assert (phone.outcome, phone.code) == (Outcome.OTHER_ROAD, by_number)
    assert (uid.outcome, uid.code) == (Outcome.OTHER_ROAD, by_uid)


async def test_a_quick_reply_cannot_go_by_user_id(stage: Stage, business: BusinessClient) -> None:
    body = uid_template_body(OFFICER, "id-officer_due_reply", data("officer_due_reply"))
    found = await stage.client.send_template(await stage.tokens.token(), body)

    assert (found.outcome, found.code) == (Outcome.OTHER_ROAD, "-249")


async def test_an_empty_purse_calls_a_person_on_both_roads(
    stage: Stage, business: BusinessClient
) -> None:
    stage.world.desk.purse[OA] = 0
    token = await stage.tokens.token()
    phone = await business.send(token, by_phone())
    uid = await stage.client.send_template(
        token, uid_template_body(OFFICER, "id-officer_due", data())
    )

    assert [(a.outcome, a.code) for a in (phone, uid)] == [
        (Outcome.STOP, "-115"),
        (Outcome.STOP, "-321"),
    ]


async def test_at_night_it_waits(stage: Stage, business: BusinessClient) -> None:
    stage.world.desk.templates["id-officer_due"].at_night = False
    token = await stage.tokens.token()
    seconds_of_day = (stage.clock.now() + 7 * 3600) % 86400
    stage.after(22 * 3600 - seconds_of_day if seconds_of_day < 22 * 3600 else 0)  # 22:00 or later
    found = await business.send(token, by_phone())

    assert (found.outcome, found.code) == (Outcome.LATER, "-133")


async def test_a_dead_token_has_a_code_of_its_own_here(
    stage: Stage, business: BusinessClient
) -> None:
    found = await business.send("dead", by_phone())

    assert (found.outcome, found.code) == (Outcome.AFTER_REFRESH, "-124")


@pytest.mark.parametrize(
    ("fault", "arrives"),
    [
        pytest.param(Fault.BAD_GATEWAY, 0, id="502 page"),
        pytest.param(Fault.CUT, 0, id="connection cut"),
        pytest.param(Fault.ANSWER_LOST, 1, id="answer lost after acceptance"),
    ],
)
async def test_without_a_trustworthy_answer_the_outcome_is_unknown(
    stage: Stage, business: BusinessClient, fault: Fault, arrives: int
) -> None:
    token = await stage.tokens.token()
    stage.faults.set(fault, path="/message/template")
    found = await business.send(token, by_phone())

    assert (found.outcome, found.value) == (Outcome.UNKNOWN, None)
    assert len(stage.received()) == arrives


@pytest.mark.parametrize("proven", [True, False])
async def test_the_proof_of_the_secret_is_a_switch(
    stage: Stage, business: BusinessClient, *, proven: bool
) -> None:
    stage.world.require_proof = True
    secret = stage.world.app_secret if proven else ""
    client = BusinessClient(stage.wire, stage.settings.openapi_url, secret)
    found = await client.send(await stage.tokens.token(), by_phone())

    assert found.code == ("0" if proven else "-1241")
    assert found.outcome == (Outcome.ACCEPTED if proven else Outcome.STOP)


# --- asking ---


async def test_whether_it_was_delivered(stage: Stage, business: BusinessClient) -> None:
    phone, token = stage.world.phone(OFFICER), await stage.tokens.token()
    await phone.switches_off()
    sent = (await business.send(token, by_phone())).message_id or ""
    waiting = await business.status(token, sent)
    await phone.switches_on()
    delivered = await business.status(token, sent)
    strange = await business.status(token, "5")
    wrong = await business.status(token, "abc")

    assert waiting.value == Delivery(False, None)
    assert delivered.value == Delivery(True, stage.clock.now_ms())
    assert strange.value == Delivery(None, None)
    assert (wrong.outcome, wrong.value) == (Outcome.REFUSED, None)


async def test_the_quota_of_the_day(stage: Stage, business: BusinessClient) -> None:
    token = await stage.tokens.token()
    await business.send(token, by_phone())

    assert (await business.quota(token)).value == DayQuota(500, 499)


async def test_the_registry(stage: Stage, business: BusinessClient) -> None:
    token = await stage.tokens.token()
    stage.world.desk.templates["id-officer_due"].status = "REJECT"
    everything = (await business.templates(token)).value
    page = (await business.templates(token, offset=8, limit=5)).value
    rejected = (await business.templates(token, status="reject")).value
    info = (await business.template_info(token, "id-officer_due")).value
    sample = await business.template_sample(token, "id-officer_due")

    assert everything is not None
    assert page is not None
    assert rejected is not None
    assert info is not None
    assert (len(everything), len(page)) == (len(templates()), len(templates()) - 8)
    assert [line.template_id for line in rejected] == ["id-officer_due"]
    assert (info.status, info.price_phone, info.price_uid) == ("REJECT", 200, 140)
    assert info.parameters[0] == Parameter("nguoi_nhan", "NAME", True, 30, 1, False)
    assert sample.value == data()


async def test_our_lengths_are_those_that_were_approved(
    stage: Stage, business: BusinessClient
) -> None:
    token = await stage.tokens.token()
    for key, ours in templates().items():
        info = (await business.template_info(token, f"id-{key}")).value
        assert info is not None
        assert {p.name: p.max_length for p in info.parameters} == {
            name: given.longest for name, given in ours.parameters.items()
        }


async def test_replies_can_be_fetched(stage: Stage, business: BusinessClient) -> None:
    token, phone = await stage.tokens.token(), stage.world.phone(OFFICER)
    sent = await business.send(token, by_phone("officer_due_reply"))
    await phone.taps("Đã nhận, đang làm")
    stage.world.desk.templates["id-officer_due"].rating = True
    rated = await business.send(token, by_phone())
    await phone.rates(5, "Tốt")
    now_ms = stage.clock.now_ms()

    taps = await business.responses(token, "id-officer_due_reply", 0, now_ms)
    ratings = await business.ratings(token, "id-officer_due", 0, now_ms)
    nothing = await business.responses(token, "id-officer_step", 0, now_ms)
    assert taps.value == (
        ResponsePulled(sent.message_id or "", "nv-1", "Đã nhận, đang làm", now_ms),
    )
    assert ratings.value == (RatingPulled(rated.message_id or "", "nv-1", 5, "Tốt", (), now_ms),)
    assert (nothing.outcome, nothing.value) == (Outcome.ACCEPTED, ())


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"offset": -1}, "offset -1"),
        ({"limit": 101}, "limit 101"),
        ({"limit": 0}, "limit 0"),
        ({"status": "open"}, "status 'open'"),
    ],
)
async def test_a_list_that_cannot_be_is_not_asked_for(
    stage: Stage, business: BusinessClient, asked: dict[str, Any], told: str
) -> None:
    with pytest.raises(BadMessage, match=told):
        await business.templates("token", **asked)


@pytest.mark.parametrize(
    ("template_id", "from_ms", "to_ms", "limit"),
    [("", 0, 1, 1), ("T", 2, 1, 1), ("T", 0, 1, 0), ("T", 0, 1, 101)],
)
async def test_a_pull_that_cannot_be_is_not_asked_for(
    business: BusinessClient, template_id: str, from_ms: int, to_ms: int, limit: int
) -> None:
    with pytest.raises(BadMessage, match="a pull"):
        await business.responses("token", template_id, from_ms, to_ms, limit)
