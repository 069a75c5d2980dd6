"""Somebody who is officer, head and coordinator at once: which room takes each sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.engine import Engine
from bot.hearing import write_says
from db.store import Tx
from handlers.context import Context, context_of
from handlers.router import hear
from handlers.routing import Came, Heard
from tests.stories.props import dossiers, process
from tests.stories.stage import PEOPLE_COLUMNS, Stage, staged

DOSSIER = {
    "unit": "H",
    "received_at": "10/03/2025 08:00",
    "step_due_at": "18/03/2025 16:00",
    "due_at": "21/03/2025 16:00",
}
CODES = ("H01.05-250310-0003", "H01.05-250310-0004")

# What is typed | the handler that takes it.
ROOMS = """
tình hình | heads.ordered
Tình hình đơn vị? | heads.ordered
tình hình báo cáo | desk.how_it_stands
báo cáo tình hình | heads.ordered
báo cáo | desk.how_it_stands
báo cáo 17 | desk.one_report
bc 17 nộp đủ chưa | desk.one_report
ai chưa nộp | desk.how_it_stands
NOP DU CHUA | desk.how_it_stands
đơn vị trực thuộc | desk.below
các xã | heads.ordered
tình hình xã Mẫu Một | heads.ordered
ho so qua han | heads.ordered
viec hom nay | work.asked
tuần này | work.asked
trợ giúp | work.asked
xong | work.answered
xong 0003 | work.answered
xong 1, 3 | work.answered
2 | work.answered
đã xong 0003, 0004 chờ thuế | work.answered
chưa xong | staff.not_understood
Kết quả số hóa quý I | staff.not_understood
ket qua so hoa | staff.not_understood
kẹt 0003 | work.answered
0003 xong chưa? | staff.not_understood
ok | work.answered
dạ | work.answered
vướng: chờ thuế | work.answered
chờ ký 0003 | work.answered
chuyển 0003 cho Hoa | holders.given_or_promised
chuyển cho Hoa | work.answered
giao 0003 cho chị Hoa | holders.given_or_promised
chuyển hết việc của Tâm cho Hoa | heads.ordered
ủy quyền cho Hoa từ mai đến thứ 6 | delegating.begun
uy quyen cho chi hoa tu 18/3 den 21/3 | delegating.begun
hết ủy quyền | revoking.end
tôi nghỉ phép từ 18/3 đến 20/3 | absences.told
nghi phep | absences.told
đã đi làm lại | absences.back
ai nghỉ | holes.at_once
ai chưa liên kết | holes.at_once
gia hạn | wishes.wished
xin gia hạn 0003 đến 25/3 vì chờ thuế | wishes.wished
0003 hẹn thứ 5 | holders.given_or_promised
hẹn thứ 5 | holders.given_or_promised
đôn đốc | work.answered
đôn đốc hết | heads.ordered
đôn đốc Hoa | heads.ordered
nhắc các đơn vị còn lại | desk.urge_typed
đôn đốc báo cáo | desk.urge_typed
xác nhận tất cả báo cáo đã gửi | desk.take_typed
đã nhận báo cáo xã Mẫu Một, xã Mẫu Hai chưa gửi | marks.of_units
xã Mẫu Hai chưa nộp | marks.of_units
đã gửi báo cáo 17 | work.answered
giao báo cáo: kết quả số hóa, hạn 16h 21/3 cho các xã | reports.ask
hủy báo cáo | moves.cancel_typed
hủy báo cáo DX12 | moves.cancel_typed
dời hạn DX12 đến 16h 26/3 | moves.move_typed
lỗi dữ liệu | faults.faults_asked
hoàn tác | work.answered
hủy | citizen_for_staff.as_a_citizen
dừng gửi | staff.not_understood
giữ đúng hẹn | work.answered
xin lỗi 0003 | work.answered
đã ký | work.answered
cảm ơn | work.answered
english | root.language
hủy liên kết | unlinking.asked
"""
# Whatever is being asked, these are taken by their own room.
ALWAYS = """
tình hình | heads.ordered
tình hình báo cáo | desk.how_it_stands
ai chưa nộp | desk.how_it_stands
0003 hẹn thứ 5 | holders.given_or_promised
hẹn thứ 5 | holders.given_or_promised
gia hạn 0003 đến 25/3 vì chờ thuế | wishes.wished
ủy quyền cho Hoa từ mai đến thứ 6 | delegating.begun
tôi nghỉ phép ngày 18/3 | absences.told
đôn đốc Hoa | heads.ordered
chuyển 0003 cho Hoa | holders.given_or_promised
lỗ hổng | holes.at_once
việc hôm nay | work.asked
xong 0003 | work.answered
ok | work.answered
giao báo cáo: số hóa, hạn 16h 21/3 cho các xã | reports.ask
hủy báo cáo DX12 | moves.cancel_typed
đã nhận báo cáo xã Mẫu Một | marks.of_units
hết ủy quyền | revoking.end
"""
# What is being asked, an answer to it | the handler that takes the answer.
ANSWERS = (
    ("giao báo cáo", "Kết quả số hóa quý I", "reports.told_more"),
    ("giao báo cáo: Số hóa", "16h 21/3", "reports.told_more"),
    ("giao báo cáo: Số hóa, hạn 16h 21/3", "các xã", "reports.told_more"),
    ("giao báo cáo: Số hóa", "thôi", "reports.told_more"),
    ("ủy quyền", "chị Hoa", "delegating.gone_on"),
    ("ủy quyền cho Hoa", "24/3 đến 28/3", "delegating.gone_on"),
    ("ủy quyền cho Hoa", "tuần này", "delegating.gone_on"),
    ("ủy quyền cho Hoa", "hủy", "delegating.gone_on"),
    ("nghỉ phép", "thứ 6", "absences.when"),
    ("nghỉ phép", "thôi", "absences.when"),
    ("cảnh báo", "1", "faults.fault_typed"),
)


def rows(table: str) -> list[tuple[str, str]]:
    """The lines of a table."""
    lines = table.strip().splitlines()
    return [(text.strip(), room.strip()) for text, room in (line.split("|") for line in lines)]


class Undone(Exception):
    """The transaction is not kept."""


async def route_of(stage: Stage, who: str, *texts: str) -> list[str]:
    """Which handlers take these, one after another; nothing of it is kept."""
    engine: Engine = stage.service.engine
    await engine.refresh(stage.clock.now())
    person = next(p for p in engine.snapshot.directory.people.values() if p.code == who)
    found: list[str] = []

    async def say(tx: Tx, text: str) -> Context:
        now = stage.clock.now()
        ctx = context_of(tx, engine.snapshot, stage.service.signer, [person], now)
        says = await hear(ctx, Heard(Came.TEXT, text))
        await write_says(tx, engine.snapshot, [person], says, now)
        return ctx

    try:
        async with engine.store.tx() as tx:
            found += [".".join((await say(tx, text)).route) or "nobody" for text in texts]
            raise Undone
    except Undone:
        return found


async def scene(stage: Stage, roles: str) -> None:
    """Tâm of the district, with a colleague, two dossiers, and two communes that owe a report."""
    people = [
        ("tam", "Ngô Mẫu Tâm", "Phó Chánh Văn phòng", "H", roles, "z-tam"),
        ("hoa2", "Đinh Mẫu Hoa", "Chuyên viên", "H", "officer", ""),
    ]
    await stage.load("people", PEOPLE_COLUMNS, people)
    await process(stage)
    await dossiers(stage, *({"code": code, "holder": "Ngô Mẫu Tâm"} | DOSSIER for code in CODES))
    await stage.until("17/3/2025 08:40")


async def test_which_room_takes_each_sentence(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 07:25") as stage:  # a Monday
        await scene(stage, "officer;head;coordinator")
        found = {text: await route_of(stage, "tam", text) for text, _ in rows(ROOMS)}
        assert found == {text: [room] for text, room in rows(ROOMS)}


@pytest.mark.parametrize(
    "asking",
    [
        "giao báo cáo",
        "giao báo cáo: Số hóa",
        "giao báo cáo: Số hóa, hạn 16h 21/3",
        "giao báo cáo: Số hóa, hạn 16h 21/3 cho các xã",
        "gia hạn 0003",
        "ủy quyền",
        "ủy quyền cho Hoa",
        "nghỉ phép",
        "cảnh báo",
    ],
)
async def test_an_open_question_swallows_nothing_else(tmp_path: Path, asking: str) -> None:
    async with staged(tmp_path, "17/3/2025 07:25") as stage:
        await scene(stage, "officer;head;coordinator")
        found = {text: (await route_of(stage, "tam", asking, text))[1] for text, _ in rows(ALWAYS)}
        assert found == dict(rows(ALWAYS))


async def test_an_open_question_is_answered(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 07:25") as stage:
        await scene(stage, "officer;head;coordinator")
        for asking, text, room in ANSWERS:
            assert (await route_of(stage, "tam", asking, text))[1] == room, (asking, text)


@pytest.mark.parametrize(
    ("text", "room"),
    [
        ("lỗi dữ liệu", "admin.reason_told"),
        ("nguồn gửi sai ngày hẹn", "admin.reason_told"),
        ("thôi", "admin.reason_told"),
        ("tình hình", "heads.ordered"),
        ("ai chưa nộp", "desk.how_it_stands"),
        ("ủy quyền cho Hoa từ mai đến thứ 6", "delegating.begun"),
        ("gia hạn 0003 đến 25/3 vì chờ thuế", "wishes.wished"),
        ("0003 xong chưa?", "staff.not_understood"),
    ],
)
async def test_an_administrator_is_asked_why(tmp_path: Path, text: str, room: str) -> None:
    async with staged(tmp_path, "17/3/2025 07:25") as stage:
        await scene(stage, "officer;head;coordinator;admin")
        assert (await route_of(stage, "tam", "dừng gửi", text))[1] == room
