"""Delegations and absences in the store: scopes by code and by field, ends, and the version that a running service watches."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from db.records import ProcedureStep, WorkItem
from db.sealing import Sealer
from db.sqlite import SqliteStore
from db.standins import (
    add_absence,
    add_delegation,
    end_absences,
    end_delegation,
    load_standins,
    procedure_of,
)
from db.words import DelegationEnd
from schedules.civil import at
from schedules.errors import RejectedInput
from schedules.standins import Matter
from tests.db.making import an_item, put_people

STEP = ProcedureStep.__struct_fields__
MON, SAT = at(date(2025, 11, 24), 0), at(date(2025, 11, 29), 0)
WED = at(date(2025, 11, 26), "09:00")


def row(number: int = 1, **more: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "key": f"test:{number}",
        "from_id": 1,
        "to_id": 2,
        "starts_at": MON,
        "ends_at": SAT,
        "units": "",
        "procedures": "",
        "may_sign": 0,
        "number": "12/UQ-UBND",
        "dated": "",
        "said_by": None,
        "said_how": "command",
        "said_at": MON - 1,
        "told_at": None,
    }
    return usual | more


def about(procedure: str) -> WorkItem:
    return an_item(detail=msgspec.json.encode({"procedure": procedure}).decode())


async def test_a_scope_reaches_procedures_by_code_and_by_field(
    store: SqliteStore, sealer: Sealer
) -> None:
    await put_people(store, sealer, ["z-1", "z-2"])
    steps = [
        ("1.000001", "Đăng ký khai sinh", "Hộ tịch"),
        ("1.000002", "Đăng ký kết hôn", "Hộ tịch"),
        ("2.000001", "Cấp giấy chứng nhận", "Đất đai"),
    ]
    async with store.tx() as tx:
        for code, name, field in steps:
            made = dict.fromkeys(STEP, None) | {
                "procedure_code": code, "procedure_name": name, "field": field, "seq": 1, "name": "Thẩm định", "role": "",
                "unit_code": "", "minutes": 60, "counts": "", "phase": 1, "case_name": "", "valid_from": "", "source": "",
                "timed": 1,
            }  # fmt: skip
            await tx.run("upsert_procedure_step", **made)
        await add_delegation(tx, row(1, procedures="ho tich"))
        await add_delegation(tx, row(2, from_id=2, to_id=1, procedures="2.000001;lĩnh vực lạ"))
    standins = await load_standins(store, {1, 2})

    def told(person: int, name: str) -> int | None:
        return standins.of(person, Matter(procedure=procedure_of(about(name))), WED).person_id

    assert [told(1, name) for _, name, _ in steps] == [2, 2, 1]
    assert [told(2, name) for _, name, _ in steps] == [2, 2, 1]
    assert told(1, "ĐĂNG KÝ KHAI  SINH") == 2
    assert told(1, "") == 1


async def test_the_same_word_makes_one_and_an_end_is_kept(
    store: SqliteStore, sealer: Sealer
) -> None:
    await put_people(store, sealer, ["z-1", "z-2"])
    before = await store.one("watched_versions")
    async with store.tx() as tx:
        made = await add_delegation(tx, row())
        assert await add_delegation(tx, row()) is None
        assert await end_delegation(tx, made or 0, WED, DelegationEnd.ENDED)
        assert not await end_delegation(tx, made or 0, WED + 1, DelegationEnd.DECLINED)
    assert await store.one("watched_versions") != before
    standins = await load_standins(store, {1, 2})
    whole = Matter()
    assert standins.of(1, whole, WED - 1).person_id == 2
    assert standins.of(1, whole, WED).person_id == 1
    assert len(await store.all("list_delegations", person=None, unit=None, running=None)) == 1


async def test_who_is_back_is_away_no_longer(store: SqliteStore, sealer: Sealer) -> None:
    await put_people(store, sealer, ["z-1", "z-2"])
    away = {
        "key": "test:1", "person_id": 1, "starts_at": MON, "ends_at": SAT, "reason": "leave", "said_by": None,
        "said_how": "command", "said_at": MON,
    }  # fmt: skip
    async with store.tx() as tx:
        await add_absence(tx, away)
        await add_absence(tx, away | {"key": "test:2", "starts_at": SAT, "ends_at": SAT + 86_400})
        assert await end_absences(tx, 1, WED) == 2
    standins = await load_standins(store, {1, 2})
    assert standins.away(1, WED - 1)
    assert not standins.away(1, WED)
    assert not standins.away(1, SAT + 1)  # what was to come does not


@pytest.mark.parametrize("wrong", [{"starts_at": SAT, "ends_at": MON}, {"to_id": 1}])
async def test_what_cannot_be_is_refused(
    store: SqliteStore, sealer: Sealer, wrong: dict[str, Any]
) -> None:
    await put_people(store, sealer, ["z-1", "z-2"])
    async with store.tx() as tx:
        with pytest.raises(RejectedInput):
            await add_delegation(tx, row(**wrong))
