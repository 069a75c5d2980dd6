"""`templates`: listed, shown, written for submission, and held against what Zalo approved."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from bot.cli.findings import Finding
from bot.cli.templates import _check
from bot.clock import DrivenClock
from bot.config import Settings, check_for_service, load
from bot.sandbox import Param, Registered, Sandbox, World
from bot.zalo.agreement import differences
from bot.zalo.business import Parameter, TemplateInfo
from bot.zalo.templates import Template, template, templates
from bot.zalo.tokens import NoGrant
from db.sealing import Sealer
from db.sqlite import connect, upgrade
from db.words import Road
from schedules.civil import parse_civil, to_instant
from schedules.errors import Misconfigured
from tests.cli.conftest import MORNING, SECRET, Desk
from tests.sandbox.stage import OA, small_world

PRICES = {Road.TEMPLATE_UID: 84, Road.TEMPLATE_PHONE: 120}


@pytest.fixture
def with_id(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two templates have ids; the account has one too."""
    ids = {"officer_due": "id-officer_due", "officer_due_reply": "id-officer_due_reply"}
    monkeypatch.setenv("NHACVIEC_ZALO__TEMPLATES", json.dumps(ids))
    monkeypatch.setenv("NHACVIEC_ZALO__OA_ID", OA)


# --- list and show ---


def test_the_list_tells_ids_stops_and_roads(desk: Desk, with_id: None) -> None:
    assert {row["key"]: row["stopped"] for row in desk.json("templates", "list", "--json")} == (
        dict.fromkeys(templates())
    )  # without a database
    upgrade(desk.database)
    conn = connect(desk.database)
    conn.execute("INSERT INTO stopped_template VALUES ('officer_due', '-146', 1, NULL)")
    conn.close()
    rows = {row["key"]: row for row in desk.json("templates", "list", "--json")}

    assert set(rows) == set(templates())
    assert rows["officer_due"]["template_id"] == "id-officer_due"
    assert rows["officer_due"]["stopped"] == "-146"
    assert rows["officer_due"]["roads"] == ["zbs_uid", "zbs_phone", "sms"]
    assert rows["officer_due_reply"]["roads"] == ["zbs_phone", "sms"]
    assert rows["officer_step"]["roads"] == ["sms"]
    shown = desk.run("templates", "list").stdout
    assert all(key in shown for key in rows)


def test_a_template_is_shown_as_on_zalo_and_as_an_sms(desk: Desk) -> None:
    shown = desk.run("templates", "show", "officer_due").stdout

    assert "Mã việc: H99.12-250317-0001" in shown
    assert "[ Mở hộp thư nhắc việc ]" in shown
    assert "Kinh gui dong chi Nguyen Van Mau: viec H99.12-250317-0001" in shown
    assert "2 phần" in shown
    found = desk.json("templates", "show", "officer_due", "--json")
    assert found["sms_parts"] == 2
    assert list(found["sms_values"]) == list(template("officer_due").parameters)
    assert "{P3,30}" in found["sms_registered"]


def test_a_template_that_is_not_there_is_named(desk: Desk) -> None:
    refused = desk.run("templates", "show", "nowhere")

    assert refused.exit_code == 1
    assert "officer_due" in refused.stderr


# --- export ---


def test_everything_is_written_for_submission(desk: Desk, with_id: None) -> None:
    lookup = "https://tracuu.example.vn/ho-so"
    told = desk.json("templates", "export", "out", "--lookup", lookup)
    request = json.loads((desk.folder / "out" / "citizen_result.json").read_text("utf-8"))

    assert list(told["by_hand"]) == ["officer_due_reply"]
    assert len(told["written"]) == 3 * len(templates()) - 1
    assert request["template_name"] == template("citizen_result").name
    assert lookup in json.dumps(request)
    assert "Tên mẫu:" in (desk.folder / "out" / "officer_due_reply.txt").read_text("utf-8")
    assert "{P1,30}" in (desk.folder / "out" / "officer_due.sms.txt").read_text("utf-8")


def test_without_the_page_the_citizens_templates_are_typed_by_hand(
    desk: Desk, with_id: None
) -> None:
    told = desk.json("templates", "export", "out")

    assert {key for key in told["by_hand"] if key.startswith("citizen_")} == {
        key for key in templates() if key.startswith("citizen_")
    }


def test_the_account_must_be_known(desk: Desk) -> None:
    refused = desk.run("templates", "export", "out")

    assert refused.exit_code == 1
    assert "NHACVIEC_ZALO__OA_ID" in refused.stderr
    assert not (desk.folder / "out").exists()


# --- settings ---


