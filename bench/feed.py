"""`nhacviec bench feed`: how fast pushed dossiers are read, stored and planned, and whether memory stays flat meanwhile."""

from __future__ import annotations

import asyncio
import json
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from bench import province
from bot.engine import Engine
from bot.garbage import settle
from bot.ingest.feed import unwrap
from bot.ingest.receiving import AT_A_TIME, receive_dossiers
from bot.planning import plan_due
from db.sealing import Sealer
from db.sqlite import SqliteStore, connect
from schedules.calendar import official_calendar
from schedules.civil import at, to_civil
from schedules.spans import MINUTES_PER_WORKING_DAY

IN_A_PUSH = 1_000  # items a request
PROCEDURE = "1.001612"
_STEPS = ((1, "Tiếp nhận", 240), (2, "Thẩm định", 960), (3, "Ký duyệt", 240))
_MIB = 1024
# The last working day before `province.TICK`, as a night\'s push has it.
_THE_DAY = date(2025, 3, 14)


def run(n: int, say: Callable[[str], None] = lambda text: None, days: int = 1) -> dict[str, Any]:
    """Push `n` dossiers, received on the last `days` working days; with several, more of them have something due.

    `limit_per_second` is the bare database writing the same rows in the same run.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        province.fill(path, 0, 0)
        _process(path)
        return asyncio.run(_measure(path, n, say, days))


async def _measure(path: Path, n: int, say: Callable[[str], None], days: int) -> dict[str, Any]:
    store = SqliteStore(path)
    engine = await Engine.start(store, Sealer(province.SECRET))
    settle()  # as the service does when it has started
    say(f"{n} dossiers in pushes of {IN_A_PUSH}, received on {days} working days")
    seconds = cpu = 0.0
    refused, early = 0, 0.0
    for place, body in enumerate(_bodies(n, days)):  # made outside of what is measured
        cpu_before, before = time.process_time(), time.perf_counter()
        taken = await receive_dossiers(engine, unwrap(body).items, "dvcqg", province.TICK)
        while await plan_due(engine, province.TICK):
            pass
        seconds += time.perf_counter() - before
        cpu += time.process_time() - cpu_before
        refused += sum(bool(one.error) for one in taken)
        if place == n // IN_A_PUSH // 5:
            early = _peak()
    items = await store.value("last_item_id")
    notices = await store.value("last_notice_id")
    await store.close()
    peak = _peak()
    limit = _bare(path.with_name("bare.db"), n, items)
    return {
        "n": n,
        "days": days,
        "items": items,
        "notices": notices,
        "refused": refused,
        "seconds": round(seconds, 3),
        "per_second": round(n / seconds),
        "cpu_seconds": round(cpu, 3),
        "per_cpu_second": round(n / cpu),
        "peak_rss_mb": round(peak, 1),
        "peak_rss_mb_at_a_fifth": round(early, 1),
        "limit_per_second": round(limit),
        "ratio": round(n / seconds / limit, 3),
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MIB


def _process(path: Path) -> None:
    conn = connect(path)
    conn.executemany(
        "INSERT INTO procedure_step (procedure_code, procedure_name, field, seq, name, role, unit_code, minutes, counts)"
        " VALUES (?, 'Đăng ký hộ kinh doanh', '', ?, ?, 'Công chức', '', ?, 'gio_lam_viec')",
        [(PROCEDURE, *step) for step in _STEPS],
    )
    conn.close()


def _bodies(n: int, days: int) -> Iterator[bytes]:
    """Requests as a sender makes them, with all that stays at the door."""
    calendar = official_calendar()
    first = at(calendar.working_day_back(_THE_DAY, days - 1), "07:00")

    def received(k: int) -> int:
        """Day after day in turn, so that each push has some of every day."""
        minute = k % days * MINUTES_PER_WORKING_DAY + k // days % MINUTES_PER_WORKING_DAY
        return calendar.add_minutes(first, minute)

    for start in range(0, n, IN_A_PUSH):
        items = [
            _item(k, received(k), calendar.add_minutes)
            for k in range(start, min(start + IN_A_PUSH, n))
        ]
        envelope = {"session": "", "service": "DongBoHoSoMC", "isUpdating": "True", "data": items}
        yield json.dumps(envelope, ensure_ascii=False).encode()


def _item(k: int, received: int, add: Callable[[int, int], int]) -> dict[str, object]:
    unit = k % province.UNITS + 1
    return {
        "MaHoSo": f"H01.{unit % 100:02}-250303-{k:06}",
        "MaTTHC": PROCEDURE,
        "TenTTHC": "Đăng ký hộ kinh doanh",
        "MaLinhVuc": "G13-KH01",
        "TenLinhVuc": "Hộ kinh doanh",
        "KenhThucHien": "2",
        "ChuHoSo": "Nguyễn Văn Mẫu",
        "LoaiDoiTuong": "1",
        "SoDienThoai": f"09005{k % 100_000:05}",
        "TrichYeuHoSo": "Đăng ký hộ kinh doanh",
        "NgayNopHoSo": _packed(received),
        "NgayTiepNhan": _packed(received),
        "NgayHenTra": _packed(add(received, 2_400)),
        "TrangThaiHoSo": "4",
        "NgayTra": "",
        "NgayKetThucXuLy": "",
        "DonViXuLy": f"Xã Mẫu {unit}",
        "TaiLieuNop": [{"TepDinhKemId": str(k), "TenTepDinhKem": "don-dang-ky.pdf"}],
        "DanhSachLePhi": [],
        "DanhSachHoSoBoSung": [],
        "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": "000000000001"}],
    }


def _packed(instant: int) -> str:
    return f"{to_civil(instant):%Y%m%d%H%M%S}"


def _bare(path: Path, n: int, items: int) -> float:
    """As many rows written by bare SQL, in transactions of the same length: what the database alone allows."""
    conn = connect(path)
    conn.execute(
        "CREATE TABLE wide (a INTEGER PRIMARY KEY, b TEXT UNIQUE, c INTEGER, d TEXT) STRICT"
    )
    conn.execute(
        "CREATE TABLE item (a INTEGER PRIMARY KEY, b TEXT UNIQUE, c INTEGER, d TEXT) STRICT"
    )
    conn.execute("CREATE TABLE narrow (a INTEGER PRIMARY KEY, b INTEGER) STRICT")
    conn.execute("CREATE INDEX narrow_b ON narrow (b)")
    text, each = "x" * 300, round(items / n)
    started = time.perf_counter()
    for start in range(0, n, AT_A_TIME):
        some = range(start, min(start + AT_A_TIME, n))
        more = range(start * each, some.stop * each)
        conn.execute("BEGIN IMMEDIATE")
        conn.executemany(
            "INSERT INTO wide (b, c, d) VALUES (?, ?, ?)", ((f"d{k}", k, text) for k in some)
        )
        conn.executemany(
            "INSERT INTO item (b, c, d) VALUES (?, ?, ?)", ((f"i{k}", k, text) for k in more)
        )
        conn.executemany("INSERT INTO narrow (b) VALUES (?)", ((k,) for k in more))
        conn.execute("COMMIT")
    seconds = time.perf_counter() - started
    conn.close()
    return n / seconds
