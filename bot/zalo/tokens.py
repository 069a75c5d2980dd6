"""Keeps the token pair of the sender account: sealed in the database, refreshed in time, never lost by a bad answer.

Refreshing kills the old access token and uses up the refresh token. So: one refresh at a time, the row is read again
first (another process may have rotated it), and the new pair is committed before anyone uses it. An answer without
both tokens never overwrites what is stored.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
import structlog

from bot.clock import Clock
from bot.config import ZaloSettings
from bot.http import Wire
from db.sealing import Sealer
from db.store import Store
from schedules.errors import ChannelProblem

log = structlog.get_logger()
LIFE_S = 25 * 3600
REFRESH_AFTER_S = 20 * 3600
ASK_AGAIN_S = 300  # after a renewal that failed while the old token still lives
DEFAULT_CODE = "zalo"


class NoGrant(ChannelProblem):
    """There is no usable token pair: an administrator of the account must consent again."""


@dataclass(frozen=True)
class Account:
    """The stored pair, opened. `generation` counts the rotations."""

    code: str
    access: str
    refresh: str
    refreshed_at: int
    expires_at: int
    generation: int
    problem: str | None


class TokenKeeper:
    """The one maker and keeper of access tokens."""

    def __init__(
        self,
        store: Store,
        sealer: Sealer,
        clock: Clock,
        wire: Wire,
        settings: ZaloSettings,
    ) -> None:
        self._store = store
        self._sealer = sealer
        self._clock = clock
        self._wire = wire
        self._settings = settings
        self._account: Account | None = None
        self._renewing: asyncio.Task[Account] | None = None
        self._ask_again_at = 0

    async def bootstrap(self) -> None:
        """First start: put the pair from the settings into the database; afterwards the database's pair counts.

        When the stored grant is lost, a new pair in the settings takes its place.
        """
        access = self._settings.access_token.get_secret_value()
        if not access:
            return
        stored = await self.account()
        if stored is not None and (stored.problem is None or stored.access == access):
            return
        now = self._clock.now()
        pair = {
            "code": stored.code if stored else self._settings.oa_id or DEFAULT_CODE,
            "access_sealed": self._sealer.seal(access),
            "refresh_sealed": self._sealer.seal(self._settings.refresh_token.get_secret_value()),
            "refreshed_at": now,
            "expires_at": now + LIFE_S,
        }
        async with self._store.tx() as tx:
            if stored is None:
                await tx.insert("insert_account", **pair)
            else:
                await tx.run("rotate_account", **pair, generation=stored.generation)

    async def token(self) -> str:
        """A token to call with; refreshed first when it is 20 hours old. Raises `NoGrant` when there is none at all.

        A renewal that fails stops nobody: the old token is used until the provider itself calls it dead, and the
        renewal is tried again some minutes later.
        """
        account = self._account or await self._read()
        now = self._clock.now()
        old = now - account.refreshed_at >= REFRESH_AFTER_S
        if old and account.refresh and now >= self._ask_again_at:
            try:
                account = await self._refresh(account)
            except NoGrant:
                self._ask_again_at = now + ASK_AGAIN_S
        return account.access

    async def after_refusal(self, refused: str) -> str:
        """A token to try once more with after `refused` was called dead. Raises `NoGrant`."""
        account = await self._read()
        if account.access == refused:
            account = await self._refresh(account)
        return account.access

    async def account(self) -> Account | None:
        """What is stored, for the doctor; None when there is nothing."""
        try:
            return await self._read()
        except NoGrant:
            return None

    async def _read(self) -> Account:
        row = await self._store.one("account")
        if row is None:
            raise NoGrant(
                "no Zalo token is stored; set NHACVIEC_ZALO__ACCESS_TOKEN and __REFRESH_TOKEN for the first start"
            )
        code, access, refresh, refreshed_at, expires_at, generation, problem = row
        opened = self._sealer.open
        self._account = Account(
            code, opened(access), opened(refresh), refreshed_at, expires_at, generation, problem
        )
        return self._account

    async def finished(self) -> None:
        """Wait until a renewal under way has ended, well or not; called before the database closes."""
        if self._renewing is not None:
            await asyncio.gather(self._renewing, return_exceptions=True)

    async def _refresh(self, seen: Account) -> Account:
        """One renewal at a time, shared by all who ask meanwhile.

        Shielded: once asked, the refresh token is used up, so a cancelled task must not lose the answer.
        """
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew(seen))
        return await asyncio.shield(self._renewing)

    async def _renew(self, seen: Account) -> Account:
        current = await self._read()
        if current.generation != seen.generation:
            return current  # someone else was faster
        if not current.refresh:
            raise NoGrant("the access token is dead and there is no refresh token")
        answer = await self._ask(current.refresh)
        if not (answer.get("access_token") and answer.get("refresh_token")):
            return await self._refused(current, answer)
        return await self._keep(current, answer)

    async def _ask(self, refresh: str) -> dict[str, Any]:
        form = {
            "refresh_token": refresh,
            "app_id": self._settings.app_id,
            "grant_type": "refresh_token",
        }
        headers = {"secret_key": self._settings.app_secret.get_secret_value()}
        url = httpx.URL(f"{self._settings.oauth_url.rstrip('/')}/v4/oa/access_token")
        try:
            response = await self._wire.post_form(url, headers, form)
            body = response.json()
        except (httpx.TransportError, ValueError) as error:
            return {"error_name": type(error).__name__}
        return body if isinstance(body, dict) else {"error_name": "not_an_object"}

    async def _refused(self, current: Account, answer: dict[str, Any]) -> Account:
        again = await self._read()
        if again.generation != current.generation:
            return again  # another process rotated while we asked
        problem = str(answer.get("error_name") or answer.get("error") or "no tokens in the answer")[
            :200
        ]
        log.error("token.refresh_refused", action="token.refresh_refused", problem=problem)
        async with self._store.tx() as tx:
            await tx.run("account_problem", code=current.code, problem=problem)
        raise NoGrant(
            f"Zalo did not renew the token ({problem}); if this lasts, an administrator must consent again"
        )

    async def _keep(self, current: Account, answer: dict[str, Any]) -> Account:
        now = self._clock.now()
        async with self._store.tx() as tx:
            await tx.run(
                "rotate_account",
                code=current.code,
                generation=current.generation,
                access_sealed=self._sealer.seal(str(answer["access_token"])),
                refresh_sealed=self._sealer.seal(str(answer["refresh_token"])),
                refreshed_at=now,
                expires_at=now + _life(answer.get("expires_in")),
            )
        log.info("token.refreshed", action="token.refreshed", generation=current.generation + 1)
        return await self._read()


def _life(stated: object) -> int:
    """Seconds a new token lives, as the answer states them. A strange statement must not lose the pair."""
    text = str(stated)
    return int(text) if text.isascii() and text.isdigit() else LIFE_S
