"""Somebody who is officer, head and coordinator at once: which room takes each sentence; nothing is kept of any of them."""

from __future__ import annotations

from pathlib import Path

from bot.engine import Engine
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

SENTENCES = """
tình hình
tình hình đơn vị
tình hình báo cáo
báo cáo tình hình
báo cáo
báo cáo 17
bc 17 nộp đủ chưa
ai chưa nộp
nộp đủ chưa
đơn vị trực thuộc
các xã
tình hình xã Mẫu Một
ho so qua han
viec hom nay
tuần này
trợ giúp
xong
xong 0003
xong 1, 3
2
xong hết
đã xong 0003, 0004 chờ thuế
chưa xong
0003 xong chưa?
ok
dạ
đang làm
vướng: chờ thuế
chờ ký 0003
chuyển 0003 cho Hoa
chuyển cho Hoa
giao 0003 cho chị Hoa
chuyển hết việc của Tâm cho Hoa
ủy quyền cho Hoa từ mai đến thứ 6
uy quyen cho chi hoa tu 18/3 den 21/3
ủy quyền
hết ủy quyền
tôi nghỉ phép từ 18/3 đến 20/3
nghi phep
đã đi làm lại
ai nghỉ
lỗ hổng
ai chưa liên kết
gia hạn
xin gia hạn 0003 đến 25/3 vì chờ thuế
gia han 0003
0003 hẹn thứ 5
hẹn thứ 5
đôn đốc
đôn đốc hết
đôn đốc Hoa
nhắc các đơn vị còn lại
đôn đốc báo cáo
xác nhận tất cả báo cáo đã gửi
đã nhận báo cáo xã Mẫu Một
đã nhận báo cáo xã Mẫu Một, xã Mẫu Hai chưa gửi
xã Mẫu Hai chưa nộp
đã gửi báo cáo 17
da gui bao cao
giao báo cáo: kết quả số hóa, hạn 16h 21/3 cho các xã
yêu cầu báo cáo
hủy báo cáo
hủy báo cáo DX12
dời hạn DX12 đến 16h 26/3
lỗi dữ liệu
cảnh báo
tên chưa rõ
hoàn tác
hủy
dừng
dừng gửi
tiếp tục gửi
sức khỏe
giữ đúng hẹn
xin lỗi 0003
đã ký
cảm ơn
english
tra cứu 0003
liên kết
hủy liên kết
""".strip().splitlines()


class Undone(Exception):
    """The transaction is not kept."""


async def route_of(stage: Stage, who: str, *texts: str) -> list[str]:
    """Which handlers take these, one after another, and that nothing of it is kept."""
    engine: Engine = stage.service.engine
    await engine.refresh(stage.clock.now())
    person = next(p for p in engine.snapshot.directory.people.values() if p.code == who)
    found: list[str] = []

    async def say(tx: Tx, text: str) -> Context:
        ctx = context_of(tx, engine.snapshot, stage.service.signer, [person], stage.clock.now())
        await hear(ctx, Heard(Came.TEXT, text))
        return ctx

    try:
        async with engine.store.tx() as tx:
            for text in texts:
                found.append(".".join((await say(tx, text)).route) or "nobody")
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


async def test_print(tmp_path: Path) -> None:
    async with staged(tmp_path, "17/3/2025 07:25") as stage:  # a Monday
        await scene(stage, "officer;head;coordinator")
        for text in ():
            print(f"{text:60} {await route_of(stage, 'tam', text)}")
        pass
