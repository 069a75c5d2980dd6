"""The stand-in world: accounts, persons with phones, chats and receipts. No network; time comes from the clock."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from itertools import count

from bot.clock import Clock
from bot.sandbox.model import (
    TEXT,
    Account,
    Button,
    Change,
    Courier,
    Happening,
    Limits,
    Message,
    Parcel,
    Person,
)
from bot.sandbox.phone import Phone
from bot.sandbox.replies import receipt, responds, shares
from bot.sandbox.rules import BARRED
from bot.sandbox.sms import SmsDesk
from bot.sandbox.templates import TemplateDesk
from bot.sandbox.tokens import TokenDesk
from bot.sandbox.uploads import Uploads
from schedules.errors import RejectedInput


class World:
    """Everything the stand-in knows. One app, one or more accounts, each person known to one account.

    `webhook_secret` signs events and differs from `app_secret`. Message ids start from the clock, so two runs
    that start at different instants do not repeat them; `first_id` sets them by hand.

    >>> world = World(Clock(), app_id="1", app_secret="s", oa_id="9", webhook_secret="w")
    >>> world.add_person("77", "Nguyễn Thị Mẫu", "Công chức – xã Mẫu").name
    'Nguyễn Thị Mẫu'
    """

    def __init__(
        self,
        clock: Clock,
        *,
        app_id: str,
        app_secret: str,
        oa_id: str,
        webhook_secret: str,
        oa_name: str = "Nhắc Việc",
        limits: Limits | None = None,
        callback_url: str | None = None,
        require_proof: bool = False,
        first_id: int | None = None,
    ) -> None:
        self.clock = clock
        self.app_id = app_id
        self.app_secret = app_secret
        self.limits = limits or Limits()
        self.callback_url = callback_url
        self.require_proof = require_proof
        self.tokens = TokenDesk(clock, self.limits)
        self.desk = TemplateDesk(clock, self.limits)
        self.uploads = Uploads(clock, self.limits)
        self.sms = SmsDesk(clock)
        self.accounts: dict[str, Account] = {}
        self.persons: dict[str, Person] = {}
        self.courier: Courier | None = None
        self._watchers: list[Callable[[Change], None]] = []
        self._ids = count(clock.now_ms() * 1_000_000 + 1 if first_id is None else first_id)
        self.add_account(oa_id, oa_name, webhook_secret)

    # --- who there is ---

    def add_account(self, oa_id: str, name: str, webhook_secret: str) -> Account:
        """Register an account; the first one is the default of `add_person`."""
        if oa_id in self.accounts:
            raise RejectedInput("oa_id", oa_id, "this account exists already")
        self.accounts[oa_id] = Account(oa_id, name, webhook_secret)
        return self.accounts[oa_id]

    def add_person(
        self,
        user_id: str,
        name: str,
        subtitle: str = "",
        *,
        oa_id: str | None = None,
        phone_number: str = "",
        follows: bool = True,
        last_interaction: int | None = None,
        zalo: bool = True,
    ) -> Person:
        """Give somebody a phone. A follower's last interaction is now unless told (seconds).

        Templates and SMS find people by `phone_number`, written as 84900000001; without `zalo` only SMS do.
        """
        if user_id in self.persons:
            raise RejectedInput("user_id", user_id, "this person exists already")
        account = self.accounts[oa_id or next(iter(self.accounts))]
        follows = follows and zalo
        instant = self.clock.now() if follows and last_interaction is None else last_interaction
        person = Person(
            user_id=user_id,
            oa_id=account.oa_id if zalo else "",
            name=name,
            subtitle=subtitle,
            phone_number=phone_number,
            follows=follows,
            last_interaction_ms=None if instant is None else instant * 1000,
            messages=deque(maxlen=self.limits.kept_messages),
            texts=deque(maxlen=self.limits.kept_messages),
        )
        self.persons[user_id] = person
        account.followers += follows
        return person

    def person(self, user_id: str) -> Person:
        """The person of this id, or `RejectedInput`."""
        if user_id not in self.persons:
            raise RejectedInput("user_id", user_id, "add this person first (add_person)")
        return self.persons[user_id]

    def phone(self, user_id: str) -> Phone:
        """The phone of this person, to type and tap on."""
        return Phone(self, self.person(user_id))

    def watch(self, watcher: Callable[[Change], None]) -> Callable[[], None]:
        """Call `watcher` at every change of a chat or a person; answers how to stop it."""
        self._watchers.append(watcher)

        def stop() -> None:
            if watcher in self._watchers:
                self._watchers.remove(watcher)

        return stop

    # --- what the account does ---

    def deliver(
        self,
        user_id: str,
        text: str,
        buttons: Iterable[Button] = (),
        quotes: str | None = None,
        parcel: Parcel = TEXT,
    ) -> Message:
        """An accepted message of the account reaches the chat: echo, then the receipt if the phone is on.

        There is no echo of what went to a telephone number.
        """
        person = self.person(user_id)
        message = self._keep(person, text, from_oa=True, buttons=tuple(buttons), quotes=quotes)
        message.parcel = parcel
        if not parcel.addressee:
            said = {"msg_id": message.message_id, "text": text}
            self.tell(person, f"oa_send_{parcel.kind}", message=said)
        if person.online:
            self._receive(person, [message])
        self._changed(Change(person, message, fresh=True))
        return message

    def texts(self, person: Person, text: str, brand: str) -> Message:
        """An SMS for this person leaves the gateway; it lands if the phone is on."""
        parcel = Parcel(kind="sms", label=brand)
        message = Message(
            str(next(self._ids)), from_oa=True, text=text, at_ms=self.clock.now_ms(), parcel=parcel
        )
        person.texts.append(message)
        if person.online:
            self._receive(person, [message])
        self._changed(Change(person, message, fresh=True))
        return message

    # --- what a person does ---

    def types(self, user_id: str, text: str, quotes: str | None = None) -> Message:
        """The person writes to the account, with or without following it."""
        person = self._on_zalo(user_id)
        self._picks_up(person)
        return self._says(person, text, hidden=False, quotes=quotes)

    def taps(self, user_id: str, message_id: str, place: int) -> Button:
        """The person taps the button at `place` (from 0) under a message of the account.

        A query comes back as text equal to its payload, shown or hidden; other buttons tell the account nothing.
        """
        person = self.person(user_id)
        message = next((m for m in person.messages if m.message_id == message_id), None)
        if message is None or not 0 <= place < len(message.buttons):
            raise RejectedInput("button", f"{message_id}[{place}]", "no such button on this phone")
        button = message.buttons[place]
        self._picks_up(person)
        message.chosen.append(button.title)
        self._changed(Change(person, message))
        if button.type == Button.RESPONSE:
            responds(self, person, message, button)
        elif button.type == Button.SHARE:
            shares(self, person, person.name, person.phone_number)
        elif button.asks:
            self._says(person, str(button.payload), hidden=button.type == "oa.query.hide")
        return button

    def reads(self, user_id: str) -> None:
        """The person looks at the phone: everything that arrived counts as seen. Not an interaction.

        Nobody is told of an SMS or of what went to a telephone number.
        """
        person, now_ms = self.person(user_id), self.clock.now_ms()
        unseen = [m for m in person.told if m.delivered_ms and m.seen_ms is None]
        for message in unseen:
            message.seen_ms = now_ms
            self._changed(Change(person, message))
        told = (m for m in unseen if not m.parcel.addressee and m.parcel.kind != "sms")
        if ids := [message.message_id for message in told]:
            self.tell(person, "user_seen_message", message={"msg_ids": ids})

    def follows(self, user_id: str) -> None:
        """The person starts to follow the account: an interaction."""
        person = self._on_zalo(user_id)
        self.accounts[person.oa_id].followers += not person.follows
        person.follows = True
        self.interacts(person)
        self.tell(person, "follow", source="oa_profile")
        self._changed(Change(person))

    def unfollows(self, user_id: str) -> None:
        """The person leaves. The window closes with it, until a new interaction (the stricter reading)."""
        person = self._on_zalo(user_id)
        self.accounts[person.oa_id].followers -= person.follows
        person.follows = False
        person.last_interaction_ms = None
        self.tell(person, "unfollow", source="oa_profile")
        self._changed(Change(person))

    def bars(self, user_id: str, code: int | None) -> None:
        """The person refuses the account (-244, -217) or is away from Zalo (-227); None lifts it. No event tells."""
        if code is not None and code not in BARRED:
            raise RejectedInput("code", code, f"one of {sorted(BARRED)} or None")
        person = self.person(user_id)
        person.barred = code
        self._changed(Change(person))

    def switches(self, user_id: str, *, online: bool) -> None:
        """Turn the phone off or on; what came meanwhile arrives when it is on again."""
        person = self.person(user_id)
        person.online = online
        waiting = [m for m in person.told if m.delivered_ms is None]
        if online and waiting:
            self._receive(person, waiting)
        self._changed(Change(person))

    # --- inside ---

    def _on_zalo(self, user_id: str) -> Person:
        person = self.person(user_id)
        if not person.has_zalo:
            raise RejectedInput("user_id", user_id, "there is no Zalo on this phone")
        return person

    def _picks_up(self, person: Person) -> None:
        if not person.online:
            self.switches(person.user_id, online=True)
        self.reads(person.user_id)

    def _says(
        self, person: Person, text: str, *, hidden: bool, quotes: str | None = None
    ) -> Message:
        self.interacts(person)
        message = self._keep(person, text, from_oa=False, hidden=hidden, quotes=quotes)
        body: dict[str, str] = {"msg_id": message.message_id, "text": text}
        if quotes is not None:
            body["quote_msg_id"] = quotes
        self.tell(person, "user_send_text", message=body)
        self._changed(Change(person, message, fresh=True))
        return message

    def interacts(self, person: Person) -> None:
        """Count an interaction: both windows begin anew."""
        person.last_interaction_ms = self.clock.now_ms()

    def _keep(
        self,
        person: Person,
        text: str,
        *,
        from_oa: bool,
        buttons: tuple[Button, ...] = (),
        hidden: bool = False,
        quotes: str | None = None,
    ) -> Message:
        message = Message(
            message_id=str(next(self._ids)),
            from_oa=from_oa,
            text=text,
            at_ms=self.clock.now_ms(),
            buttons=buttons,
            hidden=hidden,
            quotes=quotes,
        )
        person.messages.append(message)
        recent = self.accounts[person.oa_id].recent
        recent.pop(person.user_id, None)
        recent[person.user_id] = None
        return message

    def _receive(self, person: Person, messages: list[Message]) -> None:
        for message in messages:
            message.delivered_ms = self.clock.now_ms()
            receipt(self, person, message)
            self._changed(Change(person, message))

    def tell(self, person: Person, name: str, *, zbs: bool = False, **details: object) -> None:
        """Hand one event about this person to the courier."""
        if self.courier is not None:
            at_ms = self.clock.now_ms()
            self.courier.hand_over(
                Happening(name, person.oa_id, person.user_id, at_ms, dict(details), zbs)
            )

    def _changed(self, change: Change) -> None:
        for watcher in tuple(self._watchers):
            watcher(change)
