"""Tying a Zalo account to people: one-time codes, what a shared number brings, second thoughts, and the end of a tie."""

from __future__ import annotations

from typing import Final

from db.link_codes import MALFORMED, is_announced, key_of, read_code
from db.records import Person
from db.words import Role, Tie, TieBy, Verb
from handlers import link_views as views
from handlers.context import Context, Say, say
from handlers.link_rules import REFUSALS, Code, Standing, Tries, Verdict, after_wrong, judge
from handlers.routing import Heard, Ignored, Router, Says, button, typed
from handlers.ties import account_of, own_row, stranger_at, tie, untie

router = Router("linking")
CONTACT_ASKED: Final = "link_contact"  # the topic of a conversation: Zalo's form was sent
_NO_TRIES: Final = Tries()


@router.on(typed)
async def typed_code(ctx: Context, heard: Heard) -> Says | None:
    """A one-time code, alone or announced."""
    code = read_code(heard.text)
    if code is None or ctx.sealer is None:
        return None
    account = await account_of(ctx.tx, ctx.speaker.id)
    if account is None:
        return None
    tries = await load_tries(ctx, account)
    other_talk = ctx.talk is not None and ctx.talk.topic != CONTACT_ASKED
    asked_else = other_talk and not is_announced(heard.text)
    if ctx.now < tries.wait_until:
        return None if asked_else else [views.paused(ctx, tries.wait_until)]
    if code == MALFORMED:  # cannot be anybody's, so it is no guess
        return [views.refused(ctx, "malformed")]
    row = await ctx.tx.one("link_code_by_key", code_key=key_of(ctx.sealer, code))
    if row or not asked_else:
        await ctx.blank_event()
    found = Code(*row) if row else None
    verdict, person = await _verdict(ctx, found, account, confirmed=False)
    if found is None or person is None or verdict in REFUSALS:
        refusal = await _refuse(ctx, verdict, account, tries)
        return (
            None if asked_else else [refusal]
        )  # it answers another question, and counts all the same
    return await _go_on(ctx, found, person, verdict, account)


@router.on(button(Verb.LINK))
async def pressed(ctx: Context, heard: Heard) -> Says | None:
    """A button about a tie that is asked about, was made, or was moved away."""
    payload = heard.payload
    assert payload is not None  # noqa: S101 - the filter lets nothing else through
    match payload.argument:
        case "yes" | "no":
            return await _on_choice(ctx, payload.subject, payload.argument)
        case "notme":
            return await _not_me(ctx, payload.subject)
        case "object":
            return await _object(ctx, payload.subject)
    return None


async def load_tries(ctx: Context, account: str) -> Tries:
    """What an account has tried so far."""
    row = await ctx.tx.one("link_try", zalo_key=account)
    return Tries(*row) if row else _NO_TRIES


async def keep_tries(ctx: Context, account: str, tries: Tries) -> None:
    """Keep it over a restart."""
    await ctx.tx.run("keep_link_try", zalo_key=account, **tries._asdict())


# --- codes ---


async def _verdict(
    ctx: Context, code: Code | None, account: str, *, confirmed: bool
) -> tuple[Verdict, Person | None]:
    if code is None:
        return judge(None, None, ctx.now), None
    row = await ctx.tx.one("person_by_id", id=code.person_id)
    assert row is not None  # noqa: S101 - people are never removed
    person = Person(*row)
    standing = Standing(
        account=account,
        tied_to=await account_of(ctx.tx, person.id),
        active=bool(person.active),
        others=[other.name for other in _others(ctx, person)],
    )
    return judge(code, standing, ctx.now, confirmed=confirmed), person


async def _refuse(ctx: Context, verdict: Verdict, account: str, tries: Tries) -> Say:
    """Count a wrong code, and say what to do; from the fifth on say how long to wait."""
    tries = after_wrong(tries, ctx.now)
    await keep_tries(ctx, account, tries)
    if ctx.now < tries.wait_until:
        return views.paused(ctx, tries.wait_until)
    return views.refused(ctx, verdict)


async def _go_on(
    ctx: Context, code: Code, person: Person, verdict: Verdict, account: str
) -> list[Say]:
    if verdict == Verdict.ALREADY:
        # Tied by another way meanwhile: nothing is left to do with the code.
        await ctx.tx.run("use_link_code", id=code.id, zalo_key=account, at=ctx.now)
        return [views.already(ctx, person)]
    if verdict == Verdict.ASK:
        tied_to = await account_of(ctx.tx, person.id)
        since = await ctx.tx.value("last_linked", person_id=person.id, zalo_key=tied_to)
        mine = await own_row(ctx.tx, ctx.speaker)
        others = _others(ctx, person)
        return [views.ask(ctx, code.id, person, others, tied_to is not None, since, mine)]
    return await _link(ctx, code, person, account)


