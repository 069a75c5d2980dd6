"""What is kept is seen at once; correction and deletion are work with a term; what is deleted is gone, the proof stays."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.stories.citizens_talk import (
    CONTACT,
    SETTINGS,
    agrees,
    asks,
    dossier,
    ledger,
    stranger,
    taps,
    titles,
)
from tests.stories.props import CODE, process
from tests.stories.stage import Stage, instant, staged


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Monday 10/2/2025: somebody hears of their dossier."""
    async with staged(tmp_path, "10/2/2025 09:00", citizens=SETTINGS) as running:
        await process(running)
        await dossier(running)
        stranger(running)
        await agrees(running)
        running.all_read()
        yield running


async def test_what_is_kept_is_told_at_once_in_kinds(stage: Stage) -> None:
    [told] = await asks(stage, "dan", "Dữ liệu của tôi")
    assert "mã do Zalo cấp" in told.text
    assert f"Hồ sơ {CODE}: đã đồng ý nhận thông báo" in told.text
    assert "98765" not in told.text
    assert CONTACT in told.text
    assert titles(told) == ["Đính chính dữ liệu", "Xóa dữ liệu"]


@pytest.mark.parametrize(
    ("said", "confirmed", "due"),
    [
        # Monday 10/2/2025 + 10 days is Thursday 20/2; + 20 days is Sunday 2/3, so Monday 3/3.
        ("đính chính", "đính chính dữ liệu", "20/2/2025"),
        ("xoa du lieu", "xóa dữ liệu", "3/3/2025"),
    ],
)
async def test_a_request_is_work_with_its_term(
    stage: Stage, said: str, confirmed: str, due: str
) -> None:
    [question] = await asks(stage, "dan", said)
    assert confirmed in question.text
    [taken] = await taps(stage, "dan", "Gửi yêu cầu")
    assert "DL-000001" in taken.text
    item = await stage.item("DL-000001")
    assert item.due_at // 86400 == instant(f"{due} 12:00") // 86400
    assert stage.who(item.assignee_id) == "an"
    assert CODE in item.title
    [again] = await asks(stage, "dan", said) and await taps(stage, "dan", "Gửi yêu cầu")
    assert again.text == taken.text
    assert len(await stage.service.store.all("items_by_code", code="DL-000002")) == 0


async def test_deletion_is_carried_out_told_and_forgotten(stage: Stage) -> None:
    await asks(stage, "dan", "xóa dữ liệu")
    await taps(stage, "dan", "Gửi yêu cầu")
    await stage.until("11/2/2025 09:00")
    await stage.types("an", "xong DL-000001")
    assert "xóa ngay" not in stage.phone("dan").last.text  # the answer may still be taken back
    await stage.until("11/2/2025 10:00")
    assert "được xóa ngay sau tin này" in stage.phone("dan").last.text
    assert (await stage.item("DL-000001")).state == "done"
    heard = len(stage.phone("dan").received)
    store = stage.service.store
    await stage.settle()
    rows = (
        store._connections[0]
        .execute(
            "SELECT zalo_sealed, zalo_key, proven_phone_key FROM person WHERE roles = 'citizen'"
        )
        .fetchall()
    )
    assert rows == [(None, None, None)]
    texts = (
        store._connections[0]
        .execute(
            "SELECT count(*) FROM message m JOIN person p ON p.id = m.person_id WHERE p.roles = 'citizen' AND m.text <> ''"
        )
        .fetchone()
    )
    assert texts == (0,)
    # The proof stays: agreed, withdrawn by the account and for its number.
    assert [row[1] for row in await ledger(stage)] == [1, 0, 0]
    await dossier(stage, status="5", supplement_days="10")
    await stage.until("12/2/2025 12:00")
    assert len(stage.phone("dan").received) == heard
    # Whoever comes back is a stranger again.
    [state] = await asks(stage, "dan", CODE)
    assert "28/02" not in state.text


async def test_what_an_officer_takes_back_is_not_carried_out(stage: Stage) -> None:
    await asks(stage, "dan", "xóa dữ liệu")
    await taps(stage, "dan", "Gửi yêu cầu")
    await stage.until("11/2/2025 09:00")
    await stage.types("an", "xong DL-000001")
    await stage.taps("an", "Hoàn tác")
    await stage.until("11/2/2025 12:00")
    assert "xóa ngay" not in stage.phone("dan").last.text


async def test_a_correction_is_answered_and_nobody_is_forgotten(stage: Stage) -> None:
    await asks(stage, "dan", "sửa dữ liệu")
    await taps(stage, "dan", "Gửi yêu cầu")
    await stage.until("11/2/2025 09:00")
    await stage.types("an", "xong DL-000001")
    await stage.until("11/2/2025 10:00")
    assert "đính chính dữ liệu đã được xem xét" in stage.phone("dan").last.text
    [told] = await asks(stage, "dan", "xem dữ liệu")
    assert CODE in told.text


async def test_who_thinks_better_of_it_asks_for_nothing(stage: Stage) -> None:
    await asks(stage, "dan", "xóa dữ liệu")
    await taps(stage, "dan", "Không gửi")
    assert await stage.service.store.all("items_by_code", code="DL-000001") == []


async def test_strangers_who_came_for_nothing_are_forgotten(stage: Stage) -> None:
    stranger(stage, "khach")
    await asks(stage, "khach", "xin chào")
    stage.all_read()
    await stage.until("13/3/2025 09:00")
    await stage.settle()
    rows = (
        stage.service.store._connections[0]
        .execute(
            "SELECT zalo_key IS NULL, count(*) FROM person WHERE code LIKE 'ZL-%' GROUP BY 1 ORDER BY 1"
        )
        .fetchall()
    )
    assert rows == [(0, 1), (1, 1)]  # the one who agreed is still known
    [greeting] = await asks(stage, "khach", "xin chào")
    assert "Kính chào" in greeting.text
