"""Routers in the manner of chat frameworks: what arrived is offered to handlers in order, and the first that takes it answers.

A router has filters of its own, handlers with theirs, routers within it, and middleware around all of them:

    desk = Router("desk", of(Role.COORDINATOR))

    @desk.on(said("nộp đủ chưa", "ai chưa nộp"))
    async def who_has_sent(ctx, heard): ...

    @desk.on(button(Verb.URGE_ALL))
    async def urge_all(ctx, heard): ...

A handler that gives None has not meant it: the next one is asked. Filters look at what arrived and who speaks; they change nothing
and read no database. An event is stored once by its own id before it comes here, so nothing is handled twice.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from db.words import Answer, Role, Verb
from handlers.context import Context, Say
from handlers.payload import Payload
from schedules.text import fold


class Ignored(Exception):
    """What arrived asks for nothing: a forged, foreign or unreadable button. The message says which."""


class Came(StrEnum):
    """In which form something arrived."""

    TEXT = "text"
    BUTTON = "button"
    MEDIA = "media"  # a picture, a file, a sticker: nothing that can be read
    FOLLOW = "follow"  # somebody begins to follow the account
    PHONE = "phone"  # somebody gives their telephone number by the form that asks for it


class Heard(NamedTuple):
    """What arrived, read once. `quoted` is the id of our message that a text quotes, `phone` a number in international form."""

    came: Came
    text: str = ""
    payload: Payload | None = None
    quoted: int | None = None
    phone: str = ""

    @property
    def folded(self) -> str:
        """The text in lower case, without diacritics and closing signs."""
        return fold(self.text).strip(" .!?")


Says = list[Say]
Handler = Callable[[Context, Heard], Awaitable[Says | None]]
Filter = Callable[[Context, Heard], bool]
Middleware = Callable[[Handler, Context, Heard], Awaitable[Says | None]]


class Router:
    """A named list of handlers, each behind its filters; routers within it stand where they were included."""

    def __init__(self, name: str, *filters: Filter) -> None:
        self.name = name
        self._filters = filters
        self._entries: list[tuple[str, tuple[Filter, ...], Handler]] = []
        self._middleware: list[Middleware] = []

    def on(self, *filters: Filter) -> Callable[[Handler], Handler]:
        """Register a handler for what passes all of these filters."""

        def register(handler: Handler) -> Handler:
            self._entries.append((getattr(handler, "__name__", ""), filters, handler))
            return handler

        return register

    def include(self, *routers: Router) -> None:
        """Ask these routers next, in this order."""
        for router in routers:
            self._entries.append(("", (), router.hear))

    def use(self, middleware: Middleware) -> None:
        """Put something around everything this router does; the first is the outermost."""
        self._middleware.append(middleware)

    async def hear(self, ctx: Context, heard: Heard) -> Says | None:
        """The answer of the first handler that takes it; None when nobody does."""
        if not all(passes(ctx, heard) for passes in self._filters):
            return None
        handle: Handler = self._offer
        for middleware in reversed(self._middleware):
            handle = partial(middleware, handle)
        return await handle(ctx, heard)

    async def _offer(self, ctx: Context, heard: Heard) -> Says | None:
        for name, filters, handler in self._entries:
            if all(passes(ctx, heard) for passes in filters):
                says = await handler(ctx, heard)
                if says is not None:
                    if name:
                        ctx.route.append(f"{self.name}.{name}")
                    return says
        return None


def of(*roles: Role) -> Filter:
    """Whether the speaker holds one of these roles."""
    return lambda ctx, _: any(ctx.speaker.has_role(role) for role in roles)


def came(*forms: Came) -> Filter:
    """Whether it arrived in one of these forms."""
    return lambda _, heard: heard.came in forms


def typed(_: Context, heard: Heard) -> bool:
    """Whether it is a text of the speaker's own."""
    return heard.came == Came.TEXT


def said(*phrases: str) -> Filter:
    """Whether the whole text is one of these phrases, whatever its case, diacritics and closing signs."""
    known = frozenset(fold(phrase) for phrase in phrases)
    return lambda _, heard: heard.came == Came.TEXT and heard.folded in known


def begins(*phrases: str) -> Filter:
    """Whether the text begins with one of these phrases, as whole words."""
    known = tuple(f"{fold(phrase)} " for phrase in phrases)
    return lambda _, heard: (
        heard.came == Came.TEXT and f"{fold(heard.text).strip()} ".startswith(known)
    )


def button(*verbs: Answer | Verb) -> Filter:
    """Whether it is a genuine button with one of these verbs."""
    return lambda _, heard: heard.payload is not None and heard.payload.verb in verbs


def during(topic: str) -> Filter:
    """Whether the speaker is being asked something: a conversation on this topic is open."""
    return lambda ctx, _: ctx.talk is not None and ctx.talk.topic == topic
