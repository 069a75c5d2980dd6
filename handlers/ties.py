"""Ties between people and Zalo accounts: made, ended, taken back. Each leaves a row that is never changed.

An account has a row of its own (`ZL-…`, outside the directory) from the first time it is met, and keeps it: what its owner
agreed to as a citizen goes on, and it can be answered when it speaks for nobody any more.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from db.records import Person
from db.store import Reader, Tx
from db.words import CodeEnd, Tie, TieBy

PREFIX: Final = "ZL-"
_CODE_LENGTH: Final = 20  # characters of the keyed hash in a stranger's code


class Tied(NamedTuple):
    """A tie that was made: its row, and the row of the account the person was tied to before, if there was one."""

    event_id: int
    left: Person | None


def stranger_code(zalo_key: str) -> str:
    """The code of an account's own row: it tells nobody who it is."""
    return f"{PREFIX}{zalo_key[:_CODE_LENGTH].upper()}"


async def account_of(reader: Reader, person_id: int) -> str | None:
    """The keyed hash of the account somebody is tied to."""
    found: str | None = await reader.value("zalo_key_of", person_id=person_id)
    return found


async def stranger_at(reader: Reader, zalo_key: str) -> Person | None:
    """The row of an account itself."""
    found = await reader.value("stranger_at", zalo_key=zalo_key)
    row = await reader.one("person_by_id", id=found) if found is not None else None
    return Person(*row) if row else None


async def own_row(tx: Tx, speaker: Person) -> Person:
    """The row of the account somebody speaks from; made where it was never met as nobody's."""
    account = await account_of(tx, speaker.id)
    assert account is not None  # noqa: S101 - somebody is speaking from it
    found = await stranger_at(tx, account)
    if found is None:
        await _keep_account(tx, speaker, account)
        found = await stranger_at(tx, account)
    assert found is not None  # noqa: S101 - just made
    return found


async def tie(
    tx: Tx, person: Person, source: Person, how: TieBy, now: int, by: int | None = None
) -> Tied:
    """Tie `person` to the account of `source`. The account they were tied to goes on as nobody's; all open codes end."""
    account, before = await account_of(tx, source.id), await account_of(tx, person.id)
    assert account is not None  # noqa: S101 - somebody is speaking from it
    left = None
    if before is not None and before != account:
        await _keep_account(tx, person, before)
        left = await stranger_at(tx, before)
        await _note(tx, person, Tie.UNLINKED, TieBy.MOVED, before, now, by=by)
    await tx.run("tie_account", person_id=person.id, source_id=source.id)
    await tx.run("open_zalo_roads", person_id=person.id, at=now)
    await tx.run(
        "end_link_codes", person_id=person.id, origin=None, ended_as=CodeEnd.WITHDRAWN, at=now
    )
    moved_from = before if left else None
    event_id = await _note(tx, person, Tie.LINKED, how, account, now, moved_from, by)
    await tx.run("bump_meta", key="directory")
    return Tied(event_id, left)


async def untie(
    tx: Tx, person: Person, how: TieBy, now: int, by: int | None = None
) -> Person | None:
    """End the tie of a person; what waits to go there is taken back. The row of the account, None when there was no tie."""
    account = await account_of(tx, person.id)
    if account is None:
        return None
    await _keep_account(tx, person, account)
    for (message_id,) in await tx.all("waiting_by_account", person_id=person.id):
        await tx.run("recall_message", id=message_id)
        await tx.run("journal_recalled", message_id=message_id, at=now)
        await tx.run("release_notices", message_id=message_id, now=now)
    await tx.run("untie_account", person_id=person.id, zalo_key=account)
    await tx.run("end_conversation", person_id=person.id)
    await _note(tx, person, Tie.UNLINKED, how, account, now, by=by)
    await tx.run("bump_meta", key="directory")
    return await stranger_at(tx, account)


async def _keep_account(tx: Tx, person: Person, account: str) -> None:
    await tx.run("keep_stranger", code=stranger_code(account), person_id=person.id)


async def _note(
    tx: Tx,
    person: Person,
    what: Tie,
    how: TieBy,
    account: str,
    now: int,
    moved_from: str | None = None,
    by: int | None = None,
) -> int:
    found = await tx.insert(
        "add_link_event",
        person_id=person.id,
        what=what,
        how=how,
        zalo_key=account,
        moved_from=moved_from,
        by_person_id=by,
        at=now,
    )
    assert found is not None  # noqa: S101 - nothing to conflict with
    return found
