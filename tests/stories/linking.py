"""What the stories of linking need beside the stage: people without an account, phones nobody knows, codes as an operator gets them."""

from __future__ import annotations

import sqlite3
from typing import Any

from bot.inviting import chosen, invite
from bot.sandbox.model import Message
from db.link_codes import shown
from db.store import Row
from tests.stories.stage import PEOPLE_COLUMNS, Stage

# Nobody of these has a Zalo account in the directory.
NEW_PEOPLE = (
    ("moi", "Đặng Mẫu Mới", "Công chức địa chính", "X1", "officer", "", "0912345701"),
    ("thu", "Cao Mẫu Thu", "Công chức tài chính", "X1", "officer", "", "0912345702"),
    ("moi2", "Đặng Mẫu Mới", "Công chức địa chính (biệt phái)", "X2", "officer", "", "0912345703"),
)


async def newcomers(stage: Stage) -> None:
    """People without an account; a phone for some of them that the account has never heard of."""
    await stage.load("people", (*PEOPLE_COLUMNS, "phone"), NEW_PEOPLE)
    for code, name, *_, phone in NEW_PEOPLE:
        stage.world.add_person(f"z-{code}", name, "máy lạ", phone_number=f"84{phone[1:]}", follows=False)  # fmt: skip
    await stage.settle()


async def codes(stage: Stage, *people: str, days: int = 7, **more: Any) -> dict[str, str]:
    """New codes as `people invite` makes them, by person."""
    await stage.settle()
    engine = stage.service.engine
    meant = chosen(engine.snapshot, None, people)
    sending = more.get("sending", False)
    made = await invite(
        stage.service.store, engine.sealer, engine.snapshot, meant, stage.clock.now(), days, sending=sending
    )  # fmt: skip
    await stage.settle()
    return {one.person.code: shown(one.issued.code) for one in made if one.issued}


async def linked(stage: Stage, person: str) -> str | None:
    """The phone a person of the directory is tied to."""
    rows = await rows_of(stage, "SELECT zalo_sealed FROM person WHERE code = ?", person)
    sealed = rows[0][0]
    return None if sealed is None else stage.service.engine.sealer.open(sealed)[2:]


async def rows_of(stage: Stage, sql: str, *values: str) -> list[Row]:
    """Rows that no statement of the house gives."""
    with sqlite3.connect(stage.settings.sqlite_path) as conn:
        return list(conn.execute(sql, values))


async def events(stage: Stage, person: str) -> list[tuple[str, str]]:
    """What became of somebody's ties, in order."""
    return [
        (row[0], row[1])
        for row in await rows_of(
            stage,
            "SELECT e.what, e.how FROM link_event e JOIN person p ON p.id = e.person_id "
            "WHERE p.code = ? ORDER BY e.id",
            person,
        )
    ]


def stored_bytes(stage: Stage) -> bytes:
    """Everything the database has on disk."""
    return b"".join(path.read_bytes() for path in stage.folder.glob("story.db*"))


def titles(message: Message) -> list[str]:
    """The buttons of a message."""
    return [button.title for button in message.buttons]
