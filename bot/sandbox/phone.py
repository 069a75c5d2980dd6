"""A phone in a person's hand: the handle by which tests, the page and the simulated people act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.model import Message, Person
from bot.sandbox.replies import rates, reacts, shares
from schedules.errors import RejectedInput

if TYPE_CHECKING:
    from bot.sandbox.world import World


class Phone:
    """What one person can do. Every action returns once the service was told (or could not be reached)."""

    def __init__(self, world: World, person: Person) -> None:
        self._world = world
        self.person = person
        self.user_id = person.user_id

    @property
    def messages(self) -> list[Message]:
        """What is on the screen, oldest first; hidden answers are not."""
        return [message for message in self.person.messages if not message.hidden]

    @property
    def received(self) -> list[Message]:
        """What the account sent, oldest first."""
        return [message for message in self.person.messages if message.from_oa]

    @property
    def sms(self) -> list[Message]:
        """The SMS that reached this phone, oldest first; `parcel.label` is the name they came under."""
        return [message for message in self.person.texts if message.delivered_ms is not None]

    @property
    def last(self) -> Message:
        """The latest message of the account, or `RejectedInput` on an empty chat."""
        if not self.received:
            raise RejectedInput("phone", self.user_id, "the account has sent nothing yet")
        return self.received[-1]

    def find_button(self, title: str, message: Message | None = None) -> tuple[Message, int]:
        """The newest message that has a button of this title, and the button's place.

        With `message` only that one is searched. Raises `RejectedInput` naming the titles there are.
        """
        searched = [message] if message else list(reversed(self.received))
        for candidate in searched:
            for place, button in enumerate(candidate.buttons):
                if button.title == title:
                    return candidate, place
        titles = [button.title for candidate in searched for button in candidate.buttons]
        raise RejectedInput("title", title, f"no such button; there are {titles[:20]}")

    async def types(self, text: str, quoting: Message | None = None) -> Message:
        """Write to the account, optionally quoting one of its messages."""
        message = self._world.types(
            self.user_id, text, None if quoting is None else quoting.message_id
        )
        await self._told()
        return message

    async def taps(self, title: str, message: Message | None = None) -> Message:
        """Tap the button of this title on the newest message that has one; answers that message."""
        found, place = self.find_button(title, message)
        self._world.taps(self.user_id, found.message_id, place)
        await self._told()
        return found

    async def reads(self) -> None:
        """Look at the chat without answering."""
        self._world.reads(self.user_id)
        await self._told()

    async def follows(self) -> None:
        """Start to follow the account."""
        self._world.follows(self.user_id)
        await self._told()

    async def unfollows(self) -> None:
        """Leave the account."""
        self._world.unfollows(self.user_id)
        await self._told()

    async def shares(self, name: str, phone: str = "") -> None:
        """Answer a request for contact data."""
        shares(self._world, self.person, name, phone or self.person.phone_number)
        await self._told()

    async def rates(self, stars: int, note: str = "", message: Message | None = None) -> None:
        """Answer a rating template, the newest message unless told."""
        rates(self._world, self.person, message or self.last, stars, note)
        await self._told()

    async def reacts(self, icon: str, message: Message | None = None) -> None:
        """Put an icon on a message of the account, the newest unless told."""
        reacts(self._world, self.person, message or self.last, icon)
        await self._told()

    def blocks(self, code: int = -244) -> None:
        """Refuse messages of the account (-244, -217) or be away from Zalo (-227)."""
        self._world.bars(self.user_id, code)

    def unblocks(self) -> None:
        """Accept messages again."""
        self._world.bars(self.user_id, None)

    async def switches_off(self) -> None:
        """Turn the phone off: messages are accepted but not delivered."""
        self._world.switches(self.user_id, online=False)
        await self._told()

    async def switches_on(self) -> None:
        """Turn the phone on: what waited is delivered."""
        self._world.switches(self.user_id, online=True)
        await self._told()

    async def _told(self) -> None:
        if self._world.courier is not None:
            await self._world.courier.flushed(self.user_id)