def test_an_id_for_a_template_there_is_not_is_told_with_the_other_problems(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NHACVIEC_ZALO__TEMPLATES", '{"officer_dew": "1", "head_due": "2"}')
    monkeypatch.setenv("NHACVIEC_SECRET_KEY", "ngan")
    with pytest.raises(Misconfigured) as caught:
        check_for_service(load())

    assert len(caught.value.problems) == 3
    assert "there is no template 'head_due' – use one of: " in caught.value.problems[1]
    assert "officer_dew" in caught.value.problems[2]


# --- check ---


def registered(ours: Template, **change: Any) -> Registered:
    """One of our templates as the stand-in approved it."""
    usual = Registered(
        template_id=f"id-{ours.key}",
        oa_id=OA,
        name=ours.name,
        text=ours.title,
        params=tuple(Param(name, p.kind.value) for name, p in ours.parameters.items()),
        responses=tuple(b.text for b in ours.buttons if b.kind == "response"),
        price_phone=PRICES[Road.TEMPLATE_PHONE],
        price_uid=PRICES[Road.TEMPLATE_UID],
    )
    return msgspec.structs.replace(usual, **change)


@pytest.fixture
async def zalo(desk: Desk, with_id: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    """The stand-in, reached with a stored token."""
    world = small_world(DrivenClock(to_instant(parse_civil(MORNING)), source=lambda: 0.0))
    sandbox = Sandbox(world)
    await sandbox.start()
    monkeypatch.setenv("NHACVIEC_ZALO__BUSINESS_URL", sandbox.api_url)
    upgrade(desk.database)
    conn = connect(desk.database)
    conn.execute(
        "INSERT INTO sender_account (channel, code, access_sealed, refresh_sealed, refreshed_at, expires_at, "
        "generation) VALUES ('zalo', 'mau', :sealed, :sealed, 0, 0, 1)",
        {"sealed": Sealer(SECRET).seal(world.tokens.grant(OA).access_token)},
    )
    conn.close()
    yield world
    await sandbox.stop()


async def checked(settings: Settings | None = None) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in await _check(settings or load()):
        found.setdefault(finding.check, []).append(finding)
    return found


async def test_what_is_approved_as_we_fill_it_is_fine(zalo: World) -> None:
    for key in ("officer_due", "officer_due_reply"):
        zalo.desk.register(registered(template(key)))
    found = await checked()

    assert [f.status for f in found["officer_due"]] == ["ok"]
    assert "84 and 120 đồng" in found["officer_due"][0].text
    assert [f.status for f in found["officer_due_reply"]] == ["ok"]
    assert [f.status for f in found["officer_step"]] == ["warn"]


async def test_what_differs_is_told_with_the_mend(zalo: World) -> None:
    ours = template("officer_due")
    zalo.desk.register(registered(ours, status="REJECT", price_uid=140))
    found = await checked()

    assert [(f.status, f.text) for f in found["officer_due"]] == [
        ("fail", "its status is REJECT, not ENABLE"),
        ("fail", "a message by zbs_uid costs 140 đồng, the settings say 84"),
    ]
    assert "NHACVIEC_PRICES__ZBS_UID to 140" in found["officer_due"][1].mend
    assert "-109" in found["officer_due_reply"][0].text  # never registered
    assert "portal" in found["officer_due_reply"][0].mend


async def test_a_strange_key_is_told_before_anything_is_asked(
    zalo: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHACVIEC_ZALO__TEMPLATES", '{"officer_dew": "1"}')
    found = await checked()

    assert list(found) == ["officer_dew"]
    assert found["officer_dew"][0].status == "fail"


async def test_without_a_token_nothing_is_asked(zalo: World, desk: Desk) -> None:
    conn = connect(desk.database)
    conn.execute("DELETE FROM sender_account")
    conn.close()
    with pytest.raises(NoGrant, match="no Zalo token"):
        await checked()


def test_differences_end_with_status_one(desk: Desk, with_id: None) -> None:
    upgrade(desk.database)
    refused = desk.run("templates", "check", "--json")

    assert refused.exit_code == 1
    assert "no Zalo token is stored" in refused.stderr


def approved(**change: Any) -> TemplateInfo:
    """Our `officer_due` as it should come back."""
    ours = template("officer_due")
    usual = TemplateInfo(
        template_id="1",
        name=ours.name,
        status="ENABLE",
        quality="HIGH",
        tag="1",
        parameters=tuple(
            Parameter(name, p.kind.value, True, p.longest, 1, False)
            for name, p in ours.parameters.items()
        ),
        price_phone=120,
        price_uid=84,
    )
    return msgspec.structs.replace(usual, **change)


WHOLE = approved().parameters


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param({}, [], id="the same"),
        pytest.param({"status": "PENDING_REVIEW"}, ["PENDING_REVIEW"], id="pending"),
        pytest.param({"status": "DISABLE"}, ["DISABLE"], id="disabled"),
        pytest.param({"status": "?"}, ["its status is ?"], id="unheard-of status"),
        pytest.param({"quality": "LOW"}, ["quality is LOW"], id="poor quality"),
        pytest.param({"tag": "3"}, ["tag is 3, not 1"], id="another tag"),
        pytest.param({"tag": ""}, [], id="no tag told"),
        pytest.param({"parameters": WHOLE[1:]}, ["does not know nguoi_nhan"], id="one less"),
        pytest.param(
            {"parameters": (*WHOLE, Parameter("la", "name", True, 30, 1, False))},
            ["wants la, which"],
            id="one more",
        ),
        pytest.param(
            {"parameters": (*WHOLE, Parameter("la", "name", False, 30, 1, True))},
            [],
            id="one more that may be left out",
        ),
        pytest.param(
            {"parameters": (Parameter("nguoi_nhan", "gender", True, 5, 1, False), *WHOLE[1:])},
            ["room for 5 characters, not 30"],
            id="a smaller kind",
        ),
        pytest.param({"price_phone": None, "price_uid": None}, [], id="prices not told"),
        pytest.param(
            {"price_phone": 200, "price_uid": 140},
            ["zbs_phone costs 200", "zbs_uid costs 140"],
            id="dearer",
        ),
    ],
)
def test_each_difference_is_seen(change: dict[str, Any], told: list[str]) -> None:
    found = list(differences(template("officer_due"), approved(**change), PRICES))

    assert len(found) == len(told)
    assert all(words in one.text for words, one in zip(told, found, strict=True))
    assert all(one.mend for one in found)
