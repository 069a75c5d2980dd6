"""Routers: who is asked first, what filters let through, what is put around, and who takes what nobody meant."""

from __future__ import annotations

from typing import Any

import pytest

from db.records import Person
from db.words import Answer, Role
from handlers.context import Context, Say, context_of
from handlers.conversation import Talk
from handlers.payload import Payload
from handlers.routing import (
    Came,
    Filter,
    Handler,
    Heard,
    Router,
    Says,
    begins,
    button,
    came,
    during,
    of,
    said,
    typed,
)


def _context(roles: str = "officer", talk: Talk | None = None) -> Context:
    person = Person(7, "lan", "Trần Mẫu Lan", "", 1, roles, None, None, None, None, 1)
    nothing: Any = None
    return context_of(nothing, nothing, nothing, [person], 0)._replace(talk=talk)


def _text(text: str) -> Heard:
    return Heard(Came.TEXT, text)


def _says(text: str) -> Handler:
    async def handler(ctx: Context, heard: Heard) -> Says | None:
        return [Say(7, "", text, [])]

    return handler


async def _passes_on(ctx: Context, heard: Heard) -> Says | None:
    return None


async def _told(router: Router, heard: Heard, ctx: Context | None = None) -> list[str] | None:
    says = await router.hear(ctx or _context(), heard)
    return None if says is None else [say.text for say in says]


DONE = Payload(Answer.DONE, 1, 1, 7)


@pytest.mark.parametrize(
    ("passes", "heard", "lets"),
    [
        pytest.param(typed, _text("xong"), True, id="a text"),
        pytest.param(typed, Heard(Came.FOLLOW), False, id="no text"),
        pytest.param(came(Came.FOLLOW, Came.PHONE), Heard(Came.PHONE), True, id="one of the forms"),
        pytest.param(said("Việc hôm nay"), _text("viec hom nay ?"), True, id="without diacritics"),
        pytest.param(said("Việc hôm nay"), _text("việc hôm nay nhé"), False, id="more words"),
        pytest.param(begins("tra cứu"), _text("TRA CỨU 0003"), True, id="begins so"),
        pytest.param(begins("tra cứu"), _text("tra cứu"), True, id="nothing behind"),
        pytest.param(begins("tra"), _text("trang 3"), False, id="whole words only"),
        pytest.param(button(Answer.DONE), Heard(Came.BUTTON, payload=DONE), True, id="a button"),
        pytest.param(button(Answer.SEEN), Heard(Came.BUTTON, payload=DONE), False, id="another"),
        pytest.param(button(Answer.DONE), _text("done"), False, id="a word is no button"),
        pytest.param(of(Role.HEAD, Role.OFFICER), _text(""), True, id="one of the roles"),
        pytest.param(of(Role.HEAD), _text(""), False, id="not in this role"),
        pytest.param(during("delegation"), _text("có"), False, id="nothing is being asked"),
    ],
)
def test_what_a_filter_lets_through(passes: Filter, heard: Heard, lets: bool) -> None:
    assert passes(_context(), heard) is lets


def test_an_open_question_is_known_by_its_topic() -> None:
    asked = _context(talk=Talk("delegation", {}))
    assert during("delegation")(asked, _text("có"))
    assert not during("rating")(asked, _text("có"))


async def test_the_first_that_takes_it_answers() -> None:
    router = Router("desk")
    router.on(said("không phải câu này"))(_says("first"))
    router.on(typed)(_passes_on)
    router.on(typed)(_says("second"))
    router.on(typed)(_says("third"))
    assert await _told(router, _text("xong")) == ["second"]


async def test_what_nobody_takes_is_nobodys() -> None:
    router = Router("desk")
    router.on(typed)(_passes_on)
    assert await _told(router, _text("xong")) is None


async def test_a_router_behind_its_filter_is_not_asked_by_others() -> None:
    heads = Router("heads", of(Role.HEAD))
    heads.on(typed)(_says("head"))
    root = Router("root")
    root.include(heads)
    root.on(typed)(_says("anybody"))
    assert await _told(root, _text("x"), _context("officer")) == ["anybody"]
    assert await _told(root, _text("x"), _context("officer;head")) == ["head"]


async def test_middleware_stands_around_everything_the_first_outermost() -> None:
    seen: list[str] = []

    def named(name: str) -> Any:
        async def middleware(handle: Handler, ctx: Context, heard: Heard) -> Says | None:
            seen.append(f"{name} before")
            says = await handle(ctx, heard)
            seen.append(f"{name} after")
            return says

        return middleware

    router = Router("desk")
    router.use(named("outer"))
    router.use(named("inner"))
    router.on(typed)(_says("x"))
    await _told(router, _text("x"))
    assert seen == ["outer before", "inner before", "inner after", "outer after"]


async def test_the_route_is_told_by_name() -> None:
    async def takes(ctx: Context, heard: Heard) -> Says | None:
        return []

    inner = Router("inner")
    inner.on(typed)(takes)
    outer = Router("outer")
    outer.include(inner)
    ctx = _context()
    assert await outer.hear(ctx, _text("x")) == []
    assert ctx.route == ["inner.takes"]
