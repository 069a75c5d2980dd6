"""Made-up records with sensible defaults, and rows of them put into a store; a test names only what matters to it."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from db.records import Notice, Person, Unit, WorkItem
from db.sealing import Sealer
from db.store import Store, Tx
from db.words import Fate
from schedules.civil import at

SECRET = "khoa-thu-nghiem-khong-dung-that"


def moment(day: str, clock: str = "00:00") -> int:
    """The instant of `dd/MM/yyyy` and an hour in Vietnam.

    >>> moment("17/03/2025", "07:30")
    1742171400
    """
    number, month, year = (int(part) for part in day.split("/"))
    return at(date(year, month, number), clock)


NOW = moment("17/03/2025", "09:00")  # a Monday


def a_unit(number: int = 1, **more: Any) -> Unit:
    """A commune."""
    made = Unit(
        number, f"X{number:02}", f"UBND xã Mẫu {number}", "xa", None, None, None, None, None
    )
    return msgspec.structs.replace(made, **more)


def a_person(number: int = 1, **more: Any) -> Person:
    """An officer of commune 1 with a Zalo account."""
    made = Person(
        id=number,
        code=f"CB{number:03}",
        name=f"Nguyễn Thị Mẫu {number}",
        title="Công chức",
        unit_id=1,
        roles="officer",
        reports_to=None,
        zalo_sealed=b"sealed",
        phone_sealed=None,
        last_interaction_at=None,
        active=1,
    )
    return msgspec.structs.replace(made, **more)


def an_item(number: int = 1, **more: Any) -> WorkItem:
    """An open dossier step of person 1, due on Wednesday 19/3/2025 at 09:00."""
    made = WorkItem(
        id=number,
        key=f"step:{number}",
        kind="step",
        code=f"000.00.12.H01-250317-{number:04}",
        title="Đăng ký khai sinh",
        unit_id=1,
        to_unit_id=None,
        assignee_id=1,
        dossier_id=None,
        starts_at=NOW,
        due_at=moment("19/03/2025", "09:00"),
        due_precision="time",
        version=1,
        state="open",
        policy_id=1,
        planned_until=NOW - 1,
        answered_at=None,
        promise_until=None,
        claimed_at=None,
        next_at=None,
        derivation="{}",
        detail="",
    )
    return msgspec.structs.replace(made, **more)


def a_notice(number: int = 1, **more: Any) -> Notice:
    """A notice about item 1 to person 1 that may be sent now."""
    made = Notice(
        id=number,
        item_id=1,
        version=1,
        person_id=1,
        audience="assignee",
        rung="due_soon",
        fate=Fate.WAITING,
        reason="due",
        rung_at=NOW,
        send_at=NOW,
        in_digest=0,
        message_id=None,
    )
    return msgspec.structs.replace(made, **more)


async def put_people(store: Store, sealer: Sealer, zalo_ids: list[str | None]) -> None:
    """Commune 1 with one officer for each Zalo id (None: not linked); their ids are 1, 2, 3 …"""
    unit = msgspec.structs.asdict(a_unit())
    async with store.tx() as tx:
        await tx.run("upsert_unit", **unit, name_key="x")
        for number, zalo_id in enumerate(zalo_ids, start=1):
            person = msgspec.structs.asdict(a_person(number)) | {
                "name_key": "x",
                "zalo_sealed": sealer.seal(zalo_id) if zalo_id else None,
                "zalo_key": sealer.lookup(zalo_id) if zalo_id else None,
                "phone_key": None,
            }
            await tx.run("upsert_person", **person)


async def put_message(tx: Tx, person_id: int, text: str, **more: Any) -> int:
    """A message that is due now; answers its id."""
    row = {
        "person_id": person_id,
        "channel": "zalo",
        "template": "officer/due_soon",
        "text": text,
        "buttons": "[]",
        "state": "waiting",
        "reason": "",
        "deadline_at": NOW,
        "not_before": 0,
        "created_at": NOW,
        "item_id": None,
    }
    found = await tx.insert("insert_message", **(row | more))
    assert found is not None
    return found


async def put_notice(tx: Tx, number: int, person_id: int, message_id: int | None = None) -> int:
    """Item `number` with one notice to a person, journaled, and put into a message if one is given."""
    if await tx.value("last_item_id") == 0 and not await tx.all("policies"):
        await tx.insert("insert_policy", name="thu-nghiem", version=1, body="{}", at=NOW)
    item = msgspec.structs.asdict(an_item(number, assignee_id=person_id))
    await tx.many("insert_item_quietly", [item])
    before = await tx.value("last_notice_id")
    notice = msgspec.structs.asdict(a_notice(item_id=number, person_id=person_id))
    await tx.many("insert_notice", [notice | {"planned_at": NOW}])
    await tx.run("journal_new_notices", after=before, at=NOW)
    notice_id = int(await tx.value("last_notice_id"))
    if message_id is not None:
        placed = msgspec.json.encode([(notice_id, message_id, None)]).decode()
        await tx.run("put_notices_in_messages", placed=placed)
    return notice_id
