"""The sender accounts: who they are, by which app each speaks, and the keeper of each one's tokens.

The account of the settings is put into the database first; the first account there is the default of everybody who is
tied to no other. What another process adds or changes is noticed by `refresh`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import structlog
from pydantic import SecretStr

from bot.clock import Clock
from bot.config import ZaloSettings
from bot.http import Wire
from bot.zalo.grants import App
from bot.zalo.leasing import Pause
from bot.zalo.tokens import DEFAULT_CODE, TokenKeeper
from db.sealing import CannotOpen, Sealer
from db.store import Row, Store, Tx

log = structlog.get_logger()


@dataclass(frozen=True)
class SenderAccount:
    """One official account. `code` is its id at Zalo, or `zalo` when the settings do not say."""

    code: str
    name: str
    app: App
    webhook_secret: SecretStr
    tokens: TokenKeeper

    def is_oa(self, oa_id: str) -> bool:
        """Whether this is the account of that id; an account without an id may be any."""
        return self.code in (oa_id, DEFAULT_CODE)


async def place_of_settings(tx: Tx, settings: ZaloSettings) -> str:
    """The code of the settings' account, which gets its row before any other; made when it is missing."""
    first = await tx.one("account")
    code = settings.oa_id or (str(first[0]) if first else DEFAULT_CODE)
    if first is not None and first[0] == DEFAULT_CODE != code:
        await tx.run("rename_account", old=DEFAULT_CODE, code=code)  # its id is known only now
    elif first is None and (settings.oa_id or settings.access_token.get_secret_value()):
        await tx.insert("add_account", code=code)
    return code


class Accounts:
    """All sender accounts of this installation. `start` once; there is always at least the default one."""

    def __init__(
        self,
        store: Store,
        sealer: Sealer,
        clock: Clock,
        wire: Wire,
        settings: ZaloSettings,
        *,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._store = store
        self._sealer = sealer
        self._clock = clock
        self._wire = wire
        self._settings = settings
        self._pause = pause
        self._known: dict[str, SenderAccount] = {}
        self._rows: list[Row] = []

    async def start(self) -> None:
        """Put the settings' account and its first pair into the database, and load all accounts."""
        async with self._store.tx() as tx:
            code = await place_of_settings(tx, self._settings)
        await self._keeper(code).bootstrap()
        await self.refresh()

    async def refresh(self) -> bool:
        """Notice what was added or changed by another process; whether there was anything.

        Costs one short read. Keepers stay the same objects. A secret that does not open is as good as none.
        """
        rows = await self._store.all("accounts")
        if rows == self._rows and self._known:
            return False
        found = {row[0]: self._account(*row) for row in rows}
        if not found:
            found[DEFAULT_CODE] = self._account(DEFAULT_CODE, "", None, None, None)
        self._known, self._rows = found, rows
        return True

    def __iter__(self) -> Iterator[SenderAccount]:
        return iter(list(self._known.values()))

    @property
    def default(self) -> SenderAccount:
        """The first account: who speaks to a person that is tied to no other."""
        return next(iter(self._known.values()))

    def get(self, code: str | None) -> SenderAccount | None:
        """The account of a `person.account`; None there is the default, an unknown code nobody."""
        return self._known.get(code) if code else self.default

    def by_oa_id(self, oa_id: str) -> SenderAccount | None:
        """The account with this id at Zalo, or None. A default account that has no id yet may be any."""
        if not oa_id:
            return None
        default = self.default
        return self._known.get(oa_id) or (default if default.is_oa(oa_id) else None)

    def secrets_for(self, app_id: str, oa_id: str) -> Mapping[str, str]:
        """Secrets that may have signed an event, by name: `oa` of the webhook page, `app` of the application.

        Nothing for an app or an account that is not ours. Where an event names no account, those of all accounts of
        the app, the further ones as `oa:<code>` and `app:<code>`.
        """
        found: dict[str, str] = {}
        for account in self._candidates(app_id, oa_id):
            mark = f":{account.code}" if found else ""
            found[f"oa{mark}"] = account.webhook_secret.get_secret_value()
            found[f"app{mark}"] = account.app.secret.get_secret_value()
        return {name: secret for name, secret in found.items() if secret}

    async def renew_due(self) -> None:
        """Renew each pair that is 20 hours old; cheap when none is. One account's trouble stops no other's renewal."""
        for account in self:
            try:
                await account.tokens.renew_due()
            except Exception:
                log.exception("token.trouble", action="token.trouble", account=account.code)

    async def finished(self) -> None:
        """Wait for renewals under way; called before the database closes."""
        for account in self:
            await account.tokens.finished()

    # --- making ---

    def _candidates(self, app_id: str, oa_id: str) -> list[SenderAccount]:
        named = self.by_oa_id(oa_id)
        asked = [named] if named else [] if oa_id else list(self)
        return [a for a in asked if a.app.id in ("", app_id)]

    def _account(
        self,
        code: str,
        name: str,
        app_id: str | None,
        app_secret: bytes | None,
        webhook_secret: bytes | None,
    ) -> SenderAccount:
        mine = self._settings
        # The secret of the settings belongs to their app only.
        otherwise = mine.app_secret if app_id in (None, mine.app_id) else SecretStr("")
        app = App(mine.app_id if app_id is None else app_id, self._opened(app_secret, otherwise))
        known = self._known.get(code)
        tokens = known.tokens if known else self._keeper(code)
        tokens.app, tokens.name = app, name
        return SenderAccount(
            code, name, app, self._opened(webhook_secret, mine.webhook_secret), tokens
        )

    def _opened(self, sealed: bytes | None, otherwise: SecretStr) -> SecretStr:
        if sealed is None:
            return otherwise
        try:
            return SecretStr(self._sealer.open(sealed))
        except CannotOpen:
            log.exception("account.sealed", action="account.sealed")
            return SecretStr("")

    def _keeper(self, code: str) -> TokenKeeper:
        return TokenKeeper(
            self._store,
            self._sealer,
            self._clock,
            self._wire,
            self._settings,
            code=code,
            pause=self._pause,
        )
