"""`sending`: stopped with a reason, shown, and going on; the doctor and the alarms say the same."""

from __future__ import annotations

import json

from tests.cli.conftest import Desk


def _doctor(desk: Desk) -> dict[str, str]:
    found = json.loads(desk.run("doctor", "--json").stdout)
    return next(finding for finding in found if finding["check"] == "sending")


def test_stopped_shown_and_going_on(province: Desk) -> None:
    assert "not stopped" in province.run("sending").stderr
    assert _doctor(province)["status"] == "ok"
    done = province.run("sending", "stop", "--reason", "nguồn gửi sai ngày hẹn")
    assert (done.exit_code, "sending is stopped: all" in done.stderr) == (0, True)
    [halt] = province.json("sending", "--json")
    assert (halt["scope"], halt["reason"]) == ("all", "nguồn gửi sai ngày hẹn")
    assert _doctor(province)["status"] == "fail"
    assert [a["key"] for a in province.json("alarms", "--json")] == ["sending:all"]
    again = province.run("sending", "stop", "--reason", "lần nữa")
    assert "stopped already" in again.stderr
    assert "sending goes on" in province.run("sending", "go").stderr
    assert province.json("sending", "--json") == []
    assert province.json("alarms", "--json") == []
    assert len(province.json("sending", "--all", "--json")) == 1
    assert "nothing is stopped" in province.run("sending", "go").stderr


def test_closing_the_alarm_lets_sending_go_on(province: Desk) -> None:
    province.run("sending", "stop", "--citizens", "--reason", "mẫu tin sai")
    closed = province.run("alarms", "close", "sending:citizens", "--why", "đã sửa mẫu")
    assert closed.exit_code == 0
    assert province.json("sending", "--json") == []


def test_what_is_asked_wrongly_is_said(province: Desk) -> None:
    assert province.run("sending", "stop").exit_code == 2
    assert province.run("sending", "stop", "--reason", " ").exit_code == 1
    both = province.run("sending", "stop", "--citizens", "--account", "1", "--reason", "thử")
    assert both.exit_code == 2
    unknown = province.run("sending", "stop", "--account", "99999", "--reason", "thử")
    assert (unknown.exit_code, "nhacviec oa list" in unknown.stderr) == (1, True)
