"""The listings: the records of the contract, filters, limits, and that nothing private is shown."""

from __future__ import annotations

import csv
import json
import re
from typing import Any

import pytest

from bot.cli import listing
from db.sqlite import connect
from tests.cli.conftest import SAMPLE, Desk

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00")


def test_an_item_is_as_the_contract_says(province: Desk) -> None:
    found = province.json("items", "--state", "open", "--kind", "step", "--json")

    assert found
    assert {"id", "kind", "code", "title", "unit", "assignee", "due_at", "state", "next_at", "derivation", "answers"} <= set(found[0])  # fmt: skip
    assert all(INSTANT.fullmatch(item["due_at"]) for item in found)
    assert all(isinstance(item["derivation"], dict) and item["answers"] == [] for item in found)
    assert {(item["state"], item["kind"]) for item in found} == {("open", "step")}
    assert [i["due_at"] for i in found] == sorted(i["due_at"] for i in found)


def test_a_message_is_as_the_contract_says(province: Desk) -> None:
    found = province.json("messages", "--json")

    assert found
    wanted = {"id", "person", "channel", "state", "text", "buttons", "items", "created_at", "sent_at", "provider_id", "attempts", "reason"}  # fmt: skip
    assert all(wanted <= set(message) for message in found)
    assert {message["state"] for message in found} == {"waiting"}
    assert all(message["items"] and message["text"] for message in found)
    offered = [message["buttons"] for message in found if message["buttons"]]
    assert offered
    assert set(offered[0][0]) == {"title", "payload"}
    known = {item["id"] for item in province.json("items", "--limit", "0", "--json")}
    assert known >= {item for message in found for item in message["items"]}


def test_the_journal_tells_every_decision_with_its_reason(province: Desk) -> None:
    found = province.json("journal", "--limit", "0", "--json")

    assert {row["fate"] for row in found} >= {"waiting", "merged", "suppressed"}
    assert {row["reason"] for row in found if row["fate"] == "suppressed"} >= {"not_linked"}
    assert all(row["final"] == (row["fate"] in ("sent", "merged", "suppressed", "failed")) for row in found)  # fmt: skip
    assert [row["id"] for row in found] == sorted(row["id"] for row in found)


