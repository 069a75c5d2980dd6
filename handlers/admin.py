"""What administrators ask in the chat: is everything well, what is left of the limits, stop sending, go on.

A stop is proposed with its reason, confirmed by a button, and written down with who and when; everybody of the
administrators hears of it. What is stopped and how it goes on: `db.halts`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any, Final, Protocol

from db.halts import (
    PROPOSED_S,
    Halt,
    begin_halt,
    end_halt,
    halt_by_id,
    halts_in_force,
    propose_halt,
)
from db.store import Reader
from db.words import Answer, HaltScope, Role, Verb
from handlers.buttons import Buttons
from handlers.context import Context, Say, say
from handlers.elsewhere import NAMES_A_ROOM, for_another_room
from handlers.payload import On, Payload
from handlers.politeness import ENOUGH, asks, plain_words
from handlers.requests import read_request
from handlers.routing import Heard, Ignored, Router, Says, button, during, of, typed
from handlers.typed import read_typed
from handlers.views import person_view
from messages_vi import labels
from messages_vi.language import speaking
from messages_vi.phrases import short
from schedules.text import fold

_TOPIC: Final = "halt"
_LONGEST_REASON: Final = 200
_SHORTEST_REASON: Final = 4  # letters; "ok" is none

_HEALTH: Final = frozenset(
    ("suc khoe", "he thong", "suc khoe he thong", "tinh trang he thong", "tinh hinh he thong",
     "kiem tra he thong", "he thong the nao", "he thong sao roi", "health", "trang thai he thong",
     "he thong co on khong", "he thong on khong", "he thong chay tot khong")
)  # fmt: skip
_QUOTA: Final = frozenset(
    ("han muc", "chi phi", "kinh phi", "ngan sach", "han muc con lai", "con bao nhieu tien",
     "chi phi gui tin", "xem han muc", "han muc gui tin", "quota", "tien gui tin", "han muc the nao",
     "con bao nhieu han muc")
)  # fmt: skip
_STOPS: Final = (
        "dung gui tin", "dung gui", "ngung gui tin", "ngung gui", "tam dung gui tin", "tam dung gui",
        "tam ngung gui tin", "tam ngung gui", "ngat gui tin", "ngat gui", "stop gui", "dung nhan tin", "ngung nhan tin",
)  # fmt: skip
_GOES: Final = (
        "tiep tuc gui tin", "tiep tuc gui", "gui tiep", "cho gui lai", "gui lai binh thuong", "mo lai gui tin",
        "mo gui tin", "mo lai gui", "cho phep gui", "tiep tuc nhan tin", "gui lai",
)  # fmt: skip
_SCOPES: Final = {
    "": HaltScope.EVERYTHING,
    "tat ca": HaltScope.EVERYTHING,
    "het": HaltScope.EVERYTHING,
    "toan bo": HaltScope.EVERYTHING,
    "ngay": HaltScope.EVERYTHING,
    **dict.fromkeys(
        ("nguoi dan", "cong dan", "dan", "cho dan", "cho nguoi dan", "cho cong dan", "tin nguoi dan",
         "tin cong dan", "tin cho nguoi dan", "tin cho dan"),
        HaltScope.CITIZENS,
    ),
}  # fmt: skip


class Instruments(Protocol):
    """What the service can tell of itself; made where settings and clocks are known."""

    async def health(self, reader: Reader, now: int) -> dict[str, Any]:
        """What `system_health` is told beside the person."""
        ...

    async def quota(self, reader: Reader, now: int) -> dict[str, Any]:
        """What `system_quota` is told beside the person."""
        ...


router = Router("admin", of(Role.ADMIN))


@router.on(typed)
async def how_is_it(ctx: Context, heard: Heard) -> Says | None:
    """ "sức khỏe", "hạn mức"."""
    if ctx.instruments is None:
        return None
    told = {"person": person_view(ctx.speaker), "when": ctx.now}
    if asks(heard.text, _HEALTH):
        facts = await ctx.instruments.health(ctx.tx, ctx.now)
        return [ctx.say("system_health", told | facts | {"halts": await _standing(ctx)})]
    if asks(heard.text, _QUOTA):
        return [ctx.say("system_quota", told | await ctx.instruments.quota(ctx.tx, ctx.now))]
    return None


@router.on(typed)
async def stop_or_go(ctx: Context, heard: Heard) -> Says | None:
    """ "dừng gửi", "dừng gửi người dân: lỗi dữ liệu", "tiếp tục gửi"."""
    said, _, reason = unicodedata.normalize("NFC", heard.text).partition(":")
    words = plain_words(said)
    if (scope := _scope(words, _STOPS)) is not None:
        return [await _proposed(ctx, scope, reason)]
    if (scope := _scope(words, _GOES)) is not None:
        return await _gone_on(ctx, scope, named=bool(words.partition("gui")[2].strip(" tin")))
    return None


def _scope(words: str, beginnings: tuple[str, ...]) -> HaltScope | None:
    for beginning in beginnings:
        if words == beginning or words.startswith(f"{beginning} "):
            return _SCOPES.get(words[len(beginning) :].strip())
    return None


@router.on(during(_TOPIC), typed)
async def reason_told(ctx: Context, heard: Heard) -> Says | None:
    """The reason that was asked for; "thôi" puts it aside."""
    if _about_work(heard.text) or "?" in heard.text or NAMES_A_ROOM.search(heard.folded):
        return None
    scope = HaltScope(str(ctx.talk.facts["scope"])) if ctx.talk else HaltScope.EVERYTHING
    await ctx.asked_enough()
    if fold(heard.text).strip(" .!") in ENOUGH | {"khong", "khong dung nua"}:
        return [ctx.say("halt_put_aside", {"person": person_view(ctx.speaker)})]
    return [await _proposed(ctx, scope, heard.text)]


def _about_work(text: str) -> bool:
    """An answer about work, or a request, is no reason; "lỗi đồng bộ" alone is one here."""
    intents = read_typed(text) or []
    cites = any(one.codes or one.lines or one.all_lines for one in intents)
    mild = all(one.answer == Answer.BLOCKED for one in intents)
    return read_request(text) is not None or cites or not mild or for_another_room(text)


async def _proposed(ctx: Context, scope: HaltScope, reason: str) -> Say:
    running = [h for h in await halts_in_force(ctx.tx) if h.scope == scope and h.ended_at is None]
    if running:
        return ctx.say("halt_standing", _told(ctx, running[0]))
    reason = short(reason, _LONGEST_REASON)
    if len(reason) < _SHORTEST_REASON:
        await ctx.ask(_TOPIC, {"scope": str(scope)})
        return ctx.say(
            "halt_why", {"person": person_view(ctx.speaker), "what": _scope_words(scope)}
        )
    halt_id = await propose_halt(ctx.tx, scope, reason, ctx.speaker.id, ctx.now)
    context = {"person": person_view(ctx.speaker), "what": _scope_words(scope), "reason": reason}
    return ctx.say("halt_confirm", context, _button(ctx, Verb.HALT, halt_id, labels.HALT))


@router.on(button(Verb.HALT))
async def confirmed(ctx: Context, heard: Heard) -> Says | None:
    """The button below the proposal; a second tap tells what stands."""
    halt = await halt_by_id(ctx.tx, heard.payload.subject) if heard.payload else None
    if halt is None:
        raise Ignored("unknown_halt")
    if halt.begun_at is None and ctx.now - halt.asked_at > PROPOSED_S:
        return [ctx.say("halt_expired", {"person": person_view(ctx.speaker)})]
    if halt.ended_at is not None:
        return [ctx.say("resumed", _told(ctx, halt) | {"when": halt.ended_at})]
    if not await begin_halt(ctx.tx, halt, ctx.now, told=True):
        standing = [h for h in await halts_in_force(ctx.tx) if h.scope == halt.scope]
        return [ctx.say("halt_standing", _told(ctx, (standing or [halt])[0]))]
    halt = halt._replace(begun_at=ctx.now)
    resume = _button(ctx, Verb.RESUME, halt.id, labels.RESUME)
    return [ctx.say("halted", _told(ctx, halt), resume), *_tell_others(ctx, "halt_told", halt)]


@router.on(button(Verb.RESUME))
async def resumed(ctx: Context, heard: Heard) -> Says | None:
    """The button below what was stopped."""
    halt = await halt_by_id(ctx.tx, heard.payload.subject) if heard.payload else None
    if halt is None:
        raise Ignored("unknown_halt")
    if halt.begun_at is None or halt.ended_at is not None:
        return [ctx.say("resumed", _told(ctx, halt) | {"when": halt.ended_at or ctx.now})]
    return await _ended(ctx, halt)


async def _gone_on(ctx: Context, scope: HaltScope, *, named: bool) -> Says:
    """What is stopped goes on: the scope that was named, else all there is."""
    running = [h for h in await halts_in_force(ctx.tx) if h.ended_at is None]
    if named:
        running = [h for h in running if h.scope == scope]
    if not running:
        return [ctx.say("resume_nothing", {"person": person_view(ctx.speaker)})]
    return [one for halt in running for one in await _ended(ctx, halt)]


async def _ended(ctx: Context, halt: Halt) -> Says:
    await end_halt(ctx.tx, halt.scope, ctx.speaker.id, ctx.now)
    waiting = await ctx.tx.value("halted_waiting_count")
    told = _told(ctx, halt) | {"when": ctx.now, "n": waiting}
    return [ctx.say("resumed", told), *_tell_others(ctx, "resume_told", halt)]


def _tell_others(ctx: Context, reply: str, halt: Halt) -> Iterator[Say]:
    """Every other administrator who can be written to."""
    for person in ctx.snapshot.directory.people.values():
        if person.has_role(Role.ADMIN) and person.id != ctx.speaker.id and person.zalo_sealed:
            with speaking(person.language):
                told = _told(ctx, halt) | {"person": person_view(person), "when": ctx.now}
                one = say(person, reply, told | {"who": ctx.speaker.name})
            yield one


def _told(ctx: Context, halt: Halt) -> dict[str, Any]:
    who = ctx.snapshot.directory.people.get(halt.asked_by or 0)
    return {
        "person": person_view(ctx.speaker),
        "what": _scope_words(halt.scope),
        "reason": halt.reason,
        "who": who.name if who else "",
        "when": halt.begun_at or halt.asked_at,
        "n": 0,
    }


async def _standing(ctx: Context) -> list[dict[str, Any]]:
    """The stops in force, as the picture of the system tells them."""
    running = [h for h in await halts_in_force(ctx.tx) if h.ended_at is None]
    return [
        {"what": _scope_words(h.scope), "reason": h.reason, "since": h.begun_at} for h in running
    ]


def _scope_words(scope: str) -> str:
    kind, _, account = scope.partition(":")
    return labels.text(labels.HALT_SCOPES[HaltScope(kind)]) % {"account": account}


def _button(ctx: Context, verb: Verb, subject: int, label: str) -> Buttons:
    payload = Payload(verb, subject, 0, ctx.speaker.id, on=On.ROOM)
    return [(labels.text(label), ctx.signer.write(payload))]
