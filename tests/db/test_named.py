"""Named statements: how files are split, and what is refused."""

from __future__ import annotations

import re

import pytest

from db.named import parse, statements


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
