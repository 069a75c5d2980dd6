"""Named statements: how files are split, and what is refused."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from db.named import numbered, parse, placed, statements, widened


def test_a_file_is_split_at_its_names_and_notes_are_dropped() -> None:
    text = """-- A note to the reader.
-- name: one
-- What it is for.
SELECT 1;

-- name: two
SELECT 2
  -- in between
FROM t;
"""

    assert parse(text) == {"one": "SELECT 1;", "two": "SELECT 2\nFROM t;"}


def test_a_file_without_names_has_no_statements() -> None:
    assert parse("-- only a note\n") == {}


def test_a_name_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="one is defined twice"):
        parse("-- name: one\nSELECT 1;\n-- name: one\nSELECT 2;\n")


def test_every_statement_of_the_house_is_one_statement() -> None:
    bare = {name: re.sub(r"'[^']*'", "''", sql) for name, sql in statements().items()}

    assert {name: sql for name, sql in bare.items() if sql.find(";") != len(sql) - 1} == {}


def test_a_numbered_statement_takes_each_value_at_the_place_of_its_name() -> None:
    sql, in_order = numbered("advance_schedule")

    assert sql == "UPDATE schedule SET next_at = ?1, planned_until = ?2 WHERE item_id = ?3;"
    assert in_order({"item_id": 7, "planned_until": 5, "next_at": 9}) == (9, 5, 7)


def test_a_statement_with_one_parameter_takes_a_row_of_one_value() -> None:
    sql, in_order = numbered("drop_schedule")

    assert sql == "DELETE FROM schedule WHERE item_id = ?1;"
    assert in_order({"item_id": 7}) == (7,)


def test_a_name_that_stands_twice_has_one_place() -> None:
    sql, in_order = numbered("name_attempt")

    assert sql.count("?2") == 2
    assert in_order({"message_id": 1, "provider_id": "m"}) == ("m", 1)


def test_an_insert_takes_several_rows_each_at_its_own_places() -> None:
    wide = widened("put_schedule")

    assert wide is not None
    assert wide.sql.startswith(
        "INSERT INTO schedule (item_id, next_at, planned_until) VALUES (?1, ?2, ?3), (?4, ?5, ?6), (?7,"
    )
    assert wide.sql.endswith("planned_until = excluded.planned_until;")
    assert wide.sql.count("(?") == wide.rows == 170


@pytest.mark.parametrize(
    "name",
    [
        "advance_schedule",  # no insert
        "insert_alias",  # from a table
        "journal_new_notices",  # the same
        "insert_message",  # gives something back
    ],
)
def test_a_statement_of_another_form_takes_one_row_at_a_time(name: str) -> None:
    assert widened(name) is None


class Hand(NamedTuple):
    next_at: int
    planned_until: int
    item_id: int


def test_named_tuples_in_the_order_of_a_statement_are_taken_as_they_are() -> None:
    hands = [Hand(9, 5, 7), Hand(8, 4, 6)]

    assert placed("advance_schedule", hands) == [(9, 5, 7), (8, 4, 6)]
    assert placed("advance_schedule", [hand._asdict() for hand in hands]) == [(9, 5, 7), (8, 4, 6)]
    assert placed("advance_schedule", []) == []


def test_named_tuples_with_other_fields_are_refused() -> None:
    with pytest.raises(ValueError, match="next_at, planned_until, item_id"):
        placed("advance_schedule", [(9, 5, 7)])
    with pytest.raises(ValueError, match="put_schedule"):
        placed("put_schedule", [Hand(9, 5, 7)])
