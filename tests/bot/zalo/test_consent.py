"""Consent from the link to the stored pair, and everything that may come back instead."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.config import Settings
from bot.sandbox import Fault as Trouble
from bot.zalo.accounts import Accounts
from bot.zalo.grants import Fault, Pair
from bot.zalo.oauth import (
    ConsentRefused,
    Consents,
    callback_of,
    challenge_of,
    fresh_verifier,
    read_pasted,
)
from db.sealing import Sealer
from db.sqlite import SqliteStore
from schedules.errors import Misconfigured, RejectedInput
from tests.bot.stage import Stage
from tests.bot.zalo.test_tokens import OAUTH, lost_grant, works
from tests.sandbox.stage import OA

CALLBACK = "https://nhacviec.example.vn/oauth/zalo"
VERIFIER = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"
SECOND = "4190000000000000002"


@dataclass
class Office:
    """Where consent is asked for and finished."""

    stage: Stage
    accounts: Accounts
    consents: Consents

    async def agree(self, link: str, **more: str) -> dict[str, str]:
        """An administrator opens the link and agrees; what the browser then brings back."""
        url = httpx.URL(link).copy_merge_params(more)
        answer = await self.stage.wire.call("GET", url, {})
        assert answer.status_code == 302, answer.text
        found = parse_qs(urlsplit(answer.headers["location"]).query)
        return {name: values[0] for name, values in found.items()}


async def office(stage: Stage, **settings: object) -> Office:
    zalo = stage.settings.model_copy(update={"callback_url": CALLBACK, **settings})
    stage.world.callback_url = CALLBACK
    accounts = Accounts(stage.store, stage.sealer, stage.clock, stage.wire, zalo)
    await accounts.start()
    whole = Settings(zalo=zalo)
    consents = Consents(stage.store, stage.sealer, stage.clock, accounts, stage.wire, whole)
    return Office(stage, accounts, consents)


@pytest.fixture
async def desk(stage: Stage) -> Office:
    """With a fresh verifier for each link."""
    return await office(stage)


async def refused(work: object) -> Fault:
    with pytest.raises(ConsentRefused) as caught:
        await work  # type: ignore[misc]
    return caught.value.fault


async def kept(stage: Stage) -> object:
    return await stage.store.one("account")


# --- it works ---


def test_the_challenge_is_the_one_of_the_reference() -> None:
    assert challenge_of(VERIFIER) == "RqIZl4LIgn8KxW9QO-nTnv7pf0CnNrksx9fF-CXP2FE"


def test_a_fresh_verifier_has_43_characters_and_is_never_the_same() -> None:
    made = {fresh_verifier() for _ in range(100)}

    assert {len(verifier) for verifier in made} == {43}
    assert len(made) == 100


async def test_after_a_lost_grant_consent_brings_a_new_pair_and_ends_the_alarm(
    desk: Office, stage: Stage
) -> None:
    await lost_grant(stage)
    query = await desk.agree(await desk.consents.ask(OA))
    done = await desk.consents.finish(query)
    token = await desk.accounts.default.tokens.token()

    assert done.code == OA
    assert await works(stage, token)
    assert await stage.store.all("open_alarms") == []


async def test_a_fixed_verifier_makes_the_challenge_of_the_console(stage: Stage) -> None:
    desk = await office(stage, code_verifier=SecretStr(VERIFIER))
    link = await desk.consents.ask(OA)
    await desk.consents.finish(await desk.agree(link))

    assert parse_qs(urlsplit(link).query)["code_challenge"] == [challenge_of(VERIFIER)]


async def test_another_process_can_finish_what_one_began(
    desk: Office, stage: Stage, sealer: Sealer
) -> None:
    query = await desk.agree(await desk.consents.ask(OA))
    store = SqliteStore(stage.store.path)
    stage.store = store
    other = await office(stage)
    done = await other.consents.finish(query)
    await store.close()

    assert done.code == OA


async def test_the_verifier_lies_sealed_until_it_is_used(desk: Office, stage: Stage) -> None:
    link = await desk.consents.ask(OA)
    state = parse_qs(urlsplit(link).query)["state"][0]
    key = await stage.store.value("newest_consent_request", account=OA)
    row = await stage.store.one("consent_request", state_key=key)
    assert row is not None
    verifier = stage.sealer.open(row[1])
    await desk.consents.finish(await desk.agree(link))

    assert challenge_of(verifier) in link
    assert verifier not in link
    assert key not in state
    assert await stage.store.value("newest_consent_request", account=OA) is None


# --- the state ---


async def test_a_link_is_good_once(desk: Office) -> None:
    query = await desk.agree(await desk.consents.ask(OA))
    await desk.consents.finish(query)

    assert await refused(desk.consents.finish(query)) is Fault.STATE


async def test_a_link_is_good_for_ten_minutes(desk: Office, stage: Stage) -> None:
    early = await desk.agree(await desk.consents.ask(OA))
    stage.after(599)
    await desk.consents.finish(early)
    late = await desk.agree(await desk.consents.ask(OA))
    stage.after(600)

    assert await refused(desk.consents.finish(late)) is Fault.STATE


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda s: "", id="none"),
        pytest.param(lambda s: s.partition(".")[0], id="no mark"),
        pytest.param(lambda s: "." + s.partition(".")[2], id="no nonce"),
        pytest.param(lambda s: "x" + s, id="another nonce"),
        pytest.param(lambda s: s[:-1] + ("0" if s[-1] != "0" else "1"), id="another mark"),
        pytest.param(lambda s: s + "ệ\udc80", id="no text"),
        pytest.param(lambda s: s * 1000, id="long"),
    ],
)
async def test_a_state_that_is_not_ours_changes_nothing(
    desk: Office, stage: Stage, change: object
) -> None:
    query = await desk.agree(await desk.consents.ask(OA))
    before = await kept(stage)
    query["state"] = change(query["state"])  # type: ignore[operator]

    assert await refused(desk.consents.finish(query)) is Fault.STATE
    assert await kept(stage) == before


async def test_consent_for_another_account_is_not_taken(desk: Office, stage: Stage) -> None:
    stage.world.add_account(SECOND, "Sở Mẫu", "oa-2")
    before = await kept(stage)
    query = await desk.agree(await desk.consents.ask(OA), oa_id=SECOND)
    link = await desk.consents.ask(OA)
    nameless = await desk.agree(link)
    del nameless["oa_id"]

    assert await refused(desk.consents.finish(query)) is Fault.OTHER_ACCOUNT
    assert await refused(desk.consents.finish(nameless)) is Fault.OTHER_ACCOUNT
    assert await kept(stage) == before


# --- what else may come back ---


@pytest.mark.parametrize(
    ("brought", "fault"),
    [
        pytest.param({}, Fault.DECLINED, id="nothing"),
        pytest.param({"error": "access_denied"}, Fault.DECLINED, id="declined"),
        pytest.param({"error": "-14003"}, Fault.CALLBACK, id="callback"),
        pytest.param({"error_code": "-14002", "error_reason": "x"}, Fault.APP, id="app"),
        pytest.param({"code": "x" * 5000}, Fault.DECLINED, id="a code too long"),
    ],
)
async def test_without_a_code_nothing_is_asked_and_the_link_stays_good(
    desk: Office, brought: dict[str, str], fault: Fault
) -> None:
    link = await desk.consents.ask(OA)
    state = parse_qs(urlsplit(link).query)["state"][0]

    assert await refused(desk.consents.finish({**brought, "state": state})) is fault
    await desk.consents.finish(await desk.agree(link))


async def test_a_code_that_zalo_does_not_know(desk: Office, stage: Stage) -> None:
    before = await kept(stage)
    query = await desk.agree(await desk.consents.ask(OA))

    assert await refused(desk.consents.finish({**query, "code": "made-up"})) is Fault.CODE
    assert await kept(stage) == before


@pytest.mark.parametrize("trouble", [Trouble.CUT, Trouble.BAD_GATEWAY, Trouble.ANSWER_LOST])
async def test_trouble_on_the_way(desk: Office, stage: Stage, trouble: Trouble) -> None:
    query = await desk.agree(await desk.consents.ask(OA))
    stage.faults.set(trouble, path=OAUTH)

    assert await refused(desk.consents.finish(query)) is Fault.UNREACHED
    assert await stage.store.all("open_alarms") == []


# --- pasting ---


async def test_the_returned_address_can_be_pasted(desk: Office, stage: Stage) -> None:
    query = await desk.agree(await desk.consents.ask(OA))
    done = await desk.consents.finish_pasted(OA, f" {CALLBACK}?{urlencode(query)}\n")

    assert done.code == OA
    assert await works(stage, await desk.accounts.default.tokens.token())


async def test_a_bare_code_belongs_to_the_newest_link(desk: Office) -> None:
    await desk.consents.ask(OA)
    query = await desk.agree(await desk.consents.ask(OA))
    code = query["code"]

    assert (await desk.consents.finish_pasted(OA, code)).code == OA
    # The older link is still open, but no code of ours fits it.
    assert await refused(desk.consents.finish_pasted(OA, code)) is Fault.CODE
    assert await refused(desk.consents.finish_pasted(OA, code)) is Fault.STATE


async def test_a_link_made_by_the_console_carries_no_state(stage: Stage) -> None:
    desk = await office(stage, code_verifier=SecretStr(VERIFIER))
    code = stage.world.tokens.consent(OA, challenge_of(VERIFIER))
    address = f"{CALLBACK}?code={code}&oa_id={OA}"

    assert await refused(desk.consents.finish({"code": code, "oa_id": OA})) is Fault.STATE
    assert (await desk.consents.finish_pasted(OA, address)).code == OA


async def test_what_was_pasted_must_be_about_the_account(desk: Office, stage: Stage) -> None:
    async with stage.store.tx() as tx:
        await tx.insert("add_account", code=SECOND)
    query = await desk.agree(await desk.consents.ask(OA))
    pasted = f"{CALLBACK}?{urlencode(query)}"

    assert await refused(desk.consents.finish_pasted(SECOND, pasted)) is Fault.STATE
    del query["state"]
    stateless = urlencode(query)
    assert await refused(desk.consents.finish_pasted(SECOND, stateless)) is Fault.OTHER_ACCOUNT


async def test_a_pair_of_the_api_explorer(desk: Office, stage: Stage) -> None:
    made = stage.world.tokens.grant(OA)
    await desk.consents.take_pair(OA, Pair(made.access_token, made.refresh_token))

    assert await works(stage, await desk.accounts.default.tokens.token())


@given(st.text(max_size=200))
def test_no_pasted_text_is_too_strange(text: str) -> None:
    with contextlib.suppress(RejectedInput):
        assert all(isinstance(value, str) for value in read_pasted(text).values())


@pytest.mark.parametrize("text", ["", "  ", "a\nb", "x" * 5000, "https://[?code=SECRET"])
def test_a_text_that_cannot_be_one_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(RejectedInput) as caught:
        read_pasted(text)

    assert "SECRET" not in str(caught.value)
    assert "xxx" not in str(caught.value)


# --- settings ---


async def test_what_is_missing_is_named(stage: Stage) -> None:
    with pytest.raises(Misconfigured, match="CALLBACK_URL"):
        await (await office(stage, callback_url="")).consents.ask(OA)
    with pytest.raises(Misconfigured, match="APP_ID"):
        await (await office(stage, app_id="")).consents.ask(OA)
    with pytest.raises(Misconfigured, match="CODE_VERIFIER") as caught:
        await (await office(stage, code_verifier=SecretStr("too short"))).consents.ask(OA)
    with pytest.raises(RejectedInput, match="nhacviec oa list"):
        await (await office(stage)).consents.ask("999999")

    assert "too short" not in str(caught.value)


@pytest.mark.parametrize(
    ("public", "callback", "expected"),
    [
        ("", "", ""),
        ("https://nhacviec.example.vn/", "", CALLBACK),
        ("https://a.example.vn", "https://b.example.vn/x?y=1", "https://b.example.vn/x?y=1"),
    ],
)
def test_the_callback_follows_from_the_settings(public: str, callback: str, expected: str) -> None:
    settings = Settings.model_validate({"public_url": public, "zalo": {"callback_url": callback}})

    assert callback_of(settings) == expected
