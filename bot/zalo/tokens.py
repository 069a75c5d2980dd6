"""Keeps the token pair of one sender account: sealed in the database, refreshed in time, never lost by a bad answer.

Refreshing kills the old access token and uses up the refresh token. So: one refresh at a time, under a lease that
other processes see; the row is read again first (another one may have rotated it), and the new pair is committed
before anyone uses it. An answer without both tokens never overwrites what is stored. A pair that the database does
not take is kept in memory and stored as soon as it does.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import structlog

from bot.alarms import end_alarm, raise_alarm
from bot.clock import Clock
from bot.config import ZaloSettings
from bot.http import Wire
from bot.zalo.grants import (
    LIFE_S,
    MENDS,
    App,
    NoGrant,
    NoGrantNow,
    Pair,
    Refusal,
    TokenAddress,
    Unreached,
)
from bot.zalo.leasing import Leases, Pause
from db.sealing import Sealer
from db.store import Store, Tx
from messages_vi import consenting
from schedules.errors import StoreProblem

__all__ = ["Account", "NoGrant", "TokenKeeper"]
log = structlog.get_logger()
REFRESH_AFTER_S: Final = 20 * 3600
ASK_AGAIN_S: Final = 300
"""Seconds after a renewal that failed: the old token may still live, and a refused one is not asked about at once."""
SAVE_TRIES: Final = 5
SAVE_REST_S: Final = 0.2
"""How often, and with how many real seconds in between, storing a new pair is tried before its user is told."""
DEFAULT_CODE: Final = "zalo"
"""The account of settings that do not name it."""


@dataclass(frozen=True)
class Account:
    """The stored pair, opened. `generation` counts the rotations."""

    code: str
    access: str = field(repr=False)
    refresh: str = field(repr=False)
    refreshed_at: int
    expires_at: int
    generation: int
    problem: str | None


class _Unsaved(NamedTuple):
    """A pair that the provider gave and the database has not taken yet. `over` is the generation it replaces; None: any."""

    code: str
    over: int | None
    pair: Pair
    at: int
    lease: str


def alarm_key(code: str) -> str:
    """The key of the alarm about an account's grant."""
    return f"zalo:{code}"


