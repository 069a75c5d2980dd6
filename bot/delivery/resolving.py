"""Finds out what became of `unknown` messages before anything is repeated: an echo, a receipt, or the conversation."""

from __future__ import annotations

from typing import Any

import structlog

from bot.clock import Clock
from bot.delivery.claiming import Line
from bot.delivery.pacing import Pace
from bot.delivery.settling import MAX_ATTEMPTS, Effect, apply_effects, rest_after
from bot.receipts import message_by_provider
from bot.zalo.client import Answered, ZaloClient
from bot.zalo.tokens import NoGrant, TokenKeeper
from db.sealing import Sealer
from db.store import Store, Tx
from db.words import Fate, MessageState, Outcome, Reason, Road

log = structlog.get_logger()
ASK_AGAIN_S = 120
PAGES = 3  # how far back a conversation is read, ten messages a page
FROM_ACCOUNT = 0  # `src` of a message the account sent

FOUND = Effect(MessageState.SENT, "found", fate=Fate.SENT, fate_reason=Reason.ACCEPTED)


async def on_echo(
    tx: Tx, person_id: int, text: str, provider_id: str, now: int, *, template: bool = False
) -> bool:
    """An echo of our own message tells that it was taken; True when it settled an uncertain one.

    The echo of a template does not repeat a text of ours: it settles the one that is uncertain, never one of several.
    """
    if await message_by_provider(tx, [provider_id]) is not None:
        return False
    message_id = await tx.value("uncertain_message_of_person", person_id=person_id, text=text)
    if message_id is None and template:
        rows = await tx.all("uncertain_templates_of_person", person_id=person_id)
        message_id = rows[0][0] if len(rows) == 1 else None
    if message_id is None:
        return False
    await apply_effects(tx, [(message_id, FOUND, provider_id)], now)
    await tx.run("name_attempt", message_id=message_id, provider_id=provider_id)
    return True


class Resolver:
    """Asks the provider about uncertain messages, one conversation at a time."""

    def __init__(
        self,
        store: Store,
        sealer: Sealer,
        clock: Clock,
        client: ZaloClient,
        tokens: TokenKeeper,
        line: Line = Line(frozenset({Road.CHAT})),  # noqa: B008 - a value
        pace: Pace | None = None,
    ) -> None:
        self._line = line
        self._pace = pace  # questions are calls of the account too
        self._store = store
        self._sealer = sealer
        self._clock = clock
        self._client = client
        self._tokens = tokens

    async def resolve(self, limit: int = 50) -> int:
        """Ask about some uncertain messages; how many were resolved."""
        rows = await self._store.all(
            "unknown_messages",
            now=self._clock.now(),
            limit=limit,
            account=self._line.account,
            first_account=self._line.first_account,
        )
        resolved = 0
        for row in rows:
            if not await self._may_ask():
                break  # the others keep their turn
            resolved += await self._one(*row[:5])
        return resolved

    async def _one(
        self, message_id: int, person_id: int, text: str, attempts: int, zalo_sealed: bytes | None
    ) -> bool:
        now = self._clock.now()
        found = await self._look_up(zalo_sealed, text)
        async with self._store.tx() as tx:
            if found is None:
                await tx.run("defer_unknown", id=message_id, not_before=now + ASK_AGAIN_S)
                return False
            provider_id = await self._unclaimed(tx, found)
            outcome = Outcome.ACCEPTED if provider_id else Outcome.UNKNOWN
            code = "found" if provider_id else "not_found"
            await tx.run(
                "close_attempt",
                id=message_id,
                at=now,
                outcome=outcome,
                code=code,
                provider_id=provider_id,
                price_vnd=None,
            )
            await apply_effects(
                tx, [(message_id, _effect(provider_id, attempts, now), provider_id)], now
            )
        log.info(
            "message.resolved",
            action="message.resolved",
            message_id=message_id,
            found=provider_id is not None,
        )
        return True

    async def _look_up(self, zalo_sealed: bytes | None, text: str) -> list[str] | None:
        """Provider ids of our messages with this text in the conversation, newest first; None: no answer."""
        if zalo_sealed is None:
            return []
        ids: list[str] = []
        for page in range(PAGES):
            if page:
                await self._draw()
            answer = await self._page(self._sealer.open(zalo_sealed), page)
            if (
                answer is None
                or answer.outcome != Outcome.ACCEPTED
                or not isinstance(answer.data or [], list)
            ):
                return None
            entries: list[Any] = answer.data or []
            ids += [str(e.get("message_id")) for e in entries if _is_ours(e, text)]
            if len(entries) < 10:
                break
        return ids

    async def _page(self, user_id: str, page: int) -> Answered | None:
        """One page of a conversation; a token that died is renewed and the page asked for once more. None: not asked."""
        try:
            token = await self._tokens.token()
            answer = await self._client.conversation(token, user_id, page * 10)
            if answer.outcome != Outcome.AFTER_REFRESH:
                return answer
            token = await self._tokens.after_refusal(token)
        except NoGrant as error:
            log.error("token.none", action="token.none", problem=str(error))
            return None
        return await self._client.conversation(token, user_id, page * 10)

    async def _may_ask(self) -> bool:
        """Draw the first call about a message from the account's minute, if there is one left."""
        return await self._draw(1)

    async def _draw(self, least: int = -PAGES) -> bool:
        """Further pages are drawn in advance: begun anew each time, a long conversation would never be read."""
        if self._pace is None:
            return True
        async with self._store.tx() as tx:
            if await self._pace.available(tx) < least:
                return False
            await self._pace.take(tx, 1)
        return True

    @staticmethod
    async def _unclaimed(tx: Tx, ids: list[str]) -> str | None:
        """The first id that no other message of ours is known by."""
        for provider_id in ids:
            if await message_by_provider(tx, [provider_id]) is None:
                return provider_id
        return None


def _is_ours(entry: Any, text: str) -> bool:
    if not isinstance(entry, dict) or not entry.get("message_id"):
        return False
    said = entry.get("message")
    if isinstance(said, dict):
        said = said.get("text")
    return str(entry.get("src")) == str(FROM_ACCOUNT) and said == text


def _effect(provider_id: str | None, attempts: int, now: int) -> Effect:
    if provider_id is not None:
        return FOUND
    if attempts < MAX_ATTEMPTS:
        # Once at once; then with rests, for a gateway that is down would use up all attempts within seconds.
        rest = rest_after(attempts) if attempts > 1 else 0
        return Effect(MessageState.WAITING, "not_found", now + rest)
    return Effect(MessageState.FAILED, "not_found", fate=Fate.FAILED, fate_reason=Reason.UNRESOLVED)