async def _link(ctx: Context, code: Code, person: Person, account: str) -> list[Say]:
    if not await ctx.tx.run("use_link_code", id=code.id, zalo_key=account, at=ctx.now):
        return [views.refused(ctx, Verdict.USED)]
    tied = await tie(ctx.tx, person, ctx.speaker, TieBy.CODE, ctx.now)
    mine = await own_row(ctx.tx, ctx.speaker)
    says = [views.linked(ctx, person, tied.event_id, _others(ctx, person), mine)]
    if tied.left is not None:
        says.append(views.moved_away(ctx, tied.left, person, tied.event_id))
    return says


def _others(ctx: Context, person: Person) -> list[Person]:
    """Whom else of the directory the account speaks for."""
    staff = [one for one in ctx.speakers if not one.has_role(Role.CITIZEN)]
    return [one for one in staff if one.id != person.id]


async def _on_choice(ctx: Context, code_id: int, choice: str) -> list[Say]:
    """The old tie was shown, and this is what is wanted."""
    row = await ctx.tx.one("link_code_by_id", id=code_id)
    account = await account_of(ctx.tx, ctx.speaker.id)
    if row is None or account is None:
        raise Ignored("unknown_code")
    code = Code(*row)
    verdict, person = await _verdict(ctx, code, account, confirmed=True)
    assert person is not None  # noqa: S101 - the code is there
    if verdict == Verdict.ALREADY:
        return [views.already(ctx, person)]
    if verdict in REFUSALS:  # no guess: the button was ours
        return [views.refused(ctx, verdict)]
    if choice == "no":
        return [views.kept(ctx)]
    return await _link(ctx, code, person, account)


# --- second thoughts ---


async def _event(ctx: Context, event_id: int) -> tuple[Person, str, str | None, int]:
    """The person, account, former account and instant of a tie; raises `Ignored`."""
    row = await ctx.tx.one("link_event", id=event_id)
    found = await ctx.tx.one("person_by_id", id=row[0]) if row else None
    if row is None or found is None:
        raise Ignored("unknown_tie")
    return Person(*found), row[1], row[2], row[3]


async def _not_me(ctx: Context, event_id: int) -> list[Say]:
    """The account is somebody else's: the tie ends, and the one before it holds again. A coordinator hears of it."""
    person, account, moved_from, _ = await _event(ctx, event_id)
    if account != await account_of(ctx.tx, ctx.speaker.id):
        raise Ignored("foreign_button")
    says = [views.undone(ctx, person)]
    if account != await account_of(ctx.tx, person.id):
        return says  # taken back already
    newest = await ctx.tx.value("newest_tie", person_id=person.id, zalo_key=account)
    await untie(ctx.tx, person, TieBy.NOT_ME, ctx.now)
    # A button of a tie before this one tells nothing of whose account it was last.
    back = await stranger_at(ctx.tx, moved_from) if moved_from and newest == event_id else None
    if back is not None:
        await tie(ctx.tx, person, back, TieBy.NOT_ME, ctx.now)
        says.append(say(person, "link_restored", views.about(ctx, person, person), at_once=True))
    return [*says, *views.to_coordinator(ctx, person, "not_me")]


async def _object(ctx: Context, event_id: int) -> list[Say]:
    """Who had the tie before says that they did not move it. Nothing is changed by that; a coordinator looks after it."""
    person, _, moved_from, since = await _event(ctx, event_id)
    account = await account_of(ctx.tx, ctx.speaker.id)
    if account is None or account != moved_from:
        raise Ignored("foreign_button")
    says = [ctx.say("link_objected", views.about(ctx, ctx.speaker, person))]
    if await ctx.tx.value("has_objected", person_id=person.id, zalo_key=account, since=since):
        return says
    await ctx.tx.insert(
        "add_link_event",
        person_id=person.id,
        what=Tie.OBJECTED,
        how=TieBy.NOT_ME,
        zalo_key=account,
        moved_from=None,
        by_person_id=None,
        at=ctx.now,
    )
    return [*says, *views.to_coordinator(ctx, person, "objected")]
