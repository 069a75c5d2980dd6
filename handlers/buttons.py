"""Which buttons a message carries, by audience and subject."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from db.records import Person, WorkItem
from db.words import HEADS_OWN, Answer, Audience, DelayReason, Kind
from handlers.payload import On, Payload, Signer
from messages_vi import formats, labels

Buttons = list[tuple[str, str]]  # title, payload

MAX_BUTTONS = 5  # as many as a message may carry
FURTHER = "further"  # asks for the reasons that had no room
MAKES = (Answer.DONE, Answer.WORKING, Answer.BLOCKED, Answer.TRANSFER)
RECEIVES = (Answer.CONFIRM, Answer.REJECT)
AWAITS = (Answer.CONFIRM, Answer.NUDGE)  # what is overdue may have come all the same
OVERSEES = (Answer.NUDGE, Answer.CONFIRM, Answer.TRANSFER)
URGES = (Answer.NUDGE,)
_DATE_IN_DOUBT = ("due_tomorrow", "overdue")  # their texts speak of the letter
DECIDES = (Answer.KEEP, Answer.APOLOGIZE)
FORESEES = (Answer.KEEP, Answer.SLIP)  # of a date that was moved already
_DIGEST: dict[Audience, Sequence[Answer]] = {
    Audience.ASSIGNEE: (Answer.SEEN, Answer.DONE, Answer.DETAILS),
    Audience.HEAD: (Answer.NUDGE, Answer.DETAILS),
    Audience.RECEIVER: (Answer.DETAILS,),
    Audience.COORDINATOR: (Answer.NUDGE, Answer.DETAILS),
    Audience.LEADER: (Answer.NUDGE,),
}


_BY_ROLE: dict[str, Sequence[Answer]] = {
    Audience.ASSIGNEE: MAKES,
    Audience.HEAD: OVERSEES,
    Audience.RECEIVER: AWAITS,
}
# Of a claim nobody is to be urged: the work is done.
_WHATEVER_ROLE: dict[str, Sequence[Answer]] = {"confirm": RECEIVES, "not_synced": ()}


def answers_offered(audience: str, kind: str, rung: str) -> Sequence[Answer]:
    """What a person may answer to a single notice."""
    if kind in HEADS_OWN:
        return decisions_on(kind) if audience == Audience.HEAD else URGES
    for family, answers in _WHATEVER_ROLE.items():
        if rung.startswith(family):
            return answers
    if audience == Audience.HEAD and kind == Kind.DOSSIER and rung.startswith(_DATE_IN_DOUBT):
        return (*OVERSEES, Answer.APOLOGIZE)
    return _BY_ROLE.get(audience, URGES)


def decisions_on(kind: str) -> Sequence[Answer]:
    """What a head may decide about a promised date: one that was moved by a letter is not moved again."""
    return FORESEES if kind == Kind.EXTENSION else DECIDES


def makes(item: WorkItem) -> Sequence[Answer]:
    """What the one who has to do it may answer."""
    return decisions_on(item.kind) if item.kind in HEADS_OWN else MAKES


def item_buttons(
    signer: Signer, person: Person, item: WorkItem, answers: Sequence[Answer]
) -> Buttons:
    """Buttons about one item for one person."""
    return [
        (labels.text(labels.BUTTONS[a]), signer.write(Payload(a, item.id, item.version, person.id)))
        for a in answers
    ]


def digest_buttons(signer: Signer, person: Person, audience: Audience, written_at: int) -> Buttons:
    """Buttons that answer all lines of a digest, or ask for them one by one."""
    found = []
    for answer in _DIGEST[audience]:
        label = labels.ALL_BUTTONS.get(answer, labels.BUTTONS[answer])
        payload = Payload(answer, written_at, 0, person.id, on=On.DIGEST)
        found.append((labels.text(label), signer.write(payload)))
    return found


def details_button(signer: Signer, person: Person, written_at: int, first_line: int) -> Buttons:
    """The next lines of a digest, one by one."""
    payload = Payload(Answer.DETAILS, written_at, 0, person.id, str(first_line), on=On.DIGEST)
    return [(labels.text(labels.DETAILS), signer.write(payload))]


def undo_button(signer: Signer, person: Person, item: WorkItem, reply_id: int) -> Buttons:
    """Takes back one answer."""
    payload = Payload(Answer.UNDO, item.id, item.version, person.id, str(reply_id))
    return [(labels.text(labels.UNDO), signer.write(payload))]


def block_reason_buttons(
    signer: Signer, person: Person, item: WorkItem, *, further: bool = False
) -> Buttons:
    """The reasons why work is stuck: the first of them with a button for the `further` ones, or those."""

    def button(label: str, argument: str) -> tuple[str, str]:
        payload = Payload(Answer.BLOCKED, item.id, item.version, person.id, argument)
        return labels.text(label), signer.write(payload)

    reasons = list(labels.BLOCK_REASONS.items())
    if further:
        return [button(label, reason) for reason, label in reasons[MAX_BUTTONS - 1 :]]
    first = [button(label, reason) for reason, label in reasons[: MAX_BUTTONS - 1]]
    return [*first, button(labels.MORE_REASONS, FURTHER)]


def name_on_button(person: Person, among: Sequence[Person]) -> str:
    """A name as a button bears it: with the title where another has the same name."""
    namesakes = sum(one.name == person.name for one in among) > 1
    full = f"{person.name} – {person.title}" if namesakes and person.title else person.name
    return labels.cut(full)


def colleague_buttons(
    signer: Signer, person: Person, item: WorkItem, colleagues: Sequence[Person]
) -> Buttons:
    """The colleagues an item can be handed to; titles are cut to what a button holds."""
    return [
        (
            name_on_button(c, colleagues),
            signer.write(Payload(Answer.TRANSFER, item.id, item.version, person.id, str(c.id))),
        )
        for c in colleagues
    ]


def undo_all_button(signer: Signer, person: Person, at: int) -> Buttons:
    """Takes back everything that one tap recorded at an instant."""
    payload = Payload(Answer.UNDO, at, 0, person.id, on=On.DIGEST)
    return [(labels.text(labels.UNDO), signer.write(payload))]


def asking_buttons(signer: Signer, person: Person, item: WorkItem) -> Buttons:
    """The decisions about a promised date, where an item asks for one."""
    return item_buttons(signer, person, item, decisions_on(item.kind))


def delay_reason_buttons(signer: Signer, person: Person, item: WorkItem) -> Buttons:
    """The reasons why a promised date does not hold."""
    return [
        (
            labels.text(label),
            signer.write(Payload(Answer.APOLOGIZE, item.id, item.version, person.id, reason)),
        )
        for reason, label in labels.DELAY_REASONS.items()
        if reason in set(DelayReason)
    ]


def date_buttons(
    signer: Signer, person: Person, item: WorkItem, dates: Iterable[tuple[int, date]]
) -> Buttons:
    """New dates to choose from, each with how many working days it lies ahead."""
    return [
        (
            labels.counted(labels.NEW_DATE, n) % {"date": formats.day(day), "n": formats.tally(n)},
            signer.write(
                Payload(Answer.APOLOGIZE, item.id, item.version, person.id, f"d{day:%Y%m%d}")
            ),
        )
        for n, day in dates
    ]


def draft_buttons(signer: Signer, person: Person, item: WorkItem, mark: str) -> Buttons:
    """Below a draft: it is signed as it stands, or its reason or date is chosen anew. `mark` tells drafts apart."""
    choices = (
        (labels.SIGN, Answer.SIGN, mark),
        (labels.OTHER_REASON, Answer.APOLOGIZE, ""),
        (labels.OTHER_DATE, Answer.APOLOGIZE, "date"),
    )
    return [
        (labels.text(title), signer.write(Payload(answer, item.id, item.version, person.id, given)))
        for title, answer, given in choices
    ]
