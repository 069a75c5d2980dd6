"""A dossier is found by any of its codes: both generations, an other code, the number of its receipt."""

from __future__ import annotations

import asyncio

import pytest

from bot.delivery.composing import compose_ready
from bot.ingest.receiving import receive_dossiers
from bot.planning import plan_due
from db.codes import other_generation
from handlers.payload import Signer
from tests.cli.conftest import SECRET, Desk
from tests.ingest.pushing import CODE, ITEM, NOW
from tests.ingest.pushing import province as small_province

NEW = "H01.12-260305-0003"
OTHER = "H01-260305-90217"
RECEIPT = "BN_17"
ANOTHER = "H01.12-260305-0004"
SAME = [CODE, NEW, OTHER, RECEIPT, NEW.lower(), "H01.12 - 260305 - 0003"]


@pytest.fixture
def pushed(desk: Desk) -> Desk:
    """A desk with two dossiers of which one has many names; it was pushed under two of them, the watched one last."""

    async def push() -> None:
        engine = await small_province(desk.folder, desk.database.name)
        rows = [
            ITEM | {"MaHoSo": NEW, "SoBienNhan": RECEIPT},
            ITEM | {"MaHoSo": ANOTHER, "SoBienNhan": "BN117"},  # `_` is a letter, not any letter
            ITEM | {"MaHoSoKhac": OTHER},
        ]
        for row in rows:
            await receive_dossiers(engine, [row], "dvcqg", NOW)
            while await plan_due(engine, NOW):
                pass
            while await compose_ready(engine, Signer(SECRET), NOW):
                pass
        await engine.store.close()

    asyncio.run(push())
    return desk


@pytest.mark.parametrize("asked", SAME)
@pytest.mark.parametrize("command", ["items", "journal"])
def test_every_code_of_a_dossier_finds_the_same(pushed: Desk, command: str, asked: str) -> None:
    by_code = pushed.json(command, "--code", CODE, "--json")

    assert by_code
    assert pushed.json(command, "--code", asked, "--json") == by_code


def test_messages_are_found_by_the_other_generation_of_a_code(province: Desk) -> None:
    found = province.json("items", "--limit", "0", "--json")
    codes = {i["id"]: i["code"] for i in found if i["kind"] == "dossier"}
    told = {i for m in province.json("messages", "--json") for i in m["items"]}
    code = next(c for i, c in codes.items() if i in told and other_generation(c))

    by_code = province.json("messages", "--code", code, "--json")
    by_other = province.json("messages", "--code", str(other_generation(code)), "--json")

    assert by_code
    assert by_other == by_code


def test_what_was_watched_under_the_code_before_is_shown_too(pushed: Desk) -> None:
    found = pushed.json("items", "--code", NEW, "--json")

    assert {(i["code"], i["state"]) for i in found} == {(CODE, "open"), (NEW, "cancelled")}


@pytest.mark.parametrize("asked", SAME)
def test_every_code_is_explained_alike(pushed: Desk, asked: str) -> None:
    found = pushed.json("explain", asked, "--json")

    assert found["code"] == asked
    assert {i["id"] for i in found["items"]} == {
        i["id"] for i in pushed.json("items", "--code", CODE, "--json")
    }


def test_one_dossier_does_not_bring_its_neighbour(pushed: Desk) -> None:
    found = pushed.json("items", "--code", ANOTHER, "--json")

    assert {i["code"] for i in found} == {ANOTHER}


def test_a_code_nobody_knows_is_still_told(pushed: Desk) -> None:
    told = pushed.run("explain", "H01.12-260305-9999")

    assert told.exit_code == 1
    assert "nothing carries this code" in told.stderr
    assert pushed.json("items", "--code", "H01.12-260305-9999", "--json") == []
