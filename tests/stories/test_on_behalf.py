"""Those who stand in decide wishes, confirm reports and promise; others read their own language; a late tap is answered."""

from __future__ import annotations

from pathlib import Path

from db.halts import halts_in_force
from db.words import Verb
from handlers.payload import On, Payload
from tests.stories.props import many_dossiers, process, step
from tests.stories.stage import PEOPLE_COLUMNS, Stage, instant, staged

CODE = "H01.05-250210-0001"
R17 = "R17-2025-Q1"


async def scene(stage: Stage) -> None:
    await process(stage)
    await many_dossiers(
        stage, 1, holder="Phạm Mẫu Hoa", step_due_at="13/02/2025 16:00", due_at="20/02/2025 16:00"
    )
    stage.all_read()


async def delegate(stage: Stage, who: str, name: str, days: str) -> None:
    await stage.types(who, f"ủy quyền cho {name} {days}")
    await stage.taps(who, "Đồng ý ủy quyền")
    stage.all_read()


async def test_a_delegate_decides_a_wish(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:  # a Monday
        await scene(stage)
        await delegate(stage, "binh", "Lan", "từ 10/2 đến 14/2")
        await stage.types("hoa", "xin gia hạn 0001 đến 14/2 vì chờ ý kiến cơ quan thuế")
        stage.hears("hoa", "Đã trình Trần Mẫu Lan")
        stage.silent("binh")
        stage.hears("lan", "Lê Mẫu Bình", "chờ ý kiến cơ quan thuế")
        await stage.taps("lan", "Đồng ý lùi nhắc")
        stage.hears("lan", "đồng ý lùi nhắc")
        stage.hears("hoa", "đồng ý lùi nhắc", CODE)
        assert (await step(stage, 1, CODE)).promise_until == instant("13/2/2025 16:00")


async def test_a_delegate_asks_and_promises_for_the_holder(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        nam = ("nam", "Võ Mẫu Nam", "Công chức văn phòng", "X1", "officer", "z-nam")
        await stage.load("people", PEOPLE_COLUMNS, [nam])
        await scene(stage)
        await delegate(stage, "hoa", "Nam", "từ 10/2 đến 14/2")
        await stage.types("nam", f"{CODE} hẹn thứ 4")
        stage.hears("nam", "Đã ghi nhận lời hẹn", CODE)
        stage.all_read()
        await stage.types("nam", f"gia hạn {CODE} đến 14/2 vì chờ thuế xác minh")
        assert any("Đã trình Lê Mẫu Bình" in m.text for m in stage.unread("nam"))


async def test_a_coordinators_delegate_takes_reports(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 07:25") as stage:  # a Monday
        son = ("son", "Bùi Mẫu Sơn", "Chuyên viên", "H", "officer", "z-son")
        await stage.load("people", PEOPLE_COLUMNS, [son])
        await stage.until("17/3/2025 08:20")
        await stage.taps("lan", "Đã xong")
        await stage.taps("nam", "Đã xong")
        take = await _take_all(stage, "son")
        stage.all_read()
        await stage.types("son", take)  # an officer like others: not theirs
        stage.silent("lan", "nam")
        assert (await stage.item(R17, "X1")).state == "claimed"
        await delegate(stage, "tam", "Sơn", "từ 17/3 đến 21/3")
        await stage.types("son", take)
        stage.hears("son", "báo cáo của 02 đơn vị", "02 đã xác nhận")
        assert (await stage.item(R17, "X1")).state == "done"


async def _take_all(stage: Stage, who: str) -> str:
    """The button that confirms everything, as a delegate is sent it."""
    people = stage.service.engine.snapshot.directory.people.values()
    person = next(p for p in people if p.code == who)
    item = await stage.item(R17, "X1")
    argument = str(stage.clock.now())
    return stage.service.signer.write(
        Payload(Verb.TAKE_ALL, item.id, 0, person.id, argument, on=On.ROOM)
    )


async def test_a_tap_on_what_is_done_is_answered(tmp_path: Path) -> None:
    """A wish and a promise about a report that was confirmed meanwhile."""
    async with staged(tmp_path, "17/3/2025 07:25") as stage:
        await stage.until("17/3/2025 08:20")
        stage.all_read()
        await stage.types("lan", "gia hạn R17-2025-Q1")
        stage.hears("lan", "đến ngày nào")
        await stage.types("lan", "đã gửi báo cáo 17")
        await stage.types("tam", "đã nhận báo cáo xã Mẫu Một")
        stage.all_read()
        phone = stage.phone("lan")
        title = next(
            b.title for m in reversed(phone.received) if "đến ngày nào" in m.text for b in m.buttons
        )
        await stage.taps("lan", title)
        stage.hears("lan", "Xác nhận")
        stage.silent()


async def test_each_reads_their_own_language(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        hoa = ("hoa", "Phạm Mẫu Hoa", "Công chức tư pháp - hộ tịch", "X1", "officer", "English")
        await stage.load("people", (*PEOPLE_COLUMNS[:5], "Ngôn ngữ"), [hoa])
        await process(stage)
        await many_dossiers(stage, 1, holder="Trần Mẫu Lan", step_due_at="13/02/2025 16:00")
        stage.all_read()
        await stage.types("binh", "giao hồ sơ 0001 cho chị Hoa")
        given = stage.unread("hoa")[0]
        assert given.buttons[0].title == "Done", given
        stage.all_read()
        await stage.types("binh", "ủy quyền cho Hoa từ 10/2 đến 14/2")
        await stage.taps("binh", "Đồng ý ủy quyền")
        told = stage.unread("hoa")[0]
        assert not any("không" in b.title.lower() for b in told.buttons), told.buttons
        assert "ngày" not in told.text, told.text


async def test_a_button_of_a_role_that_was_lost_is_answered(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        roles = ("quy", "Lý Mẫu Quý", "Phó Chủ tịch UBND tỉnh", "T", "leader;admin", "z-quy")
        await stage.load("people", PEOPLE_COLUMNS, [roles])
        await stage.types("quy", "dừng gửi: dữ liệu nguồn sai")
        stage.hears("quy", "xác nhận dừng gửi")
        await stage.load("people", PEOPLE_COLUMNS, [(*roles[:4], "leader", "z-quy")])
        await stage.taps("quy", "Xác nhận dừng gửi")
        stage.hears("quy", "không còn thuộc phạm vi phụ trách")
        assert await halts_in_force(stage.service.store) == []


async def test_a_decision_is_taken_back_only_by_who_may_still_decide(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await scene(stage)
        await stage.types("hoa", "xin gia hạn 0001 đến 14/2 vì chờ ý kiến cơ quan thuế")
        await stage.taps("binh", "Đồng ý lùi nhắc")
        binh = ("binh", "Lê Mẫu Bình", "Chuyên viên", "X2", "officer", "z-binh")
        await stage.load("people", PEOPLE_COLUMNS, [binh])
        stage.all_read()
        await stage.taps("binh", "Hoàn tác")
        assert (await step(stage, 1, CODE)).promise_until == instant("13/2/2025 16:00")
        stage.silent("hoa")
