"""`alarms`: listing what calls a person, closing it with a reason; `doctor` says the same."""

from __future__ import annotations

import json

from bot.cli.opening import run
from db.sqlite import SqliteStore
from tests.cli.conftest import Desk

NOW = 1742176800  # Monday 17/3/2025 09:00


def _raise(desk: Desk, *keys: str) -> None:
    async def work() -> None:
        store = SqliteStore(desk.database)
        async with store.tx() as tx:
            for key in keys:
                await tx.insert("open_alarm", key=key, problem="made up", at=NOW - 7200)
            if "line:2" in keys:
                await tx.run("close_road", person_id=2, road="all", code="x", at=NOW, until=None)
            if "template:officer_due" in keys:
                await tx.run("stop_template", key="officer_due", code="-146", at=NOW, until=None)
        await store.close()

    run(work())


def _doctor(desk: Desk) -> dict[str, str]:
    found = json.loads(desk.run("doctor", "--json").stdout)
    return next(finding for finding in found if finding["check"] == "alarms")


def test_no_alarm_is_said_so(province: Desk) -> None:
    assert province.json("alarms", "--json") == []
    assert "no alarm is open" in province.run("alarms").stderr
    assert _doctor(province)["status"] == "ok"


def test_an_open_alarm_is_listed_closed_with_its_reason_and_remembered(province: Desk) -> None:
    _raise(province, "webhook", "line:2")
    shown = province.run("alarms").stdout
    assert "webhook" in shown
    assert "line:2" in shown
    assert _doctor(province)["status"] == "fail"
    assert "webhook for 2 hours: made up" in _doctor(province)["text"]

    closed = province.run("alarms", "close", "line:2", "--why", "đã sửa tệp nhập")
    assert closed.exit_code == 0
    assert [a["key"] for a in province.json("alarms", "--json")] == ["webhook"]
    (line,) = [a for a in province.json("alarms", "--all", "--json") if a["key"] == "line:2"]
    assert line == {
        "key": "line:2",
        "problem": "made up",
        "opened_at": "2025-03-17T07:00:00+07:00",
        "told_at": None,
        "closed_at": "2025-03-17T09:00:00+07:00",
        "closed_why": "đã sửa tệp nhập",
    }

    async def closed_roads() -> list[object]:
        store = SqliteStore(province.database)
        rows = await store.all("stopped_lines", now=NOW)
        await store.close()
        return list(rows)

    assert run(closed_roads()) == []


def test_what_is_not_open_cannot_be_closed(province: Desk) -> None:
    result = province.run("alarms", "close", "webhook", "--why", "?")
    assert result.exit_code == 1
    assert "no alarm of this key is open" in result.stderr


def test_a_reason_is_asked_for(province: Desk) -> None:
    assert province.run("alarms", "close", "webhook").exit_code == 2
    assert province.run("alarms", "close", "webhook", "--why", " ").exit_code == 1


def test_closing_the_alarm_of_a_template_lets_it_be_used_again(province: Desk) -> None:
    _raise(province, "template:officer_due")
    before = province.json("templates", "list", "--json")
    province.run("alarms", "close", "template:officer_due", "--why", "mẫu đã được mở lại")
    after = province.json("templates", "list", "--json")

    assert [one["key"] for one in before if one["stopped"]] == ["officer_due"]
    assert [one["key"] for one in after if one["stopped"]] == []
