"""What a dossier's promised date asks of the head: the letter of apology, and after it the one new date. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from bot.ingest.shapes import Known, Wish, as_json
from db.records import Dossier, Letter
from db.words import ItemState, Kind
from handlers.views import Detail
from schedules.apology import effective_due, letter_due, worth_asking
from schedules.calendar import WorkCalendar
from schedules.civil import to_iso


def signed(letter: Letter | None) -> bool:
    """Whether a letter has moved its date."""
    return letter is not None and letter.signed_at is not None and letter.new_due_at is not None


def in_force(known: Known) -> Dossier:
    """The dossier with the promised date that counts: the stored one, or the one that a signed letter set."""
    dossier, letter = known.dossier, known.letter
    if letter is None or letter.signed_at is None or letter.new_due_at is None:
        return dossier
    if dossier.due_at is None:
        return dossier
    due_at = effective_due(dossier.due_at, letter.due_at, letter.new_due_at)
    return msgspec.structs.replace(dossier, due_at=due_at)


def extension_told(letter: Letter, stated: int) -> dict[str, Any]:
    """What a derivation says of the letter that set its date; `stated` is the date the source still has."""
    return {
        "stated": to_iso(stated),
        "signed_at": to_iso(letter.signed_at or letter.touched_at),
        "reason": letter.reason,
        "told_reason": letter.told_reason,
    }


def promise_wishes(
    known: Known, stated: int, state: ItemState, calendar: WorkCalendar
) -> Iterator[Wish]:
    """The items that the head owes: whether the date will hold; after a letter, whether the new one will.

    `known` has the date in force, `stated` is the stored one. A letter that is signed is done; a dossier without a working
    day between receipt and promise is not asked about (`schedules.apology.worth_asking`).
    """
    if not signed(known.letter):
        if worth_asking(known.dossier.received_at, stated, calendar):
            yield _letter(known.dossier, stated, state, calendar)
        return
    if worth_asking(known.dossier.received_at, stated, calendar):
        over = state if state == ItemState.CANCELLED else ItemState.DONE
        yield _letter(known.dossier, stated, over, calendar)
    yield _extension(known.dossier, known.letter, stated, state, calendar)


def _letter(dossier: Dossier, stated: int, state: ItemState, calendar: WorkCalendar) -> Wish:
    due_at = letter_due(stated, calendar)
    derivation = {"op": "apology", "promised": to_iso(stated)}
    return _wish(
        Kind.APOLOGY, dossier, (dossier.received_at, due_at, stated), state, derivation, calendar
    )


def _extension(
    dossier: Dossier, letter: Letter | None, stated: int, state: ItemState, calendar: WorkCalendar
) -> Wish:
    due_at = dossier.due_at or 0
    starts_at = letter.signed_at or 0 if letter else 0
    derivation: dict[str, Any] = {"op": "extension", "promised": to_iso(due_at)}
    if letter is not None:
        derivation |= {"letter_about": to_iso(letter.due_at), **extension_told(letter, stated)}
    return _wish(Kind.EXTENSION, dossier, (starts_at, due_at, due_at), state, derivation, calendar)


def _wish(
    kind: Kind,
    dossier: Dossier,
    times: tuple[int, int, int],
    state: ItemState,
    derivation: dict[str, Any],
    calendar: WorkCalendar,
) -> Wish:
    starts_at, due_at, promised = times
    more = {
        "anchor": "NgayHenTra",
        "source": dossier.source,
        "calendar_version": calendar.version,
        "due_at": to_iso(due_at),
    }
    detail = Detail(procedure=dossier.procedure_name, promised=promised)
    return Wish(
        key=f"{kind}:{dossier.code}",
        kind=kind,
        code=dossier.code,
        title=dossier.procedure_name,
        unit_id=dossier.unit_id,
        assignee_id=None,  # the head, whoever that is when it is told
        co_holders="",
        starts_at=starts_at,
        due_at=due_at,
        state=state,
        derivation=as_json(derivation | more),
        detail=as_json(detail),
    )
