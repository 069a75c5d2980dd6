"""After the result was handed over who agreed to it is asked once how content they are; what is low reaches the office."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from db.words import ConsentSource, Purpose
from handlers.agreements import Proof, Withdrawal, agree, withdraw
from tests.stories.citizens_talk import (
    SETTINGS,
    agrees,
    asks,
    dossier,
    proves,
    stranger,
    taps,
    titles,
)
from tests.stories.props import CODE, process, progress
from tests.stories.stage import Stage, staged

BEST, WORST = "5 – Rất hài lòng", "1 – Rất chưa hài lòng"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Monday 10/2/2025: somebody agreed to be asked, and to nothing else."""
    async with staged(tmp_path, "10/2/2025 09:00", citizens=SETTINGS) as running:
        await process(running)
        await dossier(running)
        stranger(running)
        await proves(running)
        await taps(running, "dan", "Tham gia đánh giá")
        [said] = await taps(running, "dan", "Đồng ý")
        assert "đánh giá mức độ hài lòng" in said.text
        running.all_read("dan")
        yield running


async def ratings(stage: Stage) -> list[tuple[int, str, str]]:
    """Score, reason and words of each."""
    rows = await stage.service.store.all(
        "list_ratings", code=None, unit=None, at_most=5, since=0, until=2**40, after_id=0, limit=99
    )
    return [row[2:5] for row in rows]


async def returned(stage: Stage, at: str = "12/02/2025 16:00") -> None:
    """The result was handed over."""
    await dossier(stage, status="10", finished_at=at, returned_at=at)


async def test_asked_once_by_day_and_thanked(stage: Stage) -> None:
    await stage.until("12/2/2025 22:00")
    await returned(stage)
    await stage.until("13/2/2025 06:59")
    stage.silent("dan")
    await stage.until("13/2/2025 08:00")
    asked = stage.hears("dan", "mức độ hài lòng", CODE)
    assert titles(asked)[0] == BEST
    assert len(asked.buttons) == 5
    [thanks] = await taps(stage, "dan", BEST)
    assert "Cảm ơn" in thanks.text
    [again] = await taps(stage, "dan", WORST)
    assert again.text == thanks.text
    assert await ratings(stage) == [(5, "", "")]
    stage.all_read("dan")
    await returned(stage, "12/02/2025 16:30")
    await stage.until("14/2/2025 18:00")
    stage.silent("dan")


async def test_a_low_one_is_asked_why_and_told_to_the_office(stage: Stage) -> None:
    await stage.until("12/2/2025 16:30")
    await returned(stage)
    await stage.until("12/2/2025 17:30")
    [why] = await taps(stage, "dan", WORST)
    assert len(why.buttons) == 5
    assert "không ghi họ tên" in why.text
    [thanks] = await asks(stage, "dan", "Chờ lâu quá,\n gọi số 0912 345 678 không ai nghe")
    assert "Cảm ơn" in thanks.text
    assert await ratings(stage) == [(1, "other", "Chờ lâu quá, gọi số *** không ai nghe")]
    stage.all_read()
    await stage.until("12/2/2025 20:00")
    await stage.until("13/2/2025 08:00")
    told = [m.text for m in stage.unread("lan") if "chưa hài lòng" in m.text]
    assert len(told) == 1
    assert CODE in told[0]
    assert "Chờ lâu" not in told[0]
    await stage.until("14/2/2025 10:00")
    assert sum("chưa hài lòng" in m.text for m in stage.phone("lan").received) == 1


async def test_a_reason_may_be_tapped(stage: Stage) -> None:
    await stage.until("12/2/2025 16:30")
    await returned(stage)
    await stage.until("12/2/2025 17:30")
    await taps(stage, "dan", "2 – Chưa hài lòng")
    await taps(stage, "dan", "Hướng dẫn chưa rõ")
    await taps(stage, "dan", "Thái độ phục vụ")
    assert await ratings(stage) == [(2, "unclear", "")]


async def test_who_only_agreed_to_news_is_not_asked(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 09:00", citizens=SETTINGS) as stage:
        await dossier(stage)
        stranger(stage)
        await agrees(stage)
        await returned(stage, "10/02/2025 09:30")
        await stage.until("12/2/2025 12:00")
        assert "Rất hài lòng" not in str([titles(m) for m in stage.phone("dan").received])


@pytest.mark.parametrize("tells", [True, False])
async def test_each_step_is_told_where_the_province_wants_so_and_they_agreed(
    tmp_path: Path, tells: bool
) -> None:
    settings = SETTINGS.model_copy(update={"tell_steps": tells, "survey": False})
    async with staged(tmp_path, "10/2/2025 09:00", citizens=settings) as stage:
        await process(stage)
        await dossier(stage)
        stranger(stage)
        await proves(stage)
        await taps(stage, "dan", "Nhận tin về hồ sơ này")
        said = await taps(stage, "dan", "Đồng ý")
        assert len(said) == 1 + tells
        if tells:
            await taps(stage, "dan", "Đồng ý")
        stage.all_read("dan")
        await stage.until("10/2/2025 14:00")
        await progress(stage, (CODE, "lan", "10/02/2025 13:30"))
        await stage.until("10/2/2025 15:00")
        if tells:
            stage.hears("dan", "bước")
        stage.silent("dan")


@pytest.mark.parametrize(
    ("purpose", "left"),
    [
        ("satisfaction", {"news", "step"}),
        ("step_news", {"news", "survey"}),
        ("dossier_news", set()),
    ],
)
async def test_what_waits_for_a_purpose_is_silenced_with_it(
    stage: Stage, purpose: str, left: set[str]
) -> None:
    waiting = {"news": "supplement_asked", "step": "step", "survey": "satisfaction"}
    store, now = stage.service.store, stage.clock.now()
    who = store._connections[0].execute("SELECT person_id FROM consent").fetchone()[0]
    async with store.tx() as tx:
        for source in ("dossier_news", "step_news"):
            await agree(tx, who, 1, Purpose(source), Proof("", 1, 0, "code"), now)
        for text, occasion in waiting.items():
            message = {"person_id": who, "channel": "zalo", "template": f"citizen/{occasion}", "text": text,
                       "buttons": "[]", "state": "waiting", "reason": "", "deadline_at": now, "item_id": None,
                       "not_before": now + 9_999, "created_at": now}  # fmt: skip
            message_id = await tx.insert("insert_message", **message)
            await tx.run(
                "news_is_told",
                key=text,
                dossier_id=1,
                occasion=occasion,
                facts="{}",
                at=now,
                now=now,
            )
            told = [row[1] for row in await tx.all("citizen_news_of", codes=f'["{CODE}"]')]
            await tx.run("add_citizen_message", message_id=message_id, news_id=told[-1])
        given = Withdrawal(who, ConsentSource.CHAT, "", 1, purpose)
        assert await withdraw(tx, None, given, now)
    rows = store._connections[0].execute("SELECT text FROM message WHERE state = 'waiting'")
    assert {row[0] for row in rows} == left
