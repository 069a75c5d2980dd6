"""Who speaks at an account: the people it is tied to, or somebody outside the directory who is met for the first time.

One account may speak for several people: someone with two posts, or the officers of a desk who share a telephone.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bot.engine import Engine
from db.records import Person
from db.snapshot import Snapshot
from db.store import Reader, Tx
from db.words import Role
from handlers.ties import stranger_code


async def speakers_of(reader: Reader, engine: Engine, user_id: str) -> list[Person]:
    """Everybody this account speaks for, those of the directory first; empty for somebody never met."""
    key = engine.sealer.lookup(user_id)
    return [Person(*row) for row in await reader.all("people_by_zalo_key", zalo_key=key)]


async def meet(tx: Tx, engine: Engine, user_id: str) -> list[Person]:
    """Somebody never met becomes a person of no name outside the directory, so that they can be answered.

    Empty as long as there is no office they could be written down at.
    """
    unit_id = _top(engine.snapshot)
    if unit_id is None:
        return []
    key = engine.sealer.lookup(user_id)
    await tx.run(
        "add_stranger",
        code=stranger_code(key),
        unit_id=unit_id,
        zalo_sealed=engine.sealer.seal(user_id),
        zalo_key=key,
    )
    return await speakers_of(tx, engine, user_id)


def _top(snapshot: Snapshot) -> int | None:
    """The office at the top: the first without anybody above it that exists."""
    directory = snapshot.directory
    tops = [u for u in directory.units.values() if not u.parent_code and directory.exists(u)]
    return tops[0].id if tops else None


async def who_answers(
    reader: Reader, people: Sequence[Person], quoted_message: int | None
) -> list[Person]:
    """The same people, the one first who most likely speaks: whom the quoted message went to, else the one written to last.

    Without a quoted message those of the directory come before the account's own row, which is what a citizen is.
    """
    if len(people) < 2:
        return list(people)
    row = None
    if quoted_message is not None:
        row = await reader.one("message_addressee", id=quoted_message)
    if row is None:
        staff = [person for person in people if not person.has_role(Role.CITIZEN)]
        ids = msgspec.json.encode([person.id for person in staff or people]).decode()
        row = await reader.one("last_addressed", people=ids)
    first = row[0] if row else people[0].id
    return sorted(people, key=lambda person: person.id != first)
