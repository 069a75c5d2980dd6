"""Wishes for a later date: the law's road for dossiers, agreement for reports; once asked, once decided, told to who asked."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from bot.recalculating import _moved
from messages_vi.explaining import why
from schedules.agreements import postponed, with_agreement
from tests.stories.props import many_dossiers, process, step, whole
from tests.stories.stage import Stage, instant, staged

CODE = "H01.05-250210-0001"


async def scene(stage: Stage) -> None:
    await process(stage)
    await many_dossiers(
        stage, 1, holder="Phạm Mẫu Hoa", step_due_at="13/02/2025 16:00", due_at="20/02/2025 16:00"
    )
    stage.all_read()


async def test_a_dossiers_date_goes_to_the_head_with_the_letter(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await scene(stage)
        await stage.types("hoa", "em xin gia hạn 0001 đến 25/2 vì chờ ý kiến cơ quan thuế")
        stage.hears("hoa", "Đã trình Lê Mẫu Bình", CODE, "chỉ được lùi bằng văn bản xin lỗi")
        asked = stage.hears("binh", "Phạm Mẫu Hoa", "chờ ý kiến cơ quan thuế", "25/02/2025")
        assert {b.title for b in asked.buttons} == {"Ký thư xin lỗi", "Giữ đúng hẹn"}
        assert (await whole(stage, CODE)).due_at == instant("20/2/2025 16:00")
        await stage.types("hoa", "gia hạn 0001 đến 25/2 vì chờ thuế")
        stage.hears("hoa", "đang chờ Lê Mẫu Bình")
        stage.silent("binh")
        await stage.taps("binh", "Giữ đúng hẹn")
        stage.all_read("binh")
        stage.hears("hoa", "giữ đúng ngày hẹn trả")


async def test_a_step_inside_the_promised_time(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await scene(stage)
        await stage.types("hoa", "xin gia han 0001")
        stage.hears("hoa", "đến ngày nào", "văn bản xin lỗi")
        await stage.types("hoa", "14/2")
        stage.hears("hoa", "lý do xin lùi", "1. Chờ công dân")
        await stage.types("hoa", "2")
        stage.hears("hoa", "Đã trình Lê Mẫu Bình", "Chờ cơ quan thuế")
        asked = stage.hears("binh", "hạn của bước không thay đổi")
        assert [b.title for b in asked.buttons] == ["Đồng ý lùi nhắc", "Không đồng ý"]
        await stage.taps("binh", "Đồng ý lùi nhắc")
        stage.hears("binh", "đồng ý lùi nhắc")
        stage.hears("hoa", "đồng ý lùi nhắc", CODE)
        item = await step(stage, 1, CODE)
        assert item.promise_until == item.due_at == instant("13/2/2025 16:00")


async def test_a_report_is_agreed_to_by_who_receives_it(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/3/2025 08:00") as stage:
        await stage.settle()
        stage.all_read()
        item = await stage.item("R17-2025-Q1", "X1")
        before = item.due_at
        await stage.types("lan", "xin gia hạn R17-2025-Q1 đến 20/3 vì chờ số liệu của thôn")
        stage.hears("lan", "Đã trình")
        receiver = "tam"
        asked = stage.hears(receiver, "Trần Mẫu Lan", "chờ số liệu của thôn")
        assert [b.title for b in asked.buttons] == ["Đồng ý hạn mới", "Không đồng ý"]
        await stage.taps(receiver, "Đồng ý hạn mới")
        stage.hears(receiver, "hạn mới")
        stage.hears("lan", "đồng ý lùi", "20/3/2025")
        moved = await stage.item("R17-2025-Q1", "X1")
        assert (moved.due_at, moved.version) == (instant("20/3/2025 17:00"), item.version + 1)
        assert postponed(moved.derivation)
        await stage.taps(receiver, "Hoàn tác")
        stage.hears(receiver, "Đã rút lại quyết định")
        stage.hears("lan", "rút lại quyết định")
        assert (await stage.item("R17-2025-Q1", "X1")).due_at == before
        await stage.taps(receiver, "Không đồng ý")
        stage.hears(receiver, "không đồng ý")
        stage.hears("lan", "không đồng ý lùi")


async def test_a_wish_is_withdrawn_and_the_old_button_says_so(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/3/2025 08:00") as stage:
        stage.all_read()
        await stage.types("lan", "gia hạn R17-2025-Q1 đến 20/3: vì thiếu số liệu")
        await stage.taps("lan", "Rút lại đề nghị")
        assert any("Đã rút lại đề nghị" in m.text for m in stage.unread("lan"))
        await stage.taps("tam", "Đồng ý hạn mới")
        assert "người đề nghị đã rút lại" in stage.unread("tam")[-1].text
        assert (await stage.item("R17-2025-Q1", "X1")).version == 1


async def test_two_deciders_at_once_and_a_calendar_later(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/3/2025 08:00") as stage:
        stage.all_read()
        await stage.types("lan", "gia hạn R17-2025-Q1 đến 20/3 vì thiếu số liệu")
        stage.all_read()
        await stage.phone("tam").taps("Đồng ý hạn mới")
        await stage.phone("tam").taps("Không đồng ý")
        await stage.settle()
        told = [m.text for m in stage.unread("tam")]
        assert sum("đồng ý; hạn mới" in text for text in told) == 1
        assert sum("không còn chờ quyết định" in text for text in told) == 1
        assert len(stage.unread("lan")) == 1


async def test_without_a_code_it_is_asked_which(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        await many_dossiers(
            stage,
            6,
            holder="Phạm Mẫu Hoa",
            step_due_at="13/02/2025 16:00",
            due_at="20/02/2025 16:00",
        )
        stage.all_read()
        await stage.types("hoa", "gia hạn")
        asked = stage.hears(
            "hoa", "Đề nghị lùi hạn", "0001", "0002", "0003", "Ngoài ra còn 02 việc"
        )
        assert len(asked.buttons) >= 3
        await stage.taps("hoa", asked.buttons[1].title)
        stage.hears("hoa", "đến ngày nào")


async def test_an_agreed_date_is_moved_by_no_calendar_any_more(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/3/2025 08:00") as stage:
        await stage.settle()
        item = await stage.item("R17-2025-Q1", "X1")
        elsewhere = (item.key, item.due_at + 86_400, item.starts_at, item.derivation)
        assert [move.due_at for move in _moved({item.key: item}, [elsewhere])] == [elsewhere[1]]
        told = with_agreement(json.loads(item.derivation), {"to": "2025-03-20T17:00:00+07:00"})
        agreed = msgspec.structs.replace(item, derivation=json.dumps(told, separators=(",", ":")))
        assert list(_moved({item.key: agreed}, [elsewhere])) == []
        assert json.loads(agreed.derivation)["op"] == "occurrence"


def test_the_reason_of_an_agreed_date_is_explained() -> None:
    told = {
        "from": "2025-03-17T17:00:00+07:00",
        "to": "2025-03-20T17:00:00+07:00",
        "at": "2025-03-10T08:00:00+07:00",
        "asked_by": "Trần Mẫu Lan",
        "agreed_by": "Ngô Mẫu Tâm",
        "reason": "thiếu số liệu",
    }
    derivation = {"op": "told", "source": "file", "due_at": told["from"]}
    said = " ".join(why(with_agreement(derivation, told)))
    assert "theo đề nghị của Trần Mẫu Lan, được Ngô Mẫu Tâm đồng ý" in said
    assert "thiếu số liệu" in said
