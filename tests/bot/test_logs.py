"""Logs: one JSON object a line on standard error, private values starred, no local variables in tracebacks."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.logs import configure, redact


@pytest.fixture(autouse=True)
def logs() -> Iterator[None]:
    """The logs of the service, and those of the tests again afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure()
    configure()  # a second time changes nothing
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    out, err = capsys.readouterr()
    assert out == ""
    return [json.loads(line) for line in err.splitlines()]


def test_a_line_says_what_when_and_how_grave(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().warning("đã gửi", action="sent", messages=3)
    structlog.get_logger().debug("not told")

    (line,) = _lines(capsys)
    assert line.pop("at").endswith("Z")
    assert line == {"event": "đã gửi", "action": "sent", "messages": 3, "level": "warning"}


def test_libraries_speak_in_the_same_form_and_chatter_is_left_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logging.getLogger("httpx").info("HTTP Request: GET /?access_token=x")
    logging.getLogger("apscheduler.executors").info("Running job")
    logging.getLogger("some.library").warning("took %s s", 3)

    (line,) = _lines(capsys)
    assert (line["event"], line["logger"], line["level"]) == ("took 3 s", "some.library", "warning")


def test_private_values_are_starred_at_any_depth() -> None:
    fields = {
        "access_token": "a",
        "Phone": ["b"],
        "zalo_user_id": "c",
        "body": {"app_secret": {"x": "d"}, "rows": [{"password": "e", "code": "kept"}]},
        "person": "kept",
    }

    assert redact(None, "", fields) == {
        "access_token": "***",
        "Phone": "***",
        "zalo_user_id": "***",
        "body": {"app_secret": "***", "rows": [{"password": "***", "code": "kept"}]},
        "person": "kept",
    }


def test_a_traceback_shows_no_variables(capsys: pytest.CaptureFixture[str]) -> None:
    hidden = "not for the log"
    try:
        raise ValueError(len(hidden))
    except ValueError:
        structlog.get_logger().exception("failed", action="failed")

    (line,) = _lines(capsys)
    assert "ValueError: 15" in line["exception"]
    assert hidden not in line["exception"].replace('hidden = "not for the log"', "")
