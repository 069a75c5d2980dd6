"""A database filled for measuring: one province's people and many open work items, of which some fall due at once."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path

from db.sealing import Sealer
from db.sqlite import connect, upgrade
from schedules.calendar import official_calendar
from schedules.civil import at
from schedules.holidays import official_days
from schedules.policy import default_policy_body
from schedules.spans import MINUTES_PER_WORKING_DAY

UNITS = 100
OFFICERS = 2_000
SECRET = "bench-secret-bench-secret"  # noqa: S105 - of a throw-away database
START = at(date(2025, 3, 3), "07:00")
DUE_NOW = at(date(2025, 3, 17), "10:00")  # Monday; the due items' 2-hour reminder falls on 08:00
TICK = at(date(2025, 3, 17), "08:00")
FAR = at(date(2026, 3, 16), "10:00")
STARTED_WITHIN = 10 * MINUTES_PER_WORKING_DAY  # working minutes from START: up to the Friday before
_BATCH = 20_000


def fill(path: Path, items: int, due: int) -> None:
    """Make a database with `items` open steps; the reminder of `due` of them falls on `TICK`."""
    upgrade(path)
    conn = connect(path)
    conn.execute("PRAGMA synchronous = OFF")  # only while filling
    _directory(conn)
    rows = _items(items, due, random.Random(1))
    while batch := list(islice(rows, _BATCH)):
        conn.execute("BEGIN")
        conn.executemany(_ITEM, (r[:9] for r in batch))
        conn.executemany(
            "INSERT INTO schedule VALUES (?, ?, ?)", ((r[0], r[9], TICK - 3600) for r in batch)
        )
        conn.execute("COMMIT")
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    conn.execute("ANALYZE")
    conn.close()


_ITEM = """
INSERT INTO work_item (id, key, kind, code, title, unit_id, assignee_id, starts_at, due_at, due_precision, version,
  state, policy_id, derivation, detail)
VALUES (?, ?, 'step', ?, ?, ?, ?, ?, ?, 'time', 1, 'open', 1, '{}', ?)
"""


def _directory(conn: sqlite3.Connection) -> None:
    sealer = Sealer(SECRET)
    days = [(d.date, d.kind, d.name, d.source, 1, START) for d in official_days()]
    units = [(n, f"U{n}", f"Xã Mẫu {n}", f"xa mau {n}") for n in range(1, UNITS + 1)]
    people = [
        (
            n,
            f"P{n}",
            f"Nguyễn Mẫu {n}",
            f"nguyen mau {n}",
            1 + n % UNITS,
            "head;coordinator" if n <= UNITS else "officer",
            sealer.seal(f"z{n}"),
            sealer.lookup(f"z{n}"),
        )
        for n in range(1, OFFICERS + 1)
    ]
    conn.execute("BEGIN")
    conn.execute(
        "INSERT INTO policy (id, name, version, body, created_at) VALUES (1, 'mac-dinh', 1, ?, ?)",
        (default_policy_body(), START),
    )
    conn.executemany(
        "INSERT INTO calendar_day (date, kind, name, source, version, loaded_at) VALUES (?, ?, ?, ?, ?, ?)",
        days,
    )
    conn.executemany(
        "INSERT INTO unit (id, code, name, name_key, level) VALUES (?, ?, ?, ?, 'xa')", units
    )
    conn.executemany(
        "INSERT INTO person (id, code, name, name_key, title, unit_id, roles, zalo_sealed, zalo_key)"
        " VALUES (?, ?, ?, ?, 'Công chức', ?, ?, ?, ?)",
        people,
    )
    conn.execute("COMMIT")


def _items(items: int, due: int, dice: random.Random) -> Iterator[tuple[object, ...]]:
    """Due items lie scattered among the others, as they do in a real table, and began at any working minute before."""
    calendar = official_calendar()
    chosen = set(dice.sample(range(items), min(due, items)))
    for n in range(items):
        is_due = n in chosen
        officer = dice.randint(UNITS + 1, OFFICERS)
        due_at = DUE_NOW if is_due else FAR + dice.randint(0, 200) * 3600
        next_at = TICK if is_due else FAR - dice.randint(1, 200) * 3600
        yield (
            n + 1,
            f"step:{n}",
            f"U{officer % UNITS}-250303-{n:07}",
            "Đăng ký hộ kinh doanh",
            1 + officer % UNITS,
            officer,
            calendar.add_minutes(START, dice.randrange(STARTED_WITHIN)),
            due_at,
            '{"step":"Thẩm định hồ sơ","procedure":"1.001612"}',
            next_at,
        )
