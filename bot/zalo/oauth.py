"""Consent: the link an administrator of an account opens, and what comes back from it (OAuth v4 with PKCE, zalo.md §4).

A link is good once and for ten minutes. Its state is signed, so that made-up ones cost nothing, and bound to one
account; the verifier lies sealed in the database until the link comes back, so that any process of ours can finish it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

import structlog

from bot.clock import Clock
from bot.config import Settings
from bot.http import Wire
from bot.zalo.accounts import Accounts, SenderAccount
from bot.zalo.grants import MENDS, Fault, Pair, TokenAddress, Unreached, read_refusal
from bot.zalo.tokens import NoGrant
from db.sealing import Sealer
from db.store import Store
from schedules.errors import ChannelProblem, Misconfigured, RejectedInput

log = structlog.get_logger()
LINK_LIFE_S: Final = 600
_VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")  # RFC 7636, section 4.1
CALLBACK_PATH: Final = "/oauth/zalo"
_LONGEST: Final = 4_000  # characters of a returned address or of one of its values


class ConsentRefused(ChannelProblem):
    """Nothing was granted; `fault` says why, the message also what to do."""

    def __init__(self, fault: Fault, words: str = "") -> None:
        self.fault = fault
        super().__init__(f"no consent ({words or fault}): {MENDS[fault]}")


class Consented(NamedTuple):
    """The account whose new pair is stored."""

    code: str
    name: str


class _Request(NamedTuple):
    account: str
    verifier: str


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier, base64url without padding (RFC 7636, section 4.2).

    >>> challenge_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ")
    'RqIZl4LIgn8KxW9QO-nTnv7pf0CnNrksx9fF-CXP2FE'
    """
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def fresh_verifier() -> str:
    """A PKCE verifier of 43 characters."""
    return secrets.token_urlsafe(32)


def consent_link(oauth_url: str, app_id: str, callback_url: str, verifier: str, state: str) -> str:
    """The address of the consent page. The callback must equal the one saved in the console byte for byte."""
    asked = {
        "app_id": app_id,
        "redirect_uri": callback_url,
        "code_challenge": challenge_of(verifier),
        "state": state,
    }
    return f"{oauth_url.rstrip('/')}/v4/oa/permission?{urlencode(asked)}"


def callback_of(settings: Settings) -> str:
    """Where the consent page returns to; empty when neither setting says."""
    if settings.zalo.callback_url:
        return settings.zalo.callback_url
    return f"{settings.public_url.rstrip('/')}{CALLBACK_PATH}" if settings.public_url else ""


