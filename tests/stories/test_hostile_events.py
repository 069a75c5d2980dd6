"""What strangers, colleagues and Zalo itself may send to the door: it is answered, counted, and changes no item."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.sandbox.faults import Fault
from bot.sandbox.webhooks import signature
from db.words import Answer
from handlers.context import Context, Say
from handlers.work import HANDLERS
from tests.stories.props import counted, dossiers, keep_in_touch, step
from tests.stories.stage import APP, OA, Stage, staged

R17 = "R17-2025-Q1"
NOW = "17/3/2025 08:00"  # a Monday; Lan and Nam have just been asked for R17


def _text(who: str, text: str, number: int = 1, **more: Any) -> bytes:
    """The bytes of an event: somebody writes a text."""
    event = {
        "app_id": APP,
        "event_name": "user_send_text",
        "timestamp": "1742173200000",
        "sender": {"id": f"z-{who}"},
        "recipient": {"id": OA},
        "message": {"msg_id": f"m{number}", "text": text},
    }
    return json.dumps(event | more, ensure_ascii=False).encode()


async def _post(stage: Stage, body: bytes, header: bytes | None = None) -> int:
    """Post bytes to the door, signed as they should be unless told otherwise; the status of the answer."""
    if header is None:
        try:
            stated = str(json.loads(body)["timestamp"])
        except (ValueError, KeyError, TypeError, RecursionError):
            stated = ""
        header = signature(APP, body, stated, "oa-secret").encode()
    url = f"{stage.service.url}/webhook/zalo"
    async with httpx.AsyncClient() as client:
        answer = await client.post(url, content=body, headers=[(b"X-ZEvent-Signature", header)])
    return answer.status_code


def _look(stage: Stage, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(stage.folder / "story.db") as connection:
        found = connection.execute(sql).fetchall()
    connection.close()
    return found


async def _nothing_came_of_it(stage: Stage) -> None:
    await stage.settle()
    stage.silent()
    for unit in ("X1", "X2"):
        item = await stage.item(R17, unit)
        assert (item.state, await stage.answers(item)) == ("open", [])


DONE = "Đã xong"
FOREIGN_APP = _text("lan", DONE, app_id="9999")
STRANGE = [
    pytest.param(b"", None, 400, "malformed", id="nothing"),
    pytest.param(b"xin chao", None, 400, "malformed", id="not JSON"),
    pytest.param(b"\xff\xfe\x00", None, 400, "malformed", id="not even text"),
    pytest.param(b"[1, 2]", None, 400, "malformed", id="a list"),
    pytest.param(b'"text"', None, 400, "malformed", id="a text"),
    pytest.param(b'{"event_name": "x"}', None, 400, "malformed", id="no envelope"),
    pytest.param(b"[" * 200_000, None, 400, "malformed", id="deeper than anything"),
    pytest.param(_text("lan", "a" * 300_000), None, 413, "too_large", id="300 KB"),
    pytest.param(_text("lan", DONE), b"", 200, "bad_signature", id="unsigned"),
    pytest.param(_text("lan", DONE), b"mac=" + b"0" * 64, 200, "bad_signature", id="forged"),
    pytest.param(_text("lan", DONE), b"mac=\xff\xfe", 200, "bad_signature", id="odd header"),
    pytest.param(
        _text("lan", DONE),
        signature(APP, _text("lan", DONE), "1742173200000", "a guess").encode(),
        200,
        "bad_signature",
        id="signed with another secret",
    ),
    pytest.param(FOREIGN_APP, None, 200, "bad_signature", id="of another app"),
    pytest.param(
        b'{"event_name":"x","app_id":"%s","timestamp":"\\ud800"}' % APP.encode(),
        b"mac=00",
        400,
        "malformed",
        id="half a letter",
    ),
]


@pytest.mark.parametrize(("body", "header", "status", "result"), STRANGE)
async def test_what_is_not_from_zalo_is_answered_and_counted(
    tmp_path: Path, body: bytes, header: bytes | None, status: int, result: str
) -> None:
    async with staged(tmp_path, NOW) as stage:
        await stage.settle()
        stage.all_read()
        before = await counted(stage, result)
        kept = _look(stage, "SELECT count(*) FROM event")
        assert await _post(stage, body, header) == status
        assert await counted(stage, result) == before + 1
        assert _look(stage, "SELECT count(*) FROM event") == kept
        await _nothing_came_of_it(stage)


async def test_the_same_event_twice_is_one_event(tmp_path: Path) -> None:
    async with staged(tmp_path, NOW) as stage:
        await stage.settle()
        stage.all_read()
        stored = await counted(stage, "stored")
        assert [await _post(stage, _text("lan", DONE)) for _ in range(3)] == [200] * 3
        assert await counted(stage, "stored") == stored + 3
        await stage.settle()
        stage.hears("lan", "Đã ghi nhận")
        stage.sandbox.faults.set(Fault.WEBHOOK_TWICE, times=None)
        await stage.taps("nam", DONE)
        stage.hears("nam", "Đã ghi nhận")
        stage.silent()
        for unit in ("X1", "X2"):
            assert await stage.answers(await stage.item(R17, unit)) == ["done"]


async def test_events_that_overtake_each_other_end_well(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 07:45") as stage:
        await stage.settle()
        stage.sandbox.faults.set(Fault.WEBHOOK_SWAPPED, times=None)
        await stage.until(NOW)  # receipts overtake echoes
        await stage.phone("lan").reads()
        await stage.types("lan", "vâng")
        await stage.taps("lan", DONE)
        await stage.settle()
        assert (await stage.item(R17, "X1")).state == "claimed"
        assert sorted(await stage.answers(await stage.item(R17, "X1"))) == ["done", "seen"]


async def test_typed_buttons_prove_nothing(tmp_path: Path) -> None:
    async with staged(tmp_path, NOW) as stage:
        await stage.settle()
        genuine = str(stage.hears("lan", R17).buttons[0].payload)
        stage.all_read()
        body, _, mac = genuine.rpartition(".")
        other_item = body.replace(".i", ".i1", 1)
        forged = (
            f"{body}.{'0' * 20}",
            f"{other_item}.{mac}",
            body,
            f"{genuine}0",
            "#nv.",
            "#nv.done.i1.1.1..",
            f"#nv.delete.i1.1.1..{mac}",
        )
        for text in forged:
            await stage.types("lan", text)
        await stage.types("nam", genuine)  # Lan's own button in Nam's hand
        await _nothing_came_of_it(stage)
        notes = _look(stage, "SELECT note, count(*) FROM event WHERE state = 'ignored' GROUP BY 1")
        assert dict(notes) == {"forged_button": len(forged), "foreign_button": 1}
        await stage.types("lan", genuine)  # in her own hand it is what it says
        stage.hears("lan", "Đã ghi nhận")


async def test_strangers_are_told_that_they_are_not_known_and_change_nothing(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, NOW) as stage:
        await stage.settle()
        stage.all_read()
        stage.world.add_person("z-ai", "Ai Đó Mẫu")
        await stage.types("ai", DONE)
        assert ["chưa được liên kết" in m.text for m in stage.phone("ai").received] == [True]
        await _nothing_came_of_it(stage)
        met = "SELECT code, name, roles, phone_key FROM person WHERE code LIKE 'ZL-%'"
        assert [row[1:] for row in _look(stage, met)] == [("", "citizen", None)]
        await stage.types("ai", DONE)  # known by now, and still nobody of the directory
        assert len(_look(stage, met)) == 1


async def test_a_button_of_an_old_date_tells_the_new_one(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await dossiers(stage, {"holder": "hoa", "step_due_at": "11/02/2025 16:00"})
        old = str(stage.hears("hoa", "vừa được giao").buttons[0].payload)
        await dossiers(stage, {"holder": "hoa", "step_due_at": "12/02/2025 16:00"})
        stage.all_read()
        await stage.types("hoa", old)
        stage.hears("hoa", "điều chỉnh", "12/02/2025")
        assert ((await step(stage, 1)).state, (await step(stage, 1)).version) == ("open", 2)


async def test_an_undo_played_again_undoes_nothing(tmp_path: Path) -> None:
    async with staged(tmp_path, NOW) as stage:
        await stage.settle()
        stage.all_read()
        await stage.taps("lan", DONE)
        undo = str(stage.hears("lan", "Đã ghi nhận").buttons[0].payload)
        await stage.types("lan", undo)
        stage.hears("lan", "Đã hoàn tác", "08 giờ 00 phút")
        await stage.until("17/3/2025 08:05")
        await stage.types("lan", undo)  # nothing stands; the same words, of the same minute
        stage.hears("lan", "Đã hoàn tác", "08 giờ 00 phút", "tiếp tục theo dõi")
        assert (await stage.item(R17, "X1")).state == "open"
        await stage.taps("lan", DONE)
        stage.all_read()
        await stage.types("lan", undo)  # it undid another answer; this one stands
        stage.hears("lan", "đã ghi nhận trước đó", "08 giờ 05 phút")
        assert (await stage.item(R17, "X1")).state == "claimed"
        await stage.types("nam", undo)
        stage.silent("nam")


async def test_an_event_that_breaks_its_handler_is_set_aside_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0

    async def breaks(*_: object) -> list[Say]:
        nonlocal tries
        tries += 1
        raise ZeroDivisionError

    async with staged(tmp_path, NOW) as stage:
        await stage.settle()
        stage.all_read()
        monkeypatch.setitem(HANDLERS, Answer.DONE, breaks)
        await stage.phone("lan").taps(DONE)
        await stage.phone("nam").taps("Đã nhận, đang làm")
        for _ in range(4):  # ticks
            await stage.settle()
        stage.hears("nam", "đang xử lý")
        assert tries == 3
        await _only_nam_answered(stage)
        assert _look(stage, "SELECT attempts, note FROM event WHERE state = 'poison'") == [
            (3, "failed")
        ]
        monkeypatch.undo()
        await stage.taps("lan", DONE)  # she tries again, and it works
        stage.hears("lan", "Đã ghi nhận")


async def _only_nam_answered(stage: Stage) -> None:
    stage.silent()
    assert await stage.answers(await stage.item(R17, "X1")) == []
    assert await stage.answers(await stage.item(R17, "X2")) == ["working"]


async def test_a_handler_that_breaks_half_way_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = HANDLERS[Answer.DONE]

    async def half(ctx: Context, item: Any, argument: str) -> list[Say]:
        await real(ctx, item, argument)
        raise ZeroDivisionError

    async with staged(tmp_path, NOW) as stage:
        await stage.settle()
        stage.all_read()
        monkeypatch.setitem(HANDLERS, Answer.DONE, half)
        await stage.taps("lan", DONE)
        await keep_in_touch(stage)
        await _nothing_came_of_it(stage)