class TokenKeeper:
    """The one maker and keeper of one account's access tokens in this process.

    Without a `code` it keeps those of the first account, and with no `app` by that of the settings. `name` is for
    alarms; `pause` rests for real seconds.
    """

    def __init__(
        self,
        store: Store,
        sealer: Sealer,
        clock: Clock,
        wire: Wire,
        settings: ZaloSettings,
        *,
        code: str = "",
        name: str = "",
        app: App | None = None,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._store = store
        self._sealer = sealer
        self._clock = clock
        self._settings = settings
        self._address = TokenAddress(wire, settings.oauth_url)
        self._leases = Leases(store, clock, pause)
        self._pause = pause
        self._code = code
        self.name = name
        self.app = app or App(settings.app_id, settings.app_secret)
        self._account: Account | None = None
        self._renewing: asyncio.Task[Account] | None = None
        self._ask_again_at = 0
        self._unsaved: _Unsaved | None = None

    async def bootstrap(self) -> None:
        """First start: put the pair from the settings into the database; afterwards the database's pair counts.

        When the stored grant is lost, a new pair in the settings takes its place; one that was taken before never.
        """
        access = self._settings.access_token.get_secret_value()
        if not access:
            return
        stored = await self.account()
        code = stored.code if stored else self._code or self._settings.oa_id or DEFAULT_CODE
        key = self._sealer.lookup(f"settings-pair:{access}")
        if stored is not None and (stored.problem is None or stored.access == access):
            return
        if await self._store.value("settings_key", code=code) == key:
            return
        pair = Pair(access, self._settings.refresh_token.get_secret_value())
        async with self._store.tx() as tx:
            await tx.insert("add_account", code=code)
            await tx.run("set_settings_key", code=code, key=key)
        # Only over what was seen here: another process may have begun, and renewed, in the meantime.
        await self._take(code, stored.generation if stored else 0, pair)

    async def token(self) -> str:
        """A token to call with; refreshed first when it is 20 hours old. Raises `NoGrant` when there is none at all.

        A renewal that fails stops nobody: the old token is used until the provider itself calls it dead, and the
        renewal is tried again some minutes later.
        """
        account = self._account or await self._read()
        now = self._clock.now()
        old = now - account.refreshed_at >= REFRESH_AFTER_S
        if self._unsaved or (old and account.refresh and now >= self._ask_again_at):
            try:
                account = await self._refresh(account)
            except NoGrant:
                self._ask_again_at = now + ASK_AGAIN_S
        return account.access

    async def after_refusal(self, refused: str) -> str:
        """A token to try once more with after `refused` was called dead. Raises `NoGrant`."""
        account = await self._read()
        if account.access != refused:
            return account.access
        if account.problem and self._clock.now() < self._ask_again_at:
            raise NoGrant(f"Zalo did not renew the token: {self._what_to_do(account.code)}")
        return (await self._refresh(account)).access

    async def renew_due(self) -> None:
        """Renew a pair that is 20 hours old although there is nothing to send, and store one that is not yet."""
        with contextlib.suppress(NoGrant):  # told where it happened
            await self.token()

    async def account(self) -> Account | None:
        """What is stored, for the doctor; None when there is nothing."""
        try:
            return await self._read()
        except NoGrant:
            return None

    async def take_over(self, pair: Pair) -> None:
        """Store a pair that somebody consented to, whatever was there before, after any renewal under way.

        Raises `NoGrant` when the database does not take it within some tries; it is tried again with each use.
        """
        await self._take(self._code or await self._first_code(), None, pair)

    async def _take(self, code: str, over: int | None, pair: Pair) -> None:
        lease = ""
        try:
            lease = await self._leases.take(code) or ""
        except (NoGrant, StoreProblem) as error:  # consent counts, whoever is renewing
            log.warning("token.no_lease", action="token.no_lease", problem=type(error).__name__)
        self._unsaved = _Unsaved(code, over, pair, self._clock.now(), lease)
        await self._save(self._unsaved)

    async def finished(self) -> None:
        """Wait for a renewal under way, and store what is not stored yet; called before the database closes."""
        if self._renewing is not None:
            await asyncio.gather(self._renewing, return_exceptions=True)
        if self._unsaved is not None:
            with contextlib.suppress(NoGrant):
                await self._save(self._unsaved)

    # --- reading ---

    async def _first_code(self) -> str:
        row = await self._store.one("account")
        return str(row[0]) if row else self._settings.oa_id or DEFAULT_CODE

    async def _read(self) -> Account:
        code = self._code or await self._first_code()
        row = await self._store.one("account_by_code", code=code)
        if row is None or row[1] is None:
            self._account = None
            raise NoGrant(
                f"no Zalo token is stored; {self._what_to_do(code)}, or for the first start set "
                "NHACVIEC_ZALO__ACCESS_TOKEN and __REFRESH_TOKEN"
            )
        opened = self._sealer.open
        self._account = Account(row[0], opened(row[1]), opened(row[2]), *row[3:])
        return self._account

    @staticmethod
    def _what_to_do(code: str) -> str:
        return f"run `nhacviec oa authorize {code}` and let an administrator consent again"

    # --- renewing ---

    async def _refresh(self, seen: Account) -> Account:
        """One renewal at a time, shared by all who ask meanwhile.

        Shielded: once asked, the refresh token is used up, so a cancelled task must not lose the answer.
        """
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew(seen))
        return await asyncio.shield(self._renewing)

    async def _renew(self, seen: Account) -> Account:
        if self._unsaved is not None:
            return await self._save(self._unsaved)
        if not seen.refresh:
            raise NoGrant("the access token is dead and there is no refresh token")
        lease = await self._leases.take(seen.code, seen.generation)
        if lease is None:
            return await self._read()  # someone else was faster
        try:
            answer = await self._address.refresh(self.app, seen.refresh)
        except BaseException:
            await self._leases.give_back(seen.code, lease)
            raise
        if isinstance(answer, Pair):
            self._unsaved = _Unsaved(seen.code, seen.generation, answer, self._clock.now(), lease)
            return await self._save(self._unsaved)
        if isinstance(answer, Unreached):
            await self._leases.give_back(seen.code, lease)
            log.warning("token.unreached", action="token.unreached", problem=answer.kind)
            raise NoGrantNow(f"Zalo could not be asked for a new token ({answer.kind})")
        return await self._refused(seen, answer, lease)

    async def _refused(self, seen: Account, refusal: Refusal, lease: str) -> Account:
        now, code = self._clock.now(), seen.code
        async with self._store.tx() as tx:
            rotated = await tx.value("account_generation", code=code) != seen.generation
            if not rotated:
                await tx.run("account_problem", code=code, problem=refusal.words)
                words = consenting.lost_grant(code, self.name, refusal.fault)
                await raise_alarm(tx, alarm_key(code), words, now)
            await tx.run("release_account", code=code, by=lease)
        if rotated:
            return await self._read()  # an administrator consented while we asked
        self._ask_again_at = now + ASK_AGAIN_S
        log.error("token.refresh_refused", action="token.refresh_refused", problem=refusal.words)
        raise NoGrant(
            f"Zalo did not renew the token ({refusal.words}): {MENDS[refusal.fault]}; {self._what_to_do(code)}"
        )

    # --- storing ---

    async def _save(self, unsaved: _Unsaved) -> Account:
        """Store the pair, trying some times: the provider knows no other one any more. Raises `NoGrant`."""
        for nth in range(SAVE_TRIES):
            if nth:
                await self._pause(SAVE_REST_S)
            try:
                async with self._store.tx() as tx:
                    kept = await self._store_pair(tx, unsaved)
            except Exception as error:  # whatever it was, the pair must not be lost
                kind = type(error).__name__
                log.error("token.not_stored", action="token.not_stored", problem=kind, nth=nth + 1)
                continue
            if self._unsaved is unsaved:
                self._unsaved = None
            log.info("token.stored", action="token.stored", kept=kept)
            return await self._read()
        raise NoGrantNow("the database does not take the new token pair; it is tried again")

    async def _store_pair(self, tx: Tx, unsaved: _Unsaved) -> bool:
        """False when there is a newer pair already: an administrator consented meanwhile."""
        code, pair, over = unsaved.code, unsaved.pair, unsaved.over
        if over is None:
            await tx.insert("add_account", code=code)
            over = await tx.value("account_generation", code=code)
        kept = await tx.run(
            "rotate_account",
            code=code,
            generation=over,
            access_sealed=self._sealer.seal(pair.access),
            refresh_sealed=self._sealer.seal(pair.refresh),
            refreshed_at=unsaved.at,
            expires_at=unsaved.at + (pair.life_s or LIFE_S),
        )
        await tx.run("release_account", code=code, by=unsaved.lease)
        if kept:
            await end_alarm(tx, alarm_key(code), self._clock.now())
        return bool(kept)
