"""What persons answer besides text, and what receipts say: quick replies, ratings, reactions, contact data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.model import Button, Message, Person
from schedules.errors import RejectedInput

if TYPE_CHECKING:
    from bot.sandbox.world import World


def receipt(world: World, person: Person, message: Message) -> None:
    """A message reached the phone. By telephone number the receipt bears the number and the tracking id.

    Of an SMS the gateway tells, not the account.
    """
    parcel = message.parcel
    if parcel.kind == "sms":
        world.sms.arrived(message)
        return
    if not parcel.addressee:
        world.tell(person, "user_received_message", message={"msg_id": message.message_id})
        return
    world.tell(
        person,
        "user_received_message",
        zbs=True,
        recipient={"id": parcel.addressee},
        message={
            "msg_id": message.message_id,
            "tracking_id": parcel.tracking_id,
            "delivery_time": str(message.delivered_ms),
        },
    )


def responds(world: World, person: Person, message: Message, button: Button) -> None:
    """A tap on a quick reply. Whether it opens the window is stated nowhere; here it does not (the stricter reading)."""
    now_ms, parcel = world.clock.now_ms(), message.parcel
    world.desk.responses.append(
        {
            "template_id": parcel.template_id,
            "data": button.title,
            "submitDate": str(now_ms),
            "msgId": message.message_id,
            "oaId": person.oa_id,
            "trackingId": parcel.tracking_id,
        }
    )
    world.tell(
        person,
        "user_click_response_button",
        zbs=True,
        oa_id=person.oa_id,
        msg_id=message.message_id,
        message={
            "button_type": "response",
            "data": button.title,
            "tracking_id": parcel.tracking_id,
            "submit_time": str(now_ms),
        },
    )


def rates(world: World, person: Person, message: Message, stars: int, note: str) -> None:
    """An answer to a rating template, one to five stars."""
    template = world.desk.templates.get(message.parcel.template_id)
    if template is None or not template.rating or not 1 <= stars <= 5:
        raise RejectedInput("rating", stars, "1 to 5, for a rating template")
    now_ms, tracking_id = world.clock.now_ms(), message.parcel.tracking_id
    world.desk.ratings.append(
        {
            "template_id": template.template_id,
            "rate": stars,
            "note": note,
            "feedbacks": [],
            "submitDate": str(now_ms),
            "msgId": message.message_id,
            "oaId": person.oa_id,
            "trackingId": tracking_id,
        }
    )
    world.tell(
        person,
        "user_feedback",
        zbs=True,
        oa_id=person.oa_id,
        message={
            "rate": stars,
            "note": note,
            "feedbacks": [],
            "submit_time": str(now_ms),
            "msg_id": message.message_id,
            "tracking_id": tracking_id,
        },
    )


def reacts(world: World, person: Person, message: Message, icon: str) -> None:
    """An icon on a message of the account. Not among the interactions the documents list, so it opens no window."""
    said = {"msg_id": message.message_id, "react_icon": icon}
    world.tell(person, "user_reacted_message", message=said)


def shares(world: World, person: Person, name: str, phone: str) -> None:
    """The answer to a request for contact data, in the newer form."""
    person.shared = {"name": name, "phone": phone}
    world.interacts(person)
    full = {"user_city": "", "user_ward": "", "user_address": ""}
    info = {"name": name, "phone": phone, "user_dob": "", "gender": "", "full_address": full}
    world.tell(person, "user_submit_info", info=info)
