"""The question that keeps a person's window open: its button, its answers. Any answer does; this one says nothing else."""

from __future__ import annotations

from db.records import Person
from db.words import Answer
from handlers.buttons import Buttons
from handlers.context import Context, Say
from handlers.payload import On, Payload, Signer
from handlers.views import person_view
from messages_vi import labels
from schedules.text import fold

TEMPLATE = "officer/still_there"
_HERE = "here"  # tells the button from that of a digest written at the same instant
_TYPED = (*map(fold, labels.everywhere(labels.STILL_THERE)), "van nhan tin", "van con nhan tin")


def window_buttons(signer: Signer, person: Person, asked_at: int) -> Buttons:
    """The one button of the question asked at an instant."""
    payload = Payload(Answer.SEEN, asked_at, 0, person.id, _HERE, on=On.DIGEST)
    return [(labels.text(labels.STILL_THERE), signer.write(payload))]


def is_here(payload: Payload) -> bool:
    """Whether a button is the one of the question."""
    return payload.on == On.DIGEST and payload.verb == Answer.SEEN and payload.argument == _HERE


def says_here(folded: str) -> bool:
    """Whether a typed text (folded, without closing signs) is the button's."""
    return folded in _TYPED


async def was_asked(ctx: Context, quoted_message: int | None) -> bool:
    """Whether a text that speaks of no item answers the question: it was quoted, or the newest thing said."""
    template = await ctx.tx.value(
        "template_of_message", person_id=ctx.speaker.id, message_id=quoted_message
    )
    return bool(template == TEMPLATE)


def thanks(ctx: Context) -> Say:
    """The short answer; that the window is open again follows from the event itself."""
    return ctx.say("still_there", {"person": person_view(ctx.speaker)})
