"""What the stories of promised dates share: one dossier, its letter, and phones on which reports do not count.

The dossier was received on Monday 10/3/2025 and is promised for Monday 24/3/2025, 16:00. So the letter is due on Friday
21/3 at 17:00; the head is asked on Thursday in the digest and on Friday at 08:00.
"""

from __future__ import annotations

import json
import re
from typing import Any

from bot.sandbox.model import Message
from db.records import Letter, WorkItem
from tests.stories.props import CODE, _by_key, whole
from tests.stories.stage import PEOPLE, Stage

PROMISED = {"received_at": "10/03/2025 08:00", "due_at": "24/03/2025 16:00", "holder": "hoa"}
DONE = PROMISED | {"status": "9"}


def _past_reports(stage: Stage, name: str) -> None:
    """Reports fall due in these weeks too; these stories are not about them."""
    while (unread := stage.unread(name)) and CODE[:10] not in unread[0].text:
        if not re.search(r"\b[A-Z]{1,2}\d{0,2}-\S*2025|Phụ lục", unread[0].text):
            return
        stage._read[name] = stage._read.get(name, 0) + 1


def hears(stage: Stage, name: str, *words: str) -> Message:
    """The next unread message that is not about reports."""
    _past_reports(stage, name)
    return stage.hears(name, *words)


def silent(stage: Stage, *names: str) -> None:
    """Nothing unread but about reports."""
    for name in names or [row[0] for row in PEOPLE]:
        _past_reports(stage, name)
        stage.silent(name)


async def question(stage: Stage, code: str = CODE) -> WorkItem:
    return await _by_key(stage, f"apology:{code}")


async def letter(stage: Stage, code: str = CODE) -> Letter | None:
    found = await whole(stage, code)
    row = await stage.service.store.one("letter_of_dossier", dossier_id=found.dossier_id)
    return Letter(*row) if row else None


async def news(stage: Stage) -> list[tuple[str, dict[str, Any]]]:
    """What was noted for citizens."""
    async with stage.service.store.tx() as tx:
        rows = tx._conn.execute("SELECT occasion, facts FROM citizen_news ORDER BY id").fetchall()
    return [(row[0], json.loads(row[1])) for row in rows]


async def sign(stage: Stage, reason: str = "Chờ cơ quan phối hợp") -> None:
    """The head goes the whole way to the 26th, a Wednesday."""
    await stage.taps("binh", "Ký thư xin lỗi")
    await stage.taps("binh", reason)
    await stage.taps("binh", "26/3/2025 (02 ngày làm việc)")
    await stage.taps("binh", "Đã ký")
