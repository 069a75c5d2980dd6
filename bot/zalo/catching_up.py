"""Catching up after an outage: what people wrote while nobody listened, fetched from the conversations' history.

Zalo has no call that repeats events. What is fetched becomes an event as the webhook would have stored it, under the
same key, so that a late delivery of the same message changes nothing. A sweep is cut into rounds of a few calls; how
far everything was heard is kept in the database and moves on only when a sweep is complete. The history tells neither
receipts nor what a message quoted.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import msgspec
import structlog

from bot.clock import Clock
from bot.config import ZaloSettings
from bot.zalo.answers import ChatLine, Found
from bot.zalo.business import BusinessClient, ResponsePulled
from bot.zalo.client import PAGE, ZaloClient
from bot.zalo.events import read_event
from bot.zalo.templates import templates
from bot.zalo.tokens import NoGrant, TokenKeeper
from db.store import Store
from db.words import Outcome

log = structlog.get_logger()
T = TypeVar("T")
QUIET_S: Final = 15 * 60  # without any event: time to look whether somebody wrote meanwhile
OVERLAP_S: Final = 120  # events under way when the last one came
CALLS_A_ROUND: Final = 30
PAGES_A_PERSON: Final = 20
ROWS: Final = 100  # answers to templates a call
SOURCE: Final = "zalo_history"  # `event.source`; it does not count as heard
_KINDS: Final = {"photo": "image", "links": "link", "voice": "audio"}  # history's word → webhook's
_KIND: Final = re.compile(r"[a-z_]{1,30}")


@dataclass
class Sweep:
    """A sweep under way: from which instant, what is still to be read."""

    since_ms: int
    began_at: int
    offset: int = 0
    listed: bool = False  # all conversations with something new are known
    people: dict[str, int] = field(default_factory=dict)  # user id → offset
    said: list[ChatLine] = field(default_factory=list)  # by the person being read, newest first
    replies: list[tuple[str, int]] = field(default_factory=list)  # template id, from which instant

    @property
    def done(self) -> bool:
        """Whether nothing is left to read."""
        return self.listed and not self.people and not self.replies


class CatchUp:
    """Fetches what one account missed. `may_call` is asked before each call: the pace of the account goes before."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        client: ZaloClient,
        business: BusinessClient,
        tokens: TokenKeeper,
        settings: ZaloSettings,
        may_call: Callable[[], bool] = lambda: True,
    ) -> None:
        self._store = store
        self._clock = clock
        self._client = client
        self._business = business
        self._tokens = tokens
        self._settings = settings
        self._may_call = may_call
        self._mark_key = f"heard_until:{settings.oa_id}"
        self._sweep: Sweep | None = None
        self._swept = False  # since this process started

    async def round(self) -> int:
        """Look once whether something was missed, and fetch a part of it; how many new events came of it."""
        if self._sweep is None:
            self._sweep = await self._begin()
        if self._sweep is None:
            return 0
        fetched = await self._go_on(self._sweep)
        if self._sweep.done:
            await self._mark(self._sweep.began_at)
            self._sweep, self._swept = None, True
        if fetched:
            log.info("webhook.caught_up", action="webhook.caught_up", events=fetched)
        return fetched

    async def _begin(self) -> Sweep | None:
        """The next sweep, if one is due: at the start, and when nothing was heard for a while."""
        now = self._clock.now()
        until = await self._store.value("meta", key=self._mark_key)
        if until is None:  # a new database has missed nothing
            await self._mark(now)
            return None
        heard = max(int(until), await self._store.value("last_heard") or 0)
        if self._swept and now - heard < QUIET_S:
            await self._mark(heard)
            return None
        since_ms = (int(until) - OVERLAP_S) * 1000
        ids = self._settings.templates
        replying = sorted(
            ids[key] for key, t in templates().items() if t.quick_reply and key in ids
        )
        return Sweep(since_ms, now, replies=[(template, since_ms) for template in replying])

    async def _mark(self, instant: int) -> None:
        async with self._store.tx() as tx:
            await tx.run("set_meta", key=self._mark_key, value=str(instant))

    async def _go_on(self, sweep: Sweep) -> int:
        fetched = 0
        for _ in range(CALLS_A_ROUND):
            if sweep.done or not self._may_call():
                break
            bodies = await self._next(sweep)
            if bodies is None:
                break  # no answer: the next round goes on here
            fetched += await self._store_events(bodies)
        return fetched

    async def _next(self, sweep: Sweep) -> list[dict[str, Any]] | None:
        if not sweep.listed:
            return await self._list(sweep)
        if sweep.people:
            return await self._read(sweep)
        return await self._pull(sweep)

    async def _list(self, sweep: Sweep) -> list[dict[str, Any]] | None:
        """One page of conversations, the latest first; nothing to keep yet."""
        lines = await self._ask(lambda token: self._client.recent_chats(token, sweep.offset))
        if lines is None:
            return None
        fresh = [line for line in lines if _is_since(line, sweep)]
        for line in fresh:
            if line.user_id:
                sweep.people.setdefault(line.user_id, 0)
        sweep.offset += PAGE
        sweep.listed = len(fresh) < len(lines) or len(lines) < PAGE
        return []

    async def _read(self, sweep: Sweep) -> list[dict[str, Any]] | None:
        """One page of one conversation, kept when all of it is read: what was said first is to be handled first."""
        user_id, offset = next(iter(sweep.people.items()))
        lines = await self._ask(lambda token: self._client.conversation(token, user_id, offset))
        if lines is None:
            return None
        fresh = [line for line in lines if _is_since(line, sweep)]
        sweep.said += [line for line in fresh if line.from_person and line.message_id]
        over = len(fresh) < len(lines) or len(lines) < PAGE
        if not over and offset + PAGE < PAGES_A_PERSON * PAGE:
            sweep.people[user_id] = offset + PAGE
            return []
        del sweep.people[user_id]
        said, sweep.said = sweep.said, []
        return [self._message(user_id, line) for line in reversed(said)]

    async def _pull(self, sweep: Sweep) -> list[dict[str, Any]] | None:
        """Taps on the buttons of one template; a full answer is followed by another call from its last instant."""
        template_id, from_ms = sweep.replies[0]
        to_ms = max(from_ms, sweep.began_at * 1000)
        rows = await self._ask(
            lambda token: self._business.responses(token, template_id, from_ms, to_ms, ROWS)
        )
        if rows is None:
            return None
        last_ms = max((row.at_ms or 0 for row in rows), default=0)
        if len(rows) == ROWS and last_ms > from_ms:
            sweep.replies[0] = (template_id, last_ms)
        else:
            del sweep.replies[0]
        return [self._reply(row) for row in rows if row.at_ms is not None]

    async def _ask(self, call: Callable[[str], Awaitable[Found[T]]]) -> T | None:
        """One call, with a new token if the old one is dead; None when there is no answer to go on with."""
        try:
            token = await self._tokens.token()
            answer = await call(token)
            if answer.outcome == Outcome.AFTER_REFRESH:
                answer = await call(await self._tokens.after_refusal(token))
        except NoGrant:
            return None
        if answer.value is None:
            log.warning("catch_up.stopped", action="catch_up.stopped", code=answer.code)
        return answer.value

    def _message(self, user_id: str, line: ChatLine) -> dict[str, Any]:
        kind = _KINDS.get(line.kind, line.kind)
        name = f"user_send_{kind if _KIND.fullmatch(kind) else 'text'}"
        message = {"msg_id": line.message_id, "text": line.text}
        at_ms = line.at_ms if line.at_ms is not None else self._clock.now_ms()
        return self._envelope(name, at_ms) | {
            "sender": {"id": user_id},
            "recipient": {"id": self._settings.oa_id},
            "message": message,
        }

    def _reply(self, row: ResponsePulled) -> dict[str, Any]:
        message = {
            "button_type": "response",
            "data": row.caption,
            "tracking_id": row.tracking_id,
            "submit_time": str(row.at_ms),
        }
        envelope = self._envelope("user_click_response_button", row.at_ms or 0)
        named = {"oa_id": self._settings.oa_id, "msg_id": row.message_id}
        return envelope | named | {"message": message}

    def _envelope(self, name: str, at_ms: int) -> dict[str, Any]:
        return {"app_id": self._settings.app_id, "event_name": name, "timestamp": str(at_ms)}

    async def _store_events(self, bodies: list[dict[str, Any]]) -> int:
        """Keep those that nobody knows yet; how many they were."""
        if not bodies:
            return 0
        now = self._clock.now()
        encoded = [msgspec.json.encode(body) for body in bodies]
        rows = [
            {
                "key": read_event(body).key,
                "source": SOURCE,
                "name": raw["event_name"],
                "body": body,
                "received_at": now,
            }
            for raw, body in zip(bodies, encoded, strict=True)
        ]
        async with self._store.tx() as tx:
            return await tx.many("insert_event", rows)


def _is_since(line: ChatLine, sweep: Sweep) -> bool:
    return line.at_ms is None or line.at_ms >= sweep.since_ms