def test_people_are_shown_without_numbers_they_could_be_called_by(province: Desk) -> None:
    province.run("sample", "p", *SAMPLE)
    with (province.folder / "p" / "people.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    private = {row[name] for row in rows for name in ("phone", "zalo_user_id")} - {""}

    shown = "".join(province.run("people", "--limit", "0", *json).output for json in ([], ["--json"]))  # fmt: skip

    assert len(private) > 20
    assert [value for value in private if value in shown] == []
    found = province.json("people", "--limit", "0", "--json")
    assert {person["code"] for person in found} == {row["code"] for row in rows}
    linked = {row["code"] for row in rows if row["zalo_user_id"]}
    assert {person["code"] for person in found if person["zalo_linked"]} == linked


def test_people_by_role_and_by_link(province: Desk) -> None:
    heads = province.json("people", "--role", "head", "--json")
    unlinked = province.json("people", "--state", "unlinked", "--json")

    assert all("head" in person["roles"] for person in heads)
    assert unlinked
    assert not any(person["zalo_linked"] for person in unlinked)
    assert province.json("people", "--state", "inactive", "--json") == []


def _facts(desk: Desk) -> dict[str, Any]:
    """An open item with an assignee that somebody was told of."""
    told = {i for m in desk.json("messages", "--json") for i in m["items"]}
    return next(i for i in desk.json("items", "--json") if i["id"] in told and i["assignee"])


@pytest.mark.parametrize(
    ("option", "key"),
    [("--code", "code"), ("--unit", "unit"), ("--person", "assignee"), ("--kind", "kind"), ("--state", "state")],
)  # fmt: skip
def test_items_can_be_filtered(province: Desk, option: str, key: str) -> None:
    every = province.json("items", "--limit", "0", "--json")
    wanted = _facts(province)[key]

    found = province.json("items", option, wanted, "--limit", "0", "--json")

    assert found == [item for item in every if item[key] == wanted]
    assert found


def test_items_due_before_an_instant(province: Desk) -> None:
    every = province.json("items", "--limit", "0", "--json")
    limit = every[len(every) // 2]["due_at"]

    found = province.json("items", "--due-before", limit, "--json")

    assert found == [item for item in every if item["due_at"] < limit]


def test_messages_and_journal_about_one_code(province: Desk) -> None:
    item = _facts(province)

    messages = province.json("messages", "--code", item["code"], "--json")
    journal = province.json("journal", "--code", item["code"], "--json")

    assert any(item["id"] in message["items"] for message in messages)
    assert len(messages) < len(province.json("messages", "--json"))
    assert {row["code"] for row in journal} == {item["code"]}
    whose = province.json("messages", "--person", messages[0]["person"], "--json")
    assert {message["person"] for message in whose} == {messages[0]["person"]}


def test_an_answer_stands_with_its_item(province: Desk) -> None:
    item = _facts(province)
    conn = connect(province.database)
    conn.execute(
        "INSERT INTO reply (item_id, version, person_id, answer, argument, at, before) "
        "SELECT :item, 1, id, 'blocked', 'tax', 1742176800, '{}' FROM person WHERE code = :person",
        {"item": item["id"], "person": item["assignee"]},
    )
    conn.close()

    found = {i["id"]: i["answers"] for i in province.json("items", "--json")}

    assert found.pop(item["id"]) == [
        {
            "person": item["assignee"],
            "person_name": item["assignee_name"],
            "answer": "blocked",
            "argument": "tax",
            "at": "2025-03-17T09:00:00+07:00",
            "undone_at": None,
        }
    ]
    assert not any(found.values())


@pytest.mark.parametrize(("name", "end"), [("items", 0), ("people", 0), ("messages", -1), ("journal", -1)])  # fmt: skip
def test_a_limit_cuts_and_says_so(province: Desk, name: str, end: int) -> None:
    every = province.json(name, "--limit", "0", "--json")

    cut = province.run(name, "--limit", "2", "--json")

    assert json.loads(cut.stdout) == (every[:2] if end == 0 else every[-2:])
    assert "--limit 0 shows all" in cut.stderr
    exact = province.run(name, "--limit", str(len(every)), "--json")
    assert json.loads(exact.stdout) == every
    assert exact.stderr == ""


@pytest.mark.parametrize("name", ["items", "people", "messages", "journal"])
def test_pages_join_without_a_seam(
    province: Desk, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = province.json(name, "--limit", "0", "--json")

    monkeypatch.setattr(listing, "PAGE", 3)

    assert province.json(name, "--limit", "0", "--json") == whole
    assert len(whole) > 6


@pytest.mark.parametrize("name", ["items", "people", "messages", "journal"])
def test_nothing_found_is_an_empty_array_or_a_remark(province: Desk, name: str) -> None:
    assert province.json(name, "--code", "no-such-code", "--json") == []
    text = province.run(name, "--code", "no-such-code")
    assert (text.exit_code, text.stdout, text.stderr) == (0, "", "nothing found\n")


def test_a_table_has_one_line_a_record_below_its_header(province: Desk) -> None:
    lines = province.run("items", "--limit", "5").stdout.splitlines()

    assert lines[0].split()[:3] == ["id", "due", "state"]
    assert set(lines[1]) <= {"-", " "}
    assert len(lines) == 7


def test_proof_claims_and_warnings_answer_in_json_and_for_people(province: Desk) -> None:
    period = ("--from", "01/03/2025", "--to", "31/03/2025")

    found = province.json("proof", *period, "--json")
    assert found["steps"] == sum(u["steps"] for u in found["by_unit"]) > 0
    told = found["officer"]["told"] + found["head"]["told"]
    assert told + found["missing_count"] == 2 * found["steps"]
    assert province.json("claims", *period, "--json")["claims"] == 0
    warned = province.json("warnings", "--json")
    assert all(w["what"] and w["mend"] for w in warned)
    for command in (("proof", *period), ("claims", *period), ("warnings",)):
        assert province.run(*command).exit_code == 0
    assert province.run("proof", "--from", "02/03/2025", "--to", "01/03/2025").exit_code == 2


# --- roads ---


def _sent(desk: Desk) -> tuple[int, str]:
    """A message that was refused by chat and went by SMS: its id, and the code of an item it told of."""
    conn = connect(desk.database)
    message_id, code = conn.execute(
        "SELECT n.message_id, i.code FROM notice n JOIN work_item i ON i.id = n.item_id WHERE n.message_id IS NOT NULL LIMIT 1"
    ).fetchone()
    conn.execute(
        "UPDATE message SET state = 'sent', channel = 'sms', why = 'zalo:-230', tried = 'zalo:-230', attempts = 2 WHERE id = ?",
        [message_id],
    )
    conn.executemany(
        "INSERT INTO attempt (message_id, number, started_at, road, sender, why, outcome, code, price_vnd, delivered_at)"
        " VALUES (?, ?, 1742176800, ?, ?, ?, ?, ?, ?, ?)",
        [
            (message_id, 1, "zalo", "zalo:1", "free_window", "other_road", "-230", None, None),
            (message_id, 2, "sms", "esms", "zalo:-230", "accepted", "100", 1400, 1742176860),
        ],
    )
    conn.close()
    return message_id, code


def test_a_message_shows_its_road_and_what_it_cost(province: Desk) -> None:
    message_id, _ = _sent(province)
    [message] = province.json("messages", "--channel", "sms", "--json")
    shown = province.run("messages", "--channel", "sms").stdout

    assert message["id"] == message_id
    assert (message["why"], message["tried"]) == ("zalo:-230", {"zalo": "-230"})
    assert (message["price_vnd"], message["attempts"]) == (1400, 2)
    assert message["roads"] == [
        {
            "number": 1,
            "road": "zalo",
            "sender": "zalo:1",
            "why": "free_window",
            "outcome": "other_road",
            "code": "-230",
            "price_vnd": None,
            "started_at": "2025-03-17T09:00:00+07:00",
            "delivered_at": None,
        },
        {
            "number": 2,
            "road": "sms",
            "sender": "esms",
            "why": "zalo:-230",
            "outcome": "accepted",
            "code": "100",
            "price_vnd": 1400,
            "started_at": "2025-03-17T09:00:00+07:00",
            "delivered_at": "2025-03-17T09:01:00+07:00",
        },
    ]
    assert "Tin nhắn SMS" in shown
    assert "Tin Zalo – người nhận không tương tác" in shown
    others = province.json("messages", "--channel", "zalo", "--json")
    assert message_id not in {one["id"] for one in others}
    assert {(one["price_vnd"], tuple(one["roads"]), tuple(one["tried"])) for one in others} == {(None, (), ())}  # fmt: skip


def test_explain_tells_the_road_of_each_message(province: Desk) -> None:
    message_id, code = _sent(province)
    shown = province.run("explain", code).stdout
    items = province.json("explain", code, "--json")["items"]

    assert "Gửi qua kênh nào, chi phí bao nhiêu?" in shown
    assert "tin Zalo: không gửi được; người nhận không tương tác trong bảy ngày" in shown
    assert "tin nhắn SMS: đã gửi; đến máy lúc 09:01 ngày 17/3/2025; 1.400 đồng" in shown
    assert "Không dùng kênh rẻ hơn vì: Tin Zalo – người nhận không tương tác" in shown
    told = {m["message"]: m for item in items for m in item["roads"]}
    assert told[message_id]["price_vnd"] == 1400
    assert [one["road"] for one in told[message_id]["roads"]] == ["zalo", "sms"]


def test_people_show_the_roads_that_are_closed_to_them(province: Desk) -> None:
    first = province.json("people", "--json")[0]["code"]
    conn = connect(province.database)
    conn.executemany(
        "INSERT INTO closed_road SELECT id, :road, :code, 1, :until FROM person WHERE code = :person",
        [
            {"person": first, "road": "sms", "code": "opted_out", "until": None},
            {"person": first, "road": "zalo", "code": "-230", "until": 1742263200},
            {"person": first, "road": "zbs_uid", "code": "-218", "until": 1742176000},  # over
        ],
    )
    conn.close()
    found = {p["code"]: p["closed_roads"] for p in province.json("people", "--json")}

    assert found.pop(first) == [
        {"road": "sms", "why": "opted_out", "until": None},
        {"road": "zalo", "why": "-230", "until": "2025-03-18T09:00:00+07:00"},
    ]
    assert not any(found.values())
