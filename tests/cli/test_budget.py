"""`budget`: spent, left and coming, with figures by hand."""

from __future__ import annotations

from typing import Any

import pytest

from bot.cli.budget import spent_rows
from bot.cli.opening import run
from bot.config import BudgetSettings
from bot.delivery.budget import Spent
from db.sqlite import SqliteStore
from tests.cli.conftest import Desk

TODAY = "2025-03-17"
ROWS = [
    Spent("2025-03-03", "zalo", 100, 5500),
    Spent("2025-03-03", "zbs_uid", 10, 840),
    Spent(TODAY, "zbs_phone", 5, 600),
    Spent(TODAY, "sms", 2, 1400),
]


def test_roads_of_one_purse_share_its_limit() -> None:
    limits = BudgetSettings(day=5000, zbs_day=1000, zbs_month=1300, sms_month=10_000)
    found = {row["road"]: row for row in spent_rows(limits, ROWS, TODAY)}
    assert list(found) == ["all", "zalo", "zbs_uid", "zbs_phone", "sms"]
    assert found["all"]["today"] == {"messages": 7, "vnd": 2000, "limit": 5000, "left": 3000}
    assert found["all"]["month"] == {"messages": 117, "vnd": 8340, "limit": None, "left": None}
    assert found["zbs_uid"]["today"] == {"messages": 0, "vnd": 0, "limit": 1000, "left": 400}
    assert found["zbs_phone"]["today"] == {"messages": 5, "vnd": 600, "limit": 1000, "left": 400}
    assert found["zbs_uid"]["month"] == {"messages": 10, "vnd": 840, "limit": 1300, "left": 0}
    assert found["sms"]["month"] == {"messages": 2, "vnd": 1400, "limit": 10_000, "left": 8600}
    assert found["zalo"]["month"]["left"] is None


def _spend(desk: Desk, *rows: Spent) -> None:
    async def work() -> None:
        store = SqliteStore(desk.database)
        async with store.tx() as tx:
            for row in rows:
                await tx.run("spend", **row._asdict())
        await store.close()

    run(work())


def test_the_table_speaks_of_dong_and_says_what_it_rests_on(
    province: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHACVIEC_BUDGET__DAY", "1000000")
    _spend(province, Spent(TODAY, "sms", 1234, 431_900), Spent("2025-02-28", "sms", 9, 9999))
    result = province.run("budget", "--days", "7")
    assert result.exit_code == 0, result.stderr
    assert "431.900 đồng" in result.stdout
    assert "568.100 đồng" in result.stdout
    assert "1.234" in result.stdout
    assert "9.999" not in result.stdout  # of last month
    assert "The next 7 days" in result.stdout
    assert "nothing was sent in the last 14 days" in result.stderr
    assert "an upper bound" in result.stderr


def test_the_forecast_of_a_province_grows_with_its_days(province: Desk) -> None:
    def coming(days: int) -> Any:
        return province.json("budget", "--json", "--days", str(days))["forecast"]

    week, month = coming(7), coming(30)
    assert 0 < week["messages"] <= month["messages"]
    assert week["notices"] >= week["messages"]
    assert week["unplanned"] == 0
    assert week["roads"] == [{"road": "zalo", "share": 1.0, "messages": week["messages"], "vnd": 0}]
    assert week["until"] == "2025-03-24T09:00:00+07:00"
    assert week["carried_in_last_14_days"] == 0
