"""`explain`: the date, who was told, the answers, what comes next – in Vietnamese and as JSON."""

from __future__ import annotations

from typing import Any

import pytest

from db.sqlite import connect
from tests.cli.conftest import Desk


def _report(desk: Desk) -> dict[str, Any]:
    """A report that is due today and has not been spoken of yet."""
    found: list[dict[str, Any]] = desk.json(
        "items", "--kind", "report", "--state", "open", "--json"
    )
    return next(item for item in found if item["due_at"].startswith("2025-03-17"))


def _item(desk: Desk, **wanted: str) -> dict[str, Any]:
    """The first item that somebody was told of."""
    told = {i for m in desk.json("messages", "--json") for i in m["items"]}
    found: list[dict[str, Any]] = desk.json("items", "--limit", "0", "--json")
    return next(
        item
        for item in found
        if item["id"] in told and all(item[key] == value for key, value in wanted.items())
    )


def test_a_dossier_and_its_step_are_both_explained(province: Desk) -> None:
    code = _item(province, kind="step")["code"]

    found = province.json("explain", code, "--json")

    assert found["code"] == code
    every = province.json("items", "--code", code, "--json")
    assert [i["id"] for i in found["items"]] == sorted(i["id"] for i in every)
    by_kind = {item["kind"]: item for item in found["items"]}
    assert by_kind["dossier"]["derivation"]["op"] == "promised"
    assert by_kind["step"]["timeliness"] is None
    assert by_kind["dossier"]["timeliness"] in {"late_open", "soon", "not_yet"}
    assert "Tính theo ngày: " in by_kind["dossier"]["text"][3]
    assert "ngày hẹn trả (NgayHenTra)" in "\n".join(by_kind["dossier"]["text"])
    text = province.run("explain", code).stdout
    assert text.splitlines() == "\n\n".join("\n".join(i["text"]) for i in found["items"]).splitlines()  # fmt: skip
    assert text.count("Vì sao là hạn này?") == len(found["items"])


def test_everybody_told_stands_with_a_reason(province: Desk) -> None:
    item = _item(province, kind="step")

    (found,) = [i for i in province.json("explain", item["code"], "--json")["items"] if i["id"] == item["id"]]  # fmt: skip

    journal = province.json("journal", "--code", item["code"], "--json")
    decided = [row for row in journal if row["item"] == item["id"]]
    assert {(n["rung"], n["person"]) for n in found["told"]} == {(r["rung"], r["person"]) for r in decided}  # fmt: skip
    assert all(n["reason"] and n["rung_at"] for n in found["told"])


def test_what_comes_next_is_what_the_planner_does_next(province: Desk) -> None:
    item = _report(province)

    found = province.json("explain", item["code"], "--unit", item["unit"], "--json")["items"]

    assert [i["id"] for i in found] == [item["id"]]
    coming = found[0]["next"]
    assert coming[0]["at"] == item["next_at"]
    assert [step["at"] for step in coming] == sorted(step["at"] for step in coming)
    assert len({step["at"] for step in coming}) <= 5
    assert {"assignee", "head"} <= {step["audience"] for step in coming}
    assert "quá hạn" in found[0]["text"][-1]


def test_what_is_closed_has_nothing_to_come_and_says_why(province: Desk) -> None:
    item = _report(province)
    conn = connect(province.database)
    conn.execute("UPDATE work_item SET state = 'done' WHERE id = ?", (item["id"],))
    conn.close()

    (found,) = province.json("explain", item["code"], "--unit", item["unit"], "--json")["items"]

    assert found["next"] == []
    assert found["text"][-1] == "  - Việc không còn được theo dõi nên sẽ không nhắc nữa."


def test_answers_are_told_with_their_reason(province: Desk) -> None:
    item = _item(province, kind="step")
    conn = connect(province.database)
    conn.execute(
        "INSERT INTO reply (item_id, version, person_id, answer, argument, at, before, undone_at) "
        "SELECT ?, 1, id, 'blocked', 'tax', 1742176800, '{}', 1742177100 FROM person WHERE code = ?",
        (item["id"], item["assignee"]),
    )
    conn.close()

    text = province.run("explain", item["code"]).stdout

    assert (
        f"  - 09:00 ngày 17/3/2025, {item['assignee_name']}: Vướng mắc (Chờ cơ quan thuế); "
        "đã hoàn tác lúc 09:05 ngày 17/3/2025"
    ) in text


def test_a_dossier_without_anything_to_watch_says_so(province: Desk) -> None:
    conn = connect(province.database)
    (code,) = conn.execute(
        "SELECT code FROM dossier WHERE id NOT IN (SELECT dossier_id FROM work_item WHERE dossier_id IS NOT NULL)"
    ).fetchone()
    conn.close()

    assert "không có việc nào phải theo dõi" in province.run("explain", code).stdout
    assert province.json("explain", code, "--json")["items"] == []


@pytest.mark.parametrize(
    ("args", "named"),
    [(["no-such-code"], "code: 'no-such-code'"), (["R17-2025-Q1", "--unit", "nowhere"], "unit: 'nowhere'")],
)  # fmt: skip
def test_a_code_nobody_knows_is_named(province: Desk, args: list[str], named: str) -> None:
    result = province.run("explain", *args)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"nhacviec: {named} – ")


def test_what_citizens_heard_is_told_beside_the_item(province: Desk) -> None:
    code = province.json("items", "--kind", "dossier", "--json")[0]["code"]
    conn = connect(province.database)
    news = [("received", 1742171400, "told"), ("date_moved", None, "")]
    for occasion, told_at, outcome in news:
        conn.execute(
            "INSERT INTO citizen_news (key, dossier_id, occasion, facts, at, tell_at, told_at, outcome)"
            " SELECT :occasion, id, :occasion, '{}', 1742170000, 1742170000, :told_at, :outcome"
            " FROM dossier WHERE code = :code",
            {"occasion": occasion, "told_at": told_at, "outcome": outcome, "code": code},
        )
    conn.close()
    text = province.run("explain", code).stdout
    told = province.json("explain", code, "--json")["citizens"]

    assert "Đã báo gì cho người dân?" in text
    assert "Đã tiếp nhận: đã soạn tin cho người dân, lúc" in text
    assert "Hẹn lại ngày trả kết quả: chờ đến lượt báo" in text
    assert [(one["occasion"], one["outcome"]) for one in told] == [
        ("received", "told"),
        ("date_moved", ""),
    ]
