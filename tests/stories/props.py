"""What several stories need beside the stage: dossiers of one procedure, what a phone heard of a code, the door over HTTP."""

from __future__ import annotations

from typing import Any

import httpx

from bot.sandbox.model import Message
from db.items import items_by_code
from db.records import WorkItem
from schedules.civil import to_civil
from tests.stories.stage import PEOPLE, Stage, instant

# Three steps of a commune: the office takes the dossier in, the civil-status officer works on it, the chairman signs.
# The chairman's name in the last row is the head himself.
PROCESS = (
    ("1", "Tiếp nhận", "Công chức văn phòng", "4"),
    ("2", "Thẩm định", "Công chức tư pháp - hộ tịch", "24"),
    ("3", "Ký duyệt", "Chủ tịch UBND xã", "4"),
)
PROCEDURE = "1.000001"
CODE = "H01.05-250210-0001"
_DOSSIER = {
    "code": CODE,
    "procedure": PROCEDURE,
    "procedure_name": "Đăng ký khai sinh",
    "unit": "X1",
    "received_at": "10/02/2025 08:00",
    "due_at": "",
    "status": "4",
    "holder": "",
    "step_due_at": "",
}


async def process(stage: Stage) -> None:
    """The internal process of the one procedure there is."""
    columns = ("code", "name", "seq", "step", "role", "hours")
    rows = [(PROCEDURE, "Đăng ký khai sinh", *step) for step in PROCESS]
    await stage.load("procedures", columns, rows)


async def dossiers(stage: Stage, *rows: dict[str, str]) -> dict[str, Any]:
    """The source tells of dossiers; each row says what differs from the usual one. Everybody reacts."""
    told = [tuple((_DOSSIER | row).values()) for row in rows]
    answer = await stage.load("dossiers", tuple(_DOSSIER), told)
    await stage.settle()
    return answer


async def many_dossiers(stage: Stage, count: int, **same: str) -> list[str]:
    """`count` dossiers alike; returns their codes."""
    codes = [f"H01.05-250210-{n:04}" for n in range(1, count + 1)]
    await dossiers(stage, *({"code": code} | same for code in codes))
    return codes


async def progress(stage: Stage, *rows: tuple[str, str, str]) -> dict[str, Any]:
    """The source tells of finished steps: code, by whom, when. Everybody reacts."""
    answer = await stage.load("progress", ("code", "actor", "at"), rows)
    await stage.settle()
    return answer


async def step(stage: Stage, number: int, code: str = CODE) -> WorkItem:
    """One step of a dossier."""
    return await _by_key(stage, f"step:{code}:{number}")


async def whole(stage: Stage, code: str = CODE) -> WorkItem:
    """The dossier as a whole."""
    return await _by_key(stage, f"dossier:{code}")


async def _by_key(stage: Stage, key: str) -> WorkItem:
    found = [i for i in await items_by_code(stage.service.store, key.split(":")[1]) if i.key == key]
    assert found, f"there is no item {key}"
    return found[0]


async def fates(stage: Stage, item: WorkItem) -> dict[tuple[str, str], tuple[str, str]]:
    """What became of each notice of an item: (rung, person) → (fate, reason). Without recipients: person ''."""
    rows = await stage.service.store.all("notices_of_item", item_id=item.id)
    return {(row[0], row[2] or ""): (row[4], row[5]) for row in rows}


def clock(message: Message) -> str:
    """When a message was sent, such as `10/2 08:00`."""
    at = to_civil(message.at_ms // 1000)
    return f"{at.day}/{at.month} {at:%H:%M}"


def heard(stage: Stage, name: str, word: str) -> list[str]:
    """The instants of everything a phone received that contains `word`."""
    return [clock(m) for m in stage.phone(name).received if word in m.text]


async def keep_in_touch(stage: Stage) -> None:
    """Everybody opens the account's page again: the seven-day window stays open, and nobody answers anything."""
    for name, *_ in PEOPLE:
        await stage.phone(name).follows()
    await stage.settle()


async def each_minutes(stage: Stage, end: str, minutes: int) -> None:
    """Let time run until `end` with a look at everything each so many minutes, as the ticks do."""
    await stage.settle()
    for at in range(stage.clock.now() + minutes * 60, instant(end) + 1, minutes * 60):
        stage.clock.jump_to(at)
        await stage.settle()


async def get(stage: Stage, path: str) -> httpx.Response:
    """Ask the service over HTTP."""
    async with httpx.AsyncClient() as client:
        return await client.get(stage.service.url + path)


async def counted(stage: Stage, result: str) -> float:
    """How many events the door has counted under `result` since the process began."""
    name = f'nhacviec_webhook_events_total{{result="{result}"}}'
    lines = (await get(stage, "/metrics")).text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))
