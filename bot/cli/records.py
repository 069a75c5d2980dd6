"""Rows of the listing statements → the records of the contract, and how they look in a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from bot.cli.output import iso
from db.store import Row

Record = dict[str, Any]
_DAY_AND_MINUTE = len("2025-03-17T07:30")


def items(rows: Iterable[Row], answers: Iterable[Row] = ()) -> list[Record]:
    """Items with what was answered about them; `answers` as the statement `list_answers` gives them."""
    of_item: dict[int, list[Record]] = defaultdict(list)
    for item_id, *answer_row in answers:
        of_item[item_id].append(answer(answer_row))
    return [
        {
            "id": row[0],
            "kind": row[1],
            "code": row[2],
            "title": row[3],
            "unit": row[4],
            "unit_name": row[5],
            "assignee": row[6],
            "assignee_name": row[7],
            "due_at": iso(row[8]),
            "due_precision": row[9],
            "state": row[10],
            "next_at": iso(row[11]),
            "derivation": derivation(row[12]),
            "answers": of_item.get(row[0], []),
        }
        for row in rows
    ]


def derivation(text: str) -> Record:
    """Why the date is that date, as it is stored."""
    found: Record = msgspec.json.decode(text) if text else {}
    return found


def answer(row: Sequence[Any]) -> Record:
    """One answer: who (code and name), what, its argument, when, and when it was taken back."""
    code, name, what, argument, at, undone_at = row
    return {
        "person": code,
        "person_name": name,
        "answer": what,
        "argument": argument,
        "at": iso(at),
        "undone_at": iso(undone_at),
    }


def messages(rows: Iterable[Row], told: Iterable[Row], went: Iterable[Row] = ()) -> list[Record]:
    """Messages with the ids of the items they told of, and with the roads they went by; `went` as `list_attempts` gives."""
    from bot.delivery.deciding import shut_roads

    items_of: dict[int, list[int]] = defaultdict(list)
    for message_id, item_id in told:
        items_of[message_id].append(item_id)
    roads_of: dict[int, list[Record]] = defaultdict(list)
    for message_id, *attempt_row in went:
        roads_of[message_id].append(attempt(attempt_row))
    return [
        {
            "id": row[0],
            "person": row[1],
            "person_name": row[2],
            "channel": row[3],
            "state": row[4],
            "text": row[5],
            "buttons": [
                {"title": title, "payload": payload}
                for title, payload in msgspec.json.decode(row[6] or "[]")
            ],
            "items": items_of.get(row[0], []),
            "created_at": iso(row[7]),
            "sent_at": iso(row[8]),
            "provider_id": row[9],
            "attempts": row[10],
            "reason": row[11],
            "why": row[12],
            "tried": shut_roads(row[13]),
            "price_vnd": price(roads_of.get(row[0], [])),
            "roads": roads_of.get(row[0], []),
        }
        for row in rows
    ]


def attempt(row: Sequence[Any]) -> Record:
    """One attempt: by which road and sender, why so, what came of it, its price in đồng (null: nobody knows)."""
    names = ("number", "road", "sender", "why", "outcome", "code", "price_vnd", "started_at", "delivered_at")  # fmt: skip
    found = dict(zip(names, row, strict=True))
    return found | {name: iso(found[name]) for name in ("started_at", "delivered_at")}


def price(attempts: Iterable[Record]) -> int | None:
    """Đồng over all attempts, null while none has a price."""
    known = [one["price_vnd"] for one in attempts if one["price_vnd"] is not None]
    return sum(known) if known else None


def journal(rows: Iterable[Row]) -> list[Record]:
    """Decisions with their reasons."""
    names = (
        "id", "at", "item", "code", "kind", "version", "rung", "audience", "person", "person_name", "fate", "reason",
        "final", "message", "rung_at", "behalf_of", "behalf_of_name", "document",
    )  # fmt: skip
    found = [dict(zip(names, row, strict=True)) for row in rows]
    for record in found:
        record |= {
            "at": iso(record["at"]),
            "rung_at": iso(record["rung_at"]),
            "final": bool(record["final"]),
        }
    return found


def people(rows: Iterable[Row], closed: Iterable[Row] = ()) -> list[Record]:
    """People without anything they could be called by; `closed` as the statement `closed_roads_of` gives them."""
    closed_of: dict[int, list[Record]] = defaultdict(list)
    for person_id, road, code, until in closed:
        closed_of[person_id].append({"road": road, "why": code, "until": iso(until)})
    return [
        {
            "code": row[1],
            "name": row[2],
            "title": row[3],
            "unit": row[4],
            "unit_name": row[5],
            "roles": [role for role in row[6].split(";") if role],
            "zalo_linked": bool(row[7]),
            "phone_known": bool(row[8]),
            "last_interaction_at": iso(row[9]),
            "active": bool(row[10]),
            "closed_roads": closed_of.get(row[0], []),
        }
        for row in rows
    ]


def for_people(record: Record) -> Record:
    """The same record for a table: instants without seconds and offset."""
    return {
        key: value[:_DAY_AND_MINUTE].replace("T", " ")
        if value and (key == "at" or key.endswith("_at"))
        else value
        for key, value in record.items()
    } | (_in_words(record) if "roads" in record else {})


def _in_words(message: Record) -> Record:
    """The road of a message and why it takes it, as its reader would say."""
    from messages_vi import roads

    why = message["why"]
    return {"channel": roads.name(message["channel"]), "why": roads.because(why)}
