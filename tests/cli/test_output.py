"""Tables under Vietnamese letters, JSON written piece by piece, and findings."""

from __future__ import annotations

import json
import unicodedata

import pytest

from bot.cli import output
from bot.cli.output import Column, JsonArray, Table, cell, iso, padded, width


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", 0),
        ("Nhắc Việc", 9),
        (unicodedata.normalize("NFD", "Nhắc Việc"), 9),
        ("務", 2),
        ("Ａ", 2),
        ("—…", 2),
    ],
)
def test_cells_a_text_takes(text: str, cells: int) -> None:
    assert width(text) == cells
    assert width(padded(text, 12)) == 12


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (0, "0"),
        (True, "yes"),
        (False, "no"),
        ([], ""),
        (["head", "leader"], "head, leader"),
        ("một\nhai\x1b[31m", "một hai [31m"),
        ("Chứng thực bản sao từ bản chính", "Chứng thực bản sao…"),
    ],
)
def test_a_value_in_a_cell_is_one_printable_line(value: object, shown: str) -> None:
    assert cell(value, 20) == shown


def test_columns_stay_aligned_and_the_first_records_decide(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    table = Table([Column("name", "name"), Column("n", "n")])

    table.add([{"name": "Trần Thị Mẫu", "n": 1}, {"name": unicodedata.normalize("NFD", "Lê Mẫu"), "n": 22}])  # fmt: skip
    table.add([{"name": "Võ", "n": 3}])

    assert capsysbinary.readouterr().out.decode().splitlines() == [
        "name          n",
        "------------  --",
        "Trần Thị Mẫu  1",
        "Lê Mẫu        22",
        "Võ            3",
    ]


@pytest.mark.parametrize("pages", [[], [[]], [[1, 2]], [[1], [], [2, 3]]])
def test_an_array_written_in_pieces_is_one_array(
    pages: list[list[int]], capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    array = JsonArray()
    for page in pages:
        array.add(page)
    array.close()

    assert json.loads(capsysbinary.readouterr().out) == [n for page in pages for n in page]


def test_letters_come_out_as_they_are(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    output.print_json({"name": "Nhắc Việc"})

    assert capsysbinary.readouterr().out.decode() == '{\n  "name": "Nhắc Việc"\n}\n'


def test_instants_carry_their_offset() -> None:
    assert iso(1742176800) == "2025-03-17T09:00:00+07:00"
    assert iso(None) is None