class Consents:
    """Hands out consent links and finishes them."""

    def __init__(
        self,
        store: Store,
        sealer: Sealer,
        clock: Clock,
        accounts: Accounts,
        wire: Wire,
        settings: Settings,
    ) -> None:
        self._store = store
        self._sealer = sealer
        self._clock = clock
        self._accounts = accounts
        self._address = TokenAddress(wire, settings.zalo.oauth_url)
        self._oauth_url = settings.zalo.oauth_url
        self._callback_url = callback_of(settings)
        self._verifier = settings.zalo.code_verifier.get_secret_value()

    async def ask(self, code: str) -> str:
        """A new link for an account. Raises `RejectedInput` or `Misconfigured` with the mend."""
        account = await self._account(code)
        if not self._callback_url:
            raise Misconfigured(
                [
                    "NHACVIEC_ZALO__CALLBACK_URL is missing: set the callback saved in the console, "
                    f"such as https://DOMAIN{CALLBACK_PATH}"
                ]
            )
        if not account.app.id:
            raise Misconfigured(
                ["NHACVIEC_ZALO__APP_ID is missing: set it, or add the account with --app-id"]
            )
        verifier, nonce = self._verifier or fresh_verifier(), secrets.token_urlsafe(24)
        if not _VERIFIER.fullmatch(verifier):
            raise Misconfigured(
                ["NHACVIEC_ZALO__CODE_VERIFIER = ***: 43 letters, digits or -._~ as in the console"]
            )
        now = self._clock.now()
        life = int(LINK_LIFE_S * max(1.0, self._clock.speed))
        async with self._store.tx() as tx:
            await tx.run("forget_consent_requests", now=now)
            await tx.insert(
                "ask_consent",
                state_key=self._key(nonce),
                account=account.code,
                verifier_sealed=self._sealer.seal(verifier),
                expires_at=now + life,
            )
        state = f"{nonce}.{self._mark(nonce)}"
        return consent_link(self._oauth_url, account.app.id, self._callback_url, verifier, state)

    async def finish(self, query: Mapping[str, str]) -> Consented:
        """What the browser brought back from the consent page. Raises `ConsentRefused`.

        The state is looked at first: without one of ours nothing is asked of database or provider.
        """
        state = query.get("state", "")
        if not self._is_ours(state):
            raise ConsentRefused(Fault.STATE)
        code = query.get("code", "")
        if not code or len(code) > _LONGEST:
            refusal = read_refusal(query)
            fault = Fault.DECLINED if refusal.fault is Fault.OTHER else refusal.fault
            raise ConsentRefused(fault, refusal.words)
        request = await self._use(self._key(state.partition(".")[0]))
        account = await self._account(request.account)
        if not account.is_oa(query.get("oa_id", "")):
            raise ConsentRefused(Fault.OTHER_ACCOUNT)
        return await self._exchange(account, code, request.verifier)

    async def finish_pasted(self, code: str, pasted: str) -> Consented:
        """What an operator pasted for an account: the returned address, its query, or the bare code.

        A link made by the console carries no state; then the fixed verifier of the settings or the newest link counts.
        Raises `ConsentRefused` and `RejectedInput`.
        """
        account = await self._account(code)
        query = read_pasted(pasted)
        if query.get("state"):
            if not await self._belongs(query["state"], account.code):
                raise ConsentRefused(Fault.STATE)
            return await self.finish(query)
        if query.get("oa_id") and not account.is_oa(query["oa_id"]):
            raise ConsentRefused(Fault.OTHER_ACCOUNT)
        if not query.get("code"):
            raise ConsentRefused(Fault.DECLINED, read_refusal(query).words)
        verifier = self._verifier
        if not verifier:
            key = await self._store.value("newest_consent_request", account=account.code)
            verifier = (await self._use(str(key))).verifier
        return await self._exchange(account, query["code"], verifier)

    async def take_pair(self, code: str, pair: Pair) -> Consented:
        """Store a pair that an administrator took from the console's API Explorer. Raises `ConsentRefused`."""
        return await self._keep(await self._account(code), pair)

    # --- parts ---

    async def _account(self, code: str) -> SenderAccount:
        await self._accounts.refresh()
        account = self._accounts.get(code)
        if account is None:
            mend = "add it first: `nhacviec oa add`; those there are: `nhacviec oa list`"
            raise RejectedInput("account", code, mend)
        return account

    async def _exchange(self, account: SenderAccount, code: str, verifier: str) -> Consented:
        answer = await self._address.exchange(account.app, code, verifier)
        if isinstance(answer, Unreached):
            raise ConsentRefused(Fault.UNREACHED, answer.kind)
        if not isinstance(answer, Pair):
            log.error("consent.refused", action="consent.refused", problem=answer.words)
            raise ConsentRefused(answer.fault, answer.words)
        return await self._keep(account, answer)

    @staticmethod
    async def _keep(account: SenderAccount, pair: Pair) -> Consented:
        try:
            await account.tokens.take_over(pair)
        except NoGrant as error:
            raise ConsentRefused(Fault.NOT_STORED, str(error)) from None
        log.info("consent.granted", action="consent.granted", account=account.code)
        return Consented(account.code, account.name)

    async def _use(self, key: str) -> _Request:
        """The request of a link, which is used up by this. Raises `ConsentRefused`."""
        async with self._store.tx() as tx:
            row = await tx.one("consent_request", state_key=key)
            used = await tx.run("use_consent_request", state_key=key)
        if row is None or used != 1 or row[2] <= self._clock.now():
            raise ConsentRefused(Fault.STATE)
        return _Request(row[0], self._sealer.open(row[1]))

    async def _belongs(self, state: str, code: str) -> bool:
        if not self._is_ours(state):
            return False
        key = self._key(state.partition(".")[0])
        row = await self._store.one("consent_request", state_key=key)
        return row is not None and row[0] == code

    def _key(self, nonce: str) -> str:
        return self._sealer.lookup(f"consent-request:{nonce}")

    def _mark(self, nonce: str) -> str:
        return self._sealer.lookup(f"consent-state:{nonce}")

    def _is_ours(self, state: str) -> bool:
        nonce, _, mark = state[:_LONGEST].partition(".")
        told = mark.encode(errors="replace")
        expected = self._mark(nonce.encode(errors="replace").decode()).encode()
        return bool(nonce) and hmac.compare_digest(told, expected)


def read_pasted(pasted: str) -> dict[str, str]:
    """The values of a pasted address or query; a text without `=` is the code itself.

    >>> read_pasted(" https://nhacviec.example.vn/oauth/zalo?code=ABC&oa_id=12 ")
    {'code': 'ABC', 'oa_id': '12'}
    >>> read_pasted("ABC")
    {'code': 'ABC'}
    """
    text = pasted.strip()
    if not text or len(text) > _LONGEST or not text.isprintable():
        raise RejectedInput("code", "…", "paste the whole address the browser ended at")
    if "=" not in text:
        return {"code": text}
    try:
        query = urlsplit(text).query if "?" in text else text
    except ValueError:
        raise RejectedInput("code", "…", "paste the whole address as it is") from None
    return dict(parse_qsl(query, keep_blank_values=True))
