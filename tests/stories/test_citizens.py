"""A citizen who agreed hears how the dossier moves: once each, by day, by the roads agreed to; nobody else hears anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.phone import Phone
from db.words import NewsOutcome
from tests.stories.props import CODE, process
from tests.stories.stage import Stage, staged
from tests.stories.test_sms_phones import by_sms

PHONE = "84987654321"
DUE = {"due_at": "28/02/2025 17:00"}
FLAGGED = DUE | {"phone": "0987654321", "notify_sms": "true"}


def person(stage: Stage, number: str = PHONE) -> Phone:
    """Somebody outside the directory who has a phone."""
    stage.world.add_person(f"z-{number}", "Người Mẫu", "Công dân", phone_number=number)
    return stage.world.phone(f"z-{number}")


async def tells(stage: Stage, **row: str) -> None:
    """The source tells of the dossier, with all the columns it has."""
    columns = {"notify_zalo": "", "notify_sms": "", "phone": "", "supplement_days": "",
               "supplement_asked_at": "", "finished_at": "", "updated_at": ""}  # fmt: skip
    usual = {"code": CODE, "procedure": "1.000001", "procedure_name": "Đăng ký khai sinh", "unit": "X1",
             "received_at": "10/02/2025 08:00", "due_at": "", "status": "4", "holder": "hoa"}  # fmt: skip
    told = usual | columns | row
    answer = await stage.load("dossiers", tuple(told), [tuple(told.values())])
    assert answer["rejected"] == []
    await stage.settle()


async def outcomes(stage: Stage, code: str = CODE) -> list[tuple[str, str]]:
    """What was noted of a dossier, and what became of it."""
    rows = await stage.service.store.all("citizen_news_of", codes=f'["{code}"]')
    return [(row[2], row[6]) for row in rows]


def at(phone: Phone) -> list[str]:
    return [sms.text for sms in phone.sms]


async def test_a_supplement_is_asked_for_once_and_reminded_of_once(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await by_sms(stage)
        await process(stage)
        phone = person(stage)
        await tells(stage, **FLAGGED)
        await stage.until("10/2/2025 09:00")
        assert ["da nhan ho so" in text for text in at(phone)] == [True]
        await tells(stage, **FLAGGED, status="5", supplement_days="10")
        stage.all_read()
        await stage.until("19/2/2025 17:00")
        [_, asked, reminded] = at(phone)
        assert "Can bo sung giay to, han bo sung 09:00 20/02/2025" in asked
        assert "Sap het han bo sung, han bo sung 09:00 20/02/2025" in reminded
        assert CODE in asked
        assert "UBND xa Mau Mot" in asked
        stage.silent("hoa", "binh")  # nobody is reminded on a clock that stands still
        assert await outcomes(stage) == [
            ("received", "told"), ("supplement_asked", "told"), ("supplement_due", "told"),
        ]  # fmt: skip
        await tells(stage, **FLAGGED)
        await stage.until("19/2/2025 18:00")
        assert "Dang tiep tuc giai quyet" in at(phone)[-1]
        await stage.until("25/2/2025 18:00")
        assert len(at(phone)) == 4


async def test_who_handed_it_in_is_not_reminded(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await by_sms(stage)
        phone = person(stage)
        await tells(stage, **FLAGGED, status="5", supplement_days="10")
        await stage.until("12/2/2025 09:00")
        await tells(stage, **FLAGGED)
        await stage.until("21/2/2025 09:00")
        assert len(at(phone)) == 2
        assert ("supplement_due", "closed") in await outcomes(stage)


@pytest.mark.parametrize(
    "flags", [{}, {"notify_sms": "false"}, {"notify_sms": "?"}, {"notify_sms": "true", "phone": ""}]
)
async def test_without_a_flag_nobody_hears_and_no_number_is_kept(
    tmp_path: Path, flags: dict[str, str]
) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await by_sms(stage)
        phone = person(stage)
        await tells(
            stage, **DUE | {"phone": "0987654321"} | flags, status="5", supplement_days="10"
        )
        await stage.until("21/2/2025 09:00")
        assert at(phone) == []
        assert await outcomes(stage) == []
        assert sealed(stage) == []


def sealed(stage: Stage) -> list[Any]:
    """Whether the numbers of citizens are kept in a form that can be read again."""
    sql = "SELECT phone_sealed IS NOT NULL FROM person WHERE roles = 'citizen'"
    rows: list[Any] = stage.service.store._connections[0].execute(sql).fetchall()
    return rows


async def test_who_withdraws_by_sms_hears_no_more_whatever_the_flags_say(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await by_sms(stage)
        phone = person(stage)
        await tells(stage, **FLAGGED)
        await stage.until("10/2/2025 09:00")
        await withdraws(stage)
        assert sealed(stage) == [(0,)]
        await tells(stage, **FLAGGED, status="5", supplement_days="10")
        await tells(stage, **FLAGGED, code=OTHER)
        await stage.until("21/2/2025 09:00")
        assert len(at(phone)) == 1
        ledger = await stage.service.store.all(
            "list_consents", code=None, unit=None, person=None, given=None, source=None, after_id=0, limit=9
        )  # fmt: skip
        assert [(row[3], row[5]) for row in ledger] == [(1, "feed"), (0, "sms")]
        assert ledger[0][6] == "ThongBaoSMS=true (file)"


OTHER = "H01.05-250210-0002"


async def withdraws(stage: Stage, phone: str = PHONE) -> None:
    """The person writes HUY; the event is handled as it came from the gateway."""
    import msgspec

    from bot.sms.arrivals import Written, on_sms
    from db.records import Event

    key = stage.service.sealer.lookup(phone)
    now = stage.clock.now()
    for n in range(2):  # a repeated word changes nothing
        body = msgspec.json.encode(Written(f"m{n}", key, "withdraw", now))
        event = Event(n, f"k{n}", "sms:esms", "inbound_sms", body, now, "new", 0)
        async with stage.service.store.tx() as tx:
            await on_sms(tx, event, now)
    await stage.settle()


async def test_an_apology_is_told_with_the_new_date(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await by_sms(stage)
        phone = person(stage)
        await tells(stage, **FLAGGED)
        await stage.until("26/2/2025 09:00")
        async with stage.service.store.tx() as tx:
            for _ in range(2):
                await tx.run(
                    "add_citizen_news",
                    key=f"{CODE}:date_moved:1",
                    dossier_id=1,
                    occasion="date_moved",
                    facts='{"new_date":"2025-03-05","reason":"Chờ ý kiến của cơ quan phối hợp"}',
                    at=stage.clock.now(),
                )
        await stage.settle()
        assert len(at(phone)) == 2
        assert "xin hen lai ngay 05/03/2025" in at(phone)[-1]
        assert "Cho y kien cua co quan phoi hop" in at(phone)[-1]


async def test_at_night_nobody_is_woken_and_what_is_old_is_not_told(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 22:30") as stage:
        await by_sms(stage)
        phone = person(stage)
        await tells(stage, **FLAGGED, received_at="10/02/2025 16:00")
        await tells(stage, **FLAGGED, code=OTHER, received_at="03/02/2025 16:00")
        await stage.until("11/2/2025 06:59")
        assert at(phone) == []
        assert await outcomes(stage, OTHER) == [("received", NewsOutcome.TOO_OLD)]
        await stage.until("11/2/2025 07:00")
        assert len(at(phone)) == 1


async def test_a_pause_that_is_reported_as_finished_invites_nobody(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 14:00") as stage:
        await by_sms(stage)
        phone = person(stage)
        await tells(stage, **FLAGGED, status="9", finished_at="10/02/2025 14:00")
        await stage.until("10/2/2025 14:05")
        columns = ("code", "actor", "at", "status", "text")
        row = (CODE, "lan", "10/02/2025 14:00", "9", "Cán bộ trả hồ sơ bổ sung")
        await stage.load("progress", columns, [row])
        await stage.until("10/2/2025 15:00")
        assert ["Can bo sung giay to" in text for text in at(phone)] == [True]
        later = (CODE, "lan", "11/02/2025 09:00", "4", "Tiếp nhận hồ sơ bổ sung")
        await stage.until("11/2/2025 10:00")
        await stage.load("progress", columns, [later])
        done = (CODE, "lan", "12/02/2025 09:00", "9", "Kết thúc xử lý hồ sơ")
        await stage.load("progress", columns, [done])
        await stage.until("12/2/2025 10:00")
        await tells(stage, **FLAGGED, status="9", finished_at="12/02/2025 09:00")
        await stage.until("12/2/2025 11:00")
        assert "nhan ket qua" in at(phone)[-1]
