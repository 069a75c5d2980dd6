"""Several sender accounts: the settings' one first, others added by another process, secrets by event."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from bot.config import ZaloSettings
from bot.zalo.accounts import Accounts
from bot.zalo.grants import Pair
from bot.zalo.tokens import NoGrant
from db.sealing import Sealer
from tests.bot.stage import Stage
from tests.bot.zalo.test_tokens import renewals, works
from tests.sandbox.stage import OA

SECOND = "4190000000000000002"
OTHER_APP = "9934567890123456789"
HOUR = 3600


@pytest.fixture
async def accounts(stage: Stage) -> Accounts:
    """The accounts of a service that has just started."""
    stage.settings = stage.settings.model_copy(update={"webhook_secret": SecretStr("oa-secret")})
    return await started(stage, stage.settings)


async def started(stage: Stage, settings: ZaloSettings) -> Accounts:
    found = Accounts(stage.store, stage.sealer, stage.clock, stage.wire, settings)
    await found.start()
    return found


async def add(
    stage: Stage, code: str, app_id: str | None = None, app_secret: str = "", webhook: str = ""
) -> None:
    """As another process does."""
    seal = stage.sealer.seal
    async with stage.store.tx() as tx:
        await tx.insert("add_account", code=code)
        await tx.run(
            "describe_account",
            code=code,
            name="Sở Mẫu",
            app_id=app_id,
            app_secret_sealed=seal(app_secret) if app_secret else None,
            webhook_secret_sealed=seal(webhook) if webhook else None,
        )


async def test_the_account_of_the_settings_is_the_default(stage: Stage, accounts: Accounts) -> None:
    assert [account.code for account in accounts] == [OA]
    assert accounts.get(None) is accounts.default is accounts.by_oa_id(OA)
    assert accounts.default.app.id == stage.world.app_id
    assert await works(stage, await accounts.default.tokens.token())


async def test_an_account_added_by_another_process_is_noticed(
    stage: Stage, accounts: Accounts
) -> None:
    first = accounts.default.tokens
    nothing_new = await accounts.refresh()
    await add(stage, SECOND)
    noticed = await accounts.refresh()
    second = accounts.get(SECOND)

    assert (nothing_new, noticed) == (False, True)
    assert accounts.default.tokens is first
    assert second is accounts.by_oa_id(SECOND)
    assert second is not None
    assert second.name == "Sở Mẫu"
    with pytest.raises(NoGrant, match=f"nhacviec oa authorize {SECOND}"):
        await second.tokens.token()


async def test_each_account_keeps_its_own_pair(stage: Stage, accounts: Accounts) -> None:
    stage.world.add_account(SECOND, "Sở Mẫu", "oa-2")
    await add(stage, SECOND)
    await accounts.refresh()
    second = accounts.get(SECOND)
    assert second is not None
    granted = stage.world.tokens.grant(SECOND)
    await second.tokens.take_over(Pair(granted.access_token, granted.refresh_token))
    stage.after(20 * HOUR)
    tokens = [await account.tokens.token() for account in accounts]

    assert [stage.world.tokens.owner(token) for token in tokens] == [OA, SECOND]
    assert await stage.store.value("account_generation", code=SECOND) == 2


async def test_old_pairs_are_renewed_with_nothing_to_send_and_once(
    stage: Stage, accounts: Accounts
) -> None:
    await add(stage, SECOND)  # without a pair: no reason to stop at
    await accounts.refresh()
    asked = renewals(stage)
    await accounts.renew_due()
    early = len(asked)
    stage.after(20 * HOUR)
    await accounts.renew_due()
    await accounts.renew_due()

    assert (early, len(asked)) == (0, 1)


async def test_a_renamed_app_secret_reaches_the_keeper_that_runs(
    stage: Stage, accounts: Accounts
) -> None:
    await add(stage, OA, app_secret="another")
    await accounts.refresh()
    stage.after(20 * HOUR)
    old = await accounts.default.tokens.token()
    problem = await stage.store.value("open_alarms")

    assert old == stage.settings.access_token.get_secret_value()
    assert problem == f"zalo:{OA}"


async def test_without_any_setting_there_is_still_a_default(stage: Stage, sealer: Sealer) -> None:
    async with stage.store.tx() as tx:
        await tx.run("rename_account", code="zalo", old=OA)
    bare = await started(stage, ZaloSettings())
    named = await started(stage, stage.settings)

    assert bare.default.code == "zalo"
    assert bare.by_oa_id(OA) is bare.default  # which account it is nobody has said
    assert [account.code for account in named] == [OA]  # now somebody has


async def test_secrets_that_do_not_open_are_as_good_as_none(
    stage: Stage, accounts: Accounts
) -> None:
    async with stage.store.tx() as tx:
        await tx.run(
            "describe_account",
            code=OA,
            name=None,
            app_id=None,
            app_secret_sealed=b"\x01broken",
            webhook_secret_sealed=None,
        )
    await accounts.refresh()

    assert accounts.default.code == OA
    assert accounts.default.app.secret.get_secret_value() == ""


# --- events ---


async def test_secrets_of_an_event(stage: Stage, accounts: Accounts) -> None:
    app = stage.world.app_id
    mine = {"oa": "oa-secret", "app": stage.world.app_secret}

    assert accounts.secrets_for(app, OA) == mine
    assert accounts.secrets_for(app, "") == mine


async def test_an_account_has_secrets_of_its_own(stage: Stage, accounts: Accounts) -> None:
    await add(stage, SECOND, OTHER_APP, "app-2", "oa-2")
    await accounts.refresh()

    assert accounts.secrets_for(OTHER_APP, SECOND) == {"oa": "oa-2", "app": "app-2"}
    assert accounts.secrets_for(OTHER_APP, "") == {"oa": "oa-2", "app": "app-2"}
    # Neither account vouches for the other, nor one app for the other.
    assert accounts.secrets_for(OTHER_APP, OA) == {}
    assert accounts.secrets_for(stage.world.app_id, SECOND) == {}


@pytest.mark.parametrize(("app", "oa"), [("1", OA), ("", OA), ("1", ""), (None, "7")])
async def test_strangers_get_nothing(
    stage: Stage, accounts: Accounts, app: str | None, oa: str
) -> None:
    asked = (stage.world.app_id if app is None else app, oa)

    assert accounts.secrets_for(*asked) == {}


async def test_an_event_without_an_account_may_be_signed_for_any_of_the_app(
    stage: Stage, accounts: Accounts
) -> None:
    await add(stage, SECOND, webhook="oa-2")
    await accounts.refresh()
    found = accounts.secrets_for(stage.world.app_id, "")

    assert (found["oa"], found[f"oa:{SECOND}"]) == ("oa-secret", "oa-2")


async def test_another_apps_secret_is_never_guessed(stage: Stage, accounts: Accounts) -> None:
    await add(stage, SECOND, OTHER_APP)
    await accounts.refresh()
    second = accounts.get(SECOND)

    assert second is not None
    assert second.app.secret.get_secret_value() == ""
    assert stage.world.app_secret not in repr(list(accounts))
