"""What the page is sent: the world in the words of the screen, as plain JSON values."""

from __future__ import annotations

from itertools import chain

from bot.clock import Clock, DrivenClock
from bot.sandbox.actors import Persona
from bot.sandbox.model import Change, Message, Person
from bot.sandbox.server import Sandbox

Json = dict[str, object]

SHOWN_MESSAGES = 120
"""The newest messages of a chat that are sent to the page."""

PERSONA_LABELS = {
    Persona.DILIGENT: "báo xong sớm",
    Persona.PROMISING: "hẹn làm trước",
    Persona.SILENT: "im lặng",
    Persona.NUDGING: "hay đôn đốc",
    Persona.CONFIRMING: "xác nhận kết quả",
}


def clock_view(clock: Clock, *, can_seek: bool) -> Json:
    """The clock of the sandbox. A real clock cannot be driven."""
    return {
        "now_ms": clock.now_ms(),
        "speed": clock.speed,
        "paused": isinstance(clock, DrivenClock) and clock.paused,
        "driven": isinstance(clock, DrivenClock),
        "can_seek": can_seek,
    }


def message_view(message: Message) -> Json:
    """A message as it appears in the chat. Payloads stay inside."""
    return {
        "id": message.message_id,
        "from_oa": message.from_oa,
        "text": message.text or message.parcel.label,
        "at_ms": message.at_ms,
        "buttons": [
            {"title": button.title, "type": button.type, "hint": _hint(button.payload)}
            for button in message.buttons
        ],
        "delivered_ms": message.delivered_ms,
        "seen_ms": message.seen_ms,
        "chosen": message.chosen,
        "kind": message.parcel.kind,
        "sender": message.parcel.label if message.parcel.kind == "sms" else "",
        "card": message.parcel.card,
    }


def _hint(payload: str | dict[str, str]) -> str:
    """Where a link, call or SMS would lead; nothing for queries."""
    if isinstance(payload, str):
        return ""
    return payload.get("url") or payload.get("phone_code", "")


def person_view(sandbox: Sandbox, person: Person) -> Json:
    """The line above a phone and what the header of its chat shows."""
    persona = sandbox.actors.personas.get(person.user_id)
    return {
        "user_id": person.user_id,
        "name": person.name,
        "subtitle": person.subtitle,
        "zalo": person.has_zalo,
        "oa_name": sandbox.world.accounts[person.oa_id].name if person.has_zalo else "",
        "hint": sandbox.hints.get(person.user_id, ""),
        "follows": person.follows,
        "online": person.online,
        "barred": person.barred is not None,
        "last_interaction_ms": person.last_interaction_ms,
        "unseen": person.unseen,
        "persona": "" if persona is None else PERSONA_LABELS[persona],
    }


def phone_view(sandbox: Sandbox, person: Person) -> Json:
    """A whole phone: the person and the newest visible messages and SMS, oldest first."""
    chat = (message for message in person.messages if not message.hidden)
    visible = sorted(chain(chat, person.texts), key=lambda message: message.at_ms)
    return {
        "person": person_view(sandbox, person),
        "messages": [message_view(message) for message in visible[-SHOWN_MESSAGES:]],
    }


def change_view(sandbox: Sandbox, change: Change) -> Json:
    """What changed on one phone; hidden answers show only in the person."""
    message = change.message
    shown = message is not None and not message.hidden
    return {
        "person": person_view(sandbox, change.person),
        "message": message_view(message) if message is not None and shown else None,
        "fresh": change.fresh,
    }
