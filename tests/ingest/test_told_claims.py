"""Steps said to be done, told to the connector they come from: once, after the time to take them back, never as a fact."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.ingest.igate_client import IgateClient, IgateProblem
from bot.ingest.receiving import receive_dossiers, receive_progress
from bot.ingest.told_claims import PATIENCE, tell_claims
from db.items import items_by_code
from db.records import WorkItem
from schedules.civil import to_iso
from tests.ingest.connecting import CODE, PROGRESS, PULLED, Desk, desk
from tests.ingest.pushing import NOW, STEP

OTHER = "X1-260305-0002"
ROUND = 900  # seconds between pulls
BOTH = {"write_back": True, "tell_claims": True}


async def step_of(at: Desk, code: str) -> WorkItem:
    (found,) = [i for i in await items_by_code(at.engine.store, code) if i.kind == "step"]
    return found


async def says_done(at: Desk, code: str, now: int) -> WorkItem:
    """Trần Mẫu Lan says that the step in hand is done."""
    item, lan = await step_of(at, code), at.engine.snapshot.directory.people_by_code["lan"]
    async with at.engine.store.tx() as tx:
        reply_id = await tx.insert(
            "insert_reply", item_id=item.id, version=item.version, person_id=lan.id, answer="done",
            argument="", at=now, before="{}", event_id=None,
        )  # fmt: skip
        await tx.run(
            "answer_item", id=item.id, state="claimed", answered_at=now, promise_until=None, claimed_at=now,
            assignee_id=item.assignee_id, reply_id=reply_id,
        )  # fmt: skip
    return await step_of(at, code)


async def takes_it_back(at: Desk, code: str) -> None:
    item = await step_of(at, code)
    async with at.engine.store.tx() as tx:
        await tx.run(
            "answer_item", id=item.id, state="open", answered_at=None, promise_until=None, claimed_at=None,
            assignee_id=item.assignee_id, reply_id=None,
        )  # fmt: skip


async def rounds(at: Desk, first: int, last: int) -> list[str]:
    """Some rounds of the pull, by number; what was called beside the list."""
    at.connector.asked()
    for n in range(first, last + 1):
        await at.pull.pull_due(NOW + n * ROUND)
    return [path for path in at.connector.asked() if path not in ("login", "laydanhsachhoso")]


async def test_a_claim_is_told_once_in_the_words_of_a_claim(tmp_path: Path) -> None:
    async with desk(tmp_path, **BOTH) as at:
        await at.pull.pull_due(NOW)
        before = await says_done(at, CODE, NOW + 60)
        assert await rounds(at, 1, 1) == []  # it can still be taken back
        assert await rounds(at, 2, 9) == [PROGRESS]
        assert at.connector.progress == [
            {
                "IDHoSo": "",
                "MaHoSo": CODE,
                "NguoiXuLy": "Trần Mẫu Lan",
                "ThoiDiemXuLy": "2026-03-05T15:01:00",
                "PhongBanXuLy": "UBND xã Mẫu Một",
                "NoiDungXuLy": "Đã xong bước “Tiếp nhận”: cán bộ báo qua Nhắc Việc, chờ hệ thống một cửa xác nhận",
                "TrangThai": 4,
                "NgayBatDau": "2026-03-05T09:10:00",
                "NgayKetThucTheoQuyDinh": to_iso(before.due_at).removesuffix("+07:00"),
            }
        ]
        assert await step_of(at, CODE) == before  # it is a claim as before


@pytest.mark.parametrize("more", [{}, {"write_back": True}, {"tell_claims": True}])
async def test_nothing_is_told_unless_both_are_allowed(tmp_path: Path, more: Any) -> None:
    async with desk(tmp_path, **more) as at:
        await at.pull.pull_due(NOW)
        await says_done(at, CODE, NOW)
        assert await rounds(at, 1, 4) == []
        assert await at.alarms() == []


async def test_what_was_taken_back_in_time_is_not_told(tmp_path: Path) -> None:
    async with desk(tmp_path, **BOTH) as at:
        await at.pull.pull_due(NOW)
        await says_done(at, CODE, NOW)
        await takes_it_back(at, CODE)
        assert await rounds(at, 1, 3) == []
        await says_done(at, CODE, NOW + 3 * ROUND)
        assert await rounds(at, 4, 9) == [PROGRESS]
        await takes_it_back(at, CODE)
        await says_done(at, CODE, NOW + 9 * ROUND)
        assert await rounds(at, 10, 15) == []  # said twice, told once


async def test_steps_of_other_sources_are_not_told_here(tmp_path: Path) -> None:
    async with desk(tmp_path, **BOTH) as at:
        await at.pull.pull_due(NOW)
        local = {k: v for k, v in PULLED.items() if k != "EformId"}
        await receive_dossiers(
            at.engine, [local | {"NgayTiepNhan": "2026-03-05T09:11:00"}], "local", NOW
        )
        await says_done(at, CODE, NOW)
        assert await rounds(at, 1, 3) == []


@pytest.mark.parametrize("refusal", [400, 422, {"code": -1}, {"error_code": "3"}])
async def test_what_was_not_taken_is_told_again_a_few_times(tmp_path: Path, refusal: Any) -> None:
    async with desk(tmp_path, **BOTH) as at:
        await at.pull.pull_due(NOW)
        await says_done(at, CODE, NOW)
        at.connector.refuses = refusal
        assert await rounds(at, 1, 3) == [PROGRESS] * 3
        assert await at.alarms() == ["igate"]
        at.connector.refuses = 0
        assert await rounds(at, 4, 6) == [PROGRESS]
        assert [row["MaHoSo"] for row in at.connector.progress] == [CODE]
        assert await at.alarms() == []


async def test_a_step_that_is_never_taken_is_given_up(tmp_path: Path) -> None:
    async with desk(tmp_path, **BOTH) as at:
        await at.pull.pull_due(NOW)
        await says_done(at, CODE, NOW)
        at.connector.refuses = 400
        assert await rounds(at, 1, PATIENCE + 3) == [PROGRESS] * PATIENCE
        assert await at.alarms() == []


@pytest.mark.parametrize("away", [500, 502, 504])
async def test_what_may_have_arrived_is_not_told_again(tmp_path: Path, away: int) -> None:
    async with desk(tmp_path, **BOTH) as at:
        await at.pull.pull_due(NOW)
        await says_done(at, CODE, NOW)
        at.connector.refuses = away
        with capture_logs() as logs:
            assert await rounds(at, 1, 1) == [PROGRESS]
        (told,) = [line for line in logs if line["event"] == "igate.not_told"]
        assert told["may_have_arrived"] is True
        at.connector.refuses = 0
        assert await rounds(at, 2, 6) == []


async def test_a_bad_step_stops_no_other(tmp_path: Path) -> None:
    async with desk(tmp_path, **BOTH) as at:
        at.connector.list = [PULLED, PULLED | {"MaHoSo": OTHER}]
        await at.pull.pull_due(NOW)
        await says_done(at, CODE, NOW)
        await says_done(at, OTHER, NOW + 1)
        at.connector.bad_codes = {CODE}
        for n in range(1, 6):
            await at.pull.pull_due(NOW + n * ROUND)
        assert [row["MaHoSo"] for row in at.connector.progress] == [OTHER]


async def test_a_connector_that_is_away_before_the_call_is_asked_again(tmp_path: Path) -> None:
    async with desk(tmp_path, **BOTH) as at:
        await at.pull.pull_due(NOW)
        await says_done(at, CODE, NOW)
        away = at.settings.model_copy(update={"url": "http://127.0.0.1:9"})
        client = IgateClient(at.wire, away)
        with pytest.raises(IgateProblem):
            await tell_claims(at.engine, client, NOW + ROUND)
        assert await rounds(at, 2, 4) == [PROGRESS]


async def test_what_we_told_is_no_fact_when_another_feed_brings_it_back(tmp_path: Path) -> None:
    async with desk(tmp_path, **BOTH) as at:
        await at.pull.pull_due(NOW)
        claimed = await says_done(at, CODE, NOW)
        await rounds(at, 1, 2)
        (row,) = at.connector.progress
        (taken,) = await receive_progress(at.engine, [row], NOW + 3 * ROUND)
        assert taken.error == ""
        assert await step_of(at, CODE) == claimed
        done = STEP | {"MaHoSo": CODE, "ThoiDiemXuLy": "20260305153000"}
        await receive_progress(at.engine, [done], NOW + 3 * ROUND)
        states = {i.key: i.state for i in await items_by_code(at.engine.store, CODE)}
        assert (states[f"step:{CODE}:1"], states[f"step:{CODE}:2"]) == ("done", "open")
