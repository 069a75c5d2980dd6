"""The flags of a feed → what begins and what ends in the ledger of consents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.ingest.agreements import Tie, words_of
from bot.ingest.columns import COLUMNS, Cell
from bot.ingest.fields import agreed
from bot.ingest.parsing import parse_dossier
from bot.ingest.receiving import receive_dossiers
from tests.ingest.pushing import CODE, ITEM, NOW, province

KEYS = {"84900500001": "k1", "84900500002": "k2"}
NOBODY = Tie(7, 1)
FLAG = next(column for column in COLUMNS["dossiers"] if column.name == "notify_sms")


def row(**cells: str) -> Any:
    usual = {
        "code": "H01.12-260305-0001",
        "unit": "X1",
        "received_at": "05/03/2026 09:00",
        "status": "4",
    }
    return parse_dossier(usual | {"phone": "0900500001"} | cells, "local")


def tied(roads: str, key: str = "k1") -> Tie:
    return Tie(7, 1, key, roads)


@pytest.mark.parametrize(
    ("cells", "tie", "ended", "begun", "narrowed"),
    [
        ({"notify_sms": "true"}, NOBODY, None, ("k1", ("sms",)), False),
        ({"notify_sms": "1", "notify_zalo": "x"}, NOBODY, None, ("k1", ("zalo", "sms")), False),
        ({"notify_sms": "false"}, NOBODY, None, None, False),
        ({"notify_sms": "true"}, tied("sms"), None, None, False),
        ({"notify_sms": "0"}, tied("sms"), "k1", None, False),
        ({"notify_sms": "true"}, tied("zalo;sms"), None, ("k1", ("sms",)), True),
        ({"notify_sms": "true", "notify_zalo": "true"}, tied("sms"), None, ("k1", ("zalo", "sms")), False),
        ({"notify_sms": "true", "phone": "0900500002"}, tied("sms"), "k1", ("k2", ("sms",)), False),
        ({"notify_sms": "true", "phone": ""}, tied("sms"), None, None, False),
        ({"notify_sms": "true", "phone": ""}, NOBODY, None, None, False),
        ({"notify_sms": "true", "phone": "02963852999"}, NOBODY, None, None, False),  # a landline
        ({"notify_sms": "true", "phone": "0900500003"}, tied("sms"), "k1", None, False),
    ],
)  # fmt: skip
def test_what_a_row_changes(
    cells: dict[str, str], tie: Tie, ended: str | None, begun: Any, narrowed: bool
) -> None:
    keys = KEYS | {"84900500003": "gone"}  # who withdrew
    found = words_of(row(**cells), tie, keys, {"gone"})
    assert (found.ended.phone_key if found.ended else None) == ended
    assert ((found.begun.phone_key, found.begun.roads) if found.begun else None) == begun
    assert found.narrowed is narrowed


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        *((word, True) for word in ("True", "1", "Có", "x")),
        *((word, False) for word in ("false", "Không", "0")),
        *((word, None) for word in ("", "null", "có thể")),
    ],
)
def test_what_a_flag_may_look_like(given: str, wanted: bool | None) -> None:
    assert agreed(Cell(FLAG, given)) is wanted


async def test_the_ledger_keeps_what_the_source_said_and_the_number_only_while_agreed(
    tmp_path: Path,
) -> None:
    engine = await province(tmp_path)
    flagged = ITEM | {"ThongBaoSMS": True, "ThongBaoZalo": False, "ThongBaoEmail": True}
    tellings = [flagged, flagged, flagged | {"ThongBaoSMS": False}, ITEM | {"DonViXuLy": "X2"}]
    kept = []
    for item in tellings:
        [taken] = await receive_dossiers(engine, [item], "dvcqg", NOW)
        assert taken.error == ""
        sql = "SELECT phone_sealed IS NOT NULL, name FROM person WHERE roles = 'citizen'"
        kept.append(engine.store._connections[0].execute(sql).fetchall())  # type: ignore[attr-defined]
    assert kept == [[(1, "")], [(1, "")], [(0, "")], [(0, "")]]
    rows = await ledger(engine)
    assert [(r[3], r[4], r[5], r[6], r[9]) for r in rows] == [
        (1, "sms", "feed", "ThongBaoZalo=false; ThongBaoSMS=true (dvcqg)", CODE),
        (0, "sms", "feed", "ThongBaoZalo=false; ThongBaoSMS=false (dvcqg)", CODE),
    ]
    await engine.store.close()


async def ledger(engine: Any) -> list[Any]:
    found: list[Any] = await engine.store.all(
        "list_consents", code=None, unit=None, person=None, given=None, source=None, after_id=0, limit=99
    )  # fmt: skip
    return found


async def test_a_citizen_is_nobody_of_the_directory(tmp_path: Path) -> None:
    engine = await province(tmp_path)
    before = set(engine.snapshot.directory.people_by_code)
    await receive_dossiers(engine, [ITEM | {"ThongBaoSMS": "1"}], "dvcqg", NOW)
    engine = await type(engine).start(engine.store, engine.sealer)
    assert set(engine.snapshot.directory.people_by_code) == before
    shown = await engine.store.all(
        "list_people", unit=None, person=None, role=None, linked=None, active=None,
        after_unit="", after_code="", limit=999,
    )  # fmt: skip
    assert {row[1] for row in shown} == before
    assert {row[0] for row in await engine.store.all("person_import_state")} == before
    await engine.store.close()
