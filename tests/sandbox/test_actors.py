"""Simulated people: who taps what, when, and never twice."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.sandbox import Button, Persona
from bot.sandbox.actors import HABITS, fitting
from bot.sandbox.model import Message
from tests.sandbox.stage import HEAD, OFFICER, Stage, staged

DONE = Button("1. Đã xong", "oa.query.hide", "#D.1")
TAKEN = Button("Đã nhận, đang làm", "oa.query.hide", "#T.1")
NUDGE = Button("Đôn đốc", "oa.query.hide", "#N.1")
CONFIRM = Button("Xác nhận", "oa.query.show", "#C.1")
ALL = (DONE, TAKEN, NUDGE, CONFIRM)
LONGEST = 60 * 60


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged(personas={OFFICER: Persona.DILIGENT, HEAD: Persona.SILENT}) as running:
        yield running


@pytest.mark.parametrize(
    ("persona", "payloads"),
    [
        (Persona.DILIGENT, ["#D.1"]),
        (Persona.PROMISING, ["#T.1"]),
        (Persona.NUDGING, ["#N.1"]),
        (Persona.CONFIRMING, ["#C.1"]),
        (Persona.SILENT, []),
    ],
)
async def test_each_persona_taps_its_own_button(persona: Persona, payloads: list[str]) -> None:
    async with staged(personas={OFFICER: persona}) as stage:
        stage.world.deliver(OFFICER, "Đến hạn", ALL)
        stage.after(LONGEST)
        await stage.sandbox.settle()

        assert stage.listener.texts == payloads


async def test_the_answer_comes_after_a_delay_that_is_the_same_in_every_run() -> None:
    waits = []
    for _ in range(2):
        async with staged(personas={OFFICER: Persona.DILIGENT}) as stage:
            stage.world.deliver(OFFICER, "Đến hạn", ALL)
            minutes = 0
            while not stage.world.phone(OFFICER).last.chosen:
                stage.after(60)
                minutes += 1
                stage.sandbox.actors.act()
            waits.append(minutes)

    habit = HABITS[Persona.DILIGENT]
    assert waits[0] == waits[1]
    assert habit.least <= waits[0] <= habit.least + habit.spread


async def test_a_message_is_answered_once_and_not_after_a_hand_did_it(stage: Stage) -> None:
    phone = stage.world.phone(OFFICER)
    stage.world.deliver(OFFICER, "Một", [DONE])
    stage.world.deliver(OFFICER, "Hai", [DONE])
    await phone.taps("1. Đã xong")  # by hand, on the newest
    for _ in range(3):
        stage.after(LONGEST)
        await stage.sandbox.settle()

    assert [message.chosen for message in phone.received] == [["1. Đã xong"], ["1. Đã xong"]]
    assert len(stage.listener.texts) == 2


async def test_a_message_without_a_fitting_button_is_left_alone(stage: Stage) -> None:
    stage.world.deliver(OFFICER, "Để biết", [NUDGE])
    stage.world.deliver(HEAD, "Đến hạn", ALL)
    stage.after(LONGEST)
    await stage.sandbox.settle()

    assert stage.listener.texts == []


async def test_switched_off_nobody_answers_and_switched_on_the_newest_is_taken_up(
    stage: Stage,
) -> None:
    actors, phone = stage.sandbox.actors, stage.world.phone(OFFICER)
    stage.world.deliver(OFFICER, "Một", [DONE])
    actors.switch(on=False)
    stage.world.deliver(OFFICER, "Hai", [DONE])
    stage.after(LONGEST)
    await stage.sandbox.settle()
    while_off = list(stage.listener.texts)
    actors.switch(on=True)
    await stage.sandbox.settle()

    assert while_off == []
    assert [bool(message.chosen) for message in phone.received] == [False, True]


@pytest.mark.parametrize("away", ["off", "blocked"])
async def test_who_cannot_be_reached_does_not_answer(stage: Stage, away: str) -> None:
    stage.world.deliver(OFFICER, "Đến hạn", [DONE])
    if away == "off":
        stage.world.switches(OFFICER, online=False)
    else:
        stage.world.bars(OFFICER, -244)
    stage.after(LONGEST)

    assert stage.sandbox.actors.act() == 0


@pytest.mark.parametrize(
    ("titles", "place"),
    [
        (["Chi tiết", "Đã xong"], 1),
        (["2. ĐÃ XONG"], 0),
        (["Chưa xong"], None),
        ([], None),
    ],
)
def test_a_button_fits_by_its_words(titles: list[str], place: int | None) -> None:
    rows = tuple(Button(title, "oa.query.hide", "#x") for title in titles)
    message = Message("1", from_oa=True, text="", at_ms=0, buttons=rows)

    assert fitting(message, "Đã xong") == place


def test_a_link_never_fits() -> None:
    link = Button("Đã xong", "oa.open.url", {"url": "https://example.vn"})

    assert fitting(Message("1", from_oa=True, text="", at_ms=0, buttons=(link,)), "Đã xong") is None
